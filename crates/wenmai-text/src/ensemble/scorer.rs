//! An ensemble with one output, laid out to judge few rows at a time.

use super::{Ensemble, Feature, GROVE, LANES, MAX_DEPTH};

/// Rows that are judged at once where they come as rows.
pub const SCORED_ROWS: usize = 16;
/// Most questions of the usual trees; one compare of all rows, and 64 leaves that fit the first cache for several trees.
const USUAL_DEPTH: usize = 6;

/// One question a bit of the leaf's number, for a table of one row: offsets read as 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Question {
    column: u16,
    threshold: u8,
}

/// What no byte answers with yes: trees of fewer questions than the others ask it.
const NEVER: Question = Question {
    column: u16::MAX,
    threshold: u8::MAX,
};

#[derive(Debug, Clone, PartialEq)]
struct Tree<const DEPTH: usize, const LEAVES: usize> {
    questions: [Question; DEPTH],
    leaves: [f32; LEAVES],
}

/// Trees of one depth, so that no bound is checked and no loop counted where rows meet them.
#[derive(Debug, Clone, PartialEq)]
enum Trees {
    Usual(Vec<Tree<USUAL_DEPTH, { 1 << USUAL_DEPTH }>>),
    Deep(Vec<Tree<MAX_DEPTH, { 1 << MAX_DEPTH }>>),
}

/// Scores a handful of rows by the first output of an ensemble.
///
/// [`Ensemble::sums`] is made for long tables: its leaves hold all outputs side by side. Here the leaves are numbers, so
/// that all of them stay in the first cache while one choice after another is made.
#[derive(Debug, Clone, PartialEq)]
pub struct Scorer {
    bias: f32,
    trees: Trees,
}

impl Scorer {
    /// The first trees, so many of them, and the others: the sum of both scores is that of the whole.
    pub fn split_at(mut self, trees: usize) -> (Self, Self) {
        let rest = match &mut self.trees {
            Trees::Usual(all) => Trees::Usual(all.split_off(trees.min(all.len()))),
            Trees::Deep(all) => Trees::Deep(all.split_off(trees.min(all.len()))),
        };
        let rest = Self {
            bias: 0.0,
            trees: rest,
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
        self.column_scores(&columns)
    }

    /// The scores of `ROWS` rows, a multiple of 16, which are given as `N` columns: a question is read once for all of them.
    ///
    /// The leaves of a row are added in the order of the trees, so that a score is the same whatever other rows there are.
    pub fn column_scores<const N: usize, const ROWS: usize>(
        &self,
        columns: &[[u8; ROWS]; N],
    ) -> [f32; ROWS] {
        const { assert!(ROWS.is_multiple_of(LANES)) };
        let mut scores = [self.bias; ROWS];
        match &self.trees {
            Trees::Usual(trees) => add_trees(trees, columns, &mut scores),
            Trees::Deep(trees) => add_trees(trees, columns, &mut scores),
        }
        scores
    }
}

/// Adds the leaves of `trees` to the scores, those of several trees at once.
fn add_trees<const N: usize, const ROWS: usize, const DEPTH: usize, const LEAVES: usize>(
    trees: &[Tree<DEPTH, LEAVES>],
    columns: &[[u8; ROWS]; N],
    scores: &mut [f32; ROWS],
) {
    let (groves, rest) = trees.as_chunks::<GROVE>();
    for grove in groves {
        add_grove(grove, columns, scores);
    }
    for tree in rest.as_chunks::<1>().0 {
        add_grove(tree, columns, scores);
    }
}

fn add_grove<
    const T: usize,
    const N: usize,
    const ROWS: usize,
    const DEPTH: usize,
    const LEAVES: usize,
>(
    grove: &[Tree<DEPTH, LEAVES>; T],
    columns: &[[u8; ROWS]; N],
    scores: &mut [f32; ROWS],
) {
    let leaf_of = grove.each_ref().map(|tree| tree.leaf_of(columns));
    for (row, score) in scores.iter_mut().enumerate() {
        let mut sum = *score;
        for (tree, leaf_of) in grove.iter().zip(&leaf_of) {
            let leaf = leaf_of.get(row).map_or(0, |&leaf| usize::from(leaf));
            // All numbers of leaves are lower: the bound is for the compiler.
            sum += tree
                .leaves
                .get(leaf & (LEAVES - 1))
                .map_or(0.0, |&leaf| leaf);
        }
        *score = sum;
    }
}

impl<const DEPTH: usize, const LEAVES: usize> Tree<DEPTH, LEAVES> {
    fn new(tree: &super::Tree) -> Self {
        let mut questions = [NEVER; DEPTH];
        for (slot, question) in questions.iter_mut().zip(&tree.questions) {
            let Feature { column, offset } = question.feature;
            // A row of zeros stands around the one that is judged, and no threshold is below 0.
            *slot = Question {
                column: if offset == 0 { column } else { u16::MAX },
                threshold: question.threshold,
            };
        }
        let mut leaves = [0.0; LEAVES];
        for (slot, leaf) in leaves.iter_mut().zip(&tree.leaves) {
            *slot = leaf.0.first().copied().unwrap_or(0.0);
        }
        Self { questions, leaves }
    }

