//! Exceptions.

use pyo3::exceptions::PyRuntimeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyType};
use wenmai::corpus::{CorpusError, Death, Dropped, Outcome};
use wenmai::io::with_causes;

/// The exception for `outcome` of the page `id`, which is no document.
pub(crate) fn refused(py: Python<'_>, id: &str, outcome: Outcome) -> PyErr {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let (reason, message, help) = match outcome {
        Outcome::Written(_) => return PyRuntimeError::new_err("a document is no error"),
        Outcome::Dropped(Dropped { reason, broken }) => {
            let message = match broken.first() {
                Some(_) => format!("the recipe does not keep this page: {reason}"),
                None => format!("this page is left out: {reason}"),
            };
            (reason, message, None)
        }
        Outcome::Dead(Death {
            reason,
            message,
            help,
        }) => (reason, message, help),
    };
    let place = match id {
        "" => String::new(),
        id => format!("{id}: "),
    };
    let remedy = help
        .as_ref()
        .map_or(String::new(), |help| format!("; {help}"));
    let text = format!("{place}{message}{remedy}");
    raised(py, &CLASS, "Refused", text, |fields| {
        fields.set_item(intern!(py, "reason"), reason.as_ref())?;
        fields.set_item(intern!(py, "help"), help)
    })
}

/// The exception for a run that cannot begin or go on.
pub(crate) fn corpus_error(py: Python<'_>, error: &CorpusError) -> PyErr {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let help = in_words_of_python(&error.help());
    let text = format!("{}; {help}", with_causes(error));
    raised(py, &CLASS, "CorpusError", text, |fields| {
        fields.set_item(intern!(py, "help"), &help)
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
