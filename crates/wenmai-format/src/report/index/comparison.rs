//! What changed since an older report.

use maud::{Markup, html};
use wenmai_model::{Comparison, FindingChange, KeywordChange, SectionChange};

use crate::report::frame::{Shortened, count, scroller};
use crate::report::text::Text;

/// So many lines of each list are shown.
const ROWS: usize = 40;

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
            @if !findings.is_empty() {
                (folded(title, findings.len(), is_open, text, &findings_list(findings, text)))
            }
        }
        @if !comparison.sections.is_empty() {
            (folded(text.changed_sections, comparison.sections.len(), true, text, &sections(&comparison.sections, text)))
        }
        @if !comparison.keywords.is_empty() {
            (folded(text.changed_keywords, comparison.keywords.len(), false, text, &keywords(&comparison.keywords, text)))
        }
        @for (title, names) in names {
            @if !names.is_empty() {
                (folded(title, names.len(), false, text, &html! {
                    ul.plain { @for name in names.iter().take(ROWS) { li { code { (Shortened(name, 160)) } } } }
                }))
            }
        }
    }
}

/// A list of `len` changes under its title, of which [`ROWS`] are in `content`.
fn folded(title: &str, len: usize, is_open: bool, text: &Text, content: &Markup) -> Markup {
    html! {
        details.more open[is_open] {
            summary { (title) " · " (count(len as u64)) }
            (content)
            @if len > ROWS { p.note { (text.omitted(&count((len - ROWS) as u64))) " " (text.see_files) } }
        }
    }
}

fn findings_list(findings: &[FindingChange], text: &Text) -> Markup {
    html! {
        ul.changes {
            @for finding in findings.iter().take(ROWS) {
                li class=(finding.severity.as_str()) {
                    b.chip { (text.severity_name(finding.severity)) }
                    " " (Shortened(&text.sentence(&finding.message), 200)) " "
                    small { (Shortened(&finding.document, 160)) }
                }
            }
        }
    }
}

fn sections(changes: &[SectionChange], text: &Text) -> Markup {
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
                tbody {
                    @for change in changes.iter().take(ROWS) { tr {
                        th {
                            @for (index, heading) in change.path.iter().enumerate() { @if index > 0 { " › " } (Shortened(heading, 60)) }
                            @if change.path.is_empty() { (text.before_first) }
                            small { (Shortened(&change.document, 120)) }
                        }
                        td.n { (or_dash(change.before.map(count))) }
                        td.n { (or_dash(change.after.map(count))) }
                        td.n { (signed(change.before.unwrap_or(0), change.after.unwrap_or(0))) }
                    } }
                }
            }
        },
    )
}

fn keywords(changes: &[KeywordChange], text: &Text) -> Markup {
    html! {
        table.small {
            thead { tr { th { (text.keyword) } th.n { (text.before) } th.n { (text.after) } th.n { (text.change) } } }
            tbody {
                @for change in changes.iter().take(ROWS) { tr {
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
                } }
            }
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
