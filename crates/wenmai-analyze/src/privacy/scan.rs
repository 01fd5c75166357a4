//! The pass over a text.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Input};

use super::PersonalDataKind;
use super::context::{Place, automaton};
use super::messenger::{self, Service, another, messenger_id, spellings};
use super::narrow::Narrowed;
use super::options::{PrivacyError, PrivacyOptions};
use super::tables::Tables;
use super::view::View;
use super::{
    PersonalDatum, address, bank, email, english_address, identity, internet, masked, phone,
    placeholder, plate, secret,
};

/// A datum before it is compared with those that it overlaps.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) kind: PersonalDataKind,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) confidence: f32,
}

impl Candidate {
    pub(super) fn new(kind: PersonalDataKind, span: Range<usize>, confidence: f32) -> Self {
        Self {
            kind,
            start: span.start,
            end: span.end,
            confidence,
        }
    }
}

/// What the automaton stopped at.
#[derive(Debug, Clone, Copy)]
enum Anchor {
    Digit,
    At,
    BracketedAt,
    Dot,
    SpacedAt,
    Hash,
    Messenger(Service),
    SecretName,
    /// A call that takes a user and a password.
    SecretCall,
    /// A shape of the table.
    Secret(usize),
    PrivateKey,
    /// A Chinese number and 号, or what villages are divided in.
    ChineseNumber,
    /// A full-width digit.
    WideDigit,
    /// `_at_` for an at sign.
    LinedAt,
}

/// Letters and digits in a row beyond which they are no number: longer ones are hashes and the like.
const MOST_RUN: usize = 64;

/// Looks for personal data.
///
/// ```
/// use wenmai_analyze::privacy::{Detector, PersonalDataKind, PrivacyOptions};
///
/// let detector = Detector::new(&PrivacyOptions::default())?;
/// let found = detector.find("联系电话：13912345678，编号 2408.10899");
/// assert_eq!(found.len(), 1);
/// assert_eq!(found[0].kind, PersonalDataKind::MobilePhone);
/// assert_eq!(found[0].masked, "*********78");
/// # Ok::<(), wenmai_analyze::privacy::PrivacyError>(())
/// ```
#[derive(Debug)]
pub struct Detector {
    tables: Tables,
    anchors: Vec<Anchor>,
    automaton: AhoCorasick,
    /// A bit for each kind that is looked for.
    kinds: u32,
}

impl Detector {
    /// Reads the tables and builds the automata: tens of milliseconds, so that one is made for all texts.
    ///
    /// # Errors
    ///
    /// If a table in the options does not have the form of the one that it replaces.
    pub fn new(options: &PrivacyOptions) -> Result<Self, PrivacyError> {
        let tables = Tables::read(&options.tables)?;
        let kinds = PersonalDataKind::ALL
            .iter()
            .filter(|kind| !options.without.contains(kind))
            .fold(0, |kinds, kind| kinds | kind.bit());
        let mut words: Vec<String> = Vec::new();
        let mut anchors = Vec::new();
        let mut add = |word: &str, anchor: Anchor| {
            words.push(word.to_owned());
            anchors.push(anchor);
        };
        for digit in '0'..='9' {
            add(&digit.to_string(), Anchor::Digit);
        }
        add("@", Anchor::At);
        add("＠", Anchor::At);
        add("艾特", Anchor::At);
        for open in ["(", "[", "{", "<", "（", "【"] {
            for at in ["at", " at", "@", "a)", "a]", "a}"] {
                add(&format!("{open}{at}"), Anchor::BracketedAt);
            }
        }
        for dot in [" dot ", "[dot]", "(dot)", " [dot] ", " (dot) "] {
            add(dot, Anchor::Dot);
        }
        for digit in '０'..='９' {
            add(&digit.to_string(), Anchor::WideDigit);
        }
        add(" at ", Anchor::SpacedAt);
        add("_at_", Anchor::LinedAt);
        add("#", Anchor::Hash);
        for (service, cues) in &tables.messenger.cues {
            for word in cues.iter().flat_map(|cue| spellings(cue)) {
                add(&word, Anchor::Messenger(*service));
            }
        }
        for name in &tables.secret_names {
            add(name, Anchor::SecretName);
        }
        for name in &tables.secret_calls {
            add(&format!("{name}("), Anchor::SecretCall);
        }
        for (i, shape) in tables.secrets.iter().enumerate() {
            add(&shape.prefix, Anchor::Secret(i));
        }
        add("-----BEGIN ", Anchor::PrivateKey);
        for digit in "零〇一二三四五六七八九十百".chars() {
            for unit in ['号', '號', '组', '組', '队', '隊', '社'] {
                add(&format!("{digit}{unit}"), Anchor::ChineseNumber);
            }
        }
        Ok(Self {
            automaton: automaton(&words, AhoCorasickKind::DFA)?,
            anchors,
            tables,
            kinds,
        })
    }

    /// All personal data of a text, in order, without overlaps: of two that overlap the stronger kind is kept, of one
    /// kind the longer. Placeholders of [`redact`](super::redact) are no part of any. Time is linear in the text.
    pub fn find(&self, text: &str) -> Vec<PersonalDatum> {
        let hidden = placeholder::hidden(text);
        let mut kept = Vec::new();
        if self.scan(&hidden, false, &mut kept).is_none() {
            // There are full-width digits: they are read as the narrow ones.
            let narrowed = Narrowed::new(&hidden);
            kept.clear();
            self.scan(&narrowed.text, true, &mut kept);
            for candidate in &mut kept {
                candidate.start = narrowed.place(candidate.start);
                candidate.end = narrowed.place(candidate.end);
            }
        }
        let datum = |candidate: Candidate| {
            let (start, end) = match hidden {
                Cow::Borrowed(_) => (candidate.start, candidate.end),
                Cow::Owned(_) => {
                    placeholder::without_placeholders(text, candidate.start, candidate.end)?
                }
            };
            Some(PersonalDatum {
                kind: candidate.kind,
                start,
                end,
                severity: candidate.kind.severity(),
                confidence: candidate.confidence,
                masked: masked(candidate.kind, text.get(start..end).unwrap_or_default()),
            })
        };
        kept.into_iter().filter_map(datum).collect()
    }

