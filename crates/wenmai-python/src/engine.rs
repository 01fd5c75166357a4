//! What makes documents, in this process or in others.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pyo3::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use serde::{Deserialize, Serialize};
use wenmai::Page;
use wenmai::corpus::{
    BatchProcessor, Briefing, CorpusError, InProcess, Isolated, Outcome, PageLimits, PageProcessor,
    ProcessorFactory, RunOptions, WorkerProgram,
};
use wenmai::io::sha256;

use crate::options::Options;
use crate::process::PerProcess;
use crate::reader::{DocumentReader, Extracted, extracted_of};

/// What a worker process is started with; recipe and profiles are in its briefing.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WorkerOrders {
    pub(crate) options: Options,
    /// Whether it gives whole documents instead of records.
    pub(crate) gives_documents: bool,
    /// SHA-256 of the files of sites, which it reads itself: rights would be others if they had changed meanwhile.
    pub(crate) site_files_sha256: Option<String>,
    /// Most addresses that it may take, in bytes.
    pub(crate) address_space: u64,
}

/// How worker processes are started.
#[derive(Debug, Clone)]
pub(crate) struct Isolation {
    python: PathBuf,
    /// What Python runs there.
    program: String,
    orders: String,
    briefing: Arc<Briefing>,
    time_limit: Duration,
}

impl Isolation {
    /// Workers for a run by `run`, which `options` say.
    pub(crate) fn new(
        py: Python<'_>,
        options: &Options,
        run: &RunOptions,
        gives_documents: bool,
    ) -> PyResult<Self> {
        // Programs that have Python inside of them have no name for it, or an empty one.
        let python: Option<PathBuf> = py.import("sys")?.getattr("executable")?.extract()?;
        let python = python.filter(|python| !python.as_os_str().is_empty());
        let program = py.import("wenmai._worker")?.getattr("program")?.call0()?;
        let orders = WorkerOrders {
            options: Options {
                recipe: None,
                profiles: None,
                host: None,
                isolate: false,
                time_limit: None,
                ..options.clone().with_absolute_paths()
            },
            gives_documents,
            site_files_sha256: run.site_files.as_ref().map(|files| files.sha256.clone()),
            address_space: WorkerProgram::Python.address_space(run.memory),
        };
        let orders = serde_json::to_string(&orders)
            .map_err(|error| pyo3::exceptions::PyValueError::new_err(error.to_string()))?;
        Ok(Self {
            python: python.unwrap_or_else(|| "python3".into()),
            program: program.extract()?,
            orders,
            briefing: Arc::new(Briefing::of(run)),
            time_limit: options.time_limit(),
        })
    }

    /// A worker process.
    fn worker(&self) -> Result<Isolated, CorpusError> {
        let Self {
            python,
            program,
            orders,
            ..
        } = self.clone();
        let start = move || {
            let mut command = Command::new(&python);
            command.args(["-c", &program, &orders]);
            Ok(command)
        };
        Isolated::new(Box::new(start), Arc::clone(&self.briefing), self.time_limit)
    }

    /// Makes a worker for each thread.
    pub(crate) fn factory(self) -> Box<ProcessorFactory> {
        Box::new(
            move |_| -> Result<Box<dyn PageProcessor + Send>, CorpusError> {
                Ok(Box::new(self.worker()?))
            },
        )
    }
}

/// All that an extractor needs, made once. Threads, processes and processors are made when they are needed.
#[derive(Debug)]
pub(crate) struct Engine {
    pub(crate) options: Options,
    run: RunOptions,
    reader: DocumentReader,
    /// How documents and rows are made in other processes, where that is asked for.
    isolation: Option<(Isolation, Isolation)>,
    threads: PerProcess<ThreadPool>,
    workers: PerProcess<Mutex<Vec<Isolated>>>,
    batch: PerProcess<BatchProcessor>,
    limits: PerProcess<PageLimits>,
}

impl Engine {
    /// What `options` say.
    pub(crate) fn new(py: Python<'_>, options: Options) -> PyResult<Self> {
        let (run, reader) = options.prepare(py, |options| {
            let (run, rights) = options.run_and_rights(Vec::<OsString>::new(), PathBuf::new())?;
            let reader = DocumentReader::new(&run, &rights)?;
            Ok((run, reader))
        })?;
        let options = options.with_absolute_paths();
        let isolation = |gives_documents| {
            let isolation = options
                .isolate
                .then(|| Isolation::new(py, &options, &run, gives_documents));
            isolation.transpose()
        };
        let isolation = isolation(true)?.zip(isolation(false)?);
        Ok(Self {
            options,
            run,
            reader,
            isolation,
            threads: PerProcess::default(),
            workers: PerProcess::default(),
            batch: PerProcess::default(),
            limits: PerProcess::default(),
        })
    }

    /// The document of `page`, or what became of it. The page gets the checksum that one of a file has.
    ///
    /// # Errors
    ///
    /// When no worker process can be started.
    pub(crate) fn document(
        &self,
        page: &mut Page,
    ) -> Result<Result<Extracted, Outcome>, CorpusError> {
        page.sha256 = Some(sha256(&page.body));
        let limits = self
            .limits
            .get(|| Ok::<_, CorpusError>(PageLimits::of(&self.run)))?;
        let made = limits.within(page, || self.document_within_limits(page));
        made.unwrap_or_else(|outcome| Ok(Err(outcome)))
    }

    fn document_within_limits(
        &self,
        page: &Page,
    ) -> Result<Result<Extracted, Outcome>, CorpusError> {
        let Some((isolation, _)) = &self.isolation else {
            return Ok(self.reader.read(page));
        };
        let idle = self
            .workers
            .get(|| Ok::<_, CorpusError>(Mutex::default()))?;
        let lock = || idle.lock().unwrap_or_else(PoisonError::into_inner);
        let worker = lock().pop();
        let mut worker = match worker {
            Some(worker) => worker,
            None => isolation.worker()?,
        };
        let outcome = worker.process(page);
        lock().push(worker);
        outcome.map(extracted_of)
    }

    /// The threads.
    pub(crate) fn threads(&self) -> Result<Arc<ThreadPool>, rayon::ThreadPoolBuildError> {
        self.threads.get(|| {
            ThreadPoolBuilder::new()
                .num_threads(self.options.jobs())
                .thread_name(|at| format!("wenmai-{at}"))
                .build()
        })
    }

    /// What makes rows of tables.
    pub(crate) fn batch(&self) -> Result<Arc<BatchProcessor>, CorpusError> {
        self.batch.get(|| {
            Ok(match &self.isolation {
                None => BatchProcessor::new(&self.run),
                Some((_, isolation)) => {
                    BatchProcessor::with(&self.run, isolation.clone().factory())
                }
            })
        })
    }

    /// Pages that are worked at have so many bytes at most: what is made of them is many times as large.
    pub(crate) fn most_bytes(&self) -> usize {
        usize::try_from(self.run.memory / 32).unwrap_or(usize::MAX)
    }
}

/// What makes the documents of a run.
pub(crate) fn processors(isolation: Option<Isolation>, run: &RunOptions) -> Box<ProcessorFactory> {
    isolation.map_or_else(|| InProcess::of(run).factory(), Isolation::factory)
}
