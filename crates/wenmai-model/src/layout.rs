use serde::{Deserialize, Serialize};

use crate::Span;

/// How a block is set, as far as its kind does not say it. Blocks with nothing to say have no such record.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BlockLayout {
    /// Index of the block in [`Document::blocks`](crate::Document::blocks).
    pub block: u32,
    /// In how many lists the block stands; 0 outside of lists.
    #[serde(default, skip_serializing_if = "is_default")]
    pub list_depth: u8,
    /// Whether the block is the first of its list item, as the markup says; its text then has no marker.
    #[serde(default, skip_serializing_if = "is_default")]
    pub opens_item: bool,
    /// The number of the list item that the block opens, where the list is numbered by its markup.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// Whether the block goes on with the quotation of the block before.
    #[serde(default, skip_serializing_if = "is_default")]
    pub continues: bool,
    /// The language of program text, as the page names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The rows of a table, where its cells are known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<TableRow>,
}

impl BlockLayout {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self
            == Self {
                block: self.block,
                ..Self::default()
            }
    }
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TableRow {
    /// Its cells, in order.
    pub cells: Vec<TableCell>,
}

/// One cell of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TableCell {
    /// Its text; empty for an empty cell.
    pub span: Span,
    /// Whether it names a column or a row.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_header: bool,
    /// Over how many columns it goes, from 1.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub columns: u16,
    /// Over how many rows it goes, from 1.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub rows: u16,
}

/// A piece of text inside of a block that is set in some way or leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Mark {
    /// What it is.
    pub kind: MarkKind,
    /// Its text, within one block.
    pub span: Span,
    /// Where a link leads: its address, absolute where the page's own is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
}

/// What a marked piece of text is. Pieces of one kind do not overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MarkKind {
    /// A link.
    Link,
    /// Strong or bold.
    Strong,
    /// Emphasized.
    Emphasis,
    /// Deleted.
    Deletion,
    /// Set below the line.
    Subscript,
    /// Set above the line.
    Superscript,
    /// Program text.
    Code,
    /// A formula in TeX, with or without its delimiters.
    Formula,
    /// The same on a line of its own.
    DisplayFormula,
}

/// A picture of the article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Image {
    /// Where it stands in the text: behind this many bytes.
    pub at: u32,
    /// Its address, absolute where the page's own is known.
    pub src: String,
    /// What it shows, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

const fn one() -> u16 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_one(value: &u16) -> bool {
    *value == 1
}
