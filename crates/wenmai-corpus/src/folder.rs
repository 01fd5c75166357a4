//! The folder of a run.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::CorpusError;
use crate::manifest::Manifest;
use crate::options::{Compression, PartFormat};

/// File name of the dead letters.
pub(crate) const DEAD_LETTERS: &str = "dead-letters.jsonl";

/// File name of the lines about pages that are left out.
pub(crate) const DROPPED: &str = "dropped.jsonl";

/// File name of the dead letters that take the place of these.
pub(crate) const NEW_DEAD_LETTERS: &str = ".dead-letters.jsonl.tmp";

/// File name of the duplicates.
pub(crate) const DUPLICATES: &str = "duplicates.jsonl";

/// Folder of the parts without duplicates.
pub(crate) const DEDUPED: &str = "deduped";

/// File name of the lock.
const LOCK: &str = ".lock";

/// How the names of parts begin.
const PART: &str = "part-";

/// How the names of files end that are not whole yet.
pub(crate) const TEMPORARY: &str = ".tmp";

/// The folder of a run, which no other process works in.
#[derive(Debug)]
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    /// Locked as long as it is open.
    _lock: File,
}

impl Folder {
    /// Makes the folder at `path` where there is none, and locks it.
    pub(crate) fn lock(path: &Path) -> Result<Self, CorpusError> {
        let lock_path = path.join(LOCK);
        let failed = |error| CorpusError::write(&lock_path, error);
        fs::create_dir_all(path).map_err(failed)?;
        let mut options = OpenOptions::new();
        let options = options.create(true).write(true).truncate(false);
        let lock = options.open(&lock_path).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                _lock: lock,
            }),
            Err(fs::TryLockError::WouldBlock) => Err(CorpusError::Locked {
                folder: path.to_owned(),
            }),
            Err(fs::TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    /// The first file of the folder that looks like a part.
    pub(crate) fn any_part(&self) -> Result<Option<String>, CorpusError> {
        Ok(self
            .names()?
            .into_iter()
            .find(|name| is_part_name(name) || name == DEAD_LETTERS || name == DROPPED))
    }

    /// Removes what a run that was killed has left: unfinished files, and parts that the manifest does not know, for a part
    /// counts once its line is written.
    pub(crate) fn sweep(&self, manifest: &Manifest) -> Result<(), CorpusError> {
        let known: HashSet<&str> = manifest
            .parts
            .iter()
            .filter_map(|part| part.file.as_deref())
            .collect();
        for name in self.names()? {
            let unfinished = name
                .strip_prefix('.')
                .and_then(|name| name.strip_suffix(TEMPORARY));
            let is_unfinished = name == NEW_DEAD_LETTERS || unfinished.is_some_and(is_part_name);
            let is_unknown = is_part_name(&name) && !known.contains(name.as_str());
            if is_unfinished || is_unknown {
                self.remove(&name)?;
            }
        }
        self.cut_dropped(manifest)
    }

    /// Throws away the lines about pages that are left out that belong to no whole part: those of a run or a retry that was
    /// killed.
    pub(crate) fn cut_dropped(&self, manifest: &Manifest) -> Result<(), CorpusError> {
        let path = self.path.join(DROPPED);
        let bytes = manifest.dropped_bytes();
        let cut = || match fs::metadata(&path) {
            Ok(metadata) if metadata.len() > bytes => {
                OpenOptions::new().write(true).open(&path)?.set_len(bytes)
            }
            // One that is too short is said where it is read.
            _ => Ok(()),
        };
        cut().map_err(|error| CorpusError::write(&path, error))
    }

    /// Removes a file, or a folder with all that is in it; nothing where there is none.
    pub(crate) fn remove(&self, name: &str) -> Result<(), CorpusError> {
        let path = self.path.join(name);
        let removed = if path.is_dir() && !path.is_symlink() {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        match removed {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(CorpusError::write(path, error))
            }
            _ => Ok(()),
        }
    }

    /// File names in the folder, sorted.
    fn names(&self) -> Result<Vec<String>, CorpusError> {
        let list = || -> io::Result<Vec<String>> {
            let mut names = Vec::new();
            for entry in fs::read_dir(&self.path)? {
                // Names of ours are Unicode.
                names.extend(entry?.file_name().into_string());
            }
            names.sort_unstable();
            Ok(names)
        };
        list().map_err(|error| CorpusError::read_back(&self.path, error))
    }
}

/// Name of a part below the folder of the run.
pub(crate) fn part_name(part: u64, format: PartFormat, compression: Compression) -> String {
    let extension = match (format, compression) {
        (PartFormat::Jsonl, Compression::None) => ".jsonl",
        (PartFormat::Jsonl, Compression::Zstd) => ".jsonl.zst",
        #[cfg(feature = "parquet")]
        (PartFormat::Parquet, _) => ".parquet",
        (PartFormat::Markdown, _) => "",
    };
    format!("{PART}{part:05}{extension}")
}

/// Whether [`part_name`] makes such a name.
fn is_part_name(name: &str) -> bool {
    let number = name
        .strip_prefix(PART)
        .map(|rest| rest.split_once('.').unwrap_or((rest, "")));
    number.is_some_and(|(digits, extension)| {
        digits.len() >= 5
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && matches!(extension, "" | "jsonl" | "jsonl.zst" | "parquet")
    })
}

/// Makes a change of names in `folder` last.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    // Folders cannot be opened everywhere; where they cannot, their changes last without this.
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_ours_are_parts() {
        for name in [
            "part-00000.jsonl",
            "part-123456.jsonl.zst",
            "part-00007.parquet",
            "part-00007",
        ] {
            assert!(is_part_name(name), "{name}");
        }
        for name in [
            "part-00000.jsonl.idx",
            "part-1.jsonl",
            "part-0000x",
            "party-00000",
            "part-00000.txt",
        ] {
            assert!(!is_part_name(name), "{name}");
        }
    }
}
