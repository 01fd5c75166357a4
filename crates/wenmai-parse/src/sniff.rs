//! What the bytes of a page hold, by their first kilobytes.

use encoding_rs::{Encoding, UTF_8};
use memchr::memmem;
use wenmai_model::PageKind;

use crate::decode::utf16;

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

/// Tells HTML, Markdown, text and binary data apart. HTML is what opens with markup that the WHATWG MIME Sniffing standard
/// knows as HTML, or with an element that parts a page or a text; Markdown is what opens with the head of a scraper, or holds headings
/// and links in its markup, though it open with a paragraph of HTML; binary is what has a known signature or many control characters. UTF-16 is read as such, with or without a byte order mark.
///
/// ```
/// use wenmai_model::PageKind;
/// use wenmai_parse::{Sniffed, sniff};
/// assert_eq!(sniff(b"<!DOCTYPE html><p>x"), Sniffed::Page(PageKind::Html));
/// assert_eq!(sniff(b"<main><h1>x"), Sniffed::Page(PageKind::Html));
/// assert_eq!(sniff(b"<p>x</p>"), Sniffed::Page(PageKind::Html));
/// assert_eq!(sniff("标题\n\n正文".as_bytes()), Sniffed::Page(PageKind::Text));
/// assert_eq!(sniff(b"# A\n\n[b](/b) [c](/c)\n\n## D\n\n[e](/e)\n"), Sniffed::Page(PageKind::Markdown));
/// assert_eq!(sniff(b"<\0h\0t\0m\0l\0>\0"), Sniffed::Page(PageKind::Html));
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
    let utf_16 = match Encoding::for_bom(head) {
        Some((encoding, _)) => Some(encoding).filter(|&encoding| encoding != UTF_8),
        None => utf16::by_nul(head),
    };
    if let Some(encoding) = utf_16 {
        let (text, _) = encoding.decode_with_bom_removal(head);
        return sniff_head(text.as_bytes());
    }
    sniff_head(head)
}

/// Tells the kinds apart by the start of a page, in a charset that holds ASCII.
fn sniff_head(head: &[u8]) -> Sniffed {
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
    } else if reads_like_markdown(head) {
        PageKind::Markdown
    } else if opens_like_part_of_html(head) {
        PageKind::Html
    } else {
        PageKind::Text
    })
}

/// Whether the text holds what a text dump has not: the head lines of a reader service, or headings with `#` and links
/// with addresses, several of each.
fn reads_like_markdown(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if head.starts_with(b"Title: ") && memmem::find(head, b"\nMarkdown Content:").is_some() {
        return true;
    }
    let headings = head
        .split(|&b| b == b'\n')
        .filter(|line| {
            let marks = line.iter().take_while(|&&b| b == b'#').count();
            (1..=6).contains(&marks) && line.get(marks) == Some(&b' ')
        })
        .take(2)
        .count();
    let links = memmem::find_iter(head, b"](")
        .filter(|at| {
            let address = head.get(at + 2..).unwrap_or_default();
            [&b"http"[..], b"/", b"#"]
                .iter()
                .any(|start| address.starts_with(start))
        })
        .take(3)
        .count();
    headings >= 2 && links >= 3
}

/// Whether the text opens like a page, or like a large part of one.
fn opens_like_html(head: &[u8]) -> bool {
    const OPENINGS: [&str; 19] = [
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
        // The elements that cut-out parts of pages open with; newer than the standard's list.
        "<main",
        "<section",
        "<header",
        "<nav",
        "<aside",
        "<!--",
    ];
    opens_with(head, &OPENINGS)
}

/// Whether the text opens like a small part of a page. Files of Markdown may do so, too.
fn opens_like_part_of_html(head: &[u8]) -> bool {
    const OPENINGS: [&str; 15] = [
        "<a",
        "<b",
        "<blockquote",
        "<br",
        "<figure",
        "<font",
        "<h2",
        "<h3",
        "<img",
        "<ol",
        "<p",
        "<pre",
        "<span",
        "<strong",
        "<ul",
    ];
    opens_with(head, &OPENINGS)
}

/// Whether the text opens with one of the tags, which are in lower case.
fn opens_with(head: &[u8], openings: &[&str]) -> bool {
    let head = head
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(head)
        .trim_ascii_start();
    openings.iter().any(|opening| {
        let tag = head
            .get(..opening.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(opening.as_bytes()));
        let next = head.get(opening.len());
        tag && match next {
            None => true,
            Some(_) if *opening == "<!--" => true,
            // `<a@b.example>` is an address in a mail, and `<b,` no markup.
            Some(b) => b.is_ascii_whitespace() || matches!(b, b'>' | b'/'),
        }
    })
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, GBK, SHIFT_JIS};

    use super::*;

    #[test]
    fn kinds_are_told_in_every_charset() {
        let html = "<!DOCTYPE html>\n<title>中文</title>";
        let text = "中文網頁的正文\n\n沒有標記，只有字。\n";
        for (page, kind) in [(html, PageKind::Html), (text, PageKind::Text)] {
            let little: Vec<u8> = page.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = page.encode_utf16().flat_map(u16::to_be_bytes).collect();
            for bytes in [
                page.as_bytes(),
                &GBK.encode(page).0,
                &BIG5.encode(page).0,
                &SHIFT_JIS.encode(page).0,
                &[b"\xff\xfe", little.as_slice()].concat(),
                &[b"\xfe\xff", big.as_slice()].concat(),
                &little,
                &big,
            ] {
                assert_eq!(sniff(bytes), Sniffed::Page(kind), "{bytes:x?}");
            }
        }
    }

    #[test]
    fn data_is_binary_whatever_it_opens_with() {
        let mut data: Vec<u8> = (0..=255).collect();
        let binary = Sniffed::Binary("binary data");
        assert_eq!(sniff(&data), binary);
        // A byte order mark in front of it, or every other byte NUL, as in an array of numbers.
        assert_eq!(
            sniff(&[&b"\xff\xfe"[..], &[1, 0, 2, 0, 3, 0, 4, 0]].concat()),
            binary
        );
        data.retain(|&byte| byte != 0 && byte < 32);
        let numbers: Vec<u8> = data.iter().flat_map(|&byte| [byte, 0, 0, 0]).collect();
        assert_eq!(sniff(&numbers), binary);
    }
}
