//! The words of a dictionary, laid out to be found at every character of a text.
//!
//! A tree of characters in open-addressing tables: first the pairs of characters that begin words, then what follows them. A
//! slot is one integer with everything that a look-up asks for, and its place is the number of the node, so that a word costs
//! one access to memory for each character but the first, and 6 MB hold 349,000 words. What is known of a word, its frequency
//! and its record, is a number in the slot: few tens of thousands of both together differ.

use std::cmp::Reverse;

use super::{
    Entry, EntryId,
    known::{Knowledge, Known},
};
use crate::lexicon::WordRecord;

/// Bits of a slot that number what is known of the word that ends here; 0 where none does.
const WORD: u64 = 0xffff;
/// Set where longer words go on.
const GOES_ON: u64 = 1 << 16;
/// Above `GOES_ON`, in slots of pairs: a bit for the characters that longer words go on with, by their lowest bits. Most that
/// follow a pair in a text are no such, and are told without another access to memory.
const NEXT_SHIFT: u32 = 17;
const NEXT_BITS: u32 = 8;
/// Where the key plus one stands in slots of pairs and of what follows them; an empty slot is 0.
const PAIR_KEY_SHIFT: u32 = NEXT_SHIFT + NEXT_BITS;
const LONGER_KEY_SHIFT: u32 = NEXT_SHIFT;
/// Bits of a character: the ideographs end below.
const CHAR_BITS: u32 = 18;
/// Characters with a word of their own are in the basic plane.
const SINGLES: usize = 0x1_0000;

/// Slots for the pairs that were added first, those of the most frequent words: three of eight pairs of a text are among these
/// 5,000, which stay in a near cache where the others wait for a far one.
const FREQUENT: usize = 1 << 13;
/// Words of the filter in front of the pairs: a bit for each pair, at a place that few others share. Half of the pairs of a text
/// begin no word, and 256 kB stay in a nearer cache than the table does.
const FILTER: usize = 1 << 15;
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// Slots by key.
#[derive(Debug, Clone)]
struct Table {
    slots: Vec<u64>,
    len: usize,
    /// Bits of a hash that are no place.
    shift: u32,
    key_shift: u32,
}

impl Table {
    /// For `capacity` slots, a power of two.
    fn new(capacity: usize, key_shift: u32) -> Self {
        let capacity = capacity.next_power_of_two().max(64);
        Self {
            slots: vec![0; capacity],
            len: 0,
            shift: 64 - capacity.trailing_zeros(),
            key_shift,
        }
    }

    /// The place of a key, or of the free slot where it belongs, with what stands there.
    fn place(&self, key: u64) -> (usize, u64) {
        let mask = self.slots.len() - 1;
        let hash = key.wrapping_mul(MULTIPLIER) >> self.shift;
        let mut at = usize::try_from(hash).unwrap_or(0);
        loop {
            let slot = self.slots.get(at).copied().unwrap_or(0);
            if slot == 0 || slot >> self.key_shift == key + 1 {
                return (at, slot);
            }
            at = (at + 1) & mask;
        }
    }

    /// Adds bits to the slot of a key, which is new or known.
    fn add(&mut self, key: u64, bits: u64) -> usize {
        let (at, old) = self.place(key);
        self.len += usize::from(old == 0);
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = ((key + 1) << self.key_shift) | old | bits;
        }
        at
    }

    /// Whether another key would make look-ups slow.
    fn is_full(&self) -> bool {
        (self.len + 1) * 8 > self.slots.len() * 7
    }

    /// Whether there is room for another key where few look-ups find one.
    fn is_sparse(&self) -> bool {
        (self.len + 1) * 8 <= self.slots.len() * 5
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
        const BITS: u64 = (1 << PAIR_KEY_SHIFT) - 1;
        Self {
            id: u32::try_from(id).unwrap_or(u32::MAX),
            bits: u32::try_from(slot & BITS).unwrap_or(0),
        }
    }

    fn goes_on(self) -> bool {
        u64::from(self.bits) & GOES_ON != 0
    }

    /// Whether a longer word may go on with `next`: false where none does, for the node of a pair.
    fn may_go_on_with(self, next: char) -> bool {
        u64::from(self.bits) & next_bit(next) != 0
    }

    /// The word that ends here.
    fn entry(self) -> Entry {
        Entry {
            id: self.id,
            known: u16::try_from(u64::from(self.bits) & WORD).unwrap_or(0),
        }
    }
}

