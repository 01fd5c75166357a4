//! Candidates for keywords: every short run of content words that could be a term.
//!
//! A candidate is made of one to five words without punctuation or stop words between them, modifiers first and
//! a noun last (`(modifier | noun)* noun`), whatever the scripts: 开源大模型, `TiDB` 集群, large language model; or of
//! one word of any kind that is no function word, for rankers that know texts where such words are keywords.
//! Phrases are nodes of a tree of words, so that a phrase is one integer and each further word costs one
//! look-up; all counting after that is counting of integers.

mod dictionary;
mod place;

use std::ops::Range;

use rustc_hash::FxHashMap;
use wenmai_text::words::WordKind;

use crate::{
    lexicon::WordClass,
    tokenize::{SectionTokens, Token},
    vocabulary::{Vocabulary, WordId},
};

pub(crate) use dictionary::Dictionary;
use place::class_in_place;

/// Index of a phrase.
pub(crate) type PhraseId = u32;

/// Most words in a candidate, those of the caller's dictionary excepted.
const MAX_WORDS: usize = 5;

/// A candidate at its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Occurrence {
    pub(crate) phrase: PhraseId,
    /// Index of its first token.
    pub(crate) token: u32,
    pub(crate) n_words: u8,
    /// Whether a boundary, a stop word or a general verb stands before it.
    pub(crate) left_free: bool,
    /// Whether one stands behind it.
    pub(crate) right_free: bool,
}

impl Occurrence {
    /// Whether it is all that stands between two boundaries or stop words.
    pub(crate) const fn is_whole(self) -> bool {
        self.left_free && self.right_free
    }
}

/// Where the words of a phrase stand first.
#[derive(Debug, Clone, Copy)]
struct Place {
    start: u32,
    n_words: u8,
}

/// No phrase.
const NONE: PhraseId = PhraseId::MAX;

/// All phrases of a document, as a tree.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    /// By [`PhraseId`].
    places: Vec<Place>,
    /// The words of all texts that were looked at, one behind the other.
    words: Vec<WordId>,
    /// Phrases of one word, by word; [`NONE`] for words that begin no phrase.
    single: Vec<PhraseId>,
    /// Longer phrases, by prefix and last word.
    longer: FxHashMap<(PhraseId, WordId), PhraseId>,
}

impl Phrases {
    /// For a text of so many words, with room for the phrases that most texts of that length have.
    pub(crate) fn for_tokens(tokens: usize) -> Self {
        let mut phrases = Self::default();
        phrases.places.reserve(tokens);
        phrases.words.reserve(tokens);
        phrases.longer.reserve(tokens / 2);
        phrases
    }

    /// Number of phrases, prefixes that are no candidates included.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// Number of words of a phrase.
    pub(crate) fn n_words(&self, phrase: PhraseId) -> usize {
        self.places
            .get(phrase as usize)
            .map_or(0, |place| usize::from(place.n_words))
    }

    /// The words of a phrase.
    pub(crate) fn words(&self, phrase: PhraseId) -> &[WordId] {
        let words = self.places.get(phrase as usize).and_then(|place| {
            let start = place.start as usize;
            self.words.get(start..start + usize::from(place.n_words))
        });
        words.unwrap_or_default()
    }

    /// Calls `emit` with the phrases whose words are a part of `words`, but not all of them.
    pub(crate) fn parts(&self, words: &[WordId], mut emit: impl FnMut(PhraseId)) {
        for at in 0..words.len() {
            let mut prefix: Option<PhraseId> = None;
            for (n, &word) in words.iter().skip(at).enumerate() {
                let next = match prefix {
                    None => self.single.get(word as usize).copied(),
                    Some(prefix) => self.longer.get(&(prefix, word)).copied(),
                };
                let Some(part) = next.filter(|&part| part != NONE) else {
                    break;
                };
                if n + 1 < words.len() {
                    emit(part);
                }
                prefix = Some(part);
            }
        }
    }

    /// The phrase of exactly these words.
    pub(crate) fn find(&self, words: &[WordId]) -> Option<PhraseId> {
        let (&first, rest) = words.split_first()?;
        let single = self.single.get(first as usize).copied();
        let mut phrase = single.filter(|&single| single != NONE)?;
        for &word in rest {
            phrase = *self.longer.get(&(phrase, word))?;
        }
        Some(phrase)
    }

