"""Pages in a recipe of Data-Juicer: a mapper that puts the article in the place of the page.

    process:
      - wenmai_extract_mapper:
          url_key: url
      - text_length_filter:
          min_len: 1

Data-Juicer finds the mapper by itself where Wenmai is installed.
"""

from __future__ import annotations

import json
from typing import Any

from wenmai._extras import extra

with extra("data-juicer"):
    from data_juicer.ops.base_op import OPERATORS, Mapper

    from wenmai._engines import cell, content_column, documents, encodable, extractor, worker_options

__all__ = ["WenmaiExtractMapper"]


class WenmaiExtractMapper(Mapper):  # type: ignore[misc]
    """Puts the article in the place of the page, and adds three columns of strings.

    `wenmai_outcome` is `written`, `dropped` or `dead`, and `wenmai_reason` says why there is no document: its text is empty
    then, and the sample stays for a filter to take. `wenmai_metadata` is JSON: `page_type`, `confidence`, `outline`, and where
    they are known `title`, `summary`, `authors`, `tags`, `published`, `modified`, `site`, `language`, `licence`; `cards` is a
    list of `{"title", "url"}`, `findings` the number of findings of each code, `rights` what the page says of each use of it.

    Args:
        column: What the texts that come are: `html`, `text`, `markdown`, or `html_b64`, bytes in base64.
        url_key: Column with the address of the page, if there is one.
        id_key: Column with its id.
        date_key: Column with the time when it was crawled: ages such as "3 months ago" count from it.
        headers_key: Column with the HTTP headers of its response, which say things about rights.
        charset_key: Column with the charset that its container names, for bytes.
        options: Options of `wenmai.Extractor`, by name. `isolate` is on: pages are processed in another process, which may be
            lost.
        kwargs: As for each operator of Data-Juicer: `text_key`, `batch_size`, `num_proc` …

    Raises:
        ValueError, TypeError: for options that are none.
    """

    _batched_op = True

    def __init__(
        self,
        column: str = "html",
        url_key: str | None = None,
        options: dict[str, Any] | None = None,
        id_key: str | None = None,
        date_key: str | None = None,
        headers_key: str | None = None,
        charset_key: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.column = content_column(column)
        self.known = {"url": url_key, "id": id_key, "captured_at": date_key, "headers": headers_key, "charset": charset_key}
        self.options = worker_options(options or {})

    def process_batched(self, samples: dict[str, list[Any]]) -> dict[str, list[Any]]:
        """The samples with their articles, as many as there were."""
        pages: dict[str, list[str | None]] = {self.column: [encodable(text or "") for text in samples[self.text_key]]}
        for column, key in self.known.items():
            if key is not None and key in samples:
                pages[column] = [cell(value) for value in samples[key]]
        made = documents(extractor(self.options), pages)
        samples[self.text_key] = [document["text"] for document in made]
        samples["wenmai_outcome"] = [document["outcome"] for document in made]
        samples["wenmai_reason"] = [document["reason"] for document in made]
        samples["wenmai_metadata"] = [json.dumps(document["metadata"], ensure_ascii=False) for document in made]
        return samples


OPERATORS.register_module("wenmai_extract_mapper")(WenmaiExtractMapper)
