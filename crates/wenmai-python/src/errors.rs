//! Exceptions.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyType};
use pythonize::pythonize;
use wenmai::corpus::{CorpusError, Death, Dropped, Outcome};
use wenmai::io::with_causes;
use wenmai::model::BrokenRule;

/// Why a page gave no document, in words.
pub(crate) struct Unkept {
    /// "dropped" or "dead".
    pub(crate) outcome: &'static str,
    pub(crate) reason: String,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    pub(crate) broken: Vec<BrokenRule>,
}

impl Unkept {
    /// What `outcome` says, which is no document.
    pub(crate) fn of(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Written(_) => Self {
                outcome: "dead",
                reason: "crash".into(),
                message: "a document was lost".into(),
                help: None,
                broken: Vec::new(),
            },
            Outcome::Dropped(Dropped { reason, broken }) => {
                let (message, help) = match reason.as_ref() {
                    "binary" => (
                        "this is not a page of text".into(),
                        Some("leave it out, or give the text in it".into()),
                    ),
                    "no_text" => ("this page has no text".into(), None),
                    rule => (format!("the recipe does not keep this page: {rule}"), None),
                };
                Self {
                    outcome: "dropped",
                    reason: reason.into_owned(),
                    message,
                    help,
                    broken,
                }
            }
            Outcome::Dead(Death {
                reason,
                message,
                help,
            }) => Self {
                outcome: "dead",
                reason: reason.into_owned(),
                message,
                help: help.as_deref().map(in_words_of_python),
                broken: Vec::new(),
            },
        }
    }
}

/// The exception for `outcome` of the page `id`, which is no document.
pub(crate) fn refused(py: Python<'_>, id: &str, outcome: Outcome) -> PyErr {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let Unkept {
        outcome,
        reason,
        message,
        help,
        broken,
    } = Unkept::of(outcome);
    let place = match id {
        "" => String::new(),
        id => format!("{id}: "),
    };
    let remedy = help
        .as_ref()
        .map_or(String::new(), |help| format!("; {help}"));
    let text = format!("{place}{message}{remedy}");
    raised(py, &CLASS, "Refused", text, |fields| {
        fields.set_item(intern!(py, "outcome"), outcome)?;
        fields.set_item(intern!(py, "reason"), &reason)?;
        fields.set_item(intern!(py, "help"), help)?;
        fields.set_item(intern!(py, "id"), id)?;
        fields.set_item(intern!(py, "broken"), pythonize(py, &broken)?)
    })
}

/// The exception for a run that cannot begin or go on.
pub(crate) fn corpus_error(py: Python<'_>, error: &CorpusError) -> PyErr {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let help = in_words_of_python(&error.help());
    let text = format!("{}; {help}", with_causes(error));
    raised(py, &CLASS, "CorpusError", text, |fields| {
        fields.set_item(intern!(py, "help"), &help)?;
        fields.set_item(intern!(py, "kind"), error.kind().as_str())
    })
}

/// Advice about flags of the command as advice about options here; whole commands, in back-ticks, stay.
pub(crate) fn in_words_of_python(help: &str) -> String {
    let option = |word: &str| match word.strip_prefix("--") {
        Some(flag) => flag.replace('-', "_"),
        None => word.to_owned(),
    };
    let pieces = help.split('`').enumerate().map(|(at, piece)| {
        if at % 2 == 1 {
            return piece.to_owned();
        }
        piece.split(' ').map(option).collect::<Vec<_>>().join(" ")
    });
    pieces.collect::<Vec<_>>().join("`")
}

/// An exception of our own, by its name in `wenmai._errors`.
fn raised(
    py: Python<'_>,
    class: &'static PyOnceLock<Py<PyType>>,
    name: &str,
    text: String,
    set: impl FnOnce(&Bound<'_, PyDict>) -> PyResult<()>,
) -> PyErr {
    let make = || -> PyResult<PyErr> {
        let class = class.import(py, "wenmai._errors", name)?;
        let fields = PyDict::new(py);
        set(&fields)?;
        Ok(PyErr::from_value(class.call((text,), Some(&fields))?))
    };
    make().unwrap_or_else(|error| error)
}
