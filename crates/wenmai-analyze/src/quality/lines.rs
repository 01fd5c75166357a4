//! Lines and paragraphs. What a line is differs among the sets, as it does among the filters that they follow.

use memchr::{memchr_iter, memmem};
use rustc_hash::{FxBuildHasher, FxHashSet};
use std::hash::BuildHasher;

use crate::statistics::ratio;

/// Symbols that scraped lists and teasers are full of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Symbols {
    /// `#`.
    pub(super) hashes: u64,
    /// `...` and `…`.
    pub(super) ellipses: u64,
}

impl Symbols {
    pub(super) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let dots = memmem::find_iter(bytes, "...").count();
        let ellipses = memmem::find_iter(bytes, "…").count();
        Self {
            hashes: memchr_iter(b'#', bytes).count() as u64,
            ellipses: (dots + ellipses) as u64,
        }
    }
}

/// How lines begin and end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct LineEnds {
    lines: u64,
    bullets: u64,
    ellipses: u64,
}

impl LineEnds {
    pub(super) fn of(text: &str) -> Self {
        let mut ends = Self::default();
        for line in split_lines(text) {
            let line = line.trim_matches(is_white);
            ends.lines += 1;
            ends.bullets += u64::from(line.starts_with(['•', '-']));
            ends.ellipses += u64::from(line.ends_with("...") || line.ends_with('…'));
        }
        ends
    }

    /// The share of lines that begin with `•` or `-`.
    pub(super) fn bullets(&self) -> f64 {
        ratio(self.bullets, self.lines)
    }

    /// The share of lines that end with an ellipsis.
    pub(super) fn ellipses(&self) -> f64 {
        ratio(self.ellipses, self.lines)
    }
}

/// Pieces of a text that stood before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Duplicates {
    n_pieces: u64,
    n_again: u64,
    /// Characters in those that stood before.
    pub(super) chars_again: u64,
}

impl Duplicates {
    /// Between runs of line ends. One at either end of the text leaves an empty line there.
    pub(super) fn of_lines(text: &str) -> Self {
        let first = text.starts_with('\n').then_some("");
        let last = (text.ends_with('\n')).then_some("");
        let inner = text.split('\n').filter(|line| !line.is_empty());
        Self::of(first.into_iter().chain(inner).chain(last))
    }

    /// Between runs of two line ends and more.
    pub(super) fn of_paragraphs(text: &str) -> Self {
        let mut rest = Some(text.trim_matches(is_white));
        Self::of(std::iter::from_fn(|| {
            let text = rest?;
            let (paragraph, next) = match memmem::find(text.as_bytes(), b"\n\n") {
                Some(at) => {
                    let (paragraph, next) = text.split_at_checked(at)?;
                    (paragraph, Some(next.trim_start_matches('\n')))
                }
                None => (text, None),
            };
            rest = next;
            Some(paragraph)
        }))
    }

    fn of<'a>(pieces: impl Iterator<Item = &'a str>) -> Self {
        let mut duplicates = Self::default();
        let mut seen = Seen::default();
        for piece in pieces {
            duplicates.n_pieces += 1;
            if !seen.is_new(piece) {
                duplicates.n_again += 1;
                duplicates.chars_again += piece.chars().count() as u64;
            }
        }
        duplicates
    }

    /// The share of pieces that stood before.
    pub(super) fn share(&self) -> f64 {
        ratio(self.n_again, self.n_pieces)
    }
}

/// Pieces of text that have been met, told apart by 64 bits each.
#[derive(Debug, Default)]
struct Seen(FxHashSet<u64>);

impl Seen {
    fn is_new(&mut self, piece: &str) -> bool {
        self.0.insert(FxBuildHasher.hash_one(piece))
    }
}

/// Lines that are not blank, with the blanks at their ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct FullLines {
    /// How many there are.
    pub(super) n_lines: u64,
    /// Line ends, those of blank lines included.
    pub(super) line_ends: u64,
    n_punctuated: u64,
    n_short: u64,
    duplicate_chars: u64,
    /// Characters of the text without line ends.
    n_chars: u64,
}

/// So many characters are a short line, or fewer.
const SHORT_LINE: usize = 30;

impl FullLines {
    pub(super) fn of(text: &str) -> Self {
        let mut lines = Self::default();
        let mut seen = Seen::default();
        for line in text.split('\n') {
            let n_chars = line.chars().count();
            lines.line_ends += 1;
            lines.n_chars += n_chars as u64;
            if line.chars().all(is_white) {
                continue;
            }
            lines.n_lines += 1;
            lines.n_punctuated += u64::from(line.chars().next_back().is_some_and(is_terminal));
            lines.n_short += u64::from(n_chars <= SHORT_LINE);
            if !seen.is_new(line) {
                lines.duplicate_chars += n_chars as u64;
            }
        }
        // The last line has none.
        lines.line_ends -= 1;
        lines
    }

    /// The share of lines that end with a mark of a sentence's end.
    pub(super) fn punctuated(&self) -> f64 {
        ratio(self.n_punctuated, self.n_lines)
    }

