use clap::{Args, ValueEnum};
use serde::Deserialize;
use wenmai::model::FindingKind;

use super::{Files, SiteArgs};
use crate::formats::TableFormat;

const AUDIT_HELP: &str = "\
Examples:
  wenmai audit pages/
  wenmai audit crawl.jsonl -f jsonl | jq -r '.findings[].code' | sort | uniq -c
  wenmai audit docs/ --fail-on privacy,structure

Structure: skipped levels, double or missing numbers, empty sections, dates that
do not agree, and what else the outline shows. Privacy: resident IDs, telephone
numbers, e-mail and postal addresses, bank cards, IBAN, passports, permits, licence
plates, messenger accounts, social credit codes, IP addresses, US social security
numbers, keys and passwords; checked by their check digits where they have some,
and written with * in place of most characters. The whole page is searched, its
boilerplate included. Rights: what robots.txt and tdmrep.json of the site
(--site-file), the response, meta elements, links, JSON-LD and the text say about
crawling, mining, training and publishing, and where that contradicts itself.
Pages without findings have no record.";

/// List what is odd about the structure of each page, its personal data, and what
/// may be done with it
#[derive(Debug, Args)]
#[command(after_help = AUDIT_HELP)]
pub(crate) struct AuditArgs {
    /// End with exit code 1 when there are findings of these kinds
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    pub(crate) fail_on: Vec<AuditKind>,
    /// Format [default: table]; json is always an array
    #[arg(long, short)]
    pub(crate) format: Option<TableFormat>,
    #[command(flatten)]
    pub(crate) files: Files,
    #[command(flatten)]
    pub(crate) sites: SiteArgs,
}

/// Kinds of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum AuditKind {
    /// Outline and sections
    Structure,
    /// What may be done with the page
    Rights,
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
            AuditKind::Rights => Self::Rights,
            AuditKind::Privacy => Self::Privacy,
            AuditKind::Quality => Self::Quality,
            AuditKind::Parse => Self::Parse,
        }
    }
}
