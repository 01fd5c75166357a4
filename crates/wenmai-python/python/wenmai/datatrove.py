"""Pages in a pipeline of datatrove: an extractor for the place where Trafilatura stands.

from datatrove.pipeline.readers import WarcReader
from wenmai.datatrove import WenmaiExtractor

pipeline = [WarcReader("crawl/"), WenmaiExtractor(), …]
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from wenmai._extras import extra

with extra("datatrove"):
    from datatrove.data import Document, DocumentsPipeline
    from datatrove.pipeline.extractors.base import BaseExtractor
    from datatrove.pipeline.writers.disk_base import DiskWriter
    from datatrove.utils.typeshelper import StatHints

    from wenmai._engines import cell, content_column, documents, encodable, extractor, worker_options

__all__ = ["WenmaiExtractor"]

# What metadata say of a page, by the name of the column that takes it.
_KNOWN = {"url": "url", "captured_at": "date", "charset": "charset", "headers": "headers"}


class WenmaiExtractor(BaseExtractor):  # type: ignore[misc]
    """Puts the article in the place of the page, and what is known of it under `metadata["wenmai"]`.

    The metadata has `title`, `summary`, `authors`, `tags`, `published`, `modified`, `site`, `language`, `page_type` and `licence`,
    strings that are empty where nothing is known, the number `confidence`, and `outline`: the headings as lines of Markdown.
    `cards`, `findings` and `rights` are JSON: a list of `{"title", "url"}`, the number of findings of each code, and what the
    page says of each use of it. Pages that give no document leave the pipeline; the statistics count them by reason
    (`dropped_no_text`, `dead_time` …).

    `url`, `date`, `headers` and `charset` are taken from the metadata of the documents that come.

    Args:
        timeout: Seconds that a page may take, unless `time_limit` says it; it is dropped then with the reason `time`.
        column: What `text` of the documents that come holds: `html`, `text`, `markdown`, or `html_b64`, bytes in base64.
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
        if options.get("time_limit") is None and options.get("isolate") is not False:
            options["time_limit"] = timeout
        super().__init__(options.get("time_limit") or timeout)
        self.column = content_column(column)
        self.exclusion_writer = exclusion_writer
        self.batch_size = batch_size
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
        pages: dict[str, list[str | None]] = {
            self.column: [encodable(doc.text or "") for doc in batch],
            "id": [encodable(str(doc.id)) for doc in batch],
            **{column: [cell(doc.metadata.get(name)) for doc in batch] for column, name in _KNOWN.items()},
        }
        return documents(extractor(self.options), pages)


def _flat(metadata: dict[str, Any]) -> dict[str, str | float]:
    """The metadata with all of its keys, each of the same type: a writer of Parquet takes the columns from the first pages."""
    lines = [f"{'#' * heading['level']} {heading['text']}" for heading in metadata["outline"]]
    names = ("title", "summary", "published", "modified", "site", "language", "page_type", "licence")
    return {
        **{name: metadata.get(name, "") for name in names},
        **{name: ", ".join(metadata.get(name, [])) for name in ("authors", "tags")},
        **{name: json.dumps(metadata[name], ensure_ascii=False) for name in ("cards", "findings", "rights")},
        "confidence": metadata["confidence"],
        "outline": "\n".join(lines),
    }


def _batches(data: Iterator[Document], size: int) -> Iterator[list[Document]]:
    while batch := list(islice(data, size)):
        yield batch
