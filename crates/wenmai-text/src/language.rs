//! A quick guess at the language and script of a text.
//!
//! Scripts decide first: kana, hangul, Cyrillic and so on name their language almost alone. Chinese in
//! simplified and traditional characters is told apart by characters that only one of the two has, and
//! languages in Latin letters by their most frequent function words. The guess is made from a sample of
//! bounded length, so that its cost does not grow with the page.

use crate::chars::is_han;

/// What [`detect`] found. Each part is `None` when the text does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LanguageGuess {
    /// BCP 47 code of the language: `zh`, `en`, `ja`, `ko`, `de`, `fr`, `es`, `it`, `pt`, `nl`, `ru`, `uk`, `ar`,
    /// `el`, `he`, `th` or `hi`.
    pub language: Option<&'static str>,
    /// ISO 15924 code of the script: `Hans` and `Hant` for Chinese, `Hani` when nothing in it tells the two
    /// apart, `Jpan`, `Kore`, `Latn`, `Cyrl`, `Arab`, `Grek`, `Hebr`, `Thai`, `Deva`.
    pub script: Option<&'static str>,
}

/// Bytes that are looked at. 4 KiB are some 1,300 Chinese characters or 700 English words: far more than the
/// decision needs, and still negligible beside the parsing of the page.
const SAMPLE_LEN_BYTES: usize = 4096;
/// A longer text is sampled in this many windows of equal length, spread over the whole of it, because a page
/// may begin with a menu or a listing in another language.
const WINDOWS: usize = 4;

/// Guesses language and script of `text` from at most 4 KiB of it.
///
/// ```
/// use wenmai_text::language::{LanguageGuess, detect};
/// let guess = |language, script| LanguageGuess { language: Some(language), script: Some(script) };
/// assert_eq!(detect("开源大模型(LLM)的优势"), guess("zh", "Hans"));
/// assert_eq!(detect("開源大型語言模型的優勢"), guess("zh", "Hant"));
/// assert_eq!(detect("The strengths of open models"), guess("en", "Latn"));
/// assert_eq!(detect("2024-01-21 340 2"), LanguageGuess::default());
/// ```
pub fn detect(text: &str) -> LanguageGuess {
    let mut evidence = Evidence::default();
    for window in windows(text) {
        evidence.look_at(window);
    }
    evidence.decide()
}

/// The sample: all of a short text, or [`WINDOWS`] pieces that end at character boundaries.
fn windows(text: &str) -> impl Iterator<Item = &str> {
    let (count, len) = if text.len() <= SAMPLE_LEN_BYTES {
        (1, text.len())
    } else {
        (WINDOWS, SAMPLE_LEN_BYTES / WINDOWS)
    };
    (0..count).filter_map(move |i| {
        let start = (text.len() - len) * i / WINDOWS.saturating_sub(1);
        let start = text.ceil_char_boundary(start);
        let end = text.floor_char_boundary((start + len).min(text.len()));
        text.get(start..end)
    })
}

/// Characters by script, and Latin words by language.
#[derive(Debug, Default)]
struct Evidence {
    han: u32,
    simplified: u32,
    traditional: u32,
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
    function_words: [u32; LATIN_LANGUAGES.len()],
}

