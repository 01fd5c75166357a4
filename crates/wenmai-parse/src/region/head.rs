//! The head of a page: title, summary, repeated title, byline, in-page contents below it.

use wenmai_model::{BlockKind, BoilerplateKind};

use super::{contents::Contents, label, same_text};
use crate::{
    card::is_byline_row,
    class::Labeled,
    grammar::{
        counter::counters,
        date::date_text,
        furniture::{button_row, is_breadcrumb},
        label::Label,
        label::label_line,
        title::bracket_tags,
        title::summary_text,
        wsp0,
    },
    line::Line,
};

/// Widest title, in columns.
const MAX_TITLE_WIDTH: u16 = 220;
/// How many lines below the title the head may go on.
const MAX_HEAD_LINES: usize = 12;
/// Widest byline, in columns.
const MAX_BYLINE_WIDTH: u16 = 90;

/// The head: the classes of its lines, in order, and where it ends.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Head {
    /// Index of the title line.
    pub(crate) title: Option<usize>,
    /// Index of the line that opens the summary.
    pub(crate) summary: Option<usize>,
    /// One past the last line of the head.
    pub(crate) end: usize,
    /// Classes of the lines `0..end`.
    pub(crate) classes: Vec<Labeled>,
}

/// `head = *furniture title *( summary / title-repeat / byline / contents )`
pub(crate) fn head(lines: &[Line<'_>], contents: &Contents) -> Head {
    let mut head = Head::default();
    let above = furniture_above(lines);
    let first_at = above.len();
    let Some(first) = lines.get(first_at).filter(|first| is_title(first, lines)) else {
        return head;
    };
    head.classes = above;
    head.title = Some(first_at);
    head.classes.push(Labeled::block(BlockKind::Title));
    let (_, title) = bracket_tags(first.text);
    while let Some(line) = lines.get(head.classes.len()) {
        let at = head.classes.len();
        if at > first_at + MAX_HEAD_LINES && line.furniture.is_none() {
            break;
        }
        if same_text(bracket_tags(line.text).1, title) {
            head.classes.push(Labeled::block(BlockKind::Title));
        } else if let Some(kind) = line.furniture {
            head.classes.push(Labeled::boilerplate(kind));
        } else if let Some(rest) = summary_text(line.text).filter(|_| head.summary.is_none()) {
            head.summary = Some(at);
            head.classes.push(Labeled::block(BlockKind::Summary));
            // The label alone: the text follows, unless the title does.
            if rest.is_empty()
                && lines
                    .get(at + 1)
                    .is_some_and(|next| next.shape.ends_sentence())
            {
                head.classes.push(Labeled {
                    joined: true,
                    ..Labeled::block(BlockKind::Summary)
                });
            }
        } else if is_byline(line) || is_beside_byline(lines, at, &head.classes) {
            head.classes
                .push(Labeled::boilerplate(BoilerplateKind::Byline));
        } else if let Some(kind) = notice(line) {
            head.classes.push(Labeled::boilerplate(kind));
        } else if label(line) == Some(Label::Contents) {
            let entries = contents.entries(lines, at + 1);
            if entries == 0 && lines.get(at + 1).is_some_and(|next| !next.blank_before) {
                break;
            }
            let entry = Labeled::boilerplate(BoilerplateKind::TableOfContents);
            head.classes.extend(std::iter::repeat_n(entry, entries + 1));
        } else if let Some(entries) = contents.unlabeled_entries(lines, at) {
            head.classes.extend(std::iter::repeat_n(
                Labeled::boilerplate(BoilerplateKind::TableOfContents),
                entries,
            ));
        } else if head.summary.is_none()
            && at == first_at + 1
            && (title_follows(lines, at, title) || furniture_follows(lines, at))
        {
            // A summary without label stands between the title and its repetition, or above the byline.
            head.summary = Some(at);
            head.classes.push(Labeled::block(BlockKind::Summary));
        } else {
            break;
        }
    }
    head.end = head.classes.len();
    head
}

/// Most lines above the title.
const MAX_FURNITURE_LINES: usize = 8;

/// The lines above the title: the path to the page, rows of its menu, what mails say of themselves. A single word of a menu
/// needs another one beside it, as it may be the title.
fn furniture_above(lines: &[Line<'_>]) -> Vec<Labeled> {
    // What repeats on the pages of the host is no title, however much of it there is.
    let repeated = lines.iter().map_while(|line| line.furniture);
    let mut above: Vec<Labeled> = repeated.map(Labeled::boilerplate).collect();
    let lines = lines.get(above.len()..).unwrap_or_default();
    let kind = |line: &Line<'_>| {
        if let Some(kind) = line.furniture {
            return Some((kind, true));
        }
        if is_breadcrumb(line.text) {
            return Some((BoilerplateKind::Breadcrumb, true));
        }
        if let Some(row) = button_row(line.text) {
            return Some((BoilerplateKind::Navigation, row.is_certain()));
        }
        (label(line) == Some(Label::Footer)).then_some((BoilerplateKind::Navigation, true))
    };
    let kinds: Vec<_> = lines
        .iter()
        .take(MAX_FURNITURE_LINES)
        .map_while(kind)
        .collect();
    let is_certain = kinds.len() > 1 || kinds.iter().any(|&(_, is_certain)| is_certain);
    if !is_certain || kinds.len() == lines.len().min(MAX_FURNITURE_LINES) {
        return above;
    }
    above.extend(
        kinds
            .into_iter()
            .map(|(kind, _)| Labeled::boilerplate(kind)),
    );
    above
}

/// Widest name of an author on a line of its own, in columns.
const MAX_NAME_WIDTH: u16 = 24;

/// Whether line `at` is a row of buttons and counters, or the name of the author above a byline or such a row.
fn is_beside_byline(lines: &[Line<'_>], at: usize, classes: &[Labeled]) -> bool {
    let buttons = |at: usize| lines.get(at).and_then(|line| button_row(line.text));
    let Some(line) = lines.get(at) else {
        return false;
    };
    if let Some(row) = buttons(at) {
        let below_byline = classes.last() == Some(&Labeled::boilerplate(BoilerplateKind::Byline));
        return row.is_certain() || below_byline && !line.blank_before;
    }
    let is_name = line.shape.width <= MAX_NAME_WIDTH
        && line.marker.is_none()
        && line.shape.digits == 0
        && !line.shape.ends_like_text();
    // A word of the buttons may be a section, too: so two lines must speak for the name.
    let opens_byline = |next: &Line<'_>, at: usize| {
        let row = buttons(at);
        is_byline(next) || row.is_some_and(|row| row.is_certain() || buttons(at + 1).is_some())
    };
    is_name
        && lines
            .get(at + 1)
            .is_some_and(|next| !next.blank_before && opens_byline(next, at + 1))
}

/// A line of tags, or who owns the text, each behind its label.
fn notice(line: &Line<'_>) -> Option<BoilerplateKind> {
    let found = (line.shape.width <= MAX_TITLE_WIDTH)
        .then(|| label_line(line.text))
        .flatten()
        .filter(|found| !found.rest.is_empty())?;
    match found.label {
        Label::Tags | Label::Copyright => Some(found.label.boilerplate()),
        _ => None,
    }
}

/// Whether the first line is a title: short, not a sentence, not a label, and with something below it, for who has one line
/// alone has it for what it says.
fn is_title(first: &Line<'_>, lines: &[Line<'_>]) -> bool {
    let sentence =
        matches!(first.shape.last, '。' | '；' | '，' | ',' | ';') || first.shape.inner_ends > 1;
    first.shape.alphanumeric() > 0
        && first.shape.width <= MAX_TITLE_WIDTH
        && !sentence
        && label(first).is_none()
        && first.shape.bars < 2
        && lines.len() > 1
}

