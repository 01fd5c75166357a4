//! The records of one input.

mod file;
mod lines;

use std::fmt;
#[cfg(feature = "arrow")]
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

#[cfg(feature = "arrow")]
use crate::arrow::ParquetRows;
use crate::compression::Compression;
use crate::error::{InputError, InputErrorKind};
use crate::inputs::ReadOptions;
use crate::kind::InputKind;
use crate::record::RawRecord;
use crate::stream::{HEAD_BYTES, Source, Start, Stream};
use crate::warc::WarcRecords;
use file::OneFile;
use lines::Lines;

/// Where reading of an input can go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Checkpoint {
    /// Records before it, broken ones included.
    pub record: u64,
    /// Byte of the file, of a line, gzip member, zstd frame or WARC record, where reading can start.
    pub offset: u64,
    /// Position of the record that starts there; those between it and `record` are read and passed over.
    pub offset_record: u64,
    /// Lines before `offset`, decompressed; 0 where records are not lines.
    pub line: u64,
}

impl Checkpoint {
    /// Takes note that a record starts here, `line` lines below the beginning, if reading can start here.
    pub(crate) fn move_to(&mut self, start: Start, line: u64) {
        if let Some(offset) = start.restart {
            self.offset = offset;
            self.offset_record = self.record;
            self.line = line;
        }
    }
}

/// How an input is cut into records. Another format plugs in here, and in [`framing`].
pub(crate) trait Framing: Iterator<Item = Result<RawRecord, InputError>> + Send {
    /// Where the next record can be read from.
    fn checkpoint(&self) -> Checkpoint;

    /// Bytes of the file that were read.
    fn bytes_read(&self) -> u64;
}

/// The records of one input, in order, each cut out and no more: that is cheap, [`RawRecord::page`] does the rest.
///
/// A broken record is an error, and the next one comes after it, unless the error [is fatal](InputError::is_fatal). Memory
/// is that of one record and some buffers; of WARC that is compressed also what is read ahead, up to one and a half times
/// [`ReadOptions::max_page_bytes`], to see whether a length is right.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("crawl.jsonl");
/// # std::fs::write(&path, "{\"id\":\"a\",\"text\":\"一\"}\n{\"id\":\"b\",\"text\":\"二\"}\n")?;
/// use wenmai_io::{ReadOptions, RecordReader};
///
/// let options = ReadOptions::default();
/// let mut reader = RecordReader::open(&path, &options)?;
/// reader.next().unwrap()?;
/// let checkpoint = reader.checkpoint();
///
/// let mut rest = RecordReader::open_at(&path, &options, checkpoint)?;
/// let page = rest.next().unwrap()?.page(&options).unwrap();
/// assert_eq!((page.id.as_str(), page.record), ("b", 1));
/// assert!(rest.next().is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct RecordReader {
    framing: Box<dyn Framing>,
    kind: InputKind,
}

impl RecordReader {
    /// The records of the file at `path`; `-` is standard input.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is not compressed as its name says, or is in a format that this build cannot read.
    pub fn open(path: &Path, options: &ReadOptions) -> Result<Self, InputError> {
        Self::open_at(path, options, Checkpoint::default())
    }

    /// The records of the file at `path` from a checkpoint of another reader with the same options on. Standard input, which
    /// somebody gave once more, is read from its beginning, up to the checkpoint in vain.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), and if the input cannot be read up to the checkpoint or ends before it.
    pub fn open_at(
        path: &Path,
        options: &ReadOptions,
        checkpoint: Checkpoint,
    ) -> Result<Self, InputError> {
        let failed = |error| InputError::from_io(path, error);
        let base = if path == Path::new("-") {
            Checkpoint::default()
        } else {
            checkpoint
        };
        let mut kind = options.kind.or_else(|| InputKind::of_path(path));
        if kind == Some(InputKind::Parquet) {
            return Self::of_parquet(path, options, checkpoint.record);
        }
        let mut stream = Stream::open(path, base.offset, options.max_expansion).map_err(failed)?;
        if kind.is_none() {
            // What the input holds is seen at its beginning alone.
            kind = if base.offset == 0 {
                kind_of_head(&mut stream)
            } else {
                let head = Stream::open(path, 0, options.max_expansion);
                kind_of_head(&mut head.map_err(failed)?)
            };
        }
        if kind == Some(InputKind::Parquet) {
            return Self::of_parquet(path, options, checkpoint.record);
        }
        let mut reader = Self::of_stream(stream, &path.to_string_lossy(), kind, options, base)?;
        reader.pass_to(checkpoint.record, path)?;
        Ok(reader)
    }

    /// Passes over the records before `record`, broken ones, too.
    ///
    /// What was read up to there once must be there again: if it is not, or cannot be read, nothing behind it would come, and
    /// no one would know.
    fn pass_to(&mut self, record: u64, path: &Path) -> Result<(), InputError> {
        while self.checkpoint().record < record {
            match self.next() {
                Some(Err(error)) if error.is_io() => return Err(error),
                Some(_) => {}
                None => return Err(ends_before_checkpoint(&path.to_string_lossy())),
            }
        }
        Ok(())
    }

