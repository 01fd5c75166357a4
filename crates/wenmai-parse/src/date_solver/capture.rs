//! Solving the time of capture from the evidence of a page.

use jiff::civil::Date;
use wenmai_model::{CaptureBasis, Span};

use super::{
    card_dates::{CardDates, Dated},
    interval::Days,
};

/// Most years in which a date without year is tried.
const MAX_YEARS: i16 = 40;

/// Where a piece of evidence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The card with this index.
    Card(usize),
    /// A date of the page itself.
    Page(Span),
}

/// What bounds the time of capture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Evidence {
    pub(super) source: Source,
    /// The days it allows, in order, without overlaps; never empty. A date without year allows some of each year.
    pub(super) days: Vec<Days>,
    /// Whether it names a year and bounds the capture on both sides.
    pub(super) is_anchor: bool,
}

impl Evidence {
    /// Whether it allows a day of `days`.
    pub(super) fn fits(&self, days: Days) -> bool {
        self.days.iter().any(|allowed| allowed.overlaps(days))
    }

    /// Whether all that it allows is behind `days`.
    pub(super) fn is_behind(&self, days: Days) -> bool {
        self.days.iter().all(|allowed| allowed.from > days.to)
    }
}

/// The time of capture and how it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Solution {
    pub(super) days: Days,
    pub(super) basis: CaptureBasis,
}

/// First and last year that the dated evidence of a page spans, the time of capture included where it is given, and one
/// more at the end; `None` without such.
pub(super) fn years(
    cards: &[CardDates],
    own_days: &[(Span, Days)],
    given: Option<Days>,
) -> Option<(i16, i16)> {
    let anchors = cards.iter().filter(|dates| dates.age.is_some());
    let anchors = anchors.filter_map(CardDates::full_days).chain(given);
    let first = anchors.map(|days| days.from.year()).min()?;
    let full = cards.iter().filter_map(CardDates::full_days);
    let own = own_days.iter().map(|(_, days)| *days);
    let all = full.chain(own).chain(given);
    let last = all.map(|days| days.from.year()).max()?;
    Some((first, last.saturating_add(1)))
}

/// What card `at` says about the time of capture. `years` are those of [`years`].
pub(super) fn of_card(at: usize, dates: &CardDates, years: Option<(i16, i16)>) -> Option<Evidence> {
    let (days, is_anchor) = match (dates.age, dates.dated) {
        (Some(age), Some(Dated::Full(days))) => (vec![age.captured(days)?], true),
        (Some(age), Some(Dated::Yearly(yearly))) => {
            let (earliest, last) = years?;
            let first = match dates.full_days() {
                // The first that is not before the paper, or a later one.
                Some(days) => days.from.year(),
                None => earliest.saturating_sub(age.years()).saturating_sub(1),
            };
            let candidates = (first.max(last.saturating_sub(MAX_YEARS))..=last)
                .filter_map(|year| age.captured(yearly.in_year(year)?));
            (joined(candidates), dates.paper.is_some())
        }
        (Some(age), None) => {
            let earliest = age.captured(Days::day(dates.paper?))?;
            (vec![Days::not_before(earliest.from)], false)
        }
        (None, _) => {
            let from = dates.full_days().map(|days| days.from).or(dates.paper)?;
            (vec![Days::not_before(from)], false)
        }
    };
    (!days.is_empty()).then_some(Evidence {
        source: Source::Card(at),
        days,
        is_anchor,
    })
}

/// Joins neighbors that touch; `days` come in order of their first days.
fn joined(days: impl Iterator<Item = Days>) -> Vec<Days> {
    let mut joined: Vec<Days> = Vec::new();
    for next in days {
        match joined.last_mut().filter(|last| last.overlaps(next)) {
            Some(last) => *last = last.hull(next),
            None => joined.push(next),
        }
    }
    joined
}

/// What holds at a place of the sweep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Score {
    /// How many pieces of evidence allow it.
    all: usize,
    /// How many of them name a year.
    anchors: usize,
}

