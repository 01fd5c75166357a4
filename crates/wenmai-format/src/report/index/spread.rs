//! How lengths are spread, what the corpus is made of, and when the related articles were published.

use std::collections::BTreeMap;

use maud::{Markup, html};
use wenmai_model::{Distribution, DocumentSummary, Report};

use crate::report::frame::{count, scroller};
use crate::report::svg::{Bin, Part, bins, days_between, histogram, place_in, stacked_bar};
use crate::report::text::Text;
use crate::table::percent;

/// Parts of a stacked bar; those beyond are one.
const PARTS: usize = 5;
/// More months than these become years, and more years than these are left out, the oldest first.
const MONTHS: usize = 36;
const YEARS: usize = 60;

/// Histograms of lengths, and the percentiles of all measures.
pub(super) fn lengths(report: &Report, text: &Text) -> Markup {
    let documents = &report.documents;
    html! {
        div.pair {
            (spread(report, text, (text.chars_per_document, "chars"), documents.iter().map(|d| d.totals.chars)))
            (spread(report, text, (text.sections_per_document, "sections"), documents.iter().map(|d| d.outline.len() as u64)))
        }
        @if !report.corpus.distributions.is_empty() { (percentiles(&report.corpus.distributions, text)) }
    }
}

/// The histogram of `numbers`, a measure of the documents, with its percentiles.
fn spread(
    report: &Report,
    text: &Text,
    (title, measure): (&str, &str),
    numbers: impl Iterator<Item = u64> + Clone,
) -> Markup {
    let bins = bins(numbers);
    if bins.is_empty() {
        return html! {};
    }
    let mut labels: Vec<String> = bins.iter().map(|bin| count(bin.from)).collect();
    labels.extend(bins.last().map(|bin| count(bin.to)));
    let names: Vec<String> = bins.iter().map(Bin::name).collect();
    #[expect(clippy::cast_precision_loss, reason = "the height of a bar")]
    let counts: Vec<f64> = bins.iter().map(|bin| bin.count as f64).collect();
    let distribution = report
        .corpus
        .distributions
        .iter()
        .find(|distribution| distribution.measure == measure);
    let marks = distribution.map_or(Vec::new(), |d| {
        let all = [("5%", d.p5), ("50%", d.p50), ("95%", d.p95)];
        let mut marks: Vec<(f64, String)> = Vec::new();
        // The median first: names that would stand on another one are left out.
        for (name, number) in [all[1], all[0], all[2]] {
            let place = place_in(&bins, number);
            let is_free = marks.iter().all(|(other, _)| (other - place).abs() > 0.12);
            if is_free || marks.iter().all(|(other, _)| (other - place).abs() > 0.005) {
                marks.push((place, if is_free { name.into() } else { String::new() }));
            }
        }
        marks
    });
    html! {
        div {
            h3 { (title) }
            (histogram(text, title, (&labels, &names), &counts, &marks))
        }
    }
}

fn percentiles(distributions: &[Distribution], text: &Text) -> Markup {
    html! {
        details.more {
            summary { (text.measures) }
            (scroller(text.measures, &html! {
                table.small {
                    thead { tr {
                        th { (text.measure) }
                        th.n { (text.documents) }
                        th.n { (text.mean) }
                        @for name in ["min", "5%", "25%"] { th.n { (name) } }
                        th.n { (text.median) }
                        @for name in ["75%", "95%", "max"] { th.n { (name) } }
                    } }
                    tbody {
                        @for d in distributions { tr {
                            th { (text.measure_name(&d.measure)) }
                            td.n { (count(d.documents)) }
                            @for number in [d.mean, d.min, d.p5, d.p25, d.p50, d.p75, d.p95, d.max] { td.n { (short(number)) } }
                        } }
                    }
                }
            }))
        }
    }
}

/// A measure with the digits that mean something.
pub(in crate::report) fn short(number: f64) -> String {
    if number.abs() >= 100.0 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "measures are positive, and `as` saturates"
        )]
        count(number.round() as u64)
    } else if number.fract() == 0.0 {
        format!("{number:.0}")
    } else {
        format!("{number:.1}")
    }
}

