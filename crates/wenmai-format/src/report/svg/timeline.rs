//! Intervals of days on one axis, with a lane for what has no date.

use maud::{Markup, html};
use wenmai_model::DateInterval;

use super::{chart, percentage};
use crate::report::frame::{PageText, Shortened, count};
use crate::report::summary::ratio;
use crate::report::text::Text;
use crate::visible::fitted;

/// Rows with a name each; with more of them, intervals share lanes and names are tooltips.
const NAMED: usize = 24;
const NAMED_HEIGHT: usize = 34;
const LANE_HEIGHT: usize = 14;
/// Lanes at most, and squares of the undated lane.
const LANES: usize = 30;
const UNDATED: usize = 60;
/// Columns of a name, and the share of the axis from either end up to which names run inwards: so they fit on a phone.
const NAME_COLUMNS: usize = 34;
const EDGE: f64 = 0.34;
/// Height of the axis.
const AXIS: usize = 20;
/// So many names of months or years stand on the axis at most.
const TICKS: usize = 6;

/// One thing on a timeline.
pub(in crate::report) struct TimelineRow<'a> {
    pub(in crate::report) name: &'a str,
    pub(in crate::report) days: Option<DateInterval>,
}

/// Whole days from the first of `days` to `to`, which is not before it.
pub(in crate::report) fn days_between(from: jiff::civil::Date, to: jiff::civil::Date) -> u64 {
    u64::try_from(to.duration_since(from).as_hours() / 24).unwrap_or(0)
}

