//! Tables in, tables out.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use arrow_array::cast::AsArray;
use arrow_array::types::UInt64Type;
use arrow_array::{Array, RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_schema::ArrowError;
use maud::html;
use pyo3::exceptions::{PyImportError, PyOSError, PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};
use pyo3_arrow::PyRecordBatchReader;
use pyo3_arrow::input::AnyRecordBatch;
use wenmai::corpus::{BatchProcessor, CorpusError};
use wenmai::format::ledger_sentence;
use wenmai::io::arrow::{is_page_table, outcome_schema};
use wenmai::model::Ledger;

use crate::engine::Engine;
use crate::errors::{corpus_error, in_words_of_python};
use crate::ledger::ledger_dict;
use crate::pages::PageReader;
use crate::waiting::interruptible;

/// Rows of pages that say where they were read are processed as soon as there are so many bytes of them.
const GROUP_BYTES: usize = 64 << 20;

/// What became of the rows of a table: a row for each, in order.
///
/// The column `outcome` says "written", "dropped" or "dead", `reason`, `message` and `help` why there is no document; the
/// other columns are those of the Parquet files that `wenmai corpus run` writes. It is handed to other libraries without a
/// copy: `pyarrow.table(results)`, `polars.DataFrame(results)`, `duckdb.sql("from results")` after to_pyarrow().
#[pyclass(frozen, module = "wenmai", name = "Results")]
#[derive(Debug)]
pub(crate) struct Results {
    batches: Vec<RecordBatch>,
    counts: Ledger,
}

#[pymethods]
impl Results {
    /// Where the rows went: a dict with read, written, dropped and dead, the last two by reason.
    #[getter]
    fn ledger<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        ledger_dict(py, &self.counts)
    }

    /// The rows as a pyarrow.Table.
    fn to_pyarrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        library(slf.py(), "pyarrow")?.call_method1("table", (slf,))
    }

    /// The rows as a polars.DataFrame.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        library(slf.py(), "polars")?.call_method1("DataFrame", (slf,))
    }

    /// The rows as a pandas.DataFrame, by way of pyarrow.
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        library(slf.py(), "pandas")?;
        Self::to_pyarrow(slf)?.call_method0("to_pandas")
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let batches: Vec<_> = self.batches.iter().cloned().map(Ok).collect();
        stream(
            py,
            Box::new(RecordBatchIterator::new(batches, outcome_schema())),
            requested_schema,
        )
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn __repr__(&self) -> String {
        let rows = self.__len__();
        format!(
            "<wenmai.Results {rows} rows: {}>",
            ledger_sentence(&self.counts)
        )
    }

    fn _repr_html_(&self) -> String {
        let counts = [
            ("written", self.counts.written),
            ("dropped", self.counts.n_dropped()),
            ("dead", self.counts.n_dead()),
        ];
        let reasons = self.counts.dropped.iter().chain(&self.counts.dead);
        let markup = html! {
            table {
                tr { th { "read" } td { (self.counts.read) } }
                @for (name, count) in counts { tr { th { (name) } td { (count) } } }
                @for (reason, count) in reasons { tr { td { "· " (reason) } td { (count) } } }
            }
        };
        markup.into_string()
    }
}

/// A library that somebody may have installed.
fn library<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyModule>> {
    py.import(name).map_err(|error| {
        if !error.is_instance_of::<PyImportError>(py) {
            return error;
        }
        let message = format!("{name} is not installed: pip install {name}");
        let missing = PyImportError::new_err(message);
        missing.set_cause(py, Some(error));
        missing
    })
}

/// Record batches as a stream of Arrow's C interface.
pub(crate) fn stream<'py>(
    py: Python<'py>,
    batches: Box<dyn RecordBatchReader + Send>,
    requested_schema: Option<Bound<'py, PyCapsule>>,
) -> PyResult<Bound<'py, PyCapsule>> {
    let reader = Bound::new(py, PyRecordBatchReader::new(batches))?;
    let keywords = PyDict::new(py);
    keywords.set_item(intern!(py, "requested_schema"), requested_schema)?;
    let capsule = reader.call_method(intern!(py, "__arrow_c_stream__"), (), Some(&keywords))?;
    Ok(capsule.cast_into::<PyCapsule>()?)
}

