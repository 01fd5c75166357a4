//! How a measure is spread over documents, in bounded memory.

use wenmai_model::{Analysis, Distribution};

/// Numbers below this have a bin of their own.
const EXACT: u64 = 64;

/// Bins of each doubling above.
const BINS: u64 = 32;
const BINS_LOG2: u32 = BINS.trailing_zeros();

/// Counts of numbers in bins whose width grows with the numbers: at most 2,000 bins, each no wider than a 32nd of its numbers.
/// Sums of integers, so that the order of the numbers does not matter.
#[derive(Debug, Clone, Default)]
struct Histogram {
    bins: Vec<u64>,
    count: u64,
    sum: u128,
    least: u64,
    largest: u64,
}

impl Histogram {
    fn add(&mut self, number: u64) {
        let bin = bin_of(number);
        if self.bins.len() <= bin {
            self.bins.resize(bin + 1, 0);
        }
        if let Some(count) = self.bins.get_mut(bin) {
            *count += 1;
        }
        let is_first = self.count == 0;
        self.least = if is_first {
            number
        } else {
            self.least.min(number)
        };
        self.largest = self.largest.max(number);
        self.count += 1;
        self.sum += u128::from(number);
    }

    fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        if self.bins.len() < other.bins.len() {
            self.bins.resize(other.bins.len(), 0);
        }
        for (count, theirs) in self.bins.iter_mut().zip(&other.bins) {
            *count += theirs;
        }
        self.least = if self.count == 0 {
            other.least
        } else {
            self.least.min(other.least)
        };
        self.largest = self.largest.max(other.largest);
        self.count += other.count;
        self.sum += other.sum;
    }

    /// The least number that `percent` of the numbers do not exceed, rounded down to its bin.
    fn percentile(&self, percent: u64) -> u64 {
        let rank = (self.count * percent).div_ceil(100).max(1);
        let mut below = 0;
        for (bin, count) in self.bins.iter().enumerate() {
            below += count;
            if below >= rank {
                return least_of(bin as u64).clamp(self.least, self.largest);
            }
        }
        self.largest
    }
}

fn bin_of(number: u64) -> usize {
    if number < EXACT {
        return usize::try_from(number).unwrap_or_default();
    }
    let doubling = number.ilog2();
    let within = (number >> (doubling - BINS_LOG2)) & (BINS - 1);
    let bin = EXACT + u64::from(doubling - EXACT.ilog2()) * BINS + within;
    usize::try_from(bin).unwrap_or_default()
}

fn least_of(bin: u64) -> u64 {
    if bin < EXACT {
        return bin;
    }
    let (doublings, within) = ((bin - EXACT) / BINS, (bin - EXACT) % BINS);
    (BINS + within) << (doublings + u64::from(EXACT.ilog2() - BINS_LOG2))
}

/// What is measured of each document, by the name of its field, with the number of parts in which it is counted.
const MEASURES: [(&str, u32); 9] = [
    ("chars", 1),
    ("words", 1),
    ("sentences", 1),
    ("tokens", 1),
    ("sections", 1),
    ("reading_seconds", 1),
    ("lexical_variety", 100),
    ("sentence_words", 100),
    ("sentence_chars", 100),
];

/// How the measures of documents are spread.
#[derive(Debug, Clone, Default)]
pub(crate) struct Distributions {
    histograms: [Histogram; MEASURES.len()],
}

impl Distributions {
    /// Takes in one document with its number of headings.
    pub(crate) fn add(&mut self, analysis: &Analysis, sections: u64) {
        let (totals, measures) = (&analysis.totals, &analysis.measures);
        let numbers = [
            Some(totals.chars),
            Some(totals.words),
            Some(totals.sentences),
            Some(totals.tokens),
            Some(sections),
            Some(measures.reading_seconds),
            hundredths(measures.lexical_variety),
            hundredths(measures.sentence_words),
            hundredths(measures.sentence_chars),
        ];
        for (histogram, number) in self.histograms.iter_mut().zip(numbers) {
            if let Some(number) = number {
                histogram.add(number);
            }
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        for (histogram, theirs) in self.histograms.iter_mut().zip(&other.histograms) {
            histogram.merge(theirs);
        }
    }

    /// Those of which there is any number, in fixed order.
    pub(crate) fn finish(&self) -> Vec<Distribution> {
        let known = self.histograms.iter().zip(MEASURES);
        known
            .filter(|(histogram, _)| histogram.count > 0)
            .map(|(histogram, (measure, parts))| {
                #[expect(clippy::cast_precision_loss, reason = "rounded to their bins anyway")]
                let number = |number: u64| number as f64 / f64::from(parts);
                #[expect(clippy::cast_precision_loss, reason = "a mean")]
                let mean = histogram.sum as f64 / histogram.count as f64 / f64::from(parts);
                let percentile = |percent| number(histogram.percentile(percent));
                Distribution {
                    measure: measure.into(),
                    documents: histogram.count,
                    mean,
                    min: number(histogram.least),
                    p5: percentile(5),
                    p25: percentile(25),
                    p50: percentile(50),
                    p75: percentile(75),
                    p95: percentile(95),
                    max: number(histogram.largest),
                }
            })
            .collect()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "measures are positive, and `as` saturates"
)]
fn hundredths(measure: Option<f64>) -> Option<u64> {
    measure.map(|measure| (measure * 100.0).round() as u64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn histogram(numbers: &[u64]) -> Histogram {
        let mut histogram = Histogram::default();
        for &number in numbers {
            histogram.add(number);
        }
        histogram
    }

    #[test]
    fn small_numbers_are_exact() {
        let histogram = histogram(&[10, 0, 20, 63, 5]);
        let found = [0, 20, 21, 50, 100].map(|percent| histogram.percentile(percent));
        assert_eq!(found, [0, 0, 5, 10, 63]);
    }

    proptest! {
        #[test]
        fn percentiles_are_within_a_bin(mut numbers in prop::collection::vec(0..u64::MAX, 1..200), percent in 0..=100_u64) {
            let found = histogram(&numbers).percentile(percent);
            numbers.sort_unstable();
            let rank = (numbers.len() * usize::try_from(percent).unwrap()).div_ceil(100).max(1);
            let expected = numbers[rank - 1];
            prop_assert!(found <= expected && expected - found <= expected / 32, "{found} {expected}");
        }

        #[test]
        fn order_and_grouping_do_not_matter(numbers in prop::collection::vec(0..1_000_000_u64, 0..50), at in 0..50_usize) {
            let (left, right) = numbers.split_at(at.min(numbers.len()));
            let (mut one, mut other) = (histogram(left), histogram(right));
            one.merge(&histogram(right));
            other.merge(&histogram(left));
            prop_assert_eq!(format!("{one:?}"), format!("{other:?}"));
            prop_assert_eq!(format!("{one:?}"), format!("{:?}", histogram(&numbers)));
        }
    }
}
