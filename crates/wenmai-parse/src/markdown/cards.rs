//! Cards in Markdown: a link with what stands behind it.

use std::ops::Range;

use rustc_hash::FxHashMap;
use wenmai_model::{Card, LineRange, Span};
use wenmai_text::trim_blank;

use crate::{
    body::bullet_len,
    card::{self, Placed, add_field},
    grammar::date::stamp,
    line::Line,
    markup::{Kind, Marked, Markup, host},
    region::same_text,
};

/// A line with its markup.
type Pair<'d, 'a> = (&'d Line<'a>, &'d Markup);

/// Narrowest link that is a title wherever it leads, in columns.
const MIN_TITLE_WIDTH: u16 = 16;
/// Widest row of tags, in columns.
const MAX_TAGS_WIDTH: u16 = 60;

/// The cards among the lines of a region of related articles. A card starts at each title that leads to another page;
/// pages whose cards are no links are read like text.
pub(super) fn cards(marked: &Marked<'_, '_>, lines: &[Line<'_>]) -> Vec<Placed> {
    let pairs: Vec<Pair<'_, '_>> = lines
        .iter()
        .filter_map(|line| Some((line, marked.markup(line)?)))
        .collect();
    if pairs.len() != lines.len() || !pairs.iter().any(|pair| opens(marked, pair)) {
        let mut cards = card::cards(lines);
        for (card, _) in &mut cards {
            card.url = marked.url_at(card.title_span);
        }
        return cards;
    }
    let records = records(marked, &pairs);
    records
        .into_iter()
        .filter_map(|(range, url)| {
            let card = read(marked, pairs.get(range.clone())?, url)?;
            Some((card, range))
        })
        .collect()
}

/// The lines of each card, and where it leads.
fn records<'d>(marked: &Marked<'d, '_>, lines: &[Pair<'d, '_>]) -> Vec<(Range<usize>, &'d str)> {
    // Where titles are headings or list items, other links belong to the card they stand in; and where most lead to
    // `/post/…`, a short link to `/tag/…` is no title.
    let is_item = |markup: &Markup| markup.tag().is_some() || markup.kind == Kind::Item;
    let any_item = lines
        .iter()
        .any(|pair| opens(marked, pair) && is_item(pair.1));
    let main = main_folder(marked, lines);
    let mut records: Vec<(Range<usize>, &'d str)> = Vec::new();
    let mut closed = false;
    for (at, pair) in lines.iter().enumerate() {
        let (line, markup) = *pair;
        let url = marked.url(markup).filter(|_| opens(marked, pair));
        // The picture, the title and the button of a card lead to the same page.
        if url.is_some_and(|url| records.last().is_some_and(|(_, last)| *last == url)) {
            continue;
        }
        let title = url.filter(|url| {
            let fits = line.shape.width >= MIN_TITLE_WIDTH || main == Some(folder(url));
            fits && (is_item(markup) || !any_item)
        });
        let Some(url) = title else {
            // A heading or an item that is no card ends the cards.
            if any_item && is_item(markup) && !closed {
                closed = true;
                if let Some((last, _)) = records.last_mut() {
                    last.end = at;
                }
            }
            continue;
        };
        let is_picture =
            |pair: &Pair<'_, '_>| pair.1.kind == Kind::Image && marked.url(pair.1) == Some(url);
        let before = lines.get(..at).unwrap_or_default();
        let pictures = before
            .iter()
            .rev()
            .take_while(|pair| is_picture(pair))
            .count();
        let start = at - pictures;
        if let Some((last, _)) = records.last_mut().filter(|_| !closed) {
            last.end = start;
        }
        closed = false;
        records.push((start..lines.len(), url));
    }
    records
}

/// The folder of the site that the widest of the links lead to.
fn main_folder<'d>(marked: &Marked<'d, '_>, lines: &[Pair<'d, '_>]) -> Option<(&'d str, &'d str)> {
    let mut widths: FxHashMap<(&str, &str), u64> = FxHashMap::default();
    for (line, markup) in lines {
        if let Some(url) = marked.url(markup) {
            *widths.entry(folder(url)).or_default() += u64::from(line.shape.width);
        }
    }
    widths
        .into_iter()
        .max_by_key(|&(folder, width)| (width, folder))
        .map(|(folder, _)| folder)
}

/// The server of an address, and the first part of its path; years and other numbers count as one.
fn folder(url: &str) -> (&str, &str) {
    let host = host(url).unwrap_or_default();
    let path = url.split_once("//").map_or(url, |(_, rest)| {
        rest.find('/')
            .and_then(|at| rest.get(at..))
            .unwrap_or_default()
    });
    let mut parts = path.trim_start_matches(['/', '.']).split('/');
    let first = parts.next().unwrap_or_default();
    let is_folder = parts.next().is_some();
    if !is_folder || first.contains(|c: char| c.is_ascii_digit()) {
        (host, "")
    } else {
        (host, first)
    }
}

/// Whether a line may be the title of a card: it is one link, or opens with one.
fn opens(marked: &Marked<'_, '_>, &(line, markup): &Pair<'_, '_>) -> bool {
    let leads = || {
        let bullet = bullet_len(line.text).map_or(0, |len| u32::try_from(len).unwrap_or(0));
        let whole = markup.tag().is_some() || markup.kind == Kind::Item;
        whole
            && marked
                .link(markup)
                .is_some_and(|link| link.span.start <= line.start + bullet)
    };
    markup.n_links == 1 && markup.kind != Kind::Image && (markup.link_percent >= 50 || leads())
}

/// Reads one card, whose first line holds its link.
fn read(marked: &Marked<'_, '_>, lines: &[Pair<'_, '_>], url: &str) -> Option<Card> {
    let (first, last) = (lines.first()?.0, lines.last()?.0);
    let is_ours = |markup: &Markup| marked.url(markup) == Some(url);
    let title_at = lines
        .iter()
        .position(|(_, markup)| is_ours(markup) && (markup.tag().is_some() || markup.bold))
        .or_else(|| {
            lines
                .iter()
                .position(|pair| is_ours(pair.1) && opens(marked, pair))
        })?;
    let (title_line, title_markup) = lines.get(title_at)?;
    let link = marked.link(title_markup)?;
    let span = Span::new(
        link.span.start.max(title_line.start),
        link.span.end.min(title_line.end()),
    );
    let title = trim_blank(span.of(marked.text)?);
    let title_start = span.start + u32::try_from(span.of(marked.text)?.find(title)?).ok()?;
    let title_span = Span::new(title_start, title_start + u32::try_from(title.len()).ok()?);
    let mut card = Card {
        title: title.to_owned(),
        url: Some(url.to_owned()),
        title_span,
        span: Span::new(first.start, last.end()),
        lines: Some(LineRange::new(first.number, last.number)),
        ..Card::default()
    };
    // What stands behind the title on its own line.
    let rest = Span::new(title_span.end, title_line.end())
        .of(marked.text)
        .unwrap_or_default();
    add_field(&mut card, rest, &mut Vec::new());
    let mut excerpt = Vec::new();
    for (at, (line, markup)) in lines.iter().enumerate() {
        if at == title_at || markup.kind == Kind::Image || same_text(line.text, title) {
            continue;
        }
        let linked = markup.is_linked();
        if linked && !is_ours(markup) && line.shape.width <= MAX_TAGS_WIDTH {
            marked
                .links_of(line)
                .for_each(|tag| card.tags.push(tag.to_owned()));
        } else if at > title_at && (!linked || line.shape.width > MAX_TAGS_WIDTH) {
            add_field(&mut card, line.text, &mut excerpt);
        }
    }
    if !excerpt.is_empty() {
        let text = excerpt.join("\n");
        card.date_stamp = stamp(&text).ok().map(|(_, stamp)| stamp.text.to_owned());
        card.excerpt = Some(text);
    }
    Some(card)
}
