//! Words as integers.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};
use wenmai_text::{normalize::half_width, words::WordKind};

use crate::{
    lexicon::{self, Speech, WordClass, WordRecord},
    segmenter::{ChineseSegmenter, Entry, EntryId},
    word_map::WordMap,
};

/// Index of a word in the vocabulary of a document; spellings that differ in case, width and number share one.
pub(crate) type WordId = u32;

/// Longer words are hashes, encoded data or damage, and never part of a keyword.
const MAX_WORD_LEN_BYTES: usize = 60;

/// What words are looked up by beside the text: what the caller wants to be passed over, and what the segmenter knows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sources<'s> {
    /// Comparison forms of words that become stop words.
    pub(crate) stop_words: &'s FxHashSet<String>,
    pub(crate) segmenter: &'s ChineseSegmenter,
}

/// The words of one document.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary<'a> {
    /// Words of the segmenter's dictionary, by their number there.
    entries: FxHashMap<EntryId, WordId>,
    /// Other spellings as they stand in the text. One look-up for each token, without allocation.
    spellings: WordMap<'a>,
    /// Comparison forms that may differ from spellings.
    words: WordMap<'a>,
    /// By [`WordId`].
    records: Vec<WordRecord>,
    /// By [`WordId`].
    kinds: Vec<WordKind>,
    /// Chinese characters that make nouns of nouns; a handful.
    prefixes: Vec<(WordId, Prefix)>,
    /// Adverbs of the text that say of a quality how much or that it is so.
    degrees: Vec<WordId>,
}

/// What stands before a quality that is stated.
#[rustfmt::skip]
const DEGREES: [&str; 14] = [
    "很", "更", "最", "较", "太", "极", "越", "不", "比较", "非常", "十分", "也", "都", "就",
];

/// Chinese characters that are put before a noun to make another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prefix {
    /// How many: 多数据源, 两相流.
    Amount,
    /// Of what kind: 非结构化数据, 自适应控制.
    Kind,
    /// Of what quality, which may also be said of the noun before: 低渗透油田, but 温度低.
    Quality,
}

impl Prefix {
    fn of(form: &str) -> Option<Self> {
        match form {
            "多" | "半" | "两" | "二" | "三" | "四" => Some(Self::Amount),
            "非" | "超" | "类" | "反" | "双" | "微" | "单" | "全" | "自" | "新" | "子" | "副" => {
                Some(Self::Kind)
            }
            "低" | "高" | "无" | "大" | "小" | "不" | "可" => Some(Self::Quality),
            _ => None,
        }
    }
}

impl<'a> Vocabulary<'a> {
    /// For a text of so many words.
    pub(crate) fn for_tokens(tokens: usize) -> Self {
        let mut vocabulary = Self::default();
        vocabulary.records.reserve(tokens / 2);
        vocabulary.kinds.reserve(tokens / 2);
        vocabulary.entries.reserve(tokens / 4);
        vocabulary.spellings = WordMap::with_capacity(tokens / 4);
        vocabulary.words = WordMap::with_capacity(tokens / 4);
        vocabulary
    }

    /// The id of `spelling`, which is new or known; `entry` is what the dictionary of the segmenter has of it.
    pub(crate) fn intern(
        &mut self,
        spelling: &'a str,
        kind: WordKind,
        entry: Entry,
        sources: Sources<'_>,
    ) -> WordId {
        if entry != Entry::UNKNOWN {
            if let Some(&id) = self.entries.get(&entry.id) {
                return id;
            }
            let record = sources.segmenter.record(spelling, entry);
            let id = self.add(spelling, kind, record, sources);
            self.entries.insert(entry.id, id);
            return id;
        }
        if let Some(id) = self.spellings.get(spelling) {
            return id;
        }
        if matches!(kind, WordKind::Han | WordKind::Number) {
            // The spelling is the comparison form.
            let id = self.add(spelling, kind, record_of(spelling, spelling, kind), sources);
            self.spellings.insert(spelling.into(), id);
            return id;
        }
        let form = comparison_form(spelling, kind);
        let id = if let Some(id) = self.words.get(&form) {
            id
        } else {
            let id = self.add(&form, kind, record_of(&form, spelling, kind), sources);
            self.words.insert(form, id);
            id
        };
        self.spellings.insert(spelling.into(), id);
        id
    }

