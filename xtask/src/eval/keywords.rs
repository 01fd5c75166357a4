//! The keywords of documents whose keywords are known.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use lexopt::{Arg, Parser};

use crate::bench::peers::tool;
use crate::train::trainer;
use crate::workspace::{forward, from_root, root, succeed};

/// What packed files of documents are called.
const PACKED: &str = ".jsonl.zst";

/// What to evaluate.
pub(crate) struct Options {
    /// The folder with gold data.
    pub(crate) data: PathBuf,
    is_cross_validated: bool,
    /// Whether tools of others are measured beside.
    has_peers: bool,
}

/// The tools of others.
const PEERS: [&str; 2] = ["jieba-rs", "yake-rust"];

/// The folder of the models for cross-validation.
pub(crate) fn folds() -> PathBuf {
    from_root("target/train/keywords")
}

/// What the command line asks for; `None`, said so, when the default folder is not there.
pub(crate) fn options(mut arguments: Parser) -> Result<Option<Options>> {
    let mut stated: Option<PathBuf> = None;
    let (mut is_cross_validated, mut has_peers) = (false, false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("data") => stated = Some(arguments.value()?.into()),
            Arg::Long("cross-validated") => is_cross_validated = true,
            Arg::Long("peers") => has_peers = true,
            other => return Err(other.unexpected().into()),
        }
    }
    let data = stated.clone().unwrap_or_else(default_folder);
    if data.is_dir() {
        return Ok(Some(Options {
            data,
            is_cross_validated,
            has_peers,
        }));
    }
    if stated.is_some() {
        bail!("--data: there is no folder {}", data.display());
    }
    println!("skipped: there is no {}", data.display());
    Ok(None)
}

fn default_folder() -> PathBuf {
    root().join("../shared/bench/keyphrase")
}

/// The default folder with gold data; `None`, said so, when it is not there.
pub(crate) fn default_data() -> Option<PathBuf> {
    let folder = default_folder();
    if !folder.is_dir() {
        println!("skipped: there is no {}", folder.display());
        return None;
    }
    Some(folder)
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
    let sets = unpack(&options.data)?;
    let predicted = from_root("target/eval/keywords/predicted");
    let mut command = trainer()?;
    command
        .arg(what)
        .arg("--folds")
        .arg(folds())
        .arg("--out")
        .arg(&predicted);
    if options.has_peers {
        fs::create_dir_all(&predicted)?;
        for peer in PEERS {
            predict(peer, &sets, &predicted)?;
            command.arg("--peer").arg(peer);
        }
    }
    forward(command.args(sets))
}

/// Writes the keywords that a tool of others finds.
fn predict(peer: &str, sets: &[PathBuf], folder: &Path) -> Result<()> {
    for set in sets {
        let name = set.file_stem().unwrap_or_default().to_string_lossy();
        let path = folder.join(format!("{name}.{peer}.jsonl"));
        let file =
            fs::File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
        let mut command = tool()?;
        succeed(command.arg("predict").arg(peer).arg(set).stdout(file))?;
    }
    Ok(())
}
