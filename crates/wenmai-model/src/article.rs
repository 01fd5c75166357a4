use crate::{Span, TextBlock};

/// The article as records carry it: one block a line, in order, title and summary excluded.
///
/// A block that is wrapped over several source lines becomes one line, joined by a space, or by nothing between
/// Chinese, Japanese and Korean characters. Code, formulas and posts keep their lines. Of a table whose cells are known each
/// row is a line, with tabs between its cells; other tables keep their lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ArticleText {
    /// The text; its lines end at `\n`, the last one without it.
    pub text: String,
    /// Where each block stands in it, in order; between two of them is one line end. Blocks without text are left out.
    pub blocks: Vec<TextBlock>,
    /// Pieces that were copied verbatim, ascending in the document as well as in `text`.
    pub segments: Vec<ArticleSegment>,
}

/// A verbatim copy: the bytes at `source` of the document stand at `start` in the article's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArticleSegment {
    /// Its place in the document's text.
    pub source: Span,
    /// Its first byte in [`ArticleText::text`].
    pub start: u32,
    /// Position of the block in the list of the document's blocks.
    pub block: usize,
}

impl ArticleText {
    /// Where the piece of page at `span` stands in [`text`](Self::text), as `[start, end]` in bytes.
    ///
    /// `None` when it starts or ends outside the article, for example in the title or in a card. Runs in O(log n) for
    /// n source lines.
    pub fn text_span(&self, span: Span) -> Option<[u32; 2]> {
        let start = self.start(span.start)?;
        if span.is_empty() {
            return Some([start, start]);
        }
        let end = self.end(span.end)?;
        (start <= end).then_some([start, end])
    }

    /// The piece of page that stands at `start..end` of [`text`](Self::text), from its first byte to its last: the way
    /// back of [`text_span`](Self::text_span). Blanks that stand for a line end of the page are no part of it.
    ///
    /// `None` where nothing of the page stands. Runs in O(log n) for n source lines.
    pub fn page_span(&self, [start, end]: [u32; 2]) -> Option<Span> {
        let first = self
            .segments
            .partition_point(|segment| segment.start + segment.source.len_bytes() <= start);
        let behind = self.segments.partition_point(|segment| segment.start < end);
        let last = self.segments.get(behind.checked_sub(1)?)?;
        let first = self.segments.get(first)?;
        let place = |segment: &ArticleSegment, at: u32| {
            let inside = at.saturating_sub(segment.start);
            segment.source.start + inside.min(segment.source.len_bytes())
        };
        let span = Span::new(place(first, start), place(last, end));
        (!span.is_empty()).then_some(span)
    }

    /// The place of the byte at `offset`, or of the next byte of its block that was kept.
    fn start(&self, offset: u32) -> Option<u32> {
        let index = self
            .segments
            .partition_point(|segment| segment.source.end <= offset);
        let segment = self.segments.get(index)?;
        if segment.source.start <= offset {
            return Some(segment.start + (offset - segment.source.start));
        }
        let before = self.segments.get(index.checked_sub(1)?)?;
        (before.block == segment.block).then_some(segment.start)
    }

    /// The place after the byte before `offset`, or after the last byte before it that was kept of its block.
    fn end(&self, offset: u32) -> Option<u32> {
        let index = self
            .segments
            .partition_point(|segment| segment.source.start < offset);
        let segment = self.segments.get(index.checked_sub(1)?)?;
        if offset <= segment.source.end {
            return Some(segment.start + (offset - segment.source.start));
        }
        let after = self.segments.get(index)?;
        (after.block == segment.block).then_some(segment.start + segment.source.len_bytes())
    }
}
