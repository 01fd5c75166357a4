//! What is known of words before any document is read: part of speech and rarity.
//!
//! The lists are in `data/`; its README says where each comes from.

mod english;

use std::{borrow::Cow, sync::LazyLock};

use rustc_hash::FxHashMap;

use english::{ENGLISH_TABLE, EnglishWord};

/// What a word may do in a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WordClass {
    /// Never part of one: function words, words of reference, general verbs.
    Stop,
    /// May modify a keyword.
    Modifier,
    /// A Chinese verb that is not among the most common ones: may modify a keyword or, with less weight, be one.
    Verb,
    /// Verbs and adverbs that say little: a keyword only for a learned ranker, and only alone.
    General,
    /// May be part of a keyword, but alone says little.
    Weak,
    /// May be a keyword.
    Noun,
    /// A Chinese character that is no word of its own: part of a word that the dictionary lacks.
    Piece,
    /// A Chinese character that ends words, such as 性 and 率.
    Suffix,
}

/// What is known of a word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct WordRecord {
    pub(crate) class: WordClass,
    /// Inverse document frequency: natural logarithm of documents by documents with the word.
    pub(crate) idf: f32,
    /// What a table or ending says beyond the class, for learned rankers.
    pub(crate) speech: Speech,
}

/// IDF of Chinese words that are not in the list of common ones; the list ends at 9.5.
const RARE_CHINESE_IDF: f32 = 10.5;
/// IDF of our own Chinese terms, which are as common on today's pages as the words at the end of the list.
const TERM_IDF: f32 = 8.5;
/// IDF of our own lists of words where the tables do not have them.
const COMMON_ENGLISH_IDF: f32 = 4.5;
/// IDF of English words that no table has.
const RARE_ENGLISH_IDF: f32 = 9.5;
/// Names: words with a capital inside, a digit or a sign, as in `TiDB`, `GPT-3`, `C++`.
const NAME_IDF: f32 = 9.5;
/// A Chinese verb with a lower IDF than this is too general for a keyword: 提高, 使用.
const GENERAL_VERB_IDF: f32 = 6.0;

/// What the dictionary takes for a function word and is as rare as this is none: names of times, places and manners (清代, 背部,
/// 同步) and attributes (三维).
const CONTENT_IDF: f32 = 7.0;
/// The same for single characters, which may only be part of a term.
const SYLLABLE_IDF: f32 = 6.0;

type Words = FxHashMap<&'static str, WordRecord>;

/// The words of a list: blanks separate them, lines that begin with `#` are comments.
fn list(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_ascii_whitespace)
}

static CHINESE: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::default();
    let common = include_str!("../data/zh-words.txt");
    for line in common.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split(' ');
        let (Some(class), Some(idf)) = (fields.next(), fields.next()) else {
            continue;
        };
        let idf = idf.parse().unwrap_or(0.0) / 10.0;
        for word in fields {
            let record = chinese_record(class, idf, word);
            words.insert(word, record);
        }
    }
    for term in chinese_terms() {
        words.entry(term).or_insert(WordRecord {
            class: WordClass::Noun,
            idf: TERM_IDF,
            speech: Speech::Noun,
        });
    }
    for word in list(include_str!("../data/zh-weak-words.txt")) {
        let class = if is_one_char(word) {
            WordClass::Suffix
        } else {
            WordClass::Weak
        };
        let idf = words
            .get(word)
            .map_or(COMMON_ENGLISH_IDF, |known| known.idf);
        let speech = words
            .get(word)
            .map_or(Speech::Unknown, |known| known.speech);
        words.insert(word, WordRecord { class, idf, speech });
    }
    for word in list(include_str!("../data/zh-stop-words.txt")) {
        words.insert(word, STOP);
    }
    words
});

const STOP: WordRecord = WordRecord {
    class: WordClass::Stop,
    idf: 0.0,
    speech: Speech::Function,
};

