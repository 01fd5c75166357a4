"""One result, whoever makes it: the command, a run of this process, `batch`, Ray and Spark over the same pages, hostile ones and
damaged files among them.

WENMAI_TEST_PAGES says how many pages; processes are killed in the tests of the engines, over as many. WENMAI_COMMAND names the
command `wenmai`, with all features.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from engines import (
    InTheMiddle,
    Killer,
    digests,
    ending_workers,
    lines_of,
    parts_of,
    ray_of_two,
    rows_of,
    spark_of_two,
)
from pages import n_records, pages, write_damaged, write_shards

import wenmai

N_PAGES = int(os.environ.get("WENMAI_TEST_PAGES", "20000"))
N_SHARDS = 8
# Pages of each damaged file.
N_DAMAGED = 20

# Drops pages without a language, so that there are broken rules to compare.
RECIPE = '[language]\nkeep = ["zh", "en"]\n'

Lines = list[tuple[str, str, int, str]]


@dataclass(frozen=True)
class Result:
    """What a run of one machine gave."""

    shards: list[str]
    ledger: Mapping[str, Any]
    documents: Lines
    columns: list[str]
    # Dead letters and pages that were left out: file, number, and all else that is said of them.
    settled: list[tuple[str, int, str]]


def _lines(records: Iterable[Mapping[str, Any]]) -> list[tuple[str, int, str]]:
    """A line for each record with `input`, `record`, and whatever else is not null."""
    lines = []
    for record in records:
        said = {name: record.get(name) for name in ("id", "url", "reason", "message", "help", "records")}
        # One record is said in dead letters, and left out in rows.
        said["records"] = None if said["records"] == 1 else said["records"]
        said["broken"] = [_said(rule) for rule in record.get("broken") or []]
        # Numbers without sign are decimal in Spark.
        lines.append((record["input"], record["record"], json.dumps(_said(said), sort_keys=True, default=int)))
    return sorted(lines)


def _said(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value is not None}


def _settled(folder: Path) -> list[tuple[str, int, str]]:
    records = [*lines_of(folder / "dead-letters.jsonl"), *lines_of(folder / "dropped.jsonl")]
    return _lines({**record, "record": record["place"]["record"]} for record in records)


@pytest.fixture(scope="module", autouse=True)
def faults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with ending_workers(tmp_path_factory.mktemp("faults")):
        yield


@pytest.fixture(scope="module")
def alone(faults: None, tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The run that the others are compared with."""
    folder = tmp_path_factory.mktemp("alone")
    shards = write_shards(folder / "input", pages(N_PAGES), N_SHARDS)
    shards += write_damaged(folder / "input", pages(N_DAMAGED, seed=2, hostile_every=0, aborting=False))
    end = wenmai.corpus.run(shards, folder / "run", format="parquet", isolate=True, jobs=2, recipe=RECIPE)
    documents = parts_of(folder / "run")
    return Result(shards, end.ledger, digests(documents), documents.column_names, _settled(folder / "run"))


def _check_rows(rows: pa.Table, alone: Result) -> None:
    outcomes = pc.equal(rows["outcome"], "written")
    assert digests(rows.filter(outcomes), alone.columns) == alone.documents
    names = ["id", "url", "source", "reason", "message", "help", "broken", "records"]
    others = rows.filter(pc.invert(outcomes)).select(names).to_pylist()
    # Requests, which are no pages, have no line of their own in a run.
    pages_of_them = [row for row in others if row["reason"] != "warc_request"]
    assert len(others) - len(pages_of_them) == alone.ledger["dropped"]["warc_request"]
    settled = _lines(
        {**row, "input": row["source"]["input"], "record": int(row["source"]["record"])} for row in pages_of_them
    )
    assert settled == alone.settled