/// The bit of a pair that says whether longer words may go on with `next`.
fn next_bit(next: char) -> u64 {
    1 << (NEXT_SHIFT + u32::from(next) % NEXT_BITS)
}

/// A step of the best way through a run of characters.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Step {
    log_probability: f64,
    /// Characters of the word that begins here.
    pub(super) len: u16,
    pub(super) entry: Entry,
}

/// Room that a search works in, and the way that it found: a step for each character, and two behind.
#[derive(Debug, Default)]
pub(super) struct Way {
    /// Nodes of two and of three characters, by the first.
    nodes: Vec<[Node; 2]>,
    pub(super) steps: Vec<Step>,
}

/// Words with their frequencies.
#[derive(Debug, Clone)]
pub(crate) struct WordTrie {
    /// Numbers of what is known of words of one character.
    singles: Vec<u16>,
    frequent: Table,
    filter: Vec<u64>,
    pairs: Table,
    longer: Table,
    knowledge: Knowledge,
    total: u64,
}

impl WordTrie {
    /// No words, and room for so many pairs of characters and longer beginnings of words.
    pub(super) fn new(pairs: usize, longer: usize) -> Self {
        Self {
            singles: vec![0; SINGLES],
            frequent: Table::new(FREQUENT, PAIR_KEY_SHIFT),
            filter: vec![0; FILTER],
            pairs: Table::new(pairs, PAIR_KEY_SHIFT),
            longer: Table::new(longer, LONGER_KEY_SHIFT),
            knowledge: Knowledge::default(),
            total: 0,
        }
    }

    /// Whether there is no room for one more word of so many characters.
    pub(super) fn is_full(&self, chars: usize) -> bool {
        self.pairs.is_full() || (self.longer.len + chars) * 8 > self.longer.slots.len() * 7
    }

    /// Adds a word or changes its frequency.
    pub(super) fn insert(&mut self, word: &str, frequency: u64) {
        let old = self.find(word).map(|(_, known)| known);
        let record = old.map_or(0, |old| old.record);
        let number = self.knowledge.number(Known { record, frequency });
        let new = self.knowledge.get(number);
        let frequency = new.map_or(frequency, |new| new.frequency);
        let old_frequency = old.map_or(0, |old| old.frequency);
        self.total = (self.total + frequency).saturating_sub(old_frequency);
        if let Some(id) = self.insert_node(word) {
            self.set_number(id, number);
        }
    }

    /// The node of a word, which is new or known; `None` for no word.
    fn insert_node(&mut self, word: &str) -> Option<EntryId> {
        let mut chars = word.chars();
        let first = chars.next()?;
        let Some(second) = chars.next() else {
            return Some(self.single_id(first));
        };
        let key = pair_key(first, second);
        let mut next = chars.next();
        let bits = next.map_or(0, |next| GOES_ON | next_bit(next));
        let (place, bit) = filter_place(key);
        if let Some(bits) = self.filter.get_mut(place) {
            *bits |= bit;
        }
        let mut id = if self.frequent.is_sparse() || self.frequent.place(key).1 != 0 {
            self.frequent.add(key, bits)
        } else {
            FREQUENT + self.pairs.add(key, bits)
        };
        while let Some(c) = next {
            next = chars.next();
            let bits = next.map_or(0, |_| GOES_ON);
            id = self.first_longer() + self.longer.add(longer_key(id, c), bits);
        }
        u32::try_from(id).ok()
    }

    /// The number of the first node of three characters.
    fn first_longer(&self) -> usize {
        FREQUENT + self.pairs.slots.len()
    }

