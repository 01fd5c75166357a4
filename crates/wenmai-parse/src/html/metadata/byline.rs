//! Who wrote the page, as its readers see it: elements that are called author or byline, links to people, lines `By Ann Lee`,
//! `作者：张三`.

use wenmai_model::MetadataSource;
use wenmai_text::{is_cjk, normalize::comparison_key};

use super::element::{Distance, Neighborhood, Place, is_aside, place};
use super::names::{behind_label, is_full, names};
use super::words::words;
use super::{Found, Page};
use crate::html::attribute::AttributeName;
use crate::html::name_parts::Part;
use crate::html::tag::Tag;
use crate::html::tree::NodeId;
use crate::markup::host;

/// Most elements, and most lines, that may name an author on one page.
const MAX_ELEMENTS: usize = 500;
/// Blocks between two names of one byline, at most.
const MAX_GAP: usize = 1;
/// Most authors of a byline in several elements.
const MAX_AUTHORS: usize = 12;

/// How an element says that it names an author, the clearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    /// `rel=author`, or the name of an author in microdata.
    Marked,
    /// A class or id of authors or bylines.
    Called,
    /// A line that begins with `By`, `作者：` and the like.
    Written,
    /// A link to the page of a person.
    Linked,
}

/// A name with the evidence for it.
struct Candidate {
    distance: Distance,
    sign: Sign,
    block: usize,
    found: Found,
    names: Vec<String>,
}

/// The authors that the page shows: those of the clearest byline nearest to the title.
pub(super) fn authors(page: &Page<'_>, around: &Neighborhood) -> Option<(Vec<String>, Found)> {
    let mut candidates = elements(page, around);
    candidates.extend(lines(page, around));
    let best = candidates
        .iter()
        .filter(|candidate| {
            candidate.distance < Distance::Far || may_be_far(candidate, &candidates)
        })
        .min_by_key(|candidate| {
            (
                candidate.distance,
                candidate.sign,
                candidate.block.abs_diff(around.title),
            )
        })?;
    // Several authors stand side by side.
    let mut authors = best.names.clone();
    let mut last = best.block;
    let beside = candidates
        .iter()
        .filter(|candidate| (candidate.distance, candidate.sign) == (best.distance, best.sign))
        .filter(|candidate| candidate.block >= best.block && candidate.sign != Sign::Linked);
    for candidate in beside {
        if candidate.block > last + MAX_GAP {
            break;
        }
        last = last.max(candidate.block);
        for name in candidate.names.iter().filter(|name| is_full(name)) {
            let is_known = authors
                .iter()
                .any(|known| known.contains(name.as_str()) || name.contains(known.as_str()));
            if !is_known && authors.len() < MAX_AUTHORS {
                authors.push(name.clone());
            }
        }
    }
    Some((authors, best.found.clone()))
}

/// Whether evidence far from the title counts: it is marked up, or called so and there is one name only.
fn may_be_far(candidate: &Candidate, candidates: &[Candidate]) -> bool {
    candidate.sign == Sign::Marked
        || candidate.sign == Sign::Called
            && candidates
                .iter()
                .filter(|other| other.sign <= Sign::Called)
                .all(|other| other.names == candidate.names)
}

/// Names in elements that say what they are.
fn elements(page: &Page<'_>, around: &Neighborhood) -> Vec<Candidate> {
    let tree = &page.html.tree;
    let mut found = Vec::new();
    for node in tree.nodes() {
        if found.len() >= MAX_ELEMENTS {
            break;
        }
        if matches!(
            tree.tag(node),
            Tag::Text | Tag::Meta | Tag::Link | Tag::Html | Tag::Body | Tag::Img
        ) {
            continue;
        }
        let Some(sign) = sign(page, node) else {
            continue;
        };
        let Some(place) = place(page, node) else {
            continue;
        };
        // What is marked right below the title is no other page's author, whatever it stands in.
        let is_near = sign == Sign::Marked && around.distance(place.block) == Distance::Near;
        if !is_near && is_aside(page, node) {
            continue;
        }
        let href = tree
            .attribute(node, AttributeName::Href)
            .unwrap_or_default();
        let candidate = candidate(place, sign, around);
        found.extend(candidate.filter(|candidate| {
            // Menus link to people, too: below the title a whole name, or the one in the address, is an author.
            sign != Sign::Linked
                || candidate.block >= around.title
                    && candidate
                        .names
                        .iter()
                        .any(|name| is_full(name) || is_in_address(name, href))
        }));
    }
    found
}

