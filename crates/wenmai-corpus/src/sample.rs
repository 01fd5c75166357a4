use std::collections::BinaryHeap;

use crate::options::Sample;

/// Decides which records are in the sample, by a hash of their position: no record's fate depends on another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SampleFilter {
    seed: u64,
    /// Records whose hash is below this are in the sample.
    limit: u64,
    /// Whether the limit itself is in it.
    is_all: bool,
}

impl SampleFilter {
    /// The filter of `sample`, of `records` records in all.
    pub(crate) fn new(sample: Sample, seed: u64, records: u64) -> Self {
        match sample {
            Sample::Share(share) => Self::of_share(share, seed),
            Sample::Count(count) => Self::of_count(count, seed, records),
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of the range of the hash; casts of floats saturate"
    )]
    fn of_share(share: f64, seed: u64) -> Self {
        Self {
            seed,
            limit: (share * u64::MAX as f64) as u64,
            is_all: share >= 1.0,
        }
    }

    /// Those of the least hashes, so many as are asked for.
    fn of_count(count: u64, seed: u64, records: u64) -> Self {
        if count >= records {
            return Self {
                seed,
                limit: u64::MAX,
                is_all: true,
            };
        }
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        // One more than asked for: the greatest of them is the first that is out.
        let mut least = BinaryHeap::with_capacity(count + 2);
        for record in 0..records {
            let hash = hash(seed, record);
            if least.len() <= count {
                least.push(hash);
            } else if least.peek().is_some_and(|greatest| hash < *greatest) {
                least.pop();
                least.push(hash);
            }
        }
        Self {
            seed,
            limit: least.peek().copied().unwrap_or(0),
            is_all: false,
        }
    }

    /// Whether the record at this position among all records is in the sample.
    pub(crate) fn holds(&self, record: u64) -> bool {
        self.is_all || hash(self.seed, record) < self.limit
    }
}

/// The output function of `SplitMix64` (Steele, Lea and Flood, 2014), a bijection for each seed: no two records share a hash.
fn hash(seed: u64, record: u64) -> u64 {
    let mut z = record
        .wrapping_add(seed.wrapping_mul(0xD134_2543_DE82_EF95))
        .wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sampled(sample: Sample, seed: u64, records: u64) -> Vec<u64> {
        let filter = SampleFilter::new(sample, seed, records);
        (0..records)
            .filter(|&record| filter.holds(record))
            .collect()
    }

    #[test]
    fn a_count_gives_exactly_so_many_records() {
        for (count, records) in [
            (0, 10),
            (1, 10),
            (9, 10),
            (10, 10),
            (11, 10),
            (100, 5_000),
            (1, 0),
        ] {
            let sample = sampled(Sample::Count(count), 7, records);
            assert_eq!(
                sample.len() as u64,
                count.min(records),
                "{count} of {records}"
            );
        }
    }

    #[test]
    fn a_share_gives_about_so_many_records_and_the_seed_says_which() {
        let a = sampled(Sample::Share(0.1), 1, 20_000);
        let b = sampled(Sample::Share(0.1), 2, 20_000);
        assert!(a.len().abs_diff(2_000) < 150, "{}", a.len());
        assert!(b.len().abs_diff(2_000) < 150, "{}", b.len());
        let both = a.iter().filter(|record| b.contains(record)).count();
        assert!(both.abs_diff(200) < 60, "{both}");
        assert_eq!(sampled(Sample::Share(1.0), 1, 50).len(), 50);
        assert!(sampled(Sample::Share(0.0), 1, 50).is_empty());
    }

    #[test]
    fn a_sample_reaches_all_parts_of_the_inputs() {
        let sample = sampled(Sample::Count(100), 3, 10_000);
        for tenth in 0..10 {
            let there = sample
                .iter()
                .filter(|&&record| record / 1_000 == tenth)
                .count();
            assert!((1..30).contains(&there), "{tenth}: {there}");
        }
    }
}
