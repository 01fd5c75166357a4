"""What the package needs beside itself for each engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Imports in here are those of the extra `name`: where one is not installed, the error says how to install it."""
    try:
        yield
    except ModuleNotFoundError as error:
        message = f"{error.msg}, which wenmai.{name.replace('-', '_')} needs: pip install 'wenmai[{name}]'"
        raise ModuleNotFoundError(message, name=error.name, path=error.path) from error
