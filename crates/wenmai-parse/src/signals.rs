//! What a page and its response say about their use, as written: headers, elements of the head, links, JSON-LD, microdata.
//!
//! Parsing keeps them, analysis says what they mean. Nothing here depends on the order of attributes; of each kind of
//! place at most [`MAX_OF_SOURCE`] different statements are kept, and of a value [`MAX_VALUE_BYTES`].

mod link_header;

use rustc_hash::FxHashSet;
use wenmai_model::{Signal, SignalSource, SourceSpan};

/// Longest value that is kept, in bytes; the rest is cut off at a character. Labels of GB 45438-2025 hold signatures.
pub(crate) const MAX_VALUE_BYTES: usize = 4_096;
/// Most statements of one kind of place.
pub(crate) const MAX_OF_SOURCE: usize = 64;

/// The relation of a link to a manifest of C2PA, and the name of what it says.
pub(crate) const MANIFEST: &str = "c2pa-manifest";

/// Headers whose values are kept as they are.
const HEADERS: [&str; 4] = [
    "x-robots-tag",
    "tdm-reservation",
    "tdm-policy",
    "content-usage",
];

/// Statements while they are collected.
#[derive(Debug, Default)]
pub(crate) struct Signals {
    list: Vec<Signal>,
    seen: FxHashSet<(SignalSource, String, String, Option<String>)>,
}

impl Signals {
    /// Keeps a statement, unless the same was made before in such a place and repeating it means nothing, or there are too many.
    pub(crate) fn add(
        &mut self,
        source: SignalSource,
        name: &str,
        value: &str,
        media_type: Option<&str>,
        span: Option<SourceSpan>,
    ) {
        let value = value.trim();
        let value = value
            .get(..value.floor_char_boundary(MAX_VALUE_BYTES))
            .unwrap_or_default();
        let media_type = media_type
            .map(|kind| kind.split(';').next().unwrap_or_default())
            .map(|kind| kind.trim().to_ascii_lowercase())
            .filter(|kind| !kind.is_empty());
        let of_source = self.list.iter().filter(|signal| signal.source == source);
        let key = || {
            (
                source,
                name.to_owned(),
                value.to_owned(),
                media_type.clone(),
            )
        };
        // Lines of this header are one list, in which the last value of a label counts (RFC 9651 §4.2.2).
        let may_repeat = source == SignalSource::Header && name == "content-usage";
        if of_source.count() >= MAX_OF_SOURCE || !may_repeat && !self.seen.insert(key()) {
            return;
        }
        self.list.push(Signal {
            source,
            name: name.to_owned(),
            value: value.to_owned(),
            media_type,
            span,
        });
    }

    /// The statements in page order.
    pub(crate) fn finish(mut self) -> Vec<Signal> {
        self.list
            .sort_by_key(|signal| signal.span.map(|span| (span.start, span.end)));
        self.list
    }
}

/// What the headers of a response say, in their order.
pub(crate) fn of_headers(headers: &[(String, String)]) -> Vec<Signal> {
    let mut signals = Signals::default();
    for (name, value) in headers {
        let name = name.trim().to_ascii_lowercase();
        if HEADERS.contains(&name.as_str()) {
            signals.add(SignalSource::Header, &name, value, None, None);
        } else if name == "link" {
            for link in link_header::links(value) {
                let kind = link.media_type.as_deref();
                if is_license(link.rel) {
                    signals.add(SignalSource::Header, "license", link.target, kind, None);
                }
                if is_manifest(link.rel) {
                    signals.add(SignalSource::Header, MANIFEST, link.target, kind, None);
                }
            }
        }
    }
    signals.finish()
}

/// Whether a list of link relations names the licence of the page (RFC 4946).
pub(crate) fn is_license(rel: &str) -> bool {
    has_relation(rel, "license")
}

/// Whether a list of link relations names the manifest of the page, as C2PA has it for manifests outside of files.
pub(crate) fn is_manifest(rel: &str) -> bool {
    has_relation(rel, MANIFEST)
}

