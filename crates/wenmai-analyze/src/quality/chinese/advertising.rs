//! Words of advertisements, by what kind of evidence they are.

use std::sync::LazyLock;

use super::words::{Finder, words};

/// How to reach the seller, prices and hurry, promises, goods: sections of the list, in its order.
const KINDS: [&str; 4] = ["contact", "offer", "promise", "goods"];
/// A word counts again after so many bytes: 300 Chinese characters.
const AGAIN_BYTES: usize = 900;
/// Digits of a mobile telephone, which begin with 1.
const MOBILE: usize = 11;
/// Signs of other numbers to call: an area code, or 400 and 800, and what follows behind a hyphen.
const FIXED: std::ops::RangeInclusive<usize> = 9..=13;

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let list = include_str!("../../../data/zh-advertising-words.txt");
    let (mut all, mut kinds) = (Vec::new(), Vec::new());
    for section in list.split("\n= ").skip(1) {
        let (name, section) = section.split_once('\n').unwrap_or_default();
        let kind = KINDS.iter().position(|kind| *kind == name);
        all.extend(words(section));
        kinds.resize(all.len(), kind.unwrap_or_default());
    }
    Words {
        finder: Finder::new(all.into_iter()),
        kinds,
    }
});

struct Words {
    finder: Finder,
    /// That of each word.
    kinds: Vec<usize>,
}

/// What a text says to its readers as those do that want to sell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::quality) struct Advertising {
    /// Words of each kind; the same one counts once within 300 characters.
    by_kind: [u64; KINDS.len()],
}

impl Advertising {
    /// Runs in O(len of `text`).
    pub(in crate::quality) fn of(text: &str) -> Self {
        let mut found = Self::default();
        // Where each word counts again.
        let mut next = vec![0; WORDS.kinds.len()];
        for place in WORDS.finder.find(text) {
            if let (Some(next), Some(&kind)) =
                (next.get_mut(place.word), WORDS.kinds.get(place.word))
                && place.start >= *next
            {
                *next = place.end + AGAIN_BYTES;
                found.add(kind, 1);
            }
        }
        if found.by_kind != [0; KINDS.len()] {
            found.add(0, numbers(text));
        }
        found
    }

    fn add(&mut self, kind: usize, n: u64) {
        if let Some(words) = self.by_kind.get_mut(kind) {
            *words += n;
        }
    }

    /// All words, if they are of two kinds at least: one who writes about a trade has its words, and one who gives an address
    /// need not sell anything. A text that `is_stuffed` with a term has a kind more.
    pub(super) fn words(&self, is_stuffed: bool) -> u64 {
        let n_kinds = self.by_kind.iter().filter(|&&words| words > 0).count();
        if n_kinds + usize::from(is_stuffed) < 2 {
            return 0;
        }
        self.by_kind.iter().sum()
    }
}

/// Numbers to call, one within 300 characters; an `x` or `*` stands for a digit that is not shown.
fn numbers(text: &str) -> u64 {
    let is_sign = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'x' | b'X' | b'*');
    let (mut n_numbers, mut next, mut at) = (0, 0, 0);
    for run in text.as_bytes().chunk_by(|a, b| is_sign(a) == is_sign(b)) {
        let is_number = match run.first() {
            Some(b'1') => run.len() == MOBILE && !run.contains(&b'-'),
            Some(b'0' | b'4' | b'8') => FIXED.contains(&run.len()) && run.contains(&b'-'),
            _ => false,
        };
        if is_number && at >= next {
            n_numbers += 1;
            next = at + AGAIN_BYTES;
        }
        at += run.len();
    }
    n_numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_is_read() {
        for kind in 0..KINDS.len() {
            assert!(WORDS.kinds.contains(&kind));
        }
    }

    #[test]
    fn a_word_counts_once_in_a_while_and_beside_another_kind() {
        assert_eq!(Advertising::of("全场包邮，包邮，还是包邮").words(false), 0);
        assert_eq!(Advertising::of("全场包邮，包邮，无副作用").words(false), 2);
        assert_eq!(Advertising::of("全场包邮").words(true), 1);
        let far = format!("包邮{}包邮，祖传", "字".repeat(300));
        assert_eq!(Advertising::of(&far).words(false), 3);
    }

    #[test]
    fn numbers_to_call() {
        assert_eq!(numbers("13800001111，139xxxx2222"), 1);
        assert_eq!(numbers("400-800-1234"), 1);
        assert_eq!(numbers("2023-1-1 共 1234567 件，123456789012345678"), 0);
    }
}
