use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{SourceSpan, Span};

/// Something that a reader of the document should know, with its place and what to do about it.
///
/// A strange page is not an error: parsing returns a document with findings inside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// The area it belongs to.
    pub kind: FindingKind,
    /// Stable name, for example `summary_repeats_section`.
    pub code: Cow<'static, str>,
    /// How much it matters.
    pub severity: Severity,
    /// One sentence for a person.
    pub message: String,
    /// What to do about it.
    pub fix: Option<String>,
    /// Where it is in the text.
    pub span: Option<Span>,
    /// Where it is in the decoded source, where no text shows it: an element of the head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_span: Option<SourceSpan>,
    /// The offending text.
    pub value: Option<String>,
}

impl Finding {
    /// The codes of findings that say that a part of the page was not read, because it passed a limit.
    pub const CUTS: [&'static str; 4] = [
        "text_truncated",
        "too_many_nodes",
        "too_many_lines",
        "too_much_work",
    ];
}

/// A list of findings that names each code a bounded number of times; the last finding of a code says how many there are
/// beside those that are listed.
///
/// ```
/// use wenmai_model::{CappedFindings, Finding, FindingKind, Severity};
/// let mut findings = CappedFindings::default();
/// for n in 0..50 {
///     findings.push("empty_section", || Finding {
///         kind: FindingKind::Structure, code: "empty_section".into(), severity: Severity::Info, message: format!("section {n}"),
///         fix: None, span: None, source_span: None, value: None,
///     });
/// }
/// let findings = findings.finish();
/// assert_eq!(findings.len(), CappedFindings::MOST_PER_CODE);
/// assert_eq!(findings.last().unwrap().message, "section 19; 30 more of this kind are not listed");
/// ```
#[derive(Debug, Default)]
pub struct CappedFindings {
    findings: Vec<Finding>,
    counts: BTreeMap<&'static str, usize>,
}

impl CappedFindings {
    /// So many findings of one code are listed.
    pub const MOST_PER_CODE: usize = 20;

    /// Adds the finding of this `code` that `finding` makes, which is only called when the finding is listed.
    pub fn push(&mut self, code: &'static str, finding: impl FnOnce() -> Finding) {
        let count = self.counts.entry(code).or_default();
        *count += 1;
        if *count <= Self::MOST_PER_CODE {
            self.findings.push(finding());
        }
    }

    /// The findings, in the order in which they came.
    pub fn finish(mut self) -> Vec<Finding> {
        for finding in self.findings.iter_mut().rev() {
            let count = self.counts.remove(finding.code.as_ref()).unwrap_or(0);
            let more = count.saturating_sub(Self::MOST_PER_CODE);
            if more > 0 {
                finding.message = format!(
                    "{}; {more} more of this kind are not listed",
                    finding.message
                );
            }
        }
        self.findings
    }
}

/// Areas of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FindingKind {
    /// Outline and sections.
    Structure,
    /// Rights and permissions.
    Rights,
    /// Personal data.
    Privacy,
    /// Quality of the text.
    Quality,
    /// Reading the bytes of the page.
    Parse,
}

impl FindingKind {
    /// The name in records and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::Rights => "rights",
            Self::Privacy => "privacy",
            Self::Quality => "quality",
            Self::Parse => "parse",
        }
    }
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Probably wrong.
    Warning,
    /// Certainly wrong.
    Error,
}

impl Severity {
    /// The name in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}
