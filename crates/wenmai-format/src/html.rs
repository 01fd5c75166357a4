//! Clean HTML of the article.

use std::borrow::Cow;
use std::io::{self, Write};

use maud::{DOCTYPE, Markup, html};
use wenmai_model::Document;

mod inline;

use crate::body::table::{Cell, Table};
use crate::body::{Element, List, elements};
use crate::visible::{language_tag, without_controls};
use inline::{formula, image, inline};

/// Writes the article of `document` as a whole HTML page: title, summary, headings from `<h2>` on, lists, code,
/// tables, figures, formulas as `MathML` around their TeX; no styles, no scripts, every text escaped, addresses of web and mail
/// alone.
///
/// ```
/// use wenmai_model::{Document, Metadata};
/// let metadata = Metadata { title: Some("a < b".into()), language: Some("zh".into()), ..Metadata::default() };
/// let mut page = Vec::new();
/// wenmai_format::write_html(&Document { metadata, ..Document::default() }, &mut page)?;
/// let page = String::from_utf8_lossy(&page);
/// assert!(page.starts_with("<!DOCTYPE html><html lang=\"zh\">") && page.contains("<h1>a &lt; b</h1>"));
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// Those of the writer.
pub fn write_html(document: &Document, writer: &mut impl Write) -> io::Result<()> {
    let metadata = &document.metadata;
    let title = metadata.title.as_deref().map(without_controls);
    let summary = metadata.summary.as_deref().map(without_controls);
    let page = html! {
        (DOCTYPE)
        html lang=[language_tag(metadata.language.as_deref())] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                // A page needs a title; its id is the next best name.
                title { (title.clone().unwrap_or_else(|| without_controls(&document.id))) }
                @if let Some(summary) = &summary { meta name="description" content=(summary); }
                @for author in &metadata.authors { meta name="author" content=(without_controls(author)); }
                @if !metadata.keywords.is_empty() {
                    meta name="keywords" content=(without_controls(&metadata.keywords.join(", ")));
                }
            }
            body {
                article {
                    @if title.is_some() || summary.is_some() {
                        header {
                            @if let Some(title) = &title { h1 { (title) } }
                            @if let Some(summary) = &summary { p { (summary) } }
                        }
                    }
                    @for element in &elements(document) { (element_markup(element)) "\n" }
                }
            }
        }
    };
    writer.write_all(page.into_string().as_bytes())?;
    writer.write_all(b"\n")
}

/// An element. Lists recurse, no deeper than [`elements`] nests them.
fn element_markup(element: &Element) -> Markup {
    match element {
        Element::Heading { level, text } => heading_markup(*level, &inline(text)),
        Element::Paragraph(text) => html! { p { (inline(text)) } },
        Element::Caption(text) => html! { p { em { (inline(text)) } } },
        Element::Byline(byline) => html! {
            p class="byline" {
                @if let Some(author) = &byline.author { cite { (author) } }
                @if byline.author.is_some() && byline.shown_time().is_some() { " · " }
                @if let Some(shown) = byline.shown_time() { time datetime=[&byline.published] { (shown) } }
            }
        },
        Element::Quote(paragraphs) => html! {
            blockquote { @for text in paragraphs { p { (inline(text)) } } }
        },
        Element::Code { info, lines } => {
            let class = (!info.is_empty()).then(|| format!("language-{}", without_controls(info)));
            html! { pre { code class=[class] { (joined(lines)) } } }
        }
        Element::Formula(tex) => formula(tex, true),
        Element::Table(table) => table_markup(table),
        Element::Figure { pictures, caption } => html! {
            figure {
                @for picture in pictures { (image(picture)) }
                @if let Some(caption) = caption { figcaption { (inline(caption)) } }
            }
        },
        Element::List(List { start, items }) => {
            let items = html! { @for item in items { li { (item_markup(item)) } } };
            match start {
                None => html! { ul { (items) } },
                Some(1) => html! { ol { (items) } },
                Some(start) => html! { ol start=(start) { (items) } },
            }
        }
        Element::Post(paragraphs) => html! {
            section { @for text in paragraphs { p { (inline(text)) } } }
        },
    }
}

/// The content of a list item; its text needs no paragraph unless others follow.
fn item_markup(item: &[Element]) -> Markup {
    let is_tight = item
        .iter()
        .skip(1)
        .all(|element| matches!(element, Element::List(_)));
    html! {
        @for element in item {
            @match element {
                Element::Paragraph(text) if is_tight => { (inline(text)) }
                element => { (element_markup(element)) }
            }
        }
    }
}

/// HTML has six levels, and the title takes the first; deeper ones say their level to screen readers.
fn heading_markup(level: u8, text: &Markup) -> Markup {
    match level {
        0 | 1 => html! { h2 { (text) } },
        2 => html! { h3 { (text) } },
        3 => html! { h4 { (text) } },
        4 => html! { h5 { (text) } },
        5 => html! { h6 { (text) } },
        _ => html! { h6 aria-level=(level.saturating_add(1)) { (text) } },
    }
}

fn table_markup(table: &Table) -> Markup {
    let (head, body) = table
        .rows
        .split_at_checked(table.head())
        .unwrap_or_default();
    let row = |row: &Vec<Cell>| {
        html! { tr { @for cell in row { (cell_markup(cell)) } } }
    };
    html! {
        table {
            @if !head.is_empty() { thead { @for cells in head { (row(cells)) } } }
            @if !body.is_empty() { tbody { @for cells in body { (row(cells)) } } }
        }
    }
}

fn cell_markup(cell: &Cell) -> Markup {
    let several = |count: u16| (count > 1).then_some(count);
    let (columns, rows) = (several(cell.columns), several(cell.rows));
    let text = inline(&cell.text);
    if cell.is_header {
        html! { th colspan=[columns] rowspan=[rows] { (text) } }
    } else {
        html! { td colspan=[columns] rowspan=[rows] { (text) } }
    }
}

fn joined(lines: &[String]) -> String {
    let lines: Vec<Cow<'_, str>> = lines.iter().map(|line| without_controls(line)).collect();
    lines.join("\n")
}
