//! A text as the validators look at it: byte by byte, with nothing beyond its ends.

use std::cell::RefCell;
use std::ops::Range;

use super::context::Marks;

/// A text, looked at by byte offsets. What lies outside is a zero byte or an empty string.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    text: &'a str,
    /// Words that were found in it, for the places that ask for them.
    marks: &'a RefCell<Marks>,
}

impl<'a> View<'a> {
    pub(super) const fn new(text: &'a str, marks: &'a RefCell<Marks>) -> Self {
        Self { text, marks }
    }

    pub(super) const fn marks(self) -> &'a RefCell<Marks> {
        self.marks
    }

    pub(super) fn text(self) -> &'a str {
        self.text
    }

    pub(super) fn len(self) -> usize {
        self.text.len()
    }

    /// The byte at `place`.
    pub(super) fn at(self, place: usize) -> u8 {
        self.text.as_bytes().get(place).copied().unwrap_or(0)
    }

    /// The byte before `place`.
    pub(super) fn before(self, place: usize) -> u8 {
        place.checked_sub(1).map_or(0, |place| self.at(place))
    }

    /// The character that begins at `place`.
    pub(super) fn char_at(self, place: usize) -> Option<char> {
        self.text.get(place..)?.chars().next()
    }

    /// The character that ends at `place`.
    pub(super) fn char_before(self, place: usize) -> Option<char> {
        self.text.get(..place)?.chars().next_back()
    }

    pub(super) fn slice(self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    /// What begins at `place`.
    pub(super) fn from(self, place: usize) -> &'a str {
        self.text.get(place..).unwrap_or_default()
    }

    /// At most `n_bytes` that end at `place`, whole characters.
    pub(super) fn window_before(self, place: usize, n_bytes: usize) -> Range<usize> {
        self.text
            .ceil_char_boundary(place.saturating_sub(n_bytes))
            .min(place)..place
    }

    /// At most `n_bytes` that begin at `place`, whole characters.
    pub(super) fn window_after(self, place: usize, n_bytes: usize) -> Range<usize> {
        let end = (place + n_bytes).min(self.text.len());
        place..self.text.floor_char_boundary(end).max(place)
    }

    /// The end of the bytes from `place` on that `is_part` allows, at most `most` of them.
    pub(super) fn run(self, place: usize, most: usize, is_part: impl Fn(u8) -> bool) -> usize {
        let bytes = self.text.as_bytes().get(place..).unwrap_or_default();
        let run = bytes.iter().take(most).take_while(|&&byte| is_part(byte));
        place + run.count()
    }

    /// The start of the bytes up to `place` that `is_part` allows, at most `most` of them.
    pub(super) fn run_before(
        self,
        place: usize,
        most: usize,
        is_part: impl Fn(u8) -> bool,
    ) -> usize {
        let bytes = self.text.as_bytes().get(..place).unwrap_or_default();
        let run = bytes.iter().rev().take(most);
        place - run.take_while(|&&byte| is_part(byte)).count()
    }

    /// Whether `word` of ASCII letters begins at `place`, in either case.
    pub(super) fn has_word(self, place: usize, word: &str) -> bool {
        let bytes = self.text.as_bytes().get(place..place + word.len());
        bytes.is_some_and(|bytes| bytes.eq_ignore_ascii_case(word.as_bytes()))
    }
}

/// Whether `char` is a Chinese character, those of the extensions left out.
pub(super) fn is_han(char: char) -> bool {
    matches!(char, '\u{3400}'..='\u{9fff}' | '〇')
}
