//! What a page declares itself to be: its OpenGraph type, the types of its JSON-LD, the words of its address.

use crate::html::HtmlPage;
use crate::html::attribute::AttributeName;
use crate::html::found::ScriptKind;

/// Types of OpenGraph that are told apart, by their beginning.
const GRAPH_TYPES: [&str; 5] = ["article", "product", "website", "video", "profile"];

/// The number of all other types of OpenGraph.
const OTHER_GRAPH_TYPE: u8 = 6;
const _: () = assert!(GRAPH_TYPES.len() + 1 == OTHER_GRAPH_TYPE as usize);

/// Types of schema.org that are told apart, in groups.
const SCHEMA_TYPES: [&[&str]; 9] = [
    &[
        "Article",
        "NewsArticle",
        "BlogPosting",
        "ReportageNewsArticle",
        "OpinionNewsArticle",
        "ScholarlyArticle",
    ],
    &["TechArticle", "APIReference", "HowTo"],
    &["Product", "ProductGroup", "Offer", "AggregateOffer"],
    &[
        "ItemList",
        "CollectionPage",
        "OfferCatalog",
        "SearchResultsPage",
    ],
    &["DiscussionForumPosting", "QAPage", "Comment"],
    &["Recipe", "Review", "Book", "Movie", "VideoObject"],
    &["FAQPage", "Question"],
    &[
        "Organization",
        "LocalBusiness",
        "Service",
        "Corporation",
        "SoftwareApplication",
    ],
    &["JobPosting", "Event", "Course", "RealEstateListing"],
];

/// Words of addresses that are told apart, in groups.
const ADDRESS_WORDS: [&[&str]; 7] = [
    &[
        "blog", "blogs", "news", "article", "articles", "story", "post", "posts",
    ],
    &[
        "docs",
        "doc",
        "documentation",
        "guide",
        "guides",
        "api",
        "manual",
        "reference",
        "tutorial",
        "wiki",
        "help",
    ],
    &["product", "products", "item", "items", "dp", "p", "buy"],
    &[
        "collection",
        "collections",
        "category",
        "categories",
        "c",
        "catalog",
        "shop",
        "store",
    ],
    &[
        "forum",
        "forums",
        "thread",
        "threads",
        "topic",
        "topics",
        "t",
        "questions",
        "viewtopic",
        "showthread",
        "community",
        "discussion",
        "comments",
    ],
    &[
        "tag", "tags", "archive", "search", "author", "list", "jobs", "listing", "listings",
        "best", "top",
    ],
    &[
        "service",
        "services",
        "solutions",
        "features",
        "platform",
        "pricing",
        "about",
        "company",
    ],
];

/// Number of facts.
pub(super) const FACTS: usize = 1 + SCHEMA_TYPES.len() + ADDRESS_WORDS.len();

/// Facts about the page at `url`. Runs in time linear in its JSON-LD.
pub(super) fn facts(page: &HtmlPage<'_>, url: Option<&str>) -> [u8; FACTS] {
    let schema = schema_types(page);
    let address = address_words(url.unwrap_or_default());
    let flags = schema.into_iter().chain(address).map(u8::from);
    let mut facts = [0; FACTS];
    let values = std::iter::once(graph_type(page)).chain(flags);
    for (slot, value) in facts.iter_mut().zip(values) {
        *slot = value;
    }
    facts
}

/// Number of the OpenGraph type, one more than there are for others, 0 for none.
fn graph_type(page: &HtmlPage<'_>) -> u8 {
    let content = page.head.metas.iter().find_map(|&meta| {
        let property = page.tree.attribute(meta, AttributeName::Property)?;
        let content = page.tree.attribute(meta, AttributeName::Content);
        content.filter(|_| property.eq_ignore_ascii_case("og:type"))
    });
    content.map_or(0, |content| {
        let names = GRAPH_TYPES.iter();
        let mut numbers = (1..)
            .zip(names)
            .filter(|(_, name)| content.starts_with(**name));
        numbers
            .next()
            .map_or(OTHER_GRAPH_TYPE, |(number, _)| number)
    })
}

fn schema_types(page: &HtmlPage<'_>) -> [bool; SCHEMA_TYPES.len()] {
    const KEY: &[u8] = b"\"@type\"";
    let source = page.tree.source_text().as_bytes();
    let mut found = [false; SCHEMA_TYPES.len()];
    for script in page
        .scripts
        .iter()
        .filter(|script| script.kind == ScriptKind::JsonLd)
    {
        let place = script.source.start as usize..script.source.end as usize;
        let json = source.get(place).unwrap_or_default();
        for at in memchr::memmem::find_iter(json, KEY) {
            let rest = json.get(at + KEY.len()..).unwrap_or_default();
            let name = first_string(rest);
            for (flag, names) in found.iter_mut().zip(SCHEMA_TYPES) {
                *flag |= names.iter().any(|known| known.as_bytes() == name);
            }
        }
    }
    found
}

/// The string that follows a key, the first of a list of them.
fn first_string(rest: &[u8]) -> &[u8] {
    const MAX_NAME: usize = 64;
    let is_between = |byte: &&u8| matches!(byte, b':' | b' ' | b'[' | b'\n' | b'\t' | b'\r');
    let between = rest.iter().take(MAX_NAME).take_while(is_between).count();
    let string = rest
        .get(between..)
        .and_then(|rest| rest.strip_prefix(b"\""));
    let string = string.unwrap_or_default();
    let end = string.iter().take(MAX_NAME).position(|&byte| byte == b'"');
    string.get(..end.unwrap_or(0)).unwrap_or_default()
}

fn address_words(url: &str) -> [bool; ADDRESS_WORDS.len()] {
    let path = url
        .split_once("://")
        .and_then(|(_, rest)| rest.split_once('/'))
        .map_or("", |(_, path)| path);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut found = [false; ADDRESS_WORDS.len()];
    for word in path.split(['/', '-', '_', '.']) {
        for (flag, words) in found.iter_mut().zip(ADDRESS_WORDS) {
            *flag |= words.iter().any(|known| word.eq_ignore_ascii_case(known));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_say_what_they_are() {
        let page = "<meta property=og:type content='article'><script type=application/ld+json>\
                    {\"@graph\":[{\"@type\" : [\"Product\", \"Thing\"]},{\"@type\":\"QAPage\"},{\"@type\":</script>";
        let page = crate::html::read(page, &crate::html::HtmlOptions::default());
        assert_eq!(graph_type(&page), 1);
        let types: Vec<usize> = schema_types(&page)
            .iter()
            .enumerate()
            .filter_map(|(at, is)| is.then_some(at))
            .collect();
        assert_eq!(types, [2, 4]);
        let words = |url| address_words(url).iter().position(|&is| is);
        assert_eq!(words("https://docs.test/Docs/a?blog"), Some(1));
        assert_eq!(words("https://blog.test/2024/x"), None);
        assert_eq!(words("no address"), None);
    }
}
