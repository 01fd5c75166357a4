use std::fs::File;

use arrow_array::RecordBatch;

use super::output::full;
use super::{parquet, strings};
use crate::arrow::{
    DocumentBatches, DocumentColumns, ParquetOptions, ParquetWriter, document_schema,
    ids_and_texts, kept_rows, name_lines, record_batch,
};
use crate::error::InputErrorKind;

/// So many documents, and a file that holds them in several row groups.
fn documents(n: usize) -> (tempfile::TempDir, RecordBatch) {
    let lines: Vec<String> = (0..n).map(|id| full(id).to_string()).collect();
    let batch = record_batch(lines.join("\n").as_bytes()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = File::create(folder.path().join("a.parquet")).unwrap();
    let options = ParquetOptions {
        row_group_bytes: 4_000,
        ..ParquetOptions::default()
    };
    let mut writer = ParquetWriter::new(file, document_schema(), &options).unwrap();
    writer.write(&batch).unwrap();
    writer.finish().unwrap();
    (folder, batch)
}

fn open(
    folder: &tempfile::TempDir,
    columns: DocumentColumns,
) -> Result<DocumentBatches, InputErrorKind> {
    DocumentBatches::open(
        File::open(folder.path().join("a.parquet")).unwrap(),
        columns,
    )
}

#[test]
fn documents_come_back_as_they_were() {
    let (folder, written) = documents(300);
    let (mut row, mut n_batches) = (0, 0);
    for batch in open(&folder, DocumentColumns::All).unwrap() {
        let batch = batch.unwrap();
        assert_eq!(batch, written.slice(row, batch.num_rows()));
        row += batch.num_rows();
        n_batches += 1;
    }
    assert!(row == 300 && n_batches > 3);

    let texts = open(&folder, DocumentColumns::IdAndText).unwrap();
    let texts: Vec<(String, String)> = texts
        .flat_map(|batch| {
            let batch = batch.unwrap();
            assert_eq!(batch.num_columns(), 2);
            let owned = ids_and_texts(&batch).map(|(id, text)| (id.to_owned(), text.to_owned()));
            owned.collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(texts.len(), 300);
    assert!(
        texts
            .iter()
            .map(|(id, text)| (id.as_str(), text.as_str()))
            .eq(ids_and_texts(&written))
    );
    assert_eq!(texts[1].0, "页1");

    let names = open(&folder, DocumentColumns::Names).unwrap();
    let lines: Vec<u8> = names
        .flat_map(|batch| name_lines(&batch.unwrap()).unwrap())
        .collect();
    let lines: Vec<serde_json::Value> = str::from_utf8(&lines)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 300);
    assert_eq!(lines[1]["id"], "页1");
    assert!(lines.iter().all(|line| line.get("text").is_none()));
}

#[test]
fn rows_are_kept_by_their_place() {
    let (_folder, written) = documents(10);
    let kept = kept_rows(&written, |row| row % 4 == 1).unwrap();
    assert_eq!(kept.num_rows(), 3);
    for (row, old) in [1, 5, 9].into_iter().enumerate() {
        assert_eq!(kept.slice(row, 1), written.slice(old, 1));
    }
    assert_eq!(kept_rows(&written, |_| false).unwrap().num_rows(), 0);
    assert_eq!(kept_rows(&written, |_| true).unwrap(), written);
}

#[test]
fn what_holds_no_documents_is_an_error() {
    let columns = vec![
        ("id", strings(&[Some("a")])),
        ("text", strings(&[Some("b")])),
    ];
    let (_folder, path) = parquet(columns, 1);
    let other = DocumentBatches::open(File::open(path).unwrap(), DocumentColumns::IdAndText);
    assert!(matches!(other, Err(InputErrorKind::BrokenParquet { .. })));

    let (folder, _) = documents(100);
    let path = folder.path().join("a.parquet");
    // A file that the operating system lets nobody read is not broken.
    let refused = File::options().append(true).open(&path).unwrap();
    let refused = DocumentBatches::open(refused, DocumentColumns::All);
    assert!(matches!(refused, Err(InputErrorKind::Read(_))));

    let bytes = std::fs::read(&path).unwrap();
    let mut damaged = bytes.clone();
    damaged[200..3_000].fill(0xAA);
    std::fs::write(&path, damaged).unwrap();
    let read: Vec<_> = open(&folder, DocumentColumns::All).unwrap().collect();
    // It ends with the error.
    let (last, before) = read.split_last().unwrap();
    assert!(matches!(last, Err(InputErrorKind::BrokenParquet { .. })));
    assert!(before.iter().all(Result::is_ok));
    std::fs::write(&path, &bytes[..bytes.len() - 9]).unwrap();
    assert!(open(&folder, DocumentColumns::All).is_err());
}
