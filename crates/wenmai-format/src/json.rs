//! JSON and JSON Lines.

use std::io::{self, Write};

use serde::Serialize;

/// Writes `record` as indented JSON, with a line end after it.
///
/// # Errors
///
/// Those of the writer, and `InvalidData` for a value that JSON cannot hold (no record of ours is one).
pub fn write_json<T: Serialize + ?Sized>(record: &T, writer: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *writer, record)?;
    writer.write_all(b"\n")
}

/// Writes `record` as one line of JSON Lines.
///
/// ```
/// let mut line = Vec::new();
/// wenmai_format::write_jsonl(&["一\n二"], &mut line)?;
/// assert_eq!(line, "[\"一\\n二\"]\n".as_bytes());
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// Those of the writer, and `InvalidData` for a value that JSON cannot hold (no record of ours is one).
pub fn write_jsonl<T: Serialize + ?Sized>(record: &T, writer: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *writer, record)?;
    writer.write_all(b"\n")
}
