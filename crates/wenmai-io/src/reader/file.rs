use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use super::{Checkpoint, Framing};
use crate::error::{InputError, InputErrorKind};
use crate::kind::InputKind;
use crate::record::{Content, RawRecord};
use crate::stream::Stream;

/// One record: all of a file.
pub(super) struct OneFile {
    stream: Stream,
    input: Arc<str>,
    kind: Option<InputKind>,
    limit_bytes: u64,
    checkpoint: Checkpoint,
    finished: bool,
}

impl OneFile {
    pub(super) fn new(
        stream: Stream,
        input: Arc<str>,
        kind: Option<InputKind>,
        limit_bytes: u64,
        checkpoint: Checkpoint,
    ) -> Self {
        Self {
            stream,
            input,
            kind,
            limit_bytes,
            finished: checkpoint.record > 0,
            checkpoint,
        }
    }

    fn read(&mut self) -> Result<Vec<u8>, InputError> {
        let mut bytes = Vec::new();
        (&mut self.stream)
            .take(self.limit_bytes.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| InputError::from_io(Path::new(&*self.input), error))?;
        if bytes.len() as u64 > self.limit_bytes {
            let limit_bytes = self.limit_bytes;
            return Err(InputError {
                ends_input: true,
                ..InputError::new(&*self.input, InputErrorKind::TooLong { limit_bytes })
            });
        }
        Ok(bytes)
    }
}

impl Iterator for OneFile {
    type Item = Result<RawRecord, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.finished {
            return None;
        }
        self.finished = true;
        let bytes = match self.read() {
            Ok(bytes) => bytes,
            Err(error) => {
                // What the operating system refuses today may be read tomorrow.
                self.checkpoint.record = u64::from(!error.is_io());
                return Some(Err(error));
            }
        };
        self.checkpoint.record = 1;
        Some(Ok(RawRecord {
            input: self.input.clone(),
            record: 0,
            offset: 0,
            inner_offset: 0,
            bytes,
            content: Content::Page(self.kind),
        }))
    }
}

impl Framing for OneFile {
    fn checkpoint(&self) -> Checkpoint {
        self.checkpoint
    }

    fn bytes_read(&self) -> u64 {
        self.stream.bytes_read()
    }
}
