//! Learns what the names of elements tell.

use std::collections::BTreeMap;

use rayon::prelude::*;
use wenmai_text::linear::{Examples, Linear, Settings, train};

use super::Example;

/// How it is learned; found by the figures on left-out domains.
const SETTINGS: Settings = Settings {
    passes: 2,
    rate: 0.05,
    ridge: 2e-3,
};

/// Weights by the two folds that they have not seen.
pub(super) struct NameWeights(BTreeMap<(usize, usize), Linear>);

impl NameWeights {
    /// Learns them for all pairs of folds; the number behind the last fold stands for none.
    pub(super) fn new(examples: &[Example], folds: &[usize]) -> Self {
        let none = folds.iter().max().map_or(0, |last| last + 1);
        let pairs: Vec<(usize, usize)> = (0..=none)
            .flat_map(|a| (a..=none).map(move |b| (a, b)))
            .collect();
        let learned = pairs.into_par_iter().map(|(a, b)| {
            let pages = examples.iter().zip(folds);
            let pages = pages.filter(|(_, fold)| **fold != a && **fold != b);
            ((a, b), learn(pages.map(|(example, _)| example)))
        });
        Self(learned.collect())
    }

    /// The weights that have seen neither fold.
    #[expect(clippy::indexing_slicing, reason = "all pairs were learned")]
    pub(super) fn without(&self, a: usize, b: usize) -> &Linear {
        &self.0[&(a.min(b), a.max(b))]
    }
}

#[expect(clippy::cast_precision_loss, reason = "a mean over the examples")]
fn learn<'e>(pages: impl Iterator<Item = &'e Example>) -> Linear {
    let (mut words, mut ranges) = (Vec::new(), Vec::new());
    let (mut classes, mut weights) = (Vec::new(), Vec::new());
    let place = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    for page in pages {
        let labels = page.labels.iter().zip(&page.weights);
        for (found, (label, &weight)) in page.blocks.words().zip(labels) {
            let Some(label) = *label else { continue };
            let start = place(words.len());
            words.extend(found);
            ranges.push((start, place(words.len())));
            classes.push(label);
            weights.push(weight);
        }
    }
    let mean = weights.iter().sum::<f32>() / weights.len() as f32;
    for weight in &mut weights {
        *weight /= mean;
    }
    let examples = Examples {
        words: &words,
        ranges: &ranges,
        classes: &classes,
        weights: &weights,
    };
    train(examples, &SETTINGS)
}
