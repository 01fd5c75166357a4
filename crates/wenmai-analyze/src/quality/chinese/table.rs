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
/// Characters of the label before a colon, and of what stands behind it.
const LONGEST_LABEL: usize = 8;
const LONGEST_VALUE: usize = 40;
/// What stands behind a label has so many parts at most.
const VALUE_PARTS: usize = 2;
/// Characters of what stands behind labels of data, on the average.
const SHORT_VALUE: u32 = 12;
/// Characters of a name that something is measured of, on the average.
const SHORT_NAME: u32 = 8;
/// Characters of a title, on the average.
const SHORT_TITLE: u32 = 6;
/// Cells of a row that blanks part.
const LONGEST_BLANK_ROW: u32 = 16;

/// How the cells of a row are parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    Tab,
    Bar,
    /// Bars, before the first cell too.
    Frame,
    /// The colon behind a label.
    Colon,
    Comma,
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
    /// The time of the day that it begins with, in minutes.
    time: Option<u16>,
    /// Its last cell is a figure with its unit, or a time.
    is_measured: bool,
    /// Characters of the first cell, and of the last one.
    first_chars: u32,
    last_chars: u32,
}

/// How often the signs that may part cells stand in a line.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Parting {
    pub(super) tabs: u32,
    pub(super) bars: u32,
    pub(super) blanks: u32,
    pub(super) colons: u32,
    /// Commas of ASCII.
    pub(super) commas: u32,
}

