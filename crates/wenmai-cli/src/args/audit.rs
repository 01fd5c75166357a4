use clap::{Args, ValueEnum};
use serde::Deserialize;
use wenmai::model::FindingKind;

use super::{DateArgs, Files, PackArgs, PrivacyArgs, RedactArgs, SiteArgs};
use crate::formats::AuditFormat;

const AUDIT_HELP: &str = "\
Examples:
  wenmai audit pages/
  wenmai audit crawl.jsonl -f jsonl | jq -r '.findings[].code' | sort | uniq -c
  wenmai audit docs/ --fail-on privacy,structure
  wenmai audit crawl.warc.gz --pack evidence --about about.toml
  wenmai audit --run corpus --pack evidence     the documents of a corpus run
  wenmai audit --check evidence                 count it all again
  wenmai audit docs/ -f sarif > audit.sarif    for code hosts
  wenmai audit crawl.jsonl --redact > documents.jsonl

Structure: skipped levels, double or missing numbers, empty sections, dates that
do not agree, and what else the outline shows. Privacy: resident IDs, telephone
numbers, e-mail and postal addresses, bank cards, IBAN, passports, permits, licence
plates, messenger accounts, social credit codes, IP addresses, US social security
numbers, keys and passwords; checked by their check digits where they have some,
and written with * in place of most characters. All visible text is searched, the
boilerplate included. Rights: what robots.txt and tdmrep.json of the site
(--site-file), the response, meta elements, links, JSON-LD and the text say about
crawling, mining, training and publishing, and where that contradicts itself;
labels of content that a machine made, manifests of C2PA, invisible characters.
Pages without findings have no record.

SARIF 2.1.0 (sarif) has one run, with lines and columns, which count characters.
Run it at the root of the repository, so that paths are relative to it. GitHub
shows 5,000 results of a run, the worst first, and takes 25,000.

With --redact the records are those of `wenmai extract -f jsonl --redact`, one of
each page, and hold the findings too: their span points at the page as it was,
their text_span at the placeholder.

An evidence pack (--pack DIR) says what a collection is made of: documents.csv has
one row a document, summary.json the counts: domains, sizes, languages, periods,
opt-outs, licences, personal data. Made of these are domains.csv, sample.csv (a
seeded random sample to review), datasheet.md, croissant.json (Croissant 1.1 with
RAI), data-provenance.json (Data Provenance Standards 1.0.0) and
training-content-summary.csv and .md (EU AI Act, Article 53(1)(d)). manifest.json
has the checksums of all. What only people know stands in the file of --about,
keys in TOML: name, description, url, licence, version, date, previous-date,
creators, citation, contact, purpose, funding, crawler, collection, countries,
consent, reservations, illegal-content, intended-uses, prohibited-uses,
social-impact, maintenance; the pack marks what is missing. Records of runs of an
older version do not say whether anybody looked: rights count as unknown, and the
article is searched for personal data.";

/// List what is odd about the structure of each page, its personal data, and what
/// may be done with it; or write the evidence on a whole collection
#[derive(Debug, Args)]
#[command(
    after_help = AUDIT_HELP,
    mut_arg("files", |files| files
        .required(false)
        .required_unless_present_any(["run", "check"]))
)]
pub(crate) struct AuditArgs {
    /// End with exit code 1 when there are findings of these kinds
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    pub(crate) fail_on: Vec<AuditKind>,
    /// Format [default: table, with --redact jsonl]; json is always an array
    #[arg(long, short)]
    pub(crate) format: Option<AuditFormat>,
    #[command(flatten)]
    pub(crate) privacy: PrivacyArgs,
    #[command(flatten)]
    pub(crate) files: Files,
    #[command(flatten)]
    pub(crate) pack: PackArgs,
    #[command(flatten)]
    pub(crate) dates: DateArgs,
    #[command(flatten)]
    pub(crate) redaction: RedactArgs,
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
