//! The tree of a page: one flat list of nodes in page order.

use std::ops::Range;

use wenmai_model::SourceSpan;

use super::attribute::AttributeName;
use super::tag::Tag;
use super::token::{Attribute, Attributes, offset};

/// A node of a [`Tree`]: its place in page order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeId(pub(super) u32);

impl NodeId {
    /// The root, `html`.
    pub(crate) const ROOT: Self = Self(0);

    /// The place of the node in page order.
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// An element, or a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) tag: Tag,
    pub(super) flags: u8,
    pub(super) depth: u8,
    pub(super) n_attributes: u8,
    pub(super) parent: u32,
    /// Of an element, one past its last descendant. Of text, where it ends in the source, or its place among the decoded
    /// texts.
    pub(super) end: u32,
    /// Where the start tag or the text stands in the source.
    pub(super) source: u32,
    /// Of an element, its first attribute.
    pub(super) first_attribute: u32,
}

/// The element is not to be shown, by `hidden`, `aria-hidden` or its style.
pub(super) const HIDDEN: u8 = 1;
/// The text is not written in the source as it is meant.
pub(super) const DECODED: u8 = 2;
/// The element belongs to a drawing or a formula.
pub(super) const FOREIGN: u8 = 4;
/// No tag stands for the element: the standard implies it.
pub(super) const IMPLIED: u8 = 8;
/// The template is shown: it is the shadow of the element that it stands in.
pub(super) const SHADOW: u8 = 16;

/// A text that is not written in the source as it is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DecodedText {
    pub(super) text: Range<u32>,
    pub(super) source_end: u32,
}

/// The elements and texts of a page in page order, so that a node comes before what it holds, and all that it holds stands in
/// one range behind it.
///
/// White space between blocks is left out, and so are comments.
#[derive(Debug)]
pub(crate) struct Tree<'s> {
    pub(super) source: &'s str,
    pub(super) nodes: Vec<Node>,
    pub(super) attributes: Attributes,
    pub(super) decoded: String,
    pub(super) decoded_texts: Vec<DecodedText>,
}

impl<'s> Tree<'s> {
    /// Number of nodes.
    pub(crate) const fn len(&self) -> usize {
        self.nodes.len()
    }

    /// All nodes in page order.
    pub(crate) fn nodes(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (0..offset(self.nodes.len())).map(NodeId)
    }

