//! Cutting runs of Chinese characters into words.

#[cfg(feature = "zh")]
mod known;
#[cfg(feature = "zh")]
mod word_trie;

#[cfg(feature = "zh")]
use std::{
    cell::RefCell,
    sync::{LazyLock, OnceLock},
};

use crate::lexicon::{self, WordRecord};
#[cfg(feature = "zh")]
use word_trie::{Way, WordTrie};

/// Number of a word in the dictionary.
pub(crate) type EntryId = u32;

/// A word of the dictionary, of which there are none without feature `zh`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) id: EntryId,
    /// Number of what is known of it, which other words share.
    pub(crate) known: u16,
}

impl Entry {
    /// No word of the dictionary.
    pub(crate) const UNKNOWN: Self = Self {
        id: EntryId::MAX,
        known: 0,
    };
}

impl Default for Entry {
    fn default() -> Self {
        Self::UNKNOWN
    }
}

/// Cuts Chinese text into words, with the words of the caller beside those of the embedded dictionary.
///
/// With feature `zh` the words are those of the most probable path through the dictionary of jieba, as jieba finds it; the
/// dictionary is loaded once for the whole process, when Chinese text is first seen. Unknown words fall apart into
/// characters; no hidden Markov model guesses at them, which is both faster and more exact on public gold
/// sets, and keywords find new words by how often their parts stand together.
///
/// ```
/// use wenmai_analyze::ChineseSegmenter;
/// let segmenter = ChineseSegmenter::new(&["文脉".into()]);
/// let mut words = Vec::new();
/// segmenter.segment("文脉衡量开源大模型", &mut |word| words.push(word));
/// assert_eq!(words, ["文脉", "衡量", "开源", "大模型"]);
/// ```
#[derive(Debug)]
pub struct ChineseSegmenter {
    /// Words of the caller, Chinese characters only.
    user_words: Vec<String>,
    /// The dictionary with `user_words`; unused when there are none.
    #[cfg(feature = "zh")]
    own: OnceLock<WordTrie>,
}

/// Longest piece that is segmented at once, in bytes. Chinese text has a mark of punctuation every dozen
/// characters; a longer run is damaged or hostile, and a cut in it bounds the memory it takes.
const MAX_RUN_LEN_BYTES: usize = 12_288;

impl ChineseSegmenter {
    /// A segmenter that keeps `user_words` together. Entries with other than Chinese characters are passed over.
    pub fn new(user_words: &[String]) -> Self {
        let is_chinese = |word: &&String| !word.is_empty() && word.chars().all(wenmai_text::is_han);
        Self {
            user_words: user_words.iter().filter(is_chinese).cloned().collect(),
            #[cfg(feature = "zh")]
            own: OnceLock::new(),
        }
    }

    /// Calls `emit` with each word of `text` in order. The words joined are `text`.
    ///
    /// Runs in O(len of `text`).
    pub fn segment<'a>(&self, text: &'a str, emit: &mut impl FnMut(&'a str)) {
        self.entries(text, &mut |word, _| emit(word));
    }

    /// The same with the entry of each word in the dictionary.
    pub(crate) fn entries<'a>(&self, text: &'a str, emit: &mut impl FnMut(&'a str, Entry)) {
        let mut rest = text;
        while rest.len() > MAX_RUN_LEN_BYTES {
            let (head, tail) = rest.split_at(rest.floor_char_boundary(MAX_RUN_LEN_BYTES));
            self.segment_run(head, emit);
            rest = tail;
        }
        self.segment_run(rest, emit);
    }

    #[cfg(feature = "zh")]
    fn segment_run<'a>(&self, run: &'a str, emit: &mut impl FnMut(&'a str, Entry)) {
        ROOM.with_borrow_mut(|room| {
            cut(self.dictionary(), run, room, emit);
        });
    }

    #[cfg(feature = "zh")]
    fn dictionary(&self) -> &WordTrie {
        if self.user_words.is_empty() {
            return &DICTIONARY;
        }
        self.own.get_or_init(|| dictionary(&self.user_words))
    }

    /// A word of the dictionary.
    #[cfg_attr(
        not(feature = "zh"),
        expect(clippy::unused_self, reason = "only a dictionary knows words")
    )]
    pub(crate) fn entry(&self, word: &str) -> Entry {
        #[cfg(feature = "zh")]
        if word.chars().all(wenmai_text::is_han) {
            return self.dictionary().entry(word);
        }
        let _ = word;
        Entry::UNKNOWN
    }

    /// What is known of a word that the segmenter gave, with its entry.
    #[cfg_attr(
        not(feature = "zh"),
        expect(clippy::unused_self, reason = "only a dictionary knows words")
    )]
    pub(crate) fn record(&self, word: &str, entry: Entry) -> WordRecord {
        #[cfg(feature = "zh")]
        if entry != Entry::UNKNOWN {
            let known = self.dictionary().record(entry);
            return known.unwrap_or_else(|| lexicon::rare_chinese(word));
        }
        #[cfg(not(feature = "zh"))]
        let _ = entry;
        lexicon::chinese_or_rare(word)
    }

    /// Longest match from left to right.
    #[cfg(not(feature = "zh"))]
    fn segment_run<'a>(&self, run: &'a str, emit: &mut impl FnMut(&'a str, Entry)) {
        /// Longest word that is tried, in characters.
        const MAX_WORD_CHARS: usize = 8;
        let mut rest = run;
        while !rest.is_empty() {
            let ends = rest
                .char_indices()
                .take(MAX_WORD_CHARS)
                .map(|(at, c)| at + c.len_utf8());
            let mut len = 0;
            for end in ends {
                let known = rest.get(..end).is_some_and(|word| {
                    lexicon::chinese(word).is_some()
                        || self.user_words.iter().any(|user_word| user_word == word)
                });
                if len == 0 || known {
                    len = end;
                }
            }
            let Some((word, tail)) = rest.split_at_checked(len) else {
                break;
            };
            emit(word, Entry::UNKNOWN);
            rest = tail;
        }
    }
}

