//! Words of menus, forms and notices, and words of advertisements.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::FxHashSet;

/// Before this line of the list stand words that are furniture alone, and behind it those that are so anywhere.
const ANYWHERE: &str = "\n= anywhere\n";

static FURNITURE: LazyLock<Furniture> = LazyLock::new(|| {
    let list = include_str!("../../../data/zh-furniture-words.txt");
    let (alone, anywhere) = list.split_once(ANYWHERE).unwrap_or((list, ""));
    Furniture {
        alone: words(alone).collect(),
        anywhere: finder(words(anywhere)),
    }
});

static ADVERTISING: LazyLock<Finder> = LazyLock::new(|| {
    finder(words(include_str!(
        "../../../data/zh-advertising-words.txt"
    )))
});

/// Words of menus, buttons, forms and notices.
struct Furniture {
    alone: FxHashSet<String>,
    anywhere: Finder,
}

struct Finder {
    /// `None` where it cannot be built, which a test rules out.
    automaton: Option<AhoCorasick>,
    n_words: usize,
}

fn words(list: &str) -> impl Iterator<Item = String> {
    list.lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .map(|word| word.replace('_', " "))
}

fn finder(words: impl Iterator<Item = String>) -> Finder {
    let words: Vec<String> = words.collect();
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        // Some megabytes, of which a text visits little: up to three times as fast as the other kinds.
        .kind(Some(AhoCorasickKind::DFA))
        .build(&words);
    Finder {
        automaton: automaton.ok(),
        n_words: words.len(),
    }
}

/// Whether a whole entry of a line, between bars, arrows and blanks, is a word of menus or buttons.
pub(super) fn is_furniture(entry: &str) -> bool {
    FURNITURE.alone.contains(entry)
}

/// How many words stand in a line that only forms, notices and menus have.
pub(super) fn n_furniture(line: &str) -> usize {
    let automaton = FURNITURE.anywhere.automaton.as_ref();
    automaton.map_or(0, |automaton| automaton.find_iter(line).count())
}

/// A word of advertisements counts again after so many bytes: 300 Chinese characters.
const AGAIN_BYTES: usize = 900;

/// How many words of advertisements stand in `text`; the same one counts once within 300 characters.
pub(in crate::quality) fn advertising(text: &str) -> u64 {
    let Some(automaton) = &ADVERTISING.automaton else {
        return 0;
    };
    // Where each word counts again.
    let mut next = vec![0; ADVERTISING.n_words];
    let mut n_words = 0;
    for found in automaton.find_iter(text) {
        if let Some(next) = next.get_mut(found.pattern().as_usize())
            && found.start() >= *next
        {
            *next = found.end() + AGAIN_BYTES;
            n_words += 1;
        }
    }
    n_words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read() {
        assert!(FURNITURE.anywhere.automaton.is_some());
        assert!(ADVERTISING.automaton.is_some());
        assert!(is_furniture("首页") && !is_furniture("首页的历史"));
        assert_eq!(
            (n_furniture("502 Bad Gateway"), n_furniture("大门")),
            (1, 0)
        );
    }

    #[test]
    fn a_word_counts_once_in_a_while() {
        assert_eq!(advertising("全场包邮，包邮，还是包邮"), 1);
        let far = format!("包邮{}包邮", "字".repeat(300));
        assert_eq!(advertising(&far), 2);
    }
}
