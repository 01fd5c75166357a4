"""Pages on Spark: rows, types, lost processes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from engines import Killer, digests, ending_workers, engine_module, parts_of, spark_of_two

engine_module("spark", "pyspark.sql")

from pages import page_table, pages, write_shards

import wenmai
import wenmai.spark


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with ending_workers(tmp_path_factory.mktemp("faults")), spark_of_two() as spark:
        yield spark


def test_rows_are_those_of_batch(spark: Any) -> None:
    table = page_table(pages(60, aborting=False))
    # One task, one batch: rows are counted in each.
    rows = wenmai.spark.extract(spark.createDataFrame(table).coalesce(1)).toArrow()
    assert digests(rows) == digests(wenmai.batch(table, isolate=True).to_pyarrow())


def test_other_columns_and_odd_names_do_no_harm(spark: Any) -> None:
    frame = spark.createDataFrame([("<p>one</p>", 1, "x")], "html string, `a.b` int, other string")
    (row,) = wenmai.spark.extract(frame).collect()
    assert (row.outcome, row.text) == ("written", "one")


def test_numbers_of_others_are_left_alone(spark: Any) -> None:
    frame = spark.createDataFrame([("<p>one</p>", Decimal(-5))], "html string, id decimal(20,0)")
    (row,) = wenmai.spark.extract(frame).collect()
    assert (row.outcome, row.id) == ("written", "-5")


def test_page_that_ends_its_process_is_one_row(spark: Any) -> None:
    rows = wenmai.spark.extract(spark.createDataFrame(page_table(pages(40)))).persist()
    assert rows.count() == 40
    assert wenmai.spark.ledger(rows)["dead"] == {"crash": 1}


def test_options_are_checked_before_anything_runs(spark: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="colour"):
        wenmai.spark.extract(spark.createDataFrame([("<p>one",)], "html string"), colour="red")


def test_files_give_the_documents_of_a_run(spark: Any, tmp_path: Path) -> None:
    shards = write_shards(tmp_path / "input", pages(400), 4)
    end = wenmai.corpus.run(shards, tmp_path / "run", format="parquet", isolate=True)
    rows = wenmai.spark.extract(wenmai.spark.read_pages(spark, shards, shard_bytes=1)).persist()
    assert wenmai.spark.ledger(rows) == end.ledger
    written = rows.where("outcome = 'written'")
    documents = parts_of(tmp_path / "run")
    assert digests(written.toArrow(), documents.column_names) == digests(documents)
    # What Spark reads of a run has the same types.
    read = spark.read.parquet(str(tmp_path / "run" / "part-*.parquet"))
    assert written.select(*documents.column_names).schema == read.schema


def test_numbers_beyond_the_signed_ones_stay(spark: Any) -> None:
    import pyarrow as pa

    from wenmai.spark import _page_columns, _spark_schema

    item = pa.field("element", pa.struct([pa.field("views", pa.uint64(), nullable=False)]), nullable=False)
    related = pa.array([[{"views": 2**64 - 1}], None], pa.list_(item))
    table = pa.table({"related": related, "body": [b"", b""], "outcome": ["", ""]})
    in_spark = table.cast(_spark_schema(table.schema))
    assert _page_columns(in_spark).to_pylist() == table.to_pylist()
    assert _page_columns(in_spark.drop("body")).schema == in_spark.drop("body").schema
    assert spark.createDataFrame(in_spark).collect()[0].related[0].views == 2**64 - 1


def test_worker_that_is_killed_costs_nothing(spark: Any, tmp_path: Path) -> None:
    shards = write_shards(tmp_path / "input", pages(3_000), 6)
    frame = wenmai.spark.extract(wenmai.spark.read_pages(spark, shards, shard_bytes=1))
    expected = frame.toArrow()
    with Killer(0.05) as killer:
        rows = frame.toArrow()
    assert killer.killed is not None
    assert digests(rows) == digests(expected)


def test_files_need_no_context(spark: Any, tmp_path: Path) -> None:
    shards = write_shards(tmp_path / "input", pages(40, aborting=False), 4)
    # All that a session of Spark Connect has of it.
    session = SimpleNamespace(range=spark.range)
    frame = wenmai.spark.read_pages(session, shards, shard_bytes=1)
    assert frame.rdd.getNumPartitions() == 4
    assert [row.outcome for row in frame.collect()].count(None) == 40
    assert wenmai.spark.read_pages(session, []).count() == 0


CONNECT = """
import sys
from pyspark.sql import SparkSession
import wenmai.spark

spark = SparkSession.builder.remote("local[2]").config("spark.ui.enabled", "false").getOrCreate()
rows = wenmai.spark.extract(wenmai.spark.read_pages(spark, sys.argv[1], shard_bytes=1))
print(wenmai.spark.ledger(rows))
spark.stop()
"""


def test_spark_connect(tmp_path: Path) -> None:
    pytest.importorskip("grpc_status", reason="Spark Connect is not installed: pyspark[connect]")
    write_shards(tmp_path / "input", pages(40, aborting=False), 2)
    words = [sys.executable, "-c", CONNECT, str(tmp_path / "input")]
    said = subprocess.run(words, check=True, capture_output=True, text=True, timeout=300).stdout
    assert "'written': 40" in said
