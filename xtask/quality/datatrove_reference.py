#!/usr/bin/env python3
"""What the quality filters of datatrove decide about English documents, as a table for `cargo xtask eval quality`.

    python3 -m venv target/datatrove
    target/datatrove/bin/pip install 'datatrove[processing]==0.10.1' spacy==3.8.18
    cargo run --release --package wenmai-analyze --example quality write > target/quality.jsonl
    target/datatrove/bin/python xtask/quality/datatrove_reference.py target/quality.jsonl > fixtures/quality/datatrove.tsv

Each line of the input is an object with `id`, `hash` and `text`. Each line of the output has the id, the hash and, for each set, `keep` or
the rule that the filter names; rules are called as Wenmai calls them. Every filter sees the text as it is, whatever the others say.
"""

import json
import sys
from importlib.metadata import version

from datatrove.data import Document
from datatrove.pipeline.filters import (
    C4QualityFilter,
    FineWebQualityFilter,
    GopherQualityFilter,
    GopherRepetitionFilter,
)

FILTERS = {
    "gopher-quality": GopherQualityFilter(),
    "gopher-repetition": GopherRepetitionFilter(),
    "c4": C4QualityFilter(),
    "fineweb": FineWebQualityFilter(),
}

RULES = {
    "gopher-quality": {
        "gopher_short_doc": "min-words",
        "gopher_long_doc": "max-words",
        "gopher_below_avg_threshold": "min-mean-word-length",
        "gopher_above_avg_threshold": "max-mean-word-length",
        "gopher_too_many_hashes": "max-hash-ratio",
        "gopher_too_many_ellipsis": "max-ellipsis-ratio",
        "gopher_too_many_bullets": "max-bullet-lines",
        "gopher_too_many_end_ellipsis": "max-ellipsis-lines",
        "gopher_below_alpha_threshold": "min-alphabetic-words",
        "gopher_enough_stop_words": "min-stop-words",
    },
    "gopher-repetition": {
        "empty": "min-chars",
        "dup_para_frac": "max-duplicate-paragraphs",
        "dup_para_char_frac": "max-duplicate-paragraph-chars",
        "dup_line_frac": "max-duplicate-lines",
        "dup_line_char_frac": "max-duplicate-line-chars",
        **{f"top_{n}_gram": f"max-top-{n}-gram" for n in range(2, 5)},
        **{f"duplicated_{n}_n_grams": f"max-duplicate-{n}-grams" for n in range(5, 11)},
    },
    "c4": {
        "lorem_ipsum": "max-lorem-ipsum-lines",
        "curly_bracket": "max-curly-bracket-lines",
        "too_few_sentences": "min-sentences",
    },
    "fineweb": {
        "empty": "min-lines",
        "line_punct_ratio": "min-lines-with-final-punctuation",
        "short_line_ratio": "max-short-lines",
        "char_dup_ratio": "max-duplicate-line-chars",
        "list_ratio": "max-line-ends-per-word",
    },
}


def decision(name, text):
    """`keep`, or the rule that is broken."""
    # Filters may change the text, so each has a document of its own.
    result = FILTERS[name].filter(Document(text=text, id=""))
    if result is True:
        return "keep"
    _, reason = result
    return RULES[name][reason]


def main():
    print(f"# datatrove {version('datatrove')}, spacy {version('spacy')}; xtask/quality/datatrove_reference.py")
    print("id", "hash", *FILTERS, sep="\t")
    with open(sys.argv[1], encoding="utf-8") as file:
        for line in file:
            document = json.loads(line)
            decisions = [decision(name, document["text"]) for name in FILTERS]
            print(document["id"], document["hash"], *decisions, sep="\t")


main()
