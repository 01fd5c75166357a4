//! The parts of an article that chunks do not cross: sections, with the bare headings above them.

use std::ops::Range;

use wenmai_model::{BlockKind, Document};

use super::ArticleSource;

/// A stretch of the article's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// First byte.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
    /// Its blocks, by their position in the source.
    pub(super) blocks: Range<usize>,
    /// Its section, where it has one; of several the last, which the others are headings of.
    pub(super) section: Option<u32>,
    /// Whether it holds headings only.
    is_bare: bool,
}

/// The parts of the article, in order. Each block belongs to one.
pub(super) fn parts(source: &ArticleSource<'_>) -> Vec<Part> {
    let document = source.document;
    let mut parts: Vec<Part> = Vec::new();
    let mut sections = SectionOf::default();
    for (at, block) in source.blocks.iter().enumerate() {
        let section = sections.of(document, block.block);
        let kind = document.blocks.get(block.block as usize);
        let is_heading = kind.is_some_and(|block| block.kind == BlockKind::Heading);
        let end = block.end as usize;
        match parts.last_mut() {
            Some(part)
                if part.section == section
                    || part.is_bare && is_parent(document, part.section, section) =>
            {
                part.end = end;
                part.blocks.end = at + 1;
                part.section = section;
                part.is_bare &= is_heading;
            }
            _ => parts.push(Part {
                start: block.start as usize,
                end,
                blocks: at..at + 1,
                section,
                is_bare: is_heading,
            }),
        }
    }
    parts
}

/// Finds the sections of blocks that are asked for in order.
#[derive(Debug, Default)]
pub(super) struct SectionOf {
    /// The first section that begins behind the last block.
    next: usize,
}

impl SectionOf {
    /// The section of the block with this index; blocks must ascend.
    pub(super) fn of(&mut self, document: &Document, block: u32) -> Option<u32> {
        while let Some(section) = document.sections.get(self.next)
            && section.first_block <= block
        {
            self.next += 1;
        }
        let found = self.next.checked_sub(1)?;
        let section = document.sections.get(found)?;
        (block < section.end_block).then(|| u32::try_from(found).ok())?
    }
}

fn parent(document: &Document, section: u32) -> Option<u32> {
    let parent = document.sections.get(section as usize)?.parent?;
    // Sections are in preorder.
    (parent < section).then_some(parent)
}

fn is_parent(document: &Document, above: Option<u32>, section: Option<u32>) -> bool {
    above.is_some() && section.and_then(|section| parent(document, section)) == above
}

/// The innermost section that both sections belong to.
pub(crate) fn common_section(document: &Document, a: Option<u32>, b: Option<u32>) -> Option<u32> {
    let (mut a, mut b) = (a?, b?);
    // Of two sections in preorder the later one is not above the other.
    while a != b {
        if a > b {
            a = parent(document, a)?;
        } else {
            b = parent(document, b)?;
        }
    }
    Some(a)
}
