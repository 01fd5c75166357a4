//! Levels of headings: a stack of open series.

use wenmai_model::LevelSource;

use super::{Candidate, Decision};
use crate::{
    grammar::marker::{Marker, Style},
    line::Line,
    role::role_of,
};

/// Deepest level.
pub(crate) const MAX_LEVEL: u8 = 12;

/// A series of headings that may go on.
#[derive(Debug, Clone)]
struct Series {
    level: u8,
    /// `None` for unnumbered headings.
    marker: Option<Marker>,
}

/// Gives each candidate its level. The stack is as deep as the levels are, so this runs in O(number of candidates).
pub(super) fn levels(lines: &[Line<'_>], candidates: &[Candidate]) -> Vec<Decision> {
    // Behind the last number stand the sections that close an article; between two numbers stand parts of a section.
    let last_numbered = candidates
        .iter()
        .rev()
        .find(|candidate| candidate.marker.is_some())
        .map(|candidate| candidate.line);
    let mut stack: Vec<Series> = Vec::new();
    candidates
        .iter()
        .map(|candidate| {
            let (level, source) = if let Some(marker) = candidate.marker {
                (numbered_level(marker, &stack), LevelSource::Numbering)
            } else {
                let inside = last_numbered.is_some_and(|last| candidate.line < last);
                let innermost = stack
                    .last()
                    .map(|series| (series.level, series.marker.is_some()));
                unnumbered_level(lines.get(candidate.line), inside, innermost)
            };
            let level = level.clamp(1, MAX_LEVEL);
            stack.retain(|series| series.level < level);
            stack.push(Series {
                level,
                marker: candidate.marker,
            });
            Decision {
                line: candidate.line,
                level,
                source,
                confidence: candidate.confidence,
                marker: candidate.marker,
            }
        })
        .collect()
}

/// Level of a numbered heading: that of the open series it continues, else one below the innermost.
fn numbered_level(marker: Marker, stack: &[Series]) -> u8 {
    // The caller's own marker says where it stands.
    if let Some(level) = marker.level {
        return level.get();
    }
    let number = marker.number;
    let continued = stack
        .iter()
        .rev()
        .find(|series| series.marker.is_some_and(|open| continues(open, marker)));
    if let Some(series) = continued {
        return series.level;
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
