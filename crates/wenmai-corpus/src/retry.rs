//! Dead letters that are read again.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Take};
use std::path::{Path, PathBuf};

use wenmai_io::{InputError, ReadOptions, RecordReader};
use wenmai_model::{DeadLetterRecord, InputPosition, RunRecord};

use crate::chunk::{Chunk, Item, Packing};
use crate::error::CorpusError;
use crate::folder::{DEAD_LETTERS, Folder, NEW_DEAD_LETTERS, sync_folder};
use crate::inputs::inputs_record;
use crate::manifest::Manifest;
use crate::options::RunOptions;
use crate::pipeline::{ChunkSource, Pipeline};
use crate::progress::Progress;
use crate::reader::{CHUNK_BYTES, CHUNK_RECORDS, checkpoint, ends_run, place};
use crate::run::{ProcessorFactory, RunEnd, run_end, same_run, whole_parts};
use crate::sink::{Purpose, Sink};

/// Reads the dead letters of a finished run again, from their inputs. What gives documents now is one more part; what fails again
/// stays in the dead letters. Nothing changes before the end, so a retry that is killed has not taken place.
///
/// `options` are those of the run, but for what is to be different: a longer page, more memory, other processors.
///
/// # Errors
///
/// When the folder holds no finished run, its inputs have changed, or a file of it cannot be written.
pub fn retry(
    options: &RunOptions,
    processor: &ProcessorFactory,
    progress: &Progress,
) -> Result<RunEnd, CorpusError> {
    let folder = Folder::lock(&options.out)?;
    let manifest = Manifest::load(&folder.path)?.ok_or_else(|| CorpusError::NoRun {
        folder: options.out.clone(),
    })?;
    if !manifest.is_finished {
        let folder = options.out.clone();
        return Err(CorpusError::NotFinished { folder });
    }
    same_run(
        &folder.path,
        &manifest.run,
        &with_limits_of(&manifest.run, options),
    )?;
    finish_replacing(&folder.path, &manifest)?;
    whole_parts(&folder, &manifest)?;
    folder.sweep(&manifest)?;
    if manifest.dead_letters_bytes() == 0 {
        return Ok(run_end(&manifest, true));
    }

    whole_letters(&folder.path, &manifest)?;
    let read = options.bounded_read();
    let packing = Packing::of(options);
    let letters = LetterReader::open(&folder.path, &read, &manifest)?;
    let mut processors = Vec::new();
    for thread in 0..options.jobs.max(1) {
        processors.push(processor(thread)?);
    }
    let writer = manifest.writer()?;
    let sink = Sink::new(&folder.path, writer, Purpose::Retry, packing, progress)?;
    let pipeline = Pipeline::new(letters, sink, options, &read);
    let (_, sink) = pipeline.run(processor)?;
    replace(&folder.path)?;
    Ok(run_end(sink.manifest(), true))
}

/// The run that `options` would make, but for the limits, which a retry may change.
fn with_limits_of(run: &RunRecord, options: &RunOptions) -> RunRecord {
    let mut settings = options.settings();
    for flag in LIMITS {
        match run.settings.get(flag) {
            Some(value) => settings.insert(flag.to_owned(), value.clone()),
            None => settings.remove(flag),
        };
    }
    RunRecord {
        version: env!("CARGO_PKG_VERSION").into(),
        inputs: inputs_record(options),
        settings,
        ..run.clone()
    }
}

/// Flags of limits.
const LIMITS: [&str; 7] = [
    "memory",
    "max-page-bytes",
    "max-expansion",
    "max-nodes",
    "max-depth",
    "max-lines",
    "max-steps",
];

/// Whether the dead letters that the manifest knows are there.
fn whole_letters(folder: &Path, manifest: &Manifest) -> Result<(), CorpusError> {
    let path = folder.join(DEAD_LETTERS);
    let failed = |error| CorpusError::read_back(&path, error);
    let (bytes, known) = (
        fs::metadata(&path).map_err(failed)?.len(),
        manifest.dead_letters_bytes(),
    );
    if bytes < known {
        let what = format!("has {bytes} bytes instead of {known}");
        return Err(CorpusError::Damaged { path, what });
    }
    Ok(())
}

/// Puts the new dead letters in the place of the old ones.
fn replace(folder: &Path) -> Result<(), CorpusError> {
    let (old, new) = (folder.join(DEAD_LETTERS), folder.join(NEW_DEAD_LETTERS));
    let replaced = fs::rename(&new, &old).and_then(|()| sync_folder(folder));
    replaced.map_err(|error| CorpusError::write(old, error))
}

/// Puts new dead letters in the place of the old ones, if the manifest says that they count: then the process was killed in
/// between.
pub(crate) fn finish_replacing(folder: &Path, manifest: &Manifest) -> Result<(), CorpusError> {
    if is_replacing(folder, manifest) {
        replace(folder)?;
    }
    Ok(())
}

