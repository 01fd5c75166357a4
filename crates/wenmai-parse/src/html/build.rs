//! Building the tree: nodes, depth and limits. `rules` says which tag opens and closes what.

use std::ops::Range;

use html5gum::State;

use super::attribute::{AttributeName, style_hides};
use super::found::{Head, Script, script_kind};
use super::open::OpenElements;
use super::tag::Tag;
use super::token::{Attribute, Attributes, Sink, TagToken, offset};
use super::tree::{DECODED, DecodedText, FOREIGN, HIDDEN, IMPLIED, Node, NodeId, SHADOW, Tree};
use crate::budget::{Budget, Cut, work};

/// Which part of the page is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    BeforeHead,
    Head,
    AfterHead,
    Body,
}

/// An element whose content is no markup, while it is open.
#[derive(Debug, Clone, Copy)]
struct Raw {
    node: Option<NodeId>,
    tag: Tag,
    /// Where its content starts in the source.
    start: usize,
}

/// What is too much on a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) depth: usize,
    pub(super) nodes: usize,
    pub(super) budget_nodes: usize,
    pub(super) budget_steps: u64,
}

/// Builds the tree of a page from its tags and texts.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact about the tag or text before"
)]
pub(super) struct Builder<'s> {
    pub(super) tree: Tree<'s>,
    pub(super) open: OpenElements,
    pub(super) part: Part,
    pub(super) head: Head,
    pub(super) scripts: Vec<Script>,
    /// Formatting elements that ended inside a block: from this node on, and which.
    pub(super) ends: Vec<(u32, NodeId)>,
    /// Where elements were first nested too deep, in the source.
    pub(super) too_deep: Option<usize>,
    /// Where there were too many nodes.
    pub(super) too_many: Option<usize>,
    pub(super) limits: Limits,
    /// Where a budget was passed: the page ends there.
    pub(super) cut: Option<Cut>,
    /// How many lines the blocks of the page will have.
    n_lines: usize,
    raw: Option<Raw>,
    /// Whether a block begins or ended just now, so that white space does not show.
    pub(super) at_block_edge: bool,
    /// Whether the next line end does not count, behind `<pre>`.
    pub(super) skips_line_end: bool,
    /// Whether the tag at hand gave its attributes to an element that stood there already.
    pub(super) gave_attributes: bool,
    /// Whether a block ended that was nested too deep, so that no node ended with it.
    lacks_border: bool,
    /// Number of elements that keep their white space.
    n_preformatted: usize,
    /// Once there are too many nodes: templates that are open.
    pub(super) late_templates: usize,
}

impl<'s> Builder<'s> {
    pub(super) fn new(source: &'s str, limits: Limits) -> Self {
        let tree = Tree {
            source,
            nodes: Vec::with_capacity(source.len() / 64),
            attributes: Attributes::default(),
            decoded: String::new(),
            decoded_texts: Vec::new(),
        };
        let mut builder = Self {
            tree,
            open: OpenElements::new(),
            part: Part::BeforeHead,
            head: Head::default(),
            scripts: Vec::new(),
            ends: Vec::new(),
            too_deep: None,
            too_many: None,
            limits,
            cut: None,
            n_lines: 0,
            raw: None,
            at_block_edge: true,
            skips_line_end: false,
            gave_attributes: false,
            lacks_border: false,
            n_preformatted: 0,
            late_templates: 0,
        };
        builder.insert_implied(Tag::Html);
        builder
    }

    /// The node that new nodes become children of, and their depth.
    fn place(&self) -> (u32, u8) {
        let parent = self.open.top().map_or(0, |top| top.node);
        let depth = self
            .tree
            .nodes
            .get(parent as usize)
            .map_or(0, |node| node.depth.saturating_add(1));
        (parent, depth)
    }

    /// Whether there may be one more node.
    pub(super) fn is_full(&mut self, source: usize) -> bool {
        if self.tree.nodes.len() < self.limits.nodes {
            return false;
        }
        self.too_many.get_or_insert(source);
        true
    }

