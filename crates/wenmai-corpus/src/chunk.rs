//! Chunks: what a worker takes, processes and hands to the writer.

use std::io;

use wenmai_io::{InputError, NoPage, RawRecord, ReadOptions};
use wenmai_model::{InputPosition, Ledger, Page, RecordPlace};

use crate::error::CorpusError;
use crate::letter::{Dead, Letter, death};
use crate::limits::hold;
use crate::memory::Memory;
use crate::options::{Compression, PartFormat, RunOptions};
use crate::outcome::{Dropped, Outcome, PageProcessor, guarded};

/// So many bytes of documents and letters are handed on at once.
const PIECE_BYTES: usize = 8 << 20;

/// What a record takes in memory beside its bytes, about. A number, for parts are cut by it on all machines alike.
const RECORD_BYTES: usize = 256;

/// The level that zstd itself takes by default.
const ZSTD_LEVEL: i32 = 3;

/// A range of the records of the inputs, all of one part.
#[derive(Debug)]
pub(crate) struct Chunk {
    /// Position among the chunks of this process, from 0.
    pub(crate) sequence: u64,
    pub(crate) items: Vec<Item>,
    /// Records that the sample leaves out.
    pub(crate) unsampled: u64,
    /// Bytes of the records.
    pub(crate) bytes: usize,
    /// Where the records after it begin.
    pub(crate) to: InputPosition,
    /// Whether it is the last one of its part.
    pub(crate) ends_part: bool,
}

/// A record, or what stands where one should be.
#[derive(Debug)]
pub(crate) struct Item {
    /// Its place in its input.
    pub(crate) place: RecordPlace,
    pub(crate) record: Result<RawRecord, InputError>,
}

/// What a chunk gives, or a piece of it.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) sequence: u64,
    pub(crate) output: Option<Output>,
    /// Lines of the dead letters.
    pub(crate) letters: Vec<u8>,
    /// Lines of the pages that are left out.
    pub(crate) dropped: Vec<u8>,
    pub(crate) ledger: Ledger,
    /// Where the chunk ends; `None` when more of it follows.
    pub(crate) end: Option<ChunkEnd>,
}

/// The end of a chunk.
#[derive(Debug)]
pub(crate) struct ChunkEnd {
    /// Where the records after it begin.
    pub(crate) to: InputPosition,
    /// Whether it is the last one of its part.
    pub(crate) ends_part: bool,
}

/// Documents of a chunk, as its part takes them.
#[derive(Debug)]
pub(crate) enum Output {
    /// Lines, or a frame of them.
    Bytes(Vec<u8>),
    /// Rows.
    #[cfg(feature = "parquet")]
    Rows(wenmai_io::arrow::RecordBatch),
    /// Ids and texts of files.
    Files(Vec<(String, Vec<u8>)>),
    /// Files that have their names, from another part.
    NamedFiles(Vec<(String, Vec<u8>)>),
}

impl Output {
    /// Bytes in memory.
    fn len_bytes(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            #[cfg(feature = "parquet")]
            Self::Rows(batch) => batch.get_array_memory_size(),
            Self::Files(files) | Self::NamedFiles(files) => {
                files.iter().map(|(id, text)| id.len() + text.len()).sum()
            }
        }
    }
}

impl Finished {
    /// Bytes in memory while it waits for its turn.
    pub(crate) fn len_bytes(&self) -> usize {
        let output = self.output.as_ref().map_or(0, Output::len_bytes);
        self.letters.len() + self.dropped.len() + output
    }
}

/// How the documents of a chunk are put together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Packing {
    pub(crate) format: PartFormat,
    pub(crate) compression: Compression,
    /// Whether files have no ids in their names, as these may hold personal data.
    pub(crate) hides_ids: bool,
}

