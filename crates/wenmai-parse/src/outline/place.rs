//! What speaks for a heading at a level: facts about each place that it may take on the stack of open headings, one byte
//! each.
//!
//! A heading stands beside one of the open headings, or inside the innermost. Its place is judged by what the rules say, by
//! how it is like its neighbors there, by where its likes stood before, and by the text between.

use rustc_hash::FxHashMap;
use wenmai_model::LevelSource;
use wenmai_text::normalize::key_hash;

use super::{Candidate, level::Open};
use crate::{
    features::{count, log, share, sign, style},
    grammar::marker::Number,
    line::Line,
    role::role_of,
};

/// Facts about a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub(crate) enum Fact {
    /// The level, the number of open headings, and how many of them the place closes.
    Level,
    Open,
    Closed,
    /// Level that the rules give, from the level of the place (128 is the same), and what they take it from.
    RuleLevel,
    RuleSource,
    /// The heading: style, number and parts of its marker, width, section word, kinds of first and last sign, whether it
    /// holds Latin letters alone or names of code, blank lines around, share of words with a capital, words, confidence.
    Style,
    Number,
    Parts,
    Width,
    Role,
    First,
    Last,
    Latin,
    Code,
    Isolated,
    Capitalized,
    Words,
    Confidence,
    /// Bytes of text right below it, right below the heading before it, and how many headings say the same.
    Text,
    TextBefore,
    SameText,
    /// Style and number of the heading behind it, and whether that counts on from this one, or is numbered as its part.
    NextStyle,
    NextNumber,
    NextIsSibling,
    NextIsPart,
    /// The heading it would stand beside: whether there is one, its style and how its number differs, and so on.
    Beside,
    BesideStyle,
    BesideNumber,
    BesideParts,
    BesideWidth,
    BesideFirst,
    BesideLast,
    BesideRole,
    BesideLatin,
    BesideCode,
    BesideIsolated,
    BesideCapitalized,
    BesideWords,
    BesideText,
    BesideStart,
    BesideEnd,
    /// Headings and lines from there.
    BesideHeadings,
    BesideLines,
    /// The heading it would stand inside.
    Inside,
    InsideStyle,
    InsidePrefix,
    InsideIsLast,
    InsideText,
    InsideRole,
    InsideWidth,
    InsideSameStyle,
    InsideParts,
    /// Level, from that of the place, at which the last heading stood that says the same, that begins so, that ends so, that
    /// has this style; 0 without one.
    TextLevel,
    StartLevel,
    EndLevel,
    StyleLevel,
    /// The headings at the level so far: their number, mean width against this one's, shares of those with the same style and
    /// signs.
    LevelHeadings,
    LevelWidth,
    LevelStyle,
    LevelFirst,
    LevelLast,
    /// Mean bytes of text right below them.
    LevelText,
    /// The page: headings, share of numbered ones, bytes of text to a heading, and how far down the heading stands.
    Headings,
    Numbered,
    TextPerHeading,
    Position,
}

/// Number of facts.
pub(crate) const FACTS: usize = Fact::Position as usize + 1;

/// The facts about one place.
pub(crate) type Row = [u8; FACTS];

/// Deepest level that is remembered.
const LEVELS: usize = 13;
/// Characters that two beginnings or ends have in common.
const EDGE_CHARS: usize = 2;

/// What one heading is like.
#[derive(Debug, Clone, Copy)]
struct Traits {
    style: u8,
    number: Number,
    width: u8,
    role: u8,
    first: u8,
    last: u8,
    is_latin: bool,
    code: u8,
    is_isolated: bool,
    capitalized: u8,
    words: u8,
    confidence: u8,
    text: u32,
    keys: [u64; 3],
    same_text: u32,
    line: usize,
}

