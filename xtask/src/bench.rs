pub(crate) mod peers;

use std::process::ExitCode;

use anyhow::Result;
use lexopt::{Arg, Parser};

use crate::workspace::{cargo, forward};

/// `cargo xtask bench`: criterion over all stages; `cargo xtask bench peers`: HTML and keywords beside the tools of others.
pub(crate) fn bench(mut arguments: Parser) -> Result<ExitCode> {
    let mut command = cargo();
    command.args(["bench", "--package", "benches", "--"]);
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("save") => command.arg("--save-baseline").arg(arguments.value()?),
            Arg::Long("baseline") => command.arg("--baseline").arg(arguments.value()?),
            Arg::Value(what) if what == "peers" => return peers::peers(arguments),
            Arg::Value(filter) => command.arg(filter),
            other => return Err(other.unexpected().into()),
        };
    }
    forward(&mut command)
}
