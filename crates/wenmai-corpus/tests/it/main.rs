//! Runs as a caller meets them: what they write, how they go on, what they refuse.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests make their files and stop at the first surprise"
)]

#[cfg(feature = "parquet")]
mod batch;
mod dedup;
mod dedup_formats;
mod dedup_killed;
mod explain;
mod isolation;
mod ledger;
mod resume;
mod retry;
mod shards;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use tempfile::TempDir;
use wenmai_corpus::{CorpusError, Plan, ProcessorFactory, Progress, Recipe, RunEnd, RunOptions};

/// A folder with inputs and outputs.
struct Bench {
    folder: TempDir,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// A file of `n` pages; every tenth line is broken.
    fn pages(&self, name: &str, n: usize) -> PathBuf {
        self.pages_and_short(name, n, 0)
    }

    /// Such a file; every page whose number `short` divides is too short for [`recipe`]; none for 0.
    fn pages_and_short(&self, name: &str, n: usize, short: usize) -> PathBuf {
        let line = |number: usize| match number % 10 {
            _ if short > 0 && number.is_multiple_of(short) => {
                format!("{{\"id\": \"{name}-{number}\", \"text\": \"短。\"}}\n")
            }
            9 => format!("{{\"id\": \"{name}-{number}\", \n"),
            _ => format!(
                "{{\"id\": \"{name}-{number}\", \"text\": \"第 {number} 页\\n\\n一、引言\\n\\n这是第 {number} 页的第一段话。\\n\\n\
                 二、正文\\n\\n这是第二段话，比第一段长一些。\"}}\n"
            ),
        };
        self.write(name, (0..n).map(line).collect::<String>())
    }

    /// Options for a run of `inputs` into the folder `out`, with parts of a few pages.
    fn options(&self, inputs: &[&Path], out: &str) -> RunOptions {
        RunOptions {
            files: inputs
                .iter()
                .map(|path| path.as_os_str().to_owned())
                .collect(),
            out: self.path(out),
            part_bytes: 4_000,
            ..RunOptions::default()
        }
    }

    /// All files of the run in `out` but the lock, by name.
    fn files(&self, out: &str) -> BTreeMap<String, Vec<u8>> {
        let (mut files, mut folders) = (BTreeMap::new(), vec![String::new()]);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(self.path(out).join(&folder)).unwrap() {
                let entry = entry.unwrap();
                let name = format!("{folder}{}", entry.file_name().to_str().unwrap());
                if entry.path().is_dir() {
                    folders.push(format!("{name}/"));
                } else if name != ".lock" {
                    files.insert(name, fs::read(entry.path()).unwrap());
                }
            }
        }
        files
    }
}

/// A recipe that drops short pages.
fn recipe() -> Recipe {
    Recipe::parse("[common]\nmin-chars = 12\n").unwrap()
}

/// Runs to the end.
fn run(options: RunOptions) -> Result<RunEnd, CorpusError> {
    Plan::new(options)?.run(&AtomicBool::new(false), &Progress::default())
}

/// Runs by `processor` until `stop` is set.
fn run_with(
    options: RunOptions,
    processor: &ProcessorFactory,
    stop: &AtomicBool,
) -> Result<RunEnd, CorpusError> {
    Plan::new(options)?.run_with(processor, stop, &Progress::default())
}
