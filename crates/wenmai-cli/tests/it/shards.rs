//! Runs that are split from the command line.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::harness::{Outcome, PAGE, files, folder, run};

/// A line with a page, and one that is broken.
fn lines(name: &str) -> String {
    format!(
        "{{\"id\": \"{name}\", \"text\": \"标题\\n\\n第一段话在{name}这里。\"}}\n{{\"id\": \"{name}-broken\"\n"
    )
}

fn crawl() -> TempDir {
    let (a, b, c) = (lines("a"), lines("b"), lines("c"));
    folder(&[
        ("in/a.jsonl", a.as_str()),
        ("in/b.jsonl", &b),
        ("in/c.jsonl", &c),
        ("in/page.txt", PAGE),
    ])
}

const SHARDS: [&str; 9] = [
    "corpus",
    "shards",
    "in",
    "--out",
    "out",
    "--shard-size",
    "150",
    "--compress",
    "zstd",
];

fn hashes(out: &Path) -> Vec<(String, Vec<u8>)> {
    let names = files(out).into_iter();
    names
        .filter(|name| name != ".lock")
        .map(|name| (name.clone(), fs::read(out.join(name)).unwrap()))
        .collect()
}

#[test]
fn a_run_is_split_done_and_merged() {
    let folder = crawl();
    let out = folder.path().join("out");
    let plan = run(&folder, &[SHARDS.as_slice(), &["--dry-run"]].concat());
    insta::assert_snapshot!(plan.stdout, @r"
    00000	in/a.jsonl	77
    00000	in/b.jsonl	77
    00001	in/c.jsonl	77
    00001	in/page.txt	250
    ");
    assert!(plan.code == 0 && !out.exists());

    let begun = run(&folder, &SHARDS);
    assert_eq!(
        (begun.code, begun.stdout.as_str(), begun.stderr.as_str()),
        (
            0,
            "out/shards/00000\nout/shards/00001\n",
            "2 of 2 shards are not finished\n"
        )
    );
    // Nobody may begin the whole run now.
    for words in [
        ["corpus", "resume", "--out", "out"].as_slice(),
        &["corpus", "run", "in", "--out", "out", "--compress", "zstd"],
    ] {
        let refused = run(&folder, words);
        assert_eq!(refused.code, 2);
        assert!(
            refused
                .stderr
                .starts_with("error: out: the run in this folder is split into shards; help: "),
            "{}",
            refused.stderr
        );
    }

    let resumed = run(&folder, &["corpus", "resume", "--out", "out/shards/00001"]);
    assert_eq!(resumed.code, 3, "{}", resumed.stderr);
    let early = run(&folder, &["corpus", "merge", "--out", "out"]);
    insta::assert_snapshot!(early.stderr, @r"
    error: out: 1 of 2 shards are not finished: 00000; help: finish each with `wenmai corpus resume --out DIR/shards/NNNNN`, then merge again
    ");
    assert_eq!(early.code, 2);
    let status = run(&folder, &["corpus", "status", "--out", "out"]);
    assert!(
        status.stderr.ends_with("1 of 2 shards are not finished\n"),
        "{}",
        status.stderr
    );
    assert_eq!(run(&folder, &SHARDS).stdout, "out/shards/00000\n");

    run(&folder, &["corpus", "resume", "--out", "out/shards/00000"]);
    assert_eq!(run(&folder, &SHARDS).stdout, "");
    let merged = run(&folder, &["corpus", "merge", "--out", "out"]);
    insta::assert_snapshot!(merged.stderr, @r"
    finished: read 7 = written 4 + dropped 0 + dead 3 (broken_record 3), 2 parts
    ");
    assert_eq!(merged.code, 3);
    assert!(!out.join("shards").exists());

    same_as_one_run(&folder, &merged);
}

/// Whether the run in `out` is what one run gives, but for where parts are cut, and all commands work on it.
fn same_as_one_run(folder: &TempDir, merged: &Outcome) {
    let out = folder.path().join("out");
    let words = ["corpus", "run", "in", "--compress", "zstd", "--out"];
    let whole = run(folder, &[words.as_slice(), &["whole"]].concat());
    assert_eq!(whole.stderr.replace("1 parts", "2 parts"), merged.stderr);
    for journal in ["dead-letters.jsonl", "dropped.jsonl"] {
        let read = |run: &str| fs::read(folder.path().join(run).join(journal)).unwrap();
        assert!(read("whole") == read("out"), "{journal}");
    }
    let before = hashes(&out);
    for words in [
        [words.as_slice(), &["out"]].concat(),
        vec!["corpus", "resume", "--out", "out"],
        vec!["corpus", "merge", "--out", "out"],
    ] {
        let again = run(folder, &words);
        assert_eq!((again.code, &again.stderr), (3, &merged.stderr));
    }
    let nothing = run(folder, &SHARDS);
    assert_eq!(
        (nothing.stdout.as_str(), nothing.stderr.as_str()),
        ("", "no shards are left\n")
    );
    assert!(hashes(&out) == before);
    let status = run(folder, &["corpus", "status", "--out", "out", "--verify"]);
    assert_eq!(status.code, 0, "{}", status.stderr);
    let dedup = run(folder, &["corpus", "dedup", "--out", "out"]);
    assert!(
        dedup.stderr.contains("4 documents = kept 4"),
        "{}",
        dedup.stderr
    );
    let audit = run(folder, &["audit", "--run", "out", "--pack", "pack"]);
    assert_eq!(audit.code, 0, "{}", audit.stderr);
    let explained = run(
        folder,
        &["corpus", "explain", "c", "--out", "out", "-f", "json"],
    );
    assert!(
        explained.stdout.contains("part-00001.jsonl.zst"),
        "{}",
        explained.stdout
    );
    fs::write(
        folder.path().join("in/b.jsonl"),
        lines("b").replace("\"b-broken\"", "\"b-broken\"}"),
    )
    .unwrap();
    let changed = run(folder, &["corpus", "retry", "--out", "out"]);
    assert_eq!(changed.code, 2, "{}", changed.stderr);
}

#[test]
fn runs_that_cannot_be_split_are_refused() {
    let folder = folder(&[("@a.jsonl", lines("a")), ("b.jsonl", lines("b"))]);
    let refused = |words: &[&str]| {
        let begin = ["corpus", "shards", "--out", "out"];
        let outcome = run(&folder, &[&begin, words].concat());
        assert_eq!(outcome.code, 2, "{}", outcome.stderr);
        assert!(!folder.path().join("out").exists());
        outcome.stderr
    };
    insta::assert_snapshot!(refused(&["b.jsonl", "--sample", "1%"]), @r"
        error: the run cannot be split into shards: a sample is drawn from the records of all inputs; help: let one machine do it with `wenmai corpus run`
        ");
    insta::assert_snapshot!(refused(&["*.jsonl"]), @r"
        error: the run cannot be split into shards: as an input of a shard, @a.jsonl would not be this file: name it ./@a.jsonl; help: let one machine do it with `wenmai corpus run`
        ");
    insta::assert_snapshot!(refused(&["b.jsonl", "--isolate"]), @r"
        error: a shard does not know how it will be run; help: give --isolate to `wenmai corpus resume`
        ");
    insta::assert_snapshot!(run(&folder, &["corpus", "merge", "--out", "out"]).stderr, @r"
        error: out: there is no run in this folder; help: begin one with `wenmai corpus run FILES --out DIR`
        ");
    // Named in another way, it stands for itself.
    let begun = run(
        &folder,
        &["corpus", "shards", "--out", "out", "./@a.jsonl", "b.jsonl"],
    );
    assert_eq!(begun.stdout, "out/shards/00000\n", "{}", begun.stderr);
}
