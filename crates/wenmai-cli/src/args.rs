mod audit;
mod chunk;
mod corpus;
mod input;
mod limits;
mod pack;
mod privacy;
mod profile;
mod redact;
mod report;
mod site;

use std::ffi::OsString;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde::Deserialize;

pub(crate) use self::audit::{AuditArgs, AuditKind};
pub(crate) use self::chunk::{ChunkArgs, Tokens};
pub(crate) use self::corpus::{
    Compress, Corpus, CorpusArgs, CorpusDedupArgs, CorpusExplainArgs, CorpusMergeArgs,
    CorpusRecipeArgs, CorpusResumeArgs, CorpusRetryArgs, CorpusRunArgs, CorpusShardsArgs,
    CorpusStatusArgs, CorpusWorkerArgs, PartFormat, ResourceArgs,
};
pub(crate) use self::input::{Charset, Files, InputArgs, Kind, ProfileArgs};
pub(crate) use self::limits::{Depth, LimitArgs, limit_flags};
pub(crate) use self::pack::{Day, PackArgs};
pub(crate) use self::privacy::{PersonalKind, PrivacyArgs};
pub(crate) use self::profile::LearnProfilesArgs;
pub(crate) use self::redact::{RedactArgs, RedactLanguage, RedactedKinds};
pub(crate) use self::report::{FailOn, Lang, ReportArgs};
pub(crate) use self::site::SiteArgs;
use crate::formats::{ExplainFormat, ExtractFormat, OutlineFormat, TableFormat};

const ABOUT: &str = "Turns crawled pages into structured, measured documents";

const LONG_ABOUT: &str = "\
Turns crawled pages into structured, measured documents: the article with its outline and sections, the \
cards of related articles as data, keywords, statistics, and a report to look at. Chinese and English first.";

const AFTER_HELP: &str = "\
Examples:
  wenmai outline page.txt                    the heading tree, with lengths
  wenmai explain page.txt                    what each line is, and why
  wenmai extract page.txt -f md              the article as Markdown
  wenmai extract pages/ > documents.jsonl    one JSON record a page
  wenmai keywords 'pages/*.txt' --top 5      what each page is about
  wenmai chunk pages/ > chunks.jsonl         passages for a RAG index
  wenmai audit pages/                        odd structure and personal data
  wenmai audit crawl/ --pack evidence        what the collection is made of
  wenmai report pages/ --out report          an HTML report on all of them
  wenmai profile crawl/ --out profiles       what repeats on each site
  wenmai corpus run crawl/ --out corpus      millions of pages, resumable

FILES are files, folders (searched for .txt .md .html .htm .jsonl .warc .wet,
also with .gz or .zst, and .parquet), quoted patterns such as 'pages/**/*.txt',
@LIST (a file that names one input a line) and - (standard input). Results go
to standard output, messages to standard error.

Exit codes: 0 all is well; 1 what --fail-on names was found; 2 wrong usage;
3 some documents were written, some inputs failed; 4 no document was
written; 5 an output could not be written; 130 interrupted.";

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "wenmai",
    version,
    about = ABOUT,
    long_about = LONG_ABOUT,
    after_help = AFTER_HELP,
    max_term_width = 80,
    subcommand_required = true,
    arg_required_else_help = true,
    disable_help_subcommand = true
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) common: CommonArgs,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Flags that every command takes.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "General options")]
pub(crate) struct CommonArgs {
    /// Number of threads; the result is the same for any [default: all cores]
    #[arg(long, short, global = true, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
    /// Settings file with flags by their long names, which win over it, and
    /// [[markers]] of headings
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Say nothing but errors
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say what was found in each page
    #[arg(long, short, global = true)]
    pub(crate) verbose: bool,
}

/// A time of capture: an RFC 3339 time, or one without zone or a date, which count in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct CapturedAt(pub(crate) Timestamp);

impl FromStr for CapturedAt {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let without_zone = || {
            TimeZone::UTC
                .to_timestamp(text.parse::<DateTime>().ok()?)
                .ok()
        };
        text.parse()
            .ok()
            .or_else(without_zone)
            .map(Self)
            .ok_or_else(|| {
                format!("{text:?} is no time such as 2024-12-20 or 2024-12-20T08:00:00Z")
            })
    }
}

