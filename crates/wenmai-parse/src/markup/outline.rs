//! Headings of a page with markup, and how they nest.
//!
//! The markup proposes: heading tags or `#` signs, bold lines, numbered lines that go on with a numbered series of such. The page
//! decides: a heading says no sentence and has something behind it, bold lines are headings as a run or not at all. Levels
//! follow the tags as long as these agree with the numbering; where they lie, the numbering decides.

use std::num::NonZeroU8;

use rustc_hash::FxHashMap;
use wenmai_model::{BlockKind, LevelSource};

use super::{Kind, Marked, Markup, is_paragraph};
use crate::{
    class::{Class, Labeled},
    grammar::{
        label::label_line,
        marker::{Marker, Style},
    },
    judge::{Model, judge},
    line::Line,
    outline::{Decision, MAX_LEVEL, outline as text_outline, unnumbered_level},
    region::Listing,
};

/// Widest heading with a tag, in columns.
const MAX_TAGGED_WIDTH: u16 = 160;
/// Widest bold line that is a heading, in columns.
const MAX_BOLD_WIDTH: u16 = 84;
/// The place of the outermost styled line among the tags: below all of them.
const STYLED_TAG: u8 = 10;
/// The place of a bold line among the tags: below all of them, and below styled lines.
const BOLD_TAG: u8 = 100;

/// A heading with the number of its tag.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tagged {
    /// The heading.
    pub(super) decision: Decision,
    /// The number of its tag, when it has one.
    pub(super) tag: Option<u8>,
}

/// A line that is a heading, before its level is known.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Head {
    line: usize,
    /// The number of the tag as written.
    tag: Option<u8>,
    /// The place among the tags: from [`STYLED_TAG`] for a styled line, [`BOLD_TAG`] for a bold one, that of its series for a
    /// plain one.
    rank: u8,
    marker: Option<Marker>,
    confidence: f32,
}

/// Decides the headings of a body and marks them in `classes`. Runs in O(number of lines).
pub(super) fn outline(
    marked: &Marked<'_, '_>,
    body: std::ops::Range<usize>,
    classes: &mut [Labeled],
) -> Vec<Tagged> {
    let lines = marked.lines.get(body.clone()).unwrap_or_default();
    let marks = marked.marks.get(body).unwrap_or_default();
    let mut heads = tagged(marked, lines, marks, classes);
    styled(lines, marks, classes, &mut heads);
    bold(lines, marks, classes, &mut heads);
    heads.sort_by_key(|head| head.line);
    for head in &heads {
        if let Some(class) = classes.get_mut(head.line) {
            *class = Labeled::block(BlockKind::Heading);
        }
    }
    let (model, listing) = (Model::builtin(), Listing::default());
    let judgement = judge(lines, classes, &listing, model);
    let plain = text_outline(lines, &judgement, &listing, classes, model.places());
    if heads.is_empty() {
        let (labels, plain): (Vec<_>, Vec<_>) = plain.into_iter().partition(|decision| {
            let line = lines.get(decision.line);
            line.is_some_and(|line| label_line(line.text).is_some())
        });
        // What opens a region or says who wrote the page is short, too.
        for label in labels {
            if let Some(class) = classes.get_mut(label.line) {
                *class = Labeled::block(BlockKind::Paragraph);
            }
        }
        return plain
            .into_iter()
            .map(|decision| Tagged {
                decision,
                tag: None,
            })
            .collect();
    }
    add_series(lines, &plain, classes, &mut heads);
    trust_markers(&mut heads);
    raise_bold(&mut heads);
    levels(lines, &heads)
}

