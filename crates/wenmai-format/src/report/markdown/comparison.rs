//! What changed since an older report, in Markdown.

use std::io::{self, Write};

use wenmai_model::{Comparison, FindingChange};

use super::write_omitted;
use crate::markdown::escape::{Context, escaped};
use crate::report::text::Text;
use crate::table::Align::{Left, Right};
use crate::table::{Cell, Table, grouped_digits, write_markdown_table};

/// So many changes of each kind are listed.
const ROWS: usize = 200;

pub(super) fn write_comparison(
    comparison: &Comparison,
    text: &Text,
    writer: &mut impl Write,
) -> io::Result<()> {
    if comparison.is_empty() {
        return writeln!(writer, "{}", text.no_changes);
    }
    let tables = [
        (
            text.new_findings,
            findings(&comparison.new_findings, text),
            comparison.new_findings.len(),
        ),
        (
            text.fixed_findings,
            findings(&comparison.fixed_findings, text),
            comparison.fixed_findings.len(),
        ),
        (
            text.changed_sections,
            sections(comparison, text),
            comparison.sections.len(),
        ),
        (
            text.changed_keywords,
            keywords(comparison, text),
            comparison.keywords.len(),
        ),
    ];
    let mut is_first = true;
    let mut write_title = |title: &str, len: usize, writer: &mut dyn Write| {
        if !std::mem::take(&mut is_first) {
            writeln!(writer)?;
        }
        writeln!(writer, "### {title} · {}\n", grouped_digits(len as u64))
    };
    for (title, table, len) in tables {
        if len > 0 {
            write_title(title, len, writer)?;
            write_markdown_table(&table, writer)?;
            write_omitted(len, ROWS, text, writer)?;
        }
    }
    for (title, names) in [
        (text.new_documents, &comparison.new_documents),
        (text.gone_documents, &comparison.gone_documents),
    ] {
        if !names.is_empty() {
            write_title(title, names.len(), writer)?;
            for name in names.iter().take(ROWS) {
                writeln!(writer, "- {}", escaped(name, Context::ListItem))?;
            }
            write_omitted(names.len(), ROWS, text, writer)?;
        }
    }
    Ok(())
}

fn findings(findings: &[FindingChange], text: &Text) -> Table {
    let columns = [
        (text.document, Left),
        (text.severity, Left),
        (text.finding, Left),
    ];
    let mut table = Table::new(&columns, &[], false);
    let shown = findings.iter().take(ROWS);
    table.rows.extend(shown.map(|finding| {
        vec![
            Cell::Text(finding.document.clone()),
            Cell::Text(text.severity_name(finding.severity).to_owned()),
            Cell::Text(text.sentence(&finding.message).into_owned()),
        ]
    }));
    table
}

fn sections(comparison: &Comparison, text: &Text) -> Table {
    let columns = [
        (text.document, Left),
        (text.section, Left),
        (text.before, Right),
        (text.after, Right),
    ];
    let mut table = Table::new(&columns, &[], false);
    let shown = comparison.sections.iter().take(ROWS);
    table.rows.extend(shown.map(|section| {
        let path = if section.path.is_empty() {
            text.before_first.to_owned()
        } else {
            section.path.join(" › ")
        };
        vec![
            Cell::Text(section.document.clone()),
            Cell::Text(path),
            section.before.map_or(Cell::Missing, Cell::Count),
            section.after.map_or(Cell::Missing, Cell::Count),
        ]
    }));
    table
}

fn keywords(comparison: &Comparison, text: &Text) -> Table {
    let columns = [
        (text.keyword, Left),
        (text.before, Right),
        (text.after, Right),
    ];
    let mut table = Table::new(&columns, &[], false);
    let rank = |rank: Option<u32>| rank.map_or(Cell::Missing, |rank| Cell::Count(rank.into()));
    let shown = comparison.keywords.iter().take(ROWS);
    table.rows.extend(shown.map(|keyword| {
        vec![
            Cell::Text(keyword.text.clone()),
            rank(keyword.before),
            rank(keyword.after),
        ]
    }));
    table
}
