//! Duplicates among the documents of a finished run.
//!
//! Three passes, none of which holds more than a few bytes for each document: signatures of all documents into files, sorted by
//! the bands that they have in common; clusters of those that are alike; the documents that are kept into parts.

mod clusters;
mod documents;
mod output;
mod signatures;
mod sorter;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use wenmai_model::{DedupRecord, Ledger, ManifestRecord, RunRecord};
use wenmai_text::comparison_key;
use wenmai_text::minhash::{Banding, MinHash};

use crate::chunk::Packing;
use crate::error::CorpusError;
use crate::folder::{DEDUPED, DUPLICATES, Folder, part_name, sync_folder};
use crate::in_order::in_order;
use crate::manifest::Manifest;
use crate::memory::Memory;
use crate::options::{Compression, PartFormat};
use crate::progress::Progress;
use crate::retry::finish_replacing;
use crate::run::whole_parts;
use crate::status::file_problem;

use self::clusters::{Clusters, DOCUMENT_BYTES, candidates};
pub(crate) use self::documents::{Batch, DocumentReader, Wanted};
use self::output::{put, write_duplicates, write_kept};
use self::signatures::{SignatureWriter, Signatures, TextHash};
use self::sorter::{Merged, Sorter};

/// Folder of signatures and keys while they are needed.
const SCRATCH: &str = ".dedup.tmp";

/// Temporary names of what is written.
const NEW_DUPLICATES: &str = ".duplicates.jsonl.tmp";
const NEW_DEDUPED: &str = ".deduped.tmp";

/// Where duplicates are looked for, and what counts as one.
#[derive(Debug, Clone)]
pub struct DedupOptions {
    /// Folder of a finished run.
    pub out: PathBuf,
    /// Documents are duplicates when they have at least this share of the shingles of both in common; from 0.5 to 1.
    pub threshold: f64,
    /// Most memory that may be taken, in bytes.
    pub memory: u64,
    /// Number of threads; at least one. The result does not depend on it.
    pub jobs: usize,
}

impl Default for DedupOptions {
    /// A threshold of 0.8, 2 GiB of memory, one thread.
    fn default() -> Self {
        Self {
            out: PathBuf::new(),
            threshold: 0.8,
            memory: 2 << 30,
            jobs: 1,
        }
    }
}

/// Memory for code and buffers.
const BASE_MEMORY: u64 = 48 << 20;

/// The least memory for keys and documents that wait.
const LEAST_MEMORY: u64 = 16 << 20;

/// Memory for each byte of documents: unescaped, and in comparison form.
const MEMORY_PER_BYTE: usize = 4;

/// Memory for each document: signature, keys and id.
const MEMORY_PER_DOCUMENT: usize = 1024;

/// Memory for the name of each file of a part that is a folder.
const NAME_MEMORY: u64 = 192;

impl DedupOptions {
    /// Every setting that the result depends on, by its flag.
    fn settings(&self) -> BTreeMap<String, String> {
        BTreeMap::from([("threshold".to_owned(), self.threshold.to_string())])
    }

    /// Memory for keys and documents of so many, where those of a part have so many files.
    fn free_memory(&self, documents: u64, files: u64) -> Result<u64, CorpusError> {
        let names = files.saturating_mul(NAME_MEMORY);
        let fixed = BASE_MEMORY + documents.saturating_mul(DOCUMENT_BYTES) + names;
        let free = self.memory.saturating_sub(fixed);
        if free < LEAST_MEMORY {
            return Err(CorpusError::NotEnoughMemory {
                documents,
                needed_bytes: fixed + LEAST_MEMORY,
            });
        }
        Ok(free)
    }
}

