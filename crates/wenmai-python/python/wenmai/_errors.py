"""Exceptions."""

from __future__ import annotations

from typing import Any


class Refused(ValueError):
    """A page that a run would not keep: it is no page of text, has none, is beyond a limit, or breaks the recipe."""

    reason: str
    """Stable name of the reason, such as "binary", "no_text", "too_long", "panic", "time", "crash", or the rule of a recipe."""
    help: str | None
    """What to do about it, if anything can be done."""

    def __init__(self, message: str, reason: str = "refused", help: str | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.help = help

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (*self.args, self.reason, self.help)


class CorpusError(RuntimeError):
    """A run that cannot begin, or ended before its last record."""

    help: str | None
    """What to do about it."""

    def __init__(self, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.help = help

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (*self.args, self.help)


def missing(engine: str, error: ModuleNotFoundError) -> ModuleNotFoundError:
    """`error`, met while the adapter for `engine`, an extra of the package, was imported, with what to do about it."""
    message = f"{error.msg}, which wenmai.{engine.replace('-', '_')} needs: pip install 'wenmai[{engine}]'"
    return ModuleNotFoundError(message, name=error.name, path=error.path)


for _class in (Refused, CorpusError):
    _class.__module__ = "wenmai"
