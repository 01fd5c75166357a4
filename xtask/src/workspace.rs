use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, bail};

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// The cargo that runs this task, in the root of the workspace.
pub(crate) fn cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    cargo
}

/// Set where many tasks follow each other: see [`build_alike`].
static IS_ALIKE: AtomicBool = AtomicBool::new(false);

/// From now on, all that is built in release mode is built with the same features, those of Parquet and tokenizers included. Cargo
/// gives each selection of packages features of its own, and compiles what depends on them for each selection anew.
pub(crate) fn build_alike() {
    IS_ALIKE.store(true, Ordering::Relaxed);
}

/// Packages and features of a release build that serves `package`.
pub(crate) fn selection(package: &str) -> Vec<&str> {
    if !IS_ALIKE.load(Ordering::Relaxed) {
        return vec!["--package", package];
    }
    let packages = ["wenmai-cli", "wenmai-corpus", "wenmai-analyze", "benches"];
    let packages = packages.iter().flat_map(|package| ["--package", package]);
    packages.chain(["--features", ALL]).collect()
}

/// What the packages of a release build can do.
const ALL: &str = "wenmai-cli/full,wenmai-corpus/parquet,wenmai-parse/_inspect";

/// The packages whose tests are built to run some of `package`.
pub(crate) fn test_selection(package: &str) -> Vec<&str> {
    if IS_ALIKE.load(Ordering::Relaxed) {
        vec!["--workspace"]
    } else {
        vec!["--package", package]
    }
}

/// Builds the `wenmai` command in release mode, and shows how that goes: the first time it takes minutes.
pub(crate) fn build_wenmai() -> Result<()> {
    let build = ["build", "--release", "--bin", "wenmai"];
    succeed(cargo().args(build).args(selection("wenmai-cli")))
}

/// The same with all features.
pub(crate) fn build_full_wenmai() -> Result<()> {
    let build = ["build", "--release", "--bin", "wenmai"];
    let features = ["--features", "wenmai-cli/full"];
    let selection = selection("wenmai-cli");
    succeed(cargo().args(build).args(selection).args(features))
}

/// Builds an example of `package` in release mode; gives its path.
pub(crate) fn build_example(package: &str, name: &str) -> Result<PathBuf> {
    let build = ["build", "--release", "--example", name];
    succeed(cargo().args(build).args(selection(package)))?;
    Ok(root().join("target/release/examples").join(name))
}

/// The `wenmai` command that was built last.
pub(crate) fn wenmai() -> Command {
    Command::new(root().join("target/release/wenmai"))
}

/// The binary of `package` in release mode, in the folder that the task was started in, so that paths on its command line
/// mean what they say.
pub(crate) fn release(package: &str) -> Result<Command> {
    let mut command = cargo();
    command
        .args(["run", "--quiet", "--release", "--package", package])
        .arg("--manifest-path")
        .arg(root().join("Cargo.toml"))
        .arg("--")
        .current_dir(env::current_dir().context("there is no current folder")?);
    Ok(command)
}

/// `path` below the root, as short as it can be written from the current folder.
pub(crate) fn from_root(path: &str) -> PathBuf {
    let path = root().join(path);
    match env::current_dir() {
        Ok(current) => path
            .strip_prefix(&current)
            .map_or(path.clone(), Path::to_owned),
        Err(_) => path,
    }
}

/// Runs `command` to its end; anything but success is an error that shows its command line.
pub(crate) fn succeed(command: &mut Command) -> Result<()> {
    let status = status(command)?;
    if !status.success() {
        bail!("`{}` ended with {status}", line(command));
    }
    Ok(())
}

/// Runs `command` to its end and ends with its exit code.
pub(crate) fn forward(command: &mut Command) -> Result<ExitCode> {
    let code = status(command)?
        .code()
        .and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

fn status(command: &mut Command) -> Result<ExitStatus> {
    command
        .status()
        .with_context(|| format!("cannot start `{}`", line(command)))
}

/// The command line, for messages.
pub(crate) fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let program = program.file_name().unwrap_or_default();
    let words: Vec<_> = std::iter::once(program)
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect();
    words.join(" ")
}
