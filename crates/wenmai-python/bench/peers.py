"""trafilatura, resiliparse and wenmai over the same pages: pages a second side by side.

    python bench/peers.py                       # 2,000 generated pages
    python bench/peers.py ~/crawl --jobs 8      # your pages: *.html and *.htm in the folder and those below

All get the bytes of the pages and give text; wenmai gives the outline, cards, metadata and findings with it. Each is called as
its documentation has it, first in one thread, then in as many processes or threads as --jobs says, whichever it offers. The
figure is the median of the rounds, which take turns. Generated pages are short and clean: figures for your crawl come from
your crawl. Tools that are not installed are left out.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import multiprocessing
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import wenmai

# The pages of the tests are the generated ones.
sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

# Most processes take pages in such portions.
_PORTION = 16


@dataclass
class Contender:
    """A tool, and one way to call it."""

    tool: str
    how: str
    # Gives the number of pages with text.
    run: Callable[[list[bytes]], int]
    seconds: list[float] = field(default_factory=list)
    n_texts: int = 0


def trafilatura_text(page: bytes) -> bool:
    """Whether trafilatura finds text."""
    import trafilatura

    try:
        return bool(trafilatura.extract(page))
    except Exception:
        return False


def resiliparse_text(page: bytes) -> bool:
    """Whether resiliparse finds text. It takes text, so that detection of the charset is part of the work."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    try:
        return bool(extract_plain_text(bytes_to_str(page, detect_encoding(page) or "utf-8"), main_content=True))
    except Exception:
        return False


def wenmai_text(page: bytes) -> bool:
    """Whether wenmai finds text."""
    try:
        return bool(wenmai.extract(page, kind="html").text)
    except wenmai.Refused:
        return False


def one_by_one(text_of: Callable[[bytes], bool], pages: list[bytes]) -> int:
    """Calls the tool for each page, in this thread."""
    return sum(map(text_of, pages))


def in_pool(pool: multiprocessing.pool.Pool, text_of: Callable[[bytes], bool], pages: list[bytes]) -> int:
    """Calls the tool for each page, in the processes of a pool, which are there already."""
    return sum(pool.imap(text_of, pages, chunksize=_PORTION))


def with_extractor(pages: list[bytes]) -> int:
    """An extractor that is made once, in this thread."""
    extractor = wenmai.Extractor(jobs=1)
    n_texts = 0
    for page in pages:
        try:
            n_texts += bool(extractor.extract(page, kind="html").text)
        except wenmai.Refused:
            continue
    return n_texts


def many(jobs: int, pages: list[bytes]) -> int:
    """`extract_many`, on threads."""
    documents = wenmai.extract_many(pages, jobs=jobs, kind="html")
    return sum(isinstance(document, wenmai.Document) and bool(document.text) for document in documents)


def in_batches(jobs: int, pages: list[bytes]) -> int:
    """`batch` over tables of Arrow, on threads."""
    import pyarrow as pa

    extractor = wenmai.Extractor(jobs=jobs)
    n_texts = 0
    for start in range(0, len(pages), 1_000):
        table = pa.table({"html": pa.array(pages[start : start + 1_000], pa.binary())})
        n_texts += extractor.batch(table).ledger["written"]
    return n_texts


def is_installed(module: str) -> bool:
    """Whether the module can be imported."""
    return importlib.util.find_spec(module) is not None


@contextmanager
def contenders(jobs: int) -> Iterator[list[Contender]]:
    """All ways to call the tools that are there."""
    # A process that is forked would share the state of this one, and on some systems cannot be.
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        found = []
        for tool, text_of in (("trafilatura", trafilatura_text), ("resiliparse", resiliparse_text)):
            if is_installed(tool):
                found.append(Contender(tool, "one thread", partial(one_by_one, text_of)))
                found.append(Contender(tool, f"{jobs} processes", partial(in_pool, pool, text_of)))
        found.append(Contender("wenmai", "extract, one thread", partial(one_by_one, wenmai_text)))
        found.append(Contender("wenmai", "Extractor.extract, one thread", with_extractor))
        found.append(Contender("wenmai", f"extract_many, {jobs} threads", partial(many, jobs)))
        if is_installed("pyarrow"):
            found.append(Contender("wenmai", "batch, one thread", partial(in_batches, 1)))
            found.append(Contender("wenmai", f"batch, {jobs} threads", partial(in_batches, jobs)))
        yield found


def pages_of(folder: Path | None, n_pages: int) -> list[bytes]:
    """The pages of the folder, at most so many, or generated ones."""
    if folder is None:
        from pages import pages

        return [page.body for page in pages(n_pages, hostile_every=0, aborting=False)]
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".html", ".htm"))
    return [path.read_bytes() for path in paths[:n_pages]]


def main() -> int:
    """Runs all contenders and prints the table."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("folder", nargs="?", type=Path, help="pages; generated ones without it")
    arguments.add_argument("--pages", type=int, default=2_000, help="so many pages at most (default: 2000)")
    arguments.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="processes or threads (default: all cores)"
    )
    arguments.add_argument("--rounds", type=int, default=3, help="how often (default: 3)")
    given = arguments.parse_args()
    pages = pages_of(given.folder, given.pages)
    if not pages:
        print(f"error: there are no pages in {given.folder}", file=sys.stderr)
        return 2
    n_bytes = sum(map(len, pages))
    python = sys.version.split()[0]
    print(f"{len(pages)} pages, {n_bytes / 1e6:.1f} MB, {given.rounds} rounds, Python {python}, {os.cpu_count()} cores")
    with contenders(given.jobs) as found:
        for contender in found:
            # Dictionaries are loaded, processes are started.
            contender.run(pages[:_PORTION])
        for _ in range(given.rounds):
            for contender in found:
                start = time.perf_counter()
                contender.n_texts = contender.run(pages)
                contender.seconds.append(time.perf_counter() - start)
    versions = {"wenmai": wenmai.__version__}
    print(f"{'tool':<20} {'how':<32} {'pages/s':>9} {'MB/s':>7} {'with text':>9}")
    for contender in found:
        seconds = statistics.median(contender.seconds)
        version = versions.get(contender.tool) or importlib.metadata.version(contender.tool)
        tool = f"{contender.tool} {version}"
        rates = f"{len(pages) / seconds:>9,.0f} {n_bytes / 1e6 / seconds:>7.2f}"
        print(f"{tool:<20} {contender.how:<32} {rates} {contender.n_texts:>9}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
