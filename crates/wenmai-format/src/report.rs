//! The report: one model, [`Report`], and views of it as HTML, Markdown, CSV and terminal text.
//!
//! `index.html` shows a corpus, one page below `pages/` each document. Both are self-contained: no network, and a content
//! security policy that holds a hostile page to that. One script of the index, known by its hash, sorts and searches the
//! table of documents; without it all is there. Charts are tables with bars or shades in their cells, or SVG with a table
//! below, so that each can be read aloud, searched, copied and printed.

mod chart;
mod checks;
mod compare;
mod csv;
mod extraction;
mod frame;
mod groups;
mod index;
mod lines;
mod markdown;
mod page;
mod rights;
mod summary;
mod svg;
mod terminal;
mod text;
mod wording;

use std::io::{self, Write};

use wenmai_model::{Analysis, CorpusAnalysis, Document, Explanation, LineExplanation, Report};

pub use compare::compare_reports;
pub use csv::report_tables;
pub use markdown::write_report_markdown;
pub use summary::document_summary;
pub use terminal::write_report_summary;

/// Interface languages of the report. Titles, texts and the messages of findings stay in their own language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Chinese, `zh`.
    Zh,
    /// English, `en`.
    En,
}

impl Lang {
    /// Chinese if more than half of the documents are Chinese, else English.
    ///
    /// ```
    /// use wenmai_format::report::Lang;
    /// use wenmai_model::{CorpusAnalysis, LanguageCount};
    /// let languages = vec![LanguageCount { language: "zh".into(), documents: 2 }];
    /// let corpus = CorpusAnalysis { documents: 3, languages, ..CorpusAnalysis::default() };
    /// assert_eq!(Lang::of_corpus(&corpus), Lang::Zh);
    /// ```
    pub fn of_corpus(corpus: &CorpusAnalysis) -> Self {
        let chinese = |code: &str| Self::of_code(Some(code)) == Self::Zh;
        let counts = corpus.languages.iter();
        let of = |chosen: bool| -> u64 {
            counts
                .clone()
                .filter(|count| chinese(&count.language) == chosen)
                .map(|count| count.documents)
                .sum()
        };
        if of(true) > of(false) {
            Self::Zh
        } else {
            Self::En
        }
    }

    /// Chinese for `zh` and its variants, English for everything else.
    fn of_code(code: Option<&str>) -> Self {
        match code {
            Some(code) if code == "zh" || code.starts_with("zh-") => Self::Zh,
            _ => Self::En,
        }
    }
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReportOptions {
    /// Interface language; that of the corpus ([`Lang::of_corpus`]) or of the page's document when absent.
    pub lang: Option<Lang>,
}

impl ReportOptions {
    /// The language of the pages about a whole corpus.
    fn lang_of(self, report: &Report) -> Lang {
        self.lang.unwrap_or_else(|| Lang::of_corpus(&report.corpus))
    }
}

/// Writes `index.html`, the view of a whole corpus: totals, findings, keywords, rights and privacy, documents, failures. At most about
/// 500 kB whatever the size of the corpus: longer lists are cut, and the page says how much is left out.
///
/// # Errors
///
/// Those of the writer.
pub fn write_report_index(
    report: &Report,
    options: &ReportOptions,
    writer: &mut impl Write,
) -> io::Result<()> {
    let page = index::index_page(report, options.lang_of(report)).into_string();
    writer.write_all(page.as_bytes())
}

/// What the page of one document shows.
#[derive(Debug, Clone, Copy)]
pub struct ReportPage<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its analysis.
    pub analysis: &'a Analysis,
    /// Why its lines are what they are; without them the page does not say.
    pub lines: &'a [LineExplanation],
}

/// Writes the page of one document, which belongs into `pages/` beside `index.html`: facts, findings, outline with
/// lengths, keywords with the lines that hold them, keyword × section heat map, contrast tables, related articles with a
/// timeline, references, what is said about its use, and what each piece of the page was taken for.
///
/// # Errors
///
/// Those of the writer.
pub fn write_report_page(
    page: &ReportPage<'_>,
    options: &ReportOptions,
    writer: &mut impl Write,
) -> io::Result<()> {
    let language = page.document.metadata.language.as_deref();
    let lang = options.lang.unwrap_or_else(|| Lang::of_code(language));
    let page = page::document_page(page, lang).into_string();
    writer.write_all(page.as_bytes())
}

/// Writes a page that shows each line of a document with what it was taken for, how sure that is, and why.
///
/// # Errors
///
/// Those of the writer.
pub fn write_explanation_page(
    explanation: &Explanation,
    options: &ReportOptions,
    writer: &mut impl Write,
) -> io::Result<()> {
    let language = explanation.document.metadata.language.as_deref();
    let lang = options.lang.unwrap_or_else(|| Lang::of_code(language));
    let page = lines::explanation_page(explanation, lang).into_string();
    writer.write_all(page.as_bytes())
}
