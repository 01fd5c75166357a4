"""Pages on Daft."""

from __future__ import annotations

import os

import pyarrow as pa
import pytest
from engines import digests, engine_module

os.environ.setdefault("DO_NOT_TRACK", "true")
daft = engine_module("daft")

from pages import page_table, pages

import wenmai
import wenmai.daft


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
