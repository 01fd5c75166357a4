//! What the classifier of blocks looks at: facts about each block of a page, one byte each.
//!
//! A table has one row a block; the trees read the rows around a block as well. Lengths are in columns as wide as a Latin
//! letter: a Chinese character says about as much as three of them.

mod ancestry;
mod anchors;
mod declared;
mod groups;
mod names;
mod repetition;
mod whole;

use std::ops::Range;

use wenmai_text::ensemble::Columns;

use super::HtmlPage;
use super::block::Block;
use crate::features::{count, counter::NONE, log, share, sign};
use ancestry::{Ancestry, LEVELS};
use groups::GROUPS;
pub(super) use groups::each_word;
pub(crate) use names::Names;
#[cfg(feature = "_train")]
pub(crate) use names::{fact as names_fact, words as names_words};

/// Columns of the facts about a block itself, which are of use from the rows around, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub(crate) enum Fact {
    /// 1 for a block, 0 beyond the ends of the page.
    Exists,
    /// Length (logarithm).
    Length,
    /// Shares of the characters: in links, strong, Chinese, digits, punctuation.
    Links,
    Strong,
    Cjk,
    Digits,
    Punctuation,
    /// Numbers: links, words, commas, ends of sentences, lines.
    LinkCount,
    Words,
    Commas,
    Stops,
    Lines,
    /// Kind of the first and the last sign.
    First,
    Last,
    /// The innermost block-level element: its tag.
    Tag,
    /// Number of its heading, 0 for none.
    Heading,
    /// How deep it stands.
    Depth,
    Hidden,
    Noscript,
    Preformatted,
    /// Blocks that say the same.
    SameText,
    /// Blocks with the same tag and classes, and the same further up.
    SameElement,
    SamePath,
    /// Those with the same path: mean length, share of links, share of the length of the page.
    PathLength,
    PathLinks,
    PathShare,
    /// Shares of the pairs of letters that the title of the page holds, and its description.
    InTitle,
    InDescription,
    /// What the names of the elements around it tell.
    Names,
}

/// Facts about a block itself.
const OWN: usize = Fact::Names as usize + 1;
/// Facts about each of the elements around.
const PER_LEVEL: usize = 7;
/// Windows of blocks on both sides, and facts about each.
const WINDOWS: [usize; 4] = [2, 5, 12, 30];
const PER_WINDOW: usize = 3;
/// Facts about where a block stands in the page.
const PLACE: usize = 11;

const FIRST_LEVEL: usize = OWN;
const FIRST_GROUP: usize = FIRST_LEVEL + LEVELS * PER_LEVEL;
const FIRST_WINDOW: usize = FIRST_GROUP + GROUPS;
const FIRST_PLACE: usize = FIRST_WINDOW + WINDOWS.len() * PER_WINDOW;
const FIRST_ANCHOR: usize = FIRST_PLACE + PLACE;
const FIRST_WHOLE: usize = FIRST_ANCHOR + anchors::FACTS;

/// Number of facts.
#[cfg_attr(
    not(feature = "_train"),
    expect(unreachable_pub, reason = "public for the trainer alone")
)]
pub const FACTS: usize = FIRST_WHOLE + whole::FACTS;
/// The first of the facts that are of no use from the rows around.
#[cfg(feature = "_train")]
pub const FIRST_WIDE_FACT: usize = FIRST_LEVEL;

#[cfg(feature = "_train")]
pub use whole::FACTS as PAGE_FACTS;

/// The column of the fact about the names of elements.
#[cfg(feature = "_train")]
pub const NAMES_FACT: usize = Fact::Names as usize;

/// What the facts about the blocks of a page are told from. The facts themselves are many times as large as the page, so they are
/// made for some blocks at a time.
pub(crate) struct Facts<'p> {
    page: &'p HtmlPage<'p>,
    names: &'p Names,
    totals: Totals,
    ancestry: Ancestry<'p>,
    repeated: repetition::Repetition,
    places: Places,
    anchors: anchors::Anchors,
    whole: [u8; whole::FACTS],
}

impl<'p> Facts<'p> {
    /// Looks at a page at `url`, when that is known; `names` are those of its elements. Runs in O(elements × depth limit of the
    /// reader).
    pub(crate) fn new(page: &'p HtmlPage<'_>, names: &'p Names, url: Option<&str>) -> Self {
        let totals = Totals::new(&page.blocks);
        let ancestry = Ancestry::new(page);
        let repeated = repetition::Repetition::new(page);
        Self {
            page,
            names,
            whole: whole::facts(page, &totals, &ancestry, names, url),
            places: Places::new(page),
            anchors: anchors::Anchors::new(page, repeated.said()),
            totals,
            ancestry,
            repeated,
        }
    }

    /// The facts about some blocks, one row each.
    pub(crate) fn table(&self, blocks: Range<usize>) -> Columns {
        let mut table = Columns::new(blocks.len(), FACTS);
        let mut rows: Vec<Row> = Vec::with_capacity(ROWS_AT_ONCE.min(blocks.len()));
        for first in blocks.clone().step_by(ROWS_AT_ONCE) {
            rows.clear();
            let end = (first + ROWS_AT_ONCE).min(blocks.end);
            rows.extend((first..end).map(|at| self.row(at)));
            table.set_rows(first - blocks.start, &rows);
        }
        table
    }