fn chinese_record(letter: &str, idf: f32, word: &str) -> WordRecord {
    let class = match letter {
        "n" | "v" | "a" | "w" if is_one_char(word) => WordClass::Piece,
        "n" => WordClass::Noun,
        // Verbal nouns (训练, 部署) are heads of technical terms as often as nouns are; the frequent ones
        // among them are general (发展, 工作).
        "w" if idf >= GENERAL_VERB_IDF => WordClass::Noun,
        "w" => WordClass::Weak,
        "v" if idf >= GENERAL_VERB_IDF => WordClass::Verb,
        "a" => WordClass::Modifier,
        "v" if !is_one_char(word) => WordClass::General,
        "x" if idf >= CONTENT_IDF && !is_one_char(word) && !is_reference(word) => {
            WordClass::Modifier
        }
        // Measure words and adverbs of one character are also syllables of terms and names: 组, 剂, 莫.
        "x" if idf >= SYLLABLE_IDF && is_one_char(word) => WordClass::Piece,
        _ => WordClass::Stop,
    };
    let speech = match letter {
        "n" => Speech::Noun,
        "w" => Speech::Both,
        "v" => Speech::Verb,
        "a" => Speech::Adjective,
        _ => Speech::Function,
    };
    WordRecord { class, idf, speech }
}

/// Whether a rare word that the dictionary takes for a function word points or counts: 某人, 该校, 一具. Numbers of dimensions and
/// the like are attributes: 三维, 二元, 多相.
fn is_reference(word: &str) -> bool {
    let mut chars = word.chars();
    let first = chars.next();
    let is_dimension = word.ends_with(['维', '元', '角', '相', '阶', '重', '极', '轴', '向']);
    first.is_some_and(|first| {
        ((is_digit(first) || first == '第') && !is_dimension)
            || matches!(
                first,
                '这' | '那' | '该' | '此' | '其' | '某' | '每' | '何' | '本' | '不'
            )
    })
}

fn is_one_char(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some() && chars.next().is_none()
}

/// Our own terms, newer than the dictionary of the segmenter.
pub(crate) fn chinese_terms() -> impl Iterator<Item = &'static str> {
    list(include_str!("../data/zh-terms.txt"))
}

/// All words of the segmenter's dictionary with their frequencies, the most frequent first.
#[cfg(feature = "zh")]
pub(crate) fn chinese_dictionary() -> impl Iterator<Item = (&'static str, u64)> {
    include_str!("../data/zh-dictionary.txt")
        .lines()
        .rev()
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| {
            let mut fields = line.split(' ');
            let frequency = fields.next().and_then(|field| field.parse().ok());
            fields.map(move |word| (word, frequency.unwrap_or(1)))
        })
}

/// The record of a common Chinese word.
pub(crate) fn chinese(word: &str) -> Option<WordRecord> {
    CHINESE.get(word).copied()
}

/// The common Chinese words with what is known of them, in any order; those that are quantities are left out.
#[cfg(feature = "zh")]
pub(crate) fn chinese_records() -> impl Iterator<Item = (&'static str, WordRecord)> {
    let records = CHINESE.iter().map(|(word, record)| (*word, *record));
    records.filter(|(word, _)| !is_quantity(word))
}

/// The record of any Chinese word.
pub(crate) fn chinese_or_rare(word: &str) -> WordRecord {
    if is_quantity(word) {
        return STOP;
    }
    chinese(word).unwrap_or_else(|| rare_chinese(word))
}

/// The record of a Chinese word that is not among the common ones.
pub(crate) fn rare_chinese(word: &str) -> WordRecord {
    if is_quantity(word) {
        return STOP;
    }
    WordRecord {
        class: if is_one_char(word) {
            WordClass::Piece
        } else {
            WordClass::Noun
        },
        idf: RARE_CHINESE_IDF,
        speech: Speech::Unknown,
    }
}

/// Whether a Chinese word is a number with a measure word: 五点, 三十天, 第二次.
fn is_quantity(word: &str) -> bool {
    let mut chars = word.strip_prefix('第').unwrap_or(word).chars();
    let measure = chars.next_back();
    let mut digits = chars.peekable();
    digits.peek().is_some() && digits.all(is_digit) && measure.is_some_and(is_measure)
}

#[rustfmt::skip]
const fn is_digit(c: char) -> bool {
    matches!(c, '零' | '〇' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '千' | '万' | '亿' | '两' | '几' | '半' | '数')
}

#[rustfmt::skip]
const fn is_measure(c: char) -> bool {
    matches!(c, '点' | '年' | '月' | '日' | '天' | '次' | '个' | '种' | '条' | '项' | '章' | '节' | '页' | '岁' | '号' | '名' | '位' | '件' | '份' | '倍' | '级' | '步' | '万' | '亿' | '千' | '百' | '十' | '余' | '多' | '周' | '里' | '元' | '块' | '台' | '张' | '只' | '对')
}

/// Parts of speech as tables tell them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Speech {
    /// No table has the word.
    #[default]
    Unknown,
    Noun,
    /// Verb and noun, as `search` and `control`.
    Both,
    Verb,
    /// A participle or form of the past.
    Past,
    /// A form in -ing.
    Ing,
    Adjective,
    /// Adjective and noun, as `potential`.
    AdjectiveNoun,
    Adverb,
    Function,
}

