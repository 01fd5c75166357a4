//! Which candidates are keywords: a hand-written weight, or decision trees over cheap facts.

mod facts;
mod table;

use std::sync::{Arc, OnceLock};

use wenmai_text::ensemble::{Ensemble, EnsembleError, Scorer, logistic};

pub(crate) use facts::Pool;
#[cfg(feature = "fit")]
pub(crate) use facts::UNASKED;
pub(crate) use table::FACTS;
pub(crate) use table::FactTable;

/// Mark of the format, and of the meaning of the facts.
const MAGIC: &[u8; 4] = b"WKR2";
/// Mark of a correction, which may follow a ranker.
const CORRECTION: &[u8; 4] = b"WKC2";

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
    /// Trees that were learned from texts of one style over what the others leave over; they judge all candidates.
    correction: Option<Scorer>,
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
        Self {
            first,
            rest,
            correction: None,
        }
    }

    /// Reads trees, and the correction behind them if there is one.
    fn read(bytes: &[u8]) -> Result<Self, RankerError> {
        let mut rest = bytes;
        let mut trees = Self::new(&part(&mut rest, MAGIC)?);
        if !rest.is_empty() {
            trees.correction = Some(Scorer::from(&part(&mut rest, CORRECTION)?));
        }
        if rest.is_empty() {
            Ok(trees)
        } else {
            Err(RankerError::NotARanker)
        }
    }
}

/// The ensemble at the beginning of `bytes`, behind `mark`.
fn part(bytes: &mut &[u8], mark: &[u8]) -> Result<Ensemble, RankerError> {
    *bytes = bytes.strip_prefix(mark).ok_or(RankerError::NotARanker)?;
    let ensemble = Ensemble::read(bytes)?;
    if ensemble.columns() > FACTS {
        return Err(RankerError::NotARanker);
    }
    Ok(ensemble)
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
    /// English, `heuristic` is a formula with weights that were set by hand, and the others are `general` with a correction
    /// that was learned from texts of one style.
    pub const PRESETS: [&str; 5] = ["general", "abstract", "news", "blog", "heuristic"];

    /// A ranker that is built in, by its name.
    pub fn preset(name: &str) -> Option<Self> {
        let correction: &[u8] = match name {
            "general" => return Some(Self(Kind::General)),
            "heuristic" => return Some(Self(Kind::Heuristic)),
            "abstract" => include_bytes!("../data/keywords-abstract.model"),
            "news" => include_bytes!("../data/keywords-news.model"),
            "blog" => include_bytes!("../data/keywords-blog.model"),
            _ => return None,
        };
        Self::read(&[GENERAL, correction].concat()).ok()
    }

    /// Reads a ranker that was learned.
    ///
    /// # Errors
    ///
    /// When the bytes are no ranker of this version.
    pub fn read(bytes: &[u8]) -> Result<Self, RankerError> {
        Ok(Self(Kind::Learned(Arc::new(Trees::read(bytes)?))))
    }

    /// A ranker of trees over the facts of candidates.
    #[cfg(feature = "fit")]
    pub(crate) fn learned(ensemble: &Ensemble) -> Self {
        Self(Kind::Learned(Arc::new(Trees::new(ensemble))))
    }

    /// The trees as bytes that [`read`](Self::read) takes.
    #[cfg(feature = "fit")]
    pub(crate) fn bytes(ensemble: &Ensemble) -> Vec<u8> {
        [MAGIC.as_slice(), &ensemble.to_bytes()].concat()
    }

    /// A correction as bytes that follow those of a ranker.
    #[cfg(feature = "fit")]
    pub(crate) fn correction_bytes(ensemble: &Ensemble) -> Vec<u8> {
        [CORRECTION.as_slice(), &ensemble.to_bytes()].concat()
    }

    /// What each candidate is given, whatever its rank; nothing by the formula.
    #[cfg(feature = "fit")]
    pub(crate) fn sums(&self, facts: &FactTable, log_weights: &[f32]) -> Vec<f32> {
        let Some(trees) = self.trees() else {
            return vec![0.0; facts.rows()];
        };
        let (first, rest) = (scores(&trees.first, facts), scores(&trees.rest, facts));
        let trees = first.zip(rest).zip(log_weights);
        trees
            .map(|((first, rest), log_weight)| first + (rest + PRIOR * log_weight))
            .collect()
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
        if let Some(correction) = &trees.correction {
            for ((_, score), correction) in best.iter_mut().zip(scores(correction, &pool.facts)) {
                *score += correction;
            }
        }
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

/// The trees that come with the crate, as bytes.
const GENERAL: &[u8] = include_bytes!("../data/keywords.model");

/// The trees that come with the crate.
fn general() -> &'static Trees {
    static TREES: OnceLock<Trees> = OnceLock::new();
    TREES.get_or_init(|| {
        #[expect(clippy::expect_used, reason = "a test reads the same bytes")]
        Trees::read(GENERAL).expect("the model is whole")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_ranker_is_whole() {
        let bytes = include_bytes!("../data/keywords.model");
        assert!(Ranker::read(bytes).is_ok());
        assert!(Ranker::read(&bytes[..bytes.len() - 1]).is_err());
        assert!(Ranker::read(&bytes[1..]).is_err());
    }

    #[test]
    fn every_preset_has_a_name() {
        let all: Vec<Ranker> = Ranker::PRESETS
            .iter()
            .map(|name| Ranker::preset(name).unwrap())
            .collect();
        for (at, one) in all.iter().enumerate() {
            assert!(!all[..at].contains(one), "{}", Ranker::PRESETS[at]);
        }
    }

    #[test]
    fn corrections_follow_a_ranker() {
        let news = include_bytes!("../data/keywords-news.model").as_slice();
        assert!(Ranker::read(news).is_err(), "it corrects nothing");
        let whole = [GENERAL, news].concat();
        assert_eq!(
            Ranker::read(&whole).unwrap(),
            Ranker::preset("news").unwrap()
        );
        assert!(Ranker::read(&whole[..whole.len() - 1]).is_err());
        assert!(Ranker::read(&[whole.as_slice(), b"x"].concat()).is_err());
    }

    #[test]
    fn models_stay_small() {
        let corrections = [
            include_bytes!("../data/keywords-abstract.model").len(),
            include_bytes!("../data/keywords-news.model").len(),
            include_bytes!("../data/keywords-blog.model").len(),
        ];
        let bytes = GENERAL.len() + corrections.iter().sum::<usize>();
        assert!(bytes <= 300_000, "{bytes}");
    }
}
