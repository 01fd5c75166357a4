//! Cards: the records of the related articles under a page.
//!
//! The dialects differ in what separates the records. A line tells by its form what it may be (a bar, an age, counters,
//! a row of cells, a row of date and reading time); the records follow from where these stand.

mod field;
mod repeated;
mod row;

use std::ops::Range;

use wenmai_model::{Card, LineRange, Span};
use wenmai_text::trim_blank;

use crate::{
    grammar::{
        counter::{Counters, counters},
        date::{date_text, stamp},
        end, whole,
    },
    line::Line,
    region::same_text,
};
pub(crate) use field::add_field;
pub(crate) use repeated::repeated;
pub(crate) use row::{add_row, is_byline_row, is_reading_time};

/// What a line of a card region may be by its form.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Form {
    /// `|`
    Bar,
    /// `7月前`
    Age,
    /// `340 2`
    Counters(Counters),
    /// `author | 7月前 | tag tag`
    Cells,
    /// `5y ago · 8 min read`
    DateRow,
    /// Anything else.
    Text,
}

fn form(line: &Line<'_>) -> Form {
    if line.text.bytes().all(|b| b == b'|') || line.text == "｜" {
        return Form::Bar;
    }
    if line.shape.width > 80 {
        return Form::Text;
    }
    if line.shape.bars > 0 && line.text.split('|').count() <= 4 {
        return Form::Cells;
    }
    if line.shape.digits > 0
        && let Some(found) = whole(counters, line.text)
    {
        return Form::Counters(found);
    }
    match date_text(line.text) {
        Ok((rest, _)) if end(rest).is_ok() => Form::Age,
        Ok((rest, _)) if rest.trim_start().starts_with(['·', '•', '-', '—', ',']) => {
            Form::DateRow
        }
        _ => Form::Text,
    }
}

/// A card and the lines it takes, as indexes into the region's lines.
pub(crate) type Placed = (Card, Range<usize>);