static ENGLISH: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::default();
    let common = include_str!("../data/en-common-words.txt");
    for line in common.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split(' ');
        let class = match fields.next() {
            Some("verb") => WordClass::Verb,
            Some("adjective") => WordClass::Modifier,
            Some("term") => WordClass::Noun,
            _ => WordClass::Weak,
        };
        let idf = if class == WordClass::Noun {
            RARE_ENGLISH_IDF
        } else {
            COMMON_ENGLISH_IDF
        };
        for word in fields {
            // Where a word is noun and verb (`work`, `change`), the later line decides.
            let speech = Speech::Unknown;
            words.insert(word, WordRecord { class, idf, speech });
        }
    }
    for word in list(include_str!("../data/en-stop-words.txt")) {
        words.insert(word, STOP);
    }
    words
});

/// The record of a Latin word in lower case, singular as [`singular`](crate::vocabulary::singular) makes it;
/// `surface` is the word as written.
pub(crate) fn latin(word: &str, surface: &str) -> WordRecord {
    let lower = if surface
        .bytes()
        .any(|b| !b.is_ascii() || b.is_ascii_uppercase())
    {
        Cow::Owned(surface.to_lowercase())
    } else {
        Cow::Borrowed(surface)
    };
    let lower = lower.as_ref();
    let of_surface = ENGLISH_TABLE.get(lower);
    match of_surface {
        // The comparison form follows from the word, but for `AWS` and the like.
        Some(known) if !is_name(surface) => *known
            .record
            .get_or_init(|| judged_latin(word, lower, surface, of_surface)),
        _ => judged_latin(word, lower, surface, of_surface),
    }
}

/// [`latin`] by the tables; `lower` is the surface in lower case.
fn judged_latin(
    word: &str,
    lower: &str,
    surface: &str,
    of_surface: Option<&EnglishWord>,
) -> WordRecord {
    // Most words have no ending; a look-up in a table of megabytes is dear.
    let of_word = if lower == word {
        of_surface
    } else {
        ENGLISH_TABLE.get(word)
    };
    let idf = match (of_surface, of_word) {
        (Some(a), Some(b)) => a.idf.min(b.idf),
        (Some(one), None) | (None, Some(one)) => one.idf,
        (None, None) => RARE_ENGLISH_IDF,
    };
    let told = of_surface.or(of_word).map(|known| known.speech);
    let speech = told.unwrap_or_default();
    let known = ENGLISH.get(lower).or_else(|| ENGLISH.get(word));
    if let Some(record) = known {
        let class = match (record.class, speech) {
            (WordClass::Verb, Speech::Adjective | Speech::Past) => WordClass::Modifier,
            // `support`, `gain`: in `support vector machine` as often as between subject and object.
            (WordClass::Verb, Speech::Noun | Speech::Both | Speech::AdjectiveNoun) => {
                WordClass::Weak
            }
            (WordClass::Verb, _) => WordClass::General,
            // `goods` is no form of `good`.
            (WordClass::Modifier, Speech::Noun) if of_surface.is_some() && lower != word => {
                WordClass::Noun
            }
            (class, _) => class,
        };
        return WordRecord {
            class,
            idf: if told.is_some() { idf } else { record.idf },
            speech,
        };
    }
    if is_name(surface) {
        return WordRecord {
            class: WordClass::Noun,
            idf: idf.max(NAME_IDF),
            speech,
        };
    }
    let class = if is_verb_form(lower, &["ing"]) {
        // `learning`, `computing` are heads of terms; alone they are mostly verbs.
        WordClass::Weak
    } else if is_one_char(word) {
        WordClass::Stop
    } else if is_verb_form(lower, &["d", "ed", "ied"]) {
        WordClass::Modifier
    } else if is_verb_form(lower, &["s", "es", "ies"]) {
        match speech {
            Speech::Noun | Speech::Both => WordClass::Weak,
            _ => WordClass::General,
        }
    } else {
        match speech {
            Speech::Noun | Speech::Both | Speech::Ing | Speech::AdjectiveNoun => WordClass::Noun,
            // `prior`, `downhill` modify nouns too, `quickly` does not.
            Speech::Adverb if !lower.ends_with("ly") => WordClass::Modifier,
            Speech::Verb | Speech::Adverb => WordClass::General,
            Speech::Past | Speech::Adjective => WordClass::Modifier,
            Speech::Function => WordClass::Stop,
            Speech::Unknown if lower.ends_with("ly") && lower.len() > 4 => WordClass::General,
            Speech::Unknown => {
                let is_modifier = MODIFIER_ENDINGS.iter().any(|end| lower.ends_with(end));
                if is_modifier {
                    WordClass::Modifier
                } else {
                    WordClass::Noun
                }
            }
        }
    };
    WordRecord { class, idf, speech }
}

