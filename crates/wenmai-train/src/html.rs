//! Learns which blocks of an HTML page are its content.

mod align;
mod gold;
mod names;

use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rayon::prelude::*;
use wenmai_format::record::document_record;
use wenmai_model::Document;
use wenmai_parse::training::{
    FIRST_WIDE_HTML_FACT, HTML_FACTS, HtmlBlocks, HtmlModel, NAMES_FACT, PAGE_FACTS, PAGE_TYPES,
    parse_html_with,
};
use wenmai_text::ensemble::Settings;

use crate::{
    examples::{Corpus, features},
    gold::each_fold,
    predict::fold_path,
    write,
};
use gold::Page;
use names::NameWeights;

/// Groups of domains; each is judged by a model that was learned from the others.
const FOLDS: usize = 5;

/// A page with what is to be learned of it.
struct Example {
    blocks: HtmlBlocks,
    /// Whether each block is content; `None` where it cannot be told.
    labels: Vec<Option<bool>>,
    weights: Vec<f32>,
}

impl Example {
    fn new(page: &Page) -> Self {
        let blocks = HtmlBlocks::new(&page.html, page.url.as_deref());
        Self {
            labels: align::labels(blocks.texts(), &page.content),
            weights: weights(blocks.texts(), page),
            blocks,
        }
    }
}

/// Learns from the pages of all files into `out`, and one model a fold into `folds`.
pub(crate) fn learn(paths: &[PathBuf], out: &Path, folds: &Path) -> Result<()> {
    let mut pages = Vec::new();
    for path in paths {
        pages.extend(gold::read(path)?);
    }
    pages.retain(|page| !page.content.is_empty());
    let mut models = models(&pages, &gold::folds(&pages, FOLDS));
    let all = models.pop().context("there are no pages to learn from")?;
    write(out, &all.to_bytes())?;
    fs::create_dir_all(folds)?;
    for (fold, model) in models.iter().enumerate() {
        write(&fold_path(folds, fold), &model.to_bytes())?;
    }
    Ok(())
}

/// Writes one record a page, by the model that has not seen its domain.
pub(crate) fn predict(paths: &[PathBuf], folds: &Path, out: &Path) -> Result<()> {
    let models = (0..FOLDS)
        .map(|fold| {
            let path = fold_path(folds, fold);
            let bytes = fs::read(&path).with_context(|| {
                format!(
                    "cannot read {}; run `cargo xtask train html`",
                    path.display()
                )
            })?;
            HtmlModel::read(&bytes).with_context(|| format!("{} is broken", path.display()))
        })
        .collect::<Result<Vec<_>>>()?;
    let mut file = BufWriter::new(fs::File::create(out)?);
    for path in paths {
        let pages = gold::read(path)?;
        for document in documents(&pages, &gold::folds(&pages, FOLDS), &models) {
            wenmai_format::write_jsonl(&document_record(&document), &mut file)?;
        }
    }
    file.flush()?;
    Ok(())
}

/// The figure is a mean over pages of a share of words: a block weighs by its words, and less on pages of much content.
#[expect(clippy::cast_precision_loss, reason = "words of one page")]
fn weights(texts: &[String], page: &Page) -> Vec<f32> {
    let wanted = page.content.words() as f32 + 100.0;
    texts
        .iter()
        .map(|text| {
            let words = align::tokens(text).count() as f32 + 3.0;
            page.weight * (words / wanted).powf(0.7)
        })
        .collect()
}

/// One model a fold, which has not seen the pages of that fold; the last has seen all.
fn models(pages: &[Page], folds: &[usize]) -> Vec<HtmlModel> {
    let examples: Vec<Example> = pages.par_iter().map(Example::new).collect();
    let names = NameWeights::new(&examples, folds);
    let rows = examples.iter().map(|example| example.blocks.table().rows());
    let mut corpus = Corpus::new(HTML_FACTS, rows);
    for (index, example) in examples.iter().enumerate() {
        let labels = example.labels.iter().zip(&example.weights);
        let labels = labels.map(|(label, &weight)| Some((u8::from((*label)?), weight)));
        corpus.add(index, example.blocks.table(), labels);
    }
    let mut types = Corpus::new(PAGE_FACTS, pages.iter().map(|_| 1));
    for (index, (example, page)) in examples.iter().zip(pages).enumerate() {
        let label = page.kind.map(|kind| (kind, 1.0));
        types.add(index, example.blocks.whole(), std::iter::once(label));
    }
    each_fold(folds, |fold, keeps| {
        // What the names tell is told by weights that have seen neither the page nor the fold, so that the trees learn how
        // much it is worth on pages that were not seen.
        let facts = examples.iter().zip(folds);
        let facts = facts.map(|(example, &own)| example.blocks.names(names.without(own, fold)));
        let corpus = corpus.with_column(NAMES_FACT, facts);
        HtmlModel::new(
            names.without(fold, fold).clone(),
            corpus.train(&block_settings(), keeps),
            types.train(&type_settings(), keeps),
        )
    })
}

/// The document of each page by the model of its fold.
fn documents(pages: &[Page], folds: &[usize], models: &[HtmlModel]) -> Vec<Document> {
    pages
        .par_iter()
        .zip(folds)
        .map(|(page, &fold)| {
            let parse = |model| parse_html_with(&page.html, page.url.as_deref(), model);
            let mut document = models.get(fold).map(parse).unwrap_or_default();
            document.id.clone_from(&page.id);
            document
        })
        .collect()
}

/// How the trees of blocks are grown; found by the figures on left-out domains.
fn block_settings() -> Settings {
    Settings {
        features: features(HTML_FACTS, FIRST_WIDE_HTML_FACT, 2),
        outputs: 1,
        trees: 400,
        depth: 6,
        rate: 0.1,
        row_share: 0.3,
        feature_share: 0.2,
        ridge: 35.0,
        seed: 20_261_125,
    }
}

/// How the trees of page types are grown.
fn type_settings() -> Settings {
    Settings {
        features: features(PAGE_FACTS, 0, 0),
        outputs: PAGE_TYPES.len(),
        trees: 120,
        depth: 4,
        rate: 0.1,
        row_share: 0.6,
        feature_share: 0.3,
        ridge: 5.0,
        seed: 20_261_127,
    }
}
