//! How deep the items of lists stand, and their numbers.

use rustc_hash::FxHashMap;

use super::attribute::AttributeName;
use super::tag::Tag;
use super::tree::{NodeId, Tree};

/// Deepest list that is told from those around it.
const MAX_DEPTH: u8 = 32;

/// The numbers of the items of numbered lists.
pub(super) struct Numbers(FxHashMap<NodeId, u32>);

impl Numbers {
    /// Counts the items of each `ol`, as the HTML standard does (4.4.5), but never below zero. Runs in O(elements).
    pub(super) fn new(tree: &Tree<'_>) -> Self {
        let mut next: FxHashMap<NodeId, u32> = FxHashMap::default();
        let mut numbers = FxHashMap::default();
        let number = |node, name| {
            let value: Option<&str> = tree.attribute(node, name);
            value.and_then(|value| value.trim_ascii().parse().ok())
        };
        for node in tree.nodes().filter(|&node| tree.tag(node) == Tag::Li) {
            let list = tree.parent(node);
            if tree.tag(list) != Tag::Ol {
                continue;
            }
            let next = next
                .entry(list)
                .or_insert_with(|| number(list, AttributeName::Start).unwrap_or(1));
            let own = number(node, AttributeName::Value).unwrap_or(*next);
            numbers.insert(node, own);
            *next = own.saturating_add(1);
        }
        Self(numbers)
    }

    /// The number of an item; `None` where its list is not numbered.
    pub(super) fn of(&self, item: NodeId) -> Option<u32> {
        self.0.get(&item).copied()
    }
}

/// The item of a list that an element stands in, or is, and how many lists are around it; the description of a term stands
/// inside the term. Cells of tables, and other elements that `hides` tells, hide the lists around them.
pub(super) fn item(
    tree: &Tree<'_>,
    node: NodeId,
    hides: impl Fn(NodeId) -> bool,
) -> Option<(NodeId, u8)> {
    let mut item = None;
    let mut depth = 0_u8;
    for node in std::iter::once(node).chain(tree.ancestors(node)) {
        if hides(node) {
            break;
        }
        match tree.tag(node) {
            Tag::Li | Tag::Dt if item.is_none() => item = Some(node),
            Tag::Dd if item.is_none() => {
                item = Some(node);
                depth += 1;
            }
            Tag::Ul | Tag::Ol | Tag::Menu | Tag::Dir | Tag::Dl if item.is_some() => depth += 1,
            Tag::Td | Tag::Th | Tag::Body => break,
            _ => {}
        }
        if depth >= MAX_DEPTH {
            break;
        }
    }
    item.map(|item| (item, depth.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{HtmlOptions, read};

    #[test]
    fn items_have_depth_and_number() {
        let source = "<p>a<ul><li>b<ol start=3><li>c<li value=9>d<li>e</ol></ul><dl><dt>f<dd>g</dl><li>h</li>";
        let page = read(source, &HtmlOptions::default());
        let numbers = Numbers::new(&page.tree);
        let found: Vec<_> = page
            .blocks
            .iter()
            .map(|block| {
                let item = item(&page.tree, block.node, |_| false);
                (
                    page.text_of(block),
                    item.map(|(item, depth)| (depth, numbers.of(item))),
                )
            })
            .collect();
        let expected = [
            ("a", None),
            ("b", Some((1, None))),
            ("c", Some((2, Some(3)))),
            ("d", Some((2, Some(9)))),
            ("e", Some((2, Some(10)))),
            ("f", Some((1, None))),
            ("g", Some((2, None))),
            ("h", Some((1, None))),
        ];
        assert_eq!(found, expected);
    }
}
