"""Pages to test with: articles in Chinese and English, and hostile ones. The same arguments give the same bytes."""

from __future__ import annotations

import base64
import gzip
import json
import random
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

HOSTILE_EVERY = 200
"""One page in so many is hostile."""

ABORT = "page-that-ends-its-process"
"""What a worker process must not read, where `faults.c` is loaded."""

_SUBJECTS = ("河边的旧书店", "社区修理站", "山间图书馆", "The tool library", "A repair cafe", "The river archive")
_ZH = (
    "志愿者每周六上午整理捐来的书。",
    "登记表上写着姓名、日期和用途。",
    "第一年一共修好了四百多件旧物。",
    "预算主要用在场地和零件上。",
)
_EN = (
    "Volunteers sort what was donated every Saturday morning.",
    "Each entry names the date, the owner and what was done.",
    "In the first year more than four hundred things were mended.",
    "Most of the money goes into rooms and spare parts.",
)


@dataclass(frozen=True)
class MadePage:
    """A page and its names."""

    id: str
    url: str
    body: bytes


def article(number: int, rng: random.Random) -> bytes:
    """A page with headings, paragraphs, a list and cards of other pages."""
    subject = _SUBJECTS[number % len(_SUBJECTS)]
    sentences = _EN if subject.isascii() else _ZH
    parts = [
        f"<html><head><title>{subject} {number}</title></head><body><nav><a href=/>Home</a> <a href=/all>All</a></nav>"
    ]
    parts.append(f"<article><h1>{subject} {number}</h1>")
    for section in range(1, rng.randint(3, 7)):
        heading = f"{section}. {rng.choice(sentences)[:14]}"
        # Half of the sites have no heading tags.
        parts.append(f"<h2>{heading}</h2>" if number % 2 else f"<p><b>{heading}</b></p>")
        for _ in range(rng.randint(1, 5)):
            parts.append(f"<p>{' '.join(rng.choices(sentences, k=rng.randint(2, 8)))}</p>")
    parts.append("<ul>" + "".join(f"<li>{rng.choice(sentences)}</li>" for _ in range(3)) + "</ul></article>")
    parts.append("<aside><h3>Related</h3>" + "".join(f"<a href=/{i}>{rng.choice(_SUBJECTS)} {i}</a>" for i in range(4)))
    parts.append("</aside><footer>© 2024</footer></body></html>")
    return "".join(parts).encode()


def hostile(number: int, rng: random.Random) -> bytes:
    """A page that somebody made to break things, or that broke on the way."""
    kinds = (
        lambda: b"<div>" * 30_000 + b"deep" + b"</div>" * 30_000,
        lambda: b"a" * 2_000_000,
        lambda: "中".encode("gb18030") * 5_000 + b"\xff\xfe\xc3" * 300 + b"<p>tail</p>",
        lambda: b"\x89PNG\r\n\x1a\n" + rng.randbytes(20_000),
        lambda: b"",
        lambda: b"<p><a href='" * 20_000,
        lambda: b"\x00" * 50_000,
        lambda: ("<p>" + "\u202e\u200b" * 20_000 + "</p>").encode(),
    )
    return kinds[number % len(kinds)]()


def pages(n_pages: int, *, seed: int = 1, hostile_every: int = HOSTILE_EVERY, aborting: bool = True) -> list[MadePage]:
    """So many pages, one in `hostile_every` hostile, none if that is 0; with `aborting`, the one in the middle ends its worker
    process where `faults.c` is loaded.
    """
    rng = random.Random(seed)
    made = []
    for number in range(n_pages):
        if aborting and number == n_pages // 2:
            # Often, as the marker may be cut where a buffer ends.
            body = b"<p>" + f"{ABORT} ".encode() * 1_000
        elif hostile_every and number % hostile_every == hostile_every // 2:
            body = hostile(number // hostile_every, rng)
        else:
            body = article(number, rng)
        made.append(MadePage(f"page-{number:06}", f"https://site-{number % 7}.example/{number}", body))
    return made


def page_table(made: list[MadePage]) -> pa.Table:
    """The pages as a table that `wenmai.batch` takes."""
    columns = {"id": [page.id for page in made], "url": [page.url for page in made]}
    return pa.table({**columns, "html": pa.array([page.body for page in made], pa.binary())})


def warc(made: list[MadePage]) -> bytes:
    """A `.warc.gz` with a request and a response for each page."""
    members = []
    for number, page in enumerate(made):
        request = f"GET {page.url} HTTP/1.1\r\n\r\n".encode()
        response = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page.body
        for kind, block in (("request", request), ("response", response)):
            head = (
                f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:{page.id}:{kind}>\r\nWARC-Target-URI: {page.url}\r\n"
                f"WARC-Date: 2024-09-18T08:{number // 60 % 60:02}:{number % 60:02}Z\r\n"
                f"Content-Type: application/http;msgtype={kind}\r\nContent-Length: {len(block)}\r\n\r\n"
            )
            members.append(gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0))
    return b"".join(members)


def write_shards(folder: Path, made: list[MadePage], n_shards: int) -> list[str]:
    """Writes the pages as files, Parquet, JSON Lines and WARC in turn; those of JSON Lines with a broken line. Gives their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    size = -(-len(made) // n_shards)
    for shard in range(n_shards):
        part = made[shard * size : (shard + 1) * size]
        name = f"shard-{shard:02}"
        if shard % 3 == 0:
            path = folder / f"{name}.parquet"
            pq.write_table(page_table(part), path)
        elif shard % 3 == 1:
            path = folder / f"{name}.jsonl"
            lines = (
                json.dumps({"id": page.id, "url": page.url, "html_b64": base64.b64encode(page.body).decode()})
                for page in part
            )
            path.write_text("\n".join([*lines, '{"id": "broken", ']) + "\n", encoding="utf-8")
        else:
            path = folder / f"{name}.warc.gz"
            path.write_bytes(warc(part))
        paths.append(str(path))
    return paths


def n_records(n_pages: int, n_shards: int) -> int:
    """How many records `write_shards` makes of so many pages: each page, the broken lines, the requests."""
    size = -(-n_pages // n_shards)
    starts = range(2 * size, n_pages, 3 * size)
    n_requests = sum(min(size, n_pages - start) for start in starts)
    return n_pages + (n_shards + 1) // 3 + n_requests


def write_damaged(folder: Path, made: list[MadePage]) -> list[str]:
    """Writes the pages as a `.warc.gz` that ends in the middle of a record, and as a Parquet file whose first half is lost."""
    folder.mkdir(parents=True, exist_ok=True)
    cut = folder / "cut.warc.gz"
    # The last page is in the last member, alone.
    rest = warc(made[-1:])
    cut.write_bytes(warc(made)[: -(len(rest) // 4)])
    lost = folder / "lost.parquet"
    pq.write_table(page_table(made), lost, row_group_size=-(-len(made) // 2))
    group = pq.ParquetFile(lost).metadata.row_group(0)
    column = group.column(group.num_columns - 1)
    with lost.open("r+b") as file:
        file.seek(column.dictionary_page_offset or column.data_page_offset)
        # No header of a page of the column begins like this.
        file.write(b"\xff" * 32)
    return [str(cut), str(lost)]
