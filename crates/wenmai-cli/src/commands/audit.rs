mod pack;

use std::sync::atomic::{AtomicBool, Ordering};

use wenmai::format::record::audited_record;
use wenmai::format::sarif::{SarifPage, SarifWriter, sarif_results};
use wenmai::format::{Table, findings_table, write_json};
use wenmai::model::{FindingKind, FindingsRecord};
use wenmai::privacy::Redactor;
use wenmai::{
    Analysis, Auditor, Document, SourcedDocument, audit as findings_of, read_document_and_source,
    redact,
};

use crate::args::AuditArgs;
use crate::batch::{for_each, for_each_read};
use crate::commands::privacy_tables::auditor;
use crate::commands::records::write_records;
use crate::config::AuditConfig;
use crate::exit::{Exit, Stop};
use crate::formats::{AuditFormat, TableFormat};
use crate::output::{JsonArray, Stdout, to_bytes};
use crate::run::Run;

/// `wenmai audit`
pub(crate) fn audit(run: &Run<'_>, args: &AuditArgs, config: &AuditConfig) -> Result<Exit, Stop> {
    let fail_on = match args.fail_on.as_slice() {
        [] => &config.fail_on,
        given => given,
    };
    let fail_on: Vec<FindingKind> = fail_on.iter().copied().map(FindingKind::from).collect();
    if let Some(folder) = &args.pack.check {
        return pack::check_pack(run, folder);
    }
    let settings = pack::PackSettings::new(args, config)?;
    refuse_ignored(run, args, config, settings.is_some())?;
    let auditor = auditor(&args.privacy, &args.sites, config)?;
    if let Some(settings) = settings {
        return pack::write_pack(run, &auditor, settings, &fail_on);
    }
    let watched = Watched {
        auditor,
        fail_on,
        has_failed: AtomicBool::new(false),
    };
    let format = args.format.or(config.format);
    let exit = match &run.redactor {
        Some(redactor) => redacted(run, &watched, redactor, format)?,
        None => match format.unwrap_or_default().as_table() {
            None => sarif(run, &watched)?,
            // An array, however many pages there are.
            Some(TableFormat::Json) => json(run, &watched)?,
            Some(format) => {
                let records = |document| watched.record(&document).into_iter().collect();
                write_records(run, format, records, findings_table)?
            }
        },
    };
    Ok(match exit {
        Exit::Ok if watched.has_failed.into_inner() => Exit::Worse,
        exit => exit,
    })
}

/// Flags and settings that would have no effect beside others.
fn refuse_ignored(
    run: &Run<'_>,
    args: &AuditArgs,
    config: &AuditConfig,
    is_pack: bool,
) -> Result<(), Stop> {
    let has_kinds = !args.privacy.without.is_empty() || !config.without.is_empty();
    let has_tables = args.privacy.privacy_tables.is_some() || config.privacy_tables.is_some();
    let is_redacted = run.redactor.is_some();
    let of_run = is_pack && args.files.files.is_empty();
    for (is_given, what, help) in [
        (
            is_pack && is_redacted,
            "--pack writes no pages that --redact could change",
            "give --redact to the corpus run that the pack is on",
        ),
        (
            is_pack && has_kinds,
            "a pack counts and masks personal data of all kinds",
            "leave --without out",
        ),
        (
            of_run && !args.sites.site_files.is_empty(),
            "the rights of a run are in its records",
            "give --site-file to the corpus run",
        ),
        (
            is_redacted && has_tables,
            "--redact has the tables that come with the command",
            "leave --privacy-tables out",
        ),
        (
            is_redacted && has_kinds,
            "--redact says itself which kinds it replaces",
            "name the kinds, as in --redact=email, and leave --without out",
        ),
    ] {
        if is_given {
            return Err(Stop::usage(what, help));
        }
    }
    Ok(())
}

/// Audits pages, and remembers whether one has findings that the command is to fail on.
struct Watched {
    auditor: Auditor,
    fail_on: Vec<FindingKind>,
    has_failed: AtomicBool,
}

impl Watched {
    /// Notes the kinds of the findings of a page.
    fn note(&self, mut kinds: impl Iterator<Item = FindingKind>) {
        let has_failed = kinds.any(|kind| self.fail_on.contains(&kind));
        self.has_failed.fetch_or(has_failed, Ordering::Relaxed);
    }

    fn record(&self, document: &Document) -> Option<FindingsRecord> {
        let record = findings_of(document, &self.auditor)?;
        self.note(record.findings.iter().map(|finding| finding.kind));
        Some(record)
    }

    fn analysis(&self, document: &Document) -> Analysis {
        let analysis = self.auditor.audit(document);
        let findings = document.findings.iter().chain(&analysis.findings);
        self.note(findings.map(|finding| finding.kind));
        analysis
    }
}

fn json(run: &Run<'_>, watched: &Watched) -> Result<Exit, Stop> {
    let mut array = JsonArray::new(true);
    let render = |document| {
        let record = watched.record(&document);
        record.map(|record| to_bytes(|writer| write_json(&record, writer)))
    };
    let tally = for_each(run, run.pages(), render, |record| match record {
        Ok(Some(record)) => array.push(&record),
        Ok(None) | Err(_) => Ok(()),
    })?;
    array.finish()?;
    Ok(tally.exit())
}

fn sarif(run: &Run<'_>, watched: &Watched) -> Result<Exit, Stop> {
    let mut log = SarifWriter::new(Stdout::new()).map_err(Stop::Stdout)?;
    let render = |read: SourcedDocument| {
        let SourcedDocument {
            document,
            source,
            byte_offset,
        } = read;
        sarif_results(&SarifPage {
            document: &document,
            analysis: &watched.analysis(&document),
            source: &source,
            byte_offset,
        })
    };
    let read = read_document_and_source;
    let tally = for_each_read(run, run.pages(), read, render, |results| match results {
        Ok(results) => log.write(&results).map_err(Stop::Stdout),
        Err(_) => Ok(()),
    })?;
    let stdout = log.finish(tally.failed == 0).map_err(Stop::Stdout)?;
    stdout.finish()?;
    Ok(tally.exit())
}

/// Writes the records of the pages with placeholders, each with its findings.
fn redacted(
    run: &Run<'_>,
    watched: &Watched,
    redactor: &Redactor,
    format: Option<AuditFormat>,
) -> Result<Exit, Stop> {
    let format = match format {
        None | Some(AuditFormat::Jsonl) => TableFormat::Jsonl,
        Some(AuditFormat::Json) => TableFormat::Json,
        Some(format) => {
            return Err(Stop::usage(
                format!(
                    "--redact writes records of pages, which {} does not hold",
                    format.as_str()
                ),
                "choose -f jsonl or -f json, or leave --redact out: findings show personal data masked",
            ));
        }
    };
    let records = |document: Document| {
        let analysis = watched.analysis(&document);
        let redacted = redact(&document, analysis, redactor);
        vec![audited_record(&redacted.document, &redacted.analysis)]
    };
    // Neither format is a table.
    write_records(run, format, records, |_| Table::default())
}