    /// The number of the first word of one character.
    fn first_single(&self) -> usize {
        self.first_longer() + self.longer.slots.len()
    }

    /// Sets the number of what is known of a word.
    fn set_number(&mut self, id: EntryId, number: u16) {
        let id = id as usize;
        let slot = if let Some(single) = id.checked_sub(self.first_single()) {
            if let Some(single) = self.singles.get_mut(single) {
                *single = number;
            }
            return;
        } else if let Some(longer) = id.checked_sub(self.first_longer()) {
            self.longer.slots.get_mut(longer)
        } else if let Some(pair) = id.checked_sub(FREQUENT) {
            self.pairs.slots.get_mut(pair)
        } else {
            self.frequent.slots.get_mut(id)
        };
        if let Some(slot) = slot {
            *slot = (*slot & !WORD) | u64::from(number);
        }
    }

    /// The frequency of a word; 0 when it is none.
    pub(super) fn frequency(&self, word: &str) -> u64 {
        self.find(word).map_or(0, |(_, known)| known.frequency)
    }

    /// A word, and what is known of it.
    fn find(&self, word: &str) -> Option<(Entry, Known)> {
        let mut chars = word.chars();
        let first = chars.next()?;
        let entry = match chars.next() {
            None => Entry {
                id: self.single_id(first),
                known: *self.singles.get(first as usize)?,
            },
            Some(second) => {
                let mut node = self.pair(first, second)?;
                for next in chars {
                    node = self.longer(node, next)?;
                }
                node.entry()
            }
        };
        let known = self.knowledge.get(entry.known)?;
        (entry.known != 0).then_some((entry, known))
    }

    #[inline]
    fn pair(&self, first: char, second: char) -> Option<Node> {
        let key = pair_key(first, second);
        let (word, bit) = filter_place(key);
        if self.filter.get(word).copied().unwrap_or(0) & bit == 0 {
            return None;
        }
        let (at, slot) = self.frequent.place(key);
        if slot != 0 {
            return Some(Node::new(at, slot));
        }
        let (at, slot) = self.pairs.place(key);
        (slot != 0).then(|| Node::new(FREQUENT + at, slot))
    }

    fn longer(&self, node: Node, next: char) -> Option<Node> {
        let (at, slot) = self.longer.place(longer_key(node.id as usize, next));
        (slot != 0).then(|| Node::new(self.first_longer() + at, slot))
    }

    fn single_id(&self, c: char) -> EntryId {
        u32::try_from(self.first_single() + c as usize).unwrap_or(EntryId::MAX)
    }

