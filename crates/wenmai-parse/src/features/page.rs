//! Facts about the whole body, and about a line's place and likeness in it.

use wenmai_model::BlockKind;
use wenmai_text::normalize::key_hash;

use super::{
    BLOCK, Fact, Row, count,
    counter::{Counter, Counts, NONE},
    log, set, share,
};
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
    /// Text, start and end of each line as numbers; those of wide lines are [`NONE`].
    ids: Vec<[u32; 3]>,
    texts: Counts,
    starts: Counts,
    ends: Counts,
    /// Lines that are narrower than each width.
    widths: [u32; 257],
    shares: [(Fact, u8); 9],
}

impl Page {
    pub(super) fn new(lines: &[Line<'_>], classes: &[Labeled]) -> Self {
        let [mut texts, mut starts, mut ends] = [(); 3].map(|()| Counter::default());
        let mut ids = Vec::with_capacity(lines.len());
        let mut widths = [0; 257];
        let mut totals = Totals::default();
        for line in lines {
            totals.add(line);
            if let Some(slot) = widths.get_mut(usize::from(line.shape.width.min(255)) + 1) {
                *slot += 1;
            }
        }
        // The keys of many lines first, and then their numbers: look-ups side by side wait for memory together.
        let mut keys = Vec::with_capacity(BLOCK.min(lines.len()));
        for block in lines.chunks(BLOCK) {
            keys.clear();
            keys.extend(block.iter().map(Keys::new));
            let first = ids.len();
            ids.resize(first + block.len(), [NONE; 3]);
            let [texts, starts, ends] = [&mut texts, &mut starts, &mut ends];
            let mut number = |counter: &mut Counter, slot: usize, pick: fn(&Keys) -> u64| {
                for (keys, ids) in keys.iter().zip(ids.iter_mut().skip(first)) {
                    if let (Some(keys), Some(id)) = (keys, ids.get_mut(slot)) {
                        *id = counter.add(pick(keys));
                    }
                }
            };
            number(texts, 0, |keys| keys.text);
            number(starts, 1, |keys| keys.start);
            number(ends, 2, |keys| keys.end);
        }
        let mut sum = 0;
        for slot in &mut widths {
            sum += *slot;
            *slot = sum;
        }
        Self {
            lines: lines.len(),
            ids,
            texts: texts.into_counts(),
            starts: starts.into_counts(),
            ends: ends.into_counts(),
            shares: totals.shares(lines.len(), classes, &widths),
            widths,
        }
    }

    /// The text of each line as a number, `None` for lines too wide to be compared.
    pub(super) fn texts(&self) -> impl Iterator<Item = Option<u32>> {
        let texts = self.ids.iter().map(|&[text, ..]| text);
        texts.map(|text| (text != NONE).then_some(text))
    }

    /// Sets the facts of `line`, the one with index `at`.
    pub(super) fn facts(&self, at: usize, line: &Line<'_>, row: &mut Row) {
        let seen = |counts: &Counts, id: u32| log(counts.of(id));
        if let Some(&[text, start, end]) = self.ids.get(at) {
            set(row, Fact::SameText, seen(&self.texts, text));
            set(row, Fact::SameStart, seen(&self.starts, start));
            set(row, Fact::SameEnd, seen(&self.ends, end));
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

/// Counts of all lines.
#[derive(Default)]
struct Totals {
    spaced: usize,
    numbered: usize,
    cjk: usize,
    letters: usize,
    narrow: usize,
    alone: usize,
    closed: usize,
}

impl Totals {
    fn add(&mut self, line: &Line<'_>) {
        let closed = line.shape.ends_like_text();
        let narrow = line.shape.width <= NARROW && !closed;
        self.spaced += usize::from(line.blank_before);
        self.numbered += usize::from(line.marker.is_some());
        self.cjk += usize::from(line.shape.cjk);
        self.letters += usize::from(line.shape.letters);
        self.narrow += usize::from(narrow);
        self.alone += usize::from(narrow && line.is_isolated());
        self.closed += usize::from(closed);
    }

    /// The facts about a page of so many lines; `narrower` are the lines below each width.
    fn shares(&self, all: usize, classes: &[Labeled], narrower: &[u32]) -> [(Fact, u8); 9] {
        let code = classes
            .iter()
            .filter(|class| class.class == Class::Block(BlockKind::Code))
            .count();
        let middle = all / 2;
        // The first width that more lines than half have at most; wider ones are all counted as the widest.
        let width = narrower
            .iter()
            .skip(1)
            .take_while(|&&lines| lines as usize <= middle)
            .count();
        [
            (Fact::PageLines, log(all)),
            (Fact::PageBlank, share(self.spaced, all)),
            (Fact::PageNumbered, share(self.numbered, all)),
            (Fact::PageCode, share(code, all)),
            (Fact::PageCjk, share(self.cjk, self.cjk + self.letters)),
            (Fact::PageNarrow, share(self.narrow, all)),
            (Fact::PageClosed, share(self.closed, all)),
            (Fact::PageWidth, if all == 0 { 0 } else { count(width) }),
            (Fact::PageAlone, share(self.alone, self.narrow)),
        ]
    }
}
