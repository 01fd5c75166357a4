use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use lexopt::{Arg, Parser};
use toml::Value;

use crate::workspace::root;

/// The folders of fixtures; each is flat, for snapshots are named after the file alone.
const FOLDERS: [&str; 6] = [
    "fixtures/pages",
    "fixtures/hostile",
    "fixtures/html",
    "fixtures/labels",
    "fixtures/language",
    "fixtures/sites/hill-library.example",
];

const NOTE: &str = ".note.toml";

/// `cargo xtask fixtures check`
pub(crate) fn fixtures(mut arguments: Parser) -> Result<ExitCode> {
    match arguments.next()? {
        Some(Arg::Value(task)) if task == "check" => check(),
        _ => bail!("say `cargo xtask fixtures check`"),
    }
}

/// Every page has a note and every note a page, and each note says what it must.
pub(crate) fn check() -> Result<ExitCode> {
    let mut complaints = Vec::new();
    let mut n_pages = 0;
    for folder in FOLDERS {
        let (mut pages, mut notes) = (BTreeSet::new(), BTreeSet::new());
        let path = root().join(folder);
        for entry in fs::read_dir(&path).with_context(|| format!("cannot read {folder}"))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_dir() {
                complaints.push(format!(
                    "{folder}/{name}: fixtures are flat, move its files up"
                ));
            } else if let Some(stem) = name.strip_suffix(NOTE) {
                notes.insert(stem.to_owned());
                complaints.extend(
                    note_complaints(&entry.path())
                        .into_iter()
                        .map(|complaint| format!("{folder}/{name}: {complaint}")),
                );
            } else {
                let stem = name
                    .rsplit_once('.')
                    .map_or(name.as_str(), |(stem, _)| stem);
                if !pages.insert(stem.to_owned()) {
                    complaints.push(format!("{folder}/{name}: a second page of this name"));
                }
            }
        }
        n_pages += pages.len();
        for stem in pages.difference(&notes) {
            complaints.push(format!("{folder}/{stem}: has no {stem}{NOTE}"));
        }
        for stem in notes.difference(&pages) {
            complaints.push(format!("{folder}/{stem}{NOTE}: has no page"));
        }
    }
    complaints.sort();
    for complaint in &complaints {
        println!("{complaint}");
    }
    if !complaints.is_empty() {
        bail!("{} complaints about fixtures", complaints.len());
    }
    println!("{n_pages} fixtures, each with its note");
    Ok(ExitCode::SUCCESS)
}

fn note_complaints(path: &Path) -> Vec<String> {
    let note: toml::Table = match fs::read_to_string(path).map(|text| toml::from_str(&text)) {
        Ok(Ok(note)) => note,
        Ok(Err(error)) => return vec![format!("not TOML: {}", error.message())],
        Err(error) => return vec![format!("cannot be read: {error}")],
    };
    let mut complaints = Vec::new();
    for key in ["shows", "origin", "license"] {
        match note.get(key) {
            Some(Value::String(text)) if !text.trim().is_empty() => {}
            _ => complaints.push(format!("says nothing under `{key}`")),
        }
    }
    if !matches!(note.get("date"), Some(Value::Datetime(date)) if date.date.is_some()) {
        complaints.push("has no date under `date`".to_owned());
    }
    complaints
}
