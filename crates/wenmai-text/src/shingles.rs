//! Shingles: the short overlapping stretches that two texts share where one is a copy of the other (Broder, "On the
//! resemblance and containment of documents", 1997).
//!
//! A shingle is five characters of Chinese, Japanese or Korean, or three words of another script, or a mixture that is as
//! long. Case, width, punctuation and white space do not count, so that the same words set in another way have the same
//! shingles.

use crate::{
    chars::{is_alphanumeric, is_blank, is_cjk},
    normalize::key_of,
};

/// What one word adds to the length of a shingle.
const WORD: u32 = 4;
/// What one character of Chinese, Japanese or Korean adds.
const CHARACTER: u32 = 2;
/// A shingle is complete with this length: five characters, or three words.
const LENGTH: u32 = 10;
/// Most units that a shingle has.
const MAX_UNITS: usize = 5;

/// Hashes of the shingles of `text`, in order, with repetitions. A text that is shorter than one shingle gives one, a text
/// without letters and digits none. No allocation; runs in O(len of `text`).
///
/// The hashes are the same on every machine and in every version that says nothing else in its changelog, so that they may
/// be kept.
///
/// ```
/// use wenmai_text::shingles::shingles;
/// let of = |text| shingles(text).collect::<Vec<_>>();
/// assert_eq!(of("开源 大模型，改变ＡＩ"), of("开源大模型改变AI。"));
/// assert_eq!((of("one two three four").len(), of("开源大模型改变").len(), of("—").len()), (2, 3, 0));
/// ```
pub fn shingles(text: &str) -> Shingles<'_> {
    Shingles {
        rest: text,
        units: [(0, 0); MAX_UNITS],
        n_units: 0,
        length: 0,
        is_first: true,
    }
}

/// Iterator of [`shingles`].
#[derive(Debug, Clone)]
pub struct Shingles<'a> {
    rest: &'a str,
    /// Hash and length of the units of the next shingle, those that are there.
    units: [(u64, u32); MAX_UNITS],
    n_units: usize,
    length: u32,
    /// Whether no shingle has been given yet.
    is_first: bool,
}

impl Iterator for Shingles<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        while self.length < LENGTH {
            let Some((hash, length)) = self.next_unit() else {
                let is_short = self.is_first && self.n_units > 0;
                self.is_first = false;
                return is_short.then(|| self.hash());
            };
            // A shingle that is not complete has room for one more.
            if let Some(unit) = self.units.get_mut(self.n_units) {
                *unit = (hash, length);
                self.n_units += 1;
                self.length += length;
            }
        }
        let hash = self.hash();
        self.is_first = false;
        let [(_, length), ..] = self.units;
        self.units.copy_within(1.., 0);
        self.n_units -= 1;
        self.length -= length;
        Some(hash)
    }
}

impl Shingles<'_> {
    /// Hash and length of the next character or word.
    fn next_unit(&mut self) -> Option<(u64, u32)> {
        let mut chars = self.rest.chars();
        let Some(first) = chars.find(|&c| is_part(c)) else {
            self.rest = "";
            return None;
        };
        let mut hash = hashed(FNV_OFFSET, first);
        let length = if is_cjk(first) {
            self.rest = chars.as_str();
            CHARACTER
        } else {
            loop {
                let rest = chars.as_str();
                match chars.next() {
                    Some(c) if is_part(c) && !is_cjk(c) => hash = hashed(hash, c),
                    _ => {
                        self.rest = rest;
                        break;
                    }
                }
            }
            WORD
        };
        Some((hash, length))
    }

    fn hash(&self) -> u64 {
        let units = self.units.get(..self.n_units).unwrap_or_default();
        let joined = units.iter().fold(0_u64, |joined, &(hash, _)| {
            (joined.rotate_left(23) ^ hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        });
        mixed(joined)
    }
}

/// Whether `c` is part of a word.
fn is_part(c: char) -> bool {
    is_alphanumeric(c) && !is_blank(c)
}

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a over the comparison form of characters.
fn hashed(mut hash: u64, c: char) -> u64 {
    key_of(c, |c| {
        hash = (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3);
    });
    hash
}

/// The finalizer of `SplitMix64` (Steele and others 2014): each bit of the result depends on all of `hash`, as samples by the
/// least hashes need it.
pub(crate) const fn mixed(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn n_shingles(text: &str) -> usize {
        shingles(text).count()
    }

    #[test]
    fn five_characters_or_three_words() {
        for (text, expected) in [
            ("", 0),
            ("——！ 😀", 0),
            ("开", 1),
            ("开源大模", 1),
            ("开源大模型", 1),
            ("开源大模型好", 2),
            ("one", 1),
            ("one two three", 1),
            ("one two three four five", 3),
            // 开源 GPT 模型: two, one, two.
            ("开源GPT模型", 2),
            ("3.5版本的GPT-4", 5),
        ] {
            assert_eq!(n_shingles(text), expected, "{text}");
        }
    }

    #[test]
    fn hashes_stay_what_they_are() {
        let hashes: Vec<u64> = ["开源大模型", "one two three"]
            .iter()
            .flat_map(|text| shingles(text))
            .collect();
        assert_eq!(
            hashes,
            [16_181_057_057_023_741_196, 5_162_763_991_643_498_686]
        );
    }

    #[test]
    fn order_and_words_count() {
        let of = |text| shingles(text).collect::<Vec<_>>();
        assert_ne!(of("one two three"), of("three two one"));
        assert_ne!(of("one two three"), of("onetwo three"));
        assert_eq!(of("One, two — THREE!"), of("one two three"));
    }

    proptest! {
        #[test]
        fn a_part_has_shingles_of_the_whole(left in "[a-d中文 ]{0,20}", middle in "[a-d中文]{12,40}", right in "[a-d中文 ]{0,20}") {
            let whole: Vec<u64> = shingles(&format!("{left} {middle} {right}")).collect();
            for hash in shingles(&middle).filter(|_| n_shingles(&middle) > 1) {
                prop_assert!(whole.contains(&hash));
            }
        }

        #[test]
        fn at_most_one_a_character(text in "\\PC{0,200}") {
            prop_assert!(n_shingles(&text) <= text.chars().count());
        }
    }
}
