use std::fs;
use std::path::Path;

use serde_json::Value;
use wenmai_corpus::{Compression, CorpusError, DedupOptions, Progress, RunOptions, status};
use wenmai_model::{DedupRecord, FileRecord};

use crate::{Bench, run};

/// Looks for duplicates; all bytes are read twice, or none.
pub(crate) fn dedup(options: &DedupOptions) -> Result<DedupRecord, CorpusError> {
    let progress = Progress::default();
    let found = wenmai_corpus::dedup(options, &progress);
    assert!(found.is_err() || progress.bytes() == progress.total_bytes());
    found
}

/// A text of `n` sentences of its own; `changed` of them say something else.
pub(crate) fn text(name: &str, n: usize, changed: usize) -> String {
    let sentence = |at: usize| {
        if at < changed {
            format!("这里改写了{name}的第 {at} 句话，说的是别的事情。")
        } else {
            format!(
                "这是{name}的第 {at} 句话，讲的是第 {} 个问题。",
                at * 7 + name.len()
            )
        }
    };
    (0..n).map(sentence).collect()
}

/// A finished run of texts.
pub(crate) fn run_of(
    bench: &Bench,
    out: &str,
    texts: &[(&str, String)],
    change: impl Fn(&mut RunOptions),
) {
    let line = |(id, text): &(&str, String)| {
        format!(
            "{}\n",
            serde_json::json!({"id": id, "text": format!("标题\n\n{text}")})
        )
    };
    let input = bench.write("in.jsonl", texts.iter().map(line).collect::<String>());
    let mut options = bench.options(&[&input], out);
    change(&mut options);
    assert!(run(options).unwrap().is_finished);
}

/// A corpus with an exact copy, two near ones, and one that is only alike.
pub(crate) fn sample() -> Vec<(&'static str, String)> {
    vec![
        ("a", text("开源模型", 60, 0)),
        ("b", text("天气", 60, 0)),
        ("a-near", text("开源模型", 60, 1)),
        ("c", text("体育", 40, 0)),
        (
            "a-exact",
            text("开源模型", 60, 0)
                .replace('，', " , ")
                .replace('。', "！"),
        ),
        ("a-other", text("开源模型", 60, 30)),
        ("c-near", text("体育", 40, 1)),
        ("c-near-exact", text("体育", 40, 1).replace('。', ".")),
    ]
}

pub(crate) fn options(bench: &Bench, out: &str) -> DedupOptions {
    DedupOptions {
        out: bench.path(out),
        ..DedupOptions::default()
    }
}

pub(crate) fn ids(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    let id = |line: &str| {
        let record: Value = serde_json::from_str(line).unwrap();
        let id = record.get("id").and_then(Value::as_str);
        id.unwrap().to_owned()
    };
    text.lines().map(id).collect()
}

