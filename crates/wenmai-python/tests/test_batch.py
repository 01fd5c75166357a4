"""Tables in, tables out: a row for each row."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import wenmai

pa: Any = pytest.importorskip("pyarrow")

PAGES: list[dict[str, Any]] = [
    {"id": "a", "url": "https://site.example/a", "html": "<h1>标题</h1><p>这里的正文是中文，一行就够了，不必再长。</p>"},
    {"id": "b", "html": None, "text": "另一页的标题\n\n这一页是纯文本，也有一段正文在这里，读得出来。\n"},
    {"id": "c", "html": None},
    {"id": "d", "html": "<p> </p>"},
]


def table(rows: list[dict[str, Any]] = PAGES) -> Any:
    names = ["id", "url", "html", "text"]
    columns = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}
    return pa.table(columns)


def rows_of(results: wenmai.Results) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = results.to_pyarrow().to_pylist()
    return rows


def test_a_row_for_each_row_in_order() -> None:
    results = wenmai.batch(table(), jobs=2)
    rows = rows_of(results)
    assert len(results) == len(rows) == 4
    assert [(row["id"], row["outcome"], row["reason"]) for row in rows] == [
        ("a", "written", None),
        ("b", "written", None),
        ("c", "dead", "no_content"),
        ("d", "dropped", "no_text"),
    ]
    assert [row["source"]["record"] for row in rows] == [0, 1, 2, 3]
    assert rows[0]["metadata"]["title"] == "标题"
    assert rows[2]["message"] and rows[2]["help"]
    assert results.ledger == {"read": 4, "written": 2, "dropped": {"no_text": 1}, "dead": {"no_content": 1}}
    in_words = "read 4 = written 2 + dropped 1 (no_text 1) + dead 1 (no_content 1)"
    assert repr(results) == f"<wenmai.Results 4 rows: {in_words}>"
    assert "<td>no" not in results._repr_html_()


def test_rows_do_not_depend_on_jobs_batches_or_processes() -> None:
    rows = [dict(row, id=f"{row['id']}{number}") for number in range(50) for row in PAGES]
    whole = table(rows)
    expected = wenmai.batch(whole, jobs=1).to_pyarrow()
    cut = pa.Table.from_batches(whole.to_batches(max_chunksize=7))
    reader = pa.RecordBatchReader.from_batches(whole.schema, iter(whole.to_batches(max_chunksize=11)))
    for other in (
        wenmai.batch(whole, jobs=3),
        wenmai.batch(cut),
        wenmai.batch(reader),
        wenmai.Extractor(isolate=True, jobs=2).batch(whole),
    ):
        assert other.to_pyarrow().equals(expected)


def test_an_empty_table_has_all_columns() -> None:
    results = wenmai.batch(table([]))
    assert len(results) == 0
    assert results.to_pyarrow().schema.equals(wenmai.batch(table()).to_pyarrow().schema)
    assert results.ledger == {"read": 0, "written": 0, "dropped": {}, "dead": {}}


def test_a_record_batch_is_a_table() -> None:
    assert len(wenmai.batch(table().to_batches()[0])) == 4


def test_a_recipe_says_what_is_broken() -> None:
    rows = rows_of(wenmai.batch(table(), recipe='[language]\nkeep = ["en"]\n'))
    assert (rows[0]["outcome"], rows[0]["reason"]) == ("dropped", "language.keep")
    assert rows[0]["broken"][0]["rule"] == "language.keep"


def stream(schema: Any, batches: Iterator[Any]) -> Any:
    return pa.RecordBatchReader.from_batches(schema, batches)


def test_ctrl_c_ends_the_reading_of_a_table() -> None:
    batch = table().to_batches()[0]
    read = 0

    def slow() -> Iterator[Any]:
        nonlocal read
        for read in range(1, 201):
            time.sleep(0.02)
            if read == 10:
                os.kill(os.getpid(), signal.SIGINT)
            yield batch

    with pytest.raises(KeyboardInterrupt):
        wenmai.batch(stream(batch.schema, slow()))
    ended_at = read
    time.sleep(0.3)
    assert read == ended_at < 100


def test_a_stream_may_be_longer_than_what_is_held_of_it() -> None:
    schema = pa.schema({"html": pa.string()})
    blank = " " * (1 << 20)
    most = 0

    def long() -> Iterator[Any]:
        nonlocal most
        for _ in range(200):
            yield pa.record_batch([pa.array([f"<p>{blank}"])], schema=schema)
            most = max(most, pa.total_allocated_bytes())

    before = pa.total_allocated_bytes()
    results = wenmai.batch(stream(schema, long()))
    assert most - before < 100 << 20
    # Rows are counted over the whole table.
    assert [row["source"]["record"] for row in rows_of(results)] == list(range(200))
    assert results.ledger["dropped"] == {"no_text": 200}


def test_kind_and_charset_are_those_of_the_pages_of_a_table() -> None:
    pages = pa.table({"page": ["# 标题\n\n这里的正文是中文，一行就够了，不必再长。".encode("gbk")]})
    markdown = rows_of(wenmai.batch(pages, content_field="page", kind="markdown", charset="gbk"))
    text = rows_of(wenmai.batch(pages, content_field="page", kind="text", charset="gbk"))
    assert markdown[0]["metadata"]["title"] == "标题"
    assert text[0]["metadata"]["title"] != "标题"


@pytest.mark.parametrize("options", [{"kind": "markdown"}, {"charset": "gbk"}, {"content_field": "page"}])
def test_how_pages_are_read_is_said_where_they_are_read(tmp_path: Path, options: Any) -> None:
    paths = write_crawl(tmp_path)
    pages = wenmai.read_pages(paths)
    for read in (pages, pa.table(pages)):
        with pytest.raises(ValueError, match=f"by other options than {next(iter(options))}: give them to read_pages"):
            wenmai.batch(read, **options)


def test_columns_may_have_other_names() -> None:
    other = table().rename_columns(["name", "address", "page", "text"])
    rows = rows_of(wenmai.batch(other, content_field="page", id_field="name", url_field="address", kind="html"))
    assert (rows[0]["id"], rows[0]["url"], rows[0]["outcome"]) == ("a", "https://site.example/a", "written")


def test_a_table_without_pages_is_refused() -> None:
    with pytest.raises(ValueError, match="the table has no pages: .*content_field.*this record has `x`"):
        wenmai.batch(pa.table({"x": [1]}))


@pytest.mark.parametrize("value", [None, 3, "page", [{"html": "page"}]])
def test_other_types_are_wrong(value: Any) -> None:
    with pytest.raises(TypeError, match="batch takes a table of Arrow .*, not "):
        wenmai.batch(value)


def test_polars() -> None:
    polars: Any = pytest.importorskip("polars")
    results = wenmai.batch(polars.DataFrame(PAGES))
    frame = results.to_polars()
    assert frame["outcome"].to_list() == ["written", "written", "dead", "dropped"]
    assert frame["text"].to_list() == results.to_pyarrow()["text"].to_pylist()


def test_pandas() -> None:
    pandas: Any = pytest.importorskip("pandas")
    results = wenmai.batch(pandas.DataFrame(PAGES))
    assert results.to_pandas()["outcome"].tolist() == ["written", "written", "dead", "dropped"]


def test_duckdb() -> None:
    duckdb: Any = pytest.importorskip("duckdb")
    connection = duckdb.connect()
    connection.register("pages", table())
    results = wenmai.batch(connection.sql("select * from pages order by id"))
    connection.register("results", results.to_pyarrow())
    found = connection.sql("select outcome, count(*) from results group by outcome order by outcome").fetchall()
    assert found == [("dead", 1), ("dropped", 1), ("written", 2)]


def write_crawl(folder: Path) -> list[Path]:
    """A file of JSON Lines with a broken line, and a file of text."""
    crawl = folder / "crawl.jsonl"
    lines = [json.dumps(row, ensure_ascii=False) for row in PAGES]
    crawl.write_text("\n".join([*lines, '{"id": ', lines[0].replace('"a"', '"e"')]) + "\n", encoding="utf-8")
    text = folder / "page.txt"
    text.write_text(PAGES[1]["text"] or "", encoding="utf-8")
    return [crawl, text]


def test_files_are_tables_of_pages(tmp_path: Path) -> None:
    paths = write_crawl(tmp_path)
    reader = wenmai.read_pages(paths)
    assert reader.paths == paths
    assert repr(reader).startswith("<wenmai.PageReader ")
    results = wenmai.batch(reader)
    rows = rows_of(results)
    assert [row["outcome"] for row in rows] == ["written", "written", "dead", "dropped", "dead", "written", "written"]
    assert rows[4]["source"] == {
        "input": str(paths[0]), "record": 4, "sha256": None, "captured_at": None, "charset": None
    }  # fmt: skip
    # It can be read again, and by others.
    assert wenmai.batch(reader).to_pyarrow().equals(results.to_pyarrow())
    assert pa.table(reader)["id"].to_pylist()[0] == "a"
    assert len(wenmai.batch(pa.table(reader))) == 7


def test_files_that_are_not_there_are_rows() -> None:
    (row,) = rows_of(wenmai.batch(wenmai.read_pages("no/such/file.html")))
    assert row["outcome"] == "dead"
    assert "no such file" in row["message"]


def test_no_files_are_an_empty_table_of_pages() -> None:
    assert "body" in pa.table(wenmai.read_pages([])).schema.names
    with pytest.raises(TypeError, match="paths are str, os.PathLike, or a list of them"):
        wenmai.read_pages(3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="a path is str or os.PathLike, not int"):
        wenmai.read_pages([3])  # type: ignore[list-item]


def test_rows_are_those_of_a_corpus_run(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    paths = write_crawl(tmp_path)
    end = wenmai.corpus.run(paths, tmp_path / "out", format="parquet")
    results = wenmai.batch(wenmai.read_pages(paths))
    assert end.ledger == results.ledger
    part = pq.read_table(tmp_path / "out/part-00000.parquet")
    ours = results.to_pyarrow()
    rows = [row for row in ours.select(["outcome", *part.schema.names]).to_pylist() if row.pop("outcome") == "written"]
    assert rows == part.to_pylist()
    # Rows without a document are null in fields that documents always have.
    for field in part.schema:
        types = [str(type).replace(" not null", "") for type in (field.type, ours.schema.field(field.name).type)]
        assert types[0] == types[1]


def test_a_column_is_no_table() -> None:
    polars: Any = pytest.importorskip("polars")
    columns: list[Any] = [polars.Series(["page"]), pa.chunked_array([["page"]]), pa.array(["page"]), ["page"]]
    for column in columns:
        with pytest.raises(TypeError, match="batch takes a table .* a column of pages are made by extract_many"):
            wenmai.batch(column)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="a file that cannot be read on")
def test_files_that_cannot_be_read_on_are_errors_in_words_of_python() -> None:
    pages = wenmai.read_pages("/proc/self/mem", kind="jsonl")
    with pytest.raises(wenmai.CorpusError, match="/proc/self/mem") as caught:
        wenmai.batch(pages)
    with pytest.raises(OSError, match="/proc/self/mem") as read:
        pa.table(pages)
    for error in (caught.value, read.value):
        assert "--" not in str(error)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="a file that cannot be read on")
def test_a_file_that_cannot_be_read_on_costs_no_other_rows(tmp_path: Path) -> None:
    crawl, text = write_crawl(tmp_path)
    paths = [crawl, Path("/proc/self/mem"), text]
    reader = pa.RecordBatchReader.from_stream(wenmai.read_pages(paths))
    assert reader.read_next_batch().num_rows == 6
    with pytest.raises(OSError, match="/proc/self/mem"):
        reader.read_next_batch()
    rows = rows_of(wenmai.batch(wenmai.read_pages(paths, skip_read_errors=True)))
    assert len(rows) == 8
    assert (rows[6]["reason"], rows[6]["source"]["input"]) == ("unreadable", "/proc/self/mem")
    assert rows[7]["outcome"] == "written"


def test_rows_that_batch_refuses_say_where_they_were_read(tmp_path: Path) -> None:
    long = {"id": "f", "html": f"<p>{'长' * 500}"}
    crawl, _ = write_crawl(tmp_path)
    with crawl.open("a", encoding="utf-8") as file:
        file.write(json.dumps(long, ensure_ascii=False) + "\n")
    pages = pa.table(wenmai.read_pages([crawl, crawl]))
    rows = rows_of(wenmai.batch(pages, max_page_bytes=1_000))
    for row in (rows[6], rows[13]):
        assert (row["id"], row["reason"]) == ("f", "too_long")
        assert (row["source"]["input"], row["source"]["record"]) == (str(crawl), 6)
    # However the table is cut.
    pieces = stream(pages.schema, iter(pages.to_batches(max_chunksize=2)))
    assert rows_of(wenmai.batch(pieces, max_page_bytes=1_000)) == rows


def test_the_ledger_of_rows_is_that_of_the_results(tmp_path: Path) -> None:
    results = wenmai.batch(wenmai.read_pages(write_crawl(tmp_path)))
    rows = results.to_pyarrow().select(["outcome", "reason", "records"])
    large, encoded = rows["outcome"].cast(pa.large_string()), rows["reason"].dictionary_encode()
    other = pa.table({"records": rows["records"].cast(pa.int64()), "outcome": large, "reason": encoded})
    for rows_of_others in (results, rows, other, rows.combine_chunks().to_batches()[0]):
        assert wenmai.ledger(rows_of_others) == results.ledger
    assert wenmai.ledger(rows.slice(0, 0)) == {"read": 0, "written": 0, "dropped": {}, "dead": {}}


def test_a_row_stands_for_as_many_records_as_it_says() -> None:
    outcomes = ["written", "dead", "dead", "dropped", "dead"]
    reasons = [None, "broken_row_group", "crash", "no_text", "crash"]
    columns = {"outcome": outcomes, "reason": reasons, "records": [None, 7, None, None, 0]}
    expected = {"read": 10, "written": 1, "dropped": {"no_text": 1}, "dead": {"broken_row_group": 7, "crash": 1}}
    assert wenmai.ledger(pa.table(columns)) == expected
    polars: Any = pytest.importorskip("polars")
    frame = polars.DataFrame(columns)
    categories = frame.with_columns(polars.col("outcome", "reason").cast(polars.Categorical))
    for table in (frame, categories):
        assert wenmai.ledger(table) == expected
    pandas: Any = pytest.importorskip("pandas")
    assert wenmai.ledger(pandas.DataFrame(columns)) == expected


def test_a_table_without_outcomes_has_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="there is no column `outcome`; give what batch"):
        wenmai.ledger(table())
    pages = wenmai.read_pages(write_crawl(tmp_path))
    with pytest.raises(ValueError, match="row 0 has no outcome; give what batch"):
        wenmai.ledger(pages)
    with pytest.raises(TypeError, match="ledger takes rows of batch.*, not dict"):
        wenmai.ledger({"read": 1})  # type: ignore[arg-type]


def test_read_pages_bounds_pages_by_memory(tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_text("一行字。\n" * 300_000, encoding="utf-8")
    assert pa.table(wenmai.read_pages(file))["outcome"].to_pylist() == [None]
    (row,) = pa.table(wenmai.read_pages(file, memory=160 << 20)).to_pylist()
    assert (row["outcome"], row["reason"]) == ("dead", "too_long")
