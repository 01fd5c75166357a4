//! How often title, authors and date of HTML pages are just those that people have written down.

use std::fs::File;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result};
use lexopt::Parser;
use serde_json::Value;

use super::html::{data, unpack};
use super::stdout_of;
use crate::workspace::{build_wenmai, succeed, wenmai};

/// The sets that are measured, and whether they count for the mean: the last one has only a few pages of each.
const SETS: [(&str, bool); 4] = [
    ("wcxb_dev", true),
    ("trafilatura", true),
    ("postlight_meta", true),
    ("goose3_meta", false),
];
/// The fields of the scores.
const FIELDS: [&str; 4] = ["title", "author", "author_any", "date"];

/// `cargo xtask eval meta`: a line for each set, and the mean.
pub(crate) fn eval(arguments: Parser) -> Result<ExitCode> {
    let Some(data) = data(arguments)? else {
        return Ok(ExitCode::SUCCESS);
    };
    build_wenmai()?;
    print_line("set", FIELDS.map(str::to_owned));
    let mut sums = [0.0; FIELDS.len()];
    let mut n_sets = 0.0;
    for (set, counts) in SETS {
        let gold = unpack(&data, set)?;
        let records = gold.with_extension("records.jsonl");
        let out = File::create(&records)
            .with_context(|| format!("cannot write {}", records.display()))?;
        let mut extract = wenmai();
        extract
            .args(["extract", "-q", "-f", "jsonl"])
            .arg(&gold)
            .stdout(Stdio::from(out));
        succeed(&mut extract)?;
        let mut python = Command::new("python3");
        python
            .arg(data.join("score_meta.py"))
            .args([&records, &gold]);
        let scores: Value = serde_json::from_str(&stdout_of(&mut python)?)?;
        let figures = FIELDS.map(|field| {
            let accuracy = scores.get(field).and_then(|score| score.get("accuracy"));
            accuracy.and_then(Value::as_f64)
        });
        print_line(set, figures.map(shown));
        if counts {
            n_sets += 1.0;
            for (sum, figure) in sums.iter_mut().zip(figures) {
                *sum += figure.unwrap_or_default();
            }
        }
    }
    print_line(
        "mean of the first three",
        sums.map(|sum| shown(Some(sum / n_sets))),
    );
    Ok(ExitCode::SUCCESS)
}

fn shown(figure: Option<f64>) -> String {
    figure.map_or_else(|| "-".to_owned(), |figure| format!("{figure:.3}"))
}

fn print_line(name: &str, cells: [String; FIELDS.len()]) {
    let [title, author, any, date] = cells;
    println!("{name:<28} {title:>10} {author:>10} {any:>10} {date:>10}");
}