impl Evidence {
    fn look_at(&mut self, text: &str) {
        let mut word = LatinWord::default();
        for c in text.chars() {
            if is_latin(c) {
                word.push(c);
                continue;
            }
            self.close(&mut word);
            match c {
                '\0'..='\u{2ff}' => {}
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
                }
                _ => {}
            }
        }
        self.close(&mut word);
    }

    /// Counts a finished Latin word.
    fn close(&mut self, word: &mut LatinWord) {
        let finished = std::mem::take(word);
        if finished.len == 0 {
            return;
        }
        self.latin_words += 1;
        let languages = finished.languages();
        if languages != 0 {
            for (i, hits) in self.function_words.iter_mut().enumerate() {
                *hits += u32::from(languages >> i & 1);
            }
        }
    }

    fn decide(&self) -> LanguageGuess {
        let guess = |language, script| LanguageGuess {
            language,
            script: Some(script),
        };
        // Everything is weighed in words: a Chinese word has about two characters, a Korean one three
        // syllables, a word of an alphabet some five letters.
        let characters = self.han + self.kana;
        let east_asian = characters / 2 + self.hangul / 3;
        let alphabets = [
            (self.cyrillic / 5, self.cyrillic_language(), "Cyrl"),
            (self.arabic / 5, "ar", "Arab"),
            (self.greek / 5, "el", "Grek"),
            (self.hebrew / 5, "he", "Hebr"),
            (self.thai / 5, "th", "Thai"),
            (self.devanagari / 5, "hi", "Deva"),
        ];
        if let Some(&(words, language, script)) = alphabets.iter().max_by_key(|entry| entry.0)
            && words > east_asian
            && words > self.latin_words
        {
            return guess(Some(language), script);
        }
        let (best, hits) = self.best_latin_language();
        // Prose has a function word in three words or so, listings of code and of product names have few. A
        // Chinese page full of code is Chinese; an English page with Chinese names in it is English.
        let latin_is_prose = hits * 6 >= self.latin_words;
        let outweighed = if latin_is_prose {
            east_asian < self.latin_words
        } else {
            east_asian * 6 < self.latin_words
        };
        if self.han + self.kana + self.hangul > 0 && !outweighed {
            return self.east_asian_guess();
        }
        if self.latin_words == 0 {
            return LanguageGuess::default();
        }
        let language = (hits * 8 >= self.latin_words && hits > 0).then_some(best);
        guess(language, "Latn")
    }

    fn east_asian_guess(&self) -> LanguageGuess {
        let (language, script) = if self.hangul > self.han + self.kana {
            ("ko", "Kore")
        } else if self.kana * 10 > self.han + self.kana {
            ("ja", "Jpan")
        } else if self.simplified > self.traditional {
            ("zh", "Hans")
        } else if self.traditional > self.simplified {
            ("zh", "Hant")
        } else {
            ("zh", "Hani")
        };
        LanguageGuess {
            language: Some(language),
            script: Some(script),
        }
    }

    fn cyrillic_language(&self) -> &'static str {
        if self.ukrainian * 50 > self.cyrillic {
            "uk"
        } else {
            "ru"
        }
    }

    /// The language with most function words, and their number; the first of the list wins a draw.
    fn best_latin_language(&self) -> (&'static str, u32) {
        let mut best = ("en", 0);
        for (&language, &hits) in LATIN_LANGUAGES.iter().zip(&self.function_words) {
            if hits > best.1 {
                best = (language, hits);
            }
        }
        best
    }
}

/// Whether `c` is a Latin letter, accents included.
const fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' if c != '×' && c != '÷')
}

/// Languages in Latin letters that are told apart, in the order of their bits in [`LatinWord::languages`].
const LATIN_LANGUAGES: [&str; 7] = ["en", "de", "fr", "es", "it", "pt", "nl"];

/// The languages of each function word.
static FUNCTION_WORDS: std::sync::LazyLock<WordTable> = std::sync::LazyLock::new(|| {
    let mut words = std::collections::BTreeMap::<u128, u8>::new();
    for line in include_str!("../data/function-words.txt").lines() {
        let mut fields = line.split(' ');
        let Some(language) = LATIN_LANGUAGES
            .iter()
            .position(|&code| Some(code) == fields.clone().next())
        else {
            continue; // a comment
        };
        for text in fields.by_ref().skip(1) {
            let mut word = LatinWord::default();
            text.chars().for_each(|c| word.push(c));
            *words.entry(word.letters).or_default() |= 1 << language;
        }
    }
    WordTable::new(&words)
});

/// Words, their bytes as the digits of a number, with languages as bits, each at its place or behind it.
struct WordTable {
    /// A power of two of them, most of them empty: 0 is no word.
    slots: Vec<(u128, u8)>,
}

impl WordTable {
    fn new(words: &std::collections::BTreeMap<u128, u8>) -> Self {
        let mut table = Self {
            slots: vec![(0, 0); (words.len() * 4).next_power_of_two()],
        };
        for (&word, &languages) in words {
            let slot = table.search(word).map(|(at, _)| at);
            if let Some(slot) = slot.and_then(|at| table.slots.get_mut(at)) {
                *slot = (word, languages);
            }
        }
        table
    }

    /// The slot of `word`, or the one where it would be, with the languages in it.
    fn search(&self, word: u128) -> Option<(usize, u8)> {
        let last = self.slots.len() - 1;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "both halves of the word go into the place, of which a few bits are left"
        )]
        let hash = (word as u64 ^ (word >> 64) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
        let mut at = usize::try_from(hash).ok()? & last;
        loop {
            let &(known, languages) = self.slots.get(at)?;
            if known == word || known == 0 {
                return Some((at, languages));
            }
            at = (at + 1) & last;
        }
    }
}

/// Most bytes of a function word.
const MAX_WORD_BYTES: usize = 10;

/// A Latin word in lower case, kept while it is short enough for a function word.
#[derive(Debug, Default)]
struct LatinWord {
    /// Its bytes as the digits of a number.
    letters: u128,
    /// Number of bytes.
    len: usize,
}

impl LatinWord {
    fn push(&mut self, c: char) {
        let mut buffer = [0; 4];
        // Accented capitals are rare at the start of function words; ASCII case is all that is folded.
        for &byte in c.to_ascii_lowercase().encode_utf8(&mut buffer).as_bytes() {
            self.letters = (self.letters << 8) | u128::from(byte);
            self.len += 1;
        }
    }