/// Finds the duplicates of a finished run, and writes `duplicates.jsonl` and `deduped/part-NNNNN.*` into its folder.
///
/// A document is a duplicate of an earlier one, the representative of its cluster, when both have the same letters and digits, or
/// resemble each other by at least the threshold. So the first document of a cluster is kept, and each that is not is nearly the
/// same as one that is. Documents without letters and digits are kept.
///
/// Nothing is done where the same was done before and its files are there; other settings, or a retry of dead letters since then,
/// do it anew. It counts once its line stands in the manifest. The bytes of `progress` are those of the parts, which are read
/// twice.
///
/// # Errors
///
/// When the folder holds no finished run or one whose parts this build cannot read, the memory does not do, or a file cannot be
/// read or written: then nothing has changed.
pub fn dedup(options: &DedupOptions, progress: &Progress) -> Result<DedupRecord, CorpusError> {
    let no_run = || CorpusError::NoRun {
        folder: options.out.clone(),
    };
    // The lock would make the folder.
    Manifest::load(&options.out)?.ok_or_else(no_run)?;
    let folder = Folder::lock(&options.out)?;
    let manifest = Manifest::load(&folder.path)?.ok_or_else(no_run)?;
    if !manifest.is_finished {
        let folder = options.out.clone();
        return Err(CorpusError::NotFinished { folder });
    }
    finish_replacing(&folder.path, &manifest)?;
    whole_parts(&folder, &manifest)?;
    folder.sweep(&manifest)?;
    remove_unfinished(&folder)?;
    if let Some(done) = manifest.dedup.as_ref()
        && done.settings == options.settings()
        && done.parts == manifest.parts.len() as u64
        && is_whole(&folder.path, done)
    {
        return Ok(done.clone());
    }
    let search = Search::new(options, &folder, &manifest, progress)?;
    let record = search.run().inspect_err(|_| {
        // Half a result is of no use, and takes room that may be what was missing. What cannot be removed goes with the next start.
        let _ = remove_unfinished(&folder);
    })?;

    // What was there before goes first, as a folder cannot take the place of another: if the process is killed here, the files are
    // not those of the manifest, and the next start does all anew.
    folder.remove(DUPLICATES)?;
    folder.remove(DEDUPED)?;
    put(&folder.path, NEW_DUPLICATES, DUPLICATES)?;
    put(&folder.path, NEW_DEDUPED, DEDUPED)?;
    sync_folder(&folder.path).map_err(|error| CorpusError::write(&folder.path, error))?;
    let mut writer = manifest.writer()?;
    writer.append(ManifestRecord::Dedup(record.clone()))?;
    folder.remove(SCRATCH)?;
    Ok(record)
}

/// Removes what a search that was killed has left.
fn remove_unfinished(folder: &Folder) -> Result<(), CorpusError> {
    [SCRATCH, NEW_DUPLICATES, NEW_DEDUPED]
        .into_iter()
        .try_for_each(|name| folder.remove(name))
}

/// Whether all files of `record` are there, with their lengths.
fn is_whole(folder: &Path, record: &DedupRecord) -> bool {
    let mut files = record.files.iter();
    files.all(|file| file_problem(folder, file, false).is_none())
}

/// A search for duplicates.
struct Search<'a> {
    options: &'a DedupOptions,
    folder: &'a Path,
    manifest: &'a Manifest,
    packing: Packing,
    progress: &'a Progress,
    n_documents: u32,
    /// Memory of what is sorted, in bytes.
    sort_memory: u64,
    /// Memory of documents.
    memory: Memory,
}

impl<'a> Search<'a> {
    fn new(
        options: &'a DedupOptions,
        folder: &'a Folder,
        manifest: &'a Manifest,
        progress: &'a Progress,
    ) -> Result<Self, CorpusError> {
        let packing = packing_of(&folder.path, &manifest.run)?;
        let documents = manifest.ledger().written;
        let n_documents =
            u32::try_from(documents).map_err(|_| CorpusError::TooManyDocuments { documents })?;
        let parts = manifest.parts.iter();
        let files = match packing.format {
            PartFormat::Markdown => parts.map(|part| part.ledger.written).max(),
            _ => None,
        };
        let free = options.free_memory(documents, files.unwrap_or(0))?;
        let bytes: u64 = manifest.parts.iter().map(|part| part.bytes).sum();
        progress.begin(bytes * 2, 0, &Ledger::default());
        Ok(Self {
            options,
            folder: &folder.path,
            manifest,
            packing,
            progress,
            n_documents,
            sort_memory: free / 2,
            memory: Memory::new(free / 4),
        })
    }

    fn run(&self) -> Result<DedupRecord, CorpusError> {
        let scratch = self.folder.join(SCRATCH);
        fs::create_dir(&scratch).map_err(|error| CorpusError::write(&scratch, error))?;
        let (mut signatures, keys) = self.sign(&scratch)?;
        let pairs = Sorter::new(&scratch.join("pairs"), self.sort_memory);
        let candidates = candidates(keys, pairs)?;
        let clusters = Clusters::new(
            self.n_documents,
            candidates,
            &mut signatures,
            self.options.threshold,
        )?;
        let path = self.folder.join(NEW_DUPLICATES);
        let (counts, duplicates) = write_duplicates(&path, &clusters, &mut signatures)?;
        let mut files = vec![duplicates];
        files.extend(write_kept(
            self.reader(Wanted::Documents),
            &self.folder.join(NEW_DEDUPED),
            self.packing,
            &clusters,
            &self.memory,
            self.options.jobs,
        )?);
        let documents = u64::from(self.n_documents);
        Ok(DedupRecord {
            settings: self.options.settings(),
            parts: self.manifest.parts.len() as u64,
            documents,
            kept: documents - counts.exact - counts.near,
            exact: counts.exact,
            near: counts.near,
            clusters: counts.clusters,
            files,
        })
    }

