//! Learns what the lines of a body are.

use std::collections::BTreeMap;

use wenmai_parse::training::{Body, FACTS, FIRST_WIDE_FACT, KINDS};
use wenmai_text::ensemble::{Columns, Ensemble, Examples, Feature, MAX_OFFSET, Settings, train};

use crate::gold::{self, Page};

/// The lines of many pages in one table.
pub(crate) struct Corpus {
    table: Columns,
    rows: Vec<u32>,
    classes: Vec<u8>,
    /// Index of the page of each example.
    pages: Vec<usize>,
    /// Number of the source of each page.
    sources: Vec<usize>,
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
            sources: gold::sources(pages),
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
                if let Some(class) = page.class(line) {
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

    /// Grows an ensemble from the pages that `keeps` keeps. Lines weigh by their source, so that the long sources do not
    /// outvote the others: by the inverse root of its lines.
    fn train(&self, settings: &Settings, keeps: impl Fn(usize) -> bool) -> Ensemble {
        let (mut rows, mut classes, mut sources) = (Vec::new(), Vec::new(), Vec::new());
        let mut lines: BTreeMap<usize, f32> = BTreeMap::new();
        for ((&row, &class), &page) in self.rows.iter().zip(&self.classes).zip(&self.pages) {
            if keeps(page) {
                rows.push(row);
                classes.push(class);
                let source = self.sources.get(page).copied().unwrap_or(0);
                sources.push(source);
                *lines.entry(source).or_default() += 1.0;
            }
        }
        let weight = |source| lines.get(source).map_or(0.0, |lines| lines.sqrt().recip());
        let mut weights: Vec<f32> = sources.iter().map(weight).collect();
        #[expect(clippy::cast_precision_loss, reason = "a mean over the lines")]
        let mean = weights.iter().sum::<f32>() / weights.len() as f32;
        for weight in &mut weights {
            *weight /= mean;
        }
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
pub(crate) fn ensembles(pages: &[Page], bodies: &[Body<'_>], folds: &[usize]) -> Vec<Ensemble> {
    let corpus = Corpus::new(pages, bodies);
    let settings = settings();
    gold::each_fold(folds, |keeps| corpus.train(&settings, keeps))
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