#[test]
fn the_first_of_a_cluster_is_kept() {
    let bench = Bench::new();
    run_of(&bench, "out", &sample(), |_| {});
    let found = dedup(&options(&bench, "out")).unwrap();
    assert_eq!(
        (
            found.documents,
            found.kept,
            found.exact,
            found.near,
            found.clusters
        ),
        (8, 4, 1, 3, 2)
    );
    let duplicates = fs::read_to_string(bench.path("out/duplicates.jsonl")).unwrap();
    let lines: Vec<String> = duplicates
        .lines()
        .map(|line| {
            let record: Value = serde_json::from_str(line).unwrap();
            let similarity = record["similarity"].as_f64().unwrap();
            assert!(similarity > 0.83, "{line}");
            assert_eq!(similarity > 0.9999, record["kind"] != "near", "{line}");
            let [id, cluster, to, kind, size] =
                ["id", "cluster", "representative", "kind", "size"].map(|name| &record[name]);
            format!("{id} {cluster} {to} {kind} {size}")
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    "a" 0 "a" "representative" 3
    "a-near" 0 "a" "near" 3
    "c" 3 "c" "representative" 3
    "a-exact" 0 "a" "exact" 3
    "c-near" 3 "c" "near" 3
    "c-near-exact" 3 "c" "near" 3
    "#);

    let mut kept = Vec::new();
    for file in &found.files {
        let path = bench.path("out").join(&file.file);
        assert_eq!(fs::metadata(&path).unwrap().len(), file.bytes);
        if file.file.starts_with("deduped/") {
            // Lines are those of the part of the same number, as they were.
            let part =
                fs::read_to_string(bench.path("out").join(file.file.replace("deduped/", "")));
            let part = part.unwrap();
            for line in fs::read_to_string(&path).unwrap().lines() {
                assert!(part.lines().any(|old| old == line));
            }
            kept.extend(ids(&path));
        }
    }
    assert_eq!(kept, ["a", "b", "c", "a-other"]);
    let status = status(&bench.path("out"), true).unwrap();
    assert_eq!((status.dedup, status.problems), (Some(found), Vec::new()));
    let files = fs::read_dir(bench.path("out")).unwrap();
    let left = files.filter(|file| {
        let name = file.as_ref().unwrap().file_name();
        name.to_string_lossy().ends_with(".tmp")
    });
    assert_eq!(left.count(), 0);
}

#[test]
fn it_is_done_once_and_anew_by_another_threshold_or_for_damage() {
    let bench = Bench::new();
    run_of(&bench, "out", &sample(), |_| {});
    let manifest = bench.path("out/manifest.jsonl");
    let lines = || fs::read_to_string(&manifest).unwrap().lines().count();
    let before = lines();
    let first = dedup(&options(&bench, "out")).unwrap();
    let files = bench.files("out");
    assert_eq!(dedup(&options(&bench, "out")).unwrap(), first);
    assert_eq!((lines(), bench.files("out") == files), (before + 1, true));

    // A start that was killed has left things, and a part is gone.
    bench.write("out/.dedup.tmp/keys.0", "x");
    bench.write("out/.deduped.tmp/part-00000.jsonl", "x");
    let gone = &first.files.last().unwrap().file;
    fs::remove_file(bench.path("out").join(gone)).unwrap();
    let problems = status(&bench.path("out"), false).unwrap().problems;
    assert!(
        problems.len() == 1 && problems[0].starts_with(gone),
        "{problems:?}"
    );
    assert_eq!(dedup(&options(&bench, "out")).unwrap(), first);
    assert!(
        status(&bench.path("out"), true)
            .unwrap()
            .problems
            .is_empty()
    );
    assert_eq!(lines(), before + 2);

    let strict = DedupOptions {
        threshold: 1.0,
        ..options(&bench, "out")
    };
    let found = dedup(&strict).unwrap();
    assert_eq!((found.exact, found.near, found.kept), (2, 0, 6));
    let status = status(&bench.path("out"), true).unwrap();
    assert_eq!((status.dedup, status.problems), (Some(found), Vec::new()));
    // The run is still the same one.
    run_of(&bench, "out", &sample(), |_| {});
}

#[test]
fn a_threshold_of_one_is_for_exact_copies_alone() {
    let bench = Bench::new();
    let texts = vec![
        ("a", text("书", 2_000, 0)),
        ("b", text("书", 2_000, 1)),
        ("c", text("书", 2_000, 0)),
    ];
    run_of(&bench, "out", &texts, |_| {});
    let found = [0.99, 1.0].map(|threshold| {
        let options = DedupOptions {
            threshold,
            ..options(&bench, "out")
        };
        let found = dedup(&options).unwrap();
        (found.exact, found.near)
    });
    assert_eq!(found, [(1, 1), (1, 0)]);
}

#[test]
fn what_no_manifest_tells_of_is_replaced() {
    let bench = Bench::new();
    run_of(&bench, "out", &sample(), |_| {});
    bench.write("out/deduped/part-00007.jsonl", "old");
    bench.write("out/duplicates.jsonl", "old");
    let found = dedup(&options(&bench, "out")).unwrap();
    assert!(!bench.path("out/deduped/part-00007.jsonl").exists());
    assert_eq!(ids(&bench.path("out/duplicates.jsonl")).len(), 6);
    assert_eq!(found.kept, 4);
}

#[test]
fn threads_memory_and_compression_change_nothing() {
    let bench = Bench::new();
    let names: Vec<String> = (0..300).map(|n| format!("文章{}", n % 150)).collect();
    let texts: Vec<(&str, String)> = names
        .iter()
        .enumerate()
        .map(|(n, name)| {
            (
                name.as_str(),
                text(name, 30, usize::from(n >= 150 && n % 3 > 0)),
            )
        })
        .collect();
    let mut found = Vec::new();
    for (out, jobs, memory) in [("one", 1, 2 << 30), ("four", 4, 65 << 20)] {
        run_of(&bench, out, &texts, |_| {});
        let options = DedupOptions {
            jobs,
            memory,
            ..options(&bench, out)
        };
        found.push(dedup(&options).unwrap());
    }
    assert!(bench.files("one") == bench.files("four"));
    assert_eq!((found[0].exact, found[0].near), (50, 100));

    run_of(&bench, "zstd", &texts, |options| {
        options.compression = Compression::Zstd;
    });
    let zstd = dedup(&options(&bench, "zstd")).unwrap();
    let plain = |out: &str, files: &[FileRecord]| -> Vec<u8> {
        let deduped = files.iter().filter(|file| file.file.starts_with("deduped"));
        let bytes = deduped.map(|file| fs::read(bench.path(out).join(&file.file)).unwrap());
        bytes.collect::<Vec<_>>().concat()
    };
    let decompressed = zstd::decode_all(plain("zstd", &zstd.files).as_slice()).unwrap();
    assert!(decompressed == plain("one", &found[0].files));
}

#[test]
fn many_copies_of_one_document_are_one_cluster() {
    let bench = Bench::new();
    let line = |n| format!("{{\"id\": \"{n}\", \"text\": \"短文\\n\\n这是同一句话。\"}}\n");
    let lines = (0..5_000).map(line).collect::<Vec<_>>().concat();
    let input = bench.write("in.jsonl", lines);
    let options_of_run = RunOptions {
        part_bytes: 1 << 17,
        ..bench.options(&[&input], "out")
    };
    run(options_of_run).unwrap();
    let found = dedup(&options(&bench, "out")).unwrap();
    assert_eq!(
        (found.kept, found.exact, found.near, found.clusters),
        (1, 4_999, 0, 1)
    );
}

#[test]
fn what_cannot_be_done_is_said() {
    let bench = Bench::new();
    let refused = |out: &str| dedup(&options(&bench, out)).unwrap_err();
    assert!(matches!(refused("nothing"), CorpusError::NoRun { .. }));
    assert!(!bench.path("nothing").exists());

    run_of(&bench, "out", &sample(), |_| {});
    let little = DedupOptions {
        memory: 1 << 20,
        ..options(&bench, "out")
    };
    assert!(matches!(
        dedup(&little),
        Err(CorpusError::NotEnoughMemory { .. })
    ));

    // A part that holds other lines than the manifest says, of the same length.
    let part = bench.path("out/part-00000.jsonl");
    let old = fs::read(&part).unwrap();
    let mut bytes = old.clone();
    bytes[0] = b'[';
    fs::write(&part, &bytes).unwrap();
    assert!(matches!(refused("out"), CorpusError::Damaged { .. }));
    bytes = old.clone();
    bytes[10] = b'\n';
    fs::write(&part, &bytes).unwrap();
    assert!(matches!(refused("out"), CorpusError::Damaged { .. }));
    assert!(!bench.path("out/duplicates.jsonl").exists());

    fs::write(&part, old).unwrap();
    let manifest = bench.path("out/manifest.jsonl");
    let lines = fs::read_to_string(&manifest).unwrap();
    let (before_end, _) = lines.trim_end().rsplit_once('\n').unwrap();
    fs::write(&manifest, format!("{before_end}\n")).unwrap();
    assert!(matches!(refused("out"), CorpusError::NotFinished { .. }));
}
