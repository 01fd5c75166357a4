//! What a page says about itself in its head: OpenGraph properties, `meta` elements, the canonical address.

use wenmai_model::{Metadata, MetadataField, MetadataSource, Provenance};
use wenmai_text::trim_blank;

use super::HtmlPage;
use super::attribute::AttributeName;
use crate::grammar::date::iso_date;

/// Signs that part the title of a page from the name of its site.
const SEPARATORS: [&str; 7] = [" | ", " - ", " – ", " — ", " · ", "_", " :: "];

/// Names of `meta` elements for each field, the best first.
const NAMES: [(MetadataField, &[&str]); 7] = [
    (
        MetadataField::Title,
        &["og:title", "twitter:title", "dc.title", "citation_title"],
    ),
    (
        MetadataField::Summary,
        &[
            "og:description",
            "description",
            "twitter:description",
            "dc.description",
        ],
    ),
    (
        MetadataField::Authors,
        &[
            "author",
            "article:author",
            "dc.creator",
            "citation_author",
            "parsely-author",
            "sailthru.author",
        ],
    ),
    (
        MetadataField::Published,
        &[
            "article:published_time",
            "datepublished",
            "dc.date",
            "dc.date.issued",
            "citation_publication_date",
            "parsely-pub-date",
            "pubdate",
            "publishdate",
            "date",
        ],
    ),
    (
        MetadataField::Modified,
        &[
            "article:modified_time",
            "og:updated_time",
            "datemodified",
            "last-modified",
        ],
    ),
    (MetadataField::Site, &["og:site_name", "application-name"]),
    (
        MetadataField::Keywords,
        &["keywords", "news_keywords", "article:tag"],
    ),
];

/// Reads the head of a page.
pub(super) fn metadata(page: &HtmlPage<'_>) -> Metadata {
    let mut metadata = Metadata::default();
    for (field, names) in NAMES {
        let Some((name, value)) = names
            .iter()
            .find_map(|name| Some((name, meta(page, name)?)))
        else {
            continue;
        };
        let is_known = set(&mut metadata, field, &value);
        if is_known {
            let is_graph = name.starts_with("og:") || name.starts_with("article:");
            note(
                &mut metadata,
                field,
                if is_graph {
                    MetadataSource::OpenGraph
                } else {
                    MetadataSource::Meta
                },
            );
        }
    }
    if metadata.title.is_none()
        && let Some(title) = page_title(page, metadata.site.as_deref())
    {
        metadata.title = Some(title);
        note(&mut metadata, MetadataField::Title, MetadataSource::Meta);
    }
    let canonical = page.head.links.iter().find_map(|&link| {
        let rel = page.tree.attribute(link, AttributeName::Rel)?;
        let is_canonical = rel
            .split_ascii_whitespace()
            .any(|rel| rel.eq_ignore_ascii_case("canonical"));
        page.tree
            .attribute(link, AttributeName::Href)
            .filter(|href| is_canonical && href.contains("://"))
    });
    if let Some(url) = canonical {
        metadata.canonical_url = Some(url.to_owned());
        note(
            &mut metadata,
            MetadataField::CanonicalUrl,
            MetadataSource::Meta,
        );
    }
    metadata
}

fn note(metadata: &mut Metadata, field: MetadataField, source: MetadataSource) {
    metadata.provenance.push(Provenance {
        field,
        source,
        span: None,
    });
}

/// Sets a field from its text; whether the text says something.
fn set(metadata: &mut Metadata, field: MetadataField, value: &str) -> bool {
    let list = || -> Vec<String> {
        let parts = value.split([',', '，', ';', '；', '、']).map(trim_blank);
        parts
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    };
    match field {
        MetadataField::Title => metadata.title = Some(value.to_owned()),
        MetadataField::Summary => metadata.summary = Some(value.to_owned()),
        // An address of a profile is no name.
        MetadataField::Authors if !value.contains("://") => metadata.authors = list(),
        MetadataField::Published => metadata.published = iso_date(value),
        MetadataField::Modified => metadata.modified = iso_date(value),
        MetadataField::Site => metadata.site = Some(value.to_owned()),
        MetadataField::Keywords => metadata.keywords = list(),
        _ => return false,
    }
    match field {
        MetadataField::Published => metadata.published.is_some(),
        MetadataField::Modified => metadata.modified.is_some(),
        _ => true,
    }
}

/// The content of the first `meta` of this name that says something; names are compared without regard to case.
fn meta(page: &HtmlPage<'_>, wanted: &str) -> Option<String> {
    page.head.metas.iter().find_map(|&meta| {
        let attribute = |name| page.tree.attribute(meta, name);
        let names = [
            AttributeName::Property,
            AttributeName::Name,
            AttributeName::Itemprop,
        ];
        let is_wanted = names
            .into_iter()
            .filter_map(attribute)
            .any(|name| name.eq_ignore_ascii_case(wanted));
        let content = attribute(AttributeName::Content).filter(|_| is_wanted)?;
        let content = content.split_whitespace().collect::<Vec<_>>().join(" ");
        (!content.is_empty()).then_some(content)
    })
}

/// The title of the page without the name of its site.
fn page_title(page: &HtmlPage<'_>, site: Option<&str>) -> Option<String> {
    let title = page.tree.text_inside(page.head.title?);
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut = SEPARATORS
        .iter()
        .filter_map(|sign| title.rsplit_once(sign))
        .max_by_key(|(front, _)| front.len())
        .filter(|(front, name)| {
            site.is_some_and(|site| site.eq_ignore_ascii_case(trim_blank(name)))
                || name.chars().count() * 2 < front.chars().count()
        })
        .map(|(front, _)| trim_blank(front).to_owned());
    cut.or(Some(title)).filter(|title| !title.is_empty())
}
