//! The small tables of data that rules are made of: fields apart by tabs, `# ` begins a comment.

/// A table that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{table}, line {line}: expected {expected}")]
#[non_exhaustive]
pub struct TableError {
    /// The name of its file.
    pub table: &'static str,
    /// The line, from 1 on.
    pub line: usize,
    /// What should stand there.
    pub expected: &'static str,
}

/// A row of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DataRow<'a> {
    table: &'static str,
    line: usize,
    text: &'a str,
}

/// The rows of the table of this name.
pub(crate) fn rows<'a>(
    table: &'static str,
    text: &'a str,
) -> impl Iterator<Item = DataRow<'a>> + use<'a> {
    let lines = text.lines().zip(1..);
    lines
        .filter(|(text, _)| !text.trim().is_empty() && !text.starts_with("# "))
        .map(move |(text, line)| DataRow { table, line, text })
}

impl<'a> DataRow<'a> {
    /// A field, from 0 on.
    pub(crate) fn field(&self, n: usize) -> Result<&'a str, TableError> {
        let field = self.text.split('\t').nth(n).map(str::trim);
        field
            .filter(|field| !field.is_empty())
            .ok_or_else(|| self.wrong("another field"))
    }

    pub(crate) const fn wrong(&self, expected: &'static str) -> TableError {
        TableError {
            table: self.table,
            line: self.line,
            expected,
        }
    }
}
