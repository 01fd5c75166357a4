//! Tables for terminals, aware of the width of East Asian characters.

use std::borrow::Cow;
use std::io::{self, Write};

use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, TableStyle, Width,
};
use wenmai_text::display_width;

use super::{Align, Cell, Table};
use crate::visible::{shortened, visible_line};

/// Text columns are not made narrower than this while there are details to leave out.
const MIN_TEXT_COLUMNS: usize = 24;
/// A word that is wider than this is wrapped.
const MAX_WORD_COLUMNS: usize = 32;
/// Spaces between columns: the padding of a cell and the place of the line that is not drawn.
const GAP: usize = 2;
const PADDING: u16 = 1;
/// A cell shows so many characters; CSV and JSON have all of them.
const MAX_CELL_CHARS: usize = 400;

/// Writes `table` as text for a terminal that is `width` columns wide. Long text is wrapped; columns without values are
/// left out, and so are details for which there is no room, which a last line names.
///
/// # Errors
///
/// Those of the writer.
pub fn write_table(table: &Table, width: usize, writer: &mut impl Write) -> io::Result<()> {
    let mut columns: Vec<usize> = table.shown_columns().map(|(index, _)| index).collect();
    let cells: Vec<Vec<Cow<'_, str>>> = table
        .rows
        .iter()
        .map(|row| row.iter().map(cell_text).collect())
        .collect();
    let omitted = fit(table, &cells, &mut columns, width);
    let widths: Vec<[usize; 2]> = (0..table.columns.len())
        .map(|index| {
            [
                natural_width(table, &cells, index),
                minimal_width(table, &cells, index),
            ]
        })
        .collect();
    let mut first_row = 0;
    for (index, (caption, rows)) in table.groups().into_iter().enumerate() {
        if index > 0 {
            writeln!(writer)?;
        }
        if let Some(caption) = caption
            .map(|caption| caption.shown(""))
            .filter(|text| !text.is_empty())
        {
            writeln!(writer, "{}", visible_line(&caption))?;
        }
        let group = cells
            .get(first_row..first_row + rows.len())
            .unwrap_or_default();
        first_row += rows.len();
        write_group(table, group, &columns, &widths, width, writer)?;
    }
    if !omitted.is_empty() {
        let note = format!("(no room for {})", omitted.join(", "));
        let mut at = 0;
        for word in note.split(' ') {
            if at > 0 && at + 1 + word.len() > width {
                writeln!(writer)?;
                at = 0;
            } else if at > 0 {
                write!(writer, " ")?;
                at += 1;
            }
            write!(writer, "{word}")?;
            at += word.len();
        }
        writeln!(writer)?;
    }
    Ok(())
}

/// What a terminal shows of `cell`.
fn cell_text(cell: &Cell) -> Cow<'_, str> {
    match cell.shown("  ") {
        Cow::Borrowed(text) => visible_line(shorten(text)),
        Cow::Owned(text) => {
            Cow::Owned(visible_line(&shortened(&text, MAX_CELL_CHARS)).into_owned())
        }
    }
}

/// The start of `text`, cheaply, so that a very long word is not copied.
fn shorten(text: &str) -> &str {
    match text.char_indices().nth(MAX_CELL_CHARS) {
        Some((end, _)) => text.get(..end).unwrap_or(text),
        None => text,
    }
}

/// Removes details from `columns`, from the right, until the table fits; returns their names, left to right.
fn fit(
    table: &Table,
    cells: &[Vec<Cow<'_, str>>],
    columns: &mut Vec<usize>,
    width: usize,
) -> Vec<&'static str> {
    let mut omitted = Vec::new();
    loop {
        let needed: usize = columns
            .iter()
            .map(|&index| {
                let is_text = table
                    .columns
                    .get(index)
                    .is_some_and(|column| column.align == Align::Left);
                GAP + if is_text {
                    minimal_width(table, cells, index)
                } else {
                    natural_width(table, cells, index)
                }
            })
            .sum();
        if needed <= width + GAP {
            break;
        }
        let is_detail =
            |&index: &usize| table.columns.get(index).is_some_and(|column| column.detail);
        let Some(at) = columns.iter().rposition(is_detail) else {
            break;
        };
        let index = columns.remove(at);
        omitted.extend(table.columns.get(index).map(|column| column.name));
    }
    omitted.reverse();
    omitted
}

