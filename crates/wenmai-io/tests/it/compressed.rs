//! Compressed inputs of all kinds.

use std::fs;
use std::io::{Cursor, Write};

use wenmai_io::{InputErrorKind, InputKind, ReadOptions, RecordReader, is_one_page, read_pages};

use crate::archive::{Packing, gzip, response, zstd};

/// Name and body of each page, or the error, of files written into a folder and read as a whole.
fn check(files: &[(&str, Vec<u8>)], options: &ReadOptions) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let root = format!("{}/", folder.path().display());
    let lines: Vec<String> = read_pages([folder.path()], options)
        .map(|page| match page {
            Ok(page) => {
                let kind = page.kind.map_or("?", wenmai_model::PageKind::as_str);
                format!("{} {kind} {}", page.id, String::from_utf8_lossy(&page.body))
            }
            Err(error) => format!("{error}; {}", error.help()),
        })
        .collect();
    lines.join("\n").replace(&root, "")
}

#[test]
fn every_kind_may_be_compressed() {
    let jsonl = b"{\"id\":\"j\",\"text\":\"1\"}\n";
    let warc = Packing::GzipEach.pack(&[response("w", "1"), response("v", "2")]);
    let files = [
        ("a.txt.gz", gzip(b"1")),
        ("b.md.zst", zstd(b"# 2")),
        ("c.html.GZ", gzip(b"<p>")),
        ("d.jsonl.zst", [zstd(jsonl), zstd(jsonl)].concat()),
        ("e.warc.gz", warc.clone()),
        ("f.warc.wet.gz", warc.clone()),
        ("g.warc.wat.gz", warc),
        // The bytes decide.
        ("h.txt", gzip(b"8")),
        ("i.txt.gz", b"not compressed".to_vec()),
        ("j.txt.gz", Vec::new()),
        ("k.txt.zst", b"\0\x01\x02".to_vec()),
        ("l.txt.gz", [gzip(b"a"), gzip(b"b")].concat()),
        ("m.txt.gz", gzip(b"cut")[..12].to_vec()),
        ("o.tar.gz", gzip(b"no page by its name")),
    ];
    insta::assert_snapshot!(check(&files, &ReadOptions::default()), @"
    a.txt.gz ? 1
    b.md.zst markdown # 2
    c.html.GZ html <p>
    j text 1
    j text 1
    urn:w html 1
    urn:v html 2
    urn:w html 1
    urn:v html 2
    urn:w html 1
    urn:v html 2
    h.txt ? 8
    i.txt.gz ? not compressed
    j.txt.gz ? 
    k.txt.zst: the compression is broken: it is not zstd; fetch or compress the file anew; what could be read was read
    l.txt.gz ? ab
    m.txt.gz: ends early; fetch the file anew; what is before its end was read
    ");
}

#[test]
fn what_a_stream_holds_is_seen_below_its_compression() {
    let kind = |bytes: Vec<u8>| {
        RecordReader::new(Cursor::new(bytes), "-", &ReadOptions::default())
            .unwrap()
            .kind()
    };
    assert_eq!(kind(gzip(b"WARC/1.0\r\n")), InputKind::Warc);
    assert_eq!(kind(zstd(b"{\"text\":\"\"}")), InputKind::Jsonl);
    assert_eq!(kind(gzip(b"<p>")), InputKind::Text);
}

#[test]
fn large_windows_are_refused() {
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    encoder.window_log(28).unwrap();
    encoder.long_distance_matching(true).unwrap();
    encoder.write_all(&vec![b'x'; 1 << 20]).unwrap();
    let bytes = encoder.finish().unwrap();
    let options = ReadOptions::default();
    let mut reader = RecordReader::new(Cursor::new(bytes), "a.txt.zst", &options).unwrap();
    let error = reader.next().unwrap().unwrap_err();
    assert!(matches!(error.kind, InputErrorKind::LargeWindow), "{error}");
}

#[test]
fn a_dictionary_may_stand_at_the_beginning() {
    let records: Vec<Vec<u8>> = (0..20)
        .map(|number| response(&number.to_string(), "正文正文正文"))
        .collect();
    let dictionary = records.concat();
    let mut compressor = zstd::bulk::Compressor::with_dictionary(3, &dictionary).unwrap();
    for is_compressed in [false, true] {
        let stored = if is_compressed {
            zstd(&dictionary)
        } else {
            dictionary.clone()
        };
        let mut file = b"\x5d\x2a\x4d\x18".to_vec();
        file.extend_from_slice(&u32::try_from(stored.len()).unwrap().to_le_bytes());
        file.extend_from_slice(&stored);
        for record in &records {
            file.extend_from_slice(&compressor.compress(record).unwrap());
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.warc.zst");
        fs::write(&path, file).unwrap();
        let options = ReadOptions::default();
        let mut reader = RecordReader::open(&path, &options).unwrap();
        reader
            .by_ref()
            .take(15)
            .for_each(|record| drop(record.unwrap()));
        let checkpoint = reader.checkpoint();
        assert_eq!(checkpoint.offset_record, 15);
        let rest = RecordReader::open_at(&path, &options, checkpoint).unwrap();
        assert_eq!(
            rest.map(|record| record.unwrap().record)
                .collect::<Vec<_>>(),
            [15, 16, 17, 18, 19]
        );
    }
}

#[test]
fn containers_are_several_pages() {
    let one = |name: &str| is_one_page(&[name.into()], &ReadOptions::default());
    assert!(one("a.html.gz") && one("a.txt.zst"));
    assert!(!one("a.jsonl.gz") && !one("a.warc.gz") && !one("a.wet") && !one("a.parquet"));
}