impl Row {
    /// Of a line with such signs, and of no other kind than a line with none of them.
    pub(super) fn of(text: &str, signs: Parting) -> Self {
        if signs.tabs > 0 {
            return Self::parted(Separator::Tab, text.split('\t'));
        }
        if signs.bars > 0 {
            let is_framed = text.starts_with(['|', '｜']);
            let separator = if is_framed {
                Separator::Frame
            } else {
                Separator::Bar
            };
            return Self::parted(separator, text.split(['|', '｜']));
        }
        if text.len() > LONGEST_ROW_BYTES {
            return Self::parted(Separator::Blank, std::iter::empty());
        }
        if signs.commas > 1 && !text.contains('。') {
            return Self::parted(Separator::Comma, text.split(','));
        }
        if signs.colons > 0
            && let Some((label, value)) = labelled(text)
        {
            return Self::parted(Separator::Colon, [label, value].into_iter());
        }
        if signs.blanks > 1 {
            let gaps = Self::parted(Separator::Gap, text.split("  "));
            if gaps.cells > 1 {
                return gaps;
            }
        }
        if signs.blanks > 0 {
            Self::parted(Separator::Blank, text.split(is_blank))
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
            time: None,
            is_measured: false,
            first_chars: 0,
            last_chars: 0,
        };
        for cell in cells {
            let cell = cell.trim_matches(is_blank);
            if cell.is_empty() {
                continue;
            }
            row.is_measured = false;
            if is_figure(cell) {
                row.n_figures += 1;
                row.figures |= 1_u16.checked_shl(row.cells).unwrap_or_default();
                row.is_measured = is_measured(cell);
            }
            row.last_chars = u32::try_from(cell.chars().count()).unwrap_or(u32::MAX);
            if row.cells == 0 {
                row.time = time(cell);
                row.first_chars = row.last_chars;
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
            Separator::Blank if self.cells == 2 => self.time.is_some() || self.is_measured,
            Separator::Blank => (3..=LONGEST_BLANK_ROW).contains(&self.cells),
            Separator::Comma => self.cells >= 3,
            _ => self.cells >= 2,
        }
    }

    /// Whether it may stand in one table with `other`.
    fn is_like(&self, other: &Self) -> bool {
        let slack = match self.separator {
            // A note in the last cell has blanks of its own, or is missing.
            Separator::Blank => 2,
            Separator::Colon => 0,
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
    /// Rows that begin with a time, and those that do so with a later one than the last that did.
    times: u32,
    later: u32,
    last_time: Option<u16>,
    /// Rows that end with a figure and its unit.
    measured: u32,
    /// Characters of the first cells, and of the last ones.
    first_chars: u32,
    last_chars: u32,
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
            times: 0,
            later: 0,
            last_time: None,
            measured: 0,
            first_chars: 0,
            last_chars: 0,
            seen: FxHashSet::default(),
            again: 0,
        }
    }

    /// Whether nothing but blanks parts its cells, and the first of them are as long as titles: a list of things to get, maybe.
    pub(super) fn is_titled(&self) -> bool {
        matches!(self.first.separator, Separator::Gap | Separator::Blank)
            && self.first_chars > self.rows * SHORT_TITLE
    }

    pub(super) const fn separator(&self) -> Separator {
        self.first.separator
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
        self.measured += u32::from(row.is_measured);
        self.first_chars = self.first_chars.saturating_add(row.first_chars);
        self.last_chars = self.last_chars.saturating_add(row.last_chars);
        if let Some(time) = row.time {
            self.times += 1;
            self.later += u32::from(self.last_time.is_none_or(|last| last <= time));
            self.last_time = Some(time);
        }
        for (at, column) in (0_u32..).zip(&mut self.columns) {
            *column += u32::from(row.figures & 1_u16.checked_shl(at).unwrap_or_default() != 0);
        }
        let is_parted = |c: char| match row.separator {
            Separator::Tab => c == '\t',
            Separator::Bar | Separator::Frame => matches!(c, '|' | '｜'),
            Separator::Colon => matches!(c, '：' | ':'),
            Separator::Comma => c == ',',
            Separator::Gap | Separator::Blank => is_blank(c),
        };
        for cell in text.split(is_parted) {
            let cell = cell.trim_matches(is_blank);
            if !cell.is_empty() && !self.seen.insert(FxBuildHasher.hash_one(cell)) {
                self.again += 1;
            }
        }
    }

    /// A programme of a day or more: its times go up, where those of a list of news go down.
    fn is_program(&self) -> bool {
        self.times * 10 >= self.rows * 8 && self.later * 10 >= self.times * 8
    }

    /// Short names with what each costs or measures.
    fn is_price_list(&self) -> bool {
        self.measured * 10 >= self.rows * 7 && self.first_chars <= self.rows * SHORT_NAME
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
                Separator::Comma => {
                    is_even && (self.figures * 100 >= cells * 15 || has_words_again)
                }
                // What a thing measures, or what each of many records has.
                Separator::Colon => {
                    let is_short = self.last_chars <= rows * SHORT_VALUE;
                    rows > LEAST_ROWS
                        && is_short
                        && (self.figures * 4 >= rows || self.again * 3 >= rows)
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
                    (is_headed && (has_column || has_figures || has_words))
                        || self.is_program()
                        || self.is_price_list()
                }
            }
    }
}

/// A label of a few characters without figures, and what stands behind its colon, in few parts: filters of shops have many.
fn labelled(text: &str) -> Option<(&str, &str)> {
    let (label, value) = text.split_once(['：', ':'])?;
    let value = value.trim_matches(is_blank);
    let is_label = label.chars().count() <= LONGEST_LABEL
        && label.contains(is_han)
        && !label.contains(|c: char| c.is_ascii_digit() || matches!(c, '，' | '。' | '、'));
    let is_value = !value.is_empty()
        && value.chars().count() <= LONGEST_VALUE
        && (is_figure(value)
            || value
                .split(is_blank)
                .filter(|part| !part.is_empty())
                .count()
                <= VALUE_PARTS);
    (is_label && is_value).then_some((label, value))
}

/// The minutes of `6:05` or `18：30`, whatever follows behind it: `8:00-9:30`.
fn time(cell: &str) -> Option<u16> {
    let (hours, rest) = cell.split_once([':', '：'])?;
    let minutes = rest.get(..2)?;
    let is_number = |text: &str| text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    let goes_on = rest.as_bytes().get(2).is_some_and(u8::is_ascii_digit);
    if !is_number(hours) || !is_number(minutes) || goes_on {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 24 && minutes < 60).then_some(hours * 60 + minutes)
}

