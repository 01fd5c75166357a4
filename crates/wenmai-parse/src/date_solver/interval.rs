//! Intervals of days, and what ages and dates without a year mean in them.

use jiff::{Span, civil::Date};

use crate::grammar::date::{AgeUnit, Amount};

/// The first day that counts: nothing of a page is older.
const EARLIEST: Date = Date::constant(1900, 1, 1);

/// The days from `from` to `to`, both included; `from` is never behind `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Days {
    pub(super) from: Date,
    pub(super) to: Date,
}

impl Days {
    /// `None` when the days are in the wrong order or too far back.
    pub(super) fn new(from: Date, to: Date) -> Option<Self> {
        (EARLIEST <= from && from <= to).then_some(Self { from, to })
    }

    /// One day.
    pub(super) const fn day(day: Date) -> Self {
        Self { from: day, to: day }
    }

    /// `day` and every day behind it.
    pub(super) const fn not_before(day: Date) -> Self {
        Self {
            from: day,
            to: Date::MAX,
        }
    }

    /// A calendar date; without a day all days of its month.
    pub(super) fn calendar(year: u32, month: u32, day: Option<u32>) -> Option<Self> {
        let year = i16::try_from(year).ok()?;
        let month = i8::try_from(month).ok()?;
        let first = Date::new(year, month, 1).ok()?;
        match day {
            Some(day) => {
                let day = Date::new(year, month, i8::try_from(day).ok()?).ok()?;
                Self::new(day, day)
            }
            None => Self::new(first, first.last_of_month()),
        }
    }

    pub(super) fn overlaps(self, other: Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }

    /// The shortest interval that holds both.
    pub(super) fn hull(self, other: Self) -> Self {
        Self {
            from: self.from.min(other.from),
            to: self.to.max(other.to),
        }
    }
}

/// A length of time in whole days or calendar months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Length {
    Days(i64),
    Months(i64),
}

impl Length {
    fn span(self) -> Option<Span> {
        match self {
            Self::Days(days) => Span::new().try_days(days).ok(),
            Self::Months(months) => Span::new().try_months(months).ok(),
        }
    }

    fn before(self, day: Date) -> Option<Date> {
        day.checked_sub(self.span()?).ok()
    }

    fn behind(self, day: Date) -> Option<Date> {
        day.checked_add(self.span()?).ok()
    }
}

/// An age: so many units before the capture.
///
/// Sites round down: `N months ago` says that N months have passed and N + 1 have not, so the time of publication lies
/// in (capture − (N + 1) months, capture − N months]. Of the capture only the day is known and not the time of day, and
/// so the day `capture − (N + 1) months` is a possible one, too. The same holds for every unit. `昨天` and `last month`
/// count units of the calendar instead: a day, month or year as a whole; weeks begin on Monday or on Sunday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Age {
    pub(super) amount: Amount,
    pub(super) unit: AgeUnit,
}

impl Age {
    /// The shortest and the longest time that may have passed; `None` for units of the calendar.
    fn elapsed(self) -> Option<(Length, Length)> {
        let (least, most) = match self.amount {
            Amount::Count(count) => (i64::from(count), i64::from(count) + 1),
            Amount::Few => (2, 10),
            Amount::Half => {
                return Some(match self.unit {
                    AgeUnit::Week => (Length::Days(3), Length::Days(7)),
                    // Half of February.
                    AgeUnit::Month => (Length::Days(14), Length::Months(1)),
                    AgeUnit::Year => (Length::Months(6), Length::Months(12)),
                    _ => (Length::Days(0), Length::Days(1)),
                });
            }
            Amount::Calendar(_) => return None,
        };
        // A count that is more than jiff's calendar holds fails later, in its arithmetic.
        let days = |per_day: i64| {
            let whole_days = most / per_day + i64::from(most % per_day > 0);
            (Length::Days(least / per_day), Length::Days(whole_days))
        };
        Some(match self.unit {
            AgeUnit::Second => days(24 * 60 * 60),
            AgeUnit::Minute => days(24 * 60),
            AgeUnit::Hour => days(24),
            AgeUnit::Day => days(1),
            AgeUnit::Week => (Length::Days(least * 7), Length::Days(most * 7)),
            AgeUnit::Month => (Length::Months(least), Length::Months(most)),
            AgeUnit::Year => (Length::Months(least * 12), Length::Months(most * 12)),
        })
    }

