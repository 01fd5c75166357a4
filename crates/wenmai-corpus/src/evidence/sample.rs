//! A random sample that is the same whatever the order of the documents.

use std::collections::BinaryHeap;

use sha2::{Digest, Sha256};
use wenmai_format::pack::sample_fields;
use wenmai_io::hex;

use super::Assessed;

/// What a document is drawn by: the SHA-256 of seed, id and checksum of its text, each on a line, in lower-case hexadecimal. Those
/// with the smallest are the sample.
pub(crate) fn sample_key(seed: u64, id: &str, text_sha256: &str) -> String {
    let digest = Sha256::digest(format!("{seed}\n{id}\n{text_sha256}\n").as_bytes());
    hex(&digest)
}

/// The documents with the smallest keys.
#[derive(Debug)]
pub(crate) struct Sample {
    most: usize,
    /// Cells of each, the key first, so that the one with the largest key is the one to let go.
    rows: BinaryHeap<Vec<String>>,
}

impl Sample {
    /// A sample of so many documents at most.
    pub(crate) fn new(most: u64) -> Self {
        Self {
            most: usize::try_from(most).unwrap_or(usize::MAX),
            rows: BinaryHeap::new(),
        }
    }

    pub(crate) fn add(&mut self, document: &Assessed) {
        let is_full = self.rows.len() >= self.most;
        let is_larger = |row: &Vec<String>| row.first().is_some_and(|key| *key < document.key);
        if is_full && self.rows.peek().is_none_or(is_larger) {
            return;
        }
        self.rows.push(sample_fields(
            &document.row,
            &document.key,
            &document.excerpt,
        ));
        if self.rows.len() > self.most {
            self.rows.pop();
        }
    }

    /// The rows in the order of their keys.
    pub(crate) fn finish(self) -> Vec<Vec<String>> {
        self.rows.into_sorted_vec()
    }
}
