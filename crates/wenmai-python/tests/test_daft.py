"""Pages on Daft."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
from engines import digests, ending_workers, engine_module

os.environ.setdefault("DO_NOT_TRACK", "true")
daft = engine_module("daft")

from pages import page_table, pages

import wenmai
import wenmai.daft


@pytest.fixture(scope="module", autouse=True)
def faults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    # Around all tests: workers outlive the one that starts them.
    with ending_workers(tmp_path_factory.mktemp("faults")):
        yield


def test_rows_are_those_of_batch() -> None:
    table = page_table(pages(60, aborting=False)).append_column("other", pa.array(range(60)))
    rows = wenmai.daft.extract(daft.from_arrow(table)).to_arrow()
    assert rows.num_rows == 60
    assert digests(rows) == digests(wenmai.batch(table, isolate=True).to_pyarrow())


def test_small_batches_lose_nothing() -> None:
    made = pages(60, aborting=False)
    rows = wenmai.daft.extract(daft.from_arrow(page_table(made)), batch_size=7)
    assert rows.select("id").to_pydict()["id"] == [page.id for page in made]


def test_options_are_checked_before_anything_runs() -> None:
    with pytest.raises((TypeError, ValueError), match="colour"):
        wenmai.daft.extract(daft.from_pydict({"html": ["<p>one"]}), colour="red")


def test_page_that_ends_its_process_is_one_row() -> None:
    rows = wenmai.daft.extract(daft.from_arrow(page_table(pages(40)))).to_arrow()
    outcomes = rows.column("outcome").to_pylist()
    assert outcomes == ["written"] * 20 + ["dead"] + ["written"] * 19
    assert rows.column("reason")[20].as_py() == "crash"


@pytest.mark.parametrize("jobs", [None, 2])
def test_all_cores_work_unless_somebody_says_how_many(jobs: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def extractor(options: dict[str, Any]) -> wenmai.Extractor:
        asked.append(options)
        return wenmai.Extractor(**options)

    monkeypatch.setattr(wenmai.daft, "extractor", extractor)
    wenmai.daft.extract(daft.from_pydict({"html": ["<p>one"]}), jobs=jobs, isolate=False).collect()
    # An extractor that is told nothing works on all cores.
    assert asked == [{} if jobs is None else {"jobs": jobs}]
