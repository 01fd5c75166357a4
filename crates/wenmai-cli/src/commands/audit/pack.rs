//! `wenmai audit --pack` and `--check`: the evidence on a whole collection.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use jiff::civil::Date;
use wenmai::corpus::evidence::{
    Assessed, Assessor, PackOptions, PackWriter, RunDocuments, WrittenPack, check, read_run,
};
use wenmai::corpus::{Progress, saved_run};
use wenmai::format::pack::{PackContent, write_pack_summary};
use wenmai::model::{FindingKind, PackAbout, PackInput};
use wenmai::{Auditor, Document};

use crate::args::AuditArgs;
use crate::batch::for_each;
use crate::commands::corpus::watch;
use crate::config::AuditConfig;
use crate::exit::{Exit, Stop};
use crate::output::Stdout;
use crate::run::Run;

const DEFAULT_SAMPLE: u64 = 4_000;
const DEFAULT_SEED: u64 = 1;

/// What a pack is written of, and where.
pub(super) struct PackSettings {
    options: PackOptions,
    /// Folder of the corpus run that it is about; `None` for pages.
    run: Option<PathBuf>,
    is_deduped: bool,
}

impl PackSettings {
    /// The settings of the command line and the settings file; `None` where no pack is asked for.
    pub(super) fn new(args: &AuditArgs, config: &AuditConfig) -> Result<Option<Self>, Stop> {
        let flags = &args.pack;
        // Who asks for a format wants findings, whatever the settings file says.
        let folder = flags.pack.as_ref();
        let folder = folder.or(config.pack.as_ref().filter(|_| args.format.is_none()));
        let Some(folder) = folder else {
            let flag = [
                (flags.run.is_some(), "--run"),
                (flags.deduped, "--deduped"),
                (flags.sample.is_some(), "--sample"),
                (flags.seed.is_some(), "--seed"),
                (flags.about.is_some(), "--about"),
                (flags.date.is_some(), "--date"),
            ]
            .into_iter()
            .find(|(is_given, _)| *is_given);
            return match flag {
                Some((_, flag)) => Err(Stop::usage(
                    format!("{flag} is about an evidence pack"),
                    "give its folder to --pack",
                )),
                None => Ok(None),
            };
        };
        let is_of_pages = !args.files.files.is_empty();
        let run = flags.run.as_ref().or(config.run.as_ref());
        let run = run.filter(|_| !is_of_pages).cloned();
        let is_deduped = flags.deduped || config.deduped;
        if is_deduped && run.is_none() {
            return Err(Stop::usage(
                "--deduped is about a corpus run",
                "give its folder to --run",
            ));
        }
        let about = flags.about.as_deref().or(config.about.as_deref());
        let mut about = about.map(read_about).transpose()?.unwrap_or_default();
        if let Some(date) = flags.date.or(config.date) {
            about.date = Some(date.0.to_string());
        }
        Ok(Some(Self {
            options: PackOptions {
                folder: folder.clone(),
                sample: flags.sample.or(config.sample).unwrap_or(DEFAULT_SAMPLE),
                seed: flags.seed.or(config.seed).unwrap_or(DEFAULT_SEED),
                about,
            },
            run,
            is_deduped,
        }))
    }
}

/// What people say of a collection.
fn read_about(path: &Path) -> Result<PackAbout, Stop> {
    let wrong = |what: String, help: &str| Stop::Settings {
        path: path.to_owned(),
        what,
        help: help.into(),
    };
    let text = fs::read_to_string(path).map_err(|error| {
        let what = format!("cannot be read: {error}");
        wrong(what, "check the path that --about names")
    })?;
    let about: PackAbout = toml::from_str(&text).map_err(|error| {
        let help = "`wenmai audit --help` lists the keys; each is a text, or a list of texts where it is a plural";
        wrong(error.message().to_owned(), help)
    })?;
    for date in [&about.date, &about.previous_date].into_iter().flatten() {
        if date.parse::<Date>().is_err() {
            let what = format!("{date:?} is no date");
            return Err(wrong(what, "write dates as 2024-12-20"));
        }
    }
    Ok(about)
}

