//! Lines that come again: an entry of contents comes again below, the heading it names came before.

use rustc_hash::FxHashMap;
use wenmai_text::normalize::key_hash;

use super::{Fact, Row, log, set};
use crate::line::Line;

/// Widest line that is looked for, in columns.
const MAX_WIDTH: u16 = 120;

/// For each line of a body how far it is to the line before and behind that says the same; 0 for none.
pub(super) struct Recurrence(Vec<[u8; 2]>);

impl Recurrence {
    /// Runs in O(size of the lines).
    pub(super) fn new(lines: &[Line<'_>]) -> Self {
        let mut distances = vec![[0; 2]; lines.len()];
        let mut seen: FxHashMap<u64, usize> = FxHashMap::default();
        for (at, line) in lines.iter().enumerate() {
            if line.shape.width > MAX_WIDTH || line.shape.alphanumeric() == 0 {
                continue;
            }
            let Some(before) = seen.insert(key_hash(line.body()), at) else {
                continue;
            };
            let distance = log(at - before);
            if let Some([slot, _]) = distances.get_mut(at) {
                *slot = distance;
            }
            if let Some([_, slot]) = distances.get_mut(before) {
                *slot = distance;
            }
        }
        Self(distances)
    }

    /// Sets the facts of the line with index `at`.
    pub(super) fn facts(&self, at: usize, row: &mut Row) {
        if let Some(&[before, behind]) = self.0.get(at) {
            set(row, Fact::CameBefore, before);
            set(row, Fact::ComesAgain, behind);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{features::FACTS, line::scan};

    #[test]
    fn distances_to_the_same_text_behind_other_markers() {
        let lines = scan("水源\n火种\n一、水源\n水从哪里来。\n二、火种\n");
        let recurrence = Recurrence::new(&lines);
        let facts: Vec<(u8, u8)> = (0..lines.len())
            .map(|at| {
                let mut row = [0; FACTS];
                recurrence.facts(at, &mut row);
                let fact = |fact: Fact| row[fact as usize];
                (fact(Fact::CameBefore), fact(Fact::ComesAgain))
            })
            .collect();
        let far = |lines| log(lines);
        assert_eq!(
            facts,
            [(0, far(2)), (0, far(3)), (far(2), 0), (0, 0), (far(3), 0)]
        );
    }
}
