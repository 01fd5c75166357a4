//! What the pages say about their use, and the personal data in them.

use maud::{Markup, html};
use wenmai_model::{DocumentSummary, Report};

use super::documents::document_link;
use super::{FINDING_PLACES, omitted};
use crate::report::chart::bar;
use crate::report::frame::{Shortened, count, scroller, within};
use crate::report::rights::{EFFECTS, Overview, PersonalDataOverview, UseOverview, overview};
use crate::report::summary::ratio;
use crate::report::text::Text;

/// So many licences are shown,
const LICENCES: usize = 40;
/// and the rows of each table take so many bytes.
const TABLE_BYTES: usize = 25_000;

pub(super) fn rights(report: &Report, text: &Text) -> Markup {
    let found = overview(report);
    let documents = report.documents.len() as u64;
    html! {
        div.said {
            (uses(&found, text))
            @if !found.conventions.is_empty() {
                div.pair {
                    div { h3 { (text.conventions) } (conventions(&found, documents, text)) }
                    @if !found.licences.is_empty() {
                        div { h3 { (text.licences) } (licences(&found, documents, text)) }
                    }
                }
            }
            h3 { (text.personal_data) }
            (personal_data(&found, documents, text))
        }
    }
}

/// Use × what documents say of it, in documents.
fn uses(found: &Overview<'_>, text: &Text) -> Markup {
    if found.uses.is_empty() {
        return html! { p { (text.no_rights) } };
    }
    let rows = found.uses.iter().map(|of_use| use_row(of_use, text));
    let table = html! {
        table.uses {
            thead { tr {
                th { (text.usage) }
                @for (class, effect) in EFFECTS.into_iter().enumerate() {
                    th class={ "n e" (class) } { (text.effect(effect)) }
                }
                th.n.e4 { (text.nothing_said) }
                td.w {}
            } }
            tbody { @for row in within(rows, 2 * TABLE_BYTES) { (row) } }
        }
    };
    scroller(text.usage, &table)
}

fn use_row(of_use: &UseOverview<'_>, text: &Text) -> Markup {
    let counts = of_use.counts();
    let whole: u64 = counts.iter().sum();
    html! {
        tr {
            th { details {
                summary { (text.usage_name(of_use.usage)) }
                @for ((class, effect), documents) in EFFECTS.into_iter().enumerate().zip(&of_use.effects) {
                    @if !documents.is_empty() {
                        p { b class={ "e" (class) } { (text.effect(effect)) } }
                        (links(documents, text))
                    }
                }
                @if !of_use.contradicted.is_empty() {
                    p { b.unsure { (text.contradicted) } }
                    (links(&of_use.contradicted, text))
                }
            } }
            @for number in counts { td class={ "n" @if number == 0 { " zero" } } { (count(number)) } }
            td.w { div.parts {
                @for (class, number) in counts.into_iter().enumerate().filter(|&(_, number)| number > 0) {
                    i class={ "e" (class) } style={ "width:" (format!("{:.2}", ratio(number, whole) * 100.0)) "%" } {}
                }
            } }
        }
    }
}

fn conventions(found: &Overview<'_>, documents: u64, text: &Text) -> Markup {
    let rows = found.conventions.iter().map(|(code, of_code)| {
        let name = html! { (text.convention(*code)) };
        row(&name, of_code, None, documents, text)
    });
    table(
        text.convention_column,
        None,
        &within(rows, TABLE_BYTES),
        text,
    )
}

fn licences(found: &Overview<'_>, documents: u64, text: &Text) -> Markup {
    let shown = found.licences.iter().take(LICENCES);
    let rows = shown.map(|(licence, of_licence)| {
        let name = html! { (Shortened(licence, 80)) };
        row(&name, of_licence, None, documents, text)
    });
    let rows = within(rows, TABLE_BYTES);
    html! {
        (table(text.licence, None, &rows, text))
        (omitted(found.licences.len(), rows.len(), text))
    }
}

fn personal_data(found: &Overview<'_>, documents: u64, text: &Text) -> Markup {
    if found.personal_data.is_empty() {
        return html! { p.good { (text.no_personal_data) } };
    }
    let rows = found.personal_data.iter().map(|kind| {
        let &PersonalDataOverview {
            code,
            severity,
            occurrences,
            ..
        } = kind;
        let name = html! { (Shortened(text.personal_data_name(code), 80)) };
        let figures = html! {
            td class=(severity.as_str()) { (text.severity_name(severity)) }
            td.n { (count(occurrences)) }
        };
        row(&name, &kind.documents, Some(&figures), documents, text)
    });
    let rows = within(rows, 2 * TABLE_BYTES);
    let columns = html! { th { (text.severity) } th.n { (text.places) } };
    html! {
        (table(text.kind, Some(&columns), &rows, text))
        (omitted(found.personal_data.len(), rows.len(), text))
    }
}

/// A table of names with their documents; `further` are its columns between.
fn table(name: &str, further: Option<&Markup>, rows: &[Markup], text: &Text) -> Markup {
    html! {
        table.bars {
            thead { tr {
                th { (name) }
                @if let Some(further) = further { (further) }
                th.n { (text.documents) }
                td.w {}
            } }
            tbody { @for row in rows { (row) } }
        }
    }
}

/// A name that opens to its documents; `figures` are the cells between.
fn row(
    name: &Markup,
    documents: &[&DocumentSummary],
    figures: Option<&Markup>,
    of: u64,
    text: &Text,
) -> Markup {
    let number = documents.len() as u64;
    html! {
        tr {
            th { details { summary { (name) } (links(documents, text)) } }
            @if let Some(figures) = figures { (figures) }
            td.n { (count(number)) }
            td.w { (bar(ratio(number, of))) }
        }
    }
}

fn links(documents: &[&DocumentSummary], text: &Text) -> Markup {
    html! {
        ul { @for document in documents.iter().take(FINDING_PLACES) { li { (document_link(document, text, 80)) } } }
        (omitted(documents.len(), FINDING_PLACES, text))
    }
}
