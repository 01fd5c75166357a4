use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process;

/// A file that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{}: cannot be written", path.display())]
pub struct OutputError {
    /// The file.
    pub path: PathBuf,
    /// What the operating system says.
    #[source]
    pub source: io::Error,
}

impl OutputError {
    /// The error `source` at `path`.
    pub fn new(path: impl Into<PathBuf>, source: io::Error) -> Self {
        let path = path.into();
        Self { path, source }
    }
}

/// A file that is either whole or not there: written under a temporary name beside its place and renamed
/// by [`commit`](Self::commit). Dropped before that, it leaves nothing behind.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("new/report.html");
/// use std::io::Write;
/// use wenmai_io::AtomicFile;
///
/// let mut file = AtomicFile::create(&path)?; // makes the folder too
/// file.write_all(b"<!doctype html>")?;
/// assert!(!path.exists());
/// file.commit()?;
/// assert!(path.exists());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct AtomicFile {
    path: PathBuf,
    temporary: PathBuf,
    /// `None` once committed.
    writer: Option<BufWriter<File>>,
}

impl AtomicFile {
    /// Starts a file that will be at `path`, and makes the folders above it.
    ///
    /// # Errors
    ///
    /// When the folder cannot be made or written to.
    pub fn create(path: impl Into<PathBuf>) -> Result<Self, OutputError> {
        let path = path.into();
        let temporary = temporary_name(&path);
        match open_new(&path, &temporary) {
            Ok(file) => Ok(Self {
                path,
                temporary,
                writer: Some(BufWriter::new(file)),
            }),
            Err(source) => Err(OutputError { path, source }),
        }
    }

    /// The place of the file once it is whole.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts the file in its place, over an older one.
    ///
    /// # Errors
    ///
    /// When the last bytes cannot be written or the file cannot be renamed; nothing is left behind then.
    pub fn commit(mut self) -> Result<(), OutputError> {
        let result = match self.writer.take() {
            Some(mut writer) => writer
                .flush()
                .and_then(|()| fs::rename(&self.temporary, &self.path)),
            None => Ok(()),
        };
        result.map_err(|source| {
            // The error that counts is the one above.
            let _ = fs::remove_file(&self.temporary);
            OutputError::new(&self.path, source)
        })
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.writer {
            Some(writer) => writer.write(bytes),
            None => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        if self.writer.take().is_some() {
            // Nobody is left to tell; the name says what the file is.
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// A hidden name in the same folder, for a file can only be renamed within its file system.
fn temporary_name(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", process::id()));
    path.with_file_name(name)
}

fn open_new(path: &Path, temporary: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .open(temporary)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<OsString> {
        fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect()
    }

    #[test]
    fn replaces_an_older_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, "old and long").unwrap();
        let mut file = AtomicFile::create(&path).unwrap();
        file.write_all(b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old and long");
        file.commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(names(folder.path()), ["a.txt"]);
    }

    #[test]
    fn leaves_nothing_behind_when_dropped_or_failed() {
        let folder = tempfile::tempdir().unwrap();
        let file = AtomicFile::create(folder.path().join("a.txt")).unwrap();
        assert_eq!(names(folder.path()).len(), 1);
        drop(file);
        assert!(names(folder.path()).is_empty());

        // A folder stands where the file should go.
        let taken = folder.path().join("b");
        fs::create_dir_all(taken.join("c")).unwrap();
        let error = AtomicFile::create(&taken).unwrap().commit().unwrap_err();
        assert!(error.to_string().ends_with("b: cannot be written"));
        assert_eq!(names(folder.path()), ["b"]);

        let below_a_file = folder.path().join("file");
        fs::write(&below_a_file, "").unwrap();
        assert!(AtomicFile::create(below_a_file.join("a.txt")).is_err());
    }
}
