//! Pages as rows of tables in memory, for engines that hand tables on.

use std::sync::{Arc, LazyLock};

use arrow_array::builder::LargeBinaryBuilder;
use arrow_array::cast::AsArray;
use arrow_array::{Array, GenericListArray, OffsetSizeTrait, RecordBatch, RecordBatchOptions};
use arrow_json::ReaderBuilder;
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Schema, SchemaRef};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use wenmai_model::{Page, SettledRecord};

use super::batch::RecordBatchError;
use super::columns::{PageBatch, PageColumns, is_binary, is_text};
use super::schema::source;
use super::value::{bytes, value};
use crate::error::{InputError, InputErrorKind};
use crate::inputs::ReadOptions;
use crate::record::RawRecord;

/// The columns of records that were read: the fields of [`Page`] under their own names, `headers` as lists of two strings,
/// `body` as bytes; and those of [`SettledRecord`], all null where there is a page. Each may be null.
pub fn page_schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        let body = Field::new(BODY, DataType::LargeBinary, true);
        let described = described_schema();
        let fields = described.fields().iter().cloned();
        let fields: Vec<FieldRef> = fields.chain([Arc::new(body)]).collect();
        Arc::new(Schema::new(fields))
    });
    SCHEMA.clone()
}

/// The column that holds the bytes of a page.
const BODY: &str = "body";

/// The column that says that a record is settled already.
const OUTCOME: &str = "outcome";

/// [`page_schema`] without the body.
fn described_schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        let list = |item| DataType::List(Arc::new(Field::new("element", item, true)));
        let text = |name| (name, DataType::Utf8);
        let columns = [
            text(OUTCOME),
            text("reason"),
            text("message"),
            text("help"),
            ("source", source()),
            ("records", DataType::UInt64),
            text("id"),
            text("url"),
            text("captured_at"),
            ("headers", list(list(DataType::Utf8))),
            text("kind"),
            text("charset"),
            ("is_charset_certain", DataType::Boolean),
            ("keywords", list(DataType::Utf8)),
            text("input"),
            ("record", DataType::UInt64),
            text("sha256"),
        ];
        let fields = columns.map(|(name, data_type)| Field::new(name, data_type, true));
        Arc::new(Schema::new(Vec::from(fields)))
    });
    SCHEMA.clone()
}

/// Puts rows of [`page_schema`] together.
#[derive(Debug, Default)]
pub struct PageTableBuilder {
    /// A line for each row, without its body.
    lines: Vec<u8>,
    bodies: LargeBinaryBuilder,
    rows: usize,
    body_bytes: usize,
}

impl PageTableBuilder {
    /// Adds a page.
    ///
    /// # Errors
    ///
    /// When JSON cannot hold what is known of the page.
    pub fn add_page(&mut self, mut page: Page) -> Result<(), RecordBatchError> {
        let body = std::mem::take(&mut page.body);
        self.add_line(&page)?;
        self.body_bytes += body.len();
        self.bodies.append_value(body);
        Ok(())
    }

    /// Adds a record that gave no page.
    ///
    /// # Errors
    ///
    /// When JSON cannot hold what is known of it.
    pub fn add_settled(&mut self, settled: &SettledRecord) -> Result<(), RecordBatchError> {
        self.add_line(settled)?;
        self.bodies.append_null();
        Ok(())
    }

    fn add_line(&mut self, record: &impl serde::Serialize) -> Result<(), RecordBatchError> {
        serde_json::to_writer(&mut self.lines, record)
            .map_err(|error| RecordBatchError::new(error.to_string()))?;
        self.lines.push(b'\n');
        self.rows += 1;
        Ok(())
    }

    /// Number of rows.
    pub const fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is no row.
    pub const fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Bytes of the rows in memory, about.
    pub fn len_bytes(&self) -> usize {
        self.lines.len() + self.body_bytes
    }

    /// The rows so far; it is empty then.
    ///
    /// # Errors
    ///
    /// When what is known of them takes more than 2 GiB, where the offsets of Arrow's strings end.
    pub fn finish(&mut self) -> Result<RecordBatch, RecordBatchError> {
        let Self {
            lines,
            mut bodies,
            rows,
            ..
        } = std::mem::take(self);
        if i32::try_from(lines.len()).is_err() {
            return Err(RecordBatchError::new("longer than 2 GiB"));
        }
        // Not strict: a page has its body for a field, empty here.
        let mut decoder = ReaderBuilder::new(described_schema())
            .with_batch_size(rows.max(1))
            .build_decoder()?;
        decoder.decode(&lines)?;
        let described = decoder
            .flush()?
            .unwrap_or_else(|| RecordBatch::new_empty(described_schema()));
        let mut columns = described.columns().to_vec();
        columns.push(Arc::new(bodies.finish()));
        Ok(RecordBatch::try_new(page_schema(), columns)?)
    }
}

