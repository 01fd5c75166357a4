use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use wenmai_corpus::{
    Compression, CorpusError, PartFormat, RunEnd, RunOptions, ShardsLeft, explain, merge, shards,
    shards_left, split, status,
};
use wenmai_model::ManifestRecord;

use crate::dedup::{dedup, options as dedup_options};
use crate::retry::retried;
use crate::{Bench, recipe, run};

/// Inputs of all kinds: pages that are written, dropped and dead, one file without records, one that is not there.
fn inputs(bench: &Bench) -> Vec<PathBuf> {
    vec![
        bench.pages_and_short("a.jsonl", 40, 7),
        bench.write("empty.jsonl", ""),
        bench.pages("b.jsonl", 25),
        bench.path("absent.jsonl"),
        bench.write("page.txt", "一页\n\n这是这一页唯一的一段话，不算太短。\n"),
        bench.pages_and_short("c.jsonl", 33, 5),
        // Lines that others have, so that there are duplicates.
        bench.write("d.jsonl", fs::read(bench.path("b.jsonl")).unwrap()),
        bench.write("last.jsonl", "{\n"),
    ]
}

fn options(bench: &Bench, inputs: &[PathBuf], out: &str) -> RunOptions {
    let inputs: Vec<&Path> = inputs.iter().map(PathBuf::as_path).collect();
    RunOptions {
        recipe: Some(recipe()),
        ..bench.options(&inputs, out)
    }
}

/// Begins shards of so many bytes and runs them, the last one first.
fn run_shards(options: &RunOptions, shard_bytes: u64) -> Vec<PathBuf> {
    let shards = shards(options, shard_bytes).unwrap();
    let left = split(options, shard_bytes).unwrap();
    assert_eq!(left.folders.len() as u64, left.shards);
    assert_eq!(left.folders.len(), shards.len());
    let numbered = shards.into_iter().zip(left.folders.values()).enumerate();
    for (number, (files, folder)) in numbered.collect::<Vec<_>>().into_iter().rev() {
        let shard = options.shard(number as u64, files);
        assert_eq!(shard.out, *folder);
        assert!(run(shard).unwrap().is_finished);
    }
    left.folders.into_values().collect()
}

/// The run, split, done and merged.
fn merged(options: &RunOptions, shard_bytes: u64) -> RunEnd {
    run_shards(options, shard_bytes);
    let end = merge(options).unwrap();
    assert!(end.is_finished);
    assert!(!options.out.join("shards").exists());
    end
}

