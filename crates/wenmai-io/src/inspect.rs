//! What fuzzers call; not part of the promised interface.

use std::io::Cursor;

use crate::inputs::ReadOptions;
use crate::kind::InputKind;
use crate::reader::RecordReader;

/// What a fuzzer calls: reads the bytes as an input of some kind.
pub type FuzzTarget = fn(&[u8]);

/// The fuzz targets with their names.
pub const FUZZ_TARGETS: &[(&str, FuzzTarget)] = &[("warc", fuzz_warc), ("jsonl", fuzz_jsonl)];

/// All records of a WARC file, and their pages.
pub fn fuzz_warc(bytes: &[u8]) {
    read_all(bytes, InputKind::Warc);
}

/// All records of a JSONL file, and their pages.
pub fn fuzz_jsonl(bytes: &[u8]) {
    read_all(bytes, InputKind::Jsonl);
}

/// # Panics
///
/// If a record is longer than the limit, or if the count or the place of records goes back.
fn read_all(bytes: &[u8], kind: InputKind) {
    let options = ReadOptions {
        kind: Some(kind),
        max_page_bytes: 1 << 16,
        ..ReadOptions::default()
    };
    let Ok(mut reader) = RecordReader::new(Cursor::new(bytes.to_vec()), "-", &options) else {
        return;
    };
    let mut before = reader.checkpoint();
    while let Some(record) = reader.next() {
        let checkpoint = reader.checkpoint();
        assert_eq!(checkpoint.record, before.record + 1);
        assert!(
            checkpoint.offset >= before.offset && checkpoint.offset_record <= checkpoint.record
        );
        before = checkpoint;
        if let Ok(record) = record {
            // A header may have 1 MiB.
            assert!(record.len_bytes() <= (1 << 16) + (1 << 20));
            if let Ok(page) = record.page(&options) {
                assert!(page.body.len() <= 1 << 16);
            }
        }
    }
}
