//! Words of mixed text.
//!
//! Text in alphabets is cut at Unicode word boundaries (UAX #29), with two tailorings that the standard leaves
//! to implementations, so that names of techniques stay whole: a hyphen joins a name and its number (`GPT-3`,
//! `Covid-19`) and the parts of a date (`2024-01-21`), and `C++`, `C#`, `F#` keep their signs. Chinese has no
//! boundaries that characters show: a run of ideographs is handed on in one piece, for a segmenter to cut.

use unicode_segmentation::{UnicodeSegmentation, UnicodeWordIndices};

use crate::chars::{is_cjk_punctuation, is_han};

/// What a [`Word`] is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WordKind {
    /// A run of Chinese characters: one or more words without boundaries between them.
    Han,
    /// A word that has a Latin letter, full-width letters included.
    Latin,
    /// A number, with its separators.
    Number,
    /// A word in any other script.
    Other,
}

/// A word, or a run of Chinese characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word as written.
    pub text: &'a str,
    /// Its first byte.
    pub start: usize,
    /// What it is written in.
    pub kind: WordKind,
}

impl Word<'_> {
    /// One past its last byte.
    pub const fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The words of `text`, in order, without allocation. Runs in O(len of `text`).
///
/// ```
/// use wenmai_text::words::words;
/// let found: Vec<_> = words("GPT-3与C++的3.5版本(LLMs), don't!").map(|word| word.text).collect();
/// assert_eq!(found, ["GPT-3", "与", "C++", "的", "3.5", "版本", "LLMs", "don't"]);
/// ```
pub fn words(text: &str) -> Words<'_> {
    Words {
        text,
        at: 0,
        piece_at: 0,
        slow: None,
        pending: None,
    }
}

/// Iterator of [`words`].
#[derive(Debug)]
pub struct Words<'a> {
    text: &'a str,
    /// Bytes that have been handed out or belong to the stretch without Chinese characters that is being cut.
    at: usize,
    /// Where cutting goes on in that stretch.
    piece_at: usize,
    /// A part of the stretch whose words are not plain ASCII, with the offset at which it starts.
    slow: Option<(usize, UnicodeWordIndices<'a>)>,
    /// A word that was read to see whether it joins the one before, and does not.
    pending: Option<Word<'a>>,
}

impl<'a> Iterator for Words<'a> {
    type Item = Word<'a>;

    fn next(&mut self) -> Option<Word<'a>> {
        loop {
            if let Some(word) = self.pending.take().or_else(|| self.next_in_piece()) {
                return Some(self.join(word));
            }
            let start = self.at;
            let rest = self.text.get(start..)?;
            let first = rest.chars().next()?;
            let len = if is_han(first) {
                rest.find(|c| !is_han(c)).unwrap_or(rest.len())
            } else {
                before_han(rest)
            };
            self.at = start + len;
            if is_han(first) {
                let text = rest.get(..len)?;
                self.piece_at = self.at;
                return Some(Word {
                    text,
                    start,
                    kind: WordKind::Han,
                });
            }
            self.piece_at = start;
        }
    }
}

impl<'a> Words<'a> {
    /// The next word of the stretch. Words of ASCII characters are cut by a table of bytes; from a place where others touch
    /// them, the full rules go as far as a blank before an ASCII letter or digit, where they always allow a break.
    fn next_in_piece(&mut self) -> Option<Word<'a>> {
        loop {
            if let Some((base, words)) = self.slow.as_mut() {
                if let Some((at, text)) = words.next() {
                    return Some(Word {
                        text,
                        start: *base + at,
                        kind: kind_of(text),
                    });
                }
                self.slow = None;
            }
            let bytes = self.text.as_bytes().get(self.piece_at..self.at)?;
            let skipped = bytes
                .iter()
                .position(|&b| !b.is_ascii() || is_word_byte(b))?;
            // A mark that combines with the sign before it makes it a part of the word.
            let has_sign = skipped > 0 && bytes.get(skipped).is_some_and(|b| !b.is_ascii());
            let skipped = skipped - usize::from(has_sign);
            let start = self.piece_at + skipped;
            let bytes = bytes.get(skipped..)?;
            if !has_sign && let Some(len) = ascii_word(bytes) {
                self.piece_at = start + len;
                let text = self.text.get(start..start + len)?;
                let has_letter = text.bytes().any(|b| b.is_ascii_alphabetic());
                if has_letter || text.bytes().any(|b| b.is_ascii_digit()) {
                    let kind = if has_letter {
                        WordKind::Latin
                    } else {
                        WordKind::Number
                    };
                    return Some(Word { text, start, kind });
                }
                continue;
            }
            let len = bytes
                .windows(2)
                .position(|pair| matches!(*pair, [b' ', b] if b.is_ascii_alphanumeric()))
                .map_or(bytes.len(), |blank| blank + 1);
            self.piece_at = start + len;
            let slow = self.text.get(start..start + len)?;
            // Most stretches of a Chinese text are a single mark of punctuation.
            if slow.chars().any(char::is_alphanumeric) {
                self.slow = Some((start, slow.unicode_word_indices()));
            }
        }
    }

    /// Extends `word` by what the tailorings join to it.
    fn join(&mut self, mut word: Word<'a>) -> Word<'a> {
        while self.text.as_bytes().get(word.end()) == Some(&b'-') {
            self.pending = self.next_in_piece();
            let Some(next) = self.pending else { break };
            let adjacent = next.start == word.end() + 1;
            if !(adjacent && hyphen_joins(&word, &next)) {
                break;
            }
            self.pending = None;
            self.extend(&mut word, next.end());
            if word.kind == WordKind::Number {
                word.kind = next.kind;
            }
        }
        let rest = self.text.get(word.end()..).unwrap_or_default();
        if word.kind == WordKind::Latin && word.text.len() == 1 {
            let sign = if rest.starts_with("++") {
                2
            } else {
                usize::from(rest.starts_with('#'))
            };
            // A mark that combines with the sign makes it the start of the next word.
            let behind = rest.get(sign..).and_then(|rest| rest.chars().next());
            if behind.is_none_or(|c| c.is_ascii() || is_han(c) || is_cjk_punctuation(c)) {
                let end = word.end() + sign;
                self.extend(&mut word, end);
            }
        }
        word
    }

    fn extend(&self, word: &mut Word<'a>, end: usize) {
        if let Some(text) = self.text.get(word.start..end) {
            word.text = text;
        }
    }
}

