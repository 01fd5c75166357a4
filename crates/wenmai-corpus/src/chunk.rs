//! Chunks: what a worker takes, processes and hands to the writer.

use std::collections::BTreeMap;
use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use wenmai_io::{InputError, NoPage, RawRecord, ReadOptions};
use wenmai_model::{DeadLetterRecord, InputPosition, Ledger, RecordPlace, SCHEMA_VERSION};

use crate::memory::{Memory, need};
use crate::options::{Compression, PartFormat};
use crate::outcome::{Death, Outcome, PageProcessor, with_causes};

/// A dead letter carries its record when that is no longer than this.
const MAX_LETTER_BYTES: usize = 64 << 10;

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

/// What a chunk gives.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) sequence: u64,
    pub(crate) output: Option<Output>,
    /// Lines of the dead letters.
    pub(crate) letters: Vec<u8>,
    pub(crate) ledger: Ledger,
    pub(crate) to: InputPosition,
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
}

impl Output {
    /// Bytes in memory.
    fn len_bytes(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            #[cfg(feature = "parquet")]
            Self::Rows(batch) => batch.get_array_memory_size(),
            Self::Files(files) => files.iter().map(|(id, text)| id.len() + text.len()).sum(),
        }
    }
}

impl Finished {
    /// Bytes in memory while it waits for its turn.
    pub(crate) fn len_bytes(&self) -> usize {
        self.letters.len() + self.output.as_ref().map_or(0, Output::len_bytes)
    }
}

/// How the documents of a chunk are put together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Packing {
    pub(crate) format: PartFormat,
    pub(crate) compression: Compression,
}

impl Chunk {
    /// Processes each record, and waits for the `memory` that each page needs.
    ///
    /// # Errors
    ///
    /// When the documents cannot be compressed for want of memory.
    pub(crate) fn finish(
        self,
        read: &ReadOptions,
        packing: Packing,
        processor: &mut dyn PageProcessor,
        memory: &Memory,
    ) -> io::Result<Finished> {
        let mut documents = Vec::new();
        let mut dead = Dead::default();
        let mut ledger = Ledger {
            read: self.items.len() as u64 + self.unsampled,
            ..Ledger::default()
        };
        if self.unsampled > 0 {
            ledger.dropped.insert("not_sampled".into(), self.unsampled);
        }
        for item in self.items {
            let Processed { outcome, letter } = item.process(read, processor, memory);
            match outcome {
                Outcome::Written(bytes) => documents.push((letter, bytes)),
                Outcome::Dropped(reason) => {
                    *ledger.dropped.entry(reason.into_owned()).or_default() += 1;
                }
                Outcome::Dead(death) => dead.add(letter, death),
            }
        }
        let n_documents = documents.len() as u64;
        let format = packing.format;
        let documents = Documents { format, documents };
        let n_dead: u64 = dead.counts.values().sum();
        let output = documents.pack(packing.compression, &mut dead)?;
        ledger.written = n_documents + n_dead - dead.counts.values().sum::<u64>();
        ledger.dead = dead.counts;
        Ok(Finished {
            sequence: self.sequence,
            output,
            letters: dead.letters,
            ledger,
            to: self.to,
            ends_part: self.ends_part,
        })
    }
}

/// What came of a record, and what a dead letter would say of it.
struct Processed {
    outcome: Outcome,
    letter: Letter,
}

impl Item {
    /// Bytes in memory.
    pub(crate) fn len_bytes(&self) -> usize {
        size_of::<Self>() + self.record.as_ref().map_or(0, RawRecord::len_bytes)
    }

    fn process(
        self,
        read: &ReadOptions,
        processor: &mut dyn PageProcessor,
        memory: &Memory,
    ) -> Processed {
        let mut letter = Letter {
            place: self.place,
            ..Letter::default()
        };
        let raw = match self.record {
            Ok(raw) => raw,
            Err(error) => {
                letter.input.clone_from(&error.input);
                return letter.with(Outcome::Dead(death(&error)));
            }
        };
        letter.input = raw.input.to_string();
        letter.len_bytes = Some(raw.len_bytes());
        if raw.len_bytes() <= MAX_LETTER_BYTES {
            // Most records live, and a copy costs less than the page that is made of it.
            letter.bytes = Some(raw.bytes().to_vec());
        }
        match raw.page(read) {
            Ok(page) => {
                letter.id = Some(page.id.clone());
                let need = need(&page.body);
                if need > memory.limit() {
                    return letter.with(Outcome::Dead(too_large(need, memory.limit())));
                }
                let held = memory.hold(need);
                let outcome = processor.process(&page);
                drop(held);
                letter.with(outcome)
            }
            Err(NoPage::Skipped(reason)) => letter.with(Outcome::Dropped(reason.as_str().into())),
            Err(NoPage::Error(error)) => letter.with(Outcome::Dead(death(&error))),
        }
    }
}

