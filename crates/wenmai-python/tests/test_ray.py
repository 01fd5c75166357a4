"""Pages on Ray: rows, options, lost processes, whole runs and their command."""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from engines import InTheMiddle, Killer, digests, ending_workers, engine_module, lines_of, parts_of, ray_of_two, rows_of

engine_module("ray", "ray.data")

from pages import n_records, page_table, pages, write_damaged, write_shards

import wenmai
import wenmai.ray
from wenmai._engines import ledger_of
from wenmai.ray import __main__ as command_of_ray
from wenmai.ray.__main__ import _RUN_OPTIONS, main, parser, run_options, size, start_ray


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


def test_each_shard_is_a_task(ray: Any, shards: list[str]) -> None:
    rows = wenmai.ray.extract(wenmai.ray.read_pages(shards, shard_bytes=1), concurrency=2).materialize()
    # However many operators Ray makes of reading and extracting.
    n_tasks = re.findall(r"MapBatches.*: (\d+) tasks executed", rows.stats())
    assert set(n_tasks) == {str(len(shards))}, rows.stats()


def test_options_are_checked_before_anything_runs(ray: Any, tmp_path: Path) -> None:
    pages_of_ray = ray.data.from_arrow(page_table(pages(2, aborting=False)))
    with pytest.raises((TypeError, ValueError), match="colour"):
        wenmai.ray.extract(pages_of_ray, colour="red")
    with pytest.raises((TypeError, ValueError), match="colour"):
        wenmai.ray.run("nowhere", "out", colour="red")
    with pytest.raises(ValueError, match="batch_size"):
        wenmai.ray.extract(pages_of_ray, batch_size=0)
    with pytest.raises(ValueError, match="sample"):
        wenmai.ray.run("nowhere", "out", sample=10)
    with pytest.raises(TypeError, match="redact"):
        wenmai.ray.read_pages(tmp_path, redact=True)
    with pytest.raises(ValueError, match="s3://bucket/out is no file"):
        wenmai.ray.run(tmp_path, "s3://bucket/out")


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
    with Killer(0.05) as killer:
        rows = wenmai.ray.extract(ray.data.from_arrow(blocks), concurrency=2, batch_size=50).materialize()
    assert killer.killed is not None
    assert killer.successors
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


def test_run_goes_on_when_a_worker_is_killed(ray: Any, tmp_path: Path) -> None:
    shards = write_shards(tmp_path / "input", pages(2_000), 4)
    alone = wenmai.corpus.run(shards, tmp_path / "alone", format="parquet", isolate=True)
    goes_on = InTheMiddle()
    with Killer(when=goes_on) as killer:
        end = wenmai.ray.run(shards, tmp_path / "ray", shard_bytes=1, part_size=20_000)
    assert killer.killed is not None
    assert end.parts > len(shards)
    # What was whole when the process was killed was not made anew.
    assert goes_on.parts <= {part.stat().st_ino for part in (tmp_path / "ray").glob("part-*")}
    assert end.ledger == alone.ledger
    assert digests(parts_of(tmp_path / "ray")) == digests(parts_of(tmp_path / "alone"))


def test_folder_is_looked_at_before_anything_runs(ray: Any, shards: list[str], tmp_path: Path) -> None:
    seen: list[int] = []

    def refused(output: Path, **options: Any) -> str:
        with pytest.raises(wenmai.CorpusError) as caught:
            wenmai.ray.run(Path(shards[0]).parent, output, on_shard=lambda done, _, __: seen.append(done), **options)
        return str(caught.value)

    assert "lies in the input" in refused(Path(shards[0]).parent / "out")
    wenmai.corpus.run(shards[:1], tmp_path / "other", format="parquet")
    assert "is another one" in refused(tmp_path / "other")
    assert seen == []


def test_run_goes_on_with_the_shards_that_are_left(ray: Any, shards: list[str], tmp_path: Path) -> None:
    options: dict[str, Any] = {"format": "parquet", "isolate": True, "jobs": 1}
    assert wenmai.corpus.split(shards, tmp_path / "out", 1, **options) == [0, 1, 2, 3]
    for index in (0, 2):
        wenmai.corpus.run_shard(shards[index], tmp_path / "out", index, **options)
    seen: list[tuple[int, int]] = []
    end = wenmai.ray.run(shards, tmp_path / "out", shard_bytes=1, on_shard=lambda done, of, _: seen.append((done, of)))
    assert seen == [(3, 4), (4, 4)]
    assert end.is_finished


def test_folder_that_is_not_shared_is_said(shards: list[str], tmp_path: Path) -> None:
    # As on a machine that has another disk at this path.
    with pytest.raises(wenmai.CorpusError, match="does not see the run in .*give a folder on a disk that all machines share"):
        wenmai.ray._run_shard(shards[:1], str(tmp_path / "out"), 0, {}, 3)
    assert not (tmp_path / "out").exists()