/// What becomes of the rows of `table`, by the processor of `engine`.
pub(crate) fn batch_of(
    py: Python<'_>,
    engine: &Arc<Engine>,
    table: &Bound<'_, PyAny>,
) -> PyResult<Results> {
    let reader = match table.cast::<PageReader>() {
        // Not through the interface of C, in which errors are texts.
        Ok(pages) => pages.get().batches(),
        Err(_) => reader_of(table)?,
    };
    let engine = Arc::clone(engine);
    let stop = Arc::new(AtomicBool::new(false));
    let work = move |stop: &AtomicBool| -> Result<Vec<RecordBatch>, BatchError> {
        let processor = engine.batch()?;
        process_all(&processor, reader, stop)
    };
    let batches = interruptible(py, &stop, work, || Ok(()))?;
    let batches = batches.map_err(|error| match error {
        // No input is read but the table, which has no name.
        BatchError::Corpus(CorpusError::Read(error)) => PyValueError::new_err(format!(
            "the table has no pages: {}; {}",
            error.kind,
            in_words_of_python(&error.help())
        )),
        BatchError::Corpus(error) => corpus_error(py, &error),
        BatchError::Arrow(ArrowError::IoError(text, cause)) => match cause.downcast() {
            Ok(error) => corpus_error(py, &error),
            Err(_) => PyOSError::new_err(text),
        },
        BatchError::Arrow(error) => PyValueError::new_err(format!("the table: {error}")),
    })?;
    let mut counts = Ledger::default();
    for batch in &batches {
        count(batch, &mut counts);
    }
    Ok(Results { batches, counts })
}

/// The rows of `table`, which any library may have made.
fn reader_of(table: &Bound<'_, PyAny>) -> PyResult<Box<dyn RecordBatchReader + Send>> {
    let is_arrow = |name| table.hasattr(name);
    let no_table = || -> PyResult<PyErr> {
        Ok(PyTypeError::new_err(format!(
            "batch takes a table of Arrow (pyarrow, polars, pandas, DuckDB, read_pages()), not {}; documents of a list or a column of pages are made by extract_many()",
            table.get_type().name()?
        )))
    };
    if !is_arrow("__arrow_c_stream__")? && !is_arrow("__arrow_c_array__")? {
        return Err(no_table()?);
    }
    let read = table.extract::<AnyRecordBatch>();
    read.and_then(AnyRecordBatch::into_reader).or_else(|error| {
        // A column of pages has the methods of a table, and no columns.
        if !error.is_instance_of::<PyValueError>(table.py()) {
            return Err(error);
        }
        let no_table = no_table()?;
        no_table.set_cause(table.py(), Some(error));
        Err(no_table)
    })
}

/// Why a table cannot be processed.
enum BatchError {
    Corpus(CorpusError),
    Arrow(ArrowError),
}

impl From<CorpusError> for BatchError {
    fn from(error: CorpusError) -> Self {
        Self::Corpus(error)
    }
}

/// Processes what `reader` gives. Rows of other tables than those of read_pages() are numbered, so that these are processed
/// at once.
fn process_all(
    processor: &BatchProcessor,
    reader: Box<dyn RecordBatchReader + Send>,
    stop: &AtomicBool,
) -> Result<Vec<RecordBatch>, BatchError> {
    let schema = reader.schema();
    let has_places = is_page_table(&schema);
    let (mut group, mut bytes, mut results) = (Vec::new(), 0, Vec::new());
    for table in reader {
        let table = table.map_err(BatchError::Arrow)?;
        bytes += table.get_array_memory_size();
        group.push(table);
        if has_places && bytes >= GROUP_BYTES {
            results.extend(processor.process(&group, stop)?);
            (group, bytes) = (Vec::new(), 0);
        }
    }
    if group.is_empty() && results.is_empty() {
        // A table without rows may lack columns all the same.
        group.push(RecordBatch::new_empty(schema));
    }
    results.extend(processor.process(&group, stop)?);
    Ok(results)
}

/// Adds the rows of `batch` to `counts`.
fn count(batch: &RecordBatch, counts: &mut Ledger) {
    let text = |name| {
        batch
            .column_by_name(name)
            .and_then(|column| column.as_string_opt::<i32>())
    };
    let records = batch
        .column_by_name("records")
        .and_then(|column| column.as_primitive_opt::<UInt64Type>());
    let (Some(outcomes), Some(reasons), Some(records)) = (text("outcome"), text("reason"), records)
    else {
        return;
    };
    for row in 0..batch.num_rows() {
        let n = if records.is_null(row) {
            1
        } else {
            records.value(row)
        };
        counts.read += n;
        let by_reason = match outcomes.value(row) {
            "written" => {
                counts.written += n;
                continue;
            }
            "dropped" => &mut counts.dropped,
            _ => &mut counts.dead,
        };
        *by_reason.entry(reasons.value(row).to_owned()).or_default() += n;
    }
}
