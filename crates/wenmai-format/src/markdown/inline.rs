//! Text with marks as Markdown.

use std::borrow::Cow;
use std::ops::Range;

use wenmai_model::MarkKind;
use wenmai_text::chars::is_cjk_punctuation;

use super::escape::{Context, escaped, escaped_strictly, start_escaped};
use crate::body::rich::{Event, Picture, Piece, Rich, is_safe, tex};
use crate::visible::without_controls;

/// `rich` as Markdown for `context`; a paragraph may have several lines, all else is one.
pub(super) fn inline(rich: &Rich, context: Context) -> String {
    if rich.is_plain() {
        return escaped(&rich.text, context);
    }
    let rich = &with_valid_emphasis(rich);
    let mut out = String::with_capacity(rich.text.len() + 32);
    // The mark that is written as it is, and the links that are left out.
    let mut whole: Option<&Piece> = None;
    let has_formula = rich.pieces.iter().any(|piece| is_formula(piece.kind));
    let events = rich.events();
    for (at, event) in events.iter().enumerate() {
        match *event {
            Event::Open(piece) if piece.is_whole() => whole = Some(piece),
            Event::Open(piece) => out.push_str(opening(piece)),
            Event::Close(piece) if piece.is_whole() => whole = None,
            Event::Close(piece) => close(piece, &mut out),
            Event::Text(text) => {
                if let Some(piece) = whole {
                    push_whole(piece.kind, text, &mut out);
                } else {
                    let mut text = escaped_strictly(text, has_formula);
                    // A `!` in front of a link makes a picture of it.
                    let before_link = matches!(
                        events.get(at + 1),
                        Some(Event::Open(Piece {
                            kind: MarkKind::Link,
                            ..
                        }))
                    );
                    if before_link && text.ends_with('!') {
                        text.insert(text.len() - 1, '\\');
                    }
                    // With a line of dashes below, a line with bars is the head of a table.
                    if rich.text.contains('\n') && context != Context::Cell {
                        text = text.replace('|', "\\|");
                    }
                    let begins_line = out.is_empty() || out.ends_with('\n');
                    if begins_line && context != Context::Cell {
                        text = start_escaped(&text, context);
                    }
                    out.push_str(&text);
                }
            }
            Event::LineEnd if out.is_empty() => {}
            Event::LineEnd => match context {
                Context::Paragraph | Context::ListItem => out.push_str("\\\n"),
                Context::Heading | Context::Cell => out.push(' '),
            },
            Event::Picture(picture) => out.push_str(&image(picture)),
        }
    }
    let out = out.trim_end_matches("\\\n").trim();
    if context == Context::Cell {
        out.replace('|', "\\|")
    } else {
        out.to_owned()
    }
}

/// A picture.
pub(super) fn image(picture: &Picture) -> String {
    let alt = escaped_strictly(&picture.alt, false);
    if is_safe(&picture.src) {
        format!("![{alt}]({})", address(&picture.src))
    } else {
        alt
    }
}

fn opening(piece: &Piece) -> &'static str {
    match piece.kind {
        MarkKind::Link if is_link(piece) => "[",
        MarkKind::Strong => "**",
        MarkKind::Emphasis => "*",
        MarkKind::Deletion => "~~",
        MarkKind::Subscript => "<sub>",
        MarkKind::Superscript => "<sup>",
        _ => "",
    }
}

fn close(piece: &Piece, out: &mut String) {
    match (piece.kind, &piece.target) {
        (MarkKind::Link, Some(target)) if is_link(piece) => {
            out.push_str("](");
            out.push_str(&address(target));
            out.push(')');
        }
        (MarkKind::Subscript, _) => out.push_str("</sub>"),
        (MarkKind::Superscript, _) => out.push_str("</sup>"),
        _ => out.push_str(opening(piece)),
    }
}

fn is_link(piece: &Piece) -> bool {
    piece.target.as_deref().is_some_and(is_safe)
}

const fn is_formula(kind: MarkKind) -> bool {
    matches!(kind, MarkKind::Formula | MarkKind::DisplayFormula)
}

