//! Runs that are split, so that many machines can do them: each shard is a run of its own, over a range of the inputs.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use wenmai_io::{expand_inputs, with_causes};
use wenmai_model::RunRecord;

use crate::error::CorpusError;
use crate::folder::Folder;
use crate::inputs::{InputSketch, InputsSum};
use crate::manifest::Manifest;
use crate::options::RunOptions;
use crate::reader::file_bytes;
use crate::run::{check, run_record, same_run};

/// Folder of the shards, below that of the run.
pub(crate) const SHARDS: &str = "shards";

/// The shards of a run that are not finished.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShardsLeft {
    /// Their folders, by their numbers.
    pub folders: BTreeMap<u64, PathBuf>,
    /// Number of all shards; 0 where the run is not split, or is merged.
    pub shards: u64,
}

impl RunOptions {
    /// The options of shard `shard` of this run, which reads `files`: one of what [`shards`] gives, and its position there.
    #[must_use]
    pub fn shard(&self, shard: u64, files: Vec<OsString>) -> Self {
        Self {
            files,
            out: shard_folder(&self.out, shard),
            ..self.clone()
        }
    }
}

/// The files of a run, in their order, in shards of at least `shard_bytes` bytes each, as they lie on the disk; the last one may
/// have less. A file is never cut.
///
/// Nothing is written. Every file is looked up, and none is read.
///
/// # Errors
///
/// When the run cannot be split: it reads standard input, draws a sample, which depends on how many records there are before
/// each one, or has inputs that do not stand for files.
pub fn shards(options: &RunOptions, shard_bytes: u64) -> Result<Vec<Vec<OsString>>, CorpusError> {
    let paths = inputs_to_split(options)?;
    let shards = cut(&paths, shard_bytes).into_iter();
    Ok(shards
        .map(|shard| shard.iter().map(OsString::from).collect())
        .collect())
}

/// Begins a run and the runs of its [`shards`], each in `shards/NNNNN` below its folder; gives the shards that are not finished.
///
/// The settings and inputs of a shard stand in its manifest then, so that whoever has its folder and the inputs can go on with it.
/// Once all are finished, [`merge`](crate::merge()) makes of them the run. Called again, it begins what is missing and changes
/// nothing else; of a run that is merged no shards are left.
///
/// # Errors
///
/// As [`shards`]; or when the folder holds another run, one that is not split, or other shards.
pub fn split(options: &RunOptions, shard_bytes: u64) -> Result<ShardsLeft, CorpusError> {
    let paths = inputs_to_split(options)?;
    let shards = cut(&paths, shard_bytes);
    let (run, records) = records(options, &shards);
    let folder = Folder::lock(&options.out)?;
    match Manifest::load(&folder.path)? {
        Some(manifest) => {
            same_run(&folder.path, &manifest.run, &run)?;
            if manifest.is_finished {
                return Ok(ShardsLeft::default());
            }
            if !manifest.parts.is_empty() && shard_numbers(&folder.path)?.is_empty() {
                return Err(CorpusError::NotSplit {
                    what: format!("{} is done already", parts(manifest.parts.len())),
                });
            }
        }
        None => begin(&folder, run)?,
    }
    for (shard, record) in (0..).zip(records) {
        let path = shard_folder(&folder.path, shard);
        match Manifest::load(&path)? {
            Some(manifest) => same_run(&path, &manifest.run, &record)?,
            None => begin(&Folder::lock(&path)?, record)?,
        }
    }
    shards_left(&folder.path)
}

fn parts(n: usize) -> String {
    format!("{n} part{}", if n == 1 { "" } else { "s" })
}

/// The shards that the run in `folder` has left.
///
/// # Errors
///
/// When the folder of a shard cannot be read, or its manifest is not what was written.
pub fn shards_left(folder: &Path) -> Result<ShardsLeft, CorpusError> {
    let mut left = ShardsLeft {
        folders: BTreeMap::new(),
        shards: shard_numbers(folder)?.last().map_or(0, |last| last + 1),
    };
    for shard in 0..left.shards {
        let path = shard_folder(folder, shard);
        if !Manifest::load(&path)?.is_some_and(|manifest| manifest.is_finished) {
            left.folders.insert(shard, path);
        }
    }
    Ok(left)
}

/// Writes the first line of the manifest of `run`.
fn begin(folder: &Folder, run: RunRecord) -> Result<(), CorpusError> {
    if let Some(file) = folder.any_part()? {
        let folder = folder.path.clone();
        return Err(CorpusError::NotEmpty { folder, file });
    }
    Manifest::new(&folder.path, run).writer()?;
    Ok(())
}

