//! The lines of a page's blocks, and what the elements around them make of each.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::HtmlPage;
use super::attribute::AttributeName;
use super::block::{Block, InlineKind};
use super::formula::{delimited, is_display};
use super::posts::Posts;
use super::style::styled;
use super::tables::Tables;
use super::tag::Tag;
use super::tree::{NodeId, Tree};
use crate::line::Line;
use crate::markup::{Kind, Markup};

/// How many elements around a block may make it a heading, a quotation, an item.
const MAX_AROUND: usize = 6;

/// The block that each line belongs to.
pub(super) fn blocks_of(page: &HtmlPage<'_>, lines: &[Line<'_>]) -> Vec<usize> {
    let mut at = 0;
    lines
        .iter()
        .map(|line| {
            let ends_before = |block: &Block| block.span.end <= line.start;
            while page.blocks.get(at).is_some_and(ends_before) {
                at += 1;
            }
            at
        })
        .collect()
}

/// What the elements make of each block.
pub(super) struct Kinds {
    /// The kind, and the element that makes it so.
    made: Vec<(Kind, NodeId)>,
    /// The rank of those that are set like headings.
    styled: Vec<Option<u8>>,
    tables: Tables,
    posts: Posts,
}

impl Kinds {
    /// `recovered` is what each of the last blocks is, which stand for a text that no element holds. The items of a list that
    /// are `posts` are no items.
    pub(super) fn new(page: &HtmlPage<'_>, recovered: &[Kind], posts: Posts) -> Self {
        let tables = Tables::new(page);
        let blocks = page.blocks.iter().enumerate();
        let mut kinds: Vec<_> = blocks
            .map(|(at, block)| match tables.data_table(at) {
                Some(table) => (Kind::Table, table),
                None => kind(page, block, &posts),
            })
            .collect();
        mark_formulas(page, &mut kinds);
        for ((kind, _), recovered) in kinds.iter_mut().rev().zip(recovered.iter().rev()) {
            *kind = *recovered;
        }
        Self {
            made: kinds,
            styled: styled(page),
            tables,
            posts,
        }
    }

    /// Whether each block is content, where `keeps` says so of single ones: a table of data, program text, a list and a
    /// figure are content as a whole or not at all, whatever most of their text is; all but lists also where they stand between
    /// two blocks of content. Runs in O(blocks × depth limit of the reader).
    pub(super) fn whole(&self, page: &HtmlPage<'_>, keeps: impl Fn(usize) -> bool) -> Vec<bool> {
        let mut found: FxHashMap<NodeId, Group> = FxHashMap::default();
        let mut groups = Vec::with_capacity(page.blocks.len());
        for (at, block) in page.blocks.iter().enumerate() {
            let group = self.group(page, at, block);
            if let Some(node) = group {
                let chars = u64::from(block.counts.chars);
                let group = found.entry(node).or_insert(Group {
                    kept: 0,
                    all: 0,
                    first: at,
                    last: at,
                });
                group.all += chars;
                group.kept += if keeps(at) { chars } else { 0 };
                group.last = at;
            }
            groups.push(group);
        }
        let is_whole = |node: NodeId| {
            let Some(group) = found.get(&node) else {
                return false;
            };
            let is_list = matches!(page.tree.tag(node), Tag::Ul | Tag::Ol | Tag::Dl);
            let between = || group.first > 0 && keeps(group.first - 1) && keeps(group.last + 1);
            group.kept * 2 > group.all || !is_list && between()
        };
        let groups = groups.into_iter().enumerate();
        groups
            .map(|(at, group)| group.map_or_else(|| keeps(at), is_whole))
            .collect()
    }

