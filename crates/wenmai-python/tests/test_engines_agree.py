"""One result, whoever makes it: a run of one machine, `batch`, Ray and Spark over the same pages, hostile ones among them.

WENMAI_TEST_PAGES says how many pages; processes are killed in the tests of the engines, over as many.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from engines import Killer, digests, ending_workers, lines_of, parts_of, ray_of_two, rows_of, spark_of_two
from pages import pages, write_shards

import wenmai

N_PAGES = int(os.environ.get("WENMAI_TEST_PAGES", "20000"))
N_SHARDS = 8

Lines = list[tuple[str, str, int, str]]


@dataclass(frozen=True)
class Result:
    """What a run of one machine gave."""

    shards: list[str]
    ledger: Mapping[str, Any]
    documents: Lines
    columns: list[str]
    # Of dead letters and of what was left out: id, file, number, reason.
    settled: list[tuple[str, str, int, str]]


def _settled(folder: Path) -> list[tuple[str, str, int, str]]:
    letters = [
        (letter["id"] or "", letter["input"], letter["place"]["record"], letter["reason"])
        for letter in lines_of(folder / "dead-letters.jsonl")
    ]
    left_out = [
        (record["id"] or "", record["input"], record["place"]["record"], record["reason"])
        for record in lines_of(folder / "dropped.jsonl")
    ]
    return sorted(letters + left_out)


@pytest.fixture(scope="module", autouse=True)
def faults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with ending_workers(tmp_path_factory.mktemp("faults")):
        yield


@pytest.fixture(scope="module")
def alone(faults: None, tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The run that the others are compared with."""
    folder = tmp_path_factory.mktemp("alone")
    shards = write_shards(folder / "input", pages(N_PAGES), N_SHARDS)
    end = wenmai.corpus.run(shards, folder / "run", format="parquet", isolate=True, jobs=2)
    documents = parts_of(folder / "run")
    return Result(shards, end.ledger, digests(documents), documents.column_names, _settled(folder / "run"))


def _check_rows(rows: pa.Table, alone: Result) -> None:
    outcomes = pc.equal(rows["outcome"], "written")
    assert digests(rows.filter(outcomes), alone.columns) == alone.documents
    others = rows.filter(pc.invert(outcomes)).select(["id", "source", "reason"]).to_pylist()
    # Records that are no pages have no line of their own in a run; here there are none.
    settled = [(row["id"] or "", row["source"]["input"], int(row["source"]["record"]), row["reason"]) for row in others]
    assert sorted(settled) == alone.settled


def test_run_has_what_was_put_in(alone: Result) -> None:
    ledger = alone.ledger
    assert ledger["read"] == N_PAGES + N_SHARDS // 2
    assert ledger["dead"]["crash"] == 1
    hostile = N_PAGES // 200
    assert N_PAGES - hostile - 1 <= ledger["written"] < N_PAGES
    assert len(alone.documents) == ledger["written"]


def test_batch(alone: Result) -> None:
    extractor = wenmai.Extractor(isolate=True, jobs=2)
    results = [extractor.batch(table) for table in pa.RecordBatchReader.from_stream(wenmai.read_pages(alone.shards))]
    rows = pa.concat_tables([pa.table(result) for result in results])
    _check_rows(rows, alone)
    from wenmai._engines import ledger_of

    assert ledger_of([rows]) == alone.ledger


def test_ray(alone: Result, tmp_path: Path) -> None:
    with ray_of_two():
        import wenmai.ray

        with Killer(0.5) as killer:
            read = wenmai.ray.read_pages(alone.shards, shard_bytes=1)
            rows = wenmai.ray.extract(read, concurrency=2).materialize()
        assert killer.killed is not None
        assert wenmai.ray.ledger(rows) == alone.ledger
        _check_rows(rows_of(rows), alone)


def test_run_on_ray(alone: Result, tmp_path: Path) -> None:
    with ray_of_two():
        import wenmai.ray

        with Killer(0.5) as killer:
            end = wenmai.ray.run(alone.shards, tmp_path / "run", shard_bytes=1, part_size=2_000_000)
        assert killer.killed is not None
        assert end.ledger == alone.ledger
        assert digests(parts_of(tmp_path / "run"), alone.columns) == alone.documents
        assert _settled(tmp_path / "run") == alone.settled
        assert json.loads(json.dumps(wenmai.corpus.status(tmp_path / "run").ledger)) == alone.ledger


def test_spark(alone: Result, tmp_path: Path) -> None:
    with spark_of_two() as spark:
        import wenmai.spark

        with Killer(0.5) as killer:
            frame = wenmai.spark.extract(wenmai.spark.read_pages(spark, alone.shards, shard_bytes=1))
            frame.write.parquet(str(tmp_path / "rows"))
        assert killer.killed is not None
        assert wenmai.spark.ledger(spark.read.parquet(str(tmp_path / "rows"))) == alone.ledger
    import pyarrow.parquet as pq

    _check_rows(pq.read_table(tmp_path / "rows"), alone)