/// Whether an address holds a name.
fn is_in_address(name: &str, href: &str) -> bool {
    let key = comparison_key(name);
    key.len() > 2 && comparison_key(href).contains(&key)
}

fn candidate(place: Place<'_>, sign: Sign, around: &Neighborhood) -> Option<Candidate> {
    let names = names(place.text, true);
    let distance = around.distance(place.block);
    let is_word = |name: &String| !name.contains(' ') && name.chars().all(char::is_lowercase);
    // A word such as `about` in the box of an author is no author; names of users have elements of their own.
    let is_odd =
        sign == Sign::Called && names.first().is_some_and(is_word) && distance != Distance::Near;
    (!names.is_empty() && !is_odd).then(|| Candidate {
        distance,
        sign,
        block: place.block,
        found: Found {
            value: place.text.to_owned(),
            source: MetadataSource::VisibleText,
            span: Some(place.span),
        },
        names,
    })
}

/// Whether and how an element says that it names an author.
fn sign(page: &Page<'_>, node: NodeId) -> Option<Sign> {
    let tree = &page.html.tree;
    let rel = tree.attribute(node, AttributeName::Rel).unwrap_or_default();
    if rel
        .split_ascii_whitespace()
        .any(|rel| rel.eq_ignore_ascii_case("author"))
    {
        return Some(Sign::Marked);
    }
    let property = tree
        .attribute(node, AttributeName::Itemprop)
        .unwrap_or_default();
    if property
        .split_ascii_whitespace()
        .any(|name| matches!(name, "author" | "creator"))
    {
        return page.items.is_of_work(page, node).then_some(Sign::Marked);
    }
    if page.parts.has(node, Part::Author) && !page.parts.has(node, Part::OtherAuthor) {
        return Some(Sign::Called);
    }
    if page.parts.has(node, Part::PersonAddress) {
        let href = tree
            .attribute(node, AttributeName::Href)
            .unwrap_or_default();
        let end = href.floor_char_boundary(200);
        let href = href.get(..end).unwrap_or_default().to_ascii_lowercase();
        let is_here = match (host(&href), page.host) {
            (Some(there), Some(here)) => there.eq_ignore_ascii_case(here),
            _ => !href.contains("://"),
        };
        return is_here.then_some(Sign::Linked);
    }
    None
}

/// Lines that begin like bylines.
fn lines(page: &Page<'_>, around: &Neighborhood) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (at, block) in page.html.blocks.iter().enumerate() {
        if found.len() >= MAX_ELEMENTS {
            break;
        }
        let distance = around.distance(at);
        if distance == Distance::Far || block.span.len_bytes() > 300 {
            continue;
        }
        let text = page.html.text_of(block);
        let Some(line) = text.lines().next() else {
            continue;
        };
        let text = inner_label(page, line).unwrap_or(text);
        let line = text.lines().next().unwrap_or_default();
        let (rest, has_label) = behind_label(line.trim());
        if !has_label {
            continue;
        }
        // `By` alone stands in front of a name of its own block or line.
        let text = if rest.trim().is_empty() && !text.contains('\n') {
            let next = page.html.blocks.get(at + 1);
            next.map(|block| page.html.text_of(block))
                .unwrap_or_default()
        } else {
            text
        };
        let names = names(text, false);
        if names.is_empty() {
            continue;
        }
        found.push(Candidate {
            distance,
            sign: Sign::Written,
            block: at,
            found: Found {
                value: text.to_owned(),
                source: MetadataSource::VisibleText,
                span: Some(block.span),
            },
            names,
        });
    }
    found
}

/// The rest of a line from a label inside of it on: `2024年3月18日 作者：张三`, and behind a day `May 1, 2024 by Ann Lee`.
fn inner_label<'l>(page: &Page<'_>, line: &'l str) -> Option<&'l str> {
    let blanks = line.match_indices(char::is_whitespace).take(20);
    let mut rests = blanks.filter_map(|(at, _)| Some((at, line.get(at..)?.trim_start())));
    let mut is_behind_day = None;
    let found = rests.find(|&(at, rest)| {
        if rest.starts_with(is_cjk) {
            return behind_label(rest).1;
        }
        let label = rest.split_whitespace().next().unwrap_or_default();
        let label = label.to_lowercase();
        let is_label = words().inner.contains(&label.as_str()) && behind_label(rest).1;
        is_label
            && *is_behind_day.get_or_insert_with(|| {
                let front = line.get(..at).unwrap_or_default();
                page.day(front).is_some()
            })
    });
    found.map(|(_, rest)| rest)
}
