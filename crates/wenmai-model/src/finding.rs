use std::borrow::Cow;

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
