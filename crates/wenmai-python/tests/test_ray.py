"""Pages on Ray: rows, options, lost processes, whole runs and their command."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from engines import Killer, digests, ending_workers, engine_module, lines_of, parts_of, ray_of_two, rows_of

engine_module("ray", "ray.data")

from pages import page_table, pages, write_shards

import wenmai
import wenmai.ray
from wenmai._engines import ledger_of
from wenmai.ray.__main__ import _RUN_OPTIONS, parser, run_options, size


@pytest.fixture(scope="module")
def ray(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with ending_workers(tmp_path_factory.mktemp("faults")), ray_of_two() as ray:
        yield ray


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return write_shards(tmp_path_factory.mktemp("input"), pages(600), 4)


def test_rows_are_those_of_batch(ray: Any) -> None:
    table = page_table(pages(60, aborting=False))
    rows = rows_of(wenmai.ray.extract(ray.data.from_arrow(table), batch_size=60, concurrency=1))
    assert rows.num_rows == 60
    assert digests(rows) == digests(wenmai.batch(table, isolate=True).to_pyarrow())


def test_rows_are_written_as_parquet(ray: Any, tmp_path: Path) -> None:
    # Some of them are no documents, so that most of their columns are null.
    table = page_table(pages(300, aborting=False))
    wenmai.ray.extract(ray.data.from_arrow(table), batch_size=300, concurrency=1).write_parquet(str(tmp_path))
    assert digests(pq.read_table(tmp_path)) == digests(wenmai.batch(table, isolate=True).to_pyarrow())


def test_page_that_ends_its_process_is_one_row(ray: Any) -> None:
    table = page_table(pages(40))
    rows = wenmai.ray.extract(ray.data.from_arrow(table), concurrency=1, batch_size=10).materialize()
    assert wenmai.ray.ledger(rows)["dead"] == {"crash": 1}
    assert rows.count() == 40


def test_options_are_checked_before_anything_runs(ray: Any) -> None:
    pages_of_ray = ray.data.from_arrow(page_table(pages(2, aborting=False)))
    with pytest.raises((TypeError, ValueError), match="colour"):
        wenmai.ray.extract(pages_of_ray, colour="red")
    with pytest.raises((TypeError, ValueError), match="colour"):
        wenmai.ray.run("nowhere", "out", colour="red")
    with pytest.raises(ValueError, match="sample"):
        wenmai.ray.run("nowhere", "out", sample=10)


def test_a_folder_without_pages_is_an_error(ray: Any, tmp_path: Path) -> None:
    (tmp_path / "crawl").mkdir()
    with pytest.raises(wenmai.CorpusError, match="the folder holds no page"):
        wenmai.ray.run(tmp_path / "crawl", tmp_path / "out")


def test_recipe_of_a_file_travels(ray: Any, tmp_path: Path) -> None:
    recipe = tmp_path / "mine.toml"
    recipe.write_text('[language]\nkeep = ["en"]\n', encoding="utf-8")
    made = wenmai.ray.extract(ray.data.from_arrow(page_table(pages(24, aborting=False))), recipe=recipe, concurrency=1)
    recipe.unlink()
    dropped = wenmai.ray.ledger(made)["dropped"]
    assert sum(dropped.values()) == 12, dropped


def test_files_give_the_documents_of_a_run(ray: Any, shards: list[str], tmp_path: Path) -> None:
    end = wenmai.corpus.run(shards, tmp_path / "run", format="parquet", isolate=True)
    read = wenmai.ray.read_pages(shards, shard_bytes=1)
    rows = wenmai.ray.extract(read, concurrency=2, batch_size=100).materialize()
    assert wenmai.ray.ledger(rows) == end.ledger
    documents = parts_of(tmp_path / "run")
    table = rows_of(rows)
    written = table.filter([outcome == "written" for outcome in table["outcome"].to_pylist()])
    assert digests(written, documents.column_names) == digests(documents)


def test_actor_that_is_killed_costs_nothing(ray: Any) -> None:
    table = page_table(pages(3_000))
    blocks = [table.slice(start, 500) for start in range(0, 3_000, 500)]
    expected = wenmai.ray.extract(ray.data.from_arrow(blocks), concurrency=2, batch_size=50).materialize()
    with Killer(0.3) as killer:
        rows = wenmai.ray.extract(ray.data.from_arrow(blocks), concurrency=2, batch_size=50).materialize()
    assert killer.killed is not None
    assert wenmai.ray.ledger(rows) == wenmai.ray.ledger(expected)
    assert digests(rows_of(rows)) == digests(rows_of(expected))


def test_run_is_that_of_one_machine(ray: Any, shards: list[str], tmp_path: Path) -> None:
    alone = wenmai.corpus.run(shards, tmp_path / "alone", format="parquet", isolate=True)
    seen: list[tuple[int, int]] = []
    end = wenmai.ray.run(shards, tmp_path / "ray", shard_bytes=1, on_shard=lambda done, of, _: seen.append((done, of)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert end.is_finished
    assert end.ledger == alone.ledger
    assert digests(parts_of(tmp_path / "ray")) == digests(parts_of(tmp_path / "alone"))

    def letters(name: str) -> list[str]:
        # Their order is that of the inputs.
        return [json.dumps(letter) for letter in lines_of(tmp_path / name / "dead-letters.jsonl")]

    assert letters("ray") == letters("alone")
    # Once more: nothing is left to be done.
    assert wenmai.ray.run(shards, tmp_path / "ray", shard_bytes=1).ledger == alone.ledger


def test_run_goes_on_when_a_worker_is_killed(ray: Any, shards: list[str], tmp_path: Path) -> None:
    alone = wenmai.corpus.run(shards, tmp_path / "alone", format="parquet", isolate=True)
    with Killer(0.05) as killer:
        end = wenmai.ray.run(shards, tmp_path / "ray", shard_bytes=1, part_size=100_000)
    assert killer.killed is not None
    assert end.ledger == alone.ledger
    assert digests(parts_of(tmp_path / "ray")) == digests(parts_of(tmp_path / "alone"))


def test_relative_paths_are_those_of_the_driver(ray: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_shards(tmp_path / "crawl", pages(20, aborting=False), 2)
    monkeypatch.chdir(tmp_path)
    read = wenmai.ray.read_pages("crawl")
    assert {row["input"] for row in read.take_all() if row["input"]} == {
        str(tmp_path / "crawl" / name) for name in ("shard-00.parquet", "shard-01.jsonl")
    }
    (tmp_path / "list.txt").write_text("crawl/shard-00.parquet\n", encoding="utf-8")
    with pytest.raises(ValueError, match="relative"):
        wenmai.ray.read_pages("@list.txt")
    with pytest.raises(ValueError, match="standard input"):
        wenmai.ray.read_pages("-")


def test_ledger_counts_records_that_stand_for_many() -> None:
    table = wenmai.batch(page_table(pages(20, aborting=False))).to_pyarrow()
    assert ledger_of([table])["read"] == 20
    assert ledger_of([table, table])["written"] == 40


def test_sizes_and_options_of_the_command() -> None:
    assert [size("10"), size("64M"), size("1g")] == [10, 64 << 20, 1 << 30]
    with pytest.raises(SystemExit):
        parser().parse_args(["run", "--input", "a", "--output", "b", "--memory", "much"])
    arguments = parser().parse_args(["run", "-i", "a", "b", "-o", "c", "--redact", "--part-size", "1M", "--no-isolate"])
    assert run_options(arguments) == {
        "redact": True,
        "format": "parquet",
        "part_size": 1 << 20,
        "jobs": 1,
        "isolate": False,
    }
    with pytest.raises(TypeError) as caught:
        wenmai.corpus.run([], "out", nonsense=1)  # type: ignore[call-arg]
    known = set(str(caught.value).rpartition("options are ")[2].split(", "))
    # Samples are not for shards.
    assert {*_RUN_OPTIONS, "format", "jobs", "isolate"} == known - {"sample", "seed"}


def test_command(shards: list[str], tmp_path: Path) -> None:
    def command(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "wenmai.ray", "run", *words],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            timeout=300,
        )

    done = command("--input", *shards, "--output", "out", "--shard-size", "1", "--cpus", "2")
    # Some inputs failed: the exit code of `wenmai corpus run`.
    assert done.returncode == 3, done.stderr
    # The last line is that of the command `wenmai`, the most frequent reasons with it.
    assert "finished: read 602 = written " in done.stderr
    assert wenmai.corpus.status(tmp_path / "out").is_finished
    wrong = command("--input", *shards, "--output", "other", "--recipe", "no-such-recipe", "--cpus", "2")
    assert wrong.returncode == 2, wrong.stderr
    assert "no-such-recipe" in wrong.stderr
