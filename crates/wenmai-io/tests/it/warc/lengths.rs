//! Records whose `Content-Length` is wrong, or large.

use std::fs;
use std::io::Cursor;

use wenmai_io::{Checkpoint, RawRecord, ReadOptions, RecordReader};

use super::{lines, rest, resumes_everywhere};
use crate::archive::{Packing, gzip, record, record_of_length, response};

#[test]
fn lengths_that_lie_cost_linear_time() {
    // Were each of these read up to its length, a file of 4 MB would be 60 GB.
    let header = "WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 1000000\r\n\r\n";
    let file = header.repeat(65_000);
    for packing in [Packing::Plain, Packing::GzipAll] {
        let file = packing.pack(&[file.clone().into()]);
        for max_page_bytes in [1 << 10, 1 << 26] {
            let options = ReadOptions {
                max_page_bytes,
                ..ReadOptions::default()
            };
            let n_errors = lines(&file, &options).len();
            assert!(n_errors > 60_000 || max_page_bytes < 1 << 20, "{n_errors}");
        }
    }
    // Each swallows the version line of the next, and gives it back.
    let record = "WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 10\r\n\r\n";
    let found = lines(record.repeat(65_000).as_bytes(), &ReadOptions::default());
    assert_eq!(found.len(), 65_000);
}

/// Reads a file from its path, where any place can be looked at, and as a stream, where none can.
fn both_ways(file: &[u8], options: &ReadOptions) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.warc");
    fs::write(&path, file).unwrap();
    let found = rest(&path, options, Checkpoint::default());
    let without_path = |line: String| line.replace(path.to_str().unwrap(), "a.warc");
    let found: Vec<String> = found.into_iter().map(without_path).collect();
    assert_eq!(found, lines(file, options));
    found
}

