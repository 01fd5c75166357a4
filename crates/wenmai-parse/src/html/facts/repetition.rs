//! Blocks like others of the page: the records of a list stand in elements of the same names.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use super::{Fact, Row, length, log, set, share};
use crate::html::HtmlPage;
use crate::html::attribute::AttributeName;
use crate::html::block::Block;
use crate::html::tree::NodeId;

/// Elements of a path: the one of the block and those around.
const PATH: usize = 4;
/// Bytes of text that are compared.
const MAX_TEXT_BYTES: usize = 200;

/// Blocks that have a path in common.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    blocks: u32,
    length: u32,
    chars: u32,
    link_chars: u32,
}

/// The groups that each block belongs to.
pub(super) struct Repetition {
    texts: Counter,
    elements: Counter,
    paths: Counter,
    groups: Vec<Group>,
    in_title: Vec<[u8; 2]>,
}

/// Numbers keys in the order in which they come, and counts them.
#[derive(Default)]
struct Counter {
    ids: FxHashMap<u64, u32>,
    counts: Vec<u32>,
    /// Number of each block's key.
    of: Vec<u32>,
}

impl Counter {
    fn add(&mut self, key: u64) {
        let next = u32::try_from(self.counts.len()).unwrap_or(u32::MAX);
        let id = *self.ids.entry(key).or_insert(next);
        if id == next {
            self.counts.push(0);
        }
        if let Some(count) = self.counts.get_mut(id as usize) {
            *count += 1;
        }
        self.of.push(id);
    }

    fn count(&self, at: usize) -> usize {
        let id = self.of.get(at).copied().unwrap_or(u32::MAX);
        self.counts
            .get(id as usize)
            .map_or(0, |&count| count as usize)
    }
}

impl Repetition {
    pub(super) fn new(page: &HtmlPage<'_>) -> Self {
        let mut found = Self {
            texts: Counter::default(),
            elements: Counter::default(),
            paths: Counter::default(),
            groups: Vec::new(),
            in_title: Vec::new(),
        };
        let said = super::whole::Said::new(page);
        for block in &page.blocks {
            let text = text(page, block);
            found.texts.add(hash(text));
            found.elements.add(element(page, block.node));
            let path = std::iter::once(block.node).chain(page.tree.ancestors(block.node));
            let mut hasher = FxHasher::default();
            for node in path.take(PATH) {
                element(page, node).hash(&mut hasher);
            }
            found.paths.add(hasher.finish());
            let id = found.paths.of.last().copied().unwrap_or(0) as usize;
            if id >= found.groups.len() {
                found.groups.resize(id + 1, Group::default());
            }
            if let Some(group) = found.groups.get_mut(id) {
                group.blocks += 1;
                group.length += length(block);
                group.chars += block.counts.chars;
                group.link_chars += block.link_chars;
            }
            found.in_title.push(said.shares(text));
        }
        found
    }

    /// Sets the facts of block `at` of a page of so much `length`.
    pub(super) fn facts(&self, at: usize, length: u32, row: &mut Row) {
        set(row, Fact::SameText, log(self.texts.count(at)));
        set(row, Fact::SameElement, log(self.elements.count(at)));
        set(row, Fact::SamePath, log(self.paths.count(at)));
        let path = self.paths.of.get(at).copied().unwrap_or(u32::MAX);
        if let Some(group) = self.groups.get(path as usize) {
            let mean = group.length.checked_div(group.blocks).unwrap_or(0);
            set(row, Fact::PathLength, log(mean as usize));
            set(
                row,
                Fact::PathLinks,
                share(group.link_chars as usize, group.chars as usize),
            );
            set(
                row,
                Fact::PathShare,
                share(group.length as usize, length as usize),
            );
        }
        if let Some(&[title, description]) = self.in_title.get(at) {
            set(row, Fact::InTitle, title);
            set(row, Fact::InDescription, description);
        }
    }
}

fn text<'p>(page: &'p HtmlPage<'_>, block: &Block) -> &'p str {
    let range = block.span.start as usize..block.span.end as usize;
    let text = page.text.get(range).unwrap_or_default();
    text.get(..text.floor_char_boundary(MAX_TEXT_BYTES))
        .unwrap_or(text)
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Tag and classes of an element; digits in the classes say nothing, they number records.
fn element(page: &HtmlPage<'_>, node: NodeId) -> u64 {
    let mut hasher = FxHasher::default();
    (page.tree.tag(node) as u8).hash(&mut hasher);
    let classes = page.tree.attribute(node, AttributeName::Class);
    for byte in classes.unwrap_or_default().bytes() {
        if !byte.is_ascii_digit() {
            hasher.write_u8(byte);
        }
    }
    hasher.finish()
}
