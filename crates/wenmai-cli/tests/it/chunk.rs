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

#[cfg(feature = "tokenizers")]
#[test]
fn tokens_are_counted_by_a_tokenizer() {
    // Each word, or run of marks, is one token.
    let tokenizer = json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
        "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null, "decoder": null,
        "model": {"type": "WordLevel", "vocab": {"[UNK]": 0}, "unk_token": "[UNK]"},
    });
    let page = "Title\n\nOne two three four. Five six seven, eight nine.\n";
    let folder = folder(&[
        ("a.txt", page),
        ("own.json", &tokenizer.to_string()),
        ("broken.json", "{}"),
        ("wenmai.toml", "[chunk]\ntokenizer = \"own.json\"\n"),
    ]);
    let shown = |words: &[&str]| {
        let words = [&["chunk", "a.txt", "--max-tokens", "6"], words].concat();
        let chunks = records(&folder, &words);
        let line = |chunk: &Value| format!("{} {}", chunk["tokens"], chunk["text"]);
        chunks.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    let counted = shown(&["--tokenizer", "own.json"]);
    insta::assert_snapshot!(counted, @r#"
    5 "One two three four. "
    4 "Five six seven, "
    3 "eight nine."
    "#);
    let config = ["--config", "wenmai.toml"];
    assert_eq!(shown(&config), counted);
    assert_eq!(
        shown(&[&config[..], &["--tokens", "o200k"]].concat()),
        shown(&[])
    );

    for (file, what) in [
        ("broken.json", "no tokenizer: "),
        ("none.json", "cannot be read: "),
    ] {
        let outcome = run(&folder, &["chunk", "a.txt", "--tokenizer", file]);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""));
        let said = format!("{file}: {what}");
        assert!(outcome.stderr.contains(&said), "{}", outcome.stderr);
    }
    let both = [
        "chunk",
        "a.txt",
        "--tokenizer",
        "own.json",
        "--tokens",
        "o200k",
    ];
    assert_eq!(run(&folder, &both).code, 2);
}

#[cfg(not(feature = "tokenizers"))]
#[test]
fn a_build_without_tokenizers_names_the_feature() {
    let folder = folder(&[("a.txt", PAGE), ("own.json", "{}")]);
    let outcome = run(&folder, &["chunk", "a.txt", "--tokenizer", "own.json"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""));
    assert!(
        outcome.stderr.contains("`--features tokenizers`"),
        "{}",
        outcome.stderr
    );
}
