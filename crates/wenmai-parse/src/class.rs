//! The class of each line: what the stages of parsing hand to each other.

use wenmai_model::{BlockKind, BoilerplateKind};

use crate::line::Line;

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

/// Makes the lines boilerplate that are so by the profile of the host. Titles, code, tables, formulas and cards say what
/// they are by more than their words, and stay.
pub(crate) fn mark_furniture(lines: &[Line<'_>], classes: &mut [Labeled]) {
    for (class, line) in classes.iter_mut().zip(lines) {
        let stays = matches!(
            class.class,
            Class::Card(_)
                | Class::Block(
                    BlockKind::Title | BlockKind::Code | BlockKind::Table | BlockKind::Formula
                )
        );
        if let Some(kind) = line.furniture.filter(|_| !stays) {
            *class = Labeled::boilerplate(kind);
        }
    }
}