    /// The share of short lines.
    pub(super) fn short(&self) -> f64 {
        ratio(self.n_short, self.n_lines)
    }

    /// The share of characters in lines that stood before.
    pub(super) fn duplicate_chars(&self) -> f64 {
        ratio(self.duplicate_chars, self.n_chars)
    }
}

/// Marks of a sentence's end in any script: `TERMINAL_PUNCTUATION` of datatrove.
pub(super) fn is_terminal(c: char) -> bool {
    match c {
        '\0'..='\x7f' => matches!(c, '.' | '!' | '?'),
        _ => TERMINAL.binary_search(&c).is_ok(),
    }
}

/// Those beyond ASCII, in order.
#[rustfmt::skip]
const TERMINAL: &[char] = &[
    '\u{589}', '\u{61d}', '\u{61e}', '\u{61f}', '\u{6d4}', '\u{700}', '\u{701}', '\u{702}', '\u{7f9}', '\u{837}',
    '\u{839}', '\u{83d}', '\u{83e}', '\u{964}', '\u{965}', '\u{104a}', '\u{104b}', '\u{1362}', '\u{1367}', '\u{1368}',
    '\u{166e}', '\u{1735}', '\u{1736}', '\u{17d4}', '\u{17d5}', '\u{17d6}', '\u{17d9}', '\u{17da}', '\u{1803}', '\u{1809}',
    '\u{1944}', '\u{1945}', '\u{1aa8}', '\u{1aa9}', '\u{1aaa}', '\u{1aab}', '\u{1b5a}', '\u{1b5b}', '\u{1b5e}', '\u{1b5f}',
    '\u{1b7d}', '\u{1b7e}', '\u{1c3b}', '\u{1c3c}', '\u{1c7e}', '\u{1c7f}', '\u{203c}', '\u{203d}', '\u{2047}', '\u{2048}',
    '\u{2049}', '\u{2e2e}', '\u{2e3c}', '\u{2e53}', '\u{2e54}', '\u{3002}', '\u{a4ff}', '\u{a60e}', '\u{a60f}', '\u{a6f3}',
    '\u{a6f7}', '\u{a876}', '\u{a877}', '\u{a8ce}', '\u{a8cf}', '\u{a92f}', '\u{a9c8}', '\u{a9c9}', '\u{aa5d}', '\u{aa5e}',
    '\u{aa5f}', '\u{aaf0}', '\u{aaf1}', '\u{abeb}', '\u{fe52}', '\u{fe56}', '\u{fe57}', '\u{ff01}', '\u{ff0e}', '\u{ff1f}',
    '\u{ff61}', '\u{10a56}', '\u{10a57}', '\u{10f55}', '\u{10f56}', '\u{10f57}', '\u{10f58}', '\u{10f59}', '\u{10f86}', '\u{10f87}',
    '\u{10f88}', '\u{10f89}', '\u{11047}', '\u{11048}', '\u{110be}', '\u{110bf}', '\u{110c0}', '\u{110c1}', '\u{11141}', '\u{11142}',
    '\u{11143}', '\u{111c5}', '\u{111c6}', '\u{111cd}', '\u{111de}', '\u{111df}', '\u{11238}', '\u{11239}', '\u{1123b}', '\u{1123c}',
    '\u{112a9}', '\u{1144b}', '\u{1144c}', '\u{115c2}', '\u{115c3}', '\u{115c9}', '\u{115ca}', '\u{115cb}', '\u{115cc}', '\u{115cd}',
    '\u{115ce}', '\u{115cf}', '\u{115d0}', '\u{115d1}', '\u{115d2}', '\u{115d3}', '\u{115d4}', '\u{115d5}', '\u{115d6}', '\u{115d7}',
    '\u{11641}', '\u{11642}', '\u{1173c}', '\u{1173d}', '\u{1173e}', '\u{11944}', '\u{11946}', '\u{11a42}', '\u{11a43}', '\u{11a9b}',
    '\u{11a9c}', '\u{11c41}', '\u{11c42}', '\u{11ef7}', '\u{11ef8}', '\u{11f43}', '\u{11f44}', '\u{16a6e}', '\u{16a6f}', '\u{16af5}',
    '\u{16b37}', '\u{16b38}', '\u{16b44}', '\u{16e98}', '\u{1bc9f}', '\u{1da88}',
];

/// White space as Python has it: Unicode's, and four control characters.
pub(super) fn is_white(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\x1c'..='\x1f')
}

/// Lines as `str.splitlines` of Python cuts them; the last one may lack its end.
pub(super) fn split_lines(text: &str) -> impl Iterator<Item = &str> {
    // Most lines end with a line feed and hold nothing else that ends one.
    text.split_inclusive('\n').flat_map(|piece| {
        let mut rest = piece;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let at = rest.find(is_line_end).unwrap_or(rest.len());
            let (line, end) = rest.split_at_checked(at)?;
            let next = end.strip_prefix("\r\n");
            rest = next.unwrap_or_else(|| end.strip_prefix(is_line_end).unwrap_or(end));
            Some(line)
        })
    })
}

fn is_line_end(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\x0b' | '\x0c' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}
