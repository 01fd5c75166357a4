//! Where the records of a corpus run went.

use std::cmp::Reverse;

use maud::{Markup, html};
use wenmai_model::RunStatus;

use super::funnel::shares;
use crate::report::frame::{Shortened, count};
use crate::report::summary::ratio;
use crate::report::text::Text;
use crate::table::percent;

/// So many reasons are shown.
const REASONS: usize = 40;

pub(super) fn run(status: &RunStatus, text: &Text) -> Markup {
    let steps = steps(status, text);
    let reasons = reasons(status, text);
    let read = status.ledger.read;
    html! {
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
    reasons.sort_by_key(|&(_, _, number)| Reverse(number));
    reasons
}
