//! Microdata: the properties that elements name of the work that the page is about.

use wenmai_model::MetadataSource;

use super::element::{Distance, Neighborhood, place};
use super::{Found, Page, json_ld, plain};
use crate::html::attribute::AttributeName;
use crate::html::tag::Tag;
use crate::html::tree::NodeId;

/// Most properties that are read.
const MAX_PROPERTIES: usize = 1_000;

/// A property, in page order.
pub(super) struct Property {
    pub(super) name: String,
    pub(super) found: Found,
    pub(super) distance: Distance,
    pub(super) node: NodeId,
}

/// The properties of works on the page; those of comments, of entries of lists and of people are left out.
pub(super) fn properties(page: &Page<'_>, around: &Neighborhood) -> Vec<Property> {
    let tree = &page.html.tree;
    let named = tree.nodes().filter_map(|node| {
        let names = tree.attribute(node, AttributeName::Itemprop)?;
        (tree.tag(node) != Tag::Meta || !page.html.head.metas.is_empty()).then_some((node, names))
    });
    let mut found = Vec::new();
    for (node, names) in named.take(MAX_PROPERTIES) {
        if !is_of_work(page, node) {
            continue;
        }
        let place = place(page, node);
        let stated = [AttributeName::Content, AttributeName::Datetime]
            .into_iter()
            .find_map(|name| tree.attribute(node, name))
            .map(plain)
            .filter(|stated| !stated.is_empty());
        let value = match (stated, place) {
            (Some(stated), _) => stated,
            (None, Some(place)) => place.text.to_owned(),
            (None, None) => continue,
        };
        let distance = place.map_or(Distance::Content, |place| around.distance(place.block));
        for name in names.split_ascii_whitespace() {
            found.push(Property {
                name: name.to_ascii_lowercase(),
                found: Found {
                    value: value.clone(),
                    source: MetadataSource::Microdata,
                    span: place.map(|place| place.span),
                },
                distance,
                node,
            });
        }
    }
    found
}

/// Whether the innermost item around the element is a work, or is not told.
pub(super) fn is_of_work(page: &Page<'_>, node: NodeId) -> bool {
    let tree = &page.html.tree;
    // The element may be an item of its own, such as a person.
    let item = tree
        .ancestors(node)
        .find(|&node| tree.attribute(node, AttributeName::Itemscope).is_some());
    let Some(kind) = item.and_then(|item| tree.attribute(item, AttributeName::Itemtype)) else {
        return true;
    };
    let name = kind.trim().rsplit(['/', '#']).next().unwrap_or_default();
    json_ld::is_work(name) || name.ends_with("Page") || name == "Blog" || name == "WebSite"
}
