//! Reads a text once: what it says itself, what it quotes, and which languages its sentences are in.

use super::evidence::Evidence;
use super::function_words::{LatinWord, is_latin};
use super::shares::Shares;

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// What stands outside of quotation marks.
    said: Evidence,
    /// What stands between them: an error message, a title, the words of someone else.
    quoted: Evidence,
    /// The sentences by their languages.
    pub(super) shares: Shares,
    sentence: Evidence,
    run: Run,
}

/// Characters without blanks between them. Addresses, paths, options and identifiers are told from words by what else is in
/// the run.
#[derive(Debug, Default)]
struct Run {
    words: [LatinWord; Run::MAX_WORDS],
    n_words: usize,
    word: LatinWord,
    previous: Option<char>,
    n_slashes: u32,
    content: Content,
    has_small_letter: bool,
    /// Whether the run before was in capitals.
    follows_capitals: bool,
}

/// What a run holds; the later outweighs the earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Content {
    #[default]
    Words,
    /// `v1.27`, `40h`
    Figures,
    /// `readinessProbe`, `node.js`, `--force`
    Code,
}

impl Run {
    /// A run of more words is an address or an identifier.
    const MAX_WORDS: usize = 4;

    fn push_letter(&mut self, c: char) {
        let is_code = match self.previous {
            Some('.') => self.n_words > 0,
            Some('-') => self.n_words == 0,
            Some(before) => c.is_ascii_uppercase() && before.is_ascii_lowercase(),
            None => false,
        };
        if is_code {
            self.content = Content::Code;
        }
        self.has_small_letter |= !c.is_ascii_uppercase();
        self.word.push(c);
        self.previous = Some(c);
    }

    fn push_sign(&mut self, c: char) {
        self.end_word();
        match c {
            '0'..='9' => self.content = self.content.max(Content::Figures),
            '/' => self.n_slashes += 1,
            // `-- comment`
            '-' if self.previous == Some('-') && self.n_words == 0 => self.content = Content::Code,
            '_' | '\\' | '=' | '@' | '{' | '}' | '<' | '>' | '$' | '#' | '*' => {
                self.content = Content::Code;
            }
            _ => {}
        }
        self.previous = Some(c);
    }

    fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        if word.is_empty() {
            return;
        }
        match self.words.get_mut(self.n_words) {
            Some(place) => {
                *place = word;
                self.n_words += 1;
            }
            None => self.content = Content::Code,
        }
    }

    /// Counts the words of the run, and begins another.
    fn end(&mut self, evidence: &mut Evidence) {
        if self.previous.is_none() {
            return;
        }
        self.end_word();
        if self.content == Content::Code || self.n_slashes > 1 {
            evidence.count_code();
        } else if self.content == Content::Words {
            // `ORDER BY` and `IT` are keywords and names; headlines have capitals all along.
            let is_counted = self.has_small_letter || self.follows_capitals;
            for word in self.words.iter().take(self.n_words) {
                evidence.count_word(if is_counted { word.languages() } else { 0 });
            }
        }
        self.follows_capitals = self.n_words > 0 && !self.has_small_letter;
        self.previous = None;
        self.n_words = 0;
        self.n_slashes = 0;
        self.content = Content::Words;
        self.has_small_letter = false;
    }
}

impl Reading {
    /// Reads `text`, which goes on nowhere.
    pub(super) fn read(&mut self, text: &str) {
        let mut quotation_end = None;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if quotation_end == Some(at) {
                self.run.end(&mut self.quoted);
                quotation_end = None;
                continue;
            }
            let is_quoted = quotation_end.is_some();
            let evidence = if is_quoted {
                &mut self.quoted
            } else {
                &mut self.sentence
            };
            if is_latin(c) {
                self.run.push_letter(c);
                continue;
            }
            if c.is_ascii_graphic() && c != '"' {
                self.run.push_sign(c);
            } else {
                self.run.end(evidence);
                if !c.is_ascii() {
                    evidence.count(c);
                }
            }
            if is_quoted {
                continue;
            }
            let ends_sentence = match c {
                '\n' | '。' | '\u{ff01}' | '\u{ff1f}' => true,
                '.' | '!' | '?' => chars
                    .peek()
                    .is_none_or(|(_, next)| !next.is_ascii_graphic()),
                _ => false,
            };
            if ends_sentence {
                self.end_sentence();
            }
            quotation_end = closing_mark(c).and_then(|closing| {
                let rest = text.get(at + c.len_utf8()..)?;
                let len = rest
                    .char_indices()
                    .take(MAX_QUOTATION_CHARS)
                    .take_while(|&(_, c)| c != '\n')
                    .find_map(|(len, c)| closing.contains(&c).then_some(len))?;
                Some(at + c.len_utf8() + len)
            });
        }
        self.end_sentence();
    }

    fn end_sentence(&mut self) {
        self.run.end(&mut self.sentence);
        let sentence = std::mem::take(&mut self.sentence);
        self.shares.add(&sentence);
        self.said.add(&sentence);
    }

    /// What the text says itself; all of it where that is little, as in dialogs.
    pub(super) fn evidence(mut self) -> (Evidence, Shares) {
        if self.said.weight() * 2 < self.quoted.weight() {
            self.said.add(&self.quoted);
        }
        (self.said, self.shares)
    }
}

/// Longer quotations, and those over several lines, are text like any other.
const MAX_QUOTATION_CHARS: usize = 200;

/// What ends the quotation that `opening` begins.
fn closing_mark(opening: char) -> Option<&'static [char]> {
    match opening {
        '"' => Some(&['"']),
        '“' => Some(&['”']),
        '„' => Some(&['“', '”']),
        '«' => Some(&['»']),
        '「' => Some(&['」']),
        '『' => Some(&['』']),
        _ => None,
    }
}
