//! Media types, and which of them are pages.

use wenmai_model::PageKind;

/// A media type as headers give it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct MediaType {
    /// Type and subtype in lower case; empty where there is none.
    pub(super) essence: String,
    /// The parameter `charset`, as it stands.
    pub(super) charset: Option<String>,
}

impl MediaType {
    /// The parts of `value`, such as `text/html; charset=utf-8`.
    pub(super) fn of(value: &str) -> Self {
        let mut parts = value.split(';').map(str::trim);
        let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
        let charset = parts
            .filter_map(|part| part.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
            .map(|(_, value)| value.trim().trim_matches(['"', '\'']).to_owned())
            .filter(|value| !value.is_empty());
        Self { essence, charset }
    }

    /// What a page of this type holds, to be told by its bytes where nothing is known; `Err` if it is no page.
    pub(super) fn page_kind(&self) -> Result<Option<PageKind>, ()> {
        match self.essence.as_str() {
            "text/html" | "application/xhtml+xml" => Ok(Some(PageKind::Html)),
            "text/plain" => Ok(Some(PageKind::Text)),
            "text/markdown" | "text/x-markdown" => Ok(Some(PageKind::Markdown)),
            // MIME Sniffing Standard §5.1: servers that know no better say so.
            "unknown/unknown" | "application/unknown" | "*/*" => Ok(None),
            essence if !essence.contains('/') => Ok(None),
            _ => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets_are_found_among_parameters() {
        let charset = |value: &str| MediaType::of(value).charset;
        assert_eq!(
            charset("text/html; Charset=\"GB2312\"").as_deref(),
            Some("GB2312")
        );
        assert_eq!(
            charset("text/html;q=1;charset = utf-8").as_deref(),
            Some("utf-8")
        );
        assert_eq!(charset("text/html; charset="), None);
        assert_eq!(MediaType::of(" Text/HTML ;x").essence, "text/html");
    }

    #[test]
    fn only_text_for_people_is_a_page() {
        let kind = |value: &str| MediaType::of(value).page_kind();
        assert_eq!(kind("application/xhtml+xml"), Ok(Some(PageKind::Html)));
        assert_eq!(kind("text/plain;charset=big5"), Ok(Some(PageKind::Text)));
        assert_eq!(kind(""), Ok(None));
        assert_eq!(kind("html"), Ok(None));
        for other in [
            "text/css",
            "application/json",
            "image/png",
            "application/octet-stream",
        ] {
            assert_eq!(kind(other), Err(()), "{other}");
        }
    }
}
