//! What several crates of Wenmai need to look at text: character classes, lines, display width, sentences,
//! comparison keys. Pure: no I/O, no allocation unless the result is a string.
#![warn(clippy::disallowed_methods)]

pub mod chars;
pub mod ensemble;
pub mod language;
pub mod linear;
pub mod lines;
pub mod minhash;
pub mod mojibake;
pub mod normalize;
pub mod sentence;
pub mod shingles;
pub mod sketch;
pub mod tokens;
pub mod words;

pub use chars::{is_blank, is_cjk, is_cjk_punctuation, is_han, trim_blank};
pub use lines::{LineIndex, lines};
pub use normalize::comparison_key;

/// Columns that `text` takes on a terminal (UAX #11): 2 for a wide character, 1 for most others, 0 for
/// combining and control characters.
///
/// ```
/// assert_eq!(wenmai_text::display_width("文脉 A"), 6);
/// ```
pub fn display_width(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        unicode_width::UnicodeWidthStr::width(text)
    }
}
