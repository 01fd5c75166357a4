use std::fmt;
use std::io;
use std::path::Path;

/// An input, or one record of it, that gives no page.
///
/// Its text is `PATH: what (line:column)`; [`help`](Self::help) says what to do about it.
#[derive(Debug)]
pub struct InputError {
    /// The input as given; `-` for standard input.
    pub input: String,
    /// Where in the input the trouble is.
    pub place: Option<Place>,
    /// What the trouble is.
    pub kind: InputErrorKind,
}

/// A place in an input, for a person: both numbers count from 1, as editors do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Line, from 1.
    pub line: u64,
    /// Byte in the line, from 1.
    pub column: u64,
}

/// What can be wrong with an input; one variant for each remedy.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputErrorKind {
    /// There is no file or folder of this name.
    #[error("there is no such file")]
    NotFound,
    /// The pattern matches no file.
    #[error("no file matches this pattern")]
    NoMatch,
    /// The pattern is not well formed.
    #[error("this is not a valid pattern: {reason}")]
    BadPattern {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The folder holds no file with a known extension.
    #[error("the folder holds no page")]
    NoPages,
    /// A list names another list.
    #[error("a list cannot name another list")]
    NestedList,
    /// The operating system refuses to read it.
    #[error("cannot be read")]
    Read(#[source] io::Error),
    /// A page, or a line of JSONL, is longer than [`ReadOptions::max_page_bytes`](crate::ReadOptions).
    #[error("longer than the limit of {limit_bytes} bytes")]
    TooLong {
        /// The limit.
        limit_bytes: u64,
    },
    /// A line of JSONL is not a JSON object.
    #[error("not a JSON object: {reason}")]
    BrokenRecord {
        /// What the JSON reader says.
        reason: String,
    },
    /// A field that should hold bytes in base64 does not.
    #[error("the field `{field}` is not base64: {reason}")]
    BrokenBase64 {
        /// The field.
        field: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A JSON object has no field with the page in it.
    #[error("the record has no text in {}", quoted(wanted, " or "))]
    NoContent {
        /// The fields that were looked for.
        wanted: Vec<String>,
        /// The fields that are there, in order; the first dozen.
        found: Vec<String>,
    },
}

impl InputError {
    pub(crate) fn new(input: impl Into<String>, kind: InputErrorKind) -> Self {
        Self {
            input: input.into(),
            place: None,
            kind,
        }
    }

    pub(crate) fn of_path(path: &Path, kind: InputErrorKind) -> Self {
        Self::new(path.to_string_lossy(), kind)
    }

    /// An error of the operating system, told apart from a file that is not there.
    pub(crate) fn from_io(path: &Path, error: io::Error) -> Self {
        let kind = match error.kind() {
            io::ErrorKind::NotFound => InputErrorKind::NotFound,
            _ => InputErrorKind::Read(error),
        };
        Self::of_path(path, kind)
    }

    /// What the person who gave this input can do about it; one sentence without a final dot.
    pub fn help(&self) -> String {
        match &self.kind {
            InputErrorKind::NotFound => "check the spelling and the current folder".into(),
            InputErrorKind::NoMatch => {
                "check the pattern; `**` descends into folders, and quotes keep the shell from expanding it".into()
            }
            InputErrorKind::BadPattern { .. } => {
                "write `[*]`, `[?]` or `[[]` for these characters in a file name".into()
            }
            InputErrorKind::NoPages => {
                "a folder is searched for .txt, .md, .html, .htm and .jsonl; give other files by name"
                    .into()
            }
            InputErrorKind::NestedList => "put its lines into this list, or give both lists".into(),
            InputErrorKind::Read(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                "change the permissions of the file, or leave it out".into()
            }
            InputErrorKind::Read(_) => "check that it is a readable file, or leave it out".into(),
            InputErrorKind::TooLong { .. } => {
                "split it, or raise the limit with --max-page-bytes".into()
            }
            InputErrorKind::BrokenRecord { .. } => {
                "mend this line; JSONL has one whole JSON object a line".into()
            }
            InputErrorKind::BrokenBase64 { .. } => {
                "encode the bytes of the page as base64 (RFC 4648), or give the page as a string in another field".into()
            }
            InputErrorKind::NoContent { found, .. } if found.is_empty() => {
                "name the field that holds the page with --content-field".into()
            }
            InputErrorKind::NoContent { found, .. } => format!(
                "name the field that holds the page with --content-field; this record has {}",
                quoted(found, ", ")
            ),
        }
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.input, self.kind)?;
        if let Some(Place { line, column }) = self.place {
            write!(f, " ({line}:{column})")?;
        }
        Ok(())
    }
}

impl std::error::Error for InputError {
    /// The cause below `kind`, whose own words are part of this error's text already.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.kind.source()
    }
}

fn quoted(names: &[String], separator: &str) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(separator)
}
