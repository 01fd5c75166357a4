use serde::{Deserialize, Serialize};

use crate::{SCHEMA_VERSION, SourceSpan, Span};

/// Two passages of a document that say the same in nearly the same words.
///
/// Both figures are shares of shingles: stretches of five Chinese characters or three words, each counted once.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SimilarPassages {
    /// What is similar.
    pub kind: SimilarityKind,
    /// The passage that stands first; of a copied summary, the summary.
    pub a: Passage,
    /// The other one.
    pub b: Passage,
    /// Share of what both have in common in what either has (Jaccard's coefficient): 1 where they say the same.
    pub resemblance: f64,
    /// Share of what both have in common in the smaller one: 1 where the larger one holds all of it.
    pub containment: f64,
}

/// A passage of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Passage {
    /// The section: index into [`Document::sections`](crate::Document::sections); `None` for the summary.
    pub section: Option<u32>,
    /// Where it stands; `None` for a summary that is no part of the visible text.
    pub span: Option<Span>,
}

/// What is similar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SimilarityKind {
    /// The summary is taken from the article: a passage holds four fifths of it.
    CopiedSummary,
    /// Two sections, without their subsections: a resemblance of one half, or four fifths of one in the other.
    SimilarSections,
    /// Two paragraphs, list items, quotes or posts: a resemblance of seven tenths, or nine tenths of one in the other.
    RepeatedParagraph,
}

impl SimilarityKind {
    /// The name in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CopiedSummary => "copied_summary",
            Self::SimilarSections => "similar_sections",
            Self::RepeatedParagraph => "repeated_paragraph",
        }
    }
}

/// Passages of several documents that say the same in nearly the same words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SharedPassage {
    /// What is similar: `similar_sections` or `repeated_paragraph`.
    pub kind: SimilarityKind,
    /// The beginning of the first of them.
    pub text: String,
    /// Number of documents that have it; where versions of it stand in very many documents, the most that they can be.
    pub documents: u64,
    /// Number of places where it stands.
    pub count: u64,
    /// The least resemblance to the first of them: 1 where all say the same.
    pub resemblance: f64,
    /// The first places, by document and place.
    pub places: Vec<SharedPlace>,
}

/// One place of a [`SharedPassage`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SharedPlace {
    /// Name of the page within its run.
    pub id: String,
    /// Heading texts down to the section.
    pub path: Vec<String>,
    /// Place in the decoded source.
    pub span: SourceSpan,
}

/// What the documents of a corpus have in common, word for word or nearly so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CorpusSimilarity {
    /// [`SCHEMA_VERSION`] of the writer.
    pub schema_version: u32,
    /// Number of documents.
    pub documents: u64,
    /// Number of different passages that were compared: sections and paragraphs. Copies count once.
    pub passages: u64,
    /// One in so many passages was compared: 1 for all. A corpus of more passages than there is room for is compared by a
    /// sample that holds most of its similar ones together.
    pub one_in: u64,
    /// What stands in two documents or more, the most frequent first.
    pub shared: Vec<SharedPassage>,
}

impl Default for CorpusSimilarity {
    fn default() -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            documents: 0,
            passages: 0,
            one_in: 1,
            shared: Vec::new(),
        }
    }
}