fn records(bench: &Bench, out: &str) -> Vec<ManifestRecord> {
    let manifest = fs::read_to_string(bench.path(out).join("manifest.jsonl")).unwrap();
    let lines = manifest.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// All bytes of the parts, in order.
fn documents(bench: &Bench, out: &str) -> Vec<u8> {
    let files = bench.files(out);
    let parts = files.iter().filter(|(name, _)| name.starts_with("part-"));
    let bytes = parts.flat_map(|(name, bytes)| match name.strip_suffix(".zst") {
        Some(_) => zstd::decode_all(bytes.as_slice()).unwrap(),
        None => bytes.clone(),
    });
    bytes.collect()
}

#[test]
fn a_run_that_was_split_is_what_one_run_gives() {
    let bench = Bench::new();
    let inputs = inputs(&bench);
    // Shards of one file each, of some, of all; parts of one record each, of some, of as many as there are.
    let lines = (PartFormat::Jsonl, Compression::None);
    let some = (6_000, 4_000);
    let cases = [
        (lines, (0, 4_000)),
        (lines, (6_000, 1)),
        (lines, some),
        (lines, (1 << 30, 128 << 20)),
        ((PartFormat::Jsonl, Compression::Zstd), some),
        ((PartFormat::Markdown, Compression::None), some),
    ];
    for ((format, compression), (shard_bytes, part_bytes)) in cases {
        let name = format!("{}-{shard_bytes}-{part_bytes}", format.as_str());
        let (one, many) = (
            format!("{name}-{}-one", compression.as_str()),
            format!("{name}-{}-many", compression.as_str()),
        );
        let with = |out: &str| RunOptions {
            format,
            compression,
            part_bytes,
            ..options(&bench, &inputs, out)
        };
        let end = run(with(&one)).unwrap();
        let merged = merged(&with(&many), shard_bytes);
        assert_eq!(merged.ledger, end.ledger);
        assert!(end.ledger.n_dead() > 3 && end.ledger.n_dropped() > 3);

        assert!(documents(&bench, &one) == documents(&bench, &many));
        let (one_files, many_files) = (bench.files(&one), bench.files(&many));
        for journal in ["dead-letters.jsonl", "dropped.jsonl"] {
            assert!(one_files[journal] == many_files[journal], "{journal}");
        }
        let status = |out: &str| status(&bench.path(out), true).unwrap();
        let (one_status, many_status) = (status(&one), status(&many));
        assert_eq!(many_status.problems, [""; 0]);
        assert_eq!(many_status.run, one_status.run);
        assert_eq!(many_status.next, one_status.next);
        assert!(many_status.is_finished);

        // A finished run stays finished, and a merge of one does nothing.
        assert_eq!(run(with(&many)).unwrap(), merged);
        assert_eq!(merge(&with(&many)).unwrap(), merged);
        assert_eq!(
            split(&with(&many), shard_bytes).unwrap(),
            ShardsLeft::default()
        );
        assert!(bench.files(&many) == many_files);
    }
}

#[test]
fn parts_of_the_run_know_their_places_in_all_inputs() {
    let bench = Bench::new();
    let inputs = inputs(&bench);
    // With parts of one record each, parts are cut alike.
    let with = |out: &str| RunOptions {
        part_bytes: 1,
        ..options(&bench, &inputs, out)
    };
    run(with("one")).unwrap();
    merged(&with("many"), 6_000);
    let (mut one, mut many) = (bench.files("one"), bench.files("many"));
    assert!(one == many, "{:?}", records(&bench, "many"));

    // One by one, a run that goes on after any part of the merged run gives the same.
    let manifest = many.remove("manifest.jsonl").unwrap();
    let manifest = String::from_utf8(manifest).unwrap();
    for kept in [1, 66, 100] {
        let kept: String = manifest.split_inclusive('\n').take(kept + 1).collect();
        bench.write("many/manifest.jsonl", kept);
        run(with("many")).unwrap();
    }
    one.remove("manifest.jsonl").unwrap();
    many = bench.files("many");
    assert!(many.remove("manifest.jsonl").unwrap() == manifest.into_bytes());
    assert!(one == many);
}

#[test]
fn merged_runs_are_retried_compared_and_explained() {
    let bench = Bench::new();
    let mut inputs = inputs(&bench);
    let long = "这是一段很长的话。".repeat(2_000);
    for name in ["long.jsonl", "longer.jsonl"] {
        let line = format!("{{\"id\": \"{name}\", \"text\": \"标题\\n\\n{long}\"}}\n");
        inputs.insert(3, bench.write(name, line));
    }
    let with = |out: &str, max_page_bytes| {
        let mut options = options(&bench, &inputs, out);
        options.read.max_page_bytes = max_page_bytes;
        options
    };
    run(with("one", 10_000)).unwrap();
    let before = merged(&with("many", 10_000), 6_000);
    assert_eq!(before.ledger.dead["too_long"], 2);
    let names = ["long.jsonl", "a.jsonl-7", "b.jsonl-3", "nobody"];
    for (step, max_page_bytes) in [(0, 10_000), (1, 100_000)] {
        if step == 1 {
            // The letters that failed again, and one more part.
            let one = retried(&with("one", max_page_bytes)).unwrap();
            let many = retried(&with("many", max_page_bytes)).unwrap();
            assert_eq!(one.ledger, many.ledger);
            assert_eq!(one.ledger.written, before.ledger.written + 2);
        }
        let one = dedup(&dedup_options(&bench, "one")).unwrap();
        let many = dedup(&dedup_options(&bench, "many")).unwrap();
        assert_eq!(
            (one.kept, one.exact, one.near, one.clusters),
            (many.kept, many.exact, many.near, many.clusters)
        );
        assert!(one.exact > 20);
        let (one, many) = (bench.files("one"), bench.files("many"));
        for file in ["duplicates.jsonl", "dead-letters.jsonl", "dropped.jsonl"] {
            assert!(one[file] == many[file], "{file}");
        }
        assert_eq!(status(&bench.path("many"), true).unwrap().problems, [""; 0]);
        let fates = |out: &str| {
            let fates = explain(&bench.path(out), &names).unwrap();
            let said = fates.iter().flatten().map(|fate| {
                let mut said = serde_json::to_value(fate).unwrap();
                // Parts are cut elsewhere.
                if let Some(written) = said["fate"].get_mut("written") {
                    written["file"].take();
                    written["record"].take();
                }
                said
            });
            said.collect::<Vec<_>>()
        };
        assert_eq!(fates("one"), fates("many"));
        assert!(fates("many").len() >= 3);
    }
}

/// All files of a folder but locks, by their name.
type Files = BTreeMap<String, Vec<u8>>;

fn restore(bench: &Bench, out: &str, files: &Files) {
    let _ = fs::remove_dir_all(bench.path(out));
    for (name, bytes) in files {
        bench.write(&format!("{out}/{name}"), bytes);
    }
}

fn without_locks(files: Files) -> Files {
    let files = files.into_iter();
    files
        .filter(|(name, _)| !format!("/{name}").ends_with("/.lock"))
        .collect()
}

#[test]
fn a_merge_that_was_killed_goes_on() {
    let bench = Bench::new();
    let inputs = inputs(&bench);
    let options = options(&bench, &inputs, "out");
    run_shards(&options, 6_000);
    let before = without_locks(bench.files("out"));
    merge(&options).unwrap();
    let after = without_locks(bench.files("out"));
    // Where each part was, in the order of the run.
    let olds: Vec<&String> = before
        .keys()
        .filter(|name| name.contains("/part-"))
        .collect();
    let news: Vec<&String> = after
        .keys()
        .filter(|name| name.starts_with("part-"))
        .collect();
    let manifest = String::from_utf8(after["manifest.jsonl"].clone()).unwrap();
    let lines: Vec<&str> = manifest.split_inclusive('\n').collect();
    let parts = records(&bench, "out");
    let parts: Vec<_> = parts
        .iter()
        .filter_map(|record| match record {
            ManifestRecord::Part(part) => Some(part),
            _ => None,
        })
        .collect();
    assert!(olds.len() == news.len() && parts.len() > 8 && lines.len() == parts.len() + 2);

    let mut tried = 0;
    for counted in 0..=parts.len() {
        let known = counted.checked_sub(1).map(|last| parts[last]);
        let files = |counted: usize| {
            let parts = parts[..counted].iter();
            parts.filter(|part| part.file.is_some()).count()
        };
        let least = files(counted);
        let moved = [least, (least + 1).min(olds.len()), olds.len()];
        for moved in moved {
            let mut state = before.clone();
            for (old, new) in olds.iter().zip(&news).take(moved) {
                let bytes = state.remove(*old).unwrap();
                state.insert((*new).clone(), bytes);
            }
            for (journal, bytes) in [
                (
                    "dead-letters.jsonl",
                    known.map(|part| part.dead_letters_bytes),
                ),
                ("dropped.jsonl", known.map(|part| part.dropped_bytes)),
            ] {
                let bytes = usize::try_from(bytes.unwrap_or(0)).unwrap();
                let mut half = after[journal][..bytes].to_vec();
                half.extend_from_slice(b"{\"half\": ");
                state.insert(journal.into(), half);
            }
            let mut kept = lines[..=counted].concat();
            kept.push_str("{\"type\":\"pa");
            state.insert("manifest.jsonl".into(), kept.into());
            restore(&bench, "out", &state);
            // Nobody but the merge may go on here.
            assert!(matches!(
                run(options.clone()),
                Err(CorpusError::Split { .. })
            ));
            merge(&options).unwrap();
            assert!(
                without_locks(bench.files("out")) == after,
                "killed with {counted} parts counted, {moved} moved"
            );
            tried += 1;
        }
    }
    assert!(tried > 24, "{tried}");

    // All is merged, and the first shards are removed.
    let shards: Vec<&String> = before.keys().filter(|name| name.contains('/')).collect();
    for removed in 0..shards.len() {
        let mut state = after.clone();
        for name in &shards[removed..] {
            if !name.contains("/part-") {
                state.insert((*name).clone(), before[*name].clone());
            }
        }
        restore(&bench, "out", &state);
        assert!(run(options.clone()).unwrap().is_finished);
        merge(&options).unwrap();
        assert!(without_locks(bench.files("out")) == after);
    }
}

#[test]
fn a_merge_that_cannot_write_goes_on_later() {
    let bench = Bench::new();
    let inputs = inputs(&bench);
    let with = |out: &str| options(&bench, &inputs, out);
    merged(&with("expected"), 6_000);
    run_shards(&with("out"), 6_000);
    // A folder stands where the fifth part goes.
    bench.write("out/part-00004.jsonl/in-the-way", "");
    let failed = merge(&with("out"));
    assert!(matches!(failed, Err(CorpusError::Write(_))), "{failed:?}");
    assert!(matches!(merge(&with("out")), Err(CorpusError::Write(_))));
    fs::remove_dir_all(bench.path("out/part-00004.jsonl")).unwrap();
    // What is not ours stays.
    bench.write("out/shards/slurm-7.out", "done\n");
    merge(&with("out")).unwrap();
    let mut files = bench.files("out");
    assert!(files.remove("shards/slurm-7.out").is_some());
    assert!(files == bench.files("expected"));
}

#[test]
fn without_all_shards_nothing_is_merged() {
    let bench = Bench::new();
    let inputs = inputs(&bench);
    let options = options(&bench, &inputs, "out");
    assert!(matches!(merge(&options), Err(CorpusError::NoRun { .. })));
    assert!(!bench.path("out").exists());

    let folders = run_shards(&options, 6_000);
    let files = without_locks(bench.files("out"));
    let refused = |what: &str| {
        let before = without_locks(bench.files("out"));
        let error = merge(&options).unwrap_err();
        assert!(without_locks(bench.files("out")) == before, "{error}");
        let said = error.to_string();
        let out = bench.path("out").display().to_string();
        assert_eq!(
            said.replace(&out, "out")
                .replace(&bench.path("").display().to_string(), ""),
            what
        );
        restore(&bench, "out", &files);
    };

    // Not begun, and not finished.
    fs::remove_dir_all(&folders[1]).unwrap();
    let lines = &files["shards/00002/manifest.jsonl"];
    bench.write("out/shards/00002/manifest.jsonl", &lines[..lines.len() - 2]);
    let left = shards_left(&bench.path("out")).unwrap();
    let paths: Vec<_> = left.folders.values().cloned().collect();
    assert_eq!(paths, folders[1..]);
    assert!(left.folders.keys().eq(&[1, 2]));
    assert_eq!(split(&options, 6_000).unwrap(), left);
    fs::remove_dir_all(&folders[1]).unwrap();
    refused("out: 2 of 3 shards are not finished: 00001, 00002");

    // The last one is not there at all.
    fs::remove_dir_all(&folders[2]).unwrap();
    refused("out: cannot be merged: last.jsonl and 0 inputs after it are in no shard");
    // One too many.
    for (name, bytes) in &files {
        if let Some(name) = name.strip_prefix("shards/00002/") {
            bench.write(&format!("out/shards/00003/{name}"), bytes);
        }
    }
    refused(
        "out/shards/00003: cannot be merged: it has 1 inputs, of 0 that the shards before it have left",
    );
    // Other settings, and other inputs.
    let manifest = String::from_utf8(files["shards/00001/manifest.jsonl"].clone()).unwrap();
    let other = manifest.replace("\"compress\":\"none\"", "\"compress\":\"zstd\"");
    bench.write("out/shards/00001/manifest.jsonl", other);
    refused("out/shards/00001: cannot be merged: --compress was zstd, is none");
    bench.write("a.jsonl", fs::read(bench.path("b.jsonl")).unwrap());
    let error = merge(&options).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("00000: cannot be merged: the inputs were"),
        "{error}"
    );
    bench.pages_and_short("a.jsonl", 40, 7);
    // A part, and dead letters that are not whole.
    fs::remove_file(bench.path("out/shards/00001/part-00000.jsonl")).unwrap();
    refused("out/shards/00001/part-00000.jsonl: cannot be read");
    bench.write("out/shards/00002/dead-letters.jsonl", "{}\n");
    let bytes = files["shards/00002/dead-letters.jsonl"].len();
    refused(&format!(
        "out/shards/00002/dead-letters.jsonl: has 3 bytes instead of {bytes}"
    ));
    // Dead letters of a shard that were read again.
    let shards = shards(&options, 6_000).unwrap();
    retried(&options.shard(2, shards[2].clone())).unwrap();
    refused(
        "out/shards/00002: cannot be merged: its dead letters were read again, which is for the whole run",
    );
    // Parts of a run that was not split.
    fs::rename(bench.path("out/shards"), bench.path("away")).unwrap();
    run(RunOptions {
        part_bytes: 4_001,
        ..options.clone()
    })
    .unwrap_err();
    run(options.clone()).unwrap();
    let whole = String::from_utf8(bench.files("out")["manifest.jsonl"].clone()).unwrap();
    let one_line = |line: &str| line.contains("\"type\":\"end\"");
    let kept: String = whole
        .split_inclusive('\n')
        .filter(|line| !one_line(line))
        .collect();
    bench.write("out/manifest.jsonl", kept);
    assert!(matches!(
        split(&options, 6_000),
        Err(CorpusError::NotSplit { .. })
    ));
    fs::rename(bench.path("away"), bench.path("out/shards")).unwrap();
    let error = merge(&options).unwrap_err().to_string();
    assert!(error.ends_with("in it is none of the shards"), "{error}");
}

