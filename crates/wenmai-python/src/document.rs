//! Documents as Python sees them.

use std::io;
use std::sync::{Arc, OnceLock};

use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use wenmai::Document as Parsed;
use wenmai::format::{article_text, write_html, write_jsonl, write_markdown};
use wenmai::model::{ArticleText, Metadata, Section as SectionModel};

use crate::parts::{Card, Finding, Heading, Section, rounded};
use crate::places::CharPlaces;
use crate::reader::Extracted;
use crate::show;

/// The document of a page: its article, what it is made of, and what stands around it.
#[pyclass(frozen, module = "wenmai", name = "Document", eq)]
#[derive(Debug)]
pub(crate) struct Document {
    extracted: Arc<Extracted>,
    view: OnceLock<View>,
}

/// What follows from a document.
#[derive(Debug)]
pub(crate) struct View {
    pub(crate) article: ArticleText,
    places: CharPlaces,
}

impl View {
    /// `[start, end]` in bytes of the article's text as characters.
    fn chars(&self, span: [u32; 2]) -> (usize, usize) {
        self.places.chars(&self.article.text, span)
    }
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        self.extracted == other.extracted
    }
}

impl Document {
    pub(crate) fn new(extracted: Extracted) -> Self {
        Self {
            extracted: Arc::new(extracted),
            view: OnceLock::new(),
        }
    }

    pub(crate) fn parsed(&self) -> &Parsed {
        &self.extracted.document
    }

    fn about(&self) -> &Metadata {
        &self.parsed().metadata
    }

    pub(crate) fn view(&self) -> &View {
        self.view.get_or_init(|| {
            let article = article_text(self.parsed());
            let places = CharPlaces::new(&article.text);
            View { article, places }
        })
    }

    pub(crate) fn headings(&self) -> Vec<Heading> {
        let (parsed, view) = (self.parsed(), self.view());
        let mut roles = vec![None; parsed.outline.len()];
        for section in &parsed.sections {
            let place = section.heading.and_then(|at| roles.get_mut(at as usize));
            if let Some(role) = place {
                *role = section.role.map(wenmai::model::SectionRole::as_str);
            }
        }
        let headings = parsed.outline.iter().zip(roles);
        headings
            .map(|(heading, role)| {
                let span = view.article.text_span(heading.span);
                Heading::new(heading, role, span.map(|span| view.chars(span)))
            })
            .collect()
    }

    fn section(&self, index: usize, section: &SectionModel) -> Section {
        let (parsed, view) = (self.parsed(), self.view());
        let all = &view.article.blocks;
        let place = |block: u32| all.partition_point(|place| place.block < block);
        let blocks = all.get(place(section.first_block)..place(section.end_block));
        let blocks = blocks.unwrap_or_default();
        let heading = parsed.section_heading(section);
        let has_heading = heading.is_some();
        let own = blocks
            .iter()
            .filter(|place| !has_heading || place.block != section.first_block);
        let text = |start: u32, end: u32| view.article.text.get(start as usize..end as usize);
        let (mut start, mut end) = (None, 0);
        for place in own {
            start.get_or_insert(place.start);
            end = place.end;
        }
        let ends = blocks.first().zip(blocks.last());
        Section {
            heading: heading.map(|heading| heading.text.clone()),
            level: section.level,
            path: parsed
                .section_path(index)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            role: section.role.map(wenmai::model::SectionRole::as_str),
            parent: section.parent,
            text: start
                .and_then(|start| text(start, end))
                .unwrap_or_default()
                .to_owned(),
            span: ends.map(|(first, last)| view.chars([first.start, last.end])),
        }
    }

    pub(crate) fn all_sections(&self) -> Vec<Section> {
        let sections = self.parsed().sections.iter().enumerate();
        sections
            .map(|(index, section)| self.section(index, section))
            .collect()
    }

    pub(crate) fn all_findings(&self) -> Vec<Finding> {
        let view = self.view();
        let findings = self.extracted.record().findings.into_iter();
        findings
            .map(|finding| {
                let span = finding.text_span.map(|span| view.chars(span));
                Finding::new(finding, span)
            })
            .collect()
    }

    /// What `write` writes, as text.
    fn written(
        &self,
        py: Python<'_>,
        write: impl Fn(&Extracted, &mut Vec<u8>) -> io::Result<()> + Sync,
    ) -> PyResult<String> {
        py.detach(|| {
            let mut bytes = Vec::new();
            write(&self.extracted, &mut bytes)?;
            String::from_utf8(bytes).map_err(io::Error::other)
        })
        .map_err(|error| PyRuntimeError::new_err(error.to_string()))
    }
}

#[pymethods]
impl Document {
    /// Name of the page: the given id, else its URL.
    #[getter]
    fn id(&self) -> &str {
        &self.parsed().id
    }