/// Columns that the widest line of column `index` takes; a header of several words may be wrapped between them.
fn natural_width(table: &Table, cells: &[Vec<Cow<'_, str>>], index: usize) -> usize {
    let name = table.columns.get(index).map_or("", |column| column.name);
    let header = name.split('_').map(str::len).max().unwrap_or(0);
    let body = cells
        .iter()
        .filter_map(|row| row.get(index))
        .map(|cell| display_width(cell));
    body.max().unwrap_or(0).max(header)
}

/// Columns that column `index` gets before a detail is shown: those of its longest word, so that codes and short file
/// names stay whole, and at least [`MIN_TEXT_COLUMNS`] of longer text.
fn minimal_width(table: &Table, cells: &[Vec<Cow<'_, str>>], index: usize) -> usize {
    let words = cells
        .iter()
        .filter_map(|row| row.get(index))
        .flat_map(|cell| cell.split(' '))
        .map(display_width);
    let longest = words.max().unwrap_or(0).min(MAX_WORD_COLUMNS);
    natural_width(table, cells, index).min(MIN_TEXT_COLUMNS.max(longest))
}

fn write_group(
    table: &Table,
    rows: &[Vec<Cow<'_, str>>],
    columns: &[usize],
    widths: &[[usize; 2]],
    width: usize,
    writer: &mut impl Write,
) -> io::Result<()> {
    let mut text = comfy_table::Table::new();
    let rule = LineStyle::none().fill('─').junction('─');
    text.load_style(TableStyle::new().header_separator(rule))
        .set_content_arrangement(ContentArrangement::Dynamic)
        // The padding after the last column is trimmed off each line.
        .set_width(
            u16::try_from(width)
                .unwrap_or(u16::MAX)
                .saturating_add(PADDING),
        );
    let names = columns.iter().filter_map(|&index| table.columns.get(index));
    text.set_header(
        names
            .map(|column| column.name.replace('_', " "))
            .collect::<Vec<_>>(),
    );
    for row in rows {
        let cells = columns
            .iter()
            .map(|&index| row.get(index).map_or("", |cell| cell.as_ref()));
        text.add_row(cells.collect::<Vec<_>>());
    }
    let needed: usize = columns
        .iter()
        .filter_map(|&index| Some(GAP + widths.get(index)?.last()?))
        .sum();
    let has_room = needed <= width + GAP;
    for (position, &index) in columns.iter().enumerate() {
        let (Some(column), Some(shown)) = (table.columns.get(index), text.column_mut(position))
        else {
            continue;
        };
        shown.set_padding((0, PADDING));
        let columns = |columns: &usize| {
            let columns = u16::try_from(*columns).unwrap_or(u16::MAX);
            Width::Fixed(columns.saturating_add(PADDING))
        };
        let [natural, minimal] = widths.get(index).unwrap_or(&[0, 0]);
        if column.align == Align::Right {
            shown.set_cell_alignment(CellAlignment::Right);
            shown.set_constraint(ColumnConstraint::Absolute(columns(natural)));
        } else if has_room {
            shown.set_constraint(ColumnConstraint::LowerBoundary(columns(minimal)));
        }
    }
    for line in text.lines() {
        let line = line.trim_end();
        if line.starts_with('─') {
            // The rule runs below the padding of the last column, too, which is not shown.
            let rule: String = line.chars().take(width).collect();
            writeln!(writer, "{rule}")?;
        } else {
            writeln!(writer, "{line}")?;
        }
    }
    Ok(())
}