/// Room that cutting works in, kept from run to run.
#[cfg(feature = "zh")]
#[derive(Debug, Default)]
struct Room {
    chars: Vec<char>,
    way: Way,
}

#[cfg(feature = "zh")]
thread_local! {
    static ROOM: RefCell<Room> = RefCell::default();
}

/// Calls `emit` with the words of the most probable way through `run`.
#[cfg(feature = "zh")]
fn cut<'a>(
    dictionary: &WordTrie,
    run: &'a str,
    room: &mut Room,
    emit: &mut impl FnMut(&'a str, Entry),
) {
    room.chars.clear();
    room.chars.extend(run.chars());
    dictionary.best_way(&room.chars, &mut room.way);
    let mut rest = run;
    let mut chars = room.chars.as_slice();
    let mut steps = room.way.steps.as_slice();
    while let Some(step) = steps.first() {
        let len = usize::from(step.len);
        let Some((word, behind)) = chars.split_at_checked(len) else {
            break;
        };
        let bytes = word.iter().map(|c| c.len_utf8()).sum();
        let Some((word, tail)) = rest.split_at_checked(bytes) else {
            break;
        };
        if word.is_empty() {
            break;
        }
        emit(word, step.entry);
        rest = tail;
        chars = behind;
        steps = steps.get(len..).unwrap_or_default();
    }
}

/// The dictionary of jieba with our terms, made once for the process.
#[cfg(feature = "zh")]
static DICTIONARY: LazyLock<WordTrie> = LazyLock::new(|| dictionary(&[]));

/// The dictionary of jieba with our terms and the words of the caller.
#[cfg(feature = "zh")]
fn dictionary(user_words: &[String]) -> WordTrie {
    /// Room for the pairs of characters and for what goes on behind them, of which the dictionary has 178,000 and 308,000.
    const PAIRS: usize = 1 << 18;
    const LONGER: usize = 1 << 19;
    let mut size = 1;
    loop {
        let mut trie = WordTrie::new(PAIRS * size, LONGER * size);
        for (word, frequency) in lexicon::chinese_dictionary() {
            trie.insert(word, frequency);
        }
        let mut room = Room::default();
        let mut is_full = false;
        let terms: Vec<&str> = lexicon::chinese_terms().collect();
        let own = user_words.iter().map(String::as_str);
        for word in terms.into_iter().chain(own) {
            is_full = trie.is_full(word.chars().count());
            if is_full {
                break;
            }
            let mut parts = Vec::new();
            cut(&trie, word, &mut room, &mut |part, _| parts.push(part));
            let frequency = trie.suggested_frequency(word, &parts);
            trie.insert(word, frequency);
        }
        if !is_full {
            trie.set_records(lexicon::chinese_records());
            return trie;
        }
        // Callers with very many words of their own.
        size *= 2;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &str) {
        let mut words = Vec::new();
        ChineseSegmenter::new(&[]).segment(text, &mut |word| words.push(word));
        assert_eq!(words.join("|"), expected);
    }

    #[test]
    fn known_and_new_words() {
        check("闭源大模型的优势", "闭源|大模型|的|优势");
        check("微服务与云计算", "微服务|与|云计算");
        check("对模型", "对|模型");
        check("", "");
    }

    #[test]
    #[cfg(feature = "zh")]
    fn probable_path_wins_over_longest_match() {
        check("研究生命起源", "研究|生命|起源");
    }

    #[test]
    fn long_runs_are_cut_without_loss() {
        let text = "数据结构".repeat(3000);
        let mut len = 0;
        ChineseSegmenter::new(&[]).segment(&text, &mut |word| len += word.len());
        assert_eq!(len, text.len());
    }

    /// The dictionary as jieba-rs holds it.
    #[cfg(feature = "zh")]
    static JIEBA: LazyLock<jieba_rs::Jieba> = LazyLock::new(|| {
        let mut jieba = jieba_rs::Jieba::empty();
        for (word, frequency) in lexicon::chinese_dictionary() {
            jieba.add_word(word, Some(usize::try_from(frequency).unwrap()), None);
        }
        for term in lexicon::chinese_terms() {
            jieba.add_word(term, None, None);
        }
        jieba
    });

    /// Made once: a copy of the dictionary belongs to it.
    static SEGMENTER: std::sync::LazyLock<ChineseSegmenter> =
        std::sync::LazyLock::new(|| ChineseSegmenter::new(&["开源模".into()]));

    #[cfg(feature = "zh")]
    proptest! {
        #[test]
        fn words_are_those_of_jieba(
            text in "([开源大模型的研究生命起源数据库管理系统中国人民大学一二三]|[\u{4e00}-\u{9fff}]){0,40}"
        ) {
            let mut words = Vec::new();
            ChineseSegmenter::new(&[]).segment(&text, &mut |word| words.push(word));
            let expected = JIEBA.cut(&text, false).into_iter().map(|token| token.word);
            prop_assert_eq!(words, expected.collect::<Vec<_>>());
        }
    }

    proptest! {
        #[test]
        fn words_joined_are_the_text(text in "[\u{4e00}-\u{9fff}开源模型的]{0,60}") {
            let mut joined = String::new();
            SEGMENTER.segment(&text, &mut |word| joined.push_str(word));
            prop_assert_eq!(joined, text);
        }
    }
}
