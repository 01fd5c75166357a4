//! The text of an article, and the way from places in the page to places in it.

use wenmai_model::{Document, Span, TableRow, TextBlock};

use crate::body::{self, join_lines};

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
    segments: Vec<Segment>,
}

/// A verbatim copy: the bytes at `source` of the document stand at `start` in the article's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Segment {
    source: Span,
    start: u32,
    /// Position of the block in the list of the document's blocks.
    block: usize,
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
        let place = |segment: &Segment, at: u32| {
            let inside = at.saturating_sub(segment.start);
            segment.source.start + inside.min(segment.source.len_bytes())
        };
        let span = Span::new(place(first, start), place(last, end));
        (!span.is_empty()).then_some(span)
    }

    /// Appends lines of a block.
    fn push(&mut self, document: &Document, lines: &[Span], glue: body::Glue, block: usize) {
        let Self { text, segments, .. } = self;
        join_lines(document, lines, glue, text, |source, start| {
            if let Ok(start) = u32::try_from(start)
                && !source.is_empty()
            {
                segments.push(Segment {
                    source,
                    start,
                    block,
                });
            }
        });
    }

    /// Appends the rows of a table.
    fn push_rows(&mut self, document: &Document, rows: &[TableRow], block: usize) {
        for (at, row) in rows.iter().enumerate() {
            if at > 0 {
                self.text.push('\n');
            }
            for (at, cell) in row.cells.iter().enumerate() {
                if at > 0 {
                    self.text.push('\t');
                }
                let lines = body::lines_within(document, cell.span);
                // Between lines of one cell stands a blank, whatever the script, as they are paragraphs.
                let start = self.text.len();
                for line in lines {
                    if self.text.len() > start {
                        self.text.push(' ');
                    }
                    self.push(document, &[line], body::Glue::Space, block);
                }
            }
        }
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

/// The text of the article of `document`. Runs in O(length of the text).
///
/// ```
/// use wenmai_model::{Block, BlockKind, Document, Span};
/// let text = "标题\n正文在\n这里 GPT-3\nworks.";
/// let blocks = [(BlockKind::Title, 0, 6), (BlockKind::Paragraph, 7, 36)]
///     .map(|(kind, start, end)| Block { kind, span: Span::new(start, end), lines: None });
/// let document = Document { text: text.into(), blocks: blocks.into(), ..Document::default() };
/// let article = wenmai_format::article_text(&document);
/// assert_eq!(article.text, "正文在这里 GPT-3 works.");
/// assert_eq!(article.text_span(Span::new(24, 29)), Some([16, 21])); // GPT-3
/// assert_eq!(article.page_span([16, 21]), Some(Span::new(24, 29)));
/// assert_eq!(article.text_span(Span::new(0, 6)), None); // the title
/// ```
pub fn article_text(document: &Document) -> ArticleText {
    let mut article = ArticleText::default();
    for (index, block) in document.blocks.iter().enumerate() {
        if !block.kind.is_article_text() {
            continue;
        }
        let lines = body::source_lines(document, block);
        if lines.iter().all(|line| line.is_empty()) {
            continue;
        }
        if !article.text.is_empty() {
            article.text.push('\n');
        }
        let start = article.text.len();
        let rows = document
            .layout(index)
            .map_or(&[][..], |layout| &layout.rows);
        if rows.is_empty() {
            let glue = if body::keeps_lines(block.kind) {
                body::Glue::LineEnd
            } else {
                body::Glue::Space
            };
            article.push(document, &lines, glue, index);
        } else {
            article.push_rows(document, rows, index);
        }
        let places = [index, start, article.text.len()].map(u32::try_from);
        if let [Ok(block), Ok(start), Ok(end)] = places {
            article.blocks.push(TextBlock { block, start, end });
        }
    }
    article
}
