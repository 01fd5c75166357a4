//! The posts of a forum page: elements of one kind, each with the name of its author or the time, and a text that is content.
//!
//! [`signs`] finds what names authors and times, [`kin`] the elements that part these, so that each holds those of one post.

mod kin;
mod signs;
pub(super) mod words;

use wenmai_model::{BlockKind, Document, Post, Span};

use super::HtmlPage;
use super::metadata::date::{DayOrder, first_day};
use super::name_parts::NameParts;
use super::token::offset;
use super::tree::NodeId;
use signs::{Signs, TimeText};

/// Longest block that may tell the time of a post without an element of its own, in bytes.
const MAX_TIME_BLOCK: u32 = 160;
/// Longest text beside author and time in the block of both, in bytes: where the block is content, and where it is none.
const MAX_BESIDE: (u32, u32) = (20, 60);
/// Longest text in front of the first of both: `Posted by`, `发表于`.
const MAX_BEFORE: u32 = 12;
/// Least share of the content of a thread that is in its posts.
const MIN_THREAD: f32 = 0.5;

/// A post: its element, and what it says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    element: NodeId,
    end: u32,
    author: Option<String>,
    time: Option<TimeText>,
}

/// The posts of a page.
#[derive(Debug, Default)]
pub(super) struct Posts {
    /// In page order; posts may stand inside of others.
    found: Vec<Found>,
    /// The innermost post that each block stands in; empty when there are no posts.
    of_block: Vec<Option<u32>>,
    /// Blocks that say no more than author and time, or count what the author did.
    bylines: Vec<bool>,
}

impl Posts {
    /// Finds the posts of a forum page, whose names are `parts`, where `keeps` tells which blocks are content. Runs in O(n log n) for n pieces of the
    /// page.
    pub(super) fn find(
        page: &HtmlPage<'_>,
        parts: &NameParts,
        order: DayOrder,
        keeps: impl Fn(usize) -> bool,
    ) -> Self {
        let signs = Signs::new(page, parts, order);
        let elements = kin::posts(page, &signs, &keeps);
        if elements.is_empty() {
            return Self::default();
        }
        let mut posts = Self {
            found: elements
                .into_iter()
                .map(|element| Found {
                    element,
                    end: page.tree.end(element),
                    author: None,
                    time: None,
                })
                .collect(),
            ..Self::default()
        };
        let nodes = page.blocks.iter().map(|block| block.node);
        posts.of_block = posts.owners(nodes);
        let mut spans = posts.read(&signs);
        spans.extend(posts.read_blocks(page, order, &signs));
        spans.sort_unstable_by_key(|span| (span.start, span.end));
        posts.bylines = bylines(page, &spans, keeps);
        posts
    }

    /// The share of the content that the posts hold, where they are so clearly posts that the page is a thread, whatever else
    /// speaks against it: most of the content, elements named after posts, authors and times in most, two authors, and no
    /// titles that lead to other pages, as the entries of a blog have.
    pub(super) fn thread_share(
        &self,
        page: &HtmlPage<'_>,
        keeps: impl Fn(usize) -> bool,
    ) -> Option<f32> {
        let (mut all, mut inside, mut titles) = (0_u32, 0_u32, 0_usize);
        for (at, block) in page.blocks.iter().enumerate() {
            let is_inside = self.of_block(at).is_some();
            titles += usize::from(is_inside && leads_away(page, block));
            if keeps(at) {
                all = all.saturating_add(block.counts.chars);
                inside += if is_inside { block.counts.chars } else { 0 };
            }
        }
        let complete = self.found.iter().filter(|post| {
            let is_named = kin::named(&page.tree, post.element).0;
            is_named && post.author.is_some() && post.time.is_some()
        });
        let n = self.found.len();
        let mut authors = self.found.iter().filter_map(|post| post.author.as_ref());
        let first = authors.next()?;
        let has_others = authors.any(|author| author != first);
        #[expect(clippy::cast_precision_loss, reason = "a share")]
        let share = inside as f32 / all.max(1) as f32;
        let is_thread = n > 1
            && has_others
            && complete.count() * 10 >= n * 6
            && titles * 2 < n
            && share >= MIN_THREAD;
        is_thread.then_some(share)
    }

