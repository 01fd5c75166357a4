//! Tables that are built once and written as terminal text, CSV or Markdown.

mod build;
mod corpus;
mod csv;
mod profiles;
mod terminal;

use std::borrow::Cow;
use std::io::{self, Write};

pub use build::{
    chunk_texts_table, chunks_table, distribution_table, findings_table, keywords_table,
    outline_table, shared_table, similar_table, stats_table, totals_table,
};
pub(crate) use build::{number, text};
pub use corpus::{fate_table, ledger_table, rules_table};
pub use csv::{CsvOptions, write_csv};
pub use profiles::{kept_lines_table, profiles_table};
pub use terminal::write_table;

use crate::markdown::escape::{Context, escaped};
use crate::markdown::write_rows;

/// A table: named columns and rows of cells.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// The columns, left to right.
    pub columns: Vec<Column>,
    /// The rows, each with one cell a column.
    pub rows: Vec<Vec<Cell>>,
    /// Whether the first column names a group of rows: terminal and Markdown show it as a caption above them.
    pub grouped: bool,
}

/// One column of a [`Table`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name: that of the field in the records, for CSV headers. Other writers show `_` as a space.
    pub name: &'static str,
    /// How its cells are aligned.
    pub align: Align,
    /// Whether a terminal that is too narrow may leave the column out.
    pub detail: bool,
}

/// Alignment of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// To the left, as text is.
    Left,
    /// To the right, as numbers are.
    Right,
}

/// One cell of a [`Table`].
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Text from a page or of our own.
    Text(String),
    /// A whole number.
    Count(u64),
    /// A part of a whole, between 0 and 1: a fraction in CSV, percent elsewhere.
    Share(f64),
    /// A weight, rounded to four decimals.
    Score(f64),
    /// A measured quantity, rounded to one decimal.
    Measure(f64),
    /// Heading texts down to a section: joined by ` / ` in CSV, elsewhere the last one, indented by its depth.
    Path(Vec<String>),
    /// Nothing.
    Missing,
}

impl Table {
    /// An empty table with `columns`, of which those at `details` may be left out on a narrow terminal.
    pub(crate) fn new(columns: &[(&'static str, Align)], details: &[&str], grouped: bool) -> Self {
        let column = |&(name, align): &(&'static str, Align)| Column {
            name,
            align,
            detail: details.contains(&name),
        };
        Self {
            columns: columns.iter().map(column).collect(),
            rows: Vec::new(),
            grouped,
        }
    }

    /// Runs of rows with the caption that they share; one run without caption in a table that is not grouped.
    fn groups(&self) -> Vec<(Option<&Cell>, &[Vec<Cell>])> {
        if !self.grouped {
            return vec![(None, &self.rows)];
        }
        self.rows
            .chunk_by(|a, b| a.first() == b.first())
            .map(|rows| (rows.first().and_then(|row| row.first()), rows))
            .collect()
    }

    /// Columns that a person is shown: not the caption, and none without values.
    fn shown_columns(&self) -> impl Iterator<Item = (usize, &Column)> {
        let has_values = |index: usize| {
            let mut cells = self.rows.iter().filter_map(|row| row.get(index));
            self.rows.is_empty() || cells.any(|cell| !cell.is_void())
        };
        self.columns
            .iter()
            .enumerate()
            .skip(usize::from(self.grouped))
            .filter(move |(index, _)| has_values(*index))
    }
}

impl Cell {
    /// The text in a machine-readable table.
    fn raw(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Count(count) => Cow::Owned(count.to_string()),
            Self::Share(number) | Self::Score(number) => Cow::Owned(format!("{number:.4}")),
            Self::Measure(number) => Cow::Owned(format!("{number:.2}")),
            Self::Path(path) => Cow::Owned(path.join(" / ")),
            Self::Missing => Cow::Borrowed(""),
        }
    }

    /// The text for a person, `indent` before each level of a path.
    fn shown(&self, indent: &str) -> Cow<'_, str> {
        match self {
            Self::Count(count) => Cow::Owned(grouped_digits(*count)),
            Self::Share(share) => Cow::Owned(percent(*share)),
            Self::Score(score) => Cow::Owned(format!("{score:.3}")),
            Self::Measure(number) => Cow::Owned(format!("{number:.1}")),
            Self::Path(path) => match path.split_last() {
                Some((last, above)) => Cow::Owned(format!("{}{last}", indent.repeat(above.len()))),
                None => Cow::Borrowed("–"),
            },
            Self::Text(_) | Self::Missing => self.raw(),
        }
    }