    /// The days of something of this age on a page that was captured within `capture`.
    pub(super) fn published(self, capture: Days) -> Option<Days> {
        let Amount::Calendar(count) = self.amount else {
            let (least, most) = self.elapsed()?;
            return Days::new(most.before(capture.from)?, least.before(capture.to)?);
        };
        let (nearest, farthest, is_whole) = self.calendar_units(count);
        let from = farthest.before(first_day(capture.from, self.unit))?;
        let to = nearest.before(first_day(capture.to, self.unit))?;
        let to = if is_whole { self.last_day(to)? } else { to };
        Days::new(from, to.min(capture.to))
    }

    /// The days of capture, up to the end of the calendar, of a page on which something that was published within `published` has this age.
    pub(super) fn captured(self, published: Days) -> Option<Days> {
        let Amount::Calendar(count) = self.amount else {
            let (least, most) = self.elapsed()?;
            let latest = most.behind(published.to).unwrap_or(Date::MAX);
            return Days::new(least.behind(published.from)?, latest);
        };
        let (nearest, farthest, is_whole) = self.calendar_units(count);
        let from = nearest.behind(first_day(published.from, self.unit))?;
        let to = farthest
            .behind(first_day(published.to, self.unit))
            .unwrap_or(Date::MAX);
        let to = if is_whole { self.last_day(to)? } else { to };
        Days::new(from.max(published.from), to)
    }

    /// How far a day of the unit `count` units back is, at the least and at the most, and whether these lengths are
    /// between the first days of units.
    fn calendar_units(self, count: u32) -> (Length, Length, bool) {
        let count = i64::from(count);
        let same = |length| (length, length, true);
        match self.unit {
            AgeUnit::Week => {
                let nearest = (count * 7 - 6).max(0);
                (Length::Days(nearest), Length::Days(count * 7 + 6), false)
            }
            AgeUnit::Month => same(Length::Months(count)),
            AgeUnit::Year => same(Length::Months(count * 12)),
            _ => (Length::Days(count), Length::Days(count), false),
        }
    }

    /// The last day of the month or year that begins at `first`.
    fn last_day(self, first: Date) -> Option<Date> {
        match self.unit {
            AgeUnit::Year => Date::new(first.year(), 12, 31).ok(),
            _ => Some(first.last_of_month()),
        }
    }

    /// Whether something published within `published` may have this age at a capture within `capture`.
    pub(super) fn fits(self, published: Days, capture: Days) -> bool {
        self.captured(published)
            .is_some_and(|days| days.overlaps(capture))
    }

    /// Whole years that the age may reach back; 0 for one that is out of range.
    pub(super) fn years(self) -> i16 {
        let count = match self.amount {
            Amount::Count(count) | Amount::Calendar(count) => count,
            Amount::Half => 1,
            Amount::Few => 10,
        };
        let years = match self.unit {
            AgeUnit::Year => count,
            AgeUnit::Month => count / 12,
            AgeUnit::Week => count / 52,
            AgeUnit::Day => count / 365,
            _ => 0,
        };
        i16::try_from(years).unwrap_or(0)
    }
}

/// The first day of the month or year of `day`; for other units the day itself.
fn first_day(day: Date, unit: AgeUnit) -> Date {
    match unit {
        AgeUnit::Month => day.first_of_month(),
        AgeUnit::Year => Date::new(day.year(), 1, 1).unwrap_or(day),
        _ => day,
    }
}

/// A day or month of a year that is not said: `9月更文挑战第18天`, `Sept 1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Yearly {
    pub(super) month: u32,
    pub(super) day: Option<u32>,
}

/// Years without a 29 February in a row, 1896 to 1904, and one more.
const MAX_YEARS_APART: i16 = 9;

impl Yearly {
    /// It in `year`; `None` where the year has no such day.
    pub(super) fn in_year(self, year: i16) -> Option<Days> {
        Days::calendar(u32::try_from(year).ok()?, self.month, self.day)
    }

    /// The first one that is not over before `day`.
    pub(super) fn first_from(self, day: Date) -> Option<Days> {
        (0..=MAX_YEARS_APART)
            .filter_map(|years| self.in_year(day.year().checked_add(years)?))
            .find(|days| days.to >= day)
    }

