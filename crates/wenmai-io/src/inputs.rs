use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::{fmt, fs, vec};

use wenmai_model::Page;

use crate::error::InputError;
use crate::expand::{Folder, List, Pattern, is_pattern, list_name};
use crate::kind::InputKind;
use crate::page_fields::RecordFields;
use crate::reader::RecordReader;
use crate::record::NoPage;

/// How inputs are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// What every input holds; by default the extension says it, and where that says nothing the first bytes. Also the kind of
    /// pages in a table in memory, where the name of their column does not say it.
    pub kind: Option<InputKind>,
    /// Where the records of JSONL and the rows of Parquet hold what.
    pub fields: RecordFields,
    /// The charset of pages, by one of its names, whatever they declare and look like; not of pages in JSON strings, which are
    /// Unicode. By default each page is asked.
    pub charset: Option<String>,
    /// Longest page, longest line of JSONL and longest WARC record, in bytes. A longer one is an error and is never held in
    /// memory. Of Parquet it is the longest cell with a page, but the format has whole data pages decoded at a time.
    pub max_page_bytes: u64,
    /// How many times its compressed length a gzip member or a zstd frame may expand to, once 64 MiB came out of it. Text of
    /// the web expands 4 to 20 times, and deflate reaches 1032.
    pub max_expansion: u32,
}

impl Default for ReadOptions {
    /// Kinds are detected, fields have their usual names, a page may have 64 MiB, and what is compressed may expand 200 times.
    fn default() -> Self {
        Self {
            kind: None,
            fields: RecordFields::default(),
            charset: None,
            max_page_bytes: 64 << 20,
            max_expansion: 200,
        }
    }
}

/// The files that `inputs` stand for, and `-`, in their order; see the table of the [crate] for what an input may be.
///
/// Lists, folders and patterns are read as the files are asked for.
pub fn expand_inputs<I>(inputs: I, _options: &ReadOptions) -> ExpandedInputs
where
    I: IntoIterator,
    I::Item: Into<OsString>,
{
    let inputs: Vec<OsString> = inputs.into_iter().map(Into::into).collect();
    ExpandedInputs {
        levels: vec![Level::Arguments(inputs.into_iter())],
    }
}

/// The pages of `inputs`, in their order; see the table of the [crate] for what an input may be.
///
/// Nothing is read before it is asked for, and at most one page is in memory. An input that gives no page
/// gives an error, but for a container without any record. Records that hold no page, such as requests in WARC files, are
/// passed over.
pub fn read_pages<I>(inputs: I, options: &ReadOptions) -> Pages
where
    I: IntoIterator,
    I::Item: Into<OsString>,
{
    Pages {
        options: options.clone(),
        inputs: expand_inputs(inputs, options),
        reader: None,
    }
}

/// Whether `inputs` is exactly one page by its name alone: not a container, folder, pattern or list.
///
/// Outputs whose shape depends on the number of pages ask this rather than count them, so that a folder
/// gives the same shape whether it holds one page or two.
pub fn is_one_page(inputs: &[OsString], options: &ReadOptions) -> bool {
    let [input] = inputs else { return false };
    let path = Path::new(input);
    let kind = options.kind.or_else(|| InputKind::of_path(path));
    kind.is_none_or(InputKind::is_one_page)
        && list_name(input).is_none()
        && !path.is_dir()
        && (path.exists() || !is_pattern(input))
}

/// The files that [`expand_inputs`] gives.
pub struct ExpandedInputs {
    /// What is being read, outermost first: the last one gives the next file.
    levels: Vec<Level>,
}

impl fmt::Debug for ExpandedInputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExpandedInputs")
            .field("depth", &self.levels.len())
            .finish_non_exhaustive()
    }
}

enum Level {
    Arguments(vec::IntoIter<OsString>),
    List(List),
    Folder(Folder),
    Pattern(Pattern),
}

/// What one step gives.
enum Step {
    File(PathBuf),
    Error(InputError),
    Enter(Level),
}

impl Iterator for ExpandedInputs {
    type Item = Result<PathBuf, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let step = match self.levels.last_mut()? {
                Level::Arguments(inputs) => inputs.next().map(|input| argument(&input)),
                Level::List(list) => list
                    .next()
                    .map(|input| input.map_or_else(Step::Error, |input| entry(&input))),
                Level::Folder(folder) => folder
                    .next()
                    .map(|path| path.map_or_else(Step::Error, Step::File)),
                Level::Pattern(pattern) => pattern
                    .next()
                    .map(|path| path.map_or_else(Step::Error, entry_of)),
            };
            match step {
                Some(Step::File(path)) => return Some(Ok(path)),
                Some(Step::Error(error)) => return Some(Err(error)),
                Some(Step::Enter(level)) => self.levels.push(level),
                None => {
                    self.levels.pop();
                }
            }
        }
    }
}

fn argument(input: &OsStr) -> Step {
    match list_name(input).map(|name| List::open(Path::new(&name))) {
        Some(list) => list.map_or_else(Step::Error, |list| Step::Enter(Level::List(list))),
        None => entry(input),
    }
}

/// A file, folder, pattern or `-`: what a command line and a list may both name.
fn entry(input: &OsStr) -> Step {
    let path = Path::new(input);
    // A file may be called `a[1].txt`, so a name is a pattern only where no such file is.
    if input != "-" && is_pattern(input) && fs::symlink_metadata(path).is_err() {
        return Pattern::new(input).map_or_else(Step::Error, |p| Step::Enter(Level::Pattern(p)));
    }
    entry_of(path.to_owned())
}

fn entry_of(path: PathBuf) -> Step {
    if path.is_dir() {
        Step::Enter(Level::Folder(Folder::new(&path)))
    } else {
        Step::File(path)
    }
}

/// The pages that [`read_pages`] gives.
#[derive(Debug)]
pub struct Pages {
    options: ReadOptions,
    inputs: ExpandedInputs,
    reader: Option<RecordReader>,
}

impl Iterator for Pages {
    type Item = Result<Page, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Some(reader) = &mut self.reader else {
                let opened = self
                    .inputs
                    .next()?
                    .and_then(|path| RecordReader::open(&path, &self.options));
                match opened {
                    Ok(reader) => self.reader = Some(reader),
                    Err(error) => return Some(Err(error)),
                }
                continue;
            };
            let Some(record) = reader.next() else {
                self.reader = None;
                continue;
            };
            let page = record
                .map_err(NoPage::Error)
                .and_then(|record| record.page(&self.options));
            match page {
                Ok(page) => return Some(Ok(page)),
                Err(NoPage::Error(error)) => return Some(Err(error)),
                Err(NoPage::Skipped(_)) => {}
            }
        }
    }
}
