mod pages;

use std::fs::File;
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};

use wenmai::format::report::{
    Lang, ReportOptions, compare_reports, document_summary, report_tables, write_report_index,
    write_report_markdown, write_report_summary,
};
use wenmai::format::{CsvOptions, write_csv, write_json};
use wenmai::model::{Comparison, CorpusKeyness, Explanation, Report, SCHEMA_VERSION, Severity};
use wenmai::{
    Analyzer, AuditOptions, Auditor, CorpusAccumulator, Page, PageKind, ParseOptions, Processed,
    Refusal, Sniffed, TermCounts, explain_page, read_document, sniff,
};

use crate::args::{self, FailOn, ReportArgs};
use crate::batch::for_each_read;
use crate::config::{ReportConfig, files_or};
use crate::exit::{Exit, Stop};
use crate::output::{Stdout, width, write_file};
use crate::reference::{Reference, note_estimates, reference};
use crate::run::Run;
use crate::site_files::rights_options;

use pages::OwnPages;

const DEFAULT_FOLDER: &str = "wenmai-report";
const DEFAULT_PAGES: usize = 200;

/// `wenmai report`
pub(crate) fn report(
    run: &Run<'_>,
    args: &ReportArgs,
    config: &ReportConfig,
) -> Result<Exit, Stop> {
    let folder = args.out.as_deref().or(config.out.as_deref());
    let folder = folder.unwrap_or(Path::new(DEFAULT_FOLDER));
    let most_pages = args.pages.or(config.pages).unwrap_or(DEFAULT_PAGES);
    let options = ReportOptions {
        lang: args.lang.or(config.lang).map(Lang::from),
    };

    // Before the work, so that a wrong path costs no time.
    let compare = args.compare.as_deref().or(config.compare.as_deref());
    if compare.is_none() && !args.fail_on.is_empty() {
        return Err(Stop::usage(
            "--fail-on needs a report to compare with",
            "give --compare the report.json of an earlier report",
        ));
    }
    let fail_on = match args.fail_on.as_slice() {
        [] => &config.fail_on,
        given => given,
    };
    let old = compare.map(read_report).transpose()?;
    let reference = match files_or(&args.against, &config.against).as_slice() {
        [] => None,
        files => Some(reference(run, files)?),
    };

    let status = args.run.as_deref().or(config.run.as_deref());
    let status = status.map(|folder| wenmai::corpus::status(folder, false));
    let status = status.transpose();
    let status = status.map_err(Stop::from)?;

    let mut own_pages = OwnPages::new(most_pages);
    let mut corpus = CorpusAccumulator::default();
    let (mut documents, mut failures) = (Vec::new(), Vec::new());
    let mut terms = TermCounts::default();
    let analyzer = Analyzer::new(run.analyze.clone());
    let auditor = Auditor::new(&AuditOptions {
        rights: rights_options(&args.sites)?,
        ..AuditOptions::default()
    })
    .map_err(|error| {
        // The tables are our own.
        Stop::usage(error.to_string(), "please report this")
    })?;
    let analyze = |Explanation { document, lines }: Explanation| {
        let (mut analysis, terms) = if reference.is_some() {
            let (analysis, terms) = analyzer.analyze_with_terms(&document);
            (analysis, Some(terms))
        } else {
            (analyzer.analyze(&document), None)
        };
        analysis.add_audit(auditor.audit(&document));
        let summary = document_summary(&document, &analysis, None);
        (Processed { document, analysis }, summary, lines, terms)
    };
    let tally = for_each_read(run, run.pages(), read, analyze, |processed| {
        match processed {
            Ok((processed, summary, lines, own)) => {
                if let Some(own) = own {
                    terms.add(&own);
                }
                corpus.add(&processed.document, &processed.analysis);
                own_pages.add(documents.len(), processed, lines);
                documents.push(summary);
            }
            Err(failure) => failures.push(failure),
        }
        Ok(())
    })?;
    if documents.is_empty() {
        return Ok(tally.exit());
    }

    own_pages.write(run, folder, &mut documents, options)?;
    let reference_keywords = reference.as_ref().map(|reference| {
        note_estimates(run, &[&terms, &reference.counts]);
        keyness(run, corpus.clone(), &terms, reference)
    });
    let mut report = Report {
        generator: format!("wenmai {}", env!("CARGO_PKG_VERSION")),
        corpus: corpus.finish(&run.analyze),
        documents,
        failures,
        reference: reference_keywords,
        run: status,
        ..Report::default()
    };
    report.comparison = old.map(|old| compare_reports(&old, &report));

    let bom = !(args.no_bom || config.no_bom);
    let index = write_files(&report, options, bom, folder)?;

    let mut stdout = Stdout::new();
    stdout.write(|writer| {
        write_report_summary(&report, width(), writer)?;
        writeln!(writer, "{}", index.display())
    })?;
    stdout.finish()?;
    let is_worse = report
        .comparison
        .as_ref()
        .is_some_and(|comparison| fails(comparison, fail_on));
    Ok(match tally.exit() {
        // A page of the reference that could not be read is an input that failed.
        Exit::Ok if reference.is_some_and(|reference| !reference.is_whole) => Exit::SomeFailed,
        Exit::Ok if is_worse => Exit::Worse,
        exit => exit,
    })
}

