//! Words around a number that say what it is, or that it is something else.

use std::cell::OnceCell;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Input, MatchKind};
use rustc_hash::FxHashMap;

use super::PersonalDataKind;
use super::options::PrivacyError;
use super::tables::{Table, Tables};
use super::view::View;

/// Kinds that a row for all kinds is meant for: those that no check digit tells from other numbers.
const NUMBERS: [PersonalDataKind; 7] = [
    PersonalDataKind::MobilePhone,
    PersonalDataKind::LandlinePhone,
    PersonalDataKind::Passport,
    PersonalDataKind::TravelPermit,
    PersonalDataKind::UsSsn,
    PersonalDataKind::IpAddress,
    PersonalDataKind::BankCard,
];

/// All words, and the kinds that each announces or denies.
#[derive(Debug)]
pub(super) struct Cues {
    automaton: AhoCorasick,
    words: Vec<Word>,
}

/// Sets of kinds.
#[derive(Debug, Clone, Copy, Default)]
struct Word {
    cue: u32,
    deny: u32,
}

/// An automaton over words, in either case, that prefers the longest of those that begin first.
pub(super) fn automaton<W: AsRef<[u8]>>(
    words: impl IntoIterator<Item = W>,
    kind: AhoCorasickKind,
) -> Result<AhoCorasick, PrivacyError> {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .kind(Some(kind))
        .build(words)
        .map_err(|_| PrivacyError {
            table: "words",
            line: 0,
            expected: "fewer words",
        })
}

impl Cues {
    pub(super) fn read(table: Table<'_>) -> Result<Self, PrivacyError> {
        let mut ids: FxHashMap<String, usize> = FxHashMap::default();
        let mut texts = Vec::new();
        let mut words: Vec<Word> = Vec::new();
        for row in table.rows() {
            let kinds = match row.field(0)? {
                "*" => NUMBERS.iter().fold(0, |kinds, kind| kinds | kind.bit()),
                code => PersonalDataKind::from_code(code)
                    .ok_or_else(|| row.wrong("a kind"))?
                    .bit(),
            };
            let is_cue = match row.field(1)? {
                "cue" => true,
                "deny" => false,
                _ => return Err(row.wrong("cue or deny")),
            };
            for text in row.field(2)?.split('|').filter(|text| !text.is_empty()) {
                let id = *ids.entry(text.to_lowercase()).or_insert_with(|| {
                    texts.push(text.to_lowercase());
                    words.push(Word::default());
                    words.len() - 1
                });
                if let Some(word) = words.get_mut(id) {
                    if is_cue {
                        word.cue |= kinds;
                    } else {
                        word.deny |= kinds;
                    }
                }
            }
        }
        Ok(Self {
            automaton: automaton(&texts, AhoCorasickKind::DFA)?,
            words,
        })
    }

    /// The words in a part of the text, in order.
    fn marks(&self, view: View<'_>, range: Range<usize>) -> Vec<Mark> {
        let mut marks = Vec::new();
        let mut place = range.start;
        while place < range.end {
            let input = Input::new(view.text()).span(place..range.end);
            let Some(found) = self.automaton.find(input) else {
                break;
            };
            if is_word(view, found.start(), found.end()) {
                let word = self.words.get(found.pattern().as_usize());
                marks.push(Mark {
                    start: found.start(),
                    end: found.end(),
                    word: word.copied().unwrap_or_default(),
                });
                place = found.end();
            } else {
                place = found.start() + 1;
            }
        }
        marks
    }
}

/// Whether a match begins and ends where words do: no ASCII letter goes on on either side, unless a capital begins it.
pub(super) fn is_word(view: View<'_>, start: usize, end: usize) -> bool {
    let (first, last) = (view.at(start), view.before(end));
    let (before, after) = (view.before(start), view.at(end));
    let begins = !first.is_ascii_alphanumeric()
        || !before.is_ascii_alphanumeric()
        || (before.is_ascii_lowercase() && first.is_ascii_uppercase());
    let ends = !last.is_ascii_alphabetic()
        || !after.is_ascii_alphabetic()
        || (last.is_ascii_lowercase() && after.is_ascii_uppercase());
    begins && ends
}

#[derive(Debug, Clone, Copy)]
struct Mark {
    start: usize,
    end: usize,
    word: Word,
}

/// A run of letters and digits in a text that could be, or begin, a datum.
pub(super) struct Place<'a> {
    pub(super) tables: &'a Tables,
    pub(super) view: View<'a>,
    /// Its first letter or digit.
    pub(super) start: usize,
    /// Its first digit.
    pub(super) digit: usize,
    /// Where its letters and digits end.
    pub(super) end: usize,
    before: OnceCell<Vec<Mark>>,
    after: OnceCell<Vec<Mark>>,
}

/// What the words around a place say about one kind.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Evidence {
    /// Bytes between the nearest word that announces it, and the place.
    pub(super) before: Option<usize>,
    /// Bytes between the place and a word that says it was.
    pub(super) after: Option<usize>,
    /// Whether a nearer word says that it is something else.
    pub(super) is_denied: bool,
}

impl Evidence {
    /// Whether some word announces it.
    pub(super) fn is_cued(self) -> bool {
        !self.is_denied && (self.before.is_some() || self.after.is_some())
    }

    /// Whether a word announces it that ends at most `n_bytes` before.
    pub(super) fn is_within(self, n_bytes: usize) -> bool {
        !self.is_denied && self.before.is_some_and(|bytes| bytes <= n_bytes)
    }
}

impl<'a> Place<'a> {
    pub(super) fn new(tables: &'a Tables, view: View<'a>, run: Range<usize>, digit: usize) -> Self {
        Self {
            tables,
            view,
            start: run.start,
            digit,
            end: run.end,
            before: OnceCell::new(),
            after: OnceCell::new(),
        }
    }

    /// Digits and letters from the first digit on.
    pub(super) fn n_chars(&self) -> usize {
        self.end - self.digit
    }

    pub(super) fn evidence(&self, kind: PersonalDataKind) -> Evidence {
        let thresholds = &self.tables.thresholds;
        let before = self.before.get_or_init(|| {
            // A word may end in letters of the run: `SSN241-12-6078`.
            let window = self.view.window_before(self.digit, thresholds.cue_window);
            self.tables.cues.marks(self.view, window)
        });
        let after = self.after.get_or_init(|| {
            let window = self
                .view
                .window_after(self.end, thresholds.cue_window_after);
            self.tables.cues.marks(self.view, window)
        });
        let bit = kind.bit();
        let mut evidence = Evidence::default();
        // A word that denies right behind one that announces belongs to it: 身份证编号.
        let mut cue_end = usize::MAX;
        let mut denied = None;
        for mark in before {
            if mark.word.cue & bit != 0 {
                evidence.before = Some(self.digit.saturating_sub(mark.end));
                cue_end = mark.end;
                denied = None;
            } else if mark.word.deny & bit != 0 {
                let gap = self.view.slice(cue_end.min(mark.start)..mark.start);
                if cue_end <= mark.start && gap.trim_matches([' ', '_', '-', '的']).is_empty() {
                    evidence.before = Some(self.digit.saturating_sub(mark.end));
                    cue_end = mark.end;
                } else {
                    denied = Some(self.digit.saturating_sub(mark.end));
                }
            }
        }
        evidence.is_denied = denied.is_some_and(|bytes| bytes <= thresholds.deny_window);
        let after = after.iter().find(|mark| mark.word.cue & bit != 0);
        evidence.after = after.map(|mark| mark.start.saturating_sub(self.end));
        evidence
    }
}
