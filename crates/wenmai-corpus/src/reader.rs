//! Reading of the inputs, record by record, into chunks and parts.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use wenmai_io::{
    Checkpoint, ExpandedInputs, InputError, InputErrorKind, ReadOptions, RecordReader,
    expand_inputs,
};
use wenmai_model::{InputPosition, RecordPlace};

use crate::chunk::{Chunk, Item};
use crate::error::CorpusError;
use crate::pipeline::ChunkSource;
use crate::progress::Progress;
use crate::sample::SampleFilter;

/// A chunk is full with this many records …
pub(crate) const CHUNK_RECORDS: usize = 256;
/// … or with this many bytes of them: enough for a frame that compresses well, and little enough for all workers to come
/// to an end together.
pub(crate) const CHUNK_BYTES: usize = 1 << 20;

/// A part is full with this many records, however small they are.
const PART_RECORDS: u64 = 1_000_000;

/// Gives the records of the inputs in their order. What it gives does not depend on how fast it is asked.
pub(crate) struct ChunkReader<'a> {
    inputs: Inputs,
    options: &'a ReadOptions,
    sample: Option<SampleFilter>,
    part_bytes: u64,
    skip_read_errors: bool,
    /// Set when the run is to end after the part that is being read.
    stop: &'a AtomicBool,
    progress: &'a Progress,
    /// Bytes and records of the part so far.
    part: (u64, u64),
    sequence: u64,
    /// Whether all inputs were read.
    pub(crate) is_at_end: bool,
}

/// What of the inputs a run reads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) options: &'a ReadOptions,
    pub(crate) sample: Option<SampleFilter>,
    /// A part is full with so many bytes.
    pub(crate) part_bytes: u64,
    pub(crate) skip_read_errors: bool,
}

impl<'a> ChunkReader<'a> {
    /// A reader of `files` from `position` on.
    pub(crate) fn new(
        files: &[OsString],
        position: InputPosition,
        reading: Reading<'a>,
        stop: &'a AtomicBool,
        progress: &'a Progress,
    ) -> Self {
        Self {
            inputs: Inputs::new(files, position, reading.options),
            options: reading.options,
            sample: reading.sample,
            part_bytes: reading.part_bytes,
            skip_read_errors: reading.skip_read_errors,
            stop,
            progress,
            part: (0, 0),
            sequence: 0,
            is_at_end: false,
        }
    }
}

impl ChunkSource for ChunkReader<'_> {
    /// `None` at the end of the inputs, or of a part once the run is to end.
    fn next_chunk(&mut self) -> Result<Option<Chunk>, CorpusError> {
        if self.part == (0, 0) && self.stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let mut chunk = Chunk {
            sequence: self.sequence,
            items: Vec::new(),
            unsampled: 0,
            bytes: 0,
            to: InputPosition::default(),
            ends_part: false,
        };
        while chunk.items.len() < CHUNK_RECORDS && chunk.bytes < CHUNK_BYTES && !chunk.ends_part {
            let number = self.inputs.position.records;
            let Some(item) = self.inputs.next_item(self.options) else {
                self.is_at_end = true;
                chunk.ends_part = true;
                break;
            };
            self.progress.add_read(self.inputs.bytes_read());
            let item = match item {
                Item {
                    record: Err(error), ..
                } if ends_run(&error) && !self.skip_read_errors => {
                    return Err(error.into());
                }
                item => item,
            };
            let bytes = item.len_bytes();
            self.part.0 += bytes as u64;
            self.part.1 += 1;
            if self.sample.is_none_or(|sample| sample.holds(number)) {
                chunk.bytes += bytes;
                chunk.items.push(item);
            } else {
                chunk.unsampled += 1;
            }
            chunk.ends_part = self.part.0 >= self.part_bytes || self.part.1 >= PART_RECORDS;
        }
        let is_over = self.part == (0, 0);
        if is_over {
            return Ok(None);
        }
        if chunk.ends_part {
            self.part = (0, 0);
        }
        self.sequence += 1;
        chunk.to = self.inputs.position.clone();
        Ok(Some(chunk))
    }
}

