//! Keywords of the corpus with their trends, and what sets it apart from a reference.

use maud::{Markup, html};
use wenmai_model::{CorpusKeyness, CorpusKeyword, Keyness, Report};

use crate::report::chart::bar;
use crate::report::frame::{Shortened, count, scroller};
use crate::report::svg::sparkline;
use crate::report::text::Text;

/// So many keywords of the corpus are shown.
const KEYWORDS: usize = 40;
/// A longer trend is one of years, and one of more years begins later.
const UNITS: u32 = 36;

pub(super) fn keywords(report: &Report, text: &Text) -> Markup {
    let keywords = report.corpus.keywords.iter().take(KEYWORDS);
    let keywords: Vec<&CorpusKeyword> = keywords.collect();
    if keywords.is_empty() {
        return html! { p.note { (text.no_keywords) } };
    }
    let best = best(&keywords, |keyword| keyword.score);
    let trends = Trends::of(&keywords);
    html! {
        table.bars {
            thead { tr {
                th { (text.keyword) }
                th.n { (text.count) }
                th.n { (text.documents) }
                @if trends.is_some() { th.sm { (text.trend) } }
                th.w { (text.weight) }
            } }
            tbody {
                @for keyword in &keywords { tr {
                    th { (Shortened(&keyword.text, 60)) }
                    td.n { (count(keyword.count)) }
                    td.n { (count(keyword.documents)) }
                    @if let Some(trends) = &trends { td.sm { (trends.chart(keyword, text)) } }
                    td.w { (bar(keyword.score / best)) }
                } }
            }
        }
        @if let Some(trends) = &trends { (trends.table(&keywords, text)) }
    }
}

pub(super) fn keyness(reference: &CorpusKeyness, text: &Text) -> Markup {
    let known = reference
        .keywords
        .iter()
        .filter_map(|keyword| Some((keyword, keyword.keyness?)))
        .take(KEYWORDS);
    let rows: Vec<(&CorpusKeyword, Keyness)> = known.collect();
    let best = rows
        .iter()
        .map(|(_, keyness)| keyness.log_likelihood)
        .fold(f64::MIN_POSITIVE, f64::max);
    html! {
        p.note { (text.keyness_note(&count(reference.documents))) }
        @if rows.is_empty() { p.note { (text.no_keywords) } }
        @else { (scroller(text.keyness, &html! {
            table.bars {
                thead { tr {
                    th { (text.keyword) }
                    th.n { (text.count) }
                    th.n { (text.reference_count) }
                    th.n { (text.log_ratio) }
                    th.n { (text.log_likelihood) }
                    td.w {}
                } }
                tbody {
                    @for (keyword, keyness) in &rows { tr {
                        th { (Shortened(&keyword.text, 60)) }
                        td.n { (count(keyness.count)) }
                        td.n { (count(keyness.reference_count)) }
                        td.n { (format!("{:.1}", keyness.log_ratio)) }
                        td.n { (format!("{:.1}", keyness.log_likelihood)) }
                        td.w { (bar(keyness.log_likelihood / best)) }
                    } }
                }
            }
        })) }
    }
}

fn best(keywords: &[&CorpusKeyword], of: fn(&CorpusKeyword) -> f64) -> f64 {
    let figures = keywords.iter().map(|keyword| of(keyword));
    figures.fold(f64::MIN_POSITIVE, f64::max)
}

/// The months or years that the trends of all keywords share.
struct Trends {
    /// The first month or year, and how many there are.
    first: u32,
    len: u32,
    is_by_month: bool,
}

impl Trends {
    /// None where all documents are of one month, or without date.
    fn of(keywords: &[&CorpusKeyword]) -> Option<Self> {
        let months = || {
            let counts = keywords.iter().flat_map(|keyword| &keyword.trend);
            counts.filter_map(|count| month_number(&count.month))
        };
        let (first, last) = (months().min()?, months().max()?);
        let is_by_month = last - first < UNITS;
        let [first, last] = [first, last].map(|month| if is_by_month { month } else { month / 12 });
        let first = first.max((last + 1).saturating_sub(UNITS));
        (last > first).then_some(Self {
            first,
            len: last + 1 - first,
            is_by_month,
        })
    }

