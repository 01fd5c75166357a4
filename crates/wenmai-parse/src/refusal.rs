//! Pages that no reader is there for.

use wenmai_model::{Document, Explanation, Page};

use crate::parse::{ParseOptions, explain, parse, source};
use crate::sniff::{Sniffed, sniff};

/// A page that is no text and so gives no document.
///
/// A strange page is not refused, only one that no reader is there for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{id}: {kind}")]
pub struct Refusal {
    /// Id of the page.
    pub id: String,
    /// Why it is refused.
    pub kind: RefusalKind,
}

/// Why a page gives no document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RefusalKind {
    /// The bytes are no text.
    #[error("this is not a page of text but {format}")]
    Binary {
        /// What they are, for example `PDF`.
        format: &'static str,
    },
}

impl Refusal {
    /// What the person who gave this page can do about it; one sentence without a final dot.
    pub const fn help(&self) -> &'static str {
        match self.kind {
            RefusalKind::Binary { .. } => "leave it out, or give the text in it",
        }
    }
}

/// [`parse`] for pages of which nobody knows whether they are text.
///
/// # Errors
///
/// When no reader is there for what the page holds. Whatever is text gives a document; what is odd about
/// it is among the document's findings.
///
/// ```
/// use wenmai_model::Page;
/// use wenmai_parse::{ParseOptions, read_document};
/// let page = Page { id: "a".into(), body: "一、引言\n\n正文。".into(), ..Page::default() };
/// assert_eq!(read_document(&page, &ParseOptions::default())?.id, "a");
///
/// let page = Page { id: "b.pdf".into(), body: "%PDF-1.7".into(), ..Page::default() };
/// let refusal = read_document(&page, &ParseOptions::default()).unwrap_err();
/// assert_eq!(refusal.to_string(), "b.pdf: this is not a page of text but PDF");
/// # Ok::<(), wenmai_parse::Refusal>(())
/// ```
pub fn read_document(page: &Page, options: &ParseOptions) -> Result<Document, Refusal> {
    readable(page)?;
    Ok(parse(page, options))
}

/// A document and the decoded page that it was made of.
#[derive(Debug, Clone, PartialEq)]
pub struct SourcedDocument {
    /// The document.
    pub document: Document,
    /// The decoded page: what the source spans of the document point into.
    pub source: String,
    /// Where the source begins in the bytes of the page, behind a byte order mark; `None` where these are not the bytes of the
    /// source.
    pub byte_offset: Option<u32>,
}

impl AsRef<Document> for SourcedDocument {
    fn as_ref(&self) -> &Document {
        &self.document
    }
}

/// [`read_document`], and the decoded page, for those who show where something stands: documents of HTML have no source.
///
/// # Errors
///
/// As [`read_document`].
///
/// ```
/// use wenmai_model::Page;
/// use wenmai_parse::{ParseOptions, read_document_and_source};
/// let page = Page { body: b"\xef\xbb\xbf<main>A &amp; B</main>".into(), ..Page::default() };
/// let read = read_document_and_source(&page, &ParseOptions::default())?;
/// let place = read.document.source_span(read.document.blocks[0].span);
/// assert_eq!((place.of(&read.source), read.byte_offset), (Some("A &amp; B"), Some(3)));
/// # Ok::<(), wenmai_parse::Refusal>(())
/// ```
pub fn read_document_and_source(
    page: &Page,
    options: &ParseOptions,
) -> Result<SourcedDocument, Refusal> {
    let document = read_document(page, options)?;
    let source = source(page).into_owned();
    let offset = page.body.len().checked_sub(source.len());
    let offset = offset.filter(|_| page.body.ends_with(source.as_bytes()));
    Ok(SourcedDocument {
        document,
        byte_offset: offset.and_then(|offset| u32::try_from(offset).ok()),
        source,
    })
}

/// [`read_document`], and why each line of the page is what it is.
///
/// # Errors
///
/// As [`read_document`].
///
/// ```
/// use wenmai_model::Page;
/// use wenmai_parse::{ParseOptions, explain_page};
/// let page = Page { id: "a".into(), body: "标题\n\n一、引言\n\n正文在这里。".into(), ..Page::default() };
/// let explanation = explain_page(&page, &ParseOptions::default())?;
/// assert_eq!(explanation.lines.len(), 3);
/// assert_eq!(explanation.lines[0].reason, "first line, short and no sentence");
/// # Ok::<(), wenmai_parse::Refusal>(())
/// ```
pub fn explain_page(page: &Page, options: &ParseOptions) -> Result<Explanation, Refusal> {
    readable(page)?;
    Ok(explain(page, options))
}

/// Whether a reader is there for what `page` holds.
pub(crate) fn readable(page: &Page) -> Result<(), Refusal> {
    match sniff(&page.body) {
        Sniffed::Binary(format) => Err(Refusal {
            id: page.id.clone(),
            kind: RefusalKind::Binary { format },
        }),
        _ => Ok(()),
    }
}
