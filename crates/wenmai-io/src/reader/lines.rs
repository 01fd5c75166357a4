use std::io::BufRead;
use std::sync::Arc;

use super::{Checkpoint, Framing};
use crate::error::{InputError, InputErrorKind, Place};
use crate::lines::{Line, read_line};
use crate::record::{Content, RawRecord};
use crate::stream::Stream;

/// The lines of JSONL that hold anything, one record each.
pub(super) struct Lines {
    stream: Stream,
    input: Arc<str>,
    max_line_bytes: usize,
    /// Lines read so far.
    line: u64,
    checkpoint: Checkpoint,
    finished: bool,
}

impl Lines {
    pub(super) fn new(
        stream: Stream,
        input: Arc<str>,
        limit_bytes: u64,
        checkpoint: Checkpoint,
    ) -> Self {
        Self {
            stream,
            input,
            max_line_bytes: usize::try_from(limit_bytes).unwrap_or(usize::MAX),
            line: checkpoint.line,
            checkpoint,
            finished: false,
        }
    }

    fn error(&self, kind: InputErrorKind) -> InputError {
        InputError {
            place: Some(Place::Line {
                line: self.line,
                column: 1,
            }),
            ..InputError::new(&*self.input, kind)
        }
    }
}

impl Iterator for Lines {
    type Item = Result<RawRecord, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.finished {
            // The line may start in the next frame.
            let begun = self.stream.fill_buf().map(|_| ());
            let start = self.stream.here();
            self.checkpoint.move_to(start, self.line);
            let mut bytes = Vec::new();
            let line =
                begun.and_then(|()| read_line(&mut self.stream, &mut bytes, self.max_line_bytes));
            self.line += 1;
            match line {
                Ok(None) => {
                    self.finished = true;
                    self.line -= 1;
                    return None;
                }
                Err(error) => {
                    let mut error = self.error(error.into());
                    // What the operating system refuses today may be read tomorrow.
                    self.checkpoint.record += u64::from(!error.is_io());
                    error.ends_input = error.is_io() || !self.stream.recover();
                    self.finished = error.ends_input;
                    return Some(Err(error));
                }
                Ok(Some(Line::TooLong)) => {
                    self.checkpoint.record += 1;
                    self.checkpoint.move_to(self.stream.here(), self.line);
                    let limit_bytes = self.max_line_bytes as u64;
                    return Some(Err(self.error(InputErrorKind::TooLong { limit_bytes })));
                }
                Ok(Some(Line::Whole)) => {
                    if self.line == 1 && bytes.starts_with(BYTE_ORDER_MARK) {
                        bytes.drain(..BYTE_ORDER_MARK.len());
                    }
                    if bytes.trim_ascii().is_empty() {
                        continue;
                    }
                    let record = self.checkpoint.record;
                    self.checkpoint.record += 1;
                    self.checkpoint.move_to(self.stream.here(), self.line);
                    return Some(Ok(RawRecord {
                        input: self.input.clone(),
                        record,
                        offset: start.offset,
                        inner_offset: start.inner,
                        bytes,
                        content: Content::Json { line: self.line },
                    }));
                }
            }
        }
        None
    }
}

impl Framing for Lines {
    fn checkpoint(&self) -> Checkpoint {
        self.checkpoint
    }

    fn bytes_read(&self) -> u64 {
        self.stream.bytes_read()
    }
}

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
