//! `wenmai extract -f instruct`: what it writes, and its flags and settings.

use std::fs;

use serde_json::Value;

use crate::harness::{PAGE, folder, json as parsed, run};

/// The records of a successful run.
fn records(folder: &tempfile::TempDir, words: &[&str]) -> Vec<Value> {
    let words = [&["extract", "a.txt"], words].concat();
    let outcome = run(folder, &words);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    outcome.stdout.lines().map(parsed).collect()
}

#[test]
fn drafts_are_lines() {
    let folder = folder(&[("a.txt", PAGE)]);
    let words = ["extract", "a.txt", "-f", "instruct", "--min-tokens", "5"];
    let outcome = run(&folder, &words);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    insta::assert_snapshot!(outcome.stdout);
}

#[test]
fn pieces_have_places_in_the_page_and_in_the_text_of_its_record() {
    let folder = folder(&[("a.txt", PAGE)]);
    let document = records(&folder, &["-f", "jsonl"]).remove(0);
    let article = document["text"].as_str().unwrap();
    let place = |value: &Value| {
        let at = |end: usize| usize::try_from(value[end].as_u64().unwrap()).unwrap();
        at(0)..at(1)
    };
    let drafts = records(&folder, &["-f", "instruct", "--min-tokens", "5"]);
    assert!(drafts.len() > 3, "{drafts:?}");
    for draft in drafts {
        let mut output = Vec::new();
        for span in draft["spans"].as_array().unwrap() {
            let source = PAGE.get(place(&span["span"])).unwrap();
            let text = match &span["text_span"] {
                Value::Null => source,
                text_span => article.get(place(text_span)).unwrap(),
            };
            if span["role"] == "output" {
                output.push(text);
            }
            if span["role"] == "instruction" {
                assert!(draft["instruction"].as_str().unwrap().contains(text));
                assert_eq!(source, text);
            }
        }
        assert_eq!(draft["output"], output.join("\n"));
    }
}

#[test]
fn a_folder_gets_one_file_and_flags_win_over_settings() {
    let settings = "[extract]\nformat = \"instruct\"\nmin-tokens = 5\nmax-tokens = 400\n";
    let folder = folder(&[("a.txt", PAGE), ("wenmai.toml", settings)]);
    let config = ["--config", "wenmai.toml"];
    let all = records(&folder, &config);
    let few = records(&folder, &[&config[..], &["--min-tokens", "12"]].concat());
    assert!(few.len() < all.len(), "{few:?}");
    // Settings of drafts are no matter for other formats.
    let jsonl = records(&folder, &[&config[..], &["-f", "jsonl"]].concat());
    assert_eq!(jsonl.len(), 1);
    assert!(records(&folder, &[&config[..], &["--out", "drafts"]].concat()).is_empty());
    let written = fs::read_to_string(folder.path().join("drafts/instructions.jsonl")).unwrap();
    let written: Vec<Value> = written.lines().map(parsed).collect();
    assert_eq!(written, all);
}

#[test]
fn flags_of_drafts_with_another_format_are_wrong_usage() {
    let folder = folder(&[("a.txt", PAGE)]);
    let refused = |words: &[&str]| {
        let outcome = run(&folder, &[&["extract", "a.txt"], words].concat());
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""));
        outcome.stderr
    };
    insta::assert_snapshot!(refused(&["-f", "md", "--max-tokens", "100"]));
    let words = ["-f", "instruct", "--min-tokens", "9", "--max-tokens", "8"];
    insta::assert_snapshot!(refused(&words));
}
