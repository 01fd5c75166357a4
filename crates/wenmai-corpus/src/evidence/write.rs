//! The files of a pack, each whole or not there.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use wenmai_format::pack::{
    DOCUMENT_COLUMNS, PACK_FILES, PackContent, SAMPLE_COLUMNS, document_fields, guarded,
};
use wenmai_format::write_json;
use wenmai_io::AtomicFile;
use wenmai_model::{
    DomainEvidence, FileRecord, PackAbout, PackInput, PackManifest, PackSummary, SCHEMA_VERSION,
};

use crate::checksum::Checksum;
use crate::error::CorpusError;

use super::accumulate::Accumulator;
use super::sample::Sample;
use super::{Assessed, DOCUMENTS, PACK_MANIFEST, SAMPLE};

/// Where a pack is written, and what is in it beside the numbers.
#[derive(Debug, Clone, Default)]
pub struct PackOptions {
    /// Its folder.
    pub folder: PathBuf,
    /// Rows of the sampling sheet, at most.
    pub sample: u64,
    /// What they are drawn by; the same as that of the [`Assessor`](super::Assessor).
    pub seed: u64,
    /// What people say of the collection.
    pub about: PackAbout,
}

/// A pack that was written.
#[derive(Debug)]
pub struct WrittenPack {
    /// Its numbers.
    pub summary: PackSummary,
    /// All domains, the largest first.
    pub domains: Vec<DomainEvidence>,
    /// What it holds.
    pub manifest: PackManifest,
}

/// Writes a pack, document by document. In memory are counts, domains and the sample.
pub struct PackWriter {
    options: PackOptions,
    documents: csv::Writer<HashedFile>,
    accumulator: Accumulator,
    sample: Sample,
}

impl std::fmt::Debug for PackWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PackWriter")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl PackWriter {
    /// Begins a pack.
    ///
    /// # Errors
    ///
    /// When its folder cannot be made or written to.
    pub fn create(options: PackOptions) -> Result<Self, CorpusError> {
        let path = options.folder.join(DOCUMENTS);
        let mut documents = csv::Writer::from_writer(HashedFile::create(&path)?);
        documents
            .write_record(DOCUMENT_COLUMNS)
            .map_err(|error| CorpusError::write(&path, error.into()))?;
        Ok(Self {
            sample: Sample::new(options.sample),
            accumulator: Accumulator::default(),
            documents,
            options,
        })
    }

    /// Adds a document.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn add(&mut self, document: &Assessed) -> Result<(), CorpusError> {
        let cells = document_fields(&document.row);
        self.documents
            .write_record(cells.iter().map(|cell| guarded(cell).into_owned()))
            .map_err(|error| {
                CorpusError::write(self.options.folder.join(DOCUMENTS), error.into())
            })?;
        self.accumulator.add(&document.row);
        self.sample.add(document);
        Ok(())
    }

    /// Writes everything else, the manifest last.
    ///
    /// # Errors
    ///
    /// When a file cannot be written.
    pub fn finish(self, input: PackInput) -> Result<WrittenPack, CorpusError> {
        let folder = self.options.folder.as_path();
        let path = folder.join(DOCUMENTS);
        let documents = self
            .documents
            .into_inner()
            .map_err(|error| CorpusError::write(&path, error.into_error()))?;
        let mut files = vec![documents.commit(DOCUMENTS)?];

        let rows = self.sample.finish();
        files.push(write(folder, SAMPLE, |file| write_sample(&rows, file))?);
        let (summary, domains) = self.accumulator.finish(rows.len() as u64);
        let mut manifest = PackManifest {
            schema_version: SCHEMA_VERSION,
            generator: format!("wenmai {}", env!("CARGO_PKG_VERSION")),
            input,
            sample: self.options.sample,
            seed: self.options.seed,
            about: self.options.about.clone(),
            files,
        };
        for (name, render) in PACK_FILES {
            let content = PackContent {
                summary: &summary,
                domains: &domains,
                manifest: &manifest,
            };
            let file = write(folder, name, |file| render(&content, file))?;
            manifest.files.push(file);
        }
        write(folder, PACK_MANIFEST, |mut file| {
            write_json(&manifest, &mut file)
        })?;
        Ok(WrittenPack {
            summary,
            domains,
            manifest,
        })
    }
}

fn write_sample(rows: &[Vec<String>], writer: &mut dyn Write) -> io::Result<()> {
    // Reviewers open it in a spreadsheet, some of which take UTF-8 without this mark for another encoding.
    writer.write_all("\u{feff}".as_bytes())?;
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(SAMPLE_COLUMNS)?;
    for row in rows {
        csv.write_record(row.iter().map(|cell| guarded(cell).into_owned()))?;
    }
    csv.flush()
}

/// Writes the file `name` of a pack.
fn write(
    folder: &Path,
    name: &str,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<FileRecord, CorpusError> {
    let path = folder.join(name);
    let mut file = HashedFile::create(&path)?;
    write(&mut file).map_err(|error| CorpusError::write(&path, error))?;
    file.commit(name)
}

/// A file whose bytes are counted and hashed while they are written.
struct HashedFile {
    file: AtomicFile,
    checksum: Checksum,
}

impl HashedFile {
    fn create(path: &Path) -> Result<Self, CorpusError> {
        Ok(Self {
            file: AtomicFile::create(path)?,
            checksum: Checksum::default(),
        })
    }

    fn commit(self, name: &str) -> Result<FileRecord, CorpusError> {
        self.file.commit()?;
        let (bytes, sha256) = self.checksum.finish();
        Ok(FileRecord {
            file: name.to_owned(),
            bytes,
            sha256,
        })
    }
}

impl Write for HashedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.checksum.add(bytes.get(..written).unwrap_or(bytes));
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