/// Endings of words that modify nouns and are rarely nouns themselves.
const MODIFIER_ENDINGS: [&str; 7] = ["ed", "ous", "ful", "less", "ible", "ical", "ive"];

fn is_name(surface: &str) -> bool {
    // Most words are in lower case.
    if surface.bytes().all(|b| b.is_ascii_lowercase()) {
        return false;
    }
    let letters = surface.chars().filter(|c| c.is_alphabetic()).count();
    let inner_capital = surface.chars().skip(1).any(char::is_uppercase);
    letters > 0
        && letters <= 30
        && (inner_capital
            || surface.contains(|c: char| !c.is_alphabetic() && c != '\'' && c != '’'))
}

/// Whether `word` is one of the common verbs with one of `endings`: `makes`, `making`, `stopped`.
fn is_verb_form(word: &str, endings: &[&str]) -> bool {
    let is_verb = |stem: &str| {
        ENGLISH
            .get(stem)
            .is_some_and(|record| record.class == WordClass::Verb)
    };
    endings
        .iter()
        .filter_map(|ending| word.strip_suffix(ending).map(|stem| (stem, *ending)))
        .any(|(stem, ending)| {
            let doubled = stem
                .char_indices()
                .next_back()
                .and_then(|(at, last)| stem.get(..at).filter(|head| head.ends_with(last)));
            is_verb(stem)
                || doubled.is_some_and(is_verb)
                || (ending == "ing" && is_verb(&format!("{stem}e")))
                || (ending.starts_with('i') && is_verb(&format!("{stem}y")))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn latin_class(word: &str) -> WordClass {
        latin(&word.to_lowercase(), word).class
    }

    #[test]
    fn chinese_classes() {
        assert_eq!(chinese_or_rare("模型").class, WordClass::Noun);
        assert_eq!(chinese_or_rare("大模型").class, WordClass::Noun);
        assert_eq!(chinese_or_rare("的").class, WordClass::Stop);
        assert_eq!(chinese_or_rare("提高").class, WordClass::Stop);
        assert_eq!(chinese_or_rare("问题").class, WordClass::Weak);
        assert_eq!(chinese_or_rare("五点").class, WordClass::Stop);
        assert_ne!(chinese_or_rare("百度").class, WordClass::Stop);
        assert_eq!(chinese_or_rare("闭").class, WordClass::Piece);
        assert_eq!(chinese_or_rare("性").class, WordClass::Suffix);
        // The dictionary takes all of these for function words.
        for word in ["仿真", "三维", "背部"] {
            assert_eq!(chinese_or_rare(word).class, WordClass::Modifier, "{word}");
        }
        for word in ["一具", "该校", "因此"] {
            assert_eq!(chinese_or_rare(word).class, WordClass::Stop, "{word}");
        }
        assert_eq!(chinese_or_rare("剂").class, WordClass::Piece);
        assert!(chinese_or_rare("技术").idf < chinese_or_rare("分布式").idf);
    }

    #[test]
    fn english_classes() {
        for word in ["the", "However", "using", "x"] {
            assert_eq!(latin_class(word), WordClass::Stop, "{word}");
        }
        for word in ["makes", "carries", "quickly"] {
            assert_eq!(latin_class(word), WordClass::General, "{word}");
        }
        // Verbs in form, and nouns as often.
        for word in ["support", "gain"] {
            assert_eq!(latin_class(word), WordClass::Weak, "{word}");
        }
        assert_eq!(latin_class("goods"), WordClass::Noun);
        assert!(latin("system", "systems").idf < latin("sensor", "sensor").idf);
        for word in ["distributed", "good", "famous", "stopped", "prior"] {
            assert_eq!(latin_class(word), WordClass::Modifier, "{word}");
        }
        for word in [
            "model", "TiDB", "GPT-3", "caching", "C++", "family", "archives",
        ] {
            assert_eq!(latin_class(word), WordClass::Noun, "{word}");
        }
        assert_eq!(latin_class("way"), WordClass::Weak);
        assert_eq!(latin_class("computing"), WordClass::Weak);
    }
}
