//! Where a block stands beside the few blocks of a page that are surely part of its content, or close to it.

use super::{length, log};
use crate::features::count;
use crate::html::HtmlPage;
use crate::html::tree::NodeId;

/// Blocks that others are compared with: the title, the block that says what the description says, the longest text.
const ANCHORS: usize = 3;
const PER_ANCHOR: usize = 5;
/// Number of facts.
pub(super) const FACTS: usize = ANCHORS * PER_ANCHOR;

/// How many pairs of letters of the title, and of a description, make a block that says the same.
const MIN_PAIRS: [u16; 2] = [4, 12];

/// How much of a block the title and the descriptions say, in pairs of letters: how many they hold, of how many.
pub(super) type Said = [(u16, u16); 2];

/// A block that others are compared with.
struct Anchor {
    block: usize,
    /// Elements from the block up to each element around it; 0 for others.
    ups: Vec<u8>,
}

/// The anchors of a page, as far as there are any.
pub(super) struct Anchors([Option<Anchor>; ANCHORS]);

impl Anchors {
    /// `said` is known of each block.
    pub(super) fn new(page: &HtmlPage<'_>, said: &[Said]) -> Self {
        let is_heading = |at: usize| {
            let block = page.blocks.get(at);
            block.is_some_and(|block| page.tree.tag(block.node).heading().is_some())
        };
        let longest = page.blocks.iter().enumerate().rev();
        let longest = longest
            .filter(|(_, block)| block.link_chars * 3 < block.counts.chars)
            .max_by_key(|(_, block)| length(block));
        let blocks = [
            same(said, 0, is_heading)
                .or_else(|| (0..page.blocks.len()).find(|&at| is_h1(page, at))),
            same(said, 1, |_| false),
            longest.map(|(at, _)| at),
        ];
        Self(blocks.map(|block| Some(Anchor::new(page, block?))))
    }

    /// The facts about block `at`; `blocks` tells how many blocks stand inside of an element.
    pub(super) fn facts(
        &self,
        page: &HtmlPage<'_>,
        at: usize,
        blocks: impl Fn(NodeId) -> usize,
    ) -> [u8; FACTS] {
        let mut facts = [0; FACTS];
        let rows = facts.chunks_exact_mut(PER_ANCHOR).zip(&self.0);
        for (row, anchor) in rows {
            if let (Some(anchor), Some(block)) = (anchor, page.blocks.get(at)) {
                row.copy_from_slice(&anchor.facts(page, at, block.node, &blocks));
            }
        }
        facts
    }
}

fn is_h1(page: &HtmlPage<'_>, at: usize) -> bool {
    let block = page.blocks.get(at);
    block.is_some_and(|block| page.tree.tag(block.node).heading() == Some(1))
}

/// The block that says most of what text number `which` says: the first `better` one of those that say nearly as much.
fn same(said: &[Said], which: usize, better: impl Fn(usize) -> bool) -> Option<usize> {
    let held = |said: &Said| {
        let &(held, all) = said.get(which)?;
        let is_same = u32::from(held) * 10 >= u32::from(all) * 6;
        (is_same && held >= *MIN_PAIRS.get(which)?).then_some(held)
    };
    let most = said.iter().filter_map(held).max()?;
    let near = || {
        let blocks = said.iter().enumerate();
        blocks.filter(|(_, said)| {
            held(said).is_some_and(|held| u32::from(held) * 10 >= u32::from(most) * 7)
        })
    };
    let mut better = near().map(|(at, _)| at).filter(|&at| better(at));
    better.next().or_else(|| {
        let mut all = near().filter(|(_, said)| held(said) == Some(most));
        all.next().map(|(at, _)| at)
    })
}

impl Anchor {
    fn new(page: &HtmlPage<'_>, block: usize) -> Self {
        let mut ups = vec![0; page.tree.len()];
        if let Some(anchor) = page.blocks.get(block) {
            let around = std::iter::once(anchor.node).chain(page.tree.ancestors(anchor.node));
            for (up, node) in (1_usize..).zip(around) {
                if let Some(slot) = ups.get_mut(node.index()) {
                    *slot = count(up);
                }
            }
        }
        Self { block, ups }
    }

    /// Before or behind it and how far, the elements from the one and from the other up to the first that holds both, and how
    /// many blocks that has.
    fn facts(
        &self,
        page: &HtmlPage<'_>,
        at: usize,
        node: NodeId,
        blocks: impl Fn(NodeId) -> usize,
    ) -> [u8; PER_ANCHOR] {
        let mut around = std::iter::once(node).chain(page.tree.ancestors(node));
        let up = |node: NodeId| self.ups.get(node.index()).copied().filter(|&up| up > 0);
        let both = around
            .by_ref()
            .zip(1_usize..)
            .find_map(|(node, from)| Some((node, from, up(node)?)));
        let side = match at.cmp(&self.block) {
            std::cmp::Ordering::Less => 1,
            std::cmp::Ordering::Equal => 2,
            std::cmp::Ordering::Greater => 3,
        };
        let (from, to, held) = both.map_or((0, 0, 0), |(node, from, to)| {
            (count(from), to, log(blocks(node)))
        });
        [side, log(at.abs_diff(self.block)), from, to, held]
    }
}
