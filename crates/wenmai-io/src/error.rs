use std::fmt;
use std::io;
use std::path::Path;

use crate::stream::{Broken, Start};

/// An input, or one record of it, that gives no page.
///
/// Its text is `PATH: what (place)`; [`help`](Self::help) says what to do about it.
#[derive(Debug)]
pub struct InputError {
    /// The input as given; `-` for standard input.
    pub input: String,
    /// Where in the input the trouble is.
    pub place: Option<Place>,
    /// What the trouble is.
    pub kind: InputErrorKind,
    /// Whether nothing comes after it.
    pub(crate) ends_input: bool,
}

/// A place in an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A place in text, for a person: both numbers count from 1, as editors do.
    Line {
        /// Line, from 1.
        line: u64,
        /// Byte in the line, from 1.
        column: u64,
    },
    /// A row of a table, by its position, from 0.
    Row(u64),
    /// A place in a container, for a program.
    Byte {
        /// Byte of the file, from 0: of the record, or of the gzip member or zstd frame in which it starts.
        offset: u64,
        /// Byte in what is decompressed from there; 0 without compression.
        inner: u64,
    },
}

impl fmt::Display for Place {
    /// `line:column`, `row POSITION`, `byte OFFSET` or `byte OFFSET, decompressed INNER`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { line, column } => write!(f, "{line}:{column}"),
            Self::Row(row) => write!(f, "row {row}"),
            Self::Byte { offset, inner: 0 } => write!(f, "byte {offset}"),
            Self::Byte { offset, inner } => write!(f, "byte {offset}, decompressed {inner}"),
        }
    }
}

impl From<Start> for Place {
    fn from(start: Start) -> Self {
        Self::Byte {
            offset: start.offset,
            inner: start.inner,
        }
    }
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
    /// The compressed data is damaged.
    #[error("the compression is broken: {reason}")]
    BrokenCompression {
        /// What is wrong with it.
        reason: String,
    },
    /// The input, or a record of it, ends before it is complete.
    #[error("ends early")]
    Truncated,
    /// More comes out of a gzip member or zstd frame than [`ReadOptions::max_expansion`](crate::ReadOptions) allows.
    #[error("expands to more than {limit} times its compressed length")]
    Expansion {
        /// The limit.
        limit: u32,
    },
    /// A zstd frame needs more memory than readers give without being asked.
    #[error("the zstd window is larger than 128 MiB")]
    LargeWindow,
    /// A record of a WARC file is not well formed.
    #[error("not a WARC record: {reason}")]
    BrokenWarc {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The HTTP response in a WARC record is not well formed.
    #[error("not an HTTP response: {reason}")]
    BrokenHttp {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The body of an HTTP response is not encoded as its headers say.
    #[error("the body is not {encoding}: {reason}")]
    BrokenEncoding {
        /// The content or transfer encoding.
        encoding: String,
        /// What is wrong with it.
        reason: String,
    },
    /// What the input holds is a format that this build cannot read.
    #[error("this build does not read {format}")]
    NotBuilt {
        /// The format.
        format: &'static str,
    },
    /// The file is no Parquet file, or its table of contents is damaged.
    #[error("not a Parquet file: {reason}")]
    BrokenParquet {
        /// What is wrong with it.
        reason: String,
    },
    /// The rest of a row group of a Parquet file cannot be read.
    #[error("row group {row_group} is broken, {lost_rows} rows are lost: {reason}")]
    BrokenRowGroup {
        /// The row group, from 0.
        row_group: usize,
        /// How many rows are not read, that at the place included.
        lost_rows: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// A table in memory has columns that are not what their names say.
    #[error("not a table of pages: {reason}")]
    BrokenTable {
        /// What is wrong with it.
        reason: String,
    },
    /// Parquet comes as a stream, but its table of contents stands at its end.
    #[error("Parquet can only be read from a file that is not compressed as a whole")]
    ParquetStream,
    /// A page, a cell of Parquet, or a line of JSONL is longer than [`ReadOptions::max_page_bytes`](crate::ReadOptions).
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
    /// A JSON object, or a row of Parquet, has no field with the page in it.
    #[error("the record has no text in {}", quoted(wanted, " or "))]
    NoContent {
        /// The fields that were looked for.
        wanted: Vec<String>,
        /// The fields that are there, in order; the first dozen.
        found: Vec<String>,
    },
}

impl InputErrorKind {
    /// The name in records, for example of dead letters.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::NoMatch => "no_match",
            Self::BadPattern { .. } => "bad_pattern",
            Self::NoPages => "no_pages",
            Self::NestedList => "nested_list",
            Self::Read(_) => "unreadable",
            Self::BrokenCompression { .. } => "broken_compression",
            Self::Truncated => "truncated",
            Self::Expansion { .. } => "expansion",
            Self::LargeWindow => "large_window",
            Self::BrokenWarc { .. } => "broken_warc",
            Self::BrokenHttp { .. } => "broken_http",
            Self::BrokenEncoding { .. } => "broken_encoding",
            Self::NotBuilt { .. } => "not_built",
            Self::BrokenParquet { .. } => "broken_parquet",
            Self::BrokenRowGroup { .. } => "broken_row_group",
            Self::BrokenTable { .. } => "broken_table",
            Self::ParquetStream => "parquet_stream",
            Self::TooLong { .. } => "too_long",
            Self::BrokenRecord { .. } => "broken_record",
            Self::BrokenBase64 { .. } => "broken_base64",
            Self::NoContent { .. } => "no_content",
        }
    }
}

impl InputError {
    /// What is wrong with `input` as a whole.
    pub fn new(input: impl Into<String>, kind: InputErrorKind) -> Self {
        Self {
            input: input.into(),
            place: None,
            kind,
            ends_input: false,
        }
    }

