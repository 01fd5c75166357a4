//! When a page was captured and when the articles of its cards were published.
//!
//! A card says when its article was published by an age (`7月前`), a date, a stamp in the excerpt whose year is not said
//! (`9月更文挑战第18天`), or the number of an arXiv paper, before which it cannot have been written. An age counts from the
//! capture of the page. Where that is not given it is solved: an age and a date of one card give an interval of days
//! for the capture, a date alone gives its first day. The days that most of this evidence allows are the time of
//! capture, and what does not allow them becomes a finding.
//!
//! All is done in days. What nothing speaks for gets no date.

mod capture;
mod card_dates;
mod finding;
mod interval;
mod stated;
mod written;

use jiff::{Timestamp, tz::TimeZone};
use wenmai_model::{BoilerplateKind, CaptureBasis, CaptureInterval, Document, ReferenceKind, Span};

use capture::{Evidence, Solution, Source, solve};
use card_dates::{CardDates, card_dates};
use interval::Days;
use written::written_days;

/// Dates the cards of `document` and notes when it was captured; adds a finding for each date that does not fit, and for the day of
/// the page when its metadata state another.
///
/// `captured_at` is the time of capture when it is known; its day counts in UTC. Takes O(n log n) for n dates.
pub(crate) fn date_cards(document: &mut Document, captured_at: Option<Timestamp>) {
    let given = captured_at.map(|at| Days::day(TimeZone::UTC.to_datetime(at).date()));
    let own_days = own_days(document);
    document
        .findings
        .extend(stated::conflict(document, &own_days));
    if document.cards.is_empty() {
        document.capture = given.map(|days| capture_interval(days, CaptureBasis::Given));
        return;
    }
    let cards = card_dates_of(document);
    let evidence = evidence(&cards, &own_days, given);
    let solved = || solve(&evidence).map(|days| narrow(days, &body_days(document)));
    let (capture, basis) = match given {
        Some(days) => (Some(days), CaptureBasis::Given),
        None => (solved(), CaptureBasis::Solved),
    };
    document.capture = capture.map(|days| capture_interval(days, basis));
    for (card, dates) in document.cards.iter_mut().zip(&cards) {
        card.published = dates.published(document.capture);
    }
    if let Some(days) = capture {
        let solution = Solution { days, basis };
        let findings = finding::findings(document, &cards, &evidence, &solution);
        document.findings.extend(findings);
    }
}

const fn capture_interval(days: Days, basis: CaptureBasis) -> CaptureInterval {
    CaptureInterval {
        from: days.from,
        to: days.to,
        basis,
    }
}

/// What each card says about its date.
fn card_dates_of(document: &Document) -> Vec<CardDates> {
    let papers: Vec<_> = document
        .references
        .iter()
        .filter(|reference| reference.kind == ReferenceKind::Arxiv)
        .collect();
    let dates = document.cards.iter().map(|card| {
        let from = papers.partition_point(|paper| paper.span.start < card.span.start);
        let papers = papers
            .iter()
            .skip(from)
            .take_while(|paper| card.span.contains(paper.span));
        card_dates(card, papers.copied())
    });
    dates.collect()
}

/// The days that the page says it was published or changed, with their places: it was captured later.
fn own_days(document: &Document) -> Vec<(Span, Days)> {
    let bylines = document
        .boilerplate
        .iter()
        .filter(|region| region.kind == BoilerplateKind::Byline);
    bylines
        .flat_map(|region| {
            let start = region.span.start;
            let found = written_days(document.slice(region.span));
            found.into_iter().filter_map(move |(at, len, day)| {
                let at = start.checked_add(u32::try_from(at).ok()?)?;
                let end = at.checked_add(u32::try_from(len).ok()?)?;
                Some((Span::new(at, end), Days::not_before(day)))
            })
        })
        .collect()
}

/// Words that speak of a day to come.
const AHEAD: [&str; 15] = [
    "将", "截止", "截至", "预计", "计划", "拟", "前", "起", "will", "until", "by ", "due",
    "before", "from", "deadline",
];
/// How far from a date such a word may stand, in bytes.
const AHEAD_BYTES: usize = 30;

/// The days that the article names and that seem to be past, in order.
fn body_days(document: &Document) -> Vec<Days> {
    let mut days: Vec<Days> = Vec::new();
    for block in document.blocks.iter().filter(|block| block.kind.is_body()) {
        let text = document.slice(block.span);
        let past = written_days(text).into_iter().filter(|&(at, len, _)| {
            let from = text.ceil_char_boundary(at.saturating_sub(AHEAD_BYTES));
            let to = text.floor_char_boundary((at + len + AHEAD_BYTES).min(text.len()));
            let around = text.get(from..to).unwrap_or_default();
            !AHEAD.iter().any(|word| around.contains(word))
        });
        days.extend(past.map(|(_, _, day)| Days::not_before(day)));
    }
    days.sort_unstable_by_key(|days| days.from);
    days
}

/// The part of `capture` behind the last past day that the article names within it. Days behind all of `capture` are
/// left alone: an article may name days to come.
fn narrow(capture: Days, named: &[Days]) -> Days {
    let last = named
        .iter()
        .rev()
        .find(|days| days.from <= capture.to)
        .map_or(capture.from, |days| days.from);
    Days {
        from: capture.from.max(last),
        to: capture.to,
    }
}

/// What bounds the time of capture, cards first.
fn evidence(cards: &[CardDates], own_days: &[(Span, Days)], given: Option<Days>) -> Vec<Evidence> {
    let years = capture::years(cards, own_days, given);
    let of_cards = cards
        .iter()
        .enumerate()
        .filter_map(|(at, dates)| capture::of_card(at, dates, years));
    let of_page = own_days.iter().map(|&(span, days)| Evidence {
        source: Source::Page(span),
        days: vec![days],
        is_anchor: false,
    });
    of_cards.chain(of_page).collect()
}