    /// Address of the page, where it was given.
    #[getter]
    fn url(&self) -> Option<&str> {
        self.parsed().url.as_deref()
    }

    /// What the page was: "html", "text" or "markdown".
    #[getter]
    fn kind(&self) -> &'static str {
        self.parsed().kind.as_str()
    }

    /// Type of the page: "article", "forum", "documentation", "product", "collection", "listing" or "service".
    #[getter]
    fn page_type(&self) -> &'static str {
        self.parsed().page_type.kind.as_str()
    }

    /// How sure we are of article and outline as a whole, from 0 to 1.
    #[getter]
    fn confidence(&self) -> f64 {
        rounded(self.parsed().confidence)
    }

    /// Title, without bracket tags in front of it.
    #[getter]
    fn title(&self) -> Option<&str> {
        self.about().title.as_deref()
    }

    /// Summary, without its label.
    #[getter]
    fn summary(&self) -> Option<&str> {
        self.about().summary.as_deref()
    }

    /// Authors, in order.
    #[getter]
    fn authors(&self) -> Vec<String> {
        self.about().authors.clone()
    }

    /// Bracket tags in front of the title, without brackets.
    #[getter]
    fn tags(&self) -> Vec<String> {
        self.about().tags.clone()
    }

    /// Day of publication, as ISO 8601.
    #[getter]
    fn published(&self) -> Option<&str> {
        self.about().published.as_deref()
    }

    /// Day of the last change, as ISO 8601.
    #[getter]
    fn modified(&self) -> Option<&str> {
        self.about().modified.as_deref()
    }

    /// Language of the article, as BCP 47: "zh", "en" …
    #[getter]
    fn language(&self) -> Option<&str> {
        self.about().language.as_deref()
    }

    /// The article: headings, paragraphs, list items … one a line, in order; title and summary are not in it.
    #[getter]
    fn text(&self) -> &str {
        &self.view().article.text
    }

    /// The headings, flat, in order; `level` says how they nest.
    #[getter]
    fn outline(&self) -> Vec<Heading> {
        self.headings()
    }

    /// The sections, flat, in order, the text before the first heading first; `parent` says how they nest.
    #[getter]
    fn sections(&self) -> Vec<Section> {
        self.all_sections()
    }

    /// Teasers of other articles on the page.
    #[getter]
    fn cards(&self) -> Vec<Card> {
        self.parsed().cards.iter().map(Card::new).collect()
    }

    /// What is odd about the page, and what to do about it.
    #[getter]
    fn findings(&self) -> Vec<Finding> {
        self.all_findings()
    }

    /// The record that `wenmai extract -f jsonl` writes, as a dict. Its spans count bytes.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let loads = py
            .import(intern!(py, "json"))?
            .getattr(intern!(py, "loads"))?;
        loads.call1((self.to_json(py)?,))
    }

    /// The record that `wenmai extract -f jsonl` writes, as one line of JSON.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        let mut json = self.written(py, |extracted, bytes| {
            write_jsonl(&extracted.record(), bytes)
        })?;
        json.truncate(json.trim_end().len());
        Ok(json)
    }

    /// The article as Markdown, title and summary first.
    fn to_markdown(&self, py: Python<'_>) -> PyResult<String> {
        self.written(py, |extracted, bytes| {
            write_markdown(&extracted.document, bytes)
        })
    }

    /// The article as an HTML page without scripts.
    fn to_html(&self, py: Python<'_>) -> PyResult<String> {
        self.written(py, |extracted, bytes| {
            write_html(&extracted.document, bytes)
        })
    }

    fn __repr__(&self) -> String {
        let parsed = self.parsed();
        let name = self.title().unwrap_or(&parsed.id);
        let chars = self.view().article.text.chars().count();
        let (headings, cards) = (parsed.outline.len(), parsed.cards.len());
        format!(
            "<wenmai.Document {name:?}: {}, {chars} characters, {headings} headings, {cards} cards>",
            self.page_type()
        )
    }

    fn _repr_html_(&self) -> String {
        show::document(self)
    }

    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        let json = serde_json::to_vec(&*self.extracted)
            .map_err(|error| PyValueError::new_err(error.to_string()))?;
        let restore = py.import("wenmai._native")?.getattr("_restore_document")?;
        Ok((restore, (PyBytes::new(py, &json),)))
    }
}

/// The document that was pickled.
#[pyfunction]
#[pyo3(name = "_restore_document")]
pub(crate) fn restore_document(json: &[u8]) -> PyResult<Document> {
    let extracted = serde_json::from_slice(json).map_err(|error| {
        PyValueError::new_err(format!(
            "this document was pickled by another version of wenmai: {error}"
        ))
    })?;
    Ok(Document::new(extracted))
}
