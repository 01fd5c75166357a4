"""Engines on this machine, small, and what happens to their processes."""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pages import ABORT

OBJECT_STORE_BYTES = 200 << 20

# Known by this in their environment, so that nobody else's processes are touched.
_MARK = "WENMAI_TEST_PROCESS"


# Engines that are installed for these tests, by the names of the package's extras.
_INSTALLED = frozenset(filter(None, os.environ.get("WENMAI_ENGINES", "").split(",")))


def skip_or_fail(engine: str, reason: str) -> NoReturn:
    """Skips the test or the module, as there is no way to test `engine` here; fails where it is said to be installed."""
    if engine in _INSTALLED:
        pytest.fail(f"{engine} is to be tested here (WENMAI_ENGINES), but {reason}")
    pytest.skip(reason, allow_module_level=True)


def engine_module(engine: str, name: str | None = None) -> Any:
    """The module of an engine."""
    try:
        return importlib.import_module(name or engine)
    except ImportError as error:
        skip_or_fail(engine, f"it cannot be imported: {error}")


def faults_library(folder: Path) -> Path:
    """Builds `faults.c`; skips the test where that cannot be done, unless engines are to be tested."""
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        reason = "there is no C compiler for the library that ends worker processes, or it cannot be preloaded"
        skip_or_fail(min(_INSTALLED, default=""), reason)
    library = folder / "faults.so"
    source = Path(__file__).with_name("faults.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return library


@contextmanager
def environment(**variables: str) -> Iterator[None]:
    """Sets variables of the environment, which processes that are started have, too."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def ending_workers(folder: Path) -> Iterator[None]:
    """Processes that are started in here end when they read the page with `ABORT` on their standard input."""
    with environment(LD_PRELOAD=str(faults_library(folder)), ABORT_AT=ABORT):
        yield


@contextmanager
def ray_of_two() -> Iterator[Any]:
    """Ray with two workers on this machine."""
    ray = engine_module("ray")
    engine_module("ray", "ray.data")
    with environment(RAY_USAGE_STATS_ENABLED="0", **{_MARK: str(os.getpid())}):
        ray.init(
            address="local",
            num_cpus=2,
            object_store_memory=OBJECT_STORE_BYTES,
            include_dashboard=False,
            log_to_driver=False,
            logging_level="ERROR",
        )
        try:
            yield ray
        finally:
            ray.shutdown()


@contextmanager
def spark_of_two() -> Iterator[Any]:
    """Spark with two workers on this machine, which begins a lost task again."""
    sql = engine_module("spark", "pyspark.sql")
    if shutil.which("java") is None:
        skip_or_fail("spark", "Spark needs Java")
    with environment(PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1", **{_MARK: str(os.getpid())}):
        # A session that was stopped keeps its process of Java, with the environment of its start.
        from pyspark import SparkContext

        settings = {
            "spark.ui.enabled": "false",
            "spark.driver.memory": "1g",
            "spark.sql.shuffle.partitions": "2",
            "spark.sql.execution.arrow.maxRecordsPerBatch": "256",
            "spark.driver.bindAddress": "127.0.0.1",
        }
        builder = sql.SparkSession.builder.master("local[2,4]")
        for name, value in settings.items():
            builder = builder.config(name, value)
        spark = builder.getOrCreate()
        spark.sparkContext.setLogLevel("OFF")
        try:
            yield spark
        finally:
            spark.stop()
            gateway = SparkContext._gateway
            if gateway is not None:
                gateway.shutdown()
                gateway.proc.stdin.close()
                gateway.proc.wait(timeout=60)
                SparkContext._gateway = SparkContext._jvm = None


def _processes() -> Iterator[tuple[int, int, bytes]]:
    """The processes that the tests have started: number, number of the parent, command line."""
    mark = f"{_MARK}={os.getpid()}".encode()
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            if mark not in (folder / "environ").read_bytes().split(b"\0"):
                continue
            status = (folder / "stat").read_text()
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        # The name, in parentheses, may hold anything.
        parent = int(status.rpartition(")")[2].split()[1])
        yield int(folder.name), parent, command


class Killer:
    """Kills a process of an engine that processes pages, once: the parent of a worker process of Wenmai.

    It waits until `when` says of one that it is time.
    """

    def __init__(
        self, after_seconds: float = 0.0, *, when: Callable[[int], bool] = lambda process: True
    ) -> None:
        self.killed: int | None = None
        # Processes that began to process pages only then.
        self.successors: set[int] = set()
        self._after_seconds = after_seconds
        self._when = when
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Killer:
        if not Path("/proc/self/environ").exists():
            skip_or_fail(min(_INSTALLED, default=""), "there is no /proc to find the process in that is killed")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _watch(self) -> None:
        known: set[int] = set()
        while not self._is_over.wait(0.02):
            workers = _workers()
            if self.killed is not None:
                # A worker without its parent has another one for a moment.
                self.successors |= {parent for worker, parent in workers.items() if worker not in known} - known
                continue
            known |= workers.keys() | set(workers.values())
            victim = next((parent for parent in sorted(workers.values()) if self._when(parent)), None)
            if victim is None:
                continue
            time.sleep(self._after_seconds)
            workers = _workers()
            known |= workers.keys() | set(workers.values())
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                continue
            self.killed = victim


def _workers() -> dict[int, int]:
    """The worker processes of Wenmai that engines have started, with their parents."""
    return {
        process: parent
        for process, parent, command in list(_processes())
        if b"wenmai._worker" in command and parent not in (1, os.getpid())
    }


class InTheMiddle:
    """Whether a process runs a shard that has whole parts, and is not at its end; `parts` are then these."""

    def __init__(self) -> None:
        self.parts: set[int] = set()

    def __call__(self, process: int) -> bool:
        # The process may end meanwhile, and the manifest may be written.
        with contextlib.suppress(OSError, ValueError):
            for file in Path(f"/proc/{process}/fd").iterdir():
                lock = Path(os.readlink(file))
                shard = lock.parent
                if lock.name != ".lock" or shard.parent.name != "shards":
                    continue
                records = [json.loads(line) for line in (shard / "manifest.jsonl").read_text("utf-8").splitlines()]
                parts = {(shard / record["file"]).stat().st_ino for record in records if record.get("file")}
                if parts and all(record.get("type") != "end" for record in records):
                    # They keep their numbers when they are moved.
                    self.parts = parts
                    return True
        return False


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value)
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value


def digests(table: pa.Table, columns: list[str] | None = None) -> list[tuple[str, str, int, str]]:
    """A line for each row, sorted: id, file, number, and a hash of all its values whatever the widths of their types."""
    lines = []
    for batch in table.to_batches(max_chunksize=512):
        for row in batch.to_pylist():
            plain = _plain({name: row[name] for name in columns} if columns else row)
            text = json.dumps(plain, sort_keys=True, ensure_ascii=False)
            source = plain["source"]
            lines.append(
                (
                    plain["id"] or "",
                    source["input"],
                    source["record"],
                    hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(),
                )
            )
    return sorted(lines)


def rows_of(dataset: Any) -> pa.Table:
    """All rows of a dataset of Ray."""
    tables = [pa.table(batch) for batch in dataset.iter_batches(batch_size=None, batch_format="pyarrow")]
    return pa.concat_tables(tables, promote_options="permissive")


def parts_of(folder: Path | str) -> pa.Table:
    """The documents of a run."""
    return pa.concat_tables([pq.read_table(path) for path in sorted(Path(folder).glob("part-*.parquet"))])


def lines_of(path: Path | str) -> list[dict[str, Any]]:
    """The records of a file of JSON Lines."""
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