/// Whether the new dead letters count and are not in their place yet.
fn is_replacing(folder: &Path, manifest: &Manifest) -> bool {
    let new = fs::metadata(folder.join(NEW_DEAD_LETTERS));
    let bytes = manifest.dead_letters_bytes();
    manifest.n_retries > 0 && new.is_ok_and(|metadata| metadata.len() == bytes)
}

/// The file of the dead letters that count, of which those that the manifest knows come first.
pub(crate) fn letters_path(folder: &Path, manifest: &Manifest) -> PathBuf {
    folder.join(if is_replacing(folder, manifest) {
        NEW_DEAD_LETTERS
    } else {
        DEAD_LETTERS
    })
}

/// Gives the records that the dead letters tell of.
struct LetterReader<'a> {
    letters: std::io::Lines<BufReader<Take<File>>>,
    read: &'a ReadOptions,
    /// The input of the last letter, which may go on with the next one.
    input: Option<(String, RecordReader)>,
    /// Records that the last letter stands for and that were not read yet; `None` for all that is left.
    left: Option<u64>,
    /// The end of the run, which a retry does not move.
    end: InputPosition,
    sequence: u64,
    is_over: bool,
}

impl<'a> LetterReader<'a> {
    /// The letters that `manifest` knows.
    fn open(
        folder: &Path,
        read: &'a ReadOptions,
        manifest: &Manifest,
    ) -> Result<Self, CorpusError> {
        let path = folder.join(DEAD_LETTERS);
        let file = File::open(&path).map_err(|error| CorpusError::read_back(path, error))?;
        Ok(Self {
            letters: BufReader::new(file.take(manifest.dead_letters_bytes())).lines(),
            read,
            input: None,
            left: Some(0),
            end: manifest.next(),
            sequence: 0,
            is_over: false,
        })
    }

    /// The next record, or why it cannot be read; `None` after the last letter.
    fn next_item(&mut self) -> Result<Option<Item>, CorpusError> {
        loop {
            if self.left != Some(0)
                && let Some((_, reader)) = &mut self.input
            {
                let place = place(reader.checkpoint());
                if let Some(record) = reader.next() {
                    let read = record.as_ref().map_or_else(InputError::n_records, |_| 1);
                    self.left = self.left.map(|left| left.saturating_sub(read));
                    return Ok(Some(Item { place, record }));
                }
                // The letter told of more than there is; what is left of an input may be nothing.
                self.input = None;
            }
            self.left = Some(0);
            let Some(line) = self.letters.next() else {
                return Ok(None);
            };
            let letter: DeadLetterRecord =
                line.and_then(|line| Ok(serde_json::from_str(&line)?))
                    .map_err(|error| CorpusError::read_back(DEAD_LETTERS, error))?;
            self.left = letter.records;
            if let Err(error) = self.go_to(&letter) {
                self.left = Some(0);
                self.input = None;
                let (place, record) = (letter.place, Err(error));
                return Ok(Some(Item { place, record }));
            }
        }
    }

    /// Makes the next record that of `letter`.
    fn go_to(&mut self, letter: &DeadLetterRecord) -> Result<(), InputError> {
        let at = checkpoint(letter.place);
        // Letters stand in the order of their inputs: the next one is often further on in the same.
        if let Some((input, reader)) = &mut self.input
            && *input == letter.input
            && reader.checkpoint().record <= at.record
        {
            while reader.checkpoint().record < at.record && reader.next().is_some() {}
            if reader.checkpoint().record == at.record {
                return Ok(());
            }
        }
        let reader = RecordReader::open_at(Path::new(&letter.input), self.read, at)?;
        self.input = Some((letter.input.clone(), reader));
        Ok(())
    }
}

impl ChunkSource for LetterReader<'_> {
    fn next_chunk(&mut self) -> Result<Option<Chunk>, CorpusError> {
        if self.is_over {
            return Ok(None);
        }
        let mut chunk = Chunk {
            sequence: self.sequence,
            items: Vec::new(),
            unsampled: 0,
            bytes: 0,
            to: self.end.clone(),
            ends_part: false,
        };
        while chunk.items.len() < CHUNK_RECORDS && chunk.bytes < CHUNK_BYTES {
            let Some(item) = self.next_item()? else {
                self.is_over = true;
                chunk.ends_part = true;
                break;
            };
            if let Err(error) = &item.record
                && ends_run(error)
            {
                return match item.record {
                    Err(error) => Err(error.into()),
                    Ok(_) => Ok(None),
                };
            }
            chunk.bytes += item.len_bytes();
            chunk.items.push(item);
        }
        self.sequence += 1;
        Ok(Some(chunk))
    }
}
