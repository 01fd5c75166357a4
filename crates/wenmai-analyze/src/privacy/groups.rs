//! Numbers that are written in groups.

use super::view::View;

/// The most characters of a number in groups.
const MOST: usize = 36;

/// The most groups.
const MOST_GROUPS: usize = 20;

/// Letters and digits with single separators between their groups.
#[derive(Debug)]
pub(super) struct Groups {
    /// Letters and digits alone, in capitals.
    chars: [u8; MOST],
    n_chars: usize,
    /// Where the first group begins.
    start: usize,
    /// Numbers of characters up to the end of each group, and of bytes: each below 64.
    cuts: [(u8, u8); MOST_GROUPS],
    n_cuts: usize,
}

impl Groups {
    /// The groups from `start` on: runs of what `is_part` allows, at most `most` of it (and [`MOST`]), with one of `separators`
    /// between two.
    pub(super) fn read(
        view: View<'_>,
        (start, most): (usize, usize),
        separators: &[u8],
        is_part: impl Fn(u8) -> bool,
    ) -> Self {
        let mut groups = Self {
            chars: [0; MOST],
            n_chars: 0,
            start,
            cuts: [(0, 0); MOST_GROUPS],
            n_cuts: 0,
        };
        let most = most.min(MOST);
        let mut place = start;
        while let Some(cut) = groups.cuts.get_mut(groups.n_cuts) {
            let end = view.run(place, most - groups.n_chars, &is_part);
            if end == place {
                break;
            }
            let free = groups.chars.iter_mut().skip(groups.n_chars);
            for (char, byte) in free.zip(view.slice(place..end).bytes()) {
                *char = byte.to_ascii_uppercase();
            }
            groups.n_chars += end - place;
            // A run that goes on is no group.
            if view.at(end).is_ascii_alphanumeric() {
                break;
            }
            let byte = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
            *cut = (byte(groups.n_chars), byte(end - start));
            groups.n_cuts += 1;
            if groups.n_chars >= most {
                break;
            }
            let separator = match view.char_at(end) {
                // Blanks that do not break lines, and thin ones, are blanks.
                Some(blank @ ('\u{a0}' | '\u{2009}' | '\u{202f}'))
                    if separators.contains(&b' ') =>
                {
                    blank.len_utf8()
                }
                Some(_) if separators.contains(&view.at(end)) => 1,
                _ => break,
            };
            place = end + separator;
        }
        groups
    }

    /// Numbers of characters up to the end of each group, and the byte where it ends.
    fn cuts(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let cuts = self.cuts.iter().take(self.n_cuts);
        cuts.map(|&(chars, bytes)| (usize::from(chars), self.start + usize::from(bytes)))
    }

    /// The first `n` characters and where they end, if that is the end of a group.
    pub(super) fn first(&self, n: usize) -> Option<(&[u8], usize)> {
        let (_, end) = self.cuts().find(|(chars, _)| *chars == n)?;
        Some((self.chars.get(..n)?, end))
    }

    /// The length of each group, and where it ends.
    pub(super) fn lengths(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let mut last = 0;
        self.cuts().map(move |(chars, end)| {
            let length = chars - last;
            last = chars;
            (length, end)
        })
    }

    /// Whether the groups have these lengths, and no more follow.
    pub(super) fn are(&self, lengths: &[usize]) -> bool {
        self.lengths()
            .map(|(length, _)| length)
            .eq(lengths.iter().copied())
    }

    /// Whether the first groups have these lengths; gives where they end.
    pub(super) fn begin_with(&self, lengths: &[usize]) -> Option<usize> {
        let mut end = None;
        let mut groups = self.lengths();
        for &length in lengths {
            let (found, at) = groups.next()?;
            if found != length {
                return None;
            }
            end = Some(at);
        }
        end
    }
}
