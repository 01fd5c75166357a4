//! The shingles of a document by the passages that have them.

use wenmai_model::{Block, BlockKind, Document, Passage, Span};
use wenmai_text::shingles::shingles;

use super::Overlaps;

/// Of a shingle that many passages have, so many are compared with those behind them. More would make a page that repeats one
/// sentence quadratic; what repeats a passage is like the first ones that do.
const MAX_OWNERS: usize = 4;

/// The passages of a document and which shingles stand in which.
#[derive(Debug)]
pub(super) struct Passages {
    /// Section and place of each, in order.
    places: Vec<(u32, Span)>,
    /// Shingles with the passages that have them, sorted, each pair once.
    postings: Vec<(u64, u32)>,
    /// Different shingles of each passage.
    sizes: Vec<u32>,
    /// Different shingles of each section's own text.
    section_sizes: Vec<u32>,
    /// The passages of each section: the first, and one past the last.
    sections: Vec<(u32, u32)>,
}

/// Counts by passage and by section.
#[derive(Debug, Default)]
pub(super) struct ByPassage<T> {
    pub(super) passages: T,
    pub(super) sections: T,
}

/// Whether blocks of this kind are compared. Code, tables and formulas repeat by nature.
pub(super) const fn is_compared(kind: BlockKind) -> bool {
    matches!(
        kind,
        BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Quote | BlockKind::Post
    )
}

impl Passages {
    pub(super) fn new(document: &Document) -> Self {
        let mut found = Self {
            places: Vec::new(),
            postings: Vec::new(),
            sizes: Vec::new(),
            section_sizes: vec![0; document.sections.len()],
            sections: Vec::with_capacity(document.sections.len()),
        };
        for (index, section) in (0_u32..).zip(&document.sections) {
            let first = found.places.len();
            let blocks = document.section_blocks(section).iter();
            for Block { span, .. } in blocks.filter(|block| is_compared(block.kind)) {
                let at = index_u32(found.places.len());
                let hashes = shingles(document.slice(*span));
                found.postings.extend(hashes.map(|hash| (hash, at)));
                found.places.push((index, *span));
            }
            let range = [first, found.places.len()].map(index_u32);
            found.sections.push((range[0], range[1]));
        }
        found.postings.sort_unstable();
        found.postings.dedup();
        found.count();
        found
    }

    fn count(&mut self) {
        self.sizes = vec![0; self.places.len()];
        for (_, at) in &self.postings {
            if let Some(size) = self.sizes.get_mut(*at as usize) {
                *size += 1;
            }
        }
        for group in self.postings.chunk_by(|a, b| a.0 == b.0) {
            // Passages ascend, and so do their sections.
            let mut last = None;
            for section in group
                .iter()
                .filter_map(|(_, at)| section_of(&self.places, *at))
            {
                if last.replace(section) != Some(section)
                    && let Some(size) = self.section_sizes.get_mut(section as usize)
                {
                    *size += 1;
                }
            }
        }
    }

    /// How many shingles each passage and section has in common with earlier ones.
    pub(super) fn overlaps(&self) -> ByPassage<Overlaps> {
        let mut found = ByPassage::<Overlaps>::default();
        let mut members = Vec::new();
        for group in self.postings.chunk_by(|a, b| a.0 == b.0) {
            if group.len() < 2 {
                continue;
            }
            members.clear();
            members.extend(group.iter().map(|(_, at)| *at));
            add_pairs(&mut found.passages, &members);
            for at in &mut members {
                *at = section_of(&self.places, *at).unwrap_or_default();
            }
            members.dedup();
            add_pairs(&mut found.sections, &members);
        }
        found
    }

    /// How many of `hashes`, which ascend, stand in each passage and each section.
    pub(super) fn common_with(&self, hashes: &[u64]) -> ByPassage<Vec<u32>> {
        let mut passages = vec![0; self.places.len()];
        let mut sections = vec![0; self.sections.len()];
        for hash in hashes {
            let first = self.postings.partition_point(|(other, _)| other < hash);
            let group = self.postings.get(first..).unwrap_or_default().iter();
            let mut last = None;
            for (_, at) in group.take_while(|(other, _)| other == hash) {
                if let Some(count) = passages.get_mut(*at as usize) {
                    *count += 1;
                }
                let section = section_of(&self.places, *at);
                if last != section
                    && let Some(count) = section.and_then(|at| sections.get_mut(at as usize))
                {
                    *count += 1;
                }
                last = section;
            }
        }
        ByPassage { passages, sections }
    }

    /// Section and place of a passage.
    pub(super) fn passage(&self, at: usize) -> Passage {
        let (section, span) = self.places.get(at).copied().unwrap_or_default();
        Passage {
            section: Some(section),
            span: Some(span),
        }
    }

    /// A section, from its first passage to its last.
    pub(super) fn section(&self, section: usize) -> Passage {
        let (first, end) = self.sections.get(section).copied().unwrap_or_default();
        let place = |at: u32| self.places.get(at as usize).map(|(_, span)| *span);
        let (first, last) = (place(first), place(end.saturating_sub(1)));
        Passage {
            section: Some(index_u32(section)),
            span: first
                .zip(last)
                .map(|(first, last)| Span::new(first.start, last.end)),
        }
    }

    /// The section of a passage.
    pub(super) fn section_of(&self, at: u32) -> u32 {
        section_of(&self.places, at).unwrap_or_default()
    }

    /// Different shingles of a passage.
    pub(super) fn n_shingles(&self, at: usize) -> u32 {
        self.sizes.get(at).copied().unwrap_or_default()
    }

    /// Different shingles of a section's own text.
    pub(super) fn n_section_shingles(&self, section: usize) -> u32 {
        self.section_sizes.get(section).copied().unwrap_or_default()
    }
}

fn section_of(places: &[(u32, Span)], at: u32) -> Option<u32> {
    places.get(at as usize).map(|(section, _)| *section)
}

fn index_u32(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// Adds one for each pair of the first few of `members` with those behind them.
fn add_pairs(overlaps: &mut Overlaps, members: &[u32]) {
    for (at, a) in members.iter().take(MAX_OWNERS).enumerate() {
        for b in members.iter().skip(at + 1) {
            *overlaps.entry((*a, *b)).or_default() += 1;
        }
    }
}

/// Sizes of two sets and of what they have in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    a: u32,
    b: u32,
    common: u32,
}

impl Sizes {
    pub(super) const fn new(a: u32, b: u32, common: u32) -> Self {
        Self { a, b, common }
    }

    pub(super) const fn common(self) -> u32 {
        self.common
    }

    pub(super) fn smaller(self) -> u32 {
        self.a.min(self.b)
    }

    /// Share of the common ones in those of either, from 0 to 1.
    pub(super) fn resemblance(self) -> f64 {
        let all = f64::from(self.a) + f64::from(self.b) - f64::from(self.common);
        f64::from(self.common) / all.max(1.0)
    }

    /// Share of the common ones in the smaller set, from 0 to 1.
    pub(super) fn containment(self) -> f64 {
        f64::from(self.common) / f64::from(self.smaller().max(1))
    }
}
