//! Sequences of words that come again, as table A1 of Rae et al. 2021 has them.
//!
//! Sequences are told apart by integers. Two words are one sequence where their hashes agree; of three words and more, a sequence is
//! what the sequences of one word less say that begin at its first and its second word. It can only come again where both of these
//! do, so most places drop out of the first rounds, and text that nothing is repeated in costs little more than its pairs.

#[cfg(test)]
mod tests;

use rustc_hash::FxHashMap;

use super::words::Token;

/// Lengths for which the commonest sequence is measured.
const TOP: std::ops::RangeInclusive<usize> = 2..=4;

/// The longest sequence that a rule asks for.
const LONGEST: usize = 10;

/// What comes again in a text: characters by the number of words in a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Repeated {
    top: [u64; LONGEST + 1],
    duplicate: [u64; LONGEST + 1],
}

impl Repeated {
    /// Characters of the commonest sequence of `n` words, blanks between them included, times the places where it stands; the
    /// first of those that are as common. It need not come again: of three words, the first two are such a sequence.
    pub(super) fn top_chars(&self, n: usize) -> u64 {
        self.top.get(n).copied().unwrap_or_default()
    }

    /// Characters of sequences of `n` words that have stood before, blanks between them left out. Read from the first word on; what
    /// has stood before is passed over, and no sequence begins in it.
    pub(super) fn duplicate_chars(&self, n: usize) -> u64 {
        self.duplicate.get(n).copied().unwrap_or_default()
    }
}

/// Marks a place where no sequence begins that comes again.
const ALONE: u32 = u32::MAX;

/// The sequences of a text, of one length after the other.
pub(super) struct Grams<'a> {
    tokens: &'a [Token],
    /// Characters before each word, and before the end.
    chars_before: Vec<u64>,
    /// Where the sequence that begins at each word stands first, or [`ALONE`].
    first: Vec<u32>,
    /// How often each sequence stands in the text, at its first place.
    places: Vec<u32>,
}

impl<'a> Grams<'a> {
    /// Of no length yet.
    pub(super) fn new(tokens: &'a [Token]) -> Self {
        let mut chars_before = Vec::with_capacity(tokens.len() + 1);
        let mut sum = 0;
        chars_before.push(0);
        for token in tokens {
            sum += u64::from(token.n_chars);
            chars_before.push(sum);
        }
        Self {
            tokens,
            chars_before,
            first: Vec::new(),
            places: Vec::new(),
        }
    }

    /// Looks at all lengths. Runs in O(words).
    pub(super) fn repeated(mut self) -> Repeated {
        let mut repeated = Repeated::default();
        self.pairs();
        for n in 2..=LONGEST {
            if n > 2 {
                self.lengthen(n);
            }
            let places = (repeated.top.get_mut(n), repeated.duplicate.get_mut(n));
            let (Some(top), Some(duplicate)) = places else {
                continue;
            };
            if TOP.contains(&n) {
                *top = self.top_chars(n);
            } else {
                *duplicate = self.duplicate_chars(n);
            }
        }
        repeated
    }

    /// The pairs of words.
    fn pairs(&mut self) {
        let n_pairs = self.tokens.len().saturating_sub(1);
        let mut seen = FxHashMap::default();
        seen.reserve(n_pairs);
        self.first.reserve(n_pairs);
        self.places.resize(n_pairs, 0);
        let pairs = self.tokens.iter().zip(self.tokens.iter().skip(1));
        for (at, (a, b)) in (0_u32..).zip(pairs) {
            let key = a
                .hash
                .rotate_left(23)
                .wrapping_add(b.hash.wrapping_mul(ODD));
            self.first.push(*seen.entry(key).or_insert(at));
        }
        self.count();
    }

    /// From sequences of `n - 1` words to those of `n`.
    fn lengthen(&mut self, n: usize) {
        let n_grams = (self.tokens.len() + 1).saturating_sub(n);
        self.first.truncate(n_grams + 1);
        let mut seen = FxHashMap::default();
        for at in 0..n_grams {
            let pair = (self.first.get(at).copied(), self.first.get(at + 1).copied());
            let key = match pair {
                (Some(a), Some(b)) if a != ALONE && b != ALONE => (a, b),
                _ => {
                    self.set_first(at, ALONE);
                    continue;
                }
            };
            let index = u32::try_from(at).unwrap_or(ALONE);
            let first = *seen.entry(key).or_insert(index);
            self.set_first(at, first);
        }
        self.first.truncate(n_grams);
        self.count();
    }

    fn set_first(&mut self, at: usize, first: u32) {
        if let Some(place) = self.first.get_mut(at) {
            *place = first;
        }
    }

    /// Counts the places of each sequence, and marks those that stand alone.
    fn count(&mut self) {
        self.places.clear();
        self.places.resize(self.first.len(), 0);
        for &first in &self.first {
            if let Some(places) = self.places.get_mut(first as usize) {
                *places += 1;
            }
        }
        for first in &mut self.first {
            if self.places.get(*first as usize) == Some(&1) {
                *first = ALONE;
            }
        }
    }

    /// Characters of the `n` words from `at` on.
    fn chars(&self, at: usize, n: usize) -> u64 {
        let before = |at: usize| self.chars_before.get(at).copied().unwrap_or_default();
        before(at + n).saturating_sub(before(at))
    }

    fn top_chars(&self, n: usize) -> u64 {
        let Some(most) = self.places.iter().copied().max() else {
            return 0;
        };
        let at = match most {
            // Where nothing comes again, it is the first sequence.
            0 | 1 => Some(0),
            _ => self.places.iter().position(|&places| places == most),
        };
        let blanks = n as u64 - 1;
        (self.chars(at.unwrap_or_default(), n) + blanks) * u64::from(most.max(1))
    }

    fn duplicate_chars(&self, n: usize) -> u64 {
        let mut has_stood = vec![false; self.first.len()];
        let (mut chars, mut at) = (0, 0);
        while let Some(&first) = self.first.get(at) {
            match has_stood.get_mut(first as usize) {
                Some(true) => {
                    chars += self.chars(at, n);
                    at += n;
                }
                Some(stood) => {
                    *stood = true;
                    at += 1;
                }
                None => at += 1,
            }
        }
        chars
    }
}

/// 2^64 divided by the golden ratio.
const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
