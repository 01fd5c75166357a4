//! Lines of a text, by what they are: some only show it beside their neighbors.

use std::hash::BuildHasher;
use std::ops::AddAssign;

use rustc_hash::{FxBuildHasher, FxHashSet};
use wenmai_text::{is_han, trim_blank};

use super::cells::{Cell, are_table};
use super::line::{Kind, Line};
use super::phrases::SENTENCE_END;
use super::table::{Block, Separator};
use crate::statistics::ratio;

/// Fewer lines without marks are no poem.
const LEAST_VERSES: u64 = 3;
/// Verses of regular length have so many characters at most.
const LONGEST_VERSE: usize = 10;
/// So many function characters in a hundred: entries of menus have fewer, most of them half as many.
const VERSE_FUNCTION: u64 = 15;
/// The same for lines as long as headlines, which have more of them.
const SPEECH_FUNCTION: u64 = 22;
/// Longer lines with marks are no verses.
const LONGEST_CLAUSES: u64 = 30;
/// Lines of more Chinese characters, on the average, are as long as headlines.
const SHORT_LINE: u64 = 13;

/// One character in so many is furniture at least, where this tells of the lines around.
const LEAST_FURNITURE: u64 = 50;

/// Characters of a text, by the lines where they stand.
#[derive(Debug, Default)]
pub(in crate::quality) struct Lines {
    sums: Sums,
    /// In rows of tables and lines of code.
    kept: u64,
    /// Of these, in tables that may be lists of titles.
    titled: u64,
    /// In lines without marks that are verses.
    verses: u64,
    /// Characters of lines that are neither, the first time that they stand there: what phrases are looked for in.
    characters: Vec<u32>,
}

/// Sums over some lines.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    visible: u64,
    han: u64,
    function: u64,
    digits: u64,
    clauses: u64,
    furniture: u64,
    headlines: u64,
    again: u64,
    /// In paragraphs.
    paragraphs: u64,
    plain: Run,
}

/// Lines without marks, one after the other.
#[derive(Debug, Clone, Copy, Default)]
struct Run {
    lines: u64,
    visible: u64,
    han: u64,
    function: u64,
    digits: u64,
    /// Lines of so many Chinese characters and of nothing else, from one on.
    regular: [u64; LONGEST_VERSE],
}

impl Run {
    /// Whether the lines are verses, or what somebody says who writes no marks: entries and headlines have fewer function
    /// characters, and lines of any length.
    fn is_verse(&self) -> bool {
        let is_short = self.han <= self.lines * SHORT_LINE;
        let least = if is_short {
            VERSE_FUNCTION
        } else {
            SPEECH_FUNCTION
        };
        let is_spoken = self.function * 100 >= self.han * least;
        self.lines >= LEAST_VERSES
            && self.digits * 100 <= self.visible * 8
            && (is_spoken || self.is_regular())
    }

    /// Whether most lines have five characters, or seven, or any two lengths from five on with some function characters.
    fn is_regular(&self) -> bool {
        let with = |han: usize| self.regular.get(han - 1).copied().unwrap_or_default();
        let is_most = |lines: u64| lines >= 4 && lines * 10 >= self.lines * 7;
        let mut lengths: Vec<u64> = self.regular.iter().skip(4).copied().collect();
        lengths.sort_unstable();
        let commonest = lengths.iter().rev().take(2).sum();
        is_most(with(5))
            || is_most(with(7))
            || (is_most(commonest) && self.function * 100 >= self.han * 6)
    }
}

impl AddAssign for Run {
    fn add_assign(&mut self, other: Self) {
        self.lines += other.lines;
        self.visible += other.visible;
        self.han += other.han;
        self.function += other.function;
        self.digits += other.digits;
        for (sum, lines) in self.regular.iter_mut().zip(other.regular) {
            *sum += lines;
        }
    }
}

impl AddAssign for Sums {
    fn add_assign(&mut self, other: Self) {
        self.visible += other.visible;
        self.han += other.han;
        self.function += other.function;
        self.digits += other.digits;
        self.clauses += other.clauses;
        self.furniture += other.furniture;
        self.headlines += other.headlines;
        self.again += other.again;
        self.paragraphs += other.paragraphs;
        self.plain += other.plain;
    }
}

