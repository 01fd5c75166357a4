//! What became of single pages of a corpus run.

use crate::archives::record;
use crate::harness::{PAGE, folder, run};

fn archive() -> String {
    let response = |id: &str, body: &str| {
        let headers = format!(
            "WARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{id}>\r\nWARC-Target-URI: https://example.org/{id}\r\n\
             WARC-Date: 2024-12-20T08:00:00Z\r\nContent-Type: application/http\r\n"
        );
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n";
        record(&headers, &format!("{head}\r\n{body}"))
    };
    [
        record("WARC-Type: request\r\n", "GET / HTTP/1.1\r\n\r\n"),
        response(
            "long",
            "<h1>开源与闭源</h1><p>开源降低了技术门槛，开发者能快速接入最新的大模型。</p>",
        ),
        response("short", "<p>短。</p>"),
        response("nodes", &"<p>多".repeat(40)),
    ]
    .concat()
}

const RUN: [&str; 9] = [
    "corpus",
    "run",
    "a.warc",
    "--out",
    "out",
    "--recipe",
    "mine.toml",
    "--max-nodes",
    "30",
];

fn explain(folder: &tempfile::TempDir, names: &[&str]) -> crate::harness::Outcome {
    let words = ["corpus", "explain", "--out", "out"];
    let words: Vec<&str> = words.iter().chain(names).copied().collect();
    run(folder, &words)
}

#[test]
fn pages_of_an_archive_are_found_by_url() {
    let recipe = "[common]\nmin-chars = 12\n".to_owned();
    let folder = folder(&[("a.warc", archive()), ("mine.toml", recipe)]);
    let done = run(&folder, &RUN);
    assert_eq!(done.code, 3, "{}", done.stderr);
    let urls = [
        "https://example.org/long",
        "https://example.org/short",
        "https://example.org/nodes",
    ];
    let told = explain(&folder, &urls);
    assert_eq!(told.code, 0, "{}", told.stderr);
    insta::assert_snapshot!(told.stdout, @"");
    let by_id = explain(
        &folder,
        &["urn:uuid:long", "urn:uuid:short", "urn:uuid:nodes"],
    );
    assert_eq!(by_id.stdout, told.stdout);

    let nobody = explain(&folder, &["https://example.org/", "urn:uuid:short"]);
    assert_eq!(nobody.code, 3);
    insta::assert_snapshot!(nobody.stderr, @"");
}

#[test]
fn broken_rules_of_documents_that_are_kept_are_shown() {
    let recipe =
        "action = 'mark'\n[common]\nmin-chars = 12\n[language]\nkeep = ['en']\n".to_owned();
    let folder = folder(&[("a.warc", archive()), ("mine.toml", recipe)]);
    assert_eq!(run(&folder, &RUN).code, 3);
    let told = explain(&folder, &["urn:uuid:short"]);
    insta::assert_snapshot!(told.stdout, @"");
}

#[test]
fn files_of_markdown_are_guessed() {
    let folder = folder(&[("in/a/page.txt", PAGE), ("in/b/page.txt", PAGE)]);
    let words = ["corpus", "run", "in", "--out", "out", "--format", "md"];
    assert_eq!(run(&folder, &words).code, 0);
    let told = explain(&folder, &["in/a/page.txt", "part-00000/0000001-page.md"]);
    assert_eq!(told.code, 0, "{}", told.stderr);
    insta::assert_snapshot!(told.stdout, @"");
}
