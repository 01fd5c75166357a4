use clap::{Args, ValueEnum};
use serde::Deserialize;
use wenmai::model::FindingKind;

use super::{Files, RedactArgs};
use crate::formats::AuditFormat;

const AUDIT_HELP: &str = "\
Examples:
  wenmai audit pages/
  wenmai audit crawl.jsonl -f jsonl | jq -r '.findings[].code' | sort | uniq -c
  wenmai audit docs/ --fail-on privacy,structure
  wenmai audit docs/ -f sarif > audit.sarif    for code hosts
  wenmai audit crawl.jsonl --redact > documents.jsonl

Structure: skipped levels, double or missing numbers, empty sections, dates that
do not agree, and what else the outline shows. Privacy: resident IDs, telephone
numbers, e-mail and postal addresses, bank cards, IBAN, passports, permits, licence
plates, messenger accounts, social credit codes, IP addresses, US social security
numbers, keys and passwords; checked by their check digits where they have some,
and written with * in place of most characters. The whole page is searched, its
boilerplate included. Pages without findings have no record.

SARIF 2.1.0 (sarif) has one run, with lines and columns, which count characters.
Run it at the root of the repository, so that paths are relative to it. GitHub
shows 5,000 results of a run, the worst first, and takes 25,000.

With --redact the records are those of `wenmai extract -f jsonl --redact`, one of
each page, and hold the findings too: their span points at the page as it was,
their text_span at the placeholder.";

/// List what is odd about the structure of each page, and its personal data
#[derive(Debug, Args)]
#[command(after_help = AUDIT_HELP)]
pub(crate) struct AuditArgs {
    /// End with exit code 1 when there are findings of these kinds
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    pub(crate) fail_on: Vec<AuditKind>,
    /// Format [default: table, with --redact jsonl]; json is always an array
    #[arg(long, short)]
    pub(crate) format: Option<AuditFormat>,
    #[command(flatten)]
    pub(crate) files: Files,
    #[command(flatten)]
    pub(crate) redaction: RedactArgs,
}

/// Kinds of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum AuditKind {
    /// Outline and sections
    Structure,
    /// Personal data
    Privacy,
    /// Quality of the text
    Quality,
    /// Reading the bytes of the page
    Parse,
}

impl From<AuditKind> for FindingKind {
    fn from(kind: AuditKind) -> Self {
        match kind {
            AuditKind::Structure => Self::Structure,
            AuditKind::Privacy => Self::Privacy,
            AuditKind::Quality => Self::Quality,
            AuditKind::Parse => Self::Parse,
        }
    }
}
