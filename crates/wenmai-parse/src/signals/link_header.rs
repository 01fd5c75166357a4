//! The header `Link` (RFC 8288 §3).

/// A link of the header.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct HeaderLink<'h> {
    /// Where it leads.
    pub(super) target: &'h str,
    /// Its relations, between blanks.
    pub(super) rel: &'h str,
    /// The media type it states.
    pub(super) media_type: Option<String>,
}

/// `Link = #( "<" URI-Reference ">" *( OWS ";" OWS link-param ) )`. What cannot be read is left out up to the next `<`.
pub(super) fn links(value: &str) -> impl Iterator<Item = HeaderLink<'_>> {
    let mut rest = value;
    std::iter::from_fn(move || {
        let (_, behind) = rest.split_once('<')?;
        let (target, params) = behind.split_once('>')?;
        let (mut rel, mut media_type) = ("", None);
        let mut at = params;
        while let Some(param) = at.trim_start().strip_prefix(';') {
            let (name, value, behind) = link_param(param);
            // Of several the first counts (RFC 8288 §3.3, §3.4.1).
            if name.eq_ignore_ascii_case("rel") && rel.is_empty() {
                rel = value;
            } else if name.eq_ignore_ascii_case("type") && media_type.is_none() {
                media_type = Some(value.to_owned());
            }
            at = behind;
        }
        rest = at;
        Some(HeaderLink {
            target: target.trim(),
            rel,
            media_type,
        })
    })
}

/// `link-param = token BWS [ "=" BWS ( token / quoted-string ) ]`: its name, its value, and what stands behind.
fn link_param(param: &str) -> (&str, &str, &str) {
    let end = param.find(['=', ';', ',']).unwrap_or(param.len());
    let (name, behind) = param.split_at_checked(end).unwrap_or((param, ""));
    let Some(value) = behind.strip_prefix('=').map(str::trim_start) else {
        return (name.trim(), "", behind);
    };
    if let Some(quoted) = value.strip_prefix('"') {
        let (value, behind) = quoted.split_once('"').unwrap_or((quoted, ""));
        return (name.trim(), value, behind);
    }
    let end = value.find([';', ',']).unwrap_or(value.len());
    let (value, behind) = value.split_at_checked(end).unwrap_or((value, ""));
    (name.trim(), value.trim(), behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_told_apart_by_their_brackets() {
        let found = |value: &str| -> Vec<(String, String)> {
            links(value)
                .map(|link| (link.target.to_owned(), link.rel.to_owned()))
                .collect()
        };
        let pair = |target: &str, rel: &str| (target.to_owned(), rel.to_owned());
        assert_eq!(
            found(
                "</a,b>; rel=\"license copyright\"; rel=next, <c>;rel=license ; type=text/html,<d>"
            ),
            [
                pair("/a,b", "license copyright"),
                pair("c", "license"),
                pair("d", "")
            ]
        );
        assert_eq!(
            found("<a>; title=\"<x>, y\"; rel=license"),
            [pair("a", "license")]
        );
        assert_eq!(found("rel=license"), []);
        assert_eq!(found("<a"), []);
        assert_eq!(found(&"<a>;,".repeat(10_000)).len(), 10_000);
        assert_eq!(found(&"<a>;".repeat(10_000)).len(), 1);
    }
}
