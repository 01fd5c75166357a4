//! The report of a corpus in Markdown.

mod comparison;
mod rights;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::io::{self, Write};

use wenmai_model::{
    BlockKind, CorpusKeyness, CorpusKeyword, FindingRecord, PassageRecord, Report, RunStatus,
};

use super::ReportOptions;
use super::checks::problem;
use super::groups::{alike, groups};
use super::index::funnel::{pieces, steps};
use super::index::run;
use super::index::spread::short;
use super::text::Text;
use crate::markdown::escape::{Context, escaped};
use crate::table::Align::{Left, Right};
use crate::table::{Cell, Table, grouped_digits, text as text_cell, write_markdown_table};

/// So many documents are listed; `documents.csv` has all of them.
const DOCUMENTS: usize = 500;
/// So many findings are listed one by one, and so many failures; `findings.csv` and `report.json` have all of them.
const FINDINGS: usize = 1_000;
const FAILURES: usize = 200;
/// So many values of findings that say the same of one document.
const VALUES: usize = 5;
/// So many pairs of similar passages.
const SIMILAR: usize = 200;
/// So many kinds of findings, and so many keywords of the corpus.
const KINDS: usize = 100;
const KEYWORDS: usize = 40;

/// Writes `report` as Markdown of GitHub's kind: totals, findings, changes, keywords, lengths, what was left out, rights and
/// privacy, documents, failures.
///
/// # Errors
///
/// Those of the writer.
pub fn write_report_markdown(
    report: &Report,
    options: &ReportOptions,
    writer: &mut impl Write,
) -> io::Result<()> {
    let lang = options.lang_of(report);
    let text = Text::of(lang);
    writeln!(writer, "# {}\n", text.corpus_report)?;
    write_markdown_table(&totals(report, text), writer)?;

    write_heading(text.findings, writer)?;
    write_findings(report, text, writer)?;
    if let Some(comparison) = &report.comparison {
        write_heading(text.comparison, writer)?;
        comparison::write_comparison(comparison, text, writer)?;
    }

    write_heading(text.keywords, writer)?;
    let keywords = keywords(&report.corpus.keywords, text);
    write_table_or(&keywords, text.no_keywords, writer)?;
    if let Some(reference) = &report.reference {
        write_heading(text.keyness, writer)?;
        let documents = grouped_digits(reference.documents);
        writeln!(writer, "{}\n", text.keyness_note(&documents))?;
        write_table_or(&keyness(reference, text), text.no_keywords, writer)?;
    }
    if !report.corpus.distributions.is_empty() {
        write_heading(text.lengths, writer)?;
        write_markdown_table(&lengths(report, text), writer)?;
    }
    if report.documents.iter().any(|d| !d.similar.is_empty()) {
        write_heading(text.similar, writer)?;
        write_similar(report, text, writer)?;
    }
    write_heading(text.funnel, writer)?;
    write_funnel(report, text, writer)?;

    if !report.documents.is_empty() {
        write_heading(text.rights, writer)?;
        rights::write_rights(report, text, writer)?;
    }
    if let Some(status) = &report.run {
        write_heading(text.corpus_run, writer)?;
        write_run(status, text, writer)?;
    }

    write_heading(text.documents, writer)?;
    write_markdown_table(&documents(report, text), writer)?;
    write_omitted(report.documents.len(), DOCUMENTS, text, writer)?;
    if !report.failures.is_empty() {
        write_heading(text.failures, writer)?;
        for failure in report.failures.iter().take(FAILURES) {
            let line = format!("{}{}{}", failure.input, text.colon, failure.reason);
            writeln!(writer, "- {}", escaped(&line, Context::ListItem))?;
        }
        write_omitted(report.failures.len(), FAILURES, text, writer)?;
    }
    if !report.generator.is_empty() {
        writeln!(
            writer,
            "\n{}",
            escaped(&report.generator, Context::Paragraph)
        )?;
    }
    Ok(())
}

