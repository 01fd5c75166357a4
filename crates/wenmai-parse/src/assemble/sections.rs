//! The section tree.

use wenmai_model::{Block, Heading, Section};

use crate::role::role_of;

/// Sections in preorder: section 0 is what comes before the first heading, then one for each heading.
pub(super) fn sections(blocks: &[Block], outline: &[Heading]) -> Vec<Section> {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let end_of = |index: usize| {
        outline
            .get(index)
            .map_or(count(blocks.len()), |heading| heading.block)
    };
    let mut sections = vec![Section {
        level: 0,
        parent: None,
        heading: None,
        first_block: 0,
        end_block: end_of(0),
        role: None,
    }];
    let mut open: Vec<(u8, u32)> = Vec::new();
    for (index, heading) in outline.iter().enumerate() {
        open.retain(|&(level, _)| level < heading.level);
        sections.push(Section {
            level: heading.level,
            parent: open.last().map(|&(_, section)| section),
            heading: Some(count(index)),
            first_block: heading.block,
            end_block: end_of(index + 1),
            role: role_of(heading.title()).map(|role| role.0),
        });
        open.push((heading.level, count(index + 1)));
    }
    sections
}
