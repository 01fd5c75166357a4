//! Cuts a stream into WARC records (ISO 28500 §4), and finds the next one after what is none.

use std::io::{self, BufRead};
use std::sync::Arc;

use super::boundary::{
    END_BYTES, MAX_VERSION_BYTES, RECORD_START_BYTES, end_of_record, first_record, is_record_start,
    is_version_line, n_line_ends,
};
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

/// So much is looked at of a block at least before its length is believed.
const MIN_WINDOW_BYTES: u64 = 1 << 20;

const NO_END: Failure = Failure::Broken("it does not end where its Content-Length says");

/// The records of a stream.
///
/// A record ends where its length says, if that is the end of a record: what is in it is its own, a whole WARC file even. To
/// tell, the end is looked at before the block is taken. If it is none, the next version line below the header is looked for,
/// so that a length that is too large costs no record but its own. Bytes that were looked at stay in the stream, so time is
/// linear however many lengths lie.
///
/// How far ahead the end can be depends: anywhere in a file that is not compressed; elsewhere so far as a record may be long,
/// from its first line on that could start a record. A length that is larger is believed there.
///
/// A record may go on in the next gzip member, unless that starts a record of its own. If it fails there, what it swallowed of
/// the members before is put back, once for each byte.
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
        if let Err(failure) = self.block(&mut bytes, len_bytes, start.is_read_again) {
            let is_wrong = !matches!(failure, Failure::Stream(_));
            if is_wrong && !is_cut && !start.is_read_again {
                let block = bytes.get(head_bytes..).unwrap_or_default();
                if let Some(swallowed) = first_record(block).and_then(|at| block.get(at..)) {
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
                block_bytes: len_bytes,
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

    /// Reads the block below the header, and what ends the record. After a failure what was read of the frame is still in the
    /// stream, and `bytes` has what was read of those before it.
    fn block(
        &mut self,
        bytes: &mut Vec<u8>,
        len_bytes: u64,
        is_read_again: bool,
    ) -> Result<(), Failure> {
        if self
            .stream
            .bytes_left()
            .is_some_and(|left| left < len_bytes)
        {
            return Err(Failure::Truncated);
        }
        let mut kept = if len_bytes > self.limit_bytes {
            CUT_BYTES.min(self.limit_bytes)
        } else {
            len_bytes
        };
        // Whether the length is right, or there is no way to find out.
        let mut is_believed = false;
        if len_bytes > self.limit_bytes.min(MIN_WINDOW_BYTES)
            && let Some(rest) = self.stream.look_ahead(len_bytes, END_BYTES as u64)?
        {
            is_believed = end_of_record(&rest).ok_or(NO_END)?.is_certain;
        }
        if is_believed {
            bytes.reserve_exact(saturated(kept));
        }
        // Whether the next byte may start a record.
        let mut is_candidate = false;
        let mut left = len_bytes;
        loop {
            let most = if is_believed {
                MIN_WINDOW_BYTES
            } else {
                self.limit_bytes.max(MIN_WINDOW_BYTES)
            };
            let window = saturated(left.min(most)).saturating_add(END_BYTES);
            if let Err(error) = self.stream.peek(window) {
                self.take(bytes, left, &mut kept);
                return Err(error.into());
            }
            let available = self.stream.unread();
            let n_available = available.len() as u64;
            if n_available >= left {
                let (block, rest) = available
                    .split_at_checked(saturated(left))
                    .unwrap_or_default();
                let end = end_of_record(rest).ok_or(NO_END)?;
                let is_clear = end.is_certain || is_believed;
                if !is_clear && (is_candidate || first_record(block).is_some()) {
                    return Err(NO_END);
                }
                bytes.reserve_exact(saturated(kept));
                self.take(bytes, left, &mut kept);
                self.stream.consume(end.n_bytes);
                return Ok(());
            }
            let n_taken = if available.len() < window {
                // The frame ends in the block. What was put back cannot be put back again, so there the first line that could
                // start a record does.
                let is_swallowing = is_read_again && first_record(available).is_some();
                if is_swallowing || self.stream.is_last()? {
                    return Err(Failure::Truncated);
                }
                n_available
            } else if is_believed {
                n_available
            } else if is_candidate {
                is_believed = true;
                0
            } else if let Some(candidate) = first_record(available) {
                is_candidate = true;
                candidate as u64
            } else {
                // A version line may have begun.
                n_available.saturating_sub(MAX_VERSION_BYTES as u64 + 1)
            };
            let is_end_of_frame = n_available < window as u64;
            self.take(bytes, n_taken, &mut kept);
            left -= n_taken;
            if is_end_of_frame && !self.goes_on()? {
                return Err(Failure::Truncated);
            }
        }
    }

    /// Takes up to `n_bytes` that are there from the stream; `kept` of them go to `bytes`.
    fn take(&mut self, bytes: &mut Vec<u8>, n_bytes: u64, kept: &mut u64) {
        let available = self.stream.unread();
        let n_bytes = available.len().min(saturated(n_bytes));
        let n_kept = n_bytes.min(saturated(*kept));
        bytes.extend_from_slice(available.get(..n_kept).unwrap_or_default());
        self.stream.consume(n_bytes);
        *kept -= n_kept as u64;
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

/// A number of bytes, or more than memory has.
fn saturated(n_bytes: u64) -> usize {
    usize::try_from(n_bytes).unwrap_or(usize::MAX)
}

fn number(value: &[u8]) -> Option<u64> {
    let digits = std::str::from_utf8(value).ok()?;
    // `parse` takes a sign.
    digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| digits.parse().ok())?
}
