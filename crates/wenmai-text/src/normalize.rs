//! Forms of text for comparison.

use crate::chars::is_blank;

/// The half-width form of a full-width ASCII character; any other character unchanged.
///
/// ```
/// assert_eq!(wenmai_text::normalize::half_width('１'), '1');
/// assert_eq!(wenmai_text::normalize::half_width('（'), '(');
/// ```
pub const fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        // The block FF01–FF5E repeats ASCII 21–7E at a distance of FEE0.
        '\u{ff01}'..='\u{ff5e}' => match char::from_u32(c as u32 - 0xfee0) {
            Some(ascii) => ascii,
            None => c,
        },
        _ => c,
    }
}

/// The key under which two spellings of one title are the same: letters and digits alone, half-width,
/// lower case.
///
/// ```
/// use wenmai_text::comparison_key;
/// assert_eq!(comparison_key("开源与闭源大模型:探索"), comparison_key("开源与闭源 大模型：探索"));
/// ```
pub fn comparison_key(text: &str) -> String {
    key_chars(text).collect()
}

/// The characters of [`comparison_key`], one by one.
fn key_chars(text: &str) -> impl Iterator<Item = char> {
    text.chars()
        .filter(|&c| !is_blank(c))
        .map(half_width)
        .filter(|c| c.is_alphanumeric())
        .flat_map(|c| {
            if c.is_ascii() {
                LowerCase::Ascii(c.to_ascii_lowercase())
            } else {
                LowerCase::Other(c.to_lowercase())
            }
        })
}

/// Lower case without a table look-up for ASCII.
enum LowerCase {
    Ascii(char),
    Other(std::char::ToLowercase),
    Done,
}

impl Iterator for LowerCase {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self {
            Self::Ascii(c) => {
                let c = *c;
                *self = Self::Done;
                Some(c)
            }
            Self::Other(lower) => lower.next(),
            Self::Done => None,
        }
    }
}

/// Whether two texts have the same [`comparison_key`] and it is not empty. Allocates nothing.
///
/// ```
/// use wenmai_text::normalize::same_key;
/// assert!(same_key("Ｒust 指南", "rust指南！") && !same_key("——", "…"));
/// ```
pub fn same_key(a: &str, b: &str) -> bool {
    let mut a = key_chars(a).peekable();
    a.peek().is_some() && a.eq(key_chars(b))
}

/// A 64-bit hash of the [`comparison_key`] of `text` (FNV-1a over characters). Allocates nothing.
pub fn key_hash(text: &str) -> u64 {
    key_chars(text).fold(0xcbf2_9ce4_8422_2325, |hash, c| {
        (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3)
    })
}
