//! Learns the whole model of text pages: what lines are, where headings stand, how sure both are.

use rayon::prelude::*;
use wenmai_parse::training::{Body, Calibrations, Model};
use wenmai_text::ensemble::{Ensemble, logistic};

use crate::{calibration::calibrate, gold::Page, lines, places};

/// A line that was taken for a heading.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    pub(crate) row: usize,
    pub(crate) line: u32,
    /// Log-odds before calibration.
    pub(crate) odds: f32,
    /// Calibrated probability.
    pub(crate) confidence: f32,
    /// Whether it is one.
    pub(crate) is_heading: bool,
}

/// One model a fold, which has not seen the pages of that fold; the last has seen all.
pub(crate) fn models(pages: &[Page], folds: &[usize]) -> Vec<Model> {
    let bodies: Vec<Body<'_>> = pages.par_iter().map(|page| Body::new(&page.text)).collect();
    let lines = lines::ensembles(pages, &bodies, folds);
    // The headings of each page by the trees that have not seen its source.
    let mut found: Vec<Vec<Found>> = pages
        .par_iter()
        .zip(&bodies)
        .zip(folds)
        .map(|((page, body), &fold)| {
            lines
                .get(fold)
                .map(|trees| headings(page, body, trees))
                .unwrap_or_default()
        })
        .collect();
    let calibrations: Vec<Calibrations> = (0..lines.len())
        .map(|fold| {
            std::array::from_fn(|kind| {
                let others = found
                    .iter()
                    .zip(folds)
                    .zip(&bodies)
                    .filter(|&((_, &of), body)| of != fold && body.page_kind() == kind)
                    .flat_map(|((headings, _), _)| headings);
                calibrate(others.map(|heading| (heading.odds, heading.is_heading)))
            })
        })
        .collect();
    for ((headings, body), &fold) in found.iter_mut().zip(&bodies).zip(folds) {
        let calibration = calibrations
            .get(fold)
            .and_then(|of| of.get(body.page_kind()));
        let Some((slope, offset)) = calibration else {
            continue;
        };
        for heading in headings {
            heading.confidence = logistic(slope * heading.odds + offset);
        }
    }
    let places = places::ensembles(pages, &bodies, &found, folds);
    lines
        .into_iter()
        .zip(places)
        .zip(calibrations)
        .map(|((lines, places), calibrations)| Model::new(lines, places, calibrations))
        .collect()
}

fn headings(page: &Page, body: &Body<'_>, trees: &Ensemble) -> Vec<Found> {
    let lines: Vec<u32> = body.line_numbers().collect();
    body.headings(trees)
        .into_iter()
        .filter_map(|(row, odds)| {
            let &line = lines.get(row)?;
            Some(Found {
                row,
                line,
                odds,
                confidence: 0.0,
                is_heading: page.class(line)? == 0,
            })
        })
        .collect()
}
