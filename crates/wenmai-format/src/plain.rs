//! Plain text.

use std::io::{self, Write};

use wenmai_model::Document;

use crate::article::article_text;

/// Writes title and article of `document` as plain text, one block a line; an empty line comes after the title and
/// before each heading.
///
/// # Errors
///
/// Those of the writer.
pub fn write_text(document: &Document, writer: &mut impl Write) -> io::Result<()> {
    let article = article_text(document);
    let starts: Vec<usize> = document
        .outline
        .iter()
        .filter_map(|heading| article.text_span(heading.span))
        .map(|[start, _]| start as usize)
        .collect();
    if let Some(title) = &document.metadata.title {
        writeln!(writer, "{}", title.trim())?;
        if !article.text.is_empty() {
            writeln!(writer)?;
        }
    }
    let mut written = 0;
    for start in starts {
        if let Some(before) = article.text.get(written..start)
            && start > 0
        {
            writer.write_all(before.as_bytes())?;
            writer.write_all(b"\n")?;
            written = start;
        }
    }
    writer.write_all(article.text.get(written..).unwrap_or_default().as_bytes())?;
    if article.text.is_empty() {
        Ok(())
    } else {
        writer.write_all(b"\n")
    }
}
