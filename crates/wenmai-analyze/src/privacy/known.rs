//! Personal data that are known, looked for as they are written.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::PersonalDataKind;
use super::discovery::{Discovery, Found};

/// What has fewer letters and digits may stand for anything where nothing announces it.
const LEAST_CHARS: usize = 6;

/// Data that were found in a text.
#[derive(Debug)]
pub(super) struct KnownData {
    /// `None` where there are none.
    automaton: Option<AhoCorasick>,
    kinds: Vec<PersonalDataKind>,
}

impl KnownData {
    /// The data of a text.
    pub(super) fn of(discovery: &Discovery<'_>) -> Self {
        // Sorted, so that nothing depends on their order; of the kinds of one value the strongest counts.
        let mut values: BTreeMap<&str, PersonalDataKind> = BTreeMap::new();
        for datum in &discovery.found {
            let value = discovery.value(datum);
            let n_chars = value.chars().filter(|char| char.is_alphanumeric()).count();
            if n_chars >= LEAST_CHARS {
                let kind = values.entry(value).or_insert(datum.kind);
                *kind = datum.kind.min(*kind);
            }
        }
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .build(values.keys());
        Self {
            // Data that together are beyond 2 GiB are too much for it.
            automaton: automaton.ok().filter(|_| !values.is_empty()),
            kinds: values.into_values().collect(),
        }
    }

    /// Where they stand in `text`, not as parts of longer words or numbers.
    pub(super) fn places(&self, text: &str) -> Vec<Found> {
        let Some(automaton) = &self.automaton else {
            return Vec::new();
        };
        let is_latin = |char: Option<char>| char.is_some_and(|char| char.is_ascii_alphanumeric());
        let is_inside = |at: usize| {
            let before = text.get(..at).and_then(|text| text.chars().next_back());
            let behind = text.get(at..).and_then(|text| text.chars().next());
            is_latin(before) && is_latin(behind)
        };
        let found = automaton.find_iter(text).filter_map(|found| {
            let (start, end) = (found.start(), found.end());
            let kind = *self.kinds.get(found.pattern().as_usize())?;
            (!is_inside(start) && !is_inside(end)).then_some(Found { kind, start, end })
        });
        found.collect()
    }
}
