//! Worker processes.

use std::io::{self, BufReader, BufWriter};

use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;
use wenmai::corpus::{Briefing, InProcess, serve};

use crate::engine::WorkerOrders;
use crate::options::Options;
use crate::reader::{DocumentReader, WorkerTask};

/// What a worker process does: reads pages from standard input, and writes what becomes of them to standard output.
#[pyfunction]
#[pyo3(name = "_serve_worker")]
pub(crate) fn serve_worker(py: Python<'_>, orders: &str) -> PyResult<()> {
    let orders: WorkerOrders = serde_json::from_str(orders)
        .map_err(|error| PyValueError::new_err(format!("workers are started by runs: {error}")))?;
    let broken = |error: io::Error| PyOSError::new_err(error.to_string());
    let mut reader = BufReader::with_capacity(1 << 16, io::stdin());
    let briefing = py.detach(|| Briefing::read(&mut reader)).map_err(broken)?;
    let options = Options {
        recipe: briefing.recipe.clone(),
        ..orders.options
    };
    let (mut run, rights) = options.run_and_rights(Vec::new(), std::path::PathBuf::new())?;
    let site_files = run.site_files.as_ref().map(|files| &files.sha256);
    if site_files != orders.site_files_sha256.as_ref() {
        return Err(PyValueError::new_err(
            "site_files have changed since they were read first; make the extractor anew",
        ));
    }
    run.parse.profiles = briefing
        .site_profiles()
        .map_err(|error| PyValueError::new_err(error.to_string()))?;
    let mut task = if orders.gives_documents {
        WorkerTask::Documents(DocumentReader::new(&run, &rights)?)
    } else {
        WorkerTask::Records(InProcess::of(&run))
    };
    py.detach(|| {
        let mut writer = BufWriter::with_capacity(1 << 16, io::stdout());
        serve(&mut reader, &mut writer, &mut task)
    })
    .map_err(broken)
}
