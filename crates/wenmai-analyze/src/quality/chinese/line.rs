//! A line, and what can be told of it alone.

use wenmai_text::{is_blank, is_han};

use super::cells::Cell;
use super::characters::{Traits, traits};
use super::table::{Parting, Row};
use super::words::{is_furniture, n_furniture};

/// Longer lines are no menus or notices: so many bytes are some 200 Chinese characters.
const LONGEST_FURNITURE_BYTES: usize = 600;
/// A line of one entry is not longer.
const LONGEST_ENTRY_BYTES: usize = 60;
/// Where words of forms are farther apart, they are spoken of: so many bytes are some 50 Chinese characters.
const FURNITURE_BYTES: usize = 150;
/// A line of so many characters that hardly has a blank is code that nobody reads.
const MINIFIED_CHARS: u32 = 120;
/// What lines of logs, and messages of servers, begin with.
const LEVELS: [&str; 11] = [
    "Warning: ",
    "Notice: ",
    "Error: ",
    "Fatal error: ",
    "Parse error: ",
    "Deprecated: ",
    "WARN",
    "ERROR",
    "INFO",
    "DEBUG",
    "Stack trace",
];
/// So many Chinese characters without the end of a sentence are a headline: fewer are an entry or a verse, more a paragraph.
const HEADLINE_HAN: std::ops::RangeInclusive<u32> = 14..=40;
/// Longer than a headline, with so many function characters in a hundred: a paragraph, though it has no marks.
const PARAGRAPH_FUNCTION: u32 = 20;
/// So many function characters in a hundred are in speech.
const SPOKEN_FUNCTION: u32 = 20;
/// Who writes blanks for marks writes more of them in a line.
const HEADLINE_BLANKS: u32 = 2;

/// A longer line is no cell.
const LONGEST_CELL: u32 = 16;

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
    /// It is a paragraph: sentences, or one that no headline is as long as.
    pub(super) is_paragraph: bool,
    /// Its Chinese characters, if it has nothing else.
    pub(super) pure_han: Option<u32>,
    pub(super) row: Row,
    /// It may be a cell of a table whose cells have a line each.
    pub(super) cell: Option<Cell>,
}

impl Line {
    /// Of a line without blanks at its ends, which is not empty; `is_in_code` if the last one was code.
    pub(super) fn of(text: &str, is_in_code: bool) -> Self {
        let counts = Counts::of(text);
        let has_end = text.chars().next_back().is_some_and(ends_sentence);
        let mut line = Self {
            kind: Kind::Plain,
            visible: counts.visible,
            han: counts.han,
            function: counts.function,
            digits: counts.digits,
            is_headline: HEADLINE_HAN.contains(&counts.han) && !counts.is_chat() && !has_end,
            is_paragraph: false,
            pure_han: (counts.han == counts.visible).then_some(counts.han),
            row: Row::of(text, counts.parting()),
            cell: (!counts.has_clause && counts.visible <= LONGEST_CELL).then(|| Cell::of(text)),
        };
        line.kind = if is_code(text, &counts, is_in_code) {
            Kind::Code
        } else if is_of_furniture(text, &counts) {
            Kind::Furniture
        } else if (counts.has_clause && !line.is_headline) || counts.is_paragraph() {
            Kind::Clauses
        } else {
            Kind::Plain
        };
        line.is_paragraph =
            line.kind == Kind::Clauses && (counts.ends > 1 || counts.han > *HEADLINE_HAN.end());
        line
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
    colons: u32,
    /// Commas of ASCII.
    commas: u32,
    /// Arrows, slashes and the like, which entries of a menu stand between.
    arrows: u32,
    has_clause: bool,
    /// Marks of a sentence's end.
    ends: u32,
}

impl Counts {
    fn of(text: &str) -> Self {
        let (mut counts, traits) = (Self::default(), traits());
        let (mut chars, mut last, mut is_stop) = (0_u32, ' ', false);
        for c in text.chars() {
            chars += 1;
            match c {
                '\u{4e00}'..='\u{9fff}' => {
                    counts.han += 1;
                    counts.function += u32::from(Traits::among(traits, c).is_function());
                }
                '，' | '；' | '…' => counts.has_clause = true,
                '。' | '！' | '？' => {
                    counts.has_clause = true;
                    counts.ends += 1;
                }
                '0'..='9' => counts.digits += 1,
                'a'..='z' | 'A'..='Z' => counts.letters += 1,
                '>' | '»' | '›' | '·' | '/' | '├' | '└' => counts.arrows += 1,
                '{' | '}' | ';' | '=' | '`' | '$' | '_' | '\\' | '*' | '"' | '#' => {
                    counts.signs += 1;
                    counts.has_clause |= c == ';' && is_han(last);
                }
                '<' | '[' => counts.signs += 1,
                '(' => counts.signs += u32::from(last.is_ascii_alphanumeric() || last == '_'),
                '|' | '｜' => counts.bars += 1,
                ',' => {
                    counts.commas += 1;
                    counts.has_clause |= is_han(last);
                }
                '!' | '?' => counts.has_clause |= is_han(last),
                '：' | ':' => counts.colons += 1,
                '.' => is_stop = is_han(last),
                '\t' => {
                    counts.blanks += 1;
                    counts.tabs += 1;
                }
                c if is_blank(c) => counts.blanks += 1,
                c => counts.han += u32::from(is_han(c)),
            }
            // A letter behind it is that of a file name.
            counts.has_clause |= is_stop && c != '.' && !c.is_ascii_alphanumeric();
            is_stop &= c == '.';
            last = c;
        }
        counts.has_clause |= is_stop;
        counts.visible = chars - counts.blanks;
        counts
    }

