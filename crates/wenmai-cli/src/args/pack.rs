use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use jiff::civil::Date;
use serde::Deserialize;

/// The evidence pack.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Evidence options")]
pub(crate) struct PackArgs {
    /// Folder to write an evidence pack into, instead of findings
    #[arg(long, value_name = "DIR", conflicts_with = "format")]
    pub(crate) pack: Option<PathBuf>,
    /// With --pack: the documents of the finished corpus run in this folder, in
    /// place of FILES
    #[arg(long, value_name = "DIR", conflicts_with_all = ["files", "fail_on"])]
    pub(crate) run: Option<PathBuf>,
    /// With --run: only those that `corpus dedup` has kept
    #[arg(long)]
    pub(crate) deduped: bool,
    /// With --pack: rows of the sampling sheet [default: 4000]
    #[arg(long, value_name = "N")]
    pub(crate) sample: Option<u64>,
    /// With --pack: what the sample is drawn by [default: 1]
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// With --pack: TOML file with what only people know of the collection
    #[arg(long, value_name = "FILE")]
    pub(crate) about: Option<PathBuf>,
    /// With --pack: the date of the collection, before that of --about; no clock
    /// is asked
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Option<Day>,
    /// Count the evidence pack in this folder again, and say what differs
    #[arg(long, value_name = "DIR", conflicts_with_all = ["files", "pack", "run"])]
    pub(crate) check: Option<PathBuf>,
}

/// A day, in ISO 8601.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Day(pub(crate) Date);

impl FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let day = text.parse().map(Self);
        day.map_err(|_| format!("{text:?} is no date such as 2024-12-20"))
    }
}

impl TryFrom<String> for Day {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}
