"""Dicts that the package gives."""

from __future__ import annotations

from typing import TypedDict


class Ledger(TypedDict):
    """Where the records of a run or the rows of a table went: `read = written + dropped + dead`, the last two by reason."""

    read: int
    written: int
    dropped: dict[str, int]
    dead: dict[str, int]


class BrokenRule(TypedDict):
    """A rule of a recipe that a page breaks."""

    rule: str
    value: float | None
    bound: str | None
    limit: float | None
    found: str | None


Ledger.__module__ = BrokenRule.__module__ = "wenmai"