#[test]
fn shards_are_ranges_of_whole_files() {
    let bench = Bench::new();
    let bytes = |n: usize| "x".repeat(n);
    let files: Vec<PathBuf> = [3, 4, 10, 1, 0, 6, 2]
        .iter()
        .enumerate()
        .map(|(number, n)| bench.write(&format!("in/{number}.txt"), bytes(*n)))
        .collect();
    let folder = bench.path("in");
    let options = bench.options(&[&folder], "out");
    let lens = |options: &RunOptions, shard_bytes| {
        let shards = shards(options, shard_bytes).unwrap();
        let all: Vec<_> = shards.iter().flatten().map(PathBuf::from).collect();
        assert_eq!(all, files);
        shards.iter().map(Vec::len).collect::<Vec<_>>()
    };
    assert_eq!(lens(&options, 7), [2, 1, 3, 1]);
    assert_eq!(lens(&options, 0), [1; 7]);
    assert_eq!(lens(&options, 1_000), [7]);
    // A list of the same files.
    let names = files.iter().map(|file| format!("{}\n", file.display()));
    let list = bench.write("list", names.collect::<String>());
    let mut listed = options.clone();
    listed.files = vec![format!("@{}", list.display()).into()];
    assert_eq!(lens(&listed, 7), [2, 1, 3, 1]);
    assert!(!bench.path("out").exists());
}