/// Writes an evidence pack, and says what is in it.
pub(super) fn write_pack(
    run: &Run<'_>,
    auditor: &Auditor,
    settings: PackSettings,
    fail_on: &[FindingKind],
) -> Result<Exit, Stop> {
    let folder = settings.options.folder.clone();
    let (written, exit) = match &settings.run {
        Some(corpus) => {
            let documents = RunDocuments {
                folder: corpus.clone(),
                is_deduped: settings.is_deduped,
                jobs: run.pool.current_num_threads(),
            };
            (
                pack_of_run(run, auditor, &documents, settings.options)?,
                Exit::Ok,
            )
        }
        None => match pack_of_pages(run, auditor, settings.options, fail_on)? {
            (Some(written), exit) => (written, exit),
            (None, exit) => return Ok(exit),
        },
    };
    let content = PackContent {
        summary: &written.summary,
        domains: &written.domains,
        manifest: &written.manifest,
    };
    let mut stdout = Stdout::new();
    stdout.write(|writer| write_pack_summary(&content, &folder, writer))?;
    stdout.finish()?;
    Ok(exit)
}

/// The pack of the pages of the inputs; `None` when there is no document.
fn pack_of_pages(
    run: &Run<'_>,
    auditor: &Auditor,
    options: PackOptions,
    fail_on: &[FindingKind],
) -> Result<(Option<WrittenPack>, Exit), Stop> {
    let assessor = Assessor::new(auditor.detector(), options.seed, run.inputs);
    let mut writer = PackWriter::create(options)?;
    let has_failed = AtomicBool::new(false);
    let assess = |document: Document| -> Assessed {
        let audit = auditor.audit(&document);
        let mut findings = document.findings.iter().chain(&audit.findings);
        let is_failed = findings.any(|finding| fail_on.contains(&finding.kind));
        has_failed.fetch_or(is_failed, Ordering::Relaxed);
        assessor.page(&document, &audit)
    };
    let tally = for_each(run, run.pages(), assess, |assessed| match assessed {
        Ok(assessed) => Ok(writer.add(&assessed)?),
        Err(_) => Ok(()),
    })?;
    if tally.written == 0 {
        return Ok((None, tally.exit()));
    }
    let files = run.inputs.iter();
    let written = writer.finish(PackInput::Pages {
        files: files
            .map(|file| assessor.shown_path(&file.to_string_lossy()))
            .collect(),
        failed: tally.failed,
    })?;
    let exit = match tally.exit() {
        Exit::Ok if has_failed.into_inner() => Exit::Worse,
        exit => exit,
    };
    Ok((Some(written), exit))
}

/// The pack of the documents of a corpus run.
fn pack_of_run(
    run: &Run<'_>,
    auditor: &Auditor,
    documents: &RunDocuments,
    options: PackOptions,
) -> Result<WrittenPack, Stop> {
    let saved = saved_run(&documents.folder)?;
    let inputs: Vec<OsString> = saved.files.iter().map(OsString::from).collect();
    let assessor = Assessor::new(auditor.detector(), options.seed, &inputs);
    let mut writer = PackWriter::create(options)?;
    let (progress, is_over) = (Progress::default(), AtomicBool::new(false));
    let read = thread::scope(|scope| {
        let watch = scope.spawn(|| watch::watch_bytes(run.console, &progress, &is_over));
        let read = read_run(documents, &assessor, &progress, |assessed| {
            writer.add(&assessed)
        });
        is_over.store(true, Ordering::Relaxed);
        watch.thread().unpark();
        read
    });
    Ok(writer.finish(PackInput::Run(Box::new(read?)))?)
}

/// Counts the pack in `folder` again.
pub(super) fn check_pack(run: &Run<'_>, folder: &Path) -> Result<Exit, Stop> {
    let problems = check(folder)?;
    for problem in &problems {
        run.console
            .error(problem, "write the pack anew, or find out who changed it");
    }
    if problems.is_empty() {
        let what = "all files are what documents.csv makes of them";
        let mut stdout = Stdout::new();
        stdout.write(|writer| {
            use std::io::Write;
            writeln!(writer, "{}: {what}", folder.display())
        })?;
        stdout.finish()?;
        return Ok(Exit::Ok);
    }
    Ok(Exit::SomeFailed)
}
