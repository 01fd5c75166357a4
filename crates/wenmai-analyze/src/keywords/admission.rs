//! Which candidates a ranker looks at: those that weigh most by the formula, what it refuses at a low weight.

use super::{frequency, weight, weights};
use crate::{analyzer::Reading, features::PhraseFeatures, phrases::PhraseId};

/// The candidates that weigh most by the formula, at most `most` of them and best first, and how many candidates there are.
pub(crate) fn admitted(reading: &Reading<'_>, most: usize) -> (Vec<(PhraseId, f64)>, usize) {
    let n_phrases = PhraseId::try_from(reading.phrases.len()).unwrap_or(PhraseId::MAX);
    let bound = bound_of_parts(reading);
    let mut pool: Vec<(PhraseId, f64)> = Vec::new();
    let mut parts: Vec<PhraseId> = Vec::new();
    let mut above_parts = 0;
    for phrase in 0..n_phrases {
        let features = reading.features.of(phrase);
        if features.is_mere_part() {
            parts.push(phrase);
        } else if let Some(weight) = pool_weight(reading, phrase, features) {
            above_parts += usize::from(weight > bound);
            pool.push((phrase, weight));
        }
    }
    let n_candidates = pool.len() + parts.len();
    // Most candidates of a long text are mere parts, and none of them comes in.
    if above_parts < most {
        pool.extend(parts.into_iter().filter_map(|phrase| {
            let features = reading.features.of(phrase);
            Some((phrase, pool_weight(reading, phrase, features)?))
        }));
    }
    let by_weight =
        |a: &(PhraseId, f64), b: &(PhraseId, f64)| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0));
    if pool.len() > most {
        pool.select_nth_unstable_by(most, by_weight);
        pool.truncate(most);
    }
    pool.sort_unstable_by(by_weight);
    (pool, n_candidates)
}

/// What is lost by what the formula refuses.
const REFUSED: f64 = 0.3;

/// The weight by which candidates are admitted to what a ranker looks at: that of the formula, and a low one where the formula
/// does not take them for keywords; `None` for phrases that are no candidate.
fn pool_weight(reading: &Reading<'_>, phrase: PhraseId, features: PhraseFeatures) -> Option<f64> {
    if features.mentions == 0 {
        return None;
    }
    let weight = weight(reading, phrase, features)
        .unwrap_or_else(|| refused_weight(reading, phrase, features));
    Some(weight * frequency(features.count))
}

fn refused_weight(reading: &Reading<'_>, phrase: PhraseId, features: PhraseFeatures) -> f64 {
    let words = reading.phrases.words(phrase);
    let idf = words
        .iter()
        .map(|&word| reading.vocabulary.record(word).idf);
    let idf: f32 = idf.sum();
    #[expect(
        clippy::cast_precision_loss,
        reason = "a phrase has a handful of words"
    )]
    let mean = f64::from(idf) / words.len() as f64;
    let position =
        1.0 - f64::from(features.first_token) / f64::from(reading.features.n_tokens.max(1));
    let title = if features.in_title {
        weights::IN_TITLE
    } else {
        1.0
    };
    mean * (1.0 + weights::EARLY * position * position) * title * REFUSED
}

/// What no phrase of this document weighs that is a mere part of another.
fn bound_of_parts(reading: &Reading<'_>) -> f64 {
    /// Room for what adding up rounds.
    const ROUNDED: f64 = 1.001;
    f64::from(reading.vocabulary.highest_idf()) * (1.0 + weights::EARLY) * REFUSED * ROUNDED
}
