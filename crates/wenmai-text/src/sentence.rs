//! Sentences of Chinese, English and mixed text.
//!
//! A sentence ends after `。！？…` and after `. ! ?` where they do not belong to a number, a name or an
//! abbreviation. Closing quotation marks and brackets go with the sentence they close. A semicolon ends no
//! sentence, nor does a single line break, which may come from hard-wrapped text; a blank line does.

use std::ops::Range;

use crate::chars::{is_blank, is_cjk, is_sentence_end};

/// The byte ranges of the sentences of `text`, in order, without the blanks around them.
///
/// A piece without any letter or digit is no sentence and is left out. No allocation; runs in O(len of `text`).
///
/// ```
/// use wenmai_text::sentence::sentences;
/// let text = "它好吗？“好。”他说，e.g. version 3.5 is out. Really!";
/// let found: Vec<_> = sentences(text).filter_map(|range| text.get(range)).collect();
/// assert_eq!(found, ["它好吗？", "“好。”", "他说，e.g. version 3.5 is out.", "Really!"]);
/// ```
pub fn sentences(text: &str) -> Sentences<'_> {
    Sentences { text, at: 0 }
}

/// Iterator of [`sentences`].
#[derive(Debug, Clone)]
pub struct Sentences<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Sentences<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
            let end = self.at + sentence_len(rest);
            let piece = self.text.get(self.at..end)?;
            let start = self.at + piece.len() - piece.trim_start_matches(is_blank).len();
            let trimmed = piece.trim_matches(is_blank);
            self.at = end;
            if trimmed.contains(char::is_alphanumeric) {
                return Some(start..start + trimmed.len());
            }
        }
    }
}

/// A bracket that was opened this many bytes ago and is still open is taken for one that nobody closes.
const OPEN_BRACKET_REACH: usize = 300;

/// Length of the first sentence of `text` in bytes, at least one character.
fn sentence_len(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    let mut previous = None;
    let mut word_start = None;
    // The first character that is not blank.
    let mut first = None;
    // Offset and number of the brackets that are open.
    let mut brackets: (usize, u32) = (0, 0);
    while let Some((at, c)) = chars.next() {
        if first.is_none() && !is_blank(c) {
            first = Some(at);
        }
        if is_opening_bracket(c) {
            brackets = (at, brackets.1 + 1);
        } else if is_closing_bracket(c) {
            brackets.1 = brackets.1.saturating_sub(1);
        } else if c == '\n' && is_paragraph_break(text, at + 1) {
            return at + 1;
        } else if is_sentence_end(c) {
            let mut last = c;
            let mut run = 1;
            while let Some((_, next)) = chars.next_if(|&(_, next)| is_sentence_end(next)) {
                last = next;
                run += 1;
            }
            let in_brackets = brackets.1 > 0 && at - brackets.0 < OPEN_BRACKET_REACH;
            let mark = Mark {
                c,
                last,
                run,
                before: previous,
                word: word_start.and_then(|start: usize| text.get(start..at)),
                opens_sentence: word_start == first,
            };
            // What closes with the sentence.
            let mut closed_bracket = false;
            while let Some((_, closer)) =
                chars.next_if(|&(_, next)| is_closing_bracket(next) || is_closing_quote(next))
            {
                closed_bracket |= is_closing_bracket(closer);
            }
            if closed_bracket {
                brackets.1 = 0;
            }
            let end = chars.peek().map_or(text.len(), |&(next, _)| next);
            let rest = text.get(end..).unwrap_or_default();
            if !in_brackets && mark.ends_before(rest) {
                return end;
            }
            previous = Some(last);
            word_start = None;
            continue;
        }
        // The word before a full stop, with the stops inside it: `e.g`, `U.S`, `3`.
        if c.is_ascii_alphanumeric() {
            word_start = word_start.or(Some(at));
        } else {
            word_start = None;
        }
        previous = Some(c);
    }
    text.len()
}

/// Whether the line that begins at `at` is blank.
fn is_paragraph_break(text: &str, at: usize) -> bool {
    text.get(at..)
        .unwrap_or_default()
        .chars()
        .find(|&c| c == '\n' || !is_blank(c))
        .is_some_and(|c| c == '\n')
}

/// A run of marks that may end a sentence, and what stands before it.
struct Mark<'a> {
    c: char,
    last: char,
    run: usize,
    before: Option<char>,
    /// The ASCII word right before the mark.
    word: Option<&'a str>,
    /// Whether that word is the first thing in the sentence.
    opens_sentence: bool,
}

