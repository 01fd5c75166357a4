//! The extraction view: every piece of the page and what it was taken for.

use std::borrow::Cow;
use std::collections::HashMap;

use maud::{Markup, Render, html};
use wenmai_model::{
    Block, BlockKind, Boilerplate, Document, LineClass, LineExplanation, LineRange, PageKind, Span,
};
use wenmai_text::{LineIndex, trim_blank};

use super::frame::{Shortened, count, within};
use super::text::Text;
use crate::body::{Glue, join_lines, keeps_lines, source_lines};
use crate::visible::{shortened, visible};

/// A piece shows so many characters,
pub(super) const PIECE_CHARS: usize = 3_000;
/// and the rows of all pieces or lines take so many bytes.
pub(super) const TOTAL_BYTES: usize = 400_000;

/// The class of a kind in the style sheet; nothing is unassigned, which parsing does not let happen.
pub(super) const fn class_style(class: Option<LineClass>) -> &'static str {
    match class {
        Some(LineClass::Block(kind)) => match kind {
            BlockKind::Title | BlockKind::Summary => "k-title",
            BlockKind::Heading => "k-heading",
            BlockKind::ListItem => "k-list",
            BlockKind::Code | BlockKind::Table | BlockKind::Formula => "k-code",
            _ => "k-body",
        },
        Some(LineClass::Card) => "k-card",
        Some(LineClass::Boilerplate(_)) => "k-boilerplate",
        _ => "k-unassigned",
    }
}

/// The name of a kind in the language of the interface.
pub(super) fn class_name(text: &Text, class: Option<LineClass>) -> &'static str {
    match class {
        Some(LineClass::Block(kind)) => text.block_kind(kind),
        Some(LineClass::Card) => text.card,
        Some(LineClass::Boilerplate(kind)) => text.boilerplate_kind(kind),
        _ => text.unassigned,
    }
}

/// A piece of the page.
#[derive(Debug, Clone, Copy)]
struct Piece {
    span: Span,
    /// What it was taken for.
    class: Option<LineClass>,
    lines: Option<LineRange>,
    /// Index of the heading in the outline.
    heading: Option<usize>,
    /// Why it was taken for that, when that is known.
    reason: Option<usize>,
    /// The block itself where the page keeps the lines as they are.
    kept: Option<Block>,
}

/// All pieces of a page, in order.
pub(super) struct Extraction {
    pieces: Vec<Piece>,
    lines: LineIndex,
    /// Whether the text of the document is its source.
    is_source: bool,
    /// What is said of the pieces; each points to its own.
    reasons: Vec<String>,
}

impl Extraction {
    /// The pieces of `document`; `lines` say why they are what they are, and may be empty.
    pub(super) fn of(document: &Document, lines: &[LineExplanation]) -> Self {
        let mut pieces = Vec::new();
        let mut headings = 0..;
        for block in &document.blocks {
            let heading = (block.kind == BlockKind::Heading)
                .then(|| headings.next())
                .flatten();
            pieces.push(Piece {
                span: block.span,
                class: Some(LineClass::Block(block.kind)),
                lines: block.lines,
                heading,
                reason: None,
                kept: keeps_lines(block.kind).then_some(*block),
            });
        }
        pieces.extend(document.cards.iter().map(|card| Piece {
            span: card.span,
            class: Some(LineClass::Card),
            lines: card.lines,
            heading: None,
            reason: None,
            kept: None,
        }));
        let regions = document.boilerplate.iter();
        pieces.extend(regions.map(|&Boilerplate { kind, span, lines }| Piece {
            span,
            class: Some(LineClass::Boilerplate(kind)),
            lines,
            heading: None,
            reason: None,
            kept: None,
        }));
        pieces.sort_by_key(|piece| (piece.span.start, piece.span.end));
        let reasons = reasons(document, &mut pieces, lines);
        let gaps = gaps(document, &pieces);
        if !gaps.is_empty() {
            pieces.extend(gaps);
            pieces.sort_by_key(|piece| (piece.span.start, piece.span.end));
        }
        Self {
            pieces,
            lines: LineIndex::new(&document.text),
            is_source: document.source_map.is_none(),
            reasons,
        }
    }

    /// The anchor of the piece that holds the start of `span`.
    pub(super) fn anchor(&self, span: Span) -> Option<String> {
        self.piece(span).map(|(index, _)| format!("p{index}"))
    }

    /// The span of the piece that holds the start of `span`.
    pub(super) fn piece_span(&self, span: Span) -> Option<Span> {
        self.piece(span).map(|(_, piece)| piece.span)
    }

    /// The piece that holds the start of `span`, and its index.
    fn piece(&self, span: Span) -> Option<(usize, &Piece)> {
        let after = self
            .pieces
            .partition_point(|piece| piece.span.start <= span.start);
        let index = after.checked_sub(1)?;
        let piece = self.pieces.get(index)?;
        let holds = span.start < piece.span.end || span.start == piece.span.start;
        holds.then_some((index, piece))
    }

    /// The line, from 1, on which `span` starts; `None` for a page that has no lines.
    pub(super) fn line(&self, span: Span) -> Option<u32> {
        // The text of a page with markup has lines of its own: those of the source are counted from the piece's first.
        if let Some((_, piece)) = self.piece(span) {
            let below = self.lines.line(span.start) - self.lines.line(piece.span.start);
            return piece
                .lines
                .map(|lines| (lines.first + below).min(lines.last) + 1);
        }
        let is_source = self.is_source && self.pieces.iter().any(|piece| piece.lines.is_some());
        is_source.then(|| self.lines.line(span.start) + 1)
    }

