//! How fast HTML pages are read beside the extractors of other projects, on the same pages.

use std::fs;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use lexopt::Parser;
use serde_json::{Value, json};

use crate::eval::html;
use crate::workspace::{cargo, forward, from_root, root, succeed};

/// Pages that are read.
const PAGES: usize = 300;
/// The virtual environment with the peers that are written in Python.
const VENV: &str = "target/peers-venv";

/// `cargo xtask bench peers`: builds `benches/peers`, a workspace of its own, and runs it on pages of the gold data; then the
/// peers in Python, when there is an environment for them.
pub(super) fn peers(arguments: Parser) -> Result<ExitCode> {
    let Some(data) = html::data(arguments)? else {
        return Ok(ExitCode::SUCCESS);
    };
    let mut pages: Vec<(u64, String)> = Vec::new();
    for set in html::LEARNED {
        let path = html::unpack(&data, set)?;
        for line in fs::read_to_string(&path)?.lines() {
            let record: Value = serde_json::from_str(line)?;
            let text = |pointer| record.pointer(pointer).and_then(Value::as_str);
            if let (Some(id), Some(page)) = (text("/id"), text("/html")) {
                pages.push((order(id), json!({"html": page}).to_string()));
            }
        }
    }
    pages.sort_unstable();
    pages.truncate(PAGES);
    let path = root().join("target/peers.jsonl");
    let lines: Vec<String> = pages.into_iter().map(|(_, page)| page).collect();
    fs::write(&path, lines.join("\n")).context("cannot write the pages")?;
    succeed(
        cargo()
            .args(["run", "--quiet", "--release", "--locked"])
            .arg("--manifest-path")
            .arg(root().join("benches/peers/Cargo.toml"))
            .arg("--target-dir")
            .arg(root().join("target/peers"))
            .arg("--")
            .arg(&path),
    )?;
    let python = root().join(VENV).join("bin/python");
    if !python.is_file() {
        println!(
            "the peers in Python are left out: there is no {}; make it, and install resiliparse, trafilatura and lxml_html_clean",
            from_root(VENV).display()
        );
        return Ok(ExitCode::SUCCESS);
    }
    let mut command = Command::new(python);
    forward(command.arg(root().join("benches/peers/peers.py")).arg(path))
}

/// A place among the pages that looks drawn by lot, and is the same each time: FNV-1a.
fn order(id: &str) -> u64 {
    id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
