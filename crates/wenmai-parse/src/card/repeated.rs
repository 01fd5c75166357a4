//! Records that no bar and no label marks: the same sequence of lines again and again.
//!
//! Rows of facts are the fixed points. A record is a title, its rows, and some text between or behind them; three
//! records with the same rows in the same order, up to the end of the lines, are a list of cards.

use std::ops::Range;

use rustc_hash::FxHashSet;
use wenmai_model::{Card, LineRange, Span};
use wenmai_text::comparison_key;

use super::{
    Placed,
    row::{Row, Signature, row},
    split_tags,
};
use crate::{
    grammar::{counter::Counters, date::stamp},
    line::Line,
};

/// Widest row of facts, in columns.
const MAX_ROW_WIDTH: u16 = 90;
/// Fewest records.
const MIN_RECORDS: usize = 3;
/// Most lines of text between two rows.
const MAX_TEXTS: usize = 4;
/// Most lines behind the last record that are no part of it: `加载更多`.
const MAX_TRAILING: usize = 2;
/// Narrowest titles on the average, in columns; narrower ones are names of people who comment.
const MIN_TITLE_WIDTH: usize = 10;
/// Widest title, in columns.
const MAX_TITLE_WIDTH: u16 = 160;
/// Widest row of tags, in columns.
const MAX_TAGS_WIDTH: u16 = 60;

/// Neighboring rows.
#[derive(Debug, Clone)]
struct Run {
    lines: Range<usize>,
    /// What its rows tell, the last first.
    rows: Vec<Signature>,
}

/// Records at the end of some lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Repeated {
    /// The lines of each record, one after the other; the first is the title.
    pub(crate) records: Vec<Range<usize>>,
    /// Whether the rows name authors.
    pub(crate) has_authors: bool,
    /// Whether records hold more than title and rows.
    pub(crate) has_excerpts: bool,
    /// Whether the rows tell nothing but who wrote it, so that only a label can say that these are other articles.
    pub(crate) needs_label: bool,
}

