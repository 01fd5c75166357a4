//! Histograms with percentiles.

use maud::{Markup, html};

use super::{chart, percentage};
use crate::report::frame::count;
use crate::report::summary::ratio;
use crate::report::text::Text;

/// Height of the bars in pixels.
const HEIGHT: f64 = 96.0;
/// Most bins of a histogram in equal steps.
const BINS: u64 = 20;
/// Steps of a decade, for numbers that differ by more than [`BINS`] times.
const DECADE: [u64; 6] = [10, 15, 20, 30, 50, 70];
/// So many labels stand below a chart at most: they stay apart on a phone.
const LABELS: usize = 8;

/// A bin: from `from` to less than `to`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct Bin {
    pub(in crate::report) from: u64,
    pub(in crate::report) to: u64,
    pub(in crate::report) count: u64,
}

impl Bin {
    /// The numbers in it: `7` or `100 – 149`.
    pub(in crate::report) fn name(&self) -> String {
        let last = self.to.saturating_sub(1);
        if last <= self.from {
            count(self.from)
        } else {
            format!("{} – {}", count(self.from), count(last))
        }
    }
}

/// Counts `numbers` in bins of equal width, or of widths that grow with them where they differ much.
pub(in crate::report) fn bins(numbers: impl Iterator<Item = u64> + Clone) -> Vec<Bin> {
    let (Some(least), Some(largest)) = (numbers.clone().min(), numbers.clone().max()) else {
        return Vec::new();
    };
    let mut bins: Vec<Bin> = edges(least, largest)
        .windows(2)
        .filter_map(|pair| match *pair {
            [from, to] => Some(Bin { from, to, count: 0 }),
            _ => None,
        })
        .collect();
    for number in numbers {
        let after = bins.partition_point(|bin| bin.from <= number);
        if let Some(bin) = after.checked_sub(1).and_then(|index| bins.get_mut(index)) {
            bin.count += 1;
        }
    }
    bins
}

/// Ascending edges; the first is not above `least`, the last one above `largest`.
fn edges(least: u64, largest: u64) -> Vec<u64> {
    let span = largest - least;
    if largest / BINS <= least.max(1) {
        let step = nice_step(span / BINS + 1);
        let first = least / step * step;
        let n_steps = (largest - first) / step + 1;
        return (0..=n_steps)
            .map(|index| first.saturating_add(index.saturating_mul(step)))
            .collect();
    }
    // 0, 1, 2, 3, 5, 7, 10, 15, 20, 30 …
    let mut edges = vec![0, 1, 2, 3, 5, 7];
    let mut power: u64 = 1;
    while edges.last().is_some_and(|&last| last <= largest) {
        edges.extend(DECADE.iter().map(|step| step.saturating_mul(power)));
        match power.checked_mul(10) {
            Some(next) => power = next,
            None => break,
        }
    }
    let first = edges
        .partition_point(|&edge| edge <= least)
        .saturating_sub(1);
    let end = edges.partition_point(|&edge| edge <= largest);
    edges.get(first..=end).unwrap_or_default().to_vec()
}

/// The least of 1, 2, 5, 10, 20, 50 … that is not below `step`.
fn nice_step(step: u64) -> u64 {
    let mut power: u64 = 1;
    loop {
        for factor in [1, 2, 5] {
            let nice = power.saturating_mul(factor);
            if nice >= step || nice == u64::MAX {
                return nice;
            }
        }
        power = power.saturating_mul(10);
    }
}

/// Where `number` stands among `bins`, as a share of the chart's width.
pub(in crate::report) fn place_in(bins: &[Bin], number: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a place on a chart")]
    let place = |bin: &Bin, index: usize| {
        let (from, to) = (bin.from as f64, bin.to as f64);
        (index as f64 + ((number - from) / (to - from)).clamp(0.0, 1.0)) / bins.len() as f64
    };
    #[expect(clippy::cast_precision_loss, reason = "a place on a chart")]
    let after = bins.partition_point(|bin| bin.from as f64 <= number).max(1) - 1;
    bins.get(after).map_or(0.0, |bin| place(bin, after))
}

