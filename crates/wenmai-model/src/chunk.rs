use serde::{Deserialize, Serialize};

use crate::SourceSpan;

/// Where a block stands in the text of the article, as a record of the document has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextBlock {
    /// Index of the block in [`Document::blocks`](crate::Document::blocks).
    pub block: u32,
    /// Its first byte in the article's text.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
}

/// A piece of an article that fits into a budget of tokens.
///
/// The pieces of an article, each without its overlap, are its text: between two of them stands one line end or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Chunk {
    /// The innermost section that all of the chunk belongs to: index into [`Document::sections`](crate::Document::sections).
    /// `None` where there is none.
    pub section: Option<u32>,
    /// Its first byte in the article's text.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// How many bytes at its start the chunk before has, too.
    pub overlap: u32,
    /// Estimated tokens, those of the overlap included.
    pub tokens: u64,
}

/// A line of `chunk`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChunkRecord {
    /// [`SCHEMA_VERSION`](crate::SCHEMA_VERSION) of the writer.
    pub schema_version: u32,
    /// Name of the page within its run.
    pub id: String,
    /// Position of the chunk in its article, from 0.
    pub chunk: u32,
    /// Title of the page.
    pub title: Option<String>,
    /// Heading texts down to the innermost section that all of the chunk belongs to; empty before the first heading.
    pub path: Vec<String>,
    /// The text, headings included: that of the document record at `text_span`.
    pub text: String,
    /// Estimated tokens of the text.
    pub tokens: u64,
    /// Bytes at the start of the text that the chunk before has, too; absent when there are none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub overlap: u32,
    /// Place in the decoded source, from the first byte to the last.
    pub span: SourceSpan,
    /// Place in the document record's `text`. Between two chunks, overlap aside, stands one line end or nothing.
    pub text_span: [u32; 2],
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_zero(value: &u32) -> bool {
    *value == 0
}
