//! TEI P5, the XML of text editors and corpora.

mod inline;

use std::fmt::Write as _;
use std::io::{self, Write};

use wenmai_model::Document;

use crate::body::table::{Cell, Table};
use crate::body::{Byline, Element, List, elements};
use crate::visible::language_tag;
use inline::{figure, formula, inline, push_text};

/// Writes the article of `document` as a TEI P5 document: a header with title, authors, site, date and address; a body of
/// nested `div`s with `head`, `p`, `list`, `table`, `quote`, `code`, `figure`, `formula` and `ref`.
///
/// Elements are those of the TEI Guidelines P5, chapters 2 (header), 3 (core), 14 (tables, formulas, figures) and 22
/// (`code`). A character that XML 1.0 does not allow becomes U+FFFD.
///
/// ```
/// use wenmai_model::{Block, BlockKind, Document, Span};
/// let document = Document {
///     text: "a < b".into(),
///     blocks: vec![Block { kind: BlockKind::Paragraph, span: Span::new(0, 5), lines: None }],
///     ..Document::default()
/// };
/// let mut tei = Vec::new();
/// wenmai_format::write_tei(&document, &mut tei)?;
/// assert!(String::from_utf8_lossy(&tei).contains("<p>a &lt; b</p>"));
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// Those of the writer.
pub fn write_tei(document: &Document, writer: &mut impl Write) -> io::Result<()> {
    let mut out = String::with_capacity(document.text.len() + 1024);
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str("<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"");
    if let Some(language) = language_tag(document.metadata.language.as_deref()) {
        out.extend([" xml:lang=\"", language, "\""]);
    }
    out.push_str(">\n");
    header(document, &mut out);
    out.push_str("<text>\n");
    front(document, &mut out);
    out.push_str("<body>\n");
    body(&elements(document), &mut out);
    out.push_str("</body>\n</text>\n</TEI>\n");
    writer.write_all(out.as_bytes())
}

/// An element with text alone, on a line of its own.
fn push_element(start: &str, text: &str, out: &mut String) {
    let name = start.split(' ').next().unwrap_or_default();
    out.extend(["<", start, ">"]);
    push_text(text, out);
    out.extend(["</", name, ">\n"]);
}

/// `teiHeader`: what the file is, who is responsible, where it comes from.
fn header(document: &Document, out: &mut String) {
    let metadata = &document.metadata;
    let title = metadata.title.as_deref().unwrap_or(&document.id);
    let address = metadata
        .canonical_url
        .as_deref()
        .or(document.url.as_deref());
    let said = |out: &mut String| {
        push_element("title", title, out);
        for author in &metadata.authors {
            push_element("author", author, out);
        }
    };
    out.push_str("<teiHeader>\n<fileDesc>\n<titleStmt>\n");
    said(out);
    out.push_str("</titleStmt>\n<publicationStmt>\n");
    push_element(
        "publisher",
        metadata.site.as_deref().unwrap_or("unknown"),
        out,
    );
    if let Some(date) = &metadata.published {
        push_date("published", date, out);
    }
    if let Some(date) = &metadata.modified {
        push_date("modified", date, out);
    }
    out.push_str("</publicationStmt>\n<sourceDesc>\n<bibl>\n");
    said(out);
    if let Some(address) = address {
        out.push_str("<ref target=\"");
        push_text(&inline::target(address), out);
        out.push_str("\">");
        push_text(address, out);
        out.push_str("</ref>\n");
    }
    if let Some(date) = &document.source.captured_at {
        push_date("captured", &date.to_string(), out);
    }
    out.push_str("</bibl>\n</sourceDesc>\n</fileDesc>\n");
    let words = || metadata.keywords.iter().chain(&metadata.tags);
    if words().next().is_some() {
        out.push_str("<profileDesc>\n<textClass>\n<keywords>\n");
        for word in words() {
            push_element("term", word, out);
        }
        out.push_str("</keywords>\n</textClass>\n</profileDesc>\n");
    }
    out.push_str("</teiHeader>\n");
}

/// The attribute of a date, where it is one of ISO 8601; of a time the day.
fn push_when(date: &str, out: &mut String) {
    let day = date.get(..10).unwrap_or(date);
    let mut parts = day.split('-').map(|part| (part.len(), part));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_day = [4, 2, 2].iter().all(|&len| {
        let part = parts.next();
        part.is_some_and(|(found, part)| found == len && is_number(part))
    }) && parts.next().is_none();
    if is_day {
        out.extend([" when=\"", day, "\""]);
    }
}

fn push_date(kind: &str, date: &str, out: &mut String) {
    out.extend(["<date type=\"", kind, "\""]);
    push_when(date, out);
    out.push('>');
    push_text(date, out);
    out.push_str("</date>\n");
}

/// `front`: title and summary as the page shows them.
fn front(document: &Document, out: &mut String) {
    let metadata = &document.metadata;
    if metadata.title.is_none() && metadata.summary.is_none() {
        return;
    }
    out.push_str("<front>\n");
    if let Some(title) = &metadata.title {
        out.push_str("<docTitle>\n");
        push_element("titlePart type=\"main\"", title, out);
        out.push_str("</docTitle>\n");
    }
    if let Some(summary) = &metadata.summary {
        out.push_str("<div type=\"abstract\">\n");
        push_element("p", summary, out);
        out.push_str("</div>\n");
    }
    out.push_str("</front>\n");
}

/// The elements, in a `div` for each heading. Text in front of the first heading is a `div` of its own, as none may stand
/// beside others.
fn body(elements: &[Element], out: &mut String) {
    // Levels of the headings whose divisions are open.
    let mut open: Vec<u8> = Vec::new();
    for element in elements {
        if let Element::Heading { level, text } = element {
            while open.pop_if(|outer| *outer >= *level).is_some() {
                out.push_str("</div>\n");
            }
            open.push(*level);
            out.push_str("<div>\n<head>");
            inline(text, out);
            out.push_str("</head>\n");
            continue;
        }
        if open.is_empty() {
            // Deeper than any heading, so that the first one closes it.
            open.push(u8::MAX);
            out.push_str("<div>\n");
        }
        push(element, out);
    }
    if elements.is_empty() {
        out.push_str("<div>\n<p/>\n</div>\n");
    }
    for _ in open {
        out.push_str("</div>\n");
    }
}

/// An element of a division. Lists recurse, no deeper than [`elements`] nests them.
fn push(element: &Element, out: &mut String) {
    match element {
        Element::Heading { text, .. } => paragraph("<p rend=\"bold\">", text, "</p>\n", out),
        Element::Paragraph(text) => paragraph("<p>", text, "</p>\n", out),
        Element::Caption(text) => paragraph("<p rend=\"caption\">", text, "</p>\n", out),
        Element::Byline(byline) => self::byline(byline, out),
        Element::Quote(paragraphs) => {
            out.push_str("<quote>\n");
            for text in paragraphs {
                paragraph("<p>", text, "</p>\n", out);
            }
            out.push_str("</quote>\n");
        }
        Element::Code { info, lines } => {
            out.push_str("<p><code xml:space=\"preserve\"");
            if !info.is_empty() {
                out.push_str(" lang=\"");
                push_text(info, out);
                out.push('"');
            }
            out.push('>');
            push_text(&lines.join("\n"), out);
            out.push_str("</code></p>\n");
        }
        Element::Formula(tex) => {
            out.push_str("<p>");
            formula(tex, true, out);
            out.push_str("</p>\n");
        }
        Element::Table(rows) => table(rows, out),
        Element::Figure { pictures, caption } => figure(pictures, caption.as_ref(), out),
        Element::List(items) => list(items, out),
        Element::Post(paragraphs) => {
            out.push_str("<floatingText type=\"post\">\n<body>\n");
            for text in paragraphs {
                paragraph("<p>", text, "</p>\n", out);
            }
            out.push_str("</body>\n</floatingText>\n");
        }
    }
}

fn byline(byline: &Byline, out: &mut String) {
    out.push_str("<p rend=\"byline\">");
    if let Some(author) = &byline.author {
        out.push_str("<name>");
        push_text(author, out);
        out.push_str("</name>");
    }
    if let Some(shown) = byline.shown_time() {
        out.push_str(if byline.author.is_some() { " " } else { "" });
        out.push_str("<date");
        if let Some(published) = &byline.published {
            push_when(published, out);
        }
        out.push('>');
        push_text(shown, out);
        out.push_str("</date>");
    }
    out.push_str("</p>\n");
}

fn paragraph(start: &str, text: &crate::body::rich::Rich, end: &str, out: &mut String) {
    out.push_str(start);
    inline(text, out);
    out.push_str(end);
}

fn list(list: &List, out: &mut String) {
    out.push_str(if list.start.is_some() {
        "<list rend=\"numbered\">\n"
    } else {
        "<list rend=\"bulleted\">\n"
    });
    for (number, item) in (list.start.unwrap_or(1)..).zip(&list.items) {
        match list.start {
            Some(start) if start != 1 => {
                let _ = write!(out, "<item n=\"{number}\">");
            }
            _ => out.push_str("<item>"),
        }
        let is_short = item
            .iter()
            .skip(1)
            .all(|element| matches!(element, Element::List(_)));
        for element in item {
            match element {
                Element::Paragraph(text) if is_short => inline(text, out),
                element => push(element, out),
            }
        }
        out.push_str("</item>\n");
    }
    out.push_str("</list>\n");
}

fn table(table: &Table, out: &mut String) {
    out.push_str("<table>\n");
    let head = table.head();
    for (at, row) in table.rows.iter().enumerate() {
        out.push_str(if at < head {
            "<row role=\"label\">"
        } else {
            "<row>"
        });
        for cell in row {
            push_cell(cell, at < head, out);
        }
        out.push_str("</row>\n");
    }
    out.push_str("</table>\n");
}

fn push_cell(cell: &Cell, in_head: bool, out: &mut String) {
    out.push_str("<cell");
    if cell.is_header && !in_head {
        out.push_str(" role=\"label\"");
    }
    if cell.columns > 1 {
        let _ = write!(out, " cols=\"{}\"", cell.columns);
    }
    if cell.rows > 1 {
        let _ = write!(out, " rows=\"{}\"", cell.rows);
    }
    out.push('>');
    inline(&cell.text, out);
    out.push_str("</cell>");
}
