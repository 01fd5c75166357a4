//! Tables: those whose cells the page tells, and those that are drawn with bars or tabs.

use wenmai_model::{BlockLayout, Document};

use super::lines::{Glue, lines_within};
use super::rich::Rich;

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) text: Rich,
    pub(crate) is_header: bool,
    /// Over how many columns and rows it goes.
    pub(crate) columns: u16,
    pub(crate) rows: u16,
}

/// A table whose cells could be told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// Columns up to which cells may go over several columns or rows.
const MAX_COLUMNS: usize = 256;
/// How many places a table may have for each of its cells.
const MAX_GROWTH: usize = 8;

impl Table {
    /// The table that the page tells.
    pub(super) fn of_layout(document: &Document, layout: &BlockLayout) -> Self {
        let rows = layout.rows.iter().map(|row| {
            let cells = row.cells.iter().map(|cell| Cell {
                text: Rich::new(document, &lines_within(document, cell.span), Glue::Space),
                is_header: cell.is_header,
                columns: cell.columns,
                rows: cell.rows,
            });
            cells.collect()
        });
        Self {
            rows: rows.collect(),
        }
    }

    /// A table that is drawn with signs; its first row is its head.
    pub(super) fn drawn(lines: &[String]) -> Option<Self> {
        let rows = table_rows(lines)?.into_iter().enumerate().map(|(at, row)| {
            let cells = row.iter().map(|text| Cell {
                text: Rich::plain(text),
                is_header: at == 0,
                columns: 1,
                rows: 1,
            });
            cells.collect()
        });
        Some(Self {
            rows: rows.collect(),
        })
    }

    /// How many rows at the top are its head: those of header cells alone.
    pub(crate) fn head(&self) -> usize {
        let is_head = |row: &&Vec<Cell>| row.iter().all(|cell| cell.is_header);
        self.rows.iter().take_while(is_head).count()
    }

    /// The cells as a grid of rows of one length, for formats without cells that go over several: such a cell stands in the
    /// first of its places, and the others are empty.
    pub(crate) fn grid(&self) -> Vec<Vec<Rich>> {
        let mut grid: Vec<Vec<Rich>> = Vec::with_capacity(self.rows.len());
        // For each column, how many rows below are taken by a cell above.
        let mut taken: Vec<u16> = Vec::new();
        // A hostile table must not become many times as large as it is.
        let cells: usize = self.rows.iter().map(Vec::len).sum();
        let mut spare = cells.saturating_mul(MAX_GROWTH).saturating_add(MAX_COLUMNS);
        for row in &self.rows {
            let mut cells = row.iter();
            let mut line: Vec<Rich> = Vec::new();
            loop {
                if let Some(left) = taken.get_mut(line.len()).filter(|left| **left > 0) {
                    if spare > 0 {
                        spare -= 1;
                        *left -= 1;
                        line.push(Rich::default());
                        continue;
                    }
                    taken.clear();
                }
                let Some(cell) = cells.next() else { break };
                let more = usize::from(cell.columns.saturating_sub(1));
                let more = more.min(MAX_COLUMNS.saturating_sub(line.len())).min(spare);
                spare -= more;
                let start = line.len();
                let end = start + 1 + more;
                if cell.rows > 1 && end <= MAX_COLUMNS {
                    taken.resize(taken.len().max(end), 0);
                    for left in taken.iter_mut().take(end).skip(start) {
                        *left = cell.rows - 1;
                    }
                }
                line.push(cell.text.clone());
                line.resize(end, Rich::default());
            }
            grid.push(line);
        }
        let width = grid.iter().map(Vec::len).max().unwrap_or(0);
        if width.saturating_mul(grid.len()) <= cells.saturating_mul(MAX_GROWTH) + MAX_COLUMNS {
            for row in &mut grid {
                row.resize(width, Rich::default());
            }
        }
        grid
    }
}

/// The cells of a table drawn with bars or tabs, all rows of one length; `None` for any other table.
fn table_rows(lines: &[String]) -> Option<Vec<Vec<String>>> {
    let lines: Vec<&str> = lines
        .iter()
        .map(|line| line.trim())
        .filter(|line| !line.is_empty())
        .collect();
    let cells: fn(&str) -> Vec<String> = if lines.iter().all(|line| line.contains('|')) {
        bar_cells
    } else if lines.iter().all(|line| line.contains('\t')) {
        |line| {
            line.split('\t')
                .map(|cell| cell.trim().to_owned())
                .collect()
        }
    } else {
        return None;
    };
    let is_rule = |row: &[String]| {
        row.iter()
            .all(|cell| cell.contains('-') && cell.chars().all(|c| matches!(c, '-' | ':' | ' ')))
    };
    let mut rows: Vec<Vec<String>> = lines
        .into_iter()
        .map(cells)
        .filter(|row| !is_rule(row))
        .collect();
    let width = rows.iter().map(Vec::len).max()?;
    for row in &mut rows {
        row.resize(width, String::new());
    }
    Some(rows)
}

/// The cells of one row of a table drawn with bars; `\|` is no bar.
fn bar_cells(line: &str) -> Vec<String> {
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek() == Some(&'|') => {
                chars.next();
                cells.last_mut().into_iter().for_each(|cell| cell.push('|'));
            }
            '|' if chars.peek().is_none() => {}
            '|' => cells.push(String::new()),
            _ => cells.last_mut().into_iter().for_each(|cell| cell.push(c)),
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_have_one_length_of_rows() {
        let rows =
            |lines: &[&str]| table_rows(&lines.iter().map(ToString::to_string).collect::<Vec<_>>());
        let expected = vec![
            vec!["a".to_owned(), "b|c".into()],
            vec!["1".into(), String::new()],
        ];
        assert_eq!(
            rows(&["| a | b\\|c |", "|---|:-:|", "| 1 |"]),
            Some(expected)
        );
        assert_eq!(rows(&["a\tb", "1\t2"]).unwrap()[1], ["1", "2"]);
        assert_eq!(rows(&["a  b", "1  2"]), None);
    }

    #[test]
    fn wide_and_high_cells_leave_empty_places() {
        let cell = |text: &str, columns, rows| Cell {
            text: Rich::plain(text),
            is_header: false,
            columns,
            rows,
        };
        let table = Table {
            rows: vec![
                vec![cell("a", 1, 2), cell("b", 2, 1)],
                vec![cell("c", 1, 1), cell("d", 1, 1)],
                vec![cell("e", 1, 1)],
            ],
        };
        let grid = table.grid();
        let shown: Vec<Vec<&str>> = grid
            .iter()
            .map(|row| row.iter().map(|cell| cell.text.as_str()).collect())
            .collect();
        assert_eq!(shown, [["a", "b", ""], ["", "c", "d"], ["e", "", ""]]);
    }
}