    /// A new word.
    fn add(
        &mut self,
        form: &str,
        kind: WordKind,
        mut record: WordRecord,
        sources: Sources<'_>,
    ) -> WordId {
        let id = WordId::try_from(self.records.len()).unwrap_or(WordId::MAX);
        let stop_words = sources.stop_words;
        let is_unwanted = !stop_words.is_empty() && stop_words.contains(form);
        if is_unwanted {
            record.class = WordClass::Stop;
        }
        if let Some(prefix) = Prefix::of(form).filter(|_| !is_unwanted) {
            self.prefixes.push((id, prefix));
        }
        if DEGREES.contains(&form) {
            self.degrees.push(id);
        }
        self.records.push(record);
        self.kinds.push(kind);
        id
    }

    /// The id of the word with this comparison form, when the document has it.
    pub(crate) fn find(&self, form: &str, segmenter: &ChineseSegmenter) -> Option<WordId> {
        let entry = segmenter.entry(form);
        if let Some(&id) = self.entries.get(&entry.id) {
            return Some(id);
        }
        let of_spelling = || {
            let id = self.spellings.get(form)?;
            matches!(self.kind(id), WordKind::Han | WordKind::Number).then_some(id)
        };
        self.words.get(form).or_else(of_spelling)
    }

    /// The highest rarity of a word.
    pub(crate) fn highest_idf(&self) -> f32 {
        let records = self.records.iter();
        records.fold(0.0, |highest, record| record.idf.max(highest))
    }

    /// What a word is written in.
    pub(crate) fn kind(&self, id: WordId) -> WordKind {
        self.kinds
            .get(id as usize)
            .copied()
            .unwrap_or(WordKind::Other)
    }

    /// What a word does that may be put before a noun to make another.
    pub(crate) fn prefix(&self, id: WordId) -> Option<Prefix> {
        let mut known = self.prefixes.iter();
        known
            .find(|(known, _)| *known == id)
            .map(|(_, prefix)| *prefix)
    }

    /// Whether a quality behind this word is a statement, as in 更高 and 都高.
    pub(crate) fn is_degree(&self, id: WordId) -> bool {
        self.degrees.contains(&id)
    }

    /// Whether a word is written in Latin letters.
    pub(crate) fn is_latin(&self, id: WordId) -> bool {
        self.kind(id) == WordKind::Latin
    }

    /// What is known of a word.
    pub(crate) fn record(&self, id: WordId) -> WordRecord {
        self.records
            .get(id as usize)
            .copied()
            .unwrap_or(WordRecord {
                class: WordClass::Stop,
                idf: 0.0,
                speech: Speech::Function,
            })
    }
}

/// The form in which spellings of one word are the same: half-width, lower case, and singular for Latin words.
///
/// ```text
/// LLMs, llm → llm     Libraries → library     ＡＰＩ → api     模型 → 模型
/// ```
pub(crate) fn comparison_form(spelling: &str, kind: WordKind) -> Cow<'_, str> {
    match kind {
        WordKind::Han | WordKind::Number => Cow::Borrowed(spelling),
        WordKind::Latin => {
            if spelling.bytes().all(|b| b.is_ascii_lowercase()) {
                return singular(spelling);
            }
            let half: String = spelling.chars().map(half_width).collect();
            let lower = half.to_lowercase();
            // `AWS`, `DNS`: capitals to the end are no plural.
            if half.ends_with('S') {
                Cow::Owned(lower)
            } else {
                Cow::Owned(singular(&lower).into_owned())
            }
        }
        WordKind::Other => Cow::Owned(spelling.to_lowercase()),
    }
}

