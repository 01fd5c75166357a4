//! Words of menus, forms and notices, and how words of lists are found.

use std::cmp::Reverse;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

/// Before this line of the list stand words that are furniture alone, and behind it those that are so anywhere.
const ANYWHERE: &str = "\n= anywhere\n";

static FURNITURE: LazyLock<Furniture> = LazyLock::new(|| {
    let list = include_str!("../../../data/zh-furniture-words.txt");
    let (alone, anywhere) = list.split_once(ANYWHERE).unwrap_or((list, ""));
    Furniture {
        alone: words(alone).collect(),
        anywhere: Finder::new(words(anywhere)),
    }
});

/// Words of menus, buttons, forms and notices.
struct Furniture {
    alone: FxHashSet<String>,
    anywhere: Finder,
}

/// Finds the words of a list, of two characters at least, by their first two characters: hardly any pair of a text is such a pair, so
/// that a text costs little more than reading its characters.
pub(super) struct Finder {
    /// A bit for each place of a pair.
    pairs: Vec<u64>,
    /// Words that begin with a pair, the longest first, with their numbers.
    words: FxHashMap<(char, char), Vec<(String, usize)>>,
}

/// A word in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// Its number in the list.
    pub(super) word: usize,
    /// Where it begins and ends, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Finder {
    /// Of a list of words; those of a single character are not found.
    pub(super) fn new(list: impl Iterator<Item = String>) -> Self {
        let mut finder = Self {
            pairs: vec![0; 1 << (PAIR_BITS - 6)],
            words: FxHashMap::default(),
        };
        let mut list: Vec<(usize, String)> = list.enumerate().collect();
        list.sort_by_key(|(number, word)| (Reverse(word.len()), *number));
        for (number, word) in list {
            let mut characters = word.chars();
            if let (Some(a), Some(b)) = (characters.next(), characters.next()) {
                let (block, bit) = place(a, b);
                if let Some(block) = finder.pairs.get_mut(block) {
                    *block |= bit;
                }
                finder.words.entry((a, b)).or_default().push((word, number));
            }
        }
        finder
    }

    /// The words in a text, from the first one on; of those that begin at one place, the longest, and none that begins in another.
    pub(super) fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Found> + 'a {
        let (mut last, mut last_start, mut free) = ('\0', 0, 0);
        text.char_indices().filter_map(move |(at, c)| {
            let (a, start) = (last, last_start);
            (last, last_start) = (c, at);
            let (block, bit) = place(a, c);
            if self.pairs.get(block).is_none_or(|pairs| pairs & bit == 0) || start < free {
                return None;
            }
            let rest = text.get(start..)?;
            let words = self.words.get(&(a, c))?;
            let (word, number) = words
                .iter()
                .find(|(word, _)| rest.starts_with(word.as_str()))?;
            free = start + word.len();
            Some(Found {
                word: *number,
                start,
                end: free,
            })
        })
    }
}

/// Places of pairs are so many bits: eight kilobytes.
const PAIR_BITS: u32 = 16;

/// Where the bit of a pair is.
#[inline]
fn place(a: char, b: char) -> (usize, u64) {
    let pair = u32::from(a).wrapping_mul(0x9e37_79b1) ^ u32::from(b).wrapping_mul(0x85eb_ca6b);
    let place = pair >> (32 - PAIR_BITS);
    ((place >> 6) as usize, 1 << (place & 63))
}

/// The words of a list, without its comments; `_` is a blank.
pub(super) fn words(list: &str) -> impl Iterator<Item = String> {
    list.lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .map(|word| word.replace('_', " "))
}

/// Whether a whole entry of a line, between bars, arrows and blanks, is a word of menus or buttons.
pub(super) fn is_furniture(entry: &str) -> bool {
    FURNITURE.alone.contains(entry)
}

/// How many words stand in a line that only forms, notices and menus have.
pub(super) fn n_furniture(line: &str) -> usize {
    FURNITURE.anywhere.find(line).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read() {
        assert!(is_furniture("首页") && !is_furniture("首页的历史"));
        assert_eq!(
            (n_furniture("502 Bad Gateway"), n_furniture("大门")),
            (1, 0)
        );
    }

    #[test]
    fn longest_words_are_found_and_none_in_another() {
        let list = ["包邮", "包邮费", "邮费", "© 2"].map(String::from);
        let finder = Finder::new(list.into_iter());
        let found = |text| -> Vec<(usize, usize)> {
            let places = finder.find(text);
            places.map(|found| (found.word, found.start)).collect()
        };
        assert_eq!(found("包邮费，邮费，包邮"), [(1, 0), (2, 12), (0, 21)]);
        assert_eq!(found("© 2023"), [(3, 0)]);
        assert_eq!(found("邮"), []);
    }
}
