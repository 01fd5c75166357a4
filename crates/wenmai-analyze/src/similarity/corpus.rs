//! What documents have in common, in bounded memory.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use wenmai_model::{
    CorpusSimilarity, Document, SharedPassage, SharedPlace, SimilarityKind, SourceSpan, Span,
};
use wenmai_text::{lines::excerpt, shingles::shingles, sketch::Sketch};

use super::{MIN_SHINGLES, SAME_PARAGRAPH, SIMILAR_SECTION, four_digits, passages::is_compared};

/// Different passages that are held, of at most about 900 bytes each.
const MAX_PASSAGES: usize = 1 << 17;
/// Places that are named of each.
const MAX_PLACES: usize = 5;
/// Documents that are known of each; of those that stand in more the number alone is.
const MAX_DOCUMENTS: usize = 32;
/// Passages with the same key that a passage is compared with.
const MAX_COMPARED: usize = 16;

/// The sections and paragraphs of one document, as samples of their shingles: what [`SharedPassages`] compares.
#[derive(Debug, Clone, Default)]
pub struct PassageSketches {
    passages: Vec<SketchedPassage>,
}

#[derive(Debug, Clone)]
struct SketchedPassage {
    /// Hash of what it is and of all its shingles in their order.
    content: u64,
    kind: SimilarityKind,
    sketch: Sketch,
    text: Box<str>,
    place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    id: Arc<str>,
    span: SourceSpan,
    path: Arc<[String]>,
}

impl PassageSketches {
    /// The passages of `document` that are long enough to be compared.
    pub fn of(document: &Document) -> Self {
        let id: Arc<str> = document.id.as_str().into();
        let mut found = Self::default();
        for (index, section) in document.sections.iter().enumerate() {
            let path: Arc<[String]> = document
                .section_path(index)
                .into_iter()
                .map(str::to_owned)
                .collect();
            let mut all = Vec::new();
            let mut n_passages = 0;
            let mut place = Span::default();
            let blocks = document.section_blocks(section).iter();
            for block in blocks.filter(|block| is_compared(block.kind)) {
                let hashes: Vec<u64> = shingles(document.slice(block.span)).collect();
                let start = if n_passages == 0 {
                    block.span.start
                } else {
                    place.start
                };
                place = Span::new(start, block.span.end);
                n_passages += 1;
                all.extend_from_slice(&hashes);
                let kind = SimilarityKind::RepeatedParagraph;
                found.add(document, kind, hashes, block.span, (&id, &path));
            }
            // A section of one paragraph is that paragraph.
            if n_passages > 1 {
                let kind = SimilarityKind::SimilarSections;
                found.add(document, kind, all, place, (&id, &path));
            }
        }
        found
    }

    fn add(
        &mut self,
        document: &Document,
        kind: SimilarityKind,
        mut hashes: Vec<u64>,
        span: Span,
        (id, path): (&Arc<str>, &Arc<[String]>),
    ) {
        let content = hashes.iter().fold(kind as u64, |content, hash| {
            (content.rotate_left(5) ^ hash).wrapping_mul(0x517c_c1b7_2722_0a95)
        });
        hashes.sort_unstable();
        hashes.dedup();
        let sketch = Sketch::of_shingles(&hashes);
        if sketch.n_shingles() < MIN_SHINGLES {
            return;
        }
        self.passages.push(SketchedPassage {
            content,
            kind,
            sketch,
            text: excerpt(document.slice(span)).into(),
            place: Place {
                id: Arc::clone(id),
                span: document.source_span(span),
                path: Arc::clone(path),
            },
        });
    }
}

/// Passages with the same content.
#[derive(Debug, Clone)]
struct Copies {
    kind: SimilarityKind,
    sketch: Sketch,
    /// The beginning of the first one.
    text: Box<str>,
    n_documents: u64,
    /// The numbers of the documents that have it, ascending; none where they are more than [`MAX_DOCUMENTS`].
    documents: Vec<u64>,
    count: u64,
    /// The first ones, by document and place.
    places: BTreeSet<Place>,
}

impl Copies {
    /// Takes in one more copy, which stands in the document with this number; `is_first` of the document.
    fn add(&mut self, text: Box<str>, place: Place, document: u64, is_first: bool) {
        // Copies may differ in case, width and punctuation: which text is shown must not depend on which came first.
        if self.places.first().is_none_or(|first| place < *first) {
            self.text = text;
        }
        self.places.insert(place);
        if self.places.len() > MAX_PLACES {
            self.places.pop_last();
        }
        self.count += 1;
        if is_first {
            self.n_documents += 1;
            if self.n_documents <= MAX_DOCUMENTS as u64 {
                self.documents.push(document);
            } else {
                self.documents = Vec::new();
            }
        }
    }
}

