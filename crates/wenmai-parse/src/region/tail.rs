//! The tail of a page: everything from the first label on behind which no article goes on.

use std::ops::Range;

use wenmai_model::BoilerplateKind;

use super::label;
use crate::{
    grammar::{counter::counters, label::Label, whole},
    line::Line,
};

/// Widest line of a list of links, in columns.
const MAX_LINK_WIDTH: u16 = 160;
/// Most lines of a list of links.
const MAX_LINKS: usize = 60;

/// The tail: where it starts, and its sections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tail {
    /// First line of the tail; the number of lines when there is none.
    pub(crate) start: usize,
    /// Sections from `start` on, without gaps.
    pub(crate) sections: Vec<TailSection>,
}

/// A label line and the lines behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TailSection {
    /// The label.
    pub(crate) label: Label,
    /// The label line and what belongs to it.
    pub(crate) lines: Range<usize>,
}

impl Label {
    /// The kind of the region that the label opens.
    pub(crate) const fn boilerplate(self) -> BoilerplateKind {
        match self {
            Self::Contents => BoilerplateKind::TableOfContents,
            Self::Related => BoilerplateKind::Related,
            Self::Trending => BoilerplateKind::Trending,
            Self::Latest => BoilerplateKind::Latest,
            Self::Tags => BoilerplateKind::Other,
            Self::Navigation => BoilerplateKind::Navigation,
            Self::Advertisement => BoilerplateKind::Advertisement,
            Self::Copyright => BoilerplateKind::Copyright,
            Self::Comments => BoilerplateKind::Comments,
            Self::Share => BoilerplateKind::Share,
            Self::AuthorBox => BoilerplateKind::AuthorBox,
            Self::Footer => BoilerplateKind::Footer,
        }
    }
}

/// Finds the tail behind line `from`: going up from the end, each label whose section holds nothing but page furniture
/// belongs to it.
pub(crate) fn tail(lines: &[Line<'_>], from: usize) -> Tail {
    let mut tail = Tail {
        start: lines.len(),
        sections: Vec::new(),
    };
    let labels: Vec<(usize, Label)> = lines
        .iter()
        .enumerate()
        .skip(from)
        .filter_map(|(at, line)| Some((at, label(line)?)))
        .collect();
    for &(at, label) in labels.iter().rev() {
        if !is_furniture(label, lines.get(at + 1..tail.start).unwrap_or_default()) {
            break;
        }
        tail.sections.push(TailSection {
            label,
            lines: at..tail.start,
        });
        tail.start = at;
    }
    tail.sections.reverse();
    tail
}

/// Whether the lines behind a label are page furniture and not the text of an article.
fn is_furniture(label: Label, lines: &[Line<'_>]) -> bool {
    let all_links = || lines.len() <= MAX_LINKS && lines.iter().all(is_link);
    match label {
        Label::Related | Label::Trending | Label::Latest => all_links() || has_cards(lines),
        Label::Contents => lines.is_empty(),
        Label::Tags | Label::Navigation | Label::Advertisement | Label::Share | Label::Footer => {
            lines.len() <= MAX_LINKS / 4 && lines.iter().all(is_link)
        }
        Label::Copyright | Label::AuthorBox => lines.len() <= 6,
        Label::Comments => !lines
            .iter()
            .any(|line| line.marker.is_some() && line.is_isolated()),
    }
}

/// Whether a line may be the title of another page or a button.
fn is_link(line: &Line<'_>) -> bool {
    line.shape.width <= MAX_LINK_WIDTH
        && !matches!(line.shape.last, '。' | '；' | ';')
        && line.shape.inner_ends < 2
}

/// Whether the lines hold the counters and bars of cards, at least one a dozen lines.
fn has_cards(lines: &[Line<'_>]) -> bool {
    let marks = lines
        .iter()
        .filter(|line| line.text == "|" || is_counter_line(line) || line.shape.bars > 0)
        .count();
    marks * 12 >= lines.len()
}

fn is_counter_line(line: &Line<'_>) -> bool {
    line.shape.digits > 0
        && line.shape.width <= 40
        && whole(counters, line.text).is_some_and(|found| found.len() > 1)
}
