"""peers.py PAGES.jsonl: how fast the extractors of Python read the same pages, on one core, parsing included.

One line a tool, as `wenmai-peers` prints; tools that are not installed are left out.
"""

import json
import sys
import time

ROUNDS = 3


def tools():
    try:
        from resiliparse.extract.html2text import extract_plain_text

        yield "resiliparse", lambda html: extract_plain_text(html, main_content=True)
    except ImportError:
        pass
    try:
        import trafilatura

        yield "trafilatura", lambda html: trafilatura.extract(html)
    except ImportError:
        pass


def main(path):
    with open(path, encoding="utf-8") as lines:
        pages = [json.loads(line)["html"] for line in lines]
    size = sum(len(page.encode()) for page in pages)
    for name, extract in tools():
        best, failed = float("inf"), 0
        for _ in range(ROUNDS):
            start, missing = time.perf_counter(), 0
            for page in pages:
                try:
                    missing += not extract(page)
                except Exception:
                    missing += 1
            taken = time.perf_counter() - start
            if taken < best:
                best, failed = taken, missing
        print(f"{name:<16} {size / 1e6 / best:>8.1f} MB/s   {failed} without a result")


main(sys.argv[1])
