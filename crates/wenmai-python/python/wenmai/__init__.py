"""Structure first: crawled pages in, structured and measured documents out.

    import wenmai

    document = wenmai.extract(open("page.html", "rb").read())
    print(document.title, document.outline, document.cards)
    print(document.to_markdown())

One page is for `extract`, many are for `extract_many`, tables of Arrow for `batch`, files for `read_pages`, and corpora that
outlive a process for `wenmai.corpus`. `Extractor` keeps the options of all of them.
"""

from wenmai import corpus as corpus
from wenmai._errors import CorpusError, Refused
from wenmai._native import (
    Card,
    Document,
    Extraction,
    Extractor,
    Failure,
    Finding,
    Heading,
    PageReader,
    Results,
    Section,
    __version__,
    batch,
    extract,
    extract_many,
    ledger,
    read_pages,
)
from wenmai._page import Page
from wenmai._records import BrokenRule, Ledger

__all__ = [
    "BrokenRule",
    "Card",
    "CorpusError",
    "Document",
    "Extraction",
    "Extractor",
    "Failure",
    "Finding",
    "Heading",
    "Ledger",
    "Page",
    "PageReader",
    "Refused",
    "Results",
    "Section",
    "__version__",
    "batch",
    "corpus",
    "extract",
    "extract_many",
    "ledger",
    "read_pages",
]
