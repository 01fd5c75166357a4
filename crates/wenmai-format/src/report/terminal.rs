//! The report of a corpus for terminals.

use std::io::{self, Write};

use wenmai_model::{Comparison, Report, RunStatus};

use super::groups::groups;
use super::rights::overview;

use crate::table::Align::{Left, Right};
use crate::table::{Cell, Table, grouped_digits, text, write_table};
use crate::visible::{fitted, fitted_end, visible_line};

/// So many documents are listed.
const DOCUMENTS: usize = 40;
/// An id is cut to so many columns.
const MAX_ID_COLUMNS: usize = 32;
/// So many kinds of findings, failures.
const ROWS: usize = 12;

/// Writes a summary of `report` for a terminal of `width` columns: totals, kinds of findings, rights and privacy, keywords,
/// documents, failures. Long lists are cut, and the text says how much is left out.
///
/// # Errors
///
/// Those of the writer.
pub fn write_report_summary(
    report: &Report,
    width: usize,
    writer: &mut impl Write,
) -> io::Result<()> {
    let corpus = &report.corpus;
    let languages: Vec<String> = corpus
        .languages
        .iter()
        .map(|language| {
            format!(
                "{} {}",
                language.language,
                grouped_digits(language.documents)
            )
        })
        .collect();
    let [documents, sections, chars, words, tokens] = [
        corpus.documents,
        corpus.sections,
        corpus.totals.chars,
        corpus.totals.words,
        corpus.totals.tokens,
    ]
    .map(grouped_digits);
    let totals = format!(
        "{documents} documents ({}), {sections} sections",
        languages.join(", ")
    );
    write_line(&totals.replace(" ()", ""), width, writer)?;
    let lengths = format!("{chars} characters, {words} words, about {tokens} tokens");
    write_line(&lengths, width, writer)?;
    if let Some(status) = &report.run {
        write_line(&run_line(status), width, writer)?;
    }

    let documents = documents_table(report);
    if !documents.rows.is_empty() {
        writeln!(writer)?;
        write_table(&documents, width, writer)?;
        write_omitted(report.documents.len(), DOCUMENTS, "documents", writer)?;
    }
    if !corpus.keywords.is_empty() {
        let keywords: Vec<&str> = corpus
            .keywords
            .iter()
            .take(20)
            .map(|keyword| keyword.text.as_str())
            .collect();
        writeln!(writer)?;
        write_line(
            &format!("Keywords: {}", keywords.join(" · ")),
            width,
            writer,
        )?;
    }
    if let Some(reference) = report.reference.as_ref() {
        let words = reference.keywords.iter().take(20);
        let words: Vec<&str> = words.map(|keyword| keyword.text.as_str()).collect();
        let line = format!("More than in the reference: {}", words.join(" · "));
        write_line(&line, width, writer)?;
    }
    writeln!(writer)?;
    let findings = findings(report);
    if findings.rows.is_empty() {
        writeln!(writer, "No findings.")?;
    } else {
        let kinds = findings.rows.len();
        let rows = findings.rows.into_iter().take(ROWS).collect();
        write_table(&Table { rows, ..findings }, width, writer)?;
        write_omitted(kinds, ROWS, "kinds of findings", writer)?;
    }
    write_rights(report, width, writer)?;
    if let Some(comparison) = &report.comparison {
        write_comparison(comparison, width, writer)?;
    }
    if !report.failures.is_empty() {
        let count = grouped_digits(report.failures.len() as u64);
        writeln!(writer, "\n{count} failed:")?;
        for failure in report.failures.iter().take(ROWS) {
            let line = format!("  {}: {}", failure.input, failure.reason);
            write_line(&line, width, writer)?;
        }
        write_omitted(report.failures.len(), ROWS, "failures", writer)?;
    }
    Ok(())
}

/// Where the records of a corpus run went.
fn run_line(status: &RunStatus) -> String {
    let ledger = &status.ledger;
    let [read, written, dropped, dead] = [
        ledger.read,
        ledger.written,
        ledger.n_dropped(),
        ledger.n_dead(),
    ]
    .map(grouped_digits);
    let duplicates = status.dedup.as_ref().map_or_else(String::new, |dedup| {
        let copies = grouped_digits(dedup.exact + dedup.near);
        format!("; {copies} duplicates")
    });
    let problems = match status.problems.len() {
        0 => String::new(),
        len => format!("; {} problems", grouped_digits(len as u64)),
    };
    format!(
        "Corpus run: {read} read, {written} written, {dropped} left out, {dead} failed{duplicates}{problems}"
    )
}