    /// The outermost element around a block that is content as a whole.
    fn group(&self, page: &HtmlPage<'_>, at: usize, block: &Block) -> Option<NodeId> {
        let (kind, element) = self.made.get(at)?;
        if matches!(kind, Kind::Heading(_)) {
            return None;
        }
        let around = std::iter::once(block.node).chain(page.tree.ancestors(block.node));
        let inside = around.take_while(|&node| {
            !self.is_post(node)
                && !matches!(
                    page.tree.tag(node),
                    Tag::Body
                        | Tag::Main
                        | Tag::Article
                        | Tag::Section
                        | Tag::Div
                        | Tag::Td
                        | Tag::Th
                )
        });
        inside
            .filter(|&node| {
                matches!(
                    page.tree.tag(node),
                    Tag::Ul | Tag::Ol | Tag::Dl | Tag::Figure
                )
            })
            .last()
            .or_else(|| match kind {
                Kind::Table | Kind::Code => Some(*element),
                // The caption of a table stands inside of it.
                Kind::Caption => Some(page.tree.parent(*element)),
                _ => None,
            })
    }

    /// The tables of the page.
    pub(super) const fn tables(&self) -> &Tables {
        &self.tables
    }

    /// The posts of the page.
    pub(super) const fn posts(&self) -> &Posts {
        &self.posts
    }

    /// Whether the element is a post.
    pub(super) fn is_post(&self, element: NodeId) -> bool {
        self.posts.is_post(element)
    }

    /// What the elements make of the block.
    pub(super) fn kind(&self, at: usize) -> Kind {
        self.made.get(at).map_or(Kind::Paragraph, |(kind, _)| *kind)
    }

    /// The element that makes the block what it is.
    pub(super) fn element(&self, at: usize) -> NodeId {
        self.made.get(at).map_or(NodeId::ROOT, |(_, node)| *node)
    }

    /// Whether the block stands among the paragraphs around it, not in a cell of a table of data.
    pub(super) fn is_in_flow(&self, at: usize) -> bool {
        self.tables.data_table(at).is_none()
    }

    /// Whether the block is set as a heading, by its tag or its style.
    pub(super) fn is_title(&self, at: usize) -> bool {
        let is_tagged = matches!(self.made.get(at), Some((Kind::Heading(_), _)));
        is_tagged || self.style(at).is_some()
    }

    fn style(&self, at: usize) -> Option<u8> {
        self.styled.get(at).copied().flatten()
    }
}

/// The blocks of an element that is content as a whole: their characters, and where they stand.
#[derive(Debug, Clone, Copy)]
struct Group {
    kept: u64,
    all: u64,
    first: usize,
    last: usize,
}

