//! The report as tables, one a file.

use wenmai_model::{FindingsRecord, KeywordsRecord, Report, SectionRole};

use crate::record::corpus_keywords_record;
use crate::table::Align::{Left, Right};
use crate::table::{Cell, Table, findings_table, keywords_table, ledger_table, number, text};

/// File names and tables of `report`: its documents, their headings, the keywords of corpus and documents, the findings,
/// and where the records of its corpus run went.
/// Rows are in input order; write them by [`write_csv`](crate::write_csv).
///
/// ```
/// use wenmai_model::Report;
/// let tables = wenmai_format::report::report_tables(&Report::default());
/// let names: Vec<&str> = tables.iter().map(|(name, _)| *name).collect();
/// assert_eq!(names, ["documents.csv", "outline.csv", "keywords.csv", "findings.csv"]);
/// ```
pub fn report_tables(report: &Report) -> Vec<(&'static str, Table)> {
    let corpus = corpus_keywords_record(&report.corpus);
    let keywords = report.documents.iter().map(|document| KeywordsRecord {
        schema_version: report.schema_version,
        id: Some(document.id.clone()),
        path: None,
        keywords: document.keywords.clone(),
    });
    let keywords: Vec<_> = std::iter::once(corpus).chain(keywords).collect();
    let findings: Vec<_> = report
        .documents
        .iter()
        .map(|document| FindingsRecord {
            id: document.id.clone(),
            findings: document.findings.clone(),
        })
        .collect();
    let mut tables = vec![
        ("documents.csv", documents_table(report)),
        ("outline.csv", headings_table(report)),
        ("keywords.csv", keywords_table(&keywords)),
        ("findings.csv", findings_table(&findings)),
    ];
    if let Some(status) = &report.run {
        tables.push(("run.csv", ledger_table(&status.ledger)));
    }
    tables
}

/// One row a document.
pub(super) fn documents_table(report: &Report) -> Table {
    let columns = [
        ("id", Left),
        ("title", Left),
        ("language", Left),
        ("headings", Right),
        ("chars", Right),
        ("words", Right),
        ("latin_words", Right),
        ("sentences", Right),
        ("paragraphs", Right),
        ("tokens", Right),
        ("cards", Right),
        ("article_share", Right),
        ("findings", Right),
        ("page", Left),
    ];
    let mut table = Table::new(&columns, &[], false);
    table.rows.extend(report.documents.iter().map(|document| {
        let totals = &document.totals;
        vec![
            Cell::Text(document.id.clone()),
            text(document.title.as_deref()),
            text(document.language.as_deref()),
            Cell::Count(document.outline.len() as u64),
            Cell::Count(totals.chars),
            Cell::Count(totals.words),
            Cell::Count(totals.latin_words),
            Cell::Count(totals.sentences),
            Cell::Count(totals.paragraphs),
            Cell::Count(totals.tokens),
            Cell::Count(document.cards.into()),
            Cell::Share(document.article_share),
            Cell::Count(document.findings.len() as u64),
            text(document.page.as_deref()),
        ]
    }));
    table
}

/// One row a heading; `line` counts from 0, as in the records.
fn headings_table(report: &Report) -> Table {
    let columns = [
        ("id", Left),
        ("level", Right),
        ("number", Left),
        ("text", Left),
        ("role", Left),
        ("level_source", Left),
        ("confidence", Right),
        ("line", Right),
        ("start", Right),
        ("end", Right),
    ];
    let mut table = Table::new(&columns, &[], true);
    for document in &report.documents {
        table.rows.extend(document.outline.iter().map(|heading| {
            vec![
                Cell::Text(document.id.clone()),
                Cell::Count(heading.level.into()),
                number(&heading.number),
                Cell::Text(heading.text.clone()),
                text(heading.role.map(SectionRole::as_str)),
                text(Some(heading.level_source.as_str())),
                Cell::Score(heading.confidence.into()),
                heading
                    .line
                    .map_or(Cell::Missing, |line| Cell::Count(line.into())),
                Cell::Count(heading.span.start.into()),
                Cell::Count(heading.span.end.into()),
            ]
        }));
    }
    table
}
