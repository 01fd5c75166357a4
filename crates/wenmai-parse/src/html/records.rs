//! Teasers of other pages inside of a page: the same element again and again, each with one title that leads away.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::HtmlPage;
use super::attribute::AttributeName;
use super::block::{Block, InlineKind};
use super::tag::Tag;
use super::tree::{NodeId, Tree};

/// Fewest teasers of one kind; of elements with a class, which names what they are, and of others.
const MIN_RECORDS: (usize, usize) = (2, 3);
/// How many elements around its title a teaser may have.
const MAX_AROUND: usize = 4;
/// Longest teaser on the average, in characters without blanks: what is longer is an article with a link to itself.
const MAX_CHARS: u32 = 600;

/// The blocks that belong to teasers, by their places in the page, as ranges in order: those of neighboring teasers are one,
/// with what stands between them.
///
/// `is_title` tells the blocks that are set as titles, `leads_away` the addresses of other pages. Runs in O(blocks × log blocks).
pub(super) fn records(
    page: &HtmlPage<'_>,
    is_title: impl Fn(usize, &Block) -> bool,
    leads_away: impl Fn(&str) -> bool,
) -> Vec<Range<usize>> {
    let tree = &page.tree;
    let mut titles: Vec<NodeId> = Vec::new();
    for (at, block) in page.blocks.iter().enumerate() {
        let is_linked = block.link_chars * 5 >= block.counts.chars * 4;
        if is_linked && is_title(at, block) && first_link(page, block).is_some_and(&leads_away) {
            titles.push(block.node);
        }
    }
    let mut seen: FxHashMap<Kin<'_>, usize> = FxHashMap::default();
    let mut holders: FxHashSet<NodeId> = FxHashSet::default();
    let mut with_several: FxHashSet<NodeId> = FxHashSet::default();
    for &title in &titles {
        for node in around(tree, title) {
            if !holders.insert(node) {
                with_several.insert(node);
                continue;
            }
            *seen.entry(Kin::of(tree, node)).or_default() += 1;
        }
    }
    let is_record = |node: &NodeId| {
        if with_several.contains(node) {
            return false;
        }
        let kin = Kin::of(tree, *node);
        let fewest = if kin.class.is_empty() {
            MIN_RECORDS.1
        } else {
            MIN_RECORDS.0
        };
        seen.get(&kin).is_some_and(|&count| count >= fewest)
    };
    let mut found: Vec<NodeId> = titles
        .iter()
        .filter_map(|&title| around(tree, title).find(is_record))
        .collect();
    found.sort_unstable();
    found.dedup();
    ranges(page, &found)
}

/// Elements of one kind in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Kin<'t> {
    parent: NodeId,
    tag: Tag,
    class: &'t str,
}

impl<'t> Kin<'t> {
    fn of(tree: &'t Tree<'_>, node: NodeId) -> Self {
        Self {
            parent: tree.parent(node),
            tag: tree.tag(node),
            class: tree
                .attribute(node, AttributeName::Class)
                .unwrap_or_default(),
        }
    }
}

/// The elements that may be the teaser of a title.
fn around<'t>(tree: &'t Tree<'_>, title: NodeId) -> impl Iterator<Item = NodeId> + 't {
    tree.ancestors(title)
        .take(MAX_AROUND)
        .take_while(|&node| !matches!(tree.tag(node), Tag::Body | Tag::Html | Tag::Main))
}

/// The address of the first link that begins in a block.
fn first_link<'t>(page: &'t HtmlPage<'_>, block: &Block) -> Option<&'t str> {
    let from = page
        .inlines
        .partition_point(|inline| inline.span.start < block.span.start);
    let links = page.inlines.get(from..)?.iter();
    let link = links
        .take_while(|inline| inline.span.start < block.span.end)
        .find(|inline| inline.kind == InlineKind::Link)?;
    page.tree.attribute(link.node, AttributeName::Href)
}

/// The blocks inside of the elements `records`, which are in page order and not inside of each other.
fn ranges(page: &HtmlPage<'_>, records: &[NodeId]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let (mut chars, mut count) = (0_u32, 0_u32);
    let mut last = None;
    for (at, block) in page.blocks.iter().enumerate() {
        let found = records.partition_point(|record| *record <= block.node);
        let record = found.checked_sub(1).and_then(|at| records.get(at));
        let Some(record) = record.filter(|record| block.node.0 < page.tree.end(**record)) else {
            continue;
        };
        let is_new = last != Some(*record);
        let is_beside =
            last.is_some_and(|last| page.tree.parent(last) == page.tree.parent(*record));
        chars += block.counts.chars;
        count += u32::from(is_new);
        last = Some(*record);
        match ranges.last_mut().filter(|_| !is_new || is_beside) {
            Some(range) => range.end = at + 1,
            None => ranges.push(at..at + 1),
        }
    }
    if chars > count * MAX_CHARS {
        ranges.clear();
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{HtmlOptions, read};

    fn texts(source: &str) -> Vec<String> {
        let page = read(source, &HtmlOptions::default());
        let is_title = |_: usize, block: &Block| page.tree.tag(block.node).heading().is_some();
        let found = records(&page, is_title, |url| !url.starts_with('#'));
        let text = |range: &Range<usize>| {
            let blocks = &page.blocks[range.clone()];
            let texts: Vec<_> = blocks.iter().map(|block| page.text_of(block)).collect();
            texts.join("/")
        };
        found.iter().map(text).collect()
    }

    #[test]
    fn titles_in_boxes_of_one_kind_are_teasers() {
        let card = |at: usize| {
            format!("<div class=card><h3><a href=/a/{at}>T{at}</a></h3><p>words</p></div>")
        };
        let cards: String = (0..3).map(card).collect();
        assert_eq!(
            texts(&format!(
                "<h2>One</h2><p>Text.</p><h2>More</h2>{cards}<p>End</p>"
            )),
            ["T0/words/T1/words/T2/words"]
        );
        assert!(texts(&card(0)).is_empty());
    }

    #[test]
    fn sections_whose_titles_lead_to_themselves_are_none() {
        let part = |at: usize| {
            format!("<div class=part><h2><a href=#s{at}>S{at}</a></h2><p>words</p></div>")
        };
        assert!(texts(&(0..4).map(part).collect::<String>()).is_empty());
    }

    #[test]
    fn a_digest_with_linked_headings_side_by_side_is_none() {
        let entry = |at: usize| format!("<h3><a href=//x.example/{at}>S{at}</a></h3><p>words</p>");
        assert!(
            texts(&format!(
                "<article>{}</article>",
                (0..4).map(entry).collect::<String>()
            ))
            .is_empty()
        );
    }
}