/// The cards among `lines`, which stand behind the label of related articles. Lines that no card takes are left to the
/// region. Runs in O(number of lines).
pub(crate) fn cards(lines: &[Line<'_>]) -> Vec<Placed> {
    let forms: Vec<Form> = lines.iter().map(form).collect();
    let has_counters = || forms.iter().any(|form| matches!(form, Form::Counters(_)));
    let records = if forms.contains(&Form::Bar) {
        bar_records(lines, &forms)
    } else if forms.first() == Some(&Form::Cells) {
        cell_records(lines, &forms)
    } else if let Some(found) = repeated(lines).filter(|found| found.has_authors || !has_counters())
    {
        return repeated::cards(lines, &found);
    } else if forms.contains(&Form::Cells) {
        cell_records(lines, &forms)
    } else if has_counters() {
        counter_records(&forms)
    } else {
        (0..lines.len())
            .map(|at| Record {
                lines: at..at + 1,
                rest: at..at + 1,
                ..Record::default()
            })
            .collect()
    };
    records
        .into_iter()
        .filter_map(|record| read(lines, &forms, &record))
        .collect()
}

/// The lines of one card and what its opening has told.
#[derive(Debug, Clone, Default)]
struct Record {
    /// All lines of the card.
    lines: Range<usize>,
    /// The lines behind the opening.
    rest: Range<usize>,
    /// The line that holds the author.
    author: Option<usize>,
    /// The line that holds the age.
    age: Option<usize>,
    /// The line of cells that opens the card.
    cells: Option<usize>,
    /// Whether each tag has a line of its own.
    tag_lines: bool,
}

/// `card = [ author ] ( "|" [ age [ "|" ] ] / age "|" ) rest`: a record goes up to the next bar, or to what stands before
/// it.
fn bar_records(lines: &[Line<'_>], forms: &[Form]) -> Vec<Record> {
    let form = |at: usize| forms.get(at);
    let authors_first =
        !matches!(form(0), Some(Form::Bar | Form::Age)) && form(1) == Some(&Form::Bar);
    let mut records: Vec<Record> = Vec::new();
    let mut at = 0;
    while at < forms.len() {
        if form(at) != Some(&Form::Bar) {
            at += 1;
            continue;
        }
        let earliest = records.last().map_or(0, |record| record.rest.start);
        let has_author = authors_first && at > earliest;
        let is_age = |at: usize| form(at) == Some(&Form::Age);
        // The bar before or behind the age may be missing.
        let (start, age, rest) = if is_age(at + 1) && form(at + 2) == Some(&Form::Bar) {
            (at, Some(at + 1), at + 3)
        } else if !has_author && at > earliest && is_age(at - 1) {
            (at - 1, Some(at - 1), at + 1)
        } else if is_age(at + 1) {
            (at, Some(at + 1), at + 2)
        } else {
            (at, None, at + 1)
        };
        let start = if has_author { at - 1 } else { start };
        if let Some(last) = records.last_mut() {
            last.rest.end = start.max(last.rest.start);
            last.lines.end = last.rest.end;
        }
        records.push(Record {
            lines: start..lines.len(),
            rest: rest.min(lines.len())..lines.len(),
            author: has_author.then_some(start),
            age,
            cells: None,
            tag_lines: authors_first,
        });
        at = rest;
    }
    records
}

/// `card = cells rest`, `cells = [ author "|" ] [ age "|" ] tag-row`
fn cell_records(lines: &[Line<'_>], forms: &[Form]) -> Vec<Record> {
    let starts: Vec<usize> = (0..lines.len())
        .filter(|&at| forms.get(at) == Some(&Form::Cells))
        .collect();
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(&start, end)| Record {
            lines: start..end,
            rest: start + 1..end,
            cells: Some(start),
            ..Record::default()
        })
        .collect()
}

/// `card = title *excerpt [ date-row ] [ tag-row ] counters`: a record ends with its counters.
fn counter_records(forms: &[Form]) -> Vec<Record> {
    let mut records = Vec::new();
    let mut start = 0;
    for (at, form) in forms.iter().enumerate() {
        let more = matches!(forms.get(at + 1), Some(Form::Counters(_)));
        if matches!(form, Form::Counters(_)) && !more {
            records.push(Record {
                lines: start..at + 1,
                rest: start..at + 1,
                ..Record::default()
            });
            start = at + 1;
        }
    }
    records
}

/// Reads one record; `None` when it has no title.
fn read(lines: &[Line<'_>], forms: &[Form], record: &Record) -> Option<Placed> {
    let text = |at: usize| lines.get(at).map(|line| line.text);
    let mut card = Card {
        author: record.author.and_then(text).map(str::to_owned),
        age: record.age.and_then(text).map(str::to_owned),
        ..Card::default()
    };
    if let Some(row) = record.cells.and_then(text) {
        read_cells(row, &mut card);
    }
    let rest = record.rest.clone();
    // A line whose numbers can only be counters stands behind the title; a title may be a number, too.
    let counted = rest
        .clone()
        .skip(1)
        .find(|&at| matches!(forms.get(at), Some(Form::Counters(_))));
    let fused = || {
        rest.clone()
            .skip(2)
            .find(|&at| text(at).is_some_and(is_fused))
    };
    let counted = counted.or_else(fused);
    let words = rest.start..counted.unwrap_or(rest.end);
    let words = match card.author.as_deref() {
        // The author again, before the counters.
        Some(author) if words.len() > 1 && text(words.end - 1) == Some(author) => {
            words.start..words.end - 1
        }
        _ => words,
    };
    let behind = counted.map_or(rest.end..rest.end, |at| {
        read_counters(lines, forms, at..rest.end, &mut card)
    });
    let repeated = behind.clone().find_map(text);
    let title = read_words(lines, forms, record, words, repeated, &mut card)?;
    let title_line = lines.get(title)?;
    card.title_span = Span::new(title_line.end() - len_bytes(&card.title), title_line.end());
    // What stands behind the counters belongs to the card when it is the title again, and else to the region.
    let mut last = counted.map_or(record.lines.end, |_| behind.start);
    last += behind
        .clone()
        .take_while(|&at| text(at).is_some_and(|again| same_text(again, &card.title)))
        .count();
    let (first, end) = (
        lines.get(record.lines.start)?,
        lines.get(last.checked_sub(1)?)?,
    );
    card.span = Span::new(first.start, end.end());
    card.lines = Some(LineRange::new(first.number, end.number));
    card.date_stamp = card
        .excerpt
        .as_deref()
        .and_then(|text| stamp(text).ok())
        .map(|(_, stamp)| stamp.text.to_owned());
    Some((card, record.lines.start..last))
}

/// Numbers run together with a date: `2017-11-121802`.
fn is_fused(line: &str) -> bool {
    line.len() >= 10
        && line
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'/' | b' '))
}

fn read_cells(row: &str, card: &mut Card) {
    let mut cells: Vec<&str> = row.split('|').map(trim_blank).collect();
    if let Some(tags) = cells.pop() {
        card.tags = split_tags(tags);
    }
    for cell in cells.into_iter().filter(|cell| !cell.is_empty()) {
        if whole(date_text, cell).is_some() {
            card.age = Some(cell.to_owned());
        } else if card.author.is_none() {
            card.author = Some(cell.to_owned());
        }
    }
}

/// Reads the counters from line `lines.start` on, one or several a line; returns the lines behind them.
fn read_counters(
    lines: &[Line<'_>],
    forms: &[Form],
    range: Range<usize>,
    card: &mut Card,
) -> Range<usize> {
    let mut all = Counters::default();
    let mut raw = String::new();
    let mut at = range.start;
    while at < range.end {
        let text = lines.get(at).map_or("", |line| line.text);
        match forms.get(at) {
            Some(Form::Counters(found)) => {
                if found
                    .iter()
                    .try_for_each(|counter| all.push(counter))
                    .is_none()
                {
                    break;
                }
            }
            _ if at == range.start => {}
            _ => break,
        }
        if !raw.is_empty() {
            raw.push(' ');
        }
        raw.push_str(text);
        at += 1;
    }
    (card.views, card.comments) = all.views_and_comments();
    card.counters_raw = (!raw.is_empty()).then_some(raw);
    at..range.end
}

/// `words = *tag title *excerpt [ date-row ] [ tag-row ]`: sets tags, title and excerpt; returns the line of the title.
fn read_words(
    lines: &[Line<'_>],
    forms: &[Form],
    record: &Record,
    words: Range<usize>,
    repeated: Option<&str>,
    card: &mut Card,
) -> Option<usize> {
    let text = |at: usize| lines.get(at).map_or("", |line| line.text);
    let mut excerpts_end = words.end;
    if let Some(row) = words
        .clone()
        .skip(1)
        .find(|&at| matches!(forms.get(at), Some(Form::DateRow | Form::Age)))
    {
        card.age = Some(age_of_row(text(row)).to_owned());
        excerpts_end = row;
        card.tags = (row + 1..words.end)
            .flat_map(|at| split_tags(text(at)))
            .collect();
    }
    let title = title_line(lines, record, words.start..excerpts_end, repeated)?;
    if title > words.start {
        let tags = words.start..title;
        card.tags = if record.tag_lines {
            tags.map(|at| text(at).to_owned()).collect()
        } else {
            tags.flat_map(|at| split_tags(text(at))).collect()
        };
    }
    without_marks(text(title)).clone_into(&mut card.title);
    let excerpt: Vec<&str> = (title + 1..excerpts_end).map(text).collect();
    card.excerpt = (!excerpt.is_empty()).then(|| excerpt.join("\n"));
    Some(title)
}

/// Which of `words` is the title: the one that is repeated, else the one where the opening leaves room for it.
fn title_line(
    lines: &[Line<'_>],
    record: &Record,
    words: Range<usize>,
    repeated: Option<&str>,
) -> Option<usize> {
    let text = |at: usize| lines.get(at).map_or("", |line| line.text);
    if words.is_empty() {
        return None;
    }
    if let Some(found) =
        repeated.and_then(|again| words.clone().find(|&at| same_text(text(at), again)))
    {
        return Some(found);
    }
    if let Some(found) = words
        .clone()
        .find(|&at| at + 1 < words.end && same_text(text(at), text(at + 1)))
    {
        return Some(found);
    }
    let tagged_first = record.cells.is_none()
        && (record.author.is_some()
            || record.age.is_some()
            || record.lines.start < record.rest.start);
    Some(match words.len() {
        1 => words.start,
        len if record.tag_lines => words.start + len - 2,
        _ if tagged_first => words.start + 1,
        _ => words.start,
    })
}

/// A title without the signs of a heading in front: some pages give it once more behind `#`.
fn without_marks(title: &str) -> &str {
    let text = title.trim_start_matches('#');
    if text.len() < title.len() && text.starts_with(wenmai_text::is_blank) {
        trim_blank(text)
    } else {
        title
    }
}

fn len_bytes(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

/// The date text that opens a row of date and reading time.
fn age_of_row(row: &str) -> &str {
    let len = date_text(row).map_or(row.len(), |(rest, _)| row.len() - rest.len());
    trim_blank(row.get(..len).unwrap_or(row))
}

/// Tags of one row: between commas when there are any, else between blanks.
fn split_tags(row: &str) -> Vec<String> {
    let parts: Vec<&str> = if row.contains([',', '，', '、']) {
        row.split([',', '，', '、']).collect()
    } else {
        row.split(wenmai_text::is_blank).collect()
    };
    parts
        .into_iter()
        .map(trim_blank)
        .filter(|tag| !tag.is_empty())
        .map(str::to_owned)
        .collect()
}
