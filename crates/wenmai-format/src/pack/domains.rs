//! The table of all domains.

use std::io::{self, Write};

use wenmai_model::DomainEvidence;

use super::PackContent;
use super::documents::guarded;

/// Columns of a list of domains.
const COLUMNS: [&str; 10] = [
    "rank",
    "domain",
    "documents",
    "text_bytes",
    "chars",
    "tokens",
    "share",
    "opted_out",
    "with_personal_data",
    "captured",
];

/// `domains.csv`: all domains, the largest first.
pub(super) fn write_domains(
    content: &PackContent<'_>,
    mut writer: &mut dyn Write,
) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(&mut writer);
    csv.write_record(COLUMNS)?;
    for (domain, rank) in content.domains.iter().zip(1_u64..) {
        csv.write_record(cells(domain, rank))?;
    }
    csv.flush()
}

/// Cells of a domain, in the order of [`COLUMNS`].
fn cells(domain: &DomainEvidence, rank: u64) -> [String; COLUMNS.len()] {
    let captured = domain.captured.as_ref();
    [
        rank.to_string(),
        guarded(&domain.domain).into_owned(),
        domain.amount.documents.to_string(),
        domain.amount.text_bytes.to_string(),
        domain.amount.chars.to_string(),
        domain.amount.tokens.to_string(),
        format!("{:.6}", domain.share),
        domain.opted_out.to_string(),
        domain.with_personal_data.to_string(),
        captured.map_or(String::new(), |[first, last]| format!("{first}/{last}")),
    ]
}
