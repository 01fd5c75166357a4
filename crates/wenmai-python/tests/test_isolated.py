"""Pages in processes of their own: the same documents, and what kills such a process costs a page."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import wenmai
from pages import pages as made_pages
from test_many import page

URL = "https://tea.example/a"


def write_robots(folder: Path) -> list[str]:
    """A file of a site, as an option names it from its folder."""
    (folder / "robots.txt").write_text("User-agent: GPTBot\nDisallow: /\n", encoding="utf-8")
    return ["https://tea.example/robots.txt=robots.txt"]


def run_script(folder: Path, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the script, which stands elsewhere, in `folder`, by a Python that knows no installed package."""
    scripts = folder / "scripts"
    scripts.mkdir()
    (scripts / "script.py").write_text(script, encoding="utf-8")
    python: str = getattr(sys, "_base_executable", None) or sys.executable
    command = [python, "-S", str(scripts / "script.py"), *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)


SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
import wenmai
print(wenmai.extract("A title\\n\\nAnd the text of a page, which is short.\\n", isolate=True).title)
"""


def test_workers_find_their_modules_where_their_parent_does(tmp_path: Path) -> None:
    for name in ("json.py", "os.py", "wenmai.py"):
        (tmp_path / name).write_text("raise SystemExit('a file beside the pages was run')", encoding="utf-8")
    ended = run_script(tmp_path, SCRIPT, str(Path(wenmai.__file__).parent.parent))
    assert (ended.stderr, ended.stdout) == ("", "A title\n")


@pytest.mark.skipif(sys.platform == "win32", reason="names of programs")
def test_a_python_without_a_name_is_looked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "python3").symlink_to(sys.executable)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", "")
    assert wenmai.Extractor(isolate=True).extract(page(0)).title == "第0篇的标题"


def test_files_are_found_from_another_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    names = write_robots(tmp_path)
    (tmp_path / "other").mkdir()
    (tmp_path / "profiles").mkdir()
    profile = 'schema_version = 1\nhost = "tea.example"\npages = 1\n'
    (tmp_path / "profiles" / "tea.example.toml").write_text(profile, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    extractor = wenmai.Extractor(site_files=names, profiles="profiles", isolate=True)
    here = extractor.extract(page(0), url=URL)
    assert here.to_dict()["rights"]
    monkeypatch.chdir(tmp_path / "other")
    for other in (extractor, wenmai.Extractor(**extractor.options)):
        assert list(other.extract_many([{"content": page(0), "url": URL}])) == [here]


def test_files_that_have_changed_are_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    names = write_robots(tmp_path)
    monkeypatch.chdir(tmp_path)
    extractor = wenmai.Extractor(site_files=names, isolate=True)
    (tmp_path / "robots.txt").write_text("User-agent: *\nAllow: /\n", encoding="utf-8")
    with pytest.raises(wenmai.CorpusError, match="site_files have changed since they were read first"):
        extractor.extract(page(0), url=URL)


@pytest.mark.parametrize("options", [{}, {"recipe": 'action = "mark"\n[language]\nkeep = ["en"]\n[common]\n'}])
def test_isolated_pages_give_the_same_documents(options: Any) -> None:
    pages = [page(number) for number in range(10)] + [b"%PDF-1.7"]
    pages += [made.body for made in made_pages(20, aborting=False)]
    isolated = wenmai.Extractor(isolate=True, jobs=2, **options)
    assert list(isolated.extract_many(pages)) == list(wenmai.extract_many(pages, **options))
    assert isolated.extract(pages[0]) == wenmai.extract(pages[0], **options)
    with pytest.raises(wenmai.Refused, match="this is not a page of text"):
        isolated.extract(b"%PDF-1.7")


def children() -> set[int]:
    found: set[int] = set()
    for task in os.listdir("/proc/self/task"):
        # A thread may end meanwhile.
        with contextlib.suppress(OSError):
            found.update(map(int, Path(f"/proc/self/task/{task}/children").read_text().split()))
    return found


@pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="children are listed by Linux")
@pytest.mark.parametrize(
    ("number", "reason", "message"),
    [
        ("SIGSTOP", "time", "the page took longer than 8 s"),
        ("SIGKILL", "crash", "the worker process ended with signal: 9"),
    ],
)
def test_a_page_that_hangs_or_kills_its_process_costs_itself(number: str, reason: str, message: str) -> None:
    extractor = wenmai.Extractor(isolate=True, time_limit=8, jobs=1)
    before = children()
    extractor.extract(page(0))
    (worker,) = children() - before
    # As a page would that never ends, or that ends the process.
    os.kill(worker, getattr(signal, number))
    failure, document = extractor.extract_many([page(1), page(2)])
    assert isinstance(failure, wenmai.Failure)
    assert (failure.index, failure.outcome, failure.reason) == (0, "dead", reason)
    assert failure.message.startswith(message)
    assert isinstance(document, wenmai.Document)
    assert document.title == "第2篇的标题"
