use std::io;

use arrow_array::RecordBatchReader;
use arrow_json::writer::{LineDelimited, WriterBuilder};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::metadata::RowGroupMetaData;
use serde_json::{Value, json};
use wenmai_model::DocumentRecord;

use crate::arrow::{
    ParquetCompression, ParquetOptions, ParquetWriteError, ParquetWriter, document_schema,
    record_batch,
};

/// A record with something in every list.
pub(super) fn full(id: usize) -> Value {
    json!({
        "schema_version": 1, "id": format!("页{id}"), "kind": "html", "url": "https://example.org/1",
        "source": {"input": "in.jsonl", "record": id, "sha256": null, "captured_at": "2024-05-01T00:00:00Z", "charset": "gb18030"},
        "capture": {"from": "2024-05-01", "to": "2024-05-01", "basis": "given"},
        "page_type": {"kind": "forum", "confidence": 0.8734}, "confidence": 0.1,
        "metadata": {"title": "标题", "tags": ["活动", ""], "summary": null, "authors": [], "published": "2024-04-30",
            "modified": null, "site": null, "language": "zh", "script": "Hans", "canonical_url": null, "keywords": ["开源"],
            "provenance": [{"field": "title", "source": "visible_text", "span": [0, 6]}, {"field": "keywords", "source": "meta", "span": null}]},
        "text": "标题\n\n\"正文\"。".repeat(id % 7 + 1),
        "outline": [{"level": 1, "tag_level": null, "number": [1, 2], "marker": "1.2", "text": "1.2 标题", "level_source": "numbering",
            "confidence": 1.0, "role": "introduction", "span": [0, 9], "text_span": [0, 9], "line": 0}],
        "blocks": [{"kind": "post", "span": [0, 9], "text_span": null, "lines": [0, 1], "post": 0, "author": "某", "time": "昨天"},
            {"kind": "heading", "span": [0, 9], "text_span": [0, 9], "lines": null}],
        "posts": [{"author": "某", "time": null, "published": null, "span": [0, 9], "text_span": [0, 9], "blocks": [0, 2]}],
        "related": [{"title": "另一篇", "url": null, "author": null, "tags": ["a"], "age": null, "date_stamp": null, "excerpt": null,
            "views": 18_446_744_073_709_551_615_u64, "comments": 0, "counters_raw": null,
            "published": {"from": "2024-04-01", "to": "2024-04-30", "basis": "age"}, "span": [1, 2], "lines": null}],
        "boilerplate": [{"kind": "footer", "span": [3, 4], "lines": [5, 6]}],
        "references": [{"kind": "arxiv", "target": "2301.00001", "span": [4, 5]}],
        "findings": [{"kind": "structure", "code": "a", "severity": "info", "message": "A.", "fix": null, "span": null,
            "text_span": [0, 1], "value": null}],
        "quality": {"score": 0.8125, "broken": [
            {"rule": "common.max-garbled-share", "value": 0.005_030_1, "bound": "at_most", "limit": 0.005, "found": null},
            {"rule": "languages", "value": null, "bound": null, "limit": null, "found": "日语"}]},
    })
}

/// A record with nothing in any list.
fn bare(id: usize) -> Value {
    let mut record = full(id);
    let fields = record.as_object_mut().unwrap();
    for (name, value) in fields.iter_mut() {
        match value {
            Value::Array(items) => items.clear(),
            Value::Null => {}
            _ if name == "url" => *value = Value::Null,
            _ => {}
        }
    }
    fields.remove("posts");
    fields.remove("capture");
    match id % 2 {
        0 => {
            fields.remove("quality");
        }
        // A document that breaks no rule.
        _ => fields["quality"] = json!({"score": 1.0, "broken": []}),
    }
    record
}

fn records(count: usize) -> Vec<Value> {
    (0..count)
        .map(|id| if id % 3 == 1 { bare(id) } else { full(id) })
        .collect()
}

fn jsonl(records: &[Value]) -> Vec<u8> {
    let lines = records.iter().map(|record| format!("{record}\n"));
    lines.collect::<String>().into_bytes()
}

fn write(batches: &[&[Value]], options: &ParquetOptions) -> Vec<u8> {
    let mut writer = ParquetWriter::new(Vec::new(), document_schema(), options).unwrap();
    for batch in batches {
        writer.write(&record_batch(&jsonl(batch)).unwrap()).unwrap();
    }
    writer.finish().unwrap()
}

fn read(file: &[u8]) -> Vec<Value> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes(file)).unwrap();
    let reader = builder.build().unwrap();
    assert_eq!(reader.schema().fields(), document_schema().fields());
    let mut lines = Vec::new();
    let mut writer = WriterBuilder::new().build::<_, LineDelimited>(&mut lines);
    for batch in reader {
        writer.write(&batch.unwrap()).unwrap();
    }
    drop(writer);
    let values = serde_json::Deserializer::from_slice(&lines).into_iter();
    values.map(Result::unwrap).collect()
}