/// A table in memory whose rows are pages: one of [`page_schema`], or any other with the columns that Parquet files may have.
#[derive(Debug, Clone)]
pub struct PageTable {
    rows: Rows,
    options: ReadOptions,
    /// Rows of other tables before this one.
    first: u64,
}

#[derive(Debug, Clone)]
enum Rows {
    /// Of [`page_schema`].
    Pages(RecordBatch),
    /// Of somebody else.
    Records(PageColumns, PageBatch),
}

/// What a row of a table is.
#[derive(Debug)]
pub enum PageRow {
    /// A page.
    Page(Box<Page>),
    /// The cell of a page, and what else its row says.
    Record(RawRecord),
    /// A record that gave no page when it was read.
    Settled(Box<SettledRecord>),
}

impl PageTable {
    /// Pages of `table`, whose first row is number `first` of all rows.
    ///
    /// A table for which [`is_page_table`] holds is taken for one of [`page_schema`]. In others, columns that are encoded by a dictionary are
    /// what they stand for.
    ///
    /// # Errors
    ///
    /// When no column can hold a page.
    pub fn new(table: RecordBatch, options: &ReadOptions, first: u64) -> Result<Self, InputError> {
        let rows = if is_page_table(&table.schema()) {
            Rows::Pages(table)
        } else {
            let broken = |reason| InputError::new("", InputErrorKind::BrokenTable { reason });
            let table = without_dictionaries(table).map_err(|error| broken(error.to_string()))?;
            let columns = PageColumns::find(table.schema().fields(), "", options)?;
            let batch = columns.batch(table).map_err(broken)?;
            Rows::Records(columns, batch)
        };
        Ok(Self {
            rows,
            options: options.clone(),
            first,
        })
    }

