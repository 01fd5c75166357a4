"""Pages with what is known of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Page:
    """A page for `extract_many`, with what is known of it. A mapping with the same keys does as well.

    In a mapping, the page may also be under `html`, `html_b64`, `text` or `markdown`, as in JSONL and in tables.
    """

    content: str | bytes
    """The page: text, which is Unicode whatever it declares, or bytes, whose charset is found out."""
    id: str | None = None
    """Its name; by default its URL, else its position."""
    url: str | None = None
    """Its address, which helps with links, dates and site profiles."""
    kind: str | None = None
    """"html", "text" or "markdown"; found out where it is not given."""
    captured_at: datetime | date | str | None = None
    """When it was crawled: ages such as "3 months ago" count from it."""
    headers: Mapping[str, str] | Sequence[tuple[str, str]] | None = None
    """HTTP headers of its response, which say things about charset and rights."""
    charset: str | None = None
    """Charset that its container names; bytes and declarations may know better."""
