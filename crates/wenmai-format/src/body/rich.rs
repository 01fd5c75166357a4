//! Text with what is marked in it, for the writers that can show it.

use std::ops::Range;

use wenmai_model::{Document, Mark, MarkKind, Span};

use super::lines::{Glue, join_lines};

/// Text of one block or cell, with marks and pictures. A line end in it is one that the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Rich {
    pub(crate) text: String,
    /// Nested properly, in the order in which they open.
    pub(crate) pieces: Vec<Piece>,
    /// Where they stand, in order.
    pub(crate) pictures: Vec<(usize, Picture)>,
}

/// A marked piece of a [`Rich`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) kind: MarkKind,
    pub(crate) range: Range<usize>,
    pub(crate) target: Option<String>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) src: String,
    pub(crate) alt: String,
}

/// What comes next when a [`Rich`] is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event<'r> {
    Open(&'r Piece),
    Close(&'r Piece),
    /// Text of one line; that of program text and formulas is whole.
    Text(&'r str),
    LineEnd,
    Picture(&'r Picture),
}

impl Rich {
    /// Plain text.
    pub(crate) fn plain(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            ..Self::default()
        }
    }

    /// The text of some lines of `document` with what is marked in them.
    pub(crate) fn new(document: &Document, lines: &[Span], glue: Glue) -> Self {
        let mut rich = Self::default();
        let mut copied: Vec<(Span, usize)> = Vec::new();
        join_lines(document, lines, glue, &mut rich.text, |span, start| {
            copied.push((span, start));
        });
        let (Some((first, _)), Some((last, _))) = (copied.first(), copied.last()) else {
            return rich;
        };
        let around = Span::new(first.start, last.end);
        for mark in marks_within(&document.marks, around) {
            rich.add(mark, &copied);
        }
        rich.nest();
        let images = &document.images;
        let from = images.partition_point(|image| image.at <= around.start);
        let inside = images.iter().skip(from);
        for image in inside.take_while(|image| image.at < around.end) {
            if let Some(at) = place(&copied, image.at) {
                rich.pictures.push((at, Picture::new(image)));
            }
        }
        rich
    }

    /// Whether it is text and nothing else.
    pub(crate) fn is_plain(&self) -> bool {
        self.pieces.is_empty() && self.pictures.is_empty() && !self.text.contains('\n')
    }

    /// Takes the first `len` bytes away.
    pub(super) fn cut_start(&mut self, len: usize) {
        self.text.drain(..len.min(self.text.len()));
        for piece in &mut self.pieces {
            let Range { start, end } = piece.range;
            piece.range = start.saturating_sub(len)..end.saturating_sub(len);
        }
        self.pieces.retain(|piece| !piece.range.is_empty());
        for (at, _) in &mut self.pictures {
            *at = at.saturating_sub(len);
        }
    }

    /// Adds what of a mark is in the text.
    fn add(&mut self, mark: &Mark, copied: &[(Span, usize)]) {
        let first = copied.partition_point(|(line, _)| line.end <= mark.span.start);
        let inside = copied.iter().skip(first);
        let mut range: Option<Range<usize>> = None;
        for (line, start) in inside.take_while(|(line, _)| line.start < mark.span.end) {
            let from = mark.span.start.max(line.start) - line.start;
            let to = mark.span.end.min(line.end) - line.start;
            let from = start + from as usize;
            range.get_or_insert(from..from).end = start + to as usize;
        }
        if let Some(range) = range.filter(|range| !range.is_empty()) {
            self.pieces.push(Piece {
                kind: mark.kind,
                range,
                target: mark.target.clone(),
            });
        }
    }

    /// Cuts what crosses another piece, and drops what stands inside of program text and formulas. Links stay whole.
    pub(crate) fn nest(&mut self) {
        let key = |piece: &Piece| {
            (
                piece.range.start,
                std::cmp::Reverse(piece.range.end),
                piece.kind,
            )
        };
        self.pieces.sort_by_key(key);
        let mut open: Vec<usize> = Vec::new();
        for at in 0..self.pieces.len() {
            let Some(Piece {
                kind, mut range, ..
            }) = self.pieces.get(at).cloned()
            else {
                break;
            };
            let end_of =
                |pieces: &[Piece], at: usize| pieces.get(at).map_or(0, |piece| piece.range.end);
            while open
                .pop_if(|outer| end_of(&self.pieces, *outer) <= range.start)
                .is_some()
            {}
            if kind == MarkKind::Link {
                while let Some(outer) =
                    open.pop_if(|outer| end_of(&self.pieces, *outer) < range.end)
                {
                    if let Some(outer) = self.pieces.get_mut(outer) {
                        outer.range.end = range.start;
                    }
                }
            }
            if let Some(outer) = open.last().and_then(|&outer| self.pieces.get(outer)) {
                range.end = range.end.min(outer.range.end);
                if outer.is_whole() {
                    range.end = range.start;
                }
            }
            // A link inside of a link, whatever stands between them; each kind is open once, so there are few to look at.
            let is_open = |at: &usize| self.pieces.get(*at).is_some_and(|piece| piece.kind == kind);
            if open.iter().any(is_open) {
                range.end = range.start;
            }
            if let Some(piece) = self.pieces.get_mut(at) {
                piece.range = range.clone();
            }
            if !range.is_empty() {
                open.push(at);
            }
        }
        self.pieces.retain(|piece| !piece.range.is_empty());
        self.pieces.sort_by_key(key);
    }

    /// What is to be written, in order.
    pub(crate) fn events(&self) -> Vec<Event<'_>> {
        let mut events = Vec::new();
        let mut open: Vec<&Piece> = Vec::new();
        let mut pictures = self.pictures.iter().peekable();
        let mut at = 0;
        let mut pieces = self.pieces.iter().peekable();
        loop {
            let is_whole = open.last().is_some_and(|piece| piece.is_whole());
            let ends = open.last().map(|piece| piece.range.end);
            let opens = pieces.peek().map(|piece| piece.range.start);
            let shows = pictures.peek().map(|(at, _)| *at).filter(|_| !is_whole);
            let next = [ends, opens, shows].into_iter().flatten().min();
            let next = next.unwrap_or(self.text.len()).max(at);
            self.push_text(at..next, is_whole, &mut events);
            at = next;
            if let Some(piece) = open.pop_if(|piece| piece.range.end <= at) {
                events.push(Event::Close(piece));
            } else if let Some((_, picture)) =
                pictures.next_if(|(place, _)| *place <= at && !is_whole)
            {
                events.push(Event::Picture(picture));
            } else if let Some(piece) = pieces.next_if(|piece| piece.range.start <= at) {
                events.push(Event::Open(piece));
                open.push(piece);
            } else {
                return events;
            }
        }
    }

    fn push_text<'r>(&'r self, range: Range<usize>, is_whole: bool, events: &mut Vec<Event<'r>>) {
        let text = self.text.get(range).unwrap_or_default();
        if is_whole {
            events.push(Event::Text(text));
            return;
        }
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                events.push(Event::LineEnd);
            }
            if !line.is_empty() {
                events.push(Event::Text(line));
            }
        }
    }
}

