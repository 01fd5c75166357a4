//! Records of web archives: WARC 0.17 to 1.1 (ISO 28500:2017), and WET and WAT files, which are WARC files, too.
//!
//! `frame` cuts a stream into records, `page` makes pages of them.

mod boundary;
mod encoding;
mod fields;
mod frame;
mod http;
mod media;
mod page;
mod response;

pub(crate) use boundary::is_version_line;
pub(crate) use frame::WarcRecords;
pub(crate) use page::page;
pub(crate) use response::response;

use crate::record::RecordType;

/// What framing found out about a record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Envelope {
    record_type: PageRecord,
    /// Where the header ends and the block starts.
    head_bytes: usize,
    /// How long the block is, by its `Content-Length`, which was found to be right.
    block_bytes: u64,
    /// Whether the record is too long to be kept, so that there is only its beginning.
    is_cut: bool,
}

impl Envelope {
    pub(crate) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Bytes of header and block in the input.
    pub(crate) fn len_bytes(&self) -> u64 {
        self.block_bytes.saturating_add(self.head_bytes as u64)
    }
}

/// What a record may hold by its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PageRecord {
    /// An HTTP response, as a rule.
    Response,
    /// A file, without HTTP.
    Resource,
    /// Text made of another record.
    Conversion,
    /// No page.
    None(RecordType),
}

impl PageRecord {
    /// By the value of `WARC-Type` (ISO 28500 §5.5).
    fn of_name(name: &[u8]) -> Self {
        let known: [(&[u8], Self); 8] = [
            (b"response", Self::Response),
            (b"resource", Self::Resource),
            (b"conversion", Self::Conversion),
            (b"warcinfo", Self::None(RecordType::Warcinfo)),
            (b"request", Self::None(RecordType::Request)),
            (b"metadata", Self::None(RecordType::Metadata)),
            (b"revisit", Self::None(RecordType::Revisit)),
            (b"continuation", Self::None(RecordType::Continuation)),
        ];
        known
            .into_iter()
            .find(|(known, _)| name.eq_ignore_ascii_case(known))
            .map_or(Self::None(RecordType::Other), |(_, record)| record)
    }
}