impl Sums {
    /// Subtracts what was added, but for the lines without marks, which are not summed up.
    fn take_out(&mut self, other: &Self) {
        self.visible -= other.visible;
        self.han -= other.han;
        self.function -= other.function;
        self.digits -= other.digits;
        self.clauses -= other.clauses;
        self.furniture -= other.furniture;
        self.headlines -= other.headlines;
        self.again -= other.again;
        self.paragraphs -= other.paragraphs;
    }

    fn of(line: &Line, is_again: bool) -> Self {
        let visible = u64::from(line.visible);
        let (han, function) = (u64::from(line.han), u64::from(line.function));
        let when = |is_so: bool| if is_so { visible } else { 0 };
        Self {
            visible,
            han,
            function,
            digits: line.digits.into(),
            clauses: when(line.kind == Kind::Clauses),
            furniture: when(line.kind == Kind::Furniture),
            headlines: when(line.is_headline),
            again: when(is_again),
            paragraphs: when(line.is_paragraph),
            plain: if line.kind == Kind::Plain {
                Run {
                    lines: 1,
                    visible,
                    han,
                    function,
                    digits: line.digits.into(),
                    regular: regular(line.pure_han),
                }
            } else {
                Run::default()
            },
        }
    }
}

fn regular(han: Option<u32>) -> [u64; LONGEST_VERSE] {
    let mut lines = [0; LONGEST_VERSE];
    let place = han.and_then(|han| lines.get_mut((han as usize).wrapping_sub(1)));
    if let Some(place) = place {
        *place = 1;
    }
    lines
}

/// Rows that may be a table, and what is counted of them if they are none.
#[derive(Debug)]
struct Rows {
    block: Block,
    sums: Sums,
    /// Where their characters begin.
    start: usize,
}

/// Lines that may be cells of a table, and what has been counted of them.
#[derive(Debug)]
struct Cells {
    lines: Vec<Cell>,
    sums: Sums,
    /// Where their characters begin.
    start: usize,
}

impl Lines {
    /// Runs in O(len of `text`).
    pub(in crate::quality) fn of(text: &str) -> Self {
        let mut reader = Reader::default();
        reader.lines.characters.reserve(text.len() / 3);
        for line in text.split('\n') {
            let line = trim_blank(line);
            if !line.is_empty() {
                reader.push(line);
            }
        }
        reader.end_rows();
        reader.end_cells();
        reader.end_run();
        reader.lines
    }

    /// What phrases are looked for in.
    pub(super) fn characters(&self) -> &[u32] {
        &self.characters
    }

    /// All visible characters.
    pub(super) fn all(&self) -> u64 {
        self.sums.visible + self.kept
    }

    /// The share of Chinese characters; the notes of a table or a listing say nothing.
    pub(super) fn chinese(&self) -> f64 {
        if self.sums.visible < self.kept {
            return 1.0;
        }
        ratio(self.sums.han, self.sums.visible)
    }

    /// The share of function characters in Chinese ones.
    pub(super) fn function(&self) -> f64 {
        if self.sums.visible < self.kept {
            return 1.0;
        }
        ratio(self.sums.function, self.sums.han)
    }

    /// The share of characters in connected text, tables and code.
    pub(super) fn connected(&self) -> f64 {
        ratio(self.sums.clauses + self.verses + self.kept, self.all())
    }

    /// The share of characters in lines of menus, forms and notices.
    pub(super) fn furniture(&self) -> f64 {
        ratio(self.sums.furniture, self.all())
    }

    /// The share of characters that are in none of paragraphs, verses, tables and code, if some are furniture.
    pub(super) fn listed(&self) -> f64 {
        if self.sums.furniture * LEAST_FURNITURE < self.all() {
            return 0.0;
        }
        let connected = self.sums.paragraphs + self.verses + self.kept - self.titled;
        1.0 - ratio(connected, self.all()).min(1.0)
    }

    /// The share of characters in headlines.
    pub(super) fn headlines(&self) -> f64 {
        ratio(self.sums.headlines, self.all())
    }

    /// The share of characters in lines that stood before.
    pub(super) fn again(&self) -> f64 {
        ratio(self.sums.again, self.all())
    }

