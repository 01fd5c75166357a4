//! The teasers beside an article.

use std::ops::Range;

use wenmai_model::{Card, PageTypeKind};

use super::HtmlPage;
use super::block::Block;
use super::facts::length;
use super::lines::{Kinds, is_within};
use crate::{card::add_row, grammar::label::label_line};

/// Widest row that tells when something was written, in columns of a Latin letter.
const MAX_ROW: u32 = 90;

/// What is asked.
pub(super) struct Beside<'p, 's> {
    pub(super) page: &'p HtmlPage<'s>,
    pub(super) page_type: PageTypeKind,
    /// Whether each block is running text that the descriptions of the page say.
    pub(super) described: &'p [bool],
    pub(super) kinds: &'p Kinds,
    /// Whether each block was taken for content.
    pub(super) kept: &'p [bool],
    /// The teasers of the page, as ranges of blocks in order.
    pub(super) teasers: &'p [Range<usize>],
}

/// The teasers beside an article, their labels included, as ranges of blocks. Pages of lists and shops are made of such, and a
/// page whose content is teasers for the most part is about them, unless they are [news behind an article](Beside::is_feed).
pub(super) fn asides(beside: &Beside<'_, '_>) -> Vec<Range<usize>> {
    if matches!(
        beside.page_type,
        PageTypeKind::Listing | PageTypeKind::Collection | PageTypeKind::Product
    ) {
        return Vec::new();
    }
    let posts = beside.kinds.posts();
    let is_outside = |range: &&Range<usize>| posts.of_block(range.start).is_none();
    let teasers: Vec<Range<usize>> = beside.teasers.iter().filter(is_outside).cloned().collect();
    let (mut all, mut inside) = (0_u64, 0_u64);
    for (at, block) in beside.kept_blocks() {
        let chars = u64::from(block.counts.chars);
        all += chars;
        inside += if is_within(&teasers, at) { chars } else { 0 };
    }
    if inside * 2 > all && !beside.is_feed(&teasers) {
        return Vec::new();
    }
    let with_label = |range: &Range<usize>| {
        let label = range.start.checked_sub(1);
        let is_label = |&at: &usize| {
            let block = beside.page.blocks.get(at);
            beside.kinds.is_title(at)
                || block.is_some_and(|block| label_line(beside.page.text_of(block)).is_some())
        };
        label.filter(is_label).unwrap_or(range.start)..range.end
    };
    teasers.iter().map(with_label).collect()
}

impl Beside<'_, '_> {
    fn kept_blocks(&self) -> impl Iterator<Item = (usize, &Block)> {
        let blocks = self.page.blocks.iter().enumerate();
        blocks.filter(|&(at, _)| self.kept.get(at).is_some_and(|&kept| kept))
    }

    /// Whether the teasers are news behind a short article: what the page says that it is about stands outside, and most of
    /// them tell when they were written. The entries of a list of best things are told apart by that: they have no days.
    fn is_feed(&self, teasers: &[Range<usize>]) -> bool {
        let is_told = |(at, _): (usize, &Block)| {
            !is_within(teasers, at) && self.described.get(at).is_some_and(|&told| told)
        };
        if self.page_type != PageTypeKind::Article || !self.kept_blocks().any(is_told) {
            return false;
        }
        let blocks = || teasers.iter().cloned().flatten();
        let titles = blocks().filter(|&at| self.kinds.is_title(at)).count();
        let times = blocks().filter(|&at| self.tells_time(at)).count();
        times * 2 >= titles
    }

    /// Whether a block is a row of facts with a day or an age among them.
    fn tells_time(&self, at: usize) -> bool {
        let Some(block) = self.page.blocks.get(at) else {
            return false;
        };
        let mut card = Card::default();
        length(block) <= MAX_ROW
            && add_row(&mut card, self.page.text_of(block)).is_some()
            && card.age.is_some()
    }
}
