//! Learns which blocks of an HTML page are its content.

mod align;
mod gold;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rayon::prelude::*;
use wenmai_parse::training::{FIRST_WIDE_HTML_FACT, HTML_FACTS, HtmlBlocks, html_content};
use wenmai_text::ensemble::{Ensemble, Settings};

use crate::{
    examples::{Corpus, features},
    predict::fold_path,
    write,
};
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

/// The figure is a mean over pages of a share of words: blocks weigh by their words, and pages about alike.
#[expect(clippy::cast_precision_loss, reason = "words of one page")]
fn weights(texts: &[String]) -> Vec<f32> {
    let weights: Vec<f32> = texts
        .iter()
        .map(|text| (align::tokens(text).count() as f32 + 3.0).sqrt())
        .collect();
    let sum: f32 = weights.iter().sum();
    let scale = (texts.len() as f32).sqrt() / sum.max(1.0);
    weights.into_iter().map(|weight| weight * scale).collect()
}

/// One ensemble a fold, which has not seen the pages of that fold; the last has seen all.
fn ensembles(pages: &[Page], folds: &[usize]) -> Vec<Ensemble> {
    let read: Vec<(HtmlBlocks, Vec<Option<bool>>)> = pages
        .par_iter()
        .map(|page| {
            let blocks = HtmlBlocks::new(&page.html, page.url.as_deref());
            let labels = align::labels(blocks.texts(), &page.gold);
            (blocks, labels)
        })
        .collect();
    let rows = read.iter().map(|(blocks, _)| blocks.table().rows());
    let mut corpus = Corpus::new(HTML_FACTS, rows);
    for (index, (blocks, labels)) in read.iter().enumerate() {
        let weights = weights(blocks.texts());
        let examples = labels.iter().zip(weights);
        let examples = examples.map(|(label, weight)| Some((u8::from((*label)?), weight)));
        corpus.add(index, blocks.table(), examples);
    }
    corpus.ensembles(&settings(), folds)
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
    Settings {
        features: features(HTML_FACTS, FIRST_WIDE_HTML_FACT, 2),
        outputs: 1,
        trees: 200,
        depth: 6,
        rate: 0.12,
        row_share: 0.3,
        feature_share: 0.2,
        ridge: 35.0,
        seed: 20_261_125,
    }
}
