"""What the adapters for engines share: options that travel, tables in and out, the ledger of rows."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.request import url2pathname

import pyarrow as pa

from wenmai import Extractor, corpus, ledger, read_pages

Ledger = Mapping[str, Any]
"""`{"read": 3, "written": 1, "dropped": {"no_text": 1}, "dead": {"crash": 1}}`, the ledger of a corpus run."""

RUN_OPTIONS = frozenset(("compress", "format", "part_size", "sample", "seed", "skip_read_errors"))
"""Options of runs that say nothing about a page."""

# Engines count rows, not bytes. So many pages of the web are some 25 MB, and enough for all cores of a machine.
BATCH_ROWS = 256

# A shard should be many times as long as what it takes to start a worker, and short enough that a lost one is no loss.
SHARD_BYTES = 1 << 30


def worker_options(options: dict[str, Any]) -> dict[str, Any]:
    """The options for an extractor of one worker of an engine, checked on the machine that asks.

    Pages are isolated, so that one that ends its process costs a row and not the job, and one thread works, as engines
    give out cores themselves; both unless `options` say otherwise. The file of a recipe travels as its text, other files by
    their paths from the root.

    Raises:
        ValueError, TypeError: for options that no extractor takes, and a recipe that cannot be read.
    """
    return Extractor(**{"isolate": True, "jobs": 1, **given(options)}).options


def given(options: dict[str, Any]) -> dict[str, Any]:
    """The options that say something: `None` is the default of each."""
    return {name: value for name, value in options.items() if value is not None}


def _url_and_file(name: str) -> tuple[str, str]:
    """The halves of `[URL=]FILE`; the sign stays with the URL."""
    url, sign, file = name.partition("=") if name.lower().startswith(("http://", "https://")) else ("", "", name)
    return url + sign, file


def absolute_path(name: str | Path) -> str:
    """The path from the root, also of a `file:` URL: workers of engines have other working folders than the one who asks.

    Raises:
        ValueError: for other URLs, such as those of buckets, which would else be folders named `s3:`.
    """
    path = str(name)
    file = re.fullmatch(r"file:(?://(?:localhost)?)?(/(?!/).*)", path, re.IGNORECASE | re.DOTALL)
    if file:
        path = url2pathname(file[1])
    elif re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", path):
        raise ValueError(f"{path} is no file: mount the bucket and give the path where it is mounted")
    return os.path.abspath(path)


def absolute_paths(inputs: str | Path | Sequence[str | Path]) -> list[str]:
    """The inputs as paths from the root, by `absolute_path`.

    Raises:
        ValueError: for what is no file, such as standard input, or an object of a bucket.
    """
    names = [inputs] if isinstance(inputs, (str, Path)) else inputs
    paths = []
    for name in map(str, names):
        if name == "-":
            raise ValueError("standard input is read by one process: give files, or use wenmai.corpus.run")
        # `@LIST` names a file with names of files.
        mark = "@" if name.startswith("@") else ""
        try:
            paths.append(mark + absolute_path(name.removeprefix(mark)))
        except ValueError as error:
            raise ValueError(
                f"{error}, or read it by the engine, with ray.data.read_parquet or spark.read.parquet, and hand the table to"
                " extract"
            ) from None
    return paths


def file_shards(paths: list[str], shard_bytes: int, options: dict[str, Any]) -> list[list[str]]:
    """The files of the inputs, divided into shards of about so many bytes.

    Raises:
        ValueError: for a relative path, which a list of files may hold.
    """
    shards = corpus.shards(paths, shard_bytes, **options)
    for path in (path for shard in shards for path in shard):
        if not os.path.isabs(path):
            raise ValueError(f"{path} is a relative path, and workers have other working folders: list absolute ones")
    return shards


def read_shards(inputs: str | Path | Sequence[str | Path], shard_bytes: int, options: dict[str, Any]) -> list[str]:
    """Shards of the inputs for tasks that read pages, each as JSON, which any engine carries.

    Raises:
        ValueError, TypeError: for options that `read_pages` does not take, and inputs that are no files.
    """
    # Shards are those of a run, which takes more options than reading does.
    read_pages([], **options)
    return [json.dumps(shard) for shard in file_shards(absolute_paths(inputs), shard_bytes, options)]


def shard_tables(shards: Iterable[str], options: dict[str, Any]) -> Iterator[pa.Table]:
    """The records of `shards`, which `read_shards` gave, as tables of a few megabytes, in order.

    Raises:
        OSError: when the system cannot read on in a file. A file that is broken gives a row that says so.
    """
    for shard in shards:
        for batch in pa.RecordBatchReader.from_stream(read_pages(json.loads(shard), **options)):
            yield pa.Table.from_batches([batch])


# Steps of one pipeline take turns in a process, and each has its options. An extractor is dictionaries and worker processes.
_KEPT_EXTRACTORS = 4

# By their options, the one that was used last at the end.
_extractors: dict[str, Extractor] = {}

# Extractors of the process that this one was forked from: to give them up would end its workers.
_inherited: list[dict[str, Extractor]] = []


def _after_fork() -> None:
    global _extractors
    _inherited.append(_extractors)
    _extractors = {}


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def extractor(options: dict[str, Any]) -> Extractor:
    """The extractor for `options`, which later batches of this process use again with its dictionaries and workers."""
    key = json.dumps([options, _stamps(options)], sort_keys=True, default=str)
    made = _extractors.pop(key, None) or Extractor(**options)
    _extractors[key] = made
    for oldest in list(_extractors)[:-_KEPT_EXTRACTORS]:
        _extractors.pop(oldest, None)
    return made


def _stamps(options: dict[str, Any]) -> list[tuple[str, int, int]]:
    """Names, times and lengths of the files that `options` name: processes of engines live longer than what is in them."""
    files = [file for _, file in map(_url_and_file, options.get("site_files", []))]
    profiles = options.get("profiles")
    if profiles is not None:
        is_folder = os.path.isdir(profiles)
        files += [os.path.join(profiles, name) for name in sorted(os.listdir(profiles))] if is_folder else [profiles]
    stamps = []
    for file in files:
        try:
            status = os.stat(file)
        except OSError:
            # Whoever makes the extractor says what is wrong with it.
            continue
        stamps.append((file, status.st_mtime_ns, status.st_size))
    return stamps


def extract_rows(made_by: Extractor, pages: Any) -> pa.Table:
    """What becomes of each row of `pages`, a table of pyarrow or its like, in order."""
    return pa.table(made_by.batch(pages))


PAGE_COLUMNS = frozenset(
    ("html", "html_b64", "text", "markdown", "id", "url", "captured_at", "charset", "headers", "keywords", "tags")
)
"""Columns that a page is made of, where options name no others."""


def is_read(names: list[str]) -> bool:
    """Whether a table with the columns `names` is one of `read_pages`, whose rows have more than a page."""
    return "body" in names and "outcome" in names


def page_columns(names: list[str], options: dict[str, Any]) -> list[str]:
    """Those of the columns `names` that a page is made of: what else a table has need not be handed over."""
    if is_read(names):
        return names
    fields = {options.get(field) for field in ("content_field", "id_field", "url_field")}
    return [name for name in names if name in PAGE_COLUMNS or name in fields] or names


class Rows:
    """What becomes of the pages of a table: what engines hold in their processes, and call with each table that they have.

    It is pickled as its options; the extractor is that of the process.
    """

    def __init__(self, options: dict[str, Any], batch_size: int) -> None:
        if batch_size < 1:
            raise ValueError(f"batch_size is a number of rows, from 1, not {batch_size}")
        self._options = options
        self._batch_size = batch_size

    def __call__(self, pages: pa.Table) -> Iterator[pa.Table]:
        """The rows of `pages`, in order, in tables of at most `batch_size`."""
        made_by = extractor(self._options)
        pages = pages.select(page_columns(pages.column_names, self._options))
        for start in range(0, pages.num_rows, self._batch_size):
            yield extract_rows(made_by, pages.slice(start, self._batch_size))


def outcome_schema() -> pa.Schema:
    """The columns of what `batch` gives."""
    no_pages = pa.table({"html": pa.array([], pa.string())})
    return extract_rows(Extractor(isolate=False, jobs=1), no_pages).schema


def page_schema() -> pa.Schema:
    """The columns of what `read_pages` gives."""
    return pa.RecordBatchReader.from_stream(read_pages([])).schema


def encodable(text: str) -> str:
    """The text without halves of characters, which no table can hold."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


