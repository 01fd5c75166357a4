//! What the learned decisions look at: facts about each line of a body, one byte each.
//!
//! A table has one row a line and one column a [`Fact`]; the trees read the rows around a line as well, see
//! [`wenmai_text::ensemble`]. Widths saturate at 255, shares are in steps of 1/250.

mod below;
pub(crate) mod counter;
mod like;
mod line;
mod page;
pub(crate) mod pairs;
mod recurrence;
mod series;
mod words;

use std::ops::Range;

use wenmai_text::ensemble::Columns;

use crate::{class::Labeled, line::Line};
pub(crate) use line::{is_caption, sign, style};
pub(crate) use series::{Series, series};

/// Columns of the facts about lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub(crate) enum Fact {
    /// 1 for a line, 0 beyond the ends of the body.
    Exists,
    /// Display width.
    Width,
    /// Shares of the characters.
    Cjk,
    Letters,
    Upper,
    Digits,
    Symbols,
    /// Signs that part the line.
    Commas,
    InnerEnds,
    Bars,
    Tabs,
    /// Words of Latin letters, and the share that begins with a capital.
    Words,
    Capitalized,
    /// Words that sentences have and titles seldom: 的了是, the, is.
    Function,
    /// Share of them of all words, for lines of Latin letters.
    FunctionShare,
    /// Kind of the first and the last character, see [`line::sign`].
    First,
    Last,
    /// Kind of the first character behind the marker.
    BodyFirst,
    /// A colon inside the line.
    Colon,
    /// Brackets of an address, a call, or a note.
    Brackets,
    /// Columns of blanks in front.
    Indent,
    BlankBefore,
    BlankAfter,
    /// What the rules call the line: paragraph, quote, list item, table, code.
    RuleKind,
    /// Evidence for code by the line's own signs.
    Code,
    /// How the marker is written; 0 without one.
    Style,
    /// The last part of its number, and how many parts it has.
    Number,
    Parts,
    /// The section word that the line is: of the article, or of a part of it.
    Role,
    /// The opening of a caption: a name such as 图 or Figure, and a number.
    Caption,
    /// Lines that say the same, that begin the same, that end the same.
    SameText,
    SameStart,
    SameEnd,
    /// Distance to the line before and to the line below that says the same, 0 for none.
    CameBefore,
    ComesAgain,
    /// Share of the page's lines that are narrower.
    WidthRank,
    /// Place in the body, from its start and from its end.
    FromStart,
    FromEnd,
    /// The series of the marker: lines, place in it, number it starts with.
    SeriesLen,
    SeriesPlace,
    SeriesStart,
    /// Whether a line of the series goes on with a higher number, and lines until then.
    SeriesGap,
    /// Shares of the series: lines that close like text, that stand alone, that are followed by others of it at once.
    SeriesClosed,
    SeriesAlone,
    SeriesDense,
    /// Mean width of the series.
    SeriesWidth,
    /// Whether the number before the last is a number of the page.
    SeriesParent,
    /// Series of this style in the page.
    SeriesOfStyle,
    /// Share of the body that the series spans.
    SeriesSpan,
    /// Lines between two of the series, on the average (logarithm).
    SeriesBetween,
    /// Mean width of the lines below those of the series, and the share of them that close like text.
    SeriesBelow,
    SeriesBelowClosed,
    /// Style of the series around: one that has a line above this series and goes on behind its start.
    SeriesAround,
    /// Bytes of text until the next narrow open line (logarithm), and the share of the line's pairs of letters that the
    /// lines below hold.
    TextBelow,
    NamedBelow,
    /// Lines that stand and end alike, unnumbered ones: their number (logarithm), the share of those that another follows at
    /// once, their mean width, and that of the lines below them.
    LikeLines,
    LikeDense,
    LikeWidth,
    LikeBelow,
    /// The page: lines (logarithm), shares of blank lines, numbered lines, code, CJK, narrow lines, closed lines, and the
    /// middle width.
    PageLines,
    PageBlank,
    PageNumbered,
    PageCode,
    PageCjk,
    PageNarrow,
    PageClosed,
    PageWidth,
    /// Share of the narrow open lines that stand alone.
    PageAlone,
}

