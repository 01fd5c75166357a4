//! Sketches: samples of shingles, small enough to keep one for each passage of a corpus.

/// So many hashes of a sketch serve to find similar ones.
const MAX_KEYS: usize = 8;

/// The least hashes of the shingles of a text, by which its resemblance to others can be told without the text (a bottom-k
/// sketch: Broder 1997, Cohen and Kaplan 2007). Exact for a text of no more than [`Sketch::SIZE`] different shingles.
///
/// ```
/// use wenmai_text::sketch::Sketch;
/// let [a, b] = ["开源大模型降低了技术门槛，也需要社区。", "开源大模型降低了技术的门槛，也需要社区。"].map(Sketch::of);
/// assert!(a.resemblance(&b) > 0.4 && a.keys().iter().any(|key| b.keys().contains(key)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sketch {
    /// Ascending, each once.
    least: Box<[u32]>,
    /// Different shingles of the text.
    n_shingles: u32,
}

impl Sketch {
    /// Most hashes that a sketch keeps: 256 bytes. The standard error of a resemblance of 0.8 is 0.05.
    pub const SIZE: usize = 64;

    /// The sketch of a text.
    pub fn of(text: &str) -> Self {
        let mut hashes: Vec<u64> = crate::shingles::shingles(text).collect();
        hashes.sort_unstable();
        hashes.dedup();
        Self::of_shingles(&hashes)
    }

    /// The sketch of a set of [shingles](crate::shingles::shingles), in ascending order.
    pub fn of_shingles(hashes: &[u64]) -> Self {
        let mut least = Vec::with_capacity(hashes.len().min(Self::SIZE));
        // The upper halves: they ascend as the hashes do.
        for hash in hashes {
            let upper = u32::try_from(hash >> 32).unwrap_or(u32::MAX);
            if least.last() != Some(&upper) {
                if least.len() == Self::SIZE {
                    break;
                }
                least.push(upper);
            }
        }
        Self {
            least: least.into(),
            n_shingles: u32::try_from(hashes.len()).unwrap_or(u32::MAX),
        }
    }

    /// Different shingles of the text.
    pub const fn n_shingles(&self) -> u32 {
        self.n_shingles
    }

    /// Two texts with a resemblance of 0.8 have a key in common in all but three of a million cases, with 0.5 in all but four
    /// of a thousand. Empty for a text without shingles.
    pub fn keys(&self) -> &[u32] {
        self.least.get(..MAX_KEYS).unwrap_or(&self.least)
    }

    /// Estimate of the share of shingles that two texts have in common in those that either has; 0 where one has none.
    pub fn resemblance(&self, other: &Self) -> f64 {
        let (mut a, mut b) = (self.least.iter().peekable(), other.least.iter().peekable());
        let (mut common, mut all) = (0_u32, 0_u32);
        // The least hashes of both together are a sample of the union.
        for _ in 0..Self::SIZE {
            let order = match (a.peek(), b.peek()) {
                (Some(left), Some(right)) => left.cmp(right),
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (None, None) => break,
            };
            common += u32::from(order.is_eq());
            all += 1;
            if order.is_le() {
                a.next();
            }
            if order.is_ge() {
                b.next();
            }
        }
        f64::from(common) / f64::from(all.max(1))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::shingles::mixed;

    /// A set of `n` hashes from `first` on.
    fn set(first: u64, n: u64) -> Vec<u64> {
        let mut hashes: Vec<u64> = (first..first + n).map(mixed).collect();
        hashes.sort_unstable();
        hashes
    }

    #[test]
    fn estimates_are_near_the_truth() {
        let mut worst = 0.0_f64;
        for (n, common) in [(1_000, 900), (1_000, 500), (5_000, 4_500), (200, 20)] {
            for seed in 0..20_u64 {
                let first = seed * 1_000_000;
                let (a, b) = (set(first, n), set(first + n - common, n));
                #[expect(clippy::cast_precision_loss, reason = "small numbers")]
                let truth = common as f64 / (2 * n - common) as f64;
                let found = Sketch::of_shingles(&a).resemblance(&Sketch::of_shingles(&b));
                worst = worst.max((found - truth).abs());
            }
        }
        // Three standard errors of a share of one half.
        assert!(worst < 0.19, "{worst}");
    }

    #[test]
    fn similar_texts_have_a_key_in_common() {
        for seed in 0..1_000_u64 {
            let first = seed * 10_000;
            let [a, b] =
                [set(first, 100), set(first + 11, 100)].map(|set| Sketch::of_shingles(&set));
            assert!(a.keys().iter().any(|key| b.keys().contains(key)), "{seed}");
        }
    }

    #[test]
    fn nothing_resembles_nothing() {
        let none = Sketch::of("——");
        assert_eq!((none.n_shingles(), none.keys().len()), (0, 0));
        assert!(none.resemblance(&none) < f64::EPSILON);
    }

    proptest! {
        #[test]
        fn small_sets_are_exact(a in prop::collection::btree_set(0..60_u64, 0..40), b in prop::collection::btree_set(0..60_u64, 0..40)) {
            let hashed = |set: &BTreeSet<u64>| {
                let mut hashes: Vec<u64> = set.iter().copied().map(mixed).collect();
                hashes.sort_unstable();
                Sketch::of_shingles(&hashes)
            };
            let [common, all] = [a.intersection(&b).count(), a.union(&b).count().max(1)];
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let truth = common as f64 / all as f64;
            prop_assert!((hashed(&a).resemblance(&hashed(&b)) - truth).abs() < 1e-9);
        }
    }
}
