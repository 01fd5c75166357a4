//! What a piece of text shows: characters by script, and Latin words by language.

use super::function_words::{LATIN_LANGUAGES, LanguageSet};
use super::han_set::{CHINESE_ONLY, JAPANESE_ONLY, SIMPLIFIED_ONLY, TRADITIONAL_ONLY};
use crate::chars::is_han;

/// Counts of characters and of Latin words.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    han: u32,
    simplified: u32,
    traditional: u32,
    japanese_only: u32,
    chinese_only: u32,
    kana: u32,
    hangul: u32,
    cyrillic: u32,
    ukrainian: u32,
    arabic: u32,
    greek: u32,
    hebrew: u32,
    thai: u32,
    devanagari: u32,
    latin_words: u32,
    /// Runs of characters that are code or addresses, and no words.
    code_runs: u32,
    function_words: [u32; LATIN_LANGUAGES.len()],
}

/// What most of a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    EastAsian,
    /// Letters that name their language: its code and that of the script.
    Alphabet(&'static str, &'static str),
    Latin,
}

/// Weights in thirtieths of a word: a Chinese word has about two characters, a Korean one three syllables, a word of an
/// alphabet some five letters.
const WORD: u32 = 30;
const HAN: u32 = WORD / 2;
const SYLLABLE: u32 = WORD / 3;
const LETTER: u32 = WORD / 5;

impl Evidence {
    /// Counts a character that is no Latin letter.
    pub(super) fn count(&mut self, c: char) {
        match c {
            '\0'..='\u{36f}' => {}
            '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => self.greek += 1,
            '\u{400}'..='\u{52f}' => {
                self.cyrillic += 1;
                self.ukrainian += u32::from(matches!(c, 'і' | 'ї' | 'є' | 'ґ'));
            }
            '\u{591}'..='\u{5f4}' => self.hebrew += 1,
            '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' => self.arabic += 1,
            '\u{900}'..='\u{97f}' => self.devanagari += 1,
            '\u{e00}'..='\u{e7f}' => self.thai += 1,
            '\u{3041}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9d}' => {
                self.kana += 1;
            }
            '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{ac00}'..='\u{d7a3}' => {
                self.hangul += 1;
            }
            _ if is_han(c) => {
                self.han += 1;
                self.simplified += u32::from(SIMPLIFIED_ONLY.contains(c));
                self.traditional += u32::from(TRADITIONAL_ONLY.contains(c));
                self.japanese_only += u32::from(JAPANESE_ONLY.contains(c));
                self.chinese_only += u32::from(CHINESE_ONLY.contains(c));
            }
            _ => {}
        }
    }

    /// Counts a Latin word that is a function word of `languages`.
    pub(super) fn count_word(&mut self, languages: LanguageSet) {
        self.latin_words += 1;
        if languages != 0 {
            for (i, hits) in self.function_words.iter_mut().enumerate() {
                *hits += languages >> i & 1;
            }
        }
    }

    pub(super) fn count_code(&mut self) {
        self.code_runs += 1;
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.han += other.han;
        self.simplified += other.simplified;
        self.traditional += other.traditional;
        self.japanese_only += other.japanese_only;
        self.chinese_only += other.chinese_only;
        self.kana += other.kana;
        self.hangul += other.hangul;
        self.cyrillic += other.cyrillic;
        self.ukrainian += other.ukrainian;
        self.arabic += other.arabic;
        self.greek += other.greek;
        self.hebrew += other.hebrew;
        self.thai += other.thai;
        self.devanagari += other.devanagari;
        self.latin_words += other.latin_words;
        self.code_runs += other.code_runs;
        for (mine, theirs) in self.function_words.iter_mut().zip(&other.function_words) {
            *mine += theirs;
        }
    }

    pub(super) fn code_runs(&self) -> u32 {
        self.code_runs
    }

    pub(super) fn latin_words(&self) -> u32 {
        self.latin_words
    }

    /// How much text was counted, in thirtieths of a word.
    pub(super) fn weight(&self) -> u32 {
        let (letters, ..) = self.alphabet();
        self.east_asian() + letters + self.latin()
    }

