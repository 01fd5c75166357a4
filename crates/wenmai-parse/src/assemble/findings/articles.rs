//! A finding about the articles of a statute, which are headings on demand only.

use wenmai_model::{BlockKind, Document, Finding, FindingKind, Severity, Span};
use wenmai_text::trim_blank;

use crate::reading::is_article;

/// Fewer lines that open as articles do are citations.
const MIN_ARTICLES: usize = 3;

/// Counts the lines of the article that are articles of a statute and no headings. Runs in O(length of the text).
pub(super) fn check(document: &Document) -> Option<Finding> {
    let (mut count, mut first) = (0, None);
    for block in &document.blocks {
        if !matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem) {
            continue;
        }
        for line in document.slice(block.span).lines().map(trim_blank) {
            if is_article(line) {
                count += 1;
                first.get_or_insert((block.span, line));
            }
        }
    }
    let (span, line): (Span, &str) = first.filter(|_| count >= MIN_ARTICLES)?;
    Some(Finding {
        kind: FindingKind::Structure,
        code: "articles_not_headings".into(),
        severity: Severity::Info,
        message: format!("{count} articles of a statute are no headings; --articles takes them"),
        fix: Some("parse with --articles, `articles_as_headings` of the options".into()),
        span: Some(span),
        source_span: None,
        value: Some(line.chars().take(MAX_CITED_CHARS).collect()),
    })
}

/// So many characters of the first article are cited.
const MAX_CITED_CHARS: usize = 60;