    /// The share of digits.
    pub(super) fn digits(&self) -> f64 {
        ratio(self.sums.digits, self.all())
    }
}

#[derive(Debug, Default)]
struct Reader {
    lines: Lines,
    rows: Option<Rows>,
    cells: Option<Cells>,
    /// Lines without marks up to here.
    run: Run,
    /// Lines with marks right before.
    n_clauses: u32,
    is_in_code: bool,
    seen: FxHashSet<u64>,
}

impl Reader {
    fn push(&mut self, text: &str) {
        let line = Line::of(text, self.is_in_code);
        self.is_in_code = line.kind == Kind::Code;
        let is_row = line.row.has_cells() && line.kind != Kind::Code;
        let goes_on = is_row
            && self
                .rows
                .as_ref()
                .is_some_and(|rows| rows.block.takes(&line.row));
        if !goes_on {
            self.end_rows();
        }
        if is_row || line.kind == Kind::Code || line.cell.is_none() {
            self.end_cells();
        }
        if line.kind == Kind::Code {
            self.end_run();
            self.lines.kept += u64::from(line.visible);
            return;
        }
        let is_again = !self.seen.insert(FxBuildHasher.hash_one(text));
        let sums = Sums::of(&line, is_again);
        let start = self.lines.characters.len();
        if !is_again {
            self.read_characters(text);
        }
        if is_row {
            let rows = self.rows.get_or_insert_with(|| Rows {
                block: Block::new(line.row),
                sums: Sums::default(),
                start,
            });
            rows.block.push(text, &line.row);
            rows.sums += sums;
        } else {
            if let Some(cell) = line.cell {
                let cells = self.cells.get_or_insert_with(|| Cells {
                    lines: Vec::new(),
                    sums: Sums::default(),
                    start,
                });
                cells.lines.push(cell);
                cells.sums += sums;
            }
            self.add(sums);
        }
    }

    /// Adds lines that are no table.
    fn add(&mut self, sums: Sums) {
        self.lines.sums += sums;
        // Some verses have marks.
        self.n_clauses = if sums.clauses > 0 {
            self.n_clauses + 1
        } else {
            0
        };
        if self.n_clauses > 1 || sums.clauses > LONGEST_CLAUSES {
            self.end_run();
        }
        self.run += sums.plain;
    }

    fn end_run(&mut self) {
        let run = std::mem::take(&mut self.run);
        if run.is_verse() {
            self.lines.verses += run.visible;
        }
    }

    /// Takes out again what has been counted of a table.
    fn end_cells(&mut self) {
        let Some(cells) = self.cells.take() else {
            return;
        };
        if are_table(&cells.lines) {
            self.run = Run::default();
            self.lines.sums.take_out(&cells.sums);
            self.lines.kept += cells.sums.visible;
            self.lines.characters.truncate(cells.start);
        }
    }

    fn end_rows(&mut self) {
        let Some(rows) = self.rows.take() else {
            return;
        };
        let is_form = rows.block.separator() == Separator::Colon
            && rows.sums.furniture * 3 > rows.sums.visible;
        if rows.block.is_table() && !is_form {
            self.end_run();
            self.lines.kept += rows.sums.visible;
            if rows.block.is_titled() {
                self.lines.titled += rows.sums.visible;
            }
            self.lines.characters.truncate(rows.start);
        } else {
            self.add(rows.sums);
        }
    }

    /// Characters that phrases are made of: Chinese ones, and a figure for all there are between two of them, since it is the
    /// figure that pages made by a template differ in.
    fn read_characters(&mut self, text: &str) {
        let characters = &mut self.lines.characters;
        let mut last = SENTENCE_END;
        for c in text.chars() {
            let character = match c {
                '\u{4e00}'..='\u{9fff}' => c.into(),
                '0'..='9' => FIGURE,
                '。' | '！' | '？' | '；' | '!' | '?' => SENTENCE_END,
                c if is_han(c) => c.into(),
                _ => continue,
            };
            if character != last || !matches!(character, FIGURE | SENTENCE_END) {
                characters.push(character);
                last = character;
            }
        }
        characters.push(SENTENCE_END);
    }
}

/// Stands for all figures.
const FIGURE: u32 = '0' as u32;
