//! What a document says twice: a summary that was copied, paragraphs that come again, sections that are alike.
//!
//! Passages are compared by their shingles. All shingles of a document are sorted once, so that those of two passages stand
//! side by side; of a shingle that many passages have, the first few are compared with all others.

mod corpus;
mod passages;

use rustc_hash::{FxHashMap, FxHashSet};
use wenmai_model::{Document, MetadataField, Passage, SimilarPassages, SimilarityKind, Span};
use wenmai_text::shingles::shingles;

pub use corpus::{PassageSketches, SharedPassages};
use passages::{Passages, Sizes};

/// A passage of fewer different shingles is too short to be taken for a copy: 16 Chinese characters, 14 words.
const MIN_SHINGLES: u32 = 12;
/// Resemblance of repeated paragraphs: one changed word of twenty-four leaves three quarters of the shingles.
const SAME_PARAGRAPH: f64 = 0.7;
/// Containment of a paragraph in a larger one.
const PART_OF_PARAGRAPH: f64 = 0.9;
/// Resemblance of similar sections.
const SIMILAR_SECTION: f64 = 0.5;
/// Share of one paragraph in what two sections have in common, from which on it is that paragraph that comes again.
const ONE_PARAGRAPH: f64 = 0.8;
/// Containment of one section in another, and of a summary in what it was copied from.
const COPIED: f64 = 0.8;

/// The passages of `document` that say the same, in the order that [`Analysis::similar`](wenmai_model::Analysis::similar)
/// has. Each passage is named with the earlier one that is most like it. Runs in O(n log n) for n bytes.
pub(crate) fn similar_passages(document: &Document) -> Vec<SimilarPassages> {
    let passages = Passages::new(document);
    let mut found: Vec<SimilarPassages> = copied_summary(document, &passages).into_iter().collect();
    let paragraphs = repeated_paragraphs(&passages);
    let sections = similar_sections(&passages, &paragraphs);
    let listed: FxHashSet<(u32, u32)> = sections.iter().map(|&(a, b, _)| (a, b)).collect();
    found.extend(sections.into_iter().map(|(a, b, sizes)| {
        let places = [a, b].map(|at| passages.section(at as usize));
        pair(SimilarityKind::SimilarSections, places, sizes)
    }));
    // What two similar sections have in common is said with them.
    let others = paragraphs
        .into_iter()
        .filter(|&(a, b, _)| !listed.contains(&(passages.section_of(a), passages.section_of(b))));
    found.extend(others.map(|(a, b, sizes)| {
        let places = [a, b].map(|at| passages.passage(at as usize));
        pair(SimilarityKind::RepeatedParagraph, places, sizes)
    }));
    found
}

/// Two passages that are alike, with both shares.
fn pair(kind: SimilarityKind, [a, b]: [Passage; 2], sizes: Sizes) -> SimilarPassages {
    SimilarPassages {
        kind,
        a,
        b,
        resemblance: four_digits(sizes.resemblance()),
        containment: four_digits(sizes.containment()),
    }
}

/// More digits than these say nothing.
fn four_digits(share: f64) -> f64 {
    (share * 1e4).round() / 1e4
}

/// The passage, else the section, that the summary was taken from.
fn copied_summary(document: &Document, passages: &Passages) -> Option<SimilarPassages> {
    let mut hashes: Vec<u64> = shingles(document.metadata.summary.as_deref()?).collect();
    hashes.sort_unstable();
    hashes.dedup();
    let n_summary = u32::try_from(hashes.len()).unwrap_or(u32::MAX);
    if n_summary < MIN_SHINGLES {
        return None;
    }
    let common = passages.common_with(&hashes);
    let best = |counts: Vec<u32>| {
        // The first of those that hold most of it.
        let mut best: Option<(usize, u32)> = None;
        for (at, count) in counts.into_iter().enumerate() {
            if best.is_none_or(|(_, most)| count > most) {
                best = Some((at, count));
            }
        }
        best.filter(|&(_, count)| f64::from(count) >= COPIED * f64::from(n_summary))
    };
    let source = best(common.passages)
        .map(|(at, common)| (passages.passage(at), passages.n_shingles(at), common))
        .or_else(|| {
            let (at, common) = best(common.sections)?;
            Some((
                passages.section(at),
                passages.n_section_shingles(at),
                common,
            ))
        });
    let (source, n_source, common) = source?;
    let place = document.metadata.provenance.iter();
    let place = place
        .filter(|place| place.field == MetadataField::Summary)
        .find_map(|place| place.span);
    let summary = Passage {
        section: None,
        span: place.filter(|span| *span != Span::default()),
    };
    let sizes = Sizes::new(n_summary, n_source, common);
    Some(SimilarPassages {
        // How much of the summary it is, whichever is larger.
        containment: four_digits(f64::from(common) / f64::from(n_summary)),
        ..pair(SimilarityKind::CopiedSummary, [summary, source], sizes)
    })
}