/// Whether the run in `folder`, of which `manifest` tells, may be gone on with as a whole: not while it is split.
pub(crate) fn refuse_split(folder: &Path, manifest: Option<&Manifest>) -> Result<(), CorpusError> {
    let is_finished = manifest.is_some_and(|manifest| manifest.is_finished);
    if is_finished || shard_numbers(folder)?.is_empty() {
        return Ok(());
    }
    Err(CorpusError::Split {
        folder: folder.to_owned(),
    })
}

/// Folder of a shard of the run in `out`.
pub(crate) fn shard_folder(out: &Path, shard: u64) -> PathBuf {
    out.join(SHARDS).join(format!("{shard:05}"))
}

/// Numbers of the shards whose folders are there, ascending.
pub(crate) fn shard_numbers(out: &Path) -> Result<Vec<u64>, CorpusError> {
    let path = out.join(SHARDS);
    let failed = |error| CorpusError::read_back(&path, error);
    let entries = match fs::read_dir(&path) {
        Ok(entries) => entries,
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            return Ok(Vec::new());
        }
        Err(error) => return Err(failed(error)),
    };
    let mut numbers = Vec::new();
    for entry in entries {
        let name = entry.map_err(failed)?.file_name();
        let number = name.to_str().and_then(|name| name.parse().ok());
        // Files of others have other names.
        numbers.extend(number.filter(|&number| shard_folder(out, number).ends_with(&name)));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// The files of the inputs, each of which stands for itself alone when it is given as an input.
pub(crate) fn inputs_to_split(options: &RunOptions) -> Result<Vec<PathBuf>, CorpusError> {
    check(options)?;
    let refused = |what: String| Err(CorpusError::NotSplit { what });
    if options.sample.is_some() {
        return refused("a sample is drawn from the records of all inputs".into());
    }
    let mut paths = Vec::new();
    for input in expand_inputs(options.files.iter().cloned(), &options.read) {
        match input {
            Ok(path) if path.as_os_str() == "-" => {
                return refused("standard input is read once".into());
            }
            Ok(path) if !names_itself(&path, options) => {
                return refused(format!(
                    "as an input of a shard, {0} would not be this file: name it ./{0}",
                    path.display()
                ));
            }
            Ok(path) => paths.push(path),
            Err(error) => return refused(with_causes(&error)),
        }
    }
    Ok(paths)
}

/// Whether `path` is no name of a list, a folder or a pattern.
fn names_itself(path: &Path, options: &RunOptions) -> bool {
    let mut inputs = expand_inputs([path], &options.read);
    matches!(inputs.next(), Some(Ok(itself)) if itself == path) && inputs.next().is_none()
}

/// Ranges of `paths` of at least `shard_bytes`.
fn cut(paths: &[PathBuf], shard_bytes: u64) -> Vec<&[PathBuf]> {
    let mut bytes = 0;
    // The file that ends a shard is given with it.
    let mut is_full = |path: &PathBuf| {
        bytes += file_bytes(path);
        let is_full = bytes >= shard_bytes;
        if is_full {
            bytes = 0;
        }
        is_full
    };
    paths.split_inclusive(|path| is_full(path)).collect()
}

/// What the run by `options` is made of, and what each of its `shards`; each input is looked at once.
pub(crate) fn records(options: &RunOptions, shards: &[&[PathBuf]]) -> (RunRecord, Vec<RunRecord>) {
    let mut all = InputsSum::default();
    let mut inputs = Vec::with_capacity(shards.len());
    for shard in shards {
        let mut own = InputsSum::default();
        for path in *shard {
            let sketch = InputSketch::of(path.clone());
            all.add(&sketch);
            own.add(&sketch);
        }
        inputs.push(own.finish());
    }
    let run = run_record(options, all.finish());
    let shards = shards.iter().zip(inputs).map(|(shard, inputs)| {
        let files = shard.iter();
        RunRecord {
            files: files
                .map(|file| file.to_string_lossy().into_owned())
                .collect(),
            inputs,
            ..run.clone()
        }
    });
    let shards = shards.collect();
    (run, shards)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_folders_of_ours_are_shards() {
        let out = tempfile::tempdir().unwrap();
        assert!(shard_numbers(out.path()).unwrap().is_empty());
        for name in ["00012", "00000", "123456", "7", "000007", "x", "+0001"] {
            fs::create_dir_all(out.path().join(SHARDS).join(name)).unwrap();
        }
        assert_eq!(shard_numbers(out.path()).unwrap(), [0, 12, 123_456]);
    }
}
