use std::process::ExitCode;

use anyhow::Result;
use lexopt::{Arg, Parser};

use crate::workspace::{cargo, forward};

/// `cargo xtask fuzz`: pages changed at random, in release mode.
pub(crate) fn fuzz(mut arguments: Parser) -> Result<ExitCode> {
    let mut command = cargo();
    command.args([
        "run",
        "--release",
        "--package",
        "wenmai-parse",
        "--features",
        "_inspect",
    ]);
    command.args(["--example", "fuzz", "--"]);
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long(name @ ("seconds" | "seed" | "target")) => {
                let name = format!("--{name}");
                command.arg(name).arg(arguments.value()?);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    forward(&mut command)
}