impl TryFrom<String> for CapturedAt {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// What is to be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Extract(ExtractArgs),
    Outline(OutlineArgs),
    Explain(ExplainArgs),
    Keywords(KeywordsArgs),
    Fit(FitArgs),
    Stats(StatsArgs),
    Chunk(ChunkArgs),
    Audit(AuditArgs),
    Report(ReportArgs),
    Profile(LearnProfilesArgs),
    Corpus(CorpusArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
    Schema(SchemaArgs),
}

/// How the articles of cards are dated, for commands that write the cards.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Structure options")]
pub(crate) struct DateArgs {
    /// When pages were crawled that do not say it: a date or an RFC 3339 time.
    /// Ages such as "3 months ago" count from it [default: solved from the dates
    /// of a page]
    #[arg(long, value_name = "TIME")]
    pub(crate) captured_at: Option<CapturedAt>,
}

const EXTRACT_HELP: &str = "\
Examples:
  wenmai extract page.txt                      Markdown on the terminal
  wenmai extract pages/ -f md --out articles   one Markdown file a page
  wenmai extract crawl.jsonl > documents.jsonl
  wenmai extract crawl.warc.gz > documents.jsonl
  wenmai extract page.html -f tei > page.xml   TEI P5, for corpora
  wenmai extract page.txt -f json | jq '.outline[].text'
  wenmai extract pages/ -f instruct > drafts.jsonl
  wenmai extract pages/ --redact > documents.jsonl
  curl … | wenmai extract - --kind text -f text

One document in json is an object; several are an array.

Drafts of instructions (instruct) are a start for those who make training data.
Headings ask for their sections, parallel sections compare, a summary sums up,
a question of a forum is answered; no model takes part. Outputs are text of the
page alone, and spans say where each piece stands; of an instruction the other
words are those of a template. Pages in other languages than Chinese and English
give none. Read them before you use them, and mind the rights in the pages.";

/// Write the article of each page: text, outline, cards, metadata, findings
#[derive(Debug, Args)]
#[command(after_help = EXTRACT_HELP)]
pub(crate) struct ExtractArgs {
    /// Format [default: md on a terminal, else jsonl]
    #[arg(long, short)]
    pub(crate) format: Option<ExtractFormat>,
    /// Folder to write into, one file a document; jsonl gives documents.jsonl,
    /// instruct instructions.jsonl. Several inputs as md, text, html or tei need
    /// it
    #[arg(long, short, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) files: Files,
    #[command(flatten)]
    pub(crate) dates: DateArgs,
    #[command(flatten)]
    pub(crate) drafts: DraftArgs,
    #[command(flatten)]
    pub(crate) redaction: RedactArgs,
    #[command(flatten)]
    pub(crate) sites: SiteArgs,
}

/// Which drafts of instructions are written.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Draft options")]
pub(crate) struct DraftArgs {
    /// With -f instruct: fewest tokens of an output; half as many are enough for
    /// the answer to a question [default: 20]
    #[arg(long, value_name = "N")]
    pub(crate) min_tokens: Option<NonZeroU32>,
    /// With -f instruct: most tokens of input and output together; what is longer
    /// is left out, nothing is cut [default: 4096]
    #[arg(long, value_name = "N")]
    pub(crate) max_tokens: Option<NonZeroU32>,
}

const OUTLINE_HELP: &str = "\
Examples:
  wenmai outline page.txt
  wenmai outline page.txt --explain    why each line is a heading of its level
  wenmai outline pages/ -f jsonl | jq -r '.outline[].text'";

/// Show the heading tree of each page, with the length of each section
#[derive(Debug, Args)]
#[command(after_help = OUTLINE_HELP)]
pub(crate) struct OutlineArgs {
    /// Format [default: text]
    #[arg(long, short)]
    pub(crate) format: Option<OutlineFormat>,
    /// Say of each heading why it is one, why it has its level, and how sure
    /// that is, in records as well
    #[arg(long)]
    pub(crate) explain: bool,
    #[command(flatten)]
    pub(crate) files: Files,
}

const EXPLAIN_HELP: &str = "\
Examples:
  wenmai explain page.txt
  wenmai explain page.txt --html > page.html
  wenmai explain pages/ --html --out explained    one HTML page each
  wenmai explain page.txt -f jsonl | jq -r 'select(.kind == \"heading\").reason'

A score is the probability of the class; lines without one were told by a rule.
A number in parentheses is what a group of facts adds to the log-odds of the
class, against a line that is like most paragraphs of the page in it. Of pages
of Markdown there is one line for each block, region and card.";

/// Say of each line of a page what it is, and why
#[derive(Debug, Args)]
#[command(after_help = EXPLAIN_HELP)]
pub(crate) struct ExplainArgs {
    /// Format [default: text]
    #[arg(long, short)]
    pub(crate) format: Option<ExplainFormat>,
    /// The same as -f html: each line with its class by color
    #[arg(long, conflicts_with = "format")]
    pub(crate) html: bool,
    /// Folder to write into, one file a document. Several inputs as html need it
    #[arg(long, short, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) files: Files,
}

const KEYWORDS_HELP: &str = "\
Examples:
  wenmai keywords page.txt
  wenmai keywords page.txt --by section --top 3
  wenmai keywords pages/ --by corpus -f csv > keywords.csv
  wenmai keywords pages/ --by corpus --against others/
  wenmai keywords pages/ --dict terms.txt --stopwords ignore.txt
  wenmai keywords pages/ --ranker own.ranker   learned by `wenmai fit keywords`

--dict FILE has one word or phrase a line that is kept together and counts as a
keyword; --stopwords FILE has one word a line that is never part of one.

Rankers: general (learned from abstracts, papers, news and blogs); abstract, news
or blog (general, corrected for texts of that kind); heuristic (a formula); or a
file that `wenmai fit keywords` has written.";

/// List what each page, section or the whole corpus is about
#[derive(Debug, Args)]
#[command(after_help = KEYWORDS_HELP)]
pub(crate) struct KeywordsArgs {
    /// What the keywords are of [default: document]
    #[arg(long)]
    pub(crate) by: Option<By>,
    /// How many keywords [default: 20; of a section 8]
    #[arg(long, value_name = "N")]
    pub(crate) top: Option<NonZeroUsize>,
    /// File of words and phrases to keep together, one a line
    #[arg(long, value_name = "FILE")]
    pub(crate) dict: Option<PathBuf>,
    /// File of words that are never part of a keyword, one a line
    #[arg(long, value_name = "FILE")]
    pub(crate) stopwords: Option<PathBuf>,
    /// Pages of a reference corpus: keywords are those that are more frequent
    /// than there, with how sure (log-likelihood) and how large (log ratio)
    /// the difference is
    #[arg(long, value_name = "FILES")]
    pub(crate) against: Vec<OsString>,
    /// What decides which phrases of a page are keywords [default: general]
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) ranker: Option<PathBuf>,
    /// Format [default: table]
    #[arg(long, short)]
    pub(crate) format: Option<TableFormat>,
    #[command(flatten)]
    pub(crate) files: Files,
}