fn bytes(file: &[u8]) -> impl parquet::file::reader::ChunkReader + 'static {
    let mut temporary = tempfile::tempfile().unwrap();
    io::Write::write_all(&mut temporary, file).unwrap();
    temporary
}

/// The value without fields that are null.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), without_nulls(value)))
            .collect(),
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        value => value.clone(),
    }
}

#[test]
fn documents_are_read_as_they_were_written() {
    let records = records(7);
    for record in &records {
        // What is written here is what the command writes.
        let read: DocumentRecord = serde_json::from_value(record.clone()).unwrap();
        let again: Value = serde_json::from_str(&serde_json::to_string(&read).unwrap()).unwrap();
        assert_eq!(without_nulls(&again), without_nulls(record));
    }
    for compression in [ParquetCompression::None, ParquetCompression::Zstd] {
        let options = ParquetOptions {
            compression,
            ..ParquetOptions::default()
        };
        let file = write(&[&records[..5], &[], &records[5..]], &options);
        let has_quality = |record: &Value| record.get("quality").is_some();
        assert!(records.iter().any(has_quality) && !records.iter().all(has_quality));
        let expected: Vec<Value> = records.iter().map(without_nulls).collect();
        assert_eq!(read(&file), expected);
    }
}

#[test]
fn same_batches_give_same_bytes_and_row_groups_are_bounded() {
    let records = records(1000);
    let options = ParquetOptions {
        row_group_bytes: 40_000,
        ..ParquetOptions::default()
    };
    let batches: Vec<&[Value]> = records.chunks(300).collect();
    let file = write(&batches, &options);
    assert!(file == write(&batches, &options), "bytes differ");

    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes(&file)).unwrap();
    let metadata = builder.metadata();
    let groups = metadata.row_groups().iter();
    let groups: Vec<i64> = groups.map(RowGroupMetaData::num_rows).collect();
    assert_eq!(groups.iter().sum::<i64>(), 1000);
    assert!(groups.len() > 2, "{groups:?}");
    let file = metadata.file_metadata();
    assert_eq!(
        file.created_by(),
        Some(concat!("wenmai ", env!("CARGO_PKG_VERSION")))
    );
    let pairs = file.key_value_metadata().unwrap();
    let version = pairs
        .iter()
        .find(|pair| pair.key == "wenmai.schema_version");
    assert_eq!(version.unwrap().value.as_deref(), Some("1"));
}

/// What is done to a record, and what the error must name.
type Change = (fn(&mut Value), &'static str);

#[test]
fn lines_that_are_no_documents_are_errors() {
    let change = |change: fn(&mut Value)| {
        let mut record = full(0);
        change(&mut record);
        let lines = [jsonl(&[full(1)]), jsonl(&[record])].concat();
        record_batch(&lines).map_or_else(|error| error.to_string(), |_| String::new())
    };
    assert_eq!(change(|_| {}), "");
    let changes: [Change; 7] = [
        (|r| r["pages"] = 1.into(), "'pages'"),
        (|r| r["outline"][0]["depth"] = 1.into(), "'depth'"),
        (|r| r["quality"]["broken"][0]["unit"] = 1.into(), "'unit'"),
        (|r| r["text"] = Value::Null, "text"),
        (|r| r["text"] = 1.into(), "string"),
        (|r| r["source"]["record"] = (-1).into(), "-1"),
        (|r| r["blocks"] = "none".into(), "none"),
    ];
    for (index, (changed, expected)) in changes.into_iter().enumerate() {
        let error = change(changed);
        assert!(error.contains(expected), "{index}: {error}");
    }
    let line = jsonl(&[full(0)]);
    for lines in [
        &[&line[..line.len() - 1], &line[..]].concat()[..],
        &line[..line.len() / 2],
        b"[]",
        b"1\n",
        b"\xFF",
    ] {
        assert!(record_batch(lines).is_err());
    }
    assert_eq!(record_batch(b"\n \r\n").unwrap().num_rows(), 0);
    assert_eq!(record_batch(line.trim_ascii()).unwrap().num_rows(), 1);
}

#[test]
fn an_output_that_cannot_be_written_is_an_error_of_the_system() {
    struct Full;
    impl io::Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let written = ParquetWriter::new(Full, document_schema(), &ParquetOptions::default())
        .and_then(|mut writer| {
            writer.write(&record_batch(&jsonl(&records(3))).unwrap())?;
            writer.finish()
        })
        .map(drop);
    let error = written.unwrap_err();
    assert!(
        matches!(&error, ParquetWriteError::Io(source) if source.kind() == io::ErrorKind::StorageFull),
        "{error:?}"
    );
}
