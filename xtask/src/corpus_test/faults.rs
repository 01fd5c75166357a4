use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Result;

/// Makes reads or writes of a file fail once so many bytes went through: `FAULT=write:NAME:BYTES`, where the path holds NAME.
const SOURCE: &str = include_str!("faults.c");

/// Builds the library in `folder`; `None` where there is no C compiler, or libraries cannot be preloaded.
pub(crate) fn build(folder: &Path) -> Result<Option<PathBuf>> {
    if !cfg!(target_os = "linux") {
        return Ok(None);
    }
    let (source, library) = (folder.join("faults.c"), folder.join("faults.so"));
    fs::write(&source, SOURCE)?;
    let mut command = Command::new("cc");
    command
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&library)
        .arg(&source)
        .arg("-ldl");
    let built = command.stderr(Stdio::null()).status();
    Ok(built
        .is_ok_and(|status| status.success())
        .then_some(library))
}
