//! Cards below a label that no elements part: by the grammar of text pages, or one alone.

use std::ops::Range;

use wenmai_model::Card;

use super::super::attribute::AttributeName;
use super::super::block::InlineKind;
use super::super::tree::NodeId;
use super::{Source, read};
use crate::{
    card,
    grammar::label::{Label, label_line},
};

/// Fewest cards by the grammar of text.
const MIN_CARDS: usize = 2;
/// Most lines and bytes of a card that stands alone.
const MAX_SINGLE: (usize, u32) = (8, 1_200);
/// Shortest title of such, in characters.
const MIN_TITLE_CHARS: usize = 6;

/// The cards below the label in line `at`, with their lines.
pub(super) fn cards(
    source: &Source<'_, '_>,
    at: usize,
    label: Label,
    is_taken: &dyn Fn(usize) -> bool,
) -> Vec<(Card, Range<usize>)> {
    let Some((element, range)) = region(source, at, is_taken) else {
        return Vec::new();
    };
    let single = || single(source, element, range.clone()).into_iter().collect();
    if label != Label::Related {
        return single();
    }
    let lines = source.lines.get(range.clone()).unwrap_or_default();
    let mut found = card::cards(lines);
    let telling = found.iter().filter(|(card, _)| {
        let has_facts = card.age.is_some() || card.counters_raw.is_some();
        has_facts || !card.tags.is_empty() && card.excerpt.is_some()
    });
    if found.len() < MIN_CARDS || telling.count() * 2 < found.len() {
        return single();
    }
    for (card, lines) in &mut found {
        card.lines = None;
        card.url = link_at(source, card.title_span.start);
        *lines = lines.start + range.start..lines.end + range.start;
    }
    found
}

/// The element around a label, and the lines below the label in it, up to the next label.
fn region(
    source: &Source<'_, '_>,
    at: usize,
    is_taken: &dyn Fn(usize) -> bool,
) -> Option<(NodeId, Range<usize>)> {
    let tree = &source.page.tree;
    let own = *source.blocks.get(at)?;
    let node = source.page.blocks.get(own)?.node;
    let is_alone = source.blocks.get(at + 1) != Some(&own);
    let element = if is_alone { tree.parent(node) } else { node };
    let is_inside = |line: usize| {
        let block = source.blocks.get(line);
        let block = block.and_then(|&block| source.page.blocks.get(block));
        block.is_some_and(|block| element <= block.node && block.node.0 < tree.end(element))
    };
    let is_label = |line: usize| {
        let line = source.lines.get(line);
        line.is_some_and(|line| line.shape.width <= 40 && label_line(line.text).is_some())
    };
    let below = (at + 1..source.lines.len())
        .take_while(|&line| is_inside(line) && !is_label(line) && !is_taken(line));
    let end = below.last()? + 1;
    Some((element, at + 1..end))
}

/// The only link below a label, when little else stands there and none of it is content.
fn single(
    source: &Source<'_, '_>,
    element: NodeId,
    range: Range<usize>,
) -> Option<(Card, Range<usize>)> {
    let (most, most_bytes) = MAX_SINGLE;
    let lines = source.lines.get(range.clone())?;
    let (start, end) = (lines.first()?.start, lines.last()?.end());
    let is_kept = |line: usize| {
        let block = source.blocks.get(line);
        block.is_some_and(|&block| source.kept.get(block).is_some_and(|&kept| kept))
    };
    if lines.len() > most || end - start > most_bytes || range.clone().any(is_kept) {
        return None;
    }
    let inlines = &source.page.inlines;
    let from = inlines.partition_point(|inline| inline.span.start < start);
    let inside = inlines.iter().enumerate().skip(from);
    let mut titles = inside
        .take_while(|(_, inline)| inline.span.start < end)
        .filter(|(_, inline)| {
            let href = source.page.tree.attribute(inline.node, AttributeName::Href);
            let text = inline.span.of(&source.page.text).unwrap_or_default();
            inline.kind == InlineKind::Link
                && href.is_some_and(|href| source.leads_away(href))
                && text.chars().count() >= MIN_TITLE_CHARS
        });
    let (at, _) = titles.next()?;
    if titles.next().is_some() {
        return None;
    }
    let card = read::card(source, element, at, range.clone())?;
    Some((card, range))
}

/// Where the link at this byte of the text leads.
fn link_at(source: &Source<'_, '_>, byte: u32) -> Option<String> {
    let inlines = &source.page.inlines;
    let behind = inlines.partition_point(|inline| inline.span.start <= byte);
    let mut before = inlines.get(..behind)?.iter().rev().take(4);
    let link = before.find(|inline| inline.kind == InlineKind::Link && byte < inline.span.end)?;
    let href = source.page.tree.attribute(link.node, AttributeName::Href)?;
    Some(super::super::address::resolve(source.base, href))
}
