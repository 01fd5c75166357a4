//! The examples of many pages in one table, and ensembles that are grown from some of them.

use wenmai_text::ensemble::{Columns, Ensemble, Examples, Feature, MAX_OFFSET, Settings, train};

use crate::gold;

/// What is learned from.
#[derive(Clone)]
pub(crate) struct Corpus {
    table: Columns,
    /// Rows of the table that are taken.
    taken: usize,
    rows: Vec<u32>,
    classes: Vec<u8>,
    weights: Vec<f32>,
    /// Index of the page of each example.
    pages: Vec<usize>,
}

impl Corpus {
    /// Room for pages of so many rows.
    pub(crate) fn new(columns: usize, rows_of_pages: impl Iterator<Item = usize>) -> Self {
        // Empty rows part the pages, so that no window reaches into another.
        let rows = rows_of_pages.map(|rows| rows + MAX_OFFSET).sum();
        Self {
            table: Columns::new(rows, columns),
            taken: 0,
            rows: Vec::new(),
            classes: Vec::new(),
            weights: Vec::new(),
            pages: Vec::new(),
        }
    }

    /// Adds the rows of page `index`, each with its class and weight; `None` for rows that teach nothing by themselves.
    pub(crate) fn add(
        &mut self,
        index: usize,
        table: &Columns,
        examples: impl Iterator<Item = Option<(u8, f32)>>,
    ) {
        for column in 0..table.columns() {
            let rows = self.taken..self.taken + table.rows();
            if let Some(slots) = self.table.column_mut(column).get_mut(rows) {
                slots.copy_from_slice(table.column(column));
            }
        }
        for (row, example) in (self.taken..).zip(examples) {
            let Some((class, weight)) = example else {
                continue;
            };
            self.rows.push(u32::try_from(row).unwrap_or(u32::MAX));
            self.classes.push(class);
            self.weights.push(weight);
            self.pages.push(index);
        }
        self.taken += table.rows() + MAX_OFFSET;
    }

    /// One ensemble a fold, which has not seen the pages of that fold; the last has seen all.
    pub(crate) fn ensembles(&self, settings: &Settings, folds: &[usize]) -> Vec<Ensemble> {
        gold::each_fold(folds, |_, keeps| self.train(settings, keeps))
    }

    /// The same with the values of a column changed: those of each page, in the order in which the pages were added.
    pub(crate) fn with_column(&self, column: usize, values: impl Iterator<Item = Vec<u8>>) -> Self {
        let mut changed = self.clone();
        let mut first = 0;
        for values in values {
            let slots = changed.table.column_mut(column);
            if let Some(slots) = slots.get_mut(first..first + values.len()) {
                slots.copy_from_slice(&values);
            }
            first += values.len() + MAX_OFFSET;
        }
        changed
    }

    /// Grows an ensemble from the pages that `keeps` says.
    pub(crate) fn train(&self, settings: &Settings, keeps: impl Fn(usize) -> bool) -> Ensemble {
        let (mut rows, mut classes, mut weights) = (Vec::new(), Vec::new(), Vec::new());
        let examples = self.rows.iter().zip(&self.classes).zip(&self.weights);
        for (((&row, &class), &weight), _) in
            examples.zip(&self.pages).filter(|(_, page)| keeps(**page))
        {
            rows.push(row);
            classes.push(class);
            weights.push(weight);
        }
        // Weights of mean 1, so that the ridge means the same whatever they count.
        #[expect(clippy::cast_precision_loss, reason = "a mean over the examples")]
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

/// The first `narrow` of `columns` read from the rows around as well, up to `reach` of them on each side; the others are the
/// same there, or say nothing.
pub(crate) fn features(columns: usize, narrow: usize, reach: i8) -> Vec<Feature> {
    let feature = |column: usize, offset: i8| Feature {
        column: u16::try_from(column).unwrap_or(u16::MAX),
        offset,
    };
    let around = (1..=reach).flat_map(|offset| [-offset, offset]);
    let offsets: Vec<i8> = std::iter::once(0).chain(around).collect();
    let near = (0..narrow).flat_map(|column| {
        let offsets = offsets.iter();
        offsets.map(move |&offset| feature(column, offset))
    });
    near.chain((narrow..columns).map(|column| feature(column, 0)))
        .collect()
}
