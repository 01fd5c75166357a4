use wenmai_text::minhash::least_estimate;

use crate::error::CorpusError;

use super::signatures::{Signature, Signatures};
use super::sorter::{Entry, Merged, Sorter};

/// Bytes in memory for each document.
pub(super) const DOCUMENT_BYTES: u64 = 2 * size_of::<u32>() as u64;

/// Which documents are duplicates, and of which.
#[derive(Debug)]
pub(super) struct Clusters {
    /// The representative of each document; itself where it is kept.
    representatives: Vec<u32>,
    /// Documents of the cluster of each representative.
    sizes: Vec<u32>,
}

/// Pairs of documents that have a key in common, later one first: each document of a key with the first one and with the one
/// before it, so that there are no more than two for each key of a document, however many have it.
pub(super) fn candidates(keys: Merged, mut pairs: Sorter) -> Result<Merged, CorpusError> {
    let mut group: Option<(u64, u32, u32)> = None;
    for entry in keys {
        let (key, document) = entry.map_err(read_failed)?;
        let (first, last) = match group {
            Some((same, first, last)) if same == key => (first, last),
            _ => {
                group = Some((key, document, document));
                continue;
            }
        };
        // A document can have a key twice.
        if last != document {
            pairs.push((document.into(), first))?;
            if last != first {
                pairs.push((document.into(), last))?;
            }
        }
        group = Some((key, first, document));
    }
    pairs.finish()
}

impl Clusters {
    /// Gives each document the representative that it is most like, the first of several, if they are alike enough: those that
    /// represent its candidates, or are candidates. A document without one is kept and may represent later ones.
    pub(super) fn new(
        n_documents: u32,
        candidates: Merged,
        signatures: &mut Signatures,
        threshold: f64,
    ) -> Result<Self, CorpusError> {
        let mut clusters = Self {
            representatives: (0..n_documents).collect(),
            sizes: vec![1; usize::try_from(n_documents).unwrap_or(usize::MAX)],
        };
        // An estimate of 1 does not say that all is the same.
        let least = if threshold < 1.0 {
            least_estimate(threshold)
        } else {
            f64::INFINITY
        };
        let mut cache = Cached::default();
        let mut candidates = candidates.peekable();
        let mut others = Vec::new();
        while let Some(entry) = candidates.next() {
            let (key, first) = entry.map_err(read_failed)?;
            others.clear();
            others.extend(clusters.representative(first));
            while let Some(entry) = candidates.next_if(|entry| is_of(entry, key)) {
                let (_, other) = entry.map_err(read_failed)?;
                others.extend(clusters.representative(other));
            }
            others.sort_unstable();
            others.dedup();
            let document = u32::try_from(key).unwrap_or(u32::MAX);
            let signature = signatures.get(document)?;
            let mut best: Option<(f32, u32)> = None;
            for &number in &others {
                let other = cache.get(number, signatures)?;
                let similarity = similarity(&signature, other);
                let is_exact = signature.text_hash == other.text_hash;
                let is_better = best.is_none_or(|(most, _)| similarity > most);
                if is_better && (is_exact || f64::from(similarity) >= least) {
                    best = Some((similarity, number));
                }
            }
            if let Some((_, representative)) = best {
                clusters.add(document, representative);
            }
        }
        Ok(clusters)
    }

    fn add(&mut self, document: u32, representative: u32) {
        if let Some(own) = slot(&mut self.representatives, document) {
            *own = representative;
        }
        if let Some(size) = slot(&mut self.sizes, representative) {
            *size += 1;
        }
    }

    /// The representative of a document: itself if it is kept.
    pub(super) fn representative(&self, document: u32) -> Option<u32> {
        let index = usize::try_from(document).ok()?;
        self.representatives.get(index).copied()
    }

    /// Whether a document is kept.
    pub(super) fn is_kept(&self, document: u32) -> bool {
        self.representative(document) == Some(document)
    }

    /// The documents of clusters of two or more, with their representatives and the size of the cluster, in order.
    pub(super) fn duplicates(&self) -> impl Iterator<Item = (u32, u32, u32)> {
        let documents = (0..).zip(&self.representatives);
        documents.filter_map(|(document, &representative)| {
            let size = *self.sizes.get(usize::try_from(representative).ok()?)?;
            (size > 1).then_some((document, representative, size))
        })
    }
}

fn slot(values: &mut [u32], document: u32) -> Option<&mut u32> {
    values.get_mut(usize::try_from(document).ok()?)
}

/// Whether a pair is of the document `key`; errors are, too, so that they are seen.
fn is_of(entry: &std::io::Result<Entry>, key: u64) -> bool {
    entry
        .as_ref()
        .map_or(true, |&(document, _)| document == key)
}

fn read_failed(error: std::io::Error) -> CorpusError {
    CorpusError::read_back("sorted keys", error)
}

/// How alike two documents are: 1 when they have the same letters and digits.
pub(super) fn similarity(a: &Signature, b: &Signature) -> f32 {
    if a.text_hash == b.text_hash {
        return 1.0;
    }
    a.minhash.resemblance(&b.minhash)
}

/// Signatures of representatives that were looked at last, for many documents have the same one.
#[derive(Debug, Default)]
pub(super) struct Cached {
    slots: Vec<Option<(u32, Signature)>>,
}

impl Cached {
    /// Signatures that are kept, of half a kibibyte.
    const SIZE: usize = 1 << 12;

    /// The signature of a document.
    pub(super) fn get(
        &mut self,
        document: u32,
        signatures: &mut Signatures,
    ) -> Result<&Signature, CorpusError> {
        self.slots.resize(Self::SIZE, None);
        let slot = usize::try_from(document).unwrap_or(0) % Self::SIZE;
        let Some(slot) = self.slots.get_mut(slot) else {
            // The slots are as many as the remainder says.
            return Err(read_failed(std::io::ErrorKind::InvalidInput.into()));
        };
        let kept = slot.take().filter(|&(number, _)| number == document);
        let (_, signature) = slot.insert(match kept {
            Some(kept) => kept,
            None => (document, signatures.get(document)?),
        });
        Ok(signature)
    }
}