impl Traits {
    fn new(lines: &[Line<'_>], candidate: &Candidate, next: Option<&Candidate>) -> Option<Self> {
        let line = lines.get(candidate.line)?;
        let end = next.map_or(lines.len(), |next| next.line);
        let last = lines.get(end.checked_sub(1)?)?;
        let body = line.body();
        let edge = |at: Option<(usize, char)>| at.map_or(0, |(at, _)| at);
        let start = body.char_indices().nth(EDGE_CHARS);
        let start = body.get(..start.map_or(body.len(), |(at, _)| at));
        let tail = body.get(edge(body.char_indices().nth_back(EDGE_CHARS - 1))..);
        Some(Self {
            style: candidate.marker.map_or(0, |marker| style(marker.style)),
            number: candidate
                .marker
                .map_or_else(Number::default, |marker| marker.number),
            width: count(line.shape.width.into()),
            role: role_of(body).map_or(0, |role| if role.is_inner() { 1 } else { 2 }),
            first: body.chars().next().map_or(0, sign),
            last: sign(line.shape.last),
            is_latin: line.shape.cjk == 0,
            code: u8::from(body.contains("()") || body.contains("::") || body.contains('_')),
            is_isolated: line.is_isolated(),
            capitalized: share(line.shape.capitalized.into(), line.shape.words.into()),
            words: count((line.shape.words + line.shape.cjk).into()),
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a probability in steps of 1/250"
            )]
            confidence: (candidate.confidence * 250.0) as u8,
            text: last.end().saturating_sub(line.end()),
            keys: [
                key_hash(body),
                key_hash(start.unwrap_or_default()),
                key_hash(tail.unwrap_or_default()),
            ],
            same_text: 0,
            line: candidate.line,
        })
    }
}

/// What stood at one level so far.
#[derive(Debug, Clone, Copy)]
struct Level {
    headings: u32,
    width: u32,
    text: u64,
    styles: [u32; 32],
    firsts: [u32; 40],
    lasts: [u32; 40],
}

impl Default for Level {
    fn default() -> Self {
        Self {
            headings: 0,
            width: 0,
            text: 0,
            styles: [0; 32],
            firsts: [0; 40],
            lasts: [0; 40],
        }
    }
}

/// What is known of the headings of a body, and of the places that they took so far.
pub(super) struct Places {
    traits: Vec<Traits>,
    levels: Vec<Level>,
    /// Level of the last heading that says the same, begins so, ends so.
    by_key: [FxHashMap<u64, u8>; 3],
    by_style: [u8; 32],
    numbered: usize,
    text_per_heading: u8,
}

