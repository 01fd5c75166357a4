//! What a pack says, in a few lines for the terminal.

use std::io::{self, Write};
use std::path::Path;

use super::PackContent;
use super::text::{counted, documents, opt_out, sentence, share, span};
use crate::table::{grouped_digits, percent};

/// Languages and kinds that are named.
const NAMED: usize = 5;

/// The main numbers of the pack in `folder`, and where its datasheet is.
///
/// # Errors
///
/// Those of the writer.
pub fn write_pack_summary(
    content: &PackContent<'_>,
    folder: &Path,
    writer: &mut impl Write,
) -> io::Result<()> {
    let summary = content.summary;
    let total = summary.total.documents;
    let mut line = |name: &str, value: String| writeln!(writer, "{name:<14}{value}");
    line("collection", sentence(summary))?;
    let shown = |mut names: Vec<String>, all: u64| {
        names.truncate(NAMED);
        let hidden = all.saturating_sub(names.len() as u64);
        if hidden > 0 {
            names.push(format!("{} more", grouped_digits(hidden)));
        }
        names.join(", ")
    };
    let largest = summary
        .domains
        .largest
        .iter()
        .map(|domain| format!("{} {}", domain.domain, percent(domain.share)));
    let mut largest = vec![shown(largest.collect(), summary.domains.domains)];
    let without = summary.domains.without.documents;
    if without > 0 {
        largest.push(format!("{} without address", documents(without)));
    }
    largest.retain(|part| !part.is_empty());
    let largest = largest.join("; ");
    line("domains", largest)?;
    let languages = summary.languages.groups.iter();
    let languages =
        languages.map(|group| format!("{} {}", group.name, share(group.amount.documents, total)));
    let n_languages = summary.languages.groups.len() as u64;
    line("languages", shown(languages.collect(), n_languages))?;
    let dated = |name: &str, period: &wenmai_model::Period| {
        let span = span(period).unwrap_or_else(|| "no date".into());
        format!(
            "{name} {span} ({} without date)",
            documents(period.years.without.documents)
        )
    };
    line(
        "periods",
        format!(
            "{}; {}",
            dated("published", &summary.published),
            dated("captured", &summary.captured)
        ),
    )?;
    line("rights", opt_out(summary))?;
    let data = &summary.personal_data;
    let kinds = data
        .kinds
        .iter()
        .map(|kind| format!("{} {}", kind.code, grouped_digits(kind.count)));
    let kinds = shown(kinds.collect(), data.kinds.len() as u64);
    let of = if kinds.is_empty() {
        String::new()
    } else {
        format!(": {kinds}")
    };
    line(
        "personal data",
        format!(
            "{} found in {}{of}",
            grouped_digits(data.count),
            documents(data.documents.documents)
        ),
    )?;
    line(
        "sample",
        format!(
            "{} by seed {}",
            counted(summary.sampled, "row", "rows"),
            content.manifest.seed
        ),
    )?;
    writeln!(writer, "{}", folder.join("datasheet.md").display())
}