const FIT_KEYWORDS_HELP: &str = "\
Examples:
  wenmai fit keywords posts.jsonl --out own.ranker
  wenmai keywords new.jsonl --ranker own.ranker

Learned from are pages that declare keywords: in the fields `keywords` or `tags`
of JSON records, in <meta> elements of HTML, in front matter of Markdown. Twenty
pages are the least; some hundred give a good ranker.";

/// Learn what your own documents show
#[derive(Debug, Args)]
pub(crate) struct FitArgs {
    #[command(subcommand)]
    pub(crate) what: Fit,
}

/// What can be learned.
#[derive(Debug, Subcommand)]
pub(crate) enum Fit {
    Keywords(FitKeywordsArgs),
}

/// Learn a ranker of keywords from pages that declare theirs
#[derive(Debug, Args)]
#[command(after_help = FIT_KEYWORDS_HELP)]
pub(crate) struct FitKeywordsArgs {
    /// File that the ranker is written to
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) files: Files,
}

/// What keywords are taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum By {
    /// Each document
    #[default]
    Document,
    /// Each section of each document
    Section,
    /// All documents together
    Corpus,
}

const STATS_HELP: &str = "\
Examples:
  wenmai stats page.txt
  wenmai stats pages/ -f csv > sections.csv
  wenmai stats page.txt -f json | jq '.totals.tokens'
  wenmai stats pages/ --by corpus
  wenmai stats pages/ --similar                what each page says twice
  wenmai stats pages/ --similar --by corpus    what several pages say

