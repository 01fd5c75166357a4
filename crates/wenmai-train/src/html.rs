//! Learns which blocks of an HTML page are its content.

mod align;
mod gold;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rayon::prelude::*;
use wenmai_parse::training::{FIRST_WIDE_HTML_FACT, HTML_FACTS, HtmlBlocks, html_content};
use wenmai_text::ensemble::{Columns, Ensemble, Examples, Feature, MAX_OFFSET, Settings, train};

use crate::{predict::fold_path, write};
use gold::Page;

/// Groups of domains; each is judged by a model that was learned from the others.
const FOLDS: usize = 5;

/// Learns from the pages of all files into `out`, and one model a fold into `folds`.
pub(crate) fn learn(paths: &[PathBuf], out: &Path, folds: &Path) -> Result<()> {
    let mut pages = Vec::new();
    for path in paths {
        pages.extend(gold::read(path)?);
    }
    pages.retain(|page| !page.gold.trim().is_empty());
    let mut ensembles = ensembles(&pages, &gold::folds(&pages, FOLDS));
    let all = ensembles
        .pop()
        .context("there are no pages to learn from")?;
    write(out, &all.to_bytes())?;
    fs::create_dir_all(folds)?;
    for (fold, model) in ensembles.iter().enumerate() {
        write(&fold_path(folds, fold), &model.to_bytes())?;
    }
    Ok(())
}

/// Writes `{"id", "text", "confidence"}` a page, by the model that has not seen its domain.
pub(crate) fn predict(paths: &[PathBuf], folds: &Path, out: &Path) -> Result<()> {
    let ensembles = (0..FOLDS)
        .map(|fold| {
            let path = fold_path(folds, fold);
            let bytes = fs::read(&path).with_context(|| {
                format!(
                    "cannot read {}; run `cargo xtask train html`",
                    path.display()
                )
            })?;
            Ensemble::read(&mut bytes.as_slice())
                .with_context(|| format!("{} is broken", path.display()))
        })
        .collect::<Result<Vec<_>>>()?;
    let mut lines = String::new();
    for path in paths {
        let pages = gold::read(path)?;
        let contents = contents(&pages, &gold::folds(&pages, FOLDS), &ensembles);
        for (page, (text, confidence)) in pages.iter().zip(contents) {
            let record = serde_json::json!({"id": page.id, "text": text, "confidence": confidence});
            lines.push_str(&record.to_string());
            lines.push('\n');
        }
    }
    write(out, lines.as_bytes())
}

/// The blocks of many pages in one table.
struct Corpus {
    table: Columns,
    rows: Vec<u32>,
    classes: Vec<u8>,
    weights: Vec<f32>,
    /// Index of the page of each example.
    pages: Vec<usize>,
}

impl Corpus {
    fn new(pages: &[Page]) -> Self {
        let read: Vec<(HtmlBlocks, Vec<Option<bool>>)> = pages
            .par_iter()
            .map(|page| {
                let blocks = HtmlBlocks::new(&page.html, page.url.as_deref());
                let labels = align::labels(blocks.texts(), &page.gold);
                (blocks, labels)
            })
            .collect();
        // Empty rows part the pages, so that no window reaches into another.
        let rows = read
            .iter()
            .map(|(blocks, _)| blocks.table().rows() + MAX_OFFSET);
        let mut corpus = Self {
            table: Columns::new(rows.sum(), HTML_FACTS),
            rows: Vec::new(),
            classes: Vec::new(),
            weights: Vec::new(),
            pages: Vec::new(),
        };
        let mut start = 0;
        for (index, (blocks, labels)) in read.iter().enumerate() {
            let table = blocks.table();
            for column in 0..table.columns() {
                let rows = start..start + table.rows();
                if let Some(slots) = corpus.table.column_mut(column).get_mut(rows) {
                    slots.copy_from_slice(table.column(column));
                }
            }
            let weights = weights(blocks.texts());
            for (row, (label, weight)) in labels.iter().zip(weights).enumerate() {
                let Some(label) = *label else { continue };
                corpus
                    .rows
                    .push(u32::try_from(start + row).unwrap_or(u32::MAX));
                corpus.classes.push(u8::from(label));
                corpus.weights.push(weight);
                corpus.pages.push(index);
            }
            start += table.rows() + MAX_OFFSET;
        }
        corpus
    }

    fn train(&self, settings: &Settings, keeps: impl Fn(usize) -> bool) -> Ensemble {
        let kept = || {
            let pages = self.pages.iter().enumerate();
            pages.filter(|&(_, &page)| keeps(page)).map(|(at, _)| at)
        };
        let rows: Vec<u32> = kept().filter_map(|at| self.rows.get(at).copied()).collect();
        let classes: Vec<u8> = kept()
            .filter_map(|at| self.classes.get(at).copied())
            .collect();
        let weights: Vec<f32> = kept()
            .filter_map(|at| self.weights.get(at).copied())
            .collect();
        let examples = Examples {
            table: &self.table,
            rows: &rows,
            classes: &classes,
            weights: &weights,
        };
        train(examples, settings)
    }
}

/// The figure is a mean over pages of a share of words: blocks weigh by their words, and pages about alike.
#[expect(clippy::cast_precision_loss, reason = "words of one page")]
fn weights(texts: &[String]) -> Vec<f32> {
    let weights: Vec<f32> = texts
        .iter()
        .map(|text| (align::tokens(text).count() as f32 + 3.0).sqrt())
        .collect();
    let sum: f32 = weights.iter().sum();
    let scale = 10.0 * (texts.len() as f32).sqrt() / sum.max(1.0);
    weights.into_iter().map(|weight| weight * scale).collect()
}

/// One ensemble a fold, which has not seen the pages of that fold; the last has seen all.
fn ensembles(pages: &[Page], folds: &[usize]) -> Vec<Ensemble> {
    let corpus = Corpus::new(pages);
    let settings = settings();
    crate::gold::each_fold(folds, |keeps| corpus.train(&settings, keeps))
}

/// The content of each page by the ensemble of its fold, with the expected F1.
fn contents(pages: &[Page], folds: &[usize], ensembles: &[Ensemble]) -> Vec<(String, f32)> {
    pages
        .par_iter()
        .zip(folds)
        .map(|(page, &fold)| {
            let trees = ensembles.get(fold);
            trees
                .map(|trees| html_content(&page.html, page.url.as_deref(), trees))
                .unwrap_or_default()
        })
        .collect()
}

/// How the trees are grown; found by the figures on left-out domains.
fn settings() -> Settings {
    let feature = |column: usize, offset: i8| Feature {
        column: u16::try_from(column).unwrap_or(u16::MAX),
        offset,
    };
    // What is around a block is nearly the same for its neighbors.
    let narrow = (0..FIRST_WIDE_HTML_FACT)
        .flat_map(|column| [0, -1, 1, -2, 2].map(|offset| feature(column, offset)));
    let wide = (FIRST_WIDE_HTML_FACT..HTML_FACTS).map(|column| feature(column, 0));
    Settings {
        features: narrow.chain(wide).collect(),
        outputs: 1,
        trees: 200,
        depth: 6,
        rate: 0.12,
        row_share: 0.3,
        feature_share: 0.2,
        ridge: 20.0,
        seed: 20_261_125,
    }
}