CONTENT_COLUMNS = ("html", "html_b64", "text", "markdown")
"""What the text of a sample may be: a page as one of these columns has it."""


def content_column(name: str) -> str:
    """The name, if it is one of `CONTENT_COLUMNS`.

    Raises:
        ValueError: if it is not.
    """
    if name not in CONTENT_COLUMNS:
        raise ValueError(f"column is one of {', '.join(CONTENT_COLUMNS)}, not {name!r}")
    return name


def cell(value: Any) -> str | None:
    """The value as `documents` takes it: text, a time as text, and all else, such as headers, as JSON."""
    if value is None:
        return None
    if isinstance(value, date):
        return value.isoformat()
    return encodable(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))


def documents(made_by: Extractor, pages: dict[str, list[str | None]]) -> list[dict[str, Any]]:
    """What becomes of each page, for engines that hand on samples and not tables: `outcome`, `reason`, `text`, and under
    `metadata` what is known of the document, which JSON can hold.

    `text` and `reason` are strings, empty where there is none.
    """
    rows = extract_rows(made_by, pa.table({name: pa.array(cells, pa.string()) for name, cells in pages.items()}))
    names = ["outcome", "reason", "message", "text", "page_type", "confidence", "metadata", "outline", "related"]
    return [_document(row) for row in rows.select([*names, "rights", "findings"]).to_pylist()]