    /// The phrase of `prefix` and the word behind it; `start` is where the first of the words stands.
    fn extend(&mut self, prefix: Option<PhraseId>, word: WordId, start: usize) -> PhraseId {
        let new = PhraseId::try_from(self.places.len()).unwrap_or(PhraseId::MAX);
        let id = match prefix {
            None => {
                let at = word as usize;
                if at >= self.single.len() {
                    self.single.resize(at + 1, NONE);
                }
                match self.single.get_mut(at) {
                    Some(slot) if *slot == NONE => {
                        *slot = new;
                        new
                    }
                    Some(slot) => *slot,
                    None => new,
                }
            }
            Some(prefix) => *self.longer.entry((prefix, word)).or_insert(new),
        };
        if id == new {
            let n_words = prefix.map_or(0, |prefix| self.n_words(prefix));
            self.places.push(Place {
                start: u32::try_from(start).unwrap_or(u32::MAX),
                n_words: u8::try_from(n_words + 1).unwrap_or(u8::MAX),
            });
        }
        id
    }

    /// Calls `emit` with every candidate in `tokens`, by first token, short before long.
    ///
    /// Runs in O(number of tokens).
    pub(crate) fn candidates(
        &mut self,
        tokens: &[Token],
        vocabulary: &Vocabulary<'_>,
        dictionary: &Dictionary,
        mut emit: impl FnMut(Occurrence),
    ) {
        let first_word = self.words.len();
        self.words.extend(tokens.iter().map(|token| token.word));
        let mut run_start = 0;
        let mut run = Vec::new();
        for at in 0..=tokens.len() {
            let token = tokens.get(at);
            let before = at.checked_sub(1).and_then(|before| tokens.get(before));
            let class =
                token.map(|token| class_in_place(before, token, tokens.get(at + 1), vocabulary));
            let ends_run = token.is_none_or(|token| token.boundary)
                || class.is_none_or(|class| class == WordClass::Stop);
            if ends_run {
                self.candidates_of_run(&run, run_start, first_word, &mut emit);
                run.clear();
            }
            if let (Some(token), Some(class)) = (token, class)
                && class != WordClass::Stop
            {
                if run.is_empty() {
                    run_start = at;
                }
                run.push((token.word, class, token.kind));
            }
            if !dictionary.is_empty() {
                self.dictionary_terms(tokens, at, first_word, vocabulary, dictionary, &mut emit);
            }
        }
    }

    fn candidates_of_run(
        &mut self,
        run: &[(WordId, WordClass, WordKind)],
        run_start: usize,
        first_word: usize,
        emit: &mut impl FnMut(Occurrence),
    ) {
        for (at, first) in run.iter().enumerate() {
            if first.1 == WordClass::Suffix {
                continue;
            }
            let before = at.checked_sub(1).and_then(|before| run.get(before));
            let mut prefix = None;
            for (n, &(word, class, kind)) in run.iter().skip(at).take(MAX_WORDS).enumerate() {
                if n > 0 && !may_follow(class, kind) {
                    break;
                }
                let phrase = self.extend(prefix, word, first_word + run_start + at);
                prefix = Some(phrase);
                let is_candidate = if n == 0 {
                    may_be_alone(class)
                } else {
                    may_end(class, kind)
                };
                if is_candidate {
                    emit(Occurrence {
                        phrase,
                        token: u32::try_from(run_start + at).unwrap_or(u32::MAX),
                        n_words: u8::try_from(n + 1).unwrap_or(u8::MAX),
                        left_free: before.is_none_or(|word| word.1 == WordClass::General),
                        right_free: run
                            .get(at + n + 1)
                            .is_none_or(|word| word.1 == WordClass::General),
                    });
                }
                // `build systems` is a verb with its object, 建设系统 may be a term.
                if class == WordClass::General && kind != WordKind::Han {
                    break;
                }
            }
        }
    }

