//! The records of a finished run, as evidence takes them.

use std::path::Path;
use std::path::PathBuf;

use wenmai_model::{DedupRecord, FileRecord, InputPosition, Ledger, PackRun, PartRecord};

use crate::dedup::{Batch, DocumentReader, Wanted, packing_of};
use crate::error::CorpusError;
use crate::in_order::in_order;
use crate::manifest::{MANIFEST, Manifest};
use crate::memory::Memory;
use crate::options::PartFormat;
use crate::part::measure;
use crate::progress::Progress;
use crate::status::status;

use super::{Assessed, Assessor};

/// Memory for documents that are worked on, in bytes.
const MEMORY: u64 = 512 << 20;

/// Memory for each byte of documents: read, and assessed.
const MEMORY_PER_BYTE: usize = 4;

/// Which documents are read.
#[derive(Debug, Clone)]
pub struct RunDocuments {
    /// Folder of a finished run.
    pub folder: PathBuf,
    /// Those that are no duplicates of others, which [`dedup`](crate::dedup) has written.
    pub is_deduped: bool,
    /// Number of threads; at least one. The result does not depend on it.
    pub jobs: usize,
}

/// Gives the row of each document of a run to `take`, in order, and says what the run is made of. Paths in it are those of
/// `assessor`.
///
/// # Errors
///
/// When the folder holds no finished run with records, or one that is not what was written; those of `take`.
pub fn read_run(
    documents: &RunDocuments,
    assessor: &Assessor<'_>,
    progress: &Progress,
    mut take: impl FnMut(Assessed) -> Result<(), CorpusError> + Send,
) -> Result<PackRun, CorpusError> {
    let folder = documents.folder.as_path();
    let manifest = Manifest::load(folder)?.ok_or_else(|| CorpusError::NoRun {
        folder: folder.to_owned(),
    })?;
    if !manifest.is_finished {
        let folder = folder.to_owned();
        return Err(CorpusError::NotFinished { folder });
    }
    if let Some(what) = status(folder, false)?.problems.into_iter().next() {
        let path = folder.to_owned();
        return Err(CorpusError::Damaged { path, what });
    }
    let packing = packing_of(folder, &manifest.run)?;
    if packing.format == PartFormat::Markdown {
        let folder = folder.to_owned();
        return Err(CorpusError::NoRecords { folder });
    }
    let (files, n_documents) = parts_of(&manifest, documents)?;
    // The ledgers of the parts count what is in them; of those without duplicates only the sum is known.
    let parts: Vec<PartRecord> = if documents.is_deduped {
        files
            .iter()
            .zip(0..)
            .map(|(file, part)| part_record(file, part))
            .collect()
    } else {
        manifest.parts.clone()
    };
    let bytes = parts.iter().map(|part| part.bytes).sum();
    progress.begin(bytes, 0, &Ledger::default());
    let reader = DocumentReader::new(folder, &parts, packing, Wanted::Evidence, progress);
    let mut reader = if documents.is_deduped {
        reader.uncounted()
    } else {
        reader
    };

    let memory = Memory::new(MEMORY);
    let next = || {
        let batch = reader.next_batch()?;
        Ok(batch.map(|batch| {
            let bytes = batch.len_bytes().saturating_mul(MEMORY_PER_BYTE);
            (batch, bytes)
        }))
    };
    let assess = |batch: Batch| -> Result<Vec<Assessed>, CorpusError> {
        let mut assessed = Vec::new();
        batch
            .for_each_record(|record| assessed.push(assessor.record(record)))
            .map_err(|what| CorpusError::Damaged {
                path: folder.join(format!("part {}", batch.part)),
                what: format!("holds {what}"),
            })?;
        Ok(assessed)
    };
    let mut n_read = 0;
    let take_all = |assessed: Vec<Assessed>| {
        n_read += assessed.len() as u64;
        assessed.into_iter().try_for_each(&mut take)
    };
    in_order(documents.jobs, &memory, next, assess, take_all)?;
    if n_read != n_documents {
        let what = format!("holds {n_read} documents instead of {n_documents}");
        let path = folder.to_owned();
        return Err(CorpusError::Damaged { path, what });
    }
    pack_run(folder, manifest, documents, files, assessor)
}

/// The files that are read, and how many documents they hold together.
fn parts_of(
    manifest: &Manifest,
    documents: &RunDocuments,
) -> Result<(Vec<FileRecord>, u64), CorpusError> {
    if !documents.is_deduped {
        let files = manifest.parts.iter().filter_map(|part| {
            Some(FileRecord {
                file: part.file.clone()?,
                bytes: part.bytes,
                sha256: part.sha256.clone(),
            })
        });
        return Ok((files.collect(), manifest.ledger().written));
    }
    let DedupRecord { files, kept, .. } =
        manifest
            .dedup
            .as_ref()
            .ok_or_else(|| CorpusError::NotDeduped {
                folder: documents.folder.clone(),
            })?;
    // The first one names the duplicates.
    Ok((files.iter().skip(1).cloned().collect(), *kept))
}

/// A part without a ledger.
fn part_record(file: &FileRecord, part: u64) -> PartRecord {
    PartRecord {
        part,
        file: Some(file.file.clone()),
        bytes: file.bytes,
        sha256: file.sha256.clone(),
        ledger: Ledger::default(),
        from: InputPosition::default(),
        to: InputPosition::default(),
        dead_letters_bytes: 0,
        dropped_bytes: 0,
    }
}

/// What the run is made of, without places on a disk.
fn pack_run(
    folder: &Path,
    manifest: Manifest,
    documents: &RunDocuments,
    parts: Vec<FileRecord>,
    assessor: &Assessor<'_>,
) -> Result<PackRun, CorpusError> {
    let path = folder.join(MANIFEST);
    let (_, manifest_sha256) =
        measure(&path).map_err(|error| CorpusError::read_back(&path, error))?;
    let ledger = manifest.ledger();
    // Files of sites are named with the addresses of their sites, one a line.
    let shown_line = |line: &str| match line.split_once('=') {
        Some((url, path)) => format!("{url}={}", assessor.shown_path(path)),
        None => assessor.shown_path(line),
    };
    let shown = |(flag, value): (String, String)| {
        let lines: Vec<String> = value.lines().map(shown_line).collect();
        (flag, lines.join("\n"))
    };
    Ok(PackRun {
        version: manifest.run.version,
        files: manifest
            .run
            .files
            .iter()
            .map(|file| assessor.shown_path(file))
            .collect(),
        inputs: manifest.run.inputs,
        settings: manifest.run.settings.into_iter().map(shown).collect(),
        manifest_sha256,
        ledger,
        dedup: manifest.dedup,
        is_deduped: documents.is_deduped,
        parts,
    })
}
