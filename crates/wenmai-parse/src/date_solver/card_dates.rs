//! What a card says about its date.

use jiff::civil::Date;
use wenmai_model::{CaptureBasis, CaptureInterval, Card, DateBasis, DateInterval, Reference};

use super::interval::{Age, Days, Yearly};
use crate::grammar::{
    date::{DateText, date_text, stamp},
    whole,
};

/// A calendar date of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dated {
    /// With its year.
    Full(Days),
    /// Without.
    Yearly(Yearly),
}

/// What a card says about its date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct CardDates {
    /// Its age.
    pub(super) age: Option<Age>,
    /// Its date: that in the place of the age, else its stamp.
    pub(super) dated: Option<Dated>,
    /// Whether `dated` is the stamp of the excerpt.
    pub(super) is_stamp: bool,
    /// The first day of the month of the last arXiv paper that it names: it is not older.
    pub(super) paper: Option<Date>,
}

/// Reads the dates of `card`, which names `papers`.
pub(super) fn card_dates<'r>(
    card: &Card,
    papers: impl Iterator<Item = &'r Reference>,
) -> CardDates {
    let mut dates = CardDates {
        paper: papers.filter_map(|paper| paper_month(&paper.target)).max(),
        ..CardDates::default()
    };
    match card.age.as_deref().and_then(|age| whole(date_text, age)) {
        Some(DateText::Ago { amount, unit }) => dates.age = Some(Age { amount, unit }),
        Some(calendar @ DateText::Calendar { .. }) => dates.dated = dated(calendar),
        None => {}
    }
    if dates.dated.is_none()
        && let Some((_, stamp)) = card.excerpt.as_deref().and_then(|text| stamp(text).ok())
    {
        dates.dated = dated(stamp.date);
        dates.is_stamp = dates.dated.is_some();
    }
    dates
}

fn dated(date: DateText) -> Option<Dated> {
    let DateText::Calendar { year, month, day } = date else {
        return None;
    };
    match year {
        Some(year) => Days::calendar(year, month, day).map(Dated::Full),
        None => Some(Dated::Yearly(Yearly { month, day })),
    }
}

/// The first day of the month in which an arXiv number was given: `2408.10899` is of August 2024.
fn paper_month(number: &str) -> Option<Date> {
    let digits = |range: std::ops::Range<usize>| number.get(range)?.parse::<u32>().ok();
    let (year, month) = (digits(0..2)?, digits(2..4)?);
    Days::calendar(2000 + year, month, None).map(|days| days.from)
}

impl CardDates {
    /// The days of the first date that is not before the paper; `None` for a year that nothing says.
    pub(super) fn full_days(&self) -> Option<Days> {
        match (self.dated?, self.paper) {
            (Dated::Full(days), _) => Some(days),
            (Dated::Yearly(yearly), Some(paper)) => yearly.first_from(paper),
            (Dated::Yearly(_), None) => None,
        }
    }

    /// When the article was published, as far as the card and the time of capture tell.
    pub(super) fn published(&self, capture: Option<CaptureInterval>) -> Option<DateInterval> {
        let (days, basis) = self.days(capture)?;
        let Days { from, to } = days;
        Some(DateInterval { from, to, basis })
    }

    fn days(&self, capture: Option<CaptureInterval>) -> Option<(Days, DateBasis)> {
        let captured = capture.map(|found| Days {
            from: found.from,
            to: found.to,
        });
        let by_age = match (self.age, captured) {
            (Some(age), Some(captured)) => age.published(captured),
            _ => None,
        };
        let age_basis = match capture.map(|found| found.basis) {
            Some(CaptureBasis::Given) => DateBasis::Age,
            _ => DateBasis::AgeSolved,
        };
        match (self.dated, by_age, captured) {
            (Some(Dated::Full(days)), Some(by_age), Some(captured)) => {
                Some(if self.age?.fits(days, captured) {
                    (days, DateBasis::Written)
                } else {
                    (days.hull(by_age), DateBasis::Conflict)
                })
            }
            (Some(Dated::Full(days)), _, _) => Some((days, DateBasis::Written)),
            (Some(Dated::Yearly(yearly)), Some(by_age), Some(captured)) => {
                self.by_age_and_yearly(yearly, by_age, captured)
            }
            // The place of the age holds no year when the year is that of the capture, or the date a recent one.
            (Some(Dated::Yearly(yearly)), None, Some(captured)) if !self.is_stamp => {
                let (first, last) = (
                    yearly.last_until(captured.from)?,
                    yearly.last_until(captured.to)?,
                );
                Some((first.hull(last), DateBasis::Written))
            }
            (Some(Dated::Yearly(yearly)), None, _) => {
                let first = yearly.first_from(self.paper?)?;
                Some((first, DateBasis::StampArxiv))
            }
            (None, Some(by_age), _) => Some(match self.paper {
                Some(paper) if paper > by_age.to => {
                    (by_age.hull(Days::day(paper)), DateBasis::Conflict)
                }
                Some(paper) => {
                    let from = paper.max(by_age.from);
                    (Days { from, ..by_age }, age_basis)
                }
                None => (by_age, age_basis),
            }),
            (None, None, Some(captured)) => {
                Days::new(self.paper?, captured.to).map(|days| (days, DateBasis::Arxiv))
            }
            _ => None,
        }
    }

    /// The days of a date without year that fit the age; when there are none, what lies between both.
    fn by_age_and_yearly(
        &self,
        yearly: Yearly,
        by_age: Days,
        captured: Days,
    ) -> Option<(Days, DateBasis)> {
        let age = self.age?;
        let years = by_age.from.year().saturating_sub(1)..=by_age.to.year().saturating_add(1);
        let all = || years.clone().filter_map(|year| yearly.in_year(year));
        let fitting = all()
            .filter(|&days| self.paper.is_none_or(|paper| paper <= days.to))
            .filter(|&days| age.fits(days, captured))
            .reduce(Days::hull);
        if let Some(days) = fitting {
            return Some((days, DateBasis::Stamp));
        }
        let distance = |days: &Days| {
            let apart = if days.from > by_age.to {
                by_age.to.until(days.from)
            } else {
                days.to.until(by_age.from)
            };
            apart.map_or(i32::MAX, |span| span.get_days())
        };
        let nearest = all()
            .filter(|days| days.from <= captured.to)
            .min_by_key(distance);
        Some((
            nearest.map_or(by_age, |days| days.hull(by_age)),
            DateBasis::Conflict,
        ))
    }
}