    fn row(&self, at: usize) -> Row {
        let n_blocks = self.page.blocks.len();
        let mut row = [0; FACTS];
        let Some(block) = self.page.blocks.get(at) else {
            return row;
        };
        let all = self.totals.between(0, n_blocks);
        own(self.page, block, &mut row);
        set(&mut row, Fact::Names, self.names.fact(block.node));
        self.repeated.facts(at, all.length, &mut row);
        self.ancestry.facts(at, &self.totals, self.names, &mut row);
        for (index, width) in WINDOWS.into_iter().enumerate() {
            let window = at.saturating_sub(width)..(at + width + 1).min(n_blocks);
            let sums = self.totals.between(window.start, window.end);
            let facts = [
                log(sums.length as usize),
                sums.link_share(),
                sums.sign_share(),
            ];
            put(&mut row, FIRST_WINDOW + index * PER_WINDOW, &facts);
        }
        put(&mut row, FIRST_PLACE, &self.places.facts(at, &self.totals));
        let inside = |node| self.ancestry.blocks(node).len();
        let anchors = self.anchors.facts(self.page, at, inside);
        put(&mut row, FIRST_ANCHOR, &anchors);
        put(&mut row, FIRST_WHOLE, &self.whole);
        row
    }

    /// The facts about the whole page, in one row.
    pub(crate) fn whole(&self) -> Columns {
        let mut table = Columns::new(1, whole::FACTS);
        table.set_rows(0, &[self.whole]);
        table
    }

    /// The path of each block as a number: blocks in elements of the same names have the same.
    pub(crate) fn paths(&self) -> impl Iterator<Item = u32> {
        self.repeated.paths()
    }

    /// Whether each block is running text that the descriptions of the page say.
    pub(crate) fn described(&self) -> Vec<bool> {
        let said = self.page.blocks.iter().zip(self.repeated.said());
        let described = said.map(|(block, [_, (held, all)])| {
            is_running_text(block) && share((*held).into(), (*all).into()) >= DESCRIBED
        });
        described.collect()
    }
}

/// The facts about one block.
type Row = [u8; FACTS];

/// Rows that are written to the columns at once.
const ROWS_AT_ONCE: usize = 64;

/// Least share of the pairs of letters of a text that the descriptions hold, where they say it: 60 %.
const DESCRIBED: u8 = 150;

/// Least length of a paragraph that is surely text.
const LONG: u32 = 120;

/// Sums over the blocks before one.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    blocks: u32,
    length: u32,
    chars: u32,
    link_chars: u32,
    commas: u32,
    stops: u32,
    long: u32,
}

impl Sums {
    fn of(block: &Block) -> Self {
        Self {
            blocks: 1,
            length: length(block),
            chars: block.counts.chars,
            link_chars: block.link_chars,
            commas: block.counts.commas,
            stops: block.counts.stops,
            long: u32::from(is_running_text(block)),
        }
    }

    /// Both together; or what is between two of them, by wrapping subtraction.
    const fn plus(self, other: Self) -> Self {
        Self {
            blocks: self.blocks.wrapping_add(other.blocks),
            length: self.length.wrapping_add(other.length),
            chars: self.chars.wrapping_add(other.chars),
            link_chars: self.link_chars.wrapping_add(other.link_chars),
            commas: self.commas.wrapping_add(other.commas),
            stops: self.stops.wrapping_add(other.stops),
            long: self.long.wrapping_add(other.long),
        }
    }

    const fn minus(self, other: Self) -> Self {
        Self {
            blocks: self.blocks.wrapping_sub(other.blocks),
            length: self.length.wrapping_sub(other.length),
            chars: self.chars.wrapping_sub(other.chars),
            link_chars: self.link_chars.wrapping_sub(other.link_chars),
            commas: self.commas.wrapping_sub(other.commas),
            stops: self.stops.wrapping_sub(other.stops),
            long: self.long.wrapping_sub(other.long),
        }
    }

    fn link_share(self) -> u8 {
        share(self.link_chars as usize, self.chars as usize)
    }

    /// Signs of sentences on a hundred columns.
    fn sign_share(self) -> u8 {
        share(
            (self.commas + self.stops) as usize * 10,
            self.length as usize,
        )
    }
}

/// Whether a block is surely text: long, and most of it outside of links.
const fn is_running_text(block: &Block) -> bool {
    length(block) >= LONG && block.link_chars * 3 < block.counts.chars
}

/// Length of a block in columns of a Latin letter.
pub(crate) const fn length(block: &Block) -> u32 {
    block.counts.chars + 2 * block.counts.cjk
}

/// Sums over the blocks of a page: those of any range in constant time.
struct Totals(Vec<Sums>);