/// Whether a figure has a unit that is written in Chinese, or one of those that most things are measured by, or is a time: sizes of
/// files and mere counts are no such thing, which lists of links have.
fn is_measured(figure: &str) -> bool {
    let is_unit =
        |c: char| is_han(c) || matches!(c, '%' | '％' | '℃' | '°' | 'm' | 'k' | 'c' | 'g');
    time(figure).is_some() || (figure.contains(is_unit) && !is_date(figure))
}

/// A figure, maybe with a sign before it and a unit behind it.
pub(super) fn is_figure(cell: &str) -> bool {
    let digits = cell.trim_start_matches([
        '+', '-', '−', '±', '≥', '≤', '<', '>', '¥', '￥', '$', '~', '约', '約', '前',
    ]);
    digits.starts_with(|c: char| c.is_ascii_digit())
}

/// A year, a month and a day, or the first two of these.
pub(super) fn is_date(cell: &str) -> bool {
    let cell = cell.trim_matches(['[', ']', '(', ')', '（', '）']);
    cell.split_once(['-', '/', '.', '年'])
        .is_some_and(|(year, rest)| {
            year.len() == 4
                && year.bytes().all(|byte| byte.is_ascii_digit())
                && rest.starts_with(|c: char| c.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_table(lines: &[&str]) -> bool {
        let mut block: Option<Block> = None;
        for line in lines {
            let of = |signs: &[char]| u32::try_from(line.matches(signs).count()).unwrap();
            let row = Row::of(
                line,
                Parting {
                    tabs: of(&['\t']),
                    bars: of(&['|', '｜']),
                    blanks: of(&[' ', '\u{3000}', '\t']),
                    colons: of(&['：', ':']),
                    commas: of(&[',']),
                },
            );
            let block = block.get_or_insert_with(|| Block::new(row));
            if !row.has_cells() || !block.takes(&row) {
                return false;
            }
            block.push(line, &row);
        }
        block.is_some_and(|block| block.is_table())
    }

    #[test]
    fn fields_prices_times_and_commas() {
        for lines in [
            [
                "型号：甲三",
                "量程：0～25 mm",
                "分度：0.01 mm",
                "净重：240 g",
            ]
            .as_slice(),
            &["剪发 男 25元", "剪发 女 35元", "染发 168元起"],
            &[
                "06:30 早间气象",
                "07:00 新闻",
                "09:10 连续剧",
                "12:00 午间 新闻",
            ],
            &["序号,名称,数量", "1,合页,24", "2,门吸,8"],
        ] {
            assert!(is_table(lines), "{lines:?}");
        }
    }

    #[test]
    fn lists_that_look_like_them() {
        for lines in [
            // Labels of long headlines.
            [
                "公告：关于召开第一次债权人会议的若干事项的通知",
                "公告：某小区七号楼一单元住宅一套第一次拍卖",
                "拍卖：某牌号小型轿车一辆以及车上的全部物品",
                "拍卖：青河县旧粮库院内的报废设备一批",
            ]
            .as_slice(),
            // Filters of a shop.
            &[
                "产地：东山 西山 南山",
                "口味：酸 甜 辣",
                "包装：袋 盒 罐",
                "年份：新 旧 陈",
            ],
            // News, the latest first.
            &[
                "18:30 大桥通车",
                "17:05 渡口停航",
                "15:40 粮库失火",
                "09:12 早市开张",
            ],
            // Sizes of files, and counts.
            &["古镇图志 18.4MB", "盐铁论考 2.1MB", "漕运往事 96MB"],
        ] {
            assert!(!is_table(lines), "{lines:?}");
        }
    }

    #[test]
    fn times_of_a_day() {
        assert_eq!(time("6:05"), Some(365));
        assert_eq!(time("18：30-19：00"), Some(1110));
        for text in ["25:00", "6:5", "6:051", "6:75", "比 3:2", "：30", "6："] {
            assert_eq!(time(text), None, "{text}");
        }
    }
}
