//! WARC files.

use std::sync::Arc;

use wenmai_model::Page;

use crate::error::InputError;
use crate::inputs::ReadOptions;
use crate::reader::{Checkpoint, Framing};
use crate::record::{NoPage, RawRecord};
use crate::stream::Stream;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Envelope {}

pub(crate) fn is_version_line(line: &[u8]) -> bool {
    matches!(
        line,
        [
            b'W' | b'w',
            b'A' | b'a',
            b'R' | b'r',
            b'C' | b'c',
            b'/',
            b'0'..=b'9',
            b'.',
            b'0'..=b'9',
            ..
        ]
    )
}

pub(crate) fn page(_: RawRecord, _: Envelope, _: &ReadOptions) -> Result<Page, NoPage> {
    Ok(Page::default())
}

pub(crate) struct WarcRecords {
    stream: Stream,
    checkpoint: Checkpoint,
}

impl WarcRecords {
    pub(crate) fn new(stream: Stream, _: Arc<str>, _: u64, checkpoint: Checkpoint) -> Self {
        Self { stream, checkpoint }
    }
}

impl Iterator for WarcRecords {
    type Item = Result<RawRecord, InputError>;
    fn next(&mut self) -> Option<Self::Item> {
        None
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
