//! Corpus runs.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use pythonize::pythonize;
use serde::Serialize;
use wenmai::Page;
use wenmai::corpus::{
    CorpusError, Outcome, PageProcessor, Plan, ProcessorFactory, Progress, RunOptions, merge,
    shards, split, status,
};
use wenmai::model::Ledger;

use crate::engine::{Isolation, processors};
use crate::errors::corpus_error;
use crate::ledger::{End, Status};
use crate::options::{EXTRACT, Options, RUN};
use crate::pages::files_of;
use crate::waiting::{apart, interruptible};

/// How often progress is told.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(500);

/// How far a run is.
#[derive(Serialize)]
struct Report {
    bytes: u64,
    total_bytes: u64,
    parts: u64,
    ledger: Ledger,
}

impl Report {
    fn of(progress: &Progress) -> Self {
        Self {
            bytes: progress.bytes(),
            total_bytes: progress.total_bytes(),
            parts: progress.parts(),
            ledger: progress.ledger(),
        }
    }
}

/// Turns shards of pages into shards of documents, with nothing lost: what `wenmai corpus run` does.
///
/// `inputs` is a path or many; `out` is the folder of the run, which gets part-NNNNN.*, dead-letters.jsonl, dropped.jsonl and
/// manifest.jsonl. The same call goes on after the last whole part when it was stopped, killed or out of disk, and does
/// nothing when all is done. Ctrl-C ends it within a moment; the part that was being written is made anew next time.
///
/// `progress` is called about twice a second with a dict of bytes, total_bytes, parts and ledger. Options are those of Extractor,
/// whose help lists them, and format ("jsonl", "parquet" or "md"), compress ("none" or "zstd"), part_size (bytes), sample (a number of records, or
/// a share such as "1%"), seed and skip_read_errors.
#[pyfunction]
#[pyo3(name = "corpus_run", signature = (inputs, out, *, progress=None, **options))]
pub(crate) fn run(
    py: Python<'_>,
    inputs: &Bound<'_, PyAny>,
    out: PathBuf,
    progress: Option<Bound<'_, PyAny>>,
    options: Option<&Bound<'_, PyDict>>,
) -> PyResult<End> {
    let options = Options::of_keywords("run", &run_options(), options)?;
    let run = run_of(py, &options, files_of(inputs)?, out)?;
    run_by(py, &options, run, progress.as_ref())
}

/// The run over `files` into `out`, which `options` say.
fn run_of(
    py: Python<'_>,
    options: &Options,
    files: Vec<OsString>,
    out: PathBuf,
) -> PyResult<RunOptions> {
    options.prepare(py, move |options| options.run(files, out))
}

/// Runs `run`, which `options` say.
fn run_by(
    py: Python<'_>,
    options: &Options,
    run: RunOptions,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<End> {
    let isolation = options
        .isolate
        .then(|| Isolation::new(py, options, &run, false));
    let isolation = isolation.transpose()?;
    let told = Arc::new(Progress::default());
    let theirs = Arc::clone(&told);
    let stop = Arc::new(AtomicBool::new(false));
    let their_stop = Arc::clone(&stop);
    let work = move |_: &AtomicBool| {
        let processors = stoppable(processors(isolation, &run), &their_stop);
        Plan::new(run)?.run_with(&*processors, &their_stop, &theirs)
    };
    let mut last = Instant::now();
    let tell = |progress: &Bound<'_, PyAny>| -> PyResult<()> {
        let report = pythonize(py, &Report::of(&told))?;
        progress.call1((report,)).map(drop)
    };
    let end = interruptible(py, &stop, work, || match progress {
        Some(progress) if last.elapsed() >= PROGRESS_INTERVAL => {
            last = Instant::now();
            tell(progress)
        }
        _ => Ok(()),
    })?;
    let end = end.map_err(|error| corpus_error(py, &error))?;
    progress.map_or(Ok(()), tell)?;
    Ok(End(end))
}

/// The files of a run, in their order, in shards of at least `shard_bytes` bytes each, for machines that run them side by side.
///
/// Each shard is a list of paths for `run_shard`; a file is never cut. `inputs` and options are those of the run as a whole.
/// Nothing is read and nothing is written.
#[pyfunction]
#[pyo3(name = "corpus_shards", signature = (inputs, shard_bytes, **options))]
pub(crate) fn run_shards(
    py: Python<'_>,
    inputs: &Bound<'_, PyAny>,
    shard_bytes: u64,
    options: Option<&Bound<'_, PyDict>>,
) -> PyResult<Vec<Vec<String>>> {
    let options = Options::of_keywords("shards", &run_options(), options)?;
    let run = run_of(py, &options, files_of(inputs)?, PathBuf::new())?;
    let shards =
        apart(py, move || shards(&run, shard_bytes))?.map_err(|error| corpus_error(py, &error))?;
    // Engines send them as JSON, and so do manifests.
    let text = |file: OsString| {
        file.into_string().map_err(|file| {
            let message = format!("{}: the name of this file is not Unicode", file.display());
            PyValueError::new_err(message)
        })
    };
    let shards = shards.into_iter();
    shards
        .map(|files| files.into_iter().map(text).collect())
        .collect()
}

