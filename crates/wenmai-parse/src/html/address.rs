//! Addresses of links and pictures, made absolute.

use std::borrow::Cow;
use std::fmt::Write as _;

use iri_string::types::{IriAbsoluteStr, IriReferenceStr, IriStr};

/// The address that `reference` means on a page at `base` (RFC 3986, section 5.2; RFC 3987). White space around it and line
/// ends in it are left out, as browsers do, and signs that no address may hold are encoded. Without an absolute base, and where
/// it is no address even so, it stays as it is.
pub(super) fn resolve(base: Option<&str>, reference: &str) -> String {
    let mut cleaned = reference.trim_matches(|c: char| c <= ' ').to_owned();
    cleaned.retain(|c| !matches!(c, '\t' | '\n' | '\r'));
    let resolved = base.and_then(absolute).and_then(|base| {
        let encoded = encoded(&cleaned);
        let reference = IriReferenceStr::new(encoded.as_ref()).ok()?;
        Some(reference.resolve_against(base).to_string())
    });
    resolved.unwrap_or(cleaned)
}

/// The address of a page without its fragment.
fn absolute(base: &str) -> Option<&IriAbsoluteStr> {
    Some(IriStr::new(base).ok()?.to_absolute())
}

/// A reference whose signs are all such that an address may hold them.
fn encoded(reference: &str) -> Cow<'_, str> {
    const NEVER: [char; 10] = [' ', '<', '>', '"', '{', '}', '|', '\\', '^', '`'];
    if !reference.contains(NEVER) {
        return Cow::Borrowed(reference);
    }
    let mut written = String::with_capacity(reference.len() + 8);
    for c in reference.chars() {
        if NEVER.contains(&c) {
            // Writing to a string does not fail.
            let _ = write!(written, "%{:02X}", u32::from(c));
        } else {
            written.push(c);
        }
    }
    Cow::Owned(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 3986, section 5.4.
    #[test]
    fn references_are_resolved() {
        let base = Some("http://a/b/c/d;p?q");
        let cases = [
            ("g:h", "g:h"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q#s"),
            ("g#s", "http://a/b/c/g#s"),
            (";x", "http://a/b/c/;x"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("./", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../..", "http://a/"),
            ("../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("g.", "http://a/b/c/g."),
            ("g/../h", "http://a/b/c/h"),
            ("g?y/../x", "http://a/b/c/g?y/../x"),
            (" g\n", "http://a/b/c/g"),
        ];
        for (reference, expected) in cases {
            assert_eq!(resolve(base, reference), expected, "{reference}");
        }
        assert_eq!(
            resolve(Some("https://a.example"), "b"),
            "https://a.example/b"
        );
        assert_eq!(resolve(None, "/b c"), "/b c");
        assert_eq!(resolve(base, "/文 脉"), "http://a/文%20脉");
        assert_eq!(resolve(base, "http://[x"), "http://[x");
        assert_eq!(resolve(Some("relative/"), "b"), "b");
    }
}
