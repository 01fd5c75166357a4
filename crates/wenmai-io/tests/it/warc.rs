//! Records of WARC files: those that are sound, and those that are not.

mod lengths;

use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use proptest::prelude::*;
use wenmai_io::{Checkpoint, NoPage, RawRecord, ReadOptions, RecordReader};
use wenmai_model::PageKind;

use crate::archive::{Packing, gzip, record, record_of_length, response, response_headers, zstd};

/// One line a record: its position and page, or why there is none.
fn line(record: Result<RawRecord, wenmai_io::InputError>, options: &ReadOptions) -> String {
    let record = match record {
        Ok(record) => record,
        Err(error) => {
            let fatal = if error.is_fatal() { ", the last" } else { "" };
            return format!("! {error}{fatal}");
        }
    };
    let position = record.record;
    match record.page(options) {
        Ok(page) => {
            let kind = page.kind.map_or("?", PageKind::as_str);
            let charset = page.charset.as_deref().unwrap_or("-");
            let body = String::from_utf8_lossy(&page.body);
            format!("{position} {} {kind} {charset} {body}", page.id)
        }
        Err(NoPage::Error(error)) => format!("{position} ! {error}"),
        Err(NoPage::Skipped(reason)) => format!("{position} {reason}"),
    }
}

fn lines(file: &[u8], options: &ReadOptions) -> Vec<String> {
    RecordReader::new(Cursor::new(file.to_vec()), "a.warc", options)
        .unwrap()
        .map(|record| line(record, options))
        .collect()
}

fn check(file: &[u8]) -> String {
    lines(file, &ReadOptions::default()).join("\n")
}

fn http(head: &str, body: &str) -> Vec<u8> {
    let block = format!("HTTP/1.1 {head}\r\n\r\n{body}");
    record("response", &response_headers("x"), block.as_bytes())
}

