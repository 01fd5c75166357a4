//! The text of an article, and the way from places in the page to places in it.

use wenmai_model::{ArticleSegment, ArticleText, Document, Span, TableRow, TextBlock};

use crate::body::{self, join_lines};

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
            push(&mut article, document, &lines, glue, index);
        } else {
            push_rows(&mut article, document, rows, index);
        }
        let places = [index, start, article.text.len()].map(u32::try_from);
        if let [Ok(block), Ok(start), Ok(end)] = places {
            article.blocks.push(TextBlock { block, start, end });
        }
    }
    article
}

/// Appends lines of a block.
fn push(
    article: &mut ArticleText,
    document: &Document,
    lines: &[Span],
    glue: body::Glue,
    block: usize,
) {
    let ArticleText { text, segments, .. } = article;
    join_lines(document, lines, glue, text, |source, start| {
        if let Ok(start) = u32::try_from(start)
            && !source.is_empty()
        {
            segments.push(ArticleSegment {
                source,
                start,
                block,
            });
        }
    });
}

/// Appends the rows of a table.
fn push_rows(article: &mut ArticleText, document: &Document, rows: &[TableRow], block: usize) {
    for (at, row) in rows.iter().enumerate() {
        if at > 0 {
            article.text.push('\n');
        }
        for (at, cell) in row.cells.iter().enumerate() {
            if at > 0 {
                article.text.push('\t');
            }
            let lines = body::lines_within(document, cell.span);
            // Between lines of one cell stands a blank, whatever the script, as they are paragraphs.
            let start = article.text.len();
            for line in lines {
                if article.text.len() > start {
                    article.text.push(' ');
                }
                push(article, document, &[line], body::Glue::Space, block);
            }
        }
    }
}
