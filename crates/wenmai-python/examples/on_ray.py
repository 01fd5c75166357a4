"""Pages on Ray: a dataset of pages in, documents and their ledger out.

    python examples/on_ray.py crawl/       # Parquet files with the columns html, url …; two pages without it
"""

import sys

import ray
import ray.data

import wenmai.ray

PAGES = [
    {"html": "<h1>Tea</h1><h2>1. Water</h2><p>Take soft water, and let it boil only once.</p>", "url": "https://tea.example/1"},
    {"html": "", "url": "https://tea.example/2"},
]

ray.init(log_to_driver=False, logging_level="ERROR")
pages = ray.data.read_parquet(sys.argv[1]) if len(sys.argv) > 1 else ray.data.from_items(PAGES)
rows = wenmai.ray.extract(pages).materialize()
for row in rows.select_columns(["url", "outcome", "reason", "text"]).take(10):
    print(row)
print(wenmai.ray.ledger(rows))