/// Writes program text or a formula.
fn push_whole(kind: MarkKind, text: &str, out: &mut String) {
    let text = without_controls(text).replace(['\n', '\t'], " ");
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    match kind {
        MarkKind::Formula => out.extend(["$", tex(text), "$"]),
        MarkKind::DisplayFormula => out.extend(["$$", tex(text), "$$"]),
        _ => {
            // §6.1: the fence is no run inside, and one blank on both sides is taken off.
            let runs: Vec<usize> = text.split(|c| c != '`').map(str::len).collect();
            let len = (1..=runs.len() + 1)
                .find(|len| !runs.contains(len))
                .unwrap_or(1);
            let fence = "`".repeat(len);
            let pad = if text.starts_with('`') || text.ends_with('`') {
                " "
            } else {
                ""
            };
            out.extend([&fence, pad, text, pad, &fence]);
        }
    }
}

/// An address as the target of a link (§6.3).
fn address(address: &str) -> String {
    let mut written = String::with_capacity(address.len() + 2);
    for c in address.chars() {
        match c {
            ' ' => written.push_str("%20"),
            '<' => written.push_str("%3C"),
            '>' => written.push_str("%3E"),
            '\\' => written.push_str("%5C"),
            '|' => written.push_str("%7C"),
            '(' | ')' | '&' | '*' | '_' | '`' if c != '&' || address.contains(';') => {
                written.push('\\');
                written.push(c);
            }
            _ if c.is_control() || c.is_whitespace() => {}
            _ => written.push(c),
        }
    }
    if written.is_empty() {
        written.push_str("<>");
    }
    written
}

/// Emphasis whose signs would not be read as such, moved or left out.
///
/// A run of `*` opens only what begins with a letter, unless a blank or a sign stands before it, and the other way round at
/// the end (§6.2). In Chinese that is the usual case: `**注意：**请` is no emphasis, `**注意**：请` is.
fn with_valid_emphasis(rich: &Rich) -> Cow<'_, Rich> {
    if !rich.pieces.iter().any(|piece| needs_flanks(piece.kind)) {
        return Cow::Borrowed(rich);
    }
    let edges = Edges::new(rich);
    let mut valid = rich.clone();
    // The ranges of emphasis that is kept, the ones that are still open last.
    let mut open: Vec<(MarkKind, Range<usize>)> = Vec::new();
    let mut last_end = None;
    for (at, piece) in valid.pieces.iter_mut().enumerate() {
        if !needs_flanks(piece.kind) {
            continue;
        }
        let range = flanked(rich, &edges, at, piece);
        while let Some((_, closed)) = open.pop_if(|(_, outer)| outer.end <= range.start) {
            last_end = last_end.max(Some(closed.end));
        }
        // Signs that touch would be read as one run, which only whole strong emphasis can be.
        let touches = last_end == Some(range.start)
            || open.last().is_some_and(|(kind, outer)| {
                let is_whole = *outer == range
                    && piece.kind != MarkKind::Deletion
                    && *kind != MarkKind::Deletion;
                (outer.start == range.start || outer.end <= range.end) && !is_whole
            });
        piece.range = if touches {
            range.start..range.start
        } else {
            range.clone()
        };
        if !piece.range.is_empty() {
            open.push((piece.kind, range));
        }
    }
    valid.pieces.retain(|piece| !piece.range.is_empty());
    valid.nest();
    Cow::Owned(valid)
}

const fn needs_flanks(kind: MarkKind) -> bool {
    matches!(
        kind,
        MarkKind::Strong | MarkKind::Emphasis | MarkKind::Deletion
    )
}

/// Where what is written with signs of its own begins and ends, by place, with the number of the piece: there stands
/// punctuation.
struct Edges {
    starts: Vec<(usize, usize)>,
    ends: Vec<(usize, usize)>,
}

impl Edges {
    fn new(rich: &Rich) -> Self {
        let pieces = || {
            let pieces = rich.pieces.iter().enumerate();
            pieces.filter(|(_, piece)| !needs_flanks(piece.kind))
        };
        let pictures = || rich.pictures.iter().map(|(place, _)| (*place, usize::MAX));
        let starts = pieces().map(|(at, piece)| (piece.range.start, at));
        let ends = pieces().map(|(at, piece)| (piece.range.end, at));
        let mut edges = Self {
            starts: starts.chain(pictures()).collect(),
            ends: ends.chain(pictures()).collect(),
        };
        edges.starts.sort_unstable();
        edges.ends.sort_unstable();
        edges
    }

