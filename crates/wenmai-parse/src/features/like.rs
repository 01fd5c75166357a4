//! Unnumbered lines that look alike: what a series of numbers is for numbered ones.

use rustc_hash::FxHashMap;

use super::{Fact, Row, count, line::sign, log, set, share};
use crate::line::Line;

/// Widest line that is compared to others, in columns.
const MAX_WIDTH: u16 = 120;

/// What lines must share: blank lines around them, indent, the kinds of their first and last signs.
type Key = (bool, bool, bool, u8, u8);

#[derive(Debug, Clone, Copy, Default)]
struct Group {
    lines: usize,
    dense: usize,
    width: usize,
    below: usize,
}

pub(super) struct Like(FxHashMap<Key, Group>);

impl Like {
    /// Groups the lines of a body. Runs in O(number of lines).
    pub(super) fn new(lines: &[Line<'_>]) -> Self {
        let mut groups: FxHashMap<Key, Group> = FxHashMap::default();
        for (at, line) in lines.iter().enumerate() {
            let Some(key) = key(line) else { continue };
            let group = groups.entry(key).or_default();
            group.lines += 1;
            group.width += usize::from(line.shape.width);
            if let Some(below) = lines.get(at + 1) {
                group.below += usize::from(below.shape.width.min(255));
                group.dense += usize::from(self::key(below) == Some(key));
            }
        }
        Self(groups)
    }

    /// Sets the facts of `line`.
    pub(super) fn facts(&self, line: &Line<'_>, row: &mut Row) {
        let Some(group) = key(line).and_then(|key| self.0.get(&key)) else {
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
