"""Pages on Daft: a data frame of pages in, one of documents out.

import daft, wenmai.daft

pages = daft.read_parquet("crawl/")                  # columns html, url …
rows = wenmai.daft.extract(pages)                    # a row for each page: outcome, text, outline …
"""

from __future__ import annotations

from typing import Any

from wenmai._extras import extra

with extra("daft"):
    import daft
    import pyarrow as pa

from wenmai._engines import BATCH_ROWS, extract_rows, extractor, outcome_schema, page_columns, worker_options

__all__ = ["extract"]


def extract(df: daft.DataFrame, *, batch_size: int = BATCH_ROWS, **options: Any) -> daft.DataFrame:
    """What becomes of each page of `df`: a row for each row, with the columns that `wenmai.batch` gives.

    Args:
        df: Pages in the columns that `wenmai.batch` takes: `html`, `html_b64`, `text` or `markdown`, beside them `id`, `url`,
            `captured_at`, `headers` …
        batch_size: Rows that are processed at once, at most.
        options: As for `wenmai.Extractor`. `isolate` is on unless you say `isolate=False`; `jobs` are all cores of the machine, as
            batches take turns in the one process that Daft has there.

    Returns:
        A data frame that is computed when it is used.

    Raises:
        ValueError, TypeError: for options that are none, before anything runs.
    """
    jobs = options.get("jobs")
    options = worker_options(options)
    if jobs is None:
        # All of the machine that runs the plan, which need not be this one.
        del options["jobs"]
    names = page_columns(df.column_names, options)
    row_type = daft.DataType.from_arrow_type(pa.struct(list(outcome_schema())))

    def rows(*columns: daft.Series) -> pa.Array:
        pages = pa.table({name: column.to_arrow() for name, column in zip(names, columns, strict=True)})
        return extract_rows(extractor(options), pages).to_struct_array()

    function = daft.func.batch(return_dtype=row_type, unnest=True, batch_size=batch_size)(rows)
    return df.select(function(*(daft.col(name) for name in names)))
