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

#[cfg(test)]
mod tests {
    use super::*;

    fn is_table(lines: &str) -> bool {
        let cells: Vec<Cell> = lines.split_whitespace().map(Cell::of).collect();
        are_table(&cells)
    }

    #[test]
    fn columns_of_words_and_figures_are_a_table() {
        assert!(is_table(
            "站名 首班 末班 北门 6:00 21:30 粮库 6:09 21:39 渡口 6:20 21:50"
        ));
        // A title before it, and a cell that is a word for once.
        assert!(is_table(
            "气温 日期 白天 夜里 初一 12℃ 4℃ 初二 15℃ 6℃ 初三 缺测 5℃ 初四 14℃ 3℃ 初五 11℃ 2℃ 初六 10℃ 1℃"
        ));
    }

    #[test]
    fn menus_numbers_and_headlines_with_dates_are_none() {
        for lines in [
            "",
            "首页 新闻 图片 论坛 博客 商城 帮助 关于",
            "1 2 3 4 5 6 7 8 9",
            "北门修桥 2023-08-14 粮库失火 2023-08-11 渡口停航 2023-07-28",
            // No headings.
            "北门 6:00 粮库 6:09 渡口 6:20",
        ] {
            assert!(!is_table(lines), "{lines}");
        }
    }
}
