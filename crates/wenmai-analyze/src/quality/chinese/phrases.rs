//! Phrases that come again, which pages are stuffed with, and sentences that a template made.

use rustc_hash::FxHashMap;

use super::lines::Lines;
use crate::statistics::ratio;

/// A text has a subject, and names it: so many places of a phrase are no stuffing.
const FREE_PLACES: u32 = 3;
/// Ends each line, and each sentence, in the characters that phrases are looked for in.
pub(super) const SENTENCE_END: u32 = 0;
/// Bits of a character.
const CHAR_BITS: u32 = 21;

/// Shares of characters. Tables and code are not looked at, and each line once.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::quality) struct Phrases {
    /// Those of the commonest two characters, after the places that are free, in all visible ones.
    pub(super) pair: f64,
    /// Those of the commonest three.
    pub(super) triple: f64,
    /// Those of the commonest five.
    pub(super) five: f64,
    /// Those of sentences that are like one of the four before them, in all that phrases are looked for in.
    pub(super) template: f64,
}

impl Phrases {
    /// Runs in O(characters).
    pub(in crate::quality) fn of(lines: &Lines) -> Self {
        let characters = lines.characters();
        let again = |n: usize| {
            let places = most_places(characters, n).saturating_sub(FREE_PLACES);
            ratio(u64::from(places) * n as u64, lines.all())
        };
        Self {
            pair: again(2),
            triple: again(3),
            five: again(5),
            template: alike(characters),
        }
    }
}

/// The phrases of `n` characters, each as one number; none has the end of a sentence in it. At most three fit into a number: those of
/// more share one with hardly any other phrase.
fn phrases(characters: &[u32], n: usize) -> impl Iterator<Item = u64> {
    characters.windows(n).filter_map(|phrase| {
        phrase.iter().try_fold(0, |key: u64, &c| {
            (c != SENTENCE_END).then_some(key.rotate_left(CHAR_BITS) ^ u64::from(c))
        })
    })
}

/// How often the commonest phrase of `n` characters stands there.
///
/// Phrases that share a place of a small table are counted together first, and only those one by one whose place has as many as the
/// commonest phrase may have.
fn most_places(characters: &[u32], n: usize) -> u32 {
    let bits = characters.len().next_power_of_two().ilog2().clamp(8, 16);
    let mut shared = vec![0_u32; 1 << bits];
    for phrase in phrases(characters, n) {
        if let Some(count) = shared.get_mut(place(phrase, bits)) {
            *count += 1;
        }
    }
    let most = shared.iter().copied().max().unwrap_or_default();
    if most <= FREE_PLACES {
        return most;
    }
    let mut least = most / 2 + 1;
    loop {
        let mut counts = FxHashMap::<u64, u32>::default();
        for phrase in phrases(characters, n) {
            if shared
                .get(place(phrase, bits))
                .is_some_and(|&count| count >= least)
            {
                *counts.entry(phrase).or_default() += 1;
            }
        }
        let found = counts.values().copied().max().unwrap_or_default();
        // Whatever stands there more often than that has been counted.
        if found + 1 >= least {
            return found;
        }
        least = found + 1;
    }
}

/// Where a phrase is counted in a table of 2^`bits` places.
fn place(phrase: u64, bits: u32) -> usize {
    usize::try_from(phrase.wrapping_mul(ODD) >> (64 - bits)).unwrap_or_default()
}

/// So many sentences back one is compared with.
const NEAR: u32 = 4;
/// Fewer characters are no sentence.
const LEAST_SENTENCE: usize = 6;
/// Places for phrases of the sentences before, by their hash: these need not be more than a few sentences have.
const RECENT_BITS: u32 = 12;

/// The share of characters in sentences half of whose phrases of three characters stand in one of the four sentences before.
fn alike(characters: &[u32]) -> f64 {
    // The last sentence that a phrase stood in, and the phrase.
    let mut recent = vec![(0_u32, 0_u64); 1 << RECENT_BITS];
    let (mut n_alike, mut n_all) = (0, 0);
    let sentences = characters
        .split(|&c| c == SENTENCE_END)
        .filter(|sentence| sentence.len() >= LEAST_SENTENCE);
    for (number, sentence) in (NEAR + 1..).zip(sentences) {
        let (mut n_phrases, mut n_again) = (0, 0);
        for phrase in phrases(sentence, 3) {
            n_phrases += 1;
            if let Some(last) = recent.get_mut(place(phrase, RECENT_BITS)) {
                n_again += u32::from(last.1 == phrase && (1..=NEAR).contains(&(number - last.0)));
                *last = (number, phrase);
            }
        }
        let n_chars = sentence.len() as u64;
        n_all += n_chars;
        if n_again * 2 >= n_phrases {
            n_alike += n_chars;
        }
    }
    ratio(n_alike, n_all)
}

/// 2^64 divided by the golden ratio.
const ODD: u64 = 0x9e37_79b9_7f4a_7c15;

#[cfg(test)]
mod tests {
    use super::*;

    fn characters(text: &str) -> Vec<u32> {
        let number = |c| {
            if c == '。' {
                SENTENCE_END
            } else {
                u32::from(c)
            }
        };
        text.chars().map(number).collect()
    }

    #[test]
    fn commonest_phrases_are_counted_one_by_one() {
        let text = characters("山海山海山海山海。海山。天地玄黄宇宙洪荒");
        assert_eq!(most_places(&text, 2), 4);
        assert_eq!(most_places(&text, 3), 3);
        assert_eq!(most_places(&[], 2), 0);
        // Some places of the table have many phrases, and none of these comes again.
        let many: Vec<u32> = (1..200_000).collect();
        assert_eq!(most_places(&many, 2), 1);
    }

    #[test]
    fn sentences_with_another_word_are_alike() {
        let template =
            characters("想去城东坐三路汽车最快。想去城西坐三路汽车最快。想去城南坐三路汽车最快。");
        assert!(alike(&template) > 0.6);
        assert!(
            alike(&characters(
                "去东城坐三路汽车。西城在河的那一边。南城没有人去过。"
            )) < 0.1
        );
    }
}
