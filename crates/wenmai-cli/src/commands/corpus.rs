//! `wenmai corpus`: runs that are resumed, retried and looked at.

mod dedup;
mod explain;
mod isolation;
mod recipe;
mod shards;
pub(super) mod watch;

use std::ffi::OsString;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use clap::Parser;
use wenmai::corpus::{
    Compression, CorpusError, InProcess, PROFILES_HASH, PartFormat, Plan, ProcessorFactory,
    Progress, RECIPE, Recipe, RunEnd, RunOptions, SITE_FILES, SITE_FILES_HASH, retry, saved_run,
    shards_left, status,
};
use wenmai::format::{ledger_sentence, ledger_table, write_json, write_jsonl};
use wenmai::io::{InputKind, expand_inputs, with_causes};
use wenmai::model::{Ledger, RunStatus};
use wenmai::rights::RightsOptions;
use wenmai::{AuditOptions, Auditor};

use crate::args::{
    Arguments, Command, Compress, Corpus, CorpusArgs, CorpusResumeArgs, CorpusRetryArgs,
    CorpusRunArgs, CorpusStatusArgs, PartFormat as PartFormatArg, ResourceArgs,
};
use crate::commands::Context;
use crate::commands::records::print_table;
use crate::console::Console;
use crate::exit::{Exit, Stop};
use crate::formats::TableFormat;
use crate::output::Stdout;
use crate::run::{parse_options, read_options, refuse_unbuilt, site_profiles};
use crate::site_files::named_site_files;

/// `wenmai corpus`
pub(crate) fn corpus(context: &Context<'_>, args: &CorpusArgs) -> Result<Exit, Stop> {
    match &args.what {
        Corpus::Run(args) => run(context, args),
        Corpus::Resume(args) => resume(context, args),
        Corpus::Shards(args) => shards::split_run(context, args),
        Corpus::Merge(args) => shards::merge_run(context, args),
        Corpus::Status(args) => show_status(context, args),
        Corpus::Retry(args) => run_retry(context, args),
        Corpus::Dedup(args) => dedup::dedup(context, args),
        Corpus::Recipe(args) => recipe::show(context, args),
        Corpus::Explain(args) => explain::explain(context, args),
        Corpus::Worker(args) => isolation::serve_worker(context, args),
    }
}

fn run(context: &Context<'_>, args: &CorpusRunArgs) -> Result<Exit, Stop> {
    let options = run_options(context, args)?;
    refuse_unbuilt(&options.files, options.read.kind)?;
    let plan = Plan::new(options.clone()).map_err(Stop::from)?;
    if args.dry_run {
        return dry_run(context.console, &options, &plan);
    }
    let is_interrupted = interrupts(context.console)?;
    let progress = Progress::default();
    let processor = processors(context, &options, &args.resources);
    let end = watched(context.console, &progress, || {
        plan.run_with(&*processor, is_interrupted, &progress)
    })?;
    say_end(context.console, &end);
    Ok(exit(&end.ledger, end.is_finished))
}

fn resume(context: &Context<'_>, args: &CorpusResumeArgs) -> Result<Exit, Stop> {
    let mut run_args = saved_args(&args.out)?;
    run_args.resources = resources(&args.resources, &run_args);
    run(context, &run_args)
}

fn run_retry(context: &Context<'_>, args: &CorpusRetryArgs) -> Result<Exit, Stop> {
    let mut run_args = saved_args(&args.out)?;
    run_args.resources = resources(&args.resources, &run_args);
    let limits = &mut run_args.files.input.limits;
    *limits = args.limits.or(limits);
    let options = run_options(context, &run_args)?;
    let progress = Progress::default();
    let processor = processors(context, &options, &args.resources);
    let before = status(&args.out, false).map_err(Stop::from)?.ledger;
    let end = watched(context.console, &progress, || {
        retry(&options, &*processor, &progress)
    })?;
    let recovered = end.ledger.written - before.written;
    context.console.note(&format!(
        "{recovered} of {} dead letters gave documents now",
        before.n_dead()
    ));
    say_end(context.console, &end);
    Ok(exit(&end.ledger, end.is_finished))
}

