//! From bytes to text.
//!
//! What the charset is, is asked in this order: a byte order mark, the shape of UTF-16, whether the bytes are valid UTF-8, then
//! what was declared and what the bytes look like (`detect`). Declarations are believed where the bytes allow it, and those that
//! the bytes disprove are findings.

use std::borrow::Cow;

use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};
use wenmai_model::Finding;
use wenmai_text::mojibake;

mod detect;
mod finding;
mod label;
mod prescan;
pub(crate) mod utf16;

pub use label::charset_name;
pub(crate) use label::charset_of_content_type;

use label::Declared;

/// What is known about the encoding of a page before looking at it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hints<'a> {
    /// Character encoding that the container names, by one of its labels.
    pub charset: Option<&'a str>,
    /// Whether `charset` is certain, so that neither the page nor its bytes are asked.
    pub is_certain: bool,
}

impl<'a> Hints<'a> {
    /// The container names this charset, if any; it may be wrong.
    pub const fn declared(charset: Option<&'a str>) -> Self {
        Self {
            charset,
            is_certain: false,
        }
    }

    /// The page is in this charset, whatever it looks like.
    pub const fn certain(charset: &'a str) -> Self {
        Self {
            charset: Some(charset),
            is_certain: true,
        }
    }
}

/// A decoded page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text; borrowed when the bytes were valid UTF-8.
    pub text: Cow<'a, str>,
    /// Name of the encoding that was used, as in the WHATWG Encoding Standard.
    pub encoding: &'static str,
    /// What went wrong. Spans are byte ranges of `text`.
    pub findings: Vec<Finding>,
}

/// Decodes the bytes of a page. The charset is that of a byte order mark; UTF-16 or UTF-8 where the bytes are such; else the one
/// that was declared, by the container or in the page's `<meta>` or XML declaration, unless its bytes say otherwise; else what
/// its bytes look like. A byte order mark is removed. Never fails and runs in time linear in `bytes`.
///
/// Findings tell of declarations that are wrong (`charset_mismatch`), of bytes that became U+FFFD (`invalid_utf8`,
/// `replacement_characters`), and of text that was spoiled before it was saved (`replacement_characters`, `mojibake`,
/// `nul_characters`).
///
/// ```
/// use wenmai_parse::{Hints, decode};
/// let gbk = b"<meta charset=utf-8><p>\xbb\xb6\xd3\xad\xb7\xc3\xce\xca\xce\xd2\xc3\xc7\xb5\xc4\xcd\xf8\xd5\xbe\xa1\xa3";
/// let decoded = decode(gbk, &Hints::default());
/// assert_eq!(decoded.text, "<meta charset=utf-8><p>欢迎访问我们的网站。");
/// assert_eq!((decoded.encoding, &*decoded.findings[0].code), ("GBK", "charset_mismatch"));
///
/// let decoded = decode(b"\xef\xbb\xbfcaf\xe9", &Hints::default());
/// assert_eq!(decoded.text, "caf\u{fffd}");
/// assert_eq!(decoded.findings[0].code, "invalid_utf8");
/// ```
pub fn decode<'a>(bytes: &'a [u8], hints: &Hints<'_>) -> Decoded<'a> {
    let mut declared: Vec<Declared> = hints
        .charset
        .map(Declared::by_container)
        .into_iter()
        .collect();
    let certain = declared
        .first()
        .filter(|_| hints.is_certain)
        .and_then(|declared| declared.encoding);
    let (body, chosen) = if let Some(encoding) = certain {
        (without_bom(bytes, encoding), Chosen::of(encoding))
    } else {
        let unmarked = without_bom(bytes, UTF_8);
        if opens_with_markup(unmarked) {
            declared.extend(prescan::declared(unmarked));
        }
        match Encoding::for_bom(bytes) {
            Some((encoding, _)) => (without_bom(bytes, encoding), Chosen::of(encoding)),
            None => (bytes, choose(bytes, &declared)),
        }
    };
    let mut decoded = read(body, &chosen);
    if certain.is_none() && !chosen.is_ascii {
        let wrong = declared.iter().find(|declared| {
            !declared
                .encoding
                .is_some_and(|encoding| detect::is_same(encoding, chosen.encoding))
        });
        let finding = wrong.map(|declared| {
            finding::charset_mismatch(declared, chosen.encoding, body, &decoded.text)
        });
        decoded.findings.splice(0..0, finding);
    }
    decoded
}

