use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;

use wenmai_io::{InputError, OutputError};

use crate::shards::ShardsLeft;

/// Why a corpus run cannot begin, or ended before its last record.
///
/// Records that fail do not end a run: they are dead letters.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CorpusError {
    /// A file of the run could not be written.
    #[error(transparent)]
    Write(#[from] OutputError),
    /// A file of the run could not be read.
    #[error("{}: cannot be read", path.display())]
    ReadBack {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        source: io::Error,
    },
    /// The operating system could not read on in an input.
    #[error(transparent)]
    Read(#[from] InputError),
    /// Another process runs in the folder.
    #[error("{}: another run works in this folder", folder.display())]
    Locked {
        /// The folder of the run.
        folder: PathBuf,
    },
    /// The run may take too little memory.
    #[error("a run needs at least {least} bytes of memory, and may take {memory}")]
    LittleMemory {
        /// What it may take.
        memory: u64,
        /// What it needs.
        least: u64,
    },
    /// The folder of the run lies in one of the inputs, so that the run would read what it writes.
    #[error("{}: the folder of the run lies in the input {}", folder.display(), input.display())]
    OutInInput {
        /// The folder of the run.
        folder: PathBuf,
        /// The input.
        input: PathBuf,
    },
    /// The records of standard input cannot be counted before they are read.
    #[error("a number of records cannot be drawn from standard input")]
    SampleOfStdin,
    /// The folder holds no run.
    #[error("{}: there is no run in this folder", folder.display())]
    NoRun {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder holds parts that no manifest tells of.
    #[error("{}: the folder holds {file} but no manifest.jsonl", folder.display())]
    NotEmpty {
        /// The folder.
        folder: PathBuf,
        /// A file in it.
        file: String,
    },
    /// The run in the folder was begun with other settings, inputs or version.
    #[error("{}: the run in this folder is another one: {changes}", folder.display())]
    Changed {
        /// The folder of the run.
        folder: PathBuf,
        /// What is different, for a person.
        changes: String,
    },
    /// A line of the manifest is not what was written.
    #[error("{}: line {line}: {reason}", path.display())]
    BrokenManifest {
        /// The manifest.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// A file of the run is not what the manifest says.
    #[error("{}: {what}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The run has not come to its end.
    #[error("{}: the run in this folder is not finished", folder.display())]
    NotFinished {
        /// The folder of the run.
        folder: PathBuf,
    },
    /// The run cannot be split into shards.
    #[error("the run cannot be split into shards: {what}")]
    NotSplit {
        /// Why not.
        what: String,
    },
    /// The run in the folder is split into shards, which are not merged.
    #[error("{}: the run in this folder is split into shards", folder.display())]
    Split {
        /// The folder of the run.
        folder: PathBuf,
    },
    /// Some shards are not finished.
    #[error("{}: {} of {} shards are not finished: {}", folder.display(), left.folders.len(), left.shards, first_names(left))]
    ShardsLeft {
        /// The folder of the run.
        folder: PathBuf,
        /// Which ones.
        left: ShardsLeft,
    },
    /// The shards are not those of the run.
    #[error("{}: cannot be merged: {what}", folder.display())]
    NotMerged {
        /// The folder of a shard, or of the run.
        folder: PathBuf,
        /// Why not.
        what: String,
    },
    /// This build cannot read the parts.
    #[error("{}: this build does not read parts in {format}", folder.display())]
    FormatNotBuilt {
        /// The folder of the run.
        folder: PathBuf,
        /// What the parts hold, as `--format` says it.
        format: String,
    },
    /// The parts are files of Markdown, which are no records.
    #[error("{}: the parts of this run are Markdown, without records", folder.display())]
    NoRecords {
        /// The folder of the run.
        folder: PathBuf,
    },
    /// The run has no parts without duplicates.
    #[error("{}: nobody has looked for duplicates in this run", folder.display())]
    NotDeduped {
        /// The folder of the run.
        folder: PathBuf,
    },
    /// The folder holds no evidence pack, or one that cannot be read.
    #[error("{}: no evidence pack: {reason}", folder.display())]
    NoPack {
        /// The folder.
        folder: PathBuf,
        /// Why not.
        reason: String,
    },
    /// The memory does not do for so many documents.
    #[error("{documents} documents need {needed_bytes} bytes of memory")]
    NotEnoughMemory {
        /// Documents of the run.
        documents: u64,
        /// The least that does.
        needed_bytes: u64,
    },
    /// There are more documents than can be numbered.
    #[error("{documents} documents are more than can be compared")]
    TooManyDocuments {
        /// Documents of the run.
        documents: u64,
    },
    /// The worker process cannot be started.
    #[error("cannot start a worker process")]
    Worker(#[source] io::Error),
    /// Worker processes are killed one after the other, each before it has a page.
    #[error(
        "{killed} worker processes in a row were killed before their first page, the last by {status}"
    )]
    WorkersKilled {
        /// How many.
        killed: u32,
        /// How the last one ended.
        status: ExitStatus,
    },
    /// Rows of a table cannot be put together.
    #[cfg(feature = "parquet")]
    #[error("rows cannot be put together")]
    Rows(#[from] wenmai_io::arrow::RecordBatchError),
    /// The counts of the run do not add up: a mistake of ours.
    #[error("the ledger does not balance: {what}")]
    Unbalanced {
        /// What does not add up.
        what: String,
    },
}

/// What whoever meets a [`CorpusError`] can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CorpusErrorKind {
    /// Ask for something else, or elsewhere.
    Usage,
    /// Wait: another process works in the folder.
    Locked,
    /// Try again, or give up the input: the operating system could not read on in it.
    Read,
    /// Make room, then go on: a file could not be written.
    Write,
    /// Run anew: a file of the run is not what was written.
    Damaged,
}

impl CorpusErrorKind {
    /// Its name: `usage`, `locked`, `read`, `write` or `damaged`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Locked => "locked",
            Self::Read => "read",
            Self::Write => "write",
            Self::Damaged => "damaged",
        }
    }
}

