//! Learns where headings stand in the outline.

use rayon::prelude::*;
use wenmai_parse::training::{Body, Known, PLACE_FACTS};
use wenmai_text::ensemble::{Columns, Ensemble, Settings};

use crate::{
    examples::{Corpus, features},
    gold::Page,
    models::Found,
};

/// The places that the headings of a page may take, as a table, and whether each is the right one.
type Places = (Columns, Vec<bool>);

/// One ensemble a fold, which has not seen the pages of that fold; the last has seen all. `found` are the headings of each
/// page by trees that have not seen its source.
pub(crate) fn ensembles(
    pages: &[Page],
    bodies: &[Body<'_>],
    found: &[Vec<Found>],
    folds: &[usize],
) -> Vec<Ensemble> {
    let places: Vec<(Places, f32)> = pages
        .par_iter()
        .zip(bodies)
        .zip(found)
        .map(|((page, body), found)| {
            let known: Vec<Known> = found
                .iter()
                .filter_map(|heading| {
                    Some(Known {
                        row: heading.row,
                        confidence: heading.confidence,
                        depth: page.depth(heading.line)?,
                    })
                })
                .collect();
            #[expect(clippy::cast_precision_loss, reason = "headings of one page")]
            let weight = 1.0 / (known.len().max(1) as f32).sqrt();
            let (rows, right): (Vec<_>, Vec<bool>) = body.places(&known).into_iter().unzip();
            let mut table = Columns::new(rows.len(), PLACE_FACTS);
            table.set_rows(0, &rows);
            ((table, right), weight)
        })
        .collect();
    let rows = places.iter().map(|((table, _), _)| table.rows());
    let mut corpus = Corpus::new(PLACE_FACTS, rows);
    for (index, ((table, right), weight)) in places.iter().enumerate() {
        let examples = right.iter().map(|&right| Some((u8::from(right), *weight)));
        corpus.add(index, table, examples);
    }
    corpus.ensembles(&settings(), folds)
}

/// How the trees are grown; found by the figures on left-out sources.
fn settings() -> Settings {
    Settings {
        features: features(PLACE_FACTS, 0, 0),
        outputs: 1,
        trees: 200,
        depth: 5,
        rate: 0.1,
        row_share: 0.5,
        feature_share: 0.4,
        ridge: 30.0,
        seed: 20_240_910,
    }
}