#[test]
fn only_pages_are_pages() {
    let file = [
        record("warcinfo", "", b"software: test\r\n"),
        record("request", "", b"GET / HTTP/1.1\r\n\r\n"),
        http("200 OK\r\nContent-Type: text/html; charset=\"GBK\"", "<p>"),
        http("404 Not Found\r\nContent-Type: text/html", "<p>"),
        http("301 Moved\r\nLocation: /", ""),
        http("200 OK\r\nContent-Type: image/png", "\u{89}PNG"),
        http("200 OK", "<p>"),
        http("200 OK", "\0\u{1}"),
        record(
            "revisit",
            &response_headers("y"),
            b"HTTP/1.1 200 OK\r\n\r\n",
        ),
        record("metadata", "", b"{}"),
        record("continuation", "", b"x"),
        record("screenshot", "", b"x"),
        record(
            "conversion",
            "WARC-Target-URI: <https://example.org/>\r\nContent-Type: text/plain\r\n",
            b"a",
        ),
        record("conversion", "", b"a"),
        record("resource", "Content-Type: text/markdown\r\n", b"# a"),
        record("resource", "Content-Type: application/pdf\r\n", b"%PDF"),
        record("response", "Content-Type: text/dns\r\n", b"example.org"),
        record("response", &response_headers("z"), b"<p>no HTTP"),
    ];
    insta::assert_snapshot!(check(&file.concat()), @"
    0 warc_warcinfo
    1 warc_request
    2 urn:x html GBK <p>
    3 http_status 404
    4 http_status 301
    5 content_type image/png
    6 urn:x ? - <p>
    7 content_type application/octet-stream
    8 warc_revisit
    9 warc_metadata
    10 warc_continuation
    11 warc_other
    12 https://example.org/ text - a
    13 13 text - a
    14 14 markdown - # a
    15 content_type application/pdf
    16 content_type text/dns
    17 ! a.warc: not an HTTP response: its first line is no status line (byte 1966)
    ");
}

#[test]
fn headers_are_kept_in_order() {
    let block = b"HTTP/1.1 200 OK\r\nContent-type: text/html\r\nX-Robots-Tag: noai\r\nLink: <a>\r\nlink: <b>\r\n\r\n<p>";
    let headers = "WARC-Date: 2024-05-18T01:58:10Z\r\nWARC-Target-URI: https://example.org/\r\nContent-Type: application/http\r\n";
    let file = record("response", headers, block);
    let options = ReadOptions::default();
    let mut reader = RecordReader::new(Cursor::new(file), "a.warc", &options).unwrap();
    let page = reader.next().unwrap().unwrap().page(&options).unwrap();
    let headers = [
        ("Content-type", "text/html"),
        ("X-Robots-Tag", "noai"),
        ("Link", "<a>"),
        ("link", "<b>"),
    ];
    assert_eq!(
        page.headers,
        headers.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    assert_eq!(page.id, "https://example.org/");
    assert_eq!(page.url.as_deref(), Some("https://example.org/"));
    assert_eq!(
        page.captured_at.map(|at| at.to_string()).as_deref(),
        Some("2024-05-18T01:58:10Z")
    );
}

#[test]
fn old_and_careless_writers_are_read() {
    let file = concat!(
        "WARC/0.17\nwarc-type: Resource\nCONTENT-LENGTH: 1\nContent-Type:\n text/plain\nno colon\n\na\n\n",
        "\r\n\r\n\r\nWARC/1.1\r\nWARC-Type: conversion\r\nContent-Length:1\r\n\r\nb",
        "WARC/0.18\r\nWARC-Type: conversion\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nc",
    );
    insta::assert_snapshot!(check(file.as_bytes()), @"
    0 0 text - a
    1 1 text - b
    2 2 text - c
    ");
}

/// Records of which every second one is broken in another way.
fn broken() -> Vec<Vec<u8>> {
    let length = |length: &str| record_of_length("conversion", "", b"some text", length);
    vec![
        b"not a record\n".to_vec(),
        response("a", "1"),
        length("-1"),
        response("b", "2"),
        // Too short, and so long that it swallows the next one.
        length("4"),
        response("c", "3"),
        length("100"),
        response("d", "4"),
        length("99999"),
        response("e", "5"),
        record("conversion", "Content-Length: 3\r\n", b"some text"),
        response("f", "6"),
        b"WARC/1.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n".to_vec(),
        response("g", "7"),
        b"WARC/1.0\r\nWARC-Type: resp".to_vec(),
    ]
}

#[test]
fn what_is_broken_is_named_and_the_rest_is_read() {
    insta::assert_snapshot!(check(&broken().concat()), @"
    ! a.warc: not a WARC record: its first line is not `WARC/` and a version (byte 0)
    1 urn:a html - 1
    ! a.warc: not a WARC record: its Content-Length is missing or no number (byte 190)
    3 urn:b html - 2
    ! a.warc: not a WARC record: it does not end where its Content-Length says (byte 435)
    5 urn:c html - 3
    ! a.warc: not a WARC record: it does not end where its Content-Length says (byte 679)
    7 urn:d html - 4
    ! a.warc: ends early (byte 925)
    9 urn:e html - 5
    ! a.warc: not a WARC record: it has several Content-Lengths (byte 1173)
    11 urn:f html - 6
    ! a.warc: not a WARC record: its WARC-Type is missing (byte 1436)
    13 urn:g html - 7
    ! a.warc: ends early (byte 1648), the last
    ");
    insta::assert_snapshot!(check(&Packing::GzipEach.pack(&broken())), @"
    ! a.warc: not a WARC record: its first line is not `WARC/` and a version (byte 0)
    1 urn:a html - 1
    ! a.warc: not a WARC record: its Content-Length is missing or no number (byte 188)
    3 urn:b html - 2
    ! a.warc: not a WARC record: it does not end where its Content-Length says (byte 428)
    5 urn:c html - 3
    ! a.warc: ends early (byte 667)
    7 urn:d html - 4
    ! a.warc: ends early (byte 908)
    9 urn:e html - 5
    ! a.warc: not a WARC record: it has several Content-Lengths (byte 1148)
    11 urn:f html - 6
    ! a.warc: not a WARC record: its WARC-Type is missing (byte 1390)
    13 urn:g html - 7
    ! a.warc: ends early (byte 1595), the last
    ");
    for packing in Packing::ALL {
        let found = check(&packing.pack(&broken()));
        for id in ["a", "b", "c", "d", "e", "f", "g"] {
            let page = format!(" urn:{id} html");
            assert!(found.contains(&page), "{packing:?}, {id}:\n{found}");
        }
        assert_eq!(
            found.matches("! a.warc").count(),
            8,
            "{packing:?}:\n{found}"
        );
    }
}

#[test]
fn damaged_compression_costs_the_records_in_it() {
    for compress in [gzip, zstd] {
        let records = ["a", "b", "c"].map(|id| compress(&response(id, "正文正文")));
        let start = records[0].len();
        let mut file = records.concat();
        file[start + records[1].len() / 2] ^= 0xff;
        let found = check(&file);
        assert!(
            found.contains("urn:a ") && found.contains("urn:c "),
            "{found}"
        );
        assert!(!found.contains("urn:b "), "{found}");
        assert!(found.contains(&format!("(byte {start})")), "{found}");
    }
    // A wrong checksum alone.
    let records = ["a", "b", "c"].map(|id| gzip(&response(id, "1")));
    let mut file = records.concat();
    file[records[0].len() + records[1].len() - 6] ^= 1;
    insta::assert_snapshot!(check(&file), @"
    0 urn:a html - 1
    ! a.warc: the compression is broken: the checksum is wrong (byte 155)
    2 urn:c html - 1
    ");
    // In a file that is one member the records are sound up to its end.
    let mut file = Packing::GzipAll.pack(&[response("a", "1"), response("b", "2")]);
    let n_bytes = file.len();
    file[n_bytes - 6] ^= 1;
    insta::assert_snapshot!(check(&file), @"
    0 urn:a html - 1
    1 urn:b html - 2
    ! a.warc: the compression is broken: the checksum is wrong (byte 0, decompressed 177), the last
    ");
    // What follows a member is not passed over in silence.
    let mut file = gzip(&response("a", "1"));
    file.extend_from_slice(b"\0\0\0\0trailing");
    insta::assert_snapshot!(check(&file), @"
    0 urn:a html - 1
    ! a.warc: the compression is broken: here no gzip member starts (byte 155), the last
    ");
}

#[test]
fn files_that_end_early_say_so() {
    let records = [response("a", "1"), response("b", "2")];
    for packing in [
        Packing::Plain,
        Packing::GzipEach,
        Packing::GzipAll,
        Packing::ZstdEach,
    ] {
        let file = packing.pack(&records);
        let found = lines(&file[..file.len() - 20], &ReadOptions::default());
        let error = found.last().unwrap();
        assert!(
            error.contains("ends early") && error.ends_with(", the last"),
            "{packing:?}: {found:?}"
        );
    }
}

#[test]
fn long_records_are_never_held() {
    let options = ReadOptions {
        max_page_bytes: 200,
        ..ReadOptions::default()
    };
    let long = "x".repeat(300_000);
    let image = format!("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n{long}");
    let file = [
        response("a", &long),
        record("response", &response_headers("b"), image.as_bytes()),
        record("metadata", "", long.as_bytes()),
        response("c", "3"),
    ];
    for packing in Packing::ALL {
        let found = lines(&packing.pack(&file), &options);
        assert_eq!(found.len(), 4);
        assert!(
            found[0].contains("longer than the limit of 200 bytes (byte 0)"),
            "{found:?}"
        );
        assert_eq!(found[1], "1 content_type image/png");
        assert_eq!(found[2], "2 warc_metadata");
        assert_eq!(found[3], "3 urn:c html - 3");
    }
    let mut reader = RecordReader::new(Cursor::new(file.concat()), "a.warc", &options).unwrap();
    assert!(reader.all(|record| record.unwrap().len_bytes() < 1000));
}

#[test]
fn bombs_stop_early() {
    // 70 MB of zeros in 70 kB, and a page behind them.
    let mut bomb = record_of_length("conversion", "", b"", "99999999");
    bomb.resize(70 << 20, 0);
    let file = [gzip(&bomb), gzip(&response("a", "1"))].concat();
    assert!(file.len() < 100_000);
    let options = ReadOptions {
        max_page_bytes: 1 << 30,
        ..ReadOptions::default()
    };
    insta::assert_snapshot!(lines(&file, &options).join("\n"), @"
    ! a.warc: expands to more than 200 times its compressed length (byte 0)
    1 urn:a html - 1
    ");
    let patient = ReadOptions {
        max_expansion: 2000,
        ..options
    };
    assert!(lines(&file, &patient)[0].contains("ends early (byte 0)"));
}

/// Pieces of files: sound records and all kinds of broken ones.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let lengths = prop_oneof![
        Just("0"),
        Just("3"),
        Just("20"),
        Just("150"),
        Just("700"),
        Just("x")
    ];
    prop_oneof![
        3 => "[a-z]{1,5}".prop_map(|body| response(&body, &body)),
        1 => Just(record("request", "", b"GET / HTTP/1.0\r\n\r\n")),
        1 => Just(record("conversion", "", b"text\r\n\r\nWARC/1.0\r\ntext")),
        2 => lengths.prop_map(|length| record_of_length("conversion", "", b"some\n\ntext", length)),
        1 => Just(b"WARC/1.0\r\n".to_vec()),
        1 => Just(b"\r\n\r\ngarbage\r\n".to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..40),
    ]
}

fn packing() -> impl Strategy<Value = Packing> {
    prop::sample::select(Packing::ALL.to_vec())
}

/// Gives one byte at a time, or a few.
struct Dribble(Cursor<Vec<u8>>, usize);

impl Read for Dribble {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        self.0.by_ref().take(self.1 as u64).read(out)
    }
}

/// All that comes from a checkpoint on.
fn rest(path: &Path, options: &ReadOptions, checkpoint: Checkpoint) -> Vec<String> {
    RecordReader::open_at(path, options, checkpoint)
        .unwrap()
        .map(|record| line(record, options))
        .collect()
}

/// Reads the file anew from each checkpoint, and compares what comes with what came.
fn resumes_everywhere(file: &[u8], name: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, file).unwrap();
    let options = ReadOptions {
        max_page_bytes: 500,
        ..ReadOptions::default()
    };
    let all = rest(&path, &options, Checkpoint::default());
    let mut reader = RecordReader::open(&path, &options).unwrap();
    for n_read in 0..=all.len() {
        let checkpoint = reader.checkpoint();
        assert_eq!(checkpoint.record, n_read as u64);
        assert_eq!(
            rest(&path, &options, checkpoint),
            all.split_at(n_read).1,
            "{checkpoint:?}"
        );
        assert_eq!(reader.next().is_some(), n_read < all.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// A reader that goes on from any checkpoint gives the same records and errors.
    #[test]
    fn resumes(pieces in prop::collection::vec(piece(), 0..8), packing in packing(), damage in prop::option::of(any::<prop::sample::Index>())) {
        let mut file = packing.pack(&pieces);
        if let Some(index) = damage.filter(|_| !file.is_empty()) {
            let index = index.index(file.len());
            file[index] ^= 0x55;
        }
        // A damaged first byte is another matter: it decides what the file is.
        prop_assume!(RecordReader::new(Cursor::new(file.clone()), "a.warc.gz", &ReadOptions::default()).is_ok());
        resumes_everywhere(&file, "a.warc.gz");
    }

    /// It does not matter how much is read at a time.
    #[test]
    fn reads_of_any_size(pieces in prop::collection::vec(piece(), 0..8), packing in packing(), n_bytes in 1_usize..20) {
        let file = packing.pack(&pieces);
        let options = ReadOptions::default();
        let dribble = Dribble(Cursor::new(file.clone()), n_bytes);
        let found: Vec<String> = RecordReader::new(dribble, "a.warc", &options)
            .unwrap()
            .map(|record| line(record, &options))
            .collect();
        prop_assert_eq!(found, lines(&file, &options));
    }

    /// Sound records come back whole, in whatever way they are packed.
    #[test]
    fn round_trip(blocks in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..8), packing in packing()) {
        let records: Vec<Vec<u8>> = blocks.iter().map(|block| record("metadata", "", block)).collect();
        let file = packing.pack(&records);
        let reader = RecordReader::new(Cursor::new(file), "a.warc", &ReadOptions::default()).unwrap();
        let found: Vec<Vec<u8>> = reader.map(|record| record.unwrap().bytes().to_vec()).collect();
        let expected: Vec<Vec<u8>> = records.iter().map(|record| record[..record.len() - 4].to_vec()).collect();
        prop_assert_eq!(found, expected);
    }

    /// The same for lines of JSONL.
    #[test]
    fn lines_resume(texts in prop::collection::vec("(\\{\"text\":\"[a-z]{1,5}\"\\}|x|)", 0..8), packing in packing()) {
        let lines: Vec<Vec<u8>> = texts.iter().map(|text| format!("{text}\n").into_bytes()).collect();
        resumes_everywhere(&packing.pack(&lines), "a.jsonl");
    }
}

/// Files that crawlers wrote: every good record is read, every bad one named.
#[test]
fn files_of_crawlers() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora/warc");
    if !folder.exists() {
        println!("skipped: {} is not there", folder.display());
        return;
    }
    let options = ReadOptions::default();
    let mut found = String::new();
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    for path in paths {
        let (mut n_pages, mut n_skipped, mut errors) = (0, 0, Vec::new());
        for record in RecordReader::open(&path, &options).unwrap() {
            match record
                .map_err(NoPage::Error)
                .and_then(|record| record.page(&options))
            {
                Ok(_) => n_pages += 1,
                Err(NoPage::Skipped(_)) => n_skipped += 1,
                Err(NoPage::Error(error)) => errors.push(error.kind.to_string()),
            }
        }
        let name = path.file_name().unwrap().to_string_lossy();
        writeln!(
            found,
            "{name}: {n_pages} pages, {n_skipped} others, {errors:?}"
        )
        .unwrap();
        for checkpoint in 0..3 {
            let mut reader = RecordReader::open(&path, &options).unwrap();
            reader.by_ref().take(checkpoint).for_each(drop);
            let rest = rest(&path, &options, reader.checkpoint());
            assert!(
                reader.map(|record| line(record, &options)).eq(rest),
                "{name}"
            );
        }
    }
    insta::assert_snapshot!(found, @r#"
    block-sized-records.warc.gz: 0 pages, 3 others, []
    clipped.warc.gz: 0 pages, 0 others, ["ends early"]
    clueweb-quirk.warc.gz: 29 pages, 1 others, []
    warcfile.warc.gz: 16 pages, 34 others, []
    whirlwind.warc: 1 pages, 3 others, []
    whirlwind.warc.gz: 1 pages, 3 others, []
    whirlwind.warc.wat.gz: 0 pages, 2 others, []
    whirlwind.warc.wet: 1 pages, 1 others, []
    whirlwind.warc.wet.gz: 1 pages, 1 others, []
    "#);
}
