//! How fast HTML pages are read, and keywords are found, beside the tools of other projects, on the same texts.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use lexopt::Parser;
use serde_json::{Value, json};

use crate::eval::{html, keywords};
use crate::workspace::{cargo, forward, from_root, root, succeed};

/// Pages that are read.
const PAGES: usize = 300;
/// Texts of each language that keywords are looked for in.
const TEXTS: usize = 400;
/// The sets with Chinese texts; the others are English.
const CHINESE: [&str; 2] = ["csl_dev", "zhblog"];
/// The virtual environment with the peers that are written in Python.
const VENV: &str = "target/peers-venv";

/// `cargo xtask bench peers`: builds `benches/peers`, a workspace of its own, and runs it on pages and texts of the gold data;
/// then the peers in Python, when there is an environment for them.
pub(super) fn peers(arguments: Parser) -> Result<ExitCode> {
    let mut jobs: Vec<(&str, PathBuf)> = Vec::new();
    if let Some(data) = html::data(arguments)? {
        jobs.push(("html", pages(&data)?));
    }
    if let Some(data) = keywords::default_data() {
        for language in ["zh", "en"] {
            jobs.push(("keywords", texts(&data, language)?));
        }
    }
    for (what, path) in &jobs {
        succeed(tool()?.arg(what).arg(path))?;
    }
    let python = root().join(VENV).join("bin/python");
    if !python.is_file() {
        println!(
            "the peers in Python are left out: there is no {}; make it, and install resiliparse, trafilatura, \
             lxml_html_clean, jieba and yake",
            from_root(VENV).display()
        );
        return Ok(ExitCode::SUCCESS);
    }
    for (what, path) in &jobs {
        let mut command = Command::new(&python);
        let script = root().join("benches/peers/peers.py");
        forward(command.arg(script).arg(what).arg(path))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The command that runs the peers.
pub(crate) fn tool() -> Result<Command> {
    succeed(
        cargo()
            .args(["build", "--quiet", "--release", "--locked"])
            .arg("--manifest-path")
            .arg(root().join("benches/peers/Cargo.toml"))
            .arg("--target-dir")
            .arg(root().join("target/peers")),
    )?;
    Ok(Command::new(
        root().join("target/peers/release/wenmai-peers"),
    ))
}

/// A file with pages of the gold data, drawn by lot.
fn pages(data: &Path) -> Result<PathBuf> {
    let mut pages: Vec<(u64, String)> = Vec::new();
    for set in html::LEARNED {
        let path = html::unpack(data, set)?;
        for line in fs::read_to_string(&path)?.lines() {
            let record: Value = serde_json::from_str(line)?;
            let text = |pointer| record.pointer(pointer).and_then(Value::as_str);
            if let (Some(id), Some(page)) = (text("/id"), text("/html")) {
                pages.push((order(id), json!({"html": page}).to_string()));
            }
        }
    }
    write("peers.jsonl", pages, PAGES)
}

/// A file with texts in one language, drawn by lot.
fn texts(data: &Path, language: &str) -> Result<PathBuf> {
    let mut texts: Vec<(u64, String)> = Vec::new();
    for path in keywords::unpack(data)? {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        if CHINESE.contains(&name.as_ref()) != (language == "zh") {
            continue;
        }
        let lines = fs::read_to_string(&path)?;
        texts.extend(lines.lines().map(|line| (order(line), line.to_owned())));
    }
    write(&format!("peers-{language}.jsonl"), texts, TEXTS)
}

/// Writes the first of `lines` by their lots.
fn write(name: &str, mut lines: Vec<(u64, String)>, count: usize) -> Result<PathBuf> {
    lines.sort_unstable();
    lines.truncate(count);
    let path = root().join("target").join(name);
    let lines: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
    fs::write(&path, lines.join("\n"))
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}

/// A place among the pages that looks drawn by lot, and is the same each time: FNV-1a.
fn order(id: &str) -> u64 {
    id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
