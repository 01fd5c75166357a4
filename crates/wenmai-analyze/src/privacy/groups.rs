//! Numbers that are written in groups.

use super::view::View;

/// The most characters of a number in groups.
const MOST: usize = 40;

/// Letters and digits with single separators between their groups.
#[derive(Debug, Default)]
pub(super) struct Groups {
    /// Letters and digits alone, in capitals.
    pub(super) chars: Vec<u8>,
    /// Numbers of characters up to the end of each group, and the byte where it ends.
    cuts: Vec<(usize, usize)>,
}

impl Groups {
    /// The groups from `start` on: runs of what `is_part` allows, at most [`MOST`] of it, with one of `separators` between two.
    pub(super) fn read(
        view: View<'_>,
        start: usize,
        separators: &[u8],
        is_part: impl Fn(u8) -> bool,
    ) -> Self {
        let mut groups = Self::default();
        let mut place = start;
        loop {
            let end = view.run(place, MOST - groups.chars.len(), &is_part);
            if end == place {
                break;
            }
            let group = view.slice(place..end).bytes();
            groups
                .chars
                .extend(group.map(|byte| byte.to_ascii_uppercase()));
            // A run that goes on is no group.
            if view.at(end).is_ascii_alphanumeric() {
                break;
            }
            groups.cuts.push((groups.chars.len(), end));
            if groups.chars.len() >= MOST || !separators.contains(&view.at(end)) {
                break;
            }
            place = end + 1;
        }
        groups
    }

    /// The first `n` characters and where they end, if that is the end of a group.
    pub(super) fn first(&self, n: usize) -> Option<(&[u8], usize)> {
        let &(_, end) = self.cuts.iter().find(|(chars, _)| *chars == n)?;
        Some((self.chars.get(..n)?, end))
    }

    /// The length of each group, and where it ends.
    pub(super) fn lengths(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let mut last = 0;
        self.cuts.iter().map(move |&(chars, end)| {
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
