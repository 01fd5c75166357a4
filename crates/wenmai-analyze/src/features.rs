//! What keywords are judged by: counts of each phrase over the whole document.

use wenmai_text::words::WordKind;

use crate::{
    phrases::{Candidates, Occurrence, PhraseId, Phrases},
    tokenize::{Case, Token},
    vocabulary::WordId,
};

/// The words of a title or summary with their candidates.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    pub(crate) is_title: bool,
    pub(crate) tokens: Vec<Token>,
    pub(crate) occurrences: Vec<Occurrence>,
}

/// What is known of each phrase in the whole document.
#[derive(Debug, Default)]
pub(crate) struct Features {
    phrases: Vec<PhraseFeatures>,
    /// Occurrences of each word.
    word_counts: Vec<u32>,
    /// Sections with a candidate.
    pub(crate) n_sections: u32,
    pub(crate) n_tokens: u32,
    /// Tokens in Latin letters.
    pub(crate) n_latin: u32,
    /// Occurrences of the most frequent phrase.
    pub(crate) max_count: u32,
    /// Whether most words are Chinese.
    pub(crate) is_chinese: bool,
}

/// Stretches of equal length that a document is cut into, to see how far a phrase is spread.
const STRETCHES: u32 = 16;

/// What all phrases are counted by, few bytes each: most of them are seen once.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PhraseFeatures {
    pub(crate) count: u32,
    /// The same with title and summary.
    pub(crate) mentions: u32,
    /// Sections with an occurrence of their own.
    pub(crate) sections: u32,
    /// The last of them, from 1.
    last_section: u32,
    /// Occurrences in headings.
    pub(crate) headings: u32,
    /// Occurrences that fill the room between two boundaries.
    pub(crate) whole: u32,
    /// Index of the first token of the first occurrence.
    pub(crate) first_token: u32,
    pub(crate) in_title: bool,
    pub(crate) in_summary: bool,
}

/// What else is counted of the few phrases that trees look at.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PhraseDetails {
    mentions: u32,
    /// Occurrences behind a boundary.
    pub(crate) left_free: u32,
    /// Occurrences before a boundary.
    pub(crate) right_free: u32,
    /// Index of the first token of the last occurrence in the text.
    pub(crate) last_token: u32,
    /// How often the word before is another than at the occurrence before: few changes say that the phrase is a part of a
    /// longer one. Counting the distinct neighbors, as YAKE does (Campos and others, 2020), would cost a table a phrase.
    pub(crate) left_changes: u32,
    /// The same of the word behind.
    pub(crate) right_changes: u32,
    left: WordId,
    right: WordId,
    /// Occurrences that begin with a capital.
    pub(crate) capitals: u32,
    /// Occurrences that begin with a word of capitals only, or with a capital inside.
    pub(crate) names: u32,
    /// Occurrences in brackets.
    pub(crate) in_brackets: u32,
    /// Occurrences before a bracket.
    pub(crate) before_brackets: u32,
    /// The stretches of the document that have it, a bit each.
    stretches: u32,
}

impl PhraseDetails {
    /// Number of the stretches of the document, of 16, that have it.
    pub(crate) const fn stretches(&self) -> u32 {
        self.stretches.count_ones()
    }

    /// The details of so many phrases, whose places in the result `slots` tells by phrase; places beyond are passed over.
    ///
    /// Runs in O(occurrences of all phrases).
    pub(crate) fn of(
        count: usize,
        slots: &[u16],
        metadata: &[Metadata],
        candidates: &Candidates,
        tokens: &[Token],
    ) -> Vec<Self> {
        let mut details = vec![Self::default(); count];
        let mut add = |found: Occurrence, stretch: Option<u32>, tokens: &[Token]| {
            let slot = slots.get(found.phrase as usize).copied();
            if let Some(one) = details.get_mut(usize::from(slot.unwrap_or(u16::MAX))) {
                one.add(found, stretch, tokens);
            }
        };
        for one in metadata {
            for &found in &one.occurrences {
                add(found, None, &one.tokens);
            }
        }
        let stretch = u32::try_from(tokens.len()).unwrap_or(u32::MAX) / STRETCHES + 1;
        for &found in &candidates.occurrences {
            add(found, Some(stretch), tokens);
        }
        details
    }

