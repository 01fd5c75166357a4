//! Elements as a reader sees them: what of the visible text stands inside of each, and how near to the title it is.

use std::ops::Range;

use wenmai_model::{SourceSpan, Span};
use wenmai_text::trim_blank;

use super::Page;
use crate::html::HtmlPage;
use crate::html::tag::Tag;
use crate::html::tree::NodeId;

/// Most nodes inside of an element whose text is read.
const MAX_NODES: u32 = 64;
/// How many elements around one are looked at.
const MAX_AROUND: usize = 24;
/// Blocks above the title, and below it, that say who wrote the page and when.
const ABOVE: usize = 8;
const BELOW: usize = 16;
/// So many blocks around one that is kept still belong to the content.
const AROUND: usize = 2;

/// How far a place is from the title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Distance {
    /// Right below the title, or above it.
    Near,
    /// In the content, or beside it.
    Content,
    /// Anywhere else.
    Far,
}

/// A visible piece of the page.
#[derive(Debug, Clone, Copy)]
pub(in crate::html) struct Place<'p> {
    pub(in crate::html) span: Span,
    pub(in crate::html) text: &'p str,
    /// The block that it begins in.
    pub(in crate::html) block: usize,
}

/// The visible text inside of an element; `None` when there is none, or when the element holds too much.
pub(super) fn place<'p>(page: &Page<'p>, node: NodeId) -> Option<Place<'p>> {
    place_on(page.html, node)
}

/// The same for a page of which nothing else is known.
pub(in crate::html) fn place_on<'p>(html: &'p HtmlPage<'_>, node: NodeId) -> Option<Place<'p>> {
    let tree = &html.tree;
    if tree.end(node).saturating_sub(node.0) > MAX_NODES {
        return None;
    }
    let texts = || {
        let inside = tree.descendants(node);
        inside.filter(|&node| !trim_blank(tree.text(node)).is_empty())
    };
    let (first, last) = (texts().next()?, texts().next_back()?);
    let source = SourceSpan::new(tree.source(first).start, tree.source(last).end);
    let span = html.source_map.span(source);
    let text = span.of(&html.text)?;
    let start = span.start + offset(text.len() - text.trim_start().len());
    let text = trim_blank(text);
    (!text.is_empty()).then(|| Place {
        span: Span::new(start, start + offset(text.len())),
        text,
        block: html.blocks.partition_point(|block| block.span.end <= start),
    })
}

/// The block that holds this place of the text.
pub(super) fn block_at(page: &Page<'_>, at: u32) -> usize {
    let blocks = &page.html.blocks;
    blocks.partition_point(|block| block.span.end <= at)
}

fn offset(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

/// Where the title and the content are, by blocks.
pub(super) struct Neighborhood {
    /// The blocks around the title.
    pub(super) near: Range<usize>,
    /// The block of the title.
    pub(super) title: usize,
    /// Blocks that are kept, or stand beside one that is.
    content: Vec<bool>,
}

impl Neighborhood {
    /// `title` is the place of the title, where it is visible.
    pub(super) fn new(page: &Page<'_>, title: Option<Span>) -> Self {
        let n = page.html.blocks.len();
        let first_kept = (0..n).find(|&at| (page.keeps)(at)).unwrap_or(0);
        let title = title.map_or(first_kept, |span| block_at(page, span.start));
        let mut content = vec![false; n];
        for at in (0..n).filter(|&at| (page.keeps)(at)) {
            let around = at.saturating_sub(AROUND)..(at + AROUND + 1).min(n);
            if let Some(around) = content.get_mut(around) {
                around.fill(true);
            }
        }
        Self {
            near: title.saturating_sub(ABOVE)..(title + BELOW).min(n),
            title,
            content,
        }
    }

    /// How far block `at` is from the title.
    pub(super) fn distance(&self, at: usize) -> Distance {
        if self.near.contains(&at) {
            Distance::Near
        } else if self.content.get(at) == Some(&true) {
            Distance::Content
        } else {
            Distance::Far
        }
    }
}

/// Whether the element stands in a menu or beside the content, where authors and days are those of other pages.
pub(super) fn is_aside(page: &Page<'_>, node: NodeId) -> bool {
    let tree = &page.html.tree;
    let mut around = tree.ancestors(node).take(MAX_AROUND);
    around.any(|node| matches!(tree.tag(node), Tag::Aside | Tag::Nav))
}