    /// One piece: its lines, what it was taken for, its text, and why.
    fn piece_row(
        &self,
        document: &Document,
        text: &Text,
        (index, piece): (usize, &Piece),
        lang: Option<&str>,
    ) -> Markup {
        let slice = match &piece.kept {
            // The span leaves out the indentation of the first line.
            Some(block) => {
                let mut kept = String::new();
                let lines = source_lines(document, block);
                join_lines(document, &lines, Glue::LineEnd, &mut kept, |_, _| {});
                Cow::Owned(kept)
            }
            None => Cow::Borrowed(document.slice(piece.span)),
        };
        let shown = shortened(&slice, PIECE_CHARS);
        let left_out = if shown.len() < slice.len() {
            slice.chars().count().saturating_sub(PIECE_CHARS)
        } else {
            0
        };
        let heading = piece
            .heading
            .and_then(|heading| document.outline.get(heading));
        html! {
            tr id={ "p" (index) } class=[Some(class_style(piece.class)).filter(|&class| class != "k-body")] {
                td { @if let Some(lines) = piece.lines { (line_numbers(lines)) } }
                th {
                    (class_name(text, piece.class))
                    @if let Some(heading) = heading {
                        " " small {
                            (text.level(heading.level))
                            " · " (text.level_source(heading.level_source))
                            " · " (format!("{:.2}", heading.confidence))
                        }
                    }
                }
                td lang=[lang] {
                    (Lines(&shown))
                    @if left_out > 0 { " " em { (text.omitted_chars(&count(left_out as u64))) } }
                }
                @if !self.reasons.is_empty() {
                    td { @if let Some(reason) = piece.reason.and_then(|at| self.reasons.get(at)) { (Shortened(&text.because(reason), 160)) } }
                }
            }
        }
    }

    /// The view as a table.
    pub(super) fn markup(&self, document: &Document, text: &Text, lang: Option<&str>) -> Markup {
        let pieces = self.pieces.iter().enumerate();
        let rows = within(
            pieces.map(|piece| self.piece_row(document, text, piece, lang)),
            TOTAL_BYTES,
        );
        html! {
            table.extraction.lines[!self.reasons.is_empty()] {
                thead { tr {
                    th.n { (text.line) }
                    th { (text.class) }
                    th { (text.content) }
                    @if !self.reasons.is_empty() { th { (text.reason) } }
                } }
                tbody { @for row in &rows { (row) } }
            }
            @if rows.len() < self.pieces.len() {
                p.note { (text.omitted(&count((self.pieces.len() - rows.len()) as u64))) }
            }
        }
    }
}

/// Text of several lines with everything that could act made visible.
pub(super) struct Lines<'a>(pub(super) &'a str);

impl Render for Lines<'_> {
    fn render_to(&self, buffer: &mut String) {
        visible(&self.0.replace("\r\n", "\n"))
            .as_ref()
            .render_to(buffer);
    }
}

/// Line numbers of people and editors, which count from 1.
fn line_numbers(lines: LineRange) -> String {
    let first = lines.first.saturating_add(1);
    let last = lines.last.saturating_add(1);
    if first == last {
        first.to_string()
    } else {
        format!("{first}–{last}")
    }
}

/// Gives each piece its reason, and returns the reasons.
fn reasons(document: &Document, pieces: &mut [Piece], lines: &[LineExplanation]) -> Vec<String> {
    let is_of_lines = document.kind == PageKind::Text;
    // Of text pages there is a reason for each line; a piece has that of its first. Of others, one for each piece.
    let first_of_line: HashMap<u32, usize> = lines
        .iter()
        .enumerate()
        .rev()
        .filter_map(|(index, line)| Some((line.line?, index)))
        .collect();
    for (index, piece) in pieces.iter_mut().enumerate() {
        piece.reason = if is_of_lines {
            piece
                .lines
                .and_then(|at| first_of_line.get(&at.first).copied())
        } else {
            Some(index)
        };
    }
    lines.iter().map(reason).collect()
}

/// The reason in short: the fact that weighs most, without its weight. All of them are on the page of the explanation.
fn reason(line: &LineExplanation) -> String {
    let is_figure = |text: &str| text.starts_with(['+', '-']);
    let mut parts = line.reason.split(" (");
    let mut short = parts.next().unwrap_or_default();
    if parts.next().is_some_and(is_figure) {
        // `no heading: too wide; the lines around it (+0.5)`: what comes first decides.
        short = short.split_once("; ").map_or(short, |(first, _)| first);
    } else {
        short = &line.reason;
    }
    match &line.level_reason {
        Some(level) => format!("{short}; {level}"),
        None => short.to_owned(),
    }
}

/// Non-blank text between `pieces`, which are in order.
fn gaps(document: &Document, pieces: &[Piece]) -> Vec<Piece> {
    let end = u32::try_from(document.text.len()).unwrap_or(u32::MAX);
    let mut gaps = Vec::new();
    let mut covered = 0;
    for span in pieces
        .iter()
        .map(|piece| piece.span)
        .chain([Span::new(end, end)])
    {
        let gap = Span::new(covered, span.start);
        if !trim_blank(document.slice(gap)).is_empty() {
            gaps.push(Piece {
                span: gap,
                class: None,
                lines: None,
                heading: None,
                reason: None,
                kept: None,
            });
        }
        covered = covered.max(span.end);
    }
    gaps
}
