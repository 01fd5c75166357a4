//! The report as tables, one a file.

use wenmai_model::{FindingsRecord, KeywordsRecord, Report, RightsUse, SectionRole, SourceSpan};

use crate::record::corpus_keywords_record;
use crate::table::Align::{Left, Right};
use crate::table::{Cell, Table, findings_table, keywords_table, ledger_table, number, text};

/// File names and tables of `report`: its documents, their headings, the keywords of corpus and documents, the findings,
/// what is said about the use of the documents, their personal data, and where the records of its corpus run went.
/// Rows are in input order; write them by [`write_csv`](crate::write_csv).
///
/// ```
/// use wenmai_model::Report;
/// let tables = wenmai_format::report::report_tables(&Report::default());
/// let names: Vec<&str> = tables.iter().map(|(name, _)| *name).collect();
/// assert_eq!(names, ["documents.csv", "outline.csv", "keywords.csv", "findings.csv", "rights.csv", "privacy.csv"]);
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
        ("rights.csv", rights_table(report)),
        ("privacy.csv", privacy_table(report)),
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
        ("personal_data", Right),
        ("licence", Left),
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
            Cell::Count(document.personal_data.values().map(|&n| u64::from(n)).sum()),
            text(
                document
                    .rights
                    .as_ref()
                    .and_then(|rights| rights.licence.as_deref()),
            ),
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

/// One row a statement; `decides` are those of its `uses` for which it wins, and `contradicted` those of them for which another
/// says something else.
fn rights_table(report: &Report) -> Table {
    let columns = [
        ("id", Left),
        ("statement", Right),
        ("code", Left),
        ("source", Left),
        ("value", Left),
        ("parsed", Left),
        ("effect", Left),
        ("uses", Left),
        ("decides", Left),
        ("contradicted", Left),
        ("start", Right),
        ("end", Right),
    ];
    let mut table = Table::new(&columns, &[], true);
    for document in &report.documents {
        let Some(rights) = &document.rights else {
            continue;
        };
        let decided = |at: usize, is_contradicted: bool| {
            let decisions = rights.decisions.iter();
            let own = decisions.filter(move |decision| {
                decision.by as usize == at && (decision.is_contradicted || !is_contradicted)
            });
            uses(own.map(|decision| decision.usage))
        };
        let statements = rights.statements.iter().enumerate();
        table.rows.extend(statements.map(|(at, statement)| {
            let place = |of: fn(SourceSpan) -> u32| {
                let place = statement.span.map(|span| Cell::Count(of(span).into()));
                place.unwrap_or(Cell::Missing)
            };
            vec![
                Cell::Text(document.id.clone()),
                Cell::Count(at as u64),
                text(Some(statement.code.as_str())),
                text(Some(statement.source.as_str())),
                Cell::Text(statement.value.clone()),
                text(statement.parsed.as_deref()),
                text(Some(statement.effect.as_str())),
                uses(statement.uses.iter().copied()),
                decided(at, false),
                decided(at, true),
                place(|span| span.start),
                place(|span| span.end),
            ]
        }));
    }
    table
}

fn uses(uses: impl Iterator<Item = RightsUse>) -> Cell {
    let names: Vec<&str> = uses.map(RightsUse::as_str).collect();
    Cell::Text(names.join(" "))
}

/// One row a kind of personal data and document.
fn privacy_table(report: &Report) -> Table {
    let columns = [("id", Left), ("code", Left), ("count", Right)];
    let mut table = Table::new(&columns, &[], true);
    for document in &report.documents {
        let kinds = document.personal_data.iter();
        table.rows.extend(kinds.map(|(code, &number)| {
            vec![
                Cell::Text(document.id.clone()),
                Cell::Text(code.clone()),
                Cell::Count(number.into()),
            ]
        }));
    }
    table
}
