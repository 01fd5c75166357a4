//! Judges labelled Chinese texts, `{"id","kind","label":"keep"|"drop","text"}` a line, by rules of quality; for
//! `cargo xtask eval quality`.
//!
//! `chinese_quality SETS FILE…`, the sets parted by commas; they are asked whatever languages they are for. Gives one line of JSON a
//! text: id, kind, label, and which rules are broken; with `--values` all figures too.
#![expect(clippy::indexing_slicing, reason = "a field that is not there is null")]

use std::io::Write;

use serde_json::{Map, Value, json};
use wenmai_analyze::quality::{Languages, Measures, Rules, judge_text};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let n_arguments = arguments.len();
    arguments.retain(|argument| argument != "--values");
    let has_values = arguments.len() < n_arguments;
    let (sets, files) = arguments
        .split_first()
        .ok_or("say which sets, and which files")?;
    let mut rules = Rules::default();
    for set in sets.split(',') {
        rules.enable_set(set)?;
        rules.set_languages(set, Languages::ALL)?;
    }
    let mut out = std::io::stdout().lock();
    for file in files {
        for line in std::fs::read_to_string(file)?.lines() {
            let record: Value = serde_json::from_str(line)?;
            let text = record["text"].as_str().ok_or("a record has no text")?;
            let judgement = judge_text(text, Some("zh"), &rules);
            let broken: Vec<String> = judgement.broken.iter().map(ToString::to_string).collect();
            let mut judged = json!({
                "id": record["id"],
                "kind": record["kind"],
                "label": record["label"],
                "reason": judgement.reason(),
                "broken": broken,
            });
            if has_values {
                let measures = Measures::new(text);
                let values: Map<String, Value> = rules
                    .active()
                    .map(|(rule, _)| (rule.key(), rule.measure(&measures).into()))
                    .collect();
                judged["values"] = values.into();
            }
            writeln!(out, "{judged}")?;
        }
    }
    Ok(())
}