/// A charset, and what is known of the bytes that it was chosen for.
struct Chosen<'a> {
    encoding: &'static Encoding,
    /// The text, if the bytes are valid UTF-8.
    text: Option<&'a str>,
    /// Whether they are all ASCII, in which every declaration is right.
    is_ascii: bool,
}

impl Chosen<'_> {
    const fn of(encoding: &'static Encoding) -> Self {
        Self {
            encoding,
            text: None,
            is_ascii: false,
        }
    }
}

/// The charset of bytes without a byte order mark.
fn choose<'a>(bytes: &'a [u8], declared: &[Declared]) -> Chosen<'a> {
    if let Some(encoding) = utf16::by_nul(bytes) {
        return Chosen::of(encoding);
    }
    let Ok(text) = simdutf8::basic::from_utf8(bytes) else {
        return Chosen::of(detect::charset(bytes, declared));
    };
    if !bytes.is_ascii() {
        return Chosen {
            text: Some(text),
            ..Chosen::of(UTF_8)
        };
    }
    if detect::is_iso_2022_jp(bytes) {
        return Chosen::of(ISO_2022_JP);
    }
    let encoding = declared
        .iter()
        .filter_map(|declared| declared.encoding)
        .find(|encoding| encoding.is_ascii_compatible());
    Chosen {
        encoding: encoding.unwrap_or(UTF_8),
        text: Some(text),
        is_ascii: true,
    }
}

fn read<'a>(bytes: &'a [u8], chosen: &Chosen<'a>) -> Decoded<'a> {
    let encoding = chosen.encoding;
    let valid = match chosen.text {
        None if encoding == UTF_8 => simdutf8::basic::from_utf8(bytes).ok(),
        text => text,
    };
    let mut findings = Vec::new();
    let (text, is_broken) = match valid {
        Some(text) => (Cow::Borrowed(text), false),
        None if encoding == UTF_8 => {
            let text = String::from_utf8_lossy(bytes);
            findings.extend(finding::invalid_utf8(bytes, &text));
            (text, true)
        }
        None => encoding.decode_without_bom_handling(bytes),
    };
    let signs = if chosen.is_ascii {
        mojibake::signs_of_ascii(&text)
    } else {
        mojibake::signs(&text)
    };
    // What was no UTF-8 is said above.
    if signs.has_replacement && !(is_broken && encoding == UTF_8) {
        findings.extend(finding::replacement_characters(&text, encoding, is_broken));
    }
    findings.extend(mojibake::find(&text, signs).map(|found| finding::mojibake(&text, &found)));
    if signs.has_nul {
        findings.extend(finding::nul_characters(&text));
    }
    Decoded {
        text,
        encoding: encoding.name(),
        findings,
    }
}

/// The page without the byte order mark of this encoding.
fn without_bom<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> &'a [u8] {
    let mark: &[u8] = match encoding {
        e if e == UTF_8 => b"\xef\xbb\xbf",
        e if e == UTF_16LE => b"\xff\xfe",
        e if e == UTF_16BE => b"\xfe\xff",
        _ => b"",
    };
    bytes.strip_prefix(mark).unwrap_or(bytes)
}

/// Whether the page may declare its charset. A text about HTML that shows a `<meta>` declares nothing.
fn opens_with_markup(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"<")
}

#[cfg(test)]
mod tests;
