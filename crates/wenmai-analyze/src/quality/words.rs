use rustc_hash::FxBuildHasher;
use std::cell::RefCell;
use std::hash::BuildHasher;

use super::lines::{is_terminal, is_white};
use super::tokenizer::tokenize;
use crate::statistics::ratio;

/// Sequences of words are looked for among so many at the start of a text: a whole library is judged by its beginning, so that
/// its words take no more memory than some dozens of megabytes.
pub(super) const MAX_TOKENS: usize = 2_000_000;

/// Words and signs in a row, without their text: 9 bytes for each, and 8 more for one of 255 characters and more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tokens {
    /// Tell each word from others.
    pub(super) hashes: Vec<u64>,
    pub(super) lengths: Lengths,
}

/// Characters of words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Lengths {
    /// Of each word; [`u8::MAX`] for that many and more.
    short: Vec<u8>,
    /// Positions of the latter with their characters.
    long: Vec<(u32, u32)>,
}

impl Lengths {
    fn push(&mut self, n_chars: u32) {
        let short = u8::try_from(n_chars).unwrap_or(u8::MAX);
        if short == u8::MAX {
            let at = u32::try_from(self.short.len()).unwrap_or(u32::MAX);
            self.long.push((at, n_chars));
        }
        self.short.push(short);
    }

    /// Characters of the `n` words from `at` on. Runs in O(n log words).
    pub(super) fn sum(&self, at: usize, n: usize) -> u64 {
        let words = self.short.iter().enumerate().skip(at).take(n);
        words.map(|(at, &short)| self.of(at, short)).sum()
    }

    fn of(&self, at: usize, short: u8) -> u64 {
        if short < u8::MAX {
            return short.into();
        }
        let found = self
            .long
            .binary_search_by_key(&at, |&(at, _)| at as usize)
            .ok();
        let long = found.and_then(|found| self.long.get(found));
        long.map_or(0, |&(_, n_chars)| n_chars.into())
    }
}

impl Tokens {
    /// With room for `n` words.
    pub(super) fn with_capacity(n: usize) -> Self {
        let n = n.min(MAX_TOKENS);
        Self {
            hashes: Vec::with_capacity(n),
            lengths: Lengths {
                short: Vec::with_capacity(n),
                long: Vec::new(),
            },
        }
    }

    /// Takes in a word, unless there are [`MAX_TOKENS`] already.
    pub(super) fn push(&mut self, token: &str, n_chars: u32) {
        if self.hashes.len() < MAX_TOKENS {
            self.hashes.push(FxBuildHasher.hash_one(token));
            self.lengths.push(n_chars);
        }
    }
}

/// The words of a text. Signs are words too, unless it is said that they are not.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// The first of them, until they are taken.
    tokens: RefCell<Tokens>,
    /// All of them.
    all: u64,
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
            tokens: RefCell::new(Tokens::with_capacity(text.len() / BYTES_PER_WORD)),
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
        self.tokens.get_mut().push(token, looks.n_chars);
        self.all += 1;
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

    /// The words in a row, [`MAX_TOKENS`] at most; none when they were taken before.
    pub(super) fn take_tokens(&self) -> Tokens {
        self.tokens.take()
    }

    /// Characters of a word on the average, signs aside.
    pub(super) fn mean_length(&self) -> f64 {
        ratio(self.proper_chars, self.proper)
    }

    /// `n` for each word.
    pub(super) fn ratio_of(&self, n: u64) -> f64 {
        ratio(n, self.all)
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
