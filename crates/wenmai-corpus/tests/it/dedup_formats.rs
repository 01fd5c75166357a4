//! Duplicates of runs whose parts are Markdown or Parquet.

use std::fs;

use wenmai_corpus::{CorpusError, PartFormat, status};

use crate::Bench;
use crate::dedup::{dedup, options, run_of, sample};

#[test]
fn files_of_markdown_are_kept_as_they_are() {
    let bench = Bench::new();
    run_of(&bench, "out", &sample(), |options| {
        options.format = PartFormat::Markdown;
    });
    let found = dedup(&options(&bench, "out")).unwrap();
    assert_eq!(
        (found.documents, found.kept, found.exact, found.near),
        (8, 4, 1, 3)
    );
    let duplicates = fs::read_to_string(bench.path("out/duplicates.jsonl")).unwrap();
    let near = "\"id\":\"part-00001/0000001-a-near.md\",\"cluster\":0,\"representative\":\"part-00000/0000000-a.md\"";
    assert!(duplicates.contains(near), "{duplicates}");

    let files = bench.files("out");
    let kept: Vec<&str> = files
        .iter()
        .filter_map(|(name, bytes)| {
            let name = name.strip_prefix("deduped/")?;
            assert_eq!(&files[name], bytes);
            name.rsplit_once('/').map(|(_, file)| file)
        })
        .collect();
    let whole_run = ["-a.md", "-b.md", "-c.md", "-a-other.md"];
    assert_eq!(kept.len(), 4);
    for (name, end) in kept.iter().zip(whole_run) {
        assert!(name.ends_with(end), "{kept:?}");
    }
    let seen = status(&bench.path("out"), true).unwrap();
    assert_eq!((seen.dedup, seen.problems), (Some(found.clone()), vec![]));
    assert_eq!(dedup(&options(&bench, "out")).unwrap(), found);

    // A file that is none of the run, and one that is no text.
    let other = bench.write("out/part-00000/9999999-other.md", "other");
    let stale = || fs::remove_dir_all(bench.path("out/deduped")).unwrap();
    stale();
    assert!(matches!(
        dedup(&options(&bench, "out")),
        Err(CorpusError::Damaged { .. })
    ));
    fs::remove_file(other).unwrap();
    let text = bench.path("out/part-00000/0000000-a.md");
    let bytes = fs::read(&text).unwrap();
    fs::write(&text, b"\xff").unwrap();
    assert!(matches!(
        dedup(&options(&bench, "out")),
        Err(CorpusError::Damaged { .. })
    ));
    fs::write(&text, bytes).unwrap();
    assert_eq!(dedup(&options(&bench, "out")).unwrap(), found);
}

#[test]
fn a_format_that_is_not_built_is_named() {
    let bench = Bench::new();
    run_of(&bench, "out", &sample(), |_| {});
    let manifest = bench.path("out/manifest.jsonl");
    let lines = fs::read_to_string(&manifest).unwrap();
    let format = if cfg!(feature = "parquet") {
        "orc"
    } else {
        "parquet"
    };
    let other = lines.replace("\"format\":\"jsonl\"", &format!("\"format\":\"{format}\""));
    fs::write(&manifest, other).unwrap();
    let error = dedup(&options(&bench, "out")).unwrap_err();
    assert!(matches!(error, CorpusError::FormatNotBuilt { .. }));
    assert!(
        error.to_string().contains(format) && error.help().contains("--features parquet"),
        "{error}"
    );
}

#[cfg(feature = "parquet")]
pub(crate) mod parquet {
    use std::fs::{self, File};

    use wenmai_corpus::{Compression, CorpusError, DedupOptions, PartFormat, status};
    use wenmai_io::arrow::{DocumentBatches, DocumentColumns, RecordBatch, ids_and_texts};
    use wenmai_model::DedupRecord;

    use crate::Bench;
    use crate::dedup::{dedup, ids, options, run_of, text};

