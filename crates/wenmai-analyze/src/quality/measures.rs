use std::cell::OnceCell;

use wenmai_text::is_blank;

use super::c4::Prose;
use super::chinese;
use super::lines::{Duplicates, FullLines, LineEnds, Symbols};
use super::repetition::{Repeated, repeated};
use super::spoiled;
use super::words::Words;
use crate::statistics::ratio;

/// What the rules measure of one text. Each family of counts is made when the first rule asks for it, in one pass, and kept.
#[derive(Debug)]
pub struct Measures<'a> {
    text: &'a str,
    characters: OnceCell<Characters>,
    spoiled: OnceCell<u64>,
    words: OnceCell<Words>,
    symbols: OnceCell<Symbols>,
    line_ends: OnceCell<LineEnds>,
    lines: OnceCell<Duplicates>,
    paragraphs: OnceCell<Duplicates>,
    full_lines: OnceCell<FullLines>,
    repeated: OnceCell<Repeated>,
    c4: OnceCell<Prose>,
    chinese_signs: OnceCell<chinese::Signs>,
    chinese_lines: OnceCell<chinese::Lines>,
    chinese_phrases: OnceCell<chinese::Phrases>,
}

/// Characters of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Characters {
    /// All of them.
    pub(super) all: u64,
    /// Those that are not blank.
    pub(super) visible: u64,
}

impl Characters {
    fn of(text: &str) -> Self {
        let mut characters = Self::default();
        for c in text.chars() {
            characters.all += 1;
            characters.visible += u64::from(!is_blank(c));
        }
        characters
    }
}

impl<'a> Measures<'a> {
    /// Of `text`, which is not looked at yet.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            characters: OnceCell::new(),
            spoiled: OnceCell::new(),
            words: OnceCell::new(),
            symbols: OnceCell::new(),
            line_ends: OnceCell::new(),
            lines: OnceCell::new(),
            paragraphs: OnceCell::new(),
            full_lines: OnceCell::new(),
            repeated: OnceCell::new(),
            c4: OnceCell::new(),
            chinese_signs: OnceCell::new(),
            chinese_lines: OnceCell::new(),
            chinese_phrases: OnceCell::new(),
        }
    }

    pub(super) fn characters(&self) -> &Characters {
        self.characters.get_or_init(|| Characters::of(self.text))
    }

    pub(super) fn words(&self) -> &Words {
        self.words.get_or_init(|| Words::of(self.text))
    }

    pub(super) fn symbols(&self) -> &Symbols {
        self.symbols.get_or_init(|| Symbols::of(self.text))
    }

    pub(super) fn line_ends(&self) -> &LineEnds {
        self.line_ends.get_or_init(|| LineEnds::of(self.text))
    }

    /// The lines of the text, several line ends together counted as one.
    pub(super) fn lines(&self) -> &Duplicates {
        self.lines.get_or_init(|| Duplicates::of_lines(self.text))
    }

    /// What blank lines part.
    pub(super) fn paragraphs(&self) -> &Duplicates {
        self.paragraphs
            .get_or_init(|| Duplicates::of_paragraphs(self.text))
    }

    pub(super) fn full_lines(&self) -> &FullLines {
        self.full_lines.get_or_init(|| FullLines::of(self.text))
    }

    pub(super) fn c4(&self) -> &Prose {
        self.c4.get_or_init(|| Prose::of(self.text))
    }

    /// `n` characters as a share of all of them.
    pub(super) fn share_of_characters(&self, n: u64) -> f64 {
        ratio(n, self.characters().all)
    }

    /// Places where characters are lost or wrong.
    pub(super) fn spoiled(&self) -> u64 {
        *self.spoiled.get_or_init(|| spoiled::places(self.text))
    }

    /// The share of characters that the commonest sequence of `n` words has, in all its places among the first words of the text.
    pub(super) fn top_gram(&self, n: usize) -> f64 {
        self.share_of_characters(self.grams().top_chars(n))
    }

    /// The share of characters in sequences of `n` words that stood before.
    pub(super) fn duplicate_grams(&self, n: usize) -> f64 {
        self.share_of_characters(self.grams().duplicate_chars(n))
    }

    pub(super) fn chinese_signs(&self) -> &chinese::Signs {
        self.chinese_signs
            .get_or_init(|| chinese::Signs::of(self.text))
    }

    pub(super) fn chinese_lines(&self) -> &chinese::Lines {
        self.chinese_lines
            .get_or_init(|| chinese::Lines::of(self.text))
    }

    pub(super) fn chinese_phrases(&self) -> &chinese::Phrases {
        self.chinese_phrases
            .get_or_init(|| chinese::Phrases::of(self.chinese_lines()))
    }

    /// Words of Chinese advertisements.
    pub(super) fn advertising(&self) -> chinese::Advertising {
        chinese::Advertising::of(self.text)
    }

    fn grams(&self) -> &Repeated {
        self.repeated
            .get_or_init(|| repeated(self.words().take_tokens()))
    }
}

/// A count as a figure.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of characters stay far below 2^53"
)]
pub(super) fn count(n: u64) -> f64 {
    n as f64
}
