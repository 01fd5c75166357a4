//! Where the records of rows went.

use arrow_array::cast::AsArray;
use arrow_array::types::UInt64Type;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_cast::cast;
use arrow_schema::DataType;
use wenmai_model::Ledger;

/// A table that does not say what became of its records.
#[derive(Debug, thiserror::Error)]
#[error("not a table of outcomes: {reason}")]
pub struct LedgerError {
    /// What is wrong with it.
    pub reason: String,
}

/// Where the records of `rows` went, by the columns `outcome`, `reason` and `records` of
/// [`outcome_schema`](super::outcome_schema), which other libraries may have made dictionaries or numbers of another type.
///
/// A row stands for as many records as it says, and for one where `records` is null, as in the ledger of a run.
///
/// # Errors
///
/// When there is no such column, and when an outcome is none of `written`, `dropped` and `dead`.
///
/// ```
/// use wenmai_io::arrow::{ledger_of, outcome_batch};
/// let row = br#"{"outcome": "dead", "reason": "broken_row_group", "source": {"input": "a", "record": 0}, "records": 7}"#;
/// let ledger = ledger_of(&outcome_batch(row)?)?;
/// assert_eq!((ledger.read, ledger.n_dead()), (7, 7));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn ledger_of(rows: &RecordBatch) -> Result<Ledger, LedgerError> {
    let (outcomes, reasons) = (
        column(rows, "outcome", &DataType::Utf8)?,
        column(rows, "reason", &DataType::Utf8)?,
    );
    let records = column(rows, "records", &DataType::UInt64)?;
    let (outcomes, reasons) = (outcomes.as_string::<i32>(), reasons.as_string::<i32>());
    let records = records.as_primitive::<UInt64Type>();
    let mut ledger = Ledger::default();
    for (row, ((outcome, reason), records)) in outcomes.iter().zip(reasons).zip(records).enumerate()
    {
        let records = records.unwrap_or(1);
        match outcome {
            Some("written") => ledger.written = ledger.written.saturating_add(records),
            Some(outcome @ ("dropped" | "dead")) => {
                let counts = match outcome {
                    "dropped" => &mut ledger.dropped,
                    _ => &mut ledger.dead,
                };
                let count = counts
                    .entry(reason.unwrap_or_default().to_owned())
                    .or_default();
                *count = count.saturating_add(records);
            }
            other => {
                let reason = match other {
                    Some(other) => format!("the outcome of row {row} is {other:?}"),
                    None => format!("row {row} has no outcome"),
                };
                return Err(LedgerError { reason });
            }
        }
        ledger.read = ledger.read.saturating_add(records);
    }
    Ok(ledger)
}

/// The column `name` as one of `data_type`; what does not fit into that is null.
fn column(rows: &RecordBatch, name: &str, data_type: &DataType) -> Result<ArrayRef, LedgerError> {
    let column = rows.column_by_name(name).ok_or_else(|| LedgerError {
        reason: format!("there is no column `{name}`"),
    })?;
    cast(column, data_type).map_err(|error| LedgerError {
        reason: format!("the column `{name}`: {error}"),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::types::{ArrowDictionaryKeyType, Int8Type, UInt32Type};
    use arrow_array::{
        Array, Decimal128Array, DictionaryArray, Float64Array, LargeStringArray, NullArray,
        StringViewArray, UInt64Array,
    };

    use super::super::tests::strings;
    use super::*;

    fn rows(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
        let columns = columns.into_iter().map(|(name, cells)| (name, cells, true));
        RecordBatch::try_from_iter_with_nullable(columns).unwrap()
    }

    fn check(columns: Vec<(&str, ArrayRef)>, expected: &str) {
        let said = match ledger_of(&rows(columns)) {
            Ok(ledger) => {
                assert!(ledger.is_balanced());
                format!(
                    "{} {} {:?} {:?}",
                    ledger.read, ledger.written, ledger.dropped, ledger.dead
                )
            }
            Err(error) => error.to_string(),
        };
        assert_eq!(said, expected);
    }

    const OUTCOMES: [&str; 6] = ["written", "dead", "dropped", "dead", "dead", "written"];
    const REASONS: [Option<&str>; 6] = [None, Some("a"), Some("b"), Some("a"), Some("c"), None];

    fn dictionary<K: ArrowDictionaryKeyType>(cells: [Option<&str>; 6]) -> ArrayRef {
        let keys: DictionaryArray<K> = cells.into_iter().collect();
        Arc::new(keys)
    }

    #[test]
    fn a_row_is_so_many_records_as_it_says_whatever_the_types() {
        let outcomes: [ArrayRef; 4] = [
            strings(&OUTCOMES.map(Some)),
            Arc::new(LargeStringArray::from_iter_values(OUTCOMES)),
            Arc::new(StringViewArray::from_iter_values(OUTCOMES)),
            dictionary::<UInt32Type>(OUTCOMES.map(Some)),
        ];
        let reasons: [ArrayRef; 2] = [strings(&REASONS), dictionary::<Int8Type>(REASONS)];
        let numbers = [None, Some(7), None, Some(1), Some(0), None];
        let decimals: Decimal128Array = numbers.into_iter().map(|n| n.map(i128::from)).collect();
        let floats = numbers.map(|n: Option<u32>| n.map_or(f64::NAN, f64::from));
        let records: [ArrayRef; 3] = [
            Arc::new(UInt64Array::from_iter(numbers.map(|n| n.map(u64::from)))),
            Arc::new(decimals.with_precision_and_scale(20, 0).unwrap()),
            Arc::new(Float64Array::from_iter_values(floats)),
        ];
        for outcomes in &outcomes {
            for reasons in &reasons {
                for records in &records {
                    let columns = vec![
                        ("outcome", Arc::clone(outcomes)),
                        ("records", Arc::clone(records)),
                        ("reason", Arc::clone(reasons)),
                    ];
                    check(columns, r#"11 2 {"b": 1} {"a": 8, "c": 0}"#);
                }
            }
        }
    }

    #[test]
    fn columns_may_be_null_and_outcomes_may_not() {
        let table = |outcomes: &[Option<&str>]| -> Vec<(&'static str, ArrayRef)> {
            let nulls: ArrayRef = Arc::new(NullArray::new(outcomes.len()));
            vec![
                ("outcome", strings(outcomes)),
                ("reason", nulls.slice(0, outcomes.len())),
                ("records", nulls),
            ]
        };
        check(
            table(&[Some("written"), Some("dropped")]),
            r#"2 1 {"": 1} {}"#,
        );
        check(table(&[]), "0 0 {} {}");
        check(
            table(&[Some("written"), None]),
            "not a table of outcomes: row 1 has no outcome",
        );
        check(
            table(&[Some("won")]),
            "not a table of outcomes: the outcome of row 0 is \"won\"",
        );
        check(
            table(&[]).into_iter().take(2).collect(),
            "not a table of outcomes: there is no column `records`",
        );
    }
}
