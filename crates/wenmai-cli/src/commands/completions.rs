use std::io::Write;

use clap::CommandFactory;

use crate::args::{Arguments, CompletionsArgs};
use crate::exit::{Exit, Stop};
use crate::output::Stdout;

/// `wenmai completions`
pub(crate) fn completions(args: &CompletionsArgs) -> Result<Exit, Stop> {
    // The generator panics when it cannot write, so it writes into memory.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Arguments::command(), "wenmai", &mut script);
    let mut stdout = Stdout::new();
    stdout.write(|writer| writer.write_all(&script))?;
    stdout.finish()?;
    Ok(Exit::Ok)
}
