use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use super::*;

const PAGE: &[u8] = "<p>正文正文正文正文正文".as_bytes();

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// What becomes of a body with these headers.
fn check(headers: &[(&str, &str)], body: &[u8]) -> String {
    let headers: Vec<(String, String)> = headers
        .iter()
        .map(|(name, value)| ((*name).into(), (*value).into()))
        .collect();
    match decode(body.to_vec(), &headers, 1000) {
        Ok(decoded) if decoded == PAGE => "page".into(),
        Ok(decoded) => String::from_utf8_lossy(&decoded).into_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_encoding_is_undone() {
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(PAGE).unwrap();
    let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
    raw.write_all(PAGE).unwrap();
    let zstd = zstd::bulk::compress(PAGE, 3).unwrap();
    // The same page, by the brotli tool.
    let brotli = b"\x0b\x10\x80<p>\xe6\xad\xa3\xe6\x96\x87\xe6\xad\xa3\xe6\x96\x87\xe6\xad\xa3\xe6\x96\x87\xe6\xad\xa3\xe6\x96\x87\xe6\xad\xa3\xe6\x96\x87\x03";
    for (name, body) in [
        ("gzip", gzip(PAGE)),
        ("X-GZIP", gzip(PAGE)),
        ("deflate", zlib.finish().unwrap()),
        ("deflate", raw.finish().unwrap()),
        ("zstd", zstd),
        ("br", brotli.to_vec()),
        ("identity", PAGE.to_vec()),
        ("gzip, gzip", gzip(&gzip(PAGE))),
    ] {
        assert_eq!(
            check(&[("content-encoding", name)], &body),
            "page",
            "{name}"
        );
    }
}

#[test]
fn bodies_that_were_stored_decoded_stay() {
    for name in ["gzip", "deflate", "zstd", "br", "compress"] {
        assert_eq!(check(&[("Content-Encoding", name)], PAGE), "page", "{name}");
    }
    assert_eq!(check(&[("Transfer-Encoding", "chunked")], PAGE), "page");
    // A page that starts with a number.
    let page = b"2024\r\nA year.";
    assert_eq!(
        check(&[("Transfer-Encoding", "chunked")], page),
        "2024\r\nA year."
    );
}

#[test]
fn broken_bodies_are_named() {
    let gz = gzip(PAGE);
    let headers = [("Content-Encoding", "gzip")];
    insta::assert_snapshot!(
        check(&headers, &gz[..gz.len() - 9]),
        @"the body is not gzip: incomplete deflate stream"
    );
    let mut wrong = gz.clone();
    *wrong.last_mut().unwrap() ^= 1;
    insta::assert_snapshot!(
        check(&headers, &wrong),
        @"the body is not gzip: corrupt gzip stream does not have a matching checksum"
    );
    insta::assert_snapshot!(
        check(&headers, b"\x00\x01\x02"),
        @"the body is not gzip: its first bytes are others"
    );
    insta::assert_snapshot!(
        check(&headers, &gzip(&[b'a'; 1001])),
        @"longer than the limit of 1000 bytes"
    );
}

#[test]
fn chunks_are_joined() {
    let headers = [("Transfer-Encoding", "chunked")];
    assert_eq!(
        check(
            &headers,
            b"4;x=y\r\n<p>1\r\n1\r\n2\r\n0\r\nTrailer: x\r\n\r\n"
        ),
        "<p>12"
    );
    assert_eq!(check(&headers, b"0\r\n\r\n"), "");
    insta::assert_snapshot!(
        check(&headers, b"1\r\na\r\n"),
        @"the body is not chunked: the last chunk is missing"
    );
    insta::assert_snapshot!(
        check(&headers, b"1\r\na\r\n5\r\nb"),
        @"the body is not chunked: a chunk is not complete"
    );
    let body = gzip(PAGE);
    let mut chunked = format!("{:x}\r\n", body.len()).into_bytes();
    chunked.extend_from_slice(&body);
    chunked.extend_from_slice(b"\r\n0\r\n\r\n");
    let headers = [headers[0], ("Content-Encoding", "gzip")];
    assert_eq!(check(&headers, &chunked), "page");
}