/// Finds what several documents say in the same or nearly the same words, one document at a time.
///
/// The order of the documents does not matter. Memory is bounded by 131,072 different passages, about 100 MB: of a corpus
/// that has more, those are compared whose least shingle falls into a part that is halved as often as need be. Passages that
/// are alike have the same least shingle as a rule, so that they are taken or left together.
///
/// ```
/// use wenmai_analyze::{PassageSketches, SharedPassages};
/// let mut shared = SharedPassages::default();
/// shared.add(PassageSketches::of(&Default::default()));
/// assert_eq!((shared.finish(20).documents, 0), (1, 0));
/// ```
#[derive(Debug, Clone, Default)]
pub struct SharedPassages {
    documents: u64,
    /// By content.
    copies: FxHashMap<u64, Copies>,
    /// Passages are held whose least shingle ends in so many zeros.
    level: u32,
}

impl SharedPassages {
    /// Takes in one document.
    pub fn add(&mut self, sketches: PassageSketches) {
        self.add_with_room(sketches, MAX_PASSAGES);
    }

    fn add_with_room(&mut self, sketches: PassageSketches, room: usize) {
        self.documents += 1;
        let mut seen = FxHashSet::default();
        for passage in sketches.passages {
            if level_of(&passage.sketch) < self.level {
                continue;
            }
            let SketchedPassage {
                content,
                kind,
                sketch,
                text,
                place,
            } = passage;
            let copies = self.copies.entry(content).or_insert_with(|| Copies {
                kind,
                sketch,
                text: Box::default(),
                n_documents: 0,
                documents: Vec::new(),
                count: 0,
                places: BTreeSet::new(),
            });
            copies.add(text, place, self.documents, seen.insert(content));
        }
        while self.copies.len() > room {
            self.level += 1;
            let level = self.level;
            self.copies
                .retain(|_, copies| level_of(&copies.sketch) >= level);
        }
    }

    /// What two documents or more have in common, at most `limit` passages: those of most documents first, the longest of
    /// several.
    pub fn finish(self, limit: usize) -> CorpusSimilarity {
        let mut copies: Vec<(u64, Copies)> = self.copies.into_iter().collect();
        copies.sort_by(|(content, a), (other, b)| {
            let first = |copies: &Copies| copies.places.first().cloned();
            first(a).cmp(&first(b)).then_with(|| content.cmp(other))
        });
        let passages = copies.len() as u64;
        let mut clusters = clusters(copies.into_iter().map(|(_, copies)| copies));
        clusters.retain(|cluster| cluster.documents(self.documents) > 1);
        leave_out_parts(&mut clusters);
        clusters.sort_by_cached_key(|cluster| {
            let first = cluster.first.places.first().cloned();
            (
                Reverse(cluster.documents(self.documents)),
                Reverse(cluster.first.sketch.n_shingles()),
                first,
            )
        });
        clusters.truncate(limit);
        CorpusSimilarity {
            documents: self.documents,
            passages,
            one_in: 1_u64.checked_shl(self.level).unwrap_or(u64::MAX),
            shared: clusters
                .into_iter()
                .map(|cluster| cluster.finish(self.documents))
                .collect(),
            ..CorpusSimilarity::default()
        }
    }
}

/// How many halvings of the sample a passage survives: alike for most passages that are alike.
fn level_of(sketch: &Sketch) -> u32 {
    let least = sketch.keys().first().copied().unwrap_or_default();
    // Least hashes are small, so that their lower bits alone are as good as random.
    least.trailing_zeros()
}

/// Copies that are alike.
#[derive(Debug)]
struct Cluster {
    first: Copies,
    /// Those after the first.
    others: Vec<Copies>,
    resemblance: f64,
}

impl Cluster {
    fn all(&self) -> impl Iterator<Item = &Copies> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// How many of `total` documents have it: exact where no version stands in more than [`MAX_DOCUMENTS`]. Of more, a document
    /// that has several versions counts for each, and the number is the most that they can be.
    fn documents(&self, total: u64) -> u64 {
        let known: FxHashSet<u64> = self
            .all()
            .flat_map(|copies| copies.documents.iter().copied())
            .collect();
        let others = self.all().filter(|copies| copies.documents.is_empty());
        let others: u64 = others.map(|copies| copies.n_documents).sum();
        (known.len() as u64 + others).min(total)
    }

