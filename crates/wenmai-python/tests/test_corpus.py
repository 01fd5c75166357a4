"""Corpus runs."""

from __future__ import annotations

import copy
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

import wenmai
from wenmai import corpus

PARAGRAPH = "这一段说的是一件平常的事，读的人不必多想，只要知道它在这里就好。\n\n"


def write_crawl(path: Path, pages: int = 40, paragraphs: int = 4) -> Path:
    with path.open("w", encoding="utf-8") as file:
        for number in range(pages):
            record = {"id": f"page-{number}", "text": f"第{number}篇的标题\n\n{PARAGRAPH * paragraphs}"}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
        file.write('{"id": \n')
    return path


def test_a_run_accounts_for_every_record(tmp_path: Path) -> None:
    crawl, out = write_crawl(tmp_path / "crawl.jsonl"), tmp_path / "out"
    end = corpus.run(crawl, out, part_size=4096)
    assert end.is_finished and end.parts > 1
    (reason,) = end.ledger["dead"]
    assert end.ledger == {"read": 41, "written": 40, "dropped": {}, "dead": {reason: 1}}
    assert repr(end).startswith(f"<wenmai.corpus.RunEnd finished, {end.parts} parts: read 41 = written 40 + ")
    lines = [line for part in sorted(out.glob("part-*.jsonl")) for line in part.read_text("utf-8").splitlines()]
    assert [json.loads(line)["id"] for line in lines] == [f"page-{number}" for number in range(40)]
    assert json.loads((out / "dead-letters.jsonl").read_text("utf-8"))["reason"] == reason
    status = corpus.status(out, verify=True)
    assert (status.ledger, status.parts, status.is_finished, status.problems) == (end.ledger, end.parts, True, [])
    assert status.bytes == sum(part.stat().st_size for part in out.glob("part-*"))
    assert status.to_dict()["run"]["settings"]["part-size"] == "4096"
    # Again: all is done.
    assert corpus.run(crawl, out, part_size=4096) == end


def test_parts_do_not_depend_on_jobs_or_processes(tmp_path: Path) -> None:
    crawl = write_crawl(tmp_path / "crawl.jsonl")
    options: list[dict[str, Any]] = [{"jobs": 1}, {"jobs": 3}, {"jobs": 2, "isolate": True}]
    parts = []
    for number, given in enumerate(options):
        out = tmp_path / str(number)
        corpus.run(crawl, out, **given)
        parts.append((out / "part-00000.jsonl").read_bytes())
    assert parts[0] == parts[1] == parts[2]


def test_progress_is_told(tmp_path: Path) -> None:
    crawl = write_crawl(tmp_path / "crawl.jsonl")
    told: list[Any] = []
    end = corpus.run([str(crawl)], tmp_path / "out", progress=told.append)
    assert told[-1] == {
        "bytes": crawl.stat().st_size, "total_bytes": crawl.stat().st_size, "parts": 1, "ledger": end.ledger
    }  # fmt: skip


