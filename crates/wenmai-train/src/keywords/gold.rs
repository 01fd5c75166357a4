//! Documents whose keywords are known.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;
use wenmai_model::{Document, Page, PageKind};
use wenmai_parse::{ParseOptions, parse};

use super::score::normal_forms;

/// A document with its keywords.
#[derive(Debug, Deserialize)]
pub(crate) struct Gold {
    #[serde(deserialize_with = "id")]
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) keywords: Vec<String>,
}

fn id<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned))
}

/// A file of them.
#[derive(Debug)]
pub(crate) struct Set {
    pub(crate) name: String,
    pub(crate) documents: Vec<Gold>,
}

impl Gold {
    /// The document as the pipeline reads it.
    pub(crate) fn document(&self) -> Document {
        let page = Page {
            id: self.id.clone(),
            body: self.text.clone().into_bytes(),
            kind: Some(PageKind::Text),
            charset: Some("utf-8".into()),
            ..Page::default()
        };
        parse(&page, &ParseOptions::default())
    }

    /// The normal forms of its keywords.
    pub(crate) fn forms(&self) -> Vec<String> {
        normal_forms(&self.keywords)
    }

    /// The site, for documents whose ids begin with one.
    pub(crate) fn site(&self) -> &str {
        self.id.split('-').next().unwrap_or_default()
    }

    /// A number that looks drawn by lot, and is the same each time: FNV-1a.
    pub(crate) fn lot(&self) -> u64 {
        lot(&self.id)
    }
}

/// FNV-1a.
pub(crate) fn lot(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Reads the sets, in the order of their names.
pub(crate) fn read(paths: &[PathBuf]) -> Result<Vec<Set>> {
    let mut sets = paths
        .iter()
        .map(|path| set(path))
        .collect::<Result<Vec<_>>>()?;
    sets.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(sets)
}

fn set(path: &Path) -> Result<Set> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let documents = text
        .lines()
        .map(|line| {
            serde_json::from_str(line).with_context(|| format!("{} is broken", path.display()))
        })
        .collect::<Result<Vec<Gold>>>()?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    Ok(Set {
        name: name.into_owned(),
        documents,
    })
}

/// The keywords that a tool found, a record for each document of a set, in the order of the set.
pub(crate) fn predictions(path: &Path) -> Result<Vec<Vec<String>>> {
    #[derive(Deserialize)]
    struct Predicted {
        keywords: Vec<String>,
    }
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let records = text.lines().map(serde_json::from_str::<Predicted>);
    records
        .map(|record| Ok(record?.keywords))
        .collect::<Result<_>>()
        .with_context(|| format!("{} is broken", path.display()))
}
