//! Regions of a text page: head, body, tail. The outline is decided inside the body only.

mod contents;
mod head;
mod tail;

use std::ops::Range;

use wenmai_text::normalize::same_key;

use crate::{grammar::label::Label, grammar::label::label_line, line::Line};
pub(crate) use contents::{Contents, Listing};
pub(crate) use head::{Head, head, is_byline};
pub(crate) use tail::{Tail, TailSection, tail, with_records};

/// Head, body and tail of a page as ranges of its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Regions {
    /// Title, summary, repeated title, byline, contents.
    pub(crate) head: Head,
    /// The article itself.
    pub(crate) body: Range<usize>,
    /// Contents inside the body; empty when there are none, or they stand in the head.
    pub(crate) contents: Range<usize>,
    /// Related articles, lists of links, the foot of the page.
    pub(crate) tail: Tail,
}

/// Finds the regions of a page.
pub(crate) fn regions(lines: &[Line<'_>]) -> Regions {
    let contents = Contents::new(lines);
    let head = head(lines, &contents);
    let tail = with_records(tail(lines, head.end), lines, head.end);
    let body = lines.get(..tail.start).unwrap_or_default();
    Regions {
        contents: contents.below_introduction(body, head.end),
        body: head.end..tail.start,
        head,
        tail,
    }
}

/// The label that `line` is, if it is one.
pub(crate) fn label(line: &Line<'_>) -> Option<Label> {
    (line.shape.width <= 120)
        .then(|| label_line(line.text))?
        .map(|found| found.label)
}

/// Whether two lines say the same, but for marks, width and case.
pub(crate) fn same_text(a: &str, b: &str) -> bool {
    same_key(a, b)
}
