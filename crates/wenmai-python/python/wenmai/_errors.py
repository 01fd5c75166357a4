"""Exceptions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from wenmai._records import BrokenRule


class Refused(ValueError):
    """A page that a run would not keep: it is no page of text, has none, is beyond a limit, or breaks the recipe."""

    reason: str
    """Stable name of the reason: "binary", "no_text" or the rule of a recipe for what is dropped; "too_long", "memory", "time",
    "crash", "panic", "refused" or the limit that was passed for what failed."""
    help: str | None
    """What to do about it, if anything can be done."""
    outcome: Literal["dropped", "dead"]
    """"dropped" for what is left out on purpose, by a recipe or for want of text; "dead" for what failed."""
    id: str
    """Id of the page: the given one, else its URL, else empty."""
    broken: Sequence[BrokenRule]
    """The rules of the recipe that the page breaks."""

    def __init__(
        self,
        message: str,
        reason: str = "refused",
        help: str | None = None,
        outcome: Literal["dropped", "dead"] = "dead",
        id: str = "",
        broken: Sequence[BrokenRule] = (),
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.help = help
        self.outcome = outcome
        self.id = id
        self.broken = broken

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (*self.args, self.reason, self.help, self.outcome, self.id, self.broken)


class CorpusError(RuntimeError):
    """A run that cannot begin, or ended before its last record."""

    help: str | None
    """What to do about it."""
    kind: str
    """Whether another call is needed ("usage"), another process works in the folder ("locked"), the system could not read on in an
    input ("read") or write a file ("write"), or a file of the run is not what was written ("damaged")."""

    def __init__(self, message: str, help: str | None = None, kind: str = "usage") -> None:
        super().__init__(message)
        self.help = help
        self.kind = kind

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (*self.args, self.help, self.kind)


for _class in (Refused, CorpusError):
    _class.__module__ = "wenmai"
