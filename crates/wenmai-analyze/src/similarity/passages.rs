//! The shingles of a document by the passages that have them.

use wenmai_model::{Block, BlockKind, Document, Passage, Span};
use wenmai_text::shingles::shingles;

use super::MIN_SHINGLES;

/// Of a shingle that many long passages have, so many are compared with those behind them. More would make a page that repeats one
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

    /// Calls `visit` for passages that have shingles in common: the earlier one, the later one and how much. The later ones
    /// ascend, and the earlier ones of each. Short passages are left out.
    pub(super) fn each_pair(&self, visit: impl FnMut(u32, u32, Sizes)) {
        Owners::new(&self.postings, &self.sizes, Some).each_pair(&self.sizes, visit);
    }

    /// The same for sections.
    pub(super) fn each_pair_of_sections(&self, visit: impl FnMut(u32, u32, Sizes)) {
        let section = |at| section_of(&self.places, at);
        Owners::new(&self.postings, &self.section_sizes, section)
            .each_pair(&self.section_sizes, visit);
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

/// Which passages, or sections, have a shingle in common with earlier ones.
///
/// Pairs are counted for one passage after the other: there may be four for each shingle of a page, and all together would take
/// more memory than the page and its shingles.
#[derive(Debug, Default)]
struct Owners {
    /// The first ones that have a shingle, for each shingle that two or more have.
    first: Vec<[u32; MAX_OWNERS]>,
    /// Those that have it behind the first one, and its place in `first`; sorted.
    later: Vec<(u32, u32)>,
}

impl Owners {
    /// What `owner` makes of the passages of each shingle; it ascends as they do. Those that are too short by `sizes` are left out.
    fn new(postings: &[(u64, u32)], sizes: &[u32], owner: impl Fn(u32) -> Option<u32>) -> Self {
        let is_long = |at: &u32| sizes.get(*at as usize).copied() >= Some(MIN_SHINGLES);
        let mut found = Self::default();
        let mut members: Vec<u32> = Vec::new();
        for group in postings.chunk_by(|a, b| a.0 == b.0) {
            members.clear();
            members.extend(
                group
                    .iter()
                    .filter_map(|(_, at)| owner(*at))
                    .filter(is_long),
            );
            members.dedup();
            let Some((_, later)) = members.split_first().filter(|(_, later)| !later.is_empty())
            else {
                continue;
            };
            let mut first = [u32::MAX; MAX_OWNERS];
            for (slot, member) in first.iter_mut().zip(&members) {
                *slot = *member;
            }
            let at = index_u32(found.first.len());
            found.first.push(first);
            found.later.extend(later.iter().map(|member| (*member, at)));
        }
        found.later.sort_unstable();
        found
    }

    fn each_pair(&self, sizes: &[u32], mut visit: impl FnMut(u32, u32, Sizes)) {
        let size = |at: u32| sizes.get(at as usize).copied().unwrap_or_default();
        // The earlier ones of one member, once for each common shingle.
        let mut earlier: Vec<u32> = Vec::new();
        for shingles in self.later.chunk_by(|a, b| a.0 == b.0) {
            let Some(&(b, _)) = shingles.first() else {
                continue;
            };
            earlier.clear();
            for first in shingles
                .iter()
                .filter_map(|(_, at)| self.first.get(*at as usize))
            {
                earlier.extend(first.iter().take_while(|a| **a < b));
            }
            earlier.sort_unstable();
            for same in earlier.chunk_by(|a, b| a == b) {
                if let Some(&a) = same.first() {
                    visit(a, b, Sizes::new(size(a), size(b), index_u32(same.len())));
                }
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A section for each text.
    fn document(texts: impl Iterator<Item = String>) -> Document {
        use wenmai_model::Section;
        let mut document = Document::default();
        for (at, text) in (0_u32..).zip(texts) {
            let start = index_u32(document.text.len());
            document.text.push_str(&text);
            document.blocks.push(Block {
                kind: BlockKind::ListItem,
                span: Span::new(start, index_u32(document.text.len())),
                lines: None,
            });
            document.sections.push(Section {
                level: 1,
                parent: None,
                heading: None,
                first_block: at,
                end_block: at + 1,
                role: None,
            });
        }
        document
    }

    fn pairs(passages: &Passages) -> Vec<(u32, u32, u32)> {
        let mut found = Vec::new();
        passages.each_pair(|a, b, sizes| found.push((a, b, sizes.common())));
        found
    }

    #[test]
    fn short_passages_are_not_compared() {
        // Each of them has shingles in common with all others.
        let document = document((0..2_000).map(|at| format!("查看更多相关内容{at}。")));
        let passages = Passages::new(&document);
        let owners = Owners::new(&passages.postings, &passages.sizes, Some);
        assert!(owners.first.is_empty() && owners.later.is_empty());
        assert_eq!(pairs(&passages), []);
        passages.each_pair_of_sections(|a, b, _| panic!("{a} {b}"));
    }

    #[test]
    fn what_is_held_for_pairs_is_no_more_than_the_shingles() {
        let document = document(
            (1_000..3_000).map(|at| format!("本页面的内容由社区志愿者翻译并校对第{at}号。")),
        );
        let passages = Passages::new(&document);
        let owners = Owners::new(&passages.postings, &passages.sizes, Some);
        assert!(owners.later.len() <= passages.postings.len());
        assert!(owners.first.len() <= passages.postings.len() / 2);
        // Pairs come one later passage after the other.
        let found = pairs(&passages);
        assert!(found.len() > 3 * 1_900, "{}", found.len());
        assert!(found.is_sorted_by_key(|&(a, b, _)| (b, a)));
    }

    #[test]
    fn common_shingles_are_counted_once_for_each_pair() {
        let texts = [
            "分布式事务要在多台机器之间保持数据的一致。",
            "别的话说了一遍又一遍直到没有人愿意再听下去。",
            "分布式事务要在多台机器之间保持数据一致,分布式事务要在多台机器之间。",
        ];
        let passages = Passages::new(&document(texts.into_iter().map(str::to_owned)));
        let found = pairs(&passages);
        let [(0, 2, common)] = found[..] else {
            panic!("{found:?}")
        };
        // Those of the first 17 characters.
        assert_eq!(common, 13);
        assert!(passages.n_shingles(0) > common);
    }
}
