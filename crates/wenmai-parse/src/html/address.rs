//! Addresses of links and pictures, made absolute.
//!
//! The rules of RFC 3986 are a hundred lines; the `url` crate would bring the tables of internationalized names with it, which
//! nothing here needs: an address is handed on as the page writes it.

/// The parts of an address (RFC 3986, section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Parts<'a> {
    scheme: Option<&'a str>,
    authority: Option<&'a str>,
    path: &'a str,
    query: Option<&'a str>,
    fragment: Option<&'a str>,
}

/// Splits an address as appendix B of RFC 3986 does.
fn parts(address: &str) -> Parts<'_> {
    let (rest, fragment) = split(address, '#');
    let (rest, query) = split(rest, '?');
    let (scheme, rest) = match rest.split_once(':') {
        Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
        _ => (None, rest),
    };
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => {
            let end = rest.find('/').unwrap_or(rest.len());
            let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
            (Some(authority), path)
        }
        None => (None, rest),
    };
    Parts {
        scheme,
        authority,
        path,
        query,
        fragment,
    }
}

fn split(text: &str, sign: char) -> (&str, Option<&str>) {
    match text.split_once(sign) {
        Some((before, behind)) => (before, Some(behind)),
        None => (text, None),
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

/// The address that `reference` means on a page at `base` (RFC 3986, section 5.2). White space around it and line ends in it
/// are left out, as browsers do. Without an absolute base it stays as it is.
pub(super) fn resolve(base: Option<&str>, reference: &str) -> String {
    let mut cleaned = reference.trim_matches(|c: char| c <= ' ').to_owned();
    cleaned.retain(|c| !matches!(c, '\t' | '\n' | '\r'));
    let Some(base) = base.map(parts).filter(|base| base.scheme.is_some()) else {
        return cleaned;
    };
    let own = parts(&cleaned);
    if own.scheme.is_some() {
        return cleaned;
    }
    let (authority, path, query) = if own.authority.is_some() {
        (own.authority, without_dots(own.path), own.query)
    } else if own.path.is_empty() {
        let query = own.query.or(base.query);
        (base.authority, base.path.to_owned(), query)
    } else if own.path.starts_with('/') {
        (base.authority, without_dots(own.path), own.query)
    } else {
        let folder = match base.path.rfind('/') {
            Some(at) => base.path.get(..=at).unwrap_or_default(),
            None if base.authority.is_some() => "/",
            None => "",
        };
        let path = without_dots(&format!("{folder}{}", own.path));
        (base.authority, path, own.query)
    };
    let mut address = String::with_capacity(base.path.len() + cleaned.len() + 16);
    let mut push = |before: &str, part: &str, behind: &str| {
        address.extend([before, part, behind]);
    };
    push("", base.scheme.unwrap_or_default(), ":");
    if let Some(authority) = authority {
        push("//", authority, "");
    }
    push("", &path, "");
    if let Some(query) = query {
        push("?", query, "");
    }
    if let Some(fragment) = own.fragment {
        push("#", fragment, "");
    }
    address
}

/// A path without `.` and `..` (RFC 3986, section 5.2.4).
fn without_dots(path: &str) -> String {
    let is_rooted = path.starts_with('/');
    let mut kept: Vec<&str> = Vec::new();
    let segments = path.strip_prefix('/').unwrap_or(path).split('/');
    let mut ends_open = false;
    for segment in segments {
        ends_open = matches!(segment, "." | "..");
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            _ => kept.push(segment),
        }
    }
    let mut joined = String::with_capacity(path.len() + 1);
    if is_rooted {
        joined.push('/');
    }
    joined.push_str(&kept.join("/"));
    if ends_open && !kept.is_empty() {
        joined.push('/');
    }
    joined
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
        assert_eq!(resolve(Some("relative/"), "b"), "b");
    }
}
