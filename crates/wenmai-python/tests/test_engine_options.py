"""What adapters for engines make of options and inputs, without any engine."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow")

import engines
from wenmai._engines import (
    Rows,
    absolute_path,
    absolute_paths,
    cell,
    documents,
    extractor,
    read_shards,
    worker_options,
)


def test_none_is_the_default_of_workers() -> None:
    default = {"isolate": True, "jobs": 1}
    assert worker_options({}) == default
    assert worker_options({"jobs": None, "isolate": None, "recipe": None}) == default
    assert worker_options({"jobs": 3, "isolate": False}) == {"jobs": 3}


def test_files_of_options_are_those_of_the_driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "profiles").mkdir()
    profile = 'schema_version = 1\nhost = "tea.example"\npages = 1\n'
    (tmp_path / "profiles" / "tea.example.toml").write_text(profile, encoding="utf-8")
    (tmp_path / "robots.txt").write_text("User-agent: *\nDisallow: /\n", encoding="utf-8")
    (tmp_path / "sites.warc").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    options = worker_options(
        {"site_files": ["https://tea.example/robots.txt=robots.txt", "sites.warc"], "profiles": "profiles"}
    )
    assert options["site_files"] == [
        f"https://tea.example/robots.txt={tmp_path / 'robots.txt'}",
        str(tmp_path / "sites.warc"),
    ]
    assert options["profiles"] == str(tmp_path / "profiles")


@pytest.mark.parametrize("name", ["s3://bucket/crawl", "@hdfs://host/list.txt", "HTTPS://site.example/page.html"])
def test_what_is_no_file_is_refused(name: Any) -> None:
    with pytest.raises(ValueError, match="is no file: mount the bucket .* hand the table to extract"):
        absolute_paths([name])


def test_paths_are_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert absolute_paths("a/*.warc") == [str(tmp_path / "a/*.warc")]
    assert absolute_paths(["@list.txt"]) == [f"@{tmp_path / 'list.txt'}"]
    assert absolute_path("@out") == str(tmp_path / "@out")


@pytest.mark.skipif(sys.platform == "win32", reason="paths of POSIX")
@pytest.mark.parametrize("url", ["file:///data/a%20b", "file:/data/a b", "FILE://localhost/data/a%20b"])
def test_urls_of_files_are_paths(url: str) -> None:
    assert absolute_path(url) == "/data/a b"
    assert absolute_paths(url) == ["/data/a b"]


@pytest.mark.parametrize("url", ["s3://bucket/out", "file://host/out"])
def test_a_folder_of_a_bucket_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=f"{url} is no file: mount the bucket"):
        absolute_path(url)


def test_options_of_reading_are_not_those_of_runs(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>Tea</p>", encoding="utf-8")
    assert [json.loads(shard) for shard in read_shards(tmp_path, 1, {"charset": "utf-8"})] == [[str(tmp_path / "page.html")]]
    with pytest.raises(TypeError, match="redact"):
        read_shards(tmp_path, 1, {"redact": True})


def test_rows_come_in_pieces() -> None:
    pages = pa.table({"html": ["<p>Tea</p>"] * 5, "other": [1, 2, 3, 4, 5]})
    rows = Rows({"jobs": 1}, 2)
    assert [table.num_rows for table in rows(pages)] == [2, 2, 1]
    assert list(rows(pages.slice(0, 0))) == []
    with pytest.raises(ValueError, match="batch_size"):
        Rows({}, 0)


def test_extractors_of_a_process_are_kept() -> None:
    steps: list[dict[str, Any]] = [{"jobs": 1, "max_nodes": n} for n in (1_000, 2_000, 3_000, 4_000, 5_000)]
    kept = [extractor(step) for step in steps]
    # The first one was given up, for it was not used for longest.
    assert [extractor(step) is made for step, made in zip(steps[1:], kept[1:], strict=True)] == [True] * 4
    assert extractor(steps[0]) is not kept[0]


def test_extractors_know_when_their_files_change(tmp_path: Path) -> None:
    profiles, robots = tmp_path / "profiles", tmp_path / "robots.txt"

    def write_profile(host: str) -> None:
        text = f'schema_version = 1\nhost = "{host}"\npages = 1\n'
        (profiles / f"{host}.toml").write_text(text, encoding="utf-8")

    profiles.mkdir()
    write_profile("tea.example")
    robots.write_text("User-agent: *\nDisallow: /\n", encoding="utf-8")
    options = {"jobs": 1, "profiles": str(profiles), "site_files": [f"https://tea.example/robots.txt={robots}"]}
    made = [extractor(options)]
    write_profile("cup.example")
    made.append(extractor(options))
    robots.write_text("User-agent: *\nAllow: /\n", encoding="utf-8")
    made += [extractor(options), extractor(options)]
    assert [before is after for before, after in zip(made, made[1:], strict=False)] == [False, False, True]


@pytest.mark.parametrize("installed", [frozenset(), frozenset(["ray"])])
def test_an_engine_that_is_to_be_tested_is_not_skipped(
    installed: frozenset[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "_INSTALLED", installed)
    outcome = pytest.fail.Exception if installed else pytest.skip.Exception
    with pytest.raises(outcome, match="cannot be imported"):
        engines.engine_module("ray", "ray.no_such_module")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(outcome, match="there is no C compiler"):
        engines.faults_library(tmp_path)
    with pytest.raises(pytest.skip.Exception, match="needs Java"):
        engines.skip_or_fail("spark", "Spark needs Java")


@pytest.mark.parametrize("package", ["engine", "pyarrow"])
@pytest.mark.parametrize("engine", ["daft", "data-juicer", "datatrove", "ray", "ray.__main__", "spark"])
def test_an_engine_that_is_missing_says_what_to_install(engine: str, package: str) -> None:
    module, name = engine.replace("-", "_"), engine.partition(".")[0]
    # As if it was not there, whether it is or not.
    hidden = package if package != "engine" else {"spark": "pyspark.sql"}.get(module, module.partition(".")[0])
    program = f"import sys; sys.modules[{hidden!r}] = None; import wenmai.{module}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert f"needs: pip install 'wenmai[{name}]'" in done.stderr.splitlines()[-1]


def test_cells_are_text() -> None:
    assert [cell(value) for value in (None, "a\ud800", 5, ["x"])] == [None, "a\ufffd", "5", '["x"]']
    assert cell(datetime(2024, 5, 1, tzinfo=timezone.utc)) == "2024-05-01T00:00:00+00:00"
    assert cell({"X-Robots-Tag": "noai"}) == '{"X-Robots-Tag": "noai"}'


def test_samples_carry_what_a_page_says_and_shows() -> None:
    cards = "".join(f"<div><a href=/{n}><h4>The river archive {n}</h4></a><p>3 days ago · by Ann</p></div>" for n in range(5))
    sections = "".join(
        f"<h2>{heading}</h2><p>Take soft water, and let it boil only once. Three grams are enough for a small pot.</p>"
        for heading in ("Water", "Leaves", "Pots", "Water")
    )
    page = (
        "<title>Tea</title><link rel=license href='https://creativecommons.org/licenses/by/4.0/'>"
        f"<article><h1>Tea</h1>{sections}</article><aside><h3>Related</h3>{cards}</aside>"
    )
    columns: dict[str, list[str | None]] = {"html": [page, page], "headers": [cell({"X-Robots-Tag": "noai"}), None]}
    guarded, plain = (made["metadata"] for made in documents(extractor(worker_options({"isolate": False})), columns))
    assert plain["cards"] == [{"title": f"The river archive {n}", "url": f"/{n}"} for n in range(5)]
    assert plain["licence"] == "CC-BY-4.0"
    assert plain["rights"] == {"republish": "conditional"}
    assert guarded["rights"]["ai_train"] == "deny"
    assert plain["findings"] == {"duplicate_heading": 1}
