//! Pages whose structure is known.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use rayon::prelude::*;
use serde::Deserialize;

/// A page with the class of each line and the depth of each heading.
#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    pub(crate) id: String,
    pub(crate) source: String,
    pub(crate) lang: String,
    pub(crate) text: String,
    pub(crate) meta: Meta,
    pub(crate) gold: Gold,
}

/// How the blocks of a page are written.
#[derive(Debug, Deserialize)]
pub(crate) struct Meta {
    #[serde(default)]
    pub(crate) table: String,
}

impl Page {
    /// The class of a line by its place among the outputs of the trees; `None` when it teaches nothing.
    ///
    /// The cells of a table that stand one a line are told from other short lines by nothing.
    pub(crate) fn class(&self, line: u32) -> Option<u8> {
        self.gold
            .class(line)
            .filter(|&class| class != TABLE || self.meta.table != "cell")
    }

    /// Depth of the heading that a line is.
    pub(crate) fn depth(&self, line: u32) -> Option<u32> {
        let at = self
            .gold
            .headings
            .binary_search_by_key(&line, |heading| heading.line);
        Some(self.gold.headings.get(at.ok()?)?.depth)
    }
}

/// The class of table rows.
const TABLE: u8 = 4;

#[derive(Debug, Deserialize)]
pub(crate) struct Gold {
    pub(crate) labels: Vec<String>,
    pub(crate) title_lines: Vec<u32>,
    pub(crate) ambiguous_lines: Vec<u32>,
    pub(crate) headings: Vec<Heading>,
}

/// A heading with its depth in the outline, from 1.
#[derive(Debug, Deserialize)]
pub(crate) struct Heading {
    pub(crate) line: u32,
    pub(crate) depth: u32,
}

impl Gold {
    fn class(&self, line: u32) -> Option<u8> {
        if self.title_lines.contains(&line) || self.ambiguous_lines.contains(&line) {
            return None;
        }
        match self.labels.get(line as usize)?.as_str() {
            "h" => Some(0),
            "p" | "quote" | "summary" => Some(1),
            "li" => Some(2),
            "code" => Some(3),
            "table" => Some(TABLE),
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

/// The number of the source of each page.
pub(crate) fn sources(pages: &[Page]) -> Vec<usize> {
    let sources: BTreeSet<&str> = pages.iter().map(|page| page.source.as_str()).collect();
    let numbers: BTreeMap<&str, usize> = sources.into_iter().zip(0..).collect();
    pages
        .iter()
        .map(|page| numbers.get(page.source.as_str()).copied().unwrap_or(0))
        .collect()
}

/// What `learn` learns without each fold in turn, and at last from all: it is given which pages to learn from.
pub(crate) fn each_fold<T: Send>(
    folds: &[usize],
    learn: impl Fn(usize, &dyn Fn(usize) -> bool) -> T + Sync,
) -> Vec<T> {
    let count = folds.iter().max().map_or(0, |last| last + 1);
    (0..=count)
        .into_par_iter()
        .map(|fold| learn(fold, &|page| folds.get(page) != Some(&fold)))
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
