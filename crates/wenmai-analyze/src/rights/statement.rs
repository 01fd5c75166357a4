//! Statements while they are collected.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;
use wenmai_model::{
    RightsCode, RightsEffect, RightsStatement, RightsUse, Signal, SignalSource, SourceSpan, Span,
};

/// Longest value of a statement, as written and as read, in bytes.
const MAX_VALUE_BYTES: usize = 1_000;
/// Most different statements of one kind of place about one page. Rules of `robots.txt` do not count: there is one for each
/// crawler of the table.
pub(super) const MAX_OF_SOURCE: usize = 64;

/// Where a statement was found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    pub(super) source: SignalSource,
    /// Place in the decoded source.
    pub(super) span: Option<SourceSpan>,
    /// Place in the text of the document.
    pub(super) text_span: Option<Span>,
}

impl Origin {
    /// A file of the site.
    pub(super) const fn file(source: SignalSource) -> Self {
        Self {
            source,
            span: None,
            text_span: None,
        }
    }
}

impl From<&Signal> for Origin {
    fn from(signal: &Signal) -> Self {
        Self {
            source: signal.source,
            span: signal.span,
            text_span: None,
        }
    }
}

/// A statement, and what is known of it beside.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) statement: RightsStatement,
    /// Place in the text of the document.
    pub(super) text_span: Option<Span>,
    /// Whether the rule of its own convention lets another one win.
    pub(super) is_overridden: bool,
    /// Whether it is told to nobody: it restricts nothing that a finding is about.
    pub(super) is_quiet: bool,
}

/// The statements about one page. Of those that say the same in one kind of place the first is kept, and of each kind of place
/// the first [`MAX_OF_SOURCE`].
#[derive(Debug, Default)]
pub(super) struct Statements {
    list: Vec<Found>,
    seen: FxHashSet<Key>,
    n_of_source: BTreeMap<SignalSource, usize>,
}

/// What tells statements of one kind of place apart: how they were read, or as what they were written where they say nothing of
/// any use.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    code: RightsCode,
    source: SignalSource,
    effect: RightsEffect,
    uses: Vec<RightsUse>,
    parsed: Option<String>,
    value: Option<String>,
}

impl Statements {
    /// Keeps a statement, unless the same was made before or there are too many.
    pub(super) fn push(&mut self, found: Found) {
        let statement = &found.statement;
        let is_counted = statement.code != RightsCode::RobotsTxt;
        if is_counted && self.is_full(statement.source) {
            return;
        }
        let is_unclear = statement.effect == RightsEffect::Unclear;
        let key = Key {
            code: statement.code,
            source: statement.source,
            effect: statement.effect,
            uses: statement.uses.clone(),
            parsed: statement.parsed.clone(),
            value: is_unclear.then(|| statement.value.clone()),
        };
        if self.seen.insert(key) {
            if is_counted {
                *self.n_of_source.entry(statement.source).or_default() += 1;
            }
            self.list.push(found);
        }
    }

    /// Whether no more statements of such a place are kept.
    pub(super) fn is_full(&self, source: SignalSource) -> bool {
        let n = self.n_of_source.get(&source);
        n.is_some_and(|&n| n >= MAX_OF_SOURCE)
    }

    /// The statements in the order in which they came.
    pub(super) fn finish(self) -> Vec<Found> {
        self.list
    }
}

/// The first [`MAX_VALUE_BYTES`], up to a whole character.
fn cut(value: &str) -> &str {
    value
        .get(..value.floor_char_boundary(MAX_VALUE_BYTES))
        .unwrap_or_default()
}

/// What a statement says.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) parsed: Option<String>,
    pub(super) effect: RightsEffect,
    pub(super) uses: Vec<RightsUse>,
}

impl Said {
    pub(super) fn new(effect: RightsEffect, uses: &[RightsUse], parsed: impl Into<String>) -> Self {
        let mut parsed = parsed.into();
        parsed.truncate(cut(&parsed).len());
        Self {
            parsed: Some(parsed),
            effect,
            uses: uses.into(),
        }
    }

    /// What cannot be read.
    pub(super) const fn malformed() -> Self {
        Self {
            parsed: None,
            effect: RightsEffect::Unclear,
            uses: Vec::new(),
        }
    }
}

impl Found {
    pub(super) fn new(code: RightsCode, origin: Origin, value: &str, said: Said) -> Self {
        let mut uses = said.uses;
        uses.sort_unstable();
        uses.dedup();
        Self {
            statement: RightsStatement {
                code,
                source: origin.source,
                value: cut(value).to_owned(),
                parsed: said.parsed,
                effect: said.effect,
                uses,
                span: origin.span,
            },
            text_span: origin.text_span,
            is_overridden: false,
            is_quiet: false,
        }
    }

    /// The same, told to nobody.
    pub(super) fn quiet(mut self) -> Self {
        self.is_quiet = true;
        self
    }
}
