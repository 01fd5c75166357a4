//! Blocks like others of the page: the records of a list stand in elements of the same names.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use super::{Fact, Row, anchors, length, log, set, share, whole::Said};
use crate::features::counter::{Counter, Counts, NONE};
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
    texts: Counts,
    elements: Counts,
    paths: Counts,
    /// Text, element and path of each block as numbers.
    ids: Vec<[u32; 3]>,
    /// The group of each path.
    groups: Vec<Group>,
    /// How much of each block's text the title and the descriptions hold.
    said: Vec<anchors::Said>,
}

impl Repetition {
    pub(super) fn new(page: &HtmlPage<'_>) -> Self {
        let [mut texts, mut elements, mut paths] = [(); 3].map(|()| Counter::default());
        let mut ids = Vec::with_capacity(page.blocks.len());
        let mut groups: Vec<Group> = Vec::new();
        let about = Said::new(page);
        let mut said = Vec::with_capacity(page.blocks.len());
        for block in &page.blocks {
            let text = text(page, block);
            let path = std::iter::once(block.node).chain(page.tree.ancestors(block.node));
            let mut hasher = FxHasher::default();
            for node in path.take(PATH) {
                element(page, node).hash(&mut hasher);
            }
            let path = paths.add(hasher.finish());
            ids.push([
                texts.add(hash(text)),
                elements.add(element(page, block.node)),
                path,
            ]);
            if path as usize >= groups.len() {
                groups.push(Group::default());
            }
            if let Some(group) = groups.get_mut(path as usize) {
                group.blocks += 1;
                group.length += length(block);
                group.chars += block.counts.chars;
                group.link_chars += block.link_chars;
            }
            said.push(about.counts(text));
        }
        Self {
            texts: texts.into_counts(),
            elements: elements.into_counts(),
            paths: paths.into_counts(),
            ids,
            groups,
            said,
        }
    }

    /// Sets the facts of block `at` of a page of so much `length`.
    pub(super) fn facts(&self, at: usize, length: u32, row: &mut Row) {
        let [text, element, path] = self.ids.get(at).copied().unwrap_or([NONE; 3]);
        set(row, Fact::SameText, log(self.texts.of(text)));
        set(row, Fact::SameElement, log(self.elements.of(element)));
        set(row, Fact::SamePath, log(self.paths.of(path)));
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
        if let Some(said) = self.said.get(at) {
            let [title, description] = said.map(|(held, all)| share(held.into(), all.into()));
            set(row, Fact::InTitle, title);
            set(row, Fact::InDescription, description);
        }
    }
}

impl Repetition {
    /// How much of each block's text the title and the descriptions hold.
    pub(super) fn said(&self) -> &[anchors::Said] {
        &self.said
    }

    /// The path of each block.
    pub(super) fn paths(&self) -> impl Iterator<Item = u32> {
        self.ids.iter().map(|&[.., path]| path)
    }
}

fn text<'p>(page: &'p HtmlPage<'_>, block: &Block) -> &'p str {
    let text = page.text_of(block);
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
