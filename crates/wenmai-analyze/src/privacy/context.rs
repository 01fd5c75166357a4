//! Words around a number that say what it is, or that it is something else.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Input, MatchKind};
use rustc_hash::FxHashMap;

use super::PersonalDataKind;
use super::options::PrivacyError;
use super::tables::{Table, Tables};
use super::view::View;

/// Kinds that a row for all kinds is meant for: those that no check digit tells from other numbers.
const NUMBERS: [PersonalDataKind; 6] = [
    PersonalDataKind::MobilePhone,
    PersonalDataKind::LandlinePhone,
    PersonalDataKind::Passport,
    PersonalDataKind::TravelPermit,
    PersonalDataKind::UsSsn,
    PersonalDataKind::BankCard,
];

/// All words, and the kinds that each announces or denies.
#[derive(Debug)]
pub(super) struct Cues {
    automaton: AhoCorasick,
    words: Vec<Word>,
    /// Bytes of the longest.
    longest: usize,
}

/// Sets of kinds.
#[derive(Debug, Clone, Copy, Default)]
struct Word {
    cue: u32,
    deny: u32,
    /// Those that it denies from behind.
    deny_behind: u32,
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
            let role = row.field(1)?;
            if !matches!(role, "cue" | "deny" | "deny-behind") {
                return Err(row.wrong("cue, deny or deny-behind"));
            }
            for text in row.field(2)?.split('|').filter(|text| !text.is_empty()) {
                let id = *ids.entry(text.to_lowercase()).or_insert_with(|| {
                    texts.push(text.to_lowercase());
                    words.push(Word::default());
                    words.len() - 1
                });
                if let Some(word) = words.get_mut(id) {
                    match role {
                        "cue" => word.cue |= kinds,
                        "deny" => word.deny |= kinds,
                        _ => word.deny_behind |= kinds,
                    }
                }
            }
        }
        Ok(Self {
            automaton: automaton(&texts, AhoCorasickKind::DFA)?,
            words,
            longest: texts.iter().map(String::len).max().unwrap_or(0),
        })
    }

    /// Goes on with the words of a text from `place` up to those that begin before `end`; gives where to go on.
    fn go_on(&self, view: View<'_>, mut place: usize, end: usize, marks: &mut Vec<Mark>) -> usize {
        let last = (end + self.longest).min(view.len());
        while place < end {
            let input = Input::new(view.text()).span(place..last);
            let Some(found) = self.automaton.find(input) else {
                break;
            };
            if found.start() >= end {
                break;
            }
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
        place.max(end)
    }
}

/// The words of the part of a text that was looked at last. Numbers that stand close together have the same words around them,
/// which are looked for once.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// What has been read.
    range: Range<usize>,
    marks: Vec<Mark>,
}

/// So many words may be kept before those are dropped that lie behind.
const MOST_MARKS: usize = 512;

/// Bytes that are read at once behind those that were.
const STEP: usize = 192;

impl Marks {
    /// Reads what is missing of `window`.
    fn read(&mut self, cues: &Cues, view: View<'_>, window: &Range<usize>) {
        let is_apart = window.start < self.range.start || window.start > self.range.end + STEP;
        if is_apart {
            self.range = window.start..window.start;
            self.marks.clear();
        }
        if self.marks.len() > MOST_MARKS {
            self.marks.retain(|mark| mark.end > window.start);
            self.range.start = window.start;
        }
        if window.end > self.range.end {
            // Numbers in a row are not gone over step by step, as each step looks ahead by the longest word.
            let step = if is_apart { 0 } else { STEP };
            let end = window.end.max(self.range.end + step).min(view.len());
            self.range.end = cues.go_on(view, self.range.end, end, &mut self.marks);
        }
    }

    /// The words that begin and end in `window`, in order.
    fn within(&self, window: &Range<usize>) -> &[Mark] {
        let first = self.marks.partition_point(|mark| mark.start < window.start);
        let last = self.marks.partition_point(|mark| mark.end <= window.end);
        self.marks.get(first..last).unwrap_or_default()
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
        }
    }

    /// Digits and letters from the first digit on.
    pub(super) fn n_chars(&self) -> usize {
        self.end - self.digit
    }

    /// What the words around say: those of a window before the first digit, as a word may end in letters of the run
    /// (`SSN241-12-6078`), and those of one behind.
    pub(super) fn evidence(&self, kind: PersonalDataKind) -> Evidence {
        let (thresholds, bit) = (&self.tables.thresholds, kind.bit());
        let before = self.view.window_before(self.digit, thresholds.cue_window);
        let after = self
            .view
            .window_after(self.end, thresholds.cue_window_after);
        let mut marks = self.view.marks().borrow_mut();
        marks.read(&self.tables.cues, self.view, &before);
        let mut evidence = Evidence::default();
        // A word that denies right behind one that announces belongs to it: 身份证编号.
        let mut cue_end = usize::MAX;
        let mut denied = None;
        for mark in marks.within(&before) {
            let bytes = self.digit.saturating_sub(mark.end);
            if mark.word.cue & bit != 0 {
                (evidence.before, cue_end, denied) = (Some(bytes), mark.end, None);
            } else if mark.word.deny & bit != 0 {
                let gap = self.view.slice(cue_end.min(mark.start)..mark.start);
                if cue_end <= mark.start && gap.trim_matches([' ', '_', '-', '的']).is_empty() {
                    (evidence.before, cue_end) = (Some(bytes), mark.end);
                } else {
                    denied = Some(bytes);
                }
            }
        }
        evidence.is_denied = denied.is_some_and(|bytes| bytes <= thresholds.deny_window);
        marks.read(&self.tables.cues, self.view, &after);
        let behind = marks.within(&after).iter();
        let cue = behind.clone().find(|mark| mark.word.cue & bit != 0);
        evidence.is_denied |= behind.clone().any(|mark| mark.word.deny_behind & bit != 0);
        evidence.after = cue.map(|mark| mark.start.saturating_sub(self.end));
        evidence
    }
}