    /// Notes what is known of words; those that are not in the dictionary are passed over.
    pub(super) fn set_records<'w>(&mut self, records: impl Iterator<Item = (&'w str, WordRecord)>) {
        let mut found: Vec<(Known, EntryId)> = Vec::new();
        for (word, record) in records {
            if let Some((entry, known)) = self.find(word) {
                let record = self.knowledge.record_number(record);
                found.push((Known { record, ..known }, entry.id));
            }
        }
        // Frequent words get neighboring numbers, and their logarithms stay in a near cache.
        found.sort_unstable_by_key(|(known, id)| (Reverse(known.frequency), known.record, *id));
        for (known, id) in found {
            let number = self.knowledge.number(known);
            let new = self.knowledge.get(number);
            if new.is_some_and(|new| new.record == known.record) {
                self.set_number(id, number);
            }
        }
    }

    /// What is known of a word.
    pub(super) fn record(&self, entry: Entry) -> Option<WordRecord> {
        self.knowledge.record(entry.known)
    }

    /// A word of the dictionary.
    pub(super) fn entry(&self, word: &str) -> Entry {
        self.find(word).map_or(Entry::UNKNOWN, |(entry, _)| entry)
    }

    /// The most probable way through `chars`, as a step for each of them: the word that begins there. Of equally probable words
    /// the longest is taken.
    ///
    /// Runs in O(characters × longest word).
    pub(super) fn best_way(&self, chars: &[char], way: &mut Way) {
        self.look_up(chars, &mut way.nodes);
        let steps = &mut way.steps;
        steps.clear();
        steps.resize(chars.len() + 2, Step::default());
        #[expect(clippy::cast_precision_loss, reason = "a number of words")]
        let log_total = (self.total.max(1) as f64).ln();
        let log_probability = |known: u16, rest: f64| self.knowledge.log(known) - log_total + rest;
        // Of the steps one and two characters on.
        let (mut next, mut second) = (0.0, 0.0);
        let places = chars.iter().zip(way.nodes.iter()).enumerate();
        for (at, (&c, &[pair, triple])) in places.rev() {
            // What is no word has the logarithm of 0, so that the processor has no branch to guess.
            let mut best = Step {
                log_probability: log_probability(self.single(c), next),
                len: 1,
                entry: Entry {
                    id: self.single_id(c),
                    known: self.single(c),
                },
            };
            let mut consider = |entry: Entry, len: u16, rest: f64| {
                let log_probability = log_probability(entry.known, rest);
                if log_probability >= best.log_probability {
                    best = Step {
                        log_probability,
                        len,
                        entry,
                    };
                }
            };
            consider(pair.entry(), 2, second);
            let (mut longer, mut len) = (triple, 3_u16);
            while longer.bits != 0 {
                let behind = at + usize::from(len);
                let rest = steps.get(behind).map_or(0.0, |step| step.log_probability);
                consider(longer.entry(), len, rest);
                let fourth = chars.get(behind).filter(|_| longer.goes_on());
                longer = fourth
                    .and_then(|&fourth| self.longer(longer, fourth))
                    .unwrap_or_default();
                len = len.saturating_add(1);
            }
            if best.log_probability == f64::NEG_INFINITY {
                best = Step {
                    log_probability: 0.0 - log_total + next,
                    len: 1,
                    entry: Entry::UNKNOWN,
                };
            }
            (next, second) = (best.log_probability, next);
            if let Some(slot) = steps.get_mut(at) {
                *slot = best;
            }
        }
    }

    /// Fills `nodes` with those of two and of three characters. These accesses to memory stand in loops that wait for nothing
    /// else, where the processor makes several at once.
    fn look_up(&self, chars: &[char], nodes: &mut Vec<[Node; 2]>) {
        nodes.clear();
        let windows = chars.windows(2);
        nodes.extend(windows.map(|pair| match *pair {
            [first, second] => [
                self.pair(first, second).unwrap_or_default(),
                Node::default(),
            ],
            _ => <[Node; 2]>::default(),
        }));
        nodes.push(<[Node; 2]>::default());
        for ([pair, triple], &third) in nodes.iter_mut().zip(chars.iter().skip(2)) {
            if pair.may_go_on_with(third) {
                *triple = self.longer(*pair, third).unwrap_or_default();
            }
        }
    }

    /// The number of what is known of a word of one character.
    fn single(&self, c: char) -> u16 {
        self.singles.get(c as usize).copied().unwrap_or(0)
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

/// A character as a part of a key; all that are beyond the ideographs are one, and in no word.
fn char_key(c: char) -> u64 {
    u64::from(c).min((1 << CHAR_BITS) - 1)
}

fn pair_key(first: char, second: char) -> u64 {
    (char_key(first) << CHAR_BITS) | char_key(second)
}

/// The word and the bit of a pair in the filter.
fn filter_place(key: u64) -> (usize, u64) {
    let hash = key.wrapping_mul(MULTIPLIER) >> (64 - (FILTER * 64).trailing_zeros());
    (usize::try_from(hash / 64).unwrap_or(0), 1 << (hash % 64))
}

/// Places of nodes have 28 bits, enough for 250 million beginnings of words.
fn longer_key(node: usize, next: char) -> u64 {
    ((node as u64) << CHAR_BITS) | char_key(next)
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
        let frequency = |number| trie.knowledge.get(number).map(|known| known.frequency);
        let expected = [Some(0), Some(7), Some(3), Some(8), None];
        assert_eq!([0, 1, 2, 3, 4].map(frequency), expected);
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
