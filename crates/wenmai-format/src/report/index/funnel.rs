//! What was read and what was left out: inputs that became documents, and the text of pages that became articles.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use maud::{Markup, html};
use wenmai_model::{BoilerplateKind, DocumentSummary, Failure, Finding, Report};

use crate::report::chart::bar;
use crate::report::frame::{Shortened, count};
use crate::report::summary::ratio;
use crate::report::text::Text;
use crate::table::percent;

/// So many reasons are shown.
const REASONS: usize = 10;
/// So many kinds of boilerplate have a row of their own.
const KINDS: usize = 7;

/// Counts with their share of the first one; nothing where nothing was read.
pub(super) fn funnel(report: &Report, text: &Text) -> Option<Markup> {
    let steps = steps(report, text);
    let inputs = steps.first()?.1;
    if inputs == 0 {
        return None;
    }
    let pieces = pieces(&report.documents, text);
    let chars: u64 = pieces.iter().map(|(_, chars)| chars).sum();
    Some(html! {
        div.pair {
            div {
                h3 { (text.documents) }
                (shares(text, text.step, &steps, inputs))
                @if !report.failures.is_empty() {
                    h3 { (text.reasons) }
                    (reasons(&report.failures, text))
                }
            }
            @if chars > 0 { div {
                h3 { (text.place_of_chars) }
                (shares(text, text.class, &pieces, chars))
            } }
        }
    })
}

/// Each step leaves no more than the one before.
pub(in crate::report) fn steps(report: &Report, text: &Text) -> Vec<(String, u64)> {
    let documents = &report.documents;
    let is_cut = |document: &DocumentSummary| {
        let mut findings = document.findings.iter();
        findings.any(|finding| Finding::CUTS.contains(&&*finding.code))
    };
    let whole = || documents.iter().filter(|document| !is_cut(document));
    let with_text = whole().filter(|document| document.totals.chars > 0);
    let n_documents = documents.len() as u64;
    [
        (text.inputs, n_documents + report.failures.len() as u64),
        (text.read_pages, n_documents),
        (text.read_whole, whole().count() as u64),
        (text.with_text, with_text.count() as u64),
    ]
    .map(|(name, number)| (name.to_owned(), number))
    .into()
}

/// Characters of all pages by what they were taken for: what belongs to articles first, then the rest, most first.
pub(in crate::report) fn pieces(documents: &[DocumentSummary], text: &Text) -> Vec<(String, u64)> {
    let sum = |of: fn(&DocumentSummary) -> u64| documents.iter().map(of).sum();
    let mut kinds: BTreeMap<BoilerplateKind, u64> = BTreeMap::new();
    for document in documents {
        for part in &document.pieces.boilerplate {
            *kinds.entry(part.kind).or_default() += part.chars;
        }
    }
    let mut kinds: Vec<(BoilerplateKind, u64)> = kinds.into_iter().collect();
    kinds.sort_by_key(|&(_, chars)| Reverse(chars));
    let beyond = kinds.split_off(KINDS.min(kinds.len()));
    let boilerplate = |kind: &str| format!("{}{}{kind}", text.boilerplate, text.colon);
    let mut pieces: Vec<(String, u64)> = vec![
        (text.article.into(), sum(|document| document.pieces.article)),
        (
            text.title_and_summary.into(),
            sum(|document| document.pieces.title),
        ),
        (text.cards.into(), sum(|document| document.pieces.cards)),
    ];
    let named =
        |&(kind, chars): &(BoilerplateKind, u64)| (boilerplate(text.boilerplate_kind(kind)), chars);
    pieces.extend(kinds.iter().map(named));
    let beyond = beyond.iter().map(|(_, chars)| chars).sum();
    pieces.push((boilerplate(text.further_kinds), beyond));
    pieces.retain(|&(_, chars)| chars > 0);
    pieces
}

pub(super) fn shares(text: &Text, name: &str, rows: &[(String, u64)], whole: u64) -> Markup {
    html! {
        table.bars {
            thead { tr { th { (name) } th.n { (text.number) } th.n { (text.share) } td.w {} } }
            tbody {
                @for (name, number) in rows { tr {
                    th { (name) }
                    td.n { (count(*number)) }
                    td.n { (percent(ratio(*number, whole))) }
                    td.w { (bar(ratio(*number, whole))) }
                } }
            }
        }
    }
}

/// Failures by reason, most frequent first.
fn reasons(failures: &[Failure], text: &Text) -> Markup {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for failure in failures {
        *counts.entry(failure.reason.as_str()).or_default() += 1;
    }
    let mut counts: Vec<(&str, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|&(_, number)| Reverse(number));
    html! {
        table.bars {
            thead { tr { th { (text.reason) } th.n { (text.inputs_of_reason) } } }
            tbody {
                @for &(reason, number) in counts.iter().take(REASONS) { tr {
                    th { (Shortened(reason, 200)) }
                    td.n { (count(number)) }
                } }
            }
        }
        (super::omitted(counts.len(), REASONS, text))
    }
}
