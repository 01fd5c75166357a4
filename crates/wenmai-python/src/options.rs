//! Options: their names, what belongs together, and the record that they are kept in.

mod given;
mod meaning;

use std::ffi::OsStr;
use std::path::{self, PathBuf};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde::{Deserialize, Serialize};
use wenmai::corpus::{DEFAULT_TIME_LIMIT, absolute_site_file};

use given::Given;
use meaning::size;

use crate::waiting::apart;

pub(crate) use given::time;
pub(crate) use meaning::page_kind;

/// What an input may hold.
const KINDS: [&str; 7] = [
    "html", "text", "markdown", "jsonl", "warc", "wet", "parquet",
];

/// Options of whatever makes documents of pages.
pub(crate) const EXTRACT: [&str; 23] = [
    "articles",
    "captured_at",
    "charset",
    "content_field",
    "host",
    "id_field",
    "isolate",
    "jobs",
    "kind",
    "max_depth",
    "max_expansion",
    "max_lines",
    "max_nodes",
    "max_page_bytes",
    "max_steps",
    "memory",
    "profiles",
    "recipe",
    "redact",
    "redact_language",
    "site_files",
    "time_limit",
    "url_field",
];

/// Options that say nothing about a page that is given alone.
const OF_MANY: [&str; 5] = [
    "content_field",
    "id_field",
    "jobs",
    "max_expansion",
    "url_field",
];

/// Options of whatever makes a document of one page.
pub(crate) fn one_page() -> Vec<&'static str> {
    let options = EXTRACT.into_iter();
    options.filter(|name| !OF_MANY.contains(name)).collect()
}

/// Options of whatever reads pages from files.
pub(crate) const READ: [&str; 9] = [
    "charset",
    "content_field",
    "id_field",
    "kind",
    "max_expansion",
    "max_page_bytes",
    "memory",
    "skip_read_errors",
    "url_field",
];

/// Options of runs beside those of [`EXTRACT`].
pub(crate) const RUN: [&str; 6] = [
    "compress",
    "format",
    "part_size",
    "sample",
    "seed",
    "skip_read_errors",
];

/// What a caller may say. The JSON of it is what worker processes are told, and what an extractor is pickled by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Options {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) content_field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id_field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url_field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) charset: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) captured_at: Option<Timestamp>,
    /// Its text: the file may change, or be on another machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) recipe: Option<String>,
    /// Codes with commas between them, or `all`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) redact: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) redact_language: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) site_files: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) profiles: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) host: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) articles: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) jobs: Option<usize>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) isolate: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) time_limit: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) memory: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_nodes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_depth: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_lines: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_steps: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_expansion: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_page_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) compress: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) part_size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sample: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) seed: Option<u64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) skip_read_errors: bool,
}

impl Options {
    /// The options among the keyword arguments of `function`, which takes those that are `known`. `None` is the default of each.
    pub(crate) fn of_keywords(
        function: &str,
        known: &[&str],
        keywords: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let mut options = Self::default();
        for (name, value) in keywords.into_iter().flatten() {
            let name: String = name.extract()?;
            if !known.contains(&name.as_str()) {
                return Err(unknown(function, &name, known));
            }
            if !value.is_none() {
                options.set(&name, &value)?;
            }
        }
        options.check()?;
        Ok(options)
    }