    /// Terms of the caller's dictionary that begin at token `at`, unless they are candidates anyway.
    fn dictionary_terms(
        &mut self,
        tokens: &[Token],
        at: usize,
        first_word: usize,
        vocabulary: &Vocabulary<'_>,
        dictionary: &Dictionary,
        emit: &mut impl FnMut(Occurrence),
    ) {
        let Some(first) = tokens.get(at) else { return };
        for term in dictionary.terms_of(first.word) {
            let place = tokens.get(at..at + term.len()).unwrap_or_default();
            let matches = place.len() == term.len()
                && place
                    .iter()
                    .zip(term)
                    .all(|(token, &word)| token.word == word);
            if matches && !is_candidate(term, vocabulary) {
                let phrase = term.iter().fold(None, |prefix, &word| {
                    Some(self.extend(prefix, word, first_word + at))
                });
                if let Some(phrase) = phrase {
                    emit(Occurrence {
                        phrase,
                        token: u32::try_from(at).unwrap_or(u32::MAX),
                        n_words: u8::try_from(term.len()).unwrap_or(u8::MAX),
                        left_free: true,
                        right_free: true,
                    });
                }
            }
        }
    }
}

/// Whether a word of this class may stand behind another in a candidate.
fn may_follow(class: WordClass, kind: WordKind) -> bool {
    class != WordClass::General || kind == WordKind::Han
}

/// Whether a word of this class may be a candidate.
const fn may_be_alone(class: WordClass) -> bool {
    !matches!(
        class,
        WordClass::Piece | WordClass::Suffix | WordClass::Stop
    )
}

/// Whether a word of this class may be the last of a candidate.
fn may_end(class: WordClass, kind: WordKind) -> bool {
    class != WordClass::Modifier || kind == WordKind::Han
}

/// Whether the rules for candidates give these words too.
fn is_candidate(words: &[WordId], vocabulary: &Vocabulary<'_>) -> bool {
    let classes = || words.iter().map(|&word| vocabulary.record(word).class);
    let kinds = || words.iter().map(|&word| vocabulary.kind(word));
    let ends_well = if words.len() == 1 {
        classes().all(may_be_alone)
    } else {
        let last = classes().next_back().zip(kinds().next_back());
        last.is_some_and(|(class, kind)| may_end(class, kind))
    };
    // General words in front are left to the rules for terms: a term that is found twice counts once.
    words.len() <= MAX_WORDS
        && ends_well
        && classes().next() != Some(WordClass::Suffix)
        && classes().all(|class| class != WordClass::Stop)
        && (words.len() == 1
            || classes()
                .zip(kinds())
                .all(|(class, kind)| may_follow(class, kind)))
}

/// Every candidate of a document at every place, section by section.
#[derive(Debug, Default)]
pub(crate) struct Candidates {
    pub(crate) occurrences: Vec<Occurrence>,
    /// Where the occurrences of each section begin; one more than there are sections.
    starts: Vec<usize>,
}

impl Candidates {
    /// Finds all candidates. Tokens are counted through all sections.
    pub(crate) fn find(
        sections: &[SectionTokens],
        vocabulary: &Vocabulary<'_>,
        dictionary: &Dictionary,
        phrases: &mut Phrases,
    ) -> Self {
        let mut found = Self::default();
        found.starts.push(0);
        let n_tokens = sections.iter().map(|section| section.tokens.len()).sum();
        found.occurrences.reserve(n_tokens);
        let mut first_token = 0_u32;
        for section in sections {
            phrases.candidates(&section.tokens, vocabulary, dictionary, |occurrence| {
                found.occurrences.push(Occurrence {
                    token: first_token + occurrence.token,
                    ..occurrence
                });
            });
            first_token += u32::try_from(section.tokens.len()).unwrap_or(0);
            found.starts.push(found.occurrences.len());
        }
        found
    }

    /// The occurrences in each section's own text.
    pub(crate) fn by_section(&self) -> impl Iterator<Item = &[Occurrence]> {
        let n_sections = self.starts.len().saturating_sub(1);
        (0..n_sections).map(|section| self.in_sections(section..section + 1))
    }

    /// The occurrences in a range of sections.
    pub(crate) fn in_sections(&self, sections: Range<usize>) -> &[Occurrence] {
        let at = |section: usize| {
            let end = self.occurrences.len();
            self.starts.get(section).copied().unwrap_or(end)
        };
        self.occurrences
            .get(at(sections.start)..at(sections.end))
            .unwrap_or_default()
    }
}