/// What a worker has at hand.
pub(crate) struct Workplace<'a> {
    pub(crate) read: &'a ReadOptions,
    pub(crate) packing: Packing,
    /// Memory for pages that are processed.
    pub(crate) memory: &'a Memory,
    pub(crate) processor: &'a mut dyn PageProcessor,
    /// Takes a piece of a chunk whose documents are many bytes, once it is the turn of the chunk.
    pub(crate) hand_on: &'a dyn Fn(Finished) -> Result<(), CorpusError>,
}

impl Packing {
    /// How a run by these options puts its documents together.
    pub(crate) const fn of(options: &RunOptions) -> Self {
        Self {
            format: options.format,
            compression: options.compression,
            hides_ids: options.redactor.is_some(),
        }
    }
}

impl Chunk {
    /// Processes each record. What comes of more than [`PIECE_BYTES`] is handed on in pieces, for a few bytes that were compressed
    /// may give large documents.
    ///
    /// # Errors
    ///
    /// What ends the run.
    pub(crate) fn finish(self, place: &mut Workplace<'_>) -> Result<Finished, CorpusError> {
        let mut piece = Piece::default();
        piece.ledger.read = self.unsampled;
        if self.unsampled > 0 {
            let dropped = &mut piece.ledger.dropped;
            dropped.insert("not_sampled".into(), self.unsampled);
        }
        for item in self.items {
            if piece.len_bytes() > PIECE_BYTES {
                let full = std::mem::take(&mut piece).pack(place.packing)?;
                (place.hand_on)(Finished {
                    sequence: self.sequence,
                    end: None,
                    ..full
                })?;
            }
            let mut letter = Letter::new(item.place);
            let outcome = guarded(|| item.process(place, &mut letter))?;
            piece.add(letter, outcome);
        }
        let last = piece.pack(place.packing)?;
        Ok(Finished {
            sequence: self.sequence,
            end: Some(ChunkEnd {
                to: self.to,
                ends_part: self.ends_part,
            }),
            ..last
        })
    }
}

impl Item {
    /// Bytes in memory, about.
    pub(crate) fn len_bytes(&self) -> usize {
        RECORD_BYTES + self.record.as_ref().map_or(0, RawRecord::len_bytes)
    }

    fn process(
        self,
        place: &mut Workplace<'_>,
        letter: &mut Letter,
    ) -> Result<Outcome, CorpusError> {
        let raw = match self.record {
            Ok(raw) => raw,
            Err(error) => {
                letter.of_error(&error);
                return Ok(Outcome::Dead(death(&error)));
            }
        };
        letter.of_record(&raw);
        process_record(raw, place.read, place.memory, place.processor, letter)
    }
}

/// What becomes of the page in `raw`, of which `letter` is told.
pub(crate) fn process_record(
    raw: RawRecord,
    read: &ReadOptions,
    memory: &Memory,
    processor: &mut dyn PageProcessor,
    letter: &mut Letter,
) -> Result<Outcome, CorpusError> {
    // A body may be compressed, and nobody knows how large it is.
    let expanded = raw.len_bytes().saturating_mul(read.max_expansion as usize);
    let most = usize::try_from(read.max_page_bytes).unwrap_or(usize::MAX);
    let held = memory.hold(expanded.min(most));
    let page = raw.page(read);
    drop(held);
    match page {
        Ok(page) => process_page(&page, memory, processor, letter),
        Err(NoPage::Skipped(reason)) => Ok(Outcome::Dropped(Dropped::plain(reason.as_str()))),
        Err(NoPage::Error(error)) => Ok(Outcome::Dead(death(&error))),
    }
}

/// What becomes of `page`, of which `letter` is told.
pub(crate) fn process_page(
    page: &Page,
    memory: &Memory,
    processor: &mut dyn PageProcessor,
    letter: &mut Letter,
) -> Result<Outcome, CorpusError> {
    letter.of_page(page);
    match hold(page, memory) {
        Ok(_held) => processor.process(page),
        Err(death) => Ok(Outcome::Dead(death)),
    }
}

