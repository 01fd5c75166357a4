//! Parses pages by models that have not seen their sources.

use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rayon::prelude::*;
use wenmai_format::record::document_record;
use wenmai_model::Document;
use wenmai_parse::training::{Model, parse_text_with};

use crate::{calibration::expected_error, gold::Page};

/// The file of the model of a fold.
pub(crate) fn fold_path(folder: &Path, fold: usize) -> PathBuf {
    folder.join(format!("fold-{fold}.model"))
}

/// Writes one record a page to `out` and prints the calibration error of the headings.
pub(crate) fn predict(pages: &[Page], fold_of: &[usize], folds: &Path, out: &Path) -> Result<()> {
    let count = fold_of.iter().max().map_or(0, |last| last + 1);
    let models = (0..count)
        .map(|fold| {
            let path = fold_path(folds, fold);
            let bytes = fs::read(&path).with_context(|| {
                format!(
                    "cannot read {}; run `cargo xtask train structure`",
                    path.display()
                )
            })?;
            Model::read(&bytes).with_context(|| format!("{} is broken", path.display()))
        })
        .collect::<Result<Vec<Model>>>()?;
    let documents: Vec<Document> = pages
        .par_iter()
        .zip(fold_of)
        .map(|(page, &fold)| {
            let mut document = models
                .get(fold)
                .map(|model| parse_text_with(&page.text, model))
                .unwrap_or_default();
            document.id.clone_from(&page.id);
            document
        })
        .collect();
    let mut file = BufWriter::new(fs::File::create(out)?);
    for document in &documents {
        wenmai_format::write_jsonl(&document_record(document), &mut file)?;
    }
    file.flush()?;
    let judged: Vec<(f32, bool)> = pages
        .iter()
        .zip(&documents)
        .flat_map(|(page, document)| {
            document.outline.iter().filter_map(|heading| {
                let class = page.class(heading.line?)?;
                Some((heading.confidence, class == 0))
            })
        })
        .collect();
    println!("{:.3}", expected_error(&judged));
    Ok(())
}
