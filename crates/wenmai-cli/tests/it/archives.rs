//! Web archives and compressed inputs.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::harness::{PAGE, folder, outcome, run, wenmai};

pub(crate) fn record(headers: &str, block: &str) -> String {
    let len_bytes = block.len();
    format!("WARC/1.0\r\n{headers}Content-Length: {len_bytes}\r\n\r\n{block}\r\n\r\n")
}

/// A request, its response, a picture, and a record that is broken.
fn archive() -> String {
    let html = "<!DOCTYPE html><title>开源与闭源</title><h1>开源与闭源</h1><h2>开源</h2><p>开源降低了技术门槛。</p>";
    let response = |id: &str, media_type: &str, body: &str| {
        let headers = format!(
            "WARC-Type: response\r\nWARC-Record-ID: <urn:{id}>\r\nWARC-Target-URI: https://example.org/{id}\r\n\
             WARC-Date: 2024-12-20T08:00:00Z\r\nContent-Type: application/http\r\n"
        );
        record(
            &headers,
            &format!("HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\n\r\n{body}"),
        )
    };
    [
        record("WARC-Type: request\r\n", "GET / HTTP/1.1\r\n\r\n"),
        response("page", "text/html; charset=utf-8", html),
        "WARC/1.0\r\nWARC-Type: response\r\n\r\n".to_owned(),
        response("picture", "image/png", "png"),
        response("text", "text/plain", PAGE),
    ]
    .concat()
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn pages_of_an_archive() {
    let folder = folder(&[
        ("crawl/a.warc.gz", gzip(&archive())),
        ("crawl/b.html.gz", gzip("<p>正文。</p>")),
    ]);
    let words = ["extract", "-f", "jsonl", "crawl"];
    insta::assert_snapshot!(run(&folder, &words).summary(), @r#"
    exit code 3
    record "urn:page"
    record "urn:text"
    record "crawl/b.html.gz"
    error: crawl/a.warc.gz: not a WARC record: its Content-Length is missing or no number (byte 0, decompressed 448); help: records before and after it were read; mend the program that wrote it
    3 written, 1 failed
    "#);
}

#[test]
fn what_is_known_of_a_page_comes_from_its_record() {
    let folder = folder(&[("a.warc", archive())]);
    let out = run(&folder, &["extract", "-f", "jsonl", "--quiet", "a.warc"]).stdout;
    let page: serde_json::Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
    let field = |pointer: &str| page.pointer(pointer).unwrap().as_str().unwrap();
    assert_eq!(field("/url"), "https://example.org/page");
    assert_eq!(field("/source/captured_at"), "2024-12-20T08:00:00Z");
    assert_eq!(page.pointer("/source/record").unwrap(), 1);
}

#[test]
fn an_archive_on_standard_input() {
    let folder = folder::<&str>(&[]);
    let text = record("WARC-Type: conversion\r\n", PAGE);
    for words in [&["outline", "-"][..], &["outline", "-", "--kind", "wet"]] {
        let mut command = wenmai(&folder);
        let outcome = outcome(command.args(words).write_stdin(gzip(&text)));
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        assert!(outcome.stdout.contains("一、开源"), "{}", outcome.stdout);
    }
}