    /// Whether the page ends before what stands at `source`, since what stands before it passes a budget.
    #[inline]
    fn is_cut_at(&mut self, source: usize) -> bool {
        let n_nodes = self.tree.nodes.len();
        let budget = if n_nodes > self.limits.budget_nodes {
            Budget::Nodes
        } else if work(source, n_nodes, self.n_lines) > self.limits.budget_steps {
            Budget::Steps
        } else {
            return false;
        };
        let cut = self.cut.get_or_insert(Cut { at: source, budget });
        self.tree.source = self.tree.source.get(..cut.at).unwrap_or_default();
        true
    }

    /// Counts the lines that a text makes of a block.
    pub(super) fn count_lines(&mut self, text: &str) {
        if self.n_preformatted > 0 {
            self.n_lines += memchr::memchr_iter(b'\n', text.as_bytes()).count();
        }
    }

    /// Opens an element with the attributes of its tag.
    pub(super) fn insert(&mut self, tag: &TagToken) -> NodeId {
        self.insert_as(tag, tag.tag, false)
    }

    pub(super) fn insert_as(&mut self, token: &TagToken, tag: Tag, is_foreign: bool) -> NodeId {
        let first = token.first_attribute;
        let list = self.tree.attributes.list.get(first..).unwrap_or_default();
        let n_attributes = u8::try_from(list.len()).unwrap_or(u8::MAX);
        let mut flags = if is_foreign { FOREIGN } else { 0 };
        for attribute in list {
            flags |= self.flag(attribute, tag);
        }
        let hash = if tag == Tag::Other {
            token.name.hash() ^ u32::from(is_foreign)
        } else {
            0
        };
        self.add_element(
            Node {
                tag,
                flags,
                depth: 0,
                n_attributes,
                parent: 0,
                end: 0,
                source: offset(token.start),
                first_attribute: offset(first),
            },
            hash,
        )
    }

    fn flag(&self, attribute: &Attribute, tag: Tag) -> u8 {
        let is_hidden = match attribute.name {
            AttributeName::Hidden => !self.tree.value(attribute).eq_ignore_ascii_case("false"),
            AttributeName::AriaHidden => self.tree.value(attribute).eq_ignore_ascii_case("true"),
            AttributeName::Style => style_hides(self.tree.value(attribute)),
            AttributeName::ShadowRootMode if tag == Tag::Template => return SHADOW,
            _ => false,
        };
        if is_hidden { HIDDEN } else { 0 }
    }

    /// Opens an element without attributes, for which no tag stands.
    pub(super) fn insert_implied(&mut self, tag: Tag) -> NodeId {
        let node = Node {
            tag,
            flags: IMPLIED,
            depth: 0,
            n_attributes: 0,
            parent: 0,
            end: 0,
            source: self.last_source(),
            first_attribute: 0,
        };
        self.add_element(node, 0)
    }

    /// Where the last node stands.
    fn last_source(&self) -> u32 {
        self.tree.nodes.last().map_or(0, |node| node.source)
    }

    fn add_element(&mut self, mut node: Node, hash: u32) -> NodeId {
        let new = offset(self.tree.nodes.len());
        if self.open.len() >= self.limits.depth {
            self.leave_too_deep(node.source as usize);
        }
        (node.parent, node.depth) = if new == 0 { (0, 0) } else { self.place() };
        self.tree.nodes.push(node);
        self.open
            .push(new, node.tag, hash, node.flags & FOREIGN != 0);
        if node.tag.is_preformatted() {
            self.n_preformatted += 1;
        }
        if node.tag.is_block() {
            self.at_block_edge = true;
        } else if node.tag == Tag::Br {
            self.n_lines += 1;
        }
        self.head
            .note(node.tag, node.flags & FOREIGN != 0, NodeId(new));
        NodeId(new)
    }