    /// The rows of a Parquet file from row `first` on.
    #[cfg(feature = "arrow")]
    fn of_parquet(path: &Path, options: &ReadOptions, first: u64) -> Result<Self, InputError> {
        if path == Path::new("-") || Compression::of_path(path).is_some() {
            return Err(InputError::of_path(path, no_parquet()));
        }
        let file = File::open(path).map_err(|error| InputError::from_io(path, error))?;
        Ok(Self {
            framing: Box::new(ParquetRows::open(
                file,
                &path.to_string_lossy(),
                options,
                first,
            )?),
            kind: InputKind::Parquet,
        })
    }

    #[cfg(not(feature = "arrow"))]
    fn of_parquet(path: &Path, _options: &ReadOptions, _first: u64) -> Result<Self, InputError> {
        Err(InputError::of_path(path, no_parquet()))
    }

    /// The records of what `reader` gives, which pages and errors call `input`.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn new(
        reader: impl Read + Send + 'static,
        input: &str,
        options: &ReadOptions,
    ) -> Result<Self, InputError> {
        let path = Path::new(input);
        let source = Source::new(Box::new(reader), 0);
        let mut stream = Stream::new(source, Compression::of_path(path), options.max_expansion)
            .map_err(|error| InputError::from_io(path, error))?;
        let kind = options.kind.or_else(|| InputKind::of_path(path));
        let kind = kind.or_else(|| kind_of_head(&mut stream));
        Self::of_stream(stream, input, kind, options, Checkpoint::default())
    }

    fn of_stream(
        stream: Stream,
        input: &str,
        kind: Option<InputKind>,
        options: &ReadOptions,
        base: Checkpoint,
    ) -> Result<Self, InputError> {
        let base = Checkpoint {
            record: base.offset_record,
            ..base
        };
        let framing = framing(stream, input.into(), kind, options, base)?;
        Ok(Self {
            framing,
            // An input that nothing is known of is a page, and its bytes will tell what it holds.
            kind: kind.unwrap_or(InputKind::Text),
        })
    }

    /// Where the next record can be read from.
    pub fn checkpoint(&self) -> Checkpoint {
        self.framing.checkpoint()
    }

    /// What the input holds; text where nothing says it.
    pub fn kind(&self) -> InputKind {
        self.kind
    }

    /// Bytes of the file that were read up to now, compressed as it is; for progress.
    pub fn bytes_read(&self) -> u64 {
        self.framing.bytes_read()
    }
}

impl Iterator for RecordReader {
    type Item = Result<RawRecord, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.framing.next()
    }
}

impl fmt::Debug for RecordReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordReader")
            .field("kind", &self.kind)
            .field("checkpoint", &self.checkpoint())
            .finish_non_exhaustive()
    }
}

/// What cuts an input of this kind into records, the first of which is `base.record`.
fn framing(
    stream: Stream,
    input: Arc<str>,
    kind: Option<InputKind>,
    options: &ReadOptions,
    base: Checkpoint,
) -> Result<Box<dyn Framing>, InputError> {
    let limit_bytes = options.max_page_bytes;
    Ok(match kind {
        Some(InputKind::Jsonl) => Box::new(Lines::new(stream, input, limit_bytes, base)),
        Some(InputKind::Warc) => Box::new(WarcRecords::new(stream, input, limit_bytes, base)),
        Some(InputKind::Parquet) => {
            return Err(InputError::new(&*input, no_parquet()));
        }
        kind => Box::new(OneFile::new(stream, input, kind, limit_bytes, base)),
    })
}

/// The error for an input that is shorter than it was when the checkpoint was made.
pub(crate) fn ends_before_checkpoint(input: &str) -> InputError {
    InputError {
        ends_input: true,
        ..InputError::new(input, InputErrorKind::Truncated)
    }
}

/// Why no Parquet is read here: the input is no file, or this build cannot read it at all.
fn no_parquet() -> InputErrorKind {
    if InputKind::Parquet.is_built() {
        InputErrorKind::ParquetStream
    } else {
        let format = "Parquet";
        InputErrorKind::NotBuilt { format }
    }
}

/// What the beginning of an input says. If it cannot be read, the first record says so.
fn kind_of_head(stream: &mut Stream) -> Option<InputKind> {
    stream.begin_frame().ok()?;
    InputKind::of_head(stream.peek(HEAD_BYTES).ok()?)
}

#[cfg(test)]
mod tests {
    use std::io::{self, Cursor};

    use super::*;

    /// What the operating system refuses to read.
    struct Refused;

    impl Read for Refused {
        fn read(&mut self, _out: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::from(io::ErrorKind::TimedOut))
        }
    }

    fn reader(rest: impl Read + Send + 'static) -> RecordReader {
        let lines = Cursor::new("{}\n".repeat(200_000)).chain(rest);
        RecordReader::new(lines, "a.jsonl", &ReadOptions::default()).unwrap()
    }

    #[test]
    fn what_cannot_be_passed_over_is_an_error() {
        let path = Path::new("a.jsonl");
        let error = reader(Refused).pass_to(300_000, path).unwrap_err();
        assert!(error.is_io() && error.is_fatal(), "{error}");
        let error = reader(io::empty()).pass_to(200_001, path).unwrap_err();
        assert!(
            matches!(error.kind, InputErrorKind::Truncated) && error.is_fatal(),
            "{error}"
        );
        reader(io::empty()).pass_to(200_000, path).unwrap();
    }
}
