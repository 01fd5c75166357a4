//! The bytes of an input, decompressed, and where in the file reading can start anew.

mod gzip;
mod source;
mod zstd;

use std::fs::File;
use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::path::Path;

use crate::compression::Compression;
use gzip::Gzip;
pub(crate) use source::Source;
use zstd::Zstd;

/// How much is decompressed at a time. What is read without compression goes here at once.
const BUFFER_BYTES: usize = 1 << 18;

/// So much may come out of any member or frame, whatever it expands to.
const FREE_BYTES: u64 = 64 << 20;

/// What is wrong with the bytes of an input; carried by an [`io::Error`].
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    #[error("the compressed data ends early")]
    Truncated,
    #[error("{reason}")]
    Corrupt { reason: String },
    #[error("expands more than {limit} times")]
    Expansion { limit: u32 },
    #[error("the window is too large")]
    Window,
}

impl Broken {
    /// Whether an error is of this kind, and not one of the operating system.
    pub(crate) fn is_in(error: &io::Error) -> bool {
        error
            .get_ref()
            .is_some_and(<dyn std::error::Error + Send + Sync>::is::<Self>)
    }

    fn corrupt(reason: impl Into<String>) -> io::Error {
        Self::Corrupt {
            reason: reason.into(),
        }
        .into()
    }
}

impl From<Broken> for io::Error {
    fn from(broken: Broken) -> Self {
        Self::other(broken)
    }
}

/// Decompresses what a [`Source`] gives. A *frame* is a member of gzip, a frame of Zstandard, or all of a file that is not
/// compressed: it can be read without what is before it.
enum Decoder {
    Plain,
    Gzip(Box<Gzip>),
    Zstd(Box<Zstd>),
}

impl Decoder {
    /// Goes to the next frame; false at the end of the input.
    fn begin(&mut self, source: &mut Source) -> io::Result<bool> {
        match self {
            Self::Plain => Ok(!source.fill()?.is_empty()),
            Self::Gzip(gzip) => gzip.begin(source),
            Self::Zstd(zstd) => zstd.begin(source),
        }
    }

    /// Some bytes of the frame; none at its end, once it is known to be sound.
    fn read(&mut self, source: &mut Source, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain => source.read_into(out),
            Self::Gzip(gzip) => gzip.read(source, out),
            Self::Zstd(zstd) => zstd.read(source, out),
        }
    }

    /// After an error: goes to where the next frame seems to start.
    fn recover(&mut self, source: &mut Source) -> io::Result<bool> {
        match self {
            Self::Plain => Ok(false),
            Self::Gzip(_) => gzip::find(source),
            Self::Zstd(_) => zstd::find(source),
        }
    }
}

/// Where a record starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Start {
    /// Byte of the file: of the record, or of the frame that it starts in.
    pub(crate) offset: u64,
    /// Byte in the decompressed frame; 0 without compression.
    pub(crate) inner: u64,
    /// Byte of the file where reading can start to get the record.
    pub(crate) restart: Option<u64>,
    /// Whether its first byte was read before.
    pub(crate) is_read_again: bool,
}

/// The decompressed bytes of an input.
pub(crate) struct Stream {
    source: Source,
    decoder: Decoder,
    buffer: Vec<u8>,
    /// What of the buffer is still to be read.
    start: usize,
    end: usize,
    /// Bytes read so far, since reading began.
    position: u64,
    /// Where in the file the frame starts.
    frame_offset: u64,
    /// `position` at the start of the frame.
    frame_position: u64,
    frame_ended: bool,
    /// Up to this position bytes are read for the second time.
    reread_until: u64,
    max_expansion: u32,
}

impl Stream {
    /// The file at `path`, or standard input for `-`, from a byte of it where a frame starts. Standard input is read from its
    /// beginning.
    pub(crate) fn open(path: &Path, offset: u64, max_expansion: u32) -> io::Result<Self> {
        let expected = Compression::of_path(path);
        if path == Path::new("-") {
            return Self::new(
                Source::new(Box::new(io::stdin()), 0),
                expected,
                max_expansion,
            );
        }
        let mut file = File::open(path)?;
        if offset == 0 {
            return Self::new(Source::of_file(file, 0), expected, max_expansion);
        }
        // A dictionary at the beginning is needed for all frames.
        let mut stream = Self::new(
            Source::of_file(file.try_clone()?, 0),
            expected,
            max_expansion,
        )?;
        file.seek(SeekFrom::Start(offset))?;
        stream.source = Source::of_file(file, offset);
        Ok(stream)
    }

