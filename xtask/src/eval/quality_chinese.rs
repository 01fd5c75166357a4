//! How often rules of quality decide on labelled Chinese texts as people did: the Chinese rules, and beside them the English ones.

use std::collections::BTreeMap;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, ensure};
use lexopt::{Arg, Parser};
use serde_json::Value;

use super::stdout_of;
use crate::workspace::{build_example, root};

/// What is compared: a name, and sets of rules.
const RULES: [(&str, &str); 2] = [
    ("chinese", "chinese"),
    ("english", "gopher-quality,c4,fineweb"),
];

/// Kinds of texts, in the order of `fixtures/quality/README.md`.
const KINDS: [&str; 9] = [
    "prose", "poem", "code", "table", "menu", "links", "mojibake", "spam", "other",
];

/// Texts that rules were made with, and the half that they were not, last: the least accuracy of the Chinese rules in each, a little
/// below what was measured.
const TEXTS: [(&str, f64); 4] = [
    ("zh-tuning", 0.98),
    ("zh-tuning-2", 0.94),
    ("zh-tuning-3", 0.90),
    ("zh-held-out", 0.92),
];

/// Texts that were judged as they are labelled, of how many.
#[derive(Debug, Clone, Copy, Default)]
struct Right {
    n_right: u32,
    n_texts: u32,
}

impl Right {
    fn add(&mut self, is_right: bool) {
        self.n_texts += 1;
        self.n_right += u32::from(is_right);
    }

    fn accuracy(self) -> f64 {
        f64::from(self.n_right) / f64::from(self.n_texts.max(1))
    }
}

/// `cargo xtask eval quality`; `--tuning` leaves out those that are for measuring alone.
pub(super) fn eval(mut arguments: Parser) -> Result<ExitCode> {
    let mut files = TEXTS.as_slice();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("tuning") => files = TEXTS.get(..TEXTS.len() - 1).unwrap_or_default(),
            other => return Err(other.unexpected().into()),
        }
    }
    println!("{}", run(files)?);
    Ok(ExitCode::SUCCESS)
}

/// Judges all texts; gives a line that sums it up.
pub(crate) fn all() -> Result<String> {
    run(&TEXTS)
}

fn run(files: &[(&str, f64)]) -> Result<String> {
    let kinds = KINDS.map(|kind| format!("{kind:>9}")).concat();
    println!("{:<12} {:<8} {:>8}{kinds}", "file", "rules", "accuracy");
    let mut figures = Vec::new();
    for &(file, floor) in files {
        for (name, sets) in RULES {
            let (all, by_kind) = judge(file, sets)?;
            let cells = KINDS.map(|kind| {
                let Right { n_right, n_texts } = by_kind.get(kind).copied().unwrap_or_default();
                format!("{:>9}", format!("{n_right}/{n_texts}"))
            });
            println!(
                "{file:<12} {name:<8} {:>8.3}{}",
                all.accuracy(),
                cells.concat()
            );
            if name == "chinese" {
                ensure!(
                    all.accuracy() >= floor,
                    "Chinese rules of quality: accuracy {:.3} on {file}, which is below {floor}",
                    all.accuracy()
                );
                figures.push(format!("{:.3} on {file}", all.accuracy()));
            }
        }
    }
    Ok(format!(
        "Chinese rules of quality: accuracy {}",
        figures.join(", ")
    ))
}

/// Judges the texts of one file by some sets of rules.
fn judge(file: &str, sets: &str) -> Result<(Right, BTreeMap<String, Right>)> {
    let texts = root().join(format!("fixtures/quality/{file}.jsonl"));
    let mut command = Command::new(build_example("wenmai-analyze", "chinese_quality")?);
    command.arg(sets).arg(texts);
    let (mut all, mut by_kind) = (Right::default(), BTreeMap::<String, Right>::new());
    for line in stdout_of(&mut command)?.lines() {
        let judged: Value = serde_json::from_str(line)?;
        let field = |name: &str| judged.get(name).and_then(Value::as_str);
        let is_right = field("reason").is_none() == (field("label") == Some("keep"));
        all.add(is_right);
        let kind = field("kind").context("a text has no kind")?;
        by_kind.entry(kind.to_owned()).or_default().add(is_right);
    }
    Ok((all, by_kind))
}
