use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus};

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

/// Builds the `wenmai` command in release mode, and shows how that goes: the first time it takes minutes.
pub(crate) fn build_wenmai() -> Result<()> {
    succeed(cargo().args(["build", "--release", "--package", "wenmai-cli"]))
}

/// Builds an example of `package` in release mode; gives its path.
pub(crate) fn build_example(package: &str, name: &str) -> Result<PathBuf> {
    let build = ["build", "--release", "--package", package, "--example"];
    succeed(cargo().args(build).arg(name))?;
    Ok(root().join("target/release/examples").join(name))
}

/// The `wenmai` command; see [`release`].
pub(crate) fn wenmai() -> Result<Command> {
    release("wenmai-cli")
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
