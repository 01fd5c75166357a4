//! What benchmarks and fuzzers call; not part of the promised interface.

use std::borrow::Cow;

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
pub const FUZZ_TARGETS: [(&str, FuzzTarget); 4] = [
    ("decode", fuzz_decode),
    ("html", fuzz_html),
    ("text", fuzz_text),
    ("markdown", fuzz_markdown),
];

/// Charsets that a fuzzer declares.
const CHARSETS: [&str; 16] = [
    "utf-8",
    "gbk",
    "gb18030",
    "big5",
    "shift_jis",
    "euc-jp",
    "euc-kr",
    "iso-2022-jp",
    "windows-1252",
    "windows-1251",
    "koi8-r",
    "utf-16le",
    "utf-16be",
    "iso-8859-8",
    "windows-874",
    "none",
];

/// Decodes the bytes: as they are, as a page whose container declares a charset, and as one in that charset. Their first says
/// which.
///
/// # Panics
///
/// When a finding has a place outside of the text, or UTF-8 is changed.
pub fn fuzz_decode(bytes: &[u8]) {
    let index = bytes.first().copied().map_or(0, usize::from) % CHARSETS.len();
    let charset = CHARSETS.get(index).copied().unwrap_or_default();
    for hints in [
        Hints::default(),
        Hints::declared(Some(charset)),
        Hints::certain(charset),
    ] {
        let decoded = decode(bytes, &hints);
        for finding in &decoded.findings {
            assert!(
                finding
                    .span
                    .is_none_or(|span| span.of(&decoded.text).is_some()),
                "{finding:?}"
            );
        }
        // Escapes may be Japanese, and NUL characters UTF-16.
        let is_utf_8 = std::str::from_utf8(bytes).is_ok()
            && !bytes.iter().any(|byte| matches!(byte, 0 | 0x1b));
        if is_utf_8 && !hints.is_certain {
            assert!(
                matches!(&decoded.text, Cow::Borrowed(text) if bytes.ends_with(text.as_bytes()) && bytes.len() - text.len() <= 3)
            );
        }
    }
}

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
            ..HtmlOptions::default()
        };
        invariants::check(source, &read(source, &options));
        let options = HtmlOptions {
            budget_nodes: usize::from(*first),
            budget_steps: u64::from(*second) * 64,
            ..HtmlOptions::default()
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
