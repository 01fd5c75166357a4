"""Many pages: in order, lazily, on all cores, whatever the pages are."""

from __future__ import annotations

import base64
import datetime
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import wenmai

PARAGRAPH = "这一段说的是一件平常的事，读的人不必多想，只要知道它在这里就好。"


def page(number: int, paragraphs: int = 3) -> str:
    return f"第{number}篇的标题\n\n" + "\n\n".join([PARAGRAPH] * paragraphs) + "\n"


def titles(results: Iterator[wenmai.Document | wenmai.Failure]) -> list[str | None]:
    return [result.title for result in results if isinstance(result, wenmai.Document)]


@pytest.mark.parametrize("jobs", [None, 1, 3])
def test_documents_come_in_order(jobs: int | None) -> None:
    # Long ones first, so that short ones are done before them.
    pages = [page(number, 200 if number % 5 == 0 else 1) for number in range(60)]
    documents = list(wenmai.extract_many(pages, jobs=jobs))
    assert titles(iter(documents)) == [f"第{number}篇的标题" for number in range(60)]
    for number, document in enumerate(documents):
        assert isinstance(document, wenmai.Document)
        assert document.text == wenmai.extract(pages[number]).text
        assert (document.id, document.to_dict()["source"]["record"]) == (str(number), number)


def test_pages_are_taken_as_they_are_needed() -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield page(taken)

    documents = wenmai.extract_many(endless(), jobs=2)
    assert taken == 0
    for _ in range(5):
        next(documents)
    assert 5 <= taken <= 20


def test_documents_do_not_wait_for_a_slow_source() -> None:
    asked = 0

    def slow() -> Iterator[str]:
        nonlocal asked
        for number in range(8):
            asked += 1
            time.sleep(0.2)
            yield page(number)

    documents = wenmai.extract_many(slow(), jobs=2)
    next(documents)
    assert asked < 8
    assert len(titles(documents)) == 7


def test_long_pages_are_few_at_a_time() -> None:
    taken = 0

    def long() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(20):
            taken += 1
            yield b"x" * (4 << 20)

    documents = wenmai.extract_many(long(), jobs=4, memory=160 << 20)
    next(documents)
    assert taken <= 4


def test_a_bad_page_is_a_failure_in_its_place() -> None:
    pages: list[Any] = [page(0), b"\x89PNG\r\n\x1a\n", None, page(3), 7, {"id": "x"}, {"content": page(6), "kind": "pdf"}]
    results = list(wenmai.extract_many(pages))
    assert [type(result).__name__ for result in results] == [
        "Document", "Failure", "Failure", "Document", "Failure", "Failure", "Failure"
    ]  # fmt: skip
    assert [result.id for result in results] == ["0", "1", "2", "3", "4", "x", "6"]
    png, none = results[1], results[2]
    assert isinstance(png, wenmai.Failure) and isinstance(none, wenmai.Failure)
    assert (png.index, png.id, png.outcome, png.reason) == (1, "1", "dropped", "binary")
    assert png.message == "this is not a page of text"
    assert png.help == "leave it out, or give the text in it"
    assert repr(png) == '<wenmai.Failure 1 "1": dropped, binary: this is not a page of text>'
    assert (none.reason, none.message) == ("no_page", "a page is str or bytes, not NoneType")
    messages = [result.message for result in results[4:] if isinstance(result, wenmai.Failure)]
    assert messages == [
        "a page is str or bytes, not int",
        "a page has no content",
        "kind is one of html, text, markdown, not \"pdf\"",
    ]


def test_a_recipe_leaves_pages_out() -> None:
    recipe = '[language]\nkeep = ["en"]\n'
    (failure,) = wenmai.extract_many([page(0)], recipe=recipe)
    assert isinstance(failure, wenmai.Failure)
    assert (failure.outcome, failure.reason) == ("dropped", "language.keep")
    assert failure.broken[0]["rule"] == "language.keep"


def test_pages_say_what_is_known_of_them() -> None:
    at = datetime.datetime(2024, 9, 18, tzinfo=datetime.timezone.utc)
    headers = {"Content-Type": "text/html; charset=gbk"}
    body = "<h1>标题</h1><p>这里的正文没有声明，头部里却写着它是什么编码的。</p>".encode("gbk")
    described = wenmai.Page(body, id="a", url="https://site.example/a", kind="html", captured_at=at, headers=headers)
    mapping = {"content": body, "id": "a", "url": "https://site.example/a", "kind": "html", "captured_at": "2024-09-18",
               "headers": list(headers.items()), "charset": None}  # fmt: skip
    documents = list(wenmai.extract_many([described, mapping]))
    for document in documents:
        assert isinstance(document, wenmai.Document)
        assert (document.id, document.title, document.kind) == ("a", "标题", "html")
        assert document.to_dict()["source"]["captured_at"] == "2024-09-18T00:00:00Z"


