use wenmai_analyze::{AnalyzeOptions, Analyzer};
use wenmai_model::{Analysis, Document, Explanation, Page};
use wenmai_parse::{ParseOptions, Sniffed, explain, parse, sniff};

/// How pages are parsed and documents measured.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How pages are parsed.
    pub parse: ParseOptions,
    /// How documents are measured.
    pub analyze: AnalyzeOptions,
}

/// A page that went through the pipeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Processed {
    /// What parsing made of it.
    pub document: Document,
    /// What analysis measured in it.
    pub analysis: Analysis,
}

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

/// Parses and measures `page`: the whole pipeline in one call. For many pages make a [`Pipeline`] once.
///
/// The page's kind is told by its bytes unless [`Page::kind`] says it.
///
/// # Errors
///
/// When no reader is there for what the page holds. Whatever is text gives a document; what is odd about
/// it is among the document's findings.
///
/// ```
/// use wenmai::{Options, Page, process};
/// let page = Page { id: "a".into(), body: "一、引言\n\n正文。".into(), ..Page::default() };
/// assert!(process(&page, &Options::default()).is_ok());
///
/// let page = Page { id: "b.pdf".into(), body: "%PDF-1.7".into(), ..Page::default() };
/// let refusal = process(&page, &Options::default()).unwrap_err();
/// assert_eq!(refusal.to_string(), "b.pdf: this is not a page of text but PDF");
/// ```
pub fn process(page: &Page, options: &Options) -> Result<Processed, Refusal> {
    Pipeline::new(options.clone()).process(page)
}

/// Parses `page` and measures nothing: the first half of [`process`].
///
/// # Errors
///
/// As [`process`].
///
/// ```
/// use wenmai::{Page, ParseOptions, read_document};
/// let page = Page { id: "a".into(), body: "一、引言\n\n正文。".into(), ..Page::default() };
/// assert_eq!(read_document(&page, &ParseOptions::default())?.id, "a");
/// # Ok::<(), wenmai::Refusal>(())
/// ```
pub fn read_document(page: &Page, options: &ParseOptions) -> Result<Document, Refusal> {
    readable(page)?;
    Ok(parse(page, options))
}

/// [`read_document`], and why each line of the page is what it is.
///
/// # Errors
///
/// As [`process`].
///
/// ```
/// use wenmai::{Page, ParseOptions, explain_page};
/// let page = Page { id: "a".into(), body: "标题\n\n一、引言\n\n正文在这里。".into(), ..Page::default() };
/// let explanation = explain_page(&page, &ParseOptions::default())?;
/// assert_eq!(explanation.lines.len(), 3);
/// assert_eq!(explanation.lines[0].reason, "first line, short and no sentence");
/// # Ok::<(), wenmai::Refusal>(())
/// ```
pub fn explain_page(page: &Page, options: &ParseOptions) -> Result<Explanation, Refusal> {
    readable(page)?;
    Ok(explain(page, options))
}

/// Whether a reader is there for what `page` holds.
fn readable(page: &Page) -> Result<(), Refusal> {
    match refusal(page) {
        Some(kind) => {
            let id = page.id.clone();
            Err(Refusal { id, kind })
        }
        None => Ok(()),
    }
}

/// [`process`] for many pages: what follows from the options alone is made once. Threads may share it.
///
/// ```
/// use wenmai::{Options, Page, Pipeline};
/// let pipeline = Pipeline::new(Options::default());
/// let pages = ["一、引言\n\n正文。", ""].map(|body| Page { body: body.into(), ..Page::default() });
/// assert!(pages.iter().all(|page| pipeline.process(page).is_ok()));
/// ```
#[derive(Debug)]
pub struct Pipeline {
    parse: ParseOptions,
    analyzer: Analyzer,
}

impl Pipeline {
    /// A pipeline with these options.
    pub fn new(options: Options) -> Self {
        Self {
            parse: options.parse,
            analyzer: Analyzer::new(options.analyze),
        }
    }

    /// Parses and measures `page`.
    ///
    /// # Errors
    ///
    /// As [`process`].
    pub fn process(&self, page: &Page) -> Result<Processed, Refusal> {
        let document = read_document(page, &self.parse)?;
        let analysis = self.analyzer.analyze(&document);
        Ok(Processed { document, analysis })
    }
}

fn refusal(page: &Page) -> Option<RefusalKind> {
    match sniff(&page.body) {
        Sniffed::Binary(format) => Some(RefusalKind::Binary { format }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use wenmai_model::PageKind;

    use super::*;

    fn kind(body: &str, kind: Option<PageKind>) -> Result<PageKind, RefusalKind> {
        let page = Page {
            body: body.into(),
            kind,
            ..Page::default()
        };
        process(&page, &Options::default())
            .map(|processed| processed.document.kind)
            .map_err(|refusal| refusal.kind)
    }

    #[test]
    fn the_kind_is_what_the_bytes_say_unless_the_caller_says_it() {
        let html = "<!DOCTYPE html><p>正文";
        assert_eq!(kind(html, None), Ok(PageKind::Html));
        assert_eq!(kind("正文", Some(PageKind::Html)), Ok(PageKind::Html));
        assert_eq!(kind(html, Some(PageKind::Text)), Ok(PageKind::Text));
        // A README may open with a centered picture.
        assert!(kind("<div align=center>", Some(PageKind::Markdown)).is_ok());
    }

    #[test]
    fn binary_data_is_refused_whatever_the_caller_says() {
        let format = "PNG";
        for forced in [None, Some(PageKind::Text)] {
            let page = Page {
                body: b"\x89PNG\r\n\x1a\n".into(),
                kind: forced,
                ..Page::default()
            };
            let refusal = process(&page, &Options::default()).unwrap_err();
            assert_eq!(refusal.kind, RefusalKind::Binary { format });
        }
    }

    #[test]
    fn every_text_gives_a_document() {
        for body in ["", "\n", "正文里有一个\u{0}", "一", "<", "{"] {
            assert_eq!(kind(body, None), Ok(PageKind::Text), "{body:?}");
        }
    }
}