impl Piece {
    /// Whether its text is written as it is.
    pub(crate) const fn is_whole(&self) -> bool {
        matches!(
            self.kind,
            MarkKind::Code | MarkKind::Formula | MarkKind::DisplayFormula
        )
    }
}

impl Picture {
    pub(crate) fn new(image: &wenmai_model::Image) -> Self {
        Self {
            src: image.src.clone(),
            alt: image.alt.clone().unwrap_or_default(),
        }
    }
}

/// The marks that touch a piece of the text.
fn marks_within(marks: &[Mark], around: Span) -> impl Iterator<Item = &Mark> {
    // A mark lies within one block, so none that starts before the block reaches into it.
    let from = marks.partition_point(|mark| mark.span.start < around.start);
    let inside = marks.iter().skip(from);
    inside.take_while(move |mark| mark.span.start < around.end)
}

/// Where a place of the document is in the text that was copied from it.
fn place(copied: &[(Span, usize)], at: u32) -> Option<usize> {
    let found = copied.partition_point(|(line, _)| line.end < at);
    let (line, start) = copied.get(found)?;
    Some(start + (at.max(line.start) - line.start) as usize)
}

/// The TeX of a formula without the signs around it.
pub(crate) fn tex(formula: &str) -> &str {
    let formula = formula.trim();
    let pairs = [("$$", "$$"), ("\\[", "\\]"), ("\\(", "\\)"), ("$", "$")];
    pairs
        .iter()
        .find_map(|(open, close)| formula.strip_prefix(open)?.strip_suffix(close))
        .map_or(formula, str::trim)
}

