"""The first five lines: a page in, its structure out."""

import sys
from pathlib import Path

import wenmai

pages: list[str | bytes] = [Path(name).read_bytes() for name in sys.argv[1:]] or [
    "开源与闭源\n\n简介：两条路线的比较，各说优劣。\n\n一、开源\n\n代码人人可读，出了问题可以自己修理。\n\n"
    "二、闭源\n\n有人负责到底，付费即可得到支持。\n"
]
for result in wenmai.extract_many(pages):
    if isinstance(result, wenmai.Failure):
        print(f"{result.id}: {result.message}; {result.help}")
        continue
    print(result.title, "·", result.page_type, "·", result.language)
    for section in result.sections:
        print("  " * section.level, section.heading or "", f"({len(section.text)} characters)")