    /// The last one that begins at `day` or before it.
    pub(super) fn last_until(self, day: Date) -> Option<Days> {
        (0..=MAX_YEARS_APART)
            .filter_map(|years| self.in_year(day.year().checked_sub(years)?))
            .find(|days| days.from <= day)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const fn age(amount: Amount, unit: AgeUnit) -> Age {
        Age { amount, unit }
    }

    fn days(from: &str, to: &str) -> Days {
        Days::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
    }

    #[test]
    fn ages_become_intervals() {
        let capture = Days::day(date(2024, 12, 20));
        let count = |n, unit| age(Amount::Count(n), unit);
        let back = |n, unit| age(Amount::Calendar(n), unit);
        let cases = [
            (count(7, AgeUnit::Month), "2024-04-20", "2024-05-20"),
            (count(1, AgeUnit::Year), "2022-12-20", "2023-12-20"),
            (count(2, AgeUnit::Week), "2024-11-29", "2024-12-06"),
            (count(3, AgeUnit::Day), "2024-12-16", "2024-12-17"),
            (count(0, AgeUnit::Minute), "2024-12-19", "2024-12-20"),
            (count(16, AgeUnit::Hour), "2024-12-19", "2024-12-20"),
            (count(30, AgeUnit::Hour), "2024-12-18", "2024-12-19"),
            (age(Amount::Half, AgeUnit::Year), "2023-12-20", "2024-06-20"),
            (age(Amount::Few, AgeUnit::Day), "2024-12-10", "2024-12-18"),
            (back(1, AgeUnit::Day), "2024-12-19", "2024-12-19"),
            (back(0, AgeUnit::Day), "2024-12-20", "2024-12-20"),
            (back(1, AgeUnit::Week), "2024-12-07", "2024-12-19"),
            (back(1, AgeUnit::Month), "2024-11-01", "2024-11-30"),
            (back(1, AgeUnit::Year), "2023-01-01", "2023-12-31"),
        ];
        for (age, from, to) in cases {
            assert_eq!(age.published(capture), Some(days(from, to)), "{age:?}");
        }
    }

    #[test]
    fn ages_out_of_the_calendar_are_none() {
        let capture = Days::day(date(2024, 12, 20));
        for unit in [AgeUnit::Day, AgeUnit::Week, AgeUnit::Month, AgeUnit::Year] {
            for amount in [Amount::Count(u32::MAX), Amount::Calendar(u32::MAX)] {
                assert_eq!(age(amount, unit).published(capture), None);
                assert_eq!(age(amount, unit).captured(capture), None);
            }
        }
    }

    #[test]
    fn days_without_a_year() {
        let leap = Yearly {
            month: 2,
            day: Some(29),
        };
        let day = date(2025, 1, 1);
        assert_eq!(leap.first_from(day), Some(Days::day(date(2028, 2, 29))));
        assert_eq!(leap.last_until(day), Some(Days::day(date(2024, 2, 29))));
        let never = Yearly {
            month: 2,
            day: Some(30),
        };
        assert_eq!(never.first_from(day), None);
        assert_eq!(never.last_until(day), None);
    }

    fn any_age() -> impl Strategy<Value = Age> {
        let amount = prop_oneof![
            any::<u32>().prop_map(Amount::Count),
            (0..400_u32).prop_map(Amount::Count),
            Just(Amount::Half),
            Just(Amount::Few),
            (0..3_u32).prop_map(Amount::Calendar),
            any::<u32>().prop_map(Amount::Calendar),
        ];
        let unit = prop::sample::select(vec![
            AgeUnit::Second,
            AgeUnit::Minute,
            AgeUnit::Hour,
            AgeUnit::Day,
            AgeUnit::Week,
            AgeUnit::Month,
            AgeUnit::Year,
        ]);
        (amount, unit).prop_map(|(amount, unit)| Age { amount, unit })
    }

    fn any_date() -> impl Strategy<Value = Date> {
        (1900..9999_i16, 1..=12_i8, 1..=31_i8)
            .prop_filter_map("no such day", |(year, month, day)| {
                Date::new(year, month, day).ok()
            })
    }

    proptest! {
        #[test]
        fn intervals_are_in_order_and_fit(age in any_age(), first in any_date(), second in any_date()) {
            let capture = Days::new(first.min(second), first.max(second)).unwrap();
            if let Some(published) = age.published(capture) {
                prop_assert!(published.from <= published.to && published.to <= capture.to);
                prop_assert!(age.fits(published, capture), "{published:?}");
            }
            if let Some(later) = age.captured(capture) {
                prop_assert!(later.from <= later.to && later.from >= capture.from);
            }
        }
    }
}