fn totals(report: &Report, text: &Text) -> Table {
    let corpus = &report.corpus;
    let columns = [(text.measure, Left), (text.number, Right)];
    let mut table = Table::new(&columns, &[], false);
    let counts = [
        (text.documents, corpus.documents),
        (text.sections, corpus.sections),
        (text.chars, corpus.totals.chars),
        (text.words, corpus.totals.words),
        (text.tokens, corpus.totals.tokens),
        (text.failures, report.failures.len() as u64),
    ];
    let row = |name: &str, count: u64| vec![Cell::Text(name.to_owned()), Cell::Count(count)];
    table.rows = counts.map(|(name, count)| row(name, count)).into();
    table.rows.extend(corpus.languages.iter().map(|language| {
        let name = text.language_name(&language.language);
        let name = format!("{}{}{name}", text.documents, text.colon);
        row(&name, language.documents)
    }));
    table
}

/// The kinds of findings, then all findings by document.
fn write_findings(report: &Report, text: &Text, writer: &mut impl Write) -> io::Result<()> {
    let groups = groups(report);
    let columns = [
        (text.severity, Left),
        (text.finding, Left),
        (text.documents, Right),
        (text.places, Right),
        (text.fix, Left),
    ];
    let mut kinds = Table::new(&columns, &[], false);
    let shown = groups.iter().take(KINDS);
    kinds.rows.extend(shown.map(|group| {
        let finding = group.first;
        let message = || text.sentence(&finding.message).into_owned();
        let name = problem(&finding.code, text).map_or_else(message, str::to_owned);
        vec![
            Cell::Text(text.severity_name(finding.severity).to_owned()),
            Cell::Text(name),
            Cell::Count(group.documents.len() as u64),
            Cell::Count(group.occurrences),
            text_cell(
                finding
                    .fix
                    .as_deref()
                    .map(|fix| text.sentence(fix))
                    .as_deref(),
            ),
        ]
    }));
    write_table_or(&kinds, text.no_findings, writer)?;
    write_omitted(groups.len(), KINDS, text, writer)?;
    if kinds.rows.is_empty() {
        return Ok(());
    }

    writeln!(writer)?;
    let columns = [
        (text.document, Left),
        (text.severity, Left),
        (text.finding, Left),
        (text.quoted, Left),
    ];
    let mut all = Table::new(&columns, &[], true);
    let findings = report.documents.iter().enumerate();
    let mut findings: Vec<_> = findings
        .flat_map(|(at, document)| {
            let alike = alike(document.findings.iter(), |finding| {
                (
                    finding.severity,
                    finding.code.as_str(),
                    finding.message.as_str(),
                )
            });
            alike
                .into_iter()
                .map(move |findings| (at, document, findings))
        })
        .collect();
    let len = findings.len();
    if len > FINDINGS {
        // The worst stay, in the order of the documents.
        findings.sort_by_key(|(.., findings)| Reverse(findings.first().map(|f| f.severity)));
        findings.truncate(FINDINGS);
        findings.sort_by_key(|&(at, ..)| at);
    }
    all.rows
        .extend(findings.iter().filter_map(|(_, document, findings)| {
            let finding = findings.first()?;
            Some(vec![
                Cell::Text(document.id.clone()),
                Cell::Text(text.severity_name(finding.severity).to_owned()),
                Cell::Text(text.sentence(&finding.message).into_owned()),
                text_cell(values(findings, text).as_deref()),
            ])
        }));
    write_markdown_table(&all, writer)?;
    write_omitted(len, FINDINGS, text, writer)
}

/// The values of findings that say the same, the first ones of many.
fn values(findings: &[&FindingRecord], text: &Text) -> Option<String> {
    let all = findings
        .iter()
        .filter_map(|finding| finding.value.as_deref());
    let mut values: Vec<Cow<'_, str>> = all.clone().take(VALUES).map(Cow::Borrowed).collect();
    let further = all.count() - values.len();
    if further > 0 {
        values.push(text.omitted(&grouped_digits(further as u64)).into());
    }
    (!values.is_empty()).then(|| values.join(" · "))
}