fn has_relation(rel: &str, name: &str) -> bool {
    rel.split_ascii_whitespace()
        .any(|rel| rel.eq_ignore_ascii_case(name))
}

/// Whether an address is one of a licence or mark of Creative Commons.
pub(crate) fn is_creative_commons(address: &str) -> bool {
    let Some((_, rest)) = address.split_once("//") else {
        return false;
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let kind = path.split('/').next().unwrap_or_default();
    host == "creativecommons.org"
        && (kind.eq_ignore_ascii_case("licenses") || kind.eq_ignore_ascii_case("publicdomain"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(list: &[(&str, &str)]) -> Vec<String> {
        let list: Vec<(String, String)> = list
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        of_headers(&list)
            .iter()
            .map(|signal| {
                let kind = signal.media_type.as_deref().unwrap_or("-");
                format!("{} {} {kind}", signal.name, signal.value)
            })
            .collect()
    }

    #[test]
    fn headers_are_kept_by_name_in_any_case() {
        let found = headers(&[
            ("Content-Type", "text/html"),
            ("X-Robots-Tag", " noai, noimageai "),
            ("tdm-reservation", "1"),
            ("TDM-Reservation", "1"),
            ("Content-Usage", "train-ai=n"),
            (
                "Link",
                "<https://a.example/style.css>; rel=preload, <https://a.example/license.xml>; type=\"application/rsl+xml\"; rel=\"license\"",
            ),
        ]);
        assert_eq!(
            found,
            [
                "x-robots-tag noai, noimageai -",
                "tdm-reservation 1 -",
                "content-usage train-ai=n -",
                "license https://a.example/license.xml application/rsl+xml",
            ]
        );
    }

    #[test]
    fn repeated_values_of_a_list_and_other_media_types_are_kept() {
        let found = headers(&[
            ("Content-Usage", "train-ai=n"),
            ("Content-Usage", "train-ai=y"),
            ("Content-Usage", "train-ai=n"),
            ("Link", "</l>; rel=license, </l>; rel=license"),
            ("Link", "</l>; rel=license; type=\"application/rsl+xml\""),
        ]);
        assert_eq!(
            found,
            [
                "content-usage train-ai=n -",
                "content-usage train-ai=y -",
                "content-usage train-ai=n -",
                "license /l -",
                "license /l application/rsl+xml",
            ]
        );
    }

    #[test]
    fn manifests_and_licences_of_one_link_are_both_kept() {
        let found = headers(&[(
            "Link",
            "</m.c2pa>; rel=\"C2PA-Manifest\"; type=application/c2pa, </b>; rel=\"license c2pa-manifest\"",
        )]);
        assert_eq!(
            found,
            [
                "c2pa-manifest /m.c2pa application/c2pa",
                "license /b -",
                "c2pa-manifest /b -",
            ]
        );
    }

    #[test]
    fn values_and_numbers_are_bounded() {
        let label = format!(
            "{{\"Label\":\"1\",\"ReservedCode1\":\"{}\"}}",
            "a".repeat(2_048)
        );
        assert_eq!(
            of_headers(&[("X-Robots-Tag".to_owned(), label.clone())])[0].value,
            label
        );
        let long = "目".repeat(2_000);
        let many: Vec<(String, String)> = (0..1_000)
            .map(|n| ("X-Robots-Tag".to_owned(), format!("{n}{long}")))
            .collect();
        let found = of_headers(&many);
        assert_eq!(found.len(), MAX_OF_SOURCE);
        assert!(
            found
                .iter()
                .all(|signal| signal.value.len() <= MAX_VALUE_BYTES)
        );
    }

    #[test]
    fn addresses_of_licences_are_told_from_others_of_the_same_host() {
        for address in [
            "https://creativecommons.org/licenses/by/4.0/",
            "//www.creativecommons.org/publicdomain/zero/1.0",
        ] {
            assert!(is_creative_commons(address), "{address}");
        }
        for address in [
            "https://creativecommons.org/about/",
            "https://creativecommons.org.evil.example/licenses/by/4.0/",
            "/licenses/by/4.0/",
        ] {
            assert!(!is_creative_commons(address), "{address}");
        }
    }
}