/// Number of facts.
#[cfg_attr(
    not(feature = "_train"),
    expect(unreachable_pub, reason = "public for the trainer alone")
)]
pub const FACTS: usize = Fact::PageAlone as usize + 1;

/// The first of the facts about series and page, which are of no use from the rows around.
#[cfg(feature = "_train")]
pub const FIRST_WIDE_FACT: usize = Fact::SeriesLen as usize;

/// Rows that are written to the columns at once.
const BLOCK: usize = 64;

/// The facts about one line.
pub(crate) type Row = [u8; FACTS];

/// The value of a fact in a row.
pub(crate) fn set(row: &mut Row, fact: Fact, value: u8) {
    if let Some(slot) = row.get_mut(fact as usize) {
        *slot = value;
    }
}

/// The facts about the lines of a body. Runs in O(number of lines).
pub(crate) fn facts(lines: &[Line<'_>], classes: &[Labeled], series: &Series) -> Columns {
    FactSource::new(lines, classes, series).table(0..lines.len())
}

/// Where the facts about the lines of a body come from: what was counted in all of them.
pub(crate) struct FactSource<'b> {
    lines: &'b [Line<'b>],
    classes: &'b [Labeled],
    series: &'b Series,
    page: page::Page,
    like: like::Like,
    recurrence: recurrence::Recurrence,
    below: below::Below,
}

impl<'b> FactSource<'b> {
    pub(crate) fn new(lines: &'b [Line<'b>], classes: &'b [Labeled], series: &'b Series) -> Self {
        let page = page::Page::new(lines, classes);
        Self {
            lines,
            classes,
            series,
            recurrence: recurrence::Recurrence::new(lines, page.texts()),
            page,
            like: like::Like::new(lines),
            below: below::Below::new(lines),
        }
    }

    /// The facts about a range of lines.
    pub(crate) fn table(&self, range: Range<usize>) -> Columns {
        let lines = self.lines.get(range.clone()).unwrap_or_default();
        let mut table = Columns::new(lines.len(), FACTS);
        // Columns are written in blocks: one byte here and there in each would miss the cache.
        let mut rows = Vec::with_capacity(BLOCK.min(lines.len()));
        for (block, lines) in lines.chunks(BLOCK).enumerate() {
            rows.clear();
            let first = block * BLOCK;
            for (at, line) in (range.start + first..).zip(lines) {
                let mut row = [0; FACTS];
                line::facts(line, self.classes.get(at), &mut row);
                self.page.facts(at, line, &mut row);
                self.series.facts(at, &mut row);
                self.like.facts(at, &mut row);
                self.recurrence.facts(at, &mut row);
                self.below.facts(self.lines, at, &mut row);
                rows.push(row);
            }
            table.set_rows(first, &rows);
        }
        table
    }
}

/// `part` of `whole` in steps of 1/250.
pub(crate) fn share(part: usize, whole: usize) -> u8 {
    u8::try_from((part.min(whole) * 250).checked_div(whole).unwrap_or(0)).unwrap_or(250)
}

/// A count as a byte.
pub(crate) fn count(value: usize) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX)
}

/// A count on a logarithmic scale: 16 steps to a doubling, 0 for none.
pub(crate) fn log(value: usize) -> u8 {
    let Some(doublings) = value.checked_ilog2() else {
        return 0;
    };
    let rest = ((value << 4) >> doublings) & 15;
    count(16 * doublings as usize + rest + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_grow() {
        assert_eq!((log(0), log(1), log(2), log(3)), (0, 1, 17, 25));
        assert!((1..5000).all(|value| log(value) <= log(value + 1)));
        assert_eq!((share(1, 2), share(0, 0), share(7, 3)), (125, 0, 250));
    }
}
