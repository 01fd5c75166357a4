//! The parts of a document as Python sees them.
#![expect(
    clippy::unsafe_derive_deserialize,
    reason = "the unsafe code is that of pyo3's getters, which rely on no value of the fields"
)]

use std::borrow::Cow;

use pyo3::prelude::*;
use serde::{Deserialize, Serialize};
use wenmai::model::{Card as CardModel, FindingRecord, Heading as HeadingModel};

use crate::pickle::{Reduced, reduced};

/// A heading of the outline.
#[pyclass(frozen, module = "wenmai", name = "Heading", eq, get_all)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Heading {
    /// The whole heading as written, its marker included.
    pub(crate) text: String,
    /// The heading without its marker.
    pub(crate) title: String,
    /// Nesting depth below the title of the page, from 1.
    pub(crate) level: u8,
    /// The number of the HTML tag or of the # signs.
    pub(crate) tag_level: Option<u8>,
    /// The number in the marker: [1, 2] of "1.2", [3] of "三、".
    pub(crate) number: Vec<u32>,
    /// The marker as written, such as "1.2" or "三、".
    pub(crate) marker: Option<String>,
    /// What the level was taken from: "tag", "numbering", "style", "position" or "lexicon".
    pub(crate) level_source: Cow<'static, str>,
    /// Probability that this is a heading.
    pub(crate) confidence: f64,
    /// What its section is for, such as "introduction" or "conclusion"; None where its words do not say it.
    pub(crate) role: Option<Cow<'static, str>>,
    /// Its line in the source, from 0, for text and Markdown pages.
    pub(crate) line: Option<u32>,
    /// Its place in Document.text, in characters: `text[span[0]:span[1]]`; None outside of the article.
    pub(crate) span: Option<(usize, usize)>,
}

impl Heading {
    pub(crate) fn new(
        heading: &HeadingModel,
        role: Option<&'static str>,
        span: Option<(usize, usize)>,
    ) -> Self {
        Self {
            text: heading.text.clone(),
            title: heading.title().to_owned(),
            level: heading.level,
            tag_level: heading.tag_level,
            number: heading.number.clone(),
            marker: heading.marker.clone(),
            level_source: heading.level_source.as_str().into(),
            confidence: rounded(heading.confidence),
            role: role.map(Cow::Borrowed),
            line: heading.line,
            span,
        }
    }
}

#[pymethods]
impl Heading {
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        reduced(py, "Heading", self)
    }

    fn __repr__(&self) -> String {
        format!("<wenmai.Heading {} {:?}>", self.level, self.text)
    }
}

/// A section: a heading and the text up to the next heading of any level.
#[pyclass(frozen, module = "wenmai", name = "Section", eq, get_all)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Section {
    /// Its heading as written; None for the text before the first heading.
    pub(crate) heading: Option<String>,
    /// Level of its heading; 0 for the text before the first heading.
    pub(crate) level: u8,
    /// Headings from the outermost section down to this one.
    pub(crate) path: Vec<String>,
    /// What the section is for, such as "introduction"; None where its words do not say it.
    pub(crate) role: Option<Cow<'static, str>>,
    /// Position in Document.sections of the section around it.
    pub(crate) parent: Option<u32>,
    /// Its own text, without its heading and without its subsections.
    pub(crate) text: String,
    /// Its place in Document.text with its heading, in characters: `text[span[0]:span[1]]`; None where it has no text.
    pub(crate) span: Option<(usize, usize)>,
}

#[pymethods]
impl Section {
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        reduced(py, "Section", self)
    }

    fn __repr__(&self) -> String {
        let heading = self.heading.as_deref().unwrap_or_default();
        let chars = self.text.chars().count();
        format!(
            "<wenmai.Section {} {heading:?}, {chars} characters>",
            self.level
        )
    }
}

/// A teaser of another article, such as those below "related articles".
#[pyclass(frozen, module = "wenmai", name = "Card", eq, get_all)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Card {
    /// Title of the other article.
    pub(crate) title: String,
    /// Its address.
    pub(crate) url: Option<String>,
    /// Its author.
    pub(crate) author: Option<String>,
    /// Its tags, in order.
    pub(crate) tags: Vec<String>,
    /// The date text as written, relative or absolute: "7月前", "Feb 12, 2024".
    pub(crate) age: Option<String>,
    /// The stamp that leads the excerpt, without brackets.
    pub(crate) date_stamp: Option<String>,
    /// The excerpt as written.
    pub(crate) excerpt: Option<String>,
    /// First counter.
    pub(crate) views: Option<u64>,
    /// Second counter.
    pub(crate) comments: Option<u64>,
    /// The counters as written.
    pub(crate) counters_raw: Option<String>,
    /// First and last day on which the other article may have been published, as ISO 8601.
    pub(crate) published: Option<(String, String)>,
}

impl Card {
    pub(crate) fn new(card: &CardModel) -> Self {
        let days = card
            .published
            .map(|days| (days.from.to_string(), days.to.to_string()));
        let card = card.clone();
        Self {
            title: card.title,
            url: card.url,
            author: card.author,
            tags: card.tags,
            age: card.age,
            date_stamp: card.date_stamp,
            excerpt: card.excerpt,
            views: card.views,
            comments: card.comments,
            counters_raw: card.counters_raw,
            published: days,
        }
    }
}

#[pymethods]
impl Card {
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        reduced(py, "Card", self)
    }

    fn __repr__(&self) -> String {
        format!("<wenmai.Card {:?}>", self.title)
    }
}

/// Something about a document that its readers should know, and what to do about it.
#[pyclass(frozen, module = "wenmai", name = "Finding", eq, get_all)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Finding {
    /// The area it belongs to: "structure", "rights", "privacy", "quality" or "parse".
    pub(crate) kind: Cow<'static, str>,
    /// Stable name, such as "summary_repeats_section".
    pub(crate) code: String,
    /// "info", "warning" or "error".
    pub(crate) severity: Cow<'static, str>,
    /// One sentence for a person.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) fix: Option<String>,
    /// The offending text.
    pub(crate) value: Option<String>,
    /// Its place in Document.text, in characters; None where it is elsewhere on the page.
    pub(crate) span: Option<(usize, usize)>,
}

impl Finding {
    pub(crate) fn new(finding: FindingRecord, span: Option<(usize, usize)>) -> Self {
        Self {
            kind: finding.kind.as_str().into(),
            code: finding.code,
            severity: finding.severity.as_str().into(),
            message: finding.message,
            fix: finding.fix,
            value: finding.value,
            span,
        }
    }
}

#[pymethods]
impl Finding {
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        reduced(py, "Finding", self)
    }

    fn __repr__(&self) -> String {
        let Self {
            severity,
            code,
            message,
            ..
        } = self;
        format!("<wenmai.Finding {severity} {code}: {message}>")
    }
}

/// A probability as records give it, with four digits.
pub(crate) fn rounded(probability: f32) -> f64 {
    f64::from((probability * 1e4).round()) / 1e4
}
