//! Placeholders: how they are written, numbered, and known again in a text.

use std::borrow::Cow;

use memchr::memchr_iter;
use rustc_hash::FxHashMap;

use super::PersonalDataKind;

/// The language of placeholders.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlaceholderLanguage {
    /// The codes of the kinds: `[mobile_phone-1]`.
    #[default]
    Code,
    /// Names in Chinese: `[手机号-1]`.
    Chinese,
}

impl PlaceholderLanguage {
    const fn name(self, kind: PersonalDataKind) -> &'static str {
        match self {
            Self::Code => kind.as_str(),
            Self::Chinese => kind.chinese(),
        }
    }
}

/// The placeholders of a document: the same letters and digits of one kind get the same number.
#[derive(Debug, Default)]
pub(super) struct Placeholders {
    language: PlaceholderLanguage,
    numbers: FxHashMap<(PersonalDataKind, String), usize>,
    counts: FxHashMap<PersonalDataKind, usize>,
}

impl Placeholders {
    pub(super) fn new(language: PlaceholderLanguage) -> Self {
        Self {
            language,
            ..Self::default()
        }
    }

    /// The placeholder of a datum that is written like this.
    pub(super) fn of(&mut self, kind: PersonalDataKind, value: &str) -> String {
        let value = value.chars().filter(|char| char.is_alphanumeric());
        let value: String = value.flat_map(char::to_lowercase).collect();
        let number = *self.numbers.entry((kind, value)).or_insert_with(|| {
            let count = self.counts.entry(kind).or_default();
            *count += 1;
            *count
        });
        format!("[{}-{number}]", self.language.name(kind))
    }
}

/// No placeholder is longer, in bytes.
const LONGEST: usize = 48;

/// The end of the placeholder, in any of the languages, that begins at `start`.
fn end_of_placeholder(text: &str, start: usize) -> Option<usize> {
    let rest = text.as_bytes().get(start..)?.strip_prefix(b"[")?;
    let len = rest.iter().take(LONGEST).position(|&byte| byte == b']')?;
    let inner = text.get(start + 1..start + 1 + len)?;
    let (name, number) = inner.rsplit_once('-')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_name = || {
        let mut kinds = PersonalDataKind::ALL.iter();
        kinds.any(|kind| name == kind.as_str() || name == kind.chinese())
    };
    (is_number && is_name()).then_some(start + len + 2)
}

/// The placeholders that begin in `from..to` of a text, in order.
fn placeholders(
    text: &str,
    from: usize,
    to: usize,
) -> impl Iterator<Item = (usize, usize)> + use<'_> {
    let bytes = text.as_bytes().get(from..to).unwrap_or_default();
    memchr_iter(b'[', bytes)
        .filter_map(move |at| Some((from + at, end_of_placeholder(text, from + at)?)))
}

/// The text with bars in place of what stands in placeholders, so that neither their names announce a datum nor their
/// numbers are part of one. As long as the text; borrowed when there are none.
pub(super) fn hidden(text: &str) -> Cow<'_, str> {
    let mut hidden = String::new();
    let mut done = 0;
    for (start, end) in placeholders(text, 0, text.len()) {
        hidden.push_str(text.get(done..=start).unwrap_or_default());
        hidden.extend(std::iter::repeat_n('|', end - start - 2));
        done = end - 1;
    }
    if done == 0 {
        return text.into();
    }
    hidden.push_str(text.get(done..).unwrap_or_default());
    hidden.into()
}

/// The least number of letters and digits of what is left of a datum.
const LEAST_LEFT: usize = 4;

/// What is left of `start..end` without the placeholders in it: of several pieces the longest, from its first letter or
/// digit to its last. `None` where that is next to nothing.
pub(super) fn without_placeholders(text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let from = text.floor_char_boundary(start.saturating_sub(LONGEST + 1));
    let mut within = placeholders(text, from, end)
        .filter(|place| place.1 > start)
        .peekable();
    if within.peek().is_none() {
        return Some((start, end));
    }
    let mut longest = None;
    let mut piece_start = start;
    for (hole_start, hole_end) in within.chain([(end, end)]) {
        let piece = trimmed(text, piece_start, hole_start.max(piece_start));
        let n_chars = text.get(piece.0..piece.1).map_or(0, |piece| {
            piece.chars().filter(|c| c.is_alphanumeric()).count()
        });
        if n_chars >= LEAST_LEFT && longest.is_none_or(|(most, _)| n_chars > most) {
            longest = Some((n_chars, piece));
        }
        piece_start = hole_end;
    }
    longest.map(|(_, piece)| piece)
}

/// `start..end` of `text` from its first letter or digit to its last; empty where there is none.
pub(super) fn trimmed(text: &str, start: usize, end: usize) -> (usize, usize) {
    let piece = text.get(start..end).unwrap_or_default();
    let is_other = |char: char| !char.is_alphanumeric();
    let rest = piece.trim_start_matches(is_other);
    let start = start + (piece.len() - rest.len());
    (start, start + rest.trim_end_matches(is_other).len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_known_again() {
        let cases = [
            ("[mobile_phone-1] a", "[||||||||||||||] a"),
            ("见[手机号-12]。", "见[||||||||||||]。"),
            (
                "[1] [email] [email-] [email-x] [phone-1]",
                "[1] [email] [email-] [email-x] [phone-1]",
            ),
            ("[[email-1]][email-2", "[[|||||||]][email-2"),
        ];
        for (text, expected) in cases {
            assert_eq!(hidden(text), expected);
            assert_eq!(hidden(text).len(), text.len());
        }
    }

    #[test]
    fn what_is_left_of_a_datum_is_its_longest_piece() {
        let left = |text: &str| {
            let (start, end) = without_placeholders(text, 2, text.len() - 2)?;
            text.get(start..end).map(str::to_owned)
        };
        assert_eq!(left("  abcdef  ").as_deref(), Some("abcdef"));
        assert_eq!(
            left("  abcd:[email-1]@hunter2  ").as_deref(),
            Some("hunter2")
        );
        assert_eq!(left("  ab:[email-1]@abc  "), None);
        assert_eq!(left("[email-1]"), None);
    }
}
