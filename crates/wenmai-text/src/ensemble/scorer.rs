//! An ensemble with one output, laid out to judge few rows at a time.

use super::{Ensemble, Feature};

/// Rows that are judged at once.
pub const SCORED_ROWS: usize = 16;
/// Questions of the trees that rank keywords.
const USUAL_DEPTH: u8 = 6;

/// One question a bit of the leaf's number, for a table of one row: offsets read as 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Question {
    column: u16,
    threshold: u8,
}

/// Scores a handful of rows by the first output of an ensemble.
///
/// [`Ensemble::sums`] is made for long tables: its leaves hold all outputs side by side. Here the leaves are numbers, so
/// that all of them stay in the first cache while one choice after another is made.
#[derive(Debug, Clone, PartialEq)]
pub struct Scorer {
    bias: f32,
    /// Questions of each tree.
    depths: Vec<u8>,
    questions: Vec<Question>,
    leaves: Vec<f32>,
}

impl Scorer {
    /// The first trees, so many of them, and the others: the sum of both scores is that of the whole.
    pub fn split_at(mut self, trees: usize) -> (Self, Self) {
        let depths = self.depths.split_off(trees.min(self.depths.len()));
        let first = || self.depths.iter().map(|&depth| usize::from(depth));
        let (questions, leaves) = (first().sum(), first().map(|depth| 1 << depth).sum());
        let rest = Self {
            bias: 0.0,
            depths,
            questions: self.questions.split_off(questions),
            leaves: self.leaves.split_off(leaves),
        };
        (self, rest)
    }

    /// The scores of up to [`SCORED_ROWS`] rows of `N` columns; rows beyond are left out. Runs in O(trees × depth), and
    /// O(rows × trees) for the leaves.
    pub fn scores<const N: usize>(&self, rows: &[[u8; N]]) -> [f32; SCORED_ROWS] {
        let mut columns = [[0_u8; SCORED_ROWS]; N];
        for (at, row) in rows.iter().enumerate().take(SCORED_ROWS) {
            for (column, &byte) in columns.iter_mut().zip(row) {
                if let Some(slot) = column.get_mut(at) {
                    *slot = byte;
                }
            }
        }
        let mut scores = [self.bias; SCORED_ROWS];
        let (mut questions, mut leaves) = (self.questions.as_slice(), self.leaves.as_slice());
        for &depth in &self.depths {
            let (own, rest) = questions.split_at_checked(depth.into()).unwrap_or_default();
            questions = rest;
            let mut leaf_of = [0_u8; SCORED_ROWS];
            for (bit, question) in own.iter().enumerate() {
                if let Some(bytes) = columns.get(usize::from(question.column)) {
                    for (leaf, &byte) in leaf_of.iter_mut().zip(bytes) {
                        *leaf |= u8::from(byte > question.threshold) << bit;
                    }
                }
            }
            // Most trees have one depth; without checks of bounds a leaf costs a third.
            if depth == USUAL_DEPTH
                && let Some((own, rest)) = leaves.split_first_chunk::<{ 1 << USUAL_DEPTH }>()
            {
                leaves = rest;
                add(&mut scores, leaf_of, own);
                continue;
            }
            let (own, rest) = leaves.split_at_checked(1 << depth).unwrap_or_default();
            leaves = rest;
            for (score, leaf) in scores.iter_mut().zip(leaf_of) {
                *score += own.get(usize::from(leaf)).copied().unwrap_or(0.0);
            }
        }
        scores
    }
}

/// Adds the leaves of one tree of the usual depth.
fn add(
    scores: &mut [f32; SCORED_ROWS],
    leaf_of: [u8; SCORED_ROWS],
    leaves: &[f32; 1 << USUAL_DEPTH],
) {
    for (score, leaf) in scores.iter_mut().zip(leaf_of) {
        let leaf = usize::from(leaf) & (leaves.len() - 1);
        *score += leaves.get(leaf).copied().unwrap_or(0.0);
    }
}

impl From<&Ensemble> for Scorer {
    fn from(ensemble: &Ensemble) -> Self {
        let trees = || ensemble.trees.iter();
        // A row of zeros stands around the one that is judged, and no threshold is below 0.
        let question = |question: &super::Question| {
            let Feature { column, offset } = question.feature;
            Question {
                column: if offset == 0 { column } else { u16::MAX },
                threshold: question.threshold,
            }
        };
        Self {
            bias: ensemble.bias.first().copied().unwrap_or(0.0),
            depths: trees()
                .map(|tree| u8::try_from(tree.questions.len()).unwrap_or(u8::MAX))
                .collect(),
            questions: trees()
                .flat_map(|tree| &tree.questions)
                .map(question)
                .collect(),
            leaves: trees()
                .flat_map(|tree| &tree.leaves)
                .map(|leaf| leaf.0.first().copied().unwrap_or(0.0))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ensemble::{Columns, tests::small};

    #[test]
    fn parts_add_up() {
        let whole = Scorer::from(&small());
        for trees in 0..=whole.depths.len() + 1 {
            let (first, rest) = whole.clone().split_at(trees);
            let rows = [[4, 1], [3, 1], [9, 0]];
            let sums = first.scores(&rows).into_iter().zip(rest.scores(&rows));
            for (sum, score) in sums.zip(whole.scores(&rows)).take(rows.len()) {
                assert!((sum.0 + sum.1 - score).abs() < 1e-6, "{trees}");
            }
        }
    }

    #[test]
    fn scores_are_the_first_sums_of_tables_of_one_row() {
        let ensemble = small();
        let rows = [[4, 1], [3, 1], [9, 0], [0, 0]];
        let scores = Scorer::from(&ensemble).scores(&rows);
        for (row, score) in rows.into_iter().zip(scores) {
            let mut table = Columns::new(1, 2);
            table.set_rows(0, &[row]);
            assert_eq!(ensemble.sums(&table).first(), Some(&score), "{row:?}");
        }
    }
}
