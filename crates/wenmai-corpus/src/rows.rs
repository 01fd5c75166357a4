//! Lines as rows of tables.

use std::slice;

use wenmai_io::arrow::{RecordBatch, RecordBatchError};

use crate::error::CorpusError;
use crate::letter::unfit;
use crate::outcome::{Death, caught};

/// Lines as rows, which `batch` makes of them: all at once, and one by one only to find those that are to blame when that fails.
/// What takes the place of each of these says `blame`.
///
/// # Errors
///
/// When the lines cannot be put together although each of them is a row.
pub(crate) fn pack_rows<L>(
    lines: Vec<L>,
    batch: impl Fn(&[L]) -> Result<RecordBatch, RecordBatchError>,
    mut blame: impl FnMut(L, Death) -> Option<L>,
) -> Result<RecordBatch, CorpusError> {
    let rows = |lines: &[L]| {
        let rows = caught(|| batch(lines));
        rows.and_then(|rows| rows.map_err(|error| unfit(&error)))
    };
    if let Ok(batch) = rows(&lines) {
        return Ok(batch);
    }
    let lines = lines.into_iter();
    let lines: Vec<L> = lines
        .filter_map(|line| match rows(slice::from_ref(&line)) {
            Err(death) => blame(line, death),
            Ok(_) => Some(line),
        })
        .collect();
    Ok(batch(&lines)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of `lines`; who is to blame, and for what.
    fn packed(lines: &[&'static str]) -> (Result<usize, String>, Vec<(&'static str, String)>) {
        let batch = |lines: &[&str]| {
            assert!(!lines.contains(&"panics"), "a line that panics");
            wenmai_io::arrow::outcome_batch(lines.concat().as_bytes())
        };
        let mut blamed = Vec::new();
        let rows = pack_rows(lines.to_vec(), batch, |line, death| {
            blamed.push((line, format!("{}: {}", death.reason, death.message)));
            (line != "left out").then_some(ROW)
        });
        let rows = rows.map(|rows| rows.num_rows());
        (rows.map_err(|error| wenmai_io::with_causes(&error)), blamed)
    }

    const ROW: &str =
        "{\"outcome\":\"dead\",\"reason\":\"r\",\"source\":{\"input\":\"\",\"record\":0}}\n";

    #[test]
    fn a_line_that_is_no_row_costs_itself() {
        assert_eq!(packed(&[ROW, ROW]), (Ok(2), Vec::new()));
        assert_eq!(packed(&[]), (Ok(0), Vec::new()));

        let (rows, blamed) = packed(&[ROW, "panics", ROW]);
        assert_eq!(rows, Ok(3));
        assert_eq!(blamed, [("panics", "panic: a line that panics".to_owned())]);

        let (rows, blamed) = packed(&[ROW, "left out"]);
        assert_eq!(rows, Ok(1));
        assert!(
            matches!(blamed.as_slice(), [("left out", why)] if why.starts_with("unwritable: the document does not fit into a row")),
            "{blamed:?}"
        );
    }
}
