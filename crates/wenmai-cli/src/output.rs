use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use wenmai::io::{AtomicFile, OutputError};

use crate::exit::Stop;

/// Columns of a line where standard output is no terminal.
const DEFAULT_WIDTH: usize = 100;

/// Standard output.
#[derive(Debug)]
pub(crate) struct Stdout(BufWriter<io::Stdout>);

impl Stdout {
    pub(crate) fn new() -> Self {
        Self(BufWriter::with_capacity(1 << 16, io::stdout()))
    }

    /// Lets `write` write; an error is one of standard output.
    pub(crate) fn write(
        &mut self,
        write: impl FnOnce(&mut BufWriter<io::Stdout>) -> io::Result<()>,
    ) -> Result<(), Stop> {
        write(&mut self.0).map_err(Stop::Stdout)
    }

    /// Writes what is still held back; errors would be lost without this.
    pub(crate) fn finish(mut self) -> Result<(), Stop> {
        self.0.flush().map_err(Stop::Stdout)
    }
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// JSON values on standard output: one alone, or an array that is written as its values come.
#[derive(Debug)]
pub(crate) struct JsonArray {
    stdout: Stdout,
    is_array: bool,
    is_empty: bool,
}

impl JsonArray {
    pub(crate) fn new(is_array: bool) -> Self {
        Self {
            stdout: Stdout::new(),
            is_array,
            is_empty: true,
        }
    }

    /// Writes the next value, given as indented JSON.
    pub(crate) fn push(&mut self, value: &[u8]) -> Result<(), Stop> {
        let separator: &[u8] = match (self.is_array, self.is_empty) {
            (false, _) => b"",
            (true, true) => b"[\n",
            (true, false) => b",\n",
        };
        let value = if self.is_array {
            value.trim_ascii_end()
        } else {
            value
        };
        self.is_empty = false;
        self.stdout.write(|writer| {
            writer.write_all(separator)?;
            writer.write_all(value)
        })
    }

    /// Ends the array.
    pub(crate) fn finish(mut self) -> Result<(), Stop> {
        let end: &[u8] = match (self.is_array, self.is_empty) {
            (false, _) => b"",
            (true, true) => b"[]\n",
            (true, false) => b"\n]\n",
        };
        self.stdout.write(|writer| writer.write_all(end))?;
        self.stdout.finish()
    }
}

/// Writes a whole file, or none.
pub(crate) fn write_file(
    path: &Path,
    write: impl FnOnce(&mut AtomicFile) -> io::Result<()>,
) -> Result<(), Stop> {
    let mut file = AtomicFile::create(path)?;
    write(&mut file).map_err(|source| OutputError::new(path, source))?;
    Ok(file.commit()?)
}

/// What `write` writes, in memory, where writing cannot fail.
pub(crate) fn to_bytes(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> Vec<u8> {
    let mut bytes = Vec::new();
    // A vector takes everything, and the records have no maps with keys that JSON could not take.
    let _ = write(&mut bytes);
    bytes
}

/// Columns of a line on standard output.
pub(crate) fn width() -> usize {
    terminal_size::terminal_size_of(io::stdout())
        .map_or(DEFAULT_WIDTH, |(width, _)| usize::from(width.0))
}

/// Whether standard output is a terminal.
pub(crate) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether standard output shows colors: on a terminal, unless `NO_COLOR` is set (<https://no-color.org>).
pub(crate) fn has_color() -> bool {
    is_terminal()
        && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