    /// The bytes of `source`, which is at the beginning of its input. `expected` is what its name promises.
    pub(crate) fn new(
        mut source: Source,
        expected: Option<Compression>,
        max_expansion: u32,
    ) -> io::Result<Self> {
        let head = source.peek(HEAD_BYTES)?;
        let decoder = match Compression::of_head(head) {
            Some(Compression::Gzip) => Decoder::Gzip(Box::default()),
            Some(Compression::Zstd) => Decoder::Zstd(Box::new(Zstd::open(&mut source)?)),
            None => match expected {
                Some(expected) if looks_binary(head) => {
                    return Err(Broken::corrupt(format!("it is not {}", expected.as_str())));
                }
                _ => Decoder::Plain,
            },
        };
        Ok(Self {
            source,
            decoder,
            buffer: vec![0; BUFFER_BYTES],
            start: 0,
            end: 0,
            position: 0,
            frame_offset: 0,
            frame_position: 0,
            frame_ended: true,
            reread_until: 0,
            max_expansion,
        })
    }

    /// Bytes of the file that were read, compressed.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.source.offset()
    }

    /// Bytes of the file that are left, where that is known and they are not compressed.
    pub(crate) fn bytes_left(&self) -> Option<u64> {
        match self.decoder {
            Decoder::Plain => Some(self.source.bytes_left()? + (self.end - self.start) as u64),
            _ => None,
        }
    }

    /// Where the next byte is.
    pub(crate) fn here(&self) -> Start {
        let is_read_again = self.position < self.reread_until;
        let (offset, inner) = if matches!(self.decoder, Decoder::Plain) {
            let unread = (self.end - self.start) as u64;
            (self.source.offset().saturating_sub(unread), 0)
        } else if self.is_at_end_of_frame() {
            (self.source.offset(), 0)
        } else {
            let inner = self.position.saturating_sub(self.frame_position);
            (self.frame_offset, inner)
        };
        Start {
            offset,
            inner,
            restart: (inner == 0 && !is_read_again).then_some(offset),
            is_read_again,
        }
    }

    /// Whether all bytes of the frame were read; it is sound then.
    pub(crate) fn is_at_end_of_frame(&self) -> bool {
        self.start == self.end && self.frame_ended
    }

    /// The next bytes of this frame; none at its end.
    pub(crate) fn fill_frame(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            self.read_more(0)?;
        }
        Ok(self.unread())
    }

    /// The next `n_bytes` of this frame, or what is left of it, to look at. After an error what was read before it is
    /// [`unread`](Self::unread).
    ///
    /// It takes as much memory as there are bytes, up to half as many again, and time for those that were not looked at before.
    pub(crate) fn peek(&mut self, n_bytes: usize) -> io::Result<&[u8]> {
        while self.end - self.start < n_bytes && !self.frame_ended {
            self.read_more(n_bytes)?;
        }
        let unread = self.unread();
        Ok(unread.get(..n_bytes).unwrap_or(unread))
    }

    /// The `n_bytes` that stand `distance` bytes behind the next one, fewer at the end of the input; `None` where what is
    /// between must be read for that.
    pub(crate) fn look_ahead(
        &mut self,
        distance: u64,
        n_bytes: u64,
    ) -> io::Result<Option<Vec<u8>>> {
        if !matches!(self.decoder, Decoder::Plain) {
            return Ok(None);
        }
        let offset = self.here().offset.saturating_add(distance);
        self.source.look_at(offset, n_bytes)
    }

    /// Whether what is unread is all that is left of the input.
    pub(crate) fn is_last(&mut self) -> io::Result<bool> {
        Ok(self.frame_ended && self.source.peek(1)?.is_empty())
    }

    /// Goes to the next frame when this one ended; false at the end of the input.
    pub(crate) fn begin_frame(&mut self) -> io::Result<bool> {
        if !self.is_at_end_of_frame() {
            return Ok(true);
        }
        if !self.decoder.begin(&mut self.source)? {
            return Ok(false);
        }
        self.frame_offset = match &self.decoder {
            Decoder::Gzip(gzip) => gzip.member_offset(),
            _ => self.source.offset(),
        };
        self.frame_position = self.position;
        self.frame_ended = false;
        Ok(true)
    }

    /// After an error in the compressed data: throws the rest of the frame away and goes to where the next one seems to
    /// start. False when there is none: the input ends with the error.
    pub(crate) fn recover(&mut self) -> bool {
        self.position += (self.end - self.start) as u64;
        self.start = self.end;
        self.frame_ended = true;
        if self.source.offset() == self.frame_offset {
            self.source.consume(1);
        }
        self.decoder.recover(&mut self.source).unwrap_or(false)
    }

    /// Puts bytes back that were read last. Happens once for each byte: [`here`](Self::here) gives no restart before all
    /// of them were read again, so that a reader that starts anew meets the same bytes in the same way.
    pub(crate) fn unread_bytes(&mut self, bytes: &[u8]) {
        self.reread_until = self.position;
        self.position = self.position.saturating_sub(bytes.len() as u64);
        if let Some(start) = self.start.checked_sub(bytes.len()) {
            // They are still there.
            self.start = start;
            return;
        }
        let n_bytes = bytes.len() + self.end - self.start;
        let mut buffer = Vec::with_capacity(n_bytes.max(BUFFER_BYTES));
        buffer.extend_from_slice(bytes);
        buffer.extend_from_slice(self.unread());
        buffer.resize(n_bytes.max(BUFFER_BYTES), 0);
        self.buffer = buffer;
        self.start = 0;
        self.end = n_bytes;
    }

    /// What is there to be read at once.
    pub(crate) fn unread(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// Reads more of the frame behind what is unread, of which `wanted` bytes shall be there in the end.
    fn read_more(&mut self, wanted: usize) -> io::Result<()> {
        if self.frame_ended {
            return Ok(());
        }
        if self.start == self.end {
            self.start = 0;
            self.end = 0;
            if self.buffer.len() > BUFFER_BYTES {
                self.buffer.truncate(BUFFER_BYTES);
                self.buffer.shrink_to_fit();
            }
        } else if self.end == self.buffer.len() {
            // Bytes are moved only when there is room then for at least a third as many: that is linear time.
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
            let len = self.buffer.len();
            if self.end > len / 2 {
                let enough = wanted.saturating_add(wanted / 2);
                self.buffer.resize(enough.min(2 * len).max(len), 0);
            }
        }
        let out = self.buffer.get_mut(self.end..).unwrap_or_default();
        let n_bytes = self.decoder.read(&mut self.source, out)?;
        self.end += n_bytes;
        self.frame_ended = n_bytes == 0;
        if !matches!(self.decoder, Decoder::Plain) {
            let unread = (self.end - self.start) as u64;
            let out = (self.position + unread).saturating_sub(self.frame_position);
            let consumed = self.source.offset().saturating_sub(self.frame_offset);
            let limit = self.max_expansion;
            if out > FREE_BYTES && out > consumed.saturating_mul(limit.into()) {
                return Err(Broken::Expansion { limit }.into());
            }
        }
        Ok(())
    }
}

