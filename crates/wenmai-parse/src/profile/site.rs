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
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority
        .rsplit('@')
        .next()?
        .trim_end_matches('.')
        .to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (is_scheme && !host.is_empty()).then(|| host.to_owned())
}
