//! How much of the content of HTML pages is found, on domains that were left out of training.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Result, bail};
use lexopt::{Arg, Parser};
use serde_json::Value;

use super::stdout_of;
use crate::train::trainer;
use crate::workspace::{from_root, root, succeed};

/// The sets that are learned from.
pub(crate) const LEARNED: [&str; 6] = [
    "wcxb_dev",
    "magic_article",
    "magic_forum",
    "newspaper4k",
    "llmwebkit",
    "trafilatura",
];
/// One of so many pages that were made of texts is learned from: they are all alike.
const MADE_SHARE: usize = 4;
/// The sets that are measured.
const MEASURED: [&str; 4] = ["wcxb_dev", "magic_article", "magic_forum", "trafilatura"];
/// Types of pages that `wcxb_dev` tells.
const TYPES: [&str; 7] = [
    "article",
    "documentation",
    "service",
    "forum",
    "collection",
    "listing",
    "product",
];

/// The folder of the models for cross-validation.
pub(crate) fn folds() -> PathBuf {
    from_root("target/train/html")
}

/// The folder with gold pages; `None`, said so, when the default is not there.
pub(crate) fn data(mut arguments: Parser) -> Result<Option<PathBuf>> {
    let mut stated: Option<PathBuf> = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("data") => stated = Some(arguments.value()?.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    let data = stated
        .clone()
        .unwrap_or_else(|| root().join("../shared/bench/html"));
    if data.is_dir() {
        return Ok(Some(data));
    }
    if stated.is_some() {
        bail!("--data: there is no folder {}", data.display());
    }
    println!("skipped: there is no {}", data.display());
    Ok(None)
}

/// Unpacks the pages of a set.
pub(crate) fn unpack(data: &Path, set: &str) -> Result<PathBuf> {
    let folder = from_root("target/eval/html");
    fs::create_dir_all(&folder)?;
    let path = folder.join(format!("{set}.jsonl"));
    let mut zstd = Command::new("zstd");
    zstd.arg("-dqf")
        .arg(data.join(format!("{set}.jsonl.zst")))
        .arg("-o")
        .arg(&path);
    succeed(&mut zstd)?;
    Ok(path)
}

/// Unpacks some of the pages that were made of texts, beside the folder of the other pages; nothing when they are not there.
pub(crate) fn unpack_made(data: &Path) -> Result<Option<PathBuf>> {
    let folder = data.join("../structure");
    if !folder.join("h.jsonl.zst").is_file() {
        return Ok(None);
    }
    let path = unpack(&folder, "h")?;
    let pages = fs::read_to_string(&path)?;
    let some: String = pages.split_inclusive('\n').step_by(MADE_SHARE).collect();
    fs::write(&path, some)?;
    Ok(Some(path))
}

/// `cargo xtask eval html`: a line for each set, and for each type of pages.
pub(crate) fn eval(arguments: Parser) -> Result<ExitCode> {
    let Some(data) = data(arguments)? else {
        return Ok(ExitCode::SUCCESS);
    };
    println!(
        "{:<28} {:>6} {:>6} {:>6} {:>6}",
        "set", "P", "R", "F1", "snip"
    );
    for set in MEASURED {
        let gold = unpack(&data, set)?;
        let predicted = gold.with_extension("predicted.jsonl");
        let mut command = trainer()?;
        command
            .arg("predict-html")
            .arg("--folds")
            .arg(folds())
            .arg("--out")
            .arg(&predicted)
            .arg(&gold);
        succeed(&mut command)?;
        let rows = gold.with_extension("rows.json");
        let measure = |name: &str, flags: &[&str]| -> Result<()> {
            let mut python = Command::new("python3");
            python
                .arg(data.join("score.py"))
                .args([&predicted, &gold])
                .args(["--json", "--boot", "0", "--rows"])
                .arg(&rows)
                .args(flags);
            let scores: Value = serde_json::from_str(&stdout_of(&mut python)?)?;
            print_line(name, &scores);
            Ok(())
        };
        measure(set, &[])?;
        if let Some(error) = calibration_error(&predicted, &rows)? {
            println!("  error of the confidence   {error:.3}");
        }
        match set {
            "wcxb_dev" => {
                for kind in TYPES {
                    measure(&format!("  {kind}"), &["--type", kind])?;
                }
                println!(
                    "  page types told right     {:.3}",
                    types(&predicted, &gold)?
                );
            }
            "magic_article" => measure("  Chinese", &["--lang", "zh"])?,
            _ => {}
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The share of the pages whose type is that of the gold data.
fn types(predicted: &Path, gold: &Path) -> Result<f64> {
    let read = |path: &Path, field: &str| -> Result<BTreeMap<String, String>> {
        let mut types = BTreeMap::new();
        for line in fs::read_to_string(path)?.lines() {
            let record: Value = serde_json::from_str(line)?;
            let text = |pointer| record.pointer(pointer).and_then(Value::as_str);
            if let (Some(id), Some(kind)) = (text("/id"), text(field)) {
                types.insert(id.to_owned(), kind.to_owned());
            }
        }
        Ok(types)
    };
    let told = read(predicted, "/page_type/kind")?;
    let wanted = read(gold, "/page_type")?;
    let right = wanted
        .iter()
        .filter(|(id, kind)| told.get(*id) == Some(kind));
    #[expect(clippy::cast_precision_loss, reason = "a number of pages")]
    Ok(right.count() as f64 / wanted.len() as f64)
}

/// Mean distance between the confidence of pages and their F1, over ten ranges of confidence, weighted by their counts (Naeini,
/// Cooper and Hauskrecht, 2015); `None` for a set without whole texts.
fn calibration_error(predicted: &Path, rows: &Path) -> Result<Option<f64>> {
    let mut confidences = BTreeMap::new();
    for line in fs::read_to_string(predicted)?.lines() {
        let record: Value = serde_json::from_str(line)?;
        let id = record.pointer("/id").and_then(Value::as_str);
        let confidence = record.pointer("/confidence").and_then(Value::as_f64);
        if let (Some(id), Some(confidence)) = (id, confidence) {
            confidences.insert(id.to_owned(), confidence);
        }
    }
    let rows: Vec<Value> = serde_json::from_str(&fs::read_to_string(rows)?)?;
    let mut ranges = [0.0_f64; 10];
    let mut count = 0_u32;
    for row in &rows {
        let id = row.pointer("/id").and_then(Value::as_str);
        let Some(confidence) = id.and_then(|id| confidences.get(id)) else {
            continue;
        };
        let Some(f1) = row.pointer("/bag/2").and_then(Value::as_f64) else {
            continue;
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share times ten"
        )]
        let range = (confidence * 10.0) as usize;
        if let Some(difference) = ranges.get_mut(range.min(9)) {
            *difference += confidence - f1;
            count += 1;
        }
    }
    let sum: f64 = ranges.iter().map(|difference| difference.abs()).sum();
    Ok((count > 0).then(|| sum / f64::from(count)))
}

fn print_line(name: &str, scores: &Value) {
    let figure = |key: &str| {
        let found = scores.get(key).and_then(Value::as_f64);
        found.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"))
    };
    let cells = ["bag_p", "bag_r", "bag_f1", "sn_f1"].map(figure);
    let [p, r, f1, snippets] = cells;
    println!("{name:<28} {p:>6} {r:>6} {f1:>6} {snippets:>6}");
}
