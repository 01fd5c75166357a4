//! The tail of a page: everything from the first label on behind which no article goes on.

use std::ops::Range;

use wenmai_model::BoilerplateKind;

use super::{head::is_byline, label};
use crate::{
    card::repeated,
    grammar::{
        counter::{CounterKind, counters},
        date::date_text,
        furniture::button_row,
        label::Label,
        number::digits1,
        whole,
    },
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
    /// Whether the form of the first line opens the section, and not a label.
    pub(crate) is_by_form: bool,
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
            Self::Byline => BoilerplateKind::Byline,
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
    for at in (from..lines.len()).rev() {
        let Some(Opening { label, is_by_form }) = label_at(lines, at, tail.start) else {
            continue;
        };
        let below = lines.get(at + 1..tail.start).unwrap_or_default();
        let is_row = is_by_form && label == Label::Share;
        let fits = if is_row {
            is_below_buttons(below)
        } else {
            is_furniture(label, below)
        };
        if !fits {
            break;
        }
        tail.sections.push(TailSection {
            label,
            lines: at..tail.start,
            is_by_form,
        });
        tail.start = at;
    }
    if !tail.sections.is_empty() {
        add_bylines(lines, from, &mut tail);
    }
    tail.sections.reverse();
    join_buttons(&mut tail.sections);
    split_lists(lines, &mut tail.sections);
    tail
}

/// What opens a section of the tail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Opening {
    label: Label,
    /// Whether the form of the line says it, and not a label.
    is_by_form: bool,
}

/// Buttons below comments or other buttons are part of them.
fn join_buttons(sections: &mut Vec<TailSection>) {
    sections.dedup_by(|section, above| {
        let joins = matches!(above.label, Label::Comments | Label::Share)
            && section.label == Label::Share
            && section.is_by_form;
        if joins {
            above.lines.end = section.lines.end;
        }
        joins
    });
}

/// Most lines below a row of buttons.
const MAX_BELOW_BUTTONS: usize = 3;