    /// The innermost element is as deep as elements may be: what is opened now stands beside it, and what comes behind that
    /// one belongs to the element that both stand in.
    fn leave_too_deep(&mut self, source: usize) {
        self.too_deep.get_or_insert(source);
        let Some(stand_in) = self
            .open
            .get(self.limits.depth.saturating_sub(1))
            .map(|open| open.node)
        else {
            return;
        };
        let end = offset(self.tree.nodes.len());
        if self.open.len() > self.limits.depth
            && let Some(top) = self.open.top_mut().filter(|top| !top.is_alias)
        {
            let node = std::mem::replace(&mut top.node, stand_in);
            top.is_alias = true;
            self.end_node(node, end);
        }
    }

    fn end_node(&mut self, node: u32, end: u32) {
        if let Some(node) = self.tree.nodes.get_mut(node as usize) {
            node.end = end;
        }
    }

    /// Closes the innermost element, and those around it that ended while it was open.
    pub(super) fn pop(&mut self) {
        let end = offset(self.tree.nodes.len());
        loop {
            let Some(open) = self.open.pop() else { return };
            if !open.is_alias {
                self.end_node(open.node, end);
            }
            if open.tag.is_preformatted() {
                self.n_preformatted = self.n_preformatted.saturating_sub(1);
            }
            if open.tag.is_block() {
                self.at_block_edge = true;
                self.lacks_border |= open.is_alias;
            }
            if !self.open.top().is_some_and(|top| top.is_ended) {
                return;
            }
        }
    }

    /// Closes the elements from the one at `at` on.
    pub(super) fn pop_to(&mut self, at: usize) {
        // The root stays open.
        while self.open.len() > at.max(1) {
            self.pop();
        }
    }

    /// Opens formatting elements again that the end of a block closed.
    pub(super) fn reopen_formatting(&mut self) {
        if !self.open.formatting.is_waiting() {
            return;
        }
        while let Some(place) = self.open.formatting.first_waiting() {
            let Some((tag, like)) = self.open.formatting.get(place) else {
                return;
            };
            if self.is_full(self.last_source() as usize) {
                return;
            }
            let Some(like) = self.tree.nodes.get(like as usize).copied() else {
                return;
            };
            let at = self.open.len();
            let node = self.add_element(
                Node {
                    tag,
                    flags: like.flags | IMPLIED,
                    source: self.last_source(),
                    ..like
                },
                0,
            );
            self.open.formatting.opened(place, node.0, at);
        }
    }

    /// Adds a text node, once its text is due in the body.
    pub(super) fn add_text(&mut self, place: Range<usize>, decoded: Option<&str>) {
        let mut flags = 0;
        let end = match decoded {
            None => offset(place.end),
            Some(text) => {
                flags = DECODED;
                let start = offset(self.tree.decoded.len());
                self.tree.decoded.push_str(text);
                let text = start..offset(self.tree.decoded.len());
                self.tree.decoded_texts.push(DecodedText {
                    text,
                    source_end: offset(place.end),
                });
                offset(self.tree.decoded_texts.len() - 1)
            }
        };
        let (parent, depth) = self.place();
        let is_beside = |last: &Node| last.tag == Tag::Text && last.parent == parent;
        if std::mem::take(&mut self.lacks_border) && self.tree.nodes.last().is_some_and(is_beside) {
            let border = offset(self.tree.nodes.len());
            self.tree.nodes.push(Node {
                tag: Tag::Div,
                flags: IMPLIED,
                depth,
                n_attributes: 0,
                parent,
                end: border + 1,
                source: offset(place.start),
                first_attribute: 0,
            });
        }
        self.tree.nodes.push(Node {
            tag: Tag::Text,
            flags,
            depth,
            n_attributes: 0,
            parent,
            end,
            source: offset(place.start),
            first_attribute: 0,
        });
    }