/// Pairs of passages or sections, by the later one: the earlier one that it is most like, with what they have in common.
type Pairs = Vec<(u32, u32, Sizes)>;

/// Takes a pair in, of which the later ones ascend. Of those with the same later one the first of the most similar stays.
fn offer(pairs: &mut Pairs, a: u32, b: u32, sizes: Sizes) {
    match pairs.last_mut() {
        Some(last) if last.1 == b => {
            if sizes.resemblance() > last.2.resemblance() {
                *last = (a, b, sizes);
            }
        }
        _ => pairs.push((a, b, sizes)),
    }
}

/// For each passage that repeats an earlier one, the one that it repeats best.
fn repeated_paragraphs(passages: &Passages) -> Pairs {
    let mut pairs = Pairs::new();
    passages.each_pair(|a, b, sizes| {
        if sizes.resemblance() >= SAME_PARAGRAPH || sizes.containment() >= PART_OF_PARAGRAPH {
            offer(&mut pairs, a, b, sizes);
        }
    });
    pairs
}

/// For each section that is like an earlier one, the one that it is most like. Where one of `paragraphs` is most of what
/// they have in common, that says it.
fn similar_sections(passages: &Passages, paragraphs: &Pairs) -> Pairs {
    let repeated = Repeated::new(passages, paragraphs);
    let mut pairs = Pairs::new();
    passages.each_pair_of_sections(|a, b, sizes| {
        let is_alike = sizes.resemblance() >= SIMILAR_SECTION || sizes.containment() >= COPIED;
        let is_said = || {
            let said = repeated.largest_in_both(a, b);
            f64::from(said) >= ONE_PARAGRAPH * f64::from(sizes.common())
        };
        if is_alike && !is_said() {
            offer(&mut pairs, a, b, sizes);
        }
    });
    pairs
}

/// The paragraphs that come again, by the sections that they stand in.
#[derive(Debug)]
struct Repeated {
    /// Section, the first passage that says it, and how many shingles of it stand there; sorted.
    places: Vec<(u32, u32, u32)>,
}

impl Repeated {
    fn new(passages: &Passages, paragraphs: &Pairs) -> Self {
        let mut first_of: FxHashMap<u32, u32> = FxHashMap::default();
        let mut places = Vec::with_capacity(2 * paragraphs.len());
        for &(a, b, sizes) in paragraphs {
            // A copy of a copy is one of the first.
            let first = first_of.get(&a).copied().unwrap_or(a);
            first_of.insert(b, first);
            let n_first = passages.n_shingles(first as usize);
            places.push((passages.section_of(first), first, n_first));
            places.push((passages.section_of(b), first, sizes.common()));
        }
        places.sort_unstable();
        places.dedup();
        Self { places }
    }

    fn in_section(&self, section: u32) -> &[(u32, u32, u32)] {
        let first = self.places.partition_point(|place| place.0 < section);
        let end = self.places.partition_point(|place| place.0 <= section);
        self.places.get(first..end).unwrap_or_default()
    }

    /// The size in shingles of the largest paragraph that stands in both sections; 0 where none does.
    ///
    /// Sections are alike when they have much in common, so that the shorter list is no longer than that.
    fn largest_in_both(&self, a: u32, b: u32) -> u32 {
        let (mut few, mut many) = (self.in_section(a), self.in_section(b));
        if few.len() > many.len() {
            std::mem::swap(&mut few, &mut many);
        }
        let in_both = few.iter().filter_map(|(_, first, common)| {
            let end = many.partition_point(|place| place.1 <= *first);
            // The largest of those with the same first one is the last.
            let last = many.get(..end)?.last().filter(|place| place.1 == *first)?;
            Some(last.2.min(*common))
        });
        in_both.max().unwrap_or_default()
    }
}
