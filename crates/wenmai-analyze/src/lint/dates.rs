//! Dates of the page and of its cards.

use jiff::civil::Date;
use rustc_hash::FxHashSet;
use wenmai_model::{Card, DateInterval, Document, MetadataField, MetadataSource, Severity, Span};
use wenmai_text::normalize::key_hash;

use super::{Found, Rule, quoted, thresholds::Thresholds};

const ORDER: Rule = Rule {
    code: "modified_before_published",
    severity: Severity::Warning,
    fix: "check both dates in the metadata of the page",
};
const FUTURE: Rule = Rule {
    code: "date_in_future",
    severity: Severity::Warning,
    fix: "check the date, and the time of capture",
};
const NO_DATE: Rule = Rule {
    code: "card_without_date",
    severity: Severity::Info,
    fix: "take the date from the article that the card leads to, or count it as unknown",
};
const OWN_CARD: Rule = Rule {
    code: "card_date_conflict",
    severity: Severity::Warning,
    fix: "check the date of the page against that of its card",
};

pub(super) fn check(document: &Document, thresholds: &Thresholds, found: &mut Found) {
    let metadata = &document.metadata;
    let day = |field: Option<&str>| field?.get(..10)?.parse::<Date>().ok();
    let published = day(metadata.published.as_deref());
    let modified = day(metadata.modified.as_deref());
    let slack = i32::try_from(thresholds.date_slack_days).unwrap_or(i32::MAX);
    if let (Some(published), Some(modified)) = (published, modified)
        && days_between(modified, published) > slack
    {
        found.add(
            document,
            &ORDER,
            place(document, MetadataField::Modified),
            || {
                format!(
                    "the page was changed on {modified}, before it was published on {published}"
                )
            },
        );
    }
    if let Some(capture) = document.capture {
        for (field, name, day) in [
            (MetadataField::Published, "published", published),
            (MetadataField::Modified, "changed", modified),
        ] {
            let Some(day) = day.filter(|day| days_between(capture.to, *day) > slack) else {
                continue;
            };
            if is_reported(document, field) {
                continue;
            }
            found.add(document, &FUTURE, place(document, field), || {
                format!("the page says that it was {name} on {day}, and was captured on {} at the latest", capture.to)
            });
        }
    }
    cards(document, found);
    own_card(document, published.or(modified), slack, found);
}

/// Days from `from` to `to`, negative when it is before.
fn days_between(from: Date, to: Date) -> i32 {
    // Dates of jiff lie within years -9999 and 9999, so days fit.
    (to - from).get_days()
}

fn place(document: &Document, field: MetadataField) -> Option<Span> {
    let mut provenance = document.metadata.provenance.iter();
    provenance.find(|from| from.field == field)?.span
}

/// Whether the date stands in the visible text, and parsing reports that it does not fit the time of capture.
fn is_reported(document: &Document, field: MetadataField) -> bool {
    let mut provenance = document.metadata.provenance.iter();
    provenance.any(|from| from.field == field && from.source == MetadataSource::VisibleText)
        && document
            .findings
            .iter()
            .any(|finding| finding.code == "date_conflict")
}

/// Cards without a date, where most have one; one finding where most have none.
fn cards(document: &Document, found: &mut Found) {
    let is_dated =
        |card: &&Card| card.age.is_some() || card.date_stamp.is_some() || card.published.is_some();
    let n_cards = document.cards.len();
    let n_dated = document.cards.iter().filter(is_dated).count();
    let mut bare = document.cards.iter().filter(|card| !is_dated(card));
    if 2 * n_dated < n_cards {
        // So the site has it.
        if let Some(first) = bare.next() {
            found.add(document, &NO_DATE, Some(first.title_span), || {
                match (n_cards, n_dated) {
                    (1, _) => "the card of the page has no date".to_owned(),
                    (_, 0) => format!("none of the {n_cards} cards has a date"),
                    _ => format!("only {n_dated} of the {n_cards} cards have a date"),
                }
            });
        }
        return;
    }
    for card in bare {
        found.add(document, &NO_DATE, Some(card.title_span), || {
            format!(
                "the card {} has no date; {n_dated} of {n_cards} have one",
                quoted(&card.title)
            )
        });
    }
}

/// A card of the page itself, among the newest articles for example, has another date than the page.
fn own_card(document: &Document, page: Option<Date>, slack: i32, found: &mut Found) {
    let (Some(page), Some(title)) = (page, document.metadata.title.as_deref()) else {
        return;
    };
    let own = key_hash(title);
    let mut seen = FxHashSet::default();
    for card in &document.cards {
        let Some(DateInterval { from, to, .. }) = card.published else {
            continue;
        };
        if key_hash(&card.title) != own || !seen.insert((from, to)) {
            continue;
        }
        if days_between(page, from) > slack || days_between(to, page) > slack {
            found.add(document, &OWN_CARD, Some(card.span), || {
                let says = if from == to {
                    from.to_string()
                } else {
                    format!("{from} to {to}")
                };
                format!("the page is of {page}, and a card of itself of {says}")
            });
        }
    }
}
