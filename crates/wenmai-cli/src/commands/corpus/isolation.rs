//! Pages in processes of their own.

use std::ffi::OsString;
use std::io::{self, BufReader, BufWriter};
use std::process::Command;
use std::sync::Arc;

use wenmai::corpus::{
    Briefing, CorpusError, DEFAULT_TIME_LIMIT, InProcess, Isolated, PageProcessor,
    ProcessorFactory, RunOptions, WorkerProgram, serve,
};

use crate::args::{CorpusWorkerArgs, RedactArgs, ResourceArgs, limit_flags};
use crate::commands::Context;
use crate::exit::{Exit, Stop};
use crate::run::parse_options;
use crate::site_files::rights_options;

/// What the workers of a run are: this command once more, for each thread.
pub(crate) fn processors(
    options: &RunOptions,
    resources: &ResourceArgs,
    config: Option<&std::path::Path>,
) -> Box<ProcessorFactory> {
    let mut arguments: Vec<OsString> = ["corpus", "worker", "--format", options.format.as_str()]
        .map(OsString::from)
        .into();
    let memory = WorkerProgram::Command.address_space(options.memory);
    arguments.push(format!("--memory={memory}").into());
    arguments.extend(limit_flags(&options.read, &options.parse));
    if options.parse.articles_as_headings {
        arguments.push("--articles".into());
    }
    if let Some(at) = options.parse.captured_at {
        arguments.push(format!("--captured-at={at}").into());
    }
    if let Some(redactor) = &options.redactor {
        arguments.extend(
            RedactArgs::flags_of(redactor)
                .into_iter()
                .map(OsString::from),
        );
    }
    for name in options.site_files.iter().flat_map(|files| &files.names) {
        arguments.push(format!("--site-file={name}").into());
    }
    if let Some(config) = config {
        arguments.extend(["--config".into(), config.into()]);
    }
    let briefing = Arc::new(Briefing::of(options));
    let time_limit = resources
        .time_limit
        .map_or(DEFAULT_TIME_LIMIT, |limit| limit.0);
    Box::new(
        move |_| -> Result<Box<dyn PageProcessor + Send>, CorpusError> {
            let arguments = arguments.clone();
            let start = move || {
                let mut command = Command::new(std::env::current_exe()?);
                command.args(&arguments);
                Ok(command)
            };
            Ok(Box::new(Isolated::new(
                Box::new(start),
                Arc::clone(&briefing),
                time_limit,
            )?))
        },
    )
}

/// `wenmai corpus worker`: what a run starts.
pub(crate) fn serve_worker(context: &Context<'_>, args: &CorpusWorkerArgs) -> Result<Exit, Stop> {
    limit_memory(args.memory.0);
    let mut parse = parse_options(args.articles, &args.limits, context.config);
    if let Some(at) = args.dates.captured_at {
        parse.captured_at = Some(at.0);
    }
    let mut reader = BufReader::with_capacity(1 << 16, io::stdin().lock());
    let briefing = Briefing::read(&mut reader).map_err(Stop::Stdout)?;
    parse.profiles = briefing
        .site_profiles()
        .map_err(|error| Stop::usage(error.to_string(), "workers are started by runs alone"))?;
    let recipe = briefing.recipe.as_deref();
    let recipe = recipe.map(super::recipe::parse).transpose()?;
    let mut processor = InProcess::new(parse, recipe, super::part_format(args.format)?)
        .audited_by(Some(super::auditor_of(rights_options(&args.sites)?)?))
        .redacted_by(args.redaction.redactor()?);
    let mut writer = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    serve(&mut reader, &mut writer, &mut processor).map_err(Stop::Stdout)?;
    Ok(Exit::Ok)
}

/// Lets the system refuse memory beyond `bytes`, which ends the process: a page that needs more is one dead letter.
#[cfg(unix)]
fn limit_memory(bytes: u64) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { maximum, .. } = getrlimit(Resource::As);
    let limit = Rlimit {
        current: Some(bytes),
        maximum,
    };
    // Where the system takes no limit, the run has its own.
    let _ = setrlimit(Resource::As, limit);
}

#[cfg(not(unix))]
fn limit_memory(_: u64) {}
