use serde::{Deserialize, Serialize};

use crate::{SourceSpan, Span};

/// Where each piece of a document's text stands in the decoded source, for pages whose visible text is not their source.
///
/// Pieces ascend in both strings. A piece of equal length in both was copied byte by byte; any other stands for its
/// source as a whole, for example `&` for `&amp;`. Text between two pieces is nowhere in the source: line ends and bars
/// that parsing put there.
///
/// ```
/// use wenmai_model::{SourceMap, SourceSpan, Span};
/// // `**粗** &amp; b` is shown as `粗 & b`.
/// let mut map = SourceMap::default();
/// map.push(Span::new(0, 3), SourceSpan::new(2, 5));
/// map.push(Span::new(3, 4), SourceSpan::new(7, 8));
/// map.push(Span::new(4, 5), SourceSpan::new(8, 13));
/// map.push(Span::new(5, 7), SourceSpan::new(13, 15));
/// assert_eq!(map.source_span(Span::new(0, 5)), SourceSpan::new(2, 13));
/// assert_eq!(map.span(SourceSpan::new(9, 15)), Span::new(4, 7));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SourceMap {
    pieces: Vec<(Span, SourceSpan)>,
}

impl SourceMap {
    /// Says that the text at `text` stands at `source`. Both must lie behind what was pushed before.
    pub fn push(&mut self, text: Span, source: SourceSpan) {
        let verbatim = |text: Span, source: SourceSpan| text.len_bytes() == source.len_bytes();
        if let Some((last_text, last_source)) = self.pieces.last_mut()
            && last_text.end == text.start
            && last_source.end == source.start
            && verbatim(text, source)
            && verbatim(*last_text, *last_source)
        {
            last_text.end = text.end;
            last_source.end = source.end;
        } else {
            self.pieces.push((text, source));
        }
    }

    /// The pieces that `span` of the text touches, in order, each with its place in the source.
    pub fn pieces(&self, span: Span) -> impl Iterator<Item = (Span, SourceSpan)> {
        let from = self
            .pieces
            .partition_point(|(text, _)| text.end <= span.start);
        let pieces = self.pieces.iter().skip(from).copied();
        pieces.take_while(move |(text, _)| text.start < span.end)
    }

    /// Forgets what is known of the text from `len` bytes on.
    pub fn truncate(&mut self, len: u32) {
        while let Some((text, source)) = self.pieces.last_mut() {
            if text.start >= len {
                self.pieces.pop();
                continue;
            }
            if text.end > len {
                let cut = text.end - len;
                if text.len_bytes() == source.len_bytes() {
                    source.end -= cut;
                }
                text.end = len;
            }
            break;
        }
    }

    /// Takes `span` out of the text: what stands behind it moves up.
    pub fn remove(&mut self, span: Span) {
        let behind = self
            .pieces
            .partition_point(|(text, _)| text.end <= span.end);
        let moved = self.pieces.split_off(behind);
        self.pieces.extend(
            moved
                .first()
                .copied()
                .filter(|(text, _)| text.start < span.start),
        );
        self.truncate(span.start);
        let len = span.len_bytes();
        for (mut text, mut source) in moved {
            let cut = span.end.saturating_sub(text.start);
            if text.len_bytes() == source.len_bytes() {
                source.start += cut;
            }
            text.start += cut;
            self.push(Span::new(text.start - len, text.end - len), source);
        }
    }

    /// The place of `span` in the source. Text that is nowhere in the source has the place of what stands next to it.
    /// Runs in O(log n) for n pieces.
    pub fn source_span(&self, span: Span) -> SourceSpan {
        let way = |&(text, source): &(Span, SourceSpan)| (text.into(), source.into());
        self.map(span.into(), way).into()
    }

    /// The text that stands at `source`; where the source is not shown, the place between its neighbors.
    /// Runs in O(log n) for n pieces.
    pub fn span(&self, source: SourceSpan) -> Span {
        let way = |&(text, source): &(Span, SourceSpan)| (source.into(), text.into());
        self.map(source.into(), way).into()
    }

    /// Maps a range the way that `way` turns the pieces: from its first range to its second.
    fn map(
        &self,
        [start, end]: [u32; 2],
        way: impl Fn(&(Span, SourceSpan)) -> ([u32; 2], [u32; 2]),
    ) -> [u32; 2] {
        // A piece of equal lengths maps byte by byte, any other as a whole.
        let inside = |at: u32, from: [u32; 2], to: [u32; 2]| {
            (from[1] - from[0] == to[1] - to[0]).then(|| to[0] + (at - from[0]))
        };
        let first = self
            .pieces
            .partition_point(|piece| way(piece).0[1] <= start);
        let mapped_start = match self.pieces.get(first).map(&way) {
            Some((from, to)) if from[0] < start => inside(start, from, to).unwrap_or(to[0]),
            Some((_, to)) => to[0],
            None => self.pieces.last().map_or(0, |piece| way(piece).1[1]),
        };
        if end <= start {
            return [mapped_start, mapped_start];
        }
        let last = self.pieces.partition_point(|piece| way(piece).0[0] < end);
        let last = last.checked_sub(1).and_then(|last| self.pieces.get(last));
        let mapped_end = match last.map(way) {
            Some((from, to)) if from[1] > end => inside(end, from, to).unwrap_or(to[1]),
            Some((_, to)) => to[1],
            None => mapped_start,
        };
        [mapped_start, mapped_end.max(mapped_start)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map() -> SourceMap {
        // Source `# A **b**\n\nc`, text `A b\n\nc`.
        let mut map = SourceMap::default();
        map.push(Span::new(0, 2), SourceSpan::new(2, 4));
        map.push(Span::new(2, 3), SourceSpan::new(6, 7));
        map.push(Span::new(5, 6), SourceSpan::new(11, 12));
        map
    }

    #[test]
    fn spans_go_there_and_back() {
        let map = map();
        for (text, source) in [([0, 3], [2, 7]), ([1, 2], [3, 4]), ([5, 6], [11, 12])] {
            let (span, place) = (Span::from(text), SourceSpan::from(source));
            assert_eq!(map.source_span(span), place);
            assert_eq!(map.span(place), span);
        }
        assert_eq!(
            map.source_span(Span::new(3, 5)),
            SourceSpan::new(11, 11),
            "a line end of ours"
        );
        assert_eq!(map.source_span(Span::new(9, 9)), SourceSpan::new(12, 12));
        assert_eq!(
            SourceMap::default().source_span(Span::new(3, 4)),
            SourceSpan::new(0, 0)
        );
    }

    #[test]
    fn what_is_removed_moves_the_rest_up() {
        let mut map = map();
        map.remove(Span::new(1, 2));
        assert_eq!(map.source_span(Span::new(0, 1)), SourceSpan::new(2, 3));
        assert_eq!(map.source_span(Span::new(1, 2)), SourceSpan::new(6, 7));
        assert_eq!(map.source_span(Span::new(4, 5)), SourceSpan::new(11, 12));
        let mut map = SourceMap::default();
        map.push(Span::new(0, 9), SourceSpan::new(10, 19));
        map.remove(Span::new(3, 5));
        assert_eq!(map.source_span(Span::new(2, 4)), SourceSpan::new(12, 16));
    }

    #[test]
    fn truncating_keeps_the_rest() {
        let mut map = map();
        map.truncate(1);
        assert_eq!(map.source_span(Span::new(0, 1)), SourceSpan::new(2, 3));
        map.push(Span::new(1, 2), SourceSpan::new(20, 21));
        assert_eq!(map.source_span(Span::new(0, 2)), SourceSpan::new(2, 21));
    }
}
