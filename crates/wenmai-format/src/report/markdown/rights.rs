//! What the pages say about their use, and their personal data.

use std::io::{self, Write};

use wenmai_model::Report;

use super::{write_omitted, write_table_or};
use crate::report::rights::{Overview, overview};
use crate::report::text::Text;
use crate::table::Align::{Left, Right};
use crate::table::{Cell, Table};

/// So many licences are listed.
const LICENCES: usize = 100;

/// Counts of documents; `rights.csv` has the statements themselves, and the findings their places.
pub(super) fn write_rights(
    report: &Report,
    text: &Text,
    writer: &mut impl Write,
) -> io::Result<()> {
    let found = overview(report);
    writeln!(writer, "{}\n", text.rights_note)?;
    write_table_or(&uses(&found, text), text.no_rights, writer)?;
    let conventions = found.conventions.iter();
    let conventions = conventions.map(|(code, documents)| {
        let name = Cell::Text(text.convention(*code).to_owned());
        vec![name, Cell::Count(documents.len() as u64)]
    });
    let licences = found.licences.iter().take(LICENCES);
    let licences = licences.map(|(licence, documents)| {
        let name = Cell::Text((*licence).to_owned());
        vec![name, Cell::Count(documents.len() as u64)]
    });
    for (name, rows) in [
        (text.convention_column, conventions.collect::<Vec<_>>()),
        (text.licence, licences.collect()),
    ] {
        if !rows.is_empty() {
            writeln!(writer)?;
            let mut table = Table::new(&[(name, Left), (text.documents, Right)], &[], false);
            table.rows = rows;
            super::write_markdown_table(&table, writer)?;
        }
    }
    write_omitted(found.licences.len(), LICENCES, text, writer)?;
    writeln!(writer)?;
    write_table_or(&personal_data(&found, text), text.no_personal_data, writer)
}

fn uses(found: &Overview<'_>, text: &Text) -> Table {
    let [allow, conditional, deny, unclear] =
        crate::report::rights::EFFECTS.map(|effect| text.effect(effect));
    let columns = [
        (text.usage, Left),
        (allow, Right),
        (conditional, Right),
        (deny, Right),
        (unclear, Right),
        (text.nothing_said, Right),
        (text.contradicted, Right),
    ];
    let mut table = Table::new(&columns, &[], false);
    table.rows.extend(found.uses.iter().map(|of_use| {
        let name = Cell::Text(text.usage_name(of_use.usage).to_owned());
        let contradicted = Cell::Count(of_use.contradicted.len() as u64);
        let counts = of_use.counts().map(Cell::Count);
        std::iter::once(name)
            .chain(counts)
            .chain([contradicted])
            .collect()
    }));
    table
}

fn personal_data(found: &Overview<'_>, text: &Text) -> Table {
    let columns = [
        (text.personal_data, Left),
        (text.severity, Left),
        (text.places, Right),
        (text.documents, Right),
    ];
    let mut table = Table::new(&columns, &[], false);
    table.rows.extend(found.personal_data.iter().map(|kind| {
        vec![
            Cell::Text(text.personal_data_name(kind.code).to_owned()),
            Cell::Text(text.severity_name(kind.severity).to_owned()),
            Cell::Count(kind.occurrences),
            Cell::Count(kind.documents.len() as u64),
        ]
    }));
    table
}