    /// Whether there is one of `edges` at a place, of a piece whose number is as `is_wanted` says.
    fn has(edges: &[(usize, usize)], place: usize, is_wanted: impl Fn(usize) -> bool) -> bool {
        let from = edges.partition_point(|(at, _)| *at < place);
        let mut here = edges.iter().skip(from).take_while(|(at, _)| *at == place);
        here.any(|(_, piece)| is_wanted(*piece))
    }
}

/// The part of the piece with number `own` around which signs of emphasis are read as such; empty when there is none.
fn flanked(rich: &Rich, edges: &Edges, own: usize, piece: &Piece) -> Range<usize> {
    let text = rich.text.as_str();
    let Range { mut start, mut end } = piece.range;
    let before = |at: usize| text.get(..at).and_then(|text| text.chars().next_back());
    let after = |at: usize| text.get(at..).and_then(|text| text.chars().next());
    let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let is_sign = |c: Option<char>| c.is_some_and(|c| !c.is_alphanumeric() && !c.is_whitespace());
    // Outside it is a help to be a sign, inside a harm: what may be either way is taken for neither.
    let is_punctuation = |c: Option<char>| {
        c.is_some_and(|c| {
            c.is_ascii_punctuation()
                || is_cjk_punctuation(c)
                || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}')
        })
    };
    while start < end
        && let Some(c) = after(start)
    {
        // Pieces around this one have smaller numbers, those inside greater ones.
        let opens_inside = Edges::has(&edges.starts, start, |piece| piece > own);
        let is_apart = is_space(before(start))
            || is_punctuation(before(start))
            || Edges::has(&edges.ends, start, |_| true)
            || Edges::has(&edges.starts, start, |piece| piece < own);
        if c.is_whitespace() && !opens_inside || !opens_inside && is_sign(Some(c)) && !is_apart {
            start += c.len_utf8();
        } else if c.is_whitespace() || opens_inside && !is_apart {
            return start..start;
        } else {
            break;
        }
    }
    while end > start
        && let Some(c) = before(end)
    {
        let closes_inside = Edges::has(&edges.ends, end, |piece| piece > own);
        let is_apart = is_space(after(end))
            || is_punctuation(after(end))
            || Edges::has(&edges.starts, end, |_| true)
            || Edges::has(&edges.ends, end, |piece| piece < own);
        if c.is_whitespace() && !closes_inside || !closes_inside && is_sign(Some(c)) && !is_apart {
            end -= c.len_utf8();
        } else if c.is_whitespace() || closes_inside && !is_apart {
            return start..start;
        } else {
            break;
        }
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(kind: MarkKind, range: Range<usize>, target: Option<&str>) -> Piece {
        Piece {
            kind,
            range,
            target: target.map(str::to_owned),
        }
    }

    fn written(text: &str, pieces: Vec<Piece>) -> String {
        let mut rich = Rich::plain(text);
        rich.pieces = pieces;
        inline(&rich, Context::Paragraph)
    }

    #[test]
    fn marks_are_written() {
        use MarkKind::{Code, DisplayFormula, Emphasis, Formula, Link, Strong, Subscript};
        let cases = [
            ("a b c", vec![piece(Strong, 2..3, None)], "a **b** c"),
            ("a b* c", vec![piece(Emphasis, 2..3, None)], "a *b*\\* c"),
            ("注意：请", vec![piece(Strong, 0..9, None)], "**注意**：请"),
            ("a b c", vec![piece(Strong, 1..4, None)], "a **b** c"),
            ("H2O", vec![piece(Subscript, 1..2, None)], "H<sub>2</sub>O"),
            (
                "see [x]!",
                vec![piece(Link, 0..8, Some("https://a/(b) c"))],
                "[see \\[x\\]!](https://a/\\(b\\)%20c)",
            ),
            (
                "click",
                vec![piece(Link, 0..5, Some("javascript:x"))],
                "click",
            ),
            ("a `b", vec![piece(Code, 2..4, None)], "a `` `b ``"),
            ("x_1 $", vec![piece(Formula, 0..3, None)], "$x_1$ \\$"),
            ("$$x$$", vec![piece(DisplayFormula, 0..5, None)], "$$x$$"),
            ("# a", vec![piece(Strong, 2..3, None)], "\\# **a**"),
            (
                "wow!link",
                vec![piece(Link, 4..8, Some("/a"))],
                "wow\\![link](/a)",
            ),
            ("a\nb", vec![], "a\\\nb"),
        ];
        for (text, pieces, expected) in cases {
            assert_eq!(written(text, pieces), expected, "{text}");
        }
    }
}
