use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Finding, Rights, SCHEMA_VERSION, SimilarPassages, Span};

/// What analysis measured in one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Analysis {
    /// [`SCHEMA_VERSION`] of the writer.
    pub schema_version: u32,
    /// Counts of the whole article.
    pub totals: TextStats,
    /// Measures of the whole article.
    #[serde(default)]
    pub measures: TextMeasures,
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
    /// What is said twice: copied summaries first, then sections, then paragraphs, each by the place of the second passage.
    #[serde(default)]
    pub similar: Vec<SimilarPassages>,
    /// What page and site say about its use; `None` where they say nothing, or where nobody asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<Rights>,
    /// How many personal data of each kind stand in its text, by the codes of their findings.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub personal_data: BTreeMap<String, u32>,
    /// What analysis noticed.
    pub findings: Vec<Finding>,
}

impl Default for Analysis {
    fn default() -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            totals: TextStats::default(),
            measures: TextMeasures::default(),
            sections: Vec::new(),
            keywords: Vec::new(),
            section_keywords: Vec::new(),
            matrix: KeywordMatrix::default(),
            contrasts: Vec::new(),
            similar: Vec::new(),
            rights: None,
            personal_data: BTreeMap::new(),
            findings: Vec::new(),
        }
    }
}

impl Analysis {
    /// Takes in what an audit of the same document found: its rights, its personal data, and its findings behind those that are
    /// there.
    pub fn add_audit(&mut self, audit: Self) {
        self.rights = audit.rights;
        self.personal_data = audit.personal_data;
        self.findings.extend(audit.findings);
    }
}

/// Counts of a text. Body blocks only: no title, summary, headings or boilerplate, no list markers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TextStats {
    /// Characters (字) without white space, punctuation included; of tables those of the cells.
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
    /// Links.
    #[serde(default)]
    pub links: u64,
    /// Estimated tokens of a large language model: of the encoding `o200k_base` unless another was asked for. On whole pages
    /// within a tenth of the truth.
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
    /// Measures of its own text and that of all its subsections.
    #[serde(default)]
    pub measures: TextMeasures,
}

/// What the running text (paragraphs, list items, quotes, posts) asks of a reader. What cannot be said of a text is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct TextMeasures {
    /// Seconds that an adult needs to read it: 238 English words or 390 Chinese characters a minute (Brysbaert 2019).
    pub reading_seconds: u64,
    /// Lexical variety: words in a row of which 72 % are different ones, in the mean (MTLD, by `McCarthy` and Jarvis 2010). Of
    /// texts of a hundred words or more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lexical_variety: Option<f64>,
    /// Words in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentence_words: Option<f64>,
    /// English: reading ease, 100 for very easy and 0 for very hard text (Flesch 1948).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flesch_reading_ease: Option<f64>,
    /// English: years of school (Kincaid and others 1975).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flesch_kincaid_grade: Option<f64>,
    /// English: years of school, by the share of words of three syllables (Gunning 1952).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gunning_fog: Option<f64>,
    /// English: years of school, by the letters of words (ARI, Smith and Senter 1967).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub automated_readability: Option<f64>,
    /// Chinese: characters (字) in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentence_chars: Option<f64>,
    /// Chinese: share of the characters that are neither in the first level of GB 2312-80 (3,755 simplified ones) nor in
    /// that of Big5 (5,401 traditional ones), the frequent ones by these standards. Running text has .01, classical or
    /// technical text several times that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rare_chars: Option<f64>,
}

/// A word or phrase that says what a text is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Keyword {
    /// The phrase as it is written most often.
    pub text: String,
    /// Its weight; only the order within one list means something.
    pub score: f64,
    /// How often this name occurs, as part of longer ones as well; other names are counted with these. 0 when it stands in title
    /// or summary alone.
    pub count: u32,
    /// Share of the words of its occurrences in all words of the document, or of the section, headings included: between 0
    /// and 1.
    #[serde(default)]
    pub density: f64,
    /// Its first occurrences, in order.
    pub spans: Vec<Span>,
    /// Other names of the same in the document, such as an abbreviation; best first, none for most keywords.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<KeywordVariant>,
}

/// Another name of what a keyword names: 大语言模型 beside 大模型, `LLM` beside `large language model`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeywordVariant {
    /// The phrase as it is written most often.
    pub text: String,
    /// How often it occurs, as part of longer names as well; 0 when it stands in title or summary alone.
    pub count: u32,
    /// Its first occurrence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
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
    /// How measures are spread over the documents.
    #[serde(default)]
    pub distributions: Vec<Distribution>,
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
            distributions: Vec::new(),
            languages: Vec::new(),
            keywords: Vec::new(),
        }
    }
}

/// How a measure is spread over documents. Percentiles of numbers from 64 on may be up to a 32nd too low.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Distribution {
    /// Name of the measure: the field of [`TextStats`] or [`TextMeasures`], or `sections`.
    pub measure: String,
    /// Documents that have it.
    pub documents: u64,
    /// Their mean.
    pub mean: f64,
    /// The least.
    pub min: f64,
    /// Five of a hundred documents have no more.
    pub p5: f64,
    /// A quarter of the documents has no more.
    pub p25: f64,
    /// Half of the documents have no more: the median.
    pub p50: f64,
    /// Three quarters of the documents have no more.
    pub p75: f64,
    /// 95 of a hundred documents have no more.
    pub p95: f64,
    /// The largest.
    pub max: f64,
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
    /// Against a reference corpus, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keyness: Option<Keyness>,
    /// Documents that have it as a keyword by month of publication, in order; those without a date are not in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trend: Vec<MonthCount>,
}

/// How a term stands against a reference corpus.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Keyness {
    /// How often it occurs in the document, or in all documents of the corpus.
    pub count: u64,
    /// How often it occurs in the reference.
    pub reference_count: u64,
    /// Log-likelihood ratio G² (Dunning 1993): how sure the difference is; negative where the term is rarer than there.
    pub log_likelihood: f64,
    /// Binary logarithm of the ratio of frequencies (Hardie 2014): how large the difference is; 1 is twice as frequent.
    pub log_ratio: f64,
    /// A difference like this is by chance in less than this share of cases: 0.0001, 0.001, 0.01 or 0.05.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub significance: Option<f64>,
}

/// Number of documents of one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MonthCount {
    /// `2024-05`
    pub month: String,
    /// Number of documents.
    pub documents: u64,
}
