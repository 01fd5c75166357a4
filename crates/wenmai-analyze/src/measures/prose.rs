//! Counts of running text that only the measures need.

use wenmai_text::{is_han, words::WordKind};

use super::{common_characters::is_common, syllables::syllables};
use crate::tokenize::Token;

/// Words of three syllables are hard words in Gunning's fog index.
const LONG_WORD_SYLLABLES: u64 = 3;

/// Counts of paragraphs, list items and quotes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Prose {
    pub(crate) sentences: u64,
    pub(crate) words: u64,
    /// Words that are not made of Chinese characters.
    pub(crate) words_beyond_han: u64,
    pub(crate) latin_words: u64,
    /// Letters and digits of the Latin words.
    pub(crate) letters: u64,
    /// Syllables of the Latin words, by the rules of English.
    pub(crate) syllables: u64,
    /// Latin words of three syllables or more.
    pub(crate) long_words: u64,
    /// Chinese characters.
    pub(crate) han: u64,
    /// Those that are not common.
    pub(crate) rare_han: u64,
}

impl Prose {
    /// Adds a block with its words, which begins at byte `base` of the document, and appends what tells its words apart.
    pub(crate) fn add_block(
        &mut self,
        text: &str,
        base: u32,
        tokens: &[Token],
        sentences: u64,
        hashes: &mut Vec<u32>,
    ) {
        self.sentences += sentences;
        self.words += tokens.len() as u64;
        for token in tokens {
            let range =
                token.start.saturating_sub(base) as usize..token.end.saturating_sub(base) as usize;
            let Some(word) = text.get(range) else {
                continue;
            };
            hashes.push(super::variety::hash(word));
            if token.kind == WordKind::Han {
                for character in word.chars().filter(|&character| is_han(character)) {
                    self.han += 1;
                    self.rare_han += u64::from(!is_common(character));
                }
                continue;
            }
            self.words_beyond_han += 1;
            if token.kind == WordKind::Latin {
                let syllables = syllables(word);
                self.latin_words += 1;
                self.letters += word.chars().filter(|c| c.is_alphanumeric()).count() as u64;
                self.syllables += syllables;
                self.long_words += u64::from(syllables >= LONG_WORD_SYLLABLES);
            }
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        let Self {
            sentences,
            words,
            words_beyond_han,
            latin_words,
            letters,
            syllables,
            long_words,
            han,
            rare_han,
        } = other;
        self.sentences += sentences;
        self.words += words;
        self.words_beyond_han += words_beyond_han;
        self.latin_words += latin_words;
        self.letters += letters;
        self.syllables += syllables;
        self.long_words += long_words;
        self.han += han;
        self.rare_han += rare_han;
    }
}
