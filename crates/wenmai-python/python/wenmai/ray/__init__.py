"""Pages on Ray: tables of Ray Data, and whole corpus runs on the machines of a cluster.

    import ray, wenmai.ray

    pages = ray.data.read_parquet("crawl/")              # columns html, url …
    rows = wenmai.ray.extract(pages)                     # a row for each page: outcome, text, outline …
    rows.write_parquet("documents/")

Ray gives up a job for one exception in Python, and a block of rows for one process that ends. So no page raises one here:
what went wrong stands in its row, and pages are processed in worker processes of their own, one of which may be lost.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from wenmai import CorpusError, corpus
from wenmai._extras import extra

with extra("ray"):
    import pyarrow as pa
    import ray
    import ray.data

from wenmai._engines import (
    BATCH_ROWS,
    RUN_OPTIONS,
    SHARD_BYTES,
    Ledger,
    Rows,
    absolute_path,
    absolute_paths,
    file_shards,
    given,
    ledger_of,
    read_shards,
    shard_tables,
    worker_options,
)

__all__ = ["extract", "ledger", "read_pages", "run"]

# More tasks than this are not handed to Ray at once: enough for it to see what a cluster that grows has to do.
_MAX_WAITING = 1_000


# The lock of a machine that is gone lives until its lease ends: 90 seconds on NFS, where nobody has set others.
_LOCK_SECONDS = 180.0


def extract(
    dataset: ray.data.Dataset,
    *,
    concurrency: int | tuple[int, int] | None = None,
    batch_size: int = BATCH_ROWS,
    **options: Any,
) -> ray.data.Dataset:
    """What becomes of each page of `dataset`: a row for each row, with the columns that `wenmai.batch` gives.

    Args:
        dataset: Pages in the columns that `wenmai.batch` takes (`html`, `html_b64`, `text` or `markdown`, beside them `id`,
            `url`, `captured_at`, `headers` …), or what `read_pages` gives.
        concurrency: Number of actors, or the least and the most of them; one for each free core by default.
        batch_size: Rows that an actor processes at once. Its memory is that of a block of Ray, so many pages and their documents.
        options: As for `wenmai.Extractor`. `isolate` is on unless you say `isolate=False`; `jobs` is 1, the cores of an actor.
            Files of `site_files` and `profiles` have to be at the same path on all machines; a recipe travels by itself.

    Returns:
        A dataset that is computed when it is used, each time anew: write it, or `materialize()` it, before you use it twice. Its rows
        are in the order of the pages only where `DataContext.execution_options.preserve_order` is set. An actor that is killed is
        started again, and its block with it.

    Raises:
        ValueError, TypeError: for options that are none, before anything runs.
    """
    options = worker_options(options)
    rows: dict[str, Any] = {"options": options, "batch_size": batch_size}
    # What is wrong with them is said here, not by an actor.
    Rows(**rows)
    if concurrency is None:
        pool = ray.data.ActorPoolStrategy()
    elif isinstance(concurrency, int):
        pool = ray.data.ActorPoolStrategy(size=concurrency)
    else:
        least, most = concurrency
        pool = ray.data.ActorPoolStrategy(min_size=least, max_size=most)
    return dataset.map_batches(
        Rows,
        fn_constructor_kwargs=rows,
        # A block at a time, which is cut there. Ray makes one operator of this and of what reads the pages: a number of rows would
        # be one of the rows that go in, so many shards of files for one actor.
        batch_size=None,
        batch_format="pyarrow",
        compute=pool,
        num_cpus=options["jobs"],
        udf_modifying_row_count=False,
    )


def _shard_pages(shards: pa.Table, options: dict[str, Any]) -> Iterator[pa.Table]:
    return shard_tables(shards.column("shard").to_pylist(), options)


def read_pages(
    inputs: str | Path | Sequence[str | Path], *, shard_bytes: int = SHARD_BYTES // 4, **options: Any
) -> ray.data.Dataset:
    """The records of files (WARC, WET, JSON Lines, Parquet, pages; folders and globs of them) as a dataset for `extract`.

    Each row knows its file and its place there, so that documents are those of `wenmai.corpus.run` over the same files. A record
    that gives no page is a row, too, which `extract` hands on.

    Args:
        inputs: Files, folders and globs, at the same path on all machines; relative ones are made absolute.
        shard_bytes: One task reads about so many bytes of them. A file is not divided.
        options: Those of `wenmai.read_pages`.

    Raises:
        ValueError, TypeError: for options that are none, and inputs that are no files, such as `s3://…`.
        CorpusError: where the files cannot be listed.
    """
    shards = read_shards(inputs, shard_bytes, options)
    rows = [{"shard": shard} for shard in shards]
    dataset = ray.data.from_items(rows, override_num_blocks=max(1, len(rows)))
    return dataset.map_batches(
        _shard_pages,
        fn_kwargs={"options": options},
        # A block is a shard.
        batch_size=None,
        batch_format="pyarrow",
        num_cpus=1,
        udf_modifying_row_count=True,
    )


def ledger(rows: ray.data.Dataset) -> Ledger:
    """Where the records went: the ledger that `wenmai.corpus.run` keeps, counted over what `extract` gave.

    Computes `rows`; call it on what was written and read again, or on `rows.materialize()`.
    """
    columns = rows.select_columns(["outcome", "reason", "records"])
    return ledger_of(columns.iter_batches(batch_size=None, batch_format="pyarrow"))


def _run_shard(shard: list[str], output: str, index: int, options: dict[str, Any], max_retries: int) -> Ledger:
    """Runs in a task. A task that takes the place of another goes on after the last part that is whole."""
    if not Path(output, "manifest.jsonl").exists():
        help = "give a folder on a disk that all machines share, at the same path"
        raise CorpusError(f"{platform.node()} does not see the run in {output}; {help}", help)
    n_read_errors = 0
    waited = 0.0
    while True:
        try:
            return corpus.run_shard(shard, output, index, **options).ledger
        except CorpusError as error:
            if error.kind == "locked" and waited < _LOCK_SECONDS:
                pause = min(1.0 + waited / 2, 15.0)
                waited += pause
            elif error.kind == "read" and n_read_errors != max_retries:
                n_read_errors += 1
                pause = min(2.0**n_read_errors, 30.0)
            else:
                raise
        time.sleep(pause)


def run(
    inputs: str | Path | Sequence[str | Path],
    output: str | Path,
    *,
    shard_bytes: int = SHARD_BYTES,
    max_retries: int = 3,
    on_shard: Callable[[int, int, Ledger], None] | None = None,
    **options: Any,
) -> corpus.RunEnd:
    """Does on a cluster what `wenmai.corpus.run` does on one machine: the same parts, ledger and dead letters.

    The inputs are divided into shards of whole files, a task of Ray runs each into a folder of its own below `output`, and this
    process puts them together. What was stopped or killed goes on where it was when it is called again with the same arguments.

    Args:
        inputs: Files, folders and globs, at the same path on all machines; relative ones are made absolute.
        output: Folder of the run, on a disk that all machines share, with locks. It holds what `wenmai.corpus.run` writes.
        shard_bytes: Bytes of the files of a shard, about. What is written depends on them as it does on `part_size`.
        max_retries: So often a task that was lost with its process or machine is begun again, and a file that the system could not
            read on is tried again.
        on_shard: Is told after each shard: how many are done, those of earlier starts included, how many there are, and the ledger of
            the last one.
        options: As for `wenmai.corpus.run`. `format` is Parquet, `isolate` is on and `jobs`, the cores of a task, is 1 unless you
            say otherwise; `sample` draws from all inputs together and is not for shards.

    Raises:
        ValueError, TypeError: for options that are none, and paths that are no files, before anything runs.
        CorpusError: when an input cannot be listed, or is a folder without pages, which `wenmai.corpus.run` counts as dead; and when
            the folder holds another run, or lies in an input. All this is looked at before anything runs.
        RuntimeError: when shards failed; the others are done then, and the first error is its cause. It is a `CorpusError` where that is
            one.
    """
    options = given(options)
    if "sample" in options:
        raise ValueError("sample draws from all inputs together: take it with wenmai.corpus.run, on one machine")
    extract_options = {name: value for name, value in options.items() if name not in RUN_OPTIONS}
    options = {"format": "parquet", **options, **worker_options(extract_options)}
    paths, output = absolute_paths(inputs), absolute_path(output)
    shards = file_shards(paths, shard_bytes, options)
    left = corpus.split(paths, output, shard_bytes, **options)
    task = ray.remote(num_cpus=options["jobs"], max_retries=max_retries)(_run_shard)

    def start(index: int) -> Any:
        return task.remote(shards[index], output, index, options, max_retries)

    errors = _run_all(start, left, len(shards), on_shard)
    if errors:
        raise _failed(errors, len(shards))
    # Of a run that is finished this looks whether it is the same.
    return corpus.merge(paths, output, **options)


def _failed(errors: Mapping[int, Exception], n_shards: int) -> RuntimeError:
    """What is raised where shards failed."""
    index = min(errors)
    # What Ray raises has the lines of a traceback as its message.
    error = getattr(errors[index], "cause", None) or errors[index]
    message = (
        f"{len(errors)} of {n_shards} shards failed, the first is number {index}: {error}; run it again to go on with them"
    )
    failed = CorpusError(message, error.help, error.kind) if isinstance(error, CorpusError) else RuntimeError(message)
    failed.__cause__ = error
    return failed


def _run_all(
    start: Callable[[int], Any],
    shards: Sequence[int],
    n_shards: int,
    on_shard: Callable[[int, int, Ledger], None] | None,
) -> dict[int, Exception]:
    """Runs those `shards` of all by `start`; gives the errors of those that failed."""
    waiting = iter(shards)
    running: dict[Any, int] = {}
    errors: dict[int, Exception] = {}
    n_done = n_shards - len(shards)
    try:
        while True:
            for index in islice(waiting, _MAX_WAITING - len(running)):
                running[start(index)] = index
            if not running:
                return errors
            (done,), _ = ray.wait(list(running), num_returns=1)
            index = running.pop(done)
            try:
                ledger: Ledger = ray.get(done)
            except Exception as error:
                errors[index] = error
                continue
            n_done += 1
            if on_shard is not None:
                on_shard(n_done, n_shards, ledger)
    finally:
        for task_of_shard in running:
            # The process has to end: nobody else tells the threads that work there.
            ray.cancel(task_of_shard, force=True)
