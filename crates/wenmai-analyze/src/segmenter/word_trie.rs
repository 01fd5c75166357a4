//! The words of a dictionary, laid out to be found at every character of a text.
//!
//! A tree of characters in open-addressing tables: first the pairs of characters that begin words, then what follows them. A
//! slot is one integer with everything that a look-up asks for, and its place is the number of the node, so that a word costs
//! one access to memory for each character but the first, and 6 MB hold 349,000 words.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::lexicon::WordRecord;

/// Number of a word; [`UNKNOWN`] for what is no word of the dictionary.
pub(crate) type EntryId = u32;

/// No word of the dictionary.
pub(crate) const UNKNOWN: EntryId = EntryId::MAX;

/// Bits of a slot that number the frequency of the word that ends here; 0 where none does.
const FREQUENCY: u64 = 0xffff;
/// Set where longer words go on.
const GOES_ON: u64 = 1 << 16;
/// Above it stands the key plus one; an empty slot is 0.
const KEY_SHIFT: u32 = 17;
/// Bits of a character.
const CHAR_BITS: u32 = 21;
/// Characters with a word of their own are in the basic plane.
const SINGLES: usize = 0x1_0000;

/// Words of the filter in front of the pairs: a bit for each pair, at a place that few others share. Half of the pairs of a text
/// begin no word, and 256 kB stay in a nearer cache than the table does.
const FILTER: usize = 1 << 15;
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// Slots by key.
#[derive(Debug, Clone)]
struct Table {
    slots: Vec<u64>,
    len: usize,
    shift: u32,
}

impl Table {
    /// For `capacity` slots, a power of two.
    fn new(capacity: usize) -> Self {
        let capacity = capacity.next_power_of_two().max(64);
        Self {
            slots: vec![0; capacity],
            len: 0,
            shift: 64 - capacity.trailing_zeros(),
        }
    }

    /// The place of a key, or of the free slot where it belongs, with what stands there.
    fn place(&self, key: u64) -> (usize, u64) {
        let mask = self.slots.len() - 1;
        let hash = key.wrapping_mul(MULTIPLIER) >> self.shift;
        let mut at = usize::try_from(hash).unwrap_or(0);
        loop {
            let slot = self.slots.get(at).copied().unwrap_or(0);
            if slot == 0 || slot >> KEY_SHIFT == key + 1 {
                return (at, slot);
            }
            at = (at + 1) & mask;
        }
    }

    /// Sets bits of the slot of a key, which is new or known.
    fn set(&mut self, key: u64, bits: u64) -> usize {
        let (at, old) = self.place(key);
        self.len += usize::from(old == 0);
        if let Some(slot) = self.slots.get_mut(at) {
            let frequency = if bits & FREQUENCY == 0 {
                old & FREQUENCY
            } else {
                bits & FREQUENCY
            };
            *slot = ((key + 1) << KEY_SHIFT) | ((old | bits) & GOES_ON) | frequency;
        }
        at
    }

    /// Whether another key would make look-ups slow.
    fn is_full(&self) -> bool {
        (self.len + 1) * 8 > self.slots.len() * 7
    }
}

/// A node of the tree at a place of a text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Node {
    id: u32,
    bits: u32,
}

impl Node {
    fn new(id: usize, slot: u64) -> Self {
        Self {
            id: u32::try_from(id).unwrap_or(u32::MAX),
            bits: u32::try_from(slot & (FREQUENCY | GOES_ON)).unwrap_or(0),
        }
    }

    fn goes_on(self) -> bool {
        u64::from(self.bits) & GOES_ON != 0
    }

    fn frequency(self) -> usize {
        (self.bits & 0xffff) as usize
    }
}

/// A step of the best way through a run of characters.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Step {
    log_probability: f64,
    /// Characters of the word that begins here.
    pub(super) len: u32,
    pub(super) entry: EntryId,
}

/// Words with their frequencies.
#[derive(Debug, Clone)]
pub(crate) struct WordTrie {
    /// Numbers of the frequencies of words of one character.
    singles: Vec<u16>,
    filter: Vec<u64>,
    pairs: Table,
    longer: Table,
    /// Frequencies by number.
    frequencies: Vec<u64>,
    /// Their logarithms.
    logs: Vec<f64>,
    /// The number of each frequency.
    numbers: BTreeMap<u64, u16>,
    total: u64,
    /// What is known of words, by number; 0 where nothing is.
    record_of: Vec<u16>,
    records: Vec<WordRecord>,
}

impl WordTrie {
    /// No words, and room for so many pairs of characters and longer beginnings of words.
    pub(super) fn new(pairs: usize, longer: usize) -> Self {
        Self {
            singles: vec![0; SINGLES],
            filter: vec![0; FILTER],
            pairs: Table::new(pairs),
            longer: Table::new(longer),
            frequencies: vec![0],
            logs: vec![0.0],
            numbers: BTreeMap::new(),
            total: 0,
            record_of: Vec::new(),
            records: Vec::new(),
        }
    }

