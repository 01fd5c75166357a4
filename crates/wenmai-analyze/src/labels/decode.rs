//! Texts that are written in invisible characters.

use super::c2pa::selector_byte;

/// Fewer characters may be read out of any noise.
const LEAST_CHARS: usize = 3;
/// So much of a text is decoded.
const MAX_CHARS: usize = 200;

/// The ASCII text that `run` is a code for, as far as it is one: tag characters (U+E0020 to U+E007E), variation selectors as
/// bytes, or two symbols as bits, most significant first, in groups of eight or seven; a third symbol may stand between the groups.
pub(super) fn decoded(run: impl Iterator<Item = char> + Clone) -> Option<String> {
    let limit = MAX_CHARS * 9;
    tags(run.clone())
        .or_else(|| selectors(run.clone()))
        .or_else(|| bits(run.take(limit)))
}

fn tags(run: impl Iterator<Item = char>) -> Option<String> {
    let letter = |c: char| u8::try_from(u32::from(c).checked_sub(0xe0000)?).ok();
    let bytes: Vec<u8> = run
        .filter_map(letter)
        .filter(|byte| *byte < 0x7f && *byte > 1)
        .collect();
    text(&bytes)
}

fn selectors(run: impl Iterator<Item = char>) -> Option<String> {
    let bytes: Vec<u8> = run.filter_map(selector_byte).collect();
    text(&bytes)
}

fn bits(run: impl Iterator<Item = char>) -> Option<String> {
    let run: Vec<char> = run.collect();
    let mut symbols: Vec<char> = run.clone();
    symbols.sort_unstable();
    symbols.dedup();
    let readings: Vec<(char, Option<char>)> = match *symbols.as_slice() {
        [a, b] => vec![(a, None), (b, None)],
        [a, b, c] => vec![
            (a, Some(c)),
            (b, Some(c)),
            (a, Some(b)),
            (c, Some(b)),
            (b, Some(a)),
            (c, Some(a)),
        ],
        _ => return None,
    };
    readings.into_iter().find_map(|(zero, separator)| {
        if separator.is_some() {
            let letters = run.split(|c| Some(*c) == separator);
            let bytes: Option<Vec<u8>> = letters
                .filter(|letter| !letter.is_empty())
                .map(|letter| octet(letter, zero))
                .collect();
            return text(&bytes?);
        }
        [8, 7].into_iter().find_map(|size| {
            let letters = run.chunks_exact(size);
            if !letters.remainder().is_empty() {
                return None;
            }
            let bytes: Option<Vec<u8>> = letters.map(|letter| octet(letter, zero)).collect();
            text(&bytes?)
        })
    })
}

fn octet(letter: &[char], zero: char) -> Option<u8> {
    (letter.len() <= 8).then(|| {
        letter
            .iter()
            .fold(0, |octet, bit| octet << 1 | u8::from(*bit != zero))
    })
}

/// `bytes` as text, when all are printable, most of them letters or digits, and not all of two kinds, as a pattern is.
fn text(bytes: &[u8]) -> Option<String> {
    let is_printable = bytes
        .iter()
        .all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t'));
    let words = bytes
        .iter()
        .filter(|byte| byte.is_ascii_alphanumeric() || **byte == b' ')
        .count();
    let mut kinds = bytes.to_vec();
    kinds.sort_unstable();
    kinds.dedup();
    let is_text = is_printable && words * 10 >= bytes.len() * 6 && kinds.len() >= LEAST_CHARS;
    is_text.then(|| {
        let shown = bytes.iter().take(MAX_CHARS);
        shown.map(|byte| char::from(*byte)).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits_of(text: &str, size: u32, symbols: [char; 2]) -> String {
        let bit = |byte: u8, at: u32| symbols[usize::from(byte >> at & 1)];
        text.bytes()
            .flat_map(|byte| (0..size).rev().map(move |at| bit(byte, at)))
            .collect()
    }

    #[test]
    fn codes_are_read() {
        let check = |run: &str, expected: Option<&str>| {
            assert_eq!(decoded(run.chars()).as_deref(), expected, "{run:?}");
        };
        check(
            &bits_of("made by AI", 8, ['\u{200b}', '\u{200c}']),
            Some("made by AI"),
        );
        check(
            &bits_of("made by AI", 7, ['\u{200d}', '\u{200c}']),
            Some("made by AI"),
        );
        let separated: Vec<String> = "model 4"
            .chars()
            .map(|c| bits_of(&c.to_string(), 8, ['\u{200b}', '\u{200c}']))
            .collect();
        check(&separated.join("\u{200d}"), Some("model 4"));
        let tags: String = "ignore this"
            .chars()
            .map(|c| char::from_u32(0xe0000 + c as u32).unwrap())
            .collect();
        check(&tags, Some("ignore this"));
        let selectors: String = "hidden"
            .chars()
            .map(|c| char::from_u32(0xe0100 + c as u32 - 16).unwrap())
            .collect();
        check(&selectors, Some("hidden"));
        check(&"\u{200b}\u{200c}".repeat(20), None);
        check(&bits_of("a", 8, ['\u{200b}', '\u{200c}']), None);
    }
}