    /// What `work` makes of the options, which may name files: other threads of Python run meanwhile, and Ctrl-C is answered.
    pub(crate) fn prepare<T: Send + 'static>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&Self) -> PyResult<T> + Send + 'static,
    ) -> PyResult<T> {
        if !self.name_files() {
            return py.detach(|| work(self));
        }
        let options = self.clone();
        apart(py, move || work(&options))?
    }

    /// The same with paths from the root: who reads the files again may have another working folder.
    pub(crate) fn with_absolute_paths(mut self) -> Self {
        for file in &mut self.site_files {
            let absolute = absolute_site_file(OsStr::new(file));
            if let Some(absolute) = absolute.ok().and_then(|file| file.into_string().ok()) {
                *file = absolute;
            }
        }
        let profiles = self.profiles.as_deref().map(path::absolute);
        if let Some(Ok(profiles)) = profiles {
            self.profiles = Some(profiles);
        }
        self
    }

    fn set(&mut self, name: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let given = Given { name, value };
        match name {
            "content_field" => self.content_field = Some(given.text()?),
            "id_field" => self.id_field = Some(given.text()?),
            "url_field" => self.url_field = Some(given.text()?),
            "kind" => self.kind = Some(given.one_of(&KINDS)?),
            "charset" => self.charset = Some(given.charset()?),
            "captured_at" => self.captured_at = Some(given.time()?),
            "recipe" => self.recipe = Some(given.recipe()?),
            "redact" => self.redact = given.kinds_of_personal_data()?,
            "redact_language" => self.redact_language = Some(given.one_of(&["code", "zh"])?),
            "site_files" => self.site_files = given.texts()?,
            "profiles" => self.profiles = Some(given.path()?),
            "host" => self.host = Some(given.text()?),
            "articles" => self.articles = given.switch()?,
            "jobs" => self.jobs = Some(size(given.number(1, u64::from(u16::MAX))?)),
            "isolate" => self.isolate = given.switch()?,
            "time_limit" => self.time_limit = Some(given.seconds()?),
            "memory" => self.memory = Some(given.number(1, u64::MAX)?),
            "max_nodes" => self.max_nodes = Some(given.number(1, u64::MAX)?),
            "max_depth" => self.max_depth = Some(given.number(4, 254)?),
            "max_lines" => self.max_lines = Some(given.number(1, u64::MAX)?),
            "max_steps" => self.max_steps = Some(given.number(1, u64::MAX)?),
            "max_expansion" => self.max_expansion = Some(given.number(1, u64::from(u32::MAX))?),
            "max_page_bytes" => self.max_page_bytes = Some(given.number(1, u64::MAX)?),
            "format" => self.format = Some(given.one_of(&["jsonl", "parquet", "md"])?),
            "compress" => self.compress = Some(given.one_of(&["none", "zstd"])?),
            "part_size" => self.part_size = Some(given.number(1, u64::MAX)?),
            "sample" => self.sample = Some(given.sample()?),
            "seed" => self.seed = Some(given.number(0, u64::MAX)?),
            "skip_read_errors" => self.skip_read_errors = given.switch()?,
            // Whoever lists a name among the known ones sets it here; a test goes through all of them.
            name => return Err(PyTypeError::new_err(format!("there is no option {name}"))),
        }
        Ok(())
    }

    /// Options that belong together.
    fn check(&self) -> PyResult<()> {
        let wrong = if self.time_limit.is_some() && !self.isolate {
            "time_limit is for pages in processes of their own: add isolate=True"
        } else if self.redact_language.is_some() && self.redact.is_none() {
            "redact_language is for placeholders: add redact=True"
        } else if self.format.as_deref() == Some("md") && self.compress.as_deref() == Some("zstd") {
            "files of Markdown are not compressed: leave out compress, or choose format=\"jsonl\""
        } else if self.seed.is_some() && self.sample.is_none() {
            "seed is for samples: add sample=1000 or sample=\"1%\""
        } else {
            return self.check_memory();
        };
        Err(PyValueError::new_err(wrong))
    }

    /// Number of threads.
    pub(crate) fn jobs(&self) -> usize {
        let cores = || thread::available_parallelism().map_or(1, usize::from);
        self.jobs.unwrap_or_else(cores)
    }

    /// How long a page may take in a process of its own.
    pub(crate) fn time_limit(&self) -> Duration {
        let limit = self.time_limit.map(Duration::try_from_secs_f64);
        limit.and_then(Result::ok).unwrap_or(DEFAULT_TIME_LIMIT)
    }

    /// Whether what the options name stands in files, which may change while nobody looks.
    pub(crate) fn name_files(&self) -> bool {
        self.profiles.is_some() || !self.site_files.is_empty()
    }
}

/// No function takes a keyword of this name.
fn unknown(function: &str, name: &str, known: &[&str]) -> PyErr {
    let mut known = known.to_vec();
    known.sort_unstable();
    let close = known.iter().find(|other| is_close(name, other));
    let hint = close.map_or(String::new(), |other| format!(" (did you mean {other}?)"));
    PyTypeError::new_err(format!(
        "{function}() has no option {name:?}{hint}; options are {}",
        known.join(", ")
    ))
}

/// Whether two names differ by little: by one character, or by how their words are set apart.
fn is_close(name: &str, other: &str) -> bool {
    let letters = |name: &str| -> Vec<char> {
        let name = name.to_lowercase();
        name.chars().filter(|c| c.is_alphanumeric()).collect()
    };
    let (a, b) = (letters(name), letters(other));
    let start = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let ends = a.iter().rev().zip(b.iter().rev());
    let end = ends.take_while(|(a, b)| a == b).count();
    let longest = a.len().max(b.len());
    longest <= start + end + 1 && longest > 2
}
