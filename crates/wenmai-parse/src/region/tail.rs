//! The tail of a page: everything from the first label on behind which no article goes on.

use std::ops::Range;

use wenmai_model::BoilerplateKind;

use super::label;
use crate::{
    card::repeated,
    grammar::{counter::counters, label::Label, number::digits1, whole},
    line::Line,
};

/// Widest line of a list of links, in columns.
const MAX_LINK_WIDTH: u16 = 160;
/// Most lines of a list of links.
const MAX_LINKS: usize = 60;

/// Narrowest line that may be a paragraph, in columns.
const MIN_TEXT_WIDTH: u16 = 30;

/// The tail: where it starts, and its sections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tail {
    /// First line of the tail; the number of lines when there is none.
    pub(crate) start: usize,
    /// Sections from `start` on, without gaps.
    pub(crate) sections: Vec<TailSection>,
    /// Whether the first section has no label line.
    pub(crate) is_unlabeled: bool,
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
        is_unlabeled: false,
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
    split_lists(lines, &mut tail.sections);
    tail
}

/// Moves the tail up to records of other articles that no label announces, when there are such.
///
/// An article may be made of records itself, a digest or a list of releases: so much more of it must stand before them.
pub(crate) fn with_records(mut tail: Tail, lines: &[Line<'_>], from: usize) -> Tail {
    let before = lines.get(from..tail.start).unwrap_or_default();
    let Some(found) = repeated(before) else {
        return tail;
    };
    let Some(first) = found.records.first().map(|record| record.start) else {
        return tail;
    };
    let (article, records) = before.split_at(first);
    let width = |lines: &[Line<'_>]| -> usize {
        let widths = lines.iter().map(|line| usize::from(line.shape.width));
        widths.sum()
    };
    let has_text = article
        .iter()
        .any(|line| line.shape.width > MIN_TEXT_WIDTH && line.shape.ends_sentence());
    if has_text && (!found.has_excerpts || width(article) >= width(records) / 2) {
        let start = from + first;
        let section = TailSection {
            label: Label::Related,
            lines: start..tail.start,
        };
        tail.sections.insert(0, section);
        tail.start = start;
        tail.is_unlabeled = true;
    }
    tail
}

/// Two labels and then two numbered lists: the first list belongs to the first label. Its lines become a section of their
/// own between the second label and the second list.
fn split_lists(lines: &[Line<'_>], sections: &mut Vec<TailSection>) {
    let is_list = |label| matches!(label, Label::Trending | Label::Latest);
    let pair = sections.windows(2).position(|pair| match pair {
        [first, second] => is_list(first.label) && is_list(second.label) && first.lines.len() == 1,
        _ => false,
    });
    let Some(at) = pair else {
        return;
    };
    let (Some(first), Some(second)) = (sections.get(at).cloned(), sections.get(at + 1).cloned())
    else {
        return;
    };
    let items = second.lines.start + 1..second.lines.end;
    let mut starts = items.clone().filter(|&at| {
        lines
            .get(at)
            .is_some_and(|line| list_number(line) == Some(1))
    });
    if starts.next() != Some(items.start) {
        return;
    }
    let Some(middle) = starts.next() else {
        return;
    };
    let section = |label, lines| TailSection { label, lines };
    sections.splice(
        at + 1..at + 2,
        [
            section(second.label, second.lines.start..items.start),
            section(first.label, items.start..middle),
            section(second.label, middle..items.end),
        ],
    );
}

/// The number that a line of a list opens with or is.
fn list_number(line: &Line<'_>) -> Option<u32> {
    let number = line.marker.and_then(|marker| match *marker.number.parts() {
        [number] => Some(number),
        _ => None,
    });
    number.or_else(|| whole(digits1, line.text))
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
