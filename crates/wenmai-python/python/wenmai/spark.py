"""Pages on Spark: a column of HTML in, documents out, by tables of Arrow.

    import wenmai.spark

    pages = spark.read.parquet("crawl/")                 # columns html, url …
    rows = wenmai.spark.extract(pages)                   # a row for each page: outcome, text, outline …
    rows.write.parquet("documents/")

Whole numbers of Arrow without sign, which Spark does not have, are what Spark makes of them when it reads Parquet: the next
larger type, `decimal(20,0)` for those of 64 bits. So rows can be put together with the parts of `wenmai.corpus.run`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from wenmai._extras import extra

with extra("spark"):
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql import functions as F
    from pyspark.sql.pandas.types import from_arrow_schema

from wenmai._engines import (
    BATCH_ROWS,
    SHARD_BYTES,
    Ledger,
    Rows,
    is_read,
    ledger_with_sum,
    outcome_schema,
    page_columns,
    page_schema,
    read_shards,
    shard_tables,
    worker_options,
)

__all__ = ["extract", "ledger", "read_pages"]

_UINT64 = pa.decimal128(20, 0)


def _mapped(field: pa.Field, leaf: Callable[[pa.DataType], pa.DataType]) -> pa.Field:
    """The column with `leaf` of each type in it that is no list and no struct; all of it may be null."""
    data_type = field.type
    if pa.types.is_struct(data_type):
        mapped = pa.struct([_mapped(inner, leaf) for inner in data_type])
    elif pa.types.is_list(data_type):
        mapped = pa.list_(_mapped(data_type.value_field, leaf))
    else:
        mapped = leaf(data_type)
    return pa.field(field.name, mapped)


def _spark_type(data_type: pa.DataType) -> pa.DataType:
    signed = {pa.uint8(): pa.int16(), pa.uint16(): pa.int32(), pa.uint32(): pa.int64(), pa.uint64(): _UINT64}
    plain = {pa.large_binary(): pa.binary(), pa.large_string(): pa.string()}
    return {**signed, **plain}.get(data_type, data_type)


def _spark_schema(schema: pa.Schema) -> pa.Schema:
    """The schema with types that Spark has. As in what Spark reads, everything may be null: it does not take null for a struct
    whose fields may not be.
    """
    return pa.schema([_mapped(field, _spark_type) for field in schema])


def _page_columns(pages: pa.Table) -> pa.Table:
    """The table, if it is one of `read_pages`, with the whole numbers that `_spark_schema` made decimal.

    In other tables, `decimal(20,0)` is what somebody else means by it.
    """
    if not is_read(pages.column_names):
        return pages

    def number(data_type: pa.DataType) -> pa.DataType:
        return pa.uint64() if data_type == _UINT64 else data_type

    return pages.cast(pa.schema([_mapped(field, number) for field in pages.schema]))


def extract(df: DataFrame, *, batch_size: int = BATCH_ROWS, **options: Any) -> DataFrame:
    """What becomes of each page of `df`: a row for each row, with the columns that `wenmai.batch` gives.

    Args:
        df: Pages in the columns that `wenmai.batch` takes (`html`, `html_b64`, `text` or `markdown`, beside them `id`, `url`,
            `captured_at`, `headers` …), or what `read_pages` gives.
        batch_size: Rows that are processed at once. Spark hands over more of them, as many as
            `spark.sql.execution.arrow.maxRecordsPerBatch` (10,000) and, where there is that, `maxBytesPerBatch` (64 MB) allow: set
            the first to a few hundred, for pages are long.
        options: As for `wenmai.Extractor`. `isolate` is on unless you say `isolate=False`; `jobs` is 1: set it to
            `spark.task.cpus` if that is more. Files of `site_files` and `profiles` have to be on all machines; a recipe travels by itself.

    Returns:
        A data frame that is computed when it is used, each time anew: write it, or persist it, before you use it twice.

    Raises:
        ValueError, TypeError: for options that are none, before anything runs.
    """
    options = worker_options(options)
    schema = _spark_schema(outcome_schema())

    rows_of = Rows(options, batch_size)

    def rows(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for table in rows_of(_page_columns(pa.Table.from_batches([batch]))):
                yield from table.cast(schema).to_batches()

    pages = df.select(*(F.col(f"`{name}`") for name in page_columns(df.columns, options)))
    return pages.mapInArrow(rows, from_arrow_schema(schema))


def read_pages(
    spark: SparkSession,
    inputs: str | Path | Sequence[str | Path],
    *,
    shard_bytes: int = SHARD_BYTES // 4,
    **options: Any,
) -> DataFrame:
    """The records of files (WARC, WET, JSON Lines, Parquet, pages; folders and globs of them) as a data frame for `extract`.

    Each row knows its file and its place there, so that documents are those of `wenmai.corpus.run` over the same files. A record
    that gives no page is a row, too, which `extract` hands on.

    Args:
        spark: The session.
        inputs: Files, folders and globs, at the same path on all machines; relative ones are made absolute.
        shard_bytes: One task reads about so many bytes of them. A file is not divided.
        options: Those of `wenmai.read_pages`.

    Raises:
        ValueError, TypeError: for options that are none, and inputs that are no files, such as `s3://…`.
        CorpusError: where the files cannot be listed.
    """
    shards = read_shards(inputs, shard_bytes, options)
    schema = _spark_schema(page_schema())

    def pages(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for table in shard_tables((shards[number] for number in batch.column(0).to_pylist()), options):
                yield from table.cast(schema).to_batches()

    # Each number in a task of its own, also by Spark Connect, which has no context that could distribute a list.
    numbers = spark.range(0, len(shards), 1, max(1, len(shards)))
    return numbers.mapInArrow(pages, from_arrow_schema(schema))


def ledger(rows: DataFrame) -> Ledger:
    """Where the records went: the ledger that `wenmai.corpus.run` keeps, counted over what `extract` gave.

    Computes `rows`; call it on what was written and read again, or on `rows.persist()`.
    """
    # Spark counts them where they are; `wenmai.ledger` has the same rule for rows in memory.
    records = F.coalesce(F.col("records"), F.lit(1))
    counts = rows.groupBy("outcome", "reason").agg(F.sum(records).alias("n")).collect()
    reasons: dict[str, dict[str, int]] = {"written": {}, "dropped": {}, "dead": {}}
    for outcome, reason, n in counts:
        reasons[outcome][reason or ""] = int(n)
    return ledger_with_sum(sum(reasons["written"].values()), reasons["dropped"], reasons["dead"])
