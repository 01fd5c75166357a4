//! What is known of each document, in files: too much for the memory.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use wenmai_text::minhash::MinHash;

use crate::error::CorpusError;

/// Bytes of a hash of a whole text.
const HASH_BYTES: usize = 16;

/// Bytes of what is known of a document.
const RECORD_BYTES: usize = HASH_BYTES + 8 + 4 + MinHash::BYTES;

/// A hash of the letters and digits of a document: equal for equal ones alone, as far as SHA-256 of 128 bits tells.
pub(super) type TextHash = [u8; HASH_BYTES];

/// What is known of a document.
#[derive(Debug, Clone)]
pub(super) struct Signature {
    pub(super) text_hash: TextHash,
    pub(super) minhash: MinHash,
    /// Where its id stands in the file of ids, and its bytes.
    id: (u64, u32),
}

/// Writes signatures in the order of the documents.
#[derive(Debug)]
pub(super) struct SignatureWriter {
    path: PathBuf,
    records: BufWriter<File>,
    ids: BufWriter<File>,
    ids_bytes: u64,
}

impl SignatureWriter {
    pub(super) fn create(folder: &Path) -> Result<Self, CorpusError> {
        let create = |name: &str| -> Result<_, CorpusError> {
            let path = folder.join(name);
            let mut options = File::options();
            let options = options.create(true).truncate(true).read(true).write(true);
            let file = options.open(&path);
            file.map(|file| BufWriter::with_capacity(1 << 17, file))
                .map_err(|error| CorpusError::write(path, error))
        };
        Ok(Self {
            path: folder.join("signatures"),
            records: create("signatures")?,
            ids: create("ids")?,
            ids_bytes: 0,
        })
    }

    pub(super) fn write(
        &mut self,
        id: &str,
        text_hash: &TextHash,
        minhash: &MinHash,
    ) -> Result<(), CorpusError> {
        let mut write = || {
            let len = u32::try_from(id.len()).map_err(io::Error::other)?;
            self.records.write_all(text_hash)?;
            self.records.write_all(&self.ids_bytes.to_le_bytes())?;
            self.records.write_all(&len.to_le_bytes())?;
            self.records.write_all(&minhash.to_bytes())?;
            self.ids.write_all(id.as_bytes())?;
            self.ids_bytes += u64::from(len);
            Ok(())
        };
        let written: io::Result<()> = write();
        written.map_err(|error| CorpusError::write(&self.path, error))
    }

    /// Makes what was written readable.
    pub(super) fn finish(self) -> Result<Signatures, CorpusError> {
        let failed = |error: io::Error| CorpusError::write(&self.path, error);
        let file = |writer: BufWriter<File>| writer.into_inner().map_err(io::Error::from);
        Ok(Signatures {
            records: file(self.records).map_err(failed)?,
            ids: file(self.ids).map_err(failed)?,
            path: self.path,
        })
    }
}

/// Reads signatures in any order.
#[derive(Debug)]
pub(super) struct Signatures {
    path: PathBuf,
    records: File,
    ids: File,
}

impl Signatures {
    /// That of a document by its number.
    pub(super) fn get(&mut self, document: u32) -> Result<Signature, CorpusError> {
        let mut bytes = [0; RECORD_BYTES];
        let offset = u64::from(document) * RECORD_BYTES as u64;
        let read = read_at(&mut self.records, offset, &mut bytes);
        read.map_err(|error| CorpusError::read_back(&self.path, error))?;
        let record = || {
            let (text_hash, rest) = bytes.split_first_chunk()?;
            let (offset, rest) = rest.split_first_chunk()?;
            let (len, rest) = rest.split_first_chunk()?;
            Some(Signature {
                text_hash: *text_hash,
                minhash: MinHash::from_bytes(rest.first_chunk()?),
                id: (u64::from_le_bytes(*offset), u32::from_le_bytes(*len)),
            })
        };
        let torn = || CorpusError::read_back(&self.path, io::ErrorKind::InvalidData.into());
        record().ok_or_else(torn)
    }

    /// The id of a document.
    pub(super) fn id(&mut self, signature: &Signature) -> Result<String, CorpusError> {
        let (offset, len) = signature.id;
        let mut bytes = vec![0; usize::try_from(len).unwrap_or(0)];
        let id = read_at(&mut self.ids, offset, &mut bytes)
            .and_then(|()| String::from_utf8(bytes).map_err(io::Error::other));
        id.map_err(|error| CorpusError::read_back(&self.path, error))
    }
}

fn read_at(file: &mut File, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(bytes)
}
