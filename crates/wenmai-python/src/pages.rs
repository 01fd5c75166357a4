//! Pages of files as tables.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule, PyDict, PyString};
use wenmai::corpus::{CorpusError, PageBatches};
use wenmai::io::arrow::page_schema;
use wenmai::io::{ReadOptions, with_causes};

use crate::errors::in_words_of_python;
use crate::options::{Options, READ};
use crate::results::stream;

/// The pages of files as a table that is read as it is needed; batch() takes it.
///
/// Records that gave no page are rows, too, with the outcome "dead" or "dropped", which batch() passes on.
#[pyclass(frozen, module = "wenmai", name = "PageReader")]
#[derive(Debug)]
pub(crate) struct PageReader {
    files: Vec<OsString>,
    read: ReadOptions,
    skip_read_errors: bool,
}

impl PageReader {
    /// The tables. An error of reading is an [`ArrowError::IoError`] with the [`CorpusError`] in it.
    pub(crate) fn batches(&self) -> Box<dyn RecordBatchReader + Send> {
        let mut pages = PageBatches::new(&self.files, &self.read);
        if self.skip_read_errors {
            pages = pages.skip_read_errors();
        }
        Box::new(Batches(pages))
    }
}

#[pymethods]
impl PageReader {
    /// The inputs, as they were given.
    #[getter]
    fn paths(&self) -> Vec<PathBuf> {
        self.files.iter().map(PathBuf::from).collect()
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        stream(py, self.batches(), requested_schema)
    }

    fn __repr__(&self) -> String {
        let files: Vec<_> = self
            .files
            .iter()
            .map(|file| file.to_string_lossy())
            .collect();
        format!("<wenmai.PageReader {}>", files.join(", "))
    }
}

/// The pages of files: HTML, text, Markdown, WARC, WET, JSONL and Parquet, compressed or not, alone or in folders.
///
/// `paths` is a path or many; as on the command line, a path may be a folder, a pattern, or @ and the name of a list.
/// Options are charset, content_field, id_field, url_field, kind, max_page_bytes, memory, max_expansion and skip_read_errors. Nothing
/// is read yet. A file that the system cannot read on, as when a disk fails, raises OSError after the rows before it; by
/// `skip_read_errors=True` the rest of it is a row like a file that is broken.
#[pyfunction]
#[pyo3(signature = (paths, **options))]
pub(crate) fn read_pages(
    paths: &Bound<'_, PyAny>,
    options: Option<&Bound<'_, PyDict>>,
) -> PyResult<PageReader> {
    let options = Options::of_keywords("read_pages", &READ, options)?;
    Ok(PageReader {
        files: files_of(paths)?,
        read: options.bounded_read(),
        skip_read_errors: options.skip_read_errors,
    })
}

/// A path or many.
pub(crate) fn files_of(paths: &Bound<'_, PyAny>) -> PyResult<Vec<OsString>> {
    let path = |path: &Bound<'_, PyAny>| -> PyResult<OsString> {
        let kind = path.get_type().name();
        let path: Result<PathBuf, PyErr> = path.extract();
        path.map(PathBuf::into_os_string).or_else(|_| {
            Err(PyTypeError::new_err(format!(
                "a path is str or os.PathLike, not {}",
                kind?
            )))
        })
    };
    let is_one = paths.is_instance_of::<PyString>() || paths.hasattr("__fspath__")?;
    if is_one || paths.is_instance_of::<PyBytes>() {
        return Ok(vec![path(paths)?]);
    }
    let paths = paths
        .try_iter()
        .map_err(|_| PyTypeError::new_err("paths are str, os.PathLike, or a list of them"))?;
    paths.map(|item| path(&item?)).collect()
}

/// Tables of pages, and their schema.
struct Batches(PageBatches);

impl Iterator for Batches {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let table = self.0.next()?;
        Some(table.map_err(|error: CorpusError| {
            let help = in_words_of_python(&error.help());
            let text = format!("{}; {help}", with_causes(&error));
            // Whoever reads this stream in Python raises an OSError then.
            ArrowError::IoError(text, io::Error::other(error))
        }))
    }
}

impl RecordBatchReader for Batches {
    fn schema(&self) -> SchemaRef {
        page_schema()
    }
}