/// The records of all inputs, one after the other.
pub(crate) struct Inputs {
    paths: ExpandedInputs,
    /// The input that is being read.
    reader: Option<RecordReader>,
    /// Where the next record is.
    position: InputPosition,
    /// Bytes of the files before the current one.
    bytes_before: u64,
}

impl Inputs {
    pub(crate) fn new(files: &[OsString], position: InputPosition, options: &ReadOptions) -> Self {
        let mut paths = expand_inputs(files.iter().cloned(), options);
        let mut bytes_before = 0;
        for _ in 0..position.inputs {
            if let Some(Ok(path)) = paths.next() {
                bytes_before += file_bytes(&path);
            }
        }
        Self {
            paths,
            reader: None,
            position,
            bytes_before,
        }
    }

    /// Bytes of the files that were read.
    fn bytes_read(&self) -> u64 {
        self.bytes_before + self.reader.as_ref().map_or(0, RecordReader::bytes_read)
    }

    /// The next record or what stands where one should be; `None` at the end of the inputs.
    pub(crate) fn next_item(&mut self, options: &ReadOptions) -> Option<Item> {
        loop {
            let Some(reader) = &mut self.reader else {
                // An input that cannot be opened counts as a record, so that the ledger has it.
                let opened = self.paths.next()?.and_then(|path| {
                    RecordReader::open_at(&path, options, checkpoint(self.position.place))
                });
                match opened {
                    Ok(reader) => self.reader = Some(reader),
                    Err(error) => return Some(self.failed(error)),
                }
                continue;
            };
            let at = place(reader.checkpoint());
            match reader.next() {
                Some(Err(error)) if error.is_fatal() => {
                    self.bytes_before += reader.bytes_read();
                    return Some(Item {
                        place: at,
                        ..self.failed(error)
                    });
                }
                Some(record) => {
                    self.position.place = place(reader.checkpoint());
                    self.position.records +=
                        record.as_ref().map_or_else(InputError::n_records, |_| 1);
                    return Some(Item { place: at, record });
                }
                None => {
                    self.bytes_before += reader.bytes_read();
                    self.next_input();
                }
            }
        }
    }

    fn next_input(&mut self) {
        self.reader = None;
        self.position.inputs += 1;
        self.position.place = RecordPlace::default();
    }

    /// An error after which nothing comes of this input.
    fn failed(&mut self, error: InputError) -> Item {
        let place = self.position.place;
        self.next_input();
        self.position.records += 1;
        Item {
            place,
            record: Err(error),
        }
    }
}

/// Whether the operating system could not read on, as when a disk or a network fails: then another try may succeed. Who may not
/// read a file will not be allowed to later.
pub(crate) fn ends_run(error: &InputError) -> bool {
    match &error.kind {
        InputErrorKind::Read(error) => error.kind() != io::ErrorKind::PermissionDenied,
        _ => false,
    }
}

/// Bytes of the file at `path`; 0 for what is no file.
pub(crate) fn file_bytes(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// Number of the records of `files`, which are read for this; `None` when it was stopped.
///
/// # Errors
///
/// When the operating system cannot read on in an input: another number would be another sample.
pub(crate) fn count_records(
    files: &[OsString],
    options: &ReadOptions,
    stop: &AtomicBool,
) -> Result<Option<u64>, CorpusError> {
    let mut inputs = Inputs::new(files, InputPosition::default(), options);
    while let Some(item) = inputs.next_item(options) {
        if stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        match item.record {
            Err(error) if ends_run(&error) => return Err(error.into()),
            _ => {}
        }
    }
    Ok(Some(inputs.position.records))
}

pub(crate) fn place(checkpoint: Checkpoint) -> RecordPlace {
    let Checkpoint {
        record,
        offset,
        offset_record,
        line,
    } = checkpoint;
    RecordPlace {
        record,
        offset,
        offset_record,
        line,
    }
}

pub(crate) fn checkpoint(place: RecordPlace) -> Checkpoint {
    let RecordPlace {
        record,
        offset,
        offset_record,
        line,
    } = place;
    Checkpoint {
        record,
        offset,
        offset_record,
        line,
    }
}
