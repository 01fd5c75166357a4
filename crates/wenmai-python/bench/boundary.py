"""What it costs that pages and documents cross between Python and Rust.

    python bench/boundary.py                         # 20,000 generated pages
    python bench/boundary.py pages.parquet --command target/release/wenmai --jobs 8
    python bench/boundary.py --command target/release/wenmai --check    # ends with 1 where it costs more than it may

1. The share of crossing in the time of `batch`: handing tables over, measured with tables without rows; a copy of each page,
   which Rust owns then; and the time in which pyarrow takes over the rows that came of them. Rows are made of documents by the
   same code whoever asks for them, the command included, so that is no part of crossing.
2. `batch` against the command `wenmai corpus run` by as many threads, over the same Parquet file. The same work is "read, batch, write":
   the next pages are read and the last rows written by pyarrow while a batch is processed, as the command does. "batch alone" has
   its pages in memory and leaves its rows there. The processor time tells what other programs on the machine blur.

Figures are medians of rounds, which take turns.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

import wenmai

# The pages of the tests are the generated ones.
sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

_BATCH_ROWS = 4_096

# What `--check` allows: the share of crossing, and the speed of the same work beside the command.
_MOST_CROSSING = 0.03
_LEAST_SPEED = 0.95

_SAME_WORK = "read, batch, write"


def seconds_of(work: Callable[[], Any]) -> float:
    """How long the work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def processor_time() -> float:
    """Seconds of all cores that this process and those that it has waited for have taken."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def copy_each(cells: list[memoryview]) -> None:
    """Copies each page, and gives the memory back at once, as is done with pages."""
    for cell in cells:
        bytes(cell)


def crossing(table: pa.Table, jobs: int, rounds: int) -> float:
    """Prints and gives the share of crossing."""
    extractor = wenmai.Extractor(jobs=jobs)
    batches = [table.slice(start, _BATCH_ROWS) for start in range(0, table.num_rows, _BATCH_ROWS)]
    without_rows = table.slice(0, 0)
    cells = [memoryview(cell) for cell in table["html"].to_pylist() if cell]
    times: dict[str, list[float]] = {
        "extraction": [],
        "tables to Rust": [],
        "copy of the pages": [],
        "rows to pyarrow": [],
    }
    results: list[wenmai.Results] = []
    for _ in range(rounds):
        results.clear()
        times["extraction"].append(seconds_of(lambda: results.extend(map(extractor.batch, batches))))
        times["tables to Rust"].append(seconds_of(lambda: [extractor.batch(without_rows) for _ in batches]))
        times["copy of the pages"].append(seconds_of(lambda: copy_each(cells)))
        times["rows to pyarrow"].append(seconds_of(lambda: [pa.table(result) for result in results]))
    medians = {what: statistics.median(seconds) for what, seconds in times.items()}
    whole = medians["extraction"] + medians["rows to pyarrow"]
    megabytes = table["html"].nbytes / 1e6
    print(f"batch, {jobs} threads: {table.num_rows / whole:,.0f} pages/s, {megabytes / whole:.1f} MB/s")
    share = 0.0
    for what in ("tables to Rust", "copy of the pages", "rows to pyarrow"):
        share += medians[what] / whole
        print(f"  {what:<20} {medians[what] * 1e3:>9.2f} ms {medians[what] / whole:>8.2%}")
    print(f"  {'crossing':<20} {share * whole * 1e3:>9.2f} ms {share:>8.2%} of {whole:.2f} s")
    return share


def against_command(path: Path, table: pa.Table, command: str | None, jobs: int, rounds: int, folder: Path) -> float:
    """Prints how fast `batch` is beside the command, or beside the same run in this process where there is no command; gives the
    speed of the same work.
    """

    def batch_alone() -> None:
        extractor = wenmai.Extractor(jobs=jobs)
        for start in range(0, table.num_rows, _BATCH_ROWS):
            extractor.batch(table.slice(start, _BATCH_ROWS))

    def with_files() -> None:
        extractor = wenmai.Extractor(jobs=jobs)
        out = folder / "batch.parquet"
        writer: pq.ParquetWriter | None = None
        batches = pq.ParquetFile(path).iter_batches(_BATCH_ROWS)
        with ThreadPoolExecutor(1) as readers, ThreadPoolExecutor(1) as writers:
            read = readers.submit(next, batches, None)
            written: Future[None] | None = None
            while (batch := read.result()) is not None:
                read = readers.submit(next, batches, None)
                rows = pa.table(extractor.batch(batch))
                writer = writer or pq.ParquetWriter(out, rows.schema, compression="none")
                if written is not None:
                    written.result()
                written = writers.submit(writer.write_table, rows)
        if written is not None:
            written.result()
        if writer is not None:
            writer.close()

    def by_command() -> None:
        out = folder / "command"
        if command is None:
            wenmai.corpus.run(path, out, format="parquet", jobs=jobs)
        else:
            words = [command, "corpus", "run", str(path), "--out", str(out), "--format", "parquet", "--jobs", str(jobs)]
            # 3: some inputs failed.
            done = subprocess.run([*words, "--quiet"], check=False)
            if done.returncode not in (0, 3):
                raise SystemExit(f"{' '.join(words)} ended with {done.returncode}; does it have the feature parquet?")
        shutil.rmtree(out)

    name = "wenmai corpus run" if command else "wenmai.corpus.run"
    print(f"beside {command or 'wenmai.corpus.run in this process, as there is no command: give --command'}")
    ways = {name: by_command, _SAME_WORK: with_files, "batch alone": batch_alone}
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    processor_seconds: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way, work in ways.items():
            before = processor_time()
            seconds[way].append(seconds_of(work))
            processor_seconds[way].append(processor_time() - before)
    titles = ("pages/s", "of its speed", "processor time", "of its own")
    print(f"{f'{jobs} threads':<22} {titles[0]:>9} {titles[1]:>13} {titles[2]:>15} {titles[3]:>11}")
    speeds = {}
    for way in ways:
        speed = speeds[way] = statistics.median(own / other for own, other in zip(seconds[name], seconds[way], strict=True))
        pairs = zip(processor_seconds[way], processor_seconds[name], strict=True)
        processor = statistics.median(own / other for own, other in pairs)
        rate = table.num_rows / statistics.median(seconds[way])
        print(
            f"  {way:<20} {rate:>9,.0f} {speed:>13.2f} {statistics.median(processor_seconds[way]):>13.2f} s {processor:>11.2f}"
        )
    return speeds[_SAME_WORK]


def main() -> int:
    """Measures both; gives the exit code."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument(
        "parquet", nargs="?", type=Path, help="pages, in a column html of bytes or strings; generated ones without it"
    )
    arguments.add_argument("--pages", type=int, default=20_000, help="pages that are generated (default: 20000)")
    arguments.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="threads (default: all cores)")
    arguments.add_argument("--rounds", type=int, default=5, help="how often (default: 5)")
    command = os.environ.get("WENMAI_COMMAND") or shutil.which("wenmai")
    arguments.add_argument("--command", default=command, help="the command (default: WENMAI_COMMAND, or that of PATH)")
    arguments.add_argument(
        "--check",
        action="store_true",
        help=f"end with 1 where crossing is more than {_MOST_CROSSING:.0%} of the time, or the same work slower than"
        f" {_LEAST_SPEED} of the command".replace("%", "%%"),
    )
    given = arguments.parse_args()
    if given.check and given.command is None:
        arguments.error("--check compares with the command: give --command")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = given.parquet
        if path is None:
            from pages import page_table, pages

            path = folder / "pages.parquet"
            pq.write_table(page_table(pages(given.pages, hostile_every=0, aborting=False)), path)
        table = pq.read_table(path)
        table = table.set_column(table.column_names.index("html"), "html", table["html"].cast(pa.binary()))
        print(
            f"{table.num_rows} pages, {table['html'].nbytes / 1e6:.1f} MB, {given.rounds} rounds, {os.cpu_count()} cores"
        )
        share = crossing(table, given.jobs, given.rounds)
        speed = against_command(path, table, given.command, given.jobs, given.rounds, folder)
    if not given.check or (share <= _MOST_CROSSING and speed >= _LEAST_SPEED):
        return 0
    print(f"crossing is {share:.2%} (at most {_MOST_CROSSING:.0%}), the speed {speed:.2f} (at least {_LEAST_SPEED})")
    return 1


if __name__ == "__main__":
    sys.exit(main())
