//! Counts of keys.

use rustc_hash::FxHashMap;

/// Stands for what has no key.
pub(crate) const NONE: u32 = u32::MAX;

/// Numbers keys in the order in which they come, and counts them.
#[derive(Debug, Default)]
pub(crate) struct Counter {
    ids: FxHashMap<u64, u32>,
    counts: Vec<u32>,
}

impl Counter {
    /// Counts a key; its number.
    pub(crate) fn add(&mut self, key: u64) -> u32 {
        let id = *self.ids.entry(key).or_insert_with(|| {
            self.counts.push(0);
            u32::try_from(self.counts.len() - 1).unwrap_or(NONE)
        });
        if let Some(count) = self.counts.get_mut(id as usize) {
            *count += 1;
        }
        id
    }

    /// The counts alone: the keys take far more memory.
    pub(crate) fn into_counts(self) -> Counts {
        Counts(self.counts)
    }
}

/// How often each key came.
#[derive(Debug)]
pub(crate) struct Counts(Vec<u32>);

impl Counts {
    /// The count of the key with this number, 0 for [`NONE`].
    pub(crate) fn of(&self, id: u32) -> usize {
        self.0.get(id as usize).map_or(0, |&count| count as usize)
    }
}
