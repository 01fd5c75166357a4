//! A line, and what can be told of it alone.

use wenmai_text::{is_blank, is_han};

use super::characters::{Traits, traits};
use super::words::{is_furniture, n_furniture};

/// Longer lines are no menus or notices: so many bytes are some 300 Chinese characters.
const LONGEST_FURNITURE_BYTES: usize = 900;
/// Where words of forms are farther apart, they are spoken of: so many bytes are some 50 Chinese characters.
const FURNITURE_BYTES: usize = 150;
/// A line of so many characters that hardly has a blank is code that nobody reads.
const MINIFIED_CHARS: u32 = 300;
/// So many Chinese characters without the end of a sentence are a headline: fewer are an entry or a verse, more a paragraph.
const HEADLINE_HAN: std::ops::RangeInclusive<u32> = 14..=40;
/// Who writes blanks for marks writes more of them in a line.
const HEADLINE_BLANKS: u32 = 2;

/// How the cells of a row are parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    Tab,
    Bar,
    /// Bars, before the first cell too.
    Frame,
    Blank,
}

/// What a line is by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It has a mark of a clause.
    Clauses,
    /// No mark: an entry, a verse, a headline.
    Plain,
    /// Words of a menu, a form or a notice.
    Furniture,
    /// A listing.
    Code,
}

/// Counts of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub(super) kind: Kind,
    pub(super) visible: u32,
    pub(super) han: u32,
    pub(super) function: u32,
    pub(super) digits: u32,
    /// It is long, and no mark of a sentence's end is at its own.
    pub(super) is_headline: bool,
    /// Its Chinese characters, if it has nothing else.
    pub(super) pure_han: Option<u32>,
    pub(super) separator: Separator,
    pub(super) cells: u32,
    /// Cells that are a figure.
    pub(super) figures: u32,
}

impl Line {
    /// Of a line without blanks at its ends, which is not empty; `is_in_code` if the last one was code.
    pub(super) fn of(text: &str, is_in_code: bool) -> Self {
        let counts = Counts::of(text);
        let (separator, cells, figures) = cells(text, &counts);
        let has_end = text.chars().next_back().is_some_and(ends_sentence);
        let mut line = Self {
            kind: Kind::Plain,
            visible: counts.visible,
            han: counts.han,
            function: counts.function,
            digits: counts.digits,
            is_headline: HEADLINE_HAN.contains(&counts.han)
                && counts.blanks <= HEADLINE_BLANKS
                && !has_end,
            pure_han: (counts.han == counts.visible).then_some(counts.han),
            separator,
            cells,
            figures,
        };
        line.kind = if is_code(text, &counts, is_in_code) {
            Kind::Code
        } else if is_of_furniture(text) {
            Kind::Furniture
        } else if counts.has_clause {
            Kind::Clauses
        } else {
            Kind::Plain
        };
        line
    }

    /// Whether it may be a row of a table.
    pub(super) fn has_cells(&self) -> bool {
        match self.separator {
            Separator::Tab | Separator::Bar | Separator::Frame => self.cells >= 2,
            Separator::Blank => self.cells >= 3,
        }
    }

    /// Whether it may stand in one table with `other`.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let slack = match self.separator {
            Separator::Tab | Separator::Bar | Separator::Frame => 1,
            // A note in the last cell has blanks of its own, or is missing.
            Separator::Blank => 2,
        };
        self.separator == other.separator && self.cells.abs_diff(other.cells) <= slack
    }
}

/// Counts of characters.
#[derive(Debug, Default)]
struct Counts {
    visible: u32,
    blanks: u32,
    han: u32,
    function: u32,
    digits: u32,
    /// ASCII letters.
    letters: u32,
    /// Signs that code is written with and Chinese is not.
    signs: u32,
    tabs: u32,
    bars: u32,
    has_clause: bool,
}

impl Counts {
    fn of(text: &str) -> Self {
        let (mut counts, traits) = (Self::default(), traits());
        let (mut chars, mut last) = (0_u32, ' ');
        for c in text.chars() {
            chars += 1;
            match c {
                '\u{4e00}'..='\u{9fff}' => {
                    counts.han += 1;
                    counts.function += u32::from(Traits::among(traits, c).is_function());
                }
                '，' | '。' | '！' | '？' | '；' | '…' => counts.has_clause = true,
                '0'..='9' => counts.digits += 1,
                'a'..='z' | 'A'..='Z' => counts.letters += 1,
                '{' | '}' | ';' | '=' | '`' | '$' | '_' | '\\' | '*' | '"' | '#' => {
                    counts.signs += 1;
                    counts.has_clause |= c == ';' && is_han(last);
                }
                '<' | '[' => counts.signs += 1,
                '(' => counts.signs += u32::from(last.is_ascii_alphanumeric() || last == '_'),
                '|' | '｜' => counts.bars += 1,
                ',' | '!' | '?' | '.' => counts.has_clause |= is_han(last),
                '\t' => {
                    counts.blanks += 1;
                    counts.tabs += 1;
                }
                c if is_blank(c) => counts.blanks += 1,
                c => counts.han += u32::from(is_han(c)),
            }
            last = c;
        }
        counts.visible = chars - counts.blanks;
        counts
    }
}

