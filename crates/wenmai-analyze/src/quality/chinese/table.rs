//! Rows that are a table, and rows that are a menu.

use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashSet};
use wenmai_text::{is_blank, is_han};

/// Fewer rows are no table.
const LEAST_ROWS: u32 = 3;
/// Columns that are looked at one by one.
const COLUMNS: usize = 16;

/// A longer line is prose with blanks.
const LONGEST_ROW_BYTES: usize = 400;
/// Cells of a row that blanks part.
const LONGEST_BLANK_ROW: u32 = 16;

/// How the cells of a row are parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    Tab,
    Bar,
    /// Bars, before the first cell too.
    Frame,
    /// Two blanks or more.
    Gap,
    Blank,
}

/// What stands in the cells of a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) separator: Separator,
    pub(super) cells: u32,
    /// Cells that are a figure, a bit for each of the first columns.
    figures: u16,
    n_figures: u32,
    /// Cells without a Chinese character.
    foreign: u32,
    /// Two cells, the last of which is a date.
    is_dated: bool,
}

impl Row {
    /// Of a line with `tabs`, `bars` and `blanks`, and of no other kind than a line with neither.
    pub(super) fn of(text: &str, tabs: u32, bars: u32, blanks: u32) -> Self {
        if tabs > 0 {
            Self::parted(Separator::Tab, text.split('\t'))
        } else if bars > 0 {
            let is_framed = text.starts_with(['|', '｜']);
            let separator = if is_framed {
                Separator::Frame
            } else {
                Separator::Bar
            };
            Self::parted(separator, text.split(['|', '｜']))
        } else if blanks > 1 && text.len() <= LONGEST_ROW_BYTES {
            let gaps = Self::parted(Separator::Gap, text.split("  "));
            if gaps.cells > 1 {
                gaps
            } else {
                Self::parted(Separator::Blank, text.split(is_blank))
            }
        } else {
            Self::parted(Separator::Blank, std::iter::empty())
        }
    }

    fn parted<'a>(separator: Separator, cells: impl Iterator<Item = &'a str>) -> Self {
        let mut row = Self {
            separator,
            cells: 0,
            figures: 0,
            n_figures: 0,
            foreign: 0,
            is_dated: false,
        };
        for cell in cells {
            let cell = cell.trim_matches(is_blank);
            if cell.is_empty() {
                continue;
            }
            if is_figure(cell) {
                row.n_figures += 1;
                row.figures |= 1_u16.checked_shl(row.cells).unwrap_or_default();
            }
            row.foreign += u32::from(!cell.contains(is_han));
            row.cells += 1;
            row.is_dated = row.cells == 2 && is_date(cell);
        }
        row
    }

    /// Whether it may be a row of a table.
    pub(super) fn has_cells(&self) -> bool {
        match self.separator {
            // Prose with Latin words has more.
            Separator::Blank => (3..=LONGEST_BLANK_ROW).contains(&self.cells),
            _ => self.cells >= 2,
        }
    }

    /// Whether it may stand in one table with `other`.
    fn is_like(&self, other: &Self) -> bool {
        let slack = match self.separator {
            // A note in the last cell has blanks of its own, or is missing.
            Separator::Blank => 2,
            _ => 1,
        };
        self.separator == other.separator && self.cells.abs_diff(other.cells) <= slack
    }
}

/// Rows, one after the other, that may be a table.
#[derive(Debug)]
pub(super) struct Block {
    first: Row,
    rows: u32,
    /// Rows with as many cells as the first one.
    even: u32,
    cells: u32,
    figures: u32,
    foreign: u32,
    /// Figures in each of the first columns.
    columns: [u32; COLUMNS],
    /// Rows of two cells with a date behind.
    dated: u32,
    seen: FxHashSet<u64>,
    /// Cells that stood in an earlier row.
    again: u32,
}

impl Block {
    pub(super) fn new(first: Row) -> Self {
        Self {
            first,
            rows: 0,
            even: 0,
            cells: 0,
            figures: 0,
            foreign: 0,
            columns: [0; COLUMNS],
            dated: 0,
            seen: FxHashSet::default(),
            again: 0,
        }
    }

    /// Whether `row` may be the next one.
    pub(super) fn takes(&self, row: &Row) -> bool {
        self.first.is_like(row)
    }

    pub(super) fn push(&mut self, text: &str, row: &Row) {
        self.rows += 1;
        self.even += u32::from(row.cells == self.first.cells);
        self.cells += row.cells;
        self.figures += row.n_figures;
        self.foreign += row.foreign;
        self.dated += u32::from(row.is_dated);
        for (at, column) in (0_u32..).zip(&mut self.columns) {
            *column += u32::from(row.figures & 1_u16.checked_shl(at).unwrap_or_default() != 0);
        }
        let is_parted = |c: char| match row.separator {
            Separator::Tab => c == '\t',
            Separator::Bar | Separator::Frame => matches!(c, '|' | '｜'),
            Separator::Gap | Separator::Blank => is_blank(c),
        };
        for cell in text.split(is_parted) {
            let cell = cell.trim_matches(is_blank);
            if !cell.is_empty() && !self.seen.insert(FxBuildHasher.hash_one(cell)) {
                self.again += 1;
            }
        }
    }

    /// Nobody parts a menu by tabs, or draws a frame around it. Else data have figures in enough cells, or in a column, or the same
    /// word in many rows; and where blanks alone part them, headings above the figures: a list of offers has no headings.
    pub(super) fn is_table(&self) -> bool {
        let Self { rows, cells, .. } = *self;
        let is_even = self.even * 10 >= rows * 8;
        let is_headed = self.first.n_figures == 0;
        let has_words_again = rows > LEAST_ROWS && is_even && self.again * 4 >= cells;
        // Headlines with their dates are a list, whatever parts them.
        let is_list = self.dated * 2 > rows;
        rows >= LEAST_ROWS
            && !is_list
            && match self.first.separator {
                Separator::Tab | Separator::Frame => true,
                Separator::Bar => {
                    let least = if is_headed { 15 } else { 40 };
                    self.figures * 100 >= cells * least || has_words_again
                }
                Separator::Gap => {
                    let has_data = (self.figures + self.foreign) * 100 >= cells * 15;
                    is_headed && is_even && (has_data || has_words_again)
                }
                Separator::Blank => {
                    let data_rows = rows - 1;
                    let has_column = is_even
                        && self
                            .columns
                            .iter()
                            .skip(1)
                            .any(|&figures| figures * 4 >= data_rows * 3);
                    let has_figures = self.figures * 100 >= (cells - self.first.cells) * 30;
                    let has_words = self.first.cells > 3 && has_words_again;
                    is_headed && (has_column || has_figures || has_words)
                }
            }
    }
}

/// A figure, maybe with a sign before it and a unit behind it.
fn is_figure(cell: &str) -> bool {
    let digits = cell.trim_start_matches([
        '+', '-', '−', '±', '≥', '≤', '<', '>', '¥', '￥', '$', '~', '约', '約', '前',
    ]);
    digits.starts_with(|c: char| c.is_ascii_digit())
}

/// A year, a month and a day, or the first two of these.
fn is_date(cell: &str) -> bool {
    let cell = cell.trim_matches(['[', ']', '(', ')', '（', '）']);
    cell.split_once(['-', '/', '.', '年'])
        .is_some_and(|(year, rest)| {
            year.len() == 4
                && year.bytes().all(|byte| byte.is_ascii_digit())
                && rest.starts_with(|c: char| c.is_ascii_digit())
        })
}
