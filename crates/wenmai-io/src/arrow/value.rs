//! Cells of columns as JSON values, so that one set of rules says what an id, a time or a header is.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, StructArray};
use arrow_schema::{DataType, TimeUnit};
use jiff::{Span, Timestamp, civil};
use serde_json::{Map, Number, Value};

/// A list of pairs of a name and a list of values is the deepest that a page has a use for.
const MAX_DEPTH: usize = 3;

/// The cell of `column` at `row` as JSON. Times are strings of RFC 3339, maps and lists of structs with two fields
/// are lists of pairs; bytes that are no UTF-8, types without a use and what is nested deeper are null.
pub(super) fn value(column: &dyn Array, row: usize) -> Value {
    nested(column, row, 0)
}

/// The text or bytes of a cell; `None` where it is null or of another type.
pub(super) fn bytes(column: &dyn Array, row: usize) -> Option<&[u8]> {
    if row >= column.len() || column.is_null(row) {
        return None;
    }
    match column.data_type() {
        DataType::Utf8 => Some(column.as_string::<i32>().value(row).as_bytes()),
        DataType::LargeUtf8 => Some(column.as_string::<i64>().value(row).as_bytes()),
        DataType::Utf8View => Some(column.as_string_view().value(row).as_bytes()),
        DataType::Binary => Some(column.as_binary::<i32>().value(row)),
        DataType::LargeBinary => Some(column.as_binary::<i64>().value(row)),
        DataType::BinaryView => Some(column.as_binary_view().value(row)),
        _ => None,
    }
}

fn nested(column: &dyn Array, row: usize, depth: usize) -> Value {
    if row >= column.len() || column.is_null(row) || depth > MAX_DEPTH {
        return Value::Null;
    }
    match column.data_type() {
        DataType::Boolean => Value::Bool(column.as_boolean().value(row)),
        DataType::Int8 => native::<Int8Type>(column, row).into(),
        DataType::Int16 => native::<Int16Type>(column, row).into(),
        DataType::Int32 => native::<Int32Type>(column, row).into(),
        DataType::Int64 => native::<Int64Type>(column, row).into(),
        DataType::UInt8 => native::<UInt8Type>(column, row).into(),
        DataType::UInt16 => native::<UInt16Type>(column, row).into(),
        DataType::UInt32 => native::<UInt32Type>(column, row).into(),
        DataType::UInt64 => native::<UInt64Type>(column, row).into(),
        DataType::Float32 => number(native::<Float32Type>(column, row).into()),
        DataType::Float64 => number(native::<Float64Type>(column, row)),
        // What engines without whole numbers of 64 bits without sign have in their place.
        DataType::Decimal128(_, 0) => whole_number(native::<Decimal128Type>(column, row)),
        DataType::Date32 => day(native::<Date32Type>(column, row)),
        DataType::Date64 => Timestamp::from_millisecond(native::<Date64Type>(column, row))
            .map_or(Value::Null, |time| Value::String(time.to_string())),
        DataType::Timestamp(unit, _) => time(column, row, *unit),
        DataType::List(_) => list(&column.as_list::<i32>().value(row), depth),
        DataType::LargeList(_) => list(&column.as_list::<i64>().value(row), depth),
        DataType::Map(..) => Value::Array(
            rows(&column.as_map().value(row), depth)
                .flat_map(pairs)
                .collect(),
        ),
        DataType::Struct(_) => {
            let record = column.as_struct();
            let names = record.column_names().into_iter().map(String::from);
            let values = fields(record, row, depth);
            Value::Object(names.zip(values).collect::<Map<_, _>>())
        }
        _ => match bytes(column, row).map(str::from_utf8) {
            Some(Ok(text)) => Value::String(text.to_owned()),
            _ => Value::Null,
        },
    }
}

fn native<T: ArrowPrimitiveType>(column: &dyn Array, row: usize) -> T::Native {
    column.as_primitive::<T>().value(row)
}

fn whole_number(value: i128) -> Value {
    match (u64::try_from(value), i64::try_from(value)) {
        (Ok(number), _) => number.into(),
        (_, Ok(number)) => number.into(),
        _ => Value::String(value.to_string()),
    }
}

fn number(value: f64) -> Value {
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}

fn list(items: &ArrayRef, depth: usize) -> Value {
    if let Some(records) = items.as_struct_opt().filter(|r| r.num_columns() == 2) {
        return Value::Array(rows(records, depth).flat_map(pairs).collect());
    }
    let items = (0..items.len()).map(|row| nested(items, row, depth + 1));
    Value::Array(items.collect())
}

fn fields(record: &StructArray, row: usize, depth: usize) -> Vec<Value> {
    let columns = record.columns().iter();
    columns
        .map(|column| nested(column, row, depth + 1))
        .collect()
}

/// The fields of each record, which has two: name and value. In a list of structs they may stand the other way round.
fn rows(records: &StructArray, depth: usize) -> impl Iterator<Item = Vec<Value>> + '_ {
    let is_reversed = records.column_names().first() == Some(&"value");
    (0..records.len()).map(move |row| {
        let mut pair = fields(records, row, depth);
        if is_reversed {
            pair.reverse();
        }
        pair
    })
}

/// One pair for each value of a name.
fn pairs(pair: Vec<Value>) -> Vec<Value> {
    match <[Value; 2]>::try_from(pair) {
        Ok([name, Value::Array(values)]) => values
            .into_iter()
            .map(|value| Value::Array(vec![name.clone(), value]))
            .collect(),
        Ok(pair) => vec![Value::Array(pair.into())],
        Err(_) => Vec::new(),
    }
}

fn time(column: &dyn Array, row: usize, unit: TimeUnit) -> Value {
    let time = match unit {
        TimeUnit::Second => Timestamp::from_second(native::<TimestampSecondType>(column, row)),
        TimeUnit::Millisecond => {
            Timestamp::from_millisecond(native::<TimestampMillisecondType>(column, row))
        }
        TimeUnit::Microsecond => {
            Timestamp::from_microsecond(native::<TimestampMicrosecondType>(column, row))
        }
        TimeUnit::Nanosecond => {
            Timestamp::from_nanosecond(native::<TimestampNanosecondType>(column, row).into())
        }
    };
    time.map_or(Value::Null, |time| Value::String(time.to_string()))
}

/// A day by its distance from 1970-01-01.
fn day(days: i32) -> Value {
    let day = Span::new()
        .try_days(days)
        .and_then(|days| civil::date(1970, 1, 1).checked_add(days));
    day.map_or(Value::Null, |day| Value::String(day.to_string()))
}
