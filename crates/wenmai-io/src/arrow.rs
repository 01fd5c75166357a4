//! Parquet: documents as its rows, and its rows as pages. Feature `arrow`.
//!
//! Documents go from JSON lines to batches of columns ([`record_batch`], which threads may call side by side) and
//! from there into a file ([`ParquetWriter`], in order). Pages come by [`read_pages`](crate::read_pages), as from any
//! other input. What one wrote as documents can be read as documents again ([`DocumentBatches`]).
//!
//! ```
//! use wenmai_io::arrow::{ParquetOptions, ParquetWriter, document_schema, record_batch};
//!
//! let mut writer = ParquetWriter::new(Vec::new(), document_schema(), &ParquetOptions::default())?;
//! writer.write(&record_batch(b"")?)?;
//! let file: Vec<u8> = writer.finish()?;
//! assert!(file.starts_with(b"PAR1"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod batch;
mod columns;
mod documents;
mod footer;
mod ledger;
mod read;
mod schema;
mod table;
mod value;
mod watched;
mod write;

pub use arrow_array::RecordBatch;
pub use arrow_schema::SchemaRef;

pub use batch::{RecordBatchError, outcome_batch, record_batch};
pub(crate) use columns::Row;
pub use documents::{DocumentBatches, DocumentColumns, ids_and_texts, kept_rows, name_lines};
pub use ledger::{LedgerError, ledger_of};
pub(crate) use read::ParquetRows;
pub use schema::{document_schema, outcome_schema};
pub use table::{PageRow, PageTable, PageTableBuilder, is_page_table, page_schema, table_bytes};
pub use write::{ParquetCompression, ParquetOptions, ParquetWriteError, ParquetWriter};

#[cfg(test)]
mod tests;
