use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

use crate::error::InputErrorKind;

/// A file that remembers what the operating system said when it could not be read. The decoder makes text of that, and
/// then it looks like a broken file, which nobody tries to read again.
#[derive(Debug, Clone)]
pub(super) struct Watched {
    file: Arc<File>,
    refused: Refused,
}

/// The last error of the operating system.
#[derive(Debug, Clone, Default)]
struct Refused(Arc<Mutex<Option<io::Error>>>);

/// What reads on from a place of the file.
pub(super) struct WatchedRead {
    reader: BufReader<File>,
    refused: Refused,
}

impl Refused {
    /// What `result` says, and a note of it if it is an error. The decoder gets a copy.
    fn note<T>(&self, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|error| {
            let kind = error.kind();
            // The end of the file is no refusal, and after a signal the reader tries again.
            if kind != io::ErrorKind::UnexpectedEof && kind != io::ErrorKind::Interrupted {
                *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            }
            kind.into()
        })
    }
}

impl Watched {
    pub(super) fn new(file: File) -> Self {
        Self {
            file: Arc::new(file),
            refused: Refused::default(),
        }
    }

    /// Why reading failed: the operating system, if it refused since this was asked last, or else what `broken` makes of
    /// `reason`.
    pub(super) fn why(
        &self,
        reason: String,
        broken: impl FnOnce(String) -> InputErrorKind,
    ) -> InputErrorKind {
        let refused = self.refused.0.lock();
        match refused.unwrap_or_else(PoisonError::into_inner).take() {
            Some(error) => InputErrorKind::Read(error),
            None => broken(reason),
        }
    }

    /// The file from byte `start` on.
    pub(super) fn read_from(&self, start: u64) -> io::Result<WatchedRead> {
        let opened = self.file.try_clone().and_then(|mut file| {
            file.seek(SeekFrom::Start(start))?;
            Ok(file)
        });
        Ok(WatchedRead {
            reader: BufReader::new(self.refused.note(opened)?),
            refused: self.refused.clone(),
        })
    }
}

impl Read for WatchedRead {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(out);
        self.refused.note(read)
    }
}

impl Seek for WatchedRead {
    fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
        let sought = self.reader.seek(place);
        self.refused.note(sought)
    }
}

impl Length for Watched {
    fn len(&self) -> u64 {
        self.file.len()
    }
}

impl ChunkReader for Watched {
    type T = WatchedRead;

    fn get_read(&self, start: u64) -> Result<WatchedRead> {
        Ok(self.read_from(start)?)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let left = usize::try_from(self.len().saturating_sub(start)).unwrap_or(usize::MAX);
        let mut bytes = Vec::with_capacity(length.min(left));
        let reader = self.read_from(start)?;
        reader.take(length as u64).read_to_end(&mut bytes)?;
        if bytes.len() < length {
            let reason = format!("{length} bytes should be at {start}, {} are", bytes.len());
            return Err(ParquetError::EOF(reason));
        }
        Ok(bytes.into())
    }
}