/// The bytes before the first Chinese character.
fn before_han(text: &str) -> usize {
    let mut len = 0;
    while let Some(rest) = text.get(len..) {
        let Some(plain) = rest.bytes().position(|b| !b.is_ascii()) else {
            break;
        };
        len += plain;
        match rest.get(plain..).and_then(|rest| rest.chars().next()) {
            Some(c) if !is_han(c) => len += c.len_utf8(),
            _ => return len,
        }
    }
    text.len()
}

/// Letters, digits, and what connects them.
const fn is_word_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}

/// The length of the word at the beginning of `bytes`; `None` where other than ASCII characters take part in it.
///
/// UAX #29, rules WB5 to WB13: letters and digits join, and so do `.`, `'` and `:` between letters, `.`, `,`, `'` and `;`
/// between digits.
fn ascii_word(bytes: &[u8]) -> Option<usize> {
    let mut len = 0;
    let mut before = 0_u8;
    loop {
        let Some(&b) = bytes.get(len) else {
            return Some(len);
        };
        if !is_word_byte(b) {
            if !b.is_ascii() {
                return None;
            }
            let joins_letters = matches!(b, b'.' | b'\'' | b':') && before.is_ascii_alphabetic();
            let joins_digits = matches!(b, b'.' | b',' | b'\'' | b';') && before.is_ascii_digit();
            if !joins_letters && !joins_digits {
                return Some(len);
            }
            let next = bytes.get(len + 1).copied().unwrap_or(0);
            if !next.is_ascii() {
                return None;
            }
            let joins = (joins_letters && next.is_ascii_alphabetic())
                || (joins_digits && next.is_ascii_digit());
            if !joins {
                return Some(len);
            }
        }
        before = b;
        len += 1;
    }
}

/// Whether the hyphen between two adjacent words is part of a name or a number, and not the joint of a
/// compound such as `open-source`, which is two words.
fn hyphen_joins(left: &Word<'_>, right: &Word<'_>) -> bool {
    let starts_with_digit = right.text.starts_with(|c: char| c.is_ascii_digit());
    match (left.kind, right.kind) {
        (WordKind::Number, WordKind::Number) => true,
        (WordKind::Latin, WordKind::Latin | WordKind::Number) => starts_with_digit,
        _ => false,
    }
}

fn kind_of(word: &str) -> WordKind {
    let latin = |c: char| {
        c.is_ascii_alphabetic()
            || matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
    };
    if word.contains(latin) {
        WordKind::Latin
    } else if word.contains(char::is_alphabetic) {
        WordKind::Other
    } else {
        WordKind::Number
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &str) {
        let found: Vec<_> = words(text).map(|word| word.text).collect();
        assert_eq!(found.join("|"), expected, "{text}");
    }

    #[test]
    fn names_stay_whole() {
        check("GPT-3、BERT、Turing-NLG", "GPT-3|BERT|Turing|NLG");
        check("C++, C# and g++11", "C++|C#|and|g++|11");
        check("a#\u{11c92}", "a|#\u{11c92}");
        check(
            "on 2024-01-21 Mistral-7b and Covid-19-like",
            "on|2024-01-21|Mistral-7b|and|Covid-19|like",
        );
        check(
            "Node.js v1.2.3 state-of-the-art",
            "Node.js|v1.2.3|state|of|the|art",
        );
        check("5-fold, -5 and a-", "5|fold|5|and|a");
    }

    #[test]
    fn scripts_meet_without_blanks() {
        check("开源LLMs的3.5版本(API)", "开源|LLMs|的|3.5|版本|API");
        check("ＡＩ时代", "ＡＩ|时代");
        check("😀\u{e000}。—", "");
        let kinds: Vec<_> = words("中 a 1 я").map(|word| word.kind).collect();
        assert_eq!(
            kinds,
            [
                WordKind::Han,
                WordKind::Latin,
                WordKind::Number,
                WordKind::Other
            ]
        );
    }

    proptest! {
        /// The short way for ASCII gives what the full rules give.
        #[test]
        fn words_are_those_of_the_standard(text in "([a-c1-3_ .,:;'\"\n-]|[é\u{301}\u{11c92}\u{200d}ά’“·ａ가あ😀\u{1f1e6}]){0,40}") {
            let mut pieces = words(&text);
            let found: Vec<_> = std::iter::from_fn(|| {
                if pieces.at == 0 {
                    pieces.at = text.len();
                }
                pieces.next_in_piece()
            })
            .map(|word| (word.start, word.text))
            .collect();
            let expected: Vec<_> = text.unicode_word_indices().collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn words_are_disjoint_pieces_in_order(text in "([a-zA-Z0-9中文 .,'#+。—-]|\\PC){0,80}") {
            let mut end = 0;
            for word in words(&text) {
                prop_assert!(word.start >= end && !word.text.is_empty());
                prop_assert_eq!(text.get(word.start..word.end()), Some(word.text));
                end = word.end();
            }
        }
    }
}
