//! Microdata: the properties that elements name of the work that the page is about.

use wenmai_model::MetadataSource;

use super::element::{Distance, Neighborhood, place};
use super::{Found, Page, json_ld, plain};
use crate::html::attribute::AttributeName;
use crate::html::tree::{NodeId, Tree};

/// Most properties that are read.
const MAX_PROPERTIES: usize = 1_000;
/// Most names of one property.
const MAX_NAMES: usize = 8;
/// Longest value of a property, in bytes: days and names are short.
const MAX_VALUE_BYTES: usize = 1_000;

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
        Some((node, names))
    });
    let mut found = Vec::new();
    for (node, names) in named.take(MAX_PROPERTIES) {
        if !page.items.is_of_work(page, node) {
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
            (None, Some(place)) if place.text.len() <= MAX_VALUE_BYTES => place.text.to_owned(),
            _ => continue,
        };
        if value.len() > MAX_VALUE_BYTES {
            continue;
        }
        let distance = place.map_or(Distance::Content, |place| around.distance(place.block));
        for name in names.split_ascii_whitespace().take(MAX_NAMES) {
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

/// For each node, whether the innermost item that it is or that it stands in is a work, or is not told. Runs in O(nodes): each
/// node takes over what its parent says.
pub(super) struct Items(Vec<bool>);

impl Items {
    pub(super) fn new(tree: &Tree<'_>) -> Self {
        let mut of_work: Vec<bool> = Vec::new();
        for node in tree.nodes() {
            let own = tree
                .attribute(node, AttributeName::Itemscope)
                .map(|_| is_work(tree.attribute(node, AttributeName::Itemtype)));
            let around = || of_work.get(tree.parent(node).index()).copied();
            of_work.push(own.or_else(around).unwrap_or(true));
        }
        Self(of_work)
    }

    /// Whether the innermost item around the element is a work, or is not told; the element may be an item of its own, such as a
    /// person.
    pub(super) fn is_of_work(&self, page: &Page<'_>, node: NodeId) -> bool {
        let parent = page.html.tree.parent(node);
        self.0.get(parent.index()).copied().unwrap_or(true)
    }
}

/// Whether items of this type are works, or pages with one.
fn is_work(kind: Option<&str>) -> bool {
    let Some(kind) = kind else {
        return true;
    };
    let name = kind.trim().rsplit(['/', '#']).next().unwrap_or_default();
    json_ld::is_work(name) || name.ends_with("Page") || name == "Blog" || name == "WebSite"
}
