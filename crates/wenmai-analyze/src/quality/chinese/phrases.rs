//! Phrases that come again: terms that a page is stuffed with, and sentences made by a template.

use super::lines::Lines;
use crate::quality::repetition::Grams;
use crate::statistics::ratio;

/// A text has a subject, and names it: so many places of a phrase are no stuffing.
const FREE_PLACES: u32 = 3;
/// Characters of a phrase that a template makes.
const TEMPLATE: usize = 8;
/// Two sentences may begin alike.
const TEMPLATE_PLACES: u32 = 3;

/// Shares of all visible characters. Tables and code are not looked at, and each line once.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::quality) struct Phrases {
    /// Those of the commonest two characters, after the places that are free.
    pub(super) pair: f64,
    /// Those of the commonest three.
    pub(super) triple: f64,
    /// Those of phrases of eight characters that stand there three times or more.
    pub(super) template: f64,
}

impl Phrases {
    /// Runs in O(characters).
    pub(in crate::quality) fn of(lines: &Lines) -> Self {
        let tokens = lines.tokens();
        let n_chars = lines.all();
        let mut grams = Grams::new(tokens);
        let again = |grams: &Grams<'_>, n: u64| {
            let places = grams.most_places().saturating_sub(FREE_PLACES);
            ratio(u64::from(places) * n, n_chars)
        };
        grams.frequent_pairs(TEMPLATE_PLACES);
        let pair = again(&grams, 2);
        grams.lengthen(3);
        let triple = again(&grams, 3);
        let mut template = 0.0;
        for n in 4..=TEMPLATE {
            if grams.most_places() < TEMPLATE_PLACES {
                break;
            }
            grams.lengthen(n);
            if n == TEMPLATE {
                template = ratio(grams.covered_chars(n, TEMPLATE_PLACES), n_chars);
            }
        }
        Self {
            pair,
            triple,
            template,
        }
    }
}