    /// Whether the cell says nothing that a reader would miss.
    fn is_void(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Count(count) => *count == 0,
            Self::Missing => true,
            Self::Share(_) | Self::Score(_) | Self::Measure(_) | Self::Path(_) => false,
        }
    }
}

/// `count` with commas between groups of three digits, which both Chinese and English texts use.
pub(crate) fn grouped_digits(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `share` in percent: without decimals from 10 % on, with one below; what is not a number is a dash.
pub(crate) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if !percent.is_finite() {
        "–".to_owned()
    } else if percent >= 9.95 || percent == 0.0 {
        format!("{percent:.0}%")
    } else {
        format!("{percent:.1}%")
    }
}

/// Writes `table` in GitHub Flavored Markdown; a grouped table becomes one table a group, its caption in bold.
///
/// # Errors
///
/// Those of the writer.
pub fn write_markdown_table(table: &Table, writer: &mut impl Write) -> io::Result<()> {
    let columns: Vec<(usize, &Column)> = table.shown_columns().collect();
    let head: Vec<String> = columns
        .iter()
        .map(|(_, column)| column.name.replace('_', " "))
        .collect();
    let right: Vec<bool> = columns
        .iter()
        .map(|(_, column)| column.align == Align::Right)
        .collect();
    for (index, (caption, rows)) in table.groups().into_iter().enumerate() {
        if index > 0 {
            writeln!(writer)?;
        }
        if let Some(caption) = caption {
            let caption = without_asterisks(&escaped(&caption.shown(""), Context::Heading));
            if !caption.is_empty() {
                writeln!(writer, "**{caption}**\n")?;
            }
        }
        let body = rows.iter().map(|row| {
            let cell = |&(at, _): &(usize, &Column)| {
                // Spaces at the start of a cell are dropped; these are not.
                let shown = row.get(at).map(|cell| cell.shown("\u{2003}"));
                shown.unwrap_or_default().into_owned()
            };
            columns.iter().map(cell).collect()
        });
        let lines: Vec<Vec<String>> = std::iter::once(head.clone()).chain(body).collect();
        write_rows(
            &lines,
            |cell| escaped(cell, Context::Cell),
            Some(&right),
            writer,
        )?;
    }
    Ok(())
}

/// Markdown with its asterisks, escaped or not, as entities: those of a bold caption must touch the text, which must not bring
/// its own.
fn without_asterisks(markdown: &str) -> String {
    const ASTERISK: &str = "&#42;";
    let mut plain = String::with_capacity(markdown.len());
    let mut chars = markdown.chars();
    while let Some(c) = chars.next() {
        match c {
            '*' => plain.push_str(ASTERISK),
            '\\' => match chars.next() {
                Some('*') => plain.push_str(ASTERISK),
                next => {
                    plain.push(c);
                    plain.extend(next);
                }
            },
            _ => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions_have_no_asterisks() {
        let entities = [r"a *b\* c", r"\\*", r"\\\*", r"x\"].map(without_asterisks);
        assert_eq!(entities, ["a &#42;b&#42; c", r"\\&#42;", r"\\&#42;", r"x\"]);
    }

    #[test]
    fn numbers_read_well() {
        let counts = [0, 12, 999, 1000, 1_234_567].map(grouped_digits);
        assert_eq!(counts, ["0", "12", "999", "1,000", "1,234,567"]);
        let shares = [0.0, 0.0004, 0.0521, 0.0996, 0.5, 1.0, f64::NAN].map(percent);
        assert_eq!(shares, ["0%", "0.0%", "5.2%", "10%", "50%", "100%", "–"]);
    }
}
