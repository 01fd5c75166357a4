//! Corrections of the ranker for texts of one style, learned over what it leaves over in them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use rayon::prelude::*;
use wenmai_analyze::Ranker;
use wenmai_analyze::training::{Example, Growth, fit_over};

use super::gold::Set;
use super::{Kept, Read, weight};
use crate::write;

/// A style with the sets that have it.
#[derive(Debug)]
pub(super) struct Style {
    pub(super) name: &'static str,
    sets: &'static [&'static str],
}

/// The styles that the crate has rankers for.
///
/// A correction for papers (`nguyen2007`, `semeval2010`) gained .28 points of F1 at 10 on documents left out, too little for a
/// preset.
pub(super) const STYLES: [Style; 3] = [
    Style {
        name: "abstract",
        sets: &["csl_dev", "inspec", "kdd", "semeval2017"],
    },
    Style {
        name: "news",
        sets: &["500n_kpcrowd"],
    },
    Style {
        name: "blog",
        sets: &["enblog", "zhblog"],
    },
];

/// How the trees of a correction are grown; found by the figures of cross-validation.
const GROWTH: Growth = Growth {
    trees: 150,
    depth: 6,
    rate: 0.1,
    ridge: 20.0,
    row_share: 0.5,
    fact_share: 0.35,
};

impl Style {
    pub(super) fn has(&self, set: &Set) -> bool {
        self.sets.contains(&set.name.as_str())
    }

    /// The style of a set.
    pub(super) fn of(set: &Set) -> Option<&'static Self> {
        STYLES.iter().find(|style| style.has(set))
    }
}

/// Learns corrections of the rankers in `folder`: those of the ranker of all documents go beside it at `out`, those of others
/// with their ranker into `folder`.
pub(super) fn learn(sets: &[Set], reads: &[Read<'_>], out: &Path, folder: &Path) -> Result<()> {
    let kept = Kept::all(sets.len()).into_iter();
    let kept: Vec<Kept> = kept.filter(|kept| !matches!(kept, Kept::Set(_))).collect();
    let all: Vec<(&Style, Kept)> = STYLES
        .iter()
        .filter(|style| sets.iter().any(|set| style.has(set)))
        .flat_map(|style| kept.iter().map(move |&kept| (style, kept)))
        .collect();
    all.into_par_iter().try_for_each(|(style, kept)| {
        let path = kept.path(folder, sets);
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let ranker = Ranker::read(&bytes)?;
        let examples: Vec<Example<'_>> = reads
            .iter()
            .filter(|read| sets.get(read.set).is_some_and(|set| style.has(set)))
            .filter(|read| !kept.holds(read, sets))
            .map(|read| Example {
                candidates: &read.candidates,
                labels: &read.labels,
                weight: weight(read, sets),
            })
            .collect();
        let correction = fit_over(&ranker, &examples, &GROWTH).to_bytes();
        if kept == Kept::Nothing {
            let stem = out.file_stem().unwrap_or_default().to_string_lossy();
            let name = format!("{stem}-{}.model", style.name);
            write(&out.with_file_name(name), &correction)?;
        }
        let path = kept.path_of_style(folder, sets, Some(style));
        write(&path, &[bytes, correction].concat())
    })
}
