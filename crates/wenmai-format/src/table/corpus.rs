//! The tables of corpus runs.

use wenmai_model::{
    BrokenRule, DuplicateKind, DuplicateRecord, Fate, FateRecord, Ledger, RuleRecord,
};

use super::Align::{Left, Right};
use super::{Cell, Table, text};

/// Where the records of a corpus run went: one row a reason, those of most records first, and the sum at the end.
pub fn ledger_table(ledger: &Ledger) -> Table {
    let columns = [
        ("fate", Left),
        ("reason", Left),
        ("records", Right),
        ("share", Right),
    ];
    let mut table = Table::new(&columns, &[], false);
    let mut row = |fate: &str, reason: Option<&str>, records: u64| {
        #[expect(clippy::cast_precision_loss, reason = "shares have four digits")]
        let share = records as f64 / ledger.read.max(1) as f64;
        table.rows.push(vec![
            Cell::Text(fate.to_owned()),
            text(reason),
            Cell::Count(records),
            Cell::Share(share),
        ]);
    };
    row("written", None, ledger.written);
    for (fate, counts) in [("dropped", &ledger.dropped), ("dead", &ledger.dead)] {
        let mut counts: Vec<_> = counts.iter().collect();
        counts.sort_by_key(|&(reason, count)| (std::cmp::Reverse(*count), reason));
        for (reason, count) in counts {
            row(fate, Some(reason), *count);
        }
    }
    row("read", None, ledger.read);
    table
}

/// One row a rule, by sets.
pub fn rules_table(rules: &[RuleRecord]) -> Table {
    let columns = [
        ("set", Left),
        ("rule", Left),
        ("bound", Left),
        ("default", Right),
        ("measure", Left),
    ];
    let mut table = Table::new(&columns, &[], true);
    table.rows.extend(rules.iter().map(|rule| {
        let (set, name) = rule.rule.split_once('.').unwrap_or(("", &rule.rule));
        vec![
            Cell::Text(set.to_owned()),
            Cell::Text(name.to_owned()),
            Cell::Text(rule.bound.as_str().to_owned()),
            Cell::Text(rounded(rule.default, DIGITS)),
            Cell::Text(rule.help.clone()),
        ]
    }));
    table
}

/// What became of pages: a few rows each, and one for each rule that the page breaks.
pub fn fate_table(fates: &[FateRecord]) -> Table {
    let columns = [
        ("id", Left),
        ("what", Left),
        ("value", Left),
        ("limit", Left),
    ];
    let mut table = Table::new(&columns, &[], true);
    for fate in fates {
        let mut row = |what: &str, value: Cell, limit: Cell| {
            let id = Cell::Text(fate.id.clone());
            let what = Cell::Text(what.to_owned());
            table.rows.push(vec![id, what, value, limit]);
        };
        let place = |input: &str, record: u64| Cell::Text(format!("{input}, record {record}"));
        if let Some(url) = fate.url.as_ref().filter(|url| **url != fate.id) {
            row("url", Cell::Text(url.clone()), Cell::Missing);
        }
        match &fate.fate {
            Fate::Written {
                file,
                record,
                is_certain,
                quality,
            } => {
                let written = if *is_certain {
                    "written"
                } else {
                    "perhaps written"
                };
                row(written, place(file, *record), Cell::Missing);
                if let Some(quality) = quality {
                    let score = rounded(quality.score.into(), DIGITS);
                    row("quality", Cell::Text(score), Cell::Missing);
                    for rule in &quality.broken {
                        row(&rule.rule, found(rule), limit(rule));
                    }
                }
            }
            Fate::Dropped(dropped) => {
                row("dropped", Cell::Text(dropped.reason.clone()), Cell::Missing);
                for rule in &dropped.broken {
                    row(&rule.rule, found(rule), limit(rule));
                }
                let place = place(&dropped.input, dropped.place.record);
                row("input", place, Cell::Missing);
            }
            Fate::Dead(letter) => {
                row("dead", Cell::Text(letter.reason.clone()), Cell::Missing);
                row("message", Cell::Text(letter.message.clone()), Cell::Missing);
                if let Some(help) = &letter.help {
                    row("help", Cell::Text(help.clone()), Cell::Missing);
                }
                let place = place(&letter.input, letter.place.record);
                row("input", place, Cell::Missing);
            }
        }
        if let Some(duplicate) = &fate.duplicate {
            row(
                "duplicates",
                Cell::Text(duplicate_text(duplicate)),
                Cell::Missing,
            );
        }
    }
    table
}

/// What a rule found: a number, or a name.
fn found(rule: &BrokenRule) -> Cell {
    rule.value.map_or_else(
        || text(rule.found.as_deref()),
        |value| Cell::Text(rounded(value, digits(rule))),
    )
}

/// `at least 50`
fn limit(rule: &BrokenRule) -> Cell {
    let limit = rule.bound.zip(rule.limit);
    limit.map_or(Cell::Missing, |(bound, limit)| {
        let limit = rounded(limit, digits(rule));
        Cell::Text(format!("{} {limit}", bound.as_str()))
    })
}

/// Digits behind the point that numbers have at most.
const DIGITS: usize = 4;

/// So many tell numbers of 64 bits around 1 apart.
const MOST_DIGITS: usize = 17;

/// Digits behind the point that tell the value of a broken rule from its limit: more than [`DIGITS`] where these do not.
fn digits(rule: &BrokenRule) -> usize {
    let Some((value, limit)) = rule.value.zip(rule.limit) else {
        return DIGITS;
    };
    let are_apart = |&digits: &usize| rounded(value, digits) != rounded(limit, digits);
    (DIGITS..=MOST_DIGITS).find(are_apart).unwrap_or(DIGITS)
}

/// With so many digits behind the point, less the zeros at the end.
fn rounded(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn duplicate_text(duplicate: &DuplicateRecord) -> String {
    let DuplicateRecord {
        representative,
        similarity,
        kind,
        size,
        ..
    } = duplicate;
    match kind {
        DuplicateKind::Representative => format!("kept, the first of {size} that are alike"),
        DuplicateKind::Exact => format!("not kept: the same as {representative}"),
        DuplicateKind::Near => {
            format!("not kept: nearly the same as {representative} ({similarity:.2})")
        }
    }
}
