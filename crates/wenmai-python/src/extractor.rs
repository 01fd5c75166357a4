//! Extractors, and the functions that are one-time uses of them.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::types::PyDict;
use pythonize::pythonize;

use crate::document::Document;
use crate::engine::Engine;
use crate::errors::{corpus_error, refused};
use crate::extraction::Extraction;
use crate::options::{EXTRACT, Options, one_page};
use crate::page::{PageNames, Text, kind_of_name, page};
use crate::results::{Results, batch_of};

/// Makes documents of pages by the same options again and again.
///
/// It keeps what the options need: dictionaries, recipe, threads, worker processes. Threads of Python may share it.
/// Pickled, it is its options, so that Ray, Spark and multiprocessing can send it; a recipe goes along, but `profiles` and
/// `site_files` are paths, from the root, that must be there on the other machine, too.
///
/// Options, of which `None` is the default of each:
///
/// recipe: which documents are kept: "zh-web", "en-web", "rag", the path of a recipe, or its text
/// redact: placeholders in the place of personal data: True, or kinds such as `["email"]`
/// redact_language: what placeholders are written in, "code" or "zh"
/// site_files: robots.txt and its like, for rights: "https://site.example/robots.txt=FILE", or a WARC that holds them
/// profiles: what repeats on the pages of sites: a folder that `wenmai profile` has written
/// host: the site of pages that do not say their address
/// kind: what pages are, "html", "text" or "markdown"; of files also "jsonl", "warc", "wet" or "parquet"
/// charset: the charset of pages that are bytes
/// captured_at: when pages were crawled: a datetime, a date, or ISO 8601
/// content_field, id_field, url_field: columns and keys with other names
/// articles: True where articles of statutes (第N条) are headings
/// jobs: threads; all cores by default
/// isolate: True for pages in processes of their own, so that one that crashes or hangs costs no more
/// time_limit: seconds for each page in a process of its own; 30 by default
/// memory: bytes that a run or extract_many may take, and a batch beside its tables; pages that need more are dead
/// max_page_bytes: bytes of a page
/// max_nodes, max_depth: elements and texts of an HTML page; how deep they are nested, from 4 to 254
/// max_lines, max_steps: lines of a page of text; steps of work at a page
/// max_expansion: how many times as long as itself a compressed file may become
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
        url: Option<Text>,
        kind: Option<&str>,
        id: Option<Text>,
    ) -> PyResult<Document> {
        extract_by(py, &self.engine, page, url, kind, id)
    }

    /// The documents of many pages, in their order, on all cores.
    ///
    /// Pages are `str`, `bytes`, `Page`, or mappings with the keys of `Page`, or `html`, `html_b64`, `text` or `markdown` in the
    /// place of `content`. They are taken from the iterable as they are needed, some ahead, so that it may be endless. A page that
    /// gives no document is a Failure in its place.
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
/// are those of Extractor, whose help lists them, but for those that are about many pages: content_field, id_field, url_field, jobs
/// and max_expansion. An Extractor is faster for many pages by options that name files.
///
/// Raises Refused for what a run would not keep: no page of text, one without text or beyond a limit, or what the recipe drops.
#[pyfunction]
#[pyo3(signature = (page, *, url=None, kind=None, id=None, **options))]
pub(crate) fn extract(
    py: Python<'_>,
    page: &Bound<'_, PyAny>,
    url: Option<Text>,
    kind: Option<&str>,
    id: Option<Text>,
    options: Option<&Bound<'_, PyDict>>,
) -> PyResult<Document> {
    let options = Options::of_keywords("extract", &one_page(), options)?;
    let engine = last_engine(py, options)?;
    extract_by(py, &engine, page, url, kind, id)
}

/// The documents of many pages, in their order, on all cores.
///
/// Pages are `str`, `bytes`, `Page`, or mappings with the keys of `Page`, or `html`, `html_b64`, `text` or `markdown` in the
/// place of `content`. They are taken from the iterable as they are needed, some ahead, so that it may be endless. A page that
/// gives no document is a Failure in its place. `jobs` is the number of threads; the other options are those of Extractor, whose
/// help lists them.
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
/// `keywords` for what is known of it. A row in, a row out, in order; what failed says why. The options are those of Extractor,
/// whose help lists them.
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
    url: Option<Text>,
    kind: Option<&str>,
    id: Option<Text>,
) -> PyResult<Document> {
    let names = PageNames {
        id: id.map(|Text(id)| id),
        url: url.map(|Text(url)| url),
        kind: kind_of_name(kind)?,
    };
    let mut page = page(content, names, &engine.options)?;
    match py.detach(|| engine.document(&mut page)) {
        Ok(Ok(extracted)) => Ok(Document::new(extracted)),
        Ok(Err(outcome)) => Err(refused(py, &page.id, outcome)),
        Err(error) => Err(corpus_error(py, &error)),
    }
}
