//! From a page to its document.

use pyo3::PyResult;
use pyo3::exceptions::PyValueError;
use serde::{Deserialize, Serialize};
use wenmai::corpus::{CorpusError, InProcess, Outcome, PageProcessor, RunOptions};
use wenmai::format::record::audited_record;
use wenmai::model::{DocumentRecord, Quality};
use wenmai::rights::{RightsOptions, RightsReader};
use wenmai::{Analysis, Document, Page};

/// A page that was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Extracted {
    /// Its document.
    pub(crate) document: Document,
    /// What was found about rights.
    pub(crate) analysis: Analysis,
    /// What the recipe says, if there is one.
    pub(crate) quality: Option<Quality>,
}

impl Extracted {
    /// The record of the document, as the command writes it.
    pub(crate) fn record(&self) -> DocumentRecord {
        let mut record = audited_record(&self.document, &self.analysis);
        record.quality.clone_from(&self.quality);
        record
    }
}

/// Makes documents of pages; threads share it.
#[derive(Debug)]
pub(crate) struct DocumentReader {
    in_process: InProcess,
    rights: RightsReader,
}

impl DocumentReader {
    /// Documents as a run by `run` makes them, with what `rights` say.
    pub(crate) fn new(run: &RunOptions, rights: &RightsOptions) -> PyResult<Self> {
        let rights =
            RightsReader::new(rights).map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(Self {
            in_process: InProcess::of(run),
            rights,
        })
    }

    /// The document of `page`, or what became of it. A page that panics failed.
    pub(crate) fn read(&self, page: &Page) -> Result<Extracted, Outcome> {
        let kept = self.in_process.keep(page, |document| Analysis {
            rights: self.rights.rights(document),
            ..Analysis::default()
        })?;
        Ok(Extracted {
            document: kept.document,
            analysis: kept.analysis,
            quality: kept.quality,
        })
    }
}

/// What a worker process makes of pages.
pub(crate) enum WorkerTask {
    /// The records of a run.
    Records(InProcess),
    /// Whole documents, for those who want more of them than records.
    Documents(DocumentReader),
}

impl PageProcessor for WorkerTask {
    fn process(&mut self, page: &Page) -> Result<Outcome, CorpusError> {
        match self {
            Self::Records(in_process) => in_process.process(page),
            Self::Documents(reader) => Ok(match reader.read(page) {
                Err(outcome) => outcome,
                Ok(extracted) => match serde_json::to_vec(&extracted) {
                    Ok(bytes) => Outcome::Written(bytes),
                    Err(error) => Outcome::dead("unwritable", error.to_string(), None),
                },
            }),
        }
    }
}

/// What `outcome` of a worker process says, which [`WorkerTask::Documents`] gave.
pub(crate) fn extracted_of(outcome: Outcome) -> Result<Extracted, Outcome> {
    match outcome {
        Outcome::Written(bytes) => serde_json::from_slice(&bytes).map_err(|error| {
            Outcome::dead(
                "crash",
                format!("the worker process gave no document: {error}"),
                Some("please report this page"),
            )
        }),
        other => Err(other),
    }
}