impl Mark<'_> {
    /// Whether the sentence ends here, when `rest` follows the mark and the quotes and brackets closed after it.
    fn ends_before(&self, rest: &str) -> bool {
        let Some(next) = rest.chars().next() else {
            return true;
        };
        // A mark that is quoted in the middle of a sentence: “真的吗？”，他问。
        if matches!(next, '，' | '、' | ',' | '；' | ';' | '：' | ':') {
            return false;
        }
        if !self.last.is_ascii() {
            return true;
        }
        let follower = rest.chars().find(|&c| !is_blank(c));
        if is_cjk(next) {
            // `1.总则` at the start is a marker, `Node.模块` a name is not worth guarding against.
            return !(self.is_full_stop() && self.is_marker());
        }
        if !is_blank(next) && !is_opening_quote(next) && !is_opening_bracket(next) {
            return false;
        }
        if follower.is_some_and(char::is_lowercase) {
            return false;
        }
        let numbered = follower.is_some_and(|c| c.is_ascii_digit());
        !(self.is_full_stop() && (self.is_marker() || self.is_abbreviation(numbered)))
    }

    fn is_full_stop(&self) -> bool {
        self.c == '.' && self.run == 1
    }

    /// `1. First`, `a. First`, `IV. First` at the start of the text.
    fn is_marker(&self) -> bool {
        self.opens_sentence
            && self.word.is_some_and(|word| {
                word.bytes().all(|b| b.is_ascii_digit())
                    || word.len() == 1
                    || word.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'))
            })
    }

    fn is_abbreviation(&self, numbered: bool) -> bool {
        let Some(word) = self.word else {
            // `e.g.`: the word is that after the inner stop; no word at all after a bracket or a sign.
            return false;
        };
        let initial = word.len() == 1 && word.bytes().all(|b| b.is_ascii_alphabetic());
        initial && self.before.is_some_and(|c| c != 'I')
            || listed(&ABBREVIATIONS, word)
            || numbered && listed(&BEFORE_NUMBERS, word)
    }
}

/// Abbreviations that rarely end a sentence. `etc.` and `Inc.` often do, and are left to the case of the next word.
const ABBREVIATIONS: [&str; 21] = [
    "al", "approx", "capt", "cf", "col", "dept", "dr", "eds", "gen", "jr", "lt", "mr", "mrs", "ms",
    "prof", "resp", "rev", "sgt", "sr", "viz", "vs",
];

/// Abbreviations when a number follows, and ordinary words or ends of sentences when none does.
const BEFORE_NUMBERS: [&str; 14] = [
    "ch", "ed", "eq", "eqs", "fig", "figs", "no", "nos", "p", "pp", "sec", "st", "tab", "vol",
];

fn listed(list: &[&str], word: &str) -> bool {
    list.iter().any(|entry| entry.eq_ignore_ascii_case(word))
}

const fn is_opening_bracket(c: char) -> bool {
    matches!(c, '(' | '（' | '[' | '【' | '〔')
}

const fn is_closing_bracket(c: char) -> bool {
    matches!(c, ')' | '）' | ']' | '】' | '〕')
}

const fn is_opening_quote(c: char) -> bool {
    matches!(c, '“' | '‘' | '「' | '『' | '《' | '"' | '\'' | '«')
}

const fn is_closing_quote(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '』' | '》' | '"' | '\'' | '»')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<_> = sentences(text)
            .map(|range| text.get(range).unwrap())
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn chinese() {
        check(
            "开源好。闭源也好！你呢？",
            &["开源好。", "闭源也好！", "你呢？"],
        );
        check("一句；还是一句", &["一句；还是一句"]);
        check(
            "真的？！不会吧……算了。",
            &["真的？！", "不会吧……", "算了。"],
        );
        check(
            "他说：“走吧。”我们走了。",
            &["他说：“走吧。”", "我们走了。"],
        );
        check("“真的吗？”，他问。", &["“真的吗？”，他问。"]);
        check(
            "该方案（是否可行？）待定。下一句",
            &["该方案（是否可行？）待定。", "下一句"],
        );
        check("半角句号.中文继续.", &["半角句号.", "中文继续."]);
    }

    #[test]
    fn english() {
        check("One. Two! Three?", &["One.", "Two!", "Three?"]);
        check(
            "Dr. Smith paid 3.50 dollars. He left.",
            &["Dr. Smith paid 3.50 dollars.", "He left."],
        );
        check(
            "Use e.g. Rust, i.e. a language, v1.2.3 of it.",
            &["Use e.g. Rust, i.e. a language, v1.2.3 of it."],
        );
        check(
            "J. Smith et al. Wrote it. See Fig. 3 (p. 4). End.",
            &["J. Smith et al. Wrote it.", "See Fig. 3 (p. 4).", "End."],
        );
        check(
            "\"Stop!\" he said. \"Why?\" She left.",
            &["\"Stop!\" he said.", "\"Why?\"", "She left."],
        );
        check(
            "Wait... what? yes. Visit example.com/?q=1 now!",
            &["Wait... what? yes.", "Visit example.com/?q=1 now!"],
        );
        check("1. First point. 2 more.", &["1. First point.", "2 more."]);
        check("Is it? No. It is not.", &["Is it?", "No.", "It is not."]);
        check(
            "It works (see below. It does). Fine.",
            &["It works (see below. It does).", "Fine."],
        );
    }

    #[test]
    fn lines_and_pieces_without_words() {
        check(
            "hard\nwrapped text\n\nnew paragraph",
            &["hard\nwrapped text", "new paragraph"],
        );
        check("！！！\n—— 😀", &[]);
        check("", &[]);
        check(" \u{3000}。a", &["a"]);
    }

    #[test]
    fn mixed() {
        check(
            "GPT-3.5版本开放。It is open. 完",
            &["GPT-3.5版本开放。", "It is open.", "完"],
        );
    }

    proptest! {
        #[test]
        fn ranges_are_disjoint_and_lose_no_letter(text in "([a-zA-Z0-9中。！？….!?()（）\"“”\n ]|\\PC){0,80}") {
            let mut end = 0;
            for range in sentences(&text) {
                prop_assert!(range.start >= end && range.end > range.start);
                prop_assert!(text.get(range.clone()).is_some());
                prop_assert!(!text.get(end..range.start).unwrap().contains(char::is_alphanumeric));
                end = range.end;
            }
            prop_assert!(!text.get(end..).unwrap().contains(char::is_alphanumeric));
        }
    }
}
