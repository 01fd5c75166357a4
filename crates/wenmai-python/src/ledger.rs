//! Where the records of a run or a table went.

use pyo3::prelude::*;
use pythonize::{depythonize, pythonize};
use wenmai::corpus::RunEnd;
use wenmai::format::ledger_sentence;
use wenmai::model::{Ledger, RunStatus};

use crate::pickle::{Reduced, reduced};

/// A ledger as a dict with read, written, dropped and dead.
pub(crate) fn ledger_dict<'py>(py: Python<'py>, ledger: &Ledger) -> PyResult<Bound<'py, PyAny>> {
    Ok(pythonize(py, ledger)?)
}

/// A dict such as the above in words: `read 12 = written 9 + dropped 2 (request 2) + dead 1 (truncated 1)`.
#[pyfunction(name = "_ledger_sentence")]
pub(crate) fn sentence_of(ledger: &Bound<'_, PyAny>) -> PyResult<String> {
    Ok(ledger_sentence(&depythonize(ledger)?))
}

/// How a run ended.
#[pyclass(frozen, module = "wenmai.corpus", name = "RunEnd", eq)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct End(pub(crate) RunEnd);

impl End {
    /// What [`__reduce__`](Self::__reduce__) took apart.
    pub(crate) fn of_fields((ledger, parts, is_finished): (Ledger, u64, bool)) -> Self {
        Self(RunEnd {
            ledger,
            parts,
            is_finished,
        })
    }
}

#[pymethods]
impl End {
    /// Where the records of all whole parts went, those of earlier starts included: a dict with read, written, dropped and dead.
    #[getter]
    fn ledger<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        ledger_dict(py, &self.0.ledger)
    }

    /// Number of whole parts.
    #[getter]
    fn parts(&self) -> u64 {
        self.0.parts
    }

    /// Whether all inputs were read.
    #[getter]
    fn is_finished(&self) -> bool {
        self.0.is_finished
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        let RunEnd {
            ledger,
            parts,
            is_finished,
        } = &self.0;
        reduced(py, "RunEnd", &(ledger, parts, is_finished))
    }

    fn __repr__(&self) -> String {
        let RunEnd {
            ledger,
            parts,
            is_finished,
        } = &self.0;
        let state = if *is_finished { "finished" } else { "stopped" };
        format!(
            "<wenmai.corpus.RunEnd {state}, {parts} parts: {}>",
            ledger_sentence(ledger)
        )
    }
}

/// What the run in a folder has done.
#[pyclass(frozen, module = "wenmai.corpus", name = "RunStatus", eq)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Status(pub(crate) RunStatus);

#[pymethods]
impl Status {
    /// Where the records of all whole parts went: a dict with read, written, dropped and dead.
    #[getter]
    fn ledger<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        ledger_dict(py, &self.0.ledger)
    }

    /// Number of whole parts.
    #[getter]
    fn parts(&self) -> u64 {
        self.0.parts
    }

    /// Bytes of all parts.
    #[getter]
    fn bytes(&self) -> u64 {
        self.0.bytes
    }

    /// Whether all inputs were read.
    #[getter]
    fn is_finished(&self) -> bool {
        self.0.is_finished
    }

    /// What is wrong with the folder, for a person; empty when nothing is.
    #[getter]
    fn problems(&self) -> Vec<String> {
        self.0.problems.clone()
    }

    /// The record that `wenmai corpus status -f json` writes.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(pythonize(py, &self.0)?)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        reduced(py, "RunStatus", &self.0)
    }

    fn __repr__(&self) -> String {
        let RunStatus {
            ledger,
            parts,
            is_finished,
            problems,
            ..
        } = &self.0;
        let state = if *is_finished {
            "finished"
        } else {
            "not finished"
        };
        let wrong = match problems.len() {
            0 => String::new(),
            n => format!(", {n} problems"),
        };
        format!(
            "<wenmai.corpus.RunStatus {state}, {parts} parts{wrong}: {}>",
            ledger_sentence(ledger)
        )
    }
}
