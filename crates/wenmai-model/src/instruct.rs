use serde::{Deserialize, Serialize};

use crate::{SourceSpan, Span};

/// What a draft of an instruction is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DraftKind {
    /// A heading is asked for the text of its section; the title of a page without headings for the article.
    Section,
    /// The article is to be summarized as its author did.
    Summary,
    /// The article is to be given its title.
    Title,
    /// Parallel sections answer together.
    Comparison,
    /// What a thing is.
    Definition,
    /// A list answers.
    List,
    /// A numbered list of what is to be done answers.
    Steps,
    /// A question that the page asks, and its answer: a heading, or a post.
    Qa,
}

impl DraftKind {
    /// The name in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Summary => "summary",
            Self::Title => "title",
            Self::Comparison => "comparison",
            Self::Definition => "definition",
            Self::List => "list",
            Self::Steps => "steps",
            Self::Qa => "qa",
        }
    }
}

/// The part of a draft that a piece of the page went into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DraftPart {
    /// The instruction; its other words are those of a template.
    Instruction,
    /// The input: all of it is text of the page.
    Input,
    /// The output: all of it is text of the page.
    Output,
}

/// A piece of the page that stands in a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftPlace {
    /// A range of bytes in the text of the article, as a record of the document has it.
    Article([u32; 2]),
    /// A place outside of it: title or summary.
    Page(Span),
}

/// A draft of an instruction with its answer.
///
/// Input and output are the texts of their places, in order, with a line end between two of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What it is made from.
    pub kind: DraftKind,
    /// The language of the template's words: `zh` or `en`.
    pub language: &'static str,
    /// The section that it is made from, of a comparison the innermost one that holds all that is compared: index into [`Document::sections`](crate::Document::sections). `None` where there is
    /// none, and for the article as a whole, for lists and posts.
    pub section: Option<u32>,
    /// The instruction.
    pub instruction: String,
    /// Where its pieces stand, those of the instruction first, then those of the input, those of the output last.
    pub places: Vec<(DraftPart, DraftPlace)>,
}

/// A line of `extract -f instruct`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DraftRecord {
    /// [`SCHEMA_VERSION`](crate::SCHEMA_VERSION) of the writer.
    pub schema_version: u32,
    /// Name of the page within its run.
    pub id: String,
    /// Position of the draft among those of its page, from 0, in the order of the page.
    pub draft: u32,
    /// What it is made from.
    pub kind: DraftKind,
    /// The language of the instruction: `zh` or `en`.
    pub language: String,
    /// What is asked.
    pub instruction: String,
    /// The text that the instruction is about; often empty.
    pub input: String,
    /// The answer: text of the page alone, pieces of it joined by line ends.
    pub output: String,
    /// Heading texts down to the section that it is made from, of a comparison to the one that holds all that is compared; empty
    /// for the article as a whole, for lists that a sentence announces, and for posts.
    pub path: Vec<String>,
    /// Where the pieces come from, those of the instruction first, then those of the input, those of the output last.
    pub spans: Vec<DraftSpanRecord>,
}

/// Where a piece of a draft comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DraftSpanRecord {
    /// The part of the draft that it went into.
    pub role: DraftPart,
    /// Place in the decoded source.
    pub span: SourceSpan,
    /// Place in the document record's `text`; `None` for title and summary, which are no part of it.
    pub text_span: Option<[u32; 2]>,
}
