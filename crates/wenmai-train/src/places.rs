//! Learns where headings stand in the outline.

use rayon::prelude::*;
use wenmai_parse::training::{Body, Known, PLACE_FACTS};
use wenmai_text::ensemble::{Columns, Ensemble, Examples, Feature, Settings, train};

use crate::{
    gold::{self, Page},
    models::Found,
};

/// The places of the headings of many pages in one table.
struct Corpus {
    table: Columns,
    classes: Vec<u8>,
    weights: Vec<f32>,
    /// Index of the page of each example.
    pages: Vec<usize>,
}

impl Corpus {
    /// `found` are the headings of each page by trees that have not seen its source.
    fn new(pages: &[Page], bodies: &[Body<'_>], found: &[Vec<Found>]) -> Self {
        let places: Vec<_> = pages
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
                (body.places(&known), weight)
            })
            .collect();
        let rows = places.iter().map(|(places, _)| places.len()).sum();
        let mut corpus = Self {
            table: Columns::new(rows, PLACE_FACTS),
            classes: Vec::with_capacity(rows),
            weights: Vec::with_capacity(rows),
            pages: Vec::with_capacity(rows),
        };
        let rows = places
            .iter()
            .enumerate()
            .flat_map(|(page, (places, weight))| {
                places.iter().map(move |place| (page, weight, place))
            });
        for (at, (page, &weight, (row, is_right))) in rows.enumerate() {
            for (column, &value) in row.iter().enumerate() {
                if let Some(slot) = corpus.table.column_mut(column).get_mut(at) {
                    *slot = value;
                }
            }
            corpus.classes.push(u8::from(*is_right));
            corpus.weights.push(weight);
            corpus.pages.push(page);
        }
        corpus
    }

    fn train(&self, settings: &Settings, keeps: impl Fn(usize) -> bool) -> Ensemble {
        let kept: Vec<usize> = (0..self.pages.len())
            .filter(|&at| self.pages.get(at).is_some_and(|&page| keeps(page)))
            .collect();
        let rows: Vec<u32> = kept
            .iter()
            .map(|&at| u32::try_from(at).unwrap_or(u32::MAX))
            .collect();
        let pick = |at: &usize| self.classes.get(*at).copied().unwrap_or(0);
        let classes: Vec<u8> = kept.iter().map(pick).collect();
        let weight = |at: &usize| self.weights.get(*at).copied().unwrap_or(0.0);
        let weights: Vec<f32> = kept.iter().map(weight).collect();
        let examples = Examples {
            table: &self.table,
            rows: &rows,
            classes: &classes,
            weights: &weights,
        };
        train(examples, settings)
    }
}

/// One ensemble a fold, which has not seen the pages of that fold; the last has seen all.
pub(crate) fn ensembles(
    pages: &[Page],
    bodies: &[Body<'_>],
    found: &[Vec<Found>],
    folds: &[usize],
) -> Vec<Ensemble> {
    let corpus = Corpus::new(pages, bodies, found);
    let settings = settings();
    gold::each_fold(folds, |keeps| corpus.train(&settings, keeps))
}

/// How the trees are grown; found by the figures on left-out sources.
fn settings() -> Settings {
    let features = (0..PLACE_FACTS).map(|column| Feature {
        column: u16::try_from(column).unwrap_or(u16::MAX),
        offset: 0,
    });
    Settings {
        features: features.collect(),
        outputs: 1,
        trees: 200,
        depth: 5,
        rate: 0.1,
        row_share: 0.5,
        feature_share: 0.4,
        ridge: 5.0,
        seed: 20_240_910,
    }
}
