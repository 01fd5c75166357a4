#![doc = include_str!("../README.md")]
#![warn(clippy::disallowed_methods)]

mod audit;
mod chunk;
mod instruct;
mod pipeline;
mod redact;

pub use audit::audit;
pub use chunk::chunks;
pub use instruct::instructions;
pub use pipeline::{Options, Pipeline, Processed, process};
pub use redact::redact;

#[cfg(feature = "fit")]
pub use wenmai_analyze::training;
pub use wenmai_analyze::{
    AnalyzeOptions, Analyzer, ArticleSource, AuditError, AuditOptions, Auditor, ChunkOptions,
    CorpusAccumulator, Encoding, InstructOptions, LabelFinder, LabelOptions, LintOptions,
    PassageSketches, Ranker, RankerError, SharedPassages, StructureLint, TableError, TermCounts,
    TokenCounter, analyze, analyze_corpus, privacy, quality, rights,
};
#[cfg(feature = "tokenizers")]
pub use wenmai_analyze::{Tokenizer, TokenizerError};
#[cfg(feature = "corpus")]
pub use wenmai_corpus as corpus;
pub use wenmai_format as format;
pub use wenmai_io as io;
pub use wenmai_model as model;
pub use wenmai_model::{Analysis, CorpusAnalysis, Document, Page, PageKind};
pub use wenmai_parse::{
    Decoded, Hints, ObservedPage, ParseOptions, Refusal, RefusalKind, SiteProfiles, Sniffed,
    SourcedDocument, UserMarker, UserMarkerError, UserMarkerErrorKind, charset_name, cut, decode,
    explain, explain_page, host_of, observe, parse, parse_html, parse_markdown, parse_text,
    read_document, read_document_and_source, sniff,
};

/// The examples of the repository's README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct ReadmeExamples;