/// Marks that a sentence, or the line before a list, ends with.
fn ends_sentence(c: char) -> bool {
    matches!(
        c,
        '。' | '！'
            | '？'
            | '；'
            | '：'
            | '…'
            | '”'
            | '’'
            | '」'
            | '』'
            | '）'
            | '.'
            | '!'
            | '?'
            | ';'
            | ':'
            | ')'
            | '~'
            | '，'
            | '、'
    )
}

/// Whether a line is of a listing: it has signs of code, and little Chinese. Lines between such ones need no sign.
fn is_code(text: &str, counts: &Counts, is_in_code: bool) -> bool {
    let is_address = text.starts_with('/') || text.contains("://");
    let is_minified = counts.visible >= MINIFIED_CHARS && counts.blanks * 20 < counts.visible;
    // Lines of a log: their figures are what they are known by.
    let is_log =
        counts.digits * 4 > counts.visible && text.starts_with(|c: char| c.is_ascii_digit());
    if is_address || is_minified || is_log {
        return false;
    }
    let is_comment = text.starts_with("//") || text.starts_with('#') || text.starts_with("/*");
    let has_signs = counts.signs > 0 && counts.letters + counts.signs > counts.han;
    // A command.
    let is_command =
        counts.han == 0 && counts.blanks > 0 && text.starts_with(|c: char| c.is_ascii_lowercase());
    (is_comment && is_in_code)
        || is_command
        || (has_signs && counts.han * 2 < counts.visible)
        || (is_in_code && counts.han == 0 && counts.letters > 0)
}

/// Whether a line has words of furniture: one that is so anywhere, or as an entry of its own.
fn is_of_furniture(text: &str) -> bool {
    if text.len() > LONGEST_FURNITURE_BYTES {
        return false;
    }
    let parts = text.split(|c: char| {
        is_blank(c)
            || matches!(
                c,
                '|' | '｜' | '>' | '»' | '›' | '·' | '/' | '_' | '├' | '└'
            )
    });
    let (mut entries, mut found) = (0, 0);
    for part in parts {
        // Counts, marks and signs beside a word: `评论(3)`, `【登录】`.
        let word = part.trim_matches(|c: char| !is_han(c) && !c.is_ascii_alphabetic());
        if !word.is_empty() {
            entries += 1;
            found += usize::from(is_furniture(word));
        }
    }
    found * 3 > entries || n_furniture(text) * FURNITURE_BYTES >= text.len()
}

/// How the cells of a line are parted, how many there are, and how many of them are figures.
fn cells(text: &str, counts: &Counts) -> (Separator, u32, u32) {
    let count = |cells: &mut dyn Iterator<Item = &str>| {
        cells.fold((0, 0), |(cells, figures), cell| {
            let cell = cell.trim_matches(is_blank);
            let is_cell = !cell.is_empty();
            (
                cells + u32::from(is_cell),
                figures + u32::from(is_figure(cell)),
            )
        })
    };
    let (separator, (cells, figures)) = if counts.tabs > 0 {
        (Separator::Tab, count(&mut text.split('\t')))
    } else if counts.bars > 0 {
        let is_framed = text.starts_with(['|', '｜']);
        let separator = if is_framed {
            Separator::Frame
        } else {
            Separator::Bar
        };
        (separator, count(&mut text.split(['|', '｜'])))
    } else if counts.blanks > 1 {
        (Separator::Blank, count(&mut text.split(is_blank)))
    } else {
        (Separator::Blank, (1, 0))
    };
    (separator, cells, figures)
}

/// A figure, maybe with a sign before it and a unit behind it.
fn is_figure(cell: &str) -> bool {
    let digits = cell.trim_start_matches([
        '+', '-', '−', '±', '≥', '≤', '<', '>', '¥', '￥', '$', '~', '约', '前',
    ]);
    digits.starts_with(|c: char| c.is_ascii_digit())
}