    /// Text, decoded or as it stands in the source.
    fn add(&mut self, place: Range<usize>, decoded: Option<&str>) {
        if self.is_cut_at(place.start) {
            return;
        }
        let source = self.tree.source;
        let mut place = place;
        if std::mem::take(&mut self.skips_line_end) && decoded.is_none() {
            let text = source.get(place.clone()).unwrap_or_default();
            let skipped = if text.starts_with("\r\n") {
                2
            } else {
                usize::from(text.starts_with(['\r', '\n']))
            };
            place.start += skipped;
            if place.is_empty() {
                return;
            }
        }
        let text = decoded.unwrap_or_else(|| source.get(place.clone()).unwrap_or_default());
        let is_blank = text
            .bytes()
            .all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c));
        if is_blank && self.at_block_edge && self.n_preformatted == 0 {
            return;
        }
        if self.part != Part::Body {
            let is_outside = matches!(self.open.top_tag(), Tag::Html | Tag::Head);
            if is_outside && is_blank {
                return;
            }
            if is_outside {
                self.enter_body();
            }
        }
        if self.is_full(place.start) {
            self.add_late_text(&place, text);
            return;
        }
        self.count_lines(text);
        if !is_blank {
            self.reopen_formatting();
            self.n_lines += usize::from(self.at_block_edge);
            self.at_block_edge = false;
            if self.is_full(place.start) {
                self.add_late_text(&place, text);
                return;
            }
        }
        self.add_text(place, decoded);
    }

    /// Begins the content of an element that is no markup. Gives how the tokenizer goes on.
    pub(super) fn begin_raw(&mut self, tag: &TagToken, node: Option<NodeId>) -> Option<State> {
        let state = match tag.tag {
            Tag::Title | Tag::Textarea => {
                // Its text is text as any other.
                return Some(State::RcData);
            }
            Tag::Plaintext => return Some(State::PlainText),
            Tag::Xmp => return Some(State::RawText),
            Tag::Script => State::ScriptData,
            Tag::Style | Tag::Iframe | Tag::Noembed | Tag::Noframes => State::RawText,
            _ => return None,
        };
        self.raw = Some(Raw {
            node,
            tag: tag.tag,
            start: tag.end,
        });
        Some(state)
    }

    /// Ends the content of a raw element, which reaches up to `end` in the source.
    fn end_raw(&mut self, end: usize) {
        let Some(raw) = self.raw.take() else { return };
        let Some(node) = raw.node else { return };
        let place = raw.start..end.max(raw.start);
        if !place.is_empty() {
            if raw.tag == Tag::Script
                && let Some(kind) = script_kind(&self.tree, node, place.clone())
            {
                self.scripts.push(Script::new(kind, node, &place));
            }
            self.add_text(place, None);
        }
        self.pop();
    }
}

impl Sink for Builder<'_> {
    fn attributes(&mut self) -> &mut Attributes {
        &mut self.tree.attributes
    }

    fn text(&mut self, place: Range<usize>) {
        self.add(place, None);
    }

    fn decoded_text(&mut self, text: &str, place: Range<usize>) {
        self.add(place, Some(text));
    }

    fn start_tag(&mut self, tag: &TagToken) -> Option<State> {
        self.skips_line_end = false;
        if self.is_cut_at(tag.start) {
            self.tree.attributes.list.truncate(tag.first_attribute);
            return None;
        }
        if self.is_full(tag.start) {
            return self.late_tag(tag, true);
        }
        let n_nodes = self.tree.nodes.len();
        let state = self.open_tag(tag);
        let gave_attributes = std::mem::take(&mut self.gave_attributes);
        if self.tree.nodes.len() == n_nodes && !gave_attributes {
            // The tag counts for nothing.
            self.tree.attributes.list.truncate(tag.first_attribute);
        }
        state
    }

    fn end_tag(&mut self, tag: &TagToken) {
        self.skips_line_end = false;
        if self.raw.is_some() {
            self.end_raw(tag.start);
        } else if self.is_cut_at(tag.start) {
            // The page is over.
        } else if self.is_full(tag.start) {
            self.late_tag(tag, false);
        } else {
            self.close_tag(tag);
        }
    }

    #[inline]
    fn is_over(&self) -> bool {
        self.cut.is_some()
    }

    #[inline]
    fn is_raw(&self) -> bool {
        self.raw.is_some()
    }

    fn is_foreign(&self) -> bool {
        self.open
            .top()
            .is_some_and(|top| top.is_foreign && !top.tag.is_integration_point())
    }

    fn finish(&mut self) {
        self.end_raw(self.tree.source.len());
        while self.open.len() > 0 {
            self.pop();
        }
    }
}
