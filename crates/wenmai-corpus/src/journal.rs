use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::error::CorpusError;

/// A file of lines that grows with the parts.
pub(crate) struct Journal {
    path: PathBuf,
    file: BufWriter<File>,
    bytes: u64,
}

impl Journal {
    /// Opens the file at `path`, of which the first `bytes` belong to whole parts; the rest is thrown away.
    pub(crate) fn open(path: PathBuf, bytes: u64) -> Result<Self, CorpusError> {
        let failed = |error| CorpusError::write(&path, error);
        let mut options = OpenOptions::new();
        let mut file = options
            .create(true)
            .write(true)
            .truncate(false)
            .open(&path)
            .map_err(failed)?;
        let len = file.metadata().map_err(failed)?.len();
        if len < bytes {
            let what = format!("has {len} bytes, of which the manifest knows {bytes}");
            return Err(CorpusError::Damaged { path, what });
        }
        file.set_len(bytes).map_err(failed)?;
        file.seek(SeekFrom::End(0)).map_err(failed)?;
        Ok(Self {
            file: BufWriter::new(file),
            path,
            bytes,
        })
    }

    pub(crate) fn write(&mut self, lines: &[u8]) -> Result<(), CorpusError> {
        self.bytes += lines.len() as u64;
        let written = self.file.write_all(lines);
        written.map_err(|error| CorpusError::write(&self.path, error))
    }

    /// Writes what is still held back to the disk; gives the length of the file.
    pub(crate) fn sync(&mut self) -> Result<u64, CorpusError> {
        let synced = self
            .file
            .flush()
            .and_then(|()| self.file.get_ref().sync_data());
        synced.map_err(|error| CorpusError::write(&self.path, error))?;
        Ok(self.bytes)
    }

    /// Adds the bytes from `start` to `end` of the file at `path`, which has them; nothing is read where there are none.
    pub(crate) fn copy(&mut self, path: &Path, start: u64, end: u64) -> Result<(), CorpusError> {
        if start >= end {
            return Ok(());
        }
        let failed = |error| CorpusError::read_back(path, error);
        let mut file = File::open(path).map_err(failed)?;
        file.seek(SeekFrom::Start(start)).map_err(failed)?;
        let mut lines = file.take(end - start);
        let mut bytes = vec![0; COPY_BYTES];
        loop {
            let read = lines.read(&mut bytes).map_err(failed)?;
            match bytes.get(..read) {
                Some([]) | None => break,
                Some(read) => self.write(read)?,
            }
        }
        if lines.limit() > 0 {
            return Err(CorpusError::Damaged {
                path: path.to_owned(),
                what: format!("has less than {end} bytes"),
            });
        }
        Ok(())
    }
}

/// So much is copied at once.
const COPY_BYTES: usize = 1 << 18;
