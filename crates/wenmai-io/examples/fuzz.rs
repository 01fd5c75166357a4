//! The fuzzer of containers: changes WARC and JSONL files at random, and reads what comes out.
//!
//! `cargo xtask fuzz` starts it.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a tool for developers: reads files, asks the clock, and stops when it cannot"
)]

#[path = "../tests/it/archive.rs"]
mod archive;
#[path = "../../wenmai-parse/examples/fuzz/mutator.rs"]
mod mutator;

use archive::{Packing, gzip, record, record_of_length, response, response_headers, zstd};
use wenmai_io::inspect::FUZZ_TARGETS;

/// Pieces that readers of records look at twice.
const PIECES: &[&str] = &[
    "\r\n",
    "\n",
    "\r\n\r\n",
    "WARC/1.0\r\n",
    "WARC/",
    "WARC-Type: response\r\n",
    "WARC-Type: conversion\r\n",
    "Content-Length: 0\r\n",
    "Content-Length: 100\r\n",
    "Content-Length: 18446744073709551615\r\n",
    "Content-Type: application/http\r\n",
    "HTTP/1.1 200 OK\r\n",
    "Content-Type: text/html\r\n",
    "Content-Encoding: gzip\r\n",
    "Content-Encoding: br, deflate\r\n",
    "Transfer-Encoding: chunked\r\n",
    "5\r\n",
    "ffffffffffffffff\r\n",
    ":",
    ";",
    " ",
    "\0",
    "\u{1f}\u{8}",
    "{\"text\":\"a\"}\n",
    "{\"html_b64\":\"PHA+\"}\n",
];

fn main() {
    let records = [
        record("warcinfo", "", b"software: test\r\n"),
        response("a", "<p>"),
        record_of_length("conversion", "", b"some text", "300"),
        record("conversion", "Content-Type: text/plain\r\n", b"text"),
        record(
            "response",
            &response_headers("b"),
            &[
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n",
                gzip(b"<p>").as_slice(),
            ]
            .concat(),
        ),
    ];
    let mut seeds: Vec<Vec<u8>> = Packing::ALL
        .iter()
        .map(|packing| packing.pack(&records))
        .collect();
    seeds.push(b"{\"id\":\"a\",\"text\":\"b\"}\n".repeat(3));
    seeds.push(zstd(b"<p>"));
    mutator::fuzz(FUZZ_TARGETS, &seeds, PIECES);
}
