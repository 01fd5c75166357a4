use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{DataType, Schema, SchemaRef};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use parquet::file::metadata::RowGroupMetaData;

use super::columns::{PageBatch, PageColumns};
use super::footer;
use super::watched::Watched;
use crate::error::{InputError, InputErrorKind};
use crate::inputs::ReadOptions;
use crate::reader::{Checkpoint, Framing, ends_before_checkpoint};
use crate::record::RawRecord;

/// Rows are decoded in batches of about this many bytes, by the mean of their row group.
const BATCH_BYTES: u64 = 1 << 20;

/// Most rows in a batch, since rows may be much longer than the mean.
const MAX_BATCH_ROWS: u64 = 64;

/// The rows of a Parquet file, one record each.
///
/// Of the columns only those are read that a page has a use for, a batch of rows at a time. What the decoder holds
/// is a data page of each of them, which the writer of the file made as large as it liked (1 MiB is usual, 2 GiB the
/// most that the format has), whatever the limit of a page is.
pub(crate) struct ParquetRows {
    file: Watched,
    metadata: ArrowReaderMetadata,
    projection: ProjectionMask,
    columns: PageColumns,
    /// The row group that is read next.
    row_group: usize,
    group: Option<Group>,
    /// The row that comes next.
    record: u64,
    /// Rows before this one are passed over.
    first: u64,
    bytes_read: u64,
    /// Whether the operating system refused to read on.
    finished: bool,
}

/// A row group that is being read.
struct Group {
    reader: ParquetRecordBatchReader,
    /// The row behind its last.
    end: u64,
    batch: PageBatch,
    /// The row of the batch that comes next.
    next: usize,
}

impl ParquetRows {
    /// The rows of `file` from row `first` on; `input` names it in pages and errors.
    pub(crate) fn open(
        file: File,
        input: &str,
        options: &ReadOptions,
        first: u64,
    ) -> Result<Self, InputError> {
        let broken = |reason| InputError::new(input, InputErrorKind::BrokenParquet { reason });
        let file = Watched::new(file);
        let metadata = guarded(|| load(&file)).map_err(|reason| {
            let kind = file.why(reason, |reason| InputErrorKind::BrokenParquet { reason });
            InputError::new(input, kind)
        })?;
        let row_groups = metadata.metadata().row_groups().iter();
        let n_rows = row_groups
            .map(|group| count(group.num_rows()))
            .fold(0, u64::saturating_add);
        if first > n_rows {
            return Err(ends_before_checkpoint(input));
        }
        let columns = PageColumns::find(metadata.schema().fields(), input, options)?;
        let metadata = guarded(|| with_views(&metadata, &columns)).map_err(broken)?;
        let fields = metadata.schema().fields().iter().enumerate();
        let used = fields
            .filter(|(_, field)| columns.uses(field.name()))
            .map(|(index, _)| index);
        let projection = ProjectionMask::roots(metadata.parquet_schema(), used);
        Ok(Self {
            file,
            metadata,
            projection,
            columns,
            row_group: 0,
            group: None,
            record: 0,
            first,
            bytes_read: 0,
            finished: false,
        })
    }

    /// Starts the next row group that has rows from `first` on; `None` behind the last.
    fn enter(&mut self) -> Option<Result<Group, InputError>> {
        let metadata = Arc::clone(self.metadata.metadata());
        loop {
            let group = metadata.row_groups().get(self.row_group)?;
            self.row_group += 1;
            let (rows, bytes) = (count(group.num_rows()), count(group.compressed_size()));
            self.bytes_read = self.bytes_read.saturating_add(bytes);
            let end = self.record.saturating_add(rows);
            if end <= self.first || rows == 0 {
                self.record = end;
                continue;
            }
            let skipped = self.first.saturating_sub(self.record);
            self.record += skipped;
            let group = guarded(|| self.group(group, skipped, end));
            return Some(group.map_err(|reason| self.lost(end, reason)));
        }
    }

    fn group(&self, group: &RowGroupMetaData, skipped: u64, end: u64) -> Result<Group, String> {
        let number = self.row_group.saturating_sub(1);
        let mut builder = row_group(&self.file, &self.metadata, number, &self.projection)
            .with_batch_size(batch_rows(group, &self.projection));
        if skipped > 0 {
            builder = builder.with_offset(usize::try_from(skipped).unwrap_or(usize::MAX));
        }
        let reader = builder.build().map_err(|error| error.to_string())?;
        let batch = self
            .columns
            .batch(RecordBatch::new_empty(reader.schema()))?;
        Ok(Group {
            reader,
            end,
            batch,
            next: 0,
        })
    }

    /// The error for the rest of a row group, which is passed over, or for a file that cannot be read on.
    fn lost(&mut self, end: u64, reason: String) -> InputError {
        let kind = self
            .file
            .why(reason, |reason| InputErrorKind::BrokenRowGroup {
                row_group: self.row_group.saturating_sub(1),
                lost_rows: end.saturating_sub(self.record),
                reason,
            });
        let error = self.columns.error(self.record, kind);
        self.group = None;
        // What the operating system refuses today may be read tomorrow.
        if error.is_io() {
            self.finished = true;
        } else {
            self.record = end;
        }
        error
    }
}

