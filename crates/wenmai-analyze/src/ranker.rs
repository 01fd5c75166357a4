//! Which candidates are keywords: a hand-written weight, or decision trees over cheap facts.

mod facts;

use std::sync::{Arc, OnceLock};

use wenmai_text::ensemble::{Ensemble, EnsembleError, SCORED_ROWS, Scorer, logistic};

#[cfg(feature = "fit")]
pub(crate) use facts::UNASKED;
pub(crate) use facts::{FACTS, Pool, Row};

/// Mark of the format, and of the meaning of the facts.
const MAGIC: &[u8; 4] = b"WKR1";

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
    Learned(Arc<Scorer>),
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
        Self(Kind::Learned(Arc::new(Scorer::from(ensemble))))
    }

    /// The trees as bytes that [`read`](Self::read) takes.
    #[cfg(feature = "fit")]
    pub(crate) fn bytes(ensemble: &Ensemble) -> Vec<u8> {
        [MAGIC.as_slice(), &ensemble.to_bytes()].concat()
    }

    /// The trees; `None` for the formula.
    fn scorer(&self) -> Option<&Scorer> {
        match &self.0 {
            Kind::General => Some(general()),
            Kind::Heuristic => None,
            Kind::Learned(scorer) => Some(scorer),
        }
    }

    /// Whether the formula decides.
    pub(crate) const fn is_formula(&self) -> bool {
        matches!(self.0, Kind::Heuristic)
    }

    /// How likely each row is a keyword; `None` when the formula decides.
    pub(crate) fn scores(&self, rows: &[Row]) -> Option<Vec<f64>> {
        let trees = self.scorer()?;
        let sums = rows.chunks(SCORED_ROWS).flat_map(|batch| {
            let sums = trees.scores(batch);
            sums.into_iter().take(batch.len())
        });
        Some(sums.map(|sum| f64::from(logistic(sum))).collect())
    }
}

/// The trees that come with the crate.
fn general() -> &'static Scorer {
    static GENERAL: OnceLock<Scorer> = OnceLock::new();
    GENERAL.get_or_init(|| {
        let bytes = include_bytes!("../data/keywords.model");
        let mut rest = bytes.strip_prefix(MAGIC).unwrap_or_default();
        #[expect(clippy::expect_used, reason = "a test reads the same bytes")]
        let ensemble = Ensemble::read(&mut rest).expect("the model is whole");
        Scorer::from(&ensemble)
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
