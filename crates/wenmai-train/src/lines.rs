//! Learns what the lines of a body are.

use rayon::prelude::*;
use wenmai_parse::training::{Body, FACTS, FIRST_WIDE_FACT, KINDS, Model};
use wenmai_text::ensemble::{Columns, Ensemble, Examples, Feature, MAX_OFFSET, Settings, train};

use crate::{calibration::calibrate, gold::Page};

/// Gathers the facts of all pages.
pub(crate) fn bodies(pages: &[Page]) -> Vec<Body<'_>> {
    pages.par_iter().map(|page| Body::new(&page.text)).collect()
}

/// The lines of many pages in one table.
pub(crate) struct Corpus {
    table: Columns,
    rows: Vec<u32>,
    classes: Vec<u8>,
    /// Index of the page of each example.
    pages: Vec<usize>,
}

impl Corpus {
    pub(crate) fn new(pages: &[Page], bodies: &[Body<'_>]) -> Self {
        // Empty rows part the pages, so that no window reaches into another.
        let rows = bodies.iter().map(|body| body.table().rows() + MAX_OFFSET);
        let mut corpus = Self {
            table: Columns::new(rows.sum(), FACTS),
            rows: Vec::new(),
            classes: Vec::new(),
            pages: Vec::new(),
        };
        let mut start = 0;
        for (index, (page, body)) in pages.iter().zip(bodies).enumerate() {
            let table = body.table();
            for column in 0..table.columns() {
                let rows = start..start + table.rows();
                if let Some(slots) = corpus.table.column_mut(column).get_mut(rows) {
                    slots.copy_from_slice(table.column(column));
                }
            }
            for (row, line) in body.line_numbers().enumerate() {
                if let Some(class) = page.gold.class(line) {
                    let row = u32::try_from(start + row).unwrap_or(u32::MAX);
                    corpus.rows.push(row);
                    corpus.classes.push(class);
                    corpus.pages.push(index);
                }
            }
            start += table.rows() + MAX_OFFSET;
        }
        corpus
    }

    /// Grows an ensemble from the pages that `keeps` keeps.
    fn train(&self, settings: &Settings, keeps: impl Fn(usize) -> bool) -> Ensemble {
        let (mut rows, mut classes) = (Vec::new(), Vec::new());
        for ((&row, &class), &page) in self.rows.iter().zip(&self.classes).zip(&self.pages) {
            if keeps(page) {
                rows.push(row);
                classes.push(class);
            }
        }
        let examples = Examples {
            table: &self.table,
            rows: &rows,
            classes: &classes,
            weights: &vec![1.0; rows.len()],
        };
        train(examples, settings)
    }
}

/// One model a fold, which has not seen the pages of that fold; the last has seen all.
pub(crate) fn models(pages: &[Page], folds: &[usize]) -> Vec<Model> {
    let bodies = bodies(pages);
    let corpus = Corpus::new(pages, &bodies);
    let settings = settings();
    let count = folds.iter().max().map_or(0, |last| last + 1);
    let ensembles: Vec<Ensemble> = (0..=count)
        .into_par_iter()
        .map(|fold| corpus.train(&settings, |page| folds.get(page) != Some(&fold)))
        .collect();
    // The headings of each page by the trees that have not seen its source: log-odds, and whether they are some.
    let unseen: Vec<Vec<(f32, bool)>> = pages
        .par_iter()
        .zip(&bodies)
        .zip(folds)
        .map(|((page, body), &fold)| {
            let lines: Vec<u32> = body.line_numbers().collect();
            let found = ensembles.get(fold).map(|trees| body.headings(trees));
            found
                .unwrap_or_default()
                .into_iter()
                .filter_map(|(row, odds)| Some((odds, page.gold.class(*lines.get(row)?)? == 0)))
                .collect()
        })
        .collect();
    ensembles
        .into_iter()
        .enumerate()
        .map(|(fold, ensemble)| {
            let calibration = |is_spaced: bool| {
                let others = unseen
                    .iter()
                    .zip(folds)
                    .zip(&bodies)
                    .filter(|&((_, &of), body)| of != fold && body.is_spaced() == is_spaced)
                    .flat_map(|((lines, _), _)| lines);
                calibrate(others.copied())
            };
            Model::new(ensemble, [calibration(true), calibration(false)])
        })
        .collect()
}

/// How the trees are grown; found by the figures on left-out sources.
fn settings() -> Settings {
    let feature = |column: usize, offset: i8| Feature {
        column: u16::try_from(column).unwrap_or(u16::MAX),
        offset,
    };
    // Facts about series and page are the same for all neighbors, or say nothing there.
    let narrow = (0..FIRST_WIDE_FACT)
        .flat_map(|column| [0, -1, 1, -2, 2].map(|offset| feature(column, offset)));
    let wide = (FIRST_WIDE_FACT..FACTS).map(|column| feature(column, 0));
    Settings {
        features: narrow.chain(wide).collect(),
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
