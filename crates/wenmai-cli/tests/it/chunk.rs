//! `wenmai chunk`: what it writes, and its flags and settings.

use serde_json::{Value, json};

use crate::harness::{PAGE, folder, json as parsed, root, run};

/// The records of a successful run.
fn records(folder: &tempfile::TempDir, words: &[&str]) -> Vec<Value> {
    let outcome = run(folder, words);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    outcome.stdout.lines().map(parsed).collect()
}

#[test]
fn chunks_in_each_format() {
    let folder = folder(&[("a.txt", PAGE)]);
    let chunk = |format| {
        let outcome = run(&folder, &["chunk", "a.txt", "-f", format]);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{format}");
        outcome.stdout
    };
    insta::assert_snapshot!(chunk("jsonl"));
    insta::assert_snapshot!(chunk("table"));
    insta::assert_snapshot!(chunk("csv"));
    insta::assert_snapshot!(chunk("md"));
    let lines: Vec<Value> = chunk("jsonl").lines().map(parsed).collect();
    assert_eq!(parsed(&chunk("json")), json!(lines));
    assert_eq!(run(&folder, &["chunk", "a.txt"]).stdout, chunk("jsonl"));
}

#[test]
fn chunks_have_places_in_the_page_and_in_the_text_of_its_record() {
    let folder = folder(&[("a.txt", PAGE)]);
    let document = records(&folder, &["extract", "a.txt", "-f", "jsonl"]).remove(0);
    let chunks = records(&folder, &["chunk", "a.txt", "--max-tokens", "12"]);
    let text = document["text"].as_str().unwrap();
    let place = |value: &Value| {
        let at = |end: usize| usize::try_from(value[end].as_u64().unwrap()).unwrap();
        at(0)..at(1)
    };
    let texts: Vec<&str> = chunks
        .iter()
        .map(|chunk| text.get(place(&chunk["text_span"])).unwrap())
        .collect();
    for (chunk, text) in chunks.iter().zip(&texts) {
        assert_eq!(chunk["text"], *text);
        let source = PAGE.get(place(&chunk["span"])).unwrap();
        assert_eq!(source.replace("\n\n", "\n"), *text);
    }
    insta::assert_snapshot!(texts.join("\n---\n"));
}

#[test]
fn flags_win_over_settings() {
    let settings =
        "[chunk]\nmax-tokens = 12\noverlap = 6\nmerge-sections = true\ntokens = \"cl100k\"\n";
    let folder = folder(&[("a.txt", PAGE), ("wenmai.toml", settings)]);
    let n_chunks = |words: &[&str]| {
        let words = [&["chunk", "a.txt"], words].concat();
        records(&folder, &words).len()
    };
    let config = ["--config", "wenmai.toml"];
    assert!(n_chunks(&config) > n_chunks(&[]));
    let flags = [
        "--config",
        "wenmai.toml",
        "--max-tokens",
        "500",
        "--overlap",
        "0",
    ];
    assert_eq!(n_chunks(&flags), 1);
    assert_eq!(n_chunks(&["--merge-sections"]), 1);
    let o200k = records(&folder, &["chunk", "a.txt"]);
    let cl100k = records(&folder, &["chunk", "a.txt", "--tokens", "cl100k"]);
    assert!(o200k[0]["tokens"].as_u64() < cl100k[0]["tokens"].as_u64());
}

#[test]
fn an_overlap_of_more_than_half_is_wrong_usage() {
    let folder = folder(&[("a.txt", PAGE)]);
    let words = ["chunk", "a.txt", "--max-tokens", "20", "--overlap", "11"];
    let outcome = run(&folder, &words);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""));
    insta::assert_snapshot!(outcome.stderr);
    assert_eq!(
        run(&folder, &["chunk", "a.txt", "--max-tokens", "0"]).code,
        2
    );
}

#[test]
fn a_fixture_in_small_chunks() {
    let page = "fixtures/pages/zh-seed-shape.txt";
    let outcome = run(
        root(),
        &["chunk", page, "--max-tokens", "96", "-f", "table"],
    );
    insta::assert_snapshot!(outcome.stdout);
}