impl Iterator for ParquetRows {
    type Item = Result<RawRecord, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.finished {
            let Some(mut group) = self.group.take() else {
                match self.enter()? {
                    Ok(group) => self.group = Some(group),
                    Err(error) => return Some(Err(error)),
                }
                continue;
            };
            if self.record >= group.end {
                continue;
            }
            if group.next < group.batch.all.num_rows() {
                let row = self.columns.record(&group.batch, group.next, self.record);
                group.next += 1;
                self.record += 1;
                self.group = Some(group);
                return Some(row);
            }
            let batch = guarded(|| match group.reader.next() {
                Some(Ok(batch)) => self.columns.batch(batch),
                Some(Err(error)) => Err(error.to_string()),
                None => Err("it has fewer rows than it says".into()),
            });
            match batch {
                Ok(batch) => {
                    self.group = Some(Group {
                        batch,
                        next: 0,
                        ..group
                    });
                }
                Err(reason) => return Some(Err(self.lost(group.end, reason))),
            }
        }
        None
    }
}

impl Framing for ParquetRows {
    /// A row can be read without those before it: there are no bytes to start from.
    fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            record: self.record.max(self.first),
            ..Checkpoint::default()
        }
    }

    fn bytes_read(&self) -> u64 {
        self.bytes_read
    }
}

/// Reads the footer. Hints of Arrow are left alone, so that a string is a string, whatever its writer had in memory.
pub(super) fn load(file: &Watched) -> Result<ArrowReaderMetadata, String> {
    let mut reader = file.read_from(0).map_err(|error| error.to_string())?;
    footer::check(&mut reader)?;
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    ArrowReaderMetadata::load(file, options).map_err(|error| error.to_string())
}

/// The same with the columns of content as views, which point into the data page instead of copying it, and have no
/// limit of 2 GiB a batch.
fn with_views(
    metadata: &ArrowReaderMetadata,
    columns: &PageColumns,
) -> Result<ArrowReaderMetadata, String> {
    let fields = metadata.schema().fields().iter().map(|field| {
        let view = match field.data_type() {
            DataType::Utf8 => DataType::Utf8View,
            DataType::Binary => DataType::BinaryView,
            _ => return field.as_ref().clone(),
        };
        if columns.holds_page(field.name()) {
            field.as_ref().clone().with_data_type(view)
        } else {
            field.as_ref().clone()
        }
    });
    let schema: SchemaRef = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let options = ArrowReaderOptions::new().with_schema(schema);
    ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), options)
        .map_err(|error| error.to_string())
}

/// A number of a file's metadata; a negative one is nonsense.
fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// A reader of these columns of a row group by its number.
pub(super) fn row_group(
    file: &Watched,
    metadata: &ArrowReaderMetadata,
    number: usize,
    projection: &ProjectionMask,
) -> ParquetRecordBatchReaderBuilder<Watched> {
    ParquetRecordBatchReaderBuilder::new_with_metadata(file.clone(), metadata.clone())
        .with_row_groups(vec![number])
        .with_projection(projection.clone())
}

/// How many rows of `group` have [`BATCH_BYTES`].
pub(super) fn batch_rows(group: &RowGroupMetaData, projection: &ProjectionMask) -> usize {
    let used = group.columns().iter().enumerate();
    let bytes = used
        .filter(|(leaf, _)| projection.leaf_included(*leaf))
        .map(|(_, column)| count(column.uncompressed_size()))
        .fold(0, u64::saturating_add);
    let mean = bytes
        .checked_div(count(group.num_rows()))
        .unwrap_or(0)
        .max(1);
    usize::try_from((BATCH_BYTES / mean).clamp(1, MAX_BATCH_ROWS)).unwrap_or(1)
}

/// What `read` gives; a panic of the decoder is an error like another. It has assertions about what it reads: of
/// 10,944 ways to damage a byte of a file of 3.6 kB, 43 break one.
pub(super) fn guarded<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    // What the decoder was at is thrown away after an error.
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err("its bytes make no sense".into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arrow::tests::{parquet, strings};
    use crate::error::Place;

    /// A file that is there, and that the operating system lets nobody read.
    fn refused(path: &std::path::Path) -> File {
        File::options().append(true).open(path).unwrap()
    }

    #[test]
    fn a_file_that_cannot_be_read_is_not_broken() {
        let cells: Vec<String> = (0..200).map(|row| format!("正文{row}")).collect();
        let cells: Vec<Option<&str>> = cells.iter().map(|cell| Some(cell.as_str())).collect();
        let (_folder, path) = parquet(vec![("text", strings(&cells))], 100);
        let options = ReadOptions::default();
        let error = ParquetRows::open(refused(&path), "a.parquet", &options, 0).err();
        assert!(error.unwrap().is_io());

        let open =
            |first| ParquetRows::open(File::open(&path).unwrap(), "a.parquet", &options, first);
        // At the beginning of a row group, and within the first one.
        for first in [0, 20] {
            let mut rows = open(first).unwrap();
            rows.file = Watched::new(refused(&path));
            let error = rows.next().unwrap().unwrap_err();
            assert!(error.is_io() && error.is_fatal(), "{error}");
            assert_eq!(error.place, Some(Place::Row(first)));
            assert_eq!(rows.checkpoint().record, first);
            assert!(rows.next().is_none());
        }
        let mut rows = open(0).unwrap();
        assert!(rows.by_ref().take(100).all(|row| row.is_ok()));
        rows.file = Watched::new(refused(&path));
        assert!(rows.next().unwrap().unwrap_err().is_io());
        assert_eq!(open(rows.checkpoint().record).unwrap().count(), 100);
    }
}
