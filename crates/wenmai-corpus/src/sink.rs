//! The writer: takes chunks in their order and makes parts of them.

use std::collections::BTreeMap;
use std::path::Path;

use wenmai_model::{InputPosition, Ledger, ManifestRecord, PartRecord};

use crate::chunk::{ChunkEnd, Finished, Packing};
use crate::error::CorpusError;
use crate::folder::{DEAD_LETTERS, DROPPED, NEW_DEAD_LETTERS};
use crate::journal::Journal;
use crate::manifest::{Manifest, ManifestWriter};
use crate::part::OpenPart;
use crate::progress::Progress;

/// What the parts of a sink are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Ranges of the inputs.
    Run,
    /// One part of what the dead letters give that are read again; those that fail again take the place of all.
    Retry,
}

/// Writes the chunks of a run, in their order whatever the order they come in.
pub(crate) struct Sink<'a> {
    folder: &'a Path,
    manifest: ManifestWriter,
    purpose: Purpose,
    packing: Packing,
    progress: &'a Progress,
    letters: Journal,
    /// Lines about pages that are left out.
    dropped: Journal,
    /// The next chunk to be written.
    next: u64,
    /// Chunks that came too early.
    waiting: BTreeMap<u64, Finished>,
    part: Option<OpenPart>,
    /// Where the records of the part went so far.
    ledger: Ledger,
    /// Whether something could not be written: then what comes after it may not be, either.
    has_failed: bool,
}

impl<'a> Sink<'a> {
    pub(crate) fn new(
        folder: &'a Path,
        manifest: ManifestWriter,
        purpose: Purpose,
        packing: Packing,
        progress: &'a Progress,
    ) -> Result<Self, CorpusError> {
        let known = manifest.manifest();
        let letters = match purpose {
            Purpose::Run => Journal::open(folder.join(DEAD_LETTERS), known.dead_letters_bytes()),
            Purpose::Retry => Journal::open(folder.join(NEW_DEAD_LETTERS), 0),
        }?;
        let dropped = Journal::open(folder.join(DROPPED), known.dropped_bytes())?;
        Ok(Self {
            folder,
            manifest,
            purpose,
            packing,
            progress,
            letters,
            dropped,
            next: 0,
            waiting: BTreeMap::new(),
            part: None,
            ledger: Ledger::default(),
            has_failed: false,
        })
    }

    /// The manifest as far as it is written.
    pub(crate) const fn manifest(&self) -> &Manifest {
        self.manifest.manifest()
    }

    /// Whether the chunk of this number is the next one.
    pub(crate) const fn is_turn_of(&self, sequence: u64) -> bool {
        self.next == sequence
    }

    /// Takes the end of a chunk, and writes it and those that waited for it if it is its turn. Gives the bytes of memory that this
    /// frees.
    pub(crate) fn take(&mut self, chunk: Finished) -> Result<usize, CorpusError> {
        self.waiting.insert(chunk.sequence, chunk);
        let mut freed = 0;
        while let Some(chunk) = self.waiting.remove(&self.next) {
            freed += chunk.len_bytes();
            self.write_piece(chunk)?;
            self.next += 1;
        }
        Ok(freed)
    }

    /// Writes a piece of the chunk whose turn it is. After a failure nothing more is written.
    pub(crate) fn write_piece(&mut self, piece: Finished) -> Result<(), CorpusError> {
        if self.has_failed {
            return Ok(());
        }
        self.has_failed = true;
        if let Some(output) = piece.output {
            let part = match self.part.take() {
                Some(part) => part,
                None => self.begin_part()?,
            };
            self.part.insert(part).write(output)?;
        }
        self.letters.write(&piece.letters)?;
        self.dropped.write(&piece.dropped)?;
        self.ledger += &piece.ledger;
        self.progress.add_written(&piece.ledger);
        if let Some(ChunkEnd {
            to,
            ends_part: true,
        }) = piece.end
        {
            self.end_part(to)?;
        }
        self.has_failed = false;
        Ok(())
    }

    fn begin_part(&self) -> Result<OpenPart, CorpusError> {
        let part = self.manifest.manifest().parts.len() as u64;
        OpenPart::create(
            self.folder,
            part,
            self.packing.format,
            self.packing.compression,
        )
    }

    /// Makes the part last: first its dead letters, the lines of what it leaves out and its documents, then the line of the manifest that makes them count.
    fn end_part(&mut self, to: InputPosition) -> Result<(), CorpusError> {
        let record = self.part_record(to)?;
        self.manifest.append(match self.purpose {
            Purpose::Run => ManifestRecord::Part(record),
            Purpose::Retry => ManifestRecord::Retry(record),
        })?;
        self.progress.add_part();
        Ok(())
    }

    fn part_record(&mut self, to: InputPosition) -> Result<PartRecord, CorpusError> {
        let ledger = std::mem::take(&mut self.ledger);
        let from = self.manifest.manifest().next();
        if self.purpose == Purpose::Run && ledger.read != to.records - from.records {
            let what = format!(
                "{} records were read between {} and {}",
                ledger.read, from.records, to.records
            );
            return Err(CorpusError::Unbalanced { what });
        }
        let dead_letters_bytes = self.letters.sync()?;
        let dropped_bytes = self.dropped.sync()?;
        let written = self.part.take().map(OpenPart::commit).transpose()?;
        let part = self.manifest.manifest().parts.len() as u64;
        let (file, bytes, sha256) = match written {
            Some(written) => (Some(written.name), written.bytes, written.sha256),
            None => (None, 0, String::new()),
        };
        Ok(PartRecord {
            part,
            file,
            bytes,
            sha256,
            ledger,
            from,
            to,
            dead_letters_bytes,
            dropped_bytes,
        })
    }

    /// Ends the run: all inputs were read, and everything is written.
    pub(crate) fn finish(mut self) -> Result<ManifestWriter, CorpusError> {
        if let Some((sequence, _)) = self.waiting.first_key_value() {
            let what = format!("chunk {} is missing before {sequence}", self.next);
            return Err(CorpusError::Unbalanced { what });
        }
        let end = self.manifest.manifest().end();
        if !end.ledger.is_balanced() || end.ledger.read != self.manifest.manifest().next().records {
            let what = format!("{:?}", end.ledger);
            return Err(CorpusError::Unbalanced { what });
        }
        self.letters.sync()?;
        self.dropped.sync()?;
        self.manifest.append(ManifestRecord::End(end))?;
        Ok(self.manifest)
    }
}
