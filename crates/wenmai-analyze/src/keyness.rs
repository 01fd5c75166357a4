//! How much more frequent a term is in one text than in another.

use wenmai_model::Keyness;

/// Log-likelihood ratio (G²) of a term that occurs `count` times in a text of `size` words and `reference_count`
/// times in a reference of `reference_size` words; negative where the term is rarer than in the reference.
///
/// Both texts are taken as draws from one distribution; G² says how badly that fits. 3.84 is significant at
/// p < 0.05, 10.83 at p < 0.001. Source: T. Dunning, "Accurate methods for the statistics of surprise and
/// coincidence", Computational Linguistics 19 (1993), in the two-cell form of P. Rayson and R. Garside,
/// "Comparing corpora using frequency profiling" (2000). Never NaN; 0 where a text has no words.
///
/// ```
/// use wenmai_analyze::log_likelihood;
/// // The expected counts are 50 and 50: 2 · (60 · ln(60/50) + 40 · ln(40/50)).
/// assert!((log_likelihood(60, 1000, 40, 1000) - 4.027).abs() < 0.001);
/// assert!(log_likelihood(1, 1000, 9, 1000) < 0.0);
/// assert_eq!(log_likelihood(0, 0, 5, 100), 0.0);
/// ```
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of words stay far below 2^53"
)]
pub fn log_likelihood(count: u64, size: u64, reference_count: u64, reference_size: u64) -> f64 {
    if size == 0 || reference_size == 0 || count + reference_count == 0 {
        return 0.0;
    }
    let (a, b) = (count as f64, reference_count as f64);
    let (c, d) = (size as f64, reference_size as f64);
    let rate = (a + b) / (c + d);
    let cell = |observed: f64, expected: f64| {
        if observed > 0.0 {
            observed * (observed / expected).ln()
        } else {
            0.0
        }
    };
    // Rounding may leave a hair below zero.
    let g2 = (2.0 * (cell(a, c * rate) + cell(b, d * rate))).max(0.0);
    if a * d < b * c { -g2 } else { g2 }
}

/// G² beyond which a difference is by chance in less than this share of cases (χ² with one degree of freedom).
const SIGNIFICANCE: [(f64, f64); 4] = [
    (15.13, 0.0001),
    (10.83, 0.001),
    (6.63, 0.01),
    (MIN_G2, 0.05),
];

/// G² from which on a difference is taken for one: it is by chance in less than one of twenty cases.
pub(crate) const MIN_G2: f64 = 3.84;

/// How a term that occurs `count` times in a text of `size` words stands against `reference_count` times in a reference.
///
/// The log ratio is the binary logarithm of the ratio of the two frequencies, half an occurrence taken where there is none (A.
/// Hardie, "Log ratio: an informal introduction", 2014): it says how large a difference is, G² how sure.
pub(crate) fn keyness(count: u64, size: u64, reference_count: u64, reference_size: u64) -> Keyness {
    let g2 = log_likelihood(count, size, reference_count, reference_size);
    let level = SIGNIFICANCE.iter().find(|(least, _)| g2.abs() >= *least);
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of words stay far below 2^53"
    )]
    let rate = |count: u64, size: u64| (count as f64).max(0.5) / size.max(1) as f64;
    Keyness {
        count,
        reference_count,
        log_likelihood: g2,
        log_ratio: (rate(count, size) / rate(reference_count, reference_size)).log2(),
        significance: level.map(|(_, p)| *p),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn equal_rates_say_nothing() {
        assert!(log_likelihood(5, 100, 50, 1000).abs() < 1e-9);
    }

    #[test]
    fn size_and_sureness_of_a_difference() {
        let found = keyness(60, 1000, 15, 1000);
        assert!((found.log_ratio - 2.0).abs() < 1e-9);
        assert_eq!(
            (found.reference_count, found.significance),
            (15, Some(0.0001))
        );
        // Half an occurrence against two.
        let absent = keyness(2, 1000, 0, 1000);
        assert!((absent.log_ratio - 2.0).abs() < 1e-9);
        assert_eq!(absent.significance, None);
        assert!(keyness(0, 0, 0, 0).log_ratio.is_finite());
    }

    proptest! {
        #[test]
        fn finite_and_antisymmetric(a in 0u64..1000, b in 0u64..1000, c in 0u64..100_000, d in 0u64..100_000) {
            let (there, back) = (log_likelihood(a, c, b, d), log_likelihood(b, d, a, c));
            prop_assert!(there.is_finite());
            prop_assert!((there + back).abs() < 1e-6);
        }
    }
}
