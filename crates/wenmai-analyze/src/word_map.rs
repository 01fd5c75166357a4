//! Words with a number each, for texts whose words are short.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

/// Longest word that is an integer.
const SHORT: usize = 12;
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// A word of up to [`SHORT`] bytes, with zeros behind: compared at once, and hashed by two multiplications.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct ShortWord {
    head: u64,
    tail: u32,
}

impl ShortWord {
    /// `None` for longer words and for those that end with a zero, which no word of a text does.
    fn new(word: &[u8]) -> Option<Self> {
        let unused = |of: usize| 8 * (of - word.len());
        let short = match word.len() {
            1..4 => {
                let bytes = word.iter().rev();
                Self {
                    head: bytes.fold(0, |head, &b| (head << 8) | u64::from(b)),
                    tail: 0,
                }
            }
            // The last bytes overlap the first ones where they do not follow them.
            4..=8 => {
                let last = u64::from(u32::from_le_bytes(*word.last_chunk()?));
                Self {
                    head: u64::from(u32::from_le_bytes(*word.first_chunk()?))
                        | ((last << 32) >> unused(8)),
                    tail: 0,
                }
            }
            9..=SHORT => Self {
                head: u64::from_le_bytes(*word.first_chunk()?),
                tail: u32::from_le_bytes(*word.last_chunk()?) >> unused(SHORT),
            },
            _ => return None,
        };
        (word.last() != Some(&0)).then_some(short)
    }

    const fn hash(self) -> u64 {
        (self.head.wrapping_mul(MULTIPLIER) ^ self.tail as u64).wrapping_mul(MULTIPLIER)
    }
}

/// A word with its number, 16 bytes; free where the word is empty.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    head: u64,
    tail: u32,
    number: u32,
}

impl Slot {
    const fn word(self) -> ShortWord {
        ShortWord {
            head: self.head,
            tail: self.tail,
        }
    }
}

/// A map from words to numbers. Short words, which nearly all are, stand in a table of their own, 16 bytes each.
#[derive(Debug, Clone, Default)]
pub(crate) struct WordMap<'a> {
    /// A power of two, of which at most three quarters are taken, or none.
    slots: Vec<Slot>,
    len: usize,
    /// Bits of a hash that are no place.
    shift: u32,
    long: FxHashMap<Cow<'a, str>, u32>,
}

impl<'a> WordMap<'a> {
    /// With room for so many words.
    pub(crate) fn with_capacity(words: usize) -> Self {
        let mut map = Self::default();
        map.resize(words + words / 3);
        map
    }

    /// The number of a word.
    pub(crate) fn get(&self, word: &str) -> Option<u32> {
        let Some(short) = ShortWord::new(word.as_bytes()) else {
            return self.long.get(word).copied();
        };
        let slot = self.slots.get(self.place(short)?)?;
        (slot.word() == short).then_some(slot.number)
    }

    /// Sets the number of a word.
    pub(crate) fn insert(&mut self, word: Cow<'a, str>, number: u32) {
        let Some(short) = ShortWord::new(word.as_bytes()) else {
            self.long.insert(word, number);
            return;
        };
        if (self.len + 1) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        let at = self.place(short);
        if let Some(slot) = at.and_then(|at| self.slots.get_mut(at)) {
            self.len += usize::from(slot.word() != short);
            *slot = Slot {
                head: short.head,
                tail: short.tail,
                number,
            };
        }
    }

    /// Where a word stands or belongs; `None` in a table without slots.
    fn place(&self, word: ShortWord) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        // The highest bits of a product depend on all of the word.
        let hash = word.hash() >> self.shift;
        let mut at = usize::try_from(hash).unwrap_or(0) & mask;
        loop {
            let known = self.slots.get(at)?.word();
            if known == word || known == ShortWord::default() {
                return Some(at);
            }
            at = (at + 1) & mask;
        }
    }

    /// Makes as many free slots, and gives back those that were there.
    fn resize(&mut self, slots: usize) -> Vec<Slot> {
        let slots = slots.next_power_of_two().max(16);
        self.shift = u64::BITS - slots.trailing_zeros();
        std::mem::replace(&mut self.slots, vec![Slot::default(); slots])
    }

    fn grow(&mut self) {
        for slot in self.resize(self.slots.len() * 2) {
            if slot.word() != ShortWord::default()
                && let Some(at) = self.place(slot.word())
                && let Some(new) = self.slots.get_mut(at)
            {
                *new = slot;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_of_all_lengths_are_found_again() {
        let mut map = WordMap::default();
        let words: Vec<String> = (0..20)
            .flat_map(|len| ["a".repeat(len), "ab".repeat(len), "数".repeat(len)])
            .collect();
        assert_eq!(map.get("a"), None);
        for (number, word) in (0..).zip(&words) {
            map.insert(word.into(), number);
        }
        let numbers: Vec<_> = words.iter().map(|word| map.get(word)).collect();
        for (word, number) in words.iter().zip(numbers) {
            let last = words.iter().rposition(|other| other == word);
            assert_eq!(number.map(|number| number as usize), last, "{word}");
        }
        assert_eq!(map.get("b"), None);
    }

    proptest! {
        #[test]
        fn a_map_is_a_map(words in proptest::collection::vec("[ab\0é]{0,14}", 0..60)) {
            let mut map = WordMap::with_capacity(3);
            let mut expected = FxHashMap::default();
            for (number, word) in (0..).zip(&words) {
                prop_assert_eq!(map.get(word), expected.get(word).copied());
                map.insert(word.into(), number);
                expected.insert(word.clone(), number);
            }
            for word in &words {
                prop_assert_eq!(map.get(word), expected.get(word).copied());
            }
        }
    }
}
