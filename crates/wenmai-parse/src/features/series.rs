//! Series: lines whose markers are of one style and count up.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Fact, Row, count, log, set, share};
use crate::{
    grammar::marker::{Marker, Number, Style},
    line::Line,
};

/// How far a series may skip a number and go on.
const MAX_SKIP: u32 = 2;

/// The place of a line in its series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Membership {
    /// Index of the series.
    pub(crate) series: u32,
    /// Lines of the series before this one.
    pub(crate) place: u32,
    /// Lines until the next of the series, 0 for the last.
    pub(crate) gap: u32,
}

/// What the lines of one series have in common.
#[derive(Debug, Clone, Default)]
struct Summary {
    first: usize,
    last: usize,
    number: u32,
    start: u32,
    lines: usize,
    closed: usize,
    alone: usize,
    dense: usize,
    width: usize,
    has_parent: bool,
    style: Option<Style>,
    below: usize,
    below_closed: usize,
    around: Option<Style>,
}

/// The series of a body.
#[derive(Debug, Clone, Default)]
pub(crate) struct Series {
    all: Vec<Summary>,
    members: Vec<Option<Membership>>,
    of_style: FxHashMap<Style, usize>,
}

/// What tells a series: the style, and the parts before the last of a dotted number.
type Key = (Style, Number);

/// Gathers the markers of `lines` into series. Runs in O(number of lines).
pub(crate) fn series(lines: &[Line<'_>]) -> Series {
    let mut found = Series {
        members: vec![None; lines.len()],
        ..Series::default()
    };
    let mut open: FxHashMap<Key, usize> = FxHashMap::default();
    let mut numbers: FxHashSet<Number> = FxHashSet::default();
    for (at, line) in lines.iter().enumerate() {
        let Some(marker) = line.marker else { continue };
        found.add(at, line, marker, &mut open, &numbers);
        numbers.insert(marker.number);
        if let Some(below) = lines.get(at + 1) {
            found.note_below(at, below);
        }
    }
    found.find_around();
    for summary in &found.all {
        if let Some(style) = summary.style {
            *found.of_style.entry(style).or_default() += 1;
        }
    }
    found
}

impl Series {
    fn note_below(&mut self, at: usize, below: &Line<'_>) {
        let index = self.membership(at).map(|member| member.series as usize);
        if let Some(summary) = index.and_then(|index| self.all.get_mut(index)) {
            summary.below += usize::from(below.shape.width.min(255));
            summary.below_closed += usize::from(below.shape.ends_like_text());
        }
    }

    /// Finds the series around each: the innermost that has a line above its first line and one behind.
    fn find_around(&mut self) {
        // Series come in the order of their first lines, so a stack of those that go on holds what is around.
        let mut open: Vec<(usize, Style)> = Vec::new();
        for summary in &mut self.all {
            while open.last().is_some_and(|&(last, _)| last < summary.first) {
                open.pop();
            }
            summary.around = open.last().map(|&(_, style)| style);
            if let Some(style) = summary.style {
                open.push((summary.last, style));
            }
        }
    }

    fn add(
        &mut self,
        at: usize,
        line: &Line<'_>,
        marker: Marker,
        open: &mut FxHashMap<Key, usize>,
        numbers: &FxHashSet<Number>,
    ) {
        let number = marker.number.last();
        let key = (marker.style, marker.number.parent());
        let going_on = open.get(&key).copied().filter(|&index| {
            self.all
                .get(index)
                .is_some_and(|s| number > s.number && number - s.number <= MAX_SKIP)
        });
        let index = going_on.unwrap_or_else(|| {
            self.all.push(Summary {
                first: at,
                start: number,
                has_parent: numbers.contains(&marker.number.parent()),
                style: Some(marker.style),
                ..Summary::default()
            });
            open.insert(key, self.all.len() - 1);
            self.all.len() - 1
        });
        let Some(summary) = self.all.get_mut(index) else {
            return;
        };
        if summary.lines > 0 {
            if let Some(Some(before)) = self.members.get_mut(summary.last) {
                before.gap = u32::try_from(at - summary.last).unwrap_or(u32::MAX);
            }
            summary.dense += usize::from(at - summary.last == 1);
        }
        if let Some(slot) = self.members.get_mut(at) {
            *slot = Some(Membership {
                series: u32::try_from(index).unwrap_or(u32::MAX),
                place: u32::try_from(summary.lines).unwrap_or(u32::MAX),
                gap: 0,
            });
        }
        let shape = &line.shape;
        summary.last = at;
        summary.number = number;
        summary.lines += 1;
        summary.closed += usize::from(shape.ends_like_text() || shape.inner_ends > 0);
        summary.alone += usize::from(line.is_isolated());
        summary.width += usize::from(shape.width);
    }

    /// The place of the line with index `at`, when it has a marker.
    pub(crate) fn membership(&self, at: usize) -> Option<Membership> {
        self.members.get(at).copied().flatten()
    }

    /// First and last line of the series, when it is the only one of its style: one that numbers the whole page.
    pub(crate) fn only_of_style(&self, series: u32) -> Option<(usize, usize)> {
        let summary = self.all.get(series as usize)?;
        let of_style = self.of_style.get(&summary.style?)?;
        (*of_style == 1 && summary.lines > 1).then_some((summary.first, summary.last))
    }

    /// Number of lines of a series.
    pub(crate) fn lines_of(&self, series: u32) -> usize {
        self.all
            .get(series as usize)
            .map_or(0, |summary| summary.lines)
    }

    /// Number of series.
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// Sets the facts of the line with index `at`.
    pub(super) fn facts(&self, at: usize, row: &mut Row) {
        let Some(member) = self.membership(at) else {
            return;
        };
        let Some(summary) = self.all.get(member.series as usize) else {
            return;
        };
        let of_style = summary.style.and_then(|style| self.of_style.get(&style));
        set(row, Fact::SeriesLen, count(summary.lines));
        set(row, Fact::SeriesPlace, count(member.place as usize + 1));
        set(row, Fact::SeriesStart, count(summary.start as usize));
        set(row, Fact::SeriesGap, log(member.gap as usize));
        set(
            row,
            Fact::SeriesClosed,
            share(summary.closed, summary.lines),
        );
        set(row, Fact::SeriesAlone, share(summary.alone, summary.lines));
        set(
            row,
            Fact::SeriesDense,
            share(summary.dense, summary.lines.saturating_sub(1)),
        );
        set(
            row,
            Fact::SeriesWidth,
            count(summary.width.checked_div(summary.lines).unwrap_or(0)),
        );
        set(row, Fact::SeriesParent, u8::from(summary.has_parent));
        set(
            row,
            Fact::SeriesSpan,
            share(summary.last - summary.first, self.members.len()),
        );
        set(
            row,
            Fact::SeriesBetween,
            log((summary.last - summary.first)
                .checked_div(summary.lines - 1)
                .unwrap_or(0)),
        );
        set(row, Fact::SeriesBelow, count(summary.below / summary.lines));
        set(
            row,
            Fact::SeriesBelowClosed,
            share(summary.below_closed, summary.lines),
        );
        set(
            row,
            Fact::SeriesAround,
            summary.around.map_or(0, super::line::style),
        );
        set(
            row,
            Fact::SeriesOfStyle,
            count(of_style.copied().unwrap_or(0)),
        );
    }
}
