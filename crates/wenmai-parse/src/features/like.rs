//! Unnumbered lines that look alike: what a series of numbers is for numbered ones.

use rustc_hash::FxHashMap;

use super::{Fact, Row, count, line::sign, log, set, share};
use crate::line::Line;

/// Widest line that is compared to others, in columns.
const MAX_WIDTH: u16 = 120;

/// What lines must share: blank lines around them, indent, the kinds of their first and last signs.
type Key = (bool, bool, bool, u8, u8);

/// Stands for the group of a line that has none.
const NONE: u16 = u16::MAX;

#[derive(Debug, Clone, Copy, Default)]
struct Group {
    lines: usize,
    dense: usize,
    width: usize,
    below: usize,
}

pub(super) struct Like {
    groups: Vec<Group>,
    /// Group of each line; there are fewer keys than numbers.
    group_of: Vec<u16>,
}

impl Like {
    /// Groups the lines of a body. Runs in O(number of lines).
    pub(super) fn new(lines: &[Line<'_>]) -> Self {
        let mut known: FxHashMap<Key, u16> = FxHashMap::default();
        let mut groups: Vec<Group> = Vec::new();
        let mut group_of = Vec::with_capacity(lines.len());
        let mut above = NONE;
        for line in lines {
            let width = usize::from(line.shape.width);
            let own = key(line).map_or(NONE, |key| {
                *known.entry(key).or_insert_with(|| {
                    groups.push(Group::default());
                    u16::try_from(groups.len() - 1).unwrap_or(NONE)
                })
            });
            if let Some(group) = groups.get_mut(usize::from(above)) {
                group.below += width.min(255);
                group.dense += usize::from(own == above);
            }
            if let Some(group) = groups.get_mut(usize::from(own)) {
                group.lines += 1;
                group.width += width;
            }
            group_of.push(own);
            above = own;
        }
        Self { groups, group_of }
    }

    /// Sets the facts of the line with index `at`.
    pub(super) fn facts(&self, at: usize, row: &mut Row) {
        let group = self.group_of.get(at).map(|&group| usize::from(group));
        let Some(group) = group.and_then(|group| self.groups.get(group)) else {
            return;
        };
        let mean = |sum: usize| count(sum.checked_div(group.lines).unwrap_or(0));
        set(row, Fact::LikeLines, log(group.lines));
        set(row, Fact::LikeDense, share(group.dense, group.lines));
        set(row, Fact::LikeWidth, mean(group.width));
        set(row, Fact::LikeBelow, mean(group.below));
    }
}

fn key(line: &Line<'_>) -> Option<Key> {
    let shape = &line.shape;
    (line.marker.is_none() && shape.width <= MAX_WIDTH).then(|| {
        (
            line.blank_before,
            line.blank_after,
            line.indent > 0,
            sign(shape.first),
            sign(shape.last),
        )
    })
}
