use std::process::ExitCode;

use anyhow::Result;
use lexopt::{Arg, Parser, ValueExt};

use crate::workspace::{cargo, succeed};

/// Targets of `wenmai-io`; all others are of `wenmai-parse`.
const IO_TARGETS: [&str; 2] = ["warc", "jsonl"];

/// `cargo xtask fuzz`: pages and containers changed at random, in release mode.
pub(crate) fn fuzz(mut arguments: Parser) -> Result<ExitCode> {
    let (mut options, mut target) = (Vec::new(), None);
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long(name @ ("seconds" | "seed" | "target")) => {
                let option = format!("--{name}");
                let value = arguments.value()?.string()?;
                if option == "--target" {
                    target = Some(value.clone());
                }
                options.extend([option, value]);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    for package in ["wenmai-parse", "wenmai-io"] {
        let is_io = |name: &String| IO_TARGETS.contains(&name.as_str());
        if target
            .as_ref()
            .is_some_and(|name| is_io(name) != (package == "wenmai-io"))
        {
            continue;
        }
        let run = ["run", "--release", "--package", package];
        let example = ["--features", "_inspect", "--example", "fuzz", "--"];
        succeed(cargo().args(run).args(example).args(&options))?;
    }
    Ok(ExitCode::SUCCESS)
}