/// Whether the title is repeated right behind line `at`.
fn title_follows(lines: &[Line<'_>], at: usize, title: &str) -> bool {
    lines
        .get(at + 1)
        .is_some_and(|next| same_text(bracket_tags(next.text).1, title))
}

/// Whether a byline or the label of contents stands right behind a paragraph in line `at`.
fn furniture_follows(lines: &[Line<'_>], at: usize) -> bool {
    lines
        .get(at)
        .is_some_and(|line| line.shape.ends_sentence() && line.is_isolated())
        && lines
            .get(at + 1)
            .is_some_and(|next| is_byline(next) || label(next) == Some(Label::Contents))
}

/// Openings of a byline.
const BYLINE_LEADS: [&str; 22] = [
    "by ",
    "started by ",
    "asked by ",
    "编辑于",
    "发表于",
    "posted on",
    "posted by",
    "published",
    "updated",
    "last updated",
    "written by",
    "作者",
    "来源",
    "來源",
    "撰文",
    "文／",
    "文/",
    "发布于",
    "发布时间",
    "更新时间",
    "最后编辑",
    "责任编辑",
];

/// `byline = field *( separator field )`, a field being a date, counters, or a name behind its label: a short line that
/// opens with a date, or with a label and holds a name or a date.
pub(crate) fn is_byline(line: &Line<'_>) -> bool {
    let sentence = line.shape.inner_ends > 0 || matches!(line.shape.last, '。' | '？' | '?' | '！');
    if line.shape.width > MAX_BYLINE_WIDTH || sentence {
        return false;
    }
    if opens_with_date(line.text) || is_byline_row(line.text) {
        return true;
    }
    let lower = line.text.to_lowercase();
    let Some(lead) = BYLINE_LEADS.iter().find(|lead| lower.starts_with(**lead)) else {
        return false;
    };
    let behind = lower.get(lead.len()..).unwrap_or_default();
    behind.contains([':', '：', '／'])
        || holds_date(behind)
        || lead.ends_with("by ") && line.shape.words <= 8
}

/// A date, and nothing behind it but counters, a time, a reading time.
fn opens_with_date(text: &str) -> bool {
    let Ok((rest, _)) = date_text(text) else {
        return false;
    };
    let Ok((rest, _)) = wsp0(rest) else {
        return false;
    };
    let rest = rest.trim_start_matches(|c: char| {
        c.is_ascii_digit() || matches!(c, ':' | ' ' | '·' | '|' | '—' | '-')
    });
    rest.is_empty()
        || counters(rest).is_ok_and(|(rest, _)| rest.trim().is_empty())
        || rest.ends_with("read")
}

/// Whether one of the fields of a byline is a date.
fn holds_date(text: &str) -> bool {
    let fields = || text.split(['·', '|', ',', '\u{3000}', ':', '：']);
    fields()
        .chain(text.split(' '))
        .any(|field| date_text(field.trim()).is_ok())
}
