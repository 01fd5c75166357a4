use std::fs;
use std::path::Path;

use wenmai_model::{DuplicateKind, DuplicateRecord, FileRecord, SCHEMA_VERSION};

use crate::chunk::Packing;
use crate::error::CorpusError;
use crate::folder::{DEDUPED, DUPLICATES};
use crate::in_order::in_order;
use crate::memory::Memory;
use crate::part::{HashedFile, OpenPart};

use super::clusters::{Cached, Clusters, similarity};
use super::documents::{Batch, DocumentReader};
use super::signatures::Signatures;

/// Numbers of documents.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) exact: u64,
    pub(super) near: u64,
    pub(super) clusters: u64,
}

/// Writes the duplicates to `path`, in the order of the documents.
pub(super) fn write_duplicates(
    path: &Path,
    clusters: &Clusters,
    signatures: &mut Signatures,
) -> Result<(Counts, FileRecord), CorpusError> {
    let failed = |error| CorpusError::write(path, error);
    let mut file = HashedFile::create(path).map_err(failed)?;
    let (mut counts, mut cache) = (Counts::default(), Cached::default());
    for (document, representative, size) in clusters.duplicates() {
        let own = signatures.get(document)?;
        let other = cache.get(representative, signatures)?;
        let (kind, count) = if document == representative {
            (DuplicateKind::Representative, &mut counts.clusters)
        } else if own.text_hash == other.text_hash {
            (DuplicateKind::Exact, &mut counts.exact)
        } else {
            (DuplicateKind::Near, &mut counts.near)
        };
        *count += 1;
        let similarity = similarity(&own, other);
        let other = other.clone();
        let record = DuplicateRecord {
            schema_version: SCHEMA_VERSION,
            id: signatures.id(&own)?,
            cluster: representative.into(),
            representative: signatures.id(&other)?,
            similarity,
            kind,
            size: size.into(),
        };
        wenmai_format::write_jsonl(&record, &mut file).map_err(failed)?;
    }
    let (bytes, sha256) = file.finish().map_err(failed)?;
    let file = DUPLICATES.to_owned();
    Ok((
        counts,
        FileRecord {
            file,
            bytes,
            sha256,
        },
    ))
}

/// Writes the documents of `reader` that are kept into parts below `folder`, with the numbers of those that they were in, as they were.
pub(super) fn write_kept(
    mut reader: DocumentReader<'_>,
    folder: &Path,
    packing: Packing,
    clusters: &Clusters,
    memory: &Memory,
    jobs: usize,
) -> Result<Vec<FileRecord>, CorpusError> {
    fs::create_dir(folder).map_err(|error| CorpusError::write(folder, error))?;
    let next = || {
        let batch = reader.next_batch()?;
        Ok(batch.map(|batch| {
            let bytes = batch.len_bytes().saturating_mul(3);
            (batch, bytes)
        }))
    };
    let pack = |batch: Batch| {
        let (part, ends_part) = (batch.part, batch.ends_part);
        let kept = batch.kept(|document| clusters.is_kept(document), packing.compression);
        let kept = kept.map_err(|error| CorpusError::write(folder, error))?;
        Ok((part, kept, ends_part))
    };
    let (mut files, mut open) = (Vec::new(), None);
    let take = |(part, output, ends_part)| {
        if let Some(output) = output {
            let mut writer = match open.take() {
                Some(writer) => writer,
                None => OpenPart::create(folder, part, packing.format, packing.compression)?,
            };
            writer.write(output)?;
            open = Some(writer);
        }
        if ends_part && let Some(part) = open.take() {
            let written = part.commit()?;
            files.push(FileRecord {
                file: format!("{DEDUPED}/{}", written.name),
                bytes: written.bytes,
                sha256: written.sha256,
            });
        }
        Ok(())
    };
    in_order(jobs, memory, next, pack, take)?;
    Ok(files)
}

/// Puts a file or folder in the place of the one of that name, which was removed before.
pub(super) fn put(folder: &Path, temporary: &str, name: &str) -> Result<(), CorpusError> {
    let path = folder.join(name);
    let renamed = fs::rename(folder.join(temporary), &path);
    renamed.map_err(|error| CorpusError::write(path, error))
}
