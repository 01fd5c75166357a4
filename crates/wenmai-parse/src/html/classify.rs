//! Which blocks of a page are its content: learned trees say how likely each is, and the page decides together.

use wenmai_model::PageTypeKind;
use wenmai_text::ensemble::{MAX_OFFSET, logistic};

use super::HtmlPage;
use super::facts::{Facts, length};
use super::model::Model;

/// How much a block is taken for what the blocks in elements of the same names are: records of a list share their fate.
const SHARED: f32 = 0.4;

/// Blocks whose facts are held at once: as many as the fast memory of a core has room for.
const BLOCKS_AT_ONCE: usize = 1024;

/// Steps of probability that thresholds are looked for in.
const LEVELS: f32 = 128.0;

/// What the classifier makes of a page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Verdict {
    /// Probability of each block to be content.
    pub(crate) probabilities: Vec<f32>,
    /// The least probability of the blocks that are kept.
    pub(crate) threshold: f32,
    /// The share of right words that is to be expected of the blocks that are kept (F1).
    pub(crate) expected: f32,
    /// Whether each block is running text that the descriptions of the page say.
    pub(crate) described: Vec<bool>,
}

impl Verdict {
    /// Whether block `at` is content.
    pub(crate) fn keeps(&self, at: usize) -> bool {
        self.probabilities
            .get(at)
            .is_some_and(|&probability| probability >= self.threshold)
    }
}

/// Judges the blocks of a page of some kind by their facts. Runs in O(blocks × trees), and O(blocks × log blocks + levels²) for
/// the threshold.
pub(crate) fn classify(
    page: &HtmlPage<'_>,
    facts: &Facts<'_>,
    model: &Model,
    kind: PageTypeKind,
) -> Verdict {
    let mut probabilities = probabilities(page.blocks.len(), facts, model);
    #[expect(clippy::cast_precision_loss, reason = "a length of one block")]
    let lengths: Vec<f32> = page
        .blocks
        .iter()
        .map(|block| length(block) as f32)
        .collect();
    let paths: Vec<u32> = facts.paths().collect();
    share_fate(&mut probabilities, &lengths, &paths);
    let levels = levels(&probabilities, &lengths);
    let kept = match kind {
        PageTypeKind::Article | PageTypeKind::Forum => best(&levels, f1_of_all),
        _ => best(&levels, f1_of_each),
    };
    // Whatever was chosen by: this is the share that was measured to be right.
    #[expect(clippy::cast_possible_truncation, reason = "a share")]
    let expected = kept.map_or(0.0, |kept| f1_of_each(&levels, kept) as f32);
    Verdict {
        probabilities,
        threshold: kept.map_or(1.0, |kept| kept.probability),
        expected,
        described: facts.described(),
    }
}

/// The probability of each block by itself. The trees see the rows around a block, so that those at the seams are told twice.
fn probabilities(n_blocks: usize, facts: &Facts<'_>, model: &Model) -> Vec<f32> {
    let mut probabilities = Vec::with_capacity(n_blocks);
    for first in (0..n_blocks).step_by(BLOCKS_AT_ONCE) {
        let from = first.saturating_sub(MAX_OFFSET);
        let end = (first + BLOCKS_AT_ONCE).min(n_blocks);
        let table = facts.table(from..(end + MAX_OFFSET).min(n_blocks));
        let sums = model.blocks().sums(&table).into_iter();
        probabilities.extend(sums.skip(first - from).take(end - first).map(logistic));
    }
    probabilities
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

/// Sums over the blocks that are at least as likely as one.
#[derive(Debug, Clone, Copy, Default)]
struct Level {
    /// The probability of the least likely of them.
    probability: f32,
    /// Their length.
    length: f64,
    /// The part of it that is content, as far as is to be expected.
    right: f64,
}

/// The levels of the blocks of a page, the likeliest first; blocks that differ by less than 1 / [`LEVELS`] are on one.
fn levels(probabilities: &[f32], lengths: &[f32]) -> Vec<Level> {
    let mut blocks: Vec<(f32, f32)> = probabilities
        .iter()
        .copied()
        .zip(lengths.iter().copied())
        .collect();
    blocks.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let number = |probability: f32| (probability * LEVELS).floor();
    let mut levels: Vec<Level> = Vec::new();
    let mut sum = Level::default();
    for (probability, length) in blocks {
        let is_new = levels
            .last()
            .is_none_or(|last| number(last.probability) > number(probability));
        sum = Level {
            probability,
            length: sum.length + f64::from(length),
            right: sum.right + f64::from(probability) * f64::from(length),
        };
        match levels.last_mut().filter(|_| !is_new) {
            Some(last) => *last = sum,
            None => levels.push(sum),
        }
    }
    levels
}

/// The expected F1 of the blocks of a level where each block is content by itself.
///
/// Of blocks of length l that are content with probability p, those that are kept have an expected F1 of about
/// 2 Σ p·l / (Σ l + Σ p·l), the first sums over those that are kept, the last over all: the best threshold is half the best
/// F1 (Lipton, Elkan and Naryanaswamy, "Optimal thresholding of classifiers to maximize F1 measure", 2014).
fn f1_of_each(levels: &[Level], kept: &Level) -> f64 {
    let wanted = levels.last().map_or(0.0, |all| all.right);
    2.0 * kept.right / (kept.length + wanted).max(f64::MIN_POSITIVE)
}

/// The same where blocks are content together.
///
/// The content is then the blocks above some probability that is not known and as likely to be one as another. So a long list
/// that is content with a probability of a third does not outweigh a short text of nine tenths, as it does where each of its
/// blocks is a bet of its own.
fn f1_of_all(levels: &[Level], kept: &Level) -> f64 {
    let less = levels.iter().skip(1).map(|next| next.probability);
    let cases = levels.iter().zip(less.chain([0.0]));
    let f1 = cases.map(|(content, less)| {
        let common = content.length.min(kept.length);
        f64::from(content.probability - less) * 2.0 * common
            / (content.length + kept.length).max(f64::MIN_POSITIVE)
    });
    f1.sum()
}

/// The first level of the largest `f1`, where there is any.
fn best(levels: &[Level], f1: impl Fn(&[Level], &Level) -> f64) -> Option<&Level> {
    let mut best = (None, 0.0_f64);
    for level in levels {
        let f1 = f1(levels, level);
        if f1 > best.1 {
            best = (Some(level), f1);
        }
    }
    best.0
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
        let levels = levels(&[0.9, 0.9, 0.6, 0.2], &[1.0; 4]);
        let kept = best(&levels, f1_of_each).unwrap();
        let expected = f1_of_each(&levels, kept);
        assert!((kept.probability - 0.6).abs() < 1e-6);
        assert!(0.6 > expected / 2.0 && 0.2 < expected / 2.0);
        assert!(best(&[], f1_of_each).is_none());
        assert!(best(&[], f1_of_all).is_none());
    }

    #[test]
    fn a_long_list_does_not_outweigh_a_short_text_that_is_surer() {
        let levels = levels(&[0.9, 0.3], &[100.0, 1700.0]);
        let each = best(&levels, f1_of_each).unwrap();
        assert!((each.probability - 0.3).abs() < 1e-6);
        let all = best(&levels, f1_of_all).unwrap();
        assert!((all.probability - 0.9).abs() < 1e-6);
        // Three tenths of the text's F1 where the list is content too, and six tenths of a whole one.
        let f1 = 0.3 * (2.0 * 100.0 / 1900.0) + 0.6;
        assert!((f1_of_all(&levels, all) - f1).abs() < 1e-4);
    }
}
