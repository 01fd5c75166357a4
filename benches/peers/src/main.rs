//! Other tools beside Wenmai, on the same pages.

mod html;
mod keywords;
mod rounds;

use std::fs;

use anyhow::{Context, Result, bail};
use serde_json::Value;

const USAGE: &str = "\
Usage: wenmai-peers html PAGES.jsonl [TOOL...]
       wenmai-peers keywords TEXTS.jsonl [TOOL...]
       wenmai-peers predict TOOL TEXTS.jsonl

html      how fast each tool reads the same pages, on one core, parsing included
keywords  how fast each tool finds the keywords of the same texts, on one core
predict   writes the keywords that a tool finds to standard output, a text a line

One line a tool: its name, MB a second, and how many pages it failed on. The tools take turns, several rounds each, and
the best round counts, so that they share what the machine does beside.";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["html", path, wanted @ ..] => html::bench(&records(path)?, wanted),
        ["keywords", path, wanted @ ..] => keywords::bench(&records(path)?, wanted),
        ["predict", tool, path] => keywords::predict(&records(path)?, tool),
        _ => bail!("{USAGE}"),
    }
}

/// The records of a file, one a line.
fn records(path: &str) -> Result<Vec<Value>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?;
    let records = text.lines().map(serde_json::from_str);
    Ok(records.collect::<Result<_, _>>()?)
}

/// A field of a record.
fn text<'r>(record: &'r Value, field: &str) -> Result<&'r str> {
    let value = record.get(field).and_then(Value::as_str);
    value.with_context(|| format!("a record has no {field}"))
}
