//! Extractors, and the functions that are one-time uses of them.

use std::collections::VecDeque;
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ThreadId};

use pyo3::exceptions::{PyRuntimeError, PyTypeError, PyUnicodeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::MutexExt;
use pyo3::types::{PyByteArray, PyBytes, PyDict, PyIterator, PyMapping, PyMemoryView, PyString};
use pythonize::pythonize;
use rayon::ThreadPool;
use wenmai::Page;
use wenmai::corpus::{CorpusError, Outcome};

use crate::document::Document;
use crate::engine::Engine;
use crate::errors::{corpus_error, refused};
use crate::failure::Failure;
use crate::options::{EXTRACT, Options};
use crate::page::{PageNames, kind_of_name, page, page_of_item};
use crate::reader::Extracted;
use crate::results::{Results, batch_of};
use crate::waiting::Slot;

/// Makes documents of pages by the same options again and again.
///
/// It keeps what the options need: dictionaries, recipe, threads, worker processes. Threads of Python may share it.
/// Pickled, it is its options, so that Ray, Spark and multiprocessing can send it; a recipe goes along, but `profiles` and
/// `site_files` are paths that must be there on the other machine, too.
#[pyclass(frozen, module = "wenmai", name = "Extractor")]
#[derive(Debug)]
pub(crate) struct Extractor {
    engine: Arc<Engine>,
}

#[pymethods]
impl Extractor {
    #[new]
    #[pyo3(signature = (**options))]
    fn new(py: Python<'_>, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let options = Options::of_keywords("Extractor", &EXTRACT, options)?;
        let engine = Arc::new(Engine::new(py, options)?);
        Ok(Self { engine })
    }

    /// The document of one page.
    ///
    /// A page is `str`, which is Unicode whatever it declares, or `bytes`, whose charset is found out. `url` helps with
    /// links, dates and site profiles; `kind` is "html", "text" or "markdown", and found out where it is not given.
    ///
    /// Raises Refused for what a run would not keep: no page of text, one without text or beyond a limit, or what the recipe drops.
    #[pyo3(signature = (page, *, url=None, kind=None, id=None))]
    fn extract(
        &self,
        py: Python<'_>,
        page: &Bound<'_, PyAny>,
        url: Option<String>,
        kind: Option<&str>,
        id: Option<String>,
    ) -> PyResult<Document> {
        extract_by(py, &self.engine, page, url, kind, id)
    }

    /// The documents of many pages, in their order, on all cores.
    ///
    /// Pages are `str`, `bytes`, `Page`, or mappings with the keys of `Page`. They are taken from the iterable as they are
    /// needed, so that it may be endless. A page that gives no document is a Failure in its place.
    #[pyo3(signature = (pages))]
    fn extract_many(&self, pages: &Bound<'_, PyAny>) -> PyResult<Extraction> {
        Extraction::new(&self.engine, pages)
    }

    /// What becomes of each row of a table: rows of documents, as `wenmai corpus run -f parquet` writes them.
    ///
    /// The table is whatever has `__arrow_c_stream__` or `__arrow_c_array__`: pyarrow, polars, pandas, DuckDB, read_pages().
    #[pyo3(signature = (table))]
    fn batch(&self, py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Results> {
        batch_of(py, &self.engine, table)
    }

    /// The options that were given, a recipe as its text.
    #[getter]
    fn options<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(pythonize(py, &self.engine.options)?)
    }

    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<((), Bound<'py, PyAny>)> {
        Ok(((), self.options(py)?))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let options = self.options(py)?;
        let mut words = Vec::new();
        for pair in options.cast::<PyDict>()?.items() {
            let (name, value): (String, Bound<'_, PyAny>) = pair.extract()?;
            let value = match name.as_str() {
                "recipe" => "…".to_owned(),
                _ => value.repr()?.to_string(),
            };
            words.push(format!("{name}={value}"));
        }
        Ok(format!("wenmai.Extractor({})", words.join(", ")))
    }
}

/// The document of one page.
///
/// A page is `str`, which is Unicode whatever it declares, or `bytes`, whose charset is found out. `url` helps with links,
/// dates and site profiles; `kind` is "html", "text" or "markdown", and found out where it is not given. The other options
/// are those of Extractor, which is faster for many pages by options that name files.
///
/// Raises Refused for what a run would not keep: no page of text, one without text or beyond a limit, or what the recipe drops.
#[pyfunction]
#[pyo3(signature = (page, *, url=None, kind=None, id=None, **options))]
pub(crate) fn extract(
    py: Python<'_>,
    page: &Bound<'_, PyAny>,
    url: Option<String>,
    kind: Option<&str>,
    id: Option<String>,
    options: Option<&Bound<'_, PyDict>>,
) -> PyResult<Document> {
    let options = Options::of_keywords("extract", &EXTRACT, options)?;
    let engine = last_engine(py, options)?;
    extract_by(py, &engine, page, url, kind, id)
}

/// The documents of many pages, in their order, on all cores.
///
/// Pages are `str`, `bytes`, `Page`, or mappings with the keys of `Page`. They are taken from the iterable as they are needed,
/// so that it may be endless. A page that gives no document is a Failure in its place. `jobs` is the number of threads;
/// the other options are those of Extractor.
#[pyfunction]
#[pyo3(signature = (pages, *, jobs=None, **options))]
pub(crate) fn extract_many(
    py: Python<'_>,
    pages: &Bound<'_, PyAny>,
    jobs: Option<&Bound<'_, PyAny>>,
    options: Option<&Bound<'_, PyDict>>,
) -> PyResult<Extraction> {
    let keywords = match options {
        Some(options) => options.clone(),
        None => PyDict::new(py),
    };
    keywords.set_item("jobs", jobs)?;
    let options = Options::of_keywords("extract_many", &EXTRACT, Some(&keywords))?;
    Extraction::new(&last_engine(py, options)?, pages)
}

/// What becomes of each row of a table: rows of documents, as `wenmai corpus run -f parquet` writes them.
///
/// The table is whatever has `__arrow_c_stream__` or `__arrow_c_array__`: pyarrow, polars, pandas, DuckDB, read_pages(). Its
/// columns are `html`, `html_b64`, `text` or `markdown` for the page, and `id`, `url`, `captured_at`, `charset`, `headers`,
/// `keywords` for what is known of it. A row in, a row out, in order; what failed says why. The options are those of Extractor.
///
/// The table may be a stream that is longer than the memory: some 64 MiB of it are held at a time. The rows that come of it
/// are all held; `memory` is for the pages between. What says how pages are read (`charset`, `content_field`, `id_field`, `kind`,
/// `url_field`) is given to read_pages() where that reads them.
#[pyfunction]
#[pyo3(signature = (table, **options))]
pub(crate) fn batch(
    py: Python<'_>,
    table: &Bound<'_, PyAny>,
    options: Option<&Bound<'_, PyDict>>,
) -> PyResult<Results> {
    let options = Options::of_keywords("batch", &EXTRACT, options)?;
    batch_of(py, &last_engine(py, options)?, table)
}

/// The engine of these options: the last one, if it had the same. What it read in files may have changed, so that one is made anew.
fn last_engine(py: Python<'_>, options: Options) -> PyResult<Arc<Engine>> {
    static LAST: Mutex<Option<Arc<Engine>>> = Mutex::new(None);
    let lock = || LAST.lock().unwrap_or_else(PoisonError::into_inner);
    let last = lock().clone();
    if let Some(engine) = last
        && engine.options == options
        && !options.name_files()
    {
        return Ok(engine);
    }
    let engine = Arc::new(Engine::new(py, options)?);
    let before = lock().replace(Arc::clone(&engine));
    drop(before);
    Ok(engine)
}

fn extract_by(
    py: Python<'_>,
    engine: &Engine,
    content: &Bound<'_, PyAny>,
    url: Option<String>,
    kind: Option<&str>,
    id: Option<String>,
) -> PyResult<Document> {
    let kind = kind_of_name(kind)?;
    let page = page(content, PageNames { id, url, kind }, &engine.options)?;
    match py.detach(|| engine.document(&page)) {
        Ok(Ok(extracted)) => Ok(Document::new(extracted)),
        Ok(Err(outcome)) => Err(refused(py, &page.id, outcome)),
        Err(error) => Err(corpus_error(py, &error)),
    }
}

/// A page that somebody works at.
struct Task {
    index: u64,
    bytes: usize,
    result: Arc<Slot<(Page, Made)>>,
}

/// What a page gives.
type Made = Result<Result<Extracted, Outcome>, CorpusError>;

/// What stands in the line of results.
enum Next {
    Task(Task),
    NoPage(Failure),
}

/// The documents of many pages, one after the other. Threads of Python may share it: each document goes to one of them.
#[pyclass(frozen, module = "wenmai._native", name = "Extraction")]
pub(crate) struct Extraction {
    line: Mutex<Line>,
    /// Who takes from the line.
    taker: Mutex<Option<ThreadId>>,
    owner: u32,
}

/// Pages that are worked at, in their order.
struct Line {
    engine: Arc<Engine>,
    threads: Arc<ThreadPool>,
    /// Where pages come from; `None` at their end.
    pages: Option<Py<PyIterator>>,
    /// What is raised once all pages before it are done.
    error: Option<PyErr>,
    waiting: VecDeque<Next>,
    /// Bytes of the pages in the line.
    bytes: usize,
    index: u64,
    stop: Arc<AtomicBool>,
}

impl Extraction {
    fn new(engine: &Arc<Engine>, pages: &Bound<'_, PyAny>) -> PyResult<Self> {
        // Text and bytes are iterable, too, and so are the keys of a page that is described.
        let is_one = pages.is_instance_of::<PyString>()
            || pages.is_instance_of::<PyBytes>()
            || pages.is_instance_of::<PyByteArray>()
            || pages.is_instance_of::<PyMemoryView>()
            || pages.cast::<PyMapping>().is_ok();
        if is_one {
            return Err(PyTypeError::new_err(format!(
                "extract_many takes many pages, not {}: give a list, or one page to extract()",
                pages.get_type().name()?
            )));
        }
        let threads = engine
            .threads()
            .map_err(|error| PyRuntimeError::new_err(format!("cannot start threads: {error}")))?;
        let line = Line {
            engine: Arc::clone(engine),
            threads,
            pages: Some(pages.try_iter()?.unbind()),
            error: None,
            waiting: VecDeque::new(),
            bytes: 0,
            index: 0,
            stop: Arc::new(AtomicBool::new(false)),
        };
        Ok(Self {
            line: Mutex::new(line),
            taker: Mutex::default(),
            owner: process::id(),
        })
    }

    fn set_taker(&self, taker: Option<ThreadId>) {
        *self.taker.lock().unwrap_or_else(PoisonError::into_inner) = taker;
    }

    fn is_taken_by(&self, thread: ThreadId) -> bool {
        *self.taker.lock().unwrap_or_else(PoisonError::into_inner) == Some(thread)
    }
}

impl Line {
    /// Hands pages to the threads, as many as they may have.
    fn fill(&mut self, py: Python<'_>) {
        let (most, most_bytes) = (self.engine.options.jobs() * 4, self.engine.most_bytes());
        while self.waiting.len() < most && (self.bytes < most_bytes || self.waiting.is_empty()) {
            let Some(pages) = &self.pages else { return };
            let item = match pages.bind(py).clone().next() {
                None => {
                    self.pages = None;
                    return;
                }
                Some(Ok(item)) => item,
                Some(Err(error)) => {
                    self.error = Some(error);
                    self.pages = None;
                    return;
                }
            };
            let index = self.index;
            self.index += 1;
            let next = match page_of_item(&item, index, &self.engine.options) {
                Ok(page) => self.begin(index, page),
                Err(error) if is_about_the_item(py, &error) => {
                    Next::NoPage(Failure::no_page(index, error.value(py).to_string()))
                }
                Err(error) => {
                    self.error = Some(error);
                    self.pages = None;
                    return;
                }
            };
            self.waiting.push_back(next);
        }
    }

    fn begin(&mut self, index: u64, page: Page) -> Next {
        let bytes = page.body.len();
        self.bytes += bytes;
        let result = Arc::new(Slot::default());
        let (engine, stop) = (Arc::clone(&self.engine), Arc::clone(&self.stop));
        let theirs = Arc::clone(&result);
        self.threads.spawn(move || {
            // Nobody waits for it any more.
            if stop.load(Ordering::Relaxed) {
                return;
            }
            let made = engine.document(&page);
            theirs.put((page, made));
        });
        Next::Task(Task {
            index,
            bytes,
            result,
        })
    }

    /// What becomes of the next page.
    fn next(&mut self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        self.fill(py);
        let task = match self.waiting.pop_front() {
            None => {
                return match self.error.take() {
                    Some(error) => Err(error),
                    None => Ok(None),
                };
            }
            Some(Next::NoPage(failure)) => {
                return Ok(Some(Py::new(py, failure)?.into_any()));
            }
            Some(Next::Task(task)) => task,
        };
        let taken = task.result.take(py, || Ok(()));
        let (page, made) = match taken {
            Ok(taken) => taken,
            Err(error) => {
                // Who catches it and goes on gets this page, too.
                self.waiting.push_front(Next::Task(task));
                return Err(error);
            }
        };
        self.bytes = self.bytes.saturating_sub(task.bytes);
        let object = match made {
            Ok(Ok(extracted)) => Py::new(py, Document::new(extracted))?.into_any(),
            Ok(Err(outcome)) => Py::new(py, Failure::new(task.index, page, outcome))?.into_any(),
            Err(error) => return Err(corpus_error(py, &error)),
        };
        Ok(Some(object))
    }
}

#[pymethods]
impl Extraction {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        if self.owner != process::id() {
            return Err(PyRuntimeError::new_err(
                "this iterator belongs to the process that was forked; call extract_many() here",
            ));
        }
        let this = thread::current().id();
        if self.is_taken_by(this) {
            return Err(PyValueError::new_err(
                "pages of extract_many() cannot come from its own documents",
            ));
        }
        let line = self.line.lock_py_attached(py);
        let mut line = line.unwrap_or_else(PoisonError::into_inner);
        self.set_taker(Some(this));
        let next = line.next(py);
        self.set_taker(None);
        next
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// Whether an exception says that an item is no page: anything else, such as `KeyboardInterrupt`, is not about it.
fn is_about_the_item(py: Python<'_>, error: &PyErr) -> bool {
    error.is_instance_of::<PyTypeError>(py)
        || error.is_instance_of::<PyValueError>(py)
        || error.is_instance_of::<PyUnicodeError>(py)
}
