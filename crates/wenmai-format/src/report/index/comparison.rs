//! What changed since an older report.

use maud::{Markup, html};
use wenmai_model::{Comparison, FindingChange, KeywordChange, SectionChange};

use super::omitted;
use crate::report::frame::{Shortened, count, scroller, within};
use crate::report::text::Text;

/// So many lines of each list are shown,
const ROWS: usize = 40;
/// which take so many bytes.
const LIST_BYTES: usize = 15_000;

pub(super) fn comparison(comparison: &Comparison, text: &Text) -> Markup {
    let lists = [
        (text.new_findings, &comparison.new_findings, true),
        (text.fixed_findings, &comparison.fixed_findings, false),
    ];
    let names = [
        (text.new_documents, &comparison.new_documents),
        (text.gone_documents, &comparison.gone_documents),
    ];
    html! {
        @if comparison.is_empty() { p.good { (text.no_changes) } }
        @for (title, findings, is_open) in lists {
            (folded((title, is_open), findings, text, |finding| finding_row(finding, text), |rows| {
                html! { ul.changes { @for row in rows { (row) } } }
            }))
        }
        (folded((text.changed_sections, true), &comparison.sections, text, |change| section_row(change, text), |rows| {
            sections(rows, text)
        }))
        (folded((text.changed_keywords, false), &comparison.keywords, text, keyword_row, |rows| keywords(rows, text)))
        @for (title, names) in names {
            (folded((title, false), names, text, |name| html! { li { code { (Shortened(name, 160)) } } }, |rows| {
                html! { ul.plain { @for row in rows { (row) } } }
            }))
        }
    }
}

/// A list of changes under its title: the first rows, and how many are left out; nothing where nothing changed.
fn folded<T>(
    (title, is_open): (&str, bool),
    changes: &[T],
    text: &Text,
    row: impl Fn(&T) -> Markup,
    content: impl Fn(&[Markup]) -> Markup,
) -> Markup {
    let rows = within(changes.iter().take(ROWS).map(row), LIST_BYTES);
    html! {
        @if !changes.is_empty() {
            details.more open[is_open] {
                summary { (title) " · " (count(changes.len() as u64)) }
                (content(&rows))
                (omitted(changes.len(), rows.len(), text))
            }
        }
    }
}

fn finding_row(finding: &FindingChange, text: &Text) -> Markup {
    html! {
        li class=(finding.severity.as_str()) {
            b.chip { (text.severity_name(finding.severity)) }
            " " (Shortened(&text.sentence(&finding.message), 200)) " "
            small { (Shortened(&finding.document, 160)) }
        }
    }
}

fn section_row(change: &SectionChange, text: &Text) -> Markup {
    html! {
        tr {
            th {
                @for (index, heading) in change.path.iter().enumerate() { @if index > 0 { " › " } (Shortened(heading, 60)) }
                @if change.path.is_empty() { (text.before_first) }
                small { (Shortened(&change.document, 120)) }
            }
            td.n { (or_dash(change.before.map(count))) }
            td.n { (or_dash(change.after.map(count))) }
            td.n { (signed(change.before.unwrap_or(0), change.after.unwrap_or(0))) }
        }
    }
}

fn sections(rows: &[Markup], text: &Text) -> Markup {
    scroller(
        text.changed_sections,
        &html! {
            table.small {
                thead { tr {
                    th { (text.section) }
                    th.n { (text.before) }
                    th.n { (text.after) }
                    th.n { (text.change) }
                } }
                tbody { @for row in rows { (row) } }
            }
        },
    )
}

fn keyword_row(change: &KeywordChange) -> Markup {
    html! {
        tr {
            th { (Shortened(&change.text, 60)) }
            td.n { (or_dash(change.before.map(count))) }
            td.n { (or_dash(change.after.map(count))) }
            td.n {
                // A smaller rank is a rise.
                @match (change.before, change.after) {
                    (Some(before), Some(after)) if after < before => { "▲ " (before - after) }
                    (Some(before), Some(after)) => { "▼ " (after - before) }
                    (None, _) => "▲",
                    (_, None) => "▼",
                }
            }
        }
    }
}

fn keywords(rows: &[Markup], text: &Text) -> Markup {
    html! {
        table.small {
            thead { tr { th { (text.keyword) } th.n { (text.before) } th.n { (text.after) } th.n { (text.change) } } }
            tbody { @for row in rows { (row) } }
        }
    }
}

fn or_dash(figure: Option<String>) -> String {
    figure.unwrap_or_else(|| "–".into())
}

/// The change with its sign.
fn signed(before: u64, after: u64) -> String {
    if after >= before {
        format!("+{}", count(after - before))
    } else {
        format!("−{}", count(before - after))
    }
}
