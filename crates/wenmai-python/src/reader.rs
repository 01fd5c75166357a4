//! From a page to its document.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use pyo3::PyResult;
use pyo3::exceptions::PyValueError;
use serde::{Deserialize, Serialize};
use wenmai::corpus::{CorpusError, Death, Dropped, InProcess, Outcome, PageProcessor, Recipe};
use wenmai::format::record::audited_record;
use wenmai::model::{DocumentRecord, Quality};
use wenmai::privacy::Redactor;
use wenmai::rights::RightsReader;
use wenmai::{Analysis, ArticleSource, Document, Page, ParseOptions, read_document, redact};

use crate::options::Options;

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
    parse: ParseOptions,
    recipe: Option<Recipe>,
    redactor: Option<Arc<Redactor>>,
    rights: RightsReader,
}

impl DocumentReader {
    /// Documents as `parse` and `options` say.
    pub(crate) fn new(
        parse: ParseOptions,
        recipe: Option<Recipe>,
        options: &Options,
    ) -> PyResult<Self> {
        let (rights, _) = options.rights()?;
        let rights =
            RightsReader::new(&rights).map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(Self {
            parse,
            recipe,
            redactor: options.redactor()?,
            rights,
        })
    }

    /// The document of `page`, or what became of it. A page that panics failed.
    pub(crate) fn read(&self, page: &Page) -> Result<Extracted, Outcome> {
        // The values that a panic may have left half changed are dropped with the page.
        let result = catch_unwind(AssertUnwindSafe(|| self.read_unguarded(page)));
        result.unwrap_or_else(|panic| {
            let message = panic
                .downcast_ref::<&str>()
                .map(|message| (*message).to_owned())
                .or_else(|| panic.downcast_ref::<String>().cloned());
            Err(dead(
                "panic",
                message.unwrap_or_else(|| "a panic without a message".into()),
                Some("please report this page"),
            ))
        })
    }

    fn read_unguarded(&self, page: &Page) -> Result<Extracted, Outcome> {
        let document = read_document(page, &self.parse)
            .map_err(|refusal| dead("refused", refusal.kind.to_string(), Some(refusal.help())))?;
        let quality = self.recipe.as_ref().map(|recipe| {
            let article = wenmai::format::article_text(&document);
            recipe.judge(&ArticleSource {
                document: &document,
                text: &article.text,
                blocks: &article.blocks,
            })
        });
        let is_mark_only = self.recipe.as_ref().is_some_and(Recipe::is_mark_only);
        if let Some(quality) = &quality
            && let Some(first) = quality.broken.first()
            && !is_mark_only
        {
            return Err(Outcome::Dropped(Dropped {
                reason: first.rule.clone().into(),
                broken: quality.broken.clone(),
            }));
        }
        let analysis = Analysis {
            rights: self.rights.rights(&document),
            ..Analysis::default()
        };
        let (document, analysis) = match &self.redactor {
            None => (document, analysis),
            Some(redactor) => {
                let redacted = redact(&document, analysis, redactor);
                (redacted.document, redacted.analysis)
            }
        };
        Ok(Extracted {
            document,
            analysis,
            quality,
        })
    }
}

/// What becomes of a page that failed.
pub(crate) fn dead(reason: &'static str, message: String, help: Option<&str>) -> Outcome {
    Outcome::Dead(Death {
        reason: reason.into(),
        message,
        help: help.map(str::to_owned),
    })
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
                    Err(error) => dead("unwritable", error.to_string(), None),
                },
            }),
        }
    }
}

/// What `outcome` of a worker process says, which [`WorkerTask::Documents`] gave.
pub(crate) fn extracted_of(outcome: Outcome) -> Result<Extracted, Outcome> {
    match outcome {
        Outcome::Written(bytes) => serde_json::from_slice(&bytes).map_err(|error| {
            dead(
                "crash",
                format!("the worker process gave no document: {error}"),
                Some("please report this page"),
            )
        }),
        other => Err(other),
    }
}