/// What a run may use that goes on: its memory is a setting.
fn resources(given: &ResourceArgs, saved: &CorpusRunArgs) -> ResourceArgs {
    ResourceArgs {
        memory: given.memory.or(saved.resources.memory),
        ..given.clone()
    }
}

/// Settings that are flags without a value.
const SWITCHES: [&str; 2] = ["articles", "skip-read-errors"];

/// The command line of the run in `out`, made of its settings.
fn saved_args(out: &std::path::Path) -> Result<CorpusRunArgs, Stop> {
    let saved = saved_run(out).map_err(Stop::from)?;
    let mut line: Vec<OsString> = ["wenmai", "corpus", "run", "--out"]
        .map(OsString::from)
        .into();
    line.push(out.into());
    for (flag, value) in &saved.settings {
        // Markers stand in a settings file, which is given again.
        match value.as_str() {
            _ if flag == "markers" || flag == RECIPE => {}
            // Compared when they are read again.
            _ if flag == PROFILES_HASH || flag == SITE_FILES_HASH => {}
            names if flag == SITE_FILES => {
                let flags = names.lines().map(|name| format!("--{SITE_FILES}={name}"));
                line.extend(flags.map(OsString::from));
            }
            _ if SWITCHES.contains(&flag.as_str()) => line.push(format!("--{flag}").into()),
            value => line.push(format!("--{flag}={value}").into()),
        }
    }
    line.push("--".into());
    line.extend(saved.files.iter().map(OsString::from));
    let unreadable = || {
        Stop::usage(
            format!(
                "{}: the settings of the run are not known to this version",
                out.display()
            ),
            "go on with it by the version that began it",
        )
    };
    match Arguments::try_parse_from(line)
        .map_err(|_| unreadable())?
        .command
    {
        Command::Corpus(CorpusArgs {
            what: Corpus::Run(args),
        }) => Ok(CorpusRunArgs {
            saved_recipe: saved.settings.get(RECIPE).cloned(),
            ..*args
        }),
        _ => Err(unreadable()),
    }
}

/// Options that belong together.
fn check(args: &CorpusRunArgs) -> Result<(), Stop> {
    if args.format == PartFormatArg::Md && args.compress == Compress::Zstd {
        return Err(Stop::usage(
            "files of Markdown are not compressed",
            "leave out --compress, or choose -f jsonl",
        ));
    }
    Ok(())
}

fn run_options(context: &Context<'_>, args: &CorpusRunArgs) -> Result<RunOptions, Stop> {
    let input = &args.files.input;
    check(args)?;
    let recipe = match (&args.saved_recipe, &args.recipe) {
        (Some(text), _) => Some(recipe::parse(text)?),
        (None, Some(name)) => Some(recipe::load(name)?),
        (None, None) => None,
    };
    if args.format == PartFormatArg::Md && recipe.as_ref().is_some_and(Recipe::is_mark_only) {
        return Err(Stop::usage(
            "files of Markdown have no place for what a recipe marks",
            "choose -f jsonl, or a recipe with action = \"drop\"",
        ));
    }
    let mut parse = parse_options(input.articles, &input.limits, context.config);
    parse.profiles = site_profiles(&input.profiles, context.config)?;
    if let Some(at) = args.dates.captured_at {
        parse.captured_at = Some(at.0);
    }
    let (rights, site_files) = named_site_files(&args.sites)?;
    let defaults = RunOptions::default();
    Ok(RunOptions {
        files: args.files.files.clone(),
        out: args.out.clone(),
        read: read_options(input, context.config),
        parse,
        recipe,
        redactor: args.redaction.redactor()?,
        auditor: Some(auditor_of(rights)?),
        site_files,
        profiles: input.profiles.folder(context.config),
        format: part_format(args.format)?,
        compression: match args.compress {
            Compress::None => Compression::None,
            Compress::Zstd => Compression::Zstd,
        },
        part_bytes: args.part_size.0.max(1),
        sample: args.sample,
        seed: args.seed,
        memory: args.resources.memory.map_or(defaults.memory, |size| size.0),
        jobs: jobs(context),
        skip_read_errors: args.skip_read_errors,
    })
}