/// Finds the records at the end of `lines`. Looks at these lines alone and runs in O(their number).
pub(crate) fn repeated(lines: &[Line<'_>]) -> Option<Repeated> {
    let runs = runs(lines);
    (1..=2).find_map(|per_record| with_runs(lines, &runs, per_record))
}

/// The rows at the end of `lines`, the last first, up to the first place where no rows stand.
fn runs(lines: &[Line<'_>]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut texts = 0;
    for (at, line) in lines.iter().enumerate().rev() {
        let found = (line.shape.width <= MAX_ROW_WIDTH).then(|| row(line.text));
        let Some(found) = found.flatten() else {
            texts += 1;
            if texts > MAX_TEXTS {
                break;
            }
            continue;
        };
        match runs.last_mut().filter(|run| run.lines.start == at + 1) {
            Some(run) => {
                run.lines.start = at;
                run.rows.push(found.signature());
            }
            None => runs.push(Run {
                lines: at..at + 1,
                rows: vec![found.signature()],
            }),
        }
        texts = 0;
    }
    runs
}

/// The records when each has so many runs of rows.
fn with_runs(lines: &[Line<'_>], runs: &[Run], per_record: usize) -> Option<Repeated> {
    let same = runs
        .iter()
        .zip(runs.iter().skip(per_record))
        .take_while(|(later, earlier)| later.rows == earlier.rows)
        .count();
    let count = (same + per_record) / per_record;
    if runs.is_empty() || count < MIN_RECORDS {
        return None;
    }
    // First and last row of each record, the last record first.
    let rows: Vec<Range<usize>> = runs
        .chunks_exact(per_record)
        .take(count)
        .filter_map(|runs| Some(runs.last()?.lines.start..runs.first()?.lines.end))
        .collect();
    let gaps: Vec<usize> = rows
        .iter()
        .zip(rows.iter().skip(1))
        .map(|(later, earlier)| later.start - earlier.end)
        .collect();
    let trailing = lines.len() - rows.first()?.end;
    if trailing > MAX_TRAILING {
        return None;
    }
    // Text behind the rows of the last record stands behind those of the others, too, or else belongs to none.
    let behind = trailing * usize::from(gaps.iter().all(|&gap| gap == trailing + 1));
    let usual = median(&gaps)? - behind;
    let mut records: Vec<Range<usize>> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let start = match rows.get(at + 1) {
            Some(earlier) => earlier.end + behind,
            // Where the first record starts nothing tells but the length of the others.
            None => row.start.checked_sub(usual)?,
        };
        records.push(start..row.end + behind);
    }
    records.reverse();
    let facts = |field: fn(&Signature) -> bool| {
        let runs = runs.iter().take(per_record);
        runs.flat_map(|run| &run.rows).any(field)
    };
    let has_excerpts = behind > 0 || usual > 1 || per_record > 1;
    let is_telling = facts(|row| row.has_counters || row.is_timed)
        || facts(|row| row.has_date) && (facts(|row| row.has_author) || !has_excerpts);
    let found = Repeated {
        needs_label: !is_telling,
        has_authors: facts(|row| row.has_author),
        has_excerpts,
        records,
    };
    let is_telling = is_telling || facts(|row| row.is_by);
    (is_telling && has_titles(lines, &found.records)).then_some(found)
}

fn median(gaps: &[usize]) -> Option<usize> {
    let mut sorted = gaps.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied()
}

/// Whether the first lines of `records` may be titles: no sentences, no names, no headings that count up, each once.
fn has_titles(lines: &[Line<'_>], records: &[Range<usize>]) -> bool {
    let titles: Vec<&Line<'_>> = records
        .iter()
        .filter_map(|record| lines.get(record.start))
        .collect();
    let width: usize = titles
        .iter()
        .map(|title| usize::from(title.shape.width))
        .sum();
    let numbered = titles.iter().filter(|title| title.marker.is_some()).count();
    let mut seen = FxHashSet::default();
    titles.iter().all(|title| {
        title.shape.width <= MAX_TITLE_WIDTH
            && !matches!(
                title.shape.last,
                '。' | '；' | ';' | '，' | ',' | '：' | ':'
            )
            && seen.insert(comparison_key(title.text))
    }) && width >= MIN_TITLE_WIDTH * titles.len()
        && numbered * 2 <= titles.len()
}

/// The cards of `found`, which [`repeated`] found in `lines`.
pub(super) fn cards(lines: &[Line<'_>], found: &Repeated) -> Vec<Placed> {
    let records = found.records.iter();
    records
        .filter_map(|record| Some((card(lines.get(record.clone())?)?, record.clone())))
        .collect()
}

fn card(record: &[Line<'_>]) -> Option<Card> {
    let (title, rest) = record.split_first()?;
    let last = record.last()?;
    let mut card = Card {
        title: title.text.to_owned(),
        title_span: Span::new(title.start, title.end()),
        span: Span::new(title.start, last.end()),
        lines: Some(LineRange::new(title.number, last.number)),
        ..Card::default()
    };
    let mut excerpt: Vec<&str> = Vec::new();
    let mut counters = Counters::default();
    let mut raw: Vec<&str> = Vec::new();
    let mut has_rows = false;
    for line in rest {
        let found = (line.shape.width <= MAX_ROW_WIDTH).then(|| row(line.text));
        let Some(found) = found.flatten() else {
            let is_tags = has_rows
                && line.shape.width <= MAX_TAGS_WIDTH
                && line.shape.commas > 0
                && !line.shape.ends_sentence();
            if is_tags {
                card.tags.extend(split_tags(line.text));
            } else {
                excerpt.push(line.text);
            }
            continue;
        };
        has_rows = true;
        let Row { date, author, .. } = found;
        card.age = card.age.or_else(|| date.map(str::to_owned));
        card.author = card.author.or_else(|| author.map(str::to_owned));
        raw.extend(found.counters_raw);
        // More counters than there is room for tell nothing more.
        let _ = found
            .counters
            .iter()
            .try_for_each(|counter| counters.push(counter));
    }
    if !raw.is_empty() {
        (card.views, card.comments) = counters.views_and_comments();
        card.counters_raw = Some(raw.join(" "));
    }
    if !excerpt.is_empty() {
        let text = excerpt.join("\n");
        card.date_stamp = stamp(&text).ok().map(|(_, stamp)| stamp.text.to_owned());
        card.excerpt = Some(text);
    }
    Some(card)
}