    /// Whether the element is a post.
    pub(super) fn is_post(&self, element: NodeId) -> bool {
        let at = self
            .found
            .binary_search_by_key(&element, |post| post.element);
        at.is_ok()
    }

    /// The post that a block stands in.
    pub(super) fn of_block(&self, block: usize) -> Option<u32> {
        self.of_block.get(block).copied().flatten()
    }

    /// Whether a block of a post says no more than who wrote it and when.
    pub(super) fn is_byline(&self, block: usize) -> bool {
        self.of_block(block).is_some() && self.bylines.get(block) == Some(&true)
    }

    /// Gives the document its posts, by the blocks of the article that stand in each.
    pub(super) fn add_to(&self, document: &mut Document, page: &HtmlPage<'_>) {
        let mut posts: Vec<(u32, Post)> = Vec::new();
        for (at, block) in (0_u32..).zip(&document.blocks) {
            let first = page
                .blocks
                .partition_point(|found| found.span.end <= block.span.start);
            let owner = self.of_block(first);
            let owner = owner.filter(|_| block.kind != BlockKind::Title);
            let Some(owner) = owner else {
                continue;
            };
            let goes_on = |(of, post): &&mut (u32, Post)| *of == owner && post.end_block == at;
            if let Some((_, post)) = posts.last_mut().filter(|last| goes_on(last)) {
                post.end_block = at + 1;
                post.span.end = block.span.end;
                continue;
            }
            let Some(found) = self.found.get(owner as usize) else {
                continue;
            };
            let time = found.time.as_ref();
            let post = Post {
                span: block.span,
                author: found.author.clone(),
                time: time.map(|time| time.written.clone()),
                published: time.and_then(|time| time.iso.clone()),
                first_block: at,
                end_block: at + 1,
            };
            posts.push((owner, post));
        }
        document.posts = posts.into_iter().map(|(_, post)| post).collect();
    }

    /// The innermost post around each of some nodes, which come in page order.
    fn owners(&self, nodes: impl Iterator<Item = NodeId>) -> Vec<Option<u32>> {
        let mut open: Vec<(u32, u32)> = Vec::new();
        let mut next = (0_u32..).zip(&self.found).peekable();
        nodes
            .map(|node| {
                while let Some((at, post)) = next.next_if(|(_, post)| post.element <= node) {
                    while open.pop_if(|(_, end)| *end <= post.element.0).is_some() {}
                    open.push((at, post.end));
                }
                while open.pop_if(|(_, end)| *end <= node.0).is_some() {}
                open.last().map(|&(at, _)| at)
            })
            .collect()
    }

