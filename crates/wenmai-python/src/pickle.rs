//! Values as bytes and back, for pickles and copies.

use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyValueError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::document::Document;
use crate::failure::Failure;
use crate::ledger::{End, Status};
use crate::parts::{Card, Finding, Heading, Section};

/// What `__reduce__` gives: what makes the value again, and from what.
pub(crate) type Reduced<'py> = (Bound<'py, PyAny>, (&'static str, Bound<'py, PyBytes>));

/// `value` of `class`, as [`restore`] makes it again.
pub(crate) fn reduced<'py, T: Serialize + Sync>(
    py: Python<'py>,
    class: &'static str,
    value: &T,
) -> PyResult<Reduced<'py>> {
    let json = py
        .detach(|| serde_json::to_vec(value))
        .map_err(|error| PyValueError::new_err(error.to_string()))?;
    let native = py.import(intern!(py, "wenmai._native"))?;
    let restore = native.getattr(intern!(py, "_restore"))?;
    Ok((restore, (class, PyBytes::new(py, &json))))
}

/// The value that was pickled, of the class of this `name`.
#[pyfunction]
#[pyo3(name = "_restore")]
pub(crate) fn restore<'py>(
    py: Python<'py>,
    name: &str,
    json: &[u8],
) -> PyResult<Bound<'py, PyAny>> {
    match name {
        "Card" => read::<Card>(py, json)?.into_bound_py_any(py),
        "Document" => Document::new(read(py, json)?).into_bound_py_any(py),
        "Failure" => read::<Failure>(py, json)?.into_bound_py_any(py),
        "Finding" => read::<Finding>(py, json)?.into_bound_py_any(py),
        "Heading" => read::<Heading>(py, json)?.into_bound_py_any(py),
        "RunEnd" => End::of_fields(read(py, json)?).into_bound_py_any(py),
        "RunStatus" => Status(read(py, json)?).into_bound_py_any(py),
        "Section" => read::<Section>(py, json)?.into_bound_py_any(py),
        _ => Err(PyValueError::new_err(format!(
            "there is no class {name:?} in this version of wenmai"
        ))),
    }
}

fn read<T: DeserializeOwned + Send>(py: Python<'_>, json: &[u8]) -> PyResult<T> {
    py.detach(|| serde_json::from_slice(json)).map_err(|error| {
        PyValueError::new_err(format!(
            "another version of wenmai has pickled this: {error}"
        ))
    })
}