/// Whether an address may be written into a page: no scheme, or one that only leads somewhere.
pub(crate) fn is_safe(address: &str) -> bool {
    let head = address.split(['/', '?', '#']).next().unwrap_or_default();
    match head.split_once(':') {
        None => !address.chars().any(char::is_control),
        Some((scheme, _)) => ["http", "https", "mailto", "ftp", "tel"]
            .iter()
            .any(|safe| scheme.eq_ignore_ascii_case(safe)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rich(text: &str, pieces: &[(MarkKind, Range<usize>)]) -> Rich {
        let mut rich = Rich::plain(text);
        rich.pieces = pieces
            .iter()
            .map(|(kind, range)| Piece {
                kind: *kind,
                range: range.clone(),
                target: None,
            })
            .collect();
        rich.nest();
        rich
    }

    #[test]
    fn what_crosses_is_cut_and_links_stay_whole() {
        use MarkKind::{Code, Emphasis, Link, Strong};
        let cases = [
            (
                vec![(Strong, 0..4), (Emphasis, 2..6)],
                vec![(Strong, 0..4), (Emphasis, 2..4)],
            ),
            (
                vec![(Strong, 0..4), (Link, 2..6)],
                vec![(Strong, 0..2), (Link, 2..6)],
            ),
            (
                vec![(Emphasis, 0..6), (Strong, 1..3)],
                vec![(Emphasis, 0..6), (Strong, 1..3)],
            ),
            (vec![(Code, 0..4), (Strong, 1..3)], vec![(Code, 0..4)]),
        ];
        for (pieces, expected) in cases {
            let found: Vec<_> = rich("abcdef", &pieces)
                .pieces
                .into_iter()
                .map(|piece| (piece.kind, piece.range))
                .collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn events_nest() {
        use MarkKind::{Emphasis, Strong};
        let rich = rich("ab\nc", &[(Strong, 0..4), (Emphasis, 1..2)]);
        let shown: String = rich
            .events()
            .iter()
            .map(|event| match event {
                Event::Open(piece) => format!("<{:?}>", piece.kind),
                Event::Close(piece) => format!("</{:?}>", piece.kind),
                Event::Text(text) => (*text).to_owned(),
                Event::LineEnd => "/".to_owned(),
                Event::Picture(_) => "!".to_owned(),
            })
            .collect();
        assert_eq!(shown, "<Strong>a<Emphasis>b</Emphasis>/c</Strong>");
    }

    #[test]
    fn addresses_that_act_are_not_safe() {
        for address in ["https://a", "/a:b", "a?x:y", "#a", "mailto:a@b", "a"] {
            assert!(is_safe(address), "{address}");
        }
        for address in [
            "javascript:x",
            "JAVASCRIPT:x",
            "data:text/html,x",
            "java\nscript",
            "vbscript:x",
        ] {
            assert!(!is_safe(address), "{address}");
        }
    }

    #[test]
    fn formulas_lose_their_signs() {
        for formula in ["$$ x $$", "$x$", "\\(x\\)", "\\[x\\]", "x"] {
            assert_eq!(tex(formula), "x");
        }
    }
}
