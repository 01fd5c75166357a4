use serde::{Deserialize, Serialize};

use crate::Span;

/// A post of a forum page: who wrote it and when, and the blocks that it is made of.
///
/// Its running text is one or several blocks of kind [`Post`](crate::BlockKind::Post); headings, lists, code, quotations and
/// tables in it stay what they are. A post that goes on behind an answer that stands inside of it has an entry for each piece.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Post {
    /// From the beginning of its first block to the end of its last.
    pub span: Span,
    /// The name of its author, as written.
    pub author: Option<String>,
    /// When it was written, as the page says it: `3 hours ago`, `发表于 2024-5-1 10:22` without the words around it.
    pub time: Option<String>,
    /// The same as an ISO 8601 date or date and time, where the page states one.
    pub published: Option<String>,
    /// Index of its first block in [`Document::blocks`](crate::Document::blocks).
    pub first_block: u32,
    /// One past its last block.
    pub end_block: u32,
}