impl Read for Stream {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let n_bytes = available.len().min(out.len());
        if let (Some(out), Some(bytes)) = (out.get_mut(..n_bytes), available.get(..n_bytes)) {
            out.copy_from_slice(bytes);
        }
        self.consume(n_bytes);
        Ok(n_bytes)
    }
}

impl BufRead for Stream {
    /// The next bytes, of whatever frame; none at the end of the input.
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.fill_frame()?.is_empty() {
            if !self.begin_frame()? {
                break;
            }
        }
        Ok(self.unread())
    }

    fn consume(&mut self, n_bytes: usize) {
        let n_bytes = n_bytes.min(self.end - self.start);
        self.start += n_bytes;
        self.position += n_bytes as u64;
    }
}

/// How much of an input is looked at to tell what it is.
pub(crate) const HEAD_BYTES: usize = 512;

/// Whether bytes hold what no text does: binary data bytes (MIME Sniffing Standard §3), unless a mark says UTF-16.
pub(crate) fn looks_binary(head: &[u8]) -> bool {
    let head = head.get(..head.len().min(HEAD_BYTES)).unwrap_or_default();
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return false;
    }
    head.iter()
        .any(|byte| matches!(byte, 0..=8 | 0x0b | 0x0e..=0x1a | 0x1c..=0x1f))
}
