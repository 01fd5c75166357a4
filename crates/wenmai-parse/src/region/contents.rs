//! In-page contents: a run of short lines that come again further down.

use std::ops::Range;

use rustc_hash::FxHashMap;
use wenmai_text::normalize::key_hash;

use super::label;
use crate::{
    body::code_score,
    grammar::{label::Label, marker::Style},
    line::Line,
};

/// Widest entry, in columns.
const MAX_ENTRY_WIDTH: u16 = 140;
/// Fewest entries that come again in contents that no label announces.
const MIN_UNLABELED_ENTRIES: usize = 3;
/// How many lines an introduction above the contents has at most.
const MAX_INTRODUCTION: usize = 30;
/// Most entries in a row that do not come again: an entry may be written otherwise than its heading is.
const MAX_MISSES: usize = 3;

/// Least evidence for code in a line of a listing.
const MIN_CODE_SCORE: f32 = 0.3;

/// Where the lines of a page come again.
#[derive(Debug)]
pub(crate) struct Contents {
    /// Index of the last line that says the same, behind markers, as a line further up.
    again: Vec<Option<usize>>,
}

impl Contents {
    /// Runs in O(size of the lines).
    pub(crate) fn new(lines: &[Line<'_>]) -> Self {
        let mut last: FxHashMap<u64, usize> = FxHashMap::default();
        let mut again: Vec<Option<usize>> = lines
            .iter()
            .enumerate()
            .rev()
            .map(|(at, line)| {
                if !is_entry(line) {
                    return None;
                }
                let last = *last.entry(key_hash(line.body())).or_insert(at);
                (last > at).then_some(last)
            })
            .collect();
        again.reverse();
        Self { again }
    }

    /// Number of lines from `from` on that are entries of in-page contents. The first and the last come again.
    pub(super) fn entries(&self, lines: &[Line<'_>], from: usize) -> usize {
        self.run(lines, from).map_or(0, |run| run.end - from)
    }

    /// [`entries`](Self::entries) of contents that no label announces: several, which come again far apart, as headings do.
    pub(super) fn unlabeled_entries(&self, lines: &[Line<'_>], from: usize) -> Option<usize> {
        let run = self.run(lines, from)?;
        let spread = run.last_again.saturating_sub(run.first_again);
        (run.found >= MIN_UNLABELED_ENTRIES && spread >= 2 * (run.found - 1))
            .then_some(run.end - from)
    }

    /// Contents inside the body, below an introduction: a labeled list, or a block of lines between blank lines. Their place
    /// among `lines`, of which the body starts at `from`; empty when there are none.
    pub(super) fn below_introduction(&self, lines: &[Line<'_>], from: usize) -> Range<usize> {
        let found = (from..lines.len().min(from + MAX_INTRODUCTION)).find_map(|at| {
            let line = lines.get(at)?;
            let is_first = line.blank_before && !line.blank_after;
            if line.blank_before && label(line) == Some(Label::Contents) {
                let entries = self.unlabeled_entries(lines, at + 1)?;
                return Some(at..at + 1 + entries);
            }
            let entries = self.unlabeled_entries(lines, at).filter(|_| is_first)?;
            let block = lines.get(at..at + entries)?;
            let is_block = block.iter().skip(1).all(|line| !line.blank_before);
            (is_block && !is_code(block)).then_some(at..at + entries)
        });
        found.unwrap_or(from..from)
    }

    fn run(&self, lines: &[Line<'_>], from: usize) -> Option<Run> {
        let again = |at: usize| self.again.get(at).copied().flatten();
        let first = again(from)?;
        let mut run = Run {
            end: from,
            found: 0,
            first_again: first,
            last_again: first,
        };
        let mut missed = 0;
        for (at, line) in lines.iter().enumerate().skip(from) {
            // The first of the headings ends the contents, whatever comes again behind it.
            if !is_entry(line) || at == run.first_again {
                break;
            }
            if let Some(again) = again(at) {
                run.found += 1;
                run.end = at + 1;
                run.first_again = run.first_again.min(again);
                run.last_again = run.last_again.max(again);
                missed = 0;
            } else {
                missed += 1;
            }
            if missed > MAX_MISSES {
                break;
            }
        }
        run.end += rest_of_block(lines, from, run.end).min(4 * run.found);
        Some(run)
    }
}

/// What in-page contents say of the headings below them: the depth of each, by the keys of their texts.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    depths: FxHashMap<u64, Option<u8>>,
}

impl Listing {
    /// Reads the entries of contents: their dotted numbers tell how deep they are, or their indents.
    pub(crate) fn new(entries: &[Line<'_>]) -> Self {
        let parts = |line: &Line<'_>| {
            let number = line.marker.filter(|marker| marker.style == Style::Dotted);
            number.map(|marker| marker.number.parts().len())
        };
        let is_numbered = entries.iter().any(|line| parts(line).is_some());
        let measure = |line: &Line<'_>| {
            if is_numbered {
                parts(line).unwrap_or(1)
            } else {
                usize::from(line.indent)
            }
        };
        let entries = || entries.iter().filter(|line| label(line).is_none());
        let mut steps: Vec<usize> = entries().map(measure).collect();
        steps.sort_unstable();
        steps.dedup();
        let mut depths: FxHashMap<u64, Option<u8>> = FxHashMap::default();
        for line in entries() {
            let step = steps.binary_search(&measure(line)).unwrap_or(0);
            let depth = u8::try_from(step + 1).ok().filter(|_| steps.len() > 1);
            depths
                .entry(key_hash(line.body()))
                .and_modify(|known| *known = known.filter(|_| *known == depth))
                .or_insert(depth);
        }
        Self { depths }
    }

    /// Whether the contents list `line`.
    pub(crate) fn lists(&self, line: &Line<'_>) -> bool {
        !self.depths.is_empty()
            && is_entry(line)
            && self.depths.contains_key(&key_hash(line.body()))
    }

    /// How deep the heading `line` stands, from 1, when the contents tell.
    pub(crate) fn depth(&self, line: &Line<'_>) -> Option<u8> {
        if self.depths.is_empty() {
            return None;
        }
        self.depths.get(&key_hash(line.body())).copied().flatten()
    }
}

/// Number of lines from `end` on that go on with a block of contents, which opened at `from` below a blank line: a page may
/// have been cut off before all its headings came.
fn rest_of_block(lines: &[Line<'_>], from: usize, end: usize) -> usize {
    let is_block = |from: usize, to: usize| {
        lines
            .get(from + 1..to)
            .is_some_and(|lines| lines.iter().all(|line| !line.blank_before))
    };
    let rest = lines
        .iter()
        .skip(end)
        .take_while(|line| is_entry(line) && !line.blank_before)
        .count();
    let is_closed = lines.get(end + rest).is_some_and(|line| line.blank_before);
    if is_closed && is_block(from, end) {
        rest
    } else {
        0
    }
}

/// A run of lines that come again.
#[derive(Debug)]
struct Run {
    /// One past the last entry.
    end: usize,
    /// Lines that come again.
    found: usize,
    /// The first and the last line where one of them comes again.
    first_again: usize,
    last_again: usize,
}

/// Whether a block is a listing, which a page may show twice.
fn is_code(block: &[Line<'_>]) -> bool {
    let code = block
        .iter()
        .filter(|line| code_score(line) > MIN_CODE_SCORE)
        .count();
    code * 3 > block.len()
}

fn is_entry(line: &Line<'_>) -> bool {
    line.shape.width <= MAX_ENTRY_WIDTH && line.shape.alphanumeric() > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line::scan;

    /// The texts of the entries below the first line, and of the contents below an introduction that starts there.
    fn found(page: &str) -> (usize, Vec<&str>) {
        let lines = scan(page);
        let contents = Contents::new(&lines);
        let below = contents.below_introduction(&lines, 1);
        let texts = lines.get(below).unwrap_or_default();
        (
            contents.unlabeled_entries(&lines, 1).unwrap_or(0),
            texts.iter().map(|line| line.text).collect(),
        )
    }

    const SECTIONS: &str =
        "\n一、水源\n\n先找水。\n\n二、火种\n\n再生火。\n\n三、营地\n\n最后扎营。\n";

    #[test]
    fn entries_come_again_with_other_numbers_or_not_at_all() {
        assert_eq!(
            found(&format!("野外\n1. 水源\n2. 火种\n3. 营地\n{SECTIONS}")).0,
            3
        );
        assert_eq!(
            found(&format!("野外\n水源\n火种\n食物的储存\n营地\n{SECTIONS}")).0,
            4
        );
        assert_eq!(
            found(&format!("野外\n水源\n火种\n{SECTIONS}")).0,
            0,
            "two may be chance"
        );
    }

    #[test]
    fn the_rest_of_a_block_belongs_to_contents_of_a_page_that_was_cut_off() {
        let page = format!("野外\n\n水源\n火种\n营地\n返程\n{SECTIONS}");
        assert_eq!(found(&page).0, 4);
    }

    #[test]
    fn contents_stand_below_an_introduction() {
        let page = format!("野外\n\n这是写给新手的。\n\n目录\n\n水源\n火种\n营地\n{SECTIONS}");
        assert_eq!(found(&page).1, ["目录", "水源", "火种", "营地"]);
        let page = format!("野外\n\n这是写给新手的。\n\n水源\n火种\n营地\n{SECTIONS}");
        assert_eq!(found(&page).1, ["水源", "火种", "营地"]);
    }

    #[test]
    fn numbers_and_indents_of_contents_tell_how_deep_headings_are() {
        let depths = |contents: &str| -> Vec<Option<u8>> {
            let listing = Listing::new(&scan(contents));
            let headings = scan("水源\n井\n火种\n食物\n");
            headings.iter().map(|line| listing.depth(line)).collect()
        };
        let expected = [Some(1), Some(2), Some(1), None];
        assert_eq!(depths("目录\n1 水源\n1.1 井\n2 火种\n"), expected);
        assert_eq!(depths("水源\n  井\n火种\n"), expected);
        assert_eq!(depths("水源\n井\n火种\n"), [None; 4]);
        assert_eq!(depths("水源\n  井\n井\n火种\n")[1], None, "井 is both");
    }

    #[test]
    fn a_listing_that_comes_twice_is_none() {
        let listing = "let a = f(1);\nlet b = g(2);\nlet c = h(3);\n";
        let page = format!(
            "野外\n\n先看代码。\n\n{listing}\n中间的话。\n\n再说两句。\n\n还有一句。\n\n{listing}"
        );
        assert_eq!(found(&page).1, [""; 0]);
    }
}