/// A histogram. `labels` are the names of the edges, one more than bars; `names` those of the bars; `marks` are lines with a name
/// at a share of the width.
pub(in crate::report) fn histogram(
    text: &Text,
    title: &str,
    (labels, names): (&[String], &[String]),
    counts: &[f64],
    marks: &[(f64, String)],
) -> Markup {
    let most = counts.iter().copied().fold(0.0, f64::max);
    let n_bars = counts.len() as u64;
    let every = labels.len().div_ceil(LABELS).max(1);
    let shown = |count: f64| {
        if count.fract() == 0.0 {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a count, and `as` saturates"
            )]
            count_text(count as u64)
        } else {
            format!("{count:.1}")
        }
    };
    let drawing = html! {
        @for (index, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0.0) {
            @let height = (HEIGHT * count / most).max(1.0);
            rect.hb x=(percentage(ratio(index as u64 * 20 + 1, n_bars * 20))) width=(percentage(ratio(9, n_bars * 10)))
                y=(format!("{:.1}", 16.0 + HEIGHT - height)) height=(format!("{height:.1}")) {}
        }
        line.axis x1="0" x2="100%" y1="112.5" y2="112.5" {}
        @for (index, label) in labels.iter().enumerate().filter(|(index, _)| index % every == 0) {
            text x=(percentage(ratio(index as u64, n_bars))) y="128" text-anchor=(anchor(index, labels.len())) { (label) }
        }
        @for (share, name) in marks {
            line.mark x1=(percentage(*share)) x2=(percentage(*share)) y1="14" y2="112" {}
            @if !name.is_empty() { text x=(percentage(*share)) y="10" text-anchor=(if *share < 0.15 { "start" } else if *share > 0.85 { "end" } else { "middle" }) { (name) } }
        }
    };
    let table = html! {
        table.small {
            thead { tr { th { (text.range) } th.n { (text.number) } } }
            tbody {
                @for (name, &count) in names.iter().zip(counts) { tr {
                    th { (name) }
                    td.n { (shown(count)) }
                } }
            }
        }
    };
    chart(title, 132, &drawing, Some((text, &table)))
}

fn count_text(number: u64) -> String {
    count(number)
}

/// Labels at the ends stay inside of the chart.
const fn anchor(index: usize, len: usize) -> &'static str {
    if index == 0 {
        "start"
    } else if index + 1 == len {
        "end"
    } else {
        "middle"
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn counts(numbers: &[u64]) -> Vec<(u64, u64, u64)> {
        bins(numbers.iter().copied())
            .iter()
            .map(|bin| (bin.from, bin.to, bin.count))
            .collect()
    }

    #[test]
    fn bins_are_even_or_grow() {
        assert_eq!(counts(&[]), []);
        assert_eq!(counts(&[7]), [(7, 8, 1)]);
        assert_eq!(counts(&[3, 4, 4]), [(3, 4, 1), (4, 5, 2)]);
        let bin = |from, to| Bin { from, to, count: 0 };
        assert_eq!(
            [bin(3, 4), bin(1_000, 1_500)].map(|bin| bin.name()),
            ["3", "1,000 – 1,499"]
        );
        assert_eq!(counts(&[950, 1_200]).len(), 14);
        let wide = counts(&[0, 1, 1_000_000]);
        assert_eq!((wide[0], wide[1]), ((0, 1, 1), (1, 2, 1)));
        assert_eq!(wide.last(), Some(&(1_000_000, 1_500_000, 1)));
    }

    #[test]
    fn places_follow_the_bins() {
        let bins = bins([0, 100].into_iter());
        assert!((place_in(&bins, 0.0)).abs() < 1e-9);
        assert!(place_in(&bins, 100.0) < 1.0 && place_in(&bins, 100.0) > 0.8);
    }

    proptest! {
        #[test]
        fn every_number_is_in_a_bin(numbers in prop::collection::vec(prop_oneof![0..100_u64, 0..u64::MAX], 1..100)) {
            let bins = bins(numbers.iter().copied());
            prop_assert!(bins.len() <= 128, "{}", bins.len());
            prop_assert!(bins.windows(2).all(|pair| pair[0].to == pair[1].from));
            prop_assert_eq!(bins.iter().map(|bin| bin.count).sum::<u64>(), numbers.len() as u64);
            prop_assert!(bins.iter().all(|bin| bin.from < bin.to));
        }
    }
}