def test_rows_of_jsonl_are_pages() -> None:
    url = "https://site.example/a"
    html = "<h1>标题</h1><p>这里的正文是中文，一行就够了，不必再长，也不必再短。</p>"
    rows: list[Any] = [
        {"url": url, "html": html},
        {"id": 7, "html": "", "html_b64": base64.b64encode(html.encode("gb18030")).decode(), "charset": "gb18030"},
        {"id": "t", "html": None, "text": page(0)},
        {"id": "m", "markdown": "# 标题\n\n这里的正文是中文，一行就够了，不必再长。"},
        {"url": url, "html": "<p> </p>"},
        {"url": url, "id": "\ud83d", "text": page(1)},
        {"url": url, "html_b64": "?"},
    ]
    documents = list(wenmai.extract_many(rows))
    kinds = [document.kind for document in documents if isinstance(document, wenmai.Document)]
    assert kinds == ["html", "html", "text", "markdown", "text"]
    assert [document.id for document in documents] == [url, "7", "t", "m", url, "\ufffd", url]
    assert titles(iter(documents[:2])) == ["标题", "标题"]
    empty, broken = documents[4], documents[6]
    assert isinstance(empty, wenmai.Failure) and isinstance(broken, wenmai.Failure)
    assert (empty.reason, broken.reason, broken.url) == ("no_text", "no_page", url)
    assert "html_b64" in broken.message
    named = {"name": "n", "body": page(2), "address": url}
    (document,) = wenmai.extract_many([named], content_field="body", id_field="name", url_field="address")
    assert isinstance(document, wenmai.Document)
    assert (document.id, document.url, document.title) == ("n", url, "第2篇的标题")


def test_columns_of_arrow_are_pages() -> None:
    pa: Any = pytest.importorskip("pyarrow")
    pages = [page(0), None, page(2)]
    for column in (pa.array(pages), pa.chunked_array([pages[:1], pages[1:]])):
        documents = list(wenmai.extract_many(column))
        assert titles(iter(documents)) == ["第0篇的标题", "第2篇的标题"]
        assert isinstance(documents[1], wenmai.Failure)
    rows = pa.array([{"id": "a", "text": page(3)}])
    (document,) = wenmai.extract_many(rows)
    assert (document.id, isinstance(document, wenmai.Document)) == ("a", True)
    assert wenmai.extract(pa.scalar(page(4))).title == "第4篇的标题"


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_columns_of_data_frames_are_pages_and_tables_are_not(library: str) -> None:
    frame = pytest.importorskip(library).DataFrame({"text": [page(0), page(1)]})
    with pytest.raises(TypeError, match=r"takes many pages, not DataFrame: give the table to batch\(\)"):
        wenmai.extract_many(frame)
    assert titles(wenmai.extract_many(frame["text"])) == ["第0篇的标题", "第1篇的标题"]


def test_tables_of_arrow_are_not_pages() -> None:
    pa: Any = pytest.importorskip("pyarrow")
    table = pa.table({"text": [page(0)]})
    tables: list[Any] = [table, table.to_batches()[0], table.to_reader(), wenmai.read_pages([])]
    for other in tables:
        with pytest.raises(TypeError, match=r"give the table to batch\(\)"):
            wenmai.extract_many(other)


def test_what_the_source_raises_comes_after_its_pages() -> None:
    def broken() -> Iterator[str]:
        yield page(0)
        yield page(1)
        raise OSError("the disk is gone")

    documents = wenmai.extract_many(broken())
    assert isinstance(next(documents), wenmai.Document)
    assert isinstance(next(documents), wenmai.Document)
    with pytest.raises(OSError, match="the disk is gone"):
        next(documents)
    with pytest.raises(StopIteration):
        next(documents)


@pytest.mark.parametrize(
    "pages", ["one page", b"one page", 3, bytearray(b"one page"), memoryview(b"one page"), {"content": "one page"}]
)
def test_one_page_is_not_many(pages: Any) -> None:
    with pytest.raises(TypeError, match=r"extract_many takes many pages, not |is not iterable"):
        wenmai.extract_many(pages)


def test_other_threads_run_meanwhile() -> None:
    extractor = wenmai.Extractor(jobs=1)
    long = page(0, 3000)
    counted = 0
    is_over = threading.Event()

    def count() -> None:
        nonlocal counted
        while not is_over.is_set():
            counted += 1
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    before = counted
    start = time.perf_counter()
    for _ in range(3):
        extractor.extract(long)
        list(extractor.extract_many([long]))
    seconds = time.perf_counter() - start
    during = counted - before
    is_over.set()
    thread.join()
    # A thread that had to wait for each call would have counted once or twice for each.
    assert during > max(20, seconds * 20), (during, seconds)