    fn places(&self) -> BTreeSet<&Place> {
        self.all().flat_map(|copies| &copies.places).collect()
    }

    fn finish(self, total: u64) -> SharedPassage {
        let place = |place: &Place| SharedPlace {
            id: place.id.as_ref().to_owned(),
            path: place.path.to_vec(),
            span: place.span,
        };
        SharedPassage {
            kind: self.first.kind,
            documents: self.documents(total),
            count: self.all().map(|copies| copies.count).sum(),
            resemblance: four_digits(self.resemblance),
            places: self
                .places()
                .into_iter()
                .take(MAX_PLACES)
                .map(place)
                .collect(),
            text: self.first.text.into(),
        }
    }
}

/// Copies joined with the first before them that they are most like.
fn clusters(copies: impl Iterator<Item = Copies>) -> Vec<Cluster> {
    let mut clusters: Vec<Cluster> = Vec::new();
    let mut by_key: FxHashMap<(SimilarityKind, u32), Vec<u32>> = FxHashMap::default();
    let mut candidates = Vec::new();
    for copies in copies {
        candidates.clear();
        for key in copies.sketch.keys() {
            let found = by_key.get(&(copies.kind, *key));
            candidates.extend(found.into_iter().flatten().copied());
        }
        candidates.sort_unstable();
        candidates.dedup();
        let least = match copies.kind {
            SimilarityKind::SimilarSections => SIMILAR_SECTION,
            _ => SAME_PARAGRAPH,
        };
        let mut best: Option<(f64, u32)> = None;
        for at in &candidates {
            let other = clusters
                .get(*at as usize)
                .map(|cluster| &cluster.first.sketch);
            let found = other.map_or(0.0, |other| other.resemblance(&copies.sketch));
            if found >= least && best.is_none_or(|(most, _)| found > most) {
                best = Some((found, *at));
            }
        }
        if let Some((resemblance, at)) = best
            && let Some(cluster) = clusters.get_mut(at as usize)
        {
            cluster.resemblance = cluster.resemblance.min(resemblance);
            cluster.others.push(copies);
            continue;
        }
        let at = u32::try_from(clusters.len()).unwrap_or(u32::MAX);
        for key in copies.sketch.keys() {
            let found = by_key.entry((copies.kind, *key)).or_default();
            if found.len() < MAX_COMPARED {
                found.push(at);
            }
        }
        clusters.push(Cluster {
            first: copies,
            others: Vec::new(),
            resemblance: 1.0,
        });
    }
    clusters
}