def test_task_waits_for_the_lock_of_a_lost_one(ray: Any, shards: list[str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    wenmai.corpus.split(shards, out, 1, format="parquet", isolate=True, jobs=1)
    # As a file system holds it until the lease of a machine that is gone ends.
    hold = "lock = open(sys.argv[1], 'w'); fcntl.flock(lock, fcntl.LOCK_EX); print(flush=True); time.sleep(6)"
    program = f"import fcntl, sys, time; {hold}"
    lock = out / "shards" / "00001" / ".lock"
    with subprocess.Popen([sys.executable, "-c", program, lock], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        end = wenmai.ray.run(shards, out, shard_bytes=1)
        assert holder.wait(1) == 0
    assert end.is_finished


def test_reading_is_tried_again(shards: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wenmai.corpus.split(shards, tmp_path, 1)
    tries: list[int] = []

    def failing(*_: Any, **__: Any) -> Any:
        tries.append(len(tries))
        raise wenmai.CorpusError("the disk is away", kind="read")

    monkeypatch.setattr(wenmai.corpus, "run_shard", failing)
    monkeypatch.setattr("time.sleep", lambda _: None)
    with pytest.raises(wenmai.CorpusError, match="the disk is away"):
        wenmai.ray._run_shard(shards[:1], str(tmp_path), 0, {}, 2)
    assert tries == [0, 1, 2]


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


def test_ledger_counts_records_that_stand_for_many(tmp_path: Path) -> None:
    damaged = write_damaged(tmp_path, pages(20, aborting=False))
    rows = wenmai.batch(wenmai.read_pages(damaged)).to_pyarrow()
    # Half of the rows of a Parquet file, which are lost together, and the rest of an archive, which nobody can count.
    assert [row["records"] for row in rows.to_pylist() if row["outcome"] == "dead"] == [None, 10]
    ledger = ledger_of([rows])
    assert ledger["dead"] == {"broken_row_group": 10, "truncated": 1}
    assert ledger["read"] == 60
    assert ledger == wenmai.corpus.run(damaged, tmp_path / "run").ledger


def test_sizes_and_options_of_the_command() -> None:
    assert [size("10"), size("64M"), size("1g"), size("2GiB"), size("7kb")] == [10, 64 << 20, 1 << 30, 2 << 30, 7 << 10]
    for wrong in ("", "M", "-1", "1X", "1.5G", "٣"):
        with pytest.raises(argparse.ArgumentTypeError):
            size(wrong)
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


def test_flags_may_be_repeated() -> None:
    words = ["-i", "a", "--input", "b", "c", "--out", "d", "--site-file", "x=1", "--site-file", "y=2", "--site-files", "z"]
    arguments = parser().parse_args(["run", *words, "-j", "3"])
    assert arguments.input == ["a", "b", "c"]
    assert arguments.output == "d"
    assert run_options(arguments)["site_files"] == ["x=1", "y=2", "z"]
    assert run_options(arguments)["jobs"] == 3


@pytest.mark.skipif("WENMAI_COMMAND" not in os.environ, reason="WENMAI_COMMAND does not name the command")
def test_flags_are_those_of_the_command() -> None:
    words = [os.environ["WENMAI_COMMAND"], "corpus", "run", "--help"]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    flags = set(re.findall(r"^ +(?:-\w, )?(--[a-z-]+)", said, re.MULTILINE))
    words = [sys.executable, "-m", "wenmai.ray", "run", "--help"]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    ours = set(re.findall(r"--[a-z-]+", said))
    # What docs/ray.md says of them.
    assert flags - ours == {"--config", "--dry-run", "--sample", "--seed", "--verbose"}


@pytest.mark.parametrize("by_environment", [False, True])
def test_cluster_that_is_not_there_is_an_error(
    by_environment: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    addresses: list[str] = []

    def init(address: str, **_: Any) -> None:
        addresses.append(address)
        raise ConnectionError("nobody answers")

    monkeypatch.setattr("ray.init", init)
    words = ["run", "-i", "a", "-o", "b"]
    if by_environment:
        monkeypatch.setenv("RAY_ADDRESS", "10.0.0.1:6379")
    else:
        monkeypatch.delenv("RAY_ADDRESS", raising=False)
        words += ["--address", "10.0.0.1:6379"]
    assert main(words) == 2
    assert "nobody answers" in capsys.readouterr().err
    # Not this machine instead.
    assert addresses == ["10.0.0.1:6379"]
    with pytest.raises(ValueError, match="--cpus is for this machine alone"):
        start_ray(parser().parse_args([*words, "--cpus", "2"]))


def test_without_an_address_no_cluster_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses: list[str] = []
    monkeypatch.setattr("ray.init", lambda address, **_: addresses.append(address))
    monkeypatch.setattr("ray.cluster_resources", lambda: {"CPU": 2.0})
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    assert "this machine alone, by 2 cores" in start_ray(parser().parse_args(["run", "-i", "a", "-o", "b"]))
    assert addresses == ["local"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (wenmai.CorpusError("another run", kind="usage"), 2),
        (wenmai.CorpusError("another process", kind="locked"), 2),
        (wenmai.CorpusError("the disk is away", kind="read"), 3),
        (wenmai.CorpusError("the part is another one", kind="damaged"), 3),
        (wenmai.CorpusError("the disk is full", kind="write"), 5),
        (RuntimeError("a task was lost"), 5),
        (ValueError("no such option"), 2),
    ],
)
def test_exit_codes_are_those_of_the_command(error: Exception, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(command_of_ray, "run", failing)
    monkeypatch.setattr(command_of_ray, "start_ray", lambda _: "")
    monkeypatch.setattr("ray.shutdown", lambda: None)
    assert main(["run", "-i", "a", "-o", "b", "--quiet"]) == code


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
    assert f"finished: read {n_records(600, 4)} = written " in done.stderr
    assert "runs on this machine alone, by 2 cores" in done.stderr
    assert wenmai.corpus.status(tmp_path / "out").is_finished
    other = command("--input", *shards, "--output", "out", "--shard-size", "1", "--cpus", "2", "--redact")
    assert other.returncode == 2, other.stderr
    assert "the run in this folder is another one" in other.stderr
    wrong = command("--input", *shards, "--output", "other", "--recipe", "no-such-recipe", "--cpus", "2")
    assert wrong.returncode == 2, wrong.stderr
    assert "no-such-recipe" in wrong.stderr
