//! Cuts a stream into WARC records (ISO 28500 §4), and finds the next one after what is none.

use std::io::{self, BufRead};
use std::sync::Arc;

use super::fields::field;
use super::{Envelope, PageRecord};
use crate::error::{InputError, InputErrorKind};
use crate::reader::{Checkpoint, Framing};
use crate::record::{Content, RawRecord};
use crate::stream::{Broken, Start, Stream};

/// The longest header of a record. Most have less than 1 kB; addresses that hold a whole picture are the longest.
const MAX_HEADER_BYTES: usize = 1 << 20;

/// What is kept of a record that is too long: enough to see whether it would be a page at all.
const CUT_BYTES: u64 = 1 << 16;

/// So much of a block is reserved before it is seen.
const RESERVED_BYTES: u64 = 1 << 20;

/// What stands behind a record.
const END_OF_RECORD: &[u8] = b"\r\n\r\n";

/// The longest version line.
const MAX_VERSION_BYTES: usize = 16;

/// The records of a stream.
///
/// A record whose length is wrong ends where it says or where the next gzip member starts a record of its own. If that is not
/// the end of a record, the next version line is looked for: in what the record swallowed, if that was kept, then behind it.
/// No byte is looked at more than twice.
pub(crate) struct WarcRecords {
    stream: Stream,
    input: Arc<str>,
    limit_bytes: u64,
    checkpoint: Checkpoint,
    /// The version line of the next record, if it was read already, and where it starts.
    version: Option<(Start, Vec<u8>)>,
    /// An error that comes after the record before it.
    pending: Option<InputError>,
    finished: bool,
}

/// Why a record cannot be read.
enum Failure {
    Stream(io::Error),
    Broken(&'static str),
    Truncated,
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Stream(error)
    }
}

/// What must be known of a header to read the block below it.
#[derive(Default)]
struct Header {
    record_type: Option<PageRecord>,
    len_bytes: Option<u64>,
}

impl WarcRecords {
    pub(crate) fn new(
        stream: Stream,
        input: Arc<str>,
        limit_bytes: u64,
        checkpoint: Checkpoint,
    ) -> Self {
        Self {
            stream,
            input,
            limit_bytes,
            checkpoint,
            version: None,
            pending: None,
            finished: false,
        }
    }

    /// The next record; `start` becomes where it is.
    fn read(&mut self, start: &mut Start) -> Result<Option<RawRecord>, Failure> {
        let mut bytes = Vec::new();
        if let Some((found, line)) = self.version.take() {
            *start = found;
            bytes = line;
            self.checkpoint.move_to(*start, 0);
        } else {
            if !self.skip_empty_lines(start)? {
                return Ok(None);
            }
            self.checkpoint.move_to(*start, 0);
            self.line(&mut bytes)?;
            if !is_version_line(&bytes) {
                return Err(Failure::Broken(
                    "its first line is not `WARC/` and a version",
                ));
            }
        }
        let header = self.header(&mut bytes)?;
        let head_bytes = bytes.len();
        let Some(len_bytes) = header.len_bytes else {
            return Err(Failure::Broken(
                "its Content-Length is missing or no number",
            ));
        };
        let is_cut = len_bytes > self.limit_bytes;
        if let Err(failure) = self.block(&mut bytes, len_bytes, is_cut) {
            let is_unread = matches!(failure, Failure::Broken(_))
                || matches!(failure, Failure::Truncated) && self.stream.is_at_end_of_frame();
            if is_unread && !is_cut && !start.is_read_again {
                let block = bytes.get(head_bytes..).unwrap_or_default();
                if let Some(swallowed) = first_record(block) {
                    self.stream.unread_bytes(swallowed);
                }
            }
            match failure {
                // The record is whole; what follows is another matter, unless its own gzip member has a wrong checksum.
                Failure::Stream(error)
                    if bytes.len() as u64 == head_bytes as u64 + len_bytes
                        && (start.inner > 0 || !Broken::is_in(&error)) =>
                {
                    let error = self.error_of_stream(*start, error);
                    self.pending = Some(error);
                }
                failure => return Err(failure),
            }
        }
        let Some(record_type) = header.record_type else {
            return Err(Failure::Broken("its WARC-Type is missing"));
        };
        Ok(Some(RawRecord {
            input: self.input.clone(),
            record: self.checkpoint.record,
            offset: start.offset,
            inner_offset: start.inner,
            bytes,
            content: Content::Warc(Envelope {
                record_type,
                head_bytes,
                is_cut,
            }),
        }))
    }