/// The days that most of the evidence allows, the earliest of several such: each piece has one voice, and one at least
/// of those that agree must name a year.
///
/// Sweeps over the ends of all intervals: O(n log n) for n of them.
pub(super) fn solve(evidence: &[Evidence]) -> Option<Days> {
    // Intervals begin before others end on the same day, for both days are included.
    let mut ends: Vec<(Date, bool, bool)> = evidence
        .iter()
        .flat_map(|piece| {
            let of = |days: &Days| {
                [
                    (days.from, false, piece.is_anchor),
                    (days.to, true, piece.is_anchor),
                ]
            };
            piece.days.iter().flat_map(of)
        })
        .collect();
    ends.sort_unstable();
    let mut score = Score::default();
    let mut best: Option<(Score, Date, Option<Date>)> = None;
    for (day, is_last, is_anchor) in ends {
        if is_last {
            // The best days end with the first interval that ends behind their start.
            if let Some((_, _, end @ None)) = &mut best {
                *end = Some(day);
            }
            score.all -= 1;
            score.anchors -= usize::from(is_anchor);
        } else {
            score.all += 1;
            score.anchors += usize::from(is_anchor);
            if score.anchors > 0 && best.is_none_or(|(highest, ..)| score > highest) {
                best = Some((score, day, None));
            }
        }
    }
    let (_, from, to) = best?;
    Days::new(from, to?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn days(from: &str, to: &str) -> Days {
        Days::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
    }

    fn piece(is_anchor: bool, days: &[Days]) -> Evidence {
        Evidence {
            source: Source::Card(0),
            days: days.to_vec(),
            is_anchor,
        }
    }

    #[test]
    fn most_of_the_evidence_wins() {
        let summer = days("2024-06-01", "2024-07-01");
        let winter = days("2024-12-18", "2025-01-18");
        let later = days("2024-12-14", "2025-01-14");
        let evidence = [
            piece(true, &[summer]),
            piece(true, &[winter]),
            piece(true, &[later]),
        ];
        assert_eq!(solve(&evidence), Some(days("2024-12-18", "2025-01-14")));
        // Days without a year decide between years, but name none.
        let yearly = [
            days("2023-12-01", "2024-01-03"),
            days("2024-12-01", "2025-01-03"),
        ];
        assert_eq!(solve(&[piece(false, &yearly)]), None);
        let evidence = [
            piece(true, &[summer]),
            piece(true, &[winter]),
            piece(false, &yearly),
        ];
        assert_eq!(solve(&evidence), Some(days("2024-12-18", "2025-01-03")));
        // A single shared day is enough.
        let touching = [
            piece(true, &[days("2024-01-01", "2024-02-01")]),
            piece(true, &[days("2024-02-01", "2024-03-01")]),
        ];
        assert_eq!(solve(&touching), Some(days("2024-02-01", "2024-02-01")));
        assert_eq!(solve(&[]), None);
    }

    proptest! {
        #[test]
        fn the_solution_fits_as_much_as_any_day_does(
            pieces in prop::collection::vec((0..300_i64, 0..60_i64), 1..12),
        ) {
            let day = |count: i64| "2024-01-01".parse::<Date>().unwrap()
                .checked_add(jiff::Span::new().days(count)).unwrap();
            let evidence: Vec<Evidence> = pieces.iter()
                .map(|&(from, len)| piece(true, &[Days::new(day(from), day(from + len)).unwrap()]))
                .collect();
            let count = |days: Days| evidence.iter().filter(|piece| piece.fits(days)).count();
            let solved = solve(&evidence).unwrap();
            let (first, last) = (count(Days::day(solved.from)), count(Days::day(solved.to)));
            let most = (0..360).map(|at| count(Days::day(day(at)))).max().unwrap();
            prop_assert_eq!((first, last, count(solved)), (most, most, most));
        }
    }
}
