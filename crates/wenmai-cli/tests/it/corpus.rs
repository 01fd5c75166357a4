//! Corpus runs from the command line.

use std::fs;

use serde_json::Value;

use crate::harness::{PAGE, folder, kill_after_a_part, run};

const LINES: &str = "{\"id\": \"a\", \"text\": \"标题\\n\\n第一段话在这里。\"}\n{\"id\": \"b\", \"text\": \n\
                     {\"id\": \"c\", \"text\": \"%PDF-1.7\"}\n";

#[test]
fn a_run_says_where_every_record_went() {
    let folder = folder(&[("in/a.jsonl", LINES), ("in/page.txt", PAGE)]);
    let first = run(&folder, &["corpus", "run", "in", "--out", "out"]);
    insta::assert_snapshot!(first.stderr, @r"
    finished: read 4 = written 2 + dropped 1 (binary 1) + dead 1 (broken_record 1), 1 parts
    ");
    assert_eq!((first.code, first.stdout.as_str()), (3, ""));
    let part = fs::read_to_string(folder.path().join("out/part-00000.jsonl")).unwrap();
    let record: Value = serde_json::from_str(part.lines().nth(1).unwrap()).unwrap();
    assert_eq!(
        (&record["id"], &record["source"]["record"]),
        (&"in/page.txt".into(), &0.into())
    );

    let status = run(&folder, &["corpus", "status", "--out", "out", "--verify"]);
    insta::assert_snapshot!(status.stdout, @r"
    fate     reason         records  share
    ───────────────────────────────────────
    written                       2    50%
    dropped  binary               1    25%
    dead     broken_record        1    25%
    read                          4   100%
    ");
    assert_eq!(status.code, 0);
    let json = run(&folder, &["corpus", "status", "--out", "out", "-f", "json"]).stdout;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&json["is_finished"], &json["ledger"]["read"]),
        (&true.into(), &4.into())
    );

    // The same command does nothing more, and resume is the same command.
    for words in [
        ["corpus", "run", "in", "--out", "out"].as_slice(),
        &["corpus", "resume", "--out", "out"],
    ] {
        let again = run(&folder, words);
        assert_eq!((again.code, again.stderr), (3, first.stderr.clone()));
    }
    let other = run(
        &folder,
        &["corpus", "run", "in", "--out", "out", "--compress", "zstd"],
    );
    insta::assert_snapshot!(other.stderr, @r"
    error: out: the run in this folder is another one: --compress was none, is zstd; help: choose another folder; where only settings differ, `wenmai corpus resume --out DIR` goes on with the old ones
    ");
    assert_eq!(other.code, 2);
}

#[test]
fn damage_is_seen() {
    let folder = folder(&[("a.jsonl", LINES)]);
    run(&folder, &["corpus", "run", "a.jsonl", "--out", "out"]);
    let part = folder.path().join("out/part-00000.jsonl");
    let mut bytes = fs::read(&part).unwrap();
    bytes[20] ^= 1;
    fs::write(&part, bytes).unwrap();
    assert_eq!(run(&folder, &["corpus", "status", "--out", "out"]).code, 0);
    let status = run(&folder, &["corpus", "status", "--out", "out", "--verify"]);
    assert_eq!(status.code, 3);
    assert!(
        status
            .stderr
            .contains("error: part-00000.jsonl: does not hold what was written"),
        "{}",
        status.stderr
    );
    let nothing = run(&folder, &["corpus", "status", "--out", "elsewhere"]);
    assert_eq!(nothing.code, 2);
    insta::assert_snapshot!(nothing.stderr, @r"
    error: elsewhere: there is no run in this folder; help: begin one with `wenmai corpus run FILES --out DIR`
    ");
}

#[test]
fn a_dry_run_writes_nothing() {
    let folder = folder(&[("in/a.jsonl", LINES), ("in/page.txt", PAGE)]);
    let outcome = run(
        &folder,
        &[
            "corpus",
            "run",
            "in",
            "--out",
            "out",
            "--dry-run",
            "--sample",
            "5%",
        ],
    );
    assert_eq!(outcome.code, 0);
    assert!(
        outcome.stdout.starts_with("in/a.jsonl\tjsonl\t"),
        "{}",
        outcome.stdout
    );
    assert!(
        outcome.stderr.contains("--sample 5%\n"),
        "{}",
        outcome.stderr
    );
    assert!(
        outcome.stderr.ends_with("out: would begin\n"),
        "{}",
        outcome.stderr
    );
    assert!(!folder.path().join("out").exists());
}

#[test]
fn dead_letters_are_retried() {
    let long = format!(
        "{{\"id\": \"long\", \"text\": \"标题\\n\\n{}\"}}\n",
        "很长的一段话。".repeat(400)
    );
    let folder = folder(&[("a.jsonl", [LINES, &long].concat())]);
    let words = [
        "corpus",
        "run",
        "a.jsonl",
        "--out",
        "out",
        "--max-page-bytes",
        "5000",
    ];
    let first = run(&folder, &words);
    assert!(first.stderr.contains("too_long 1"), "{}", first.stderr);
    let words = [
        "corpus",
        "retry",
        "--out",
        "out",
        "--max-page-bytes",
        "50000",
    ];
    let retried = run(&folder, &words);
    assert_eq!(retried.code, 3);
    insta::assert_snapshot!(retried.stderr, @r"
    1 of 2 dead letters gave documents now
    finished: read 4 = written 2 + dropped 1 (binary 1) + dead 1 (broken_record 1), 2 parts
    ");
}

#[test]
fn resume_has_the_memory_of_the_run_and_retry_may_have_more() {
    let long = format!(
        "{{\"id\": \"long\", \"text\": \"标题\\n\\n{}\"}}\n",
        "很长的一段话。".repeat(120_000)
    );
    let folder = folder(&[("a.jsonl", [LINES, &long].concat())]);
    let first = run(
        &folder,
        &[
            "corpus", "run", "a.jsonl", "--out", "out", "--memory", "160M",
        ],
    );
    assert!(first.stderr.contains("too_long 1"), "{}", first.stderr);
    assert_eq!(
        run(&folder, &["corpus", "resume", "--out", "out"]).stderr,
        first.stderr
    );
    let more = run(
        &folder,
        &["corpus", "resume", "--out", "out", "--memory", "1G"],
    );
    assert!(
        more.stderr
            .contains("--memory was 167772160, is 1073741824"),
        "{}",
        more.stderr
    );
    let retried = run(
        &folder,
        &["corpus", "retry", "--out", "out", "--memory", "1G"],
    );
    assert!(
        retried
            .stderr
            .starts_with("1 of 2 dead letters gave documents now\n"),
        "{}",
        retried.stderr
    );
}

#[test]
fn settings_that_do_not_go_together_are_refused() {
    let folder = folder(&[("in/a.jsonl", LINES)]);
    for words in [
        &[
            "corpus",
            "run",
            "in",
            "--out",
            "out",
            "-f",
            "md",
            "--compress",
            "zstd",
        ][..],
        &["corpus", "run", "in", "--out", "in/out"],
        &["corpus", "run", "in", "--out", "out", "--memory", "64M"],
        &["corpus", "run", "-", "--out", "out", "--sample", "5"],
        &["corpus", "run", "in", "--out", "out", "--time-limit", "5"],
    ] {
        let outcome = run(&folder, words);
        assert_eq!(outcome.code, 2, "{words:?}: {}", outcome.stderr);
        assert!(outcome.stderr.starts_with("error: "), "{}", outcome.stderr);
    }
    assert!(!folder.path().join("out").exists());
}

#[cfg(unix)]
#[test]
fn worker_processes_give_the_same_bytes() {
    let folder = folder(&[("a.jsonl", LINES), ("page.txt", PAGE), ("b.jsonl", LINES)]);
    let inputs = ["a.jsonl", "page.txt", "b.jsonl"];
    for (out, more) in [
        ("plain", &[][..]),
        ("isolated", &["--isolate", "--time-limit", "100"]),
    ] {
        let words = [&["corpus", "run", "--out", out], more, &inputs].concat();
        assert_eq!(run(&folder, &words).code, 3);
    }
    let read = |out: &str, name: &str| fs::read(folder.path().join(out).join(name)).unwrap();
    for name in ["part-00000.jsonl", "dead-letters.jsonl", "manifest.jsonl"] {
        assert!(read("plain", name) == read("isolated", name), "{name}");
    }
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_build_without_parquet_says_so() {
    let folder = folder(&[("a.jsonl", LINES)]);
    let outcome = run(
        &folder,
        &["corpus", "run", "a.jsonl", "--out", "out", "-f", "parquet"],
    );
    assert_eq!(outcome.code, 2);
    assert!(
        outcome.stderr.contains("`--features parquet`"),
        "{}",
        outcome.stderr
    );
    assert!(!folder.path().join("out").exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error_of_writing() {
    let folder = folder(&[("a.jsonl", LINES), ("taken", "a file\n")]);
    let outcome = run(&folder, &["corpus", "run", "a.jsonl", "--out", "taken"]);
    assert_eq!(outcome.code, 5, "{}", outcome.stderr);
}

#[test]
fn duplicates_are_found_once_and_shown() {
    let line = |id: &str, end: &str| {
        let sentence = |n| format!("这是第 {n} 句话，说的是第 {} 件事。", n * 3);
        let text = (0..40).map(sentence).collect::<Vec<_>>().concat();
        format!("{{\"id\": \"{id}\", \"text\": \"标题\\n\\n{text}{end}\"}}\n")
    };
    let other = "{\"id\": \"c\", \"text\": \"别的\\n\\n一篇完全不同的文章，很短。\"}\n";
    let lines = [
        &line("a", ""),
        other,
        &line("b", "！"),
        &line("d", "多一句。"),
    ]
    .map(String::from);
    let folder = folder(&[("a.jsonl", lines.concat().as_str())]);
    let dedup = ["corpus", "dedup", "--out", "out"];
    assert_eq!(run(&folder, &dedup).code, 2);
    run(&folder, &["corpus", "run", "a.jsonl", "--out", "out"]);
    let first = run(&folder, &dedup);
    insta::assert_snapshot!(first.stderr, @r#"
    duplicates (--threshold 0.8): 4 documents = kept 2 + exact 1 + near 1, 1 clusters
    "#);
    assert_eq!((first.code, first.stdout.as_str()), (0, ""));
    let again = run(&folder, &dedup);
    assert_eq!((again.code, again.stderr), (0, first.stderr));

    let status = run(&folder, &["corpus", "status", "--out", "out", "--verify"]);
    assert_eq!(status.code, 0);
    assert!(
        status.stderr.contains("kept 2 + exact 1 + near 1"),
        "{}",
        status.stderr
    );
    let json = run(&folder, &["corpus", "status", "--out", "out", "-f", "json"]).stdout;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        json["dedup"]["files"][1]["file"],
        "deduped/part-00000.jsonl"
    );
    let duplicates = fs::read_to_string(folder.path().join("out/duplicates.jsonl")).unwrap();
    insta::assert_snapshot!(duplicates, @r#"
    {"schema_version":1,"id":"a","cluster":0,"representative":"a","similarity":1.0,"kind":"representative","size":3}
    {"schema_version":1,"id":"b","cluster":0,"representative":"a","similarity":1.0,"kind":"exact","size":3}
    {"schema_version":1,"id":"d","cluster":0,"representative":"a","similarity":0.995,"kind":"near","size":3}
    "#);

    let wrong = run(
        &folder,
        &["corpus", "dedup", "--out", "out", "--threshold", "80"],
    );
    assert_eq!(wrong.code, 2);
    let little = run(
        &folder,
        &[
            "corpus",
            "dedup",
            "--out",
            "out",
            "--threshold",
            "0.9",
            "--memory",
            "1M",
        ],
    );
    assert_eq!(little.code, 2);
    insta::assert_snapshot!(little.stderr, @r#"
    error: 4 documents need 67108896 bytes of memory; help: give it by --memory
    "#);
}

#[test]
fn duplicates_of_markdown_are_found() {
    let folder = folder(&[("a.jsonl", LINES.repeat(2))]);
    run(
        &folder,
        &["corpus", "run", "a.jsonl", "--out", "out", "-f", "md"],
    );
    let found = run(&folder, &["corpus", "dedup", "--out", "out"]);
    assert_eq!(found.code, 0);
    insta::assert_snapshot!(found.stderr, @"duplicates (--threshold 0.8): 2 documents = kept 1 + exact 1 + near 0, 1 clusters");
}

/// Placeholders are a setting of the run: worker processes put them, and a run that goes on does.
#[test]
fn runs_put_placeholders_in_the_place_of_personal_data() {
    let page = |n: usize| {
        let text = format!(
            "标题{n}\n\n有事请打 1381234567{}，或写信到 li{n}@huizhi-tech.cn 说明，白天都在。",
            n % 10
        );
        serde_json::json!({"id": format!("p{n}-1381234567{}", n % 10), "text": text}).to_string()
    };
    let pages: String = (0..60).map(|n| page(n) + "\n").collect();
    let folder = folder(&[("a.jsonl", pages)]);
    let command = |out: &str, flags: &[&str]| {
        let words = [
            "corpus",
            "run",
            "a.jsonl",
            "--redact",
            "--redact-language=zh",
            "--part-size",
            "1000",
            "--out",
            out,
        ];
        run(&folder, &[&words, flags].concat())
    };
    let part = |out: &str, n: usize| {
        fs::read_to_string(folder.path().join(format!("{out}/part-{n:05}.jsonl"))).unwrap()
    };
    let first = command("out", &[]);
    assert_eq!(first.code, 0, "{}", first.stderr);
    assert!(
        part("out", 0).contains("有事请打 [手机号-1]，或写信到 [电子邮箱-1] 说明"),
        "{}",
        part("out", 0)
    );
    assert!(part("out", 0).contains("\"personal_data\":{\"email\":1,\"mobile_phone\":1}"));
    assert!(!part("out", 0).contains("1381234567"));
    command("isolated", &["--isolate", "--jobs", "2"]);
    assert_eq!(
        (part("isolated", 0), part("isolated", 1)),
        (part("out", 0), part("out", 1))
    );

    let out = folder.path().join("out");
    let before = kill_after_a_part(&out);
    let resumed = run(&folder, &["corpus", "resume", "--out", "out"]);
    assert_eq!(resumed.code, 0, "{}", resumed.stderr);
    for (name, bytes) in before {
        assert!(
            name.ends_with("manifest.jsonl") || fs::read(out.join(&name)).unwrap() == bytes,
            "{name}"
        );
    }
    let other = run(
        &folder,
        &[
            "corpus",
            "run",
            "a.jsonl",
            "--part-size",
            "1000",
            "--out",
            "out",
        ],
    );
    assert_eq!(other.code, 2);
    assert!(
        other.stderr.contains("--redact was all"),
        "{}",
        other.stderr
    );

    // Names of files have no ids then.
    command("md", &["-f", "md"]);
    let names = crate::harness::files(&folder.path().join("md"));
    assert!(
        names
            .iter()
            .any(|name| name == "part-00000/0000000-page.md"),
        "{names:?}"
    );
}
