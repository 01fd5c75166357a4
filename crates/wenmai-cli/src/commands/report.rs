use std::io::Write;
use std::path::Path;

use rayon::prelude::*;
use wenmai::format::report::{
    Lang, ReportOptions, document_summary, report_tables, write_report_index,
    write_report_markdown, write_report_page, write_report_summary,
};
use wenmai::format::{CsvOptions, write_csv, write_json};
use wenmai::model::Report;
use wenmai::{Processed, analyze_corpus};

use crate::args::{self, ReportArgs};
use crate::batch::for_each;
use crate::config::ReportConfig;
use crate::exit::{Exit, Stop};
use crate::output::{FileNames, Stdout, to_bytes, width, write_file};
use crate::run::Run;

const DEFAULT_FOLDER: &str = "wenmai-report";
const DEFAULT_PAGES: usize = 200;
/// So many pages are rendered at once before they are written.
const PAGES_AT_ONCE: usize = 64;

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

    let mut documents: Vec<Processed> = Vec::new();
    let mut failures = Vec::new();
    let tally = for_each(run, run.pages(), run.analyzer(), |processed| {
        match processed {
            Ok(processed) => documents.push(processed),
            Err(failure) => failures.push(failure),
        }
        Ok(())
    })?;
    if documents.is_empty() {
        return Ok(tally.exit());
    }

    let pages = page_names(&documents, most_pages);
    let report = run.pool.install(|| Report {
        generator: format!("wenmai {}", env!("CARGO_PKG_VERSION")),
        corpus: analyze_corpus(
            documents.par_iter().map(|p| (&p.document, &p.analysis)),
            &run.analyze,
        ),
        documents: documents
            .par_iter()
            .zip(&pages)
            .map(|(p, page)| document_summary(&p.document, &p.analysis, page.clone()))
            .collect(),
        failures,
        ..Report::default()
    });

    write_pages(run, folder, &documents, &pages, options)?;
    for (name, table) in report_tables(&report) {
        // These files are opened in spreadsheets.
        let csv = CsvOptions {
            bom: true,
            guard_formulas: true,
        };
        write_file(&folder.join(name), |file| write_csv(&table, &csv, file))?;
    }
    write_file(&folder.join("report.json"), |file| {
        write_json(&report, file)
    })?;
    write_file(&folder.join("report.md"), |file| {
        write_report_markdown(&report, file)
    })?;
    let index = folder.join("index.html");
    write_file(&index, |file| write_report_index(&report, &options, file))?;

    let mut stdout = Stdout::new();
    stdout.write(|writer| {
        write_report_summary(&report, width(), writer)?;
        writeln!(writer, "{}", index.display())
    })?;
    stdout.finish()?;
    Ok(tally.exit())
}

impl From<args::Lang> for Lang {
    fn from(lang: args::Lang) -> Self {
        match lang {
            args::Lang::Zh => Self::Zh,
            args::Lang::En => Self::En,
        }
    }
}

/// File names of the documents that get a page of their own: those with most findings, and of these the first.
fn page_names(documents: &[Processed], most_pages: usize) -> Vec<Option<String>> {
    let n_findings = |p: &Processed| p.document.findings.len() + p.analysis.findings.len();
    let mut order: Vec<usize> = (0..documents.len()).collect();
    // The sort is stable, so documents with as many findings stay in input order.
    order.sort_by_key(|&index| std::cmp::Reverse(documents.get(index).map_or(0, n_findings)));
    let mut has_page = vec![false; documents.len()];
    for index in order.into_iter().take(most_pages) {
        if let Some(slot) = has_page.get_mut(index) {
            *slot = true;
        }
    }
    let mut names = FileNames::default();
    documents
        .iter()
        .zip(has_page)
        .map(|(p, has_page)| has_page.then(|| format!("pages/{}.html", names.name(&p.document.id))))
        .collect()
}

/// Writes the page of each document that has one.
fn write_pages(
    run: &Run<'_>,
    folder: &Path,
    documents: &[Processed],
    pages: &[Option<String>],
    options: ReportOptions,
) -> Result<(), Stop> {
    let pages: Vec<(&Processed, &String)> = documents
        .iter()
        .zip(pages)
        .filter_map(|(p, page)| Some((p, page.as_ref()?)))
        .collect();
    for chunk in pages.chunks(PAGES_AT_ONCE) {
        let rendered: Vec<Vec<u8>> = run.pool.install(|| {
            chunk
                .par_iter()
                .map(|(p, _)| {
                    to_bytes(|writer| write_report_page(&p.document, &p.analysis, &options, writer))
                })
                .collect()
        });
        for ((_, page), html) in chunk.iter().zip(rendered) {
            write_file(&folder.join(page), |file| file.write_all(&html))?;
        }
    }
    Ok(())
}
