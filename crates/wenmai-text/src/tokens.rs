//! An estimate of how many tokens a large language model makes of a text.
//!
//! Basis: weights for words, digits, punctuation and line breaks, fitted by least squares to the counts of the two byte-pair
//! encodings that most tools count by, over 480 Chinese and English texts (abstracts, news, papers, engineering blogs). A word of
//! Latin letters is about one token; a run of Chinese is cut at the longest tokens of a table, since which characters
//! an encoding knows together tells nearly all of its length. The tests compare with the encodings themselves on the pages of
//! `fixtures/pages` (`cargo xtask eval tokens` prints the figures): off by 2 or 3 % in the mean, and no page by more than 10 %.
//! Short texts and other languages may be further off.

mod encoding;

use std::str::Chars;

use crate::chars::{is_blank, is_cjk, is_cjk_punctuation, is_han};
pub use encoding::Encoding;
use encoding::HanTokens;

/// Hundredths of a token.
#[derive(Debug)]
struct Weights {
    /// A word of Latin letters, the blank before it included.
    word: u64,
    /// A capital that opens a word: names are rarer.
    capital: u64,
    /// Each capital inside of a word: `API`, `TiDB`.
    capital_inside: u64,
    /// Each further three letters of a word, from the ninth on.
    long_word: u64,
    /// A group of up to three digits. More than one token, since digits keep other characters apart.
    digits: u64,
    /// A run of ASCII punctuation.
    punctuation: u64,
    /// A line break behind a word, blank lines and indentation included.
    line_break: u64,
    /// A line break behind punctuation, with which it is one token as a rule.
    line_break_behind_punctuation: u64,
    /// A Chinese character that is a token.
    han: u64,
    /// Several Chinese characters that are one token.
    han_together: u64,
    /// A Chinese character that is none.
    han_in_parts: u64,
    /// A run of Chinese punctuation.
    cjk_punctuation: u64,
    /// Kana and hangul.
    syllable: u64,
    /// A letter of any other alphabet.
    letter: u64,
    /// Anything else, such as emoji: these fall apart into bytes.
    other: u64,
}

const O200K: Weights = Weights {
    word: 96,
    capital: 26,
    capital_inside: 46,
    long_word: 46,
    digits: 154,
    punctuation: 83,
    line_break: 131,
    line_break_behind_punctuation: 22,
    han: 94,
    han_together: 107,
    han_in_parts: 237,
    cjk_punctuation: 81,
    syllable: 80,
    letter: 35,
    other: 240,
};

const CL100K: Weights = Weights {
    word: 98,
    capital: 26,
    capital_inside: 48,
    long_word: 38,
    digits: 164,
    punctuation: 76,
    line_break: 113,
    line_break_behind_punctuation: 0,
    han: 100,
    han_together: 107,
    han_in_parts: 215,
    cjk_punctuation: 116,
    syllable: 110,
    letter: 50,
    other: 250,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Blank,
    LineBreak,
    Latin,
    Digit,
    Punctuation,
    Han,
    CjkPunctuation,
    Syllable,
    Letter,
    Other,
}

/// Estimated number of tokens of `text` in an encoding; 0 only for a text of blanks. The module says on what basis.
///
/// Allocates nothing but the table of an encoding at its first use; runs in O(len of `text`).
///
/// ```
/// use wenmai_text::tokens::{Encoding, estimate_tokens};
/// assert_eq!(estimate_tokens("The model is open source.", Encoding::O200k), 6); // o200k_base: 6
/// assert_eq!(estimate_tokens("大模型的优势在于开放。", Encoding::O200k), 8); // o200k_base: 8
/// assert_eq!(estimate_tokens("大模型的优势在于开放。", Encoding::Cl100k), 12); // cl100k_base: 12
/// ```
pub fn estimate_tokens(text: &str, encoding: Encoding) -> u64 {
    let mut scan = Scan::new(text, encoding);
    while scan.step() {}
    rounded(scan.sum)
}

/// Where `text` can be cut between tokens, in order: after how many bytes, and how many tokens [`estimate_tokens`] gives
/// for what stands before. The last place is the end of the text.
///
/// Counts never fall from one place to the next. Allocates nothing; runs in O(1) a place.
///
/// ```
/// use wenmai_text::tokens::{Encoding, token_prefixes};
/// let places: Vec<_> = token_prefixes("大模型很 new", Encoding::O200k).collect();
/// assert_eq!(places[..2], [(3, 1), (9, 2)]); // 大, 模型
/// ```
pub fn token_prefixes(text: &str, encoding: Encoding) -> TokenPrefixes<'_> {
    TokenPrefixes {
        len: text.len(),
        scan: Scan::new(text, encoding),
    }
}

/// Iterator of [`token_prefixes`].
#[derive(Debug, Clone)]
pub struct TokenPrefixes<'a> {
    len: usize,
    scan: Scan<'a>,
}

impl Iterator for TokenPrefixes<'_> {
    type Item = (usize, u64);

    fn next(&mut self) -> Option<(usize, u64)> {
        let at = |scan: &Scan<'_>| self.len - scan.chars.as_str().len();
        self.scan
            .step()
            .then(|| (at(&self.scan), rounded(self.scan.sum)))
    }
}

