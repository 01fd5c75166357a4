"""What adapters for engines make of options and inputs, without any engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow")

import engines
from wenmai._engines import absolute_paths, worker_options


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
