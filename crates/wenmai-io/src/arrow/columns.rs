//! Which columns of a table hold pages, and rows as records, for files and for tables in memory alike.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Fields};
use wenmai_model::Page;

use super::value::{bytes, value};
use crate::error::{InputError, InputErrorKind, Place};
use crate::inputs::ReadOptions;
use crate::page_fields::{Cell, PageFields, RecordFields};
use crate::record::{Content, RawRecord};

/// Most columns that an error names.
const MAX_NAMES: usize = 12;

/// The columns of a table that pages are made of.
#[derive(Debug, Clone)]
pub(super) struct PageColumns {
    /// The name of the table in pages and errors.
    pub(super) input: Arc<str>,
    fields: RecordFields,
    limit_bytes: u64,
    /// Columns that may hold the page, best first.
    contents: Vec<Arc<str>>,
    /// The first dozen columns of the table, for the error message.
    names: Vec<String>,
}

/// Rows of such a table.
#[derive(Debug, Clone)]
pub(super) struct PageBatch {
    pub(super) all: RecordBatch,
    /// The columns that describe the page. Rows that wait for a thread hold these alone.
    described: Arc<RecordBatch>,
}

/// Where the cell of a record stood.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    described: Arc<RecordBatch>,
    /// The row of the batch.
    index: usize,
    field: Arc<str>,
    is_text: bool,
}

impl PageColumns {
    /// Finds them among `columns`.
    ///
    /// # Errors
    ///
    /// When none can hold a page.
    pub(super) fn find(
        columns: &Fields,
        input: &str,
        options: &ReadOptions,
    ) -> Result<Self, InputError> {
        let fields = &options.fields;
        let wanted = fields.content_names();
        let is_content = |name: &&String| {
            let column = columns.iter().find(|column| column.name() == *name);
            column.is_some_and(|column| may_hold_page(column.data_type()))
        };
        let contents: Vec<Arc<str>> = wanted
            .iter()
            .filter(is_content)
            .map(|name| name.as_str().into())
            .collect();
        let names = columns.iter().take(MAX_NAMES);
        let names: Vec<String> = names.map(|column| column.name().clone()).collect();
        if contents.is_empty() {
            let found = names;
            return Err(InputError {
                ends_input: true,
                ..InputError::new(input, InputErrorKind::NoContent { wanted, found })
            });
        }
        Ok(Self {
            input: input.into(),
            fields: fields.clone(),
            limit_bytes: options.max_page_bytes,
            contents,
            names,
        })
    }

    /// Whether the column `name` may hold the page.
    pub(super) fn holds_page(&self, name: &str) -> bool {
        self.contents.iter().any(|content| &**content == name)
    }

    /// Whether a page has a use for the column `name`.
    pub(super) fn uses(&self, name: &str) -> bool {
        self.holds_page(name) || self.fields.describes(name)
    }

    /// Rows of the table.
    pub(super) fn batch(&self, all: RecordBatch) -> Result<PageBatch, String> {
        let schema = all.schema_ref();
        let columns = schema.fields().iter().enumerate();
        let described: Vec<usize> = columns
            .filter(|(_, column)| self.fields.describes(column.name()))
            .map(|(index, _)| index)
            .collect();
        let described = all.project(&described).map_err(|error| error.to_string())?;
        Ok(PageBatch {
            all,
            described: Arc::new(described),
        })
    }

    /// The record at `row` of `batch`, which is number `record` of the table.
    pub(super) fn record(
        &self,
        batch: &PageBatch,
        row: usize,
        record: u64,
    ) -> Result<RawRecord, InputError> {
        let failed = |kind| self.error(record, kind);
        let content = self.contents.iter().find_map(|name| {
            let column = batch.all.column_by_name(name)?;
            let cell = bytes(column, row).filter(|cell| !cell.is_empty())?;
            Some((name, cell, is_text(column.data_type())))
        });
        let Some((field, cell, is_text)) = content else {
            let wanted = self.fields.content_names();
            let found = self.names.clone();
            return Err(failed(InputErrorKind::NoContent { wanted, found }));
        };
        let limit_bytes = self.limit_bytes;
        if u64::try_from(cell.len()).unwrap_or(u64::MAX) > limit_bytes {
            return Err(failed(InputErrorKind::TooLong { limit_bytes }));
        }
        Ok(RawRecord {
            input: Arc::clone(&self.input),
            record,
            offset: 0,
            inner_offset: 0,
            bytes: cell.to_vec(),
            content: Content::Row(Row {
                described: Arc::clone(&batch.described),
                index: row,
                field: Arc::clone(field),
                is_text,
            }),
        })
    }

    /// Id and address in `row`, where it says them.
    pub(super) fn names(&self, batch: &PageBatch, row: usize) -> (Option<String>, Option<String>) {
        described(&batch.described, &self.fields, row).names()
    }

    /// What is wrong with number `record` of the table.
    pub(super) fn error(&self, record: u64, kind: InputErrorKind) -> InputError {
        row_error(&self.input, record, kind)
    }
}

impl Row {
    /// The page in this cell, by the rules of JSONL.
    pub(crate) fn page(
        self,
        mut record: RawRecord,
        options: &ReadOptions,
    ) -> Result<Page, InputError> {
        let fields = described(&self.described, &options.fields, self.index);
        let cell = Cell {
            field: &self.field,
            body: std::mem::take(&mut record.bytes),
            is_text: self.is_text,
        };
        fields
            .page(cell, &record, options)
            .map_err(|kind| row_error(&record.input, record.record, kind))
    }
}

/// What the columns that describe pages say in `row`.
fn described(columns: &RecordBatch, names: &RecordFields, row: usize) -> PageFields {
    let mut fields = PageFields::default();
    let schema = columns.schema_ref().fields().iter();
    for (column, cells) in schema.zip(columns.columns()) {
        fields.take(names, column.name(), &value(cells, row));
    }
    fields
}

fn row_error(input: &str, record: u64, kind: InputErrorKind) -> InputError {
    InputError {
        place: Some(Place::Row(record)),
        ..InputError::new(input, kind)
    }
}

pub(super) const fn is_text(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
    )
}

/// Whether a column of this type may hold pages. One of nulls alone, which a piece of a table may have where others have text, has
/// none.
const fn may_hold_page(data_type: &DataType) -> bool {
    is_text(data_type) || is_binary(data_type) || matches!(data_type, DataType::Null)
}

pub(super) const fn is_binary(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView
    )
}
