use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use wenmai::corpus::{CorpusError, CorpusErrorKind};
use wenmai::io::{OutputError, with_causes};

/// How the command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All went well.
    Ok = 0,
    /// All went well, and what `--fail-on` names was found.
    Worse = 1,
    /// The command was called wrongly.
    Usage = 2,
    /// Some documents were written, some inputs failed.
    SomeFailed = 3,
    /// No document was written.
    NothingWritten = 4,
    /// An output could not be written.
    WriteFailed = 5,
    /// The run was interrupted, and what was begun is finished.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// What ends a run before its last input.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Stop {
    /// The command was called wrongly.
    #[error("{what}")]
    Usage {
        /// What is wrong.
        what: String,
        /// What to do about it.
        help: String,
    },
    /// A settings file cannot be used.
    #[error("{}: {what}", path.display())]
    Settings {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
        /// What to do about it.
        help: String,
    },
    /// An output file could not be written.
    #[error(transparent)]
    File(#[from] OutputError),
    /// A corpus run cannot begin or go on.
    #[error("{what}")]
    Corpus {
        /// What is wrong.
        what: String,
        /// What to do about it.
        help: String,
        /// How the command ends.
        exit: Exit,
    },
    /// Standard output could not be written.
    #[error("standard output: cannot be written")]
    Stdout(#[source] io::Error),
}

impl From<CorpusError> for Stop {
    fn from(error: CorpusError) -> Self {
        let exit = match error.kind() {
            CorpusErrorKind::Write => Exit::WriteFailed,
            CorpusErrorKind::Read | CorpusErrorKind::Damaged => Exit::SomeFailed,
            _ => Exit::Usage,
        };
        Self::Corpus {
            what: with_causes(&error),
            help: error.help(),
            exit,
        }
    }
}

impl Stop {
    pub(crate) fn usage(what: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Usage {
            what: what.into(),
            help: help.into(),
        }
    }

    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage { .. } | Self::Settings { .. } => Exit::Usage,
            Self::Corpus { exit, .. } => *exit,
            // Whoever reads our output has enough: that is no error.
            _ if self.is_broken_pipe() => Exit::Ok,
            Self::File(_) | Self::Stdout(_) => Exit::WriteFailed,
        }
    }

    pub(crate) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Stdout(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    pub(crate) fn help(&self) -> &str {
        match self {
            Self::Usage { help, .. } | Self::Settings { help, .. } | Self::Corpus { help, .. } => {
                help
            }
            Self::File(_) => "check the folder, its permissions and the space on the disk",
            Self::Stdout(_) => "check the space on the disk, or write to a folder with --out",
        }
    }
}