    /// What is inside the node, in page order, the node itself left out.
    pub(crate) fn descendants(
        &self,
        node: NodeId,
    ) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (node.0 + 1..self.end(node).max(node.0 + 1)).map(NodeId)
    }

    /// The children of the node, in page order.
    #[cfg(any(test, feature = "_inspect"))]
    pub(crate) fn children(&self, node: NodeId) -> impl Iterator<Item = NodeId> {
        let end = self.end(node);
        let next = move |child: NodeId| (child.0 < end).then_some(child);
        std::iter::successors(next(NodeId(node.0 + 1)), move |&child| {
            next(NodeId(self.end(child)))
        })
    }

    fn node(&self, node: NodeId) -> Option<&Node> {
        self.nodes.get(node.index())
    }

    /// The name of the element; [`Tag::Text`] for text.
    pub(crate) fn tag(&self, node: NodeId) -> Tag {
        self.node(node).map_or(Tag::Other, |node| node.tag)
    }

    /// The element that the node stands in; the root stands in itself.
    pub(crate) fn parent(&self, node: NodeId) -> NodeId {
        NodeId(self.node(node).map_or(0, |node| node.parent))
    }

    /// The elements that the node stands in, the innermost first.
    pub(crate) fn ancestors(&self, node: NodeId) -> impl Iterator<Item = NodeId> {
        let up = |node: NodeId| (node != NodeId::ROOT).then(|| self.parent(node));
        std::iter::successors(up(node), move |&node| up(node))
    }

    /// How many elements the node stands in.
    pub(crate) fn depth(&self, node: NodeId) -> u8 {
        self.node(node).map_or(0, |node| node.depth)
    }

    /// The place behind the last node inside this one, as an index in page order: sums over what is inside are differences
    /// of prefix sums.
    pub(crate) fn end(&self, node: NodeId) -> u32 {
        match self.node(node) {
            Some(found) if found.tag != Tag::Text => found.end,
            _ => node.0.saturating_add(1),
        }
    }

    /// The text of a text node; its line ends are those of the source. Empty for elements.
    pub(crate) fn text(&self, node: NodeId) -> &str {
        let Some(found) = self.node(node).filter(|node| node.tag == Tag::Text) else {
            return "";
        };
        if found.flags & DECODED == 0 {
            return self
                .source
                .get(found.source as usize..found.end as usize)
                .unwrap_or_default();
        }
        let text = self
            .decoded_texts
            .get(found.end as usize)
            .map(|decoded| &decoded.text);
        let text = text.and_then(|text| self.decoded.get(text.start as usize..text.end as usize));
        text.unwrap_or_default()
    }

    /// All text inside of an element.
    pub(crate) fn text_inside(&self, node: NodeId) -> String {
        let inside = self.descendants(node);
        inside.map(|node| self.text(node)).collect()
    }

    /// Whether the text of this text node stands in the source as it is.
    pub(crate) fn is_verbatim(&self, node: NodeId) -> bool {
        !self.has(node, DECODED)
    }

    /// Where a text stands in the source; for an element, the point where it begins.
    pub(crate) fn source(&self, node: NodeId) -> SourceSpan {
        let Some(found) = self.node(node) else {
            return SourceSpan::new(0, 0);
        };
        let end = match (found.tag, found.flags & DECODED) {
            (Tag::Text, 0) => found.end,
            (Tag::Text, _) => self
                .decoded_texts
                .get(found.end as usize)
                .map_or(0, |text| text.source_end),
            _ => found.source,
        };
        SourceSpan::new(found.source, end)
    }

    /// The value of an attribute of the element.
    pub(crate) fn attribute(&self, node: NodeId, name: AttributeName) -> Option<&str> {
        let found = self
            .attribute_list(node)
            .iter()
            .find(|attribute| attribute.name == name)?;
        Some(self.value(found))
    }

    /// The attributes of the element that are kept, in the order of the page.
    pub(crate) fn attributes(&self, node: NodeId) -> impl Iterator<Item = (AttributeName, &str)> {
        self.attribute_list(node)
            .iter()
            .map(|attribute| (attribute.name, self.value(attribute)))
    }

    fn attribute_list(&self, node: NodeId) -> &[Attribute] {
        let Some(found) = self.node(node).filter(|node| node.tag != Tag::Text) else {
            return &[];
        };
        let first = found.first_attribute as usize;
        let range = first..first + usize::from(found.n_attributes);
        self.attributes.list.get(range).unwrap_or_default()
    }

    pub(super) fn value(&self, attribute: &Attribute) -> &str {
        let range = attribute.start as usize..attribute.end as usize;
        if attribute.decoded {
            let bytes = self.attributes.decoded.get(range).unwrap_or_default();
            return std::str::from_utf8(bytes).unwrap_or_default();
        }
        self.source.get(range).unwrap_or_default()
    }

    /// The classes of the element.
    #[cfg(test)]
    pub(crate) fn classes(&self, node: NodeId) -> impl Iterator<Item = &str> {
        self.attribute(node, AttributeName::Class)
            .unwrap_or_default()
            .split_ascii_whitespace()
    }

    /// Whether the element itself is not to be shown, by `hidden`, `aria-hidden` or its style.
    pub(crate) fn is_hidden(&self, node: NodeId) -> bool {
        self.has(node, HIDDEN)
    }

    /// Whether the element is a template whose content is shown.
    pub(super) fn is_shadow(&self, node: NodeId) -> bool {
        self.has(node, SHADOW)
    }

    fn has(&self, node: NodeId, flag: u8) -> bool {
        self.node(node).is_some_and(|node| node.flags & flag != 0)
    }

    /// The source that the tree was read from.
    pub(crate) const fn source_text(&self) -> &'s str {
        self.source
    }
}