/// What says of each record what may be done with it, and how many personal data are on its page.
fn auditor_of(rights: RightsOptions) -> Result<Arc<Auditor>, Stop> {
    let options = AuditOptions {
        rights,
        ..AuditOptions::default()
    };
    // The tables are our own.
    let auditor = Auditor::new(&options)
        .map_err(|error| Stop::usage(error.to_string(), "please report this"))?;
    Ok(Arc::new(auditor))
}

/// Number of threads.
fn jobs(context: &Context<'_>) -> usize {
    let jobs = context.common.jobs.or(context.config.jobs);
    let cores = || thread::available_parallelism().map_or(1, usize::from);
    jobs.map_or_else(cores, usize::from)
}

/// The format, if this build has it.
#[cfg_attr(
    feature = "parquet",
    expect(clippy::unnecessary_wraps, reason = "builds without Parquet refuse it")
)]
fn part_format(format: PartFormatArg) -> Result<PartFormat, Stop> {
    match format {
        PartFormatArg::Jsonl => Ok(PartFormat::Jsonl),
        PartFormatArg::Md => Ok(PartFormat::Markdown),
        #[cfg(feature = "parquet")]
        PartFormatArg::Parquet => Ok(PartFormat::Parquet),
        #[cfg(not(feature = "parquet"))]
        PartFormatArg::Parquet => Err(Stop::usage(
            "this build does not write Parquet",
            "build the command with `--features parquet`, or choose -f jsonl",
        )),
    }
}

/// What makes the documents: this process, or one of its own for each thread.
fn processors(
    context: &Context<'_>,
    options: &RunOptions,
    resources: &ResourceArgs,
) -> Box<ProcessorFactory> {
    if resources.isolate {
        return isolation::processors(options, resources, context.common.config.as_deref());
    }
    InProcess::of(options).factory()
}

/// Runs `run` while its progress is shown.
fn watched(
    console: &Console,
    progress: &Progress,
    run: impl FnOnce() -> Result<RunEnd, CorpusError>,
) -> Result<RunEnd, Stop> {
    let is_over = AtomicBool::new(false);
    let result = thread::scope(|scope| {
        let watch = scope.spawn(|| watch::watch(console, progress, &is_over));
        let result = run();
        is_over.store(true, Ordering::Relaxed);
        watch.thread().unpark();
        result
    });
    result.map_err(|error| {
        let ledger = progress.ledger();
        let stopped = Stop::from(error);
        if ledger.read > 0 && matches!(stopped, Stop::Corpus { .. }) {
            console.note(&format!("{} parts are whole", progress.parts()));
        }
        stopped
    })
}

/// Set once the run is interrupted; a second time ends the process.
fn interrupts(console: &Console) -> Result<&'static AtomicBool, Stop> {
    static IS_INTERRUPTED: AtomicBool = AtomicBool::new(false);
    let is_quiet = console.is_quiet();
    let handler = move || {
        if IS_INTERRUPTED.swap(true, Ordering::Relaxed) {
            std::process::exit(Exit::Interrupted as i32);
        }
        Console::new(is_quiet, false).note(
            "interrupted: the part that is being read will be finished; once more ends at once",
        );
    };
    ctrlc::set_handler(handler).map_err(|error| {
        Stop::usage(
            format!("interrupts cannot be caught: {error}"),
            "start the command in another way",
        )
    })?;
    Ok(&IS_INTERRUPTED)
}

fn exit(ledger: &Ledger, is_finished: bool) -> Exit {
    match (is_finished, ledger.written, ledger.n_dead()) {
        (false, ..) => Exit::Interrupted,
        (true, 0, _) => Exit::NothingWritten,
        (true, _, 0) => Exit::Ok,
        (true, ..) => Exit::SomeFailed,
    }
}

