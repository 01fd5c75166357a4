use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;
use lexopt::{Arg, Parser, ValueExt};

use crate::workspace::{build_wenmai, forward, from_root, wenmai};

/// `cargo xtask report`: flags and files go on to the command, which has the last word.
pub(crate) fn report(mut arguments: Parser) -> Result<ExitCode> {
    let mut files = Vec::new();
    let mut out = from_root("target/report").into_os_string();
    let mut flags: Vec<OsString> = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("out") | Arg::Short('o') => out = arguments.value()?,
            Arg::Long(flag @ ("lang" | "pages" | "jobs" | "against" | "compare")) => {
                flags.push(format!("--{flag}").into());
                flags.push(arguments.value()?);
            }
            Arg::Value(file) => files.push(file.parse::<OsString>()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if files.is_empty() {
        files.push(from_root("fixtures/pages").into_os_string());
    }
    build_wenmai()?;
    let mut command = wenmai();
    command
        .arg("report")
        .args(flags)
        .arg("--out")
        .arg(out)
        .arg("--")
        .args(files);
    forward(&mut command)
}