/// Drops paragraphs that stand in sections that are shared as a whole.
fn leave_out_parts(clusters: &mut Vec<Cluster>) {
    let mut whole: FxHashSet<(Arc<str>, Arc<[String]>)> = FxHashSet::default();
    let section = |place: &Place| (Arc::clone(&place.id), Arc::clone(&place.path));
    for cluster in clusters.iter() {
        if cluster.first.kind == SimilarityKind::SimilarSections {
            whole.extend(cluster.places().into_iter().map(section));
        }
    }
    clusters.retain(|cluster| {
        let is_part = |place: &&Place| whole.contains(&section(place));
        cluster.first.kind == SimilarityKind::SimilarSections
            || !cluster.places().iter().all(is_part)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A document whose paragraphs are one section each.
    fn document(id: &str, paragraphs: &[&str]) -> Document {
        use wenmai_model::{Block, BlockKind, Section};
        let mut document = Document {
            id: id.into(),
            ..Document::default()
        };
        for (at, text) in (0_u32..).zip(paragraphs) {
            let start = u32::try_from(document.text.len()).unwrap();
            document.text.push_str(text);
            let end = u32::try_from(document.text.len()).unwrap();
            document.blocks.push(Block {
                kind: BlockKind::Paragraph,
                span: Span::new(start, end),
                lines: None,
            });
            document.sections.push(Section {
                level: 0,
                parent: None,
                heading: None,
                first_block: at,
                end_block: at + 1,
                role: None,
            });
        }
        document
    }

    fn found(documents: &[Document], room: usize) -> CorpusSimilarity {
        let mut shared = SharedPassages::default();
        for document in documents {
            shared.add_with_room(PassageSketches::of(document), room);
        }
        shared.finish(20)
    }

    const NOTICE: &str =
        "本文由社区志愿者翻译并校对，转载时请注明出处，并保留本段文字，不得用于商业用途。";

    #[test]
    fn nearly_the_same_paragraph_in_three_documents() {
        let changed =
            "本文由社区志愿者翻译并校对，转载时请注明出处并保留本段文字，不得用于商业的用途！";
        let documents = [
            document(
                "c",
                &[
                    "数据库的索引有很多种，最常见的是平衡树，它让查找很快。",
                    NOTICE,
                ],
            ),
            document("a", &[changed, changed]),
            document(
                "b",
                &[
                    NOTICE,
                    "An index is a tree that keeps its keys in order, so that a search is short.",
                ],
            ),
        ];
        let corpus = found(&documents, MAX_PASSAGES);
        let [shared] = &corpus.shared[..] else {
            panic!("{corpus:?}")
        };
        assert_eq!((shared.documents, shared.count), (3, 4));
        assert!(shared.resemblance > 0.8 && shared.resemblance < 1.0);
        let ids: Vec<_> = shared
            .places
            .iter()
            .map(|place| place.id.as_str())
            .collect();
        assert_eq!(ids, ["a", "a", "b", "c"]);
        assert_eq!(
            (corpus.documents, corpus.passages, corpus.one_in),
            (3, 4, 1)
        );
        let mut turned = documents.to_vec();
        turned.reverse();
        assert_eq!(found(&turned, MAX_PASSAGES), corpus);
    }

    #[test]
    fn one_document_shares_nothing_with_itself() {
        let corpus = found(&[document("a", &[NOTICE, NOTICE])], MAX_PASSAGES);
        assert!(corpus.shared.is_empty(), "{corpus:?}");
        assert_eq!(found(&[], MAX_PASSAGES), CorpusSimilarity::default());
    }

    #[test]
    fn the_text_is_that_of_the_first_copy_whichever_comes_first() {
        let other = NOTICE.replace('，', "、");
        let documents = [document("b", &[NOTICE]), document("a", &[&other])];
        let corpus = found(&documents, MAX_PASSAGES);
        let mut turned = documents.to_vec();
        turned.reverse();
        assert_eq!(found(&turned, MAX_PASSAGES), corpus);
        let [shared] = &corpus.shared[..] else {
            panic!("{corpus:?}")
        };
        assert!(
            (shared.resemblance - 1.0).abs() < f64::EPSILON && shared.text.contains('、'),
            "{shared:?}"
        );
    }

    #[test]
    fn documents_with_several_versions_count_once() {
        let changed = NOTICE.replace("不得用于商业用途", "不得用于商业的用途");
        for (n_both, n_one) in [(3, 1), (20, 5), (60, 0)] {
            let both = (0..n_both).map(|at| document(&format!("b{at:02}"), &[NOTICE, &changed]));
            let one = (0..n_one).map(|at| document(&format!("a{at:02}"), &[&changed]));
            let documents: Vec<Document> = both.chain(one).collect();
            let corpus = found(&documents, MAX_PASSAGES);
            let [shared] = &corpus.shared[..] else {
                panic!("{corpus:?}")
            };
            assert_eq!(
                (shared.documents, shared.count),
                (n_both + n_one, 2 * n_both + n_one)
            );
        }
    }

    #[test]
    fn what_is_shared_beyond_the_named_places_is_shared() {
        // The first document has so many copies that its places are all that are named; of the version that comes later in
        // order the other document has one as well.
        let changed = NOTICE.replace("不得用于商业用途", "不得用于商业的用途");
        let many = document("a", &[&[NOTICE][..], &[&*changed; 6]].concat());
        let corpus = found(&[many, document("b", &[&changed])], MAX_PASSAGES);
        let [shared] = &corpus.shared[..] else {
            panic!("{corpus:?}")
        };
        assert_eq!((shared.documents, shared.count), (2, 8));
    }

    #[test]
    fn a_sample_holds_what_is_alike_together() {
        // Each paragraph stands in two documents.
        let documents: Vec<Document> = (0..400_u32)
            .map(|number| {
                let number = number / 2;
                let text = format!("report {number} says that {} of {} pages in batch {number} were read, checked, kept {} and stored {number}", number * 7, number + 31, number * 3);
                document(&number.to_string(), &[&text, NOTICE])
            })
            .enumerate()
            .map(|(at, document)| Document { id: format!("{at:03}"), ..document })
            .collect();
        let corpus = found(&documents, 60);
        assert!(corpus.one_in > 1 && corpus.passages <= 60, "{corpus:?}");
        assert!(corpus.shared.len() as u64 >= corpus.passages.min(20) - 1);
        let mut turned = documents;
        turned.rotate_left(123);
        assert_eq!(found(&turned, 60), corpus);
    }
}
