//! Lines that come again: an entry of contents comes again below, the heading it names came before.

use super::{Fact, Row, log, set};
use crate::line::Line;

/// For each line of a body how far it is to the line before and behind that says the same; 0 for none.
pub(super) struct Recurrence(Vec<[u8; 2]>);

impl Recurrence {
    /// `texts` numbers the texts of the lines, `None` for those that are not compared. Runs in O(number of lines).
    pub(super) fn new(lines: &[Line<'_>], texts: impl Iterator<Item = Option<u32>>) -> Self {
        let mut distances = vec![[0; 2]; lines.len()];
        let mut seen: Vec<Option<usize>> = Vec::new();
        for (at, (line, text)) in lines.iter().zip(texts).enumerate() {
            let Some(text) = text.map(|text| text as usize) else {
                continue;
            };
            if text >= seen.len() {
                seen.resize(text + 1, None);
            }
            if line.shape.alphanumeric() == 0 {
                continue;
            }
            let Some(before) = seen.get_mut(text).and_then(|seen| seen.replace(at)) else {
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
        let texts = [0, 1, 0, 2, 1].map(Some);
        let recurrence = Recurrence::new(&lines, texts.into_iter());
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
