//! Which blocks of a page are its content: learned trees say how likely each is, and the page decides together.

use wenmai_text::ensemble::logistic;

use super::HtmlPage;
use super::facts::{Facts, length};
use super::model::Model;

/// How much a block is taken for what the blocks in elements of the same names are: records of a list share their fate.
const SHARED: f32 = 0.4;

/// What the classifier makes of a page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Verdict {
    /// Probability of each block to be content.
    pub(crate) probabilities: Vec<f32>,
    /// The least probability of the blocks that are kept.
    pub(crate) threshold: f32,
    /// The share of right words that is to be expected of the blocks that are kept (F1).
    pub(crate) expected: f32,
}

impl Verdict {
    /// Whether block `at` is content.
    pub(crate) fn keeps(&self, at: usize) -> bool {
        self.probabilities
            .get(at)
            .is_some_and(|&probability| probability >= self.threshold)
    }
}

/// Judges the blocks of a page by their facts. Runs in O(blocks × trees), and O(blocks × log blocks) for the threshold.
pub(crate) fn classify(page: &HtmlPage<'_>, facts: &Facts, model: &Model) -> Verdict {
    let sums = model.blocks().sums(&facts.table);
    let mut probabilities: Vec<f32> = sums.into_iter().map(logistic).collect();
    #[expect(clippy::cast_precision_loss, reason = "a length of one block")]
    let lengths: Vec<f32> = page
        .blocks
        .iter()
        .map(|block| length(block) as f32)
        .collect();
    share_fate(&mut probabilities, &lengths, &facts.paths);
    let (threshold, expected) = best_threshold(&probabilities, &lengths);
    Verdict {
        probabilities,
        threshold,
        expected,
    }
}

/// Moves each probability towards the mean of those with the same path, weighted by length.
fn share_fate(probabilities: &mut [f32], lengths: &[f32], paths: &[u32]) {
    let count = paths.iter().max().map_or(0, |&last| last as usize + 1);
    let mut means = vec![(0.0_f32, 0.0_f32); count];
    for ((&probability, &length), &path) in probabilities.iter().zip(lengths).zip(paths) {
        if let Some((sum, weight)) = means.get_mut(path as usize) {
            *sum += probability * (length + 1.0);
            *weight += length + 1.0;
        }
    }
    for (probability, &path) in probabilities.iter_mut().zip(paths) {
        if let Some((sum, weight)) = means.get(path as usize) {
            *probability += SHARED * (sum / weight - *probability);
        }
    }
}

/// The threshold of the largest expected F1, and that F1.
///
/// Of blocks of length l that are content with probability p, those above a threshold have an expected F1 of about
/// 2 Σ p·l / (Σ l + Σ p·l), the first sums over those that are kept, the last over all: the best threshold is half the best
/// F1 (Lipton, Elkan and Naryanaswamy, "Optimal thresholding of classifiers to maximize F1 measure", 2014).
fn best_threshold(probabilities: &[f32], lengths: &[f32]) -> (f32, f32) {
    let mut blocks: Vec<(f32, f32)> = probabilities
        .iter()
        .copied()
        .zip(lengths.iter().copied())
        .collect();
    blocks.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let wanted: f64 = blocks
        .iter()
        .map(|&(probability, length)| f64::from(probability) * f64::from(length))
        .sum();
    let (mut right, mut kept) = (0.0_f64, 0.0_f64);
    let mut best = (1.0_f32, 0.0_f64);
    for (probability, length) in blocks {
        right += f64::from(probability) * f64::from(length);
        kept += f64::from(length);
        let f1 = 2.0 * right / (kept + wanted).max(f64::MIN_POSITIVE);
        if f1 > best.1 {
            best = (probability, f1);
        }
    }
    #[expect(clippy::cast_possible_truncation, reason = "a share")]
    let expected = best.1 as f32;
    (best.0, expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_one_path_share_their_fate() {
        let mut probabilities = [0.9, 0.1, 0.5];
        share_fate(&mut probabilities, &[9.0, 9.0, 9.0], &[0, 0, 1]);
        let expected = [0.74, 0.26, 0.5];
        for (found, expected) in probabilities.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-6, "{probabilities:?}");
        }
    }

    #[test]
    fn what_is_likelier_than_half_the_best_f1_is_kept() {
        let (threshold, expected) = best_threshold(&[0.9, 0.9, 0.6, 0.2], &[1.0; 4]);
        assert!((threshold - 0.6).abs() < 1e-6);
        assert!(0.6 > expected / 2.0 && 0.2 < expected / 2.0);
        assert_eq!(best_threshold(&[], &[]), (1.0, 0.0));
    }
}
