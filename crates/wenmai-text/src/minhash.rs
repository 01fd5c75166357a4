//! Signatures by which the resemblance of whole documents can be told, and found among millions, without the documents.

use crate::shingles::{mixed, shingles};

/// Values of a signature.
const SIZE: usize = 256;

/// The bin of a hash is what is left of it after so many bits.
const BIN_SHIFT: u32 = u64::BITS - SIZE.ilog2();

/// Value of a bin that no shingle fell into.
const EMPTY: u16 = u16::MAX;

/// Empty bins borrow in no more rounds. One full bin alone needs some 2,500 to reach all others.
const MAX_ROUNDS: u64 = 1 << 14;

/// Of the texts that are as alike as the threshold says, this share may have no band in common.
const MAX_MISSED: f64 = 0.003;

/// Most rows of a band: more would leave bands of one text that is a copy of the other unlike by a single word.
const MAX_ROWS: usize = 32;

/// A resemblance is above a threshold where its estimate is by so many standard errors: where all resemblances are equally
/// frequent, 99.5 % of those that are said to be above 0.8 are.
const MARGIN: f64 = 1.5;

/// A signature of the set of [shingles] of a text: the least hash in each of 256 bins (one
/// permutation hashing: Li, Owen and Zhang 2012), of which 16 bits are kept. Needs one pass and no sorting; a text with few
/// shingles leaves bins empty, and its estimates are nearly exact.
///
/// ```
/// use wenmai_text::minhash::MinHash;
/// let [a, b] = ["开源大模型降低了技术门槛，也需要社区。", "开源大模型降低了技术的门槛，也需要社区。"].map(MinHash::of);
/// assert!(a.resemblance(&b) > 0.4 && a.resemblance(&a) > 0.99);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinHash {
    values: [u16; SIZE],
}

impl MinHash {
    /// Bytes of a signature that is written.
    pub const BYTES: usize = SIZE * 2;

    /// The signature of a text.
    pub fn of(text: &str) -> Self {
        Self::of_shingles(shingles(text))
    }

    /// The signature of shingles, in any order and with any repetitions. The hashes must be as good as random.
    pub fn of_shingles(hashes: impl IntoIterator<Item = u64>) -> Self {
        let mut least = [u64::MAX; SIZE];
        for hash in hashes {
            if let Some(least) = least.get_mut(bin(hash)) {
                *least = hash.min(*least);
            }
        }
        // The upper bits of a least hash are zeros; the lower ones are as random as they were.
        let value = |hash: u64| match hash {
            u64::MAX => EMPTY,
            hash => u16::try_from(hash & 0xffff).map_or(0, |value| value.min(EMPTY - 1)),
        };
        Self {
            values: least.map(value),
        }
    }

    /// Whether the text has no shingle: it has neither letters nor digits.
    pub fn is_empty(&self) -> bool {
        self.values.iter().all(|&value| value == EMPTY)
    }

    /// Estimate of the share of shingles that two texts have in common in those that either has; 0 where both have none. The
    /// standard error of a resemblance of 0.8 is 0.025.
    pub fn resemblance(&self, other: &Self) -> f32 {
        let (mut common, mut all) = (0_u16, 0_u16);
        for (&a, &b) in self.values.iter().zip(&other.values) {
            let is_full = a != EMPTY || b != EMPTY;
            all += u16::from(is_full);
            common += u16::from(is_full && a == b);
        }
        f32::from(common) / f32::from(all.max(1))
    }

    /// Hashes of the bands: texts that resemble each other have one in common. Nothing for a text without shingles.
    pub fn band_keys(&self, banding: Banding) -> impl Iterator<Item = u64> + use<> {
        let values = self.without_empty();
        let n_bands = if self.is_empty() {
            0
        } else {
            banding.n_bands()
        };
        (0..n_bands).map(move |band| {
            let rows = values.iter().skip(band * banding.n_rows);
            let key = rows.take(banding.n_rows).fold(band as u64, |key, &value| {
                mixed(key.rotate_left(16) ^ u64::from(value))
            });
            mixed(key)
        })
    }

    /// Values in which empty bins have borrowed those of others, so that two texts have equal ones with the probability of
    /// their resemblance (Mai and others, "On densification for minwise hashing", 2019): in each round, each full bin offers
    /// its value to another one.
    fn without_empty(&self) -> [u16; SIZE] {
        let mut values = self.values;
        let mut n_empty = values.iter().filter(|&&value| value == EMPTY).count();
        if n_empty == SIZE {
            return values;
        }
        for round in 0..MAX_ROUNDS {
            if n_empty == 0 {
                break;
            }
            for (giver, &value) in self.values.iter().enumerate() {
                let taker = bin(mixed((round << 16) + giver as u64 + 1));
                if let Some(empty) = values.get_mut(taker)
                    && value != EMPTY
                    && *empty == EMPTY
                {
                    *empty = value;
                    n_empty -= 1;
                }
            }
        }
        values
    }

    /// The signature as bytes.
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        for (two, value) in bytes.chunks_exact_mut(2).zip(self.values) {
            two.copy_from_slice(&value.to_le_bytes());
        }
        bytes
    }

    /// The signature that was written as `bytes`.
    pub fn from_bytes(bytes: &[u8; Self::BYTES]) -> Self {
        let mut values = [EMPTY; SIZE];
        let (pairs, _) = bytes.as_chunks();
        for (value, &two) in values.iter_mut().zip(pairs) {
            *value = u16::from_le_bytes(two);
        }
        Self { values }
    }
}