/// Whether the lines below a row of buttons are furniture, too, and not the next post of a thread.
fn is_below_buttons(lines: &[Line<'_>]) -> bool {
    lines.len() <= MAX_BELOW_BUTTONS
        && lines
            .iter()
            .all(|line| is_link(line) && line.marker.is_none() && !line.shape.ends_sentence())
}

/// Most bylines between an article and its tail.
const MAX_BYLINES: usize = 3;

/// Moves the tail up over bylines that close the article: `编辑于 2023-09-05`.
fn add_bylines(lines: &[Line<'_>], from: usize, tail: &mut Tail) {
    let before = lines.get(from..tail.start).unwrap_or_default();
    let bylines = before.iter().rev().take(MAX_BYLINES);
    // A date alone may be the last item of a list.
    let is_closing = |line: &&Line<'_>| is_byline(line) && whole(date_text, line.text).is_none();
    let count = bylines.take_while(is_closing).count();
    if count > 0 && count < before.len() {
        tail.sections.push(TailSection {
            label: Label::Byline,
            lines: tail.start - count..tail.start,
            is_by_form: true,
        });
        tail.start -= count;
    }
}

/// The label that line `at` is, above the tail from `end` on, or what it opens without one: a row of buttons, a count of
/// comments with some below it, who owns the page.
fn label_at(lines: &[Line<'_>], at: usize, end: usize) -> Option<Opening> {
    let line = lines.get(at)?;
    let by_form = |label| Opening {
        label,
        is_by_form: true,
    };
    if let Some(label) = label(line) {
        return Some(Opening {
            label,
            is_by_form: false,
        });
    }
    if line.text.starts_with('©') && line.shape.width <= MAX_LINK_WIDTH {
        return Some(by_form(Label::Copyright));
    }
    let counted = (line.shape.digits > 0 && line.shape.width <= MAX_COUNTS_WIDTH)
        .then(|| whole(counters, line.text))
        .flatten();
    let counts_comments = counted.is_some_and(|found| {
        found.len() == 1
            && found
                .iter()
                .all(|counter| counter.kind == CounterKind::Comments)
    });
    if counts_comments && has_posts(lines.get(at + 1..).unwrap_or_default()) {
        return Some(by_form(Label::Comments));
    }
    if end - at > MAX_BELOW_BUTTONS + 1 {
        return None;
    }
    let row = button_row(line.text)?;
    // Behind a bar stand the tags of a card.
    let is_behind_bar = || {
        let before = lines.get(at.saturating_sub(MAX_TAGS)..at);
        before.is_some_and(|before| before.iter().any(|line| line.text == "|"))
    };
    if line.text.starts_with('|') || is_behind_bar() {
        return None;
    }
    let beside = |at: usize| {
        lines
            .get(at)
            .is_some_and(|line| button_row(line.text).is_some() || label(line).is_some())
    };
    // Counters alone may close a card, `8 分享` and a single word may be a heading.
    let is_certain =
        row.is_certain() && counted.is_none() && (row.len > 1 || line.marker.is_none());
    let has_neighbor = line.marker.is_none() && (beside(at + 1) || at > 0 && beside(at - 1));
    let is_furniture = is_certain || has_neighbor;
    is_furniture.then(|| by_form(Label::Share))
}

/// Widest row of counters, in columns.
const MAX_COUNTS_WIDTH: u16 = 60;
/// Most tags of a card, each on a line of its own.
const MAX_TAGS: usize = 3;

/// Whether comments stand behind their count: dates or buttons come again.
fn has_posts(lines: &[Line<'_>]) -> bool {
    let is_post = |line: &&Line<'_>| {
        line.shape.width <= MIN_TEXT_WIDTH * 2
            && (date_text(line.text).is_ok() || button_row(line.text).is_some())
    };
    lines
        .iter()
        .take(MAX_LINKS)
        .filter(is_post)
        .nth(1)
        .is_some()
}

/// Moves the tail up to records of other articles that no label announces, when there are such.
///
/// An article may be made of records itself, a digest or a list of releases: so much more of it must stand before them.
pub(crate) fn with_records(mut tail: Tail, lines: &[Line<'_>], from: usize) -> Tail {
    // A row of counters that closes the last record looks like buttons.
    let by_form = tail
        .sections
        .iter()
        .take_while(|section| section.is_by_form);
    let rows = by_form
        .last()
        .map_or(tail.start, |section| section.lines.end);
    let ends = [Some(tail.start), (rows > tail.start).then_some(rows)];
    let found = ends.into_iter().flatten().find_map(|end| {
        let before = lines.get(from..end)?;
        let found = repeated(before).filter(|found| !found.needs_label)?;
        let first = found.records.first()?.start;
        Some((before, found, first, end))
    });
    let Some((before, found, first, end)) = found else {
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
            lines: start..end,
            is_by_form: true,
        };
        tail.sections.retain(|section| section.lines.start >= end);
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
    let section = |label, lines| TailSection {
        label,
        lines,
        is_by_form: false,
    };
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
    // A title may close like a sentence, and one that does may not hide the tail.
    let all_links = || {
        let others = || lines.iter().filter(|line| !is_link(line));
        lines.len() <= MAX_LINKS
            && others().count() * 4 <= lines.len()
            && others().all(|line| line.shape.width <= MAX_LINK_WIDTH / 2)
    };
    match label {
        Label::Related | Label::Trending | Label::Latest => {
            all_links() || has_cards(lines) || repeated(lines).is_some()
        }
        Label::Contents => lines.is_empty(),
        Label::Tags
        | Label::Navigation
        | Label::Advertisement
        | Label::Share
        | Label::Footer
        | Label::Byline => lines.len() <= MAX_LINKS / 4 && lines.iter().all(is_link),
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
