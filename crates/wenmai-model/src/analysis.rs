use serde::{Deserialize, Serialize};

use crate::{Finding, SCHEMA_VERSION, Span};

/// What analysis measured in one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Analysis {
    /// [`SCHEMA_VERSION`] of the writer.
    pub schema_version: u32,
    /// Counts of the whole article.
    pub totals: TextStats,
    /// Counts of each section, parallel to [`Document::sections`](crate::Document::sections).
    pub sections: Vec<SectionStats>,
    /// Keywords of the document, best first.
    pub keywords: Vec<Keyword>,
    /// Keywords of each section, best first, parallel to `sections`.
    pub section_keywords: Vec<Vec<Keyword>>,
    /// How often each keyword of the document occurs in each section.
    pub matrix: KeywordMatrix,
    /// Parallel sections side by side.
    pub contrasts: Vec<ContrastTable>,
    /// What analysis noticed.
    pub findings: Vec<Finding>,
}

impl Default for Analysis {
    fn default() -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            totals: TextStats::default(),
            sections: Vec::new(),
            keywords: Vec::new(),
            section_keywords: Vec::new(),
            matrix: KeywordMatrix::default(),
            contrasts: Vec::new(),
            findings: Vec::new(),
        }
    }
}

/// Counts of a text. Body blocks only: no title, summary, headings or boilerplate, no list markers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TextStats {
    /// Characters (字) without white space, punctuation included.
    pub chars: u64,
    /// Words (词): Chinese words by dictionary segmentation, others by Unicode word boundaries (UAX #29).
    pub words: u64,
    /// Those of the words that are written in Latin letters.
    pub latin_words: u64,
    /// Sentences.
    pub sentences: u64,
    /// Paragraphs.
    pub paragraphs: u64,
    /// List items.
    pub list_items: u64,
    /// Lines of code.
    pub code_lines: u64,
    /// Tables.
    pub tables: u64,
    /// Estimated tokens of a large language model.
    pub tokens: u64,
}

/// Counts of one section's own text, subsections not included.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SectionStats {
    /// The section's own text.
    pub own: TextStats,
    /// Its own text and that of all its subsections.
    pub total: TextStats,
    /// Share of the section with its subsections in the characters of the article, between 0 and 1.
    pub share: f64,
}

/// A word or phrase that says what a text is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Keyword {
    /// The phrase as it is written most often.
    pub text: String,
    /// Its weight; only the order within one list means something.
    pub score: f64,
    /// How often it occurs.
    pub count: u32,
    /// Its first occurrences, in order.
    pub spans: Vec<Span>,
}

/// Keyword × section counts, dense.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeywordMatrix {
    /// Row names.
    pub keywords: Vec<String>,
    /// Columns: indexes into [`Document::sections`](crate::Document::sections), in order.
    pub sections: Vec<u32>,
    /// `keywords.len()` rows of `sections.len()` counts.
    pub counts: Vec<u32>,
}

impl KeywordMatrix {
    /// The counts of keyword `row`, one for each section.
    pub fn row(&self, row: usize) -> &[u32] {
        let width = self.sections.len();
        self.counts
            .get(row * width..(row + 1) * width)
            .unwrap_or_default()
    }
}

/// Sections that treat different things under the same headings, side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ContrastTable {
    /// The parallel sections: indexes into [`Document::sections`](crate::Document::sections), two or more.
    pub columns: Vec<u32>,
    /// Terms that set each column apart from the others, parallel to `columns`.
    pub distinctive: Vec<Vec<Term>>,
    /// Subsections that correspond to each other.
    pub rows: Vec<ContrastRow>,
}

/// One line of a contrast table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ContrastRow {
    /// What the subsections have in common, for example 优势.
    pub label: String,
    /// The subsections, parallel to [`ContrastTable::columns`]; `None` where a column has none.
    pub cells: Vec<Option<ContrastCell>>,
}

/// One cell of a contrast table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ContrastCell {
    /// Index into [`Document::sections`](crate::Document::sections).
    pub section: u32,
    /// Terms that set this cell apart from the other cells of its row.
    pub distinctive: Vec<Term>,
}

/// A term and its weight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Term {
    /// The term.
    pub text: String,
    /// Its weight; only the order within one list means something.
    pub score: f64,
    /// How often it occurs.
    pub count: u32,
}

/// What analysis measured in several documents together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CorpusAnalysis {
    /// [`SCHEMA_VERSION`] of the writer.
    pub schema_version: u32,
    /// Number of documents.
    pub documents: u64,
    /// Number of sections.
    pub sections: u64,
    /// Counts of all articles.
    pub totals: TextStats,
    /// Documents by language, most frequent first.
    pub languages: Vec<LanguageCount>,
    /// Keywords of the corpus, best first.
    pub keywords: Vec<CorpusKeyword>,
}

impl Default for CorpusAnalysis {
    fn default() -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            documents: 0,
            sections: 0,
            totals: TextStats::default(),
            languages: Vec::new(),
            keywords: Vec::new(),
        }
    }
}

/// Number of documents in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LanguageCount {
    /// BCP 47 code; `und` when it could not be told.
    pub language: String,
    /// Number of documents.
    pub documents: u64,
}

/// A keyword of a corpus.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CorpusKeyword {
    /// The phrase.
    pub text: String,
    /// Its weight; only the order within one list means something.
    pub score: f64,
    /// How often it occurs in all documents that have it as a keyword.
    pub count: u64,
    /// Number of documents that have it as a keyword.
    pub documents: u64,
}
