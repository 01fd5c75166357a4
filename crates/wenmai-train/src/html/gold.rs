//! HTML pages whose content is known.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use wenmai_model::PageTypeKind;
use wenmai_parse::training::PAGE_TYPES;
use wenmai_parse::{Hints, decode};

use super::align;

/// What a page of snippets weighs, and one that was made of a text: little is told of the first, and the second are all alike.
const WEIGHT_OF_SNIPPETS: f32 = 1.0;
const WEIGHT_OF_MADE: f32 = 0.3;
/// Words that the content of a page of snippets is taken to have.
const USUAL_WORDS: usize = 500;

/// One page.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) id: String,
    pub(super) url: Option<String>,
    pub(super) html: String,
    pub(super) content: Content,
    /// How much is learned from it.
    pub(super) weight: f32,
    /// What folds are made by.
    pub(super) domain: String,
    /// The number of its type, where that is known.
    pub(super) kind: Option<u8>,
}

/// What is known of the content of a page.
#[derive(Debug)]
pub(super) enum Content {
    /// All of it.
    Text(String),
    /// Texts that are part of it, and texts that are not.
    Snippets {
        with: Vec<String>,
        without: Vec<String>,
    },
}

impl Content {
    /// Whether nothing is known.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::Snippets { with, .. } => with.is_empty(),
        }
    }

    /// Number of its words, as far as that is known.
    pub(super) fn words(&self) -> usize {
        match self {
            Self::Text(text) => align::tokens(text).count(),
            Self::Snippets { .. } => USUAL_WORDS,
        }
    }
}

#[derive(Deserialize)]
struct Record {
    id: String,
    url: Option<String>,
    html: Option<String>,
    /// The page in base64, where it is not UTF-8.
    html_b64: Option<String>,
    /// What the charset of `html_b64` is said to be.
    charset: Option<String>,
    gold_text: Option<String>,
    #[serde(default)]
    must_include: Option<Vec<String>>,
    #[serde(default)]
    must_exclude: Option<Vec<String>>,
    domain: Option<String>,
    page_type: Option<PageTypeKind>,
    /// Pages that were made of texts: where the text is from, and what it is made of.
    source: Option<String>,
    gold: Option<Made>,
}

#[derive(Deserialize)]
struct Made {
    blocks: Vec<MadeBlock>,
}

#[derive(Deserialize)]
struct MadeBlock {
    text: String,
}

/// Reads gold pages, in whatever charset.
pub(super) fn read(path: &Path) -> Result<Vec<Page>> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut pages = Vec::new();
    for line in text.lines() {
        let record: Record =
            serde_json::from_str(line).with_context(|| format!("{} is broken", path.display()))?;
        let html = match (record.html, record.html_b64) {
            (Some(html), _) => html,
            (None, Some(bytes)) => {
                let bytes = BASE64_STANDARD
                    .decode(bytes)
                    .with_context(|| format!("{} of {} is no base64", record.id, path.display()))?;
                let hints = Hints::declared(record.charset.as_deref());
                decode(&bytes, &hints).text.into_owned()
            }
            (None, None) => continue,
        };
        let domain = record
            .domain
            .or(record.source)
            .or_else(|| record.url.as_deref().map(domain_of))
            .unwrap_or_else(|| record.id.clone());
        let (content, weight) = match (record.gold_text, record.gold) {
            (Some(text), _) => (Content::Text(text), 1.0),
            (None, Some(made)) => {
                let texts: Vec<String> = made.blocks.into_iter().map(|block| block.text).collect();
                (Content::Text(texts.join("\n")), WEIGHT_OF_MADE)
            }
            (None, None) => (
                Content::Snippets {
                    with: record.must_include.unwrap_or_default(),
                    without: record.must_exclude.unwrap_or_default(),
                },
                WEIGHT_OF_SNIPPETS,
            ),
        };
        pages.push(Page {
            id: record.id,
            url: record.url,
            html,
            content,
            weight,
            domain,
            kind: record.page_type.and_then(number),
        });
    }
    Ok(pages)
}
/// The number of a type of pages.
fn number(kind: PageTypeKind) -> Option<u8> {
    let at = PAGE_TYPES.iter().position(|&known| known == kind)?;
    u8::try_from(at).ok()
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
