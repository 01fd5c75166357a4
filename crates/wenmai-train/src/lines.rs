//! Learns what the lines of a body are.

use std::collections::BTreeMap;

use wenmai_parse::training::{Body, FACTS, FIRST_WIDE_FACT, KINDS};
use wenmai_text::ensemble::{Ensemble, Settings};

use crate::{
    examples::{Corpus, features},
    gold::{self, Page},
};

/// One ensemble a fold, which has not seen the pages of that fold; the last has seen all.
pub(crate) fn ensembles(pages: &[Page], bodies: &[Body<'_>], folds: &[usize]) -> Vec<Ensemble> {
    let sources = gold::sources(pages);
    let classes: Vec<Vec<Option<u8>>> = pages
        .iter()
        .zip(bodies)
        .map(|(page, body)| body.line_numbers().map(|line| page.class(line)).collect())
        .collect();
    // Lines weigh by their source, so that the long sources do not outvote the others: by the inverse root of its lines.
    let mut lines: BTreeMap<usize, f32> = BTreeMap::new();
    for (source, classes) in sources.iter().zip(&classes) {
        #[expect(clippy::cast_precision_loss, reason = "lines of one page")]
        let found = classes.iter().flatten().count() as f32;
        *lines.entry(*source).or_default() += found;
    }
    let mut corpus = Corpus::new(FACTS, bodies.iter().map(|body| body.table().rows()));
    for (index, (body, (classes, source))) in
        bodies.iter().zip(classes.iter().zip(&sources)).enumerate()
    {
        let weight = lines.get(source).map_or(0.0, |lines| lines.sqrt().recip());
        let examples = classes.iter().map(|class| Some(((*class)?, weight)));
        corpus.add(index, body.table(), examples);
    }
    corpus.ensembles(&settings(), folds)
}

/// How the trees are grown; found by the figures on left-out sources.
fn settings() -> Settings {
    Settings {
        features: features(FACTS, FIRST_WIDE_FACT, 2),
        outputs: KINDS,
        trees: 200,
        depth: 4,
        rate: 0.08,
        row_share: 0.2,
        feature_share: 0.25,
        ridge: 20.0,
        seed: 20_240_909,
    }
}
