"""Pages in a pipeline of datatrove."""

from __future__ import annotations

import base64
import json
import pickle
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from engines import ending_workers, engine_module

engine_module("datatrove")

from datatrove.data import Document
from datatrove.executor.local import LocalPipelineExecutor
from datatrove.pipeline.writers.jsonl import JsonlWriter
from pages import MadePage, pages

import wenmai
from wenmai.datatrove import WenmaiExtractor


@pytest.fixture(scope="module", autouse=True)
def faults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    # Around all tests: workers outlive the one that starts them.
    with ending_workers(tmp_path_factory.mktemp("faults")):
        yield


def _documents(made: list[MadePage]) -> list[Document]:
    return [
        Document(
            text=page.body.decode("utf-8", "surrogateescape"),
            id=page.id,
            metadata={"url": page.url, "date": "2024-05-01"},
        )
        for page in made
    ]


def test_articles_take_the_place_of_pages() -> None:
    made = pages(30, aborting=False)
    out = list(WenmaiExtractor().run(iter(_documents(made))))
    assert [doc.id for doc in out] == [page.id for page in made]
    expected = wenmai.extract(made[1].body, kind="html", url=made[1].url)
    assert out[1].text == expected.text
    described = out[1].metadata["wenmai"]
    assert described["title"] == expected.title
    assert described["outline"] == "\n".join(f"{'#' * heading.level} {heading.text}" for heading in expected.outline)
    # Columns of Parquet, the same for all.
    types = [{name: type(value) for name, value in doc.metadata["wenmai"].items()} for doc in out]
    assert all(type_of == types[0] for type_of in types)
    assert set(types[0].values()) == {str, float}


def test_one_page_alone() -> None:
    extractor = WenmaiExtractor()
    assert extractor.extract("<p>one</p>") == "one"
    assert extractor.extract("") == ""
    assert extractor.extract("<p>one \ud800</p>").startswith("one")


def test_text_pages() -> None:
    page = Document(text="标题\n\n一、开头\n\n第一段话在这里。\n", id="a")
    (out,) = WenmaiExtractor(column="text").run(iter([page]))
    assert "第一段话在这里。" in out.text
    with pytest.raises(ValueError, match="column"):
        WenmaiExtractor(column="pdf")


def test_what_metadata_say_of_a_page_is_used() -> None:
    known = {"date": datetime(2024, 5, 1), "headers": {"X-Robots-Tag": "noai"}, "charset": "gb18030"}
    body = base64.b64encode("<title>茶</title><p>先把水烧开，再放茶叶。</p>".encode("gb18030")).decode()
    (out,) = WenmaiExtractor(column="html_b64").run(iter([Document(text=body, id="a", metadata=known)]))
    assert out.text == "先把水烧开，再放茶叶。"
    described = out.metadata["wenmai"]
    assert json.loads(described["rights"])["ai_train"] == "deny"
    assert (json.loads(described["cards"]), json.loads(described["findings"])) == ([], {})
    assert described["licence"] == ""


def test_pages_without_documents_are_counted_and_kept_apart(tmp_path: Path) -> None:
    engine_module("datatrove", "orjson")
    made = pages(40)
    out = tmp_path / "out"
    pipeline = [
        [*_documents(made), Document(text="", id="empty")],
        WenmaiExtractor(exclusion_writer=JsonlWriter(str(tmp_path / "left-out"), compression=None)),
        JsonlWriter(str(out), compression=None),
    ]
    LocalPipelineExecutor(pipeline, tasks=1, logging_dir=str(tmp_path / "logs")).run()

    def records(folder: Path) -> list[dict[str, object]]:
        return [json.loads(line) for path in folder.iterdir() for line in path.read_text("utf-8").splitlines()]

    written, left_out = records(out), records(tmp_path / "left-out")
    assert len(written) == 39
    reasons = {str(record["id"]): record["metadata"]["filter_reason"] for record in left_out}  # type: ignore[index]
    assert reasons == {"page-000020": "crash", "empty": "no_content"}


def test_pipelines_are_pickled() -> None:
    extractor = pickle.loads(pickle.dumps(WenmaiExtractor(recipe="rag", timeout=5)))
    assert extractor.options["time_limit"] == 5


def test_time_limit_is_the_timeout() -> None:
    assert WenmaiExtractor().options["time_limit"] == 30
    extractor = WenmaiExtractor(time_limit=5)
    assert (extractor.options["time_limit"], extractor.timeout) == (5, 5)
    assert "time_limit" not in WenmaiExtractor(isolate=False).options
    with pytest.raises(ValueError, match="isolate"):
        WenmaiExtractor(isolate=False, time_limit=5)


def test_options_are_checked_at_once() -> None:
    with pytest.raises((TypeError, ValueError), match="colour"):
        WenmaiExtractor(colour="red")
