"""Pages on Daft: a data frame of pages in, documents out.

    python examples/on_daft.py crawl/      # Parquet files with the columns html, url …; two pages without it
"""

import sys

import daft

import wenmai.daft

PAGES = {
    "html": ["<h1>Tea</h1><h2>1. Water</h2><p>Take soft water, and let it boil only once.</p>", ""],
    "url": ["https://tea.example/1", "https://tea.example/2"],
}

pages = daft.read_parquet(sys.argv[1]) if len(sys.argv) > 1 else daft.from_pydict(PAGES)
rows = wenmai.daft.extract(pages).select("url", "outcome", "reason", "text").limit(10)
for row in rows.to_pylist():
    print(row)
