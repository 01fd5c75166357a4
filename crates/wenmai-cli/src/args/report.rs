use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Deserialize;

use super::{DateArgs, Files, SiteArgs};

const REPORT_HELP: &str = "\
Examples:
  wenmai report pages/
  wenmai report crawl.jsonl --out report --lang zh --pages 50
  wenmai report sample.warc.gz --run corpus
  wenmai report pages/ --out new --compare old/report.json --fail-on warnings

Writes index.html, pages/*.html, report.md, report.json, documents.csv,
outline.csv, keywords.csv and findings.csv, with --run also run.csv. The HTML
needs no network; a small script sorts and searches the list of documents, and
all is there without it.";

/// Write a report on all pages: findings, outlines, keywords, contrasts, cards
#[derive(Debug, Args)]
#[command(after_help = REPORT_HELP)]
pub(crate) struct ReportArgs {
    /// Folder to write into [default: wenmai-report]
    #[arg(long, short, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Language of the report's own words [default: that of most documents]
    #[arg(long)]
    pub(crate) lang: Option<Lang>,
    /// How many documents get a page of their own, those with most findings
    /// first [default: 200]
    #[arg(long, value_name = "N")]
    pub(crate) pages: Option<usize>,
    /// Show what changed since an older report: its report.json
    #[arg(long, value_name = "FILE")]
    pub(crate) compare: Option<PathBuf>,
    /// Pages of a reference corpus: show the keywords that are more frequent
    /// than there
    #[arg(long, value_name = "FILES")]
    pub(crate) against: Vec<OsString>,
    /// Folder of a corpus run: show what it wrote, what it left out and why
    #[arg(long, value_name = "DIR")]
    pub(crate) run: Option<PathBuf>,
    /// End with exit code 1 when the comparison finds any of these
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub(crate) fail_on: Vec<FailOn>,
    /// CSV files without byte order mark, which spreadsheets need and other
    /// programs may not know
    #[arg(long)]
    pub(crate) no_bom: bool,
    #[command(flatten)]
    pub(crate) files: Files,
    #[command(flatten)]
    pub(crate) dates: DateArgs,
    #[command(flatten)]
    pub(crate) sites: SiteArgs,
}

/// Changes that end the command with exit code 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FailOn {
    /// Any new finding
    Findings,
    /// New warnings or errors
    Warnings,
    /// New errors
    Errors,
    /// Sections with less text than before, or that are gone
    LostText,
    /// Documents that are gone
    Gone,
}

/// Languages that the report speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Lang {
    /// Chinese
    Zh,
    /// English
    En,
}