/// Writes all views of `report` into `folder`; gives the path of its index.
fn write_files(
    report: &Report,
    options: ReportOptions,
    bom: bool,
    folder: &Path,
) -> Result<PathBuf, Stop> {
    for (name, table) in report_tables(report) {
        // These files are opened in spreadsheets.
        let csv = CsvOptions {
            bom,
            guard_formulas: true,
        };
        write_file(&folder.join(name), |file| write_csv(&table, &csv, file))?;
    }
    write_file(&folder.join("report.json"), |file| write_json(report, file))?;
    write_file(&folder.join("report.md"), |file| {
        write_report_markdown(report, &options, file)
    })?;
    let index = folder.join("index.html");
    write_file(&index, |file| write_report_index(report, &options, file))?;
    Ok(index)
}

/// What sets `corpus`, whose phrases are `terms`, apart from the reference.
fn keyness(
    run: &Run<'_>,
    corpus: CorpusAccumulator,
    terms: &TermCounts,
    reference: &Reference,
) -> CorpusKeyness {
    let corpus = corpus.finish_against(&run.analyze, terms, &reference.counts);
    CorpusKeyness {
        documents: reference.documents,
        words: reference.counts.words(),
        keywords: corpus.keywords,
    }
}

/// The report that an earlier run wrote.
fn read_report(path: &Path) -> Result<Report, Stop> {
    let help = "give --compare the report.json of an earlier report";
    let file = File::open(path).map_err(|error| {
        Stop::usage(format!("{}: cannot be read: {error}", path.display()), help)
    })?;
    let report: Report = serde_json::from_reader(BufReader::new(file))
        .map_err(|error| Stop::usage(format!("{}: no report: {error}", path.display()), help))?;
    if report.schema_version > SCHEMA_VERSION {
        return Err(Stop::usage(
            format!("{}: written by a newer wenmai", path.display()),
            help,
        ));
    }
    Ok(report)
}

/// Whether anything changed that the user wants to be told by the exit code.
fn fails(comparison: &Comparison, fail_on: &[FailOn]) -> bool {
    let has_new = |least| {
        let mut findings = comparison.new_findings.iter();
        findings.any(|finding| finding.severity >= least)
    };
    fail_on.iter().any(|fail_on| match fail_on {
        FailOn::Findings => has_new(Severity::Info),
        FailOn::Warnings => has_new(Severity::Warning),
        FailOn::Errors => has_new(Severity::Error),
        FailOn::LostText => comparison
            .sections
            .iter()
            .any(|section| section.after.unwrap_or(0) < section.before.unwrap_or(0)),
        FailOn::Gone => !comparison.gone_documents.is_empty(),
    })
}

/// Reads a page, and says why its pieces are what they are where that costs little. That of text pages costs as much as
/// the reading; [`OwnPages`] says it of those that get one of their own.
fn read(page: &Page, options: &ParseOptions) -> Result<Explanation, Refusal> {
    let kind = match (page.kind, sniff(&page.body)) {
        (Some(kind), _) | (None, Sniffed::Page(kind)) => kind,
        _ => PageKind::Text,
    };
    if kind != PageKind::Text {
        return explain_page(page, options);
    }
    let document = read_document(page, options)?;
    Ok(Explanation {
        document,
        lines: Vec::new(),
    })
}

impl From<args::Lang> for Lang {
    fn from(lang: args::Lang) -> Self {
        match lang {
            args::Lang::Zh => Self::Zh,
            args::Lang::En => Self::En,
        }
    }
}
