//! Measures structured documents: section statistics, keywords, the keyword × section matrix and contrast
//! tables of parallel sections, for Chinese, English and mixed text.
//!
//! [`chunks`] cuts an article by a budget of tokens, [`instructions`] drafts questions that it answers; [`privacy`] finds personal data in any text, and redacts it, [`rights`] reads what may be done with a page. [`analyze`] looks at one [`Document`](wenmai_model::Document), [`analyze_corpus`] at what it found in many.
//! Titles, summaries and headings lend weight to keywords; cards and boilerplate never take part. Words are
//! integers from the first look at the text on, and become strings again in the result.
//!
//! Work is spread over the threads of the current rayon pool: sections of a long document, and documents of
//! a corpus. Every result is put together in order and from integers, so that it is the same to the last bit
//! for any number of threads and, for a corpus, any order of documents.
//!
//! # Features
//!
//! * `zh` (default): cuts Chinese text with the full dictionary of jieba. Without it, text is cut by longest
//!   match against a list of 30,000 common words, which is coarser.
//! * `fit`: learns rankers of keywords.
//! * `tokenizers`: counts the tokens of chunks by the tokenizer of a model, from a `tokenizer.json` of Hugging Face.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")
)]
#![warn(clippy::disallowed_methods)]

mod analyzer;
mod article;
mod audit;
mod chunk;
mod contrast;
mod corpus;
mod data_table;
mod distribution;
mod features;
mod instruct;
mod keyness;
mod keywords;
mod labels;
mod lexicon;
mod lint;
mod matrix;
mod measures;
mod options;
mod phrases;
pub mod privacy;
pub mod quality;
mod ranker;
pub mod rights;
mod segmenter;
mod similarity;
mod statistics;
mod terms;
mod tokenize;
#[cfg(feature = "fit")]
pub mod training;
mod vocabulary;
mod word_map;

pub use analyzer::{Analyzer, analyze};
pub use article::ArticleSource;
pub use audit::{AuditError, AuditOptions, Auditor};
pub use chunk::{ChunkOptions, TokenCounter, chunks};
#[cfg(feature = "tokenizers")]
pub use chunk::{Tokenizer, TokenizerError};
pub use corpus::{CorpusAccumulator, analyze_corpus};
pub use data_table::TableError;
pub use instruct::{InstructOptions, instructions};
pub use keyness::log_likelihood;
pub use labels::{LabelFinder, LabelOptions};
pub use lint::{LintOptions, StructureLint};
pub use options::AnalyzeOptions;
pub use ranker::{Ranker, RankerError};
pub use segmenter::ChineseSegmenter;
pub use similarity::{PassageSketches, SharedPassages};
pub use terms::{TermCount, TermCounts, Terms};
pub use wenmai_text::tokens::Encoding;