    /// Takes in one occurrence; they come in the order of the text. Those of title and summary have no place in it.
    fn add(&mut self, found: Occurrence, stretch: Option<u32>, tokens: &[Token]) {
        let first = found.token as usize;
        let end = first + usize::from(found.n_words);
        let left = first.checked_sub(1).and_then(|at| tokens.get(at));
        let right = tokens.get(end);
        let (left_word, right_word) = (
            left.map_or(WordId::MAX, |token| token.word),
            right.map_or(WordId::MAX, |token| token.word),
        );
        if self.mentions > 0 {
            self.left_changes += u32::from(left_word != self.left);
            self.right_changes += u32::from(right_word != self.right);
        }
        (self.left, self.right) = (left_word, right_word);
        self.mentions += 1;
        if let Some(stretch) = stretch {
            self.last_token = found.token;
            self.stretches |= 1_u32.checked_shl(found.token / stretch).unwrap_or(0);
        }
        self.left_free += u32::from(found.left_free);
        self.right_free += u32::from(found.right_free);
        self.before_brackets += u32::from(right.is_some_and(|token| token.bracket));
        if let Some(token) = tokens.get(first) {
            self.in_brackets += u32::from(token.bracket);
            self.capitals += u32::from(token.case != Case::Lower);
            self.names += u32::from(token.case == Case::Name);
        }
    }
}

impl Features {
    /// The features of all phrases in `tokens`, and in title and summary, which have candidates of their own.
    pub(crate) fn new(
        tokens: &[Token],
        candidates: &Candidates,
        metadata: &[Metadata],
        phrases: &Phrases,
    ) -> Self {
        let mut features = Self {
            phrases: vec![PhraseFeatures::default(); phrases.len()],
            n_tokens: u32::try_from(tokens.len()).unwrap_or(u32::MAX),
            ..Self::default()
        };
        let mut n_chinese = 0;
        let words = tokens.iter().map(|token| token.word as usize + 1).max();
        features.word_counts.resize(words.unwrap_or(0), 0);
        for token in tokens {
            n_chinese += usize::from(token.kind == WordKind::Han);
            features.n_latin += u32::from(token.kind == WordKind::Latin);
            if let Some(count) = features.word_counts.get_mut(token.word as usize) {
                *count += 1;
            }
        }
        features.is_chinese = n_chinese * 2 > tokens.len();
        for one in metadata {
            for found in &one.occurrences {
                if let Some(phrase) = features.phrases.get_mut(found.phrase as usize) {
                    phrase.add(*found, None, &one.tokens);
                    if one.is_title {
                        phrase.in_title = true;
                    } else {
                        phrase.in_summary = true;
                    }
                }
            }
        }
        for (section, occurrences) in (1..).zip(candidates.by_section()) {
            features.n_sections += u32::from(!occurrences.is_empty());
            for found in occurrences {
                if let Some(phrase) = features.phrases.get_mut(found.phrase as usize) {
                    phrase.add(*found, Some(section), tokens);
                    features.max_count = features.max_count.max(phrase.count);
                }
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

    /// Occurrences of a word, in candidates and elsewhere.
    pub(crate) fn word_count(&self, word: WordId) -> u32 {
        self.word_counts.get(word as usize).copied().unwrap_or(0)
    }
}

impl PhraseFeatures {
    /// Whether it is no more than a part of something longer, once: no term.
    pub(crate) const fn is_mere_part(&self) -> bool {
        self.count == 1 && self.whole == 0 && !self.in_title
    }

    /// Takes in one occurrence in a section, from 1; those of title and summary have none.
    fn add(&mut self, found: Occurrence, section: Option<u32>, tokens: &[Token]) {
        if self.count == 0 {
            self.first_token = found.token;
        }
        self.mentions += 1;
        if let Some(section) = section {
            self.count += 1;
            self.sections += u32::from(self.last_section != section);
            self.last_section = section;
        }
        self.whole += u32::from(found.is_whole());
        let token = tokens.get(found.token as usize);
        self.headings += u32::from(token.is_some_and(|token| token.heading));
    }
}