    pub(crate) fn of_path(path: &Path, kind: InputErrorKind) -> Self {
        Self::new(path.to_string_lossy(), kind)
    }

    /// An error that ends the reading of a whole input.
    pub(crate) fn from_io(path: &Path, error: io::Error) -> Self {
        Self {
            ends_input: true,
            ..Self::of_path(path, error.into())
        }
    }

    /// Whether nothing comes after it from its input: a file that cannot be opened or read on, or one that is broken up to its
    /// end. After all others the next record comes.
    pub fn is_fatal(&self) -> bool {
        self.ends_input
            || matches!(
                self.kind,
                InputErrorKind::NotFound
                    | InputErrorKind::NoMatch
                    | InputErrorKind::BadPattern { .. }
                    | InputErrorKind::NoPages
                    | InputErrorKind::Read(_)
                    | InputErrorKind::NotBuilt { .. }
                    | InputErrorKind::BrokenParquet { .. }
                    | InputErrorKind::ParquetStream
            )
    }

    /// Whether the operating system refused to read, so that another try may succeed; not so for a broken file.
    pub fn is_io(&self) -> bool {
        matches!(self.kind, InputErrorKind::Read(_))
    }

    /// How many records of its input it stands for: the rows that a broken row group of Parquet has lost, 1 for all others.
    /// The [`Checkpoint`](crate::Checkpoint) after it is so many records further on, unless the error [is
    /// I/O](Self::is_io): then it stays where it was.
    pub fn n_records(&self) -> u64 {
        match self.kind {
            InputErrorKind::BrokenRowGroup { lost_rows, .. } => lost_rows,
            _ => 1,
        }
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
                "a folder is searched for .txt, .md, .html, .htm, .jsonl, .warc, .wet, .wat and .parquet, also \
                 with .gz or .zst; give other files by name"
                    .into()
            }
            InputErrorKind::NestedList => "put its lines into this list, or give both lists".into(),
            InputErrorKind::Read(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                "change the permissions of the file, or leave it out".into()
            }
            InputErrorKind::Read(_) => "check that it is a readable file, or leave it out".into(),
            InputErrorKind::BrokenCompression { .. } => {
                "fetch or compress the file anew; what could be read was read".into()
            }
            InputErrorKind::Truncated => {
                "fetch the file anew; what is before its end was read".into()
            }
            InputErrorKind::Expansion { .. } => {
                "if the file is to be trusted, raise the limit with --max-expansion".into()
            }
            InputErrorKind::LargeWindow => {
                "decompress it with `zstd -d --long=31` first".into()
            }
            InputErrorKind::BrokenWarc { .. } => {
                "records before and after it were read; mend the program that wrote it".into()
            }
            InputErrorKind::BrokenHttp { .. } | InputErrorKind::BrokenEncoding { .. } => {
                "the crawler stored something else than it says; fetch the page anew".into()
            }
            InputErrorKind::NotBuilt { .. } => {
                "take a build with this format (Parquet: `--features parquet`), or convert the file to JSONL".into()
            }
            InputErrorKind::BrokenParquet { .. } => {
                "check that the file is whole, or leave it out".into()
            }
            InputErrorKind::BrokenRowGroup { .. } => {
                "write the file anew; the other row groups were read".into()
            }
            InputErrorKind::BrokenTable { .. } => {
                "give the columns as they were read, or others with the page in `html` or `text`".into()
            }
            InputErrorKind::ParquetStream => {
                "write it to a file, decompressed, and give its name".into()
            }
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

impl From<io::Error> for InputErrorKind {
    /// What is wrong with the bytes is told apart from what the operating system says.
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::NotFound {
            return Self::NotFound;
        }
        match error.downcast::<Broken>() {
            Ok(Broken::Truncated) => Self::Truncated,
            Ok(Broken::Corrupt { reason }) => Self::BrokenCompression { reason },
            Ok(Broken::Expansion { limit }) => Self::Expansion { limit },
            Ok(Broken::Window) => Self::LargeWindow,
            Err(error) => Self::Read(error),
        }
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.input, self.kind)?;
        if let Some(place) = self.place {
            write!(f, " ({place})")?;
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

/// The words of `error` and of what caused it.
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
