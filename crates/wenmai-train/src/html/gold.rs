//! HTML pages whose content is known.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

/// One page.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) id: String,
    pub(super) url: Option<String>,
    pub(super) html: String,
    /// Its content.
    pub(super) gold: String,
    /// What folds are made by.
    pub(super) domain: String,
}

#[derive(Deserialize)]
struct Record {
    id: String,
    url: Option<String>,
    html: Option<String>,
    gold_text: Option<String>,
    domain: Option<String>,
}

/// Reads gold pages; those in other charsets than UTF-8 are left out.
pub(super) fn read(path: &Path) -> Result<Vec<Page>> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut pages = Vec::new();
    for line in text.lines() {
        let record: Record =
            serde_json::from_str(line).with_context(|| format!("{} is broken", path.display()))?;
        let gold = record.gold_text.unwrap_or_default();
        let Some(html) = record.html else { continue };
        let domain = record
            .domain
            .or_else(|| record.url.as_deref().map(domain_of))
            .unwrap_or_else(|| record.id.clone());
        pages.push(Page {
            id: record.id,
            url: record.url,
            html,
            gold,
            domain,
        });
    }
    Ok(pages)
}

/// The last two labels of the host, three below country domains such as `com.cn`.
fn domain_of(url: &str) -> String {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = host.split(['/', ':', '?']).next().unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    let short = labels
        .iter()
        .rev()
        .nth(1)
        .is_some_and(|label| label.len() <= 3);
    let kept = if short { 3 } else { 2 };
    labels
        .get(labels.len().saturating_sub(kept)..)
        .unwrap_or_default()
        .join(".")
}

/// The fold of each page: pages of one domain stay together.
pub(super) fn folds(pages: &[Page], folds: usize) -> Vec<usize> {
    pages
        .iter()
        .map(|page| {
            let hash = page
                .domain
                .bytes()
                .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
                });
            usize::try_from(hash % folds as u64).unwrap_or(0)
        })
        .collect()
}
