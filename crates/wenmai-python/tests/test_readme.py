"""What README shows works."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

README = Path(__file__).parent.parent / "README.md"


def test_the_code_in_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "crawl").mkdir()
    (tmp_path / "crawl/page.txt").write_text("Tea\n\nTake soft water, and let it boil only once.\n")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), flags=re.DOTALL)
    assert len(blocks) == 4
    names: dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, str(README), "exec"), names)
    said = capsys.readouterr().out
    assert "Tea in three cups ['1. Water', '2. Leaves']" in said
    assert "1 binary leave it out, or give the text in it" in said
    assert names["end"].ledger["written"] == 1
