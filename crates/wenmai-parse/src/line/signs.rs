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
/// A digit or an apostrophe: a word goes on behind it.
const IN_WORD: u32 = 1 << 17;

/// Bits of one count, wide enough for the characters of a line that are counted.
const BITS: u32 = 12;
const LETTER: u64 = 1;
const UPPER: u64 = 1 << BITS;
const DIGIT: u64 = 1 << (2 * BITS);
const SYMBOL: u64 = 1 << (3 * BITS);
const COMMA: u64 = 1 << (4 * BITS);

/// What one ASCII character is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sign {
    /// One in each count that it belongs to.
    counts: u64,
    signs: u32,
}

impl Sign {
    const fn new(c: u8) -> Self {
        let counts = match c {
            b'a'..=b'z' => LETTER,
            b'A'..=b'Z' => LETTER | UPPER,
            b'0'..=b'9' => DIGIT,
            b'|' | b'{' | b'}' | b'(' | b')' | b'[' | b']' | b'<' | b'>' | b'=' | b'+' | b'*'
            | b'/' | b'\\' | b'_' | b'$' | b'&' | b'~' | b'^' | b'@' | b'#' | b'%' | b'"'
            | b'`' => SYMBOL,
            b';' => SYMBOL | COMMA,
            b',' => COMMA,
            _ => 0,
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
            b'w' => W,
            b'0'..=b'9' | b'\'' => IN_WORD,
            _ => 0,
        };
        Self { counts, signs }
    }

    pub(super) const fn is_letter(self) -> bool {
        self.counts & LETTER > 0
    }

    pub(super) const fn is_upper(self) -> bool {
        self.counts & UPPER > 0
    }

    pub(super) const fn is_in_word(self) -> bool {
        self.signs & IN_WORD > 0
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

/// What `c` is when it is an ASCII character.
#[inline]
pub(super) fn of(c: char) -> Option<Sign> {
    SIGNS.get(c as usize).copied()
}

/// The signs that a wide character is.
pub(super) const fn of_wide(c: char) -> u32 {
    match c {
        '：' => COLON,
        '（' | '【' => BRACKET,
        _ => 0,
    }
}

/// Counts of the ASCII characters of a line, side by side in one number.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    counts: u64,
    signs: u32,
}

impl Counts {
    #[inline]
    pub(super) const fn add(&mut self, sign: Sign) {
        self.counts += sign.counts;
        self.signs |= sign.signs;
    }

    pub(super) fn add_to(self, shape: &mut Shape) {
        let count = |one: u64| {
            let count = self.counts / one % (1 << BITS);
            u16::try_from(count).unwrap_or(u16::MAX)
        };
        shape.letters += count(LETTER);
        shape.upper += count(UPPER);
        shape.digits += count(DIGIT);
        shape.symbols += count(SYMBOL);
        shape.commas += count(COMMA);
        shape.signs |= self.signs;
    }
}
