//! What parsing notices about the structure of a document.

use wenmai_model::{BlockKind, Document, Finding, FindingKind, MetadataField, Severity};

use crate::region::same_text;

/// All structure findings, in page order.
pub(super) fn findings(document: &Document) -> Vec<Finding> {
    summary_repeats_section(document).into_iter().collect()
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
        value: None,
    })
}