impl CorpusError {
    /// What can be done about it, in one word; [`help`](Self::help) says it in a sentence.
    pub const fn kind(&self) -> CorpusErrorKind {
        match self {
            Self::Locked { .. } => CorpusErrorKind::Locked,
            Self::Read(_) => CorpusErrorKind::Read,
            Self::Write(_) => CorpusErrorKind::Write,
            Self::Damaged { .. } | Self::Unbalanced { .. } => CorpusErrorKind::Damaged,
            _ => CorpusErrorKind::Usage,
        }
    }

    pub(crate) fn write(path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::Write(OutputError::new(path, source))
    }

    pub(crate) fn read_back(path: impl Into<PathBuf>, source: io::Error) -> Self {
        let path = path.into();
        Self::ReadBack { path, source }
    }

    /// What the person who started the run can do about it; one sentence without a final dot.
    pub fn help(&self) -> String {
        match self {
            Self::Write(_) => {
                "make room on the disk or mend its permissions, then run the same command again: it goes on after the last whole part"
                    .into()
            }
            Self::ReadBack { .. } => "check the permissions of the folder of the run".into(),
            Self::Read(error) => format!(
                "{}; then run the same command again, it goes on after the last whole part; or give up the rest of \
                 such inputs with --skip-read-errors",
                error.help()
            ),
            Self::Locked { .. } => "wait for its end, or choose another folder".into(),
            Self::LittleMemory { .. } => "give more with --memory".into(),
            Self::OutInInput { .. } => "choose a folder beside the inputs".into(),
            Self::SampleOfStdin => "give a share, such as --sample 1%, or a file".into(),
            Self::NoRun { .. } => "begin one with `wenmai corpus run FILES --out DIR`".into(),
            Self::NotEmpty { .. } => "choose an empty folder".into(),
            Self::Changed { .. } => {
                "choose another folder; where only settings differ, `wenmai corpus resume --out DIR` goes on with the old ones".into()
            }
            Self::BrokenManifest { .. } => "run anew into another folder".into(),
            Self::Damaged { .. } => "put the file back, or run anew into another folder".into(),
            Self::NotFinished { .. } => "finish it first with `wenmai corpus resume --out DIR`".into(),
            Self::NotSplit { .. } => "let one machine do it with `wenmai corpus run`".into(),
            Self::Split { .. } => {
                "finish its shards and merge them with `wenmai corpus merge --out DIR`; or remove DIR/shards, to do all of it here".into()
            }
            Self::ShardsLeft { .. } => {
                "finish each with `wenmai corpus resume --out DIR/shards/NNNNN`, then merge again".into()
            }
            Self::NotMerged { .. } => {
                "split the run anew into another folder; a single shard can be removed, begun and finished again".into()
            }
            Self::FormatNotBuilt { .. } => {
                "take a build with this format (Parquet: `--features parquet`)".into()
            }
            Self::NoRecords { .. } => {
                "run anew with `-f jsonl` or `-f parquet`, or give the pages themselves".into()
            }
            Self::NotDeduped { .. } => "run `wenmai corpus dedup --out DIR` first".into(),
            Self::NoPack { .. } => "write one with `wenmai audit FILES --pack DIR`".into(),
            Self::NotEnoughMemory { .. } => "give it by --memory".into(),
            Self::TooManyDocuments { .. } => "split the inputs into several runs".into(),
            Self::Worker(error) => worker_help(error.kind()).into(),
            Self::WorkersKilled { .. } => {
                "the system seems to have too little memory for them: give fewer --jobs, raise its limits (`ulimit -v`), or leave out --isolate".into()
            }
            #[cfg(feature = "parquet")]
            Self::Rows(_) => "please report this".into(),
            Self::Unbalanced { .. } => "please report this, with the manifest of the run".into(),
        }
    }
}

/// What to do about a worker process that does not start.
const fn worker_help(kind: io::ErrorKind) -> &'static str {
    match kind {
        // That is how a system says that there may be no more processes or threads, or no more memory.
        io::ErrorKind::WouldBlock | io::ErrorKind::OutOfMemory => {
            "give fewer --jobs, raise the limits of the system (`ulimit -u`, `ulimit -v`), or leave out --isolate"
        }
        io::ErrorKind::TimedOut => {
            "give fewer --jobs if the machine is busy, or a --time-limit of more than a minute, which the start has then, too; or leave out --isolate"
        }
        _ => "check that the command may start itself and finds its files, or leave out --isolate",
    }
}

/// How many names a message has.
const SAID_NAMES: usize = 5;

/// Names of the first shards that are left.
fn first_names(left: &ShardsLeft) -> String {
    let names = left.folders.keys().map(|shard| format!("{shard:05}"));
    let mut names: Vec<_> = names.take(SAID_NAMES).collect();
    if left.folders.len() > SAID_NAMES {
        names.push("…".into());
    }
    names.join(", ")
}
