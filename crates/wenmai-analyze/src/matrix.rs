//! The keyword × section matrix.

use rustc_hash::FxHashMap;
use wenmai_model::KeywordMatrix;

use crate::{
    analyzer::Reading,
    keywords::{self, Ranked},
    options::AnalyzeOptions,
};

/// How often each of the best keywords stands in each section's own text, its heading included. A row adds up to
/// the count of its keyword; sections without any word have no column.
pub(crate) fn keyword_matrix(
    reading: &Reading<'_>,
    best: &[Ranked],
    options: &AnalyzeOptions,
) -> KeywordMatrix {
    let n_rows = best.len().min(options.matrix_keywords);
    let rows = best.get(..n_rows).unwrap_or(best);
    let sections: Vec<usize> = (0..reading.document.sections.len())
        .filter(|&section| !reading.tokens_in(section..section + 1).is_empty())
        .collect();
    if rows.is_empty() {
        return KeywordMatrix::default();
    }
    let slots: FxHashMap<_, _> = rows
        .iter()
        .enumerate()
        .map(|(row, one)| (one.phrase, row))
        .collect();
    let mut counts = vec![0; rows.len() * sections.len()];
    for (column, &section) in sections.iter().enumerate() {
        for found in reading.candidates.in_sections(section..section + 1) {
            if let Some(row) = slots.get(&found.phrase)
                && let Some(count) = counts.get_mut(row * sections.len() + column)
            {
                *count += 1;
            }
        }
    }
    let all = 0..reading.document.sections.len();
    let unlimited = AnalyzeOptions {
        keywords: n_rows,
        spans_per_keyword: 0,
        ..AnalyzeOptions::default()
    };
    KeywordMatrix {
        keywords: keywords::written(reading, rows, all, &unlimited)
            .into_iter()
            .map(|keyword| keyword.text)
            .collect(),
        sections: sections
            .into_iter()
            .filter_map(|section| u32::try_from(section).ok())
            .collect(),
        counts,
    }
}
