//! Figures of single kinds of blocks, each on the documents in which the kind is written so that it can be told.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::{Options, columns, figure, score};

/// A kind of block, and the documents that it is scored on.
struct Kind {
    /// Header of the column.
    name: &'static str,
    /// Its label in the scores.
    label: &'static str,
    /// A field of the gold data's `meta`, and its value in the documents that are left out.
    without: Option<(&'static str, &'static str)>,
}

/// The gold data writes some lists without any sign, and some tables a cell a line: no reader could tell them from text.
const KINDS: [Kind; 3] = [
    Kind {
        name: "code",
        label: "code",
        without: None,
    },
    Kind {
        name: "list",
        label: "li",
        without: Some(("list", "none")),
    },
    Kind {
        name: "table",
        label: "table",
        without: Some(("table", "cell")),
    },
];

/// F1 of the lines of each kind.
pub(super) fn by_kind(options: &Options, gold: &Path, predicted: &Path) -> Result<Vec<Value>> {
    let of = |kind: &Kind| {
        let part = gold.with_extension(format!("{}.jsonl", kind.name));
        fs::write(&part, documents_of(kind, gold)?)
            .with_context(|| format!("cannot write {}", part.display()))?;
        let scores: Value = serde_json::from_str(&score(options, &part, predicted, &["--json"])?)
            .with_context(|| format!("no scores for {}", part.display()))?;
        let f1 = scores.get("blockF1").and_then(|f1| f1.get(kind.label));
        Ok(f1.cloned().unwrap_or_default())
    };
    KINDS.iter().map(of).collect()
}

/// The lines of `gold` that the kind is scored on.
fn documents_of(kind: &Kind, gold: &Path) -> Result<String> {
    let jsonl =
        fs::read_to_string(gold).with_context(|| format!("cannot read {}", gold.display()))?;
    let mut kept = String::new();
    for line in jsonl.lines() {
        let record: Value =
            serde_json::from_str(line).with_context(|| format!("{} is broken", gold.display()))?;
        let is_left_out = kind.without.is_some_and(|(field, value)| {
            let found = record.get("meta").and_then(|meta| meta.get(field));
            found.and_then(Value::as_str) == Some(value)
        });
        if !is_left_out {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    Ok(kept)
}

/// One line for each variant and language.
pub(super) fn print_table(rows: &[(String, String, Vec<Value>)]) {
    let header = KINDS.iter().map(|kind| kind.name.to_owned());
    println!(
        "\nF1 of the lines of a kind\nvariant lang {}",
        columns(header)
    );
    for (variant, lang, scores) in rows {
        let figures = scores.iter().map(|score| figure(Some(score)));
        println!("{variant:<7} {lang:<4} {}", columns(figures));
    }
}
