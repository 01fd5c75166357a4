//! The table of English words.

use std::sync::{LazyLock, OnceLock};

use super::{Speech, WordRecord};
use crate::word_map::WordMap;

/// What the table tells of an English word.
#[derive(Debug)]
pub(super) struct EnglishWord {
    pub(super) speech: Speech,
    pub(super) idf: f32,
    /// What follows for a word in lower case, once it was asked for: most words of a text were asked for before.
    pub(super) record: OnceLock<WordRecord>,
}

/// Common English words, those that most texts have side by side.
#[derive(Debug)]
pub(super) struct EnglishTable {
    /// Numbers of the first words, which two thirds of a text's look-ups find; they stay in a near cache.
    common: WordMap<'static>,
    others: WordMap<'static>,
    words: Vec<EnglishWord>,
}

impl EnglishTable {
    pub(super) fn get(&self, word: &str) -> Option<&EnglishWord> {
        let number = self.common.get(word).or_else(|| self.others.get(word))?;
        self.words.get(number as usize)
    }
}

/// Part of speech and IDF of common English words, in all their forms.
pub(super) static ENGLISH_TABLE: LazyLock<EnglishTable> = LazyLock::new(|| {
    /// Words whose numbers fill half of 128 kB.
    const COMMON: usize = 4096;
    let text = include_str!("../../data/en-words.txt");
    let mut words: Vec<(&'static str, Speech, f32)> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split(' ');
        let (Some(class), Some(idf)) = (fields.next(), fields.next()) else {
            continue;
        };
        let speech = match class {
            "n" => Speech::Noun,
            "m" => Speech::Both,
            "v" => Speech::Verb,
            "d" => Speech::Past,
            "g" => Speech::Ing,
            "a" => Speech::Adjective,
            "b" => Speech::AdjectiveNoun,
            "r" => Speech::Adverb,
            "x" => Speech::Function,
            _ => Speech::Unknown,
        };
        let idf = idf.parse().unwrap_or(0.0) / 10.0;
        words.extend(fields.map(|word| (word, speech, idf)));
    }
    words.sort_by(|a, b| a.2.total_cmp(&b.2));
    let mut table = EnglishTable {
        common: WordMap::with_capacity(COMMON),
        others: WordMap::with_capacity(words.len()),
        words: Vec::with_capacity(words.len()),
    };
    for (number, (word, speech, idf)) in (0..).zip(words) {
        let map = if table.words.len() < COMMON {
            &mut table.common
        } else {
            &mut table.others
        };
        map.insert(word.into(), number);
        table.words.push(EnglishWord {
            speech,
            idf,
            record: OnceLock::new(),
        });
    }
    table
});