def _document(row: dict[str, Any]) -> dict[str, Any]:
    described = {"outcome": row["outcome"], "reason": row["reason"] or "", "text": row["text"] or ""}
    if row["outcome"] != "written":
        return {**described, "metadata": {"message": row["message"]} if row["message"] else {}}
    known = ("title", "summary", "authors", "tags", "published", "modified", "site", "language")
    metadata = {name: row["metadata"][name] for name in known if row["metadata"][name]}
    metadata["page_type"] = row["page_type"]["kind"]
    metadata["confidence"] = row["confidence"]
    metadata["outline"] = [{"level": heading["level"], "text": heading["text"]} for heading in row["outline"]]
    # What is listed one by one in a record, in short: samples are carried whole by every step that follows.
    metadata["cards"] = [{"title": card["title"], "url": card["url"]} for card in row["related"]]
    metadata["findings"] = dict(sorted(Counter(finding["code"] for finding in row["findings"]).items()))
    rights = row["rights"] or {"decisions": [], "licence": None}
    metadata["rights"] = {decision["use"]: decision["effect"] for decision in rights["decisions"]}
    if rights["licence"]:
        metadata["licence"] = rights["licence"]
    return {**described, "metadata": metadata}


def ledger_of(tables: Iterable[Any]) -> Ledger:
    """The ledger of all rows of the tables, each as `wenmai.ledger` counts it."""
    written, dropped, dead = 0, Counter[str](), Counter[str]()
    for table in tables:
        counts = ledger(table)
        written += counts["written"]
        dropped.update(counts["dropped"])
        dead.update(counts["dead"])
    return ledger_with_sum(written, dropped, dead)


def ledger_with_sum(written: int, dropped: dict[str, int], dead: dict[str, int]) -> Ledger:
    """The ledger with its sum, reasons by name."""
    read = written + sum(dropped.values()) + sum(dead.values())
    return {
        "read": read,
        "written": written,
        "dropped": dict(sorted(dropped.items())),
        "dead": dict(sorted(dead.items())),
    }
