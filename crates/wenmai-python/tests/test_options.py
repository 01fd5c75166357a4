"""Options: the same names everywhere, and errors that name them."""

from __future__ import annotations

import datetime
import pickle
from pathlib import Path
from typing import Any

import pytest

import wenmai

# Each option with a value other than its default.
VALUES: dict[str, Any] = {
    "articles": True,
    "captured_at": "2024-09-18",
    "charset": "gbk",
    "content_field": "body",
    "host": "site.example",
    "id_field": "name",
    "isolate": True,
    "jobs": 2,
    "kind": "html",
    "max_depth": 9,
    "max_expansion": 7,
    "max_lines": 1000,
    "max_nodes": 1000,
    "max_page_bytes": 100_000,
    "max_steps": 1_000_000,
    "memory": 1 << 30,
    "recipe": "zh-web",
    "redact": True,
    "redact_language": "zh",
    "time_limit": 3.5,
    "url_field": "address",
}


def test_each_option_is_taken() -> None:
    options = wenmai.Extractor(**VALUES).options
    assert sorted(options) == sorted(VALUES)
    assert options["recipe"].startswith("#") or "[" in options["recipe"]
    assert options["captured_at"] == "2024-09-18T00:00:00Z"


def test_each_option_is_listed() -> None:
    assert wenmai.Extractor.__doc__ is not None
    for name in [*VALUES, "profiles", "site_files"]:
        assert f"{name}:" in wenmai.Extractor.__doc__ or f"{name}, " in wenmai.Extractor.__doc__, name


@pytest.mark.parametrize("option", ["content_field", "id_field", "jobs", "max_expansion", "url_field"])
def test_one_page_takes_no_options_about_many(option: str) -> None:
    with pytest.raises(TypeError, match=rf'^extract\(\) has no option "{option}"'):
        wenmai.extract("page", **{option: VALUES[option]})


def test_none_is_the_default() -> None:
    assert wenmai.Extractor(**dict.fromkeys(VALUES)).options == {}


def test_extractors_are_pickled_by_their_options() -> None:
    extractor = wenmai.Extractor(**VALUES)
    again = pickle.loads(pickle.dumps(extractor))
    assert again.options == extractor.options
    assert repr(again) == repr(extractor)
    assert repr(wenmai.Extractor(jobs=2, kind="html")) == "wenmai.Extractor(kind='html', jobs=2)"


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (wenmai.Extractor, ()),
        (wenmai.extract, ("page",)),
        (wenmai.extract_many, ([],)),
        (wenmai.batch, (None,)),
        (wenmai.read_pages, ([],)),
        (wenmai.corpus.run, ([], "out")),
    ],
)
def test_unknown_options_are_refused_with_the_known_ones(function: Any, arguments: Any) -> None:
    with pytest.raises(TypeError, match=r"has no option \"charsets\" \(did you mean charset\?\); options are .*charset"):
        function(*arguments, charsets="gbk")
    with pytest.raises(TypeError, match=r"has no option \"nonsense\"; options are "):
        function(*arguments, nonsense=1)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"jobs": "4"}, TypeError, "jobs is a whole number from 1 to 65535, not '4'"),
        ({"jobs": True}, TypeError, "jobs is a whole number from 1 to 65535, not True"),
        ({"jobs": 0}, ValueError, "jobs is a whole number from 1 to 65535, not 0"),
        ({"memory": 2.5}, TypeError, "memory is a whole number from 1, not 2.5"),
        ({"memory": 1 << 20}, ValueError, "a run needs at least .* bytes of memory, and may take 1048576; give more with memory"),
        ({"max_depth": 255}, ValueError, "max_depth is a whole number from 4 to 254, not 255"),
        ({"articles": "yes"}, TypeError, "articles is True or False, not 'yes'"),
        ({"kind": "pdf"}, ValueError, "kind is one of html, text, markdown, jsonl, warc, wet, parquet, not 'pdf'"),
        ({"charset": "klingon"}, ValueError, "charset is the name of a charset, such as utf-8"),
        ({"captured_at": "soon"}, ValueError, "captured_at is a datetime, a date, or text"),
        ({"time_limit": 3}, ValueError, "add isolate=True"),
        ({"time_limit": -1, "isolate": True}, ValueError, "time_limit is a number of seconds, more than 0, not -1"),
        ({"redact": ["name"]}, ValueError, 'there is no kind "name" of personal data; kinds are '),
        ({"redact_language": "zh"}, ValueError, "add redact=True"),
        ({"recipe": "absent"}, ValueError, "absent: .*; give the path of a recipe, its text, or one of en-web, "),
        ({"recipe": "[no-such-set]\nx = 1"}, ValueError, "recipe: .*no-such-set"),
        ({"profiles": "absent"}, ValueError, "profiles: absent"),
        ({"site_files": ["robots.txt"]}, ValueError, "site_files: robots.txt: it is not said which site"),
    ],
)
def test_wrong_values_are_refused(options: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        wenmai.Extractor(**options)


def test_times_may_be_dates(tmp_path: Path) -> None:
    day = datetime.date(2024, 9, 18)
    zoned = datetime.datetime(2024, 9, 18, 8, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
    for time in (day, zoned, "2024-09-18T00:00:00Z", datetime.datetime(2024, 9, 18)):
        assert wenmai.Extractor(captured_at=time).options == {"captured_at": "2024-09-18T00:00:00Z"}


def test_recipes_are_names_paths_or_texts(tmp_path: Path) -> None:
    text = '[language]\nkeep = ["zh"]\n'
    path = tmp_path / "mine.toml"
    path.write_text(text)
    for recipe in (text, path, str(path)):
        assert wenmai.Extractor(recipe=recipe).options == {"recipe": text}


def test_site_files_and_profiles_are_read(tmp_path: Path) -> None:
    robots = tmp_path / "robots.txt"
    robots.write_text("User-agent: GPTBot\nDisallow: /\n")
    page = "标题\n\n这里是正文，站点的文件说了什么，记录里就有什么。\n"
    names = [f"https://tea.example/robots.txt={robots}"]
    record = wenmai.extract(page, url="https://tea.example/a", site_files=names).to_dict()
    assert record["rights"]
    assert "rights" not in wenmai.extract(page, url="https://tea.example/a").to_dict()
