//! Paths of `robots.txt`, and what they match (RFC 9309 §2.2.2, §2.2.3). The protocol of `tdmrep.json` and AIPREF match in the same way.

use memchr::memmem;

/// Longest path of a page that is compared, in bytes; nothing matches longer ones.
pub(super) const MAX_PATH_BYTES: usize = 16 << 10;

/// A pattern of paths, ready to be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    /// What stands between the `*`, normalized.
    pieces: Vec<Vec<u8>>,
    /// Whether the path ends where the pattern does.
    is_anchored: bool,
    /// How specific it is, in octets.
    pub(super) n_octets: usize,
}

impl Pattern {
    /// `path-pattern = "/" *UTF8-char-noctl`, where `*` is any number of characters and `$` at the end is the end of the path.
    pub(super) fn new(text: &[u8]) -> Self {
        let (text, is_anchored) = match text.strip_suffix(b"$") {
            Some(text) => (text, true),
            None => (text, false),
        };
        let mut in_query = false;
        let pieces: Vec<Vec<u8>> = text
            .split(|&byte| byte == b'*')
            .map(|piece| normalized(piece, &mut in_query))
            .collect();
        let octets: usize = pieces.iter().map(Vec::len).sum();
        Self {
            n_octets: octets + pieces.len().saturating_sub(1) + usize::from(is_anchored),
            pieces,
            is_anchored,
        }
    }

    /// Whether the pattern says nothing.
    pub(super) const fn is_empty(&self) -> bool {
        self.n_octets == 0
    }

    /// Whether it matches a [`normalized_path`]. Linear in both: each piece is looked for behind the one before, and the first
    /// place is as good as any.
    pub(super) fn matches(&self, path: &[u8]) -> bool {
        let Some((first, rest)) = self.pieces.split_first() else {
            return false;
        };
        let Some(mut path) = path.strip_prefix(first.as_slice()) else {
            return false;
        };
        let Some((last, between)) = rest.split_last() else {
            return !self.is_anchored || path.is_empty();
        };
        for piece in between {
            let Some(behind) = behind(path, piece) else {
                return false;
            };
            path = behind;
        }
        if self.is_anchored {
            path.ends_with(last)
        } else {
            behind(path, last).is_some()
        }
    }
}

/// What stands behind the first `piece` in `path`.
fn behind<'p>(path: &'p [u8], piece: &[u8]) -> Option<&'p [u8]> {
    let at = memmem::find(path, piece)?;
    path.get(at + piece.len()..)
}

/// Path and query of an address, or of a path, as they are compared; nothing for what is too long.
pub(super) fn normalized_path(address: &str) -> Vec<u8> {
    let address_path = address
        .split_once("://")
        .filter(|_| !address.starts_with('/'));
    let path = address_path.map_or(address, |(_, rest)| {
        let at = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        rest.get(at..).unwrap_or_default()
    });
    let path = path.split('#').next().unwrap_or_default();
    if path.len() > MAX_PATH_BYTES {
        return Vec::new();
    }
    let mut normal = Vec::with_capacity(path.len() + 1);
    if !path.starts_with('/') {
        normal.push(b'/');
    }
    normal.extend(normalized(path.as_bytes(), &mut false));
    normal
}

/// Octets as RFC 9309 compares them: those beyond ASCII percent-encoded, unreserved ones not. In a query `:`, `/`, `?` and `@` mean
/// the same either way (RFC 3986 §3.4), so that both rows of the RFC's table match. `*` and `$` that stand for themselves are encoded, for
/// a pattern says them that way.
fn normalized(text: &[u8], in_query: &mut bool) -> Vec<u8> {
    let mut normal = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        match byte {
            b'%' => {
                let digits = behind.split_at_checked(2);
                let Some((octet, behind)) =
                    digits.and_then(|(digits, behind)| Some((octet(digits)?, behind)))
                else {
                    normal.push(byte);
                    continue;
                };
                rest = behind;
                let is_plain = octet.is_ascii_alphanumeric()
                    || matches!(octet, b'-' | b'.' | b'_' | b'~')
                    || *in_query && matches!(octet, b':' | b'/' | b'?' | b'@');
                if is_plain {
                    normal.push(octet);
                } else {
                    encode(octet, &mut normal);
                }
            }
            b'*' | b'$' | 0..=b' ' | 0x7f.. => encode(byte, &mut normal),
            _ => {
                *in_query |= byte == b'?';
                normal.push(byte);
            }
        }
    }
    normal
}

fn octet(digits: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(digits).ok()?;
    if !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u8::from_str_radix(text, 16).ok()
}

fn encode(octet: u8, out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.push(b'%');
    for nibble in [octet >> 4, octet & 15] {
        out.extend(DIGITS.get(usize::from(nibble)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, address: &str) -> bool {
        Pattern::new(pattern.as_bytes()).matches(&normalized_path(address))
    }

    #[test]
    fn encodings_match_as_in_the_table_of_rfc_9309() {
        let same = [
            ("/foo/bar?baz=quz", "/foo/bar?baz=quz"),
            (
                "/foo/bar?baz=https://foo.bar",
                "/foo/bar?baz=https%3A%2F%2Ffoo.bar",
            ),
            ("/foo/bar/\u{30c4}", "/foo/bar/%E3%83%84"),
            ("/foo/bar/%E3%83%84", "/foo/bar/%E3%83%84"),
            ("/foo/bar/%e3%83%84", "/foo/bar/\u{30c4}"),
            ("/foo/bar/%62%61%7A", "/foo/bar/baz"),
        ];
        for (a, b) in same {
            assert!(matches(a, b), "{a} {b}");
            assert!(matches(b, a), "{b} {a}");
        }
        // A reserved character is not the same encoded.
        assert!(!matches("/a%2Fb", "/a/b"));
        assert!(!matches("/a/b", "/a%2Fb"));
        assert!(matches("/a%2fb", "/a%2Fb"));
    }

    #[test]
    fn special_characters_match_as_in_rfc_9309() {
        assert!(matches("/this/path/exactly$", "/this/path/exactly"));
        assert!(!matches("/this/path/exactly$", "/this/path/exactly/not"));
        assert!(matches("/this/*/exactly", "/this/path/is/exactly/so"));
        assert!(!matches("/this/*/exactly", "/this/exactly"));
        assert!(matches(
            "/path/file-with-a-%2A.html",
            "https://www.example.com/path/file-with-a-*.html"
        ));
        assert!(!matches(
            "/path/file-with-a-%2A.html",
            "/path/file-with-a-b.html"
        ));
        assert!(matches(
            "/path/foo-%24",
            "https://www.example.com/path/foo-$"
        ));
        assert!(matches("*.gif$", "/a/b.gif"));
        assert!(!matches("*.gif$", "/a/b.gif?c"));
        assert!(matches("/fish*", "/fish.html"));
        assert!(matches("/*", "https://a.example"));
        assert!(matches("/$", "https://a.example"));
        assert!(matches("/a$b", "/a$b"));
        assert!(matches("/a%24b", "/a$b"));
    }

    #[test]
    fn broken_encodings_match_themselves() {
        assert!(matches("/a%2", "/a%2"));
        assert!(matches("/a%zz", "/a%zz"));
        assert!(matches("/100%", "/100%"));
        assert!(matches("", "/"));
        assert!(normalized_path(&"a".repeat(MAX_PATH_BYTES + 1)).is_empty());
    }

    #[test]
    fn many_stars_are_linear() {
        let pattern = Pattern::new("*a".repeat(200_000).as_bytes());
        assert!(!pattern.matches(&normalized_path(&"a".repeat(MAX_PATH_BYTES))));
    }
}
