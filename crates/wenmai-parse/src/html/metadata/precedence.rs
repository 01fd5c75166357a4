//! The order of trust: which place is asked first for each field. What is stated for machines comes before what is shown,
//! except where it is vague; measured on pages whose metadata people have written down.

use wenmai_model::MetadataSource;

use super::element::Neighborhood;
use super::json_ld::JsonLd;
use super::meta::{self, Metas};
use super::title::SiteKeys;
use super::{Found, Page, Statements, byline, date, list, microdata, names, plain, published};
use crate::html::HtmlPage;

/// Names of `meta` elements that say the title, the best first.
const TITLES: [&str; 7] = [
    "og:title",
    "citation_title",
    "dc.title",
    "dcterms.title",
    "twitter:title",
    "parsely-title",
    "sailthru.title",
];
const SUMMARIES: [&str; 6] = [
    "og:description",
    "description",
    "twitter:description",
    "dc.description",
    "dcterms.abstract",
    "sailthru.description",
];
const AUTHORS: [&str; 15] = [
    "author",
    "parsely-author",
    "sailthru.author",
    "citation_author",
    "dc.creator",
    "dcterms.creator",
    "dc.creator.personalname",
    "article:author",
    "article:author_name",
    "og:article:author",
    "og:author",
    "byl",
    "byline",
    "creator",
    "dc.contributor",
];
const PUBLISHED: [&str; 22] = [
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "article:published",
    "bt:pubdate",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "pubdate",
    "publishdate",
    "publish_date",
    "publish-date",
    "publication_date",
    "article.published",
];
const DATES: [&str; 6] = [
    "datepublished",
    "date",
    "og:release_date",
    "article:release_date",
    "article_date_original",
    "cxenseparse:recs:publishtime",
];
const MODIFIED: [&str; 7] = [
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
    "revised",
];
const SITES: [&str; 5] = [
    "og:site_name",
    "application-name",
    "citation_journal_title",
    "dc.publisher",
    "apple-mobile-web-app-title",
];
const KEYWORDS: [&str; 6] = [
    "keywords",
    "news_keywords",
    "parsely-tags",
    "sailthru.tags",
    "dc.subject",
    "article:tag",
];

/// What the page calls itself in its head.
pub(super) fn titles(page: &HtmlPage<'_>, metas: &Metas) -> Vec<Found> {
    let stated = |name: &&str| metas.find(&[name]);
    let element = page
        .head
        .title
        .map(|node| plain(&page.tree.text_inside(node)));
    let element = element.filter(|title| !title.is_empty());
    let element = element.map(|title| Found::new(&title, MetadataSource::Meta));
    let mut titles: Vec<Found> = TITLES.iter().take(1).filter_map(stated).collect();
    titles.extend(element);
    titles.extend(TITLES.iter().skip(1).filter_map(stated));
    titles
}

/// What the page says that it is about.
pub(super) fn summary(Statements { metas, work, .. }: &Statements) -> Option<Found> {
    let stated = metas.find(&SUMMARIES);
    let work = work.description.as_deref();
    stated.or_else(|| work.map(|text| Found::new(text, MetadataSource::JsonLd)))
}

/// The name of the site.
pub(super) fn site(metas: &Metas, data: &JsonLd) -> Option<Found> {
    let named = data.site.as_deref();
    metas
        .find(&["og:site_name"])
        .or_else(|| named.map(|name| Found::new(name, MetadataSource::JsonLd)))
        .or_else(|| metas.find(&SITES))
}

