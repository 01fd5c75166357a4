//! The outline: which lines are headings, and how they nest.
//!
//! Which lines are headings is what [`crate::judge`] learned; how they nest is learned as well, see
//! [`place`].

mod level;
mod place;

#[cfg(feature = "_train")]
pub(crate) use level::place_each;
pub(crate) use level::{MAX_LEVEL, unnumbered_level};
#[cfg(feature = "_train")]
pub(crate) use place::FACTS as PLACE_FACTS;
use wenmai_model::{BlockKind, LevelSource};
use wenmai_text::ensemble::Scorer;

use crate::{
    class::{Class, Labeled},
    grammar::marker::Marker,
    judge::Judgement,
    line::Line,
    region::Listing,
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

/// Decides the headings of a body and marks them in `classes`; only paragraphs become headings. Runs in O(number of
/// lines).
pub(crate) fn outline(
    lines: &[Line<'_>],
    judgement: &Judgement,
    listing: &Listing,
    classes: &mut [Labeled],
    model: &Scorer,
) -> Vec<Decision> {
    let candidates = candidates(lines, judgement, listing, classes);
    let decisions = level::levels(lines, &candidates, model);
    for decision in &decisions {
        if let Some(class) = classes.get_mut(decision.line) {
            *class = Labeled::block(BlockKind::Heading);
        }
    }
    decisions
}

/// The lines that are headings.
pub(crate) fn candidates(
    lines: &[Line<'_>],
    judgement: &Judgement,
    listing: &Listing,
    classes: &[Labeled],
) -> Vec<Candidate> {
    lines
        .iter()
        .enumerate()
        .filter(|&(at, line)| is_open(classes.get(at), line) && judgement.is_heading(at))
        .map(|(at, line)| Candidate {
            line: at,
            marker: line.marker,
            confidence: judgement.confidence(at),
            listed: listing.depth(line),
        })
        .collect()
}

/// A line that is a heading, before its level is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Candidate {
    /// Index of the line in the body.
    pub(crate) line: usize,
    /// The marker, when it counts in a series.
    pub(crate) marker: Option<Marker>,
    /// Probability that the line is a heading.
    pub(crate) confidence: f32,
    /// Its depth by the contents of the page.
    pub(crate) listed: Option<u8>,
}

/// Whether a line of this class may become a heading.
fn is_open(class: Option<&Labeled>, line: &Line<'_>) -> bool {
    // `★ 标题` looks like an item of a list, unless the options say what it is.
    let is_stated = line.marker.is_some_and(|marker| marker.is_stated);
    class.is_some_and(|class| match class.class {
        Class::Block(BlockKind::Paragraph) => !class.joined,
        Class::Block(BlockKind::ListItem) => is_stated,
        _ => false,
    })
}
