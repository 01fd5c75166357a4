use serde::{Deserialize, Serialize};

use crate::{BlockKind, BoilerplateKind, Document};

/// A document, and why its lines are what they are.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Explanation {
    /// The document, as without an explanation.
    pub document: Document,
    /// One entry for each line of a text page that is not blank, in order; an article of a statute that was parted from its
    /// number has two. Of other pages one for each block, region and card.
    pub lines: Vec<LineExplanation>,
}

impl AsRef<Self> for Document {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl AsRef<Document> for Explanation {
    fn as_ref(&self) -> &Document {
        &self.document
    }
}

/// Why a line is what it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LineExplanation {
    /// Number of the line in the source, from 0; none where that is not known.
    pub line: Option<u32>,
    /// What the line is part of.
    #[serde(flatten)]
    pub class: LineClass,
    /// Probability of that, between 0 and 1; none where a rule decided. That of a heading is calibrated.
    #[serde(serialize_with = "crate::rounded::optional_probability")]
    pub score: Option<f32>,
    /// Why; a short phrase in English. A number in parentheses is the log-odds of the class that a group of facts adds.
    pub reason: String,
    /// Level of a heading.
    pub level: Option<u8>,
    /// Why the heading has this level.
    pub level_reason: Option<String>,
    /// The line without blanks at its ends.
    pub text: String,
}

/// What a line is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "part", content = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum LineClass {
    /// A block of the article.
    Block(BlockKind),
    /// A region outside the article.
    Boilerplate(BoilerplateKind),
    /// A teaser of another article.
    Card,
}

impl LineClass {
    /// The name of the kind.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Block(kind) => kind.as_str(),
            Self::Boilerplate(kind) => kind.as_str(),
            Self::Card => "card",
        }
    }
}
