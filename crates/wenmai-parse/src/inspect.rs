//! What benchmarks and fuzzers call; not part of the promised interface.

use crate::html::{HtmlOptions, invariants, read};
use crate::{Hints, ParseOptions, decode, parse_html, parse_markdown, parse_text};

/// Reads an HTML page. Gives the number of its blocks and the bytes of its text.
pub fn read_html(source: &str) -> (usize, usize) {
    let page = read(source, &HtmlOptions::default());
    (page.blocks.len(), page.text.len())
}

/// What a fuzzer calls: decodes and reads the bytes, as a page of some kind.
pub type FuzzTarget = fn(&[u8]);

/// The fuzz targets with their names.
pub const FUZZ_TARGETS: [(&str, FuzzTarget); 3] = [
    ("html", fuzz_html),
    ("text", fuzz_text),
    ("markdown", fuzz_markdown),
];

/// Reads the bytes as an HTML page. Their first two say how small its limits are.
///
/// # Panics
///
/// When the page that was read breaks an invariant.
pub fn fuzz_html(bytes: &[u8]) {
    let decoded = decode(bytes, &Hints::default());
    let source: &str = &decoded.text;
    invariants::check(source, &read(source, &HtmlOptions::default()));
    let document = parse_html(source, &ParseOptions::default());
    for block in &document.blocks {
        assert!(document.source_span(block.span).of(source).is_some());
    }
    if let [first, second, ..] = bytes {
        let options = HtmlOptions {
            max_depth: first % 16,
            max_nodes: usize::from(*second),
        };
        invariants::check(source, &read(source, &options));
    }
}

/// Parses the bytes as a page of text.
///
/// # Panics
///
/// When the text of the document is not that of the page.
pub fn fuzz_text(bytes: &[u8]) {
    let decoded = decode(bytes, &Hints::default());
    let document = parse_text(&decoded.text, &ParseOptions::default());
    assert_eq!(document.text, decoded.text);
}

/// Parses the bytes as a page of Markdown.
///
/// # Panics
///
/// When a block of the document lies nowhere in the page.
pub fn fuzz_markdown(bytes: &[u8]) {
    let decoded = decode(bytes, &Hints::default());
    let document = parse_markdown(&decoded.text, &ParseOptions::default());
    for block in &document.blocks {
        assert!(document.source_span(block.span).of(&decoded.text).is_some());
    }
}
