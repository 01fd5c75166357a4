use std::fs::File;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{BooleanArray, RecordBatch};
use arrow_json::LineDelimitedWriter;
use arrow_select::filter::filter_record_batch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
};

use super::document_schema;
use super::read::{batch_rows, guarded, load, row_group};
use super::watched::Watched;
use super::write::ParquetWriteError;
use crate::error::InputErrorKind;

/// Which columns of documents are read; the others are not decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentColumns {
    /// All of [`document_schema`].
    All,
    /// `id` and `text`.
    IdAndText,
    /// `id`, `url` and `quality`.
    Names,
    /// What evidence about a collection is made of: no outline, blocks, cards or findings.
    Evidence,
}

/// The documents of a Parquet file that [`ParquetWriter`](super::ParquetWriter) wrote, in batches of rows: about 1 MiB each, by
/// the mean of their row group, and 64 rows at most.
///
/// A file may hold anything: one that is damaged gives an error, which is the last item.
pub struct DocumentBatches {
    file: Watched,
    metadata: ArrowReaderMetadata,
    projection: ProjectionMask,
    /// The row group that is read next.
    row_group: usize,
    reader: Option<ParquetRecordBatchReader>,
}

impl std::fmt::Debug for DocumentBatches {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DocumentBatches")
            .field("row_group", &self.row_group)
            .finish_non_exhaustive()
    }
}

impl DocumentBatches {
    /// The documents of `file`.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is no Parquet file, or has other columns than documents have.
    pub fn open(file: File, columns: DocumentColumns) -> Result<Self, InputErrorKind> {
        let file = Watched::new(file);
        let metadata = guarded(|| {
            let metadata = load(&file)?;
            let options = ArrowReaderOptions::new().with_schema(document_schema());
            ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), options)
                .map_err(|error| error.to_string())
        })
        .map_err(|reason| broken(&file, reason))?;
        let projection = match columns {
            DocumentColumns::All => ProjectionMask::all(),
            DocumentColumns::IdAndText => {
                ProjectionMask::columns(metadata.parquet_schema(), ["id", "text"])
            }
            DocumentColumns::Names => {
                ProjectionMask::columns(metadata.parquet_schema(), ["id", "url", "quality"])
            }
            DocumentColumns::Evidence => ProjectionMask::columns(
                metadata.parquet_schema(),
                [
                    "id",
                    "url",
                    "source",
                    "capture",
                    "page_type",
                    "metadata",
                    "text",
                    "quality",
                    "rights",
                    "personal_data",
                ],
            ),
        };
        Ok(Self {
            file,
            metadata,
            projection,
            row_group: 0,
            reader: None,
        })
    }

    /// The next rows; `None` behind the last.
    fn read(&mut self) -> Result<Option<RecordBatch>, String> {
        loop {
            if let Some(reader) = &mut self.reader {
                if let Some(batch) = reader.next() {
                    return batch.map(Some).map_err(|error| error.to_string());
                }
                self.reader = None;
            }
            let Some(group) = self.metadata.metadata().row_groups().get(self.row_group) else {
                return Ok(None);
            };
            let builder = row_group(&self.file, &self.metadata, self.row_group, &self.projection);
            let builder = builder.with_batch_size(batch_rows(group, &self.projection));
            self.row_group += 1;
            self.reader = Some(builder.build().map_err(|error| error.to_string())?);
        }
    }
}

impl Iterator for DocumentBatches {
    type Item = Result<RecordBatch, InputErrorKind>;

    fn next(&mut self) -> Option<Self::Item> {
        match guarded(|| self.read()) {
            Ok(batch) => batch.map(Ok),
            Err(reason) => {
                (self.reader, self.row_group) = (None, usize::MAX);
                Some(Err(broken(&self.file, reason)))
            }
        }
    }
}

/// Why `file` could not be read: the operating system, or what is wrong with its bytes.
fn broken(file: &Watched, reason: String) -> InputErrorKind {
    file.why(reason, |reason| InputErrorKind::BrokenParquet { reason })
}

/// Ids and texts of documents, in order.
pub fn ids_and_texts(documents: &RecordBatch) -> impl Iterator<Item = (&str, &str)> {
    let strings = |name| {
        let column = documents.column_by_name(name)?;
        column.as_string_opt::<i32>()
    };
    let columns = strings("id").zip(strings("text"));
    // No cell of either is null.
    columns
        .into_iter()
        .flat_map(|(ids, texts)| ids.iter().flatten().zip(texts.iter().flatten()))
}

/// The columns of `documents` as lines of JSON, in order, without what is null.
///
/// # Errors
///
/// When a column cannot be said in JSON.
pub fn name_lines(documents: &RecordBatch) -> Result<Vec<u8>, ParquetWriteError> {
    let mut writer = LineDelimitedWriter::new(Vec::new());
    let written = writer.write(documents).and_then(|()| writer.finish());
    written.map_err(|error| ParquetWriteError::Unfit {
        reason: error.to_string(),
    })?;
    Ok(writer.into_inner())
}

/// The rows of `documents` for which `is_kept`, which is asked once for each, in order.
///
/// # Errors
///
/// When they are more than a batch can hold.
pub fn kept_rows(
    documents: &RecordBatch,
    is_kept: impl FnMut(usize) -> bool,
) -> Result<RecordBatch, ParquetWriteError> {
    let kept: Vec<bool> = (0..documents.num_rows()).map(is_kept).collect();
    filter_record_batch(documents, &BooleanArray::from(kept)).map_err(|error| {
        ParquetWriteError::Unfit {
            reason: error.to_string(),
        }
    })
}
