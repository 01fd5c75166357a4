#![doc = include_str!("../README.md")]
#![warn(clippy::disallowed_methods)]

mod pipeline;

pub use pipeline::{
    Options, Pipeline, Processed, Refusal, RefusalKind, explain_page, process, read_document,
};

#[cfg(feature = "fit")]
pub use wenmai_analyze::training;
pub use wenmai_analyze::{
    AnalyzeOptions, Analyzer, CorpusAccumulator, Encoding, PassageSketches, Ranker, RankerError,
    SharedPassages, TermCounts, analyze, analyze_corpus,
};
pub use wenmai_format as format;
pub use wenmai_io as io;
pub use wenmai_model as model;
pub use wenmai_model::{Analysis, CorpusAnalysis, Document, Page, PageKind};
pub use wenmai_parse::{
    Decoded, Hints, ParseOptions, Sniffed, UserMarker, UserMarkerError, UserMarkerErrorKind,
    charset_name, decode, explain, parse, parse_html, parse_markdown, parse_text, sniff,
};

/// The examples of the repository's README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct ReadmeExamples;