impl Totals {
    fn new(blocks: &[Block]) -> Self {
        let mut sums = Vec::with_capacity(blocks.len() + 1);
        let mut sum = Sums::default();
        sums.push(sum);
        for block in blocks {
            sum = sum.plus(Sums::of(block));
            sums.push(sum);
        }
        Self(sums)
    }

    fn between(&self, from: usize, to: usize) -> Sums {
        let at = |index: usize| self.0.get(index).copied().unwrap_or_default();
        at(to).minus(at(from))
    }
}

fn put(row: &mut Row, first: usize, values: &[u8]) {
    if let Some(slots) = row.get_mut(first..first + values.len()) {
        slots.copy_from_slice(values);
    }
}

fn set(row: &mut Row, fact: Fact, value: u8) {
    if let Some(slot) = row.get_mut(fact as usize) {
        *slot = value;
    }
}

/// Facts about the text and the element of a block.
fn own(page: &HtmlPage<'_>, block: &Block, row: &mut Row) {
    let counts = &block.counts;
    let of_chars = |part: u32| share(part as usize, counts.chars as usize);
    let number = |value: u32| count(value as usize);
    let text = page.text_of(block);
    let tag = page.tree.tag(block.node);
    set(row, Fact::Exists, 1);
    set(row, Fact::Length, log(length(block) as usize));
    set(row, Fact::Links, of_chars(block.link_chars));
    set(row, Fact::Strong, of_chars(block.strong_chars));
    set(row, Fact::Cjk, of_chars(counts.cjk));
    set(row, Fact::Digits, of_chars(counts.digits));
    set(row, Fact::Punctuation, of_chars(counts.punctuation));
    set(row, Fact::LinkCount, number(block.n_links));
    set(row, Fact::Words, number(counts.words));
    set(row, Fact::Commas, number(counts.commas));
    set(row, Fact::Stops, number(counts.stops));
    set(
        row,
        Fact::Lines,
        count(memchr::memchr_iter(b'\n', text.as_bytes()).count()),
    );
    set(row, Fact::First, text.chars().next().map_or(0, sign));
    set(row, Fact::Last, text.chars().next_back().map_or(0, sign));
    set(row, Fact::Tag, tag as u8);
    set(row, Fact::Heading, tag.heading().unwrap_or(0));
    set(row, Fact::Depth, page.tree.depth(block.node));
    set(row, Fact::Hidden, u8::from(block.is_hidden()));
    set(row, Fact::Noscript, u8::from(block.in_noscript));
    set(row, Fact::Preformatted, u8::from(block.is_preformatted));
}

/// Where the headings and the long paragraphs of a page stand.
struct Places {
    blocks: usize,
    title: Option<usize>,
    /// For each block the last heading and the last long paragraph up to it, and the next long paragraph behind it.
    heading: Vec<u32>,
    long_before: Vec<u32>,
    long_behind: Vec<u32>,
    first_long: Option<usize>,
    last_long: Option<usize>,
}

impl Places {
    fn new(page: &HtmlPage<'_>) -> Self {
        let blocks = &page.blocks;
        let rank = |block: &Block| page.tree.tag(block.node).heading();
        let is_long = is_running_text;
        let last = |test: &dyn Fn(&Block) -> bool| -> Vec<u32> {
            let found = blocks.iter().enumerate().scan(NONE, |last, (at, block)| {
                if test(block) {
                    *last = u32::try_from(at).unwrap_or(NONE);
                }
                Some(*last)
            });
            found.collect()
        };
        let mut long_behind: Vec<u32> = blocks
            .iter()
            .enumerate()
            .rev()
            .scan(NONE, |next, (at, block)| {
                let found = *next;
                if is_long(block) {
                    *next = u32::try_from(at).unwrap_or(NONE);
                }
                Some(found)
            })
            .collect();
        long_behind.reverse();
        Self {
            blocks: blocks.len(),
            title: blocks.iter().position(|block| rank(block) == Some(1)),
            heading: last(&|block| rank(block).is_some()),
            long_before: last(&is_long),
            long_behind,
            first_long: blocks.iter().position(is_long),
            last_long: blocks.iter().rposition(is_long),
        }
    }

    fn facts(&self, at: usize, totals: &Totals) -> [u8; PLACE] {
        let all = totals.between(0, self.blocks);
        let far = |other: Option<&u32>| {
            let other = other.copied().filter(|&other| other != NONE);
            other.map_or(0, |other| log(at.abs_diff(other as usize) + 1))
        };
        let side = |place: Option<usize>| match place {
            None => 0,
            Some(place) if at < place => 1,
            Some(place) if at == place => 2,
            Some(_) => 3,
        };
        [
            share(at, self.blocks),
            share(totals.between(0, at).length as usize, all.length as usize),
            log(at),
            log(self.blocks - at - 1),
            side(self.title),
            self.title.map_or(0, |title| log(at.abs_diff(title))),
            far(self.heading.get(at)),
            far(self.long_before.get(at)),
            far(self.long_behind.get(at)),
            side(self.first_long),
            side(self.last_long),
        ]
    }
}
