//! What goes wrong, its message and its exit code. The other inputs are always processed.

use std::fmt::Write;

use crate::harness::{PAGE, folder, outcome, run, wenmai};

/// Summary of `wenmai extract -f jsonl` over `inputs` in a folder with a good page and much that is none.
fn check(inputs: &[&str]) -> String {
    let page = PAGE.as_bytes();
    let jsonl = "{\"id\":\"one\",\"text\":\"标题\\n\\n正文。\"}\n{\"id\":\n{\"id\":\"three\",\"html\":\"<p>正文\"}\n\
                 {\"id\":\"four\",\"body\":\"正文\"}\n{\"id\":\"five\",\"text\":\"标题\"}\n";
    let folder = folder(&[
        ("good.txt", page),
        ("empty/notes.rst", page),
        ("folder.txt/inner.rst", page),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("paper.pdf", b"%PDF-1.7\n1 0 obj"),
        ("data.txt", &[0, 1, 2, 3, 0, 5, 6, 7]),
        ("page.html", b"<!DOCTYPE html><title>x</title>"),
        ("saved.txt", b"<!DOCTYPE html><title>x</title>"),
        (
            "broken.txt",
            b"\xe6\xa0\x87\xe9\xa2\x98\n\n\xff\xfe \xe6\xad\xa3\xe6\x96\x87\xe6\xad\xa3\xe6\x96\x87\xe6\xad\n",
        ),
        ("crawl.jsonl", jsonl.as_bytes()),
        ("list", b"good.txt\n\nabsent.txt\n"),
        ("blank.txt", b""),
    ]);
    let words = [&["extract", "-f", "jsonl"], inputs].concat();
    run(&folder, &words).summary()
}

#[test]
fn missing_file() {
    insta::assert_snapshot!(check(&["absent.txt"]));
    insta::assert_snapshot!(check(&["absent.txt", "good.txt"]));
}

#[test]
fn folder_without_pages() {
    insta::assert_snapshot!(check(&["empty", "folder.txt", "good.txt"]));
}

#[test]
fn pattern_without_match() {
    insta::assert_snapshot!(check(&["*.doc", "g*.txt"]));
}

#[test]
fn binary_file() {
    insta::assert_snapshot!(check(&["picture.txt", "paper.pdf", "data.txt", "good.txt"]));
}

#[test]
fn html() {
    insta::assert_snapshot!(check(&["page.html", "saved.txt", "good.txt"]));
    insta::assert_snapshot!(check(&["saved.txt", "--kind", "text"]));
}

#[test]
fn invalid_utf8_is_read_and_noted() {
    insta::assert_snapshot!(check(&["broken.txt"]));
    insta::assert_snapshot!(check(&["broken.txt", "-v"]));
}

#[test]
fn empty_page_is_a_page() {
    insta::assert_snapshot!(check(&["blank.txt"]));
}

#[test]
fn broken_records() {
    insta::assert_snapshot!(check(&["crawl.jsonl", "good.txt"]));
}

#[test]
fn list_with_a_missing_file() {
    insta::assert_snapshot!(check(&["@list", "@absent"]));
}

#[test]
fn page_over_the_limit() {
    insta::assert_snapshot!(check(&["good.txt", "blank.txt", "--max-page-bytes", "100"]));
}

#[test]
fn unreadable_file() {
    // Root may read whatever has permissions, but not this, which only Linux has.
    if std::path::Path::new("/proc/self/mem").exists() {
        insta::assert_snapshot!(check(&["/proc/self/mem", "good.txt"]));
    } else {
        eprintln!("skipped: there is no /proc/self/mem");
    }
}

#[test]
fn control_characters_in_names_do_not_reach_the_terminal() {
    let outcome = run(".", &["outline", "a\u{1b}[31m.txt"]);
    assert!(!outcome.stderr.contains('\u{1b}'), "{}", outcome.stderr);
}

#[test]
fn wrong_usage() {
    let folder = folder(&[
        ("a.txt", PAGE),
        ("b.txt", PAGE),
        ("wrong-key.toml", "jobs = 1\n[keywords]\ntopp = 3\n"),
        ("wrong-value.toml", "[extract]\nformat = \"pdf\"\n"),
        (
            "wrong-marker.toml",
            "jobs = 1\n[[markers]]\nname = \"level\"\npattern = '第(关'\n",
        ),
    ]);
    let cases: [&[&str]; 15] = [
        &["extract"],
        &["extract", "a.txt", "--nope"],
        &["extract", "a.txt", "-f", "pdf"],
        &["extract", "a.txt", "b.txt", "-f", "md"],
        &["extract", "a.txt", "--jobs", "0"],
        &["keywords", "a.txt", "--top", "0"],
        &["keywords", "a.txt", "--dict", "absent"],
        &["stats", "a.txt", "--similar", "--tokens", "cl100k"],
        &["report", "a.txt", "--fail-on", "gone"],
        &["stats", "a.txt", "--config", "absent.toml"],
        &["stats", "a.txt", "--config", "wrong-key.toml"],
        &["stats", "a.txt", "--config", "wrong-value.toml"],
        &["stats", "a.txt", "--config", "wrong-marker.toml"],
        &["schema", "nothing"],
        &["outline", "a.txt", "-q", "-v"],
    ];
    let mut text = String::new();
    for words in cases {
        let outcome = run(&folder, words);
        assert_eq!(
            (outcome.code, outcome.stdout.as_str()),
            (2, ""),
            "{words:?}"
        );
        // Clap's own hints after the first lines are not ours to guard.
        let error = outcome.stderr.lines().next().unwrap().to_owned();
        writeln!(text, "wenmai {}\n    {error}", words.join(" ")).unwrap();
    }
    insta::assert_snapshot!(text);
}

#[test]
fn output_that_cannot_be_written() {
    let folder = folder(&[("a.txt", PAGE), ("taken", "")]);
    for words in [
        &["extract", "a.txt", "-f", "md", "--out", "taken"][..],
        &["extract", "a.txt", "-f", "jsonl", "--out", "taken"],
        &["report", "a.txt", "--out", "taken"],
    ] {
        let outcome = run(&folder, words);
        assert_eq!(outcome.code, 5, "{words:?}");
        assert!(
            outcome.stderr.starts_with("error: taken/"),
            "{}",
            outcome.stderr
        );
    }
    if cfg!(target_os = "linux") {
        let full = std::fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let program = wenmai(".").get_program().to_owned();
        let status = std::process::Command::new(program)
            .args(["outline", "a.txt"])
            .current_dir(&folder)
            .stdout(full)
            .stderr(std::process::Stdio::null())
            .status()
            .unwrap();
        assert_eq!(status.code(), Some(5));
    }
}

#[test]
fn quiet_says_only_errors() {
    let folder = folder(&[("a.txt", PAGE)]);
    let words = ["extract", "-q", "a.txt", "absent.txt"];
    let outcome = outcome(wenmai(&folder).args(words));
    assert_eq!(outcome.code, 3);
    assert_eq!(outcome.stderr.lines().count(), 1, "{}", outcome.stderr);
}