/// A lower-case English noun without its plural or possessive ending, by the S-stemmer (Harman, "How effective is
/// suffixing?", JASIS 42, 1991): a few rules that merge the forms of a noun; the result is for comparison, not for reading.
///
/// ```text
/// models → model     libraries → library     model's → model     status → status     analysis → analysis
/// ```
pub(crate) fn singular(word: &str) -> Cow<'_, str> {
    let word = word
        .strip_suffix("'s")
        .or_else(|| word.strip_suffix("’s"))
        .unwrap_or(word);
    if let Some(stem) = word.strip_suffix("ies")
        && stem.len() > 1
        && !stem.ends_with(['a', 'e'])
    {
        return Cow::Owned(format!("{stem}y"));
    }
    let stem = word
        .strip_suffix('s')
        .filter(|stem| stem.len() > 1 && !stem.ends_with(['s', 'u', 'i', '\'', '’', '.']))
        .unwrap_or(word);
    // `caches` may come from `cache` and from `cach`: the silent e goes from singular and plural alike.
    let has_sibilant = ["sse", "xe", "che", "she"]
        .iter()
        .any(|ending| stem.ends_with(ending));
    Cow::Borrowed(if has_sibilant {
        stem.strip_suffix('e').unwrap_or(stem)
    } else {
        stem
    })
}

fn record_of(form: &str, spelling: &str, kind: WordKind) -> WordRecord {
    const STOP: WordRecord = WordRecord {
        class: WordClass::Stop,
        idf: 0.0,
        speech: Speech::Function,
    };
    if spelling.len() > MAX_WORD_LEN_BYTES {
        return STOP;
    }
    match kind {
        WordKind::Han => lexicon::chinese_or_rare(form),
        WordKind::Latin => lexicon::latin(form, spelling),
        WordKind::Number => STOP,
        // Scripts without word lists here: longer words are content words more often than not.
        WordKind::Other => WordRecord {
            class: if form.chars().count() > 3 {
                WordClass::Noun
            } else {
                WordClass::Stop
            },
            idf: 8.0,
            speech: Speech::Unknown,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparison_forms() {
        let form = |word| comparison_form(word, WordKind::Latin).into_owned();
        for (word, expected) in [
            ("LLMs", "llm"),
            ("Models", "model"),
            ("Libraries", "library"),
            ("boxes", "box"),
            ("caches", "cach"),
            ("cache", "cach"),
            ("databases", "database"),
            ("status", "status"),
            ("analysis", "analysis"),
            ("class", "class"),
            ("AWS", "aws"),
            ("Google's", "google"),
            ("ＡＰＩ", "api"),
            ("C++", "c++"),
            ("as", "as"),
        ] {
            assert_eq!(form(word), expected, "{word}");
        }
    }

    #[test]
    fn spellings_share_an_id() {
        let mut vocabulary = Vocabulary::default();
        let segmenter = ChineseSegmenter::new(&[]);
        let sources = Sources {
            stop_words: &FxHashSet::default(),
            segmenter: &segmenter,
        };
        let mut intern = |word, kind, entry| vocabulary.intern(word, kind, entry, sources);
        let first = intern("Model", WordKind::Latin, Entry::UNKNOWN);
        assert_eq!(intern("models", WordKind::Latin, Entry::UNKNOWN), first);
        let chinese = intern("模型", WordKind::Han, segmenter.entry("模型"));
        assert_ne!(chinese, first);
        assert_eq!(vocabulary.records.len(), 2);
        assert_eq!(vocabulary.find("model", &segmenter), Some(first));
        assert_eq!(vocabulary.find("模型", &segmenter), Some(chinese));
    }

    #[test]
    fn own_stop_words() {
        let mut vocabulary = Vocabulary::default();
        let stop = FxHashSet::from_iter(["模型".to_owned()]);
        let segmenter = ChineseSegmenter::new(&[]);
        let sources = Sources {
            stop_words: &stop,
            segmenter: &segmenter,
        };
        let id = vocabulary.intern("模型", WordKind::Han, Entry::UNKNOWN, sources);
        assert_eq!(vocabulary.record(id).class, WordClass::Stop);
    }
}
