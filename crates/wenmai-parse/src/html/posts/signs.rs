//! What tells who wrote a post, and when: elements that are marked or called so, and links to people.

use wenmai_model::Span;
use wenmai_text::trim_blank;

use super::words::words;
use crate::grammar::date::date_text;
use crate::html::HtmlPage;
use crate::html::attribute::AttributeName;
use crate::html::metadata::date::{DayOrder, first_day};
use crate::html::metadata::element::{Place, place_on};
use crate::html::metadata::names::behind_label;
use crate::html::metadata::words::has_any;
use crate::html::name_parts::{NameParts, Part};
use crate::html::tag::Tag;
use crate::html::tree::{NodeId, Tree};

/// How much of an element that is named after an author is read, in bytes.
const MAX_AUTHOR_BYTES: usize = 400;
/// Longest name of an author, in characters.
const MAX_NAME_CHARS: usize = 40;
/// Longest text of a time, in bytes, and longest that is taken whole where only its beginning was read.
const MAX_TIME_BYTES: usize = 120;
const MAX_WRITTEN_BYTES: usize = 48;
/// How far behind a day its clock may stand, in bytes.
const MAX_CLOCK_DISTANCE: usize = 40;

/// How an element says that it names an author, the clearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// In microdata, or by `rel=author`.
    Marked,
    /// By its class or id.
    Called,
    /// By the address it leads to.
    Linked,
}

/// The name of an author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Author {
    pub(super) node: NodeId,
    pub(super) sign: Sign,
    pub(super) span: Span,
    pub(super) name: String,
}

/// A time as it is written and, where it can be read, in ISO 8601.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TimeText {
    pub(super) written: String,
    pub(super) iso: Option<String>,
}

/// An element with a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Time {
    pub(super) node: NodeId,
    /// Where its text stands, unless it is stated for machines alone.
    pub(super) span: Option<Span>,
    pub(super) text: TimeText,
}

/// The signs of a page, each kind in page order; of one inside of another the inner.
#[derive(Debug, Default)]
pub(super) struct Signs {
    pub(super) authors: Vec<Author>,
    pub(super) times: Vec<Time>,
}

impl Signs {
    /// Runs in O(nodes).
    pub(super) fn new(page: &HtmlPage<'_>, parts: &NameParts, order: DayOrder) -> Self {
        let tree = &page.tree;
        let mut signs = Self::default();
        for node in tree.nodes() {
            if matches!(
                tree.tag(node),
                Tag::Text | Tag::Html | Tag::Body | Tag::Main | Tag::Link | Tag::Img
            ) {
                continue;
            }
            if let Some(time) = time(page, parts, node, order) {
                let outer = signs.times.last();
                if outer.is_some_and(|outer| node.0 < tree.end(outer.node)) {
                    signs.times.pop();
                }
                signs.times.push(time);
                continue;
            }
            let found = sign(tree, parts, node);
            if let Some(mut author) = found.and_then(|sign| author(page, node, sign, order)) {
                let outer = signs.authors.last();
                if let Some(outer) = outer.filter(|outer| node.0 < tree.end(outer.node)) {
                    author.sign = author.sign.min(outer.sign);
                    signs.authors.pop();
                }
                signs.authors.push(author);
            }
        }
        signs
    }
}

fn author(page: &HtmlPage<'_>, node: NodeId, sign: Sign, order: DayOrder) -> Option<Author> {
    let Place { text, span, .. } = place_on(page, node)?;
    // Authors may be nested around one long text, so that no more of it is looked at than may be a name with its label.
    let text = text.get(..text.floor_char_boundary(MAX_AUTHOR_BYTES))?;
    let line = trim_blank(text.lines().next()?);
    // `Di` is a name, too.
    let (rest, _) = behind_label(line);
    let rest = if rest.is_empty() { line } else { rest };
    let lower = rest.to_lowercase();
    let ends = words().end.iter().filter_map(|end| lower.find(end));
    let end = ends.filter(|&at| at > 0).min();
    // A character may change its length with its case, so the place is one of the lower text.
    let name = match end {
        Some(at) if lower.len() == rest.len() => rest.get(..at).unwrap_or(rest),
        _ => rest,
    };
    let name =
        name.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：' | ',' | '，'));
    let is_name = name.chars().any(char::is_alphanumeric)
        && name.chars().count() <= MAX_NAME_CHARS
        && !words().none.contains(&name.to_lowercase().as_str())
        && first_day(name, order).is_none()
        && age_at(name).is_none();
    let at = text.find(name)?;
    let at = span.start + u32::try_from(at).ok()?;
    is_name.then(|| Author {
        node,
        sign,
        span: Span::new(at, at + u32::try_from(name.len()).unwrap_or(0)),
        name: name.to_owned(),
    })
}

/// Whether and how an element says that it names an author.
fn sign(tree: &Tree<'_>, parts: &NameParts, node: NodeId) -> Option<Sign> {
    let property = |node| {
        let properties = tree.attribute(node, AttributeName::Itemprop);
        let mut properties = properties.unwrap_or_default().split_ascii_whitespace();
        move |wanted: &str| properties.any(|name| name.eq_ignore_ascii_case(wanted))
    };
    let rel = tree.attribute(node, AttributeName::Rel).unwrap_or_default();
    let is_author = |node| property(node)("author") || property(node)("creator");
    if is_author(node)
        || property(node)("name") && tree.ancestors(node).take(3).any(is_author)
        || rel
            .split_ascii_whitespace()
            .any(|rel| rel.eq_ignore_ascii_case("author"))
    {
        return Some(Sign::Marked);
    }
    if parts.has(node, Part::PostAuthor) && !parts.has(node, Part::OtherPostAuthor) {
        return Some(Sign::Called);
    }
    let is_linked = parts.has(node, Part::MemberAddress);
    is_linked.then_some(Sign::Linked)
}