#[test]
fn a_length_that_is_too_large_costs_its_own_record_alone() {
    let long = |length: &str| record_of_length("conversion", "", b"some text", length);
    let filler = record("metadata", "", "x".repeat(900_000).as_bytes());
    let file = [
        response("a", "1"),
        // Several in a row, within the limit of a page and above it, up to the end of the file and not.
        long("300"),
        long("300"),
        long("301"),
        response("b", "2"),
        response("c", "3"),
        long("900000"),
        long("900"),
        response("d", "4"),
        long("900001"),
        response("e", "5"),
        long("99999999"),
        response("f", "6"),
        filler,
        response("g", "7"),
    ];
    for max_page_bytes in [500, 1 << 20, 64 << 20] {
        let options = ReadOptions {
            max_page_bytes,
            ..ReadOptions::default()
        };
        for packing in [Packing::Plain, Packing::GzipAll] {
            let found = both_ways(&packing.pack(&file), &options);
            let good = ["a", "b", "c", "d", "e", "f", "g"].map(|id| format!(" urn:{id} html - "));
            for page in good {
                let n_found = found.iter().filter(|line| line.contains(&page)).count();
                assert_eq!(
                    n_found, 1,
                    "{packing:?} {max_page_bytes} {page}: {found:#?}"
                );
            }
            let n_errors = found.iter().filter(|line| line.starts_with('!')).count();
            assert_eq!((n_errors, found.len()), (7, 15), "{packing:?}: {found:#?}");
            resumes_everywhere(&packing.pack(&file), "a.warc");
        }
    }
    // In a file that is not compressed the length may be larger than what is looked at of a stream.
    let file = [
        long("1500000"),
        response("b", "2"),
        record("metadata", "", "x".repeat(2_000_000).as_bytes()),
    ]
    .concat();
    let options = ReadOptions {
        max_page_bytes: 500,
        ..ReadOptions::default()
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.warc");
    fs::write(&path, file).unwrap();
    let found = rest(&path, &options, Checkpoint::default());
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(found[1], "1 urn:b html - 2");
}

#[test]
fn an_archive_in_a_record_stays_there() {
    for n_pages in [2, 10_000] {
        let inner: Vec<Vec<u8>> = (0..n_pages).map(|_| response("inner", "0")).collect();
        let headers = "Content-Type: application/warc\r\n";
        let file = [
            response("a", "1"),
            record("resource", headers, &inner.concat()),
            response("b", "2"),
        ];
        // Not in blocks of gzip, where a member that starts a record ends the one before it.
        for packing in [
            Packing::Plain,
            Packing::GzipEach,
            Packing::GzipAll,
            Packing::ZstdEach,
        ] {
            for max_page_bytes in [150, 64 << 20] {
                let options = ReadOptions {
                    max_page_bytes,
                    ..ReadOptions::default()
                };
                assert_eq!(
                    both_ways(&packing.pack(&file), &options),
                    [
                        "0 urn:a html - 1",
                        "1 content_type application/warc",
                        "2 urn:b html - 2"
                    ],
                    "{packing:?}"
                );
            }
        }
    }
}

#[test]
fn how_long_a_cut_record_is_is_known() {
    let options = ReadOptions {
        max_page_bytes: 200,
        ..ReadOptions::default()
    };
    let file = [response("a", &"x".repeat(300_000)), response("b", "2")];
    let lengths = file.clone().map(|record| record.len() as u64 - 4);
    for packing in Packing::ALL {
        let reader = RecordReader::new(Cursor::new(packing.pack(&file)), "a.warc", &options);
        let found: Vec<_> = reader.unwrap().map(Result::unwrap).collect();
        let cut: Vec<bool> = found.iter().map(RawRecord::is_cut).collect();
        assert_eq!(cut, [true, false]);
        let full: Vec<u64> = found.iter().map(RawRecord::full_len_bytes).collect();
        assert_eq!(full, lengths);
        assert!(found[0].len_bytes() < 1000);
        assert_eq!(found[1].len_bytes() as u64, lengths[1]);
    }
}

#[test]
fn the_end_of_an_http_header_is_none_of_a_record() {
    let next = [response("a", "1"), response("b", "2")].concat();
    let end = next.windows(4).rposition(|window| window == b"\r\n\r\n");
    let http = next[..end.unwrap()]
        .windows(4)
        .rposition(|window| window == b"\r\n\r\n");
    let length = b"some text\r\n\r\n".len() + http.unwrap();
    let long = record_of_length("conversion", "", b"some text", &length.to_string());
    let file = [long, next];
    for max_page_bytes in [150, 64 << 20] {
        let options = ReadOptions {
            max_page_bytes,
            ..ReadOptions::default()
        };
        for packing in [Packing::Plain, Packing::GzipAll] {
            let found = both_ways(&packing.pack(&file), &options);
            assert_eq!(
                found[1..],
                ["1 urn:a html - 1", "2 urn:b html - 2"],
                "{packing:?}: {found:?}"
            );
        }
    }
    // Garbage behind a record is no reason to doubt its length.
    let file = [
        response("a", "1"),
        b"garbage\n".to_vec(),
        response("b", "2"),
    ]
    .concat();
    let found = both_ways(&file, &ReadOptions::default());
    assert_eq!((found[0].as_str(), found.len()), ("0 urn:a html - 1", 3));
}

#[test]
fn members_with_several_records_keep_them() {
    let long = || record_of_length("conversion", "", b"some text", "9999");
    let members = [
        vec![response("a", "1"), long(), long(), response("b", "2")],
        vec![
            response("c", "3"),
            long(),
            long(),
            long(),
            response("d", "4"),
        ],
        vec![response("e", "5"), long(), response("f", "6")],
        vec![response("g", "7")],
    ];
    let file: Vec<u8> = members
        .iter()
        .flat_map(|member| gzip(&member.concat()))
        .collect();
    let found = lines(&file, &ReadOptions::default());
    let pages: Vec<&str> = found
        .iter()
        .filter_map(|line| line.split_once(" urn:")?.1.get(..1))
        .collect();
    assert_eq!(pages, ["a", "b", "c", "d", "e", "f", "g"], "{found:#?}");
    assert_eq!(found.len(), 13, "{found:#?}");
    resumes_everywhere(&file, "a.warc.gz");
}
