//! Pages whose structure is known.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

/// A page with the class of each line and the depth of each heading.
#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    pub(crate) id: String,
    pub(crate) source: String,
    pub(crate) lang: String,
    pub(crate) text: String,
    pub(crate) gold: Gold,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Gold {
    pub(crate) labels: Vec<String>,
    pub(crate) title_lines: Vec<u32>,
    pub(crate) ambiguous_lines: Vec<u32>,
}

impl Gold {
    /// The class of a line by its place among the outputs of the trees; `None` when it teaches nothing.
    pub(crate) fn class(&self, line: u32) -> Option<u8> {
        if self.title_lines.contains(&line) || self.ambiguous_lines.contains(&line) {
            return None;
        }
        match self.labels.get(line as usize)?.as_str() {
            "h" => Some(0),
            "p" | "quote" | "summary" => Some(1),
            "li" => Some(2),
            "code" => Some(3),
            "table" => Some(4),
            _ => None,
        }
    }
}

/// Reads all pages of files with one JSON record a line.
pub(crate) fn read(paths: &[impl AsRef<Path>]) -> Result<Vec<Page>> {
    let mut pages = Vec::new();
    for path in paths {
        let path = path.as_ref();
        let text =
            fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        for (number, line) in text.lines().enumerate() {
            pages.push(
                serde_json::from_str(line)
                    .with_context(|| format!("{}:{} is broken", path.display(), number + 1))?,
            );
        }
    }
    Ok(pages)
}

/// Parts the sources into `count` groups, those of each language spread evenly: the group of each source.
pub(crate) fn groups(pages: &[Page], count: usize) -> BTreeMap<String, usize> {
    let sources: BTreeSet<(&str, &str)> = pages
        .iter()
        .map(|page| (page.lang.as_str(), page.source.as_str()))
        .collect();
    sources
        .into_iter()
        .enumerate()
        .map(|(place, (_, source))| (source.to_owned(), place % count))
        .collect()
}

/// The fold of each page.
///
/// # Errors
///
/// When a page is of a source without a group.
pub(crate) fn folds(pages: &[Page], groups: &BTreeMap<String, usize>) -> Result<Vec<usize>> {
    pages
        .iter()
        .map(|page| {
            let group = groups.get(&page.source).copied();
            group.with_context(|| format!("no fold knows the source {}", page.source))
        })
        .collect()
}
