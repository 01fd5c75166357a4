//! What learning and use of profiles agree on.

/// Fewest columns of a line that is a paragraph and no label, item or button: the page's own text begins and ends with such.
pub const PROSE_WIDTH: u16 = 40;

/// The host of an address, in lower case and without `www.` in front, with its port if it names one; `None` for one without.
///
/// ```
/// use wenmai_parse::host_of;
/// assert_eq!(host_of("https://me@WWW.Blog.example:8080/a?b"), Some("blog.example:8080".into()));
/// assert_eq!(host_of("pages/one.html"), None);
/// ```
pub fn host_of(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let is_scheme = scheme
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    host_in(rest).filter(|_| is_scheme)
}

/// The host that somebody names, as [`host_of`] gives it: by itself, or by an address. `None` when nothing is left of it.
pub(super) fn host_named(name: &str) -> Option<String> {
    let name = name.trim();
    host_in(name.split_once("://").map_or(name, |(_, rest)| rest))
}

/// The host at the start of what stands behind the scheme of an address. Once more changes nothing.
fn host_in(rest: &str) -> Option<String> {
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?.to_lowercase();
    let host = host.trim_end_matches(['.', ':']);
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if is_port(port) => (name, port),
        _ => (host, ""),
    };
    let name = name.trim_end_matches(['.', ':']).trim_start_matches("www.");
    match (name, port) {
        ("", _) => None,
        (name, "") => Some(name.to_owned()),
        (name, port) => Some(format!("{name}:{port}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_named_in_many_ways() {
        for name in [
            "a.example",
            "A.example.",
            "www.a.example",
            "https://www.A.example./",
            "https://me@www.a.example/b?c",
            " a.example/b ",
            "WWW.www.a.example:",
        ] {
            assert_eq!(host_named(name).as_deref(), Some("a.example"), "{name}");
        }
        for name in ["", ".", "https://", "https://./a", "www.", "http://:80/"] {
            assert!(host_named(name).is_none_or(|host| host == "www"), "{name}");
        }
    }

    #[test]
    fn a_host_is_named_by_itself() {
        for url in [
            "https://www.www.a.example./",
            "https://A.example.:8080/",
            "https://[::1]:80/",
            "https://[::1]/",
            "https://www./",
            "https://www.:80/",
            "https://a:80:/",
            "https://a.:.:1/",
            "https://a.:80./",
            "https://a:./",
            "https://é.example/",
        ] {
            let host = host_of(url).unwrap();
            assert_eq!(host_named(&host).as_ref(), Some(&host), "{url}");
        }
        assert_eq!(
            host_of("https://A.example.:8080/").as_deref(),
            Some("a.example:8080")
        );
    }
}
