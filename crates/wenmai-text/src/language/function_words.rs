//! Function words of languages in Latin letters, found by their letters as one number.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Languages in Latin letters that are told apart, in the order of their bits in a [`LanguageSet`].
pub(super) const LATIN_LANGUAGES: [&str; 18] = [
    "en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "pl", "cs", "ro", "hu", "fi", "tr",
    "vi", "id",
];

/// A set of [`LATIN_LANGUAGES`] as bits.
pub(super) type LanguageSet = u32;

/// The languages of each function word.
static FUNCTION_WORDS: LazyLock<WordTable> = LazyLock::new(|| {
    let mut words = BTreeMap::<u128, LanguageSet>::new();
    for line in include_str!("../../data/function-words.txt").lines() {
        let mut fields = line.split(' ');
        let code = fields.next();
        let Some(language) = LATIN_LANGUAGES
            .iter()
            .position(|&known| Some(known) == code)
        else {
            continue; // a comment
        };
        for text in fields {
            let mut word = LatinWord::default();
            text.chars().for_each(|c| word.push(c));
            *words.entry(word.letters).or_default() |= 1 << language;
        }
    }
    WordTable::new(&words)
});

/// Words, their bytes as the digits of a number, with languages as bits, each at its place or behind it.
struct WordTable {
    /// A power of two of them, most of them empty: 0 is no word.
    slots: Vec<(u128, LanguageSet)>,
}

impl WordTable {
    fn new(words: &BTreeMap<u128, LanguageSet>) -> Self {
        let mut table = Self {
            slots: vec![(0, 0); (words.len() * 4).next_power_of_two()],
        };
        for (&word, &languages) in words {
            let slot = table.search(word).map(|(at, _)| at);
            if let Some(slot) = slot.and_then(|at| table.slots.get_mut(at)) {
                *slot = (word, languages);
            }
        }
        table
    }

    /// The slot of `word`, or the one where it would be, with the languages in it.
    fn search(&self, word: u128) -> Option<(usize, LanguageSet)> {
        let last = self.slots.len() - 1;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "both halves of the word go into the place, of which a few bits are left"
        )]
        let hash = (word as u64 ^ (word >> 64) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
        let mut at = usize::try_from(hash).ok()? & last;
        loop {
            let &(known, languages) = self.slots.get(at)?;
            if known == word || known == 0 {
                return Some((at, languages));
            }
            at = (at + 1) & last;
        }
    }
}

/// Most bytes of a function word.
const MAX_WORD_BYTES: usize = 10;

/// A Latin word in lower case, kept while it is short enough for a function word.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LatinWord {
    /// Its bytes as the digits of a number.
    letters: u128,
    /// Number of bytes.
    len: usize,
}

impl LatinWord {
    pub(super) fn push(&mut self, c: char) {
        if c.is_ascii() {
            self.push_byte(c.to_ascii_lowercase() as u8);
            return;
        }
        // Latin-1 has its capitals 32 places before the small letters; others are rare in function words.
        let small = match c {
            'À'..='Þ' => char::from_u32(c as u32 + 0x20).unwrap_or(c),
            _ => c,
        };
        let mut buffer = [0; 4];
        for &byte in small.encode_utf8(&mut buffer).as_bytes() {
            self.push_byte(byte);
        }
    }

    fn push_byte(&mut self, byte: u8) {
        self.letters = (self.letters << 8) | u128::from(byte);
        self.len += 1;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The languages that have this function word.
    pub(super) fn languages(&self) -> LanguageSet {
        if self.len > MAX_WORD_BYTES {
            return 0;
        }
        FUNCTION_WORDS
            .search(self.letters)
            .map_or(0, |(_, languages)| languages)
    }
}

/// Whether `c` is a Latin letter, accents included.
pub(super) const fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' if c != '×' && c != '÷')
}