/// How often each phrase occurs in `occurrences`, by phrase.
pub(crate) fn counts(occurrences: &[Occurrence]) -> Vec<(PhraseId, u32)> {
    let mut ids: Vec<PhraseId> = occurrences.iter().map(|found| found.phrase).collect();
    ids.sort_unstable();
    ids.chunk_by(PartialEq::eq)
        .filter_map(|same| {
            let count = u32::try_from(same.len()).unwrap_or(u32::MAX);
            same.first().map(|&phrase| (phrase, count))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use rustc_hash::FxHashSet;

    use super::*;
    use crate::{segmenter::ChineseSegmenter, tokenize::tokenize, vocabulary::Sources};

    /// The candidates of `text`, those that are whole runs with a star.
    fn candidates(text: &str, terms: &[Vec<String>]) -> Vec<String> {
        let mut tokens = Vec::new();
        let segmenter = ChineseSegmenter::new(&[]);
        let sources = Sources {
            stop_words: &FxHashSet::default(),
            segmenter: &segmenter,
        };
        tokenize(text, 0, false, &segmenter, Some(&mut tokens));
        let mut vocabulary = Vocabulary::default();
        let at = |token: &Token| text.get(token.start as usize..token.end as usize).unwrap();
        for token in &mut tokens {
            token.word = vocabulary.intern(at(token), token.kind, token.entry(), sources);
        }
        let dictionary = Dictionary::new(terms, &vocabulary, &segmenter);
        let mut phrases = Phrases::default();
        let mut found = Vec::new();
        phrases.candidates(&tokens, &vocabulary, &dictionary, |one| found.push(one));
        found
            .iter()
            .map(|one| {
                let first = one.token as usize;
                let words = phrases.n_words(one.phrase);
                let words: Vec<_> = tokens[first..first + words].iter().map(at).collect();
                words.join("+") + if one.is_whole() { "*" } else { "" }
            })
            .collect()
    }

    #[test]
    fn noun_phrases() {
        assert_eq!(
            candidates("开源大模型的护城河", &[]),
            ["开源", "开源+大模型*", "大模型", "护城河*"]
        );
        assert_eq!(
            candidates("多数据源，很多数据", &[])[..2],
            ["多+数据源*", "数据源"]
        );
        for (text, expected) in [
            ("的低渗透油田", "低+渗透+油田*"),
            ("非结构化数据", "非+结构化+数据*"),
            ("民族地区", "民族+地区*"),
            ("三维仿真", "三维+仿真*"),
            ("C语言", "C+语言*"),
        ] {
            let found = candidates(text, &[]);
            assert!(found.contains(&expected.to_owned()), "{text}: {found:?}");
        }
        for text in ["更低温度", "温度低，", "该校学生", "a C, the"] {
            let found = candidates(text, &[]);
            let has = |piece| found.iter().any(|one| one.contains(piece));
            assert!(!has("低") && !has("该校") && !has("C"), "{text}: {found:?}");
        }
        assert_eq!(
            candidates("We saw distributed databases.", &[]),
            ["distributed", "distributed+databases*", "databases"]
        );
        assert_eq!(
            candidates("a web-based access", &[]),
            [
                "web",
                "web+based+access*",
                "based",
                "based+access",
                "access"
            ]
        );
        assert_eq!(candidates("1.2 and 340, 2024 年", &[]), [""; 0]);
    }

    #[test]
    fn own_terms_may_hold_anything() {
        let term = vec!["end".to_owned(), "to".into(), "end".into()];
        let found = candidates("end to end tests", std::slice::from_ref(&term));
        assert!(found.contains(&"end+to+end*".to_owned()), "{found:?}");
    }

    #[test]
    fn work_is_bounded_by_the_number_of_tokens() {
        for unit in ["闭源", "数据", "model ", "大模型性"] {
            let found = candidates(&unit.repeat(500), &[]);
            let most = 500 * unit.chars().count() * MAX_WORDS;
            assert!(found.len() <= most, "{unit}: {}", found.len());
        }
    }

    #[test]
    fn phrases_are_found_again() {
        let mut phrases = Phrases {
            words: vec![1, 7, 9, 7, 9],
            ..Phrases::default()
        };
        let a = phrases.extend(None, 7, 1);
        let b = phrases.extend(Some(a), 9, 1);
        assert_eq!(phrases.extend(None, 7, 3), a);
        assert_eq!(*phrases.words(b), [7, 9]);
        assert_eq!(phrases.extend(Some(a), 9, 3), b);
        assert_eq!(phrases.len(), 2);
    }

    #[test]
    fn counting() {
        let one = |phrase| Occurrence {
            phrase,
            token: 0,
            n_words: 1,
            left_free: false,
            right_free: false,
        };
        assert_eq!(counts(&[one(3), one(1), one(3)]), [(1, 1), (3, 2)]);
    }
}
