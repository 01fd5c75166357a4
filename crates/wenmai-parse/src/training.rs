//! What the trainer needs to see of the learned decisions. Not part of the promised interface.

use wenmai_text::ensemble::{Columns, Ensemble};
#[cfg(feature = "html")]
use wenmai_text::linear::{Bucket, Linear};

use wenmai_model::Document;
#[cfg(feature = "html")]
use wenmai_model::PageTypeKind;

#[cfg(feature = "html")]
use crate::html::{self, HtmlOptions};
pub use crate::judge::Model;
use crate::{
    class::Labeled,
    judge::{Facts, MIN_LOG_ODDS, heading_odds, page_kind},
    layout::Layout,
    outline::{Candidate, place_each},
    parse::{ParseOptions, text_page},
};

pub use crate::features::{FACTS, FIRST_WIDE_FACT};
pub use crate::judge::{Calibration, Calibrations, KINDS, PAGE_KINDS};

/// Number of facts about the place of a heading.
pub const PLACE_FACTS: usize = crate::outline::PLACE_FACTS;

/// Parses a text page by the weights of `model`.
pub fn parse_text_with(text: &str, model: &Model) -> Document {
    text_page(text, &ParseOptions::default(), model)
}

/// The body of a page with the facts of its lines.
#[derive(Debug)]
pub struct Body<'t> {
    layout: Layout<'t>,
    classes: Vec<Labeled>,
    facts: Facts,
}

impl<'t> Body<'t> {
    /// Reads a page up to the facts about its lines.
    pub fn new(text: &'t str) -> Self {
        let layout = Layout::new(text, None, &ParseOptions::default());
        let classes = layout.classify();
        let facts = Facts::new(layout.body(), &classes);
        Self {
            layout,
            classes,
            facts,
        }
    }

    /// The facts.
    pub const fn table(&self) -> &Columns {
        &self.facts.table
    }

    /// Number of each row's line in the page.
    pub fn line_numbers(&self) -> impl Iterator<Item = u32> {
        self.layout.body().iter().map(|line| line.number)
    }

    /// Which of the [`PAGE_KINDS`] it is.
    pub fn page_kind(&self) -> usize {
        page_kind(self.layout.body())
    }

    /// The places that headings may take, beside the open headings before them or inside the last, and whether each is the
    /// right one. The headings come in order, each with its row, the probability that it is one, and its depth.
    pub fn places(&self, headings: &[Known]) -> Vec<([u8; PLACE_FACTS], bool)> {
        let lines = self.layout.body();
        let candidates: Vec<Candidate> = headings
            .iter()
            .map(|heading| Candidate {
                line: heading.row,
                marker: lines.get(heading.row).and_then(|line| line.marker),
                confidence: heading.confidence,
                listed: None,
            })
            .collect();
        let parents = parents(headings);
        let mut places = Vec::new();
        // Markers that tell their level teach best what numbers mean, so they are asked for, too.
        let told = |_| false;
        place_each(lines, &candidates, told, |at, stack, rows| {
            let parent = parents.get(at).copied().flatten();
            let right = stack
                .iter()
                .position(|open| Some(open.candidate) == parent)
                .map_or(0, |parent| parent + 1);
            places.extend(
                rows.iter()
                    .enumerate()
                    .map(|(beside, row)| (*row, beside == right)),
            );
            right
        });
        places
    }

    /// The lines that are taken for headings by the trees of `ensemble`: row, and log-odds before calibration.
    pub fn headings(&self, ensemble: &Ensemble) -> Vec<(usize, f32)> {
        let body = self.layout.body();
        let rows = self.facts.judge(body, &self.classes, ensemble);
        let (odds, _) = heading_odds(body, &rows, &self.facts.series, &self.layout.listing);
        odds.into_iter()
            .enumerate()
            .filter(|&(_, odds)| odds >= MIN_LOG_ODDS)
            .collect()
    }
}

/// A heading whose place is known.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// Its row.
    pub row: usize,
    /// The probability that it is one.
    pub confidence: f32,
    /// Its depth in the outline of the whole page.
    pub depth: u32,
}

/// Index of the heading that each is inside of.
fn parents(headings: &[Known]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    headings
        .iter()
        .enumerate()
        .map(|(at, heading)| {
            open.retain(|&above| {
                headings
                    .get(above)
                    .is_some_and(|above| above.depth < heading.depth)
            });
            let parent = open.last().copied();
            open.push(at);
            parent
        })
        .collect()
}

/// An HTML page with the facts of its blocks.
#[cfg(feature = "html")]
#[derive(Debug)]
pub struct HtmlBlocks {
    facts: Columns,
    whole: Columns,
    texts: Vec<String>,
    words: Vec<Bucket>,
    ranges: Vec<(u32, u32)>,
}

#[cfg(feature = "html")]
impl HtmlBlocks {
    /// Reads a page up to the facts about its blocks.
    pub fn new(source: &str, url: Option<&str>) -> Self {
        let page = html::read(source, &HtmlOptions::default());
        let texts = page
            .blocks
            .iter()
            .map(|block| page.text_of(block).to_owned());
        let names = html::facts::Names::new(&page.tree, &Linear::default());
        let (mut words, mut ranges) = (Vec::new(), Vec::new());
        let place = |words: &Vec<Bucket>| u32::try_from(words.len()).unwrap_or(u32::MAX);
        for block in &page.blocks {
            let start = place(&words);
            let around = std::iter::once(block.node).chain(page.tree.ancestors(block.node));
            for node in around {
                html::facts::names_words(&page.tree, node, |word| words.push(word));
            }
            ranges.push((start, place(&words)));
        }
        let facts = html::facts::Facts::new(&page, &names, url);
        Self {
            texts: texts.collect(),
            facts: facts.table(0..page.blocks.len()),
            whole: facts.whole(),
            words,
            ranges,
        }
    }

    /// The facts; those of the names are empty.
    pub const fn table(&self) -> &Columns {
        &self.facts
    }

    /// The facts about the page, in one row.
    pub const fn whole(&self) -> &Columns {
        &self.whole
    }

    /// The texts of the blocks.
    pub fn texts(&self) -> &[String] {
        &self.texts
    }

    /// The words of the names of the elements around each block.
    pub fn words(&self) -> impl Iterator<Item = &[Bucket]> {
        self.ranges.iter().map(|&(start, end)| {
            let words = self.words.get(start as usize..end as usize);
            words.unwrap_or_default()
        })
    }

    /// The facts of the names by these weights.
    pub fn names(&self, weights: &Linear) -> Vec<u8> {
        let sums = self.words().map(|words| {
            let sum: f32 = words.iter().map(|&word| weights.weight(word)).sum();
            html::facts::names_fact(weights.bias() + sum)
        });
        sums.collect()
    }
}

/// The names of the types of pages, in the order of their numbers.
#[cfg(feature = "html")]
pub const PAGE_TYPES: [PageTypeKind; 7] = html::page_type::KINDS;

/// Parses an HTML page by the weights of `model`.
#[cfg(feature = "html")]
pub fn parse_html_with(source: &str, url: Option<&str>, model: &HtmlModel) -> Document {
    html::document::parse(source, url, &ParseOptions::default(), model, None).0
}

#[cfg(feature = "html")]
pub use crate::html::facts::{
    FACTS as HTML_FACTS, FIRST_WIDE_FACT as FIRST_WIDE_HTML_FACT, NAMES_FACT, PAGE_FACTS,
};
#[cfg(feature = "html")]
pub use crate::html::model::Model as HtmlModel;
