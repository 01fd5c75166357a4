use std::fs;

use crate::harness::{folder, json, run};

const PAGE: &str =
    "山路\n\n一、上山\n\n清早出门，走了两个小时。\n\n二、下山\n\n傍晚起了风，走得很慢。\n";
const TANGLED: &str = "<title>山路</title><article><h1>山路</h1><p>清早出门，走了两个小时。<p>傍晚起了风，走得很慢。</article>";

/// The codes of the errors that a page has, and its text.
fn errors(words: &[&str], files: &[(&str, &str)]) -> (Vec<String>, String) {
    let string = |value: &serde_json::Value, key: &str| {
        let found = value.get(key).and_then(serde_json::Value::as_str);
        found.unwrap().to_owned()
    };
    let folder = folder(files);
    let outcome = run(&folder, words);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let record = json(&outcome.stdout);
    let findings = record.get("findings").unwrap().as_array().unwrap().iter();
    let errors = findings.filter(|finding| string(finding, "severity") == "error");
    let codes = errors.map(|finding| string(finding, "code"));
    (codes.collect(), string(&record, "text"))
}

#[test]
fn each_limit_cuts_a_page_and_says_so() {
    for (name, page, flag, code) in [
        ("a.txt", PAGE, "--max-lines=6", "too_many_lines"),
        ("a.md", PAGE, "--max-lines=6", "too_many_lines"),
        ("a.txt", PAGE, "--max-steps=1800", "too_much_work"),
        ("a.html", TANGLED, "--max-nodes=9", "too_many_nodes"),
        ("a.html", TANGLED, "--max-steps=900", "too_much_work"),
    ] {
        let extract = ["extract", name, "-f", "json"];
        let (codes, whole) = errors(&extract, &[(name, page)]);
        assert!(codes.is_empty() && whole.contains("傍晚"), "{name}");
        let (codes, text) = errors(&[&extract, &[flag][..]].concat(), &[(name, page)]);
        assert_eq!(codes, [code], "{name} {flag}");
        assert!(text.contains("清早") && !text.contains("傍晚"), "{text}");
    }
}

#[test]
fn limits_of_the_settings_file() {
    let settings =
        "max-lines = 6\nmax-nodes = 50\nmax-depth = 9\nmax-steps = 100000\nmax-expansion = 300\n";
    let files = [("a.txt", PAGE), ("s.toml", settings)];
    let extract = ["extract", "a.txt", "-f", "json", "--config", "s.toml"];
    assert_eq!(errors(&extract, &files).0, ["too_many_lines"]);
    // A flag wins.
    let raised = [&extract, &["--max-lines", "100"][..]].concat();
    assert!(errors(&raised, &files).0.is_empty());
    let folder = folder(&[("a.txt", PAGE), ("s.toml", "max-depth = 255\n")]);
    let outcome = run(&folder, &extract);
    assert_eq!(outcome.code, 2);
    assert!(
        outcome.stderr.contains("between 4 and 254"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn dead_letters_of_a_corpus_are_read_again_with_higher_limits() {
    let folder = folder(&[("a.txt", PAGE), ("b.txt", "短页\n\n只有一句话。\n")]);
    for isolation in [&[][..], &["--isolate"][..]] {
        let out = if isolation.is_empty() {
            "here"
        } else {
            "apart"
        };
        let corpus = |words: &[&str]| {
            let words = [&["corpus"], words, &["--out", out, "-q"], isolation].concat();
            run(&folder, &words)
        };
        let outcome = corpus(&[
            "run",
            "a.txt",
            "b.txt",
            "--max-lines",
            "6",
            "--max-depth",
            "30",
        ]);
        assert_eq!(outcome.code, 3, "{}", outcome.stderr);
        let letters = || fs::read_to_string(folder.path().join(out).join("dead-letters.jsonl"));
        let letter = json(letters().unwrap().trim_end());
        assert_eq!(letter["reason"], "too_many_lines");
        assert_eq!(
            letter["help"],
            "raise the limit with --max-lines, or split the page"
        );
        // The run is the same only with its limits, which a resumed one takes from the folder.
        assert_eq!(corpus(&["run", "a.txt", "b.txt"]).code, 2);
        assert_eq!(corpus(&["resume"]).code, 3);
        let outcome = corpus(&["retry"]);
        assert_eq!(outcome.code, 3, "{}", outcome.stderr);
        assert_eq!(letters().unwrap().lines().count(), 1);
        let outcome = corpus(&["retry", "--max-lines", "20"]);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        assert_eq!(letters().unwrap(), "");
    }
}
