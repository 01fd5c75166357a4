use std::fs;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use lexopt::{Arg, Parser};
use serde_json::{Map, Value};

use crate::workspace::{cargo, line, root};

const FOLDER: &str = "crates/wenmai-model/schema";

/// `cargo xtask schema`
pub(crate) fn schema(mut arguments: Parser) -> Result<ExitCode> {
    match arguments.next()? {
        None => write(),
        Some(Arg::Long("check")) => check(development()),
        Some(other) => Err(other.unexpected().into()),
    }
}

/// The command as it is now.
fn development() -> Command {
    let mut command = cargo();
    command.args(["run", "--quiet", "--package", "wenmai-cli", "--"]);
    command
}

/// File names below [`FOLDER`] with their text, as `command` gives it.
fn files(mut command: Command) -> Result<Vec<(String, String)>> {
    let output = command
        .arg("schema")
        .stderr(std::process::Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start `{}`", line(&command)))?;
    if !output.status.success() {
        bail!("`{}` ended with {}", line(&command), output.status);
    }
    let schemas: Map<String, Value> = serde_json::from_slice(&output.stdout)?;
    schemas
        .into_iter()
        .map(|(name, schema)| {
            let text = serde_json::to_string_pretty(&schema)?;
            Ok((format!("{name}.schema.json"), text + "\n"))
        })
        .collect()
}

fn write() -> Result<ExitCode> {
    let folder = root().join(FOLDER);
    fs::create_dir_all(&folder)?;
    for (name, text) in files(development())? {
        fs::write(folder.join(&name), text).with_context(|| format!("cannot write {name}"))?;
        println!("{FOLDER}/{name}");
    }
    Ok(ExitCode::SUCCESS)
}

/// Compares the schemas that `wenmai` gives with those in the repository: a changed one is a change for every reader of our records.
pub(crate) fn check(wenmai: Command) -> Result<ExitCode> {
    let files = files(wenmai)?;
    let folder = root().join(FOLDER);
    let changed: Vec<&str> = files
        .iter()
        .filter(|(name, text)| fs::read_to_string(folder.join(name)).ok().as_ref() != Some(text))
        .map(|(name, _)| name.as_str())
        .collect();
    if !changed.is_empty() {
        bail!(
            "{} changed; if that is meant, run `cargo xtask schema` and say so in CHANGELOG.md",
            changed.join(", ")
        );
    }
    println!("{} schemas are as they were", files.len());
    Ok(ExitCode::SUCCESS)
}
