//! Parts: files that are whole or not there.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

#[cfg(feature = "parquet")]
use wenmai_io::arrow::{
    ParquetCompression, ParquetOptions, ParquetWriteError, ParquetWriter, document_schema,
};

use crate::checksum::Checksum;
use crate::chunk::Output;
use crate::error::CorpusError;
use crate::folder::{TEMPORARY, part_name, sync_folder};
use crate::options::{Compression, PartFormat};

/// What was written of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WrittenPart {
    /// Its name below the folder of the run.
    pub(crate) name: String,
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
}

/// A part that is being written, under a temporary name.
#[derive(Debug)]
pub(crate) struct OpenPart {
    folder: PathBuf,
    name: String,
    temporary: PathBuf,
    writer: PartWriter,
}

#[derive(Debug)]
enum PartWriter {
    /// Lines, or frames of them.
    Bytes(HashedFile),
    #[cfg(feature = "parquet")]
    Rows(Box<ParquetWriter<HashedFile>>),
    /// One file a document.
    Files(FolderWriter),
}

impl OpenPart {
    /// Begins part `part` below `folder`.
    pub(crate) fn create(
        folder: &Path,
        part: u64,
        format: PartFormat,
        compression: Compression,
    ) -> Result<Self, CorpusError> {
        let name = part_name(part, format, compression);
        let temporary = folder.join(format!(".{name}{TEMPORARY}"));
        let writer = match format {
            PartFormat::Jsonl => HashedFile::create(&temporary).map(PartWriter::Bytes),
            #[cfg(feature = "parquet")]
            PartFormat::Parquet => HashedFile::create(&temporary).and_then(|file| {
                let options = parquet_options(compression);
                let writer = ParquetWriter::new(file, document_schema(), &options);
                Ok(PartWriter::Rows(Box::new(writer.map_err(io_error)?)))
            }),
            PartFormat::Markdown => FolderWriter::create(&temporary).map(PartWriter::Files),
        };
        match writer {
            Ok(writer) => Ok(Self {
                folder: folder.to_owned(),
                name,
                temporary,
                writer,
            }),
            Err(error) => Err(CorpusError::write(temporary, error)),
        }
    }

    /// Adds documents.
    pub(crate) fn write(&mut self, output: Output) -> Result<(), CorpusError> {
        let written = match (&mut self.writer, output) {
            (PartWriter::Bytes(file), Output::Bytes(bytes)) => file.write_all(&bytes),
            #[cfg(feature = "parquet")]
            (PartWriter::Rows(writer), Output::Rows(batch)) => {
                writer.write(&batch).map_err(io_error)
            }
            (PartWriter::Files(folder), Output::Files(files)) => folder.write(&files),
            (PartWriter::Files(folder), Output::NamedFiles(files)) => files
                .iter()
                .try_for_each(|(name, bytes)| folder.write_file(name, bytes)),
            // Chunks have what their format needs.
            _ => Err(io::Error::from(io::ErrorKind::InvalidInput)),
        };
        written.map_err(|error| CorpusError::write(self.folder.join(&self.name), error))
    }

    /// Puts the part in its place. After this it lasts.
    pub(crate) fn commit(self) -> Result<WrittenPart, CorpusError> {
        let path = self.folder.join(&self.name);
        let commit = || -> io::Result<WrittenPart> {
            let (bytes, sha256) = match self.writer {
                PartWriter::Bytes(file) => file.finish()?,
                #[cfg(feature = "parquet")]
                PartWriter::Rows(writer) => writer.finish().map_err(io_error)?.finish()?,
                PartWriter::Files(folder) => folder.finish()?,
            };
            fs::rename(&self.temporary, &path)?;
            sync_folder(&self.folder)?;
            Ok(WrittenPart {
                name: self.name,
                bytes,
                sha256,
            })
        };
        commit().map_err(|error| CorpusError::write(&path, error))
    }
}

#[cfg(feature = "parquet")]
fn parquet_options(compression: Compression) -> ParquetOptions {
    ParquetOptions {
        compression: match compression {
            Compression::None => ParquetCompression::None,
            Compression::Zstd => ParquetCompression::Zstd,
        },
        row_group_bytes: ROW_GROUP_BYTES,
    }
}

/// A row group is in memory until it is full.
#[cfg(feature = "parquet")]
const ROW_GROUP_BYTES: usize = 16 << 20;

#[cfg(feature = "parquet")]
pub(crate) fn io_error(error: ParquetWriteError) -> io::Error {
    match error {
        ParquetWriteError::Io(error) => error,
        error => io::Error::other(error),
    }
}

/// A file whose bytes are counted and hashed as they are written.
#[derive(Debug)]
pub(crate) struct HashedFile {
    file: BufWriter<File>,
    checksum: Checksum,
}

impl HashedFile {
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        Ok(Self {
            file: BufWriter::with_capacity(1 << 18, File::create(path)?),
            checksum: Checksum::default(),
        })
    }

    /// Writes everything to the disk; gives the number of bytes and their SHA-256.
    pub(crate) fn finish(mut self) -> io::Result<(u64, String)> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        Ok(self.checksum.finish())
    }
}

impl Write for HashedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.checksum.add(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A folder of files whose bytes are counted and hashed, one after the other.
#[derive(Debug)]
struct FolderWriter {
    path: PathBuf,
    n_files: u64,
    checksum: Checksum,
}

impl FolderWriter {
    fn create(path: &Path) -> io::Result<Self> {
        fs::create_dir(path)?;
        Ok(Self {
            path: path.to_owned(),
            n_files: 0,
            checksum: Checksum::default(),
        })
    }

    fn write(&mut self, files: &[(String, Vec<u8>)]) -> io::Result<()> {
        for (id, bytes) in files {
            // The number keeps names apart, and the order of the names is that of the documents.
            let name = format!("{:07}-{}.md", self.n_files, wenmai_io::file_stem(id));
            self.n_files += 1;
            self.write_file(&name, bytes)?;
        }
        Ok(())
    }

    fn write_file(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut file = File::create(self.path.join(name))?;
        file.write_all(bytes)?;
        file.sync_data()?;
        self.checksum.add(bytes);
        Ok(())
    }

    fn finish(self) -> io::Result<(u64, String)> {
        sync_folder(&self.path)?;
        Ok(self.checksum.finish())
    }
}

/// Bytes and SHA-256 of a part that is in its place, as [`OpenPart::commit`] gave them.
pub(crate) fn measure(path: &Path) -> io::Result<(u64, String)> {
    let mut checksum = Checksum::default();
    let mut add = |path: &Path| io::copy(&mut File::open(path)?, &mut checksum);
    if path.is_dir() {
        let mut paths = Vec::new();
        for entry in fs::read_dir(path)? {
            paths.push(entry?.path());
        }
        paths.sort_unstable();
        for path in paths {
            add(&path)?;
        }
    } else {
        add(path)?;
    }
    Ok(checksum.finish())
}
