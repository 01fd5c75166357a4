//! Lines of prose, as C4 has them (Raffel et al. 2020, 2.2).

use std::borrow::Cow;

use memchr::memmem;

use super::lines::{is_terminal, is_white, split_lines};
use super::tokenizer::tokenize;

/// What is left of a text without the lines that C4 drops: those that end like no sentence, with fewer than three words, with a
/// word of more than a thousand characters, about JavaScript, cookies or terms of use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Prose {
    /// Its sentences.
    pub(super) sentences: u64,
    /// Lines with `lorem ipsum`; lines that a policy or a script is mentioned in are among them.
    pub(super) lorem_ipsum: u64,
    /// Lines with `{`.
    pub(super) curly_brackets: u64,
}

const MIN_WORDS: usize = 3;
const MAX_WORD_CHARS: usize = 1000;

const LOREM_IPSUM: &str = "lorem ipsum";
const JAVASCRIPT: &str = "javascript";
const POLICIES: [&str; 6] = [
    "terms of use",
    "privacy policy",
    "cookie policy",
    "uses cookies",
    "use of cookies",
    "use cookies",
];

impl Prose {
    pub(super) fn of(text: &str) -> Self {
        // Most texts have none of the phrases, and no line of them need be searched.
        let small = text.to_ascii_lowercase();
        let is_there = |phrase: &&str| memmem::find(small.as_bytes(), phrase.as_bytes()).is_some();
        let has_lorem_ipsum = is_there(&LOREM_IPSUM);
        let has_javascript = is_there(&JAVASCRIPT);
        let policies: Vec<&str> = POLICIES.into_iter().filter(is_there).collect();

        let mut prose = Self::default();
        for (line, small) in split_lines(text).zip(split_lines(&small)) {
            let line = line.trim_matches(is_white);
            if !has_words(line) {
                continue;
            }
            let line = without_citations(line);
            if !ends_sentence(&line) {
                continue;
            }
            prose.lorem_ipsum += u64::from(has_lorem_ipsum && small.contains(LOREM_IPSUM));
            if has_javascript && small.contains(JAVASCRIPT) {
                continue;
            }
            prose.curly_brackets += u64::from(line.contains('{'));
            if policies.iter().any(|policy| small.contains(policy)) {
                continue;
            }
            prose.sentences += sentences(&line);
        }
        prose
    }
}

/// Whether a line has enough words, and none that is too long.
fn has_words(line: &str) -> bool {
    let mut n_words = 0;
    for word in line.split(is_white).filter(|word| !word.is_empty()) {
        if word.len() > MAX_WORD_CHARS && word.chars().nth(MAX_WORD_CHARS).is_some() {
            return false;
        }
        n_words += 1;
    }
    n_words >= MIN_WORDS
}

fn ends_sentence(line: &str) -> bool {
    line.ends_with(['.', '?', '!', '"', '\'']) && !line.ends_with("...")
}

/// `line` without marks of Wikipedia: `[12]`, `[]`, `[edit]`, `[citation needed]`.
fn without_citations(line: &str) -> Cow<'_, str> {
    let mut kept = String::new();
    let mut rest = line;
    let mut has_any = false;
    while let Some((before, after)) = rest.split_once('[') {
        kept.push_str(before);
        if let Some(next) = behind_citation(after) {
            has_any = true;
            rest = next;
        } else {
            kept.push('[');
            rest = after;
        }
    }
    if !has_any {
        return Cow::Borrowed(line);
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

/// What follows a citation whose bracket has been opened.
fn behind_citation(after: &str) -> Option<&str> {
    let number = after.trim_start_matches(|c: char| c.is_ascii_digit());
    number
        .strip_prefix(']')
        .or_else(|| after.strip_prefix("edit]"))
        .or_else(|| after.strip_prefix("citation needed]"))
}

/// The sentences of a line: one begins with the first word behind a mark that ends one, closing quotes and brackets aside.
fn sentences(line: &str) -> u64 {
    let (mut n_sentences, mut has_ended) = (1, false);
    tokenize(line, |token| {
        let mut chars = token.chars();
        let is_mark = chars.next().is_some_and(is_terminal) && chars.next().is_none();
        if is_mark {
            has_ended = true;
        } else if has_ended && !token.chars().all(is_punctuation) {
            n_sentences += 1;
            has_ended = false;
        }
    });
    n_sentences
}

/// Punctuation by its general category.
fn is_punctuation(c: char) -> bool {
    match c {
        '\0'..='\x7f' => {
            c.is_ascii_punctuation()
                && !matches!(c, '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~')
        }
        '¡' | '§' | '«' | '¶' | '·' | '»' | '¿' => true,
        '\u{2010}'..='\u{205e}' => !matches!(c, '\u{2028}'..='\u{202f}' | '\u{2044}' | '\u{2052}'),
        '\u{3001}'..='\u{301f}' => !matches!(c, '\u{3004}'..='\u{3007}' | '\u{3012}' | '\u{3013}'),
        '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' => {
            !matches!(c, '＄' | '＋' | '＜' | '＝' | '＞')
        }
        _ => is_terminal(c),
    }
}
