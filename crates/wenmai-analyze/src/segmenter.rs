//! Cutting runs of Chinese characters into words.

#[cfg(feature = "zh")]
use std::sync::{LazyLock, OnceLock};

use crate::lexicon;

/// Cuts Chinese text into words, with the words of the caller beside those of the embedded dictionary.
///
/// With feature `zh` the words are those of the most probable path through the dictionary of jieba, which is
/// loaded once for the whole process, when Chinese text is first seen. Unknown words fall apart into
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
    own: OnceLock<jieba_rs::Jieba>,
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
        let mut rest = text;
        while rest.len() > MAX_RUN_LEN_BYTES {
            let (head, tail) = rest.split_at(rest.floor_char_boundary(MAX_RUN_LEN_BYTES));
            self.segment_run(head, emit);
            rest = tail;
        }
        self.segment_run(rest, emit);
    }

    #[cfg(feature = "zh")]
    fn segment_run<'a>(&self, run: &'a str, emit: &mut impl FnMut(&'a str)) {
        for token in self.dictionary().cut(run, false) {
            emit(token.word);
        }
    }

    #[cfg(feature = "zh")]
    fn dictionary(&self) -> &jieba_rs::Jieba {
        if self.user_words.is_empty() {
            return &DICTIONARY;
        }
        self.own.get_or_init(|| {
            let mut dictionary = DICTIONARY.clone();
            for word in &self.user_words {
                dictionary.add_word(word, None, None);
            }
            dictionary
        })
    }

    /// Longest match from left to right.
    #[cfg(not(feature = "zh"))]
    fn segment_run<'a>(&self, run: &'a str, emit: &mut impl FnMut(&'a str)) {
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
            emit(word);
            rest = tail;
        }
    }
}

/// The dictionary of jieba with our terms. Takes about 130 ms to make, once for the process.
#[cfg(feature = "zh")]
static DICTIONARY: LazyLock<jieba_rs::Jieba> = LazyLock::new(|| {
    let mut dictionary = jieba_rs::Jieba::empty();
    for (word, frequency) in lexicon::chinese_dictionary() {
        dictionary.add_word(word, Some(frequency), None);
    }
    for term in lexicon::chinese_terms() {
        dictionary.add_word(term, None, None);
    }
    dictionary
});

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

    /// Made once: a copy of the dictionary belongs to it.
    static SEGMENTER: std::sync::LazyLock<ChineseSegmenter> =
        std::sync::LazyLock::new(|| ChineseSegmenter::new(&["开源模".into()]));

    proptest! {
        #[test]
        fn words_joined_are_the_text(text in "[\u{4e00}-\u{9fff}开源模型的]{0,60}") {
            let mut joined = String::new();
            SEGMENTER.segment(&text, &mut |word| joined.push_str(word));
            prop_assert_eq!(joined, text);
        }
    }
}