fn too_large(need: usize, limit: usize) -> Death {
    Death {
        reason: "memory".into(),
        message: format!(
            "the page may need {} MB of memory, of {} MB that there are for pages",
            need / 1_000_000,
            limit / 1_000_000
        ),
        help: Some("raise --memory".into()),
    }
}

fn death(error: &InputError) -> Death {
    let message = with_causes(error);
    // The letter names the input.
    let message = message
        .strip_prefix(&format!("{}: ", error.input))
        .map_or(message.clone(), str::to_owned);
    Death {
        reason: error.kind.as_str().into(),
        message,
        help: Some(error.help()),
    }
}

/// What a dead letter says of its record.
#[derive(Debug, Default)]
struct Letter {
    id: Option<String>,
    input: String,
    place: RecordPlace,
    len_bytes: Option<usize>,
    bytes: Option<Vec<u8>>,
}

impl Letter {
    fn with(self, outcome: Outcome) -> Processed {
        let letter = self;
        Processed { outcome, letter }
    }

    fn write(self, death: Death, writer: &mut impl Write) {
        let record = DeadLetterRecord {
            schema_version: SCHEMA_VERSION,
            id: self.id,
            input: self.input,
            place: self.place,
            reason: death.reason.into_owned(),
            message: death.message,
            help: death.help,
            len_bytes: self.len_bytes.map(|bytes| bytes as u64),
            bytes_b64: self.bytes.map(|bytes| STANDARD.encode(bytes)),
        };
        // A vector takes everything, and the record has no map with keys that JSON could not take.
        let _ = wenmai_format::write_jsonl(&record, writer);
    }
}

/// Documents of a chunk as they come, each with what a dead letter would say of it.
struct Documents {
    format: PartFormat,
    documents: Vec<(Letter, Vec<u8>)>,
}

impl Documents {
    /// Puts the documents together; one that its format cannot hold is a dead letter.
    fn pack(self, compression: Compression, dead: &mut Dead) -> io::Result<Option<Output>> {
        if self.documents.is_empty() {
            return Ok(None);
        }
        let output = match self.format {
            PartFormat::Jsonl => {
                let lines = joined(&self.documents);
                Output::Bytes(match compression {
                    Compression::None => lines,
                    Compression::Zstd => zstd::bulk::compress(&lines, ZSTD_LEVEL)?,
                })
            }
            #[cfg(feature = "parquet")]
            PartFormat::Parquet => return Ok(rows(self.documents, dead)),
            PartFormat::Markdown => Output::Files(
                self.documents
                    .into_iter()
                    .map(|(letter, text)| (letter.id.unwrap_or_default(), text))
                    .collect(),
            ),
        };
        #[cfg(not(feature = "parquet"))]
        let _ = dead;
        Ok(Some(output))
    }
}

fn joined(documents: &[(Letter, Vec<u8>)]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(documents.iter().map(|(_, line)| line.len()).sum());
    for (_, line) in documents {
        lines.extend_from_slice(line);
    }
    lines
}

/// Lines as rows. All at once, and one by one only to find the lines that are to blame when that fails.
#[cfg(feature = "parquet")]
fn rows(documents: Vec<(Letter, Vec<u8>)>, dead: &mut Dead) -> Option<Output> {
    let batch = |lines: &[u8]| wenmai_io::arrow::record_batch(lines);
    if let Ok(rows) = batch(&joined(&documents)) {
        return Some(Output::Rows(rows));
    }
    let mut good = Vec::new();
    for (letter, line) in documents {
        match batch(&line) {
            Ok(_) => good.push((letter, line)),
            Err(error) => dead.add(
                letter,
                Death {
                    reason: "unwritable".into(),
                    message: format!("the document does not fit into a row: {error}"),
                    help: Some("please report this page".into()),
                },
            ),
        }
    }
    batch(&joined(&good)).ok().map(Output::Rows)
}

/// Dead letters of a chunk.
#[derive(Debug, Default)]
struct Dead {
    /// Their lines.
    letters: Vec<u8>,
    /// Their number by reason.
    counts: BTreeMap<String, u64>,
}

impl Dead {
    fn add(&mut self, letter: Letter, death: Death) {
        *self.counts.entry(death.reason.to_string()).or_default() += 1;
        letter.write(death, &mut self.letters);
    }
}
