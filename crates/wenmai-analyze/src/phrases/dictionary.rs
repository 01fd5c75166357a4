//! Terms that the caller wants as keywords.

use rustc_hash::FxHashMap;

use crate::{
    segmenter::ChineseSegmenter,
    vocabulary::{Vocabulary, WordId},
};

/// The caller's terms as words of one document.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    by_first_word: FxHashMap<WordId, Vec<Vec<WordId>>>,
}

impl Dictionary {
    /// The terms, given as comparison forms, all of whose words stand in the document.
    pub(crate) fn new(
        terms: &[Vec<String>],
        vocabulary: &Vocabulary<'_>,
        segmenter: &ChineseSegmenter,
    ) -> Self {
        let mut by_first_word: FxHashMap<WordId, Vec<Vec<WordId>>> = FxHashMap::default();
        for term in terms {
            let words: Option<Vec<_>> = term
                .iter()
                .map(|form| vocabulary.find(form, segmenter))
                .collect();
            if let Some(words) = words
                && let Some(&first) = words.first()
            {
                let terms = by_first_word.entry(first).or_default();
                if !terms.contains(&words) {
                    terms.push(words);
                }
            }
        }
        Self { by_first_word }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_first_word.is_empty()
    }

    pub(super) fn terms_of(&self, first: WordId) -> &[Vec<WordId>] {
        self.by_first_word.get(&first).map_or(&[], Vec::as_slice)
    }

    /// Whether these words are one of the terms.
    pub(crate) fn contains(&self, words: &[WordId]) -> bool {
        words
            .first()
            .is_some_and(|&first| self.terms_of(first).iter().any(|term| term == words))
    }
}