    /// How the cells of its records are read.
    pub const fn options(&self) -> &ReadOptions {
        &self.options
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.table().num_rows()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of the page in `row`, before it is decoded; 0 where there is none.
    pub fn page_bytes(&self, row: usize) -> usize {
        let columns = self.table().columns().iter();
        let schema = self.table().schema();
        schema
            .fields()
            .iter()
            .zip(columns)
            .filter(|(field, _)| match &self.rows {
                Rows::Pages(_) => field.name() == BODY,
                Rows::Records(columns, _) => columns.holds_page(field.name()),
            })
            .filter_map(|(_, column)| bytes(column, row))
            .map(<[u8]>::len)
            .sum()
    }

    /// The number of `row` among all rows.
    const fn number(&self, row: usize) -> u64 {
        self.first.saturating_add(row as u64)
    }

    /// Id and address that `row` says.
    pub fn names(&self, row: usize) -> (Option<String>, Option<String>) {
        match &self.rows {
            Rows::Records(columns, batch) => columns.names(batch, row),
            Rows::Pages(table) => (text(table, "id", row), text(table, "url", row)),
        }
    }

    /// Where `row` was read: the name of its input, empty where the table was somebody else's, and its number there.
    pub fn place(&self, row: usize) -> (String, u64) {
        let number = self.number(row);
        match &self.rows {
            Rows::Records(..) => (String::new(), number),
            Rows::Pages(table) => {
                let record = table.column_by_name("record");
                let record = record.and_then(|column| value(column, row).as_u64());
                let input = text(table, "input", row).unwrap_or_default();
                (input, record.unwrap_or(number))
            }
        }
    }

    /// What `row` is.
    ///
    /// # Errors
    ///
    /// When there is no page in it, one that is longer than [`ReadOptions::max_page_bytes`], or something else where the fields of a
    /// page should be.
    pub fn row(&self, row: usize) -> Result<PageRow, InputError> {
        match &self.rows {
            Rows::Records(columns, batch) => {
                let number = self.number(row);
                columns.record(batch, row, number).map(PageRow::Record)
            }
            Rows::Pages(table) => {
                let limit_bytes = self.options.max_page_bytes;
                let is_long = u64::try_from(self.page_bytes(row)).unwrap_or(u64::MAX) > limit_bytes;
                let page = if is_long {
                    Err(InputErrorKind::TooLong { limit_bytes })
                } else {
                    page_row(table, row).map_err(|reason| InputErrorKind::BrokenTable { reason })
                };
                // Not the number of the row: that is one of a table that somebody cut as he liked.
                page.map_err(|kind| InputError::new(self.place(row).0, kind))
            }
        }
    }

    fn table(&self) -> &RecordBatch {
        match &self.rows {
            Rows::Pages(table) => table,
            Rows::Records(_, batch) => &batch.all,
        }
    }
}

/// Whether a table of these columns is one of [`page_schema`], rather than one of somebody who has columns of such names.
pub fn is_page_table(schema: &Schema) -> bool {
    let has = |name: &str, is_type: &dyn Fn(&DataType) -> bool| {
        let field = schema.field_with_name(name);
        field.is_ok_and(|field| is_type(field.data_type()))
    };
    has(BODY, &is_binary)
        && has(OUTCOME, &is_text)
        && has("input", &is_text)
        && has("record", &DataType::is_integer)
        && has("is_charset_certain", &|data_type| {
            *data_type == DataType::Boolean
        })
}

/// Bytes that the rows of `table` take. Rows that are cut out of a longer table share its memory: what the others take is not
/// counted.
pub fn table_bytes(table: &RecordBatch) -> usize {
    let columns = table.columns().iter();
    columns.map(|column| column_bytes(column)).sum()
}

fn column_bytes(column: &dyn Array) -> usize {
    match column.data_type() {
        DataType::Utf8View => column.as_string_view().total_bytes_len(),
        DataType::BinaryView => column.as_binary_view().total_bytes_len(),
        DataType::List(_) => items_bytes(column.as_list::<i32>()),
        DataType::LargeList(_) => items_bytes(column.as_list::<i64>()),
        DataType::Struct(_) => {
            let columns = column.as_struct().columns().iter();
            columns.map(|column| column_bytes(column)).sum()
        }
        _ => {
            let bytes = column.to_data().get_slice_memory_size();
            bytes.unwrap_or_else(|_| column.get_array_memory_size())
        }
    }
}

fn items_bytes<O: OffsetSizeTrait>(lists: &GenericListArray<O>) -> usize {
    let (Some(first), Some(last)) = (lists.offsets().first(), lists.offsets().last()) else {
        return 0;
    };
    let (first, last) = (first.as_usize(), last.as_usize());
    column_bytes(&lists.values().slice(first, last.saturating_sub(first)))
}

/// The same table with the values of dictionaries in their place.
fn without_dictionaries(table: RecordBatch) -> Result<RecordBatch, ArrowError> {
    let schema = table.schema();
    let is_plain = |field: &FieldRef| !matches!(field.data_type(), DataType::Dictionary(..));
    if schema.fields().iter().all(is_plain) {
        return Ok(table);
    }
    let (mut fields, mut columns) = (Vec::new(), Vec::new());
    for (field, column) in schema.fields().iter().zip(table.columns()) {
        let (mut field, mut column) = (field.as_ref().clone(), Arc::clone(column));
        if let DataType::Dictionary(_, values) = field.data_type() {
            column = arrow_cast::cast(&column, values)?;
            field = field.clone().with_data_type(values.as_ref().clone());
        }
        fields.push(field);
        columns.push(column);
    }
    let rows = RecordBatchOptions::new().with_row_count(Some(table.num_rows()));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &rows)
}

/// The text of the column `name`, if there is one in `row`.
fn text(table: &RecordBatch, name: &str, row: usize) -> Option<String> {
    let cell = bytes(table.column_by_name(name)?, row)?;
    std::str::from_utf8(cell).ok().map(str::to_owned)
}

fn page_row(table: &RecordBatch, row: usize) -> Result<PageRow, String> {
    let is_settled = table
        .column_by_name(OUTCOME)
        .is_some_and(|column| column.is_valid(row));
    if is_settled {
        return described(table, row).map(PageRow::Settled);
    }
    let mut page: Box<Page> = described(table, row)?;
    let body = table.column_by_name(BODY);
    page.body = body
        .and_then(|column| bytes(column, row))
        .ok_or("there is no page")?
        .to_vec();
    Ok(PageRow::Page(page))
}

/// The fields of a row that are not null, but for the body.
fn described<T: DeserializeOwned>(table: &RecordBatch, row: usize) -> Result<T, String> {
    let columns = table.columns().iter();
    let schema = table.schema();
    let mut fields = Map::new();
    for (field, column) in schema.fields().iter().zip(columns) {
        if field.name() == BODY {
            fields.insert(BODY.into(), Value::Array(Vec::new()));
        } else if column.is_valid(row) {
            fields.insert(field.name().clone(), value(column, row));
        }
    }
    serde_json::from_value(Value::Object(fields)).map_err(|error| error.to_string())
}
