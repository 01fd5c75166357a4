//! Pages that gave no document.

use pyo3::prelude::*;
use pythonize::pythonize;
use serde::{Deserialize, Serialize};
use wenmai::Page;
use wenmai::corpus::Outcome;
use wenmai::model::BrokenRule;

use crate::errors::Unkept;
use crate::page::NoPage;
use crate::pickle::{Reduced, reduced};

/// A page of many that gave no document, and why.
///
/// `extract_many` gives it in the place of the document: one bad page costs nothing but itself.
#[pyclass(frozen, module = "wenmai", name = "Failure", eq)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(
    clippy::unsafe_derive_deserialize,
    reason = "the unsafe code is that of pyo3's getters, which rely on no value of the fields"
)]
pub(crate) struct Failure {
    /// Position of the page among those that were given, from 0.
    #[pyo3(get)]
    index: u64,
    /// Id of the page: the given one, else its URL, else its position.
    #[pyo3(get)]
    id: String,
    /// Address of the page, where it was given.
    #[pyo3(get)]
    url: Option<String>,
    /// "dropped" for what is left out on purpose, by a recipe or for want of text; "dead" for what failed.
    #[pyo3(get)]
    outcome: String,
    /// Stable name of the reason: "binary", "no_text" or the rule of a recipe for what is dropped; "too_long", "memory", "time",
    /// "crash", "panic", "refused" or the limit that was passed for what failed; "no_page" for an item that is none.
    #[pyo3(get)]
    reason: String,
    /// What happened, for a person.
    #[pyo3(get)]
    message: String,
    /// What to do about it, if anything can be done.
    #[pyo3(get)]
    help: Option<String>,
    rules: Vec<BrokenRule>,
}

impl Failure {
    /// What became of `page`, number `index` of many.
    pub(crate) fn new(index: u64, page: Page, outcome: Outcome) -> Self {
        let Unkept {
            outcome,
            reason,
            message,
            help,
            broken,
        } = Unkept::of(outcome);
        Self {
            index,
            id: page.id,
            url: page.url,
            outcome: outcome.into(),
            reason,
            message,
            help,
            rules: broken,
        }
    }

    /// An item that is no page at all.
    pub(crate) fn no_page(py: Python<'_>, index: u64, no_page: NoPage) -> Self {
        let NoPage { error, id, url } = no_page;
        let id = id.or_else(|| url.clone());
        Self {
            index,
            id: id.unwrap_or_else(|| index.to_string()),
            url,
            outcome: "dead".into(),
            reason: "no_page".into(),
            message: error.value(py).to_string(),
            help: Some(
                "give str, bytes, a Page, or a mapping with one of the keys content, html, html_b64, text, markdown"
                    .into(),
            ),
            rules: Vec::new(),
        }
    }
}

#[pymethods]
impl Failure {
    /// The rules of the recipe that the page breaks: dicts with rule, value, bound, limit and found.
    #[getter]
    fn broken<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(pythonize(py, &self.rules)?)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        reduced(py, "Failure", self)
    }

    fn __repr__(&self) -> String {
        let Self {
            index,
            id,
            outcome,
            reason,
            message,
            ..
        } = self;
        format!("<wenmai.Failure {index} {id:?}: {outcome}, {reason}: {message}>")
    }
}
