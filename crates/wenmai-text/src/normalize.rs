//! Forms of text for comparison.

use crate::chars::{is_alphanumeric, is_blank};

/// The half-width form of a full-width ASCII character; any other character unchanged.
///
/// ```
/// assert_eq!(wenmai_text::normalize::half_width('１'), '1');
/// assert_eq!(wenmai_text::normalize::half_width('（'), '(');
/// ```
#[inline]
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
    let mut key = String::with_capacity(text.len());
    for c in text.chars() {
        key_of(c, |c| key.push(c));
    }
    key
}

/// Hands the characters that `c` becomes in a [`comparison_key`] to `take`: none, one, or rarely several.
#[inline]
pub(crate) fn key_of(c: char, mut take: impl FnMut(char)) {
    let c = half_width(c);
    match c {
        // Ideographs have no case.
        'a'..='z' | '0'..='9' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => take(c),
        'A'..='Z' => take(c.to_ascii_lowercase()),
        '\0'..='\x7f' => {}
        _ if !is_alphanumeric(c) || is_blank(c) => {}
        _ => c.to_lowercase().for_each(take),
    }
}

/// The characters of [`comparison_key`], one by one.
fn key_chars(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(|c| {
        let mut key = [None; 3];
        let mut slots = key.iter_mut();
        key_of(c, |c| {
            if let Some(slot) = slots.next() {
                *slot = Some(c);
            }
        });
        key.into_iter().flatten()
    })
}

/// First and last character of the [`comparison_key`] of `text`; `None` when that is empty. Allocates nothing and looks at
/// both ends alone.
///
/// ```
/// use wenmai_text::normalize::key_edges;
/// assert_eq!((key_edges("【Ｒust 指南】"), key_edges("…")), (Some(('r', '南')), None));
/// ```
pub fn key_edges(text: &str) -> Option<(char, char)> {
    let first = text.chars().find_map(|c| {
        let mut first = None;
        key_of(c, |c| first = first.or(Some(c)));
        first
    })?;
    let last = text.chars().rev().find_map(|c| {
        let mut last = None;
        key_of(c, |c| last = Some(c));
        last
    })?;
    Some((first, last))
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
    let mut hash = Fnv::default();
    for c in text.chars() {
        key_of(c, |c| hash.add(c));
    }
    hash.0
}

/// A 64-bit hash under which the lines of several pages are the same: that of the [`comparison_key`] of `text`, each run of
/// digits taken for one. A text without letters and digits is hashed as it is, but for blanks. Allocates nothing.
///
/// ```
/// use wenmai_text::normalize::line_hash;
/// assert_eq!(line_hash("阅读 123"), line_hash("阅读：45"));
/// assert!(line_hash("阅读 123") != line_hash("评论 123") && line_hash("»") != line_hash("|"));
/// ```
pub fn line_hash(text: &str) -> u64 {
    let mut hash = Fnv::default();
    let (mut is_empty, mut in_number) = (true, false);
    for c in text.chars() {
        key_of(c, |c| {
            is_empty = false;
            let is_digit = c.is_ascii_digit();
            if !is_digit {
                hash.add(c);
            } else if !in_number {
                hash.add('0');
            }
            in_number = is_digit;
        });
    }
    if is_empty {
        // No key has blanks, so that no other text has this one.
        hash.add(' ');
        text.chars()
            .filter(|c| !is_blank(*c))
            .for_each(|c| hash.add(c));
    }
    hash.0
}

/// FNV-1a over characters.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn add(&mut self, c: char) {
        self.0 = (self.0 ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_letters_and_digits_in_lower_case() {
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            let plain = half_width(c);
            let expected: String = if is_blank(c) || !plain.is_alphanumeric() {
                String::new()
            } else {
                plain.to_lowercase().collect()
            };
            assert_eq!(comparison_key(&text), expected, "{c:?}");
            assert!(key_chars(&text).eq(expected.chars()), "{c:?}");
            let edges = expected.chars().next().zip(expected.chars().next_back());
            assert_eq!(key_edges(&text), edges, "{c:?}");
        }
    }
}