    /// Whether there is no room for one more word of so many characters.
    pub(super) fn is_full(&self, chars: usize) -> bool {
        self.pairs.is_full() || (self.longer.len + chars) * 8 > self.longer.slots.len() * 7
    }

    /// Adds a word or changes its frequency.
    pub(super) fn insert(&mut self, word: &str, frequency: u64) {
        let number = self.frequency_number(frequency);
        let frequency = self
            .frequencies
            .get(usize::from(number))
            .copied()
            .unwrap_or(frequency);
        let old = self.frequency(word);
        self.total = (self.total + frequency).saturating_sub(old);
        let mut chars = word.chars();
        let (Some(first), second) = (chars.next(), chars.next()) else {
            return;
        };
        let Some(second) = second else {
            if let Some(single) = self.singles.get_mut(first as usize) {
                *single = number;
            }
            return;
        };
        let mut key = pair_key(first, second);
        let (word, bit) = filter_place(key);
        if let Some(bits) = self.filter.get_mut(word) {
            *bits |= bit;
        }
        let mut is_pair = true;
        loop {
            let next = chars.next();
            let bits = if next.is_some() {
                GOES_ON
            } else {
                u64::from(number)
            };
            let table = if is_pair {
                &mut self.pairs
            } else {
                &mut self.longer
            };
            let at = table.set(key, bits);
            let id = if is_pair {
                at
            } else {
                self.pairs.slots.len() + at
            };
            let Some(next) = next else { break };
            key = longer_key(id, next);
            is_pair = false;
        }
    }

    /// The number of a frequency, one for each. When all numbers are taken, that of the next higher frequency, else of the
    /// highest: a word of the caller stays as probable as it has to be.
    fn frequency_number(&mut self, frequency: u64) -> u16 {
        // Entries of a dictionary come by frequency, so the last number is tried first.
        let last = self.frequencies.len() - 1;
        if let Ok(last) = u16::try_from(last)
            && self.frequencies.last() == Some(&frequency)
        {
            return last;
        }
        if let Some(number) = self.numbers.get(&frequency) {
            return *number;
        }
        if let Ok(number) = u16::try_from(self.frequencies.len()) {
            #[expect(
                clippy::cast_precision_loss,
                reason = "frequencies are counts of words"
            )]
            self.logs.push((frequency as f64).ln());
            self.frequencies.push(frequency);
            self.numbers.insert(frequency, number);
            return number;
        }
        let next = self.numbers.range(frequency..).next();
        next.or_else(|| self.numbers.last_key_value())
            .map_or(0, |(_, number)| *number)
    }

    /// The frequency of a word; 0 when it is none.
    pub(super) fn frequency(&self, word: &str) -> u64 {
        let number = match self.find(word) {
            Some((_, number)) => number,
            None => 0,
        };
        self.frequencies.get(number).copied().unwrap_or(0)
    }

    /// The number of a word and that of its frequency.
    fn find(&self, word: &str) -> Option<(EntryId, usize)> {
        let mut chars = word.chars();
        let first = chars.next()?;
        let Some(second) = chars.next() else {
            let number = *self.singles.get(first as usize)?;
            return (number != 0).then_some((self.single_id(first), usize::from(number)));
        };
        let mut node = self.pair(first, second)?;
        for next in chars {
            node = self.longer(node, next)?;
        }
        (node.frequency() != 0).then_some((node.id, node.frequency()))
    }

    fn pair(&self, first: char, second: char) -> Option<Node> {
        let key = pair_key(first, second);
        let (word, bit) = filter_place(key);
        if self.filter.get(word).copied().unwrap_or(0) & bit == 0 {
            return None;
        }
        let (at, slot) = self.pairs.place(key);
        (slot != 0).then(|| Node::new(at, slot))
    }

    fn longer(&self, node: Node, next: char) -> Option<Node> {
        let (at, slot) = self.longer.place(longer_key(node.id as usize, next));
        (slot != 0).then(|| Node::new(self.pairs.slots.len() + at, slot))
    }

    fn single_id(&self, c: char) -> EntryId {
        let base = self.pairs.slots.len() + self.longer.slots.len();
        u32::try_from(base + c as usize).unwrap_or(UNKNOWN)
    }

    /// Notes what is known of words; those that are not in the dictionary are passed over.
    pub(super) fn set_records<'w>(&mut self, records: impl Iterator<Item = (&'w str, WordRecord)>) {
        self.record_of = vec![0; self.pairs.slots.len() + self.longer.slots.len() + SINGLES];
        let mut numbers = FxHashMap::default();
        for (word, record) in records {
            let slot = self
                .find(word)
                .and_then(|(id, _)| self.record_of.get_mut(id as usize));
            if let Some(slot) = slot {
                // Few hundred records differ, as rarity has one decimal.
                let key = (
                    record.idf.to_bits(),
                    record.class as u8,
                    record.speech as u8,
                );
                let number = *numbers.entry(key).or_insert_with(|| {
                    self.records.push(record);
                    self.records.len()
                });
                *slot = u16::try_from(number).unwrap_or(0);
            }
        }
    }

    /// What is known of a word, by its number.
    pub(crate) fn record(&self, entry: EntryId) -> Option<WordRecord> {
        let number = *self.record_of.get(entry as usize)?;
        self.records
            .get(usize::from(number).checked_sub(1)?)
            .copied()
    }

    /// The number of a word.
    pub(super) fn entry(&self, word: &str) -> EntryId {
        self.find(word).map_or(UNKNOWN, |(entry, _)| entry)
    }

    /// The most probable way through `chars`, as a step for each of them: the word that begins there. Of equally probable words
    /// the longest is taken. Fills `steps`, and `pairs`, which is room to work in.
    ///
    /// Runs in O(characters × longest word).
    pub(super) fn best_way(&self, chars: &[char], pairs: &mut Vec<Node>, steps: &mut Vec<Step>) {
        // All first accesses to memory stand in one loop, where the processor makes several at once.
        pairs.clear();
        let windows = chars.windows(2);
        pairs.extend(windows.map(|pair| match *pair {
            [first, second] => self.pair(first, second).unwrap_or_default(),
            _ => Node::default(),
        }));
        pairs.push(Node::default());
        steps.clear();
        steps.resize(chars.len() + 1, Step::default());
        #[expect(clippy::cast_precision_loss, reason = "a number of words")]
        let log_total = (self.total.max(1) as f64).ln();
        for (at, (&c, &pair)) in chars.iter().zip(pairs.iter()).enumerate().rev() {
            let mut best: Option<Step> = None;
            let mut consider = |entry: EntryId, frequency: usize, len: usize| {
                let rest = steps.get(at + len).map_or(0.0, |step| step.log_probability);
                let own = self.logs.get(frequency).copied().unwrap_or(0.0);
                let log_probability = own - log_total + rest;
                if best.is_none_or(|best| log_probability >= best.log_probability) {
                    best = Some(Step {
                        log_probability,
                        len: u32::try_from(len).unwrap_or(u32::MAX),
                        entry,
                    });
                }
            };
            let single = self.singles.get(c as usize).copied().unwrap_or(0);
            if single != 0 {
                consider(self.single_id(c), usize::from(single), 1);
            }
            let mut node = pair;
            let mut len = 2;
            while node.bits != 0 {
                if node.frequency() != 0 {
                    consider(node.id, node.frequency(), len);
                }
                if !node.goes_on() {
                    break;
                }
                let next = chars
                    .get(at + len)
                    .and_then(|&next| self.longer(node, next));
                let Some(next) = next else { break };
                node = next;
                len += 1;
            }
            let step = best.unwrap_or_else(|| Step {
                log_probability: 0.0 - log_total
                    + steps.get(at + 1).map_or(0.0, |step| step.log_probability),
                len: 1,
                entry: UNKNOWN,
            });
            if let Some(slot) = steps.get_mut(at) {
                *slot = step;
            }
        }
    }

    /// The frequency at which a word is just as probable as its parts, and one more.
    pub(super) fn suggested_frequency(&self, word: &str, parts: &[&str]) -> u64 {
        #[expect(clippy::cast_precision_loss, reason = "counts of words")]
        let log = |count: u64| (count as f64).ln();
        let log_total = log(self.total.max(1));
        let of_parts = parts.iter().fold(0.0, |sum, part| {
            sum + log(self.frequency(part).max(1)) - log_total
        });
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a probability times a count"
        )]
        let suggested = (of_parts + log_total).exp() as u64 + 1;
        suggested.max(self.frequency(word).max(1))
    }
}

