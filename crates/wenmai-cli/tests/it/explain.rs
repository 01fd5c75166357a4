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
    insta::assert_snapshot!(told.stdout, @"
    urn:uuid:long
    what              value                       limit
    ──────────────────────────────────────────────────────────
    url               https://example.org/long
    written           part-00000.jsonl, record 0
    quality           1

    urn:uuid:short
    what              value                      limit
    ─────────────────────────────────────────────────────────
    url               https://example.org/short
    dropped           common.min-chars
    common.min-chars  2                          at least 12
    input             a.warc, record 2

    urn:uuid:nodes
    what              value                                                               limit
    ──────────────────────────────────────────────────────────────────────────────────────────────────
    url               https://example.org/nodes
    dead              too_many_nodes
    message           the page has more than 30 elements and texts; only the first 87 of
                      240 bytes were read
    help              raise the limit with --max-nodes, or split the page
    input             a.warc, record 3
    ");
    let by_id = explain(
        &folder,
        &["urn:uuid:long", "urn:uuid:short", "urn:uuid:nodes"],
    );
    assert_eq!(by_id.stdout, told.stdout);

    let nobody = explain(&folder, &["https://example.org/", "urn:uuid:short"]);
    assert_eq!(nobody.code, 3);
    insta::assert_snapshot!(nobody.stderr, @"error: https://example.org/: no page of the run has this id or URL; help: take a name from dropped.jsonl, dead-letters.jsonl or a part; records that gave no page (requests, images, not sampled, too long) have none, and `wenmai corpus status` counts them");
}

#[test]
fn broken_rules_of_documents_that_are_kept_are_shown() {
    let recipe =
        "action = 'mark'\n[common]\nmin-chars = 12\n[language]\nkeep = ['en']\n".to_owned();
    let folder = folder(&[("a.warc", archive()), ("mine.toml", recipe)]);
    assert_eq!(run(&folder, &RUN).code, 3);
    let told = explain(&folder, &["urn:uuid:short"]);
    insta::assert_snapshot!(told.stdout, @"
    urn:uuid:short
    what              value                       limit
    ──────────────────────────────────────────────────────────
    url               https://example.org/short
    written           part-00000.jsonl, record 1
    quality           0.3333
    language.keep     zh-Hani
    common.min-chars  2                           at least 12
    ");
}

#[test]
fn files_of_markdown_are_guessed() {
    let folder = folder(&[("in/a/page.txt", PAGE), ("in/b/page.txt", PAGE)]);
    let words = ["corpus", "run", "in", "--out", "out", "--format", "md"];
    assert_eq!(run(&folder, &words).code, 0);
    let told = explain(&folder, &["in/a/page.txt", "part-00000/0000001-page.md"]);
    assert_eq!(told.code, 0, "{}", told.stderr);
    insta::assert_snapshot!(told.stdout, @"
    in/a/page.txt
    what             value
    ──────────────────────────────────────────────────────
    perhaps written  part-00000/0000000-page.md, record 0
    perhaps written  part-00000/0000001-page.md, record 1

    part-00000/0000001-page.md
    what             value
    ──────────────────────────────────────────────────────
    written          part-00000/0000001-page.md, record 1
    ");
}
