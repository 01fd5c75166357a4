use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;

use super::lines::{is_terminal, is_white};
use super::tokenizer::tokenize;
use crate::statistics::ratio;

/// A word or a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// Tells it from others.
    pub(super) hash: u64,
    /// Characters.
    pub(super) n_chars: u32,
}

/// The words of a text. Signs are words too, unless it is said that they are not.
#[derive(Debug, Default)]
pub(super) struct Words {
    tokens: Vec<Token>,
    /// Words that are not signs alone.
    pub(super) proper: u64,
    /// Characters of these.
    proper_chars: u64,
    /// Words with a letter.
    pub(super) alphabetic: u64,
    /// One bit for each of [`STOP_WORDS`] that is there.
    stops: u8,
}

/// Two of these at least are in any English text (Rae et al. 2021, A.1.1), in small letters.
const STOP_WORDS: [&str; 8] = ["the", "be", "to", "of", "and", "that", "have", "with"];

impl Words {
    pub(super) fn of(text: &str) -> Self {
        /// Most texts have fewer words than one for so many bytes.
        const BYTES_PER_WORD: usize = 5;
        let mut words = Self {
            tokens: Vec::with_capacity(text.len() / BYTES_PER_WORD),
            ..Self::default()
        };
        tokenize(text, |token| {
            if !token.starts_with(is_white) {
                words.push(token);
            }
        });
        words
    }

    fn push(&mut self, token: &str) {
        let looks = Looks::of(token);
        self.tokens.push(Token {
            hash: FxBuildHasher.hash_one(token),
            n_chars: looks.n_chars,
        });
        if looks.is_proper {
            self.proper += 1;
            self.proper_chars += u64::from(looks.n_chars);
        }
        self.alphabetic += u64::from(looks.has_letter);
        if token.len() <= 4
            && let Some(at) = STOP_WORDS.iter().position(|word| *word == token)
        {
            self.stops |= 1 << at;
        }
    }

    pub(super) fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Characters of a word on the average, signs aside.
    pub(super) fn mean_length(&self) -> f64 {
        ratio(self.proper_chars, self.proper)
    }

    /// `n` for each word.
    pub(super) fn ratio_of(&self, n: u64) -> f64 {
        ratio(n, self.tokens.len() as u64)
    }

    /// How many of the stop words are there.
    pub(super) fn stop_words(&self) -> u64 {
        self.stops.count_ones().into()
    }
}

/// What a word is made of.
#[derive(Debug, Default)]
struct Looks {
    n_chars: u32,
    has_letter: bool,
    /// Whether it has a character that is no sign.
    is_proper: bool,
}

impl Looks {
    fn of(token: &str) -> Self {
        if token.is_ascii() {
            return Self {
                n_chars: u32::try_from(token.len()).unwrap_or(u32::MAX),
                has_letter: token.bytes().any(|byte| byte.is_ascii_alphabetic()),
                is_proper: token.bytes().any(|byte| !is_sign(byte.into())),
            };
        }
        let mut looks = Self::default();
        for c in token.chars() {
            looks.n_chars = looks.n_chars.saturating_add(1);
            looks.has_letter |= c.is_alphabetic();
            looks.is_proper |= !is_sign(c);
        }
        looks
    }
}

/// `PUNCTUATION_SET` of datatrove: it has no bullet.
fn is_sign(c: char) -> bool {
    match c {
        '\0'..='\x7f' => {
            c.is_ascii_punctuation() || matches!(c, '\0'..='\x08' | '\x0b'..='\x1f' | '\x7f')
        }
        '\u{80}'..='\u{9f}' => true,
        _ => "«´»–—’“”„…∶━►、〈〉《》「」【】％（），１：；～".contains(c) || is_terminal(c),
    }
}