fn documents_table(report: &Report) -> Table {
    let columns = [
        ("document", Left),
        ("title", Left),
        ("headings", Right),
        ("cards", Right),
        ("chars", Right),
        ("findings", Right),
    ];
    let mut table = Table::new(&columns, &["cards"], false);
    let shown = report.documents.iter().take(DOCUMENTS);
    table.rows.extend(shown.map(|document| {
        vec![
            Cell::Text(fitted_end(&document.id, MAX_ID_COLUMNS).into_owned()),
            text(document.title.as_deref()),
            Cell::Count(document.outline.len() as u64),
            Cell::Count(document.cards.into()),
            Cell::Count(document.totals.chars),
            Cell::Count(document.findings.len() as u64),
        ]
    }));
    table
}

/// Kinds of findings, worst first, then by number of documents.
fn findings(report: &Report) -> Table {
    let columns = [
        ("severity", Left),
        ("finding", Left),
        ("documents", Right),
        ("for_example", Left),
    ];
    let mut table = Table::new(&columns, &[], false);
    table.rows.extend(groups(report).iter().map(|group| {
        vec![
            Cell::Text(group.first.severity.as_str().to_owned()),
            Cell::Text(group.first.code.clone()),
            Cell::Count(group.documents.len() as u64),
            Cell::Text(group.first.message.clone()),
        ]
    }));
    table
}

/// What pages say about their use, in documents, and their personal data; nothing where there is neither.
fn write_rights(report: &Report, width: usize, writer: &mut impl Write) -> io::Result<()> {
    let found = overview(report);
    if !found.uses.is_empty() {
        let columns = [
            ("use", Left),
            ("allow", Right),
            ("conditional", Right),
            ("deny", Right),
            ("unclear", Right),
            ("nothing_said", Right),
        ];
        let mut table = Table::new(&columns, &[], false);
        table.rows.extend(found.uses.iter().map(|of_use| {
            let counts = of_use.counts().map(Cell::Count);
            let name = Cell::Text(of_use.usage.as_str().to_owned());
            std::iter::once(name).chain(counts).collect()
        }));
        let title = "What documents say about their use (evidence, no verdict):";
        writeln!(writer)?;
        write_line(title, width, writer)?;
        write_table(&table, width, writer)?;
    }
    let named = |(name, number): (&str, u64)| format!("{name} {}", grouped_digits(number));
    let licences = found.licences.iter().take(ROWS);
    let licences: Vec<String> = licences
        .map(|(licence, documents)| named((licence, documents.len() as u64)))
        .collect();
    if !licences.is_empty() {
        let line = format!("Licences: {}", licences.join(" · "));
        write_line(&line, width, writer)?;
    }
    let kinds = found.personal_data.iter();
    let kinds: Vec<String> = kinds
        .map(|kind| named((kind.code, kind.occurrences)))
        .collect();
    if !kinds.is_empty() {
        let line = format!("Personal data: {}", kinds.join(" · "));
        write_line(&line, width, writer)?;
    }
    Ok(())
}

/// What changed, in a few lines: the counts, then the findings that are new.
fn write_comparison(
    comparison: &Comparison,
    width: usize,
    writer: &mut impl Write,
) -> io::Result<()> {
    let sections = comparison.sections.iter();
    let (mut gained, mut lost) = (0, 0);
    for section in sections {
        let (before, after) = (section.before.unwrap_or(0), section.after.unwrap_or(0));
        gained += after.saturating_sub(before);
        lost += before.saturating_sub(after);
    }
    let [new, fixed, sections, keywords, added, gone] = [
        comparison.new_findings.len(),
        comparison.fixed_findings.len(),
        comparison.sections.len(),
        comparison.keywords.len(),
        comparison.new_documents.len(),
        comparison.gone_documents.len(),
    ]
    .map(|len| grouped_digits(len as u64));
    let [gained, lost] = [gained, lost].map(grouped_digits);
    writeln!(writer)?;
    for line in [
        "Since the last report:".to_owned(),
        format!("  findings   {new} new, {fixed} gone"),
        format!("  sections   {sections} changed: +{gained} −{lost} characters"),
        format!("  keywords   {keywords} moved, came or went"),
        format!("  documents  {added} new, {gone} gone"),
    ] {
        write_line(&line, width, writer)?;
    }
    for finding in comparison.new_findings.iter().take(ROWS) {
        let line = format!(
            "  new {} in {}: {}",
            finding.severity.as_str(),
            finding.document,
            finding.message
        );
        write_line(&line, width, writer)?;
    }
    let len = comparison.new_findings.len();
    write_omitted(len, ROWS, "new findings", writer)
}

fn write_line(line: &str, width: usize, writer: &mut impl Write) -> io::Result<()> {
    writeln!(writer, "{}", fitted(&visible_line(line), width))
}

fn write_omitted(len: usize, limit: usize, what: &str, writer: &mut impl Write) -> io::Result<()> {
    if len > limit {
        let count = grouped_digits((len - limit) as u64);
        writeln!(writer, "({count} more {what} in the report)")?;
    }
    Ok(())
}