    fn reader(&self, wanted: Wanted) -> DocumentReader<'_> {
        let parts = &self.manifest.parts;
        DocumentReader::new(self.folder, parts, self.packing, wanted, self.progress)
    }

    /// Writes the signatures of all documents, and sorts the keys by which those that are alike are found.
    fn sign(&self, scratch: &Path) -> Result<(Signatures, Merged), CorpusError> {
        let mut reader = self.reader(Wanted::Texts);
        let mut writer = SignatureWriter::create(scratch)?;
        let mut keys = Sorter::new(&scratch.join("keys"), self.sort_memory);
        let banding = Banding::of_threshold(self.options.threshold);
        let next = || {
            let batch = reader.next_batch()?;
            Ok(batch.map(|batch| {
                let documents = usize::try_from(batch.n_documents).unwrap_or(usize::MAX);
                let bytes = batch.len_bytes().saturating_mul(MEMORY_PER_BYTE);
                let beside = documents.saturating_mul(MEMORY_PER_DOCUMENT);
                (batch, bytes.saturating_add(beside))
            }))
        };
        let sign = |batch: Batch| -> Result<Vec<Signed>, CorpusError> {
            let mut signed = Vec::new();
            batch
                .for_each(|document, id, text| {
                    signed.push(Signed::new(document, id, text, banding));
                })
                .map_err(|what| CorpusError::Damaged {
                    path: self.folder.join(part_name(
                        batch.part,
                        self.packing.format,
                        self.packing.compression,
                    )),
                    what: format!("holds {what}"),
                })?;
            Ok(signed)
        };
        let take = |documents: Vec<Signed>| {
            for signed in documents {
                writer.write(&signed.id, &signed.text_hash, &signed.minhash)?;
                for key in signed.keys {
                    keys.push((key, signed.document))?;
                }
            }
            Ok(())
        };
        in_order(self.options.jobs, &self.memory, next, sign, take)?;
        Ok((writer.finish()?, keys.finish()?))
    }
}

/// What the parts of a run hold.
pub(crate) fn packing_of(folder: &Path, run: &RunRecord) -> Result<Packing, CorpusError> {
    let setting = |flag: &str| run.settings.get(flag).map_or("", String::as_str);
    let format = match setting("format") {
        "jsonl" => PartFormat::Jsonl,
        #[cfg(feature = "parquet")]
        "parquet" => PartFormat::Parquet,
        "md" => PartFormat::Markdown,
        format => {
            return Err(CorpusError::FormatNotBuilt {
                folder: folder.to_owned(),
                format: format.to_owned(),
            });
        }
    };
    let compression = match setting("compress") {
        "zstd" => Compression::Zstd,
        _ => Compression::None,
    };
    Ok(Packing {
        format,
        compression,
        // Files keep the names that they have.
        hides_ids: false,
    })
}

/// A document with all by which others are found that are like it.
struct Signed {
    document: u32,
    id: String,
    text_hash: TextHash,
    minhash: MinHash,
    /// Of its bands, and one of its whole text.
    keys: Vec<u64>,
}

impl Signed {
    fn new(document: u32, id: &str, text: &str, banding: Banding) -> Self {
        let minhash = MinHash::of(text);
        let text_hash = text_hash(text);
        let mut keys: Vec<u64> = minhash.band_keys(banding).collect();
        if !minhash.is_empty()
            && let Some(key) = text_hash.first_chunk()
        {
            keys.push(u64::from_be_bytes(*key));
        }
        Self {
            document,
            id: id.to_owned(),
            text_hash,
            minhash,
            keys,
        }
    }
}

/// The first half of the SHA-256 of the letters and digits of `text`.
fn text_hash(text: &str) -> TextHash {
    let hash = Sha256::digest(comparison_key(text).as_bytes());
    hash.first_chunk().copied().unwrap_or_default()
}