def _check_run(folder: Path, alone: Result) -> None:
    assert digests(parts_of(folder), alone.columns) == alone.documents
    assert _settled(folder) == alone.settled
    assert json.loads(json.dumps(wenmai.corpus.status(folder).ledger)) == alone.ledger


def test_run_has_what_was_put_in(alone: Result) -> None:
    ledger = alone.ledger
    # Of the pages of damaged files, each with a request and one in Parquet; the last response is cut.
    assert ledger["read"] == n_records(N_PAGES, N_SHARDS) + 3 * N_DAMAGED
    assert ledger["dead"]["crash"] == ledger["dead"]["truncated"] == 1
    assert ledger["dead"]["broken_row_group"] == N_DAMAGED // 2
    hostile = N_PAGES // 200
    n_whole = N_PAGES + 2 * N_DAMAGED - 1 - N_DAMAGED // 2
    assert n_whole - hostile - 1 <= ledger["written"] < n_whole
    assert len(alone.documents) == ledger["written"]
    assert any('"rule"' in text for _, _, text in alone.settled)


def test_command(alone: Result, tmp_path: Path) -> None:
    command = os.environ.get("WENMAI_COMMAND")
    if command is None:
        pytest.skip("WENMAI_COMMAND does not name the command")
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(RECIPE, encoding="utf-8")
    words = ["--out", str(tmp_path / "run"), "-f", "parquet", "--jobs", "2", "--isolate", "--recipe", str(recipe), "--quiet"]
    done = subprocess.run([command, "corpus", "run", *alone.shards, *words], check=False)
    # Some inputs failed.
    assert done.returncode == 3
    _check_run(tmp_path / "run", alone)


def test_batch(alone: Result) -> None:
    extractor = wenmai.Extractor(isolate=True, jobs=2, recipe=RECIPE)
    results = [extractor.batch(table) for table in pa.RecordBatchReader.from_stream(wenmai.read_pages(alone.shards))]
    rows = pa.concat_tables([pa.table(result) for result in results])
    _check_rows(rows, alone)
    from wenmai._engines import ledger_of

    assert ledger_of([rows]) == alone.ledger


def test_ray(alone: Result, tmp_path: Path) -> None:
    with ray_of_two():
        import wenmai.ray

        with Killer(0.05) as killer:
            read = wenmai.ray.read_pages(alone.shards, shard_bytes=1)
            rows = wenmai.ray.extract(read, concurrency=2, recipe=RECIPE).materialize()
        assert killer.killed is not None
        assert killer.successors
        assert wenmai.ray.ledger(rows) == alone.ledger
        _check_rows(rows_of(rows), alone)


def test_run_on_ray(alone: Result, tmp_path: Path) -> None:
    with ray_of_two():
        import wenmai.ray

        goes_on = InTheMiddle()
        with Killer(when=goes_on) as killer:
            # Some 20 parts a shard.
            end = wenmai.ray.run(alone.shards, tmp_path / "run", shard_bytes=1, part_size=N_PAGES * 25, recipe=RECIPE)
        assert killer.killed is not None
        assert end.ledger == alone.ledger
        assert end.parts > len(alone.shards)
        # What was whole when the process was killed was not made anew.
        assert goes_on.parts <= {part.stat().st_ino for part in (tmp_path / "run").glob("part-*")}
        _check_run(tmp_path / "run", alone)


def test_spark(alone: Result, tmp_path: Path) -> None:
    with spark_of_two() as spark:
        import wenmai.spark

        with Killer(0.05) as killer:
            read = wenmai.spark.read_pages(spark, alone.shards, shard_bytes=1)
            wenmai.spark.extract(read, recipe=RECIPE).write.parquet(str(tmp_path / "rows"))
        assert killer.killed is not None
        assert killer.successors
        assert wenmai.spark.ledger(spark.read.parquet(str(tmp_path / "rows"))) == alone.ledger
    import pyarrow.parquet as pq

    _check_rows(pq.read_table(tmp_path / "rows"), alone)
