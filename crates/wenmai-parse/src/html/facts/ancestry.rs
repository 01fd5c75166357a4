//! Facts about the elements that a block stands in.

use super::groups::GROUPS;
use super::names::Names;
use super::{FIRST_GROUP, FIRST_LEVEL, PER_LEVEL, Row, Totals, log, put, share};
use crate::html::HtmlPage;
use crate::html::tree::{NodeId, Tree};

/// Elements around a block that are looked at: those that hold more blocks than the one inside.
pub(super) const LEVELS: usize = 6;
/// How many elements up a group is looked for.
const MAX_DISTANCE: usize = 24;

/// What is known of the elements of a page.
pub(super) struct Ancestry<'p> {
    tree: &'p Tree<'p>,
    nodes: Vec<NodeId>,
    /// First and last block inside of each element; the first is behind the last for elements without any.
    first: Vec<u32>,
    last: Vec<u32>,
}

impl<'p> Ancestry<'p> {
    pub(super) fn new(page: &'p HtmlPage<'_>) -> Self {
        let mut first = vec![u32::MAX; page.tree.len()];
        let mut last = vec![0; page.tree.len()];
        for (at, block) in (0_u32..).zip(&page.blocks) {
            let around = std::iter::once(block.node).chain(page.tree.ancestors(block.node));
            for node in around {
                if let Some(slot) = first.get_mut(node.index()) {
                    *slot = (*slot).min(at);
                }
                if let Some(slot) = last.get_mut(node.index()) {
                    *slot = at;
                }
            }
        }
        Self {
            tree: &page.tree,
            nodes: page.blocks.iter().map(|block| block.node).collect(),
            first,
            last,
        }
    }

    /// The blocks inside of an element.
    pub(super) fn blocks(&self, node: NodeId) -> std::ops::Range<usize> {
        let first = self.first.get(node.index()).copied().unwrap_or(u32::MAX);
        let last = self.last.get(node.index()).copied().unwrap_or(0);
        if first == u32::MAX {
            return 0..0;
        }
        first as usize..last as usize + 1
    }

    /// Sets the facts about what is around block `at`.
    pub(super) fn facts(&self, at: usize, totals: &Totals, names: &Names, row: &mut Row) {
        let Some(&node) = self.nodes.get(at) else {
            return;
        };
        let all = totals.between(0, self.nodes.len());
        let mut distances = [0_u8; GROUPS];
        let mut seen = 0_u64;
        let (mut level, mut held) = (0, 1);
        let around = std::iter::once(node).chain(self.tree.ancestors(node));
        for (distance, node) in (1_u8..).zip(around).take(MAX_DISTANCE) {
            let mut new = names.groups(node) & !seen;
            seen |= new;
            while new != 0 {
                if let Some(slot) = distances.get_mut(new.trailing_zeros() as usize) {
                    *slot = distance;
                }
                new &= new - 1;
            }
            let range = self.blocks(node);
            if level >= LEVELS || range.len() <= held {
                continue;
            }
            held = range.len();
            let sums = totals.between(range.start, range.end);
            let facts: [u8; PER_LEVEL] = [
                log(sums.length as usize),
                sums.link_share(),
                sums.sign_share(),
                log(sums.blocks as usize),
                share(sums.length as usize, all.length as usize),
                log(sums.length.checked_div(sums.blocks).unwrap_or(0) as usize),
                share(sums.long as usize, sums.blocks as usize),
            ];
            put(row, FIRST_LEVEL + level * PER_LEVEL, &facts);
            level += 1;
        }
        put(row, FIRST_GROUP, &distances);
    }
}