impl Places {
    pub(super) fn new(lines: &[Line<'_>], candidates: &[Candidate]) -> Self {
        let mut traits: Vec<Traits> = candidates
            .iter()
            .enumerate()
            .filter_map(|(at, candidate)| Traits::new(lines, candidate, candidates.get(at + 1)))
            .collect();
        let mut texts: FxHashMap<u64, u32> = FxHashMap::default();
        for heading in &traits {
            let [key, ..] = heading.keys;
            *texts.entry(key).or_default() += 1;
        }
        for heading in &mut traits {
            let [key, ..] = heading.keys;
            heading.same_text = texts.get(&key).copied().unwrap_or(0);
        }
        let text: usize = traits.iter().map(|heading| heading.text as usize).sum();
        Self {
            numbered: traits.iter().filter(|heading| heading.style > 0).count(),
            text_per_heading: log(text.checked_div(traits.len()).unwrap_or(0)),
            traits,
            levels: vec![Level::default(); LEVELS],
            by_key: Default::default(),
            by_style: [0; 32],
        }
    }

    /// The facts about heading `at` beside `beside`, an index of `stack`, or inside its last when there is no such.
    pub(super) fn row(
        &self,
        at: usize,
        stack: &[Open],
        beside: usize,
        (rule, source): (u8, LevelSource),
    ) -> Row {
        let mut row = [0; FACTS];
        let Some(own) = self.traits.get(at) else {
            return row;
        };
        let level = place_level(stack, beside);
        set(&mut row, Fact::Level, level);
        set(&mut row, Fact::Open, count(stack.len()));
        set(
            &mut row,
            Fact::Closed,
            count(stack.len() - beside.min(stack.len())),
        );
        set(&mut row, Fact::RuleLevel, difference(rule, level));
        set(&mut row, Fact::RuleSource, source as u8);
        self.own_facts(at, own, &mut row);
        if let Some(open) = stack.get(beside) {
            self.beside_facts(at, own, open, &mut row);
        }
        if let Some(open) = beside.checked_sub(1).and_then(|above| stack.get(above)) {
            self.inside_facts(at, own, open, &mut row);
        }
        self.level_facts(own, level, &mut row);
        row
    }

    /// Facts about the heading, its neighbors, and the page.
    fn own_facts(&self, at: usize, own: &Traits, row: &mut Row) {
        let mut set = |fact, value| set(row, fact, value);
        set(Fact::Style, own.style);
        set(Fact::Number, count(own.number.last() as usize));
        set(Fact::Parts, count(own.number.parts().len()));
        set(Fact::Width, own.width);
        set(Fact::Role, own.role);
        set(Fact::First, own.first);
        set(Fact::Last, own.last);
        set(Fact::Latin, u8::from(own.is_latin));
        set(Fact::Code, own.code);
        set(Fact::Isolated, u8::from(own.is_isolated));
        set(Fact::Capitalized, own.capitalized);
        set(Fact::Words, own.words);
        set(Fact::Confidence, own.confidence);
        set(Fact::Text, log(own.text as usize));
        let before = at.checked_sub(1).and_then(|at| self.traits.get(at));
        set(
            Fact::TextBefore,
            before.map_or(0, |before| log(before.text as usize)),
        );
        set(Fact::SameText, count(own.same_text as usize));
        if let Some(next) = self.traits.get(at + 1) {
            let is_next = next.style == own.style
                && own.style > 0
                && next.number.parent() == own.number.parent()
                && next.number.last() == own.number.last() + 1;
            set(Fact::NextStyle, next.style + 1);
            set(Fact::NextNumber, count(next.number.last() as usize));
            set(Fact::NextIsSibling, u8::from(is_next));
            set(
                Fact::NextIsPart,
                u8::from(own.style > 0 && next.number.parent() == own.number),
            );
        }
        set(Fact::Headings, log(self.traits.len()));
        set(Fact::Numbered, share(self.numbered, self.traits.len()));
        set(Fact::TextPerHeading, self.text_per_heading);
        set(Fact::Position, share(at, self.traits.len()));
    }

    /// Facts about the open heading that the heading would stand beside.
    fn beside_facts(&self, at: usize, own: &Traits, open: &Open, row: &mut Row) {
        let Some(other) = self.traits.get(open.candidate) else {
            return;
        };
        let mut set = |fact, value| set(row, fact, value);
        set(Fact::Beside, 1);
        let number = i64::from(own.number.last()) - i64::from(other.number.last());
        set(
            Fact::BesideStyle,
            1 + u8::from(other.style == own.style) + 2 * u8::from(other.style > 0),
        );
        set(
            Fact::BesideNumber,
            u8::try_from((number + 128).clamp(1, 255)).unwrap_or(255),
        );
        set(
            Fact::BesideParts,
            difference(
                count(own.number.parts().len()),
                count(other.number.parts().len()),
            ),
        );
        set(Fact::BesideWidth, difference(own.width, other.width));
        set(Fact::BesideFirst, u8::from(own.first == other.first));
        set(Fact::BesideLast, u8::from(own.last == other.last));
        set(Fact::BesideRole, other.role);
        set(Fact::BesideLatin, u8::from(own.is_latin == other.is_latin));
        set(Fact::BesideCode, u8::from(own.code == other.code));
        set(
            Fact::BesideIsolated,
            u8::from(own.is_isolated == other.is_isolated),
        );
        set(
            Fact::BesideCapitalized,
            difference(own.capitalized, other.capitalized),
        );
        set(Fact::BesideWords, difference(own.words, other.words));
        set(Fact::BesideText, log(other.text as usize));
        let [_, start, end] = own.keys;
        let [_, other_start, other_end] = other.keys;
        set(Fact::BesideStart, u8::from(start == other_start));
        set(Fact::BesideEnd, u8::from(end == other_end));
        set(Fact::BesideHeadings, count(at - open.candidate));
        set(Fact::BesideLines, log(own.line - other.line));
    }

    /// Facts about the open heading that the heading would stand inside.
    fn inside_facts(&self, at: usize, own: &Traits, open: &Open, row: &mut Row) {
        let Some(other) = self.traits.get(open.candidate) else {
            return;
        };
        let mut set = |fact, value| set(row, fact, value);
        set(Fact::Inside, 1);
        set(Fact::InsideStyle, other.style + 1);
        let is_prefix = own.style > 0
            && other.style > 0
            && (other.number == own.number.parent()
                || [other.number.last()] == *own.number.prefix());
        set(Fact::InsidePrefix, u8::from(is_prefix));
        set(Fact::InsideIsLast, u8::from(open.candidate + 1 == at));
        set(Fact::InsideText, log(other.text as usize));
        set(Fact::InsideRole, other.role);
        set(Fact::InsideWidth, difference(own.width, other.width));
        set(Fact::InsideSameStyle, u8::from(other.style == own.style));
        set(
            Fact::InsideParts,
            difference(
                count(own.number.parts().len()),
                count(other.number.parts().len()),
            ),
        );
    }

    /// Facts about the headings that stood at `level` so far, and where those stood that are like this one.
    fn level_facts(&self, own: &Traits, level: u8, row: &mut Row) {
        let mut set = |fact, value| set(row, fact, value);
        let facts = [Fact::TextLevel, Fact::StartLevel, Fact::EndLevel];
        for ((fact, map), key) in facts.into_iter().zip(&self.by_key).zip(own.keys) {
            set(fact, map.get(&key).map_or(0, |&of| difference(of, level)));
        }
        let of_style = self.by_style.get(usize::from(own.style)).copied();
        set(
            Fact::StyleLevel,
            of_style
                .filter(|&of| of > 0)
                .map_or(0, |of| difference(of, level)),
        );
        if let Some(all) = self.levels.get(usize::from(level)) {
            let headings = all.headings as usize;
            let part = |counts: &[u32], value: u8| {
                let found = counts.get(usize::from(value)).copied().unwrap_or(0);
                share(found as usize, headings)
            };
            set(Fact::LevelHeadings, log(headings));
            if let Some(width) = all.width.checked_div(all.headings) {
                set(
                    Fact::LevelWidth,
                    difference(own.width, count(width as usize)),
                );
                let text = all.text / u64::from(all.headings);
                set(Fact::LevelText, log(usize::try_from(text).unwrap_or(0)));
            }
            set(Fact::LevelStyle, part(&all.styles, own.style));
            set(Fact::LevelFirst, part(&all.firsts, own.first));
            set(Fact::LevelLast, part(&all.lasts, own.last));
        }
    }

    /// Remembers the level that heading `at` was given.
    pub(super) fn take(&mut self, at: usize, level: u8) {
        let Some(own) = self.traits.get(at) else {
            return;
        };
        for (map, key) in self.by_key.iter_mut().zip(own.keys) {
            map.insert(key, level);
        }
        if let Some(slot) = self.by_style.get_mut(usize::from(own.style)) {
            *slot = level;
        }
        if let Some(all) = self.levels.get_mut(usize::from(level)) {
            all.headings += 1;
            all.width += u32::from(own.width);
            all.text += u64::from(own.text);
            let counts = [
                (all.styles.as_mut_slice(), own.style),
                (&mut all.firsts, own.first),
                (&mut all.lasts, own.last),
            ];
            for (counts, value) in counts {
                if let Some(slot) = counts.get_mut(usize::from(value)) {
                    *slot += 1;
                }
            }
        }
    }
}

fn set(row: &mut Row, fact: Fact, value: u8) {
    if let Some(slot) = row.get_mut(fact as usize) {
        *slot = value;
    }
}

/// How much larger `a` is than `b`, 128 for the same, at least 1.
fn difference(a: u8, b: u8) -> u8 {
    let difference = i16::from(a) - i16::from(b) + 128;
    u8::try_from(difference.clamp(1, 255)).unwrap_or(u8::MAX)
}

/// The level of a heading beside `beside`, an index of `stack`, or inside its last when there is no such.
pub(super) fn place_level(stack: &[Open], beside: usize) -> u8 {
    stack
        .get(beside)
        .or(stack.last())
        .map_or(1, |open| open.level + u8::from(beside >= stack.len()))
}