    fn east_asian(&self) -> u32 {
        (self.han + self.kana) * HAN + self.hangul * SYLLABLE
    }

    fn latin(&self) -> u32 {
        self.latin_words * WORD
    }

    /// The most frequent of the other alphabets: its weight, its language and its script.
    fn alphabet(&self) -> (u32, &'static str, &'static str) {
        let cyrillic = if self.ukrainian * 50 > self.cyrillic {
            "uk"
        } else {
            "ru"
        };
        let alphabets = [
            (self.cyrillic, cyrillic, "Cyrl"),
            (self.arabic, "ar", "Arab"),
            (self.greek, "el", "Grek"),
            (self.hebrew, "he", "Hebr"),
            (self.thai, "th", "Thai"),
            (self.devanagari, "hi", "Deva"),
        ];
        let mut best = (0, "", "");
        for entry in alphabets {
            if entry.0 > best.0 {
                best = entry;
            }
        }
        (best.0 * LETTER, best.1, best.2)
    }

    /// What most of the text is written in; `None` without letters.
    ///
    /// Prose has a function word in three words or so; listings, names of products and terms have few. A Chinese page full
    /// of code is Chinese; an English page with Chinese names in it is English.
    pub(super) fn writing(&self) -> Option<Writing> {
        let (letters, language, script) = self.alphabet();
        let east_asian = self.east_asian();
        let (weight, other) = if letters > east_asian {
            (letters, Writing::Alphabet(language, script))
        } else {
            (east_asian, Writing::EastAsian)
        };
        let latin = self.latin();
        let (_, hits) = self.most_function_words();
        let is_prose = hits * 6 >= self.latin_words && self.code_runs * 8 < self.latin_words;
        let is_outweighed = if is_prose {
            weight < latin
        } else {
            weight * 6 < latin
        };
        if weight > 0 && !is_outweighed {
            Some(other)
        } else {
            (latin > 0).then_some(Writing::Latin)
        }
    }

    /// Language and script of a text in East Asian writing.
    pub(super) fn east_asian_language(&self) -> (&'static str, &'static str) {
        if self.hangul * 2 > self.han + self.kana {
            ("ko", "Kore")
        } else if self.is_japanese() {
            ("ja", "Jpan")
        } else if self.simplified > self.traditional {
            ("zh", "Hans")
        } else if self.traditional > self.simplified {
            ("zh", "Hant")
        } else {
            ("zh", "Hani")
        }
    }

    /// Headlines and forms have few kana, but ideographs as only Japan writes them; a Chinese text that cites Japanese has
    /// words that Japanese lacks.
    fn is_japanese(&self) -> bool {
        let signs = self.kana + self.japanese_only * 2;
        let min_share = if self.chinese_only == 0 { 20 } else { 10 };
        signs >= 2 && signs * min_share > self.han + self.kana && signs > self.chinese_only * 3
    }

    /// Whether a text of ideographs alone can be no Japanese.
    pub(super) fn is_surely_chinese(&self) -> bool {
        self.kana == 0 && self.japanese_only == 0 && self.chinese_only > 0
    }

    /// Function words of each language.
    pub(super) fn function_words(&self) -> &[u32; LATIN_LANGUAGES.len()] {
        &self.function_words
    }

    /// The language with most function words, as its place in the list, and their number; the first wins a draw.
    pub(super) fn most_function_words(&self) -> (usize, u32) {
        let mut best = (0, 0);
        for (i, &hits) in self.function_words.iter().enumerate() {
            if hits > best.1 {
                best = (i, hits);
            }
        }
        best
    }

    /// Function words of the runner-up of [`most_function_words`](Self::most_function_words).
    pub(super) fn second_most_function_words(&self) -> u32 {
        let (best, _) = self.most_function_words();
        let others = self.function_words.iter().enumerate();
        others
            .filter_map(|(i, &hits)| (i != best).then_some(hits))
            .max()
            .unwrap_or(0)
    }
}