/// What comes of the records of a chunk, or of some of them.
#[derive(Default)]
struct Piece {
    /// Documents, each with what a dead letter would say of it.
    documents: Vec<(Letter, Vec<u8>)>,
    /// Their bytes.
    bytes: usize,
    dead: Dead,
    /// Lines of the pages that are left out.
    dropped: Vec<u8>,
    ledger: Ledger,
}

impl Piece {
    fn len_bytes(&self) -> usize {
        self.bytes + self.dead.letters.len() + self.dropped.len()
    }

    fn add(&mut self, letter: Letter, outcome: Outcome) {
        self.ledger.read += letter.records.unwrap_or(1);
        match outcome {
            Outcome::Written(bytes) => {
                self.bytes += bytes.len();
                self.documents.push((letter, bytes));
            }
            Outcome::Dropped(dropped) => {
                let counts = &mut self.ledger.dropped;
                *counts.entry(dropped.reason.to_string()).or_default() += 1;
                letter.write_dropped(dropped, &mut self.dropped);
            }
            Outcome::Dead(death) => self.dead.add(letter, death),
        }
    }

    fn pack(mut self, packing: Packing) -> Result<Finished, CorpusError> {
        let n_documents = self.documents.len() as u64;
        let n_dead: u64 = self.dead.counts.values().sum();
        let documents = Documents {
            packing,
            documents: self.documents,
        };
        let output = documents.pack(&mut self.dead)?;
        self.ledger.written = n_documents + n_dead - self.dead.counts.values().sum::<u64>();
        self.ledger.dead = self.dead.counts;
        Ok(Finished {
            sequence: 0,
            output,
            letters: self.dead.letters,
            dropped: self.dropped,
            ledger: self.ledger,
            end: None,
        })
    }
}

/// Documents of a chunk as they come, each with what a dead letter would say of it.
struct Documents {
    packing: Packing,
    documents: Vec<(Letter, Vec<u8>)>,
}

impl Documents {
    /// Puts the documents together; one that its format cannot hold is a dead letter.
    fn pack(self, dead: &mut Dead) -> Result<Option<Output>, CorpusError> {
        let packing = self.packing;
        if self.documents.is_empty() {
            return Ok(None);
        }
        let output = match packing.format {
            PartFormat::Jsonl => {
                let lines = joined(&self.documents);
                let packed = packed_lines(lines, packing.compression);
                let packed =
                    packed.map_err(|error| CorpusError::write("a frame in memory", error))?;
                Output::Bytes(packed)
            }
            #[cfg(feature = "parquet")]
            PartFormat::Parquet => rows(self.documents, dead)?,
            PartFormat::Markdown => Output::Files(
                self.documents
                    .into_iter()
                    .map(|(letter, text)| {
                        let id = letter.id.filter(|_| !packing.hides_ids);
                        (id.unwrap_or_default(), text)
                    })
                    .collect(),
            ),
        };
        #[cfg(not(feature = "parquet"))]
        let _ = dead;
        Ok(Some(output))
    }
}

/// Lines as they stand in a part: as they are, or a frame of them.
pub(crate) fn packed_lines(lines: Vec<u8>, compression: Compression) -> io::Result<Vec<u8>> {
    match compression {
        Compression::None => Ok(lines),
        Compression::Zstd => zstd::bulk::compress(&lines, ZSTD_LEVEL),
    }
}

fn joined(documents: &[(Letter, Vec<u8>)]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(documents.iter().map(|(_, line)| line.len()).sum());
    for (_, line) in documents {
        lines.extend_from_slice(line);
    }
    lines
}

#[cfg(feature = "parquet")]
fn rows(documents: Vec<(Letter, Vec<u8>)>, dead: &mut Dead) -> Result<Output, CorpusError> {
    let batch =
        |documents: &[(Letter, Vec<u8>)]| wenmai_io::arrow::record_batch(&joined(documents));
    let rows = crate::rows::pack_rows(documents, batch, |(letter, _), death| {
        dead.add(letter, death);
        None
    });
    Ok(Output::Rows(rows?))
}
