//! Many pages on many threads, and their documents in order.

use std::collections::VecDeque;
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use pyo3::exceptions::{PyRuntimeError, PyTypeError, PyUnicodeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::MutexExt;
use pyo3::types::{PyByteArray, PyBytes, PyIterator, PyMapping, PyMemoryView, PyString};
use rayon::ThreadPool;
use wenmai::Page;
use wenmai::corpus::{CorpusError, Outcome, caught};

use crate::document::Document;
use crate::engine::Engine;
use crate::errors::corpus_error;
use crate::failure::Failure;
use crate::page::page_of_item;
use crate::pages::PageReader;
use crate::reader::Extracted;
use crate::waiting::Slot;

/// A source that takes longer for a page is waited for only where there is no document to give meanwhile.
const PROMPT: Duration = Duration::from_millis(5);

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
#[pyclass(frozen, module = "wenmai", name = "Extraction")]
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
    /// Whether the last page was long in coming.
    is_slow: bool,
    /// What is raised once all pages before it are done.
    error: Option<PyErr>,
    waiting: VecDeque<Next>,
    /// Bytes of the pages in the line.
    bytes: usize,
    index: u64,
    stop: Arc<AtomicBool>,
}

impl Extraction {
    pub(crate) fn new(engine: &Arc<Engine>, pages: &Bound<'_, PyAny>) -> PyResult<Self> {
        refuse_others(pages)?;
        let threads = engine
            .threads()
            .map_err(|error| PyRuntimeError::new_err(format!("cannot start threads: {error}")))?;
        let line = Line {
            engine: Arc::clone(engine),
            threads,
            pages: Some(pages.try_iter()?.unbind()),
            is_slow: false,
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
    /// Whether the next document, or what stands for it, is there.
    fn is_next_there(&self) -> bool {
        self.waiting.front().is_some_and(|next| match next {
            Next::Task(task) => task.result.is_filled(),
            Next::NoPage(_) => true,
        })
    }

    /// Hands pages to the threads, as many as they may have. A document that is there does not wait for pages that are not.
    fn fill(&mut self, py: Python<'_>) {
        let (most, most_bytes) = (self.engine.options.jobs() * 4, self.engine.most_bytes());
        while self.waiting.len() < most && (self.bytes < most_bytes || self.waiting.is_empty()) {
            if self.is_slow && self.is_next_there() {
                return;
            }
            let Some(pages) = &self.pages else { return };
            let asked = Instant::now();
            let item = pages.bind(py).clone().next();
            self.is_slow = asked.elapsed() > PROMPT;
            let item = match item {
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
                Err(no_page) if is_about_the_item(py, &no_page.error) => {
                    Next::NoPage(Failure::no_page(py, index, no_page))
                }
                Err(no_page) => {
                    self.error = Some(no_page.error);
                    self.pages = None;
                    return;
                }
            };
            self.waiting.push_back(next);
        }
    }

    fn begin(&mut self, index: u64, mut page: Page) -> Next {
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
            // Pages are guarded; a panic around them would end the interpreter, since nobody looks after this thread.
            let made = caught(|| engine.document(&mut page));
            let made = made.unwrap_or_else(|death| Ok(Err(Outcome::Dead(death))));
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

/// Refuses what can be iterated over and holds no pages: text and bytes, one page that is described, the columns of a table.
fn refuse_others(pages: &Bound<'_, PyAny>) -> PyResult<()> {
    let is_one = pages.is_instance_of::<PyString>()
        || pages.is_instance_of::<PyBytes>()
        || pages.is_instance_of::<PyByteArray>()
        || pages.is_instance_of::<PyMemoryView>()
        || pages.cast::<PyMapping>().is_ok();
    let help = if is_one {
        "give a list, or one page to extract()"
    } else if is_table(pages)? {
        "give the table to batch(), or one of its columns here"
    } else {
        return Ok(());
    };
    Err(PyTypeError::new_err(format!(
        "extract_many takes many pages, not {}: {help}",
        pages.get_type().name()?
    )))
}

/// Whether `pages` is a table of any library, rather than a column or a list.
fn is_table(pages: &Bound<'_, PyAny>) -> PyResult<bool> {
    if pages.hasattr("columns")? {
        return Ok(true);
    }
    let is_arrow = pages.hasattr("__arrow_c_stream__")?;
    // Columns have a type, and tables a schema; the tables of files say neither.
    Ok(is_arrow && (pages.hasattr("schema")? || pages.is_instance_of::<PageReader>()))
}
