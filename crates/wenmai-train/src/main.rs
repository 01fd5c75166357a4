//! Learns the decisions of parsing from pages whose structure is known, and measures them on sources that were left out.
//! Started by `cargo xtask train` and `cargo xtask eval`.

#![expect(
    clippy::print_stdout,
    reason = "the figure that was asked for goes to standard output"
)]

mod calibration;
mod examples;
mod gold;
mod html;
mod keywords;
mod lines;
mod models;
mod places;
mod predict;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use lexopt::{Arg, Parser, ValueExt};

/// Groups of sources; each is judged by a model that was learned from the others.
const FOLDS: usize = 8;

/// The file that says which group a source belongs to.
const GROUPS: &str = "groups.json";

const USAGE: &str = "\
Usage: wenmai-train structure --out FILE --folds DIR GOLD.jsonl...
       wenmai-train predict --folds DIR --out FILE GOLD.jsonl...
       wenmai-train html --out FILE --folds DIR GOLD.jsonl...
       wenmai-train predict-html --folds DIR --out FILE GOLD.jsonl...
       wenmai-train keywords --out FILE --folds DIR GOLD.jsonl...
       wenmai-train eval-keywords --folds DIR --out DIR [--peer NAME]... GOLD.jsonl...
       wenmai-train measure-keywords --folds DIR --out DIR [--peer NAME]... GOLD.jsonl...

structure  learns the model of text pages from all GOLD pages into FILE, and one model for each
           group of sources that has not seen them into DIR
predict    parses the GOLD pages by the models that have not seen their sources, writes the records
           to FILE and the expected calibration error of the headings to standard output
html       learns which blocks of HTML pages are content, as `structure` does; folds are by domain
predict-html
           writes the records of the GOLD pages, by the models that have not seen their domains
keywords   learns how keywords are ranked, with models that have not seen a fifth of the documents,
           the sites of blogs, or a set; beside FILE the corrections for texts of one style
eval-keywords
           prints F1 of each set by the formula, by the ranker that is built in, and by those that
           have not seen the document, its site or its set, with and without the correction for the
           set's style; writes the keywords to DIR
measure-keywords
           the same by formula and built-in ranker alone; both print F1 of tools of others as well,
           whose keywords are in DIR
";

fn main() -> Result<()> {
    let mut parser = Parser::from_env();
    let (mut command, mut out, mut folds) = (None, None, None);
    let (mut paths, mut peers) = (Vec::new(), Vec::new());
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("out") => out = Some(PathBuf::from(parser.value()?)),
            Arg::Long("folds") => folds = Some(PathBuf::from(parser.value()?)),
            Arg::Long("peer") => peers.push(parser.value()?.string()?),
            Arg::Value(value) if command.is_none() => command = Some(value.string()?),
            Arg::Value(value) => paths.push(PathBuf::from(value)),
            other => return Err(other.unexpected().into()),
        }
    }
    let (Some(command), Some(out), Some(folds)) = (command, out, folds) else {
        bail!("{USAGE}");
    };
    match command.as_str() {
        "html" => return html::learn(&paths, &out, &folds),
        "keywords" => return keywords::learn(&paths, &out, &folds),
        "eval-keywords" => return keywords::eval(&paths, Some(&folds), &out, &peers),
        "measure-keywords" => return keywords::eval(&paths, None, &out, &peers),
        "predict-html" => return html::predict(&paths, &folds, &out),
        _ => {}
    }
    let pages = gold::read(&paths)?;
    match command.as_str() {
        "structure" => {
            let groups = gold::groups(&pages, FOLDS);
            let fold_of = gold::folds(&pages, &groups)?;
            let mut models = models::models(&pages, &fold_of);
            let all = models.pop().context("there are no pages to learn from")?;
            write(&out, &all.to_bytes())?;
            fs::create_dir_all(&folds)?;
            write(&folds.join(GROUPS), &serde_json::to_vec_pretty(&groups)?)?;
            for (fold, model) in models.iter().enumerate() {
                write(&predict::fold_path(&folds, fold), &model.to_bytes())?;
            }
            Ok(())
        }
        "predict" => {
            let groups = fs::read(folds.join(GROUPS)).with_context(|| {
                format!(
                    "there is no model in {}: run `cargo xtask train structure`",
                    folds.display()
                )
            })?;
            let fold_of = gold::folds(&pages, &serde_json::from_slice(&groups)?)?;
            predict::predict(&pages, &fold_of, &folds, &out)
        }
        _ => bail!("{USAGE}"),
    }
}

pub(crate) fn write(path: &std::path::Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}
