//! Which candidates are keywords: a hand-written weight, or decision trees over cheap facts.

mod facts;
mod table;

use std::sync::{Arc, OnceLock};

use wenmai_text::ensemble::{Ensemble, EnsembleError, Scorer, logistic};

pub(crate) use facts::Pool;
#[cfg(feature = "fit")]
pub(crate) use facts::UNASKED;
pub(crate) use table::FACTS;
use table::FactTable;

/// Mark of the format, and of the meaning of the facts.
const MAGIC: &[u8; 4] = b"WKR2";

/// How keywords of documents are ranked.
///
/// ```
/// use wenmai_analyze::Ranker;
/// assert_eq!(Ranker::default(), Ranker::preset("general").unwrap());
/// assert!(Ranker::preset("no such style").is_none());
/// assert!(Ranker::read(b"no ranker").is_err());
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ranker(Kind);

#[derive(Debug, Clone, Default, PartialEq)]
enum Kind {
    #[default]
    General,
    Heuristic,
    Learned(Arc<Trees>),
}

/// Trees that judge all candidates, and those that judge what these leave over.
///
/// Boosting puts what tells most candidates apart into its first trees. Those at the top of their order hold nearly all that
/// the others would, so that these look at few.
#[derive(Debug, PartialEq)]
struct Trees {
    first: Scorer,
    rest: Scorer,
}

/// Share of the trees that judge all candidates: one of so many.
const FIRST: usize = 8;
/// Candidates that all trees judge, for each keyword that is wanted.
const JUDGED: usize = 3;
/// Fewest candidates that all trees judge.
const LEAST_JUDGED: usize = 48;

/// Weight of the formula beside the trees, which know the texts that they were learned from better than others. In quick runs 0.15
/// gave .8 points of F1 more on sets left out of training and .17 less on documents left out, 0.3 gave 1.25 more and .4 less.
const PRIOR: f32 = 0.2;

impl Trees {
    fn new(ensemble: &Ensemble) -> Self {
        let (first, rest) = Scorer::from(ensemble).split_at(ensemble.trees() / FIRST);
        Self { first, rest }
    }
}

/// Why bytes are no ranker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RankerError {
    /// The bytes do not begin with the mark of the format.
    #[error("this is no ranker of this version")]
    NotARanker,
    /// The trees are broken.
    #[error(transparent)]
    Trees(#[from] EnsembleError),
}

impl Ranker {
    /// Names of the rankers that are built in: `general` was learned from abstracts, papers, news and blogs in Chinese and
    /// English, `heuristic` is a formula with weights that were set by hand.
    pub const PRESETS: [&str; 2] = ["general", "heuristic"];

    /// A ranker that is built in, by its name.
    pub fn preset(name: &str) -> Option<Self> {
        match name {
            "general" => Some(Self(Kind::General)),
            "heuristic" => Some(Self(Kind::Heuristic)),
            _ => None,
        }
    }

    /// Reads a ranker that was learned.
    ///
    /// # Errors
    ///
    /// When the bytes are no ranker of this version.
    pub fn read(bytes: &[u8]) -> Result<Self, RankerError> {
        let mut rest = bytes.strip_prefix(MAGIC).ok_or(RankerError::NotARanker)?;
        let ensemble = Ensemble::read(&mut rest)?;
        if ensemble.columns() > FACTS || !rest.is_empty() {
            return Err(RankerError::NotARanker);
        }
        Ok(Self::learned(&ensemble))
    }

    /// A ranker of trees over the facts of candidates.
    pub(crate) fn learned(ensemble: &Ensemble) -> Self {
        Self(Kind::Learned(Arc::new(Trees::new(ensemble))))
    }

    /// The trees as bytes that [`read`](Self::read) takes.
    #[cfg(feature = "fit")]
    pub(crate) fn bytes(ensemble: &Ensemble) -> Vec<u8> {
        [MAGIC.as_slice(), &ensemble.to_bytes()].concat()
    }

    /// The trees; `None` for the formula.
    fn trees(&self) -> Option<&Trees> {
        match &self.0 {
            Kind::General => Some(general()),
            Kind::Heuristic => None,
            Kind::Learned(trees) => Some(trees),
        }
    }

    /// Whether the formula decides.
    pub(crate) const fn is_formula(&self) -> bool {
        matches!(self.0, Kind::Heuristic)
    }

    /// The rows that are keywords, with how likely that is, best first: at least `wanted` of them where there are so many.
    /// `None` when the formula decides.
    pub(crate) fn best(&self, pool: &Pool, wanted: usize) -> Option<Vec<(usize, f64)>> {
        let trees = self.trees()?;
        let mut best: Vec<(usize, f32)> = scores(&trees.first, &pool.facts).enumerate().collect();
        // Equal scores keep the order of the formula.
        let by_score = |a: &(usize, f32), b: &(usize, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        let judged = LEAST_JUDGED.max(wanted.saturating_mul(JUDGED));
        if best.len() > judged {
            best.select_nth_unstable_by(judged, by_score);
            best.truncate(judged);
        }
        let judged = pool.facts.select(best.iter().map(|(at, _)| *at));
        for ((at, score), rest) in best.iter_mut().zip(scores(&trees.rest, &judged)) {
            *score += rest + PRIOR * pool.log_weights.get(*at).copied().unwrap_or(0.0);
        }
        best.sort_unstable_by(by_score);
        let best = best.into_iter();
        Some(
            best.map(|(at, sum)| (at, f64::from(logistic(sum))))
                .collect(),
        )
    }
}

/// The sums of `trees` for each candidate.
fn scores(trees: &Scorer, facts: &FactTable) -> impl Iterator<Item = f32> {
    let batches = facts.batches().iter();
    let scores = batches.flat_map(|batch| trees.column_scores(batch));
    scores.take(facts.rows())
}

/// The trees that come with the crate.
fn general() -> &'static Trees {
    static GENERAL: OnceLock<Trees> = OnceLock::new();
    GENERAL.get_or_init(|| {
        let bytes = include_bytes!("../data/keywords.model");
        let mut rest = bytes.strip_prefix(MAGIC).unwrap_or_default();
        #[expect(clippy::expect_used, reason = "a test reads the same bytes")]
        let ensemble = Ensemble::read(&mut rest).expect("the model is whole");
        Trees::new(&ensemble)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_ranker_is_whole() {
        let bytes = include_bytes!("../data/keywords.model");
        assert!(Ranker::read(bytes).is_ok());
        assert!(bytes.len() <= 300_000);
        assert!(Ranker::read(&bytes[..bytes.len() - 1]).is_err());
        assert!(Ranker::read(&bytes[1..]).is_err());
    }

    #[test]
    fn every_preset_has_a_name() {
        assert!(
            Ranker::PRESETS
                .iter()
                .all(|name| Ranker::preset(name).is_some())
        );
    }
}
