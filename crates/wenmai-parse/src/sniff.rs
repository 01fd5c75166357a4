//! What the bytes of a page hold, by their first kilobytes.

use wenmai_model::PageKind;

/// How much of a page is looked at.
const SNIFF_BYTES: usize = 8192;

/// What the bytes of a page seem to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sniffed {
    /// A page of this kind.
    Page(PageKind),
    /// No text at all; the name says what, for example `PDF`.
    Binary(&'static str),
}

/// Signatures of formats that are no pages (WHATWG MIME Sniffing §6 and the formats' own specifications).
const SIGNATURES: [(&[u8], &str); 14] = [
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"PK\x03\x04", "ZIP"),
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x7fELF", "ELF"),
    (b"PAR1", "Parquet"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Microsoft Office"),
    (b"SQLite format 3\0", "SQLite"),
];

/// Tells HTML, text and binary data apart. HTML is what opens with markup that the WHATWG MIME Sniffing standard knows
/// as HTML; binary is what has a known signature or many control characters.
///
/// ```
/// use wenmai_model::PageKind;
/// use wenmai_parse::{Sniffed, sniff};
/// assert_eq!(sniff(b"<!DOCTYPE html><p>x"), Sniffed::Page(PageKind::Html));
/// assert_eq!(sniff("标题\n\n正文".as_bytes()), Sniffed::Page(PageKind::Text));
/// assert_eq!(sniff(b"%PDF-1.7\n"), Sniffed::Binary("PDF"));
/// ```
pub fn sniff(bytes: &[u8]) -> Sniffed {
    if let Some((_, name)) = SIGNATURES
        .iter()
        .find(|(signature, _)| bytes.starts_with(signature))
    {
        return Sniffed::Binary(name);
    }
    let head = bytes
        .get(..SNIFF_BYTES.min(bytes.len()))
        .unwrap_or_default();
    // Text may carry a stray NUL; data has control characters all over.
    let control = head
        .iter()
        .filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b))
        .count();
    if control * 10 > head.len() {
        return Sniffed::Binary("binary data");
    }
    Sniffed::Page(if opens_like_html(head) {
        PageKind::Html
    } else {
        PageKind::Text
    })
}

fn opens_like_html(head: &[u8]) -> bool {
    const OPENINGS: [&str; 14] = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<script",
        "<iframe",
        "<h1",
        "<div",
        "<table",
        "<style",
        "<title",
        "<meta",
        "<article",
        "<!--",
    ];
    let head = head
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(head)
        .trim_ascii_start();
    let starts = |opening: &str| {
        let tag = head
            .get(..opening.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(opening.as_bytes()));
        let next = head.get(opening.len());
        tag && next.is_none_or(|&b| opening == "<!--" || !b.is_ascii_alphanumeric())
    };
    OPENINGS.iter().any(|opening| starts(opening))
}