/// What documents say twice, with both places.
fn write_similar(report: &Report, text: &Text, writer: &mut impl Write) -> io::Result<()> {
    let columns = [
        (text.document, Left),
        (text.kind, Left),
        (text.first_place, Left),
        (text.again, Left),
        (text.resemblance, Right),
        (text.quoted, Left),
    ];
    let mut table = Table::new(&columns, &[], true);
    let section = |passage: &PassageRecord| {
        Cell::Text(match &passage.path {
            Some(path) if path.is_empty() => text.before_first.to_owned(),
            Some(path) => path.join(" › "),
            None => text.block_kind(BlockKind::Summary).to_owned(),
        })
    };
    let pairs = report.documents.iter().flat_map(|document| {
        let pairs = document.similar.iter();
        pairs.map(move |pair| (document, pair))
    });
    let len = pairs.clone().count();
    table
        .rows
        .extend(pairs.take(SIMILAR).map(|(document, pair)| {
            vec![
                Cell::Text(document.id.clone()),
                Cell::Text(text.similarity_kind(pair.kind).to_owned()),
                section(&pair.a),
                section(&pair.b),
                Cell::Share(pair.resemblance),
                Cell::Text(pair.text.clone()),
            ]
        }));
    write_markdown_table(&table, writer)?;
    write_omitted(len, SIMILAR, text, writer)
}

fn keywords(keywords: &[CorpusKeyword], text: &Text) -> Table {
    let columns = [
        (text.keyword, Left),
        (text.count, Right),
        (text.documents, Right),
        (text.weight, Right),
    ];
    let mut table = Table::new(&columns, &[], false);
    let shown = keywords.iter().take(KEYWORDS);
    table.rows.extend(shown.map(|keyword| {
        vec![
            Cell::Text(keyword.text.clone()),
            Cell::Count(keyword.count),
            Cell::Count(keyword.documents),
            Cell::Score(keyword.score),
        ]
    }));
    table
}

fn keyness(reference: &CorpusKeyness, text: &Text) -> Table {
    let columns = [
        (text.keyword, Left),
        (text.count, Right),
        (text.reference_count, Right),
        (text.log_ratio, Right),
        (text.log_likelihood, Right),
    ];
    let mut table = Table::new(&columns, &[], false);
    let known = reference
        .keywords
        .iter()
        .filter_map(|keyword| Some((keyword, keyword.keyness?)));
    table
        .rows
        .extend(known.take(KEYWORDS).map(|(keyword, found)| {
            vec![
                Cell::Text(keyword.text.clone()),
                Cell::Count(found.count),
                Cell::Count(found.reference_count),
                Cell::Measure(found.log_ratio),
                Cell::Measure(found.log_likelihood),
            ]
        }));
    table
}

/// The percentiles of all measures.
fn lengths(report: &Report, text: &Text) -> Table {
    let columns = [
        (text.measure, Left),
        (text.mean, Right),
        ("5%", Right),
        ("25%", Right),
        (text.median, Right),
        ("75%", Right),
        ("95%", Right),
        ("max", Right),
    ];
    let mut table = Table::new(&columns, &[], false);
    let rows = report.corpus.distributions.iter().map(|d| {
        let figures = [d.mean, d.p5, d.p25, d.p50, d.p75, d.p95, d.max];
        let name = Cell::Text(text.measure_name(&d.measure).to_owned());
        std::iter::once(name)
            .chain(figures.map(|figure| Cell::Text(short(figure))))
            .collect()
    });
    table.rows.extend(rows);
    table
}