    fn counts(&self, keyword: &CorpusKeyword) -> Vec<u64> {
        let mut counts = vec![0; self.len as usize];
        for found in &keyword.trend {
            let Some(month) = month_number(&found.month) else {
                continue;
            };
            let unit = if self.is_by_month { month } else { month / 12 };
            let at = unit.checked_sub(self.first).map(|at| at as usize);
            if let Some(count) = at.and_then(|at| counts.get_mut(at)) {
                *count += found.documents;
            }
        }
        counts
    }

    fn name(&self, at: u32) -> String {
        let unit = self.first + at;
        if self.is_by_month {
            format!("{}-{:02}", unit / 12, unit % 12 + 1)
        } else {
            unit.to_string()
        }
    }

    fn chart(&self, keyword: &CorpusKeyword, text: &Text) -> Markup {
        let (from, to) = (self.name(0), self.name(self.len - 1));
        let title = format!("{} {} {from} – {to}", keyword.text, text.trend);
        sparkline(&title, &self.counts(keyword))
    }

    /// `2024-05 3 · 2024-07 1`
    fn figures(&self, keyword: &CorpusKeyword) -> String {
        let counts = (0..).zip(self.counts(keyword));
        let counts = counts.filter(|&(_, documents)| documents > 0);
        let figures: Vec<String> = counts
            .map(|(at, documents)| format!("{} {}", self.name(at), count(documents)))
            .collect();
        figures.join(" · ")
    }

    /// The figures of all trends.
    fn table(&self, keywords: &[&CorpusKeyword], text: &Text) -> Markup {
        let with_trend = keywords.iter().filter(|keyword| !keyword.trend.is_empty());
        html! {
            details.more {
                summary { (text.trend_table) }
                table.small {
                    thead { tr { th { (text.keyword) } th { (text.documents) } } }
                    tbody {
                        @for keyword in with_trend { tr {
                            th { (Shortened(&keyword.text, 40)) }
                            td { (self.figures(keyword)) }
                        } }
                    }
                }
            }
        }
    }
}

/// Months since the year 0 of `2024-05`.
fn month_number(month: &str) -> Option<u32> {
    let (year, month) = month.split_once('-')?;
    let (year, month): (u32, u32) = (year.parse().ok()?, month.parse().ok()?);
    (year <= 9_999 && (1..=12).contains(&month)).then(|| year * 12 + month - 1)
}

#[cfg(test)]
mod tests {
    use wenmai_model::MonthCount;

    use super::*;

    fn keyword(months: &[(&str, u64)]) -> CorpusKeyword {
        CorpusKeyword {
            text: "词".into(),
            score: 1.0,
            count: 1,
            documents: 1,
            keyness: None,
            trend: months
                .iter()
                .map(|&(month, documents)| MonthCount {
                    month: month.into(),
                    documents,
                })
                .collect(),
        }
    }

    #[test]
    fn trends_share_their_months() {
        let (a, b) = (
            keyword(&[("2023-11", 2)]),
            keyword(&[("2024-01", 1), ("odd", 9)]),
        );
        let trends = Trends::of(&[&a, &b]).unwrap();
        assert_eq!(trends.counts(&a), [2, 0, 0]);
        assert_eq!(trends.counts(&b), [0, 0, 1]);
        assert_eq!(trends.figures(&a), "2023-11 2");
        assert_eq!(
            [0, 1, 2].map(|at| trends.name(at)),
            ["2023-11", "2023-12", "2024-01"]
        );
    }

    #[test]
    fn long_trends_are_of_years_and_single_months_are_none() {
        let long = keyword(&[
            ("1066-01", 1),
            ("1990-05", 2),
            ("1990-06", 1),
            ("2001-01", 1),
        ]);
        let trends = Trends::of(&[&long]).unwrap();
        assert_eq!((trends.len, trends.name(0)), (36, "1966".into()));
        assert_eq!(trends.counts(&long)[24], 3);
        assert!(Trends::of(&[&keyword(&[("2024-05", 7)])]).is_none());
    }
}
