//! Facts about the whole body, and about a line's place and likeness in it.

use rustc_hash::FxHashMap;
use wenmai_model::BlockKind;
use wenmai_text::normalize::key_hash;

use super::{Fact, Row, count, log, set, share};
use crate::{
    class::{Class, Labeled},
    line::Line,
};

/// Widest line that may be a heading: wider ones are not compared to others.
const MAX_WIDTH: u16 = 120;
/// Widest line that is called narrow.
const NARROW: u16 = 40;
/// Characters of a start or an end that two lines have in common.
const EDGE_CHARS: usize = 3;

pub(super) struct Page {
    lines: usize,
    texts: FxHashMap<u64, u32>,
    starts: FxHashMap<u64, u32>,
    ends: FxHashMap<u64, u32>,
    /// Lines of each width and less.
    widths: Vec<u32>,
    shares: [(Fact, u8); 9],
}

impl Page {
    pub(super) fn new(lines: &[Line<'_>], classes: &[Labeled]) -> Self {
        let mut page = Self {
            lines: lines.len(),
            texts: FxHashMap::default(),
            starts: FxHashMap::default(),
            ends: FxHashMap::default(),
            widths: vec![0; 257],
            shares: shares(lines, classes),
        };
        for line in lines {
            if let Some(slot) = page
                .widths
                .get_mut(usize::from(line.shape.width.min(255)) + 1)
            {
                *slot += 1;
            }
            if let Some(keys) = Keys::new(line) {
                *page.texts.entry(keys.text).or_default() += 1;
                *page.starts.entry(keys.start).or_default() += 1;
                *page.ends.entry(keys.end).or_default() += 1;
            }
        }
        let mut sum = 0;
        for slot in &mut page.widths {
            sum += *slot;
            *slot = sum;
        }
        page
    }

    /// Sets the facts of `line`, the one with index `at`.
    pub(super) fn facts(&self, at: usize, line: &Line<'_>, row: &mut Row) {
        if let Some(keys) = Keys::new(line) {
            let seen = |map: &FxHashMap<u64, u32>, key| {
                log(map.get(&key).map_or(0, |&count| count as usize))
            };
            set(row, Fact::SameText, seen(&self.texts, keys.text));
            set(row, Fact::SameStart, seen(&self.starts, keys.start));
            set(row, Fact::SameEnd, seen(&self.ends, keys.end));
        }
        let narrower = self.widths.get(usize::from(line.shape.width.min(255)));
        set(
            row,
            Fact::WidthRank,
            share(narrower.map_or(0, |&lines| lines as usize), self.lines),
        );
        set(row, Fact::FromStart, log(at));
        set(row, Fact::FromEnd, log(self.lines - at - 1));
        for (fact, value) in self.shares {
            set(row, fact, value);
        }
    }
}

/// What a line is compared by.
struct Keys {
    text: u64,
    start: u64,
    end: u64,
}

impl Keys {
    fn new(line: &Line<'_>) -> Option<Self> {
        if line.shape.width > MAX_WIDTH {
            return None;
        }
        let body = line.body();
        let first = body
            .char_indices()
            .nth(EDGE_CHARS)
            .map_or(body.len(), |(at, _)| at);
        let last = body
            .char_indices()
            .nth_back(EDGE_CHARS - 1)
            .map_or(0, |(at, _)| at);
        let hash = |piece: Option<&str>| {
            use std::hash::{Hash, Hasher};
            let mut hasher = rustc_hash::FxHasher::default();
            piece.hash(&mut hasher);
            hasher.finish()
        };
        Some(Self {
            text: key_hash(body),
            start: hash(body.get(..first)),
            end: hash(body.get(last..)),
        })
    }
}

fn shares(lines: &[Line<'_>], classes: &[Labeled]) -> [(Fact, u8); 9] {
    let of = |test: &dyn Fn(&Line<'_>) -> bool| lines.iter().filter(|line| test(line)).count();
    let all = lines.len();
    let letters = |pick: &dyn Fn(&Line<'_>) -> u16| {
        lines
            .iter()
            .map(|line| usize::from(pick(line)))
            .sum::<usize>()
    };
    let code = classes
        .iter()
        .filter(|class| class.class == Class::Block(BlockKind::Code))
        .count();
    let is_narrow = |line: &Line<'_>| line.shape.width <= NARROW && !line.shape.ends_like_text();
    let narrow = of(&is_narrow);
    let mut widths: Vec<u16> = lines.iter().map(|line| line.shape.width).collect();
    let middle = widths.len() / 2;
    let width = if widths.is_empty() {
        0
    } else {
        *widths.select_nth_unstable(middle).1
    };
    [
        (Fact::PageLines, log(all)),
        (Fact::PageBlank, share(of(&|line| line.blank_before), all)),
        (
            Fact::PageNumbered,
            share(of(&|line| line.marker.is_some()), all),
        ),
        (Fact::PageCode, share(code, all)),
        (
            Fact::PageCjk,
            share(
                letters(&|line| line.shape.cjk),
                letters(&|line| line.shape.cjk + line.shape.letters),
            ),
        ),
        (Fact::PageNarrow, share(narrow, all)),
        (
            Fact::PageClosed,
            share(of(&|line| line.shape.ends_like_text()), all),
        ),
        (Fact::PageWidth, count(width.into())),
        (
            Fact::PageAlone,
            share(of(&|line| is_narrow(line) && line.is_isolated()), narrow),
        ),
    ]
}