#[test]
fn what_cannot_be_split_is_refused() {
    let bench = Bench::new();
    let input = bench.pages("a.jsonl", 5);
    let good = bench.options(&[&input], "out");
    let mut cases = Vec::new();
    for sample in ["1%", "3"] {
        let mut options = good.clone();
        options.sample = sample.parse().ok();
        cases.push((options, "a sample is drawn"));
    }
    for (file, what) in [
        ("-", "standard input"),
        ("nothing-*.jsonl", "nothing-*.jsonl"),
        ("@nothing", "nothing"),
    ] {
        let mut options = good.clone();
        options.files.push(file.into());
        cases.push((options, what));
    }
    for (options, what) in cases {
        for error in [
            shards(&options, 1).unwrap_err(),
            split(&options, 1).unwrap_err(),
            merge(&options).unwrap_err(),
        ] {
            assert!(matches!(error, CorpusError::NotSplit { .. }), "{error}");
            assert!(error.to_string().contains(what), "{error}");
        }
    }
    assert!(!bench.path("out").exists());
}

#[test]
fn shards_of_another_size_or_run_are_refused() {
    let bench = Bench::new();
    let inputs = inputs(&bench);
    let good = options(&bench, &inputs, "out");
    let left = split(&good, 6_000).unwrap();
    assert_eq!(split(&good, 6_000).unwrap(), left);
    for shard_bytes in [1, 100_000] {
        let error = split(&good, shard_bytes).unwrap_err();
        assert!(matches!(error, CorpusError::Changed { .. }), "{error}");
    }
    let other = RunOptions {
        part_bytes: 1,
        ..good.clone()
    };
    assert!(matches!(
        split(&other, 6_000),
        Err(CorpusError::Changed { .. })
    ));
    assert!(matches!(run(good), Err(CorpusError::Split { .. })));
}

#[cfg(feature = "parquet")]
#[test]
fn rows_of_a_merged_run_are_those_of_one_run() {
    let bench = Bench::new();
    let inputs = inputs(&bench);
    let with = |out: &str| RunOptions {
        format: PartFormat::Parquet,
        compression: Compression::Zstd,
        ..options(&bench, &inputs, out)
    };
    let end = run(with("one")).unwrap();
    assert_eq!(merged(&with("many"), 6_000).ledger, end.ledger);
    assert_eq!(status(&bench.path("many"), true).unwrap().problems, [""; 0]);
    let one = dedup(&dedup_options(&bench, "one")).unwrap();
    let many = dedup(&dedup_options(&bench, "many")).unwrap();
    assert_eq!((one.documents, one.kept), (many.documents, many.kept));
    let rows = |out: &str| {
        let files = bench.files(out);
        let parts = files.keys().filter(|name| name.starts_with("part-"));
        let rows =
            parts.map(|part| crate::dedup_formats::parquet::rows(&bench, &format!("{out}/{part}")));
        rows.flatten().collect::<Vec<_>>()
    };
    assert!(rows("one") == rows("many"));
}
