//! How often phrases occur in a corpus, in bounded memory.

use std::hash::Hasher as _;

use rustc_hash::{FxHashMap, FxHasher};
use wenmai_model::Keyness;

use crate::{analyzer::Reading, corpus::key, keyness::keyness, phrases::PhraseId};

/// Most different phrases that are counted one by one.
const MAX_EXACT: usize = 1 << 20;

/// Rows of the sketch: a count is too high only if the phrase meets others in all of them.
const ROWS: u64 = 4;
/// Counts in a row.
const WIDTH: u64 = 1 << 18;

/// The phrases of one document, each with the number of its occurrences.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    words: u64,
    counts: Vec<(u64, u32)>,
}

impl Terms {
    pub(crate) fn of(reading: &Reading<'_>) -> Self {
        let n_phrases = PhraseId::try_from(reading.phrases.len()).unwrap_or(PhraseId::MAX);
        let counts = (0..n_phrases).filter_map(|phrase| {
            let count = reading.features.of(phrase).count;
            (count > 0).then(|| (hash(reading.surface(phrase)), count))
        });
        Self::new(reading.tokens.len() as u64, counts.collect())
    }

    /// Spellings of one phrase are added up, so that a document counts once for it.
    fn new(words: u64, mut counts: Vec<(u64, u32)>) -> Self {
        counts.sort_unstable_by_key(|(term, _)| *term);
        counts.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            if is_same {
                kept.1 = kept.1.saturating_add(next.1);
            }
            is_same
        });
        Self { words, counts }
    }

    /// How often a phrase occurs.
    fn count(&self, hash: u64) -> u64 {
        let found = self.counts.binary_search_by_key(&hash, |(term, _)| *term);
        let count = found.ok().and_then(|at| self.counts.get(at));
        count.map_or(0, |(_, count)| u64::from(*count))
    }

    /// How a phrase of the document stands against a reference; `None` of phrases that the document does not have.
    pub fn keyness(&self, phrase: &str, reference: &TermCounts) -> Option<Keyness> {
        let count = self.count(hash(phrase));
        let found = reference.count(phrase);
        (count > 0).then(|| keyness(count, self.words, found.occurrences, reference.words))
    }
}

/// How often a phrase occurs in a corpus.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TermCount {
    /// Its occurrences.
    pub occurrences: u64,
    /// The documents that have it.
    pub documents: u64,
}

/// Counts of all phrases of a corpus.
///
/// Up to a million different phrases are counted one by one, in some 40 MB. Beyond, all counts move into a count-min sketch of
/// 8 MB (Cormode and Muthukrishnan 2005), whose answers may be too high by about a hundred-thousandth of all occurrences, and
/// never too low. Sums of integers, and the move depends on nothing but the number of different phrases, so that the order of
/// the documents does not matter.
#[derive(Debug, Clone, Default)]
pub struct TermCounts {
    words: u64,
    exact: FxHashMap<u64, (u32, u32)>,
    sketch: Option<Sketch>,
}

impl TermCounts {
    /// Takes in the phrases of one document.
    pub fn add(&mut self, terms: &Terms) {
        self.words += terms.words;
        for &(term, count) in &terms.counts {
            self.add_one(term, count, 1);
        }
    }

    fn add_one(&mut self, term: u64, occurrences: u32, documents: u32) {
        if let Some(sketch) = &mut self.sketch {
            sketch.add(term, occurrences, documents);
            return;
        }
        let counts = self.exact.entry(term).or_default();
        counts.0 = counts.0.saturating_add(occurrences);
        counts.1 = counts.1.saturating_add(documents);
        if self.exact.len() > MAX_EXACT {
            self.move_to_sketch();
        }
    }

