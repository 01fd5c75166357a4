//! Rows of facts in a record: who, when, how often read, how long to read.

use nom::{
    Parser,
    branch::alt,
    bytes::complete::{tag, tag_no_case},
    combinator::{opt, value, verify},
};
use wenmai_model::Card;
use wenmai_text::trim_blank;

use crate::grammar::{
    PResult,
    counter::{Counters, counters},
    date::date_text,
    number::digits1,
    one_in, whole, wsp0,
};

/// Longest name of an author, in bytes.
const MAX_NAME_BYTES: usize = 40;

/// Whether a line says how long an article takes to read, as below titles in a list of articles.
pub(crate) fn is_reading_time(line: &str) -> bool {
    line.len() <= 120
        && line.ends_with(['d', '钟'])
        && names_minutes(line)
        && row(line).is_some_and(|row| row.is_timed)
}

/// Whether a line holds what all reading times hold.
fn names_minutes(line: &str) -> bool {
    let bytes = line.as_bytes();
    line.contains('分')
        || memchr::memchr2_iter(b'm', b'M', bytes).any(|at| {
            let word = bytes.get(at..at + 3);
            word.is_some_and(|word| word.eq_ignore_ascii_case(b"min"))
        })
}

/// Whether a line says who wrote an article and when, or one of both and how long it takes to read.
pub(crate) fn is_byline_row(line: &str) -> bool {
    let told = |row: Row<'_>| {
        let facts = [
            row.date.is_some(),
            row.author.is_some(),
            row.is_timed,
            row.counters.any_named(),
        ];
        let count = facts.iter().filter(|&&fact| fact).count();
        count > 1 && (row.is_by || row.date.is_some())
    };
    line.len() <= 160 && row(line).is_some_and(told)
}

/// What one row tells.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Row<'i> {
    /// The date text as written.
    pub(super) date: Option<&'i str>,
    /// All counters of the row.
    pub(super) counters: Counters,
    /// The counters as written.
    pub(super) counters_raw: Option<&'i str>,
    /// The author, without what announces a name.
    pub(super) author: Option<&'i str>,
    /// Whether something announces the author: `By`, `作者`.
    pub(super) is_by: bool,
    /// Whether a reading time is given.
    pub(super) is_timed: bool,
}

/// What kinds of facts a row tells; rows of the same records tell the same kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "five kinds of facts, each told or not"
)]
pub(super) struct Signature {
    pub(super) has_date: bool,
    pub(super) has_counters: bool,
    pub(super) has_author: bool,
    pub(super) is_by: bool,
    pub(super) is_timed: bool,
}

impl Row<'_> {
    pub(super) const fn signature(&self) -> Signature {
        Signature {
            has_date: self.date.is_some(),
            has_counters: self.counters_raw.is_some(),
            has_author: self.author.is_some(),
            is_by: self.is_by,
            is_timed: self.is_timed,
        }
    }

    /// Whether anything but a name is told.
    const fn is_telling(&self) -> bool {
        self.date.is_some() || self.counters_raw.is_some() || self.is_by || self.is_timed
    }
}

/// `row = field *( separator field )`, one of the fields at least no mere name.
pub(super) fn row(line: &str) -> Option<Row<'_>> {
    let mut row = Row::default();
    for part in line.split(['·', '•', '|', '｜', '∙', '\u{3000}', '\t']) {
        for field in part.split(" - ").flat_map(|field| field.split(" — ")) {
            let field = trim_blank(field);
            if !field.is_empty() {
                add_field(line, field, &mut row)?;
            }
        }
    }
    row.is_telling().then_some(row)
}

/// Adds what a row of facts tells to `card`, where nothing was told before; `None` for a text that is no such row.
pub(crate) fn add_row(card: &mut Card, text: &str) -> Option<()> {
    let found = row(text)?;
    card.age = card.age.take().or_else(|| found.date.map(str::to_owned));
    card.author = card
        .author
        .take()
        .or_else(|| found.author.map(str::to_owned));
    if let Some(raw) = found.counters_raw.filter(|_| card.counters_raw.is_none()) {
        (card.views, card.comments) = found.counters.views_and_comments();
        card.counters_raw = Some(raw.to_owned());
    }
    Some(())
}

/// What stands in front of a date.
const DATE_LEADS: [&str; 9] = [
    "发布于",
    "发表于",
    "发布时间",
    "更新于",
    "Posted on ",
    "Published on ",
    "Published ",
    "Updated ",
    "on ",
];

/// What stands in front of a name.
const NAME_LEADS: [&str; 6] = ["By ", "by ", "作者", "文/", "文／", "撰文"];

fn without_lead<'i>(text: &'i str, leads: &[&str]) -> Option<&'i str> {
    let rest = leads.iter().find_map(|lead| text.strip_prefix(lead))?;
    Some(trim_blank(rest.trim_start_matches([':', '：'])))
}

