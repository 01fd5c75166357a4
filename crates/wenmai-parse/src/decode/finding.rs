//! What is said of a page whose bytes are not what they should be.

use encoding_rs::Encoding;
use memchr::{memchr, memchr_iter, memmem};
use wenmai_model::{Finding, FindingKind, Severity, Span};
use wenmai_text::mojibake::{Mojibake, Spoiled};

use super::label::{Declared, Declarer};

/// Longest value of a finding, in characters.
const MAX_VALUE_CHARS: usize = 40;

fn warning(code: &'static str, message: String, fix: &str) -> Finding {
    Finding {
        kind: FindingKind::Parse,
        code: code.into(),
        severity: Severity::Warning,
        message,
        fix: Some(fix.into()),
        span: None,
        source_span: None,
        value: None,
    }
}

/// `1 character`, `2 characters`; with what is said of it or of them.
fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The place of `len_bytes` at `start` of the decoded page; none beyond 4 GiB.
fn place(start: usize, len_bytes: usize) -> Option<Span> {
    let start = u32::try_from(start).ok()?;
    let end = start.checked_add(u32::try_from(len_bytes).ok()?)?;
    Some(Span::new(start, end))
}

/// The page is not in the charset that `declared` names but in `used`, in which its `bytes` are `text`.
pub(super) fn charset_mismatch(
    declared: &Declared,
    used: &'static Encoding,
    bytes: &[u8],
    text: &str,
) -> Finding {
    let label: String = declared.label.chars().take(MAX_VALUE_CHARS).collect();
    let (by, fix) = match declared.by {
        Declarer::Container => (
            "the header or record of the page",
            "correct the charset in the HTTP header or the record",
        ),
        Declarer::Page => ("the page", "correct the charset in its <meta> element"),
    };
    let message = match declared.encoding {
        Some(_) => format!(
            "{by} declares the charset {label:?}, but its bytes are {}",
            used.name()
        ),
        None => format!(
            "{by} declares the charset {label:?}, which does not exist; its bytes were read as {}",
            used.name()
        ),
    };
    // The head in front of a `<meta>` may hold a title, whose characters have other lengths in UTF-8.
    let span = declared.place.clone().and_then(|in_bytes| {
        let before = bytes.get(..in_bytes.start)?;
        let (before, _) = used.decode_without_bom_handling(before);
        // In a charset that is no ASCII there the name is none.
        place(before.len(), in_bytes.len())
            .filter(|span| span.of(text).map(str::as_bytes) == bytes.get(in_bytes))
    });
    Finding {
        span,
        source_span: None,
        value: Some(label),
        ..warning("charset_mismatch", message, fix)
    }
}

/// The bytes are UTF-8, but for some that were replaced.
pub(super) fn invalid_utf8(bytes: &[u8], lossy: &str) -> Option<Finding> {
    let first = std::str::from_utf8(bytes).err()?.valid_up_to();
    let chunks = bytes
        .utf8_chunks()
        .filter(|chunk| !chunk.invalid().is_empty())
        .count();
    debug_assert!(lossy.is_char_boundary(first));
    Some(Finding {
        span: Some(place(first, char::REPLACEMENT_CHARACTER.len_utf8())?),
        ..warning(
            "invalid_utf8",
            format!(
                "{} not valid UTF-8 and {} replaced by U+FFFD, the first at byte {first} of the text",
                counted(chunks, "byte sequence is", "byte sequences are"),
                if chunks == 1 { "was" } else { "were" }
            ),
            "save the page as UTF-8, or check that it was not cut in the middle of a character",
        )
    })
}

/// The text holds replacement characters: those that were made of bytes that are none of `encoding`, or, where there were
/// no such bytes, those that were in the page.
pub(super) fn replacement_characters(
    text: &str,
    encoding: &'static Encoding,
    is_broken: bool,
) -> Option<Finding> {
    const REPLACEMENT: &[u8] = "\u{fffd}".as_bytes();
    let mut places = memmem::find_iter(text.as_bytes(), REPLACEMENT);
    let first = places.next()?;
    let count = 1 + places.count();
    let (message, fix) = if is_broken {
        (
            format!(
                "{} not valid {} and {} replaced by U+FFFD, the first at byte {first} of the text",
                counted(count, "byte sequence is", "byte sequences are"),
                encoding.name(),
                if count == 1 { "was" } else { "were" }
            ),
            "check that the page was not cut in the middle of a character and is in one charset from start to end",
        )
    } else {
        (
            format!(
                "the page holds {} U+FFFD, the first at byte {first} of the text: text was lost before it was saved",
                counted(count, "replacement character", "replacement characters")
            ),
            "take the page from its source again; what these characters stood for cannot be told from them",
        )
    };
    Some(Finding {
        span: place(first, REPLACEMENT.len()),
        ..warning("replacement_characters", message, fix)
    })
}

/// The text was read in a wrong charset before it was saved.
pub(super) fn mojibake(text: &str, found: &Mojibake) -> Finding {
    let (what, fix) = match found.spoiled {
        Spoiled::AsLatin => (
            "UTF-8 that was read as windows-1252 and saved again",
            "take the page from its source again, or repair it: encode its text as windows-1252 and decode that as UTF-8",
        ),
        Spoiled::AsGbk => (
            "UTF-8 that was read as GBK and saved again",
            "take the page from its source again, or repair what can be: encode its text as GBK and decode that as UTF-8",
        ),
        Spoiled::Replaced => (
            "replacement characters that were read as GBK",
            "take the page from its source again; what these characters stood for cannot be told from them",
        ),
        Spoiled::Uninitialized => (
            "memory that no text was written to, read as GBK",
            "take the page from its source again, and check the program that wrote it",
        ),
    };
    let value: String = text
        .get(found.first.start..)
        .unwrap_or_default()
        .chars()
        .take(MAX_VALUE_CHARS)
        .take_while(|character| !character.is_whitespace())
        .collect();
    let places = counted(found.count, "place shows", "places show");
    let message = format!("{places} {what}, the first {value:?}");
    Finding {
        span: place(found.first.start, found.first.len()),
        source_span: None,
        value: Some(value),
        ..warning("mojibake", message, fix)
    }
}

/// The text holds NUL characters.
pub(super) fn nul_characters(text: &str) -> Option<Finding> {
    let first = memchr(0, text.as_bytes())?;
    let count = memchr_iter(0, text.as_bytes()).count();
    Some(Finding {
        span: Some(place(first, 1)?),
        ..warning(
            "nul_characters",
            format!(
                "the text holds {}, the first at byte {first}",
                counted(count, "NUL character", "NUL characters")
            ),
            "check how the page was saved; NUL characters do not belong into text",
        )
    })
}
