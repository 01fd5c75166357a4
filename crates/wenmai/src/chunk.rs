use wenmai_analyze::{ArticleSource, ChunkOptions};
use wenmai_format::article_text;
use wenmai_format::record::chunk_records;
use wenmai_model::{ChunkRecord, Document};

/// Cuts the article of `document` into chunks of at most so many tokens, each with its heading path and its places in the
/// page and in the article's text, which is that of [`document_record`](wenmai_format::record::document_record).
///
/// [`wenmai_analyze::chunks`] says what chunks promise. Runs in O(length of the text).
///
/// ```
/// use wenmai::{ChunkOptions, ParseOptions, chunks, parse_text};
/// let page = "【活动】开源与闭源\n\n一、开源\n\n1.1 优势\n\n降低门槛。\n\n二、闭源\n\n2.1 优势\n\n便于控制。\n";
/// let chunks = chunks(&parse_text(page, &ParseOptions::default()), &ChunkOptions::default());
/// assert_eq!(chunks[0].path, ["一、开源", "1.1 优势"]);
/// assert_eq!(chunks[0].text, "一、开源\n1.1 优势\n降低门槛。");
/// assert_eq!(chunks[1].text, "二、闭源\n2.1 优势\n便于控制。");
/// ```
pub fn chunks(document: &Document, options: &ChunkOptions) -> Vec<ChunkRecord> {
    let article = article_text(document);
    let source = ArticleSource {
        document,
        text: &article.text,
        blocks: &article.blocks,
    };
    let chunks = wenmai_analyze::chunks(&source, options);
    chunk_records(document, &article, &chunks)
}