    /// The rows of a part, each with its id.
    pub(crate) fn rows(bench: &Bench, file: &str) -> Vec<(String, RecordBatch)> {
        let file = File::open(bench.path(file)).unwrap();
        let mut rows = Vec::new();
        for batch in DocumentBatches::open(file, DocumentColumns::All).unwrap() {
            let batch = batch.unwrap();
            for (row, (id, _)) in ids_and_texts(&batch).enumerate() {
                rows.push((id.to_owned(), batch.slice(row, 1)));
            }
        }
        rows
    }

    fn deduped(found: &DedupRecord) -> Vec<&str> {
        let files = found.files.iter().map(|file| file.file.as_str());
        files.filter(|file| file.starts_with("deduped/")).collect()
    }

    #[test]
    fn parquet_and_lines_have_the_same_duplicates() {
        let bench = Bench::new();
        let names: Vec<String> = (0..240).map(|n| format!("文章{}", n % 120)).collect();
        let texts: Vec<(&str, String)> = names
            .iter()
            .enumerate()
            .map(|(n, name)| {
                let changed = usize::from(n >= 120 && n % 3 > 0);
                (name.as_str(), text(name, 30, changed))
            })
            .collect();
        let mut found = Vec::new();
        for (out, format, compression, jobs) in [
            ("lines", PartFormat::Jsonl, Compression::None, 1),
            ("frames", PartFormat::Jsonl, Compression::Zstd, 2),
            ("rows", PartFormat::Parquet, Compression::None, 1),
            ("packed", PartFormat::Parquet, Compression::Zstd, 1),
            ("threads", PartFormat::Parquet, Compression::Zstd, 4),
        ] {
            run_of(&bench, out, &texts, |options| {
                (options.format, options.compression) = (format, compression);
                options.part_bytes = 100_000;
            });
            let options = DedupOptions {
                jobs,
                ..options(&bench, out)
            };
            let one = dedup(&options).unwrap();
            assert_eq!((one.kept, one.exact, one.near), (120, 40, 80), "{out}");
            let duplicates = |out: &str| fs::read(bench.path(out).join("duplicates.jsonl"));
            assert!(
                duplicates(out).unwrap() == duplicates("lines").unwrap(),
                "{out}"
            );
            let seen = status(&bench.path(out), true).unwrap();
            assert_eq!((seen.dedup.as_ref(), seen.problems), (Some(&one), vec![]));
            found.push(one);
        }
        assert!(bench.files("packed") == bench.files("threads"));

        let lines = found.first().unwrap();
        assert!(deduped(lines).len() > 1 && lines.parts > 3);
        for (out, found) in ["rows", "packed"].iter().zip(&found[2..]) {
            for (file, lines) in deduped(found).into_iter().zip(deduped(lines)) {
                let kept = rows(&bench, &format!("{out}/{file}"));
                let names: Vec<String> = kept.iter().map(|(id, _)| id.clone()).collect();
                assert_eq!(names, ids(&bench.path("lines").join(lines)));
                // Each row is one of the part of the same number, in all columns.
                let part = rows(&bench, &format!("{out}/{}", file.replace("deduped/", "")));
                assert!(kept.iter().all(|row| part.contains(row)));
            }
        }
    }

    #[test]
    fn a_damaged_part_of_rows_is_said() {
        let bench = Bench::new();
        run_of(&bench, "out", &crate::dedup::sample(), |options| {
            options.format = PartFormat::Parquet;
        });
        let part = bench.path("out/part-00000.parquet");
        let bytes = fs::read(&part).unwrap();
        let len = bytes.len();
        // The length of the footer; the footer; all data before it.
        for damaged in [len - 8..len - 4, len - 3_000..len - 100, 4..len / 3] {
            let mut bytes = bytes.clone();
            bytes[damaged].fill(0xAA);
            fs::write(&part, bytes).unwrap();
            let error = dedup(&options(&bench, "out")).unwrap_err();
            assert!(matches!(error, CorpusError::Damaged { .. }), "{error}");
            assert!(!bench.path("out/duplicates.jsonl").exists());
        }
        fs::write(&part, bytes).unwrap();
        assert_eq!(dedup(&options(&bench, "out")).unwrap().kept, 4);
    }
}
