//! Lines of a text, by what they are: some only show it beside their neighbors.

use std::hash::BuildHasher;
use std::ops::AddAssign;

use rustc_hash::{FxBuildHasher, FxHashSet};
use wenmai_text::{is_han, trim_blank};

use super::line::{Kind, Line, Separator};
use crate::quality::words::Token;
use crate::statistics::ratio;

/// Fewer rows are no table.
const LEAST_ROWS: u32 = 3;
/// Fewer lines without marks are no poem.
const LEAST_VERSES: u64 = 3;

/// Characters of a text, by the lines where they stand.
#[derive(Debug, Default)]
pub(in crate::quality) struct Lines {
    sums: Sums,
    /// In rows of tables and lines of code.
    kept: u64,
    /// In lines without marks that are verses.
    verses: u64,
    /// Characters of lines that are neither, the first time that they stand there: what phrases are looked for in. A token of no
    /// character ends each line.
    tokens: Vec<Token>,
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
    /// Lines of five characters, and of seven.
    regular: [u64; 2],
}

impl Run {
    /// Verses, or what somebody says who writes no marks, are short, and held together by function characters, or else of five
    /// or seven characters each; entries are not.
    fn is_verse(&self) -> bool {
        let is_spoken = self.function * 100 >= self.han * 14;
        let is_regular = self
            .regular
            .iter()
            .any(|&lines| lines >= 4 && lines * 10 >= self.lines * 7);
        self.lines >= LEAST_VERSES
            && self.han <= self.lines * 30
            && self.digits * 100 <= self.visible * 8
            && (is_spoken || is_regular)
    }
}

impl AddAssign for Run {
    fn add_assign(&mut self, other: Self) {
        self.lines += other.lines;
        self.visible += other.visible;
        self.han += other.han;
        self.function += other.function;
        self.digits += other.digits;
        let [five, seven] = &mut self.regular;
        *five += other.regular[0];
        *seven += other.regular[1];
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
        self.plain += other.plain;
    }
}

impl Sums {
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
            plain: if line.kind == Kind::Plain {
                Run {
                    lines: 1,
                    visible,
                    han,
                    function,
                    digits: line.digits.into(),
                    regular: [5, 7].map(|han| u64::from(line.pure_han == Some(han))),
                }
            } else {
                Run::default()
            },
        }
    }
}

/// Rows that may be a table.
#[derive(Debug)]
struct Block {
    first: Line,
    rows: u32,
    cells: u32,
    figures: u32,
    sums: Sums,
    /// Where its characters begin in the tokens.
    tokens: usize,
}

impl Block {
    /// Nobody parts a menu by tabs, or draws a frame around it. Else data have figures in enough cells, and where blanks alone part
    /// them, headings above them: a list of offers has no headings.
    fn is_table(&self) -> bool {
        let Self {
            rows,
            cells,
            figures,
            ..
        } = *self;
        let has_figures = |cells: u32, percent: u32| figures * 100 >= cells * percent;
        rows >= LEAST_ROWS
            && match self.first.separator {
                Separator::Tab | Separator::Frame => true,
                Separator::Bar => has_figures(cells, 15),
                Separator::Blank => {
                    self.first.figures == 0 && has_figures(cells - self.first.cells, 30)
                }
            }
    }
}

impl Lines {
    /// Runs in O(len of `text`).
    pub(in crate::quality) fn of(text: &str) -> Self {
        let mut reader = Reader::default();
        reader.lines.tokens.reserve(text.len() / 3);
        for line in text.split('\n') {
            let line = trim_blank(line);
            if !line.is_empty() {
                reader.push(line);
            }
        }
        reader.end_block();
        reader.end_run();
        reader.lines
    }

    /// What phrases are looked for in.
    pub(super) fn tokens(&self) -> &[Token] {
        &self.tokens
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
    block: Option<Block>,
    /// Lines without marks up to here.
    run: Run,
    is_in_code: bool,
    seen: FxHashSet<u64>,
}

impl Reader {
    fn push(&mut self, text: &str) {
        let line = Line::of(text, self.is_in_code);
        self.is_in_code = line.kind == Kind::Code;
        let is_row = line.has_cells() && line.kind != Kind::Code;
        let goes_on = is_row
            && self
                .block
                .as_ref()
                .is_some_and(|block| block.first.is_like(&line));
        if !goes_on {
            self.end_block();
        }
        if line.kind == Kind::Code {
            self.end_run();
            self.lines.kept += u64::from(line.visible);
            return;
        }
        let is_again = !self.seen.insert(FxBuildHasher.hash_one(text));
        let sums = Sums::of(&line, is_again);
        let tokens = self.lines.tokens.len();
        if !is_again {
            self.read_characters(text);
        }
        if is_row {
            let block = self.block.get_or_insert(Block {
                first: line,
                rows: 0,
                cells: 0,
                figures: 0,
                sums: Sums::default(),
                tokens,
            });
            block.rows += 1;
            block.cells += line.cells;
            block.figures += line.figures;
            block.sums += sums;
        } else {
            self.add(sums);
        }
    }

    /// Adds lines that are no table.
    fn add(&mut self, sums: Sums) {
        self.lines.sums += sums;
        if sums.clauses > 0 {
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

    fn end_block(&mut self) {
        let Some(block) = self.block.take() else {
            return;
        };
        if block.is_table() {
            self.end_run();
            self.lines.kept += block.sums.visible;
            self.lines.tokens.truncate(block.tokens);
        } else {
            self.add(block.sums);
        }
    }

    /// Characters that phrases are made of: Chinese ones, and a figure for all there are between two of them, since it is the
    /// figure that pages made by a template differ in.
    fn read_characters(&mut self, text: &str) {
        let mut has_figure = false;
        for c in text.chars() {
            let token = match c {
                '0'..='9' if has_figure => continue,
                '0'..='9' => '0',
                c if is_han(c) => c,
                _ => continue,
            };
            has_figure = token == '0';
            self.lines.tokens.push(Token {
                hash: u32::from(token).into(),
                n_chars: 1,
            });
        }
        let n_tokens = self.lines.tokens.len() as u64;
        self.lines.tokens.push(Token {
            hash: LINE_END + n_tokens,
            n_chars: 0,
        });
    }
}

/// No character is so great; each end of a line has a number of its own, so that no phrase goes on behind it.
const LINE_END: u64 = 1 << 32;
