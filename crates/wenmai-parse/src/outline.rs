//! The outline: which lines are headings, and how they nest.
//!
//! A line alone is ambiguous, so the page decides: markers are gathered into runs that count up, each run is a series of
//! headings or a list, and unnumbered lines are headings when they stand alone and text follows. The levels come from a
//! stack of open series.

mod level;
mod run;
mod title;

pub(crate) use level::{MAX_LEVEL, unnumbered_level};
use wenmai_model::{BlockKind, LevelSource};

use crate::{
    class::{Class, Labeled},
    grammar::marker::Marker,
    line::Line,
};

/// A line that was taken for a heading, with its level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Decision {
    /// Index of the line in the body.
    pub(crate) line: usize,
    /// Nesting depth from 1.
    pub(crate) level: u8,
    /// What the level was taken from.
    pub(crate) source: LevelSource,
    /// Probability that the line is a heading.
    pub(crate) confidence: f32,
    /// The marker, when it counts in a series.
    pub(crate) marker: Option<Marker>,
}

/// Decides the headings of a body and marks them in `classes`; numbered lines that are no headings become list items.
/// Runs in O(number of lines).
pub(crate) fn outline(lines: &[Line<'_>], classes: &mut [Labeled]) -> Vec<Decision> {
    let mut candidates = run::numbered(lines, classes);
    title::unnumbered(lines, classes, &mut candidates);
    candidates.sort_by_key(|candidate| candidate.line);
    let decisions = level::levels(lines, &candidates);
    for decision in &decisions {
        if let Some(class) = classes.get_mut(decision.line) {
            *class = Labeled::block(BlockKind::Heading);
        }
    }
    decisions
}

/// A line that is a heading, before its level is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Candidate {
    /// Index of the line in the body.
    line: usize,
    /// The marker, when it counts in a series.
    marker: Option<Marker>,
    /// Probability that the line is a heading.
    confidence: f32,
}

/// Whether a line of this class may become a heading.
fn is_open(class: Option<&Labeled>) -> bool {
    class.is_some_and(|class| !class.joined && class.class == Class::Block(BlockKind::Paragraph))
}
