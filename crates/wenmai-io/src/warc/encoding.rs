//! Encodings of HTTP bodies, undone.
//!
//! Crawlers often store bodies decoded and keep the headers as they were (Common Crawl does), so a header is believed
//! only where the bytes agree.

use std::io::{self, Read};

use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::fields::value;
use crate::compression::{GZIP_MAGIC, ZSTD_MAGIC};
use crate::error::InputErrorKind;
use crate::stream::looks_binary;

/// The largest window of zstd in HTTP, 8 MiB (RFC 9659).
const ZSTD_WINDOW_LOG: u32 = 23;

/// More encodings in a row than anybody applies.
const MAX_ENCODINGS: usize = 4;

/// The page in the body of a response with these `headers`. It never has more than `limit_bytes`.
pub(super) fn decode(
    body: Vec<u8>,
    headers: &[(String, String)],
    limit_bytes: u64,
) -> Result<Vec<u8>, InputErrorKind> {
    let mut body = body;
    if listed(headers, "Transfer-Encoding").any(|name| name == "chunked") {
        body = match unchunked(&body) {
            Chunks::Absent => body,
            Chunks::Whole(decoded) => decoded,
            Chunks::Broken(reason) => return Err(broken("chunked", reason)),
        };
    }
    // They were applied in the order that they are listed in.
    let encodings: Vec<String> = listed(headers, "Content-Encoding").collect();
    for name in encodings.iter().rev().take(MAX_ENCODINGS) {
        if let Some(decoded) = decoded(&body, name, limit_bytes)? {
            body = decoded;
        }
    }
    Ok(body)
}

/// The names in a header field that is a list, in lower case.
fn listed(headers: &[(String, String)], name: &str) -> impl Iterator<Item = String> {
    value(headers, name)
        .unwrap_or_default()
        .split(',')
        .map(|part| part.trim().to_ascii_lowercase())
}

/// `body` without one encoding; `None` where it does not have it.
fn decoded(body: &[u8], name: &str, limit_bytes: u64) -> Result<Option<Vec<u8>>, InputErrorKind> {
    let result = match name {
        "gzip" | "x-gzip" if body.starts_with(&GZIP_MAGIC) => {
            read(MultiGzDecoder::new(body), limit_bytes)
        }
        "zstd" if body.starts_with(&ZSTD_MAGIC) => unzstd(body, limit_bytes),
        // RFC 9110 §8.4.1.2 means zlib; some servers send what is in it.
        "deflate" if is_zlib(body) => read(ZlibDecoder::new(body), limit_bytes),
        "deflate" => read(DeflateDecoder::new(body), limit_bytes),
        "br" => read(
            brotli_decompressor::Decompressor::new(body, 1 << 12),
            limit_bytes,
        ),
        "gzip" | "x-gzip" | "zstd" => Err(io::Error::other("its first bytes are others")),
        _ => return Ok(None),
    };
    match result {
        Ok(decoded) if decoded.len() as u64 > limit_bytes => {
            Err(InputErrorKind::TooLong { limit_bytes })
        }
        Ok(decoded) => Ok(Some(decoded)),
        // It was stored decoded.
        Err(_) if !looks_binary(body) => Ok(None),
        Err(error) => Err(broken(name, error.to_string())),
    }
}

/// All that `reader` gives, or one byte more than the limit.
fn read(reader: impl Read, limit_bytes: u64) -> io::Result<Vec<u8>> {
    let mut decoded = Vec::new();
    reader
        .take(limit_bytes.saturating_add(1))
        .read_to_end(&mut decoded)?;
    Ok(decoded)
}

fn unzstd(body: &[u8], limit_bytes: u64) -> io::Result<Vec<u8>> {
    let mut decoder = zstd::stream::read::Decoder::with_buffer(body)?;
    decoder.window_log_max(ZSTD_WINDOW_LOG)?;
    read(decoder, limit_bytes)
}

/// Whether a zlib header stands here (RFC 1950 §2.2).
fn is_zlib(body: &[u8]) -> bool {
    matches!(body, [first, second, ..] if first & 0x0f == 8 && u16::from_be_bytes([*first, *second]) % 31 == 0)
}

fn broken(encoding: &str, reason: impl Into<String>) -> InputErrorKind {
    InputErrorKind::BrokenEncoding {
        encoding: encoding.to_owned(),
        reason: reason.into(),
    }
}

enum Chunks {
    /// The body does not start with a whole chunk: it was stored decoded.
    Absent,
    Whole(Vec<u8>),
    Broken(&'static str),
}

/// `chunked-body = *chunk last-chunk trailer-section CRLF` (RFC 9112 §7.1)
fn unchunked(body: &[u8]) -> Chunks {
    let mut decoded = Vec::new();
    let mut rest = body;
    let mut any = false;
    loop {
        let chunk = chunk_size(rest).and_then(|(size, after)| {
            let (data, after) = after.split_at_checked(size)?;
            if size == 0 {
                return Some((data, after));
            }
            let after = after.strip_prefix(b"\r\n").or(after.strip_prefix(b"\n"))?;
            Some((data, after))
        });
        match chunk {
            // What follows are trailers.
            Some(([], _)) => return Chunks::Whole(decoded),
            Some((data, after)) => {
                decoded.extend_from_slice(data);
                rest = after;
                any = true;
            }
            None if !any => return Chunks::Absent,
            None if rest.is_empty() => return Chunks::Broken("the last chunk is missing"),
            None => return Chunks::Broken("a chunk is not complete"),
        }
    }
}

/// `chunk-size [ chunk-ext ] CRLF`, and what is after it.
fn chunk_size(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let line_bytes = memchr::memchr(b'\n', bytes.get(..bytes.len().min(256))?)?;
    let (line, after) = bytes.split_at_checked(line_bytes)?;
    let digits = line.split(|byte| *byte == b';').next()?.trim_ascii();
    let digits = std::str::from_utf8(digits).ok()?;
    if digits.starts_with('+') {
        return None;
    }
    Some((
        usize::from_str_radix(digits, 16).ok()?,
        after.strip_prefix(b"\n")?,
    ))
}

#[cfg(test)]
mod tests;
