use crate::harness::{folder, run};

const COMMANDS: [&str; 12] = [
    "extract",
    "outline",
    "explain",
    "keywords",
    "stats",
    "chunk",
    "report",
    "profile",
    "corpus",
    "completions",
    "man",
    "schema",
];

#[test]
fn help_of_the_command() {
    insta::assert_snapshot!(run(".", &["--help"]).stdout);
}

#[test]
fn help_of_each_command_has_examples() {
    for command in COMMANDS {
        let help = run(".", &[command, "--help"]).stdout;
        assert!(help.contains(&format!("  wenmai {command} ")), "{help}");
        insta::assert_snapshot!(format!("help_{command}"), help);
    }
}

#[test]
fn help_fits_80_columns() {
    let mut texts = vec![run(".", &["--help"]).stdout, run(".", &["-h"]).stdout];
    let below = [
        "run", "resume", "shards", "merge", "status", "retry", "dedup",
    ];
    texts.extend(below.map(|what| run(".", &["corpus", what, "--help"]).stdout));
    texts.extend(COMMANDS.map(|command| run(".", &[command, "--help"]).stdout));
    for line in texts.iter().flat_map(|text| text.lines()) {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn without_a_command_there_is_help_and_an_error() {
    let outcome = run(".", &[]);
    assert_eq!(outcome.code, 2);
    assert!(
        outcome.stderr.contains("Usage: wenmai"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(".", &["completions", shell]).stdout;
        assert!(
            COMMANDS.iter().all(|command| script.contains(command)),
            "{shell}"
        );
    }
    assert!(run(".", &["man"]).stdout.contains(".TH wenmai 1"));
    let folder = folder::<&str>(&[]);
    assert_eq!(run(&folder, &["man", "--out", "man1"]).code, 0);
    for command in COMMANDS {
        assert!(
            folder
                .path()
                .join(format!("man1/wenmai-{command}.1"))
                .exists()
        );
    }
}

#[test]
fn schemas_are_json() {
    let all: serde_json::Value = serde_json::from_str(&run(".", &["schema"]).stdout).unwrap();
    let one: serde_json::Value =
        serde_json::from_str(&run(".", &["schema", "document"]).stdout).unwrap();
    assert_eq!(all["document"], one);
    assert!(one["properties"]["outline"].is_object());
}