fn write_funnel(report: &Report, text: &Text, writer: &mut impl Write) -> io::Result<()> {
    let parts = [
        (text.step, steps(report, text)),
        (text.place_of_chars, pieces(&report.documents, text)),
    ];
    for (index, (name, rows)) in parts.into_iter().enumerate() {
        if rows.is_empty() {
            continue;
        }
        if index > 0 {
            writeln!(writer)?;
        }
        write_counts(name, text, rows, writer)?;
    }
    Ok(())
}

fn write_run(status: &RunStatus, text: &Text, writer: &mut impl Write) -> io::Result<()> {
    let problems = &status.problems;
    if !problems.is_empty() {
        for problem in problems.iter().take(run::REASONS) {
            writeln!(writer, "- {}", escaped(problem, Context::ListItem))?;
        }
        write_omitted(problems.len(), run::REASONS, text, writer)?;
        writeln!(writer)?;
    }
    for note in run::notes(status, text) {
        writeln!(writer, "{note}\n")?;
    }
    write_counts(text.step, text, run::steps(status, text), writer)?;
    let reasons = run::reasons(status, text);
    if reasons.is_empty() {
        return Ok(());
    }
    writeln!(writer)?;
    let columns = [
        (text.fate, Left),
        (text.reason, Left),
        (text.records, Right),
    ];
    let mut table = Table::new(&columns, &[], false);
    table
        .rows
        .extend(reasons.into_iter().map(|(fate, reason, number)| {
            vec![
                Cell::Text(fate.to_owned()),
                Cell::Text(reason.to_owned()),
                Cell::Count(number),
            ]
        }));
    write_markdown_table(&table, writer)
}

/// A table of names and numbers.
fn write_counts(
    name: &'static str,
    text: &Text,
    rows: Vec<(String, u64)>,
    writer: &mut impl Write,
) -> io::Result<()> {
    let mut table = Table::new(&[(name, Left), (text.number, Right)], &[], false);
    let rows = rows.into_iter();
    table
        .rows
        .extend(rows.map(|(name, count)| vec![Cell::Text(name), Cell::Count(count)]));
    write_markdown_table(&table, writer)
}

fn documents(report: &Report, text: &Text) -> Table {
    let columns = [
        (text.document, Left),
        (text.title, Left),
        (text.language, Left),
        (text.headings, Right),
        (text.cards, Right),
        (text.chars, Right),
        (text.words, Right),
        (text.tokens, Right),
        (text.article_share, Right),
        (text.findings, Right),
    ];
    let mut table = Table::new(&columns, &[], false);
    let shown = report.documents.iter().take(DOCUMENTS);
    table.rows.extend(shown.map(|document| {
        let totals = &document.totals;
        let language = document.language.as_deref();
        vec![
            Cell::Text(document.id.clone()),
            text_cell(document.title.as_deref()),
            text_cell(language.map(|code| text.language_name(code)).as_deref()),
            Cell::Count(document.outline.len() as u64),
            Cell::Count(document.cards.into()),
            Cell::Count(totals.chars),
            Cell::Count(totals.words),
            Cell::Count(totals.tokens),
            Cell::Share(document.article_share),
            Cell::Count(document.findings.len() as u64),
        ]
    }));
    table
}

fn write_heading(heading: &str, writer: &mut impl Write) -> io::Result<()> {
    writeln!(writer, "\n## {heading}\n")
}

/// The table, or a sentence where it has no rows.
fn write_table_or(table: &Table, otherwise: &str, writer: &mut impl Write) -> io::Result<()> {
    if table.rows.is_empty() {
        writeln!(writer, "{otherwise}")
    } else {
        write_markdown_table(table, writer)
    }
}

fn write_omitted(len: usize, limit: usize, text: &Text, writer: &mut impl Write) -> io::Result<()> {
    if len <= limit {
        return Ok(());
    }
    let count = grouped_digits((len - limit) as u64);
    writeln!(writer, "\n{} {}", text.omitted(&count), text.see_files)
}
