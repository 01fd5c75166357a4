//! Standard input and output, and threads.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use crate::harness::{PAGE, folder, outcome, root, run, wenmai};

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let commands: [&[&str]; 4] = [
        &["extract", "-f", "jsonl"],
        &["stats", "-f", "jsonl"],
        &["keywords", "-f", "jsonl", "--by", "section"],
        &["keywords", "-f", "jsonl", "--by", "corpus"],
    ];
    for command in commands {
        let with_jobs = |jobs| {
            // Two of the hostile pages are empty, which is said.
            let inputs = ["fixtures/pages", "fixtures/hostile", "-q", "--jobs", jobs];
            let outcome = run(root(), &[command, &inputs].concat());
            assert_eq!(
                (outcome.code, outcome.stderr.as_str()),
                (0, ""),
                "{command:?}"
            );
            outcome.stdout
        };
        assert!(with_jobs("1") == with_jobs("2"), "{command:?}");
    }
}

#[test]
fn many_pages_come_in_input_order() {
    use std::fmt::Write;

    // More than one batch.
    let mut jsonl = String::new();
    for n in 0..600 {
        writeln!(jsonl, "{{\"text\":\"标题 {n}\\n\\n正文。\"}}").unwrap();
    }
    let folder = folder(&[("crawl.jsonl", jsonl)]);
    let stdout = run(&folder, &["extract", "crawl.jsonl", "--jobs", "2"]).stdout;
    let ids: Vec<String> = stdout
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].to_string())
        .collect();
    let expected: Vec<String> = (0..600).map(|n| format!("\"{n}\"")).collect();
    assert_eq!(ids, expected);
}

#[test]
fn standard_input_is_a_page_or_jsonl() {
    let read = |body: &str| {
        let mut command = wenmai(".");
        outcome(command.args(["extract", "-"]).write_stdin(body)).summary()
    };
    insta::assert_snapshot!(read(PAGE), @r#"
    exit code 0
    record "-"
    "#);
    insta::assert_snapshot!(read("{\"id\":\"a\",\"text\":\"一\"}\n{\"text\":\"二\"}\n"), @r#"
    exit code 0
    record "a"
    record "1"
    "#);
}

#[test]
fn json_of_standard_input_is_an_array_where_it_holds_several_pages() {
    let read = |command, body: &str| -> serde_json::Value {
        let mut wenmai = wenmai(".");
        let stdout = outcome(wenmai.args([command, "-", "-f", "json"]).write_stdin(body)).stdout;
        serde_json::from_str(&stdout).unwrap()
    };
    for command in ["extract", "outline", "stats"] {
        assert!(read(command, PAGE).is_object(), "{command}");
        assert!(
            read(command, "{\"text\":\"一\"}\n{\"text\":\"二\"}\n").is_array(),
            "{command}"
        );
    }
}

#[test]
fn a_reader_that_has_enough_is_no_error() {
    let program = wenmai(".").get_program().to_owned();
    let mut child = Command::new(program)
        .args(["extract", "fixtures/pages", "fixtures/pages", "-f", "jsonl"])
        .current_dir(root())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 10];
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut first).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn a_pipe_gets_no_colors_and_no_progress_bar() {
    let folder = folder(&[("a.txt", PAGE)]);
    let outcome = run(&folder, &["outline", "a.txt"]);
    assert!(!outcome.stdout.contains('\u{1b}'));
    assert_eq!(outcome.stderr, "");
}

#[test]
fn a_slow_writer_is_waited_for() {
    let program = wenmai(".").get_program().to_owned();
    let mut child = Command::new(program)
        .args(["extract", "-", "-f", "text"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    for piece in ["标题\n\n", "第一句。", "第二句。\n"] {
        stdin.write_all(piece.as_bytes()).unwrap();
        stdin.flush().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("第一句。第二句。")
    );
}