/// The chart, or nothing where no row has a date. The figures are those of the table of related articles above it.
pub(in crate::report) fn timeline(
    text: &Text,
    title: &str,
    lang: Option<&str>,
    rows: &[TimelineRow<'_>],
) -> Option<Markup> {
    let mut dated: Vec<(&str, DateInterval)> = rows
        .iter()
        .filter_map(|row| Some((row.name, row.days?)))
        .collect();
    // Latest first, as lists of articles are.
    dated.sort_by_key(|(_, days)| std::cmp::Reverse((days.to, days.from)));
    let first = dated
        .iter()
        .map(|(_, days)| days.from)
        .min()?
        .first_of_month();
    let last = dated.iter().map(|(_, days)| days.to).max()?.last_of_month();
    let axis = Axis {
        first,
        days: days_between(first, last) + 1,
    };
    let undated: Vec<&str> = rows
        .iter()
        .filter(|row| row.days.is_none())
        .map(|row| row.name)
        .collect();
    let (intervals, bottom) = if dated.len() <= NAMED {
        named(&axis, &dated, lang)
    } else {
        packed(&axis, &dated)
    };
    let height = bottom + if undated.is_empty() { 4 } else { 40 };
    let drawing = html! {
        @for (share, label) in axis.ticks() {
            line.grid x1=(percentage(share)) x2=(percentage(share)) y1=(AXIS) y2=(bottom) {}
            text x=(percentage(share)) y="13" text-anchor=(if share < 0.05 { "start" } else if share > 0.95 { "end" } else { "middle" }) { (label) }
        }
        (intervals)
        @if !undated.is_empty() {
            line.axis x1="0" x2="100%" y1=(bottom + 2) y2=(bottom + 2) {}
            text x="0" y=(bottom + 17) { (text.undated(&count(undated.len() as u64))) }
            @for (index, name) in undated.iter().take(UNDATED).enumerate() {
                rect.un x=(index * 12) y=(bottom + 24) { title { (Shortened(name, 80)) } }
            }
        }
    };
    let height = u32::try_from(height).unwrap_or_default();
    Some(chart(title, height, &drawing, None))
}

/// A row each: the name, and the interval below it.
fn named(axis: &Axis, dated: &[(&str, DateInterval)], lang: Option<&str>) -> (Markup, usize) {
    let markup = html! {
        @for (row, (name, days)) in dated.iter().enumerate() {
            @let top = AXIS + row * NAMED_HEIGHT;
            @let (x, anchor) = axis.label_place(days);
            text.name x=(x) y=(top + 15) text-anchor=[anchor] lang=[lang] { (PageText(&fitted(name, NAME_COLUMNS))) }
            (axis.mark(days, top + 20, None))
        }
    };
    (markup, AXIS + dated.len() * NAMED_HEIGHT)
}

/// Intervals in as few lanes as they need, one on top of the other where they overlap.
fn packed(axis: &Axis, dated: &[(&str, DateInterval)]) -> (Markup, usize) {
    // By their ends, latest first: a lane is free where its earliest interval begins after this one ends.
    let mut lanes = Vec::new();
    let mut places = Vec::new();
    for (name, days) in dated {
        let free = lanes.iter().position(|&begin| begin > days.to);
        let lane = match free {
            Some(lane) => lane,
            None if lanes.len() < LANES => {
                lanes.push(days.from);
                lanes.len() - 1
            }
            // No room: on the last one, over others.
            None => LANES - 1,
        };
        if let Some(begin) = lanes.get_mut(lane) {
            *begin = days.from.min(*begin);
        }
        places.push((lane, name, days));
    }
    let markup = html! {
        @for (lane, name, days) in &places {
            (axis.mark(days, AXIS + 4 + lane * LANE_HEIGHT, Some(name)))
        }
    };
    (markup, AXIS + 4 + lanes.len() * LANE_HEIGHT)
}

struct Axis {
    first: jiff::civil::Date,
    days: u64,
}

impl Axis {
    /// An interval as a bar, a single day as a point.
    fn mark(&self, days: &DateInterval, top: usize, name: Option<&str>) -> Markup {
        let start = days_between(self.first, days.from);
        let len = days_between(days.from, days.to) + 1;
        let tooltip = html! { @if let Some(name) = name { title { (Shortened(name, 80)) " " (days.from) " – " (days.to) } } };
        html! {
            @if len == 1 {
                circle.iv cx=(percentage(ratio(start * 2 + 1, self.days * 2))) cy=(top + 5) { (tooltip) }
            } @else {
                rect.iv x=(percentage(ratio(start, self.days))) width=(percentage(ratio(len, self.days))) y=(top) { (tooltip) }
            }
        }
    }

    /// Where the name of an interval stands and to which side it runs: above the interval, inside of the chart.
    fn label_place(&self, days: &DateInterval) -> (String, Option<&'static str>) {
        let start = ratio(days_between(self.first, days.from), self.days);
        let end = ratio(days_between(self.first, days.to) + 1, self.days);
        if start <= EDGE {
            (percentage(start), None)
        } else if end >= 1.0 - EDGE {
            (percentage(end), Some("end"))
        } else {
            (percentage(f64::midpoint(start, end)), Some("middle"))
        }
    }

    /// Begins of months or years, at most [`TICKS`], with their names.
    fn ticks(&self) -> Vec<(f64, String)> {
        let months = usize::try_from(self.days / 30).unwrap_or(usize::MAX) + 1;
        let every = months.div_ceil(TICKS).max(1);
        let every = if every > 6 {
            every.next_multiple_of(12)
        } else {
            every
        };
        let mut ticks = Vec::new();
        let mut month = self.first;
        for index in 0..months.min(12 * 400) {
            let is_tick = if every >= 12 {
                month.month() == 1 && usize::try_from(month.year()).unwrap_or(0) % (every / 12) == 0
            } else {
                index % every == 0
            };
            let start = days_between(self.first, month);
            if start >= self.days {
                break;
            }
            if is_tick {
                let name = if every >= 12 {
                    month.year().to_string()
                } else {
                    format!("{}-{:02}", month.year(), month.month())
                };
                ticks.push((ratio(start, self.days), name));
            }
            match month.last_of_month().tomorrow() {
                Ok(next) => month = next,
                Err(_) => break,
            }
        }
        ticks
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use wenmai_model::DateBasis;

    use super::*;
    use crate::report::Lang;

    type Row = (&'static str, Option<(i16, i8, i8)>);

    fn drawn(rows: &[Row]) -> Option<String> {
        let rows: Vec<TimelineRow<'_>> = rows
            .iter()
            .map(|&(name, day)| TimelineRow {
                name,
                days: day.map(|(year, month, day)| DateInterval {
                    from: date(year, month, day),
                    to: date(year, month, day),
                    basis: DateBasis::Written,
                }),
            })
            .collect();
        timeline(Text::of(Lang::En), "T", None, &rows).map(Markup::into_string)
    }

    #[test]
    fn without_dates_there_is_no_chart() {
        assert_eq!(drawn(&[("a", None)]), None);
    }

    #[test]
    fn days_are_points_and_the_undated_have_a_lane() {
        let chart = drawn(&[("a", Some((2024, 6, 15))), ("b", None)]).unwrap();
        assert!(
            chart.contains(r#"<circle class="iv" cx="48.33%""#),
            "{chart}"
        );
        assert!(chart.contains("Without date: 1"), "{chart}");
        assert!(chart.contains(">2024-06<"), "{chart}");
    }

    #[test]
    fn many_intervals_share_lanes_and_centuries_few_ticks() {
        let rows: Vec<_> = (0..500).map(|n| ("a", Some((1600 + n, 1, 1)))).collect();
        let chart = drawn(&rows).unwrap();
        assert!(chart.matches("<line class=\"grid\"").count() <= TICKS + 1);
        assert!(chart.contains(r#"height="42""#), "{chart:.200}");
    }
}
