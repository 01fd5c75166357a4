//! What the trainer needs to see of the learned decisions. Not part of the promised interface.

use wenmai_text::ensemble::{Columns, Ensemble};

use wenmai_model::Document;

pub use crate::judge::Model;
use crate::{
    body,
    judge::{Facts, MIN_LOG_ODDS, heading_odds, is_spaced},
    line::{Line, scan},
    parse::{ParseOptions, text_page},
    reading::resolve_markers,
    region::regions,
};

pub use crate::features::{FACTS, FIRST_WIDE_FACT};
pub use crate::judge::{Calibration, Calibrations, KINDS};

/// Parses a text page by the weights of `model`.
pub fn parse_text_with(text: &str, model: &Model) -> Document {
    text_page(text, &ParseOptions::default(), model)
}

/// The body of a page with the facts of its lines.
#[derive(Debug)]
pub struct Body<'t> {
    lines: Vec<Line<'t>>,
    facts: Facts,
}

impl<'t> Body<'t> {
    /// Reads a page up to the facts about its lines.
    pub fn new(text: &'t str) -> Self {
        let mut all = scan(text);
        resolve_markers(&mut all, &ParseOptions::default());
        let regions = regions(&all);
        let lines = all.get(regions.body).unwrap_or_default().to_vec();
        let classes = body::classify(&lines);
        let facts = Facts::new(&lines, &classes);
        Self { lines, facts }
    }

    /// The facts.
    pub const fn table(&self) -> &Columns {
        &self.facts.table
    }

    /// Number of each row's line in the page.
    pub fn line_numbers(&self) -> impl Iterator<Item = u32> {
        self.lines.iter().map(|line| line.number)
    }

    /// Whether there are blank lines between the lines.
    pub fn is_spaced(&self) -> bool {
        is_spaced(&self.lines)
    }

    /// The lines that are taken for headings by the trees of `ensemble`: row, and log-odds before calibration.
    pub fn headings(&self, ensemble: &Ensemble) -> Vec<(usize, f32)> {
        let rows = self.facts.judge(&self.lines, ensemble);
        let (odds, _) = heading_odds(&self.lines, &rows, &self.facts.series);
        odds.into_iter()
            .enumerate()
            .filter(|&(_, odds)| odds >= MIN_LOG_ODDS)
            .collect()
    }
}