    /// Passes over empty lines; false at the end of the input. `start` becomes the place behind them.
    fn skip_empty_lines(&mut self, start: &mut Start) -> io::Result<bool> {
        let mut restart = None;
        loop {
            if self.stream.fill_buf()?.is_empty() {
                return Ok(false);
            }
            let here = self.stream.here();
            // Only empty lines are between the place where reading can start and the record.
            restart = here.restart.or(restart);
            *start = Start { restart, ..here };
            let n_empty = n_line_ends(self.stream.fill_buf()?);
            if n_empty == 0 {
                return Ok(true);
            }
            self.stream.consume(n_empty);
        }
    }

    /// Reads the header below the version line, and the empty line that ends it.
    fn header(&mut self, bytes: &mut Vec<u8>) -> Result<Header, Failure> {
        let mut header = Header::default();
        loop {
            let start = bytes.len();
            if !self.line(bytes)? {
                return Err(Failure::Truncated);
            }
            let line = bytes.get(start..).unwrap_or_default();
            if line.trim_ascii().is_empty() {
                return Ok(header);
            }
            match field(line) {
                Some((name, value)) if name.eq_ignore_ascii_case(b"Content-Length") => {
                    // With two of them there is no telling which is right.
                    if header.len_bytes.is_some() && header.len_bytes != number(value) {
                        return Err(Failure::Broken("it has several Content-Lengths"));
                    }
                    header.len_bytes = number(value);
                }
                Some((name, value)) if name.eq_ignore_ascii_case(b"WARC-Type") => {
                    header.record_type = Some(PageRecord::of_name(value));
                }
                _ => {}
            }
        }
    }

    /// Reads the block below the header, and what ends the record.
    fn block(&mut self, bytes: &mut Vec<u8>, len_bytes: u64, is_cut: bool) -> Result<(), Failure> {
        if self
            .stream
            .bytes_left()
            .is_some_and(|left| left < len_bytes)
        {
            return Err(Failure::Truncated);
        }
        let mut left = len_bytes;
        let mut kept = if is_cut {
            CUT_BYTES.min(self.limit_bytes)
        } else {
            len_bytes
        };
        bytes.reserve_exact(usize::try_from(kept.min(RESERVED_BYTES)).unwrap_or_default());
        while left > 0 {
            let available = self.stream.fill_frame()?;
            if available.is_empty() {
                if !self.goes_on()? {
                    return Err(Failure::Truncated);
                }
                continue;
            }
            let n_bytes = available
                .len()
                .min(usize::try_from(left).unwrap_or(usize::MAX));
            let n_kept = n_bytes.min(usize::try_from(kept).unwrap_or(usize::MAX));
            bytes.extend_from_slice(available.get(..n_kept).unwrap_or_default());
            self.stream.consume(n_bytes);
            kept -= n_kept as u64;
            left -= n_bytes as u64;
        }
        self.end_of_record(bytes)
    }