fn say_end(console: &Console, end: &RunEnd) {
    let RunEnd {
        ledger,
        parts,
        is_finished,
    } = end;
    let state = if *is_finished { "finished" } else { "stopped" };
    console.note(&format!(
        "{state}: {}, {parts} parts",
        ledger_sentence(ledger)
    ));
}

/// Says what a run would read and write.
fn dry_run(console: &Console, options: &RunOptions, plan: &Plan) -> Result<Exit, Stop> {
    let mut stdout = Stdout::new();
    let kind = |path: &std::path::Path| {
        let kind = options.read.kind.or_else(|| InputKind::of_path(path));
        kind.map_or("unknown", InputKind::as_str)
    };
    for input in expand_inputs(options.files.iter().cloned(), &options.read) {
        match input {
            Ok(path) => {
                let bytes = std::fs::metadata(&path).map_or(0, |metadata| metadata.len());
                stdout.write(|writer| {
                    use std::io::Write;
                    writeln!(writer, "{}\t{}\t{bytes}", path.display(), kind(&path))
                })?;
            }
            Err(error) => console.error(&with_causes(&error), &error.help()),
        }
    }
    stdout.finish()?;
    let inputs = &plan.run.inputs;
    console.note(&format!("{} files, {} bytes", inputs.files, inputs.bytes));
    for (flag, value) in &plan.run.settings {
        match flag.as_str() {
            RECIPE => {
                console.note("recipe:");
                for line in value.trim_end().lines() {
                    console.note(&format!("  {line}"));
                }
            }
            SITE_FILES_HASH => console.note(&format!("files of sites: SHA-256 {value}")),
            PROFILES_HASH => console.note(&format!("profiles: SHA-256 {value}")),
            _ => console.note(&format!("--{flag} {value}")),
        }
    }
    console.note(&if plan.is_finished {
        format!(
            "{}: all is done, in {} parts",
            options.out.display(),
            plan.parts
        )
    } else if plan.parts > 0 {
        format!(
            "{}: would go on after {} records, with part {}",
            options.out.display(),
            plan.next.records,
            plan.parts
        )
    } else {
        format!("{}: would begin", options.out.display())
    });
    Ok(Exit::Ok)
}

fn show_status(context: &Context<'_>, args: &CorpusStatusArgs) -> Result<Exit, Stop> {
    let status = status(&args.out, args.verify).map_err(Stop::from)?;
    let format = args.format.unwrap_or(TableFormat::Table);
    match format {
        TableFormat::Json | TableFormat::Jsonl => {
            let mut stdout = Stdout::new();
            stdout.write(|writer| match format {
                TableFormat::Json => write_json(&status, writer),
                _ => write_jsonl(&status, writer),
            })?;
            stdout.finish()?;
        }
        _ => {
            context.console.note(&describe(&status));
            let left = shards_left(&args.out).map_err(Stop::from)?;
            if left.shards > 0 && !status.is_finished {
                context.console.note(&shards::sentence(&left));
            }
            if let Some(found) = &status.dedup {
                context.console.note(&dedup::sentence(found, status.parts));
            }
            print_table(&ledger_table(&status.ledger), format)?;
        }
    }
    for problem in &status.problems {
        let help = "run anew into another folder, or put the file back";
        context.console.error(problem, help);
    }
    Ok(if status.problems.is_empty() {
        Exit::Ok
    } else {
        Exit::SomeFailed
    })
}

fn describe(status: &RunStatus) -> String {
    let state = if status.is_finished {
        "finished".to_owned()
    } else {
        format!(
            "not finished, goes on after {} records",
            status.next.records
        )
    };
    format!(
        "{state}; {} parts of {} bytes, from {} files of {} bytes",
        status.parts, status.bytes, status.run.inputs.files, status.run.inputs.bytes
    )
}
