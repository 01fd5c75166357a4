//! The blocks of a page: runs of text that stand together, in page order.

use wenmai_model::{SourceMap, Span};

use super::counts::Counts;
use super::tag::Tag;
use super::tree::NodeId;

/// A run of text within one block-level element: a paragraph, an item, a cell, a caption, or what stands between such.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Block {
    /// Its text. A line end in it is a `<br>`, or one of preformatted text.
    pub(crate) span: Span,
    /// The innermost block-level element that it stands in.
    pub(crate) node: NodeId,
    /// Counts of its text.
    pub(crate) counts: Counts,
    /// Characters inside links, blanks left out.
    pub(crate) link_chars: u32,
    /// Characters that are strong or bold, blanks left out.
    pub(crate) strong_chars: u32,
    /// Characters that are not shown, blanks left out.
    pub(crate) hidden_chars: u32,
    /// Number of links that have text here.
    pub(crate) n_links: u32,
    /// Whether only readers without scripts see it.
    pub(crate) in_noscript: bool,
    /// Whether its white space is kept.
    pub(crate) is_preformatted: bool,
}

impl Block {
    /// Whether all of it is hidden, by `hidden`, `aria-hidden` or a style.
    pub(crate) const fn is_hidden(&self) -> bool {
        self.hidden_chars >= self.counts.chars
    }
}

/// What a piece of text inside of a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum InlineKind {
    /// A link; its node has the address.
    Link,
    /// `strong` or `b`.
    Strong,
    /// `em` or `i`.
    Emphasis,
    /// `code`, `kbd`, `samp` or `tt`.
    Code,
    /// `sub`.
    Subscript,
    /// `sup`.
    Superscript,
    /// `del`, `s` or `strike`.
    Deletion,
    /// `math`: the node has the formula.
    Formula,
    /// Hidden text inside of a block that is shown.
    Hidden,
}

impl InlineKind {
    /// Number of kinds.
    pub(super) const COUNT: usize = Self::ALL.len();

    /// All kinds, in the order of their numbers.
    pub(super) const ALL: [Self; 9] = [
        Self::Link,
        Self::Strong,
        Self::Emphasis,
        Self::Code,
        Self::Subscript,
        Self::Superscript,
        Self::Deletion,
        Self::Formula,
        Self::Hidden,
    ];

    /// What the text of an element with this name is.
    pub(super) const fn of(tag: Tag) -> Option<Self> {
        Some(match tag {
            Tag::A => Self::Link,
            Tag::Strong | Tag::B => Self::Strong,
            Tag::Em | Tag::I => Self::Emphasis,
            Tag::Code | Tag::Kbd | Tag::Samp | Tag::Tt => Self::Code,
            Tag::Sub => Self::Subscript,
            Tag::Sup => Self::Superscript,
            Tag::Del | Tag::S | Tag::Strike => Self::Deletion,
            Tag::Math => Self::Formula,
            _ => return None,
        })
    }

    /// The bit of this kind in a set of them.
    pub(super) const fn bit(self) -> u16 {
        1 << self as u8
    }
}

/// A piece of text inside of a block that is set in some way. Pieces of one kind do not overlap; an element that holds
/// several blocks has a piece in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Inline {
    /// What it is.
    pub(crate) kind: InlineKind,
    /// Its text. Empty for links around pictures alone.
    pub(crate) span: Span,
    /// The element.
    pub(crate) node: NodeId,
}

/// A picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Image {
    /// The element.
    pub(crate) node: NodeId,
    /// The link that it stands in.
    pub(crate) link: Option<NodeId>,
    /// Where it stands in the text: behind this many bytes.
    pub(crate) at: u32,
}

/// The visible text of a page and what it is made of.
#[derive(Debug, Default)]
pub(crate) struct PageText {
    pub(crate) text: String,
    pub(crate) source_map: SourceMap,
    pub(crate) blocks: Vec<Block>,
    pub(crate) inlines: Vec<Inline>,
    pub(crate) images: Vec<Image>,
}
