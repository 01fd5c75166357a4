//! What each ASCII character adds to the counts of its line, and which signs a line holds, for tests that most lines fail.

use super::Shape;

/// `:` or `：`
pub(crate) const COLON: u32 = 1;
/// `:`
pub(crate) const ASCII_COLON: u32 = 1 << 1;
/// `(`, `（`, `[`, `【` or a backtick
pub(crate) const BRACKET: u32 = 1 << 2;
/// `(`
pub(crate) const OPEN: u32 = 1 << 3;
/// `)`
pub(crate) const CLOSE: u32 = 1 << 4;
/// `.`
pub(crate) const DOT: u32 = 1 << 5;
/// `/`
pub(crate) const SLASH: u32 = 1 << 6;
/// `=`
pub(crate) const EQUALS: u32 = 1 << 7;
/// `>`
pub(crate) const GREATER: u32 = 1 << 8;
/// `&`
pub(crate) const AND: u32 = 1 << 9;
/// `|`
pub(crate) const BAR: u32 = 1 << 10;
/// `#`
pub(crate) const HASH: u32 = 1 << 11;
/// `-`
pub(crate) const DASH: u32 = 1 << 12;
/// `;`
pub(crate) const SEMICOLON: u32 = 1 << 13;
/// `.`, `!` or `?`
pub(crate) const END: u32 = 1 << 14;
/// A tab
pub(crate) const TAB: u32 = 1 << 15;
/// `w`
pub(crate) const W: u32 = 1 << 16;
/// A letter, a digit or an apostrophe: a word goes on behind it.
const IN_WORD: u32 = 1 << 17;

/// One in the count of letters, and so on; 16 bits each.
const LETTERS: u64 = 1;
const UPPER: u64 = 1 << 16;
const DIGITS: u64 = 1 << 32;
const SYMBOLS: u64 = 1 << 48;
/// The same in the other number.
const COMMAS: u64 = 1;
const WORDS: u64 = 1 << 16;
const CAPITALIZED: u64 = 1 << 32;

/// What one ASCII character is.
#[derive(Debug, Clone, Copy)]
struct Sign {
    /// One in each count that it belongs to.
    counts: u64,
    /// The same for the counts that depend on whether it stands in a word: outside one, and inside.
    others: [u64; 2],
    signs: u32,
    /// [`IN_WORD`] for a letter, which begins a word.
    letter: u32,
}

impl Sign {
    const fn new(c: u8) -> Self {
        let counts = match c {
            b'a'..=b'z' => LETTERS,
            b'A'..=b'Z' => LETTERS | UPPER,
            b'0'..=b'9' => DIGITS,
            b'|' | b'{' | b'}' | b'(' | b')' | b'[' | b']' | b'<' | b'>' | b'=' | b'+' | b'*'
            | b'/' | b'\\' | b'_' | b'$' | b'&' | b'~' | b'^' | b'@' | b'#' | b'%' | b'"'
            | b'`' | b';' => SYMBOLS,
            _ => 0,
        };
        let others = match c {
            b'a'..=b'z' => [WORDS, 0],
            b'A'..=b'Z' => [WORDS | CAPITALIZED, 0],
            b';' | b',' => [COMMAS, COMMAS],
            _ => [0, 0],
        };
        let signs = match c {
            b':' => COLON | ASCII_COLON,
            b'(' => BRACKET | OPEN,
            b'[' | b'`' => BRACKET,
            b')' => CLOSE,
            b'.' => DOT | END,
            b'!' | b'?' => END,
            b'/' => SLASH,
            b'=' => EQUALS,
            b'>' => GREATER,
            b'&' => AND,
            b'|' => BAR,
            b'#' => HASH,
            b'-' => DASH,
            b';' => SEMICOLON,
            b'\t' => TAB,
            b'w' => W | IN_WORD,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'\'' => IN_WORD,
            _ => 0,
        };
        Self {
            counts,
            others,
            signs,
            letter: if c.is_ascii_alphabetic() { IN_WORD } else { 0 },
        }
    }
}

#[expect(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "evaluated at compile time, where an index out of bounds stops the build"
)]
static SIGNS: [Sign; 128] = {
    let mut signs = [Sign::new(0); 128];
    let mut c = 0;
    while c < signs.len() {
        signs[c] = Sign::new(c as u8);
        c += 1;
    }
    signs
};

/// The signs that a wide character is.
pub(super) const fn of_wide(c: char) -> u32 {
    match c {
        '：' => COLON,
        '（' | '【' => BRACKET,
        _ => 0,
    }
}

/// Counts of the ASCII characters of a line, side by side in two numbers.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    kinds: u64,
    others: u64,
    signs: u32,
    /// [`IN_WORD`] when a word goes on, else 0.
    in_word: u32,
}

impl Counts {
    /// Counts `c` when it is an ASCII character.
    #[inline]
    pub(super) fn add(&mut self, c: char) -> bool {
        let Some(sign) = SIGNS.get(c as usize) else {
            return false;
        };
        let [outside, inside] = sign.others;
        self.kinds += sign.counts;
        self.others += if self.in_word > 0 { inside } else { outside };
        self.signs |= sign.signs;
        self.in_word = sign.signs & IN_WORD & (self.in_word | sign.letter);
        true
    }

    /// Counts a text of ASCII characters.
    pub(super) fn add_all(&mut self, text: &[u8]) {
        let mut counts = *self;
        for &byte in text {
            counts.add(char::from(byte & 0x7f));
        }
        *self = counts;
    }

    /// Ends the word; whether there was one.
    pub(super) const fn leave_word(&mut self) -> bool {
        let was_in_word = self.in_word > 0;
        self.in_word = 0;
        was_in_word
    }

    pub(super) const fn enter_word(&mut self) {
        self.in_word = IN_WORD;
    }

    pub(super) fn add_to(self, shape: &mut Shape) {
        let count = |counts: u64, one: u64| u16::try_from(counts / one % (1 << 16)).unwrap_or(0);
        shape.letters += count(self.kinds, LETTERS);
        shape.upper += count(self.kinds, UPPER);
        shape.digits += count(self.kinds, DIGITS);
        shape.symbols += count(self.kinds, SYMBOLS);
        shape.commas += count(self.others, COMMAS);
        shape.words += count(self.others, WORDS);
        shape.capitalized += count(self.others, CAPITALIZED);
        shape.signs |= self.signs;
    }
}
