//! Pages that gave no document.

use pyo3::prelude::*;
use pythonize::pythonize;
use wenmai::Page;
use wenmai::corpus::{Death, Dropped, Outcome};
use wenmai::model::BrokenRule;

/// A page of many that gave no document, and why.
///
/// `extract_many` gives it in the place of the document: one bad page costs nothing but itself.
#[pyclass(frozen, module = "wenmai", name = "Failure", eq)]
#[derive(Debug, Clone, PartialEq)]
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
    /// "dropped" for what is left out on purpose, by a recipe; "dead" for what failed.
    #[pyo3(get)]
    outcome: &'static str,
    /// Stable name of the reason, such as "refused", "panic", "time", "crash", or the rule of a recipe.
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
        let (outcome, reason, message, help, rules) = match outcome {
            Outcome::Written(_) => (
                "dead",
                "crash".into(),
                "a document was lost".into(),
                None,
                Vec::new(),
            ),
            Outcome::Dropped(Dropped { reason, broken }) => {
                let message = format!("the recipe does not keep this page: {reason}");
                ("dropped", reason, message, None, broken)
            }
            Outcome::Dead(Death {
                reason,
                message,
                help,
            }) => ("dead", reason, message, help, Vec::new()),
        };
        Self {
            index,
            id: page.id,
            url: page.url,
            outcome,
            reason: reason.into_owned(),
            message,
            help,
            rules,
        }
    }

    /// An item that is no page at all.
    pub(crate) fn no_page(index: u64, message: String) -> Self {
        Self {
            index,
            id: index.to_string(),
            url: None,
            outcome: "dead",
            reason: "no_page".into(),
            message,
            help: Some("give str, bytes, a Page, or a mapping with the key \"content\"".into()),
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