    #[expect(
        clippy::iter_over_hash_type,
        reason = "sums of integers do not depend on the order"
    )]
    fn move_to_sketch(&mut self) {
        let mut sketch = Sketch::new();
        for (term, (occurrences, documents)) in std::mem::take(&mut self.exact) {
            sketch.add(term, occurrences, documents);
        }
        self.sketch = Some(sketch);
    }

    /// How often a phrase occurs, however it is spelled.
    pub fn count(&self, phrase: &str) -> TermCount {
        let term = hash(phrase);
        let (occurrences, documents) = match &self.sketch {
            Some(sketch) => sketch.count(term),
            None => self.exact.get(&term).copied().unwrap_or_default(),
        };
        TermCount {
            occurrences: occurrences.into(),
            documents: documents.into(),
        }
    }

    /// Words of all documents, headings included.
    pub fn words(&self) -> u64 {
        self.words
    }

    /// Whether counts are estimates, as there are more than a million different phrases.
    pub fn is_estimate(&self) -> bool {
        self.sketch.is_some()
    }

    /// How a phrase of this corpus stands against another.
    pub fn keyness(&self, phrase: &str, reference: &Self) -> Keyness {
        let (own, other) = (self.count(phrase), reference.count(phrase));
        keyness(
            own.occurrences,
            self.words,
            other.occurrences,
            reference.words,
        )
    }
}

/// What tells a phrase from others, whatever its spelling.
fn hash(phrase: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(key(phrase).as_bytes());
    hasher.finish()
}

/// A count-min sketch of occurrences and documents.
#[derive(Debug, Clone)]
struct Sketch {
    counts: Vec<(u32, u32)>,
}

impl Sketch {
    fn new() -> Self {
        Self {
            counts: vec![(0, 0); usize::try_from(ROWS * WIDTH).unwrap_or_default()],
        }
    }

    fn places(term: u64) -> impl Iterator<Item = usize> {
        (0..ROWS).map(move |row| {
            // Rows by multiplication with different odd numbers, of which the upper bits are taken.
            let mixed = (term ^ (term >> 29)).wrapping_mul(
                0x9e37_79b9_7f4a_7c15_u64.wrapping_add(row.wrapping_mul(0x6a09_e667_f3bc_c908)),
            );
            let column = mixed >> (64 - WIDTH.trailing_zeros());
            usize::try_from(row * WIDTH + column).unwrap_or_default()
        })
    }

    fn add(&mut self, term: u64, occurrences: u32, documents: u32) {
        for place in Self::places(term) {
            if let Some(counts) = self.counts.get_mut(place) {
                counts.0 = counts.0.saturating_add(occurrences);
                counts.1 = counts.1.saturating_add(documents);
            }
        }
    }

    fn count(&self, term: u64) -> (u32, u32) {
        let mut least = (u32::MAX, u32::MAX);
        for counts in Self::places(term).filter_map(|place| self.counts.get(place)) {
            least = (least.0.min(counts.0), least.1.min(counts.1));
        }
        least
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(phrases: &[(&str, u32)]) -> Terms {
        let words = phrases.iter().map(|(_, count)| u64::from(*count)).sum();
        let counts = phrases.iter().map(|&(phrase, count)| (hash(phrase), count));
        Terms::new(words, counts.collect())
    }

    #[test]
    fn spellings_are_one_phrase() {
        let mut counts = TermCounts::default();
        counts.add(&terms(&[("language models", 3), ("开源", 2)]));
        counts.add(&terms(&[("Language Model", 1), ("language model", 0)]));
        let found = counts.count("Language models");
        assert_eq!((found.occurrences, found.documents), (4, 2));
        assert_eq!(counts.count("闭源"), TermCount::default());
        assert_eq!((counts.words(), counts.is_estimate()), (6, false));
    }

    #[test]
    fn many_phrases_are_estimated_and_never_too_low() {
        let mut counts = TermCounts::default();
        counts.add(&terms(&[("开源", 900)]));
        let many = (0..u64::try_from(MAX_EXACT).unwrap() + 10)
            .map(|at| (at.wrapping_mul(0x2545_f491_4f6c_dd1d), 1));
        counts.add(&Terms {
            words: 0,
            counts: many.collect(),
        });
        assert!(counts.is_estimate());
        let found = counts.count("开源");
        assert!((900..920).contains(&found.occurrences), "{found:?}");
        // About four occurrences are in each place of a row.
        let absent = counts.count("闭源").occurrences;
        assert!(absent < 12, "{absent}");
    }
}
