//! What parsing notices about the structure of a document.

mod articles;
mod collector;
mod numbering;
mod outline;
#[cfg(test)]
mod tests;

use wenmai_model::{BlockKind, Document, Finding, FindingKind, MetadataField, Severity, Span};

use crate::{outline::Decision, region::same_text};
use collector::Collector;

/// All structure findings, in page order, of each code at most [`CappedFindings::MOST_PER_CODE`](wenmai_model::CappedFindings::MOST_PER_CODE). `decisions` are those that
/// gave the outline. Runs in O(number of blocks and headings).
pub(crate) fn findings(document: &Document, decisions: &[Decision]) -> Vec<Finding> {
    let mut collector = Collector::default();
    numbering::check(document, decisions, &mut collector);
    outline::check(document, &mut collector);
    let mut findings: Vec<Finding> = summary_repeats_section(document).into_iter().collect();
    findings.extend(empty_page(document));
    findings.extend(articles::check(document));
    findings.extend(collector.finish());
    findings.sort_by_key(|finding| finding.span.map(|span| span.start));
    findings
}

/// Nothing stands on the page.
fn empty_page(document: &Document) -> Option<Finding> {
    let is_empty =
        document.blocks.is_empty() && document.boilerplate.is_empty() && document.cards.is_empty();
    is_empty.then(|| Finding {
        kind: FindingKind::Parse,
        code: "empty_page".into(),
        severity: Severity::Warning,
        message: "the page holds no text".into(),
        fix: Some("check where the page comes from, or leave it out".into()),
        span: Some(Span::new(0, 0)),
        source_span: None,
        value: None,
    })
}

/// The summary says word for word what a paragraph of the article says.
fn summary_repeats_section(document: &Document) -> Option<Finding> {
    let summary = document.metadata.summary.as_deref()?;
    let mut paragraphs = document
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| block.kind == BlockKind::Paragraph);
    let (at, _) = paragraphs.find(|(_, block)| same_text(document.slice(block.span), summary))?;
    let section = document
        .outline
        .iter()
        .take_while(|heading| (heading.block as usize) < at)
        .last();
    let place = section.map_or_else(
        || "the text before the first heading".to_owned(),
        |heading| format!("\"{}\"", heading.text),
    );
    let field = |p: &&wenmai_model::Provenance| p.field == MetadataField::Summary;
    Some(Finding {
        kind: FindingKind::Structure,
        code: "summary_repeats_section".into(),
        severity: Severity::Info,
        message: format!("the summary repeats {place} word for word"),
        fix: Some("write a summary of its own, or count the text once".into()),
        span: document
            .metadata
            .provenance
            .iter()
            .find(field)
            .and_then(|p| p.span),
        source_span: None,
        value: None,
    })
}
