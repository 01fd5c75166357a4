//! WARC files, made here.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

/// A record with its `Content-Length` and the two line ends behind it.
pub(crate) fn record(record_type: &str, headers: &str, block: &[u8]) -> Vec<u8> {
    record_of_length(record_type, headers, block, &block.len().to_string())
}

/// The same, whatever its length is said to be.
pub(crate) fn record_of_length(
    record_type: &str,
    headers: &str,
    block: &[u8],
    content_length: &str,
) -> Vec<u8> {
    let mut record = format!(
        "WARC/1.0\r\nWARC-Type: {record_type}\r\n{headers}Content-Length: {content_length}\r\n\r\n"
    )
    .into_bytes();
    record.extend_from_slice(block);
    record.extend_from_slice(b"\r\n\r\n");
    record
}

/// A response that holds a page.
pub(crate) fn response(id: &str, body: &str) -> Vec<u8> {
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}");
    record("response", &response_headers(id), block.as_bytes())
}

pub(crate) fn response_headers(id: &str) -> String {
    format!("WARC-Record-ID: <urn:{id}>\r\nContent-Type: application/http; msgtype=response\r\n")
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut compressor = zstd::bulk::Compressor::new(3).unwrap();
    compressor.include_checksum(true).unwrap();
    compressor.compress(bytes).unwrap()
}

/// How records are put into a file.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Packing {
    Plain,
    GzipEach,
    GzipAll,
    ZstdEach,
    /// Members of gzip that end anywhere, as blocked gzip has them.
    GzipBlocks,
}

impl Packing {
    pub(crate) const ALL: [Self; 5] = [
        Self::Plain,
        Self::GzipEach,
        Self::GzipAll,
        Self::ZstdEach,
        Self::GzipBlocks,
    ];

    pub(crate) fn pack(self, records: &[Vec<u8>]) -> Vec<u8> {
        match self {
            Self::Plain => records.concat(),
            Self::GzipEach => records.iter().flat_map(|record| gzip(record)).collect(),
            Self::GzipAll => gzip(&records.concat()),
            Self::ZstdEach => records.iter().flat_map(|record| zstd(record)).collect(),
            Self::GzipBlocks => records.concat().chunks(50).flat_map(gzip).collect(),
        }
    }
}
