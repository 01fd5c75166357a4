"""Pages in a pipeline of datatrove: an extractor for the place where Trafilatura stands.

from datatrove.pipeline.readers import WarcReader
from wenmai.datatrove import WenmaiExtractor

pipeline = [WarcReader("crawl/"), WenmaiExtractor(), …]
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from itertools import islice
from typing import Any

from datatrove.data import Document, DocumentsPipeline
from datatrove.pipeline.extractors.base import BaseExtractor
from datatrove.pipeline.writers.disk_base import DiskWriter
from datatrove.utils.typeshelper import StatHints

from wenmai._engines import documents, encodable, extractor, worker_options

__all__ = ["WenmaiExtractor"]

_COLUMNS = ("html", "text", "markdown")


class WenmaiExtractor(BaseExtractor):  # type: ignore[misc]
    """Puts the article in the place of the page, and what is known of it under `metadata["wenmai"]`.

    The metadata has `title`, `summary`, `authors`, `tags`, `published`, `modified`, `site`, `language` and `page_type`, strings that
    are empty where nothing is known, the number `confidence`, and `outline`: the headings as lines of Markdown. Pages that give no
    document leave the pipeline; the statistics count them by reason (`dropped_no_text`, `dead_time` …).

    Args:
        timeout: Seconds that a page may take; it is dropped then with the reason `time`.
        column: What `text` of the documents that come holds: `html`, `text` or `markdown`.
        exclusion_writer: Takes the pages that give no document, with `filter_reason` in their metadata.
        batch_size: Documents that are processed at once.
        options: As for `wenmai.Extractor`. `isolate` is on: pages are processed in another process, which may be lost.

    Raises:
        ValueError, TypeError: for options that are none.
    """

    name = "⛏ Wenmai"
    _requires_dependencies = ["pyarrow"]

    def __init__(
        self,
        timeout: float = 30,
        *,
        column: str = "html",
        exclusion_writer: DiskWriter | None = None,
        batch_size: int = 64,
        **options: Any,
    ) -> None:
        super().__init__(timeout)
        if column not in _COLUMNS:
            raise ValueError(f"column is one of {', '.join(_COLUMNS)}, not {column!r}")
        self.column = column
        self.exclusion_writer = exclusion_writer
        self.batch_size = batch_size
        if options.get("isolate", True):
            options["time_limit"] = timeout
        self.options = worker_options(options)

    def extract(self, text: str) -> str:
        """The article of one page; empty where there is none."""
        (document,) = self._documents([Document(text=text, id="")])
        article: str = document["text"]
        return article

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Hands on a document for each page that gives one, in order."""
        with self.exclusion_writer or contextlib.nullcontext() as writer:
            for batch in _batches(iter(data), self.batch_size):
                with self.track_time("batch"):
                    made = self._documents(batch)
                for doc, document in zip(batch, made, strict=True):
                    self.stat_update(StatHints.total)
                    if document["outcome"] == "written":
                        doc.text = document["text"]
                        doc.metadata["wenmai"] = _flat(document["metadata"])
                        self.stat_update(StatHints.forwarded)
                        self.update_doc_stats(doc)
                        yield doc
                        continue
                    self.stat_update(StatHints.dropped, f"{document['outcome']}_{document['reason']}")
                    if writer is not None:
                        doc.metadata["filter_reason"] = document["reason"]
                        doc.metadata["wenmai"] = {"message": document["metadata"].get("message", "")}
                        writer.write(doc, rank)

    def _documents(self, batch: list[Document]) -> list[dict[str, Any]]:
        def known(name: str) -> list[str | None]:
            values = (doc.metadata.get(name) for doc in batch)
            return [encodable(value) if isinstance(value, str) else None for value in values]

        pages: dict[str, list[Any]] = {
            self.column: [encodable(doc.text or "") for doc in batch],
            "id": [encodable(str(doc.id)) for doc in batch],
            "url": known("url"),
            "captured_at": known("date"),
        }
        return documents(extractor(self.options), pages)


def _flat(metadata: dict[str, Any]) -> dict[str, str | float]:
    """The metadata with all of its keys, each of the same type: a writer of Parquet takes the columns from the first pages."""
    lines = [f"{'#' * heading['level']} {heading['text']}" for heading in metadata["outline"]]
    names = ("title", "summary", "published", "modified", "site", "language", "page_type")
    return {
        **{name: metadata.get(name, "") for name in names},
        **{name: ", ".join(metadata.get(name, [])) for name in ("authors", "tags")},
        "confidence": metadata["confidence"],
        "outline": "\n".join(lines),
    }


def _batches(data: Iterator[Document], size: int) -> Iterator[list[Document]]:
    while batch := list(islice(data, size)):
        yield batch
