"""Pages in a recipe of Data-Juicer.

Data-Juicer frees the memory of models after each operator, and installs PyTorch to do so: where a recipe is run, this is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from engines import ending_workers, engine_module, lines_of

engine_module("data-juicer", "data_juicer.ops.base_op")

from data_juicer.ops import OPERATORS
from pages import pages

import wenmai
from wenmai.data_juicer import WenmaiExtractMapper


@pytest.fixture(scope="module", autouse=True)
def faults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    # Around all tests: workers outlive the one that starts them.
    with ending_workers(tmp_path_factory.mktemp("faults")):
        yield


def _samples(n_pages: int, *, aborting: bool = False) -> dict[str, list[Any]]:
    made = pages(n_pages, aborting=aborting)
    return {
        "text": [page.body.decode() for page in made],
        "url": [page.url for page in made],
        "other": list(range(n_pages)),
    }


def test_articles_take_the_place_of_pages() -> None:
    samples = _samples(20)
    expected = wenmai.extract(samples["text"][3], kind="html", url=samples["url"][3])
    mapper = OPERATORS.modules["wenmai_extract_mapper"](url_key="url")
    made = mapper.process(samples)
    assert made["other"] == list(range(20))
    assert made["text"][3] == expected.text
    assert set(made["wenmai_outcome"]) == {"written"}
    assert json.loads(made["wenmai_metadata"][3])["title"] == expected.title


def test_no_sample_is_lost() -> None:
    samples = _samples(10, aborting=True)
    samples["text"][0] = ""
    made = WenmaiExtractMapper().process(samples)
    assert [len(column) for column in made.values()] == [10] * 6
    assert (made["wenmai_outcome"][5], made["wenmai_reason"][5], made["text"][5]) == ("dead", "crash", "")
    assert made["text"][0] == ""
    assert made["wenmai_outcome"][1] == "written"


def test_data_sets_of_several_processes() -> None:
    datasets = engine_module("data-juicer", "datasets")
    mapper = WenmaiExtractMapper(url_key="url")
    # An extractor of this process, which those that are forked must leave alone.
    assert mapper.process(_samples(2))["wenmai_outcome"] == ["written"] * 2
    made = datasets.Dataset.from_dict(_samples(40)).map(mapper.process, batched=True, batch_size=10, num_proc=2)
    assert made["wenmai_outcome"][:] == ["written"] * 40
    assert mapper.process(_samples(2))["wenmai_outcome"] == ["written"] * 2


def test_columns_that_say_something_of_a_page_are_used() -> None:
    page = "<title>Tea</title><p>Take soft water, and let it boil only once.</p>"
    samples = {"text": [page, page], "headers": [{"X-Robots-Tag": "noai"}, None], "day": ["2024-05-01", None], "name": [7, 8]}
    mapper = WenmaiExtractMapper(headers_key="headers", date_key="day", id_key="name", charset_key="not there")
    guarded, plain = (json.loads(metadata) for metadata in mapper.process(samples)["wenmai_metadata"])
    assert guarded["rights"]["ai_train"] == "deny"
    assert (plain["rights"], plain["cards"], plain["findings"]) == ({}, [], {})


def test_recipe_of_the_documentation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from data_juicer.config import init_configs
    from data_juicer.core.executor import DefaultExecutor

    monkeypatch.setattr("data_juicer.ops.base_op.free_models", lambda: None)
    monkeypatch.chdir(tmp_path)
    samples = _samples(20)
    lines = [json.dumps({"text": text, "url": url}) for text, url in zip(samples["text"], samples["url"], strict=True)]
    (tmp_path / "crawl.jsonl").write_text("\n".join([*lines, '{"text": "", "url": "https://site-0.example/"}']) + "\n")
    page = Path(__file__).parent.parent / "docs/data-juicer.md"
    (recipe,) = re.findall(r"```yaml\n(.*?)```", page.read_text("utf-8"), flags=re.DOTALL)
    # Articles of these tests are short and say the same.
    (tmp_path / "recipe.yaml").write_text(recipe.replace("{recipe: zh-web}", "{}"))
    DefaultExecutor(init_configs(["--config", "recipe.yaml"])).run()
    made = lines_of(tmp_path / "documents.jsonl")
    assert [line["url"] for line in made] == samples["url"]
    assert made[3]["text"] == wenmai.extract(samples["text"][3], kind="html", url=samples["url"][3]).text


def test_options_are_checked_at_once() -> None:
    with pytest.raises((TypeError, ValueError), match="colour"):
        WenmaiExtractMapper(options={"colour": "red"})
    with pytest.raises(ValueError, match="column"):
        WenmaiExtractMapper(column="pdf")
