//! The keywords of documents whose keywords are known.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use lexopt::{Arg, Parser};

use crate::train::trainer;
use crate::workspace::{forward, from_root, root, succeed};

/// What packed files of documents are called.
const PACKED: &str = ".jsonl.zst";

/// What to evaluate.
pub(crate) struct Options {
    /// The folder with gold data.
    pub(crate) data: PathBuf,
    is_cross_validated: bool,
}

/// The folder of the models for cross-validation.
pub(crate) fn folds() -> PathBuf {
    from_root("target/train/keywords")
}

/// What the command line asks for; `None`, said so, when the default folder is not there.
pub(crate) fn options(mut arguments: Parser) -> Result<Option<Options>> {
    let mut stated: Option<PathBuf> = None;
    let mut is_cross_validated = false;
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("data") => stated = Some(arguments.value()?.into()),
            Arg::Long("cross-validated") => is_cross_validated = true,
            other => return Err(other.unexpected().into()),
        }
    }
    let default = || root().join("../shared/bench/keyphrase");
    let data = stated.clone().unwrap_or_else(default);
    if data.is_dir() {
        return Ok(Some(Options {
            data,
            is_cross_validated,
        }));
    }
    if stated.is_some() {
        bail!("--data: there is no folder {}", data.display());
    }
    println!("skipped: there is no {}", data.display());
    Ok(None)
}

/// Unpacks all sets of the folder.
pub(crate) fn unpack(data: &Path) -> Result<Vec<PathBuf>> {
    let folder = from_root("target/eval/keywords");
    fs::create_dir_all(&folder)?;
    let mut paths = Vec::new();
    let entries = fs::read_dir(data).with_context(|| format!("cannot read {}", data.display()))?;
    for entry in entries {
        let packed = entry?.path();
        let name = packed.file_name().unwrap_or_default().to_string_lossy();
        let Some(set) = name.strip_suffix(PACKED) else {
            continue;
        };
        let path = folder.join(format!("{set}.jsonl"));
        succeed(
            Command::new("zstd")
                .arg("-dqf")
                .arg(&packed)
                .arg("-o")
                .arg(&path),
        )?;
        paths.push(path);
    }
    if paths.is_empty() {
        bail!("{} holds no *{PACKED}", data.display());
    }
    paths.sort();
    Ok(paths)
}

/// `cargo xtask eval keywords`
pub(super) fn eval(arguments: Parser) -> Result<ExitCode> {
    let Some(options) = options(arguments)? else {
        return Ok(ExitCode::SUCCESS);
    };
    let what = if options.is_cross_validated {
        "eval-keywords"
    } else {
        "measure-keywords"
    };
    let mut command = trainer()?;
    command
        .arg(what)
        .arg("--folds")
        .arg(folds())
        .arg("--out")
        .arg(from_root("target/eval/keywords/predicted"))
        .args(unpack(&options.data)?);
    forward(&mut command)
}
