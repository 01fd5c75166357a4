use wenmai_analyze::{AnalyzeOptions, Analyzer};
use wenmai_model::{Analysis, Document, Page};
use wenmai_parse::{ParseOptions, Refusal, read_document};

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

#[cfg(test)]
mod tests {
    use wenmai_model::PageKind;
    use wenmai_parse::RefusalKind;

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
