//! Comma-separated values (RFC 4180).

use std::borrow::Cow;
use std::io::{self, Write};

use super::{Cell, Table};

/// How CSV is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CsvOptions {
    /// Whether to begin with a byte order mark, without which some spreadsheets take UTF-8 for another encoding.
    pub bom: bool,
    /// Whether to put an apostrophe before text that a spreadsheet would run as a formula (it begins with `=`, `+`,
    /// `-`, `@`, tab or carriage return: CSV injection, CWE-1236). Off, the text of pages is written as it is, for
    /// programs; on, it is safe to open, but no longer the same.
    pub guard_formulas: bool,
}

/// Writes `table` as CSV: a header with the columns' names, one row a line, numbers without grouping.
///
/// ```
/// use wenmai_format::{CsvOptions, table::{Align, Cell, Column, Table}, write_csv};
/// let table = Table {
///     columns: vec![Column { name: "title", align: Align::Left, detail: false }],
///     rows: vec![vec![Cell::Text("=1+1, \"2\"".into())]],
///     grouped: false,
/// };
/// let mut csv = Vec::new();
/// write_csv(&table, &CsvOptions { guard_formulas: true, ..CsvOptions::default() }, &mut csv)?;
/// assert_eq!(String::from_utf8_lossy(&csv), "title\n\"'=1+1, \"\"2\"\"\"\n");
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// Those of the writer.
pub fn write_csv(table: &Table, options: &CsvOptions, writer: &mut impl Write) -> io::Result<()> {
    if options.bom {
        writer.write_all("\u{feff}".as_bytes())?;
    }
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(table.columns.iter().map(|column| column.name))?;
    for row in &table.rows {
        let fields = row.iter().map(|cell| match (cell, cell.raw()) {
            (Cell::Text(_) | Cell::Path(_), text)
                if options.guard_formulas && is_formula(&text) =>
            {
                Cow::Owned(format!("'{text}"))
            }
            (_, text) => text,
        });
        csv.write_record(fields.map(|field| field.into_owned().into_bytes()))?;
    }
    csv.flush()
}

fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}