    /// Reads up to two line ends, which follow a record; some writers forget one or both, or add more. Where they are not
    /// there, and no other record is either, what was read of them goes to `bytes`.
    fn end_of_record(&mut self, bytes: &mut Vec<u8>) -> Result<(), Failure> {
        let mut ends = Vec::with_capacity(END_OF_RECORD.len());
        while ends.len() < END_OF_RECORD.len() {
            let available = self.stream.fill_frame()?;
            if available.is_empty() {
                // The gzip member ends, and its checksum is right.
                return Ok(());
            }
            let n_bytes = n_line_ends(available).min(END_OF_RECORD.len() - ends.len());
            if n_bytes == 0 {
                break;
            }
            ends.extend_from_slice(available.get(..n_bytes).unwrap_or_default());
            self.stream.consume(n_bytes);
        }
        if ends == END_OF_RECORD {
            // Where the gzip member ends here, too, its checksum is looked at before the record is given.
            self.stream.fill_frame()?;
            return Ok(());
        }
        let next = self.stream.peek(RECORD_START_BYTES)?;
        // A gzip member that ends within the version line is no reason for doubt.
        let is_cut = next.len() < RECORD_START_BYTES && is_start_of_name(next);
        if is_record_start(next) || is_cut || n_line_ends(next) > 0 {
            return Ok(());
        }
        bytes.extend_from_slice(&ends);
        Err(Failure::Broken(
            "it does not end where its Content-Length says",
        ))
    }

    /// Appends a line with its end; false where the record ends before the line does.
    fn line(&mut self, bytes: &mut Vec<u8>) -> Result<bool, Failure> {
        loop {
            let available = self.stream.fill_frame()?;
            if available.is_empty() {
                if !self.goes_on()? {
                    return Ok(false);
                }
                continue;
            }
            let newline = memchr::memchr(b'\n', available);
            let n_bytes = newline.map_or(available.len(), |newline| newline + 1);
            if bytes.len() + n_bytes > MAX_HEADER_BYTES {
                return Err(Failure::Broken("its header is longer than 1 MiB"));
            }
            bytes.extend_from_slice(available.get(..n_bytes).unwrap_or_default());
            self.stream.consume(n_bytes);
            if newline.is_some() {
                return Ok(true);
            }
        }
    }

    /// At the end of a frame: whether the record goes on in the next one. It does not where that starts a record of its own.
    fn goes_on(&mut self) -> io::Result<bool> {
        Ok(self.stream.begin_frame()? && !is_record_start(self.stream.peek(RECORD_START_BYTES)?))
    }

    /// Looks for the next version line; false if there is none.
    fn find_version_line(&mut self) -> io::Result<bool> {
        loop {
            if self.stream.fill_buf()?.is_empty() {
                return Ok(false);
            }
            let start = self.stream.here();
            let mut line = Vec::new();
            let mut is_line = false;
            while !is_line {
                let available = self.stream.fill_frame()?;
                if available.is_empty() {
                    if !self.goes_on()? {
                        break;
                    }
                    continue;
                }
                let newline = memchr::memchr(b'\n', available);
                let n_bytes = newline.map_or(available.len(), |newline| newline + 1);
                let n_kept = n_bytes.min(MAX_VERSION_BYTES + 1 - line.len());
                line.extend_from_slice(available.get(..n_kept).unwrap_or_default());
                self.stream.consume(n_bytes);
                is_line = newline.is_some();
            }
            if is_line && is_version_line(&line) {
                self.version = Some((start, line));
                return Ok(true);
            }
        }
    }

    /// The error for a record, once the next one was found.
    fn fail(&mut self, start: Start, failure: Failure) -> InputError {
        let kind = match failure {
            Failure::Stream(error) => return self.error_of_stream(start, error),
            Failure::Truncated => InputErrorKind::Truncated,
            Failure::Broken(reason) => InputErrorKind::BrokenWarc { reason },
        };
        let found = self.find_version_line();
        let is_last = matches!(found, Ok(false));
        if let Err(error) = found {
            let here = self.stream.here();
            self.pending = Some(self.error_of_stream(here, error));
        }
        self.error(start, kind, is_last)
    }

    /// The error for compressed data that is broken, once the next frame was found, or for a file that cannot be read.
    fn error_of_stream(&mut self, start: Start, error: io::Error) -> InputError {
        let kind = InputErrorKind::from(error);
        let is_last = matches!(kind, InputErrorKind::Read(_)) || !self.stream.recover();
        self.error(start, kind, is_last)
    }

    fn error(&self, start: Start, kind: InputErrorKind, is_last: bool) -> InputError {
        InputError {
            place: Some(start.into()),
            ends_input: is_last,
            ..InputError::new(&*self.input, kind)
        }
    }
}

