//! Keywords that name the same: one stays, the others stand beside it.
//!
//! Case, width and number are one phrase from the beginning, since they share their words. Here come the names that differ in their
//! words, by rules that hold for nearly all names they meet, each told by the form of the names or by the text:
//!
//! * the same letters: 大 + 模型 and 大模型, `data base` and `database`, `pre-training` and `pretraining`;
//! * what brackets pair: `large language model (LLM)`, 大语言模型（LLM）, `LLM (large language model)`;
//! * a head that adds nothing: 机器学习 and 机器学习方法, `deep learning` and `deep learning methods`;
//! * an attribute behind one of size or kind, for names that come up close to each other: 大模型 and 大语言模型.
//!
//! The best of them stays, but for an abbreviation, which makes way for what it stands for: authors and annotators give that as a
//! keyword three times as often. In Chinese text the abbreviation of a Latin name stays, whose long form explains it once.

mod brackets;

use rustc_hash::FxHashSet;
use wenmai_text::{comparison_key, is_cjk};

use super::{Ranked, surface};
use crate::{analyzer::Reading, corpus, phrases::PhraseId};

/// Words between the first places of two names of which one has an attribute inside. What comes up later is another thing of
/// its kind, as a rule.
const CLOSE: u32 = 150;

/// Heads that say of a name no more than that it is one.
#[rustfmt::skip]
const EMPTY_HEADS: [&str; 8] = ["方法", "技术", "方式", "method", "technique", "technology", "approach", "methodology"];

/// Characters that are attributes by themselves.
const ATTRIBUTES: [char; 8] = ['大', '小', '高', '低', '新', '云', '多', '微'];

/// The first of `ranked` that name different things, at most `limit`, each with those that name the same.
///
/// Parts of longer phrases stay: how often a phrase stands alone is among what the trees have looked at, and dropping them cost
/// six points of F1 on Chinese abstracts. Runs in O(tokens) and O(`ranked` × `limit`).
pub(super) fn merged(
    reading: &Reading<'_>,
    ranked: &[(PhraseId, f64, u32)],
    limit: usize,
) -> Vec<Ranked> {
    let pairs = brackets::pairs(reading, ranked);
    let mut kept: Vec<(Ranked, Name)> = Vec::new();
    for &(phrase, score, count) in ranked {
        let name = Name::new(reading, phrase, count);
        if name.letters.is_empty() {
            continue;
        }
        let is_same = |(_, other): &&mut (Ranked, Name)| name.is_same(other, &pairs);
        if let Some((best, best_name)) = kept.iter_mut().find(is_same) {
            let is_explained = pairs.contains(&(best.phrase, phrase));
            if is_explained && !(reading.features.is_chinese && name.is_latin()) {
                best.variants.insert(0, best.phrase);
                best.phrase = phrase;
                best.count = count;
                best.words = reading.phrases.words(phrase).to_vec();
                *best_name = name;
            } else {
                best.variants.push(phrase);
            }
        } else if kept.len() < limit {
            let new = Ranked {
                phrase,
                score,
                count,
                words: reading.phrases.words(phrase).to_vec(),
                variants: Vec::new(),
            };
            kept.push((new, name));
        }
    }
    kept.into_iter().map(|(one, _)| one).collect()
}

/// A candidate as it is compared with others.
struct Name {
    phrase: PhraseId,
    count: u32,
    /// Index of its first token.
    first: u32,
    /// The letters at its first place, without case, width, blanks and signs.
    letters: String,
    /// The words there without case, width and number, behind each a blank; a run of Chinese is one.
    form: String,
}

impl Name {
    fn new(reading: &Reading<'_>, phrase: PhraseId, count: u32) -> Self {
        let surface = surface(reading, phrase);
        Self {
            phrase,
            count,
            first: reading.features.of(phrase).first_token,
            letters: comparison_key(&surface),
            form: corpus::key(&surface),
        }
    }

    /// Whether both name the same; `pairs` are abbreviations with what they stand for.
    fn is_same(&self, other: &Self, pairs: &FxHashSet<(PhraseId, PhraseId)>) -> bool {
        let (short, long) = if self.form.len() < other.form.len() {
            (self, other)
        } else {
            (other, self)
        };
        self.letters == other.letters
            || pairs.contains(&(self.phrase, other.phrase))
            || pairs.contains(&(other.phrase, self.phrase))
            || has_empty_head(&long.form, &short.form)
            || long.is_close(short) && has_inner_attribute(&long.form, &short.form)
    }

    fn is_latin(&self) -> bool {
        self.letters.is_ascii()
    }

    fn is_close(&self, other: &Self) -> bool {
        self.count > 0 && other.count > 0 && self.first.abs_diff(other.first) <= CLOSE
    }
}

/// Whether `long` is `short` with a head that adds nothing: 机器学习方法, `deep learning methods`. What has one word only, or two
/// characters, is another thing with it: 加密技术.
fn has_empty_head(long: &str, short: &str) -> bool {
    let (short, long) = (short.trim_end(), long.trim_end());
    let Some(head) = long.strip_prefix(short) else {
        return false;
    };
    let is_name = short.contains(' ') || short.chars().filter(|&c| is_cjk(c)).count() >= 4;
    is_name && EMPTY_HEADS.contains(&head.trim_start())
}

/// Whether `long` is the Chinese `short`, which begins with an attribute of one character, with another behind that: 大模型,
/// 大语言模型. Behind attributes of more characters comes what is a thing of its own: 数据管理, 数据仓库管理.
fn has_inner_attribute(long: &str, short: &str) -> bool {
    let (short, long) = (short.trim_end(), long.trim_end());
    let mut rest = short.chars();
    let first = rest.next().filter(|first| ATTRIBUTES.contains(first));
    let rest = rest.as_str();
    let inner = long
        .strip_suffix(rest)
        .and_then(|start| start.strip_prefix(first?));
    let is_chinese = |text: &str| text.chars().all(is_cjk);
    rest.chars().count() >= 2
        && is_chinese(short)
        // 高炉高炉 is no attribute of anything.
        && !long.ends_with(short)
        && inner.is_some_and(|inner| inner.chars().count() >= 2 && is_chinese(inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_that_add_nothing() {
        let check =
            |long: &str, short: &str| has_empty_head(&corpus::key(long), &corpus::key(short));
        assert!(check("机器学习方法", "机器学习"));
        assert!(check("Deep Learning Techniques", "deep learning"));
        assert!(!check("加密技术", "加密"), "too little is left");
        assert!(!check("learning methods", "learning"));
        assert!(!check("机器学习平台", "机器学习"), "a platform is more");
        assert!(!check("deep learning", "deep learning"));
    }

    #[test]
    fn attributes_inside() {
        let check =
            |long: &str, short: &str| has_inner_attribute(&corpus::key(long), &corpus::key(short));
        assert!(check("大语言模型", "大模型"));
        assert!(check("云计算平台", "云平台"));
        assert!(
            !check("数据仓库管理", "数据管理"),
            "another thing that is managed"
        );
        assert!(!check("大模型", "大模型"));
        assert!(!check("小语言模型", "大模型"));
        assert!(!check("大大模型", "大模型"), "a character is no attribute");
        assert!(
            !check("大规模大模型", "大模型"),
            "the attribute stands before"
        );
        assert!(!check("医疗机构院感染", "医院感染"));
    }
}
