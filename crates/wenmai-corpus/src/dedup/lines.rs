use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use wenmai_model::PartRecord;

use crate::error::CorpusError;
use crate::options::Compression;
use crate::progress::Progress;

/// Lines are handed on in batches of about so many bytes: the frames of compressed parts.
const BATCH_BYTES: usize = 1 << 20;

/// Lines of one part.
#[derive(Debug)]
pub(super) struct Batch {
    /// Number of the part.
    pub(super) part: u64,
    /// Number of the first document among all of the run, from 0.
    pub(super) first: u32,
    /// Whole lines.
    pub(super) bytes: Vec<u8>,
    pub(super) n_lines: u32,
    /// Whether the part ends here.
    pub(super) ends_part: bool,
}

impl Batch {
    /// The documents with their numbers.
    pub(super) fn documents(&self) -> impl Iterator<Item = (u32, &[u8])> {
        (self.first..).zip(self.bytes.split_inclusive(|&byte| byte == b'\n'))
    }
}

/// Reads the documents of a run, in batches of lines that depend on the parts alone.
pub(super) struct LineReader<'a> {
    folder: &'a Path,
    parts: std::slice::Iter<'a, PartRecord>,
    compression: Compression,
    progress: &'a Progress,
    part: Option<OpenLines<'a>>,
    next: u32,
}

struct OpenLines<'a> {
    part: &'a PartRecord,
    name: &'a str,
    lines: Box<dyn BufRead + Send>,
    read: u64,
}

impl<'a> LineReader<'a> {
    pub(super) fn new(
        folder: &'a Path,
        parts: &'a [PartRecord],
        compression: Compression,
        progress: &'a Progress,
    ) -> Self {
        Self {
            progress,
            folder,
            parts: parts.iter(),
            compression,
            part: None,
            next: 0,
        }
    }

    /// The next batch; `None` after the last part.
    pub(super) fn next_batch(&mut self) -> Result<Option<Batch>, CorpusError> {
        let Some(mut open) = self.open()? else {
            return Ok(None);
        };
        let path = self.folder.join(open.name);
        let (mut bytes, mut n_lines, mut ends_part) = (Vec::new(), 0_u32, false);
        while bytes.len() < BATCH_BYTES && !ends_part {
            let read = open.lines.read_until(b'\n', &mut bytes);
            match read.map_err(|error| CorpusError::read_back(&path, error))? {
                0 => ends_part = true,
                _ => n_lines += 1,
            }
        }
        open.read += u64::from(n_lines);
        let written = open.part.ledger.written;
        if open.read > written || (ends_part && open.read < written) {
            let what = format!("holds {} documents instead of {written}", open.read);
            return Err(CorpusError::Damaged { path, what });
        }
        let batch = Batch {
            part: open.part.part,
            first: self.next,
            bytes,
            n_lines,
            ends_part,
        };
        self.next += n_lines;
        if ends_part {
            self.progress
                .add_read(self.progress.bytes() + open.part.bytes);
        } else {
            self.part = Some(open);
        }
        Ok(Some(batch))
    }

    /// The part that is being read, or the next one.
    fn open(&mut self) -> Result<Option<OpenLines<'a>>, CorpusError> {
        if let Some(open) = self.part.take() {
            return Ok(Some(open));
        }
        let Some((part, name)) = self
            .parts
            .find_map(|part| Some((part, part.file.as_deref()?)))
        else {
            return Ok(None);
        };
        let path = self.folder.join(name);
        let open = || -> io::Result<Box<dyn BufRead + Send>> {
            let file = File::open(&path)?;
            Ok(match self.compression {
                Compression::None => Box::new(BufReader::with_capacity(1 << 17, file)),
                Compression::Zstd => Box::new(BufReader::new(zstd::Decoder::new(file)?)),
            })
        };
        let lines = open().map_err(|error| CorpusError::read_back(&path, error))?;
        Ok(Some(OpenLines {
            part,
            name,
            lines,
            read: 0,
        }))
    }
}