/// Languages, scripts, formats and types of the pages; what all documents share is no mix and left out.
pub(super) fn mix(report: &Report, text: &Text) -> Option<Markup> {
    let documents = &report.documents;
    let by = |name: &dyn Fn(&DocumentSummary) -> String| {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for document in documents {
            *counts.entry(name(document)).or_default() += 1;
        }
        counts
    };
    let unknown = || "und".to_owned();
    let mixes = [
        (
            text.languages,
            by(&|d| text.language_name(&d.language.clone().unwrap_or_else(unknown))),
        ),
        (
            text.scripts,
            by(&|d| d.script.clone().unwrap_or_else(unknown)),
        ),
        (text.kinds, by(&|d| text.page_kind(d.kind).to_owned())),
        (
            text.page_types,
            by(&|d| text.page_type(d.page_type).to_owned()),
        ),
    ];
    let mixes: Vec<_> = mixes
        .into_iter()
        .filter(|(_, counts)| counts.len() > 1)
        .collect();
    if mixes.is_empty() {
        return None;
    }
    Some(html! {
        div.pair {
            @for (title, counts) in mixes {
                div { h3 { (title) } (stacked_bar(title, &parts(counts, documents.len() as u64, text))) }
            }
        }
    })
}

fn parts(counts: BTreeMap<String, u64>, whole: u64, text: &Text) -> Vec<Part> {
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_by(|(_, a), (_, b)| b.cmp(a));
    let beyond = counts.split_off(PARTS.min(counts.len()));
    if !beyond.is_empty() {
        let sum = beyond.iter().map(|(_, count)| count).sum();
        counts.push((text.other_parts.to_owned(), sum));
    }
    counts
        .into_iter()
        .map(|(name, size)| Part {
            name,
            figure: format!(
                "{} ({})",
                count(size),
                percent(crate::report::summary::ratio(size, whole))
            ),
            size,
        })
        .collect()
}

/// How many related articles were published in each month or year; `None` where nothing is dated.
pub(super) fn related_time(report: &Report, text: &Text) -> Option<Markup> {
    let dates = report.documents.iter().flat_map(|d| &d.related_dates);
    let first = dates.clone().map(|days| days.from).min()?;
    let last = dates.clone().map(|days| days.to).max()?;
    let month = |date: jiff::civil::Date| i32::from(date.year()) * 12 + i32::from(date.month()) - 1;
    let is_by_month = usize::try_from(month(last) - month(first)).unwrap_or(MONTHS) < MONTHS;
    let unit = |date: jiff::civil::Date| {
        if is_by_month {
            month(date)
        } else {
            i32::from(date.year())
        }
    };
    let longest = i32::try_from(if is_by_month { MONTHS } else { YEARS }).unwrap_or(i32::MAX);
    let end = unit(last) + 1;
    let start = unit(first).max(end - longest);
    let mut counts = vec![0.0; usize::try_from(end - start).unwrap_or(0)];
    for days in dates {
        // Each unit of the interval gets the share of its days; the first may be long before the chart.
        let whole = as_number(days_between(days.from, days.to) + 1);
        let mut from = days.from;
        while unit(from) < start && unit(from) < unit(days.to) {
            match from.last_of_year().tomorrow() {
                Ok(next) => from = next,
                Err(_) => break,
            }
        }
        while from <= days.to {
            let end_of_unit = if is_by_month {
                from.last_of_month()
            } else {
                from.last_of_year()
            };
            let to = end_of_unit.min(days.to);
            let index = usize::try_from(unit(from) - start).unwrap_or(usize::MAX);
            if let Some(count) = counts.get_mut(index) {
                *count += as_number(days_between(from, to) + 1) / whole;
            }
            match to.tomorrow() {
                Ok(next) => from = next,
                Err(_) => break,
            }
        }
    }
    let labels: Vec<String> = (start..=end)
        .map(|unit| {
            if is_by_month {
                format!("{}-{:02}", unit.div_euclid(12), unit.rem_euclid(12) + 1)
            } else {
                unit.to_string()
            }
        })
        .collect();
    // The edge of a bar is the name of its month or year.
    let drawn = (labels.as_slice(), labels.as_slice());
    Some(histogram(text, text.related_time, drawn, &counts, &[]))
}

#[expect(clippy::cast_precision_loss, reason = "days of an interval")]
fn as_number(days: u64) -> f64 {
    days as f64
}
