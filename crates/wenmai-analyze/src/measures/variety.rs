//! Lexical variety by MTLD, which unlike a share of different words does not depend on the length of the text.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

/// A factor is complete when the share of different words in it has come down to this.
const TYPE_TOKEN_RATIO: f64 = 0.72;

/// Texts of fewer words have no stable value, say the authors.
const MIN_WORDS: usize = 100;

/// What tells a word from others, whatever its case.
pub(super) fn hash(word: &str) -> u32 {
    let mut hasher = FxHasher::default();
    if word.is_ascii() {
        for byte in word.bytes() {
            hasher.write_u8(byte.to_ascii_lowercase());
        }
    } else {
        for letter in word.chars().flat_map(char::to_lowercase) {
            hasher.write_u32(letter.into());
        }
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the upper half is folded in"
    )]
    let folded = (hasher.finish() ^ (hasher.finish() >> 32)) as u32;
    folded
}

/// Small numbers for the words of a document.
#[derive(Debug, Default)]
pub(crate) struct WordIds {
    ids: FxHashMap<u32, u32>,
}

impl WordIds {
    /// Replaces the hashes of words by numbers from 0, in the order in which they are first seen.
    pub(crate) fn number(&mut self, hashes: &mut [u32]) {
        for hash in hashes {
            let next = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
            *hash = *self.ids.entry(*hash).or_insert(next);
        }
    }
}

/// Measure of textual lexical diversity of a sequence of word numbers: the mean number of words in a row that keep a share of
/// different words of 0.72 or more, read in both directions (`McCarthy` and Jarvis, "MTLD, vocd-D, and HD-D", 2010). `None` of
/// fewer than a hundred words. Runs in O(words).
pub(super) fn mtld(words: &[u32], seen: &mut Seen) -> Option<f64> {
    if words.len() < MIN_WORDS {
        return None;
    }
    let forward = factors(words.iter(), seen);
    let backward = factors(words.iter().rev(), seen);
    #[expect(clippy::cast_precision_loss, reason = "words of one document")]
    let n_words = words.len() as f64;
    Some(f64::midpoint(n_words / forward, n_words / backward))
}

/// In which factor each word was met last, whatever the text that the factor is of: one for a document and all its sections.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    last: Vec<u32>,
    factor: u32,
}

impl Seen {
    fn next_factor(&mut self) {
        self.factor = self.factor.wrapping_add(1);
    }

    /// Whether the factor has not met this word before.
    fn is_new(&mut self, word: u32) -> bool {
        let at = word as usize;
        if self.last.len() <= at {
            self.last.resize(at + 1, 0);
        }
        let last = self.last.get_mut(at);
        last.is_some_and(|last| std::mem::replace(last, self.factor) != self.factor)
    }
}

/// How many factors there are, the last one in part.
fn factors<'a>(words: impl Iterator<Item = &'a u32>, seen: &mut Seen) -> f64 {
    seen.next_factor();
    let (mut complete, mut types, mut tokens) = (0_u32, 0_u32, 0_u32);
    let mut ratio = 1.0;
    for &word in words {
        tokens += 1;
        types += u32::from(seen.is_new(word));
        ratio = f64::from(types) / f64::from(tokens);
        if ratio <= TYPE_TOKEN_RATIO {
            complete += 1;
            seen.next_factor();
            (types, tokens, ratio) = (0, 0, 1.0);
        }
    }
    let partial = (1.0 - ratio) / (1.0 - TYPE_TOKEN_RATIO);
    // A text whose words are all different never completes a factor: then its length is what can be said.
    (f64::from(complete) + partial).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Vec<u32> {
        let mut hashes: Vec<u32> = text.split(' ').map(hash).collect();
        WordIds::default().number(&mut hashes);
        hashes
    }

    #[test]
    fn words_are_numbered_whatever_their_case() {
        assert_eq!(ids("The the 大模型 É é THE"), [0, 0, 1, 2, 2, 0]);
    }

    #[test]
    fn one_word_again_and_again_is_the_least() {
        // The second of a pair brings the ratio to one half, so each two words are a factor.
        let value = mtld(&[7; 200], &mut Seen::default()).unwrap();
        assert!((value - 2.0).abs() < 1e-9, "{value}");
    }

    #[test]
    fn words_that_are_all_different_have_their_number() {
        let words: Vec<u32> = (0..150).collect();
        assert!((mtld(&words, &mut Seen::default()).unwrap() - 150.0).abs() < 1e-9);
        assert_eq!(mtld(&words[..99], &mut Seen::default()), None);
    }

    #[test]
    fn factors_are_counted_in_part() {
        // Three of four: 0.75, not yet a factor: (1 - 0.75) / (1 - 0.72) of one, but never less than one.
        let mut seen = Seen::default();
        let quarter = factors([0, 1, 2, 0].iter(), &mut seen);
        assert!((quarter - 1.0).abs() < 1e-9);
        // 0 1 0 is 2/3: a factor; then 0 1 2 0 in part.
        let more = factors([0, 1, 0, 0, 1, 2, 0].iter(), &mut seen);
        assert!((more - (1.0 + 0.25 / 0.28)).abs() < 1e-9, "{more}");
    }
}
