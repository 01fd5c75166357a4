//! What is known of the words of a dictionary: how frequent they are, and their records.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::lexicon::WordRecord;

/// What words share: how frequent they are, and what else is known of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Known {
    /// Number of a record, from 1; 0 where nothing is known.
    pub(super) record: u16,
    pub(super) frequency: u64,
}

/// All that differs in what is known of words, few tens of thousands, by number. 0 is the number of no word.
#[derive(Debug, Clone)]
pub(super) struct Knowledge {
    known: Vec<Known>,
    /// Logarithms of the frequencies.
    logs: Vec<f64>,
    /// The numbers of the records once more: these stay in a near cache.
    record_of: Vec<u16>,
    numbers: BTreeMap<Known, u16>,
    records: Vec<WordRecord>,
    record_numbers: FxHashMap<(u32, u8, u8), u16>,
}

impl Default for Knowledge {
    fn default() -> Self {
        Self {
            known: vec![Known {
                record: 0,
                frequency: 0,
            }],
            logs: vec![f64::NEG_INFINITY],
            record_of: vec![0],
            numbers: BTreeMap::new(),
            records: Vec::new(),
            record_numbers: FxHashMap::default(),
        }
    }
}

impl Knowledge {
    /// The number of what is known of words, one for each. When all numbers are taken, that of the next higher frequency with
    /// the same record, else of the highest: a word of the caller stays as probable as it has to be.
    pub(super) fn number(&mut self, known: Known) -> u16 {
        // Entries of a dictionary come by frequency, so the last number is tried first.
        let last = self.known.len() - 1;
        if let Ok(last) = u16::try_from(last)
            && self.known.last() == Some(&known)
        {
            return last;
        }
        if let Some(number) = self.numbers.get(&known) {
            return *number;
        }
        if let Ok(number) = u16::try_from(self.known.len()) {
            #[expect(
                clippy::cast_precision_loss,
                reason = "frequencies are counts of words"
            )]
            self.logs.push((known.frequency as f64).ln());
            self.known.push(known);
            self.record_of.push(known.record);
            self.numbers.insert(known, number);
            return number;
        }
        let of_record = |frequency| Known { frequency, ..known };
        let next = self.numbers.range(known..=of_record(u64::MAX)).next();
        next.or_else(|| self.numbers.range(of_record(0)..=known).next_back())
            .map_or(0, |(_, number)| *number)
    }

    pub(super) fn get(&self, number: u16) -> Option<Known> {
        self.known.get(usize::from(number)).copied()
    }

    /// The logarithm of the frequency; that of 0 for no word.
    pub(super) fn log(&self, number: u16) -> f64 {
        let log = self.logs.get(usize::from(number)).copied();
        log.unwrap_or(f64::NEG_INFINITY)
    }

    /// The record, where there is one.
    pub(super) fn record(&self, number: u16) -> Option<WordRecord> {
        let record = *self.record_of.get(usize::from(number))?;
        self.records
            .get(usize::from(record).checked_sub(1)?)
            .copied()
    }

    /// The number of a record, one for each: few hundred differ, as rarity has one decimal.
    pub(super) fn record_number(&mut self, record: WordRecord) -> u16 {
        let key = (
            record.idf.to_bits(),
            record.class as u8,
            record.speech as u8,
        );
        *self.record_numbers.entry(key).or_insert_with(|| {
            self.records.push(record);
            u16::try_from(self.records.len()).unwrap_or(0)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{Speech, WordClass};

    #[test]
    fn what_is_known_shares_a_number() {
        let mut knowledge = Knowledge::default();
        let record = WordRecord {
            class: WordClass::Noun,
            idf: 7.5,
            speech: Speech::Noun,
        };
        let number = knowledge.record_number(record);
        assert_eq!(knowledge.record_number(record), number);
        let plain = Known {
            record: 0,
            frequency: 9,
        };
        let known = Known {
            record: number,
            ..plain
        };
        let numbers = [plain, known, plain].map(|known| knowledge.number(known));
        assert_eq!(numbers, [1, 2, 1]);
        assert_eq!(
            [1, 2].map(|number| knowledge.record(number)),
            [None, Some(record)]
        );
        assert_eq!(knowledge.get(2), Some(known));
        assert!(knowledge.log(0) < knowledge.log(1));
    }
}
