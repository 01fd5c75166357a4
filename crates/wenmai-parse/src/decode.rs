//! From bytes to text.

use std::borrow::Cow;

use wenmai_model::{Finding, FindingKind, Severity, Span};

/// What is known about the encoding of a page before looking at it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hints<'a> {
    /// Character encoding that the container names.
    pub charset: Option<&'a str>,
}

/// A decoded page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text; borrowed when the bytes were valid UTF-8.
    pub text: Cow<'a, str>,
    /// Name of the encoding that was used, as in the WHATWG Encoding Standard.
    pub encoding: &'static str,
    /// What went wrong.
    pub findings: Vec<Finding>,
}

/// Decodes the bytes of a page as UTF-8. A byte order mark is removed; what is not valid becomes U+FFFD, and a finding
/// tells how much and where first.
///
/// ```
/// use wenmai_parse::{Hints, decode};
/// let decoded = decode(b"\xef\xbb\xbfcaf\xe9", &Hints::default());
/// assert_eq!(decoded.text, "caf\u{fffd}");
/// assert_eq!(decoded.findings[0].code, "invalid_utf8");
/// ```
pub fn decode<'a>(bytes: &'a [u8], _hints: &Hints<'_>) -> Decoded<'a> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = String::from_utf8_lossy(bytes);
    let mut findings = Vec::new();
    if let Cow::Owned(lossy) = &text {
        findings.extend(invalid_utf8(bytes, lossy));
    }
    findings.extend(nul_characters(&text));
    Decoded {
        text,
        encoding: "UTF-8",
        findings,
    }
}

fn invalid_utf8(bytes: &[u8], lossy: &str) -> Option<Finding> {
    let first = std::str::from_utf8(bytes).err()?.valid_up_to();
    let chunks = bytes
        .utf8_chunks()
        .filter(|chunk| !chunk.invalid().is_empty())
        .count();
    let at = u32::try_from(first).ok()?;
    debug_assert!(lossy.is_char_boundary(first));
    Some(Finding {
        kind: FindingKind::Parse,
        code: "invalid_utf8".into(),
        severity: Severity::Warning,
        message: format!(
            "{chunks} byte sequences are not valid UTF-8 and were replaced by U+FFFD, the first at byte {first}"
        ),
        fix: Some(
            "save the page as UTF-8, or check that it was not cut in the middle of a character"
                .into(),
        ),
        span: Some(Span::new(at, at + 3)),
        value: None,
    })
}

fn nul_characters(text: &str) -> Option<Finding> {
    let first = memchr::memchr(0, text.as_bytes())?;
    let count = memchr::memchr_iter(0, text.as_bytes()).count();
    let at = u32::try_from(first).ok()?;
    Some(Finding {
        kind: FindingKind::Parse,
        code: "nul_characters".into(),
        severity: Severity::Warning,
        message: format!("the text holds {count} NUL characters, the first at byte {first}"),
        fix: Some("check how the page was saved; NUL characters do not belong into text".into()),
        span: Some(Span::new(at, at + 1)),
        value: None,
    })
}