/// Counts hundredths of tokens, one character, or several Chinese ones that are one token, at a time.
#[derive(Debug, Clone)]
struct Scan<'a> {
    chars: Chars<'a>,
    encoding: Encoding,
    weights: &'static Weights,
    sum: u64,
    previous: Class,
    run: u64,
    /// Whether the word opens with a capital that is the only one so far.
    only_capital: bool,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str, encoding: Encoding) -> Self {
        Self {
            chars: text.chars(),
            encoding,
            weights: match encoding {
                Encoding::O200k => &O200K,
                Encoding::Cl100k => &CL100K,
            },
            sum: 0,
            previous: Class::Blank,
            run: 0,
            only_capital: false,
        }
    }

    /// Counts what comes next; `false` at the end of the text.
    fn step(&mut self) -> bool {
        let Some(c) = self.chars.next() else {
            return false;
        };
        let weights = self.weights;
        let class = class_of(c);
        self.run = if class == self.previous {
            self.run + 1
        } else {
            1
        };
        let first = self.run == 1;
        self.sum += match class {
            Class::LineBreak if first => match self.previous {
                Class::Punctuation | Class::CjkPunctuation => weights.line_break_behind_punctuation,
                _ => weights.line_break,
            },
            Class::Latin if first => {
                self.only_capital = c.is_uppercase();
                weights.word + u64::from(self.only_capital) * weights.capital
            }
            Class::Latin => {
                let mut more = 0;
                if c.is_uppercase() {
                    more += weights.capital_inside;
                    if std::mem::take(&mut self.only_capital) {
                        // A word in capitals is none that opens with one.
                        more = more.saturating_sub(weights.capital);
                    }
                }
                if self.run >= 9 && self.run.is_multiple_of(3) {
                    more += weights.long_word;
                }
                more
            }
            Class::Digit if self.run % 3 == 1 => weights.digits,
            Class::Punctuation if first => weights.punctuation,
            Class::CjkPunctuation if first => weights.cjk_punctuation,
            Class::Blank
            | Class::LineBreak
            | Class::Digit
            | Class::Punctuation
            | Class::CjkPunctuation => 0,
            Class::Han => {
                let tokens = HanTokens::of(self.encoding);
                let (n_chars, weight) = match tokens.longest(c, self.chars.as_str()) {
                    0 => (1, weights.han_in_parts),
                    1 => (1, weights.han),
                    n_chars => (n_chars, weights.han_together),
                };
                if n_chars > 1 {
                    self.chars.nth(n_chars - 2);
                }
                weight
            }
            Class::Syllable => weights.syllable,
            Class::Letter => weights.letter,
            Class::Other => weights.other,
        };
        // Blank lines and indentation go with the line break before them.
        if !(class == Class::Blank && self.previous == Class::LineBreak) {
            self.previous = class;
        }
        true
    }
}

/// Hundredths to whole tokens, to the nearest, but to 1 where there is anything at all.
fn rounded(hundredths: u64) -> u64 {
    let tokens = (hundredths + 50) / 100;
    tokens.max(u64::from(hundredths > 0))
}

fn class_of(c: char) -> Class {
    match c {
        '\n' => Class::LineBreak,
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => Class::Latin,
        '0'..='9' => Class::Digit,
        _ if c.is_ascii_punctuation() => Class::Punctuation,
        _ if is_blank(c) => Class::Blank,
        _ if is_han(c) => Class::Han,
        _ if is_cjk_punctuation(c) => Class::CjkPunctuation,
        _ if is_cjk(c) => Class::Syllable,
        _ if c.is_alphabetic() => Class::Letter,
        _ => Class::Other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn estimate(text: &str) -> u64 {
        estimate_tokens(text, Encoding::O200k)
    }

    #[test]
    fn counted_classes() {
        assert_eq!(estimate(""), 0);
        assert_eq!(estimate(" \u{3000}\t"), 0);
        assert_eq!(estimate("a"), 1);
        assert_eq!(estimate("文"), 1);
        // Four groups of digits.
        assert_eq!(estimate("1234567890"), rounded(4 * O200K.digits));
        // Two words, two line breaks in one run with the indentation.
        assert_eq!(
            estimate("one\n  \ntwo"),
            rounded(2 * O200K.word + O200K.line_break)
        );
        // Letters 9, 12, 15 and 18 of a word of 18.
        assert_eq!(
            estimate("counterrevolutions"),
            rounded(O200K.word + 4 * O200K.long_word)
        );
        // A name, and two words with more capitals, the second of which does not open with one.
        assert_eq!(
            estimate("Kafka API iOS"),
            rounded(3 * O200K.word + O200K.capital + 4 * O200K.capital_inside)
        );
        // 大模型 is no token, 模型 is; 彳 and 亍 are none.
        assert_eq!(
            estimate("大模型彳亍"),
            rounded(O200K.han + O200K.han_together + 2 * O200K.han_in_parts)
        );
    }

    #[test]
    fn encodings_have_names() {
        for encoding in Encoding::ALL {
            assert_eq!(Encoding::from_name(encoding.name()), Some(encoding));
        }
        assert_eq!(Encoding::from_name("p50k_base"), None);
    }

    proptest! {
        #[test]
        fn at_most_three_tokens_a_character(text in "\\PC{0,200}") {
            let chars = text.chars().count() as u64;
            for encoding in Encoding::ALL {
                prop_assert!(estimate_tokens(&text, encoding) <= 3 * chars);
            }
        }

        #[test]
        fn prefixes_have_the_tokens_of_the_text_before_them(text in "([a-zA-Z0-9大模型开源。，\\n ]|\\PC){0,60}") {
            for encoding in Encoding::ALL {
                let mut last = (0, 0);
                for (end, tokens) in token_prefixes(&text, encoding) {
                    prop_assert!(end > last.0 && tokens >= last.1);
                    prop_assert_eq!(estimate_tokens(text.get(..end).unwrap(), encoding), tokens);
                    last = (end, tokens);
                }
                prop_assert_eq!(last, (text.len(), estimate_tokens(&text, encoding)));
            }
        }
    }
}
