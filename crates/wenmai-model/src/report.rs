use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    BoilerplateKind, CorpusAnalysis, CorpusKeyword, DateInterval, FindingKind, FindingRecord,
    HeadingRecord, KeywordRecord, PageKind, PageTypeKind, Rights, RunStatus, SCHEMA_VERSION,
    Severity, SimilarPassagesRecord, TextStats,
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
    /// What sets the corpus apart from a reference, when one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<CorpusKeyness>,
    /// What changed since an older report, when one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Comparison>,
    /// The corpus run that the pages were taken through, when one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<RunStatus>,
}

impl Default for Report {
    fn default() -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            generator: String::new(),
            corpus: CorpusAnalysis::default(),
            documents: Vec::new(),
            failures: Vec::new(),
            reference: None,
            comparison: None,
            run: None,
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
    /// Its script, an ISO 15924 code.
    #[serde(default)]
    pub script: Option<String>,
    /// What the page was.
    #[serde(default)]
    pub kind: PageKind,
    /// Type of the page.
    #[serde(default)]
    pub page_type: PageTypeKind,
    /// Counts of the article.
    pub totals: TextStats,
    /// Its outline.
    pub outline: Vec<HeadingRecord>,
    /// Characters of each section of the outline, subsections not included.
    #[serde(default)]
    pub section_chars: Vec<u64>,
    /// Characters of the text before the first heading, which is all of it where there are no headings; `None` in reports of older
    /// versions.
    #[serde(default)]
    pub lead_chars: Option<u64>,
    /// Number of related-article cards.
    pub cards: u32,
    /// When the related articles were published, of those whose dates are known.
    #[serde(default)]
    pub related_dates: Vec<DateInterval>,
    /// Share of the article in the non-blank bytes of the page, between 0 and 1.
    pub article_share: f64,
    /// What its text was taken for.
    #[serde(default)]
    pub pieces: PageChars,
    /// Its best keywords.
    pub keywords: Vec<KeywordRecord>,
    /// Its findings.
    pub findings: Vec<FindingRecord>,
    /// What page and site say about its use; `None` where they say nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<Rights>,
    /// How many personal data of each kind stand in its text, by the codes of their findings.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub personal_data: BTreeMap<String, u32>,
    /// The first pairs of passages that say the same.
    #[serde(default)]
    pub similar: Vec<SimilarPassagesRecord>,
    /// File name of its own page below the report's folder, when one is written.
    pub page: Option<String>,
}

/// Characters of a page, white space not counted, by what they were taken for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PageChars {
    /// The article with its headings.
    pub article: u64,
    /// Title and summary, and lines that repeat the title.
    pub title: u64,
    /// Cards of related articles.
    pub cards: u64,
    /// Boilerplate by kind, the most first.
    pub boilerplate: Vec<BoilerplateChars>,
}

/// Characters of one kind of boilerplate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BoilerplateChars {
    /// The kind.
    pub kind: BoilerplateKind,
    /// Its characters, white space not counted.
    pub chars: u64,
}

/// What sets a corpus apart from a reference.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CorpusKeyness {
    /// Documents of the reference.
    pub documents: u64,
    /// Words of the reference.
    pub words: u64,
    /// Keywords of the corpus that are more frequent in it than in the reference, the surest first; each has its
    /// [`keyness`](CorpusKeyword::keyness).
    pub keywords: Vec<CorpusKeyword>,
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

/// What changed between two reports. Documents are the same by their [`DocumentSummary::id`], findings of a document by code and
/// value, sections by their path of headings, keywords by their text.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Comparison {
    /// Documents of both reports.
    pub documents: u64,
    /// Names of documents that are new.
    pub new_documents: Vec<String>,
    /// Names of documents that are gone.
    pub gone_documents: Vec<String>,
    /// Findings that are new in documents of both reports, or in new documents.
    pub new_findings: Vec<FindingChange>,
    /// Findings of documents of both reports that are gone.
    pub fixed_findings: Vec<FindingChange>,
    /// Sections of documents of both reports whose length changed, came or went, largest change first.
    pub sections: Vec<SectionChange>,
    /// Keywords of the corpus whose rank changed, came or went, by the better of both ranks.
    pub keywords: Vec<KeywordChange>,
}

impl Comparison {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.new_documents.is_empty()
            && self.gone_documents.is_empty()
            && self.new_findings.is_empty()
            && self.fixed_findings.is_empty()
            && self.sections.is_empty()
            && self.keywords.is_empty()
    }
}

/// A finding that one of two reports has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FindingChange {
    /// Name of the document.
    pub document: String,
    /// The area that the finding belongs to.
    pub kind: FindingKind,
    /// Its stable name.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// Its sentence.
    pub message: String,
}

/// A section that has another length than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SectionChange {
    /// Name of the document.
    pub document: String,
    /// Its headings, outermost first; none for the text before the first heading.
    pub path: Vec<String>,
    /// Characters of its own text in the older report; `None` for a new section.
    pub before: Option<u64>,
    /// Characters of its own text now; `None` for a section that is gone.
    pub after: Option<u64>,
}

/// A keyword that has another rank than before. Ranks count from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeywordChange {
    /// The keyword.
    pub text: String,
    /// Its rank in the older report.
    pub before: Option<u32>,
    /// Its rank now.
    pub after: Option<u32>,
}
