//! The class of each line: what the stages of parsing hand to each other.

use wenmai_model::{BlockKind, BoilerplateKind};

/// What one line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// Part of an article block of this kind.
    Block(BlockKind),
    /// Part of a region outside the article.
    Boilerplate(BoilerplateKind),
    /// Part of the card with this index.
    Card(u32),
}

/// The class of a line, and whether the line goes on with the block of the line before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Labeled {
    /// The class.
    pub(crate) class: Class,
    /// Whether this line and the one before are one block.
    pub(crate) joined: bool,
}

impl Labeled {
    /// A block of its own.
    pub(crate) const fn block(kind: BlockKind) -> Self {
        Self {
            class: Class::Block(kind),
            joined: false,
        }
    }

    /// Whether the line is no part of the article.
    pub(crate) const fn is_boilerplate(&self) -> bool {
        matches!(self.class, Class::Boilerplate(_))
    }

    /// A boilerplate line; neighboring lines of one kind make one region.
    pub(crate) const fn boilerplate(kind: BoilerplateKind) -> Self {
        Self {
            class: Class::Boilerplate(kind),
            joined: true,
        }
    }
}