fn bin(hash: u64) -> usize {
    usize::try_from(hash >> BIN_SHIFT).unwrap_or(0)
}

/// How signatures are cut into bands of some values: texts with an equal band are compared (locality-sensitive hashing:
/// Broder 1997; Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", 3.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Banding {
    n_rows: usize,
}

impl Banding {
    /// The longest bands by which no more than 3 of 1,000 pairs are missed that are as alike as `threshold` says: with 0.8,
    /// 32 bands of 8 values, which find one pair in 500 with a resemblance of 0.3, and all with 0.9.
    ///
    /// ```
    /// use wenmai_text::minhash::Banding;
    /// let banding = Banding::of_threshold(0.8);
    /// assert_eq!((banding.n_bands(), banding.n_rows()), (32, 8));
    /// ```
    pub fn of_threshold(threshold: f64) -> Self {
        let is_fine = |n_rows: &usize| {
            let all_equal = product(threshold, *n_rows);
            product(1.0 - all_equal, SIZE / n_rows) <= MAX_MISSED
        };
        let n_rows = (1..=MAX_ROWS).rev().find(is_fine).unwrap_or(1);
        Self { n_rows }
    }

    /// Number of bands.
    pub const fn n_bands(self) -> usize {
        match SIZE.checked_div(self.n_rows) {
            Some(n_bands) => n_bands,
            None => 0,
        }
    }

    /// Values of a band.
    pub const fn n_rows(self) -> usize {
        self.n_rows
    }
}

/// `factor` to the power of `n`, the same on every machine, which `powi` is not.
fn product(factor: f64, n: usize) -> f64 {
    (0..n).fold(1.0, |product, _| product * factor)
}

/// The least estimate by which a resemblance counts as at least `threshold`: 1.5 standard errors above it.
#[expect(clippy::cast_precision_loss, reason = "256")]
pub fn least_estimate(threshold: f64) -> f64 {
    let error = (threshold * (1.0 - threshold) / SIZE as f64).sqrt();
    (threshold + MARGIN * error).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(first: u64, n: u64) -> impl Iterator<Item = u64> {
        (first..first + n).map(mixed)
    }

    #[test]
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    fn estimates_are_near_the_truth() {
        for (n, common) in [
            (5_000, 4_700),
            (1_000, 900),
            (1_000, 500),
            (200, 20),
            (30, 27),
            (3, 2),
        ] {
            let truth = common as f64 / (2 * n - common) as f64;
            let (mut sum, mut squares) = (0.0, 0.0);
            for seed in 0..400_u64 {
                let first = seed * 1_000_000 + n;
                let [a, b] =
                    [first, first + n - common].map(|first| MinHash::of_shingles(set(first, n)));
                let error = f64::from(a.resemblance(&b)) - truth;
                sum += error;
                squares += error * error;
            }
            let (bias, deviation) = (sum / 400.0, (squares / 400.0_f64).sqrt());
            let expected = (truth * (1.0 - truth) / 256.0).sqrt();
            assert!(bias.abs() < 0.006, "{n} {common}: {bias}");
            assert!(
                deviation < expected * 1.15,
                "{n} {common}: {deviation} {expected}"
            );
        }
    }

    #[test]
    fn bands_find_what_is_above_the_threshold() {
        for (threshold, n, common) in [
            (0.8, 1_000, 889),
            (0.8, 60, 54),
            (0.5, 300, 200),
            (0.9, 900, 853),
        ] {
            let banding = Banding::of_threshold(threshold);
            let found = (0..2_000_u64).filter(|seed| {
                let first = seed * 1_000_000;
                let [a, b] = [first, first + n - common].map(|first| {
                    let signature = MinHash::of_shingles(set(first, n));
                    signature.band_keys(banding).collect::<Vec<_>>()
                });
                a.iter().zip(&b).any(|(a, b)| a == b)
            });
            let found = found.count();
            assert!(found >= 1_980, "{threshold} {n}: {found}");
        }
    }

    #[test]
    fn what_is_unlike_is_seldom_compared() {
        let banding = Banding::of_threshold(0.8);
        let found = (0..2_000_u64).filter(|seed| {
            let first = seed * 1_000_000;
            let [a, b] = [first, first + 540].map(|first| {
                MinHash::of_shingles(set(first, 1_000))
                    .band_keys(banding)
                    .collect::<Vec<_>>()
            });
            a.iter().zip(&b).any(|(a, b)| a == b)
        });
        // A resemblance of 0.3.
        assert!(found.count() < 20);
    }

    #[test]
    fn bytes_hold_all() {
        for signature in [MinHash::of("one two three four"), MinHash::of("——")] {
            assert_eq!(MinHash::from_bytes(&signature.to_bytes()), signature);
        }
        let none = MinHash::of("——");
        assert!(none.is_empty() && none.resemblance(&none) < f32::EPSILON);
        assert_eq!(none.band_keys(Banding::of_threshold(0.8)).count(), 0);
    }

    #[test]
    fn short_texts_have_whole_bands() {
        let one = MinHash::of("one two three");
        assert!(!one.without_empty().contains(&EMPTY));
        assert_eq!(
            one.values.iter().filter(|&&value| value != EMPTY).count(),
            1
        );
    }

    #[test]
    fn signatures_stay_what_they_are() {
        let signature = MinHash::of("开源大模型降低了技术门槛");
        let keys: Vec<u64> = signature
            .band_keys(Banding::of_threshold(0.8))
            .take(2)
            .collect();
        assert_eq!(
            keys,
            [13_343_066_334_054_834_338, 13_741_696_196_254_742_448]
        );
    }
}