/// `field = date / reading-time / counters / lead name / name`; `None` for one that is none of these.
fn add_field<'i>(line: &'i str, field: &'i str, row: &mut Row<'i>) -> Option<()> {
    if let Some(name) = without_lead(field, &NAME_LEADS) {
        let (name, date) = match name.split_once(" on ") {
            Some((name, date)) if whole(date_text, date).is_some() => (name, Some(date)),
            _ => (name, None),
        };
        row.is_by = true;
        row.date = row.date.or(date);
        return add_name(name, row);
    }
    let behind_lead = without_lead(field, &DATE_LEADS);
    let text = behind_lead.unwrap_or(field);
    if add_fact(line, text, row).is_some() {
        return Some(());
    }
    // Where it was published: `豆渣先生 · 发表于 冷知识`.
    if behind_lead.is_some() && row.author.is_some() && text.len() <= MAX_NAME_BYTES {
        row.is_by = true;
        return Some(());
    }
    // A date and what stands behind it without a sign, or a name in front.
    if let Ok((rest, _)) = date_text(text)
        && rest.starts_with([' ', ','])
    {
        row.date = row.date.or(text.get(..text.len() - rest.len()));
        let rest = trim_blank(rest.trim_start_matches(','));
        return if whole(clock, rest).is_some() {
            Some(())
        } else {
            add_fact(line, rest, row)
        };
    }
    let split = text.match_indices(' ').find_map(|(at, _)| {
        let date = text.get(at + 1..)?;
        whole(date_text, date).map(|_| (at, date))
    });
    match split {
        Some((at, date)) => {
            row.date = row.date.or(Some(date));
            add_name(text.get(..at)?, row)
        }
        None => add_name(text, row),
    }
}

/// A date, a reading time, or counters. One number alone counts nothing that is known.
fn add_fact<'i>(line: &'i str, text: &'i str, row: &mut Row<'i>) -> Option<()> {
    if whole(date_text, text).is_some() {
        row.date = row.date.or(Some(text));
        return Some(());
    }
    if whole(reading_time, text).is_some() {
        row.is_timed = true;
        return Some(());
    }
    let found = whole(counters, text).filter(|found| found.any_named() || found.len() > 1)?;
    found
        .iter()
        .try_for_each(|counter| row.counters.push(counter))?;
    let start = match row.counters_raw {
        Some(raw) => raw.as_ptr() as usize,
        None => text.as_ptr() as usize,
    } - line.as_ptr() as usize;
    let end = text.as_ptr() as usize + text.len() - line.as_ptr() as usize;
    row.counters_raw = line.get(start..end);
    Some(())
}

fn add_name<'i>(name: &'i str, row: &mut Row<'i>) -> Option<()> {
    let name = trim_blank(name);
    let fits = (1..=MAX_NAME_BYTES).contains(&name.len())
        && name.chars().any(char::is_alphabetic)
        && !name.contains([':', '：'])
        && !name.ends_with(['。', '？', '！', '?', '!', '…', ',', '，', '：', ':']);
    if !fits || row.author.is_some() {
        return None;
    }
    row.author = Some(name);
    Some(())
}

/// `clock = number ":" number [ ":" number ]`
fn clock(input: &str) -> PResult<'_, ()> {
    let next = || (one_in(":："), digits1);
    value((), (digits1, next(), opt(next()))).parse(input)
}

/// `reading-time = number "min" "read" / "阅读" ["约"] number "分钟" / ["约"] number "分钟" "阅读"`
fn reading_time(input: &str) -> PResult<'_, ()> {
    let minutes = alt((
        tag_no_case("minutes"),
        tag_no_case("minute"),
        tag_no_case("mins"),
        tag_no_case("min"),
    ));
    let english = value(
        (),
        (
            digits1,
            opt(one_in("- ")),
            minutes,
            opt(one_in(".")),
            wsp0,
            tag_no_case("read"),
        ),
    );
    let read = || alt((tag("阅读"), tag("读完"), tag("閱讀")));
    let chinese = verify(
        (
            opt(alt((tag("阅读时间"), tag("预计阅读"), tag("预计"), read()))),
            opt(one_in(":：")),
            wsp0,
            opt(one_in("约需")),
            wsp0,
            (digits1, wsp0, alt((tag("分钟"), tag("分鐘")))),
            wsp0,
            opt(read()),
        ),
        |(before, .., after)| before.is_some() || after.is_some(),
    );
    alt((english, value((), chinese))).parse(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `author | date | counters | timed`
    fn check(line: &str, expected: Option<&str>) {
        let found = row(line).map(|row| {
            format!(
                "{} | {} | {} | {}",
                row.author.unwrap_or("-"),
                row.date.unwrap_or("-"),
                row.counters_raw.unwrap_or("-"),
                row.is_timed
            )
        });
        assert_eq!(found.as_deref(), expected, "{line}");
    }

    #[test]
    fn rows_of_facts() {
        check("老周 · 3天前", Some("老周 | 3天前 | - | false"));
        check("老周 3天前", Some("老周 | 3天前 | - | false"));
        check(
            "阅读 123 · 评论 4",
            Some("- | - | 阅读 123 · 评论 4 | false"),
        );
        check(
            "2023-04-05 11:20 · 阅读约 5 分钟",
            Some("- | 2023-04-05 | - | true"),
        );
        check(
            "发布于 2023-04-05 阅读 123",
            Some("- | 2023-04-05 | 阅读 123 | false"),
        );
        check("By Nora Fenn", Some("Nora Fenn | - | - | false"));
        check(
            "by Nora Fenn on May 3, 2023 | 1.2k views",
            Some("Nora Fenn | May 3, 2023 | 1.2k views | false"),
        );
        check(
            "May 3, 2023 · 5 min read",
            Some("- | May 3, 2023 | - | true"),
        );
        check("作者：北岸", Some("北岸 | - | - | false"));
        check("340 2", Some("- | - | 340 2 | false"));
        check("豆渣先生 · 发表于 冷知识", Some("豆渣先生 | - | - | false"));
    }

    #[test]
    fn other_lines_are_no_rows() {
        for line in [
            "怎样读一支水尺",
            "老周",
            "63711",
            "By the time the water rose, everybody had left the dike and gone home.",
            "阅读",
            "5 分钟",
            "2023-04-05 的会议纪要",
            "老周 · 北岸 · 3天前",
            "",
        ] {
            check(line, None);
        }
    }
}
