//! Phrases about the use of a page, and names of licences, in its visible text: one pass of one automaton.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use wenmai_model::{RightsCode, RightsEffect, RightsUse, SignalSource, Span};

use super::creative_commons::{self, BEGINNINGS, Licence};
use super::options::{RightsError, RightsTables};
use super::statement::{Found, Origin, Said, Statements};
use super::tables::{effect, uses};
use crate::privacy::tables::Table;

/// Most phrases of one value.
const MAX_PHRASES: usize = 64;

/// A phrase of the table.
#[derive(Debug)]
struct Phrase {
    text: String,
    effect: RightsEffect,
    uses: Vec<RightsUse>,
}

impl Phrase {
    fn said(&self) -> Said {
        Said::new(self.effect, &self.uses, self.text.as_str())
    }
}

/// The phrases of the table, and the automaton that finds them.
#[derive(Debug)]
pub(super) struct Phrases {
    list: Vec<Phrase>,
    /// Phrases first, then beginnings of names of licences.
    automaton: AhoCorasick,
}

impl Phrases {
    pub(super) fn new(tables: &RightsTables) -> Result<Self, RightsError> {
        let table = Table::new(
            "phrases.tsv",
            tables
                .phrases
                .as_deref()
                .unwrap_or(include_str!("../../data/rights/phrases.tsv")),
        );
        let phrase = |row: crate::privacy::tables::Row<'_>| {
            let text = row.field(0)?;
            if text.is_empty() {
                return Err(row.wrong("a phrase").into());
            }
            Ok(Phrase {
                text: text.to_owned(),
                effect: effect(&row, 1)?,
                uses: uses(&row, 2)?,
            })
        };
        let list: Vec<Phrase> = table
            .rows()
            .map(phrase)
            .collect::<Result<_, RightsError>>()?;
        let patterns = list.iter().map(|phrase| phrase.text.as_str());
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::DFA))
            .build(patterns.chain(BEGINNINGS));
        let automaton = automaton.map_err(|_| RightsError {
            table: "phrases.tsv",
            line: 1,
            expected: "fewer or shorter phrases",
        })?;
        Ok(Self { list, automaton })
    }

    /// What stands in a text, in order, each statement once.
    pub(super) fn statements(&self, text: &str, found: &mut Statements) {
        let mut seen_phrases = vec![false; self.list.len()];
        let mut seen_licences: Vec<String> = Vec::new();
        let mut end_of_licence = 0;
        for place in self.automaton.find_iter(text) {
            if found.is_full(SignalSource::Text) {
                break;
            }
            let (start, end) = (place.start(), place.end());
            let Some(phrase) = self.list.get(place.pattern().as_usize()) else {
                if start >= end_of_licence
                    && starts_word(text, start)
                    && let Some((len, licence)) = creative_commons::of_text(rest(text, start))
                {
                    end_of_licence = start + len;
                    if !seen_licences.contains(&licence.id) {
                        seen_licences.push(licence.id.clone());
                        let value = text.get(start..start + len).unwrap_or_default();
                        let origin = origin(start, start + len);
                        let said = licence.mentioned();
                        let code = RightsCode::CreativeCommons;
                        found.push(Found::new(code, origin, value, said));
                    }
                }
                continue;
            };
            let Some(seen) = seen_phrases.get_mut(place.pattern().as_usize()) else {
                continue;
            };
            if *seen || !is_whole(text, start, end) {
                continue;
            }
            *seen = true;
            let value = text.get(start..end).unwrap_or_default();
            let code = RightsCode::SitePhrase;
            found.push(Found::new(code, origin(start, end), value, phrase.said()));
        }
    }

    /// Whether a phrase stands in a value.
    pub(super) fn says(&self, value: &str) -> bool {
        self.phrases_in(value).next().is_some()
    }

    /// What the phrases in a value say, each once.
    pub(super) fn of_value(&self, value: &str) -> Vec<Said> {
        let mut said: Vec<Said> = Vec::new();
        for phrase in self.phrases_in(value).take(MAX_PHRASES) {
            if !said
                .iter()
                .any(|said| said.parsed.as_deref() == Some(phrase.text.as_str()))
            {
                said.push(phrase.said());
            }
        }
        said
    }

    /// The first licence that a value names.
    pub(super) fn licence_in(&self, value: &str) -> Option<(usize, Licence)> {
        let places = self.automaton.find_iter(value);
        let beginnings = places.filter(|place| place.pattern().as_usize() >= self.list.len());
        beginnings
            .take(MAX_PHRASES)
            .find_map(|place| creative_commons::of_text(rest(value, place.start())))
    }

    fn phrases_in<'p>(&'p self, value: &'p str) -> impl Iterator<Item = &'p Phrase> {
        let places = self.automaton.find_iter(value);
        places.filter_map(|place| {
            let phrase = self.list.get(place.pattern().as_usize())?;
            is_whole(value, place.start(), place.end()).then_some(phrase)
        })
    }
}

fn rest(text: &str, start: usize) -> &str {
    text.get(start..).unwrap_or_default()
}

fn origin(start: usize, end: usize) -> Origin {
    // Texts are below 4 GiB, as their spans are.
    let place = u32::try_from(start).ok().zip(u32::try_from(end).ok());
    Origin {
        source: SignalSource::Text,
        span: None,
        text_span: place.map(|(start, end)| Span::new(start, end)),
    }
}

/// Whether a word of ASCII letters begins here, if one does.
fn starts_word(text: &str, start: usize) -> bool {
    let before = text
        .get(..start)
        .and_then(|before| before.chars().next_back());
    let is_word = |c: char| c.is_ascii_alphanumeric();
    !(before.is_some_and(is_word) && rest(text, start).starts_with(is_word))
        // `//creativecommons.org/` and `www.` before it are its own.
        || rest(text, start).get(..8).is_some_and(|found| found.eq_ignore_ascii_case("creative"))
}

/// Whether a phrase of ASCII letters begins and ends where words do.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric();
    let last = text.get(..end).and_then(|text| text.chars().next_back());
    let is_cut = last.is_some_and(is_word) && rest(text, end).starts_with(is_word);
    let before = text
        .get(..start)
        .and_then(|before| before.chars().next_back());
    let is_begun = before.is_some_and(is_word) && rest(text, start).starts_with(is_word);
    !is_cut && !is_begun
}
