//! How much of a text is in which language, sentence by sentence.

use super::evidence::{Evidence, Writing};
use super::function_words::LATIN_LANGUAGES;

/// The languages that their writing tells.
const OTHER_LANGUAGES: [&str; 10] = ["zh", "ja", "ko", "ru", "uk", "ar", "el", "he", "th", "hi"];

/// Weights of sentences by language, in thirtieths of a word.
#[derive(Debug, Default)]
pub(super) struct Shares {
    latin: [u32; LATIN_LANGUAGES.len()],
    others: [u32; OTHER_LANGUAGES.len()],
    /// Ideographs that may be Chinese or Japanese.
    undecided_han: u32,
}

/// A sentence in Latin letters has a language if it has so many function words of it, and more than of any other.
const MIN_FUNCTION_WORDS: u32 = 2;

impl Shares {
    /// Adds a sentence, if it shows a language. Lists of names and lines of code show none.
    pub(super) fn add(&mut self, sentence: &Evidence) {
        let weight = sentence.weight();
        match sentence.writing() {
            None => {}
            Some(Writing::Latin) => {
                let (language, hits) = sentence.most_function_words();
                let is_prose = hits >= MIN_FUNCTION_WORDS && hits * 6 >= sentence.latin_words();
                if is_prose
                    && hits > sentence.second_most_function_words()
                    && let Some(share) = self.latin.get_mut(language)
                {
                    *share += weight;
                }
            }
            Some(Writing::Alphabet(language, _)) => self.add_other(language, weight),
            Some(Writing::EastAsian) => match sentence.east_asian_language() {
                ("zh", _) if !sentence.is_surely_chinese() => self.undecided_han += weight,
                (language, _) => self.add_other(language, weight),
            },
        }
    }

    fn add_other(&mut self, language: &str, weight: u32) {
        for (&known, share) in OTHER_LANGUAGES.iter().zip(&mut self.others) {
            if known == language {
                *share += weight;
            }
        }
    }

    /// The two languages of most sentences, the first before the second, if the second has at least a quarter of what both
    /// have.
    pub(super) fn two_languages(&self) -> Option<(&'static str, &'static str)> {
        let shares = || {
            let latin = LATIN_LANGUAGES.iter().zip(&self.latin);
            let others = OTHER_LANGUAGES.iter().zip(&self.others);
            latin
                .chain(others)
                .map(|(&language, &share)| (language, share))
        };
        let japanese = shares().find(|&(language, _)| language == "ja");
        let has_japanese = japanese.is_some_and(|(_, share)| share > 0);
        let goes_with = if has_japanese { "ja" } else { "zh" };
        let (mut first, mut second) = (("", 0), ("", 0));
        for (language, mut share) in shares() {
            if language == goes_with {
                share += self.undecided_han;
            }
            if share > first.1 {
                second = first;
                first = (language, share);
            } else if share > second.1 {
                second = (language, share);
            }
        }
        (second.1 > 0 && second.1 * 3 >= first.1).then_some((first.0, second.0))
    }
}