def test_threads_share_an_extractor() -> None:
    extractor = wenmai.Extractor(jobs=2)
    results: list[list[str | None]] = []

    def work() -> None:
        results.append(titles(extractor.extract_many(page(number) for number in range(20))))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [[f"第{number}篇的标题" for number in range(20)]] * 4


INTERRUPTED = """
import time, wenmai
page = "标题\\n\\n" + "这一段说的是一件平常的事，读的人不必多想，只要知道它在这里就好。\\n\\n" * {paragraphs}
def pages():
    while True:
        yield page
try:
    print("started", flush=True)
    {call}
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(
    ("call", "paragraphs"),
    [
        ("list(wenmai.extract_many(pages(), jobs=2))", 2000),
        ("list(wenmai.extract_many(pages(), jobs=1, isolate=True))", 2000),
        ("wenmai.batch(pyarrow.table({'text': [page] * 5000}), jobs=1)", 200),
    ],
)
def test_ctrl_c_is_answered_within_a_moment(call: str, paragraphs: int) -> None:
    if "pyarrow" in call:
        pytest.importorskip("pyarrow")
    program = INTERRUPTED.format(call=call, paragraphs=paragraphs)
    if "pyarrow" in call:
        program = "import pyarrow" + program
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        start = time.perf_counter()
        assert process.stdout.readline() == "interrupted\n"
        assert time.perf_counter() - start < 8
        assert process.wait(10) == 0


def extract_in_child(text: str) -> str | None:
    return EXTRACTOR.extract(text).title


EXTRACTOR = wenmai.Extractor(jobs=2)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.parametrize("isolate", [False, True])
def test_forked_processes_have_threads_of_their_own(isolate: bool) -> None:
    extractor = wenmai.Extractor(jobs=2, isolate=isolate)
    pages = [page(number) for number in range(10)]
    # Threads and workers are there before the fork.
    before = titles(extractor.extract_many(pages))
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            found = titles(extractor.extract_many(pages))
            os.write(write, b"same" if found == before else b"other")
            del extractor
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        assert pipe.read() == b"same"
    os.waitpid(child, 0)
    # The child has not taken the workers of its parent along.
    assert titles(extractor.extract_many(pages)) == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_pools_of_processes() -> None:
    list(EXTRACTOR.extract_many([page(0)]))
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map(extract_in_child, [page(number) for number in range(6)]) == [
            f"第{number}篇的标题" for number in range(6)
        ]
        # A bound method sends the extractor along.
        documents = pool.map(EXTRACTOR.extract, [page(7), page(8)])
    assert [document.title for document in documents] == ["第7篇的标题", "第8篇的标题"]


@pytest.mark.parametrize("isolate", [False, True])
def test_what_is_left_out_is_what_batch_leaves_out(isolate: bool, tmp_path: Path) -> None:
    pa: Any = pytest.importorskip("pyarrow")
    pages = [page(0).encode(), b"%PDF-1.7", b"", b"<p> </p>", b"x" * 2000]
    for number, content in enumerate(pages):
        (tmp_path / f"{number}.html").write_bytes(content)
    extractor = wenmai.Extractor(isolate=isolate, max_page_bytes=1000)
    files = wenmai.read_pages(tmp_path, max_page_bytes=1000)
    rows = pa.table(extractor.batch(files)).to_pylist()
    expected = [(row["outcome"], row["reason"]) for row in rows]
    assert expected == [
        ("written", None),
        ("dropped", "binary"),
        ("dropped", "no_text"),
        ("dropped", "no_text"),
        ("dead", "too_long"),
    ]
    document, *failures = extractor.extract_many(pages)
    assert isinstance(document, wenmai.Document)
    found = [(failure.outcome, failure.reason) for failure in failures if isinstance(failure, wenmai.Failure)]
    assert found == expected[1:]


def test_failures_are_pickled() -> None:
    (failure,) = wenmai.extract_many([page(0)], recipe='[language]\nkeep = ["en"]\n')
    assert isinstance(failure, wenmai.Failure)
    again = pickle.loads(pickle.dumps(failure))
    assert again == failure
    assert again.broken == failure.broken


def test_threads_share_the_documents_of_one_iterator() -> None:
    def slow() -> Iterator[str]:
        for number in range(40):
            time.sleep(0.002)
            yield page(number)

    documents = wenmai.extract_many(slow(), jobs=2)
    found: list[str | None] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            found.extend(titles(documents))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(found, key=str) == sorted((f"第{number}篇的标题" for number in range(40)), key=str)


def test_pages_do_not_come_from_their_own_documents() -> None:
    def own() -> Iterator[Any]:
        yield next(documents)

    documents = wenmai.extract_many(own())
    with pytest.raises(ValueError, match="cannot come from its own documents"):
        next(documents)
