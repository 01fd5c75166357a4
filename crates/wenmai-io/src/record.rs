use std::fmt::{self, Write as _};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use wenmai_model::{Page, PageKind};

#[cfg(feature = "arrow")]
use crate::arrow::Row;
use crate::error::{InputError, InputErrorKind, Place};
use crate::inputs::ReadOptions;
use crate::kind::InputKind;
use crate::responses::StoredResponse;
use crate::warc::Envelope;
use crate::{jsonl, warc};

/// A record as it was cut out of its input: its bytes, before anything costly was done with them. [`page`](Self::page) does
/// that, on whatever thread.
#[derive(Debug, Clone)]
pub struct RawRecord {
    /// The input as given; `-` for standard input.
    pub input: Arc<str>,
    /// Position of the record in its input, from 0; broken ones count, too.
    pub record: u64,
    /// Byte of the file at which the record starts, or the gzip member or zstd frame in which it starts;
    /// 0 for a row of Parquet, whose columns stand in many places.
    pub offset: u64,
    /// Byte of the record in what is decompressed from `offset`; 0 without compression.
    pub inner_offset: u64,
    pub(crate) bytes: Vec<u8>,
    pub(crate) content: Content,
}

/// What the bytes of a record are.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    /// All of a file, whose name or first bytes say what it holds.
    Page(Option<InputKind>),
    /// A line of JSONL; its number, from 1.
    Json { line: u64 },
    /// A record of a WARC file.
    Warc(Envelope),
    /// The cell of a row of Parquet that holds the page.
    #[cfg(feature = "arrow")]
    Row(Row),
}

/// Why a record gives no page.
#[derive(Debug)]
pub enum NoPage {
    /// Something is wrong with it.
    Error(InputError),
    /// It is sound, and holds no page.
    Skipped(SkipReason),
}

/// Why a sound record holds no page.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SkipReason {
    /// It is not a response, resource or conversion.
    RecordType(RecordType),
    /// The server answered with something else than a page; its status code.
    HttpStatus(u16),
    /// What was fetched is no text; its media type in lower case, without parameters.
    ContentType(String),
}

impl SkipReason {
    /// The name in records: `http_status`, `content_type`, `warc_request`…
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::RecordType(record_type) => record_type.as_str(),
            Self::HttpStatus(_) => "http_status",
            Self::ContentType(_) => "content_type",
        }
    }
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RecordType(_) => f.write_str(self.as_str()),
            Self::HttpStatus(status) => write!(f, "http_status {status}"),
            Self::ContentType(essence) => write!(f, "content_type {essence}"),
        }
    }
}

/// Types of WARC records that hold no page (ISO 28500 §6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RecordType {
    /// About the file.
    Warcinfo,
    /// What the crawler sent.
    Request,
    /// About another record; all of a WAT file.
    Metadata,
    /// A page that was stored before.
    Revisit,
    /// The rest of another record.
    Continuation,
    /// One that the standard does not know.
    Other,
}

impl RecordType {
    /// The name in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Warcinfo => "warc_warcinfo",
            Self::Request => "warc_request",
            Self::Metadata => "warc_metadata",
            Self::Revisit => "warc_revisit",
            Self::Continuation => "warc_continuation",
            Self::Other => "warc_other",
        }
    }
}

impl RawRecord {
    /// How many bytes it holds in memory.
    pub fn len_bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Its bytes as they stand in the input, decompressed. Of a WARC record that is too long it is only the
    /// beginning.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether [`bytes`](Self::bytes) is only the beginning of a WARC record that is longer than
    /// [`ReadOptions::max_page_bytes`].
    pub fn is_cut(&self) -> bool {
        matches!(&self.content, Content::Warc(envelope) if envelope.is_cut())
    }

    /// How many bytes it has in the input, decompressed: more than [`len_bytes`](Self::len_bytes) if it [is
    /// cut](Self::is_cut).
    pub fn full_len_bytes(&self) -> u64 {
        match &self.content {
            Content::Warc(envelope) => envelope.len_bytes(),
            _ => self.bytes.len() as u64,
        }
    }

    /// The page in it, with `options` that it was read with.
    ///
    /// # Errors
    ///
    /// [`NoPage`] says whether something is wrong with the record or it just holds no page.
    pub fn page(self, options: &ReadOptions) -> Result<Page, NoPage> {
        match self.content {
            Content::Page(kind) => Ok(self.whole(kind, options)),
            Content::Json { line } => jsonl::page(&self, line, options).map_err(NoPage::Error),
            Content::Warc(envelope) => warc::page(self, envelope, options),
            #[cfg(feature = "arrow")]
            Content::Row(ref row) => {
                let row = row.clone();
                row.page(self, options).map_err(NoPage::Error)
            }
        }
    }

    /// The response of any media type and status in a WARC record whose address is wanted.
    pub(crate) fn response(
        &self,
        options: &ReadOptions,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Option<StoredResponse> {
        match self.content {
            Content::Warc(envelope) => warc::response(self, envelope, options, is_wanted),
            _ => None,
        }
    }

    fn whole(self, kind: Option<InputKind>, options: &ReadOptions) -> Page {
        Page {
            id: self.input.to_string(),
            input: self.input.to_string(),
            record: self.record,
            kind: page_kind(kind, options),
            charset: options.charset.clone(),
            is_charset_certain: options.charset.is_some(),
            sha256: Some(sha256(&self.bytes)),
            body: self.bytes,
            ..Page::default()
        }
    }

    /// An error at the record's byte in its file.
    pub(crate) fn error(&self, kind: InputErrorKind) -> InputError {
        InputError {
            place: Some(Place::Byte {
                offset: self.offset,
                inner: self.inner_offset,
            }),
            ..InputError::new(&*self.input, kind)
        }
    }
}

/// The kind of a page. What is called `.txt` may well be HTML that somebody saved, so unless the caller
/// insists on text, that is left to be told by the bytes.
fn page_kind(kind: Option<InputKind>, options: &ReadOptions) -> Option<PageKind> {
    match kind {
        Some(InputKind::Text) if options.kind.is_none() => None,
        kind => kind.and_then(InputKind::page_kind),
    }
}

/// SHA-256 of `bytes` (FIPS 180-4), lower-case hexadecimal: what the source of a page says of its bytes.
///
/// ```
/// assert!(wenmai_io::sha256(b"abc").starts_with("ba7816bf"));
/// ```
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// `bytes` as lower-case hexadecimal digits.
///
/// ```
/// assert_eq!(wenmai_io::hex(&[0, 0xAB]), "00ab");
/// ```
pub fn hex(bytes: &[u8]) -> String {
    let digits = String::with_capacity(2 * bytes.len());
    bytes.iter().fold(digits, |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sha256_of_the_standard() {
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
