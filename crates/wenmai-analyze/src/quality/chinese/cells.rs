//! Tables whose cells came out one a line: headings, and then words and figures in turn.

use super::table::{is_date, is_figure};

/// Columns of such a table.
const COLUMNS: std::ops::RangeInclusive<usize> = 2..=8;
/// Rows, headings included.
const LEAST_ROWS: usize = 3;
/// Lines that are looked at: a longer table is known by its beginning.
const MOST: usize = 512;

/// A line that may be a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    Word,
    Figure,
    /// A date with its year: headlines have them.
    Date,
}

impl Cell {
    pub(super) fn of(text: &str) -> Self {
        if is_date(text) {
            Self::Date
        } else if is_figure(text) {
            Self::Figure
        } else {
            Self::Word
        }
    }
}

/// Whether lines are a table, whose cells are words or figures by their column.
pub(super) fn are_table(cells: &[Cell]) -> bool {
    let cells = cells.get(..cells.len().min(MOST)).unwrap_or_default();
    let is_figure = |cell: &Cell| *cell == Cell::Figure;
    let n_figures = cells.iter().filter(|cell| is_figure(cell)).count();
    if n_figures * 5 < cells.len() || n_figures * 10 > cells.len() * 9 {
        return false;
    }
    COLUMNS
        .take_while(|columns| columns * LEAST_ROWS <= cells.len())
        .any(|columns| {
            // A title, or notes, may stand before the headings.
            let n_pairs = cells.len() - columns;
            let pairs = cells.iter().zip(cells.iter().skip(columns));
            let n_same = pairs.filter(|(a, b)| is_figure(a) == is_figure(b)).count();
            // The headings are above figures.
            let n_headings = cells.iter().take_while(|cell| !is_figure(cell)).count();
            n_headings >= columns && (n_same + n_headings.min(columns)) * 10 >= n_pairs * 9
        })
}