/// The authors, and where the first of them was found.
pub(super) fn authors(
    page: &Page<'_>,
    statements: &Statements,
    around: &Neighborhood,
    site: &SiteKeys,
) -> Option<(Vec<String>, Found)> {
    let Statements { metas, work, .. } = statements;
    let stated = |texts: &[String], source| {
        let mut authors: Vec<String> = Vec::new();
        for text in texts {
            for name in names::names(text, true) {
                if !authors.contains(&name) {
                    authors.push(name);
                }
            }
        }
        // Houses stand beside their authors.
        if authors.iter().any(|name| !site.names(name)) {
            authors.retain(|name| !site.names(name));
        }
        let first = authors.first().map(|first| Found::new(first, source))?;
        Some((authors, first))
    };
    let of_meta = |names: &[&str]| {
        names.iter().find_map(|name| {
            let stated_here = metas.all(name);
            if name.starts_with("citation_") {
                stated(&in_order(stated_here), meta::source(name))
            } else {
                stated(stated_here, meta::source(name))
            }
        })
    };
    // Twitter cards have labels and values of the site's own; that of the author is known by its label.
    let is_by = metas
        .first("twitter:label1")
        .is_some_and(|label| names::behind_label(label).1);
    let stated = stated(&work.authors, MetadataSource::JsonLd)
        .or_else(|| of_meta(&AUTHORS))
        .or_else(|| of_meta(&["twitter:data1"]).filter(|_| is_by));
    // The site, its publisher, or the login name of somebody, is said where a byline may tell more.
    let publisher = work.publisher.as_deref();
    let is_house = |author: &str| site.names(author) || publisher == Some(author);
    let is_vague = stated
        .as_ref()
        .is_none_or(|(authors, _)| match authors.as_slice() {
            [author] => is_house(author) || !author.contains(' ') && !names::is_full(author),
            [author, ..] => is_house(author),
            [] => true,
        });
    let shown = is_vague.then(|| byline::authors(page, around)).flatten();
    match (stated, shown) {
        (Some(_), Some(shown)) if shown.0.iter().all(|name| names::is_full(name)) => Some(shown),
        (Some(stated), _) => Some(stated),
        (None, shown) => shown,
    }
}

/// Names as they are called, where all of several, or a single one, are written `Lee, Ann`: elements for libraries name one author
/// each.
fn in_order(names: &[String]) -> Vec<String> {
    let turned = |name: &String| {
        let (last, first) = name.split_once(", ")?;
        let is_one = !first.contains(',') && !last.contains(' ');
        is_one.then(|| format!("{first} {last}"))
    };
    let all: Option<Vec<String>> = names.iter().map(turned).collect();
    all.unwrap_or_else(|| names.to_vec())
}

/// The days of publication and of the last change. A day of publication that is but that of the last change is
/// [`MetadataSource::Derived`].
pub(super) fn dates(
    page: &Page<'_>,
    statements: &Statements,
    around: &Neighborhood,
    addresses: &[&str],
) -> (Option<Found>, Option<Found>) {
    let Statements { metas, work, .. } = statements;
    let of_meta = |names: &[&str]| {
        names.iter().find_map(|name| {
            let day = page.day(metas.first(name)?)?;
            Some(Found::new(&day, meta::source(name)))
        })
    };
    let of_work = |stated: &Option<String>| {
        let day = page.day(stated.as_deref()?)?;
        Some(Found::new(&day, MetadataSource::JsonLd))
    };
    let properties = microdata::properties(page, around);
    let of_item = |name: &str| {
        let named = properties.iter().filter(|property| property.name == name);
        let best = named.min_by_key(|property| (property.distance, property.node.index()))?;
        let day = page.day(&best.found.value)?;
        Some(best.found.with(&day))
    };
    let of_address = || {
        let day = addresses
            .iter()
            .find_map(|address| date::day_of_address(address))?;
        Some(Found::new(&day, MetadataSource::Meta))
    };
    let (shown, changed) = published::shown(page, around);
    let modified = of_meta(&MODIFIED)
        .or_else(|| of_work(&work.modified))
        .or_else(|| of_item("datemodified"))
        .or(changed);
    let published = of_meta(&PUBLISHED)
        .or_else(|| of_work(&work.published))
        .or_else(of_address)
        .or_else(|| of_item("datepublished"))
        .or(shown)
        .or_else(|| of_meta(&DATES))
        .or_else(|| of_work(&work.created))
        // Where no other day is known, that of the last change is the best guess, and said to be one.
        .or_else(|| {
            modified.clone().map(|found| Found {
                source: MetadataSource::Derived,
                ..found
            })
        });
    (published, modified)
}

/// The keywords that the page declares, and where.
pub(super) fn keywords(
    Statements { metas, work, .. }: &Statements,
) -> Option<(Vec<String>, Found)> {
    let stated = KEYWORDS.iter().find_map(|name| {
        let keywords: Vec<String> = metas.all(name).iter().flat_map(|text| list(text)).collect();
        let first = Found::new(keywords.first()?, meta::source(name));
        Some((keywords, first))
    });
    stated.or_else(|| {
        let first = Found::new(work.keywords.first()?, MetadataSource::JsonLd);
        Some((work.keywords.clone(), first))
    })
}
