//! Keywords as they are handed out.

use std::{borrow::Cow, ops::Range};

use rustc_hash::FxHashMap;
use wenmai_model::{Keyword, KeywordVariant, Span};

use super::{Ranked, one_line, surface};
use crate::{
    analyzer::Reading,
    options::AnalyzeOptions,
    phrases::{Occurrence, PhraseId},
    statistics,
};

/// Keywords with the most frequent spelling and the places in `sections`.
pub(crate) fn written(
    reading: &Reading<'_>,
    ranked: &[Ranked],
    sections: Range<usize>,
    options: &AnalyzeOptions,
) -> Vec<Keyword> {
    let ranked = ranked
        .get(..options.keywords.min(ranked.len()))
        .unwrap_or(ranked);
    let n_all_words = reading.tokens_in(sections.clone()).len() as u64;
    let places = Places::new(reading, ranked, sections);
    let keyword = |one: &Ranked| {
        let text = places.text(reading, one.phrase);
        let mut variants: Vec<KeywordVariant> = Vec::new();
        for &phrase in &one.variants {
            let variant = KeywordVariant {
                text: places.text(reading, phrase),
                count: reading.features.of(phrase).count,
                span: places.spans(reading, phrase).next(),
            };
            // What is cut into other words elsewhere looks the same: 大 + 模型.
            if variant.text != text && variants.iter().all(|one| one.text != variant.text) {
                variants.push(variant);
            }
        }
        Keyword {
            score: one.score,
            count: one.count,
            density: statistics::ratio(u64::from(one.count) * one.words.len() as u64, n_all_words),
            spans: places
                .spans(reading, one.phrase)
                .take(options.spans_per_keyword)
                .collect(),
            text,
            variants,
        }
    };
    ranked.iter().map(keyword).collect()
}

/// Where keywords and their variants stand.
struct Places {
    slots: FxHashMap<PhraseId, usize>,
    places: Vec<Vec<Occurrence>>,
}

impl Places {
    fn new(reading: &Reading<'_>, ranked: &[Ranked], sections: Range<usize>) -> Self {
        let phrases = ranked
            .iter()
            .flat_map(|one| std::iter::once(one.phrase).chain(one.variants.iter().copied()));
        let slots: FxHashMap<PhraseId, usize> = phrases
            .enumerate()
            .map(|(slot, phrase)| (phrase, slot))
            .collect();
        let mut places: Vec<Vec<Occurrence>> = vec![Vec::new(); slots.len()];
        for found in reading.candidates.in_sections(sections) {
            let slot = slots.get(&found.phrase);
            if let Some(places) = slot.and_then(|&slot| places.get_mut(slot)) {
                places.push(*found);
            }
        }
        Self { slots, places }
    }

    /// The places of a phrase, in order.
    fn spans(&self, reading: &Reading<'_>, phrase: PhraseId) -> impl Iterator<Item = Span> + Clone {
        let places = self
            .slots
            .get(&phrase)
            .and_then(|&slot| self.places.get(slot));
        let n_words = reading.phrases.n_words(phrase);
        places
            .into_iter()
            .flatten()
            .map(move |place| reading.span(place.token, n_words))
    }

    /// A phrase as it is written most often; as it stands in the title when it has no place in the text.
    fn text(&self, reading: &Reading<'_>, phrase: PhraseId) -> String {
        let mut spans = self.spans(reading, phrase).peekable();
        if spans.peek().is_none() {
            return surface(reading, phrase).into_owned();
        }
        most_frequent(spans.map(|span| one_line(reading.document.slice(span))))
    }
}

/// The most frequent of `surfaces`, the first of those that are equally frequent.
fn most_frequent<'a>(surfaces: impl Iterator<Item = Cow<'a, str>>) -> String {
    let mut counts: Vec<(Cow<'a, str>, u32)> = Vec::new();
    for surface in surfaces {
        if let Some((_, count)) = counts.iter_mut().find(|(known, _)| *known == surface) {
            *count += 1;
        } else if counts.len() < 16 {
            // Spellings beyond a handful are rare ones.
            counts.push((surface, 1));
        }
    }
    let best = counts.into_iter().rev().max_by_key(|(_, count)| *count);
    best.map(|(surface, _)| surface.into_owned())
        .unwrap_or_default()
}
