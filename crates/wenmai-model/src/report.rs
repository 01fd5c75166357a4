use serde::{Deserialize, Serialize};

use crate::{
    CorpusAnalysis, FindingRecord, HeadingRecord, KeywordRecord, SCHEMA_VERSION, TextStats,
};

/// Everything that a report shows of a corpus; HTML, Markdown, CSV and JSON are views of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    /// [`SCHEMA_VERSION`] of the writer.
    pub schema_version: u32,
    /// Name and version of the writer.
    pub generator: String,
    /// Measures of all documents together.
    pub corpus: CorpusAnalysis,
    /// One summary a document, in input order.
    pub documents: Vec<DocumentSummary>,
    /// Inputs that gave no document.
    pub failures: Vec<Failure>,
}

impl Default for Report {
    fn default() -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            generator: String::new(),
            corpus: CorpusAnalysis::default(),
            documents: Vec::new(),
            failures: Vec::new(),
        }
    }
}

/// What the report of a corpus says of one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DocumentSummary {
    /// Name of the page within its run.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// Counts of the article.
    pub totals: TextStats,
    /// Its outline.
    pub outline: Vec<HeadingRecord>,
    /// Number of related-article cards.
    pub cards: u32,
    /// Share of the article in the non-blank bytes of the page, between 0 and 1.
    pub article_share: f64,
    /// Its best keywords.
    pub keywords: Vec<KeywordRecord>,
    /// Its findings.
    pub findings: Vec<FindingRecord>,
    /// File name of its own page below the report's folder, when one is written.
    pub page: Option<String>,
}

/// An input that gave no document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Failure {
    /// The input: a path, or a path and a record.
    pub input: String,
    /// Why it failed, and what to do.
    pub reason: String,
}
