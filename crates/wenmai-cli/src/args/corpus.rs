use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use wenmai::corpus::Sample;

use super::{DateArgs, Files, LimitArgs, RedactArgs, SiteArgs};

const CORPUS_HELP: &str = "\
Examples:
  wenmai corpus run crawl/*.warc.gz --out corpus
  wenmai corpus status --out corpus
  wenmai corpus retry --out corpus --memory 8G
  wenmai corpus dedup --out corpus

The folder gets part-NNNNN.jsonl (or .jsonl.zst, .parquet, or a folder of .md
files), dead-letters.jsonl with each record that failed and why, dropped.jsonl
with each page that was left out and why, and manifest.jsonl with checksum and
counts of each part.";

/// Turn shards of pages into shards of documents, with nothing lost
#[derive(Debug, Args)]
#[command(after_help = CORPUS_HELP)]
pub(crate) struct CorpusArgs {
    #[command(subcommand)]
    pub(crate) what: Corpus,
}

/// What is done with a corpus.
#[derive(Debug, Subcommand)]
pub(crate) enum Corpus {
    Run(Box<CorpusRunArgs>),
    Resume(CorpusResumeArgs),
    Shards(Box<CorpusShardsArgs>),
    Merge(CorpusMergeArgs),
    Status(CorpusStatusArgs),
    Retry(CorpusRetryArgs),
    Dedup(CorpusDedupArgs),
    Explain(CorpusExplainArgs),
    Recipe(CorpusRecipeArgs),
    #[command(hide = true)]
    Worker(CorpusWorkerArgs),
}

const RUN_HELP: &str = "\
Examples:
  wenmai corpus run crawl/ --out corpus --compress zstd
  wenmai corpus run @shards.txt --out corpus -f parquet --memory 8G --jobs 16
  wenmai corpus run crawl/ --out corpus --recipe zh-web
  wenmai corpus run crawl/ --out corpus --redact
  wenmai corpus run crawl/ --out taste --sample 1000 --seed 7
  wenmai corpus run crawl/ --out corpus --isolate --time-limit 20

The same command goes on after the last whole part when it was stopped, killed
or out of disk, and does nothing when all is done. Ctrl-C finishes the part that
is being read; once more ends at once. Records that are no pages (requests,
images, errors of servers) are dropped with a reason, those that fail are dead
letters, and read = written + dropped + dead.

With --redact the parts hold no personal data that was found; dead-letters.jsonl
and dropped.jsonl name pages as their inputs do. Recipes judge the pages as they
were.";

/// Process all records of the inputs, or go on with that
#[derive(Debug, Args)]
#[command(after_help = RUN_HELP)]
pub(crate) struct CorpusRunArgs {
    /// Folder of the run
    #[arg(long, short, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// What the parts hold
    #[arg(long, short, default_value = "jsonl")]
    pub(crate) format: PartFormat,
    /// Keep only the documents that a recipe keeps: one of `wenmai corpus recipe`,
    /// or a file
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) recipe: Option<String>,
    /// The recipe of a run that goes on.
    #[arg(skip)]
    pub(crate) saved_recipe: Option<String>,
    /// How the parts are compressed
    #[arg(long, value_name = "HOW", default_value = "none")]
    pub(crate) compress: Compress,
    /// Pages of how many bytes make a part
    #[arg(long, value_name = "SIZE", default_value = "128M")]
    pub(crate) part_size: Size,
    /// Process only so many records, or such a share, chosen by the seed
    #[arg(long, value_name = "N|P%")]
    pub(crate) sample: Option<Sample>,
    /// Seed of the sample
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Say what would be read and written, and do nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Give up the rest of an input that the system cannot read on, instead of
    /// ending the run
    #[arg(long)]
    pub(crate) skip_read_errors: bool,
    #[command(flatten)]
    pub(crate) resources: ResourceArgs,
    #[command(flatten)]
    pub(crate) files: Files,
    #[command(flatten)]
    pub(crate) dates: DateArgs,
    #[command(flatten)]
    pub(crate) redaction: RedactArgs,
    #[command(flatten)]
    pub(crate) sites: SiteArgs,
}

/// What a run may use.
#[derive(Debug, Default, Clone, Args)]
#[command(next_help_heading = "Resources")]
pub(crate) struct ResourceArgs {
    /// Memory that the run may take. Pages longer than about a thirtieth of it
    /// are dead letters; worker processes take some 50 MB each beside [default:
    /// 2G, or that of the run]
    #[arg(long, value_name = "SIZE")]
    pub(crate) memory: Option<Size>,
    /// Process pages in processes of their own, so that one that hangs or
    /// crashes costs only itself
    #[arg(long)]
    pub(crate) isolate: bool,
    /// Seconds for a page, with --isolate [default: 30]
    #[arg(long, value_name = "S", requires = "isolate")]
    pub(crate) time_limit: Option<Seconds>,
}

/// Go on with a run by the settings that it was begun with, its memory included
#[derive(Debug, Args)]
pub(crate) struct CorpusResumeArgs {
    /// Folder of the run
    #[arg(long, short, value_name = "DIR")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) resources: ResourceArgs,
}

const SHARDS_HELP: &str = "\
Examples:
  wenmai corpus shards crawl/ --out corpus --shard-size 4G > shards.txt
  xargs -r -a shards.txt -n 1 -P 8 wenmai corpus resume --jobs 1 --out
  wenmai corpus merge --out corpus

Or, in place of xargs, an array of jobs on many machines:
  sbatch --array=1-$(wc -l < shards.txt) --wrap \\
    'wenmai corpus resume --out $(sed -n ${SLURM_ARRAY_TASK_ID}p shards.txt)'

Each line of the output is the folder of a shard, DIR/shards/NNNNN: a run that
is begun, with its inputs and all settings. Any machine that sees both by the
same names can go on with it, however often it is killed there. The same command
begins nothing twice, and lists what is not finished yet. A file is never cut.
Samples are not drawn by shards; --isolate is for `wenmai corpus resume`.";

/// What a split run is made of: the description of the command stands beside, as that of the arguments of a run would take its
/// place.
#[derive(Debug, Args)]
#[command(
    about = "Split a run into shards for many machines, and list those that are left",
    after_help = SHARDS_HELP,
    // Refused, with the reason.
    mut_arg("sample", |arg| arg.hide(true)),
    mut_arg("seed", |arg| arg.hide(true)),
    mut_arg("isolate", |arg| arg.hide(true)),
    mut_arg("time_limit", |arg| arg.hide(true)),
)]
pub(crate) struct CorpusShardsArgs {
    /// Inputs of how many bytes make a shard
    #[arg(long, value_name = "SIZE", default_value = "1G")]
    pub(crate) shard_size: Size,
    #[command(flatten)]
    pub(crate) run: CorpusRunArgs,
}

const MERGE_HELP: &str = "\
Examples:
  wenmai corpus merge --out corpus
  wenmai corpus merge --out corpus && wenmai corpus dedup --out corpus

The folder is then that of a finished run: the parts of the shards in the order
of the inputs, all dead letters, one ledger. Parts are moved, not copied, and
DIR/shards is removed. A merge that was killed is gone on with by the same
command. While a shard is not finished, nothing is moved.";

/// Make one run of its finished shards
#[derive(Debug, Args)]
#[command(after_help = MERGE_HELP)]
pub(crate) struct CorpusMergeArgs {
    /// Folder of the run
    #[arg(long, short, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

const STATUS_HELP: &str = "\
Examples:
  wenmai corpus status --out corpus
  wenmai corpus status --out corpus --verify
  wenmai corpus status --out corpus -f json | jq .ledger";

/// Say how far a run is, and where its records went
#[derive(Debug, Args)]
#[command(after_help = STATUS_HELP)]
pub(crate) struct CorpusStatusArgs {
    /// Folder of the run
    #[arg(long, short, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Format [default: table]
    #[arg(long, short)]
    pub(crate) format: Option<crate::formats::TableFormat>,
    /// Read all parts and compare them with their checksums
    #[arg(long)]
    pub(crate) verify: bool,
}

const RETRY_HELP: &str = "\
Examples:
  wenmai corpus retry --out corpus --memory 8G --max-page-bytes 200000000
  wenmai corpus retry --out corpus --max-lines 50000000 --max-steps 20000000000
  wenmai corpus retry --out corpus --isolate --time-limit 300";

/// Read the dead letters of a finished run again, by the limits of the run but
/// for those that are given
#[derive(Debug, Args)]
#[command(after_help = RETRY_HELP)]
pub(crate) struct CorpusRetryArgs {
    /// Folder of the run
    #[arg(long, short, value_name = "DIR")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) resources: ResourceArgs,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
}

const DEDUP_HELP: &str = "\
Examples:
  wenmai corpus dedup --out corpus
  wenmai corpus dedup --out corpus --threshold 0.9 --memory 8G
  jq -r 'select(.kind != \"representative\").id' corpus/duplicates.jsonl

A document is a duplicate of an earlier one when both have the same letters and
digits, or at least the threshold of their shingles (five Chinese characters,
three words) in common. The first of a cluster is kept. The folder gets
duplicates.jsonl with a line for each document of a cluster, and deduped/ with
the parts without duplicates. The same command does nothing more; with another
threshold it does all anew. Files of Markdown have their path as their id, and are
compared as they are, with title and addresses of links.";

/// Find the duplicates among the documents of a finished run
#[derive(Debug, Args)]
#[command(after_help = DEDUP_HELP)]
pub(crate) struct CorpusDedupArgs {
    /// Folder of the run
    #[arg(long, short, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Resemblance of duplicates: what they have in common of what either has,
    /// from 0.5 to 1
    #[arg(long, value_name = "T", default_value = "0.8")]
    pub(crate) threshold: Threshold,
    /// Memory that may be taken
    #[arg(long, value_name = "SIZE", default_value = "2G")]
    pub(crate) memory: Size,
}

const EXPLAIN_HELP: &str = "\
Examples:
  wenmai corpus explain https://example.com/a.html --out corpus
  wenmai corpus explain page-17 page-18 --out corpus -f json
  wenmai corpus explain part-00000/0000001-a.md --out corpus
  jq -r .id corpus/dropped.jsonl | head

Names are ids or URLs of dropped.jsonl, dead-letters.jsonl and the parts; all of
the parts are read, once for all names. Files of Markdown do not tell the id of
their page: for an id, those that are named like it are said, all of them.

Records that gave no page (requests, images, errors of servers, not sampled, too
long or too broken to be read) have no name; `wenmai corpus status` counts them.";

/// Tell what became of a page: where it was written, or why it was not
#[derive(Debug, Args)]
#[command(after_help = EXPLAIN_HELP)]
pub(crate) struct CorpusExplainArgs {
    /// Ids or URLs of pages
    #[arg(required = true, value_name = "ID")]
    pub(crate) ids: Vec<String>,
    /// Folder of the run
    #[arg(long, short, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Format [default: table]
    #[arg(long, short)]
    pub(crate) format: Option<crate::formats::TableFormat>,
}

const RECIPE_HELP: &str = "\
Examples:
  wenmai corpus recipe
  wenmai corpus recipe zh-web > mine.toml
  wenmai corpus run crawl/ --out corpus --recipe mine.toml

A recipe is a TOML file. A table with the name of a set switches its rules on;
its keys are names of rules, with a threshold in place of the published one, or
false for a rule that is off:

  action = \"drop\"            # or \"mark\": keep all, and say what is broken
  [language]
  keep = [\"zh-Hans\", \"en\"]  # zh for both scripts; und where nothing tells
  [page]
  types = [\"article\", \"documentation\"]
  [gopher-quality]
  min-words = 30
  min-stop-words = false
  languages = [\"en\"]         # which documents the set is for";

/// Show a recipe, or all rules with their published thresholds
#[derive(Debug, Args)]
#[command(after_help = RECIPE_HELP)]
pub(crate) struct CorpusRecipeArgs {
    /// The recipe; without it, all rules are listed
    #[arg(value_name = "NAME|FILE")]
    pub(crate) recipe: Option<String>,
    /// Format of the list of rules [default: table]
    #[arg(long, short)]
    pub(crate) format: Option<crate::formats::TableFormat>,
}

/// What an isolated worker is started with; for the command itself.
#[derive(Debug, Args)]
pub(crate) struct CorpusWorkerArgs {
    /// What the parts hold
    #[arg(long, short)]
    pub(crate) format: PartFormat,
    /// Most memory of the process
    #[arg(long)]
    pub(crate) memory: Size,
    /// Take the articles of statutes (第N条) for headings
    #[arg(long)]
    pub(crate) articles: bool,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
    #[command(flatten)]
    pub(crate) dates: DateArgs,
    #[command(flatten)]
    pub(crate) redaction: RedactArgs,
    #[command(flatten)]
    pub(crate) sites: SiteArgs,
}

/// Formats of parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PartFormat {
    /// One record a line
    Jsonl,
    /// One row a record; needs a build with the feature parquet
    Parquet,
    /// A folder with one Markdown file a document
    Md,
}

/// Compression of parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Compress {
    /// Not at all
    None,
    /// Zstandard
    Zstd,
}

/// A number of bytes: `1000`, `512M`, `2GiB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size(pub(crate) u64);

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let unit = text
            .strip_prefix(digits)
            .unwrap_or_default()
            .to_ascii_uppercase();
        let shift = match unit
            .strip_suffix("IB")
            .or(unit.strip_suffix('B'))
            .unwrap_or(&unit)
        {
            "" => Some(0),
            "K" => Some(10),
            "M" => Some(20),
            "G" => Some(30),
            "T" => Some(40),
            _ => None,
        };
        let size = digits.parse::<u64>().ok().zip(shift);
        size.and_then(|(number, shift)| number.checked_mul(1 << shift))
            .map(Self)
            .ok_or_else(|| format!("{text:?} is no size such as 512M or 2G"))
    }
}

/// A resemblance from 0.5 to 1: bands cannot be cut for less.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Threshold(pub(crate) f64);

impl FromStr for Threshold {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let threshold = text.parse().ok();
        threshold
            .filter(|threshold| (0.5..=1.0).contains(threshold))
            .map(Self)
            .ok_or_else(|| format!("{text:?} is no number from 0.5 to 1"))
    }
}

/// A time in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Seconds(pub(crate) Duration);

impl FromStr for Seconds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let seconds = text.parse().ok().filter(|seconds| *seconds > 0.0);
        seconds
            .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
            .map(Self)
            .ok_or_else(|| format!("{text:?} is no number of seconds"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units_of_1024() {
        let size = |text: &str| text.parse::<Size>().ok().map(|size| size.0);
        assert_eq!(size("0"), Some(0));
        assert_eq!(size("512M"), Some(512 << 20));
        assert_eq!(size("2GiB"), Some(2 << 30));
        assert_eq!(size("7kb"), Some(7 << 10));
        assert_eq!(
            ["", "M", "-1", "1X", "1.5G", "99999999T"].map(size),
            [None; 6]
        );
    }

    #[test]
    fn thresholds_are_from_one_half_to_one() {
        let threshold = |text: &str| text.parse::<Threshold>().ok().map(|threshold| threshold.0);
        assert_eq!(
            ["0.5", "0.85", "1"].map(threshold),
            [Some(0.5), Some(0.85), Some(1.0)]
        );
        assert_eq!(["0.49", "1.01", "nan", "80%"].map(threshold), [None; 4]);
    }

    #[test]
    fn times_are_more_than_nothing() {
        let time = |text: &str| text.parse::<Seconds>().ok().map(|time| time.0.as_millis());
        assert_eq!(time("0.5"), Some(500));
        assert_eq!(["0", "-1", "nan", "inf", "x"].map(time), [None; 5]);
    }
}
