use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::{fmt, fs, vec};

use wenmai_model::Page;

use crate::error::InputError;
use crate::expand::{Folder, List, Pattern, is_pattern, list_name};
use crate::jsonl::{RecordFields, Records};
use crate::kind::InputKind;
use crate::open::{Opened, Stream, open};

/// How inputs are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// What every input holds; by default the extension says it, and where that says nothing the first bytes.
    pub kind: Option<InputKind>,
    /// Where the records of JSONL hold what.
    pub fields: RecordFields,
    /// The charset of pages, by one of its names, whatever they declare and look like; not of pages in JSON strings, which are
    /// Unicode. By default each page is asked.
    pub charset: Option<String>,
    /// Longest page and longest line of JSONL, in bytes. A longer one is an error and is never held in memory.
    pub max_page_bytes: u64,
}

impl Default for ReadOptions {
    /// Kinds are detected, fields have their usual names, and a page may have 64 MiB.
    fn default() -> Self {
        Self {
            kind: None,
            fields: RecordFields::default(),
            charset: None,
            max_page_bytes: 64 << 20,
        }
    }
}

/// The pages of `inputs`, in their order; see the table of the [crate] for what an input may be.
///
/// Nothing is read before it is asked for, and at most one page is in memory. An input that gives no page
/// gives an error, but for a container without any record.
pub fn read_pages<I>(inputs: I, options: &ReadOptions) -> Pages
where
    I: IntoIterator,
    I::Item: Into<OsString>,
{
    let inputs: Vec<OsString> = inputs.into_iter().map(Into::into).collect();
    Pages {
        options: options.clone(),
        levels: vec![Level::Arguments(inputs.into_iter())],
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
    kind != Some(InputKind::Jsonl)
        && list_name(input).is_none()
        && !path.is_dir()
        && (path.exists() || !is_pattern(input))
}

/// The pages that [`read_pages`] gives.
pub struct Pages {
    options: ReadOptions,
    /// What is being read, outermost first: the last one gives the next page.
    levels: Vec<Level>,
}

impl fmt::Debug for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("options", &self.options)
            .field("depth", &self.levels.len())
            .finish_non_exhaustive()
    }
}

enum Level {
    Arguments(vec::IntoIter<OsString>),
    List(List),
    Folder(Folder),
    Pattern(Pattern),
    Records(Box<Records<Stream>>),
}

/// What one step of reading gives.
enum Step {
    Page(Box<Page>),
    Error(InputError),
    Enter(Level),
}

impl Iterator for Pages {
    type Item = Result<Page, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let step = match self.levels.last_mut()? {
                Level::Arguments(inputs) => {
                    inputs.next().map(|input| argument(&input, &self.options))
                }
                Level::List(list) => list
                    .next()
                    .map(|input| input.map_or_else(Step::Error, |i| entry(&i, &self.options))),
                Level::Folder(folder) => folder
                    .next()
                    .map(|path| path.map_or_else(Step::Error, |p| page(&p, &self.options))),
                Level::Pattern(pattern) => pattern
                    .next()
                    .map(|path| path.map_or_else(Step::Error, |p| entry_of(&p, &self.options))),
                Level::Records(records) => records.next().map(|record| {
                    record.map_or_else(Step::Error, |page| Step::Page(Box::new(page)))
                }),
            };
            match step {
                Some(Step::Page(page)) => return Some(Ok(*page)),
                Some(Step::Error(error)) => return Some(Err(error)),
                Some(Step::Enter(level)) => self.levels.push(level),
                None => {
                    self.levels.pop();
                }
            }
        }
    }
}

fn argument(input: &OsStr, options: &ReadOptions) -> Step {
    match list_name(input).map(|name| List::open(Path::new(&name))) {
        Some(list) => list.map_or_else(Step::Error, |list| Step::Enter(Level::List(list))),
        None => entry(input, options),
    }
}

/// A file, folder, pattern or `-`: what a command line and a list may both name.
fn entry(input: &OsStr, options: &ReadOptions) -> Step {
    let path = Path::new(input);
    // A file may be called `a[1].txt`, so a name is a pattern only where no such file is.
    if input != "-" && is_pattern(input) && fs::symlink_metadata(path).is_err() {
        return Pattern::new(input).map_or_else(Step::Error, |p| Step::Enter(Level::Pattern(p)));
    }
    entry_of(path, options)
}

fn entry_of(path: &Path, options: &ReadOptions) -> Step {
    if path.is_dir() {
        Step::Enter(Level::Folder(Folder::new(path)))
    } else {
        page(path, options)
    }
}

fn page(path: &Path, options: &ReadOptions) -> Step {
    match open(path, options) {
        Ok(Opened::Page(page)) => Step::Page(page),
        Ok(Opened::Records(records)) => Step::Enter(Level::Records(records)),
        Err(error) => Step::Error(error),
    }
}
