//! Documents as Python sees them.

use std::io;
use std::sync::OnceLock;

use pyo3::exceptions::PyRuntimeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use wenmai::Document as Parsed;
use wenmai::format::record::finding_record;
use wenmai::format::{article_text, write_html, write_jsonl, write_markdown};
use wenmai::model::{ArticleText, Metadata, Section as SectionModel};

use crate::parts::{Card, Finding, Heading, Section, rounded};
use crate::pickle::{Reduced, reduced};
use crate::places::CharPlaces;
use crate::reader::Extracted;
use crate::show;

/// The document of a page: its article, what it is made of, and what stands around it.
#[pyclass(frozen, module = "wenmai", name = "Document", eq)]
#[derive(Debug)]
pub(crate) struct Document {
    extracted: Extracted,
    view: OnceLock<View>,
    parts: Parts,
}

/// The parts of a document as Python has seen them: whoever asks again gets the same ones.
#[derive(Debug, Default)]
struct Parts {
    outline: Part,
    sections: Part,
    cards: Part,
    findings: Part,
}

/// A tuple, once somebody has asked for it.
type Part = OnceLock<Py<PyTuple>>;

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
            extracted,
            view: OnceLock::new(),
            parts: Parts::default(),
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

    /// The same, which another thread may be making.
    fn view_of(&self, py: Python<'_>) -> &View {
        self.view.get().unwrap_or_else(|| py.detach(|| self.view()))
    }

    /// The tuple in `part`, of what `list` gives.
    fn tuple<'py, T: IntoPyObject<'py> + Send>(
        &self,
        py: Python<'py>,
        part: &Part,
        list: impl FnOnce(&Self) -> Vec<T> + Send,
    ) -> PyResult<Bound<'py, PyTuple>> {
        if let Some(tuple) = part.get() {
            return Ok(tuple.bind(py).clone());
        }
        let list = py.detach(|| list(self));
        let tuple = PyTuple::new(py, list)?.unbind();
        // Another thread may have been faster: all of them get the same one.
        Ok(part.get_or_init(|| tuple).bind(py).clone())
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
            role: section.role.map(|role| role.as_str().into()),
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

    pub(crate) fn all_cards(&self) -> Vec<Card> {
        self.parsed().cards.iter().map(Card::new).collect()
    }

    pub(crate) fn all_findings(&self) -> Vec<Finding> {
        let (parsed, view) = (self.parsed(), self.view());
        let of_analysis = &self.extracted.analysis.findings;
        let findings = parsed.findings.iter().chain(of_analysis);
        findings
            .map(|finding| {
                let finding = finding_record(parsed, &view.article, finding);
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
    fn text(&self, py: Python<'_>) -> &str {
        &self.view_of(py).article.text
    }

    /// The headings, flat, in order; `level` says how they nest.
    #[getter]
    fn outline<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.tuple(py, &self.parts.outline, Self::headings)
    }

    /// The sections, flat, in order, the text before the first heading first; `parent` says how they nest.
    #[getter]
    fn sections<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.tuple(py, &self.parts.sections, Self::all_sections)
    }

    /// Teasers of other articles on the page.
    #[getter]
    fn cards<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.tuple(py, &self.parts.cards, Self::all_cards)
    }

    /// What is odd about the page, and what to do about it.
    #[getter]
    fn findings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.tuple(py, &self.parts.findings, Self::all_findings)
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

    fn __repr__(&self, py: Python<'_>) -> String {
        let parsed = self.parsed();
        let name = self.title().unwrap_or(&parsed.id);
        let chars = self.view_of(py).article.text.chars().count();
        let (headings, cards) = (parsed.outline.len(), parsed.cards.len());
        format!(
            "<wenmai.Document {name:?}: {}, {chars} characters, {headings} headings, {cards} cards>",
            self.page_type()
        )
    }

    fn _repr_html_(&self, py: Python<'_>) -> String {
        py.detach(|| show::document(self))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        reduced(py, "Document", &self.extracted)
    }
}
