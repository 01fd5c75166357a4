use std::sync::atomic::{AtomicBool, Ordering};

use wenmai::format::{findings_table, write_json};
use wenmai::model::{FindingKind, FindingsRecord};
use wenmai::{AuditOptions, Auditor, Document, audit as findings_of};

use crate::args::AuditArgs;
use crate::batch::for_each;
use crate::commands::records::write_records;
use crate::config::AuditConfig;
use crate::exit::{Exit, Stop};
use crate::formats::TableFormat;
use crate::output::{JsonArray, to_bytes};
use crate::run::Run;
use crate::site_files::rights_options;

/// `wenmai audit`
pub(crate) fn audit(run: &Run<'_>, args: &AuditArgs, config: &AuditConfig) -> Result<Exit, Stop> {
    let fail_on = match args.fail_on.as_slice() {
        [] => &config.fail_on,
        given => given,
    };
    let fail_on: Vec<FindingKind> = fail_on.iter().copied().map(FindingKind::from).collect();
    let options = AuditOptions {
        rights: rights_options(&args.sites)?,
        ..AuditOptions::default()
    };
    let auditor = Auditor::new(&options).map_err(|error| {
        // The tables are our own.
        Stop::usage(error.to_string(), "please report this")
    })?;
    let has_failed = AtomicBool::new(false);
    let record = |document: Document| -> Option<FindingsRecord> {
        let record = findings_of(&document, &auditor)?;
        let mut kinds = record.findings.iter().map(|finding| finding.kind);
        has_failed.fetch_or(kinds.any(|kind| fail_on.contains(&kind)), Ordering::Relaxed);
        Some(record)
    };
    let exit = match args.format.or(config.format).unwrap_or_default() {
        // An array, however many pages there are.
        TableFormat::Json => {
            let mut array = JsonArray::new(true);
            let render = |document| {
                let record = record(document);
                record.map(|record| to_bytes(|writer| write_json(&record, writer)))
            };
            let tally = for_each(run, run.pages(), render, |record| match record {
                Ok(Some(record)) => array.push(&record),
                Ok(None) | Err(_) => Ok(()),
            })?;
            array.finish()?;
            tally.exit()
        }
        format => {
            let records = |document| record(document).into_iter().collect();
            write_records(run, format, records, findings_table)?
        }
    };
    Ok(match exit {
        Exit::Ok if has_failed.into_inner() => Exit::Worse,
        exit => exit,
    })
}