/// The lines with a heading tag that are headings.
fn tagged(
    marked: &Marked<'_, '_>,
    lines: &[Line<'_>],
    marks: &[Markup],
    classes: &[Labeled],
) -> Vec<Head> {
    let mut heads = Vec::new();
    for (at, (line, markup)) in lines.iter().zip(marks).enumerate() {
        let Some(tag) = markup.tag().filter(|_| is_paragraph(classes.get(at))) else {
            continue;
        };
        let below = lines.get(at + 1).zip(marks.get(at + 1));
        // A title that leads elsewhere with nothing said about it is a link in a list.
        let leads_away =
            markup.is_linked() && !marked.url(markup).is_some_and(|url| marked.is_anchor(url));
        let bare = below.is_none_or(|(_, below)| below.is_linked() || below.tag().is_some());
        if !may_be_marked(line) || leads_away && bare {
            continue;
        }
        heads.push(Head {
            line: at,
            tag: Some(tag),
            rank: tag,
            marker: line.marker,
            confidence: if line.is_isolated() { 0.97 } else { 0.93 },
        });
    }
    heads
}

/// Whether a line that is marked up or set as a heading may be one: it holds words, and is no sentence.
fn may_be_marked(line: &Line<'_>) -> bool {
    let shape = &line.shape;
    let sentence = shape.inner_ends > 0 && shape.width > 60
        || matches!(shape.last, '。' | '；' | '，') && shape.width > 40;
    shape.alphanumeric() > 0 && shape.width <= MAX_TAGGED_WIDTH && !sentence
}

/// Adds the styled lines that are headings: they have something else than their like behind them.
fn styled(lines: &[Line<'_>], marks: &[Markup], classes: &[Labeled], heads: &mut Vec<Head>) {
    for (at, (line, markup)) in lines.iter().zip(marks).enumerate() {
        let Some(rank) = markup.styled.filter(|_| is_paragraph(classes.get(at))) else {
            continue;
        };
        let below = marks.get(at + 1).zip(classes.get(at + 1));
        let opens = below.is_some_and(|(below, class)| {
            let is_inner = below.styled.is_none_or(|below| below > rank) || line.marker.is_some();
            is_inner && matches!(class.class, Class::Block(_))
        });
        if opens && !markup.is_linked() && may_be_marked(line) {
            heads.push(Head {
                line: at,
                tag: None,
                rank: STYLED_TAG + rank,
                marker: line.marker,
                confidence: 0.85,
            });
        }
    }
}

/// Adds the bold lines that are headings. They are when most bold lines of the page are short titles with text behind
/// them; answers, warnings and labels in bold are not.
fn bold(lines: &[Line<'_>], marks: &[Markup], classes: &[Labeled], heads: &mut Vec<Head>) {
    let tags = heads.len();
    let is_bold = |at: usize| {
        let markup = marks.get(at)?;
        let line = lines.get(at)?;
        let open = match markup.kind {
            Kind::Paragraph => is_paragraph(classes.get(at)) && !markup.continues,
            // `1. **Title**` with the text outside the list.
            Kind::Item => line.marker.is_some() && line.indent == 0,
            _ => false,
        };
        let is_own = markup.bold && markup.styled.is_none();
        (is_own && open && !markup.is_linked()).then_some((line, markup))
    };
    let mut titles: Vec<Head> = Vec::new();
    let mut all = 0_usize;
    for at in 0..lines.len() {
        let Some((line, markup)) = is_bold(at) else {
            continue;
        };
        all += 1;
        let below = lines
            .get(at + 1)
            .zip(marks.get(at + 1))
            .zip(classes.get(at + 1));
        let has_text = below.is_some_and(|((_, below), class)| match below.kind {
            Kind::Heading(_) => false,
            Kind::Item if markup.kind == Kind::Item => false,
            Kind::ItemText => markup.kind != Kind::Item,
            _ if below.styled.is_some() => false,
            _ => matches!(class.class, Class::Block(_)) && (!below.bold || line.marker.is_some()),
        });
        if has_text && says_title(line) {
            titles.push(Head {
                line: at,
                tag: None,
                rank: BOLD_TAG,
                marker: line.marker,
                confidence: if line.marker.is_some() { 0.85 } else { 0.7 },
            });
        }
    }
    let numbered = titles.iter().filter(|head| head.marker.is_some()).count();
    let most = titles.len() * 3 >= all * 2;
    titles.retain(|head| {
        if head.marker.is_some() {
            numbered > 1 || most && titles_suffice(all, tags)
        } else {
            most && titles_suffice(all, tags)
        }
    });
    heads.append(&mut titles);
}

/// Whether so many bold lines make a run: one alone is a heading only where nothing else is.
const fn titles_suffice(bold: usize, tags: usize) -> bool {
    bold >= 2 || tags == 0
}

/// Whether a bold line reads like a title: short, no sentence, no label in front of a list.
fn says_title(line: &Line<'_>) -> bool {
    let shape = &line.shape;
    let label = matches!(shape.last, ':' | '：') && line.marker.is_none();
    let sentence = matches!(
        shape.last,
        '。' | '；' | '，' | ',' | ';' | '!' | '！' | '…'
    ) || shape.last == '.' && shape.words > 1
        || shape.inner_ends > 0;
    let commas = if line.marker.is_some() { 3 } else { 1 };
    shape.alphanumeric() > 0
        && shape.width <= MAX_BOLD_WIDTH
        && shape.commas <= commas
        && !label
        && !sentence
}

/// Takes the plain numbered lines that go on with a series of headings; all other plain lines are no headings here.
fn add_series(
    lines: &[Line<'_>],
    plain: &[Decision],
    classes: &mut [Labeled],
    heads: &mut Vec<Head>,
) {
    // Numbers that the headings of each style have, and the rank of the first.
    let mut series: FxHashMap<(Style, Vec<u32>), (Vec<u32>, u8)> = FxHashMap::default();
    for head in heads.iter() {
        let Some(marker) = head.marker else { continue };
        let key = (marker.style, marker.number.prefix().to_vec());
        let entry = series.entry(key).or_insert((Vec::new(), head.rank));
        entry.0.push(marker.number.last());
    }
    #[expect(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
    for (numbers, _) in series.values_mut() {
        numbers.sort_unstable();
    }
    for decision in plain {
        let line = lines.get(decision.line);
        let marker = decision
            .marker
            .or_else(|| line.and_then(|line| line.marker));
        let found = marker.and_then(|marker| {
            let key = (marker.style, marker.number.prefix().to_vec());
            let (numbers, rank) = series.get(&key)?;
            let number = marker.number.last();
            let next = |other: u32| numbers.binary_search(&other).is_ok();
            let missing = numbers.binary_search(&number).is_err();
            (missing && (next(number.wrapping_sub(1)) || next(number + 1))).then_some(*rank)
        });
        let stated = marker.filter(|marker| marker.is_stated).map(|_| BOLD_TAG);
        if let Some(rank) = found.or(stated) {
            heads.push(Head {
                line: decision.line,
                tag: None,
                rank,
                marker,
                confidence: decision.confidence.min(0.8),
            });
        } else if let Some(class) = classes.get_mut(decision.line) {
            *class = Labeled::block(BlockKind::Paragraph);
        }
    }
    heads.sort_by_key(|head| head.line);
}

/// Forgets the markers that count in no series: `3 ways to…`, `2024 年`, `3.5 版本`.
fn trust_markers(heads: &mut [Head]) {
    let mut count: FxHashMap<(Style, Vec<u32>), Vec<u32>> = FxHashMap::default();
    let key = |marker: &Marker| (marker.style, marker.number.prefix().to_vec());
    for marker in heads.iter().filter_map(|head| head.marker) {
        count
            .entry(key(&marker))
            .or_default()
            .push(marker.number.last());
    }
    let parents: Vec<Vec<u32>> = {
        let mut all: Vec<_> = heads
            .iter()
            .filter_map(|head| head.marker.map(|marker| marker.number.parts().to_vec()))
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    #[expect(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
    for numbers in count.values_mut() {
        numbers.sort_unstable();
    }
    for head in heads.iter_mut() {
        let Some(marker) = head.marker else { continue };
        let number = marker.number.last();
        let numbers = count.get(&key(&marker)).map_or(&[][..], Vec::as_slice);
        let beside =
            |other: Option<u32>| other.is_some_and(|other| numbers.binary_search(&other).is_ok());
        let counted = beside(number.checked_sub(1)) || beside(number.checked_add(1));
        let trusted = match marker.style {
            Style::ChineseComma
            | Style::ChineseParenthesized
            | Style::DecimalParenthesized
            | Style::Ordinal(_)
            | Style::Named(_)
            | Style::User(_)
            | Style::Circled => true,
            Style::Dotted => {
                let child = parents
                    .binary_search(&marker.number.prefix().to_vec())
                    .is_ok();
                counted || child
            }
            Style::DecimalDot | Style::DecimalComma | Style::ChineseDot => counted || number == 1,
            _ => counted,
        };
        if !trusted {
            head.marker = None;
        }
    }
}

/// Where bold numbered lines open the outline, the tags stand below them: the scraper lost the tags of the chapters.
fn raise_bold(heads: &mut [Head]) {
    let is_chapter = |head: &Head| head.rank == BOLD_TAG && head.marker.is_some();
    let chapters = heads.iter().filter(|head| is_chapter(head)).count();
    if chapters < 2 || !heads.first().is_some_and(is_chapter) {
        return;
    }
    for head in heads.iter_mut().filter(|head| is_chapter(head)) {
        head.rank = 0;
    }
}

/// A series of numbered headings that may go on.
#[derive(Debug, Clone, Copy)]
struct Series {
    depth: u8,
    marker: Marker,
    rank: u8,
}

/// Depth of each numbered heading by the numbering alone; `None` for headings without number.
fn numbering_depths(heads: &[Head]) -> Vec<Option<u8>> {
    let kind = |marker: &Marker| (marker.style, marker.number.parts().len());
    let mut last_of: FxHashMap<(Style, usize), usize> = FxHashMap::default();
    for (at, head) in heads.iter().enumerate() {
        if let Some(marker) = &head.marker {
            last_of.insert(kind(marker), at);
        }
    }
    let mut stack: Vec<Series> = Vec::new();
    // Where a series of each kind stood first: it stands there again in later sections.
    let mut stood: FxHashMap<(Style, usize), u8> = FxHashMap::default();
    heads
        .iter()
        .enumerate()
        .map(|(at, head)| {
            let marker = head.marker?;
            let open = stack
                .iter()
                .rev()
                .find(|series| kind(&series.marker) == kind(&marker));
            let parent = || {
                let exact =
                    |series: &&Series| series.marker.number.parts() == marker.number.prefix();
                stack
                    .iter()
                    .rev()
                    .find(exact)
                    .map(|series| series.depth + 1)
            };
            let depth = match (open, stack.last()) {
                (Some(open), _) => open.depth,
                (None, None) => 1,
                (None, Some(_)) if marker.style == Style::Dotted && parent().is_some() => {
                    parent().unwrap_or(1)
                }
                (None, Some(outer)) => {
                    // A new series is inside the open one when that goes on behind it.
                    let goes_on = last_of
                        .get(&kind(&outer.marker))
                        .is_some_and(|&last| last > at);
                    let deeper = head.rank > outer.rank
                        || stood
                            .get(&kind(&marker))
                            .is_some_and(|&depth| depth > outer.depth);
                    let inner = marker.number.last() == 1 && is_inner(marker.style);
                    outer.depth + u8::from(goes_on || deeper || inner)
                }
            }
            .min(MAX_LEVEL);
            stood.entry(kind(&marker)).or_insert(depth);
            stack.retain(|series| series.depth < depth);
            stack.push(Series {
                depth,
                marker,
                rank: head.rank,
            });
            Some(depth)
        })
        .collect()
}

/// Whether series of this style stand inside others as a rule.
const fn is_inner(style: Style) -> bool {
    matches!(
        style,
        Style::ChineseParenthesized
            | Style::DecimalParenthesized
            | Style::Circled
            | Style::DecimalParenthesis
    )
}

/// Whether the tags contradict the numbering: more than one in five steps from one numbered heading to the next goes up,
/// down or stays by the one and not by the other.
fn tags_lie(heads: &[Head], depths: &[Option<u8>]) -> bool {
    let numbered: Vec<(u8, u8)> = heads
        .iter()
        .zip(depths)
        .filter_map(|(head, depth)| Some((head.rank, (*depth)?)))
        .collect();
    let wrong = numbered
        .windows(2)
        .filter(|pair| match pair {
            [(rank, depth), (next_rank, next_depth)] => {
                rank.cmp(next_rank) != depth.cmp(next_depth)
            }
            _ => false,
        })
        .count();
    wrong * 5 > numbered.len().saturating_sub(1)
}

/// Gives each heading its level.
fn levels(lines: &[Line<'_>], heads: &[Head]) -> Vec<Tagged> {
    let depths = numbering_depths(heads);
    let lie = tags_lie(heads, &depths);
    let last_numbered = depths.iter().rposition(Option::is_some);
    // Rank and level of the open headings, and their depth by number.
    let mut stack: Vec<(u8, u8, Option<u8>)> = Vec::new();
    heads
        .iter()
        .zip(&depths)
        .enumerate()
        .map(|(at, (head, &depth))| {
            let own = if head.tag.is_some() {
                LevelSource::Tag
            } else {
                LevelSource::Style
            };
            let by_tag = 1 + stack
                .iter()
                .rev()
                .find(|(rank, ..)| *rank < head.rank)
                .map_or(0, |&(_, level, _)| level);
            let (level, source) = match depth {
                Some(depth) if lie => (depth, LevelSource::Numbering),
                Some(depth) => {
                    // The series goes on where it stood, whatever the tag says.
                    let sibling = stack.iter().rev().find(|(.., open)| *open == Some(depth));
                    match sibling {
                        Some(&(_, level, _)) if level != by_tag => (level, LevelSource::Numbering),
                        _ => (by_tag, own),
                    }
                }
                None if lie => {
                    let inside = last_numbered.is_some_and(|last| at < last);
                    let innermost = stack
                        .last()
                        .map(|&(_, level, depth)| (level, depth.is_some()));
                    unnumbered_level(lines.get(head.line), inside, innermost)
                }
                None => (by_tag, own),
            };
            let given = head.marker.and_then(|marker| marker.level);
            let level = given.map_or(level, NonZeroU8::get).clamp(1, MAX_LEVEL);
            stack.retain(|&(_, open, _)| open < level);
            stack.push((head.rank, level, depth));
            Tagged {
                decision: Decision {
                    line: head.line,
                    level,
                    source,
                    confidence: head.confidence,
                    marker: head.marker,
                },
                tag: head.tag,
            }
        })
        .collect()
}
