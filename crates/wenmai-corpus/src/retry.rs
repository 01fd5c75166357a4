//! Dead letters that are read again.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Mutex;

use wenmai_io::{InputError, InputErrorKind, ReadOptions, RecordReader};
use wenmai_model::{DeadLetterRecord, InputPosition};

use crate::chunk::{Chunk, Item, Packing};
use crate::error::CorpusError;
use crate::folder::{DEAD_LETTERS, Folder, NEW_DEAD_LETTERS, sync_folder};
use crate::manifest::Manifest;
use crate::memory::Memory;
use crate::options::RunOptions;
use crate::pipeline::{ChunkSource, Pipeline};
use crate::progress::Progress;
use crate::reader::{CHUNK_BYTES, CHUNK_RECORDS, checkpoint};
use crate::run::{ProcessorFactory, RunEnd, inputs_record, run_end, whole_parts};
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
    if manifest.run.inputs != inputs_record(options) {
        return Err(CorpusError::Changed {
            folder: options.out.clone(),
            changes: "the inputs are not those of the run".into(),
        });
    }
    finish_replacing(&folder.path, &manifest)?;
    whole_parts(&folder, &manifest)?;
    folder.sweep(&manifest)?;
    if manifest.dead_letters_bytes() == 0 {
        return Ok(run_end(&manifest, true));
    }

    let read = options.bounded_read();
    let packing = Packing {
        format: options.format,
        compression: options.compression,
    };
    let letters = LetterReader::open(&folder.path, &read, manifest.next())?;
    let mut processors = Vec::new();
    for thread in 0..options.jobs.max(1) {
        processors.push(processor(thread)?);
    }
    let writer = manifest.writer()?;
    let sink = Sink::new(&folder.path, writer, Purpose::Retry, packing, progress)?;
    let pipeline = Pipeline {
        source: Mutex::new(letters),
        sink: Mutex::new(sink),
        queue: Memory::new(options.queue_memory()),
        pages: Memory::new(options.page_memory()),
        read: &read,
        packing,
    };
    let (_, sink) = pipeline.run(processors)?;
    replace(&folder.path)?;
    Ok(run_end(sink.manifest(), true))
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
    let (old, new) = (folder.join(DEAD_LETTERS), folder.join(NEW_DEAD_LETTERS));
    let len = |path: &Path| fs::metadata(path).ok().map(|metadata| metadata.len());
    let bytes = Some(manifest.dead_letters_bytes());
    if manifest.n_retries > 0 && len(&new) == bytes && len(&old) != bytes {
        replace(folder)?;
    }
    Ok(())
}

/// Gives the records that the dead letters tell of.
struct LetterReader<'a> {
    letters: std::io::Lines<BufReader<File>>,
    read: &'a ReadOptions,
    /// The input of the last letter, which may go on with the next one.
    input: Option<(String, RecordReader)>,
    /// The end of the run, which a retry does not move.
    end: InputPosition,
    sequence: u64,
    is_over: bool,
}

impl<'a> LetterReader<'a> {
    fn open(folder: &Path, read: &'a ReadOptions, end: InputPosition) -> Result<Self, CorpusError> {
        let path = folder.join(DEAD_LETTERS);
        let file = File::open(&path).map_err(|error| CorpusError::read_back(path, error))?;
        Ok(Self {
            letters: BufReader::new(file).lines(),
            read,
            input: None,
            end,
            sequence: 0,
            is_over: false,
        })
    }

    /// The record that `letter` tells of, or why it cannot be read.
    fn item(&mut self, letter: DeadLetterRecord) -> Item {
        let place = letter.place;
        let at = checkpoint(place);
        let reader = self
            .input
            .take()
            .filter(|(input, reader)| *input == letter.input && reader.checkpoint() == at)
            .map_or_else(
                || RecordReader::open_at(Path::new(&letter.input), self.read, at),
                |(_, reader)| Ok(reader),
            );
        let record = reader.and_then(|mut reader| {
            let record = reader.next();
            self.input = Some((letter.input.clone(), reader));
            record.unwrap_or_else(|| Err(InputError::new(letter.input, InputErrorKind::Truncated)))
        });
        Item { place, record }
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
            let Some(line) = self.letters.next() else {
                self.is_over = true;
                chunk.ends_part = true;
                break;
            };
            let letter = line
                .and_then(|line| Ok(serde_json::from_str(&line)?))
                .map_err(|error| CorpusError::read_back(DEAD_LETTERS, error))?;
            let item = self.item(letter);
            chunk.bytes += item.len_bytes();
            chunk.items.push(item);
        }
        self.sequence += 1;
        Ok(Some(chunk))
    }
}