fn pair_key(first: char, second: char) -> u64 {
    (u64::from(first) << CHAR_BITS) | u64::from(second)
}

/// The word and the bit of a pair in the filter.
fn filter_place(key: u64) -> (usize, u64) {
    let hash = key.wrapping_mul(MULTIPLIER) >> (64 - (FILTER * 64).trailing_zeros());
    (usize::try_from(hash / 64).unwrap_or(0), 1 << (hash % 64))
}

/// Places of nodes have 25 bits, enough for 30 million beginnings of words.
fn longer_key(node: usize, next: char) -> u64 {
    ((node as u64) << CHAR_BITS) | u64::from(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequencies_that_come_again_share_a_number() {
        let mut trie = WordTrie::new(64, 64);
        for round in 0..50_000 {
            trie.insert("甲乙", 7 + round % 2);
            trie.insert("丙丁", 3);
        }
        assert_eq!((trie.frequency("甲乙"), trie.frequency("丙丁")), (8, 3));
        assert_eq!(trie.frequencies, [0, 7, 3, 8]);
    }

    #[test]
    fn more_frequencies_than_numbers() {
        let mut trie = WordTrie::new(64, 64);
        for frequency in 1..=70_000 {
            trie.insert("甲乙", 2 * frequency);
        }
        trie.insert("丙丁", 9);
        trie.insert("戊己", 4);
        // The next higher one, and one that is there.
        assert_eq!((trie.frequency("丙丁"), trie.frequency("戊己")), (10, 4));
        assert_eq!(trie.frequency("甲乙"), 2 * u64::from(u16::MAX));
        assert_eq!(trie.total, 2 * u64::from(u16::MAX) + 14);
    }
}
