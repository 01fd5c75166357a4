//! Manifests of the Coalition for Content Provenance and Authenticity (C2PA) in text.
//!
//! C2PA 2.4, appendix A.8, *Embedding manifests into unstructured text*: a `C2PATextManifestWrapper` is U+FEFF and, one
//! variation selector a byte (U+FE00 to U+FE0F for 0 to 15, U+E0100 to U+E01EF for 16 to 255), the magic `C2PATXT\0`, a byte
//! with the version 1, the length of the manifest store in four bytes, most significant first, and the store, a JUMBF box.
//! Bytes behind it are padding. Appendix A.9, structured text: the store, or a reference to it, between
//! `-----BEGIN C2PA MANIFEST-----` and `-----END C2PA MANIFEST-----`.
//!
//! Signatures are not checked: that needs the bytes of the original and lists of trust.

use std::ops::Range;

use memchr::memmem;

const MAGIC: &[u8] = b"C2PATXT\0";
const VERSION: u8 = 1;
const HEADER_LEN: usize = 13;
const BEGIN: &str = "-----BEGIN C2PA MANIFEST-----";
const END: &str = "-----END C2PA MANIFEST-----";

/// The byte that a variation selector stands for.
pub(super) fn selector_byte(c: char) -> Option<u8> {
    let c = u32::from(c);
    let byte = match c {
        0xfe00..=0xfe0f => c - 0xfe00,
        0xe0100..=0xe01ef => c - 0xe0100 + 16,
        _ => return None,
    };
    u8::try_from(byte).ok()
}

/// A manifest, or what is meant to be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Manifest {
    pub(super) span: Range<usize>,
    /// What carries it.
    pub(super) carrier: Carrier,
    /// Length of the manifest store in bytes, or the address where it is; otherwise what is wrong.
    pub(super) content: Result<Content, String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carrier {
    Selectors,
    Delimiters,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    Store { len_bytes: usize },
    Reference(String),
}

/// Reads the wrapper that begins in a run of invisible characters; `None` when its magic is not there.
pub(super) fn wrapper(run: &str, start: usize) -> Option<Manifest> {
    let first = run
        .char_indices()
        .find(|(_, c)| selector_byte(*c).is_some())?;
    let selectors = run.get(first.0..)?;
    let bytes: Vec<u8> = selectors.chars().map_while(selector_byte).collect();
    if !bytes.starts_with(MAGIC) {
        return None;
    }
    let is_marked = run.get(..first.0)?.ends_with('\u{feff}');
    let content = if is_marked {
        store(&bytes)
    } else {
        Err("U+FEFF is missing in front of it".to_owned())
    };
    Some(Manifest {
        span: start..start + run.len(),
        carrier: Carrier::Selectors,
        content,
    })
}

fn store(bytes: &[u8]) -> Result<Content, String> {
    let version = bytes.get(MAGIC.len()).copied();
    if version != Some(VERSION) {
        return Err(match version {
            Some(version) => format!("its version is {version}, not {VERSION}"),
            None => "it ends behind its magic".to_owned(),
        });
    }
    let length = bytes
        .get(MAGIC.len() + 1..HEADER_LEN)
        .and_then(|length| <[u8; 4]>::try_from(length).ok())
        .map(u32::from_be_bytes)
        .and_then(|length| usize::try_from(length).ok())
        .ok_or_else(|| "it ends within its header".to_owned())?;
    let carried = bytes.get(HEADER_LEN..).unwrap_or_default();
    let Some(store) = carried.get(..length) else {
        return Err(format!(
            "it says that it has {length} bytes, and has {}",
            carried.len()
        ));
    };
    is_jumbf(store)
        .then_some(Content::Store { len_bytes: length })
        .ok_or_else(|| "what it holds is no JUMBF box".to_owned())
}

/// ISO/IEC 19566-5: a length of four bytes and the type `jumb`.
fn is_jumbf(store: &[u8]) -> bool {
    store.get(4..8) == Some(b"jumb")
}

/// The manifests between delimiters. Runs in O(length of `text`).
pub(super) fn delimited(text: &str) -> Vec<Manifest> {
    let begin = memmem::Finder::new(BEGIN);
    let end = memmem::Finder::new(END);
    let mut found = Vec::new();
    let (mut at, mut has_end) = (0, true);
    while let Some(rest) = text.as_bytes().get(at..)
        && let Some(start) = begin.find(rest).map(|start| at + start)
    {
        let from = start + BEGIN.len();
        let rest = text.as_bytes().get(from..).unwrap_or_default();
        let len = if has_end { end.find(rest) } else { None };
        has_end = len.is_some();
        let content = match len.and_then(|len| text.get(from..from + len)) {
            Some(inside) => reference(inside),
            None => Err(format!("{END} is missing")),
        };
        at = len.map_or(from, |len| from + len + END.len());
        found.push(Manifest {
            span: start..at,
            carrier: Carrier::Delimiters,
            content,
        });
    }
    found
}

/// `data:application/c2pa;base64,` and the store, or an address.
fn reference(inside: &str) -> Result<Content, String> {
    const DATA: &str = "data:application/c2pa;base64,";
    let inside: String = inside.split_whitespace().collect();
    if inside.is_empty() {
        return Err("nothing stands between its delimiters".to_owned());
    }
    if let Some(encoded) = inside.strip_prefix(DATA) {
        let sextets = encoded.trim_end_matches('=').as_bytes();
        let first: Option<Vec<u8>> = sextets.iter().map(|&byte| sextet(byte)).collect();
        let Some(first) = first.filter(|_| sextets.len() % 4 != 1) else {
            return Err("what it holds is no Base64".to_owned());
        };
        let head: Vec<u8> = first.chunks(4).take(4).flat_map(octets).collect();
        return is_jumbf(&head)
            .then_some(Content::Store {
                len_bytes: sextets.len() * 3 / 4,
            })
            .ok_or_else(|| "what it holds is no JUMBF box".to_owned());
    }
    if inside.starts_with("https://") || inside.starts_with("http://") {
        return Ok(Content::Reference(inside));
    }
    Err("what stands between its delimiters is neither a data URI nor an address".to_owned())
}

const fn sextet(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

fn octets(sextets: &[u8]) -> Vec<u8> {
    let bits = sextets
        .iter()
        .fold(0_u32, |bits, &six| bits << 6 | u32::from(six));
    let bits = bits << (6 * 4_usize.saturating_sub(sextets.len()));
    let [_, octets @ ..] = bits.to_be_bytes();
    octets.iter().copied().take(sextets.len() * 6 / 8).collect()
}
