"""Pages on Spark: a data frame of pages in, documents and their ledger out. Needs Java 17 or later.

    python examples/on_spark.py crawl/     # Parquet files with the columns html, url …; two pages without it
"""

import os
import sys

from pyspark.sql import SparkSession

import wenmai.spark

PAGES = [
    ("<h1>Tea</h1><h2>1. Water</h2><p>Take soft water, and let it boil only once.</p>", "https://tea.example/1"),
    ("", "https://tea.example/2"),
]

# Its workers are the first python3 of PATH otherwise, which need not have wenmai.
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
builder = SparkSession.builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "256")
spark = builder.master(os.environ.get("MASTER", "local[2]")).getOrCreate()
pages = spark.read.parquet(sys.argv[1]) if len(sys.argv) > 1 else spark.createDataFrame(PAGES, "html string, url string")
rows = wenmai.spark.extract(pages).persist()
rows.select("url", "outcome", "reason", "text").show(10)
print(wenmai.spark.ledger(rows))
spark.stop()
