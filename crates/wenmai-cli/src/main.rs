//! The `wenmai` command: parses flags, runs the pipeline over the inputs, writes what it gives.
#![expect(
    clippy::disallowed_methods,
    reason = "the command reads its settings from files and the environment"
)]

mod args;
mod batch;
mod commands;
mod config;
mod console;
mod exit;
mod formats;
mod output;
mod reference;
mod run;
mod site_files;

use std::process::ExitCode;

use clap::Parser;

use crate::args::Arguments;
use crate::console::Console;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let console = Console::new(arguments.common.quiet, arguments.common.verbose);
    let exit = commands::run(&arguments, &console).unwrap_or_else(|stop| {
        console.stop(&stop);
        stop.exit()
    });
    exit.into()
}
