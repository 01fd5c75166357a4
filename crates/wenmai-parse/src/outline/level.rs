//! Levels of headings: a stack of open headings, and for each heading the place on it.
//!
//! Rules say where a heading would stand by its number and its words; learned trees weigh that with all else that is known
//! of each place, see [`super::place`].

use wenmai_model::LevelSource;
use wenmai_text::ensemble::{SCORED_ROWS, Scorer};

use super::{
    Candidate, Decision,
    place::{Places, Row, place_level},
};
use crate::{
    grammar::marker::{Marker, Style, Unit},
    line::Line,
    role::role_of,
};

/// Deepest level.
pub(crate) const MAX_LEVEL: u8 = 12;
/// Beside one on each level, or inside the last: all places are scored at once.
const _: () = assert!((MAX_LEVEL as usize) < SCORED_ROWS);

/// A heading that others may stand beside or inside.
#[derive(Debug, Clone)]
pub(crate) struct Open {
    /// Index of the heading among the candidates.
    pub(crate) candidate: usize,
    /// Its level.
    pub(crate) level: u8,
    /// `None` for unnumbered headings.
    marker: Option<Marker>,
}

/// Gives each candidate its level, by the trees of `model`. Runs in O(number of candidates).
pub(super) fn levels(
    lines: &[Line<'_>],
    candidates: &[Candidate],
    model: &Scorer,
) -> Vec<Decision> {
    place_each(lines, candidates, tells_level, |_, _, rows| {
        let scores = model.scores(rows);
        let places = scores.iter().take(rows.len()).enumerate();
        let best = places.max_by(|a, b| a.1.total_cmp(b.1));
        best.map_or(0, |(beside, _)| beside)
    })
}

/// Gives each candidate the place that `choose` chooses, by the index of the candidate, the open headings, outermost first,
/// and the facts about each place: beside each of the open headings, and inside the last. The stack is as deep as the levels
/// are, so there are few places. Markers that are `told` stand where the rules say.
pub(crate) fn place_each(
    lines: &[Line<'_>],
    candidates: &[Candidate],
    told: impl Fn(Marker) -> bool,
    mut choose: impl FnMut(usize, &[Open], &[Row]) -> usize,
) -> Vec<Decision> {
    // Behind the last number stand the sections that close an article; between two numbers stand parts of a section.
    let last_numbered = candidates
        .iter()
        .rev()
        .find(|candidate| candidate.marker.is_some())
        .map(|candidate| candidate.line);
    let mut places = Places::new(lines, candidates);
    let mut stack: Vec<Open> = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    candidates
        .iter()
        .enumerate()
        .map(|(at, candidate)| {
            let inside = last_numbered.is_some_and(|last| candidate.line < last);
            let (rule, source) = match candidate.listed {
                Some(depth) => (depth, LevelSource::Position),
                None => rule(lines, candidate, inside, &stack),
            };
            let stated = candidate.marker.and_then(|marker| marker.level);
            let level = if let Some(level) = stated {
                // The caller's own marker says where it stands.
                level.get()
            } else if candidate.listed.is_some() || candidate.marker.is_some_and(&told) {
                rule
            } else {
                rows.clear();
                let deepest = stack.last().map_or(0, |open| open.level);
                let n_places = stack.len() + usize::from(deepest < MAX_LEVEL);
                rows.extend(
                    (0..n_places).map(|beside| places.row(at, &stack, beside, (rule, source))),
                );
                let level = place_level(&stack, choose(at, &stack, &rows));
                // A section that every article has is no part of the last one before it.
                if source == LevelSource::Lexicon {
                    level.min(rule)
                } else {
                    level
                }
            };
            let level = level.clamp(1, MAX_LEVEL);
            places.take(at, level);
            stack.retain(|open| open.level < level);
            stack.push(Open {
                candidate: at,
                level,
                marker: candidate.marker,
            });
            Decision {
                line: candidate.line,
                level,
                source: if level == rule {
                    source
                } else {
                    LevelSource::Style
                },
                confidence: candidate.confidence,
                marker: candidate.marker,
            }
        })
        .collect()
}

/// Whether a marker tells by itself where its heading stands: it names a division, holds the numbers above its own, or is
/// written in the signs of the upper levels. A plain number may count anything.
fn tells_level(marker: Marker) -> bool {
    !matches!(
        marker.style,
        Style::DecimalDot
            | Style::DecimalComma
            | Style::DecimalParenthesis
            | Style::DecimalParenthesized
            | Style::DecimalColon
            | Style::DecimalBare
            | Style::Circled
            | Style::UpperLetter
            | Style::LowerLetter
            | Style::LetterParenthesis
            | Style::Question
            | Style::Answer
    )
}

/// The level that the rules give.
fn rule(
    lines: &[Line<'_>],
    candidate: &Candidate,
    inside: bool,
    stack: &[Open],
) -> (u8, LevelSource) {
    if let Some(marker) = candidate.marker {
        return (numbered_level(marker, stack), LevelSource::Numbering);
    }
    let innermost = stack.last().map(|open| (open.level, open.marker.is_some()));
    unnumbered_level(lines.get(candidate.line), inside, innermost)
}

/// Level of a numbered heading: that of the open series it continues, else one below the innermost.
fn numbered_level(marker: Marker, stack: &[Open]) -> u8 {
    let number = marker.number;
    let continued = stack
        .iter()
        .rev()
        .find(|open| open.marker.is_some_and(|open| continues(open, marker)));
    if let Some(series) = continued {
        return series.level;
    }
    if let Some(rank) = unit_rank(marker.style) {
        // A part stands beside the chapters before it, and an appendix, too.
        let unit = |open: &&Open| {
            let rank_of = open.marker.and_then(|open| unit_rank(open.style));
            rank_of.is_some_and(|open| open >= rank)
        };
        if let Some(open) = stack.iter().find(unit) {
            return open.level;
        }
    }
    if marker.style == Style::Dotted {
        // `1.2` is a child of what is numbered 1, however that is written.
        let parent = stack.iter().rev().find(|series| {
            series
                .marker
                .is_some_and(|open| open.number.parts() == number.prefix())
        });
        if let Some(parent) = parent {
            return parent.level + 1;
        }
        let by_last = stack.iter().rev().find(|series| {
            series.marker.is_some_and(|open| {
                open.style != Style::Dotted && number.prefix() == [open.number.last()]
            })
        });
        if let Some(parent) = by_last {
            return parent.level + 1;
        }
        return u8::try_from(number.parts().len().saturating_sub(1))
            .unwrap_or(MAX_LEVEL)
            .max(1);
    }
    stack.last().map_or(1, |series| {
        if series.marker.is_some() {
            series.level + 1
        } else {
            series.level
        }
    })
}

/// How large a unit is that has its place among others; a larger one is never part of a smaller one.
const fn unit_rank(style: Style) -> Option<u8> {
    match style {
        Style::Ordinal(unit) | Style::Named(unit) => match unit {
            Unit::Book => Some(0),
            Unit::Part => Some(1),
            Unit::Chapter | Unit::Appendix => Some(2),
            Unit::Section => Some(3),
            Unit::Lesson | Unit::Article | Unit::Clause | Unit::Step => None,
        },
        _ => None,
    }
}

/// Whether `next` goes on with the series that stands at `open`, or starts it again.
fn continues(open: Marker, next: Marker) -> bool {
    if open.style != next.style {
        return false;
    }
    if next.style == Style::Dotted {
        return open.number.parts().len() == next.number.parts().len();
    }
    true
}

/// Level of an unnumbered heading: a section that every article has stands beside the numbered ones, others below the
/// number they follow when more numbers come (`inside`). `innermost` is the level of the innermost open heading, and whether
/// that is numbered.
pub(crate) fn unnumbered_level(
    line: Option<&Line<'_>>,
    inside: bool,
    innermost: Option<(u8, bool)>,
) -> (u8, LevelSource) {
    if line.is_some_and(|line| role_of(line.body()).is_some_and(|role| !role.is_inner())) {
        return (1, LevelSource::Lexicon);
    }
    let level = match innermost.filter(|_| inside) {
        None => 1,
        Some((level, numbered)) => level + u8::from(numbered),
    };
    (level, LevelSource::Position)
}
