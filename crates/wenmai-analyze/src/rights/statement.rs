//! Statements while they are collected.

use wenmai_model::{
    RightsCode, RightsEffect, RightsStatement, RightsUse, Signal, SignalSource, SourceSpan, Span,
};

/// Longest value of a statement, in bytes.
const MAX_VALUE_BYTES: usize = 1_000;

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

/// What a statement says.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) parsed: Option<String>,
    pub(super) effect: RightsEffect,
    pub(super) uses: Vec<RightsUse>,
}

impl Said {
    pub(super) fn new(effect: RightsEffect, uses: &[RightsUse], parsed: impl Into<String>) -> Self {
        Self {
            parsed: Some(parsed.into()),
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
        let value = value
            .get(..value.floor_char_boundary(MAX_VALUE_BYTES))
            .unwrap_or_default();
        Self {
            statement: RightsStatement {
                code,
                source: origin.source,
                value: value.to_owned(),
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
