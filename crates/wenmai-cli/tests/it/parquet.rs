//! Parquet as an input, in builds that read it and in those that do not.

use crate::harness::{PAGE, folder, run};

#[cfg(feature = "parquet")]
#[test]
fn documents_in_parquet_are_pages_again() {
    use wenmai::io::arrow::{ParquetOptions, ParquetWriter, document_schema, record_batch};

    let folder = folder(&[("a.txt", PAGE), ("b.txt", "标题\n\n正文。")]);
    let documents = run(&folder, &["extract", "-f", "jsonl", "a.txt", "b.txt"]);
    let path = folder.path().join("documents.parquet");
    let file = std::fs::File::create(&path).unwrap();
    let options = ParquetOptions::default();
    let mut writer = ParquetWriter::new(file, document_schema(), &options).unwrap();
    writer
        .write(&record_batch(documents.stdout.as_bytes()).unwrap())
        .unwrap();
    writer.finish().unwrap();

    let again = run(&folder, &["extract", "-f", "jsonl", "documents.parquet"]);
    assert_eq!(
        again.summary(),
        "exit code 0\nrecord \"a.txt\"\nrecord \"b.txt\"\n"
    );
    // Columns say what fields say.
    std::fs::write(folder.path().join("documents.jsonl"), &documents.stdout).unwrap();
    let lines = run(&folder, &["extract", "-f", "jsonl", "documents.jsonl"]);
    assert_eq!(
        again.stdout.replace("documents.parquet", "documents.jsonl"),
        lines.stdout
    );

    // What follows in a run is not lost by a file that is none.
    std::fs::write(folder.path().join("c.parquet"), "PAR1").unwrap();
    let outcome = run(&folder, &["outline", "c.parquet", "documents.parquet"]);
    assert_eq!(outcome.code, 3, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("c.parquet: not a Parquet file"));
    let outcome = run(&folder, &["outline", "--kind", "parquet", "-"]);
    assert_eq!(outcome.code, 4, "{}", outcome.stderr);
    assert!(
        outcome
            .stderr
            .contains("Parquet can only be read from a file")
    );
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_build_without_parquet_names_the_feature() {
    let folder = folder(&[("a.txt", PAGE), ("pages/b.parquet", "PAR1")]);
    for words in [
        &["extract", "a.txt", "pages/b.parquet"][..],
        &["extract", "--kind", "parquet", "a.txt"],
    ] {
        let outcome = run(&folder, words);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""));
        assert!(
            outcome.stderr.contains("--features parquet"),
            "{}",
            outcome.stderr
        );
    }
    // In a folder it is one input among others.
    let outcome = run(&folder, &["extract", "-f", "jsonl", "a.txt", "pages"]);
    assert_eq!(outcome.code, 3);
    assert!(
        outcome.stderr.contains("--features parquet"),
        "{}",
        outcome.stderr
    );
}