    /// Reads author and time of each post: the clearest sign, of several the first. Gives the places of what was read.
    fn read(&mut self, signs: &Signs) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        let owners = self.owners(signs.authors.iter().map(|author| author.node));
        let mut best: Vec<Option<usize>> = vec![None; self.found.len()];
        for (at, (author, owner)) in signs.authors.iter().zip(&owners).enumerate() {
            let Some(best) = owner.and_then(|owner| best.get_mut(owner as usize)) else {
                continue;
            };
            let known = best.and_then(|best| signs.authors.get(best));
            if known.is_none_or(|known| author.sign < known.sign) {
                *best = Some(at);
            }
        }
        for (post, best) in self.found.iter_mut().zip(best) {
            if let Some(author) = best.and_then(|best| signs.authors.get(best)) {
                post.author = Some(author.name.clone());
            }
        }
        // The name may stand beside a picture and above the text, too.
        for (author, owner) in signs.authors.iter().zip(owners) {
            let post = owner.and_then(|owner| self.found.get(owner as usize));
            if post.is_some_and(|post| post.author.as_ref() == Some(&author.name)) {
                spans.push(author.span);
            }
        }
        let owners = self.owners(signs.times.iter().map(|time| time.node));
        for (time, owner) in signs.times.iter().zip(owners) {
            spans.extend(time.span);
            let post = owner.and_then(|owner| self.found.get_mut(owner as usize));
            if let Some(post) = post.filter(|post| post.time.is_none()) {
                post.time = Some(time.text.clone());
            }
        }
        spans
    }

    /// Reads times that have no element of their own in the lines of authors, and in short ones that say that they tell when
    /// something was written. Gives the places of what was read.
    fn read_blocks(&mut self, page: &HtmlPage<'_>, order: DayOrder, signs: &Signs) -> Vec<Span> {
        let mut spans = Vec::new();
        for (at, block) in page.blocks.iter().enumerate() {
            let owner = self.of_block(at);
            let Some(post) = owner.and_then(|owner| self.found.get_mut(owner as usize)) else {
                continue;
            };
            let has_author = || {
                let from = signs
                    .authors
                    .partition_point(|author| author.span.start < block.span.start);
                let author = signs.authors.get(from);
                author.is_some_and(|author| author.span.end <= block.span.end)
            };
            if post.time.is_some() || block.span.len_bytes() > MAX_TIME_BLOCK {
                continue;
            }
            let text = page.text_of(block);
            let says_when = || signs::says_when(text) || has_author();
            if first_day(text, order).is_none() || !says_when() {
                continue;
            }
            post.time = signs::time_text(text, None, order);
            let written = post.time.as_ref().map_or("", |time| &time.written);
            if let Some(at) = text.find(written) {
                let start = block.span.start + offset(at);
                spans.push(Span::new(start, start + offset(written.len())));
            }
        }
        spans
    }
}

/// Whether a block is a heading that is a link to another page.
fn leads_away(page: &HtmlPage<'_>, block: &super::block::Block) -> bool {
    let tree = &page.tree;
    let mut around = std::iter::once(block.node)
        .chain(tree.ancestors(block.node))
        .take(2);
    if block.link_chars * 5 < block.counts.chars * 4
        || !around.any(|node| tree.tag(node).heading().is_some())
    {
        return false;
    }
    let from = page
        .inlines
        .partition_point(|inline| inline.span.start < block.span.start);
    let inlines = page.inlines.get(from..).unwrap_or_default().iter();
    let mut links = inlines
        .take_while(|inline| inline.span.start < block.span.end)
        .filter(|inline| inline.kind == super::block::InlineKind::Link);
    let href = links
        .next()
        .and_then(|link| tree.attribute(link.node, super::attribute::AttributeName::Href));
    href.is_some_and(|href| !href.starts_with('#'))
}

/// Whether a text is made of counts, and of what they count of an author: `主题 12 | 帖子 86`, `Posts: 14`.
fn is_counters(text: &str) -> bool {
    let is_sign = |c: char| !c.is_alphabetic();
    let mut words = text
        .split(is_sign)
        .filter(|word| !word.is_empty())
        .peekable();
    text.len() <= MAX_TIME_BLOCK as usize
        && words.peek().is_some()
        && words.all(|word| {
            words::words()
                .beside
                .contains(&word.to_lowercase().as_str())
        })
}

/// Which blocks are made of `spans`, the places of authors and times in order, and of little else.
fn bylines(page: &HtmlPage<'_>, spans: &[Span], keeps: impl Fn(usize) -> bool) -> Vec<bool> {
    let is_byline = |(at, block): (usize, &super::block::Block)| {
        let from = spans.partition_point(|span| span.start < block.span.start);
        let found = spans.get(from..).unwrap_or_default().iter();
        let found = found.take_while(|span| span.start < block.span.end);
        let inside: u32 = found.clone().map(|span| span.len_bytes()).sum();
        let mut starts = found.map(|span| span.start - block.span.start);
        let before = starts.next().unwrap_or(u32::MAX);
        let most = if keeps(at) {
            MAX_BESIDE.0
        } else {
            MAX_BESIDE.1
        };
        let is_said = before <= MAX_BEFORE && block.span.len_bytes() <= inside.saturating_add(most);
        is_said || is_counters(page.text_of(block))
    };
    page.blocks.iter().enumerate().map(is_byline).collect()
}

#[cfg(test)]
mod tests;
