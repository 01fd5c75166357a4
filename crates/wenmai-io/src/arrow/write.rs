use std::io::{self, Write};

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use wenmai_model::SCHEMA_VERSION;

/// Rows are handed on in pieces of this many, so that the size of a page or row group is looked at often enough:
/// it may be exceeded by that many rows.
const ROWS_AT_ONCE: usize = 64;

/// How a Parquet file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParquetOptions {
    /// Compression of all columns.
    pub compression: ParquetCompression,
    /// A row group ends at this many bytes as written. That much is held in memory, and as much again while it is
    /// handed on.
    pub row_group_bytes: usize,
}

impl Default for ParquetOptions {
    /// Zstandard, and row groups of 64 MiB.
    fn default() -> Self {
        Self {
            compression: ParquetCompression::default(),
            row_group_bytes: 64 << 20,
        }
    }
}

/// Compression of Parquet files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ParquetCompression {
    /// None.
    None,
    /// Zstandard (RFC 8878) at its level 3.
    #[default]
    Zstd,
}

/// A Parquet file that could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ParquetWriteError {
    /// The operating system refuses.
    #[error("cannot be written")]
    Io(#[source] io::Error),
    /// The batch has other columns than the file, or more than Parquet can hold.
    #[error("not to be written as Parquet: {reason}")]
    Unfit {
        /// What Parquet says.
        reason: String,
    },
}

impl From<ParquetError> for ParquetWriteError {
    fn from(error: ParquetError) -> Self {
        let reason = error.to_string();
        match error {
            ParquetError::External(source) => match source.downcast::<io::Error>() {
                Ok(source) => Self::Io(*source),
                Err(_) => Self::Unfit { reason },
            },
            _ => Self::Unfit { reason },
        }
    }
}

/// Writes batches of columns as one Parquet file.
///
/// The same batches in the same order give the same bytes. The file says `wenmai` with its version as its creator,
/// and has [`SCHEMA_VERSION`] as `wenmai.schema_version` in its metadata. Columns have dictionaries and statistics,
/// but for `text`, where neither finds anything.
///
/// A writer that is dropped before [`finish`](Self::finish) leaves a file without its footer, which no reader takes.
pub struct ParquetWriter<W: Write + Send> {
    writer: ArrowWriter<W>,
    row_group_bytes: usize,
}

impl<W: Write + Send> std::fmt::Debug for ParquetWriter<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParquetWriter")
            .field("row_group_bytes", &self.row_group_bytes)
            .field("bytes_written", &self.writer.bytes_written())
            .finish_non_exhaustive()
    }
}

impl<W: Write + Send> ParquetWriter<W> {
    /// Starts a file of these columns in `writer`, for documents those of [`document_schema`](super::document_schema).
    ///
    /// # Errors
    ///
    /// When nothing can be written, or Parquet has no type for a column.
    pub fn new(
        writer: W,
        schema: SchemaRef,
        options: &ParquetOptions,
    ) -> Result<Self, ParquetWriteError> {
        let compression = match options.compression {
            ParquetCompression::None => Compression::UNCOMPRESSED,
            ParquetCompression::Zstd => Compression::ZSTD(ZstdLevel::try_new(3)?),
        };
        let text = ColumnPath::from("text");
        let properties = WriterProperties::builder()
            .set_created_by(concat!("wenmai ", env!("CARGO_PKG_VERSION")).into())
            .set_key_value_metadata(Some(vec![KeyValue::new(
                "wenmai.schema_version".into(),
                SCHEMA_VERSION.to_string(),
            )]))
            .set_compression(compression)
            .set_dictionary_enabled(true)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_column_dictionary_enabled(text.clone(), false)
            .set_column_statistics_enabled(text, EnabledStatistics::None)
            // Row groups end where we say.
            .set_max_row_group_row_count(None)
            .set_max_row_group_bytes(None)
            .build();
        Ok(Self {
            writer: ArrowWriter::try_new(writer, schema, Some(properties))?,
            row_group_bytes: options.row_group_bytes,
        })
    }

    /// Adds the rows of `batch`.
    ///
    /// # Errors
    ///
    /// When nothing can be written, or `batch` has other columns than the file. The file is lost then.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), ParquetWriteError> {
        for first in (0..batch.num_rows()).step_by(ROWS_AT_ONCE) {
            let rows = ROWS_AT_ONCE.min(batch.num_rows() - first);
            self.writer.write(&batch.slice(first, rows))?;
            if self.writer.in_progress_size() >= self.row_group_bytes {
                self.writer.flush()?;
            }
        }
        Ok(())
    }

    /// Writes the last row group and the footer, and gives back the writer.
    ///
    /// # Errors
    ///
    /// When they cannot be written.
    pub fn finish(self) -> Result<W, ParquetWriteError> {
        Ok(self.writer.into_inner()?)
    }
}
