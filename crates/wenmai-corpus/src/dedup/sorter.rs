use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use crate::error::CorpusError;

/// A key and the number of a document.
pub(super) type Entry = (u64, u32);

/// Bytes of an entry in memory.
pub(super) const ENTRY_BYTES: u64 = size_of::<Entry>() as u64;

/// Bytes of an entry in a file.
const FILE_BYTES: usize = 12;

/// So many sorted files are merged at once.
const MAX_MERGED: usize = 64;

/// Buffer of a file that is merged, in bytes.
const BUFFER_BYTES: usize = 1 << 16;

/// Sorts entries of which not all fit into the memory: sorted files, which are merged.
#[derive(Debug)]
pub(super) struct Sorter {
    /// Files are named so, with a number behind it.
    path: PathBuf,
    limit: usize,
    entries: Vec<Entry>,
    files: Vec<PathBuf>,
    n_files: u64,
}

impl Sorter {
    /// A sorter with files at `path`, which takes about `memory` bytes.
    pub(super) fn new(path: &Path, memory: u64) -> Self {
        let limit = usize::try_from(memory / ENTRY_BYTES).unwrap_or(usize::MAX);
        Self {
            path: path.to_owned(),
            limit: limit.max(1),
            entries: Vec::new(),
            files: Vec::new(),
            n_files: 0,
        }
    }

    pub(super) fn push(&mut self, entry: Entry) -> Result<(), CorpusError> {
        if self.entries.capacity() == 0 {
            // All at once, as a vector that grows is there twice.
            self.entries.reserve_exact(self.limit);
        }
        self.entries.push(entry);
        if self.entries.len() >= self.limit {
            self.spill()?;
        }
        Ok(())
    }

    /// Writes what is in memory into a sorted file.
    fn spill(&mut self) -> Result<(), CorpusError> {
        self.entries.sort_unstable();
        let path = self.next_path();
        let written = write_entries(&path, self.entries.iter().map(|&entry| Ok(entry)));
        written.map_err(|error| CorpusError::write(&path, error))?;
        self.entries.clear();
        self.files.push(path);
        Ok(())
    }

    fn next_path(&mut self) -> PathBuf {
        let path = self.path.with_added_extension(self.n_files.to_string());
        self.n_files += 1;
        path
    }

    /// The entries in ascending order. The memory is free then.
    pub(super) fn finish(mut self) -> Result<Merged, CorpusError> {
        if !self.entries.is_empty() {
            self.spill()?;
        }
        self.entries = Vec::new();
        while self.files.len() > MAX_MERGED {
            let rest = self.files.split_off(MAX_MERGED);
            let (merged, path) = (Merged::open(&self.files)?, self.next_path());
            let written = write_entries(&path, merged);
            written.map_err(|error| CorpusError::write(&path, error))?;
            for old in &self.files {
                fs::remove_file(old).map_err(|error| CorpusError::write(old, error))?;
            }
            self.files = rest;
            self.files.push(path);
        }
        Merged::open(&self.files)
    }
}

fn write_entries(path: &Path, entries: impl Iterator<Item = io::Result<Entry>>) -> io::Result<()> {
    let mut writer = BufWriter::with_capacity(BUFFER_BYTES, File::create(path)?);
    for entry in entries {
        let (key, document) = entry?;
        writer.write_all(&key.to_be_bytes())?;
        writer.write_all(&document.to_be_bytes())?;
    }
    writer.flush()
}

/// Entries in ascending order.
#[derive(Debug)]
pub(super) struct Merged {
    readers: Vec<BufReader<File>>,
    /// The next entry of each reader, with the number of the reader.
    heads: BinaryHeap<Reverse<(Entry, usize)>>,
}

impl Merged {
    fn open(files: &[PathBuf]) -> Result<Self, CorpusError> {
        let mut merged = Self {
            readers: Vec::new(),
            heads: BinaryHeap::new(),
        };
        for (number, path) in files.iter().enumerate() {
            let failed = |error| CorpusError::read_back(path, error);
            let file = File::open(path).map_err(failed)?;
            merged
                .readers
                .push(BufReader::with_capacity(BUFFER_BYTES, file));
            merged.advance(number).map_err(failed)?;
        }
        Ok(merged)
    }

    /// Takes up the next entry of a reader.
    fn advance(&mut self, number: usize) -> io::Result<()> {
        let Some(reader) = self.readers.get_mut(number) else {
            return Ok(());
        };
        let mut bytes = [0; FILE_BYTES];
        match reader.read_exact(&mut bytes) {
            // Files hold whole entries.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            result => result?,
        }
        let [key @ .., d0, d1, d2, d3] = bytes;
        let document = u32::from_be_bytes([d0, d1, d2, d3]);
        let entry = (u64::from_be_bytes(key), document);
        self.heads.push(Reverse((entry, number)));
        Ok(())
    }
}

impl Iterator for Merged {
    type Item = io::Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        let Reverse((entry, number)) = self.heads.pop()?;
        Some(self.advance(number).map(|()| entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_memory_gives_the_same_order() {
        let folder = tempfile::tempdir().unwrap();
        let entries: Vec<Entry> = (0..2_000_u32)
            .map(|n| (u64::from(n.wrapping_mul(0x9E37_79B9) % 700) << 40, n))
            .collect();
        let mut expected = entries.clone();
        expected.sort_unstable();
        // The last one needs more files than are merged at once.
        for limit in [10_000, 300, 7] {
            let mut sorter = Sorter::new(&folder.path().join("keys"), limit * ENTRY_BYTES);
            for &entry in &entries {
                sorter.push(entry).unwrap();
            }
            let merged: Vec<Entry> = sorter.finish().unwrap().map(Result::unwrap).collect();
            assert_eq!(merged, expected);
        }
        let nothing = Sorter::new(&folder.path().join("none"), 0);
        assert_eq!(nothing.finish().unwrap().count(), 0);
    }
}