/// The time that an element tells, when it is made or called to tell one.
fn time(page: &HtmlPage<'_>, parts: &NameParts, node: NodeId, order: DayOrder) -> Option<Time> {
    let tree = &page.tree;
    if tree.tag(node) != Tag::Time && !parts.has(node, Part::PostTime) {
        return None;
    }
    let stated = [
        AttributeName::Datetime,
        AttributeName::Content,
        AttributeName::Title,
    ]
    .into_iter()
    .filter_map(|name| tree.attribute(node, name))
    .find(|stated| first_day(stated, order).is_some());
    let place = place_on(page, node).filter(|place| place.text.len() <= MAX_TIME_BYTES);
    let text = place.map_or("", |place| place.text);
    let text = time_text(text, stated, order)?;
    Some(Time {
        node,
        span: place.map(|place| place.span),
        text,
    })
}

/// The time in a text, and in what is stated beside it for machines; `None` when neither holds one.
pub(super) fn time_text(text: &str, stated: Option<&str>, order: DayOrder) -> Option<TimeText> {
    let day = first_day(text, order);
    let start = match &day {
        Some((_, range)) => Some(range.start),
        None => age_at(text),
    };
    let written = start.and_then(|start| {
        let rest = text.get(start..)?.lines().next()?;
        let rest = match &day {
            Some((_, range)) if rest.len() > MAX_WRITTEN_BYTES => text.get(range.clone())?,
            _ => rest.get(..rest.floor_char_boundary(MAX_WRITTEN_BYTES))?,
        };
        Some(trim_blank(rest))
    });
    let iso = match stated {
        Some(stated) => iso(stated, order),
        None => iso(text, order),
    };
    let written = written.or(stated.map(str::trim))?;
    Some(TimeText {
        written: written.to_owned(),
        iso,
    })
}

/// A time as ISO 8601: one with an offset in UTC, else the day, and the time of day where that follows.
fn iso(text: &str, order: DayOrder) -> Option<String> {
    if let Ok(at) = text.trim().parse::<jiff::Timestamp>() {
        return Some(at.to_string());
    }
    let (day, range) = first_day(text, order)?;
    Some(match clock(text.get(range.start..)?) {
        Some(clock) => format!("{day}T{clock}"),
        None => day,
    })
}

/// The first time of day in a text, as `HH:MM` or `HH:MM:SS`.
fn clock(text: &str) -> Option<String> {
    let text = text.get(..text.floor_char_boundary(MAX_CLOCK_DISTANCE))?;
    let colon = text.find(':')?;
    let (before, behind) = (text.get(..colon)?, text.get(colon + 1..)?);
    let hours = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let hour: u32 = before.get(before.len() - hours.min(2)..)?.parse().ok()?;
    let two = |text: &str| {
        let digits = text.get(..2)?;
        let number = digits.parse::<u32>().ok().filter(|number| *number < 60);
        number.filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let minute = two(behind)?;
    let rest = behind.get(2..)?;
    let second = rest.strip_prefix(':').and_then(two);
    let rest = rest.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit());
    let half = rest.trim_start().get(..2).unwrap_or_default();
    let hour = match half.to_ascii_lowercase().as_str() {
        "pm" if hour < 12 => hour + 12,
        "am" if hour == 12 => 0,
        _ => hour,
    };
    if hour > 23 {
        return None;
    }
    Some(match second {
        Some(second) => format!("{hour:02}:{minute:02}:{second:02}"),
        None => format!("{hour:02}:{minute:02}"),
    })
}

/// Where an age begins in a short text: `posted 3 hours ago`, `昨天 10:22`.
fn age_at(text: &str) -> Option<usize> {
    let text = text.get(..text.floor_char_boundary(MAX_TIME_BYTES))?;
    let mut before = ' ';
    text.char_indices()
        .filter(|&(_, c)| {
            let opens = before.is_whitespace() || !c.is_ascii() && !before.is_numeric();
            let opens = opens || c.is_ascii_digit() && !before.is_alphanumeric();
            before = c;
            opens && c.is_alphanumeric()
        })
        .map(|(at, _)| at)
        .find(|&at| {
            let rest = text.get(at..).unwrap_or_default();
            let found = date_text(rest).ok();
            matches!(found, Some((_, crate::grammar::date::DateText::Ago { .. })))
        })
}

/// Whether words beside a time say that it is that of a post.
pub(super) fn says_when(text: &str) -> bool {
    has_any(&text.to_lowercase(), &words().when)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_kept_as_written_and_read() {
        let cases = [
            (
                "发表于 2013-5-1 10:22",
                None,
                "2013-5-1 10:22",
                Some("2013-05-01T10:22"),
            ),
            (
                "Mon Jan 03, 2012 10:22 pm",
                None,
                "Jan 03, 2012 10:22 pm",
                Some("2012-01-03T22:22"),
            ),
            (
                "asked 3 hours ago",
                Some("2012-01-01 10:00:00Z"),
                "3 hours ago",
                Some("2012-01-01T10:00:00Z"),
            ),
            ("昨天 10:22", None, "昨天 10:22", None),
            ("", Some("2024-05-01"), "2024-05-01", Some("2024-05-01")),
        ];
        for (text, stated, written, iso) in cases {
            let found = time_text(text, stated, DayOrder::MonthFirst).unwrap();
            assert_eq!(
                (found.written.as_str(), found.iso.as_deref()),
                (written, iso),
                "{text}"
            );
        }
        assert_eq!(time_text("3 replies", None, DayOrder::MonthFirst), None);
    }
}
