//! A summary that is put together from the sentences of the text.

use memchr::memmem;
use wenmai_model::{Document, MetadataField, MetadataSource, Severity};
use wenmai_text::comparison_key;

use super::{Found, Rule, thresholds::Thresholds};

const COPIED: Rule = Rule {
    code: "summary_copied",
    severity: Severity::Info,
    fix: "write a summary of its own, or count the text once",
};

/// So many sentences of a summary are looked for: each may cost a pass over the text.
const MAX_SENTENCES: usize = 20;
/// A shorter piece comes again by chance.
const LEAST_PIECE_CHARS: usize = 8;

/// The summary that a reader sees repeats sentences of the text. Parsing reports one that is a paragraph of it; descriptions
/// that only machines see are mostly copies, and meant to be.
pub(super) fn check(document: &Document, thresholds: &Thresholds, found: &mut Found) {
    let Some(summary) = document.metadata.summary.as_deref() else {
        return;
    };
    let provenance = document.metadata.provenance.iter();
    let place = provenance
        .filter(|from| {
            from.field == MetadataField::Summary && from.source == MetadataSource::VisibleText
        })
        .find_map(|from| from.span);
    let is_reported = document
        .findings
        .iter()
        .any(|finding| finding.code == "summary_repeats_section");
    if place.is_none()
        || is_reported
        || comparison_key(summary).chars().count() < thresholds.least_summary_characters
    {
        return;
    }
    let text: String = document
        .blocks
        .iter()
        .filter(|block| block.kind.is_body())
        .map(|block| comparison_key(document.slice(block.span)))
        .collect();
    let ends = ['。', '！', '？', '.', '!', '?', '；', ';', '\n'];
    let (mut all, mut copied) = (0, 0);
    for piece in summary.split(ends).take(MAX_SENTENCES) {
        let key = comparison_key(piece);
        let length = key.chars().count();
        all += length;
        let is_found =
            length >= LEAST_PIECE_CHARS && memmem::find(text.as_bytes(), key.as_bytes()).is_some();
        copied += if is_found { length } else { 0 };
    }
    #[expect(clippy::cast_precision_loss, reason = "lengths of a summary")]
    let share = copied as f64 / all.max(1) as f64;
    if copied > 0 && share >= thresholds.summary_share_copied {
        found.add(document, &COPIED, place, || {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a share"
            )]
            let percent = (share * 100.0).round() as u32;
            format!("{percent} % of the summary are sentences of the text, word for word")
        });
    }
}
