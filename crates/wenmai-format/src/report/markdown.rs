//! The report of a corpus in Markdown.

use std::io::{self, Write};

use wenmai_model::{FindingsRecord, Report};

use super::csv::documents_table;
use crate::markdown::escape::{Context, escaped};
use crate::table::{findings_table, grouped_digits, write_markdown_table};

/// So many documents are listed; `documents.csv` has all of them.
const DOCUMENTS: usize = 500;
/// So many documents with findings are listed; `findings.csv` has all of them.
const FINDINGS: usize = 200;
/// So many keywords of the corpus are listed.
const KEYWORDS: usize = 40;

/// Writes `report` as Markdown, in English: totals, findings by document, keywords, documents, failures.
///
/// # Errors
///
/// Those of the writer.
pub fn write_report_markdown(report: &Report, writer: &mut impl Write) -> io::Result<()> {
    let corpus = &report.corpus;
    writeln!(writer, "# Corpus report\n")?;
    let [documents, sections, chars, words, tokens, failures] = [
        corpus.documents,
        corpus.sections,
        corpus.totals.chars,
        corpus.totals.words,
        corpus.totals.tokens,
        report.failures.len() as u64,
    ]
    .map(grouped_digits);
    writeln!(
        writer,
        "{documents} documents, {sections} sections, {chars} characters, {words} words, about {tokens} tokens; {failures} failures."
    )?;
    let languages: Vec<String> = corpus
        .languages
        .iter()
        .map(|language| {
            format!(
                "{} {}",
                escaped(&language.language, Context::Heading),
                language.documents
            )
        })
        .collect();
    if !languages.is_empty() {
        writeln!(writer, "\nLanguages: {}.", languages.join(", "))?;
    }

    writeln!(writer, "\n## Findings\n")?;
    let mut findings: Vec<FindingsRecord> = report
        .documents
        .iter()
        .filter(|document| !document.findings.is_empty())
        .map(|document| FindingsRecord {
            id: document.id.clone(),
            findings: document.findings.clone(),
        })
        .collect();
    if findings.is_empty() {
        writeln!(writer, "None.")?;
    }
    let omitted = findings.len().saturating_sub(FINDINGS);
    findings.truncate(FINDINGS);
    write_markdown_table(&findings_table(&findings), writer)?;
    write_omitted(omitted, "documents with findings", "findings.csv", writer)?;

    writeln!(writer, "\n## Keywords\n")?;
    if corpus.keywords.is_empty() {
        writeln!(writer, "None.")?;
    }
    for (index, keyword) in corpus.keywords.iter().take(KEYWORDS).enumerate() {
        let word = escaped(&keyword.text, Context::ListItem);
        writeln!(
            writer,
            "{}. {word} ({} in {} documents)",
            index + 1,
            grouped_digits(keyword.count),
            grouped_digits(keyword.documents)
        )?;
    }

    writeln!(writer, "\n## Documents\n")?;
    let mut documents = documents_table(report);
    let omitted = documents.rows.len().saturating_sub(DOCUMENTS);
    documents.rows.truncate(DOCUMENTS);
    write_markdown_table(&documents, writer)?;
    if documents.rows.is_empty() {
        writeln!(writer, "None.")?;
    }
    write_omitted(omitted, "documents", "documents.csv", writer)?;

    if !report.failures.is_empty() {
        writeln!(writer, "\n## Failures\n")?;
        for failure in &report.failures {
            let input = escaped(&failure.input, Context::ListItem);
            let reason = escaped(&failure.reason, Context::Heading);
            writeln!(writer, "- {input}: {reason}")?;
        }
    }
    if !report.generator.is_empty() {
        writeln!(
            writer,
            "\nWritten by {}.",
            escaped(&report.generator, Context::Heading)
        )?;
    }
    Ok(())
}

fn write_omitted(count: usize, what: &str, file: &str, writer: &mut impl Write) -> io::Result<()> {
    if count == 0 {
        return Ok(());
    }
    let count = grouped_digits(count as u64);
    writeln!(writer, "\n{count} more {what} are in `{file}`.")
}