    /// The numbers of the leaves that the rows belong to.
    fn leaf_of<const N: usize, const ROWS: usize>(&self, columns: &[[u8; ROWS]; N]) -> [u8; ROWS] {
        let zeros = [0; ROWS];
        let mut leaf_of = [0; ROWS];
        let asked = self.questions.map(|question| {
            let column = columns.get(usize::from(question.column));
            (
                column.unwrap_or(&zeros).as_chunks::<LANES>().0,
                question.threshold,
            )
        });
        for (at, leaves) in leaf_of.as_chunks_mut().0.iter_mut().enumerate() {
            let leaves: &mut [u8; LANES] = leaves;
            for (bit, (column, threshold)) in asked.iter().enumerate() {
                if let Some(bytes) = column.get(at) {
                    for (leaf, &byte) in leaves.iter_mut().zip(bytes) {
                        *leaf |= u8::from(byte > *threshold) << bit;
                    }
                }
            }
        }
        leaf_of
    }
}

impl From<&Ensemble> for Scorer {
    fn from(ensemble: &Ensemble) -> Self {
        let trees = ensemble.trees.iter();
        let is_usual = |tree: &super::Tree| tree.questions.len() <= USUAL_DEPTH;
        Self {
            bias: ensemble.bias.first().copied().unwrap_or(0.0),
            trees: if ensemble.trees.iter().all(is_usual) {
                Trees::Usual(trees.map(Tree::new).collect())
            } else {
                Trees::Deep(trees.map(Tree::new).collect())
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ensemble::{
        Columns,
        tests::{mixed, small},
    };

    #[test]
    fn parts_add_up() {
        let whole = Scorer::from(&small());
        for trees in 0..=small().trees() + 1 {
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
        for ensemble in [small(), mixed(&[6, 1, 6, 0, 6, 6]), mixed(&[2, 8, 7])] {
            let rows = [[4, 1], [3, 1], [9, 0], [0, 0]];
            let whole = Scorer::from(&ensemble);
            let scores = whole.scores(&rows);
            for (row, score) in rows.into_iter().zip(scores) {
                let mut table = Columns::new(1, 2);
                table.set_rows(0, &[row]);
                assert_eq!(ensemble.sums(&table).first(), Some(&score), "{row:?}");
                let [first, last] = [0, 63].map(|at| {
                    let mut columns = row.map(|byte| [byte ^ 7; 64]);
                    for (column, byte) in columns.iter_mut().zip(row) {
                        column[at] = byte;
                    }
                    whole.column_scores(&columns)[at]
                });
                assert_eq!((first, last), (score, score), "{row:?}");
            }
        }
    }
}
