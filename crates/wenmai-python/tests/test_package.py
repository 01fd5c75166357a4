"""The package as a whole."""

from __future__ import annotations

import importlib.metadata
import inspect
import subprocess
import sys
from typing import Any

import pytest

import wenmai
from wenmai import corpus


def test_everything_public_says_what_it_is() -> None:
    for module in (wenmai, corpus):
        assert module.__doc__
        for name in module.__all__:
            value: Any = getattr(module, name)
            if name == "__version__":
                continue
            assert inspect.getdoc(value), name
            if not inspect.isclass(value):
                continue
            for member, attribute in vars(value).items():
                if not member.startswith("_") and not value.__module__ == "wenmai._page":
                    is_described = inspect.getdoc(attribute) or issubclass(value, Exception)
                    assert is_described, f"{name}.{member}"


def test_signatures_are_those_that_are_documented() -> None:
    assert str(inspect.signature(wenmai.extract)) == "(page, *, url=None, kind=None, id=None, **options)"
    assert str(inspect.signature(wenmai.extract_many)) == "(pages, *, jobs=None, **options)"
    assert str(inspect.signature(wenmai.batch)) == "(table, **options)"
    assert str(inspect.signature(wenmai.Extractor)) == "(**options)"
    assert str(inspect.signature(corpus.status)) == "(out, *, verify=False)"


def test_names_are_those_of_the_package() -> None:
    for value in (wenmai.Document, wenmai.Refused, wenmai.CorpusError, wenmai.Extraction, wenmai.Extractor, wenmai.Failure, wenmai.Ledger):
        assert value.__module__ == "wenmai"


def test_the_licenses_go_along() -> None:
    files = importlib.metadata.files("wenmai") or []
    licenses = {file.name: file.read_text() for file in files if "licenses" in file.parts}
    assert "MIT License" in licenses["LICENSE-MIT"]
    assert "Apache License" in licenses["LICENSE-APACHE"]


@pytest.mark.parametrize("module", ["pyarrow", "numpy", "polars", "pandas", "ray", "pyspark"])
def test_nothing_else_is_imported(module: str) -> None:
    program = f"import sys, wenmai; wenmai.extract('# A page\\n\\nwith some text.'); sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
