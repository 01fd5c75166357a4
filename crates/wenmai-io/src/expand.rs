//! Inputs that stand for others: lists, folders and patterns.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::error::{InputError, InputErrorKind, Place};
use crate::kind::InputKind;
use crate::lines::{Line, read_line};

/// No path is longer; a longer line means that the list is no list.
const MAX_LIST_LINE_BYTES: usize = 1 << 16;

/// The file that `@NAME` names.
pub(crate) fn list_name(input: &OsStr) -> Option<OsString> {
    let bytes = input.as_encoded_bytes().strip_prefix(b"@")?;
    Some(os_string(bytes))
}

/// Whether `input` may be a pattern.
pub(crate) fn is_pattern(input: &OsStr) -> bool {
    input
        .as_encoded_bytes()
        .iter()
        .any(|byte| matches!(byte, b'*' | b'?' | b'['))
}

/// Paths on Unix are any bytes; elsewhere they are Unicode.
fn os_string(bytes: &[u8]) -> OsString {
    #[cfg(unix)]
    return std::os::unix::ffi::OsStringExt::from_vec(bytes.to_vec());
    #[cfg(not(unix))]
    return String::from_utf8_lossy(bytes).into_owned().into();
}

/// The inputs that a file names, one a line. Paths are relative to the current folder, not to the list's.
pub(crate) struct List {
    path: PathBuf,
    reader: BufReader<File>,
    line: u64,
    finished: bool,
}

impl List {
    pub(crate) fn open(path: &Path) -> Result<Self, InputError> {
        let file = File::open(path).map_err(|error| InputError::from_io(path, error))?;
        Ok(Self {
            path: path.to_owned(),
            reader: BufReader::new(file),
            line: 0,
            finished: false,
        })
    }

    fn error(&self, kind: InputErrorKind) -> InputError {
        InputError {
            place: Some(Place::Line {
                line: self.line,
                column: 1,
            }),
            ..InputError::of_path(&self.path, kind)
        }
    }
}

impl Iterator for List {
    type Item = Result<OsString, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut buffer = Vec::new();
        while !self.finished {
            let line = read_line(&mut self.reader, &mut buffer, MAX_LIST_LINE_BYTES);
            self.line += 1;
            match line {
                Ok(Some(Line::Whole)) if buffer.trim_ascii().is_empty() => {}
                // Lists that name each other would never end.
                Ok(Some(Line::Whole)) if buffer.starts_with(b"@") => {
                    return Some(Err(self.error(InputErrorKind::NestedList)));
                }
                Ok(Some(Line::Whole)) => return Some(Ok(os_string(&buffer))),
                Ok(Some(Line::TooLong)) => {
                    let limit_bytes = MAX_LIST_LINE_BYTES as u64;
                    return Some(Err(self.error(InputErrorKind::TooLong { limit_bytes })));
                }
                Ok(None) => self.finished = true,
                Err(error) => {
                    self.finished = true;
                    return Some(Err(InputError::from_io(&self.path, error)));
                }
            }
        }
        None
    }
}

/// The pages below a folder: files with a known extension, sorted by path, hidden names skipped.
///
/// A link to a file is read, a link to a folder is not followed: links may lead back.
pub(crate) struct Folder {
    path: PathBuf,
    entries: Box<dyn Iterator<Item = walkdir::Result<DirEntry>> + Send>,
    any: bool,
    finished: bool,
}

impl Folder {
    pub(crate) fn new(path: &Path) -> Self {
        let entries = WalkDir::new(path)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name()));
        Self {
            path: path.to_owned(),
            entries: Box::new(entries),
            any: false,
            finished: false,
        }
    }
}

impl Iterator for Folder {
    type Item = Result<PathBuf, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.finished {
            match self.entries.next() {
                Some(Ok(entry)) if is_page(&entry) => {
                    self.any = true;
                    return Some(Ok(entry.into_path()));
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => {
                    self.any = true;
                    let path = error.path().unwrap_or(&self.path).to_owned();
                    return Some(Err(InputError::from_io(&path, error.into())));
                }
                None => {
                    self.finished = true;
                    if !self.any {
                        let error = InputError::of_path(&self.path, InputErrorKind::NoPages);
                        return Some(Err(error));
                    }
                }
            }
        }
        None
    }
}

/// The files that a pattern matches, sorted by path.
///
/// Folders are given too, to be read like folders given by name, unless the pattern holds `**`: then it
/// descends by itself, and their files would come twice.
pub(crate) struct Pattern {
    text: String,
    paths: glob::Paths,
    any: bool,
    finished: bool,
}

impl Pattern {
    pub(crate) fn new(input: &OsStr) -> Result<Self, InputError> {
        // A pattern that is not Unicode can only be a path with a star in it that is not there.
        let Some(pattern) = input.to_str() else {
            return Err(InputError::of_path(
                Path::new(input),
                InputErrorKind::NotFound,
            ));
        };
        let options = glob::MatchOptions {
            require_literal_leading_dot: true,
            ..glob::MatchOptions::new()
        };
        let paths = glob::glob_with(pattern, options).map_err(|error| {
            let reason = error.msg;
            InputError::new(pattern, InputErrorKind::BadPattern { reason })
        })?;
        Ok(Self {
            text: pattern.to_owned(),
            paths,
            any: false,
            finished: false,
        })
    }
}

impl Iterator for Pattern {
    type Item = Result<PathBuf, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.finished {
            match self.paths.next() {
                Some(Ok(path)) if self.text.contains("**") && path.is_dir() => {}
                Some(Ok(path)) => {
                    self.any = true;
                    return Some(Ok(path));
                }
                Some(Err(error)) => {
                    self.any = true;
                    let path = error.path().to_owned();
                    return Some(Err(InputError::from_io(&path, error.into())));
                }
                None => {
                    self.finished = true;
                    if !self.any {
                        let error = InputError::new(&*self.text, InputErrorKind::NoMatch);
                        return Some(Err(error));
                    }
                }
            }
        }
        None
    }
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

fn is_page(entry: &DirEntry) -> bool {
    let is_file = if entry.path_is_symlink() {
        entry.path().is_file()
    } else {
        entry.file_type().is_file()
    };
    is_file && InputKind::of_path(entry.path()).is_some()
}