    const fn parting(&self) -> Parting {
        Parting {
            tabs: self.tabs,
            bars: self.bars,
            blanks: self.blanks,
            colons: self.colons,
            commas: self.commas,
        }
    }

    /// Blanks where others write marks, and function characters as in speech.
    fn is_chat(&self) -> bool {
        let is_spoken = self.function * 100 >= self.han * SPOKEN_FUNCTION;
        self.blanks > HEADLINE_BLANKS || (self.blanks > 0 && is_spoken)
    }

    /// Classical texts, and people who chat, do without marks.
    fn is_paragraph(&self) -> bool {
        self.han > *HEADLINE_HAN.end() && self.function * 100 >= self.han * PARAGRAPH_FUNCTION
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
    if counts.letters + counts.signs == 0 {
        return false;
    }
    let is_minified = counts.visible >= MINIFIED_CHARS && counts.blanks * 20 < counts.visible;
    // Lines of a log are known by their figures, those of a trace by the places of calls.
    let is_log = (counts.digits * 4 > counts.visible
        && text.starts_with(|c: char| c.is_ascii_digit()))
        || LEVELS.iter().any(|level| text.starts_with(level))
        || (text.starts_with("at ") && text.ends_with(')') && !text.contains(';'));
    if is_minified || is_log {
        return false;
    }
    let is_comment = text.starts_with("//") || text.starts_with('#') || text.starts_with("/*");
    let has_signs = counts.signs > 0 && counts.letters + counts.signs > counts.han;
    // A command.
    let is_command =
        counts.han == 0 && counts.blanks > 0 && text.starts_with(|c: char| c.is_ascii_lowercase());
    let is_code = (is_comment && is_in_code)
        || is_command
        || (has_signs && counts.han * 2 < counts.visible)
        || (is_in_code && counts.han == 0 && counts.letters > 0);
    let is_address = || text.starts_with('/') && !text.starts_with("/*") || text.contains("://");
    // What an index says of a function.
    let is_entry = || text.contains(" — ");
    is_code && !is_address() && !is_entry()
}

/// Whether a line has words of furniture: one that is so anywhere, or as an entry of its own.
fn is_of_furniture(text: &str, counts: &Counts) -> bool {
    if text.len() > LONGEST_FURNITURE_BYTES {
        return false;
    }
    let has_parts = counts.blanks + counts.bars + counts.arrows + counts.signs > 0;
    ((has_parts || text.len() <= LONGEST_ENTRY_BYTES) && has_entries_of_furniture(text))
        || n_furniture(text) * FURNITURE_BYTES >= text.len()
}

/// Whether more than a third of the entries in a line are words of menus.
fn has_entries_of_furniture(text: &str) -> bool {
    let parts = text.split(|c: char| {
        is_blank(c)
            || matches!(
                c,
                '|' | '｜' | '>' | '»' | '›' | '·' | '/' | '_' | '├' | '└'
            )
    });
    let (mut entries, mut found, mut has_word) = (0, 0, false);
    for part in parts {
        // Counts, marks and signs beside a word: `评论(3)`, `【登录】`.
        let word = part.trim_matches(|c: char| !is_han(c) && !c.is_ascii_alphabetic());
        if !word.is_empty() {
            entries += 1;
            if is_furniture(word) {
                found += 1;
                has_word |= word.chars().nth(1).is_some();
            }
        }
    }
    // A single character, as 大 and 中 for the size of letters, may mean anything by itself.
    has_word && found * 3 > entries
}
