use std::collections::{HashMap, HashSet};

use proptest::prelude::*;

use super::*;
use crate::quality::words::MAX_TOKENS;

/// Tokens of `text`, which blanks part.
fn tokens(text: &str) -> Tokens {
    let mut tokens = Tokens::default();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        tokens.push(word, u32::try_from(word.chars().count()).unwrap());
    }
    tokens
}

fn repeated(text: &str) -> Repeated {
    super::repeated(tokens(text))
}

#[test]
fn tables_are_small() {
    let words = "a b".split(' ').cycle();
    let n = MAX_TOKENS + 1_000;
    let mut tokens = Tokens::with_capacity(n);
    for word in words.take(n) {
        tokens.push(word, 1);
    }
    // What is behind the first words is left out.
    assert_eq!(tokens.hashes.len(), MAX_TOKENS);
    assert_eq!(tokens.hashes.capacity(), MAX_TOKENS);
    let pairs = Grams::of_pairs(tokens);
    let bytes =
        |slots: &Vec<u32>| size_of_val(slots.as_slice()) + 4 * (slots.capacity() - slots.len());
    let (first, seen) = (
        bytes(&pairs.first),
        bytes(&Seen::for_entries(MAX_TOKENS).slots),
    );
    // Hashes, lengths, first places and the table of pairs.
    assert!(9 * MAX_TOKENS + first + seen <= 20 * MAX_TOKENS);
    assert!(MAX_TOKENS + first + bytes(&pairs.places) + seen <= 16 * MAX_TOKENS);
}

#[test]
fn long_words_have_all_their_characters() {
    let long = "x".repeat(300);
    assert_eq!(repeated(&format!("{long} y a {long} y")).top_chars(2), 604);
    let edge = "x".repeat(255);
    assert_eq!(repeated(&format!("{edge} y")).top_chars(2), 257);
}

#[test]
fn the_commonest_sequence_counts_with_its_blanks() {
    // `a bb` twice, four characters each.
    assert_eq!(repeated("a bb c a bb d").top_chars(2), 8);
    // Nothing comes again: the first one.
    assert_eq!(repeated("aaa b c").top_chars(2), 5);
    assert_eq!(repeated("aaa b c").top_chars(3), 7);
    assert_eq!(repeated("aaa b c").top_chars(4), 0);
    // As common as another: the first one.
    assert_eq!(repeated("a b x ccc d y a b z ccc d").top_chars(2), 6);
}

#[test]
fn what_has_stood_before_is_passed_over() {
    assert_eq!(repeated("a b c d e x a b c d e").duplicate_chars(5), 5);
    assert_eq!(repeated("a b c d e x a b c d e").duplicate_chars(6), 0);
    // Five of eleven are first, five stand again, and the last is alone.
    assert_eq!(repeated(&"a ".repeat(11)).duplicate_chars(5), 10);
}

/// The same by strings, as datatrove does it.
fn expected(text: &str, n: usize) -> (u64, u64) {
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let mut counts: HashMap<String, (u64, usize)> = HashMap::new();
    for (at, gram) in words.windows(n).enumerate() {
        counts.entry(gram.join(" ")).or_insert((0, at)).0 += 1;
    }
    let top = counts
        .iter()
        .max_by_key(|(_, (count, at))| (*count, std::cmp::Reverse(*at)));
    let top = top.map_or(0, |(gram, (count, _))| gram.chars().count() as u64 * count);
    let (mut seen, mut chars, mut at) = (HashSet::new(), 0, 0);
    while at + n <= words.len() {
        let gram = &words[at..at + n];
        if seen.insert(gram) {
            at += 1;
        } else {
            chars += gram.concat().chars().count() as u64;
            at += n;
        }
    }
    (top, chars)
}

proptest! {
    #[test]
    fn same_as_with_strings(text in "([abcé]{1,2} ){0,60}(x y z a b c ){0,4}([ab] ){0,20}") {
        let repeated = repeated(&text);
        for n in 2..=10 {
            let (top, duplicate) = expected(&text, n);
            if TOP.contains(&n) {
                prop_assert_eq!(repeated.top_chars(n), top, "{}", n);
            } else {
                prop_assert_eq!(repeated.duplicate_chars(n), duplicate, "{}", n);
            }
        }
    }
}
