use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_json::ReaderBuilder;
use arrow_schema::{ArrowError, SchemaRef};

use super::{document_schema, outcome_schema};

/// JSON lines that are not those of documents.
#[derive(Debug, thiserror::Error)]
#[error("not a line of documents: {reason}")]
pub struct RecordBatchError {
    /// What is wrong.
    pub reason: String,
}

impl RecordBatchError {
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
        }
    }
}

impl From<ArrowError> for RecordBatchError {
    fn from(error: ArrowError) -> Self {
        Self::new(match error {
            ArrowError::JsonError(reason) => reason,
            other => other.to_string(),
        })
    }
}

/// The documents of `jsonl`, as `extract -f jsonl` writes them, as columns of [`document_schema`]; one row a line.
///
/// It holds about as many bytes as `jsonl`; blank lines are skipped.
///
/// # Errors
///
/// When a line is no JSON object, has a field that the schema does not know, lacks one that may not be null, or has
/// a value of another type; when a line holds two objects; and when all is longer than 2 GiB, where the offsets of
/// Arrow's strings end.
///
/// ```
/// use wenmai_io::arrow::record_batch;
/// let error = record_batch(b"{\"pages\": 3}\n").unwrap_err();
/// assert!(error.to_string().contains("column 'pages' missing from schema"), "{error}");
/// ```
pub fn record_batch(jsonl: &[u8]) -> Result<RecordBatch, RecordBatchError> {
    rows(jsonl, document_schema())
}

/// The same for lines with `outcome` before the fields of a document or of a [`SettledRecord`](wenmai_model::SettledRecord), as
/// columns of [`outcome_schema`].
///
/// # Errors
///
/// As [`record_batch`].
pub fn outcome_batch(jsonl: &[u8]) -> Result<RecordBatch, RecordBatchError> {
    rows(jsonl, outcome_schema())
}

fn rows(jsonl: &[u8], schema: SchemaRef) -> Result<RecordBatch, RecordBatchError> {
    if i32::try_from(jsonl.len()).is_err() {
        return Err(RecordBatchError::new("longer than 2 GiB"));
    }
    let lines = jsonl
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.trim_ascii().is_empty())
        .count();
    if lines == 0 {
        return Ok(RecordBatch::new_empty(schema));
    }
    let mut decoder = ReaderBuilder::new(Arc::clone(&schema))
        .with_batch_size(lines)
        .with_strict_mode(true)
        .build_decoder()?;
    // It stops after as many objects as there are lines.
    let used = decoder.decode(jsonl)?;
    let rest = jsonl.get(used..).unwrap_or_default();
    if decoder.has_partial_record() || decoder.len() != lines || !rest.trim_ascii().is_empty() {
        return Err(RecordBatchError::new("not one JSON object a line"));
    }
    let batch = decoder.flush()?;
    Ok(batch.unwrap_or_else(|| RecordBatch::new_empty(schema)))
}
