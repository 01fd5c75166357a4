//! What stands below a line: a heading names what its section speaks of.

use super::{Fact, Row, log, pairs::Pairs, set, share};
use crate::line::Line;

/// Widest line that is compared to what stands below it, in columns.
const MAX_WIDTH: u16 = 80;
/// Bytes of the lines below that are looked at.
const MAX_BYTES_BELOW: usize = 600;
/// Lines below that are looked at.
const MAX_LINES_BELOW: usize = 3;
/// Words of the set of pairs of letters.
const WORDS: usize = 16;

/// Facts about the text below each line.
pub(super) struct Below {
    /// Bytes until the next line that may be a heading, of each line.
    bytes: Vec<u32>,
}

impl Below {
    /// Runs in O(number of lines).
    pub(super) fn new(lines: &[Line<'_>]) -> Self {
        let mut until = 0_u32;
        let mut bytes: Vec<u32> = lines
            .iter()
            .rev()
            .map(|line| {
                let found = until;
                if line.shape.width <= MAX_WIDTH && !line.shape.ends_like_text() {
                    until = 0;
                } else {
                    until =
                        until.saturating_add(u32::try_from(line.text.len()).unwrap_or(u32::MAX));
                }
                found
            })
            .collect();
        bytes.reverse();
        Self { bytes }
    }

    /// Sets the facts of the line with index `at`.
    pub(super) fn facts(&self, lines: &[Line<'_>], at: usize, row: &mut Row) {
        let bytes = self.bytes.get(at).copied().unwrap_or(0);
        set(row, Fact::TextBelow, log(bytes as usize));
        let Some(line) = lines.get(at).filter(|line| line.shape.width <= MAX_WIDTH) else {
            return;
        };
        let mut below = Pairs::<WORDS>::default();
        let mut left = MAX_BYTES_BELOW;
        for line in lines.iter().skip(at + 1).take(MAX_LINES_BELOW) {
            let text = line
                .text
                .get(..line.text.floor_char_boundary(left))
                .unwrap_or_default();
            left -= text.len();
            below.add(text);
        }
        let (found, all) = below.count(line.body());
        set(row, Fact::NamedBelow, share(found, all));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{features::FACTS, line::scan};

    fn facts(page: &str, at: usize) -> (u8, u8) {
        let lines = scan(page);
        let below = Below::new(&lines);
        let mut row = [0; FACTS];
        below.facts(&lines, at, &mut row);
        (
            row[Fact::TextBelow as usize],
            row[Fact::NamedBelow as usize],
        )
    }

    #[test]
    fn text_until_the_next_line_that_may_be_a_heading() {
        let page = "水源\n先找水源。\n再存水。\n火种\n";
        assert_eq!(facts(page, 0).0, log("先找水源。再存水。".len()));
        assert_eq!(facts(page, 3).0, 0);
    }

    #[test]
    fn the_text_below_holds_the_words_of_a_heading() {
        assert_eq!(
            facts("Water sources\nFind WATER sources first.\n", 0).1,
            250
        );
        assert_eq!(facts("水源\n先生火。\n", 0).1, 0);
    }
}