    /// Goes over a text; `None` at the first full-width digit, unless these are to be passed over.
    fn scan(&self, text: &str, is_narrowed: bool, kept: &mut Vec<Candidate>) -> Option<()> {
        let marks = RefCell::default();
        let view = View::new(text, &marks);
        let mut place = 0;
        let mut done = 0;
        while place < text.len() {
            let input = Input::new(view.text()).span(place..text.len());
            let Some(found) = self.automaton.find(input) else {
                break;
            };
            let (start, end) = (found.start(), found.end());
            let anchor = self.anchors.get(found.pattern().as_usize()).copied();
            let Some(anchor) = anchor else {
                break;
            };
            match anchor {
                Anchor::Digit => {
                    place = self.number(view, done, start, kept);
                    done = place;
                    continue;
                }
                Anchor::WideDigit if !is_narrowed => return None,
                _ => {}
            }
            match self.at_anchor(view, anchor, (start, end)) {
                Some(candidate) if self.is_wanted(candidate.kind) => {
                    place = candidate.end.max(end);
                    let mut last = candidate.end;
                    keep(kept, candidate);
                    // One word announces several accounts.
                    while let Anchor::Messenger(service) = anchor
                        && let Some(next) = another(&self.tables, view, service, last)
                    {
                        last = next.end;
                        place = place.max(last);
                        keep(kept, next);
                    }
                }
                _ => place = start + 1,
            }
        }
        Some(())
    }

    fn is_wanted(&self, kind: PersonalDataKind) -> bool {
        self.kinds & kind.bit() != 0
    }

    /// Looks at what a word or sign from `start` to `end` begins or announces.
    fn at_anchor(
        &self,
        view: View<'_>,
        anchor: Anchor,
        (start, end): (usize, usize),
    ) -> Option<Candidate> {
        let tables = &self.tables;
        match anchor {
            Anchor::Digit | Anchor::WideDigit => None,
            Anchor::At => secret::url_password(tables, view, start)
                .or_else(|| email::email(tables, view, start, end))
                .or_else(|| email::spaced_email(tables, view, start, end)),
            Anchor::BracketedAt => {
                email::written_email(tables, view, start, email::bracketed_at(view, start)?)
            }
            Anchor::Dot => {
                let (at, after) = email::at_before_dot(view, start)?;
                email::written_email(tables, view, at, after)
            }
            Anchor::SpacedAt => email::spaced_email(tables, view, start, end),
            Anchor::LinedAt => email::lined_email(tables, view, (start, end)),
            Anchor::Hash => email::hash_email(tables, view, start),
            Anchor::Messenger(service) => messenger_id(tables, view, service, (start, end)),
            Anchor::SecretName => secret::named_secret(tables, view, end),
            Anchor::SecretCall => secret::called_secret(tables, view, end),
            Anchor::Secret(shape) => {
                let shape = tables.secrets.get(shape)?;
                secret::vendor_secret(tables, view, shape, (start, end))
            }
            Anchor::PrivateKey => secret::private_key(view, start),
            Anchor::ChineseNumber => address::address(tables, view, start, end),
        }
    }

    /// Looks at the run of letters and digits around the digit at `digit`, all of it behind `done`; gives where to go on.
    fn number(
        &self,
        view: View<'_>,
        done: usize,
        digit: usize,
        kept: &mut Vec<Candidate>,
    ) -> usize {
        let start = view.run_before(digit, (digit - done).min(MOST_RUN), |byte| {
            byte.is_ascii_alphanumeric()
        });
        let end = view.run(digit, view.len(), |byte| byte.is_ascii_alphanumeric());
        if end - start > MOST_RUN {
            return end;
        }
        let place = Place::new(&self.tables, view, start..end, digit);
        let validators: [fn(&Place<'_>) -> Option<Candidate>; 12] = [
            secret::numbered_secret,
            identity::resident_id,
            identity::social_credit_code,
            bank::iban,
            bank::bank_card,
            identity::travel_permit,
            identity::passport,
            phone::phone,
            messenger::of_chat,
            identity::us_ssn,
            plate::licence_plate,
            internet::ip_address,
        ];
        let mut next = end;
        let candidates = validators.iter().filter_map(|validate| validate(&place));
        let wanted = |candidate: &Candidate| self.is_wanted(candidate.kind);
        let candidate = candidates.into_iter().find(wanted).or_else(|| {
            address::numbered(&place)
                .or_else(|| english_address::english_address(&place))
                .filter(wanted)
        });
        if let Some(candidate) = candidate {
            next = next.max(candidate.end);
            keep(kept, candidate);
        }
        next
    }
}

/// Adds a candidate, unless one that it overlaps is of a stronger kind, or of the same and longer. Those that it overlaps and
/// that are weaker go.
fn keep(kept: &mut Vec<Candidate>, candidate: Candidate) {
    let length = candidate.end - candidate.start;
    let is_stronger = |other: &Candidate| {
        other.kind < candidate.kind
            || (other.kind == candidate.kind && other.end - other.start >= length)
    };
    let overlapping = kept
        .iter()
        .rev()
        .take_while(|other| other.end > candidate.start);
    if overlapping.clone().any(is_stronger) {
        return;
    }
    let n_weaker = overlapping.count();
    kept.truncate(kept.len() - n_weaker);
    kept.push(candidate);
}
