//! Where the records of a corpus run went.

use std::cmp::Reverse;

use maud::{Markup, html};
use wenmai_model::RunStatus;

use super::funnel::shares;
use crate::report::frame::{Shortened, count};
use crate::report::summary::ratio;
use crate::report::text::Text;
use crate::table::percent;

/// So many reasons, and so many problems, are shown.
pub(in crate::report) const REASONS: usize = 40;

pub(super) fn run(status: &RunStatus, text: &Text) -> Markup {
    let steps = steps(status, text);
    let reasons = reasons(status, text);
    let read = status.ledger.read;
    let problems = &status.problems;
    html! {
        @if !problems.is_empty() {
            ul.findings { @for problem in problems.iter().take(REASONS) {
                li.error { p { (Shortened(problem, 300)) } }
            } }
            (super::omitted(problems.len(), REASONS, text))
        }
        @for note in notes(status, text) { p.note { (note) } }
        div.pair {
            div {
                h3 { (text.records) }
                (shares(text, text.step, &steps, read))
            }
            @if !reasons.is_empty() { div {
                h3 { (text.left_out) }
                table.bars {
                    thead { tr {
                        th { (text.fate) } th { (text.reason) } th.n { (text.records) } th.n { (text.share) }
                    } }
                    tbody {
                        @for (fate, reason, number) in reasons.iter().take(REASONS) { tr {
                            td { (fate) }
                            th { (Shortened(reason, 60)) }
                            td.n { (count(*number)) }
                            td.n { (percent(ratio(*number, read))) }
                        } }
                    }
                }
                (super::omitted(reasons.len(), REASONS, text))
            } }
        }
    }
}

/// Each step leaves no more than the one before.
pub(in crate::report) fn steps(status: &RunStatus, text: &Text) -> Vec<(String, u64)> {
    let ledger = &status.ledger;
    let mut steps = vec![
        (text.records_read.to_owned(), ledger.read),
        (
            text.records_alive.to_owned(),
            ledger.read.saturating_sub(ledger.n_dead()),
        ),
        (text.records_written.to_owned(), ledger.written),
    ];
    if let Some(dedup) = &status.dedup {
        steps.push((text.records_kept.to_owned(), dedup.kept));
    }
    steps
}

/// Fate, reason and number of records, those of most records first.
pub(in crate::report) fn reasons<'a>(
    status: &'a RunStatus,
    text: &Text,
) -> Vec<(&'static str, &'a str, u64)> {
    let ledger = &status.ledger;
    let mut reasons = Vec::new();
    for (fate, counts) in [(text.dropped, &ledger.dropped), (text.dead, &ledger.dead)] {
        reasons.extend(
            counts
                .iter()
                .map(|(reason, number)| (fate, reason.as_str(), *number)),
        );
    }
    if let Some(dedup) = &status.dedup {
        let copies = [(text.exact_copy, dedup.exact), (text.near_copy, dedup.near)];
        let copies = copies.into_iter().filter(|&(_, number)| number > 0);
        reasons.extend(copies.map(|(reason, number)| (text.duplicate, reason, number)));
    }
    reasons.sort_by_key(|&(_, _, number)| Reverse(number));
    reasons
}

/// What the figures do not cover.
pub(in crate::report) fn notes(status: &RunStatus, text: &Text) -> Vec<&'static str> {
    let mut notes = Vec::new();
    if !status.is_finished {
        notes.push(text.run_goes_on);
    }
    if status
        .dedup
        .as_ref()
        .is_some_and(|dedup| dedup.parts < status.parts)
    {
        notes.push(text.dedup_is_older);
    }
    notes
}
