//! The lines of a page with the reasons of their classes, as records, as a table, and as notes below headings.

use wenmai_model::{Explanation, ExplanationRecord, LineExplanation, SCHEMA_VERSION};

use crate::table::Align::{Left, Right};
use crate::table::{Cell, Table};
use crate::visible::fitted;

/// Columns that the start of a line gets.
const TEXT_COLUMNS: usize = 24;

/// One record for each line of an explanation.
pub fn explanation_records(explanation: &Explanation) -> Vec<ExplanationRecord> {
    let record = |line: &LineExplanation| ExplanationRecord {
        schema_version: SCHEMA_VERSION,
        id: explanation.document.id.clone(),
        explanation: line.clone(),
    };
    explanation.lines.iter().map(record).collect()
}

/// One row for each line of an explanation, for terminals: its number from 1, its class, the score of that, the reason, and
/// the start of its text.
pub fn explanation_table(explanation: &Explanation) -> Table {
    let columns = [
        ("id", Left),
        ("line", Right),
        ("class", Left),
        ("score", Right),
        ("reason", Left),
        ("text", Left),
    ];
    let mut table = Table::new(&columns, &[], true);
    table.rows.extend(explanation.lines.iter().map(|line| {
        vec![
            Cell::Text(explanation.document.id.clone()),
            // Records count lines from 0, people and their editors from 1.
            line.line.map_or(Cell::Missing, |line| {
                Cell::Text(line.saturating_add(1).to_string())
            }),
            Cell::Text(match line.level {
                Some(level) => format!("{} {level}", line.class.as_str()),
                None => line.class.as_str().replace('_', " "),
            }),
            line.score
                .map_or(Cell::Missing, |score| Cell::Text(format!("{score:.2}"))),
            Cell::Text(match &line.level_reason {
                Some(level) => format!("{}; {level}", line.reason),
                None => line.reason.clone(),
            }),
            Cell::Text(fitted(&line.text, TEXT_COLUMNS).into_owned()),
        ]
    }));
    table
}
