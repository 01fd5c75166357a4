//! What is odd about the structure of a document and can be told from the document alone.
//!
//! Parsing reports what it needs its own decisions for: levels that are skipped, numbers that come twice or are missing, headings
//! whose parent is missing, empty sections, headings that come twice, summaries that repeat a paragraph, dates that do not
//! fit the time of capture or each other. This module adds what it does not report, and repeats none of it. Each code
//! is listed [`CappedFindings::MOST_PER_CODE`] times at most. Runs in linear time, but for logarithms.

mod contents;
mod dates;
mod outline;
mod sections;
mod summary;
#[cfg(test)]
mod tests;
mod thresholds;

use wenmai_model::{CappedFindings, Document, Finding, FindingKind, Heading, Severity, Span};

use crate::data_table::TableError;
use thresholds::Thresholds;

/// How structure is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LintOptions {
    /// Text to take in the place of `data/lint/thresholds.tsv`; a threshold that it leaves out has its built-in value.
    pub thresholds: Option<String>,
}

/// Looks at the structure of documents. Made once; threads may share it.
#[derive(Debug)]
pub struct StructureLint {
    thresholds: Thresholds,
}

impl StructureLint {
    /// Reads the thresholds.
    ///
    /// # Errors
    ///
    /// When the table that was given cannot be read.
    pub fn new(options: &LintOptions) -> Result<Self, TableError> {
        Ok(Self {
            thresholds: Thresholds::read(options.thresholds.as_deref())?,
        })
    }

    /// The findings about the structure of `document`, in page order.
    pub fn findings(&self, document: &Document) -> Vec<Finding> {
        let mut found = Found::default();
        let thresholds = &self.thresholds;
        outline::check(document, thresholds, &mut found);
        sections::check(document, thresholds, &mut found);
        summary::check(document, thresholds, &mut found);
        dates::check(document, thresholds, &mut found);
        contents::check(document, thresholds, &mut found);
        let mut findings = found.0.finish();
        findings.sort_by_key(|finding| finding.span.map(|span| span.start));
        findings
    }
}

/// What is wrong, how much it matters, what to do about it.
struct Rule {
    code: &'static str,
    severity: Severity,
    fix: &'static str,
}

#[derive(Debug, Default)]
struct Found(CappedFindings);

impl Found {
    /// Adds a finding at `span`; `message` is made only when it is kept.
    fn add(
        &mut self,
        document: &Document,
        rule: &Rule,
        span: Option<Span>,
        message: impl FnOnce() -> String,
    ) {
        self.0.push(rule.code, || Finding {
            kind: FindingKind::Structure,
            code: rule.code.into(),
            severity: rule.severity,
            message: message(),
            fix: Some(rule.fix.into()),
            span,
            source_span: None,
            value: span
                .map(|span| shortened(document.slice(span)))
                .filter(|value| !value.is_empty()),
        });
    }
}

/// Least confidence of a heading that something is said about: below it the line may be text, and nothing be wrong.
const MIN_CONFIDENCE: f32 = 0.6;

fn is_sure(heading: &Heading) -> bool {
    heading.confidence >= MIN_CONFIDENCE
}

/// So many characters of a text are cited.
const MAX_CITED: usize = 60;

fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_CITED) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text)),
        None => text.to_owned(),
    }
}

/// A text in quotation marks.
fn quoted(text: &str) -> String {
    format!("\"{}\"", shortened(text))
}
