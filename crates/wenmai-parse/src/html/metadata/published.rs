//! When the page was published, as its readers see it: `time` elements, elements that are called date, days in the text around
//! the title. Days of cards and of comments stand elsewhere.

use wenmai_model::MetadataSource;

use super::element::{Distance, Neighborhood, block_at, is_aside, place};
use super::words::{has_any, words};
use super::{Found, Page};
use crate::html::attribute::AttributeName;
use crate::html::name_parts::Part;
use crate::html::tag::Tag;

/// Most elements that may hold a day on one page.
const MAX_ELEMENTS: usize = 500;
/// Longest block in which a day may say when the page was published, in bytes.
const MAX_BLOCK_BYTES: u32 = 240;

/// How clearly something says that it is the day of publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    /// A `time` element, or one that is called published or posted.
    Marked,
    /// An element that is called date or time.
    Called,
    /// A day in the text.
    Written,
    /// The day of a change.
    Changed,
}

/// A day with the evidence for it.
struct Candidate {
    distance: Distance,
    sign: Sign,
    block: usize,
    found: Found,
}

/// The days of publication and of the last change that the page shows.
pub(super) fn shown(page: &Page<'_>, around: &Neighborhood) -> (Option<Found>, Option<Found>) {
    let mut candidates = elements(page, around);
    candidates.extend(texts(page, around));
    let best = |is_change: bool| {
        let fitting = candidates
            .iter()
            .filter(|candidate| candidate.distance < Distance::Far)
            .filter(|candidate| (candidate.sign == Sign::Changed) == is_change);
        fitting
            .min_by_key(|candidate| {
                // Above the title stand the days of other pages, and the day of the visit.
                let is_above = candidate.block < around.title;
                let away = candidate.block.abs_diff(around.title);
                (candidate.distance, candidate.sign, is_above, away)
            })
            .map(|candidate| candidate.found.clone())
    };
    (best(false), best(true))
}

/// Days in elements that say what they are.
fn elements(page: &Page<'_>, around: &Neighborhood) -> Vec<Candidate> {
    let tree = &page.html.tree;
    let mut found = Vec::new();
    for node in tree.nodes() {
        if found.len() >= MAX_ELEMENTS {
            break;
        }
        let tag = tree.tag(node);
        if matches!(
            tag,
            Tag::Text | Tag::Meta | Tag::Link | Tag::Html | Tag::Body
        ) {
            continue;
        }
        let has = |part| page.parts.has(node, part);
        let is_day = has(Part::Day);
        if tag != Tag::Time && !is_day || has(Part::OtherDay) {
            continue;
        }
        if is_aside(page, node) {
            continue;
        }
        let stated = tree
            .attribute(node, AttributeName::Datetime)
            .and_then(|stated| page.day(stated));
        let place = place(page, node).filter(|place| place.text.len() <= 200);
        // The text of a day may be left to a script.
        let (text, at) = match (&place, &stated) {
            (Some(place), _) => (place.text, place.span),
            (None, Some(_)) => ("", page.html.source_map.span(tree.source(node))),
            (None, None) => continue,
        };
        let is_change = has(Part::Changed) && !has(Part::Published) || says_change(text);
        let is_marked = tag == Tag::Time || has(Part::Published);
        let Some(day) = stated.or_else(|| page.day(text)) else {
            continue;
        };
        let block = block_at(page, at.start);
        let sign = if is_change {
            Sign::Changed
        } else if is_marked {
            Sign::Marked
        } else {
            Sign::Called
        };
        found.push(Candidate {
            distance: around.distance(block),
            sign,
            block,
            found: Found {
                value: day,
                source: MetadataSource::VisibleText,
                span: place.map(|place| place.span),
            },
        });
    }
    found
}

/// Days in short blocks near the title.
fn texts(page: &Page<'_>, around: &Neighborhood) -> Vec<Candidate> {
    let blocks = page.html.blocks.iter().enumerate();
    let short = blocks.filter(|(at, block)| {
        around.near.contains(at) && block.span.len_bytes() <= MAX_BLOCK_BYTES
    });
    short
        .filter_map(|(at, block)| {
            let text = page.html.text_of(block);
            let (day, range) = page.first_day(text)?;
            let before = text.get(..range.start).unwrap_or_default();
            Some(Candidate {
                distance: Distance::Near,
                sign: if says_change(before) {
                    Sign::Changed
                } else {
                    Sign::Written
                },
                block: at,
                found: Found {
                    value: day,
                    source: MetadataSource::VisibleText,
                    span: Some(block.span),
                },
            })
        })
        .collect()
}

/// Whether words in front of a day say that it is one of a change.
fn says_change(text: &str) -> bool {
    let lower = text.to_lowercase();
    has_any(&lower, &words().changed) && !has_any(&lower, &words().published)
}