/// Begins in the folder `out` the run over all `inputs` and, in a folder of its own below it, each of its shards; gives the positions of
/// those that are not finished in the list that `shards` gives.
///
/// So it is known before any machine starts that they are shards of one run, in a folder that holds no other one. The same call
/// begins what is missing and changes nothing else; of a run that is merged, no shards are left.
#[pyfunction]
#[pyo3(name = "corpus_split", signature = (inputs, out, shard_bytes, **options))]
pub(crate) fn run_split(
    py: Python<'_>,
    inputs: &Bound<'_, PyAny>,
    out: PathBuf,
    shard_bytes: u64,
    options: Option<&Bound<'_, PyDict>>,
) -> PyResult<Vec<u64>> {
    let options = Options::of_keywords("split", &run_options(), options)?;
    let run = run_of(py, &options, files_of(inputs)?, out)?;
    let left =
        apart(py, move || split(&run, shard_bytes))?.map_err(|error| corpus_error(py, &error))?;
    Ok(left.folders.into_keys().collect())
}

/// Runs a shard, one of what `shards` gives, of the run in the folder `out`, on whatever machine has this folder and the files.
///
/// `index` is the position of the shard in that list, and the options are those of the run as a whole. The shard has a folder
/// of its own, shards/NNNNN below `out`; the same call goes on after its last whole part when it was stopped or killed.
#[pyfunction]
#[pyo3(name = "corpus_run_shard", signature = (shard, out, index, *, progress=None, **options))]
pub(crate) fn run_shard(
    py: Python<'_>,
    shard: &Bound<'_, PyAny>,
    out: PathBuf,
    index: u64,
    progress: Option<Bound<'_, PyAny>>,
    options: Option<&Bound<'_, PyDict>>,
) -> PyResult<End> {
    let options = Options::of_keywords("run_shard", &run_options(), options)?;
    let files = files_of(shard)?;
    let run = run_of(py, &options, Vec::new(), out)?.shard(index, files);
    run_by(py, &options, run, progress.as_ref())
}

/// Makes a finished run of the finished shards in the folder `out`: what one run over all `inputs` gives, but that parts are cut
/// where shards are.
///
/// `inputs` and options are those that were given to `shards`. Parts are moved, not copied; a merge that was killed goes on
/// when it is called again.
#[pyfunction]
#[pyo3(name = "corpus_merge", signature = (inputs, out, **options))]
pub(crate) fn run_merge(
    py: Python<'_>,
    inputs: &Bound<'_, PyAny>,
    out: PathBuf,
    options: Option<&Bound<'_, PyDict>>,
) -> PyResult<End> {
    let options = Options::of_keywords("merge", &run_options(), options)?;
    let run = run_of(py, &options, files_of(inputs)?, out)?;
    // It knows no stop, but what it has begun is soon done, and a second call would find the folder locked.
    let end = interruptible(py, &Arc::default(), move |_| merge(&run), || Ok(()))?;
    end.map(End).map_err(|error| corpus_error(py, &error))
}

/// The options of runs.
pub(crate) fn run_options() -> Vec<&'static str> {
    EXTRACT.into_iter().chain(RUN).collect()
}

/// Processors that end the run once `stop` is set, rather than finish the part that is being written.
fn stoppable(processors: Box<ProcessorFactory>, stop: &Arc<AtomicBool>) -> Box<ProcessorFactory> {
    let stop = Arc::clone(stop);
    Box::new(
        move |thread| -> Result<Box<dyn PageProcessor + Send>, CorpusError> {
            Ok(Box::new(Stoppable {
                processor: processors(thread)?,
                stop: Arc::clone(&stop),
            }))
        },
    )
}

struct Stoppable {
    processor: Box<dyn PageProcessor + Send>,
    stop: Arc<AtomicBool>,
}

impl PageProcessor for Stoppable {
    fn process(&mut self, page: &Page) -> Result<Outcome, CorpusError> {
        if self.stop.load(Ordering::Relaxed) {
            let interrupted = io::Error::from(io::ErrorKind::Interrupted);
            return Err(CorpusError::Worker(interrupted));
        }
        self.processor.process(page)
    }
}

/// What the run in the folder `out` has done, and whether the folder still holds what it wrote.
///
/// With `verify`, all parts are read and compared with their checksums.
#[pyfunction]
#[pyo3(name = "corpus_status", signature = (out, *, verify=false))]
pub(crate) fn run_status(py: Python<'_>, out: PathBuf, verify: bool) -> PyResult<Status> {
    let status = apart(py, move || status(&out, verify))?;
    status.map(Status).map_err(|error| corpus_error(py, &error))
}
