//! The `meta` elements of a page: OpenGraph, Dublin Core, the names that libraries, publishers and sites use.

use rustc_hash::FxHashMap;
use wenmai_model::MetadataSource;

use super::{Found, plain};
use crate::html::HtmlPage;
use crate::html::attribute::AttributeName;

/// Most elements that are read.
const MAX_ELEMENTS: usize = 2_000;

/// What the `meta` elements say, by their names in lower case, each in page order.
pub(super) struct Metas {
    contents: FxHashMap<String, Vec<String>>,
}

impl Metas {
    pub(super) fn new(page: &HtmlPage<'_>) -> Self {
        let mut contents: FxHashMap<String, Vec<String>> = FxHashMap::default();
        for &meta in page.head.metas.iter().take(MAX_ELEMENTS) {
            let attribute = |name| page.tree.attribute(meta, name);
            // Some tools that save pages write `value`.
            let content = attribute(AttributeName::Content);
            let Some(content) = content.or_else(|| attribute(AttributeName::Value)) else {
                continue;
            };
            let content = plain(content);
            if content.is_empty() {
                continue;
            }
            let names = [
                AttributeName::Property,
                AttributeName::Name,
                AttributeName::Itemprop,
            ];
            for name in names.into_iter().filter_map(attribute) {
                let name = name.trim().to_ascii_lowercase();
                let known = contents.entry(name).or_default();
                if !known.contains(&content) && known.len() < 64 {
                    known.push(content.clone());
                }
            }
        }
        Self { contents }
    }

    /// All that is said under a name.
    pub(super) fn all(&self, name: &str) -> &[String] {
        self.contents.get(name).map_or(&[], Vec::as_slice)
    }

    /// The first that is said under a name.
    pub(super) fn first(&self, name: &str) -> Option<&str> {
        self.all(name).first().map(String::as_str)
    }

    /// Whether the page says that it is an article.
    pub(super) fn is_article(&self) -> bool {
        let is_kind = self
            .first("og:type")
            .is_some_and(|kind| kind.eq_ignore_ascii_case("article"));
        is_kind || self.first("article:published_time").is_some()
    }

    /// What is said under the first of these names that says something.
    pub(super) fn find(&self, names: &[&str]) -> Option<Found> {
        let (name, content) = names
            .iter()
            .find_map(|name| Some((name, self.first(name)?)))?;
        Some(Found::new(content, source(name)))
    }
}

/// The kind of place that a name belongs to.
pub(super) fn source(name: &str) -> MetadataSource {
    if name.starts_with("og:") || name.starts_with("article:") {
        MetadataSource::OpenGraph
    } else {
        MetadataSource::Meta
    }
}
