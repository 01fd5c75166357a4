use super::{parquet, strings};
use crate::{InputErrorKind, ReadOptions, RecordReader, read_pages};

/// Reads all of `bytes`: how many pages and errors there are.
fn read(bytes: &[u8]) -> (usize, usize) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pages.parquet");
    std::fs::write(&path, bytes).unwrap();
    let (mut pages, mut errors) = (0, 0);
    // A file may say that it has any number of rows, and each without content is an error.
    for page in read_pages([path], &ReadOptions::default()).take(1000) {
        match page {
            Ok(_) => pages += 1,
            Err(_) => errors += 1,
        }
    }
    (pages, errors)
}

#[test]
fn damaged_files_are_errors() {
    let texts: Vec<String> = (0..40)
        .map(|row| format!("<p>{row} 正文 {}", "x".repeat(row)))
        .collect();
    let cells: Vec<Option<&str>> = texts.iter().map(|text| Some(text.as_str())).collect();
    let columns = vec![("html", strings(&cells)), ("id", strings(&[Some("a"); 40]))];
    let (_folder, path) = parquet(columns, 10);
    let whole = std::fs::read(&path).unwrap();
    assert_eq!(read(&whole), (40, 0));

    // Some bytes, each in one of three ways: all bytes in all ways take a minute.
    for place in (0..whole.len()).step_by(5) {
        let mut bytes = whole.clone();
        bytes[place] ^= [0xFF, 0x01, 0x80][place % 3];
        let (pages, errors) = read(&bytes);
        assert!(pages + errors > 0, "{place}");
    }
    for length in (0..whole.len()).step_by(37) {
        assert_eq!(read(&whole[..length]), (0, 1), "{length}");
    }
}

#[test]
fn a_broken_row_group_does_not_take_the_others_with_it() {
    let noise: Vec<String> = (0..30)
        .map(|row| format!("正文{row}{}", "。".repeat(30)))
        .collect();
    let cells: Vec<Option<&str>> = noise.iter().map(|text| Some(text.as_str())).collect();
    let (_folder, path) = parquet(vec![("text", strings(&cells))], 10);
    let mut bytes = std::fs::read(&path).unwrap();
    let broken = "正文15".as_bytes();
    let place = bytes
        .windows(broken.len())
        .position(|window| window == broken)
        .unwrap();
    bytes[place] = 0xFF;
    std::fs::write(&path, bytes).unwrap();
    let pages: Vec<_> = read_pages([&path], &ReadOptions::default()).collect();
    let records: Vec<u64> = pages.iter().flatten().map(|page| page.record).collect();
    assert_eq!(records, (0..10).chain(20..30).collect::<Vec<u64>>());
    let error = pages.into_iter().find_map(Result::err).unwrap();
    assert!(
        matches!(
            error.kind,
            InputErrorKind::BrokenRowGroup {
                row_group: 1,
                lost_rows: 10,
                ..
            }
        ),
        "{error}"
    );
    assert!(error.to_string().ends_with("(row 10)"), "{error}");

    // The checkpoint moves by what the error stands for, and reading goes on there.
    let options = ReadOptions::default();
    let mut reader = RecordReader::open(&path, &options).unwrap();
    let mut n_records = 0;
    while let Some(record) = reader.next() {
        n_records += record.map_or_else(|error| error.n_records(), |_| 1);
        let checkpoint = reader.checkpoint();
        assert_eq!(checkpoint.record, n_records);
        let rest = RecordReader::open_at(&path, &options, checkpoint).unwrap();
        let n_rest: u64 = rest
            .map(|record| record.map_or_else(|error| error.n_records(), |_| 1))
            .sum();
        assert_eq!(n_records + n_rest, 30);
    }
    assert_eq!(n_records, 30);
}
