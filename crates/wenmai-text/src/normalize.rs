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
    text.chars()
        .filter(|&c| !is_blank(c))
        .map(half_width)
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
