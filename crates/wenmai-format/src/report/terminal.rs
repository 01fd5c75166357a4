//! The report of a corpus for terminals.

use std::collections::BTreeMap;
use std::io::{self, Write};

use wenmai_model::{Report, Severity};

use crate::table::Align::{Left, Right};
use crate::table::{Cell, Table, grouped_digits, text, write_table};
use crate::visible::{fitted, fitted_end, visible_line};

/// So many documents are listed.
const DOCUMENTS: usize = 40;
/// An id is cut to so many columns.
const MAX_ID_COLUMNS: usize = 32;
/// So many kinds of findings, failures.
const ROWS: usize = 12;

/// Writes a summary of `report` for a terminal of `width` columns: totals, kinds of findings, keywords, documents,
/// failures. Long lists are cut, and the text says how much is left out.
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
    let mut kinds: BTreeMap<(&str, Severity), (u64, &str)> = BTreeMap::new();
    for document in &report.documents {
        let mut of_document: Vec<_> = document
            .findings
            .iter()
            .map(|finding| {
                (
                    finding.code.as_str(),
                    finding.severity,
                    finding.message.as_str(),
                )
            })
            .collect();
        of_document.sort_by_key(|&(code, severity, _)| (code, severity));
        of_document.dedup_by_key(|&mut (code, severity, _)| (code, severity));
        for (code, severity, message) in of_document {
            kinds.entry((code, severity)).or_insert((0, message)).0 += 1;
        }
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by_key(|&((code, severity), (documents, _))| {
        (std::cmp::Reverse((severity, documents)), code)
    });
    let columns = [
        ("severity", Left),
        ("finding", Left),
        ("documents", Right),
        ("for_example", Left),
    ];
    let mut table = Table::new(&columns, &[], false);
    table.rows.extend(
        kinds
            .into_iter()
            .map(|((code, severity), (documents, message))| {
                vec![
                    Cell::Text(severity.as_str().to_owned()),
                    Cell::Text(code.to_owned()),
                    Cell::Count(documents),
                    Cell::Text(message.to_owned()),
                ]
            }),
    );
    table
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