impl Iterator for WarcRecords {
    type Item = Result<RawRecord, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.finished {
            return None;
        }
        let item = if let Some(error) = self.pending.take() {
            Err(error)
        } else {
            let mut start = self.stream.here();
            match self.read(&mut start) {
                Ok(None) => {
                    self.finished = true;
                    return None;
                }
                Ok(Some(record)) => Ok(record),
                Err(failure) => Err(self.fail(start, failure)),
            }
        };
        // What the operating system refuses today may be read tomorrow.
        if !item.as_ref().is_err_and(InputError::is_io) {
            self.checkpoint.record += 1;
        }
        match &item {
            Ok(_) if self.pending.is_none() => self.checkpoint.move_to(self.stream.here(), 0),
            Ok(_) => {}
            Err(error) => self.finished = error.ends_input,
        }
        Some(item)
    }
}

impl Framing for WarcRecords {
    fn checkpoint(&self) -> Checkpoint {
        self.checkpoint
    }

    fn bytes_read(&self) -> u64 {
        self.stream.bytes_read()
    }
}

/// So many bytes tell whether a record starts.
const RECORD_START_BYTES: usize = 8;

/// Whether a record starts with these bytes.
fn is_record_start(bytes: &[u8]) -> bool {
    let Some((name, version)) = bytes.split_first_chunk::<5>() else {
        return false;
    };
    name.eq_ignore_ascii_case(b"WARC/") && matches!(version, [b'0'..=b'9', b'.', b'0'..=b'9', ..])
}

/// Whether bytes that a gzip member ends with may be the beginning of a version line.
fn is_start_of_name(bytes: &[u8]) -> bool {
    let name = bytes.get(..bytes.len().min(5)).unwrap_or_default();
    name.eq_ignore_ascii_case(b"WARC/".get(..name.len()).unwrap_or_default())
}

/// `version = "WARC/" 1*DIGIT "." 1*DIGIT CRLF`, alone in its line; `CRLF` may be `LF`.
pub(crate) fn is_version_line(line: &[u8]) -> bool {
    is_record_start(line)
        && line.len() <= MAX_VERSION_BYTES
        && line
            .get(RECORD_START_BYTES..)
            .is_some_and(|rest| rest.trim_ascii_end().iter().all(u8::is_ascii_digit))
}

/// The block from its first version line on.
fn first_record(block: &[u8]) -> Option<&[u8]> {
    memchr::memmem::find_iter(block, b"\nWARC/").find_map(|newline| {
        let rest = block.get(newline + 1..)?;
        let line_bytes = memchr::memchr(b'\n', rest.get(..rest.len().min(MAX_VERSION_BYTES))?)?;
        is_version_line(rest.get(..=line_bytes)?).then_some(rest)
    })
}

fn n_line_ends(bytes: &[u8]) -> usize {
    let is_line_end = |byte: &&u8| matches!(**byte, b'\r' | b'\n');
    bytes.iter().take_while(is_line_end).count()
}

fn number(value: &[u8]) -> Option<u64> {
    let digits = std::str::from_utf8(value).ok()?;
    // `parse` takes a sign.
    digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_lines_stand_alone() {
        for line in ["WARC/0.17\r\n", "WARC/1.0\n", "warc/1.1\r\n", "WARC/1.1"] {
            assert!(is_version_line(line.as_bytes()), "{line}");
        }
        for line in [
            "WARC/1\n",
            "WARC/1.0 is a format\n",
            " WARC/1.0\n",
            "",
            "WARC/1.0000000000000",
        ] {
            assert!(!is_version_line(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn a_swallowed_record_starts_in_a_line_of_its_own() {
        let first = |block: &'static str| first_record(block.as_bytes());
        assert_eq!(first("a\n\nWARC/1.0\r\nb"), Some(&b"WARC/1.0\r\nb"[..]));
        assert_eq!(first("WARC/1.0\r\n"), None);
        assert_eq!(
            first("a\nWARC/1.0 is a format\nWARC/1.1\n"),
            Some(&b"WARC/1.1\n"[..])
        );
        assert_eq!(first("a\nWARC/1.0"), None);
    }
}