/// What the markup says of each line. Lines of text get blank lines around them where blocks do. What stands in `teasers`,
/// ranges of blocks in order, is an item for each and has no headings.
pub(super) fn marks(
    page: &HtmlPage<'_>,
    lines: &mut [Line<'_>],
    kinds: &Kinds,
    teasers: &[Range<usize>],
) -> Vec<Markup> {
    let mut marks = Vec::with_capacity(lines.len());
    let mut before: Option<usize> = None;
    let mut shown: Option<(Kind, NodeId)> = None;
    // The last element of the page that was an item: elements come in order, so what is not behind it has been.
    let mut last_item: Option<NodeId> = None;
    let mut item_line = false;
    let blocks = blocks_of(page, lines);
    for (line, at) in lines.iter_mut().zip(blocks) {
        let (Some(block), Some(&(kind, group))) = (page.blocks.get(at), kinds.made.get(at)) else {
            break;
        };
        let is_first = before.replace(at) != Some(at);
        // The cells of a table are one block, and so are the lines of code in one element.
        let goes_on = matches!(kind, Kind::Table | Kind::Code) && shown == Some((kind, group));
        shown = Some((kind, group));
        // The first paragraph of an item is the item, all lines of it.
        let is_item = kind == Kind::ItemText && (last_item < Some(group) || !is_first && item_line);
        item_line = is_item;
        if is_item {
            last_item = Some(group);
        }
        let in_teaser = is_within(teasers, at);
        let kind = match kind {
            Kind::ItemText if is_item => Kind::Item,
            Kind::Heading(_) if in_teaser => Kind::Item,
            kind => kind,
        };
        let chars = block.counts.chars.max(1);
        let percent = u64::from(block.link_chars) * 100 / u64::from(chars);
        marks.push(Markup {
            kind,
            continues: !is_first || goes_on,
            bold: block.strong_chars >= chars && !in_teaser,
            styled: kinds
                .style(at)
                .filter(|_| kind == Kind::Paragraph && !in_teaser),
            link_percent: u8::try_from(percent.min(100)).unwrap_or(100),
            n_links: u8::try_from(block.n_links).unwrap_or(u8::MAX),
            link: None,
            number: line.number,
            start: line.start,
        });
        let stands_alone = matches!(kind, Kind::Paragraph | Kind::Heading(_) | Kind::Quote);
        line.blank_before = is_first && stands_alone;
        line.blank_after = stands_alone && block.span.end <= line.end();
    }
    marks
}

/// Whether one of some ranges in order holds `at`.
pub(super) fn is_within(ranges: &[Range<usize>], at: usize) -> bool {
    let found = ranges.partition_point(|range| range.end <= at);
    ranges.get(found).is_some_and(|range| range.contains(&at))
}

/// What the elements around a block make of it, and the element that does.
fn kind(page: &HtmlPage<'_>, block: &Block, posts: &Posts) -> (Kind, NodeId) {
    let tree = &page.tree;
    if block.is_preformatted {
        let is_outer = |node: &NodeId| tree.tag(*node).is_preformatted();
        let outer = tree
            .ancestors(block.node)
            .take(MAX_AROUND)
            .filter(is_outer)
            .last();
        return (Kind::Code, outer.unwrap_or(block.node));
    }
    let around = std::iter::once(block.node).chain(tree.ancestors(block.node));
    for node in around.take(MAX_AROUND) {
        if posts.is_post(node) {
            break;
        }
        let tag = tree.tag(node);
        if let Some(tag) = tag.heading().or_else(|| heading_role(tree, node)) {
            return (Kind::Heading(tag), node);
        }
        match tag {
            Tag::Li | Tag::Dt | Tag::Dd => return (Kind::ItemText, node),
            Tag::Figcaption | Tag::Caption => return (Kind::Caption, node),
            Tag::Blockquote => return (Kind::Quote, node),
            Tag::Td | Tag::Th | Tag::Article | Tag::Main | Tag::Section | Tag::Body => break,
            _ => {}
        }
    }
    (Kind::Paragraph, block.node)
}

/// Finds the blocks that are one formula each, on a line of its own.
fn mark_formulas(page: &HtmlPage<'_>, kinds: &mut [(Kind, NodeId)]) {
    let mut formulas = page
        .inlines
        .iter()
        .filter(|inline| inline.kind == InlineKind::Formula)
        .peekable();
    for (block, (kind, _)) in page.blocks.iter().zip(kinds) {
        while formulas
            .next_if(|inline| inline.span.end <= block.span.start)
            .is_some()
        {}
        if !matches!(kind, Kind::Paragraph) {
            continue;
        }
        let is_whole = formulas
            .peek()
            .is_some_and(|inline| inline.span == block.span && is_display(&page.tree, inline.node));
        let text = page.text_of(block);
        let is_written = || {
            (text.starts_with("$$") || text.starts_with("\\["))
                && matches!(delimited(text).as_slice(), [(range, true)] if *range == (0..text.len()))
        };
        if is_whole || is_written() {
            *kind = Kind::Formula;
        }
    }
}

/// The level of an element whose role is that of a heading; 2 where it says none.
/// Source: WAI-ARIA 1.2, role `heading`.
fn heading_role(tree: &Tree<'_>, node: NodeId) -> Option<u8> {
    tree.attribute(node, AttributeName::Role)
        .filter(|role| role.eq_ignore_ascii_case("heading"))?;
    let level = tree.attribute(node, AttributeName::AriaLevel);
    let level = level.and_then(|level| level.trim_ascii().parse().ok());
    Some(level.filter(|level| (1..=9).contains(level)).unwrap_or(2))
}