Counted is the text of the article: no title, headings, cards or boilerplate.
Characters are those that are not white space; words are Chinese words (词) and
words of other scripts; tokens are an estimate for large language models, within
a tenth of the truth on whole pages.
Measured with subsections: reading time (238 words or 390 Chinese characters a
minute), lexical variety (MTLD), words in a sentence; for English reading ease
and years of school (Flesch, Kincaid, Gunning, ARI), for Chinese characters in
a sentence and the share of rare ones. A narrow terminal leaves some out; csv
and json have all.

Resemblance is the share of what two passages have in common in what either
has, containment that in the smaller one; compared are stretches of five Chinese
characters or three words.";

/// Count and measure the text of each section, or of a corpus
#[derive(Debug, Args)]
#[command(after_help = STATS_HELP)]
pub(crate) struct StatsArgs {
    /// What is counted: each document, each section, or how documents are spread
    /// [default: section]
    #[arg(long)]
    pub(crate) by: Option<StatsBy>,
    /// List what is said twice instead: copied summaries, sections that are
    /// alike, repeated paragraphs; --by corpus: what several documents say
    #[arg(long, conflicts_with = "tokens")]
    pub(crate) similar: bool,
    /// The encoding whose tokens are estimated [default: o200k]
    #[arg(long, value_name = "ENCODING")]
    pub(crate) tokens: Option<Tokens>,
    /// Format [default: table]
    #[arg(long, short)]
    pub(crate) format: Option<TableFormat>,
    #[command(flatten)]
    pub(crate) files: Files,
}

/// What statistics are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum StatsBy {
    /// Each document
    Document,
    /// Each section of each document
    #[default]
    Section,
    /// All documents together: sums, means and percentiles
    Corpus,
}

const COMPLETIONS_HELP: &str = "\
Examples:
  wenmai completions bash > ~/.local/share/bash-completion/completions/wenmai
  wenmai completions zsh > ~/.zfunc/_wenmai
  wenmai completions fish > ~/.config/fish/completions/wenmai.fish";

/// Write the completion script of a shell
#[derive(Debug, Args)]
#[command(after_help = COMPLETIONS_HELP)]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: Shell,
}

const MAN_HELP: &str = "\
Examples:
  wenmai man | man -l -
  wenmai man --out ~/.local/share/man/man1";

/// Write the manual page
#[derive(Debug, Args)]
#[command(after_help = MAN_HELP)]
pub(crate) struct ManArgs {
    /// Folder to write all pages into, one a command
    #[arg(long, short, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

const SCHEMA_HELP: &str = "\
Examples:
  wenmai schema document > document.schema.json
  wenmai schema | jq keys";

/// Write the JSON Schema of the records
#[derive(Debug, Args)]
#[command(after_help = SCHEMA_HELP)]
pub(crate) struct SchemaArgs {
    /// The record: document, keywords, stats, findings or report; without it,
    /// one object with all of them
    pub(crate) name: Option<String>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn times_of_capture_are_dates_or_times() {
        let time = |text: &str| text.parse::<CapturedAt>().map(|at| at.0.to_string());
        assert_eq!(time("2024-12-20").as_deref(), Ok("2024-12-20T00:00:00Z"));
        assert_eq!(
            time("2024-12-20T08:30:00+08:00").as_deref(),
            Ok("2024-12-20T00:30:00Z")
        );
        assert_eq!(
            time("2024-12-20T08:30").as_deref(),
            Ok("2024-12-20T08:30:00Z")
        );
        assert!(time("yesterday").is_err() && time("2024-13-01").is_err());
    }
}
