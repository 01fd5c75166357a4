"""peers.py html|keywords RECORDS.jsonl: how fast tools in Python read the same pages, parsing included, or find the
keywords of the same texts, on one core.

One line a tool, as `wenmai-peers` prints; tools that are not installed are left out.
"""

import json
import sys
import time

ROUNDS = 3
KEYWORDS = 20


def extractors():
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


def finders():
    try:
        import jieba.analyse

        jieba.initialize()
        yield "jieba (Python)", lambda text: jieba.analyse.extract_tags(text, topK=KEYWORDS)
    except ImportError:
        pass
    try:
        import yake

        finder = yake.KeywordExtractor(lan="en", n=3, top=KEYWORDS)
        yield "yake (Python)", lambda text: finder.extract_keywords(text)
    except ImportError:
        pass


def main(what, path):
    field, tools, most = ("html", extractors(), None) if what == "html" else ("text", finders(), 60)
    with open(path, encoding="utf-8") as lines:
        pages = [json.loads(line)[field] for line in lines][:most]
    size = sum(len(page.encode()) for page in pages)
    for name, extract in tools:
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


main(sys.argv[1], sys.argv[2])
