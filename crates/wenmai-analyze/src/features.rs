//! What keywords are judged by: counts of each phrase over the whole document.

use wenmai_text::words::WordKind;

use crate::{
    phrases::{Candidates, PhraseId, Phrases},
    tokenize::Token,
    vocabulary::WordId,
};

/// What is known of each phrase in the whole document.
#[derive(Debug, Default)]
pub(crate) struct Features {
    phrases: Vec<PhraseFeatures>,
    /// Occurrences of each word.
    word_counts: Vec<u32>,
    /// Sections with a candidate.
    pub(crate) n_sections: u32,
    pub(crate) n_tokens: u32,
    /// Whether most words are Chinese.
    pub(crate) is_chinese: bool,
}

#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PhraseFeatures {
    pub(crate) count: u32,
    /// Sections with an occurrence of their own.
    pub(crate) sections: u32,
    /// Occurrences in headings.
    pub(crate) headings: u32,
    /// Occurrences that fill the room between two boundaries.
    pub(crate) whole: u32,
    /// Index of the first token of the first occurrence.
    pub(crate) first_token: u32,
    pub(crate) in_title: bool,
    pub(crate) in_summary: bool,
}

impl Features {
    pub(crate) fn new(tokens: &[Token], candidates: &Candidates, phrases: &Phrases) -> Self {
        let mut features = Self {
            phrases: vec![PhraseFeatures::default(); phrases.len()],
            n_tokens: u32::try_from(tokens.len()).unwrap_or(u32::MAX),
            ..Self::default()
        };
        let chinese = tokens.iter().filter(|token| token.kind == WordKind::Han);
        features.is_chinese = chinese.count() * 2 > tokens.len();
        let words = tokens.iter().map(|token| token.word as usize + 1).max();
        features.word_counts.resize(words.unwrap_or(0), 0);
        for token in tokens {
            if let Some(count) = features.word_counts.get_mut(token.word as usize) {
                *count += 1;
            }
        }
        let mut last_section = vec![u32::MAX; phrases.len()];
        for (section, occurrences) in candidates.by_section().enumerate() {
            let section = u32::try_from(section).unwrap_or(u32::MAX);
            features.n_sections += u32::from(!occurrences.is_empty());
            for found in occurrences {
                let index = found.phrase as usize;
                let (Some(phrase), Some(last)) =
                    (features.phrases.get_mut(index), last_section.get_mut(index))
                else {
                    continue;
                };
                if phrase.count == 0 {
                    phrase.first_token = found.token;
                }
                phrase.count += 1;
                phrase.whole += u32::from(found.whole);
                phrase.sections += u32::from(*last != section);
                *last = section;
                let in_heading = tokens
                    .get(found.token as usize)
                    .is_some_and(|token| token.heading);
                phrase.headings += u32::from(in_heading);
            }
        }
        features
    }

    pub(crate) fn of(&self, phrase: PhraseId) -> PhraseFeatures {
        self.phrases
            .get(phrase as usize)
            .copied()
            .unwrap_or_default()
    }

    pub(crate) fn mark_title(&mut self, phrase: PhraseId) {
        if let Some(features) = self.phrases.get_mut(phrase as usize) {
            features.in_title = true;
        }
    }

    pub(crate) fn mark_summary(&mut self, phrase: PhraseId) {
        if let Some(features) = self.phrases.get_mut(phrase as usize) {
            features.in_summary = true;
        }
    }

    /// Occurrences of a word, in candidates and elsewhere.
    pub(crate) fn word_count(&self, word: WordId) -> u32 {
        self.word_counts.get(word as usize).copied().unwrap_or(0)
    }
}