    /// The set of languages that have this function word, as bits.
    fn languages(&self) -> u8 {
        if self.len > MAX_WORD_BYTES {
            return 0;
        }
        FUNCTION_WORDS
            .search(self.letters)
            .map_or(0, |(_, languages)| languages)
    }
}

/// Characters of the first ideograph block as bits, made at compile time: one load for each look-up.
struct HanSet([u64; Self::LEN]);

impl HanSet {
    const FIRST: u32 = 0x4e00;
    const LEN: usize = 0x5200 / 64;

    /// The ideographs of a UTF-8 text; anything else in it is passed over.
    #[expect(
        clippy::indexing_slicing,
        reason = "evaluated at compile time, where an index out of bounds stops the build"
    )]
    const fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut set = [0; Self::LEN];
        let mut at = 0;
        while at < bytes.len() {
            // Ideographs of this block take three bytes: 1110xxxx 10xxxxxx 10xxxxxx.
            if bytes[at] >> 4 == 0b1110 {
                let c = ((bytes[at] as u32 & 0xf) << 12)
                    | ((bytes[at + 1] as u32 & 0x3f) << 6)
                    | (bytes[at + 2] as u32 & 0x3f);
                let offset = c - Self::FIRST;
                set[(offset / 64) as usize] |= 1 << (offset % 64);
                at += 3;
            } else {
                at += 1;
            }
        }
        Self(set)
    }

    fn contains(&self, c: char) -> bool {
        let Some(offset) = u32::from(c).checked_sub(Self::FIRST) else {
            return false;
        };
        self.0
            .get((offset / 64) as usize)
            .is_some_and(|bits| bits >> (offset % 64) & 1 == 1)
    }
}

/// Characters that GB 2312 has and Big5 has not.
static SIMPLIFIED_ONLY: HanSet = HanSet::of(include_str!("../data/simplified-only.txt"));
/// Characters that Big5 has and GB 2312 has not.
static TRADITIONAL_ONLY: HanSet = HanSet::of(include_str!("../data/traditional-only.txt"));

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, language: &str, script: &str) {
        let guess = detect(text);
        let found = (guess.language.unwrap_or("-"), guess.script.unwrap_or("-"));
        assert_eq!(found, (language, script), "{text}");
    }

    #[test]
    fn languages_and_scripts() {
        check("", "-", "-");
        check("1.2 — 340 2 😀", "-", "-");
        check("人工智能", "zh", "Hani");
        check("数据结构与算法", "zh", "Hans");
        check("資料結構與演算法", "zh", "Hant");
        check("オープンソースの大規模言語モデルについて", "ja", "Jpan");
        check("오픈소스 대형 언어 모델의 장점", "ko", "Kore");
        check("How we moved to the cloud", "en", "Latn");
        check("Kubernetes Dashboard", "-", "Latn");
        check(
            "Die Vorteile von offenen Modellen sind nicht klar",
            "de",
            "Latn",
        );
        check(
            "Les avantages des modèles ouverts sont dans la liste",
            "fr",
            "Latn",
        );
        check(
            "Las ventajas de los modelos abiertos para el usuario",
            "es",
            "Latn",
        );
        check("Преимущества открытых моделей", "ru", "Cyrl");
        check("Переваги відкритих моделей і їхні недоліки", "uk", "Cyrl");
        check("مزايا النماذج المفتوحة", "ar", "Arab");
    }

    #[test]
    fn code_does_not_outweigh_chinese_and_glosses_do_not_outweigh_english() {
        let code = "let x = foo(bar, baz); assert_eq!(x, 1); println!(\"{x}\");\n".repeat(3);
        check(
            &format!("下面的代码展示了用法:\n{code}请注意返回值。"),
            "zh",
            "Hans",
        );
        check(
            "The word for cloud is 云 and the word for model is 模型 in the text of this page",
            "en",
            "Latn",
        );
    }

    #[test]
    fn a_long_page_is_judged_by_its_whole_length() {
        let menu = "Home Products Docs Pricing Login ".repeat(40);
        let body = "开源模型的优势在于社区。".repeat(2000);
        check(&format!("{menu}\n{body}"), "zh", "Hans");
    }

    #[test]
    fn decisive_characters_are_disjoint() {
        let both = SIMPLIFIED_ONLY
            .0
            .iter()
            .zip(&TRADITIONAL_ONLY.0)
            .any(|(s, t)| s & t != 0);
        assert!(!both);
        assert!(
            SIMPLIFIED_ONLY.contains('们')
                && !SIMPLIFIED_ONLY.contains('們')
                && !SIMPLIFIED_ONLY.contains('a')
        );
    }

    proptest! {
        #[test]
        fn never_fails(text in "\\PC{0,300}", times in 1usize..60) {
            detect(&text.repeat(times));
        }
    }
}