def test_what_progress_raises_ends_the_run(tmp_path: Path) -> None:
    crawl = write_crawl(tmp_path / "crawl.jsonl", 2000, 100)

    def fail(_: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        corpus.run(crawl, tmp_path / "out", progress=fail, jobs=1)
    # It lets go of the folder, and goes on.
    assert corpus.run(crawl, tmp_path / "out").ledger["written"] == 2000


def test_ends_and_statuses_are_values(tmp_path: Path) -> None:
    crawl = write_crawl(tmp_path / "crawl.jsonl")
    end = corpus.run(crawl, tmp_path / "out")
    status = corpus.status(tmp_path / "out")
    for value in (end, status):
        assert pickle.loads(pickle.dumps(value)) == value
        assert copy.deepcopy(value) == value


def test_samples_and_formats(tmp_path: Path) -> None:
    crawl = write_crawl(tmp_path / "crawl.jsonl")
    end = corpus.run(crawl, tmp_path / "md", format="md", sample=5, seed=7)
    assert end.ledger["written"] + sum(end.ledger["dead"].values()) == 5
    assert len(list((tmp_path / "md/part-00000").glob("*.md"))) == end.ledger["written"]
    corpus.run(crawl, tmp_path / "zstd", compress="zstd", sample="50%")
    assert (tmp_path / "zstd/part-00000.jsonl.zst").exists()
    with pytest.raises(ValueError, match="files of Markdown are not compressed"):
        corpus.run(crawl, tmp_path / "x", format="md", compress="zstd")
    with pytest.raises(ValueError, match="sample is a number of records, or a share"):
        corpus.run(crawl, tmp_path / "x", sample="some")


def test_errors_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(wenmai.CorpusError, match="there is no run in this folder; begin one with") as caught:
        corpus.status(tmp_path)
    assert caught.value.help is not None and caught.value.help.startswith("begin one with `wenmai corpus run")
    crawl = write_crawl(tmp_path / "crawl.jsonl")
    corpus.run(crawl, tmp_path / "out")
    with pytest.raises(wenmai.CorpusError, match="the run in this folder is another one: .*redact"):
        corpus.run(crawl, tmp_path / "out", redact=True)
    with pytest.raises(ValueError, match="a run needs at least .* bytes of memory.*give more with memory"):
        corpus.run(crawl, tmp_path / "little", memory=1 << 20)


def test_shards_that_are_merged_are_the_run(tmp_path: Path) -> None:
    folder = tmp_path / "crawl"
    folder.mkdir()
    crawls = [write_crawl(folder / f"crawl-{number}.jsonl", 10 + number) for number in range(5)]
    out = tmp_path / "out"
    shards = corpus.shards(folder, crawls[0].stat().st_size * 2, redact=True)
    assert [path for shard in shards for path in shard] == [str(crawl) for crawl in crawls]
    assert len(shards) == 3
    # In any order, and by whatever number of threads.
    for index in (2, 0):
        corpus.run_shard(shards[index], out, index, redact=True, jobs=index + 1)
    with pytest.raises(wenmai.CorpusError, match="shard"):
        corpus.merge(folder, out, redact=True)
    assert corpus.run_shard(shards[1], str(out), 1, redact=True, isolate=True, jobs=1).is_finished
    end = corpus.merge(folder, out, redact=True)
    whole = corpus.run(folder, tmp_path / "whole", redact=True)
    assert end.ledger == whole.ledger

    def lines(run: Path, name: str) -> list[str]:
        return [line for file in sorted(run.glob(name)) for line in file.read_text("utf-8").splitlines()]

    for name in ("part-*.jsonl", "dead-letters.jsonl"):
        assert lines(out, name) == lines(tmp_path / "whole", name)
    assert corpus.status(out, verify=True).problems == []


def test_split_says_which_shards_are_left(tmp_path: Path) -> None:
    folder, out = tmp_path / "crawl", tmp_path / "out"
    folder.mkdir()
    for number in range(3):
        write_crawl(folder / f"crawl-{number}.jsonl", 5)
    assert corpus.split(folder, out, 1) == [0, 1, 2]
    shards = corpus.shards(folder, 1)
    corpus.run_shard(shards[1], out, 1)
    assert corpus.split(folder, out, 1) == [0, 2]
    with pytest.raises(wenmai.CorpusError, match="redact was not set"):
        corpus.split(folder, out, 1, redact=True)
    for index in (0, 2):
        corpus.run_shard(shards[index], out, index)
    assert corpus.split(folder, out, 1) == []
    end = corpus.merge(folder, out)
    assert corpus.split(folder, out, 1) == []
    assert end.ledger["written"] == 15


def test_errors_have_kinds(tmp_path: Path) -> None:
    crawl, out = write_crawl(tmp_path / "crawl.jsonl"), tmp_path / "out"
    corpus.run(crawl, out)

    def kind(folder: Path, **options: Any) -> str:
        with pytest.raises(wenmai.CorpusError) as caught:
            corpus.run(crawl, folder, **options)
        assert pickle.loads(pickle.dumps(caught.value)).kind == caught.value.kind
        return caught.value.kind

    assert kind(out, redact=True) == "usage"
    assert kind(crawl / "out") == "write"


@pytest.mark.skipif(sys.platform == "win32", reason="locks and signals of POSIX")
def test_a_folder_where_another_process_works_is_locked(tmp_path: Path) -> None:
    import fcntl

    crawl, out = write_crawl(tmp_path / "crawl.jsonl"), tmp_path / "out"
    out.mkdir()
    with (out / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(wenmai.CorpusError) as caught:
            corpus.run(crawl, out)
    assert caught.value.kind == "locked"


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("isolate", [False, True])
def test_ctrl_c_is_answered_within_a_moment(tmp_path: Path, isolate: bool) -> None:
    crawl, out = write_crawl(tmp_path / "crawl.jsonl", 3000, 100), tmp_path / "out"
    program = f"""
from wenmai import corpus
try:
    print("started", flush=True)
    corpus.run({str(crawl)!r}, {str(out)!r}, part_size=4 << 20, jobs=1, isolate={isolate})
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        start = time.perf_counter()
        assert process.stdout.readline() == "interrupted\n"
        assert time.perf_counter() - start < 8
        assert process.wait(10) == 0
    # The same run goes on, and gives what one that was not interrupted gives.
    corpus.run(crawl, out, part_size=4 << 20)
    corpus.run(crawl, tmp_path / "whole", part_size=4 << 20)
    for part in (tmp_path / "whole").glob("part-*"):
        assert (out / part.name).read_bytes() == part.read_bytes()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="files that nobody writes are of POSIX")
@pytest.mark.parametrize(
    "call",
    [
        "wenmai.Extractor(site_files=['https://tea.example/robots.txt=fifo'])",
        "corpus.run('crawl.jsonl', 'new', site_files=['https://tea.example/robots.txt=fifo'])",
        "corpus.split('crawl.jsonl', 'new', 1, site_files=['https://tea.example/robots.txt=fifo'])",
        "corpus.status('out', verify=True)",
    ],
)
def test_ctrl_c_is_answered_while_files_are_read(tmp_path: Path, call: str) -> None:
    crawl, out = write_crawl(tmp_path / "crawl.jsonl"), tmp_path / "out"
    corpus.run(crawl, out)
    # Whoever reads it waits for somebody who writes.
    os.mkfifo(tmp_path / "fifo")
    (out / "part-00000.jsonl").unlink()
    os.mkfifo(out / "part-00000.jsonl")
    program = f"""
import threading, time, wenmai
from wenmai import corpus
def say():
    time.sleep(0.5)
    print("other threads run", flush=True)
threading.Thread(target=say, daemon=True).start()
try:
    {call}
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as process:
        try:
            assert process.stdout is not None
            timer = threading.Timer(20, process.kill)
            timer.start()
            assert process.stdout.readline() == "other threads run\n"
            process.send_signal(signal.SIGINT)
            start = time.perf_counter()
            assert process.stdout.readline() == "interrupted\n"
            assert time.perf_counter() - start < 8
            assert process.wait(10) == 0
        finally:
            timer.cancel()
            process.kill()
