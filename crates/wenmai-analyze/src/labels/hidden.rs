//! Invisible characters: what they are, and which of them belong where they stand.
//!
//! A joiner belongs between letters of Arabic or Indic scripts and between pictures of an emoji, a variation selector behind an
//! emoji, a sign or a Chinese character (IVS), tags in the flag of a region, a byte order mark at the start, a soft hyphen in any
//! word. The rest is hidden (Unicode Standard 16.0, chapter 23; Unicode Technical Standard 51 for emoji).

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use wenmai_text::chars::is_invisible;

use super::c2pa::{self, Manifest};

/// First bytes of all invisible characters in UTF-8, as few as tell them from what pages are full of.
fn first_bytes() -> Vec<Vec<u8>> {
    let mut first = vec![
        vec![0xc2, 0xad],
        vec![0xcd, 0x8f],
        vec![0xd8, 0x9c],
        vec![0xe1, 0xa0, 0x8e],
        vec![0xef, 0xb8],
        vec![0xef, 0xbb, 0xbf],
        vec![0xf3, 0xa0],
    ];
    first.extend(
        (0x8b..=0x8f)
            .chain(0xaa..=0xae)
            .map(|last| vec![0xe2, 0x80, last]),
    );
    first.extend((0xa0..=0xaf).map(|last| vec![0xe2, 0x81, last]));
    first
}

/// Controls of the direction of text.
pub(super) const fn is_bidi(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

const fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

const fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0000}'..='\u{e007f}')
}

/// Scripts that write joiners, or from right to left.
const fn writes_joiners(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{109f}' | '\u{1780}'..='\u{18af}' | '\u{1900}'..='\u{1cff}' | '\u{a800}'..='\u{abff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{11fff}')
}

/// Pictures and signs that emoji are made of, loosely.
const fn is_picture(c: char) -> bool {
    matches!(c, '#' | '*' | '0'..='9' | '©' | '®' | '\u{203c}'..='\u{3299}' | '\u{1f000}'..='\u{1faff}')
}

/// What a run of invisible characters is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Run {
    /// Some that stand alone, or repeat each other: traces of an editor.
    Stray(Range<usize>),
    Hidden(Range<usize>),
    /// Controls of direction.
    Bidi(Range<usize>),
    Manifest(Manifest),
}

/// Lengths from which on a run is hidden and not stray.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lengths {
    /// For two symbols and more.
    pub(super) mixed: usize,
    /// For one symbol that repeats.
    pub(super) same: usize,
}

/// Finds invisible characters.
#[derive(Debug)]
pub(super) struct Invisible {
    first_bytes: AhoCorasick,
}

impl Invisible {
    pub(super) fn new() -> Option<Self> {
        let first_bytes = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostFirst)
            .build(first_bytes())
            .ok()?;
        Some(Self { first_bytes })
    }

    /// The runs of `text` that do not belong where they stand, in order. Runs in O(length of `text`).
    pub(super) fn runs(&self, text: &str, lengths: Lengths) -> Vec<Run> {
        let mut runs = Vec::new();
        let mut at = 0;
        for start in self.first_bytes.find_iter(text).map(|found| found.start()) {
            if start < at {
                continue;
            }
            let rest = text.get(start..).unwrap_or_default();
            let len = rest.find(|c| !is_invisible(c)).unwrap_or(rest.len());
            at = start + len;
            if len > 0 {
                runs.extend(judged(text, start..at, lengths));
            }
        }
        runs
    }
}

/// What the run at `span` is; `None` when it belongs there.
fn judged(text: &str, span: Range<usize>, lengths: Lengths) -> Option<Run> {
    let mut span = span;
    if span.start == 0 && text.starts_with('\u{feff}') {
        let rest = text.get('\u{feff}'.len_utf8()..span.end)?;
        // A byte order mark; but one in front of a manifest is a part of that.
        if !rest.starts_with(is_selector) {
            span.start = '\u{feff}'.len_utf8();
        }
    }
    let run = text.get(span.clone()).filter(|run| !run.is_empty())?;
    let before = text.get(..span.start)?.chars().next_back();
    let after = text.get(span.end..)?.chars().next();
    // What makes an emoji of the sign before it is no part of the run.
    let emoji = run.starts_with(['\u{fe0e}', '\u{fe0f}']) && before.is_some_and(is_picture);
    if let Some(rest) = run
        .get('\u{fe0f}'.len_utf8()..)
        .filter(|rest| emoji && !rest.is_empty())
        && !rest.starts_with(['\u{200d}', '\u{fe0e}', '\u{fe0f}'])
    {
        return judged(text, span.end - rest.len()..span.end, lengths);
    }
    if run.chars().all(is_bidi) {
        return Some(Run::Bidi(span));
    }
    let count = run
        .chars()
        .take(lengths.same.max(lengths.mixed).max(8))
        .count();
    if belongs(run, count, before, after) {
        return None;
    }
    if run.contains(is_selector)
        && let Some(manifest) = c2pa::wrapper(run, span.start)
    {
        return Some(Run::Manifest(manifest));
    }
    let first = run.chars().next();
    let is_same = run.chars().all(|c| Some(c) == first);
    let least = if is_same { lengths.same } else { lengths.mixed };
    let is_hidden = run.contains(|c| is_tag(c) || is_selector(c)) || count >= least;
    Some(if is_hidden {
        Run::Hidden(span)
    } else {
        Run::Stray(span)
    })
}

/// Whether a run of `count` characters, counted up to a bound, belongs between its neighbors.
fn belongs(run: &str, count: usize, before: Option<char>, after: Option<char>) -> bool {
    let is_near = |is: fn(char) -> bool| before.is_some_and(is) || after.is_some_and(is);
    let all = |of: &[char]| run.chars().all(|c| of.contains(&c));
    if all(&['\u{ad}', '\u{34f}']) && count == 1 || all(&['\u{fe0e}', '\u{fe0f}']) && count <= 2 {
        return true;
    }
    if count <= 3 && all(&['\u{fe0e}', '\u{fe0f}', '\u{200d}']) && before.is_some_and(is_picture) {
        return true;
    }
    if count <= 3
        && all(&[
            '\u{200c}', '\u{200d}', '\u{200e}', '\u{200f}', '\u{ad}', '\u{34f}', '\u{61c}',
            '\u{180e}', '\u{200b}',
        ])
        && is_near(writes_joiners)
    {
        return true;
    }
    if before == Some('\u{1f3f4}')
        && count <= 8
        && run.chars().all(is_tag)
        && run.ends_with('\u{e007f}')
    {
        return true;
    }
    let mut signs = run.chars();
    match (signs.next(), signs.next()) {
        (Some('\u{fe00}'..='\u{fe0d}'), None) => {
            before.is_some_and(|c| !c.is_ascii_alphabetic() && !c.is_ascii_whitespace())
        }
        (Some('\u{e0100}'..='\u{e01ef}'), None) => before.is_some_and(wenmai_text::is_han),
        // Operators of formulas that are not written.
        (Some('\u{2061}'..='\u{2064}'), None) => true,
        _ => false,
    }
}
