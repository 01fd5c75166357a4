//! Tables in, tables out.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_schema::ArrowError;
use maud::html;
use pyo3::exceptions::{PyImportError, PyOSError, PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyString};
use pyo3_arrow::PyRecordBatchReader;
use pyo3_arrow::input::AnyRecordBatch;
use wenmai::corpus::{BatchProcessor, CorpusError};
use wenmai::format::ledger_sentence;
use wenmai::io::arrow::{LedgerError, is_page_table, ledger_of, outcome_schema, table_bytes};
use wenmai::model::Ledger;

use crate::engine::Engine;
use crate::errors::{corpus_error, in_words_of_python};
use crate::ledger::ledger_dict;
use crate::options::Options;
use crate::pages::PageReader;
use crate::waiting::interruptible;

/// Rows are processed as soon as there are so many bytes of them: enough for all threads, and little beside the documents.
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
        Err(_) => reader_of(table, |given| {
            format!(
                "batch takes a table of Arrow (pyarrow, polars, pandas, DuckDB, read_pages()), not {given}; documents of a list or a column of pages are made by extract_many()"
            )
        })?,
    };
    let late = options_of_reading(&engine.options);
    if is_page_table(&reader.schema()) && !late.is_empty() {
        return Err(PyValueError::new_err(format!(
            "these pages were read already, and by other options than {}: give them to read_pages()",
            late.join(", ")
        )));
    }
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
        BatchError::Arrow(error) => table_error(py, error),
    })?;
    let mut counts = Ledger::default();
    for batch in &batches {
        counts += &ledger_of(batch).map_err(|error| ledger_error(&error))?;
    }
    Ok(Results { batches, counts })
}

/// Options that say how pages are read; they have nothing to say of pages that were read already.
fn options_of_reading(options: &Options) -> Vec<&'static str> {
    let given = [
        ("charset", options.charset.is_some()),
        ("content_field", options.content_field.is_some()),
        ("id_field", options.id_field.is_some()),
        ("kind", options.kind.is_some()),
        ("url_field", options.url_field.is_some()),
    ];
    let given = given.into_iter().filter(|(_, is_given)| *is_given);
    given.map(|(name, _)| name).collect()
}

/// The rows of `table`, which any library may have made; `message` says of the type of something else that it is none.
fn reader_of(
    table: &Bound<'_, PyAny>,
    message: impl Fn(Bound<'_, PyString>) -> String,
) -> PyResult<Box<dyn RecordBatchReader + Send>> {
    let is_arrow = |name| table.hasattr(name);
    let no_table = || -> PyResult<PyErr> {
        let given = table.get_type().name()?;
        Ok(PyTypeError::new_err(message(given)))
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

/// The exception for a table that cannot be read on.
fn table_error(py: Python<'_>, error: ArrowError) -> PyErr {
    match error {
        ArrowError::IoError(text, cause) => match cause.downcast() {
            Ok(error) => corpus_error(py, &error),
            Err(_) => PyOSError::new_err(text),
        },
        error => PyValueError::new_err(format!("the table: {error}")),
    }
}

/// Processes what `reader` gives, a group of its tables after the other: it may be longer than the memory.
fn process_all(
    processor: &BatchProcessor,
    reader: Box<dyn RecordBatchReader + Send>,
    stop: &AtomicBool,
) -> Result<Vec<RecordBatch>, BatchError> {
    // A table that lacks columns is refused before any of it is read, and one without rows, too.
    let no_rows = RecordBatch::new_empty(reader.schema());
    let mut results = processor.process(&[no_rows], 0, stop)?;
    let mut reader = reader.fuse();
    let mut first_row = 0;
    loop {
        let group = next_group(&mut reader, stop).map_err(BatchError::Arrow)?;
        if group.is_empty() {
            return Ok(results);
        }
        results.extend(processor.process(&group, first_row, stop)?);
        let rows = group.iter().map(|table| table.num_rows() as u64);
        first_row += rows.sum::<u64>();
    }
}

/// The next tables of about [`GROUP_BYTES`]; none at the end, and once `stop` is set.
fn next_group(
    tables: &mut impl Iterator<Item = Result<RecordBatch, ArrowError>>,
    stop: &AtomicBool,
) -> Result<Vec<RecordBatch>, ArrowError> {
    let (mut group, mut bytes) = (Vec::new(), 0);
    while bytes < GROUP_BYTES && !stop.load(Ordering::Relaxed) {
        let Some(table) = tables.next() else { break };
        let table = table?;
        bytes += table_bytes(&table);
        group.push(table);
    }
    Ok(group)
}

/// Where the records of rows went: a dict with read, written, dropped and dead, as Results.ledger and the ledger of a run.
///
/// The table is what batch() gave or what became of it, whole or in pieces, in whatever library or file: one with the columns
/// `outcome`, `reason` and `records`. A row stands for as many records as it says, and for one where `records` is null.
#[pyfunction]
#[pyo3(signature = (table))]
pub(crate) fn ledger<'py>(
    py: Python<'py>,
    table: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let reader = reader_of(table, |given| {
        format!(
            "ledger takes rows of batch(), as a table of Arrow (pyarrow, polars, pandas, DuckDB), not {given}"
        )
    })?;
    let stop = Arc::new(AtomicBool::new(false));
    let count = move |stop: &AtomicBool| -> Result<Ledger, CountError> {
        let mut counts = ledger_of(&RecordBatch::new_empty(reader.schema()))?;
        for table in reader {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            counts += &ledger_of(&table.map_err(CountError::Arrow)?)?;
        }
        Ok(counts)
    };
    let counts = interruptible(py, &stop, count, || Ok(()))?;
    let counts = counts.map_err(|error| match error {
        CountError::Arrow(error) => table_error(py, error),
        CountError::Ledger(error) => ledger_error(&error),
    })?;
    ledger_dict(py, &counts)
}

/// Why rows cannot be counted.
enum CountError {
    Arrow(ArrowError),
    Ledger(LedgerError),
}

impl From<LedgerError> for CountError {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

fn ledger_error(error: &LedgerError) -> PyErr {
    PyValueError::new_err(format!(
        "{error}; give what batch() gives, or its columns outcome, reason and records"
    ))
}
