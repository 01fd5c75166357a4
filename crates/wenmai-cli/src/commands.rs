//! What each command does, one file a command.

mod audit;
mod chunk;
mod completions;
mod corpus;
mod explain;
mod extract;
mod fit;
mod keywords;
mod man;
mod outline;
mod privacy_tables;
mod profile;
mod records;
mod report;
mod schema;
mod stats;

use crate::args::{Arguments, Command, CommonArgs, Files, Fit};
use crate::config::{Config, redaction};
use crate::console::Console;
use crate::exit::{Exit, Stop};
use crate::run::Run;

/// Does what the command line asks for.
pub(crate) fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    let common = &arguments.common;
    let config = Config::load(common.config.as_deref())?;
    let context = Context {
        common,
        config: &config,
        console,
    };
    match &arguments.command {
        Command::Extract(args) => {
            let config = &config.extract;
            let settings = redaction(config.redact.as_ref(), config.redact_language);
            let run = context.run(&args.files)?.dated(&args.dates);
            let run = run.redacted(&args.redaction, &settings)?;
            extract::extract(&run, args, config)
        }
        Command::Outline(args) => {
            outline::outline(&context.run(&args.files)?, args, &config.outline)
        }
        Command::Explain(args) => {
            explain::explain(&context.run(&args.files)?, args, &config.explain)
        }
        Command::Keywords(args) => {
            keywords::keywords(context.run(&args.files)?, args, &config.keywords)
        }
        Command::Fit(args) => match &args.what {
            Fit::Keywords(args) => fit::keywords(&context.run(&args.files)?, args),
        },
        Command::Stats(args) => stats::stats(context.run(&args.files)?, args, &config.stats),
        Command::Chunk(args) => {
            let config = &config.chunk;
            let settings = redaction(config.redact.as_ref(), config.redact_language);
            let run = context.run(&args.files)?;
            chunk::chunk(&run.redacted(&args.redaction, &settings)?, args, config)
        }
        Command::Audit(args) => {
            let config = &config.audit;
            let settings = redaction(config.redact.as_ref(), config.redact_language);
            let run = context.run(&args.files)?.dated(&args.dates);
            audit::audit(&run.redacted(&args.redaction, &settings)?, args, config)
        }
        Command::Report(args) => {
            let run = context.run(&args.files)?.dated(&args.dates);
            report::report(&run, args, &config.report)
        }
        Command::Profile(args) => {
            profile::profile(&context.run(&args.files)?, args, &config.profile)
        }
        Command::Corpus(args) => corpus::corpus(&context, args),
        Command::Completions(args) => completions::completions(args),
        Command::Man(args) => man::man(args),
        Command::Schema(args) => schema::schema(args),
    }
}

/// What all commands share.
pub(crate) struct Context<'a> {
    pub(crate) common: &'a CommonArgs,
    pub(crate) config: &'a Config,
    pub(crate) console: &'a Console,
}

impl<'a> Context<'a> {
    fn run(&self, files: &'a Files) -> Result<Run<'a>, Stop> {
        Run::new(files, self.common, self.config, self.console)
    }
}
