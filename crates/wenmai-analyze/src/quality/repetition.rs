//! Sequences of words that come again, as table A1 of Rae et al. 2021 has them.
//!
//! Sequences are told apart by integers. Two words are one sequence where their hashes agree; of three words and more, a sequence is
//! what the sequences of one word less say that begin at its first and its second word. It can only come again where both of these
//! do, so most places drop out of the first rounds, and text that nothing is repeated in costs little more than its pairs.
//!
//! Memory: 19 bytes for each word at most, those of the words themselves included, and so for each byte of a text of signs; of long
//! texts the first [`MAX_TOKENS`](super::words::MAX_TOKENS) words are looked at alone.

#[cfg(test)]
mod tests;

use super::words::{Lengths, Tokens};

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
struct Grams {
    lengths: Lengths,
    /// Where the sequence that begins at each word stands first, or [`ALONE`].
    first: Vec<u32>,
    /// How often each sequence stands in the text, at its first place.
    places: Vec<u32>,
}

/// Looks at all lengths. Runs in O(words).
pub(super) fn repeated(tokens: Tokens) -> Repeated {
    let mut repeated = Repeated::default();
    let mut grams = Grams::of_pairs(tokens);
    for n in 2..=LONGEST {
        if n > 2 {
            grams.lengthen();
        }
        let places = (repeated.top.get_mut(n), repeated.duplicate.get_mut(n));
        let (Some(top), Some(duplicate)) = places else {
            continue;
        };
        if TOP.contains(&n) {
            *top = grams.top_chars(n);
        } else {
            *duplicate = grams.duplicate_chars(n);
        }
    }
    repeated
}

impl Grams {
    /// The pairs of words. The hashes of the words are given back.
    fn of_pairs(Tokens { hashes, lengths }: Tokens) -> Self {
        let n_pairs = hashes.len().saturating_sub(1);
        let key = |at: usize| Some((*hashes.get(at)?, *hashes.get(at + 1)?));
        let mut seen = Seen::for_entries(n_pairs);
        let mut first = Vec::with_capacity(n_pairs);
        first.extend((0..n_pairs).map(|at| seen.first(at, key)));
        drop((seen, hashes));
        let mut grams = Self {
            lengths,
            first,
            places: Vec::new(),
        };
        grams.count();
        grams
    }

    /// From sequences of some words to those of one more.
    fn lengthen(&mut self) {
        let shorter = std::mem::take(&mut self.first);
        let key = |at: usize| {
            let (a, b) = (*shorter.get(at)?, *shorter.get(at + 1)?);
            (a != ALONE && b != ALONE).then_some((u64::from(a), u64::from(b)))
        };
        let n_grams = shorter.len().saturating_sub(1);
        let n_keys = (0..n_grams).filter(|&at| key(at).is_some()).count();
        let mut seen = Seen::for_entries(n_keys);
        let mut first = std::mem::take(&mut self.places);
        first.clear();
        first.extend((0..n_grams).map(|at| seen.first(at, key)));
        self.first = first;
        self.places = shorter;
        drop(seen);
        self.count();
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
        (self.lengths.sum(at.unwrap_or_default(), n) + blanks) * u64::from(most.max(1))
    }

    fn duplicate_chars(&self, n: usize) -> u64 {
        let mut has_stood = vec![false; self.first.len()];
        let (mut chars, mut at) = (0, 0);
        while let Some(&first) = self.first.get(at) {
            match has_stood.get_mut(first as usize) {
                Some(true) => {
                    chars += self.lengths.sum(at, n);
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

/// Where each of the keys that were seen stands first: positions alone in a table of fixed size, 6 bytes for each key. Keys are read
/// from their places again.
struct Seen {
    /// Positions, or [`ALONE`]. A third of them at least stays free.
    slots: Vec<u32>,
}

impl Seen {
    /// For `n` keys at most.
    fn for_entries(n: usize) -> Self {
        Self {
            slots: vec![ALONE; n + n / 2 + 1],
        }
    }

    /// The first position with the key that `at` has; [`ALONE`] where it has none.
    fn first(&mut self, at: usize, key: impl Fn(usize) -> Option<(u64, u64)>) -> u32 {
        let Some(own) = key(at) else {
            return ALONE;
        };
        let start = place(own, self.slots.len());
        let (before, behind) = self.slots.split_at_mut(start);
        for slot in behind.iter_mut().chain(before) {
            if *slot == ALONE {
                *slot = u32::try_from(at).unwrap_or(ALONE);
                return *slot;
            }
            if key(*slot as usize) == Some(own) {
                return *slot;
            }
        }
        ALONE
    }
}

/// Where in a table of `n` slots a key is looked for first.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the upper half of a product is less than its factor `n`"
)]
fn place((a, b): (u64, u64), n: usize) -> usize {
    let mixed = (a.rotate_left(23) ^ ODD).wrapping_mul(ODD) ^ b;
    let wide = u128::from(mixed) * u128::from(ODD);
    let hash = ((wide >> 64) as u64 ^ wide as u64).wrapping_mul(ODD);
    ((u128::from(hash) * n as u128) >> 64) as usize
}

/// 2^64 divided by the golden ratio.
const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
