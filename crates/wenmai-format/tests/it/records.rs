//! The records: their keys, and the places they name.

use proptest::prelude::*;
use serde_json::Value;
use wenmai_format::record::{
    corpus_keywords_record, document_record, findings_record, keywords_record, outline_record,
    section_keywords_records, stats_record,
};
use wenmai_format::{article_text, write_json};
use wenmai_model::{Block, BlockKind, Document, Span};

use crate::support::{example, report, written};

/// Keys of the object at `pointer`, in the order in which they are written.
fn keys(record: &impl serde::Serialize, pointer: &str) -> Vec<String> {
    let text = serde_json::to_string(record).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    let mut keys: Vec<String> = value
        .pointer(pointer)
        .unwrap()
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    keys.sort_by_key(|key| text.find(&format!("\"{key}\":")));
    keys
}

#[test]
fn keys_of_document_records() {
    let (document, _) = example();
    let record = document_record(&document);
    let check = |pointer: &str, expected: &[&str]| {
        assert_eq!(
            sorted(keys(&record, pointer)),
            sorted(expected),
            "{pointer}"
        );
    };
    check(
        "",
        &[
            "schema_version",
            "id",
            "kind",
            "url",
            "source",
            "page_type",
            "confidence",
            "metadata",
            "text",
            "outline",
            "blocks",
            "related",
            "boilerplate",
            "references",
            "findings",
        ],
    );
    let source = ["input", "record", "sha256", "captured_at", "charset"];
    check("/source", &source);
    check("/page_type", &["kind", "confidence"]);
    check(
        "/metadata",
        &[
            "title",
            "tags",
            "summary",
            "authors",
            "published",
            "modified",
            "site",
            "language",
            "script",
            "canonical_url",
            "keywords",
            "provenance",
        ],
    );
    check(
        "/outline/0",
        &[
            "level",
            "tag_level",
            "number",
            "marker",
            "text",
            "level_source",
            "confidence",
            "role",
            "span",
            "text_span",
            "line",
        ],
    );
    check("/blocks/0", &["kind", "span", "text_span", "lines"]);
    check(
        "/related/0",
        &[
            "title",
            "url",
            "author",
            "tags",
            "age",
            "date_stamp",
            "excerpt",
            "views",
            "comments",
            "counters_raw",
            "published",
            "span",
            "lines",
        ],
    );
    check("/related/0/published", &["from", "to", "basis"]);
    check("/boilerplate/0", &["kind", "span", "lines"]);
    check("/references/0", &["kind", "target", "span"]);
    check(
        "/findings/0",
        &[
            "kind",
            "code",
            "severity",
            "message",
            "fix",
            "span",
            "text_span",
            "value",
        ],
    );
}

#[test]
fn keys_of_other_records() {
    let (document, analysis) = example();
    let keywords = keywords_record(&document, &analysis);
    assert_eq!(keys(&keywords, ""), ["schema_version", "id", "keywords"]);
    assert_eq!(
        keys(&keywords, "/keywords/0"),
        ["text", "score", "count", "density", "span", "text_span"]
    );
    let corpus = corpus_keywords_record(&report().corpus);
    assert_eq!(
        keys(&corpus, "/keywords/0"),
        [
            "text",
            "score",
            "count",
            "documents",
            "trend",
            "span",
            "text_span"
        ]
    );
    let of_section = &section_keywords_records(&document, &analysis)[0];
    assert_eq!(
        keys(of_section, ""),
        ["schema_version", "id", "path", "keywords"]
    );
    let outline = outline_record(&document, &analysis, None);
    assert_eq!(
        keys(&outline, ""),
        ["schema_version", "id", "title", "outline"]
    );
    assert_eq!(outline.outline.len(), document.outline.len());
    assert_eq!(
        sorted(keys(&outline, "/outline/1")),
        sorted([
            "level",
            "tag_level",
            "number",
            "marker",
            "text",
            "level_source",
            "confidence",
            "role",
            "span",
            "text_span",
            "line",
            "chars",
            "total_chars",
            "share",
        ])
    );
    let stats = stats_record(&document, &analysis);
    assert_eq!(
        keys(&stats, ""),
        [
            "schema_version",
            "id",
            "totals",
            "measures",
            "sections",
            "similar"
        ]
    );
    assert_eq!(
        sorted(keys(&stats, "/sections/0")),
        sorted([
            "path",
            "level",
            "chars",
            "words",
            "latin_words",
            "sentences",
            "paragraphs",
            "list_items",
            "code_lines",
            "tables",
            "links",
            "tokens",
            "total_chars",
            "share",
            "measures",
        ])
    );
    assert_eq!(
        keys(&findings_record(&document, None).unwrap(), ""),
        ["id", "findings"]
    );
}

fn sorted<T: Ord + Clone + Into<String>>(keys: impl AsRef<[T]>) -> Vec<String> {
    let mut keys: Vec<String> = keys.as_ref().iter().cloned().map(Into::into).collect();
    keys.sort();
    keys
}

#[test]
fn document() {
    insta::assert_snapshot!(written(|w| write_json(&document_record(&example().0), w)));
}

#[test]
fn keywords_and_stats() {
    let (document, analysis) = example();
    let records = (
        keywords_record(&document, &analysis),
        section_keywords_records(&document, &analysis),
        stats_record(&document, &analysis),
    );
    insta::assert_snapshot!(written(|w| write_json(&records, w)));
}

#[test]
fn findings_are_absent_or_masked() {
    let (document, analysis) = example();
    let record = findings_record(&document, Some(&analysis)).unwrap();
    let values: Vec<_> = record
        .findings
        .iter()
        .filter_map(|finding| finding.value.as_deref())
        .collect();
    assert_eq!(
        values,
        [
            "本文比较自建与托管两条路线,并给出选择的办法。",
            "热门文章",
            "13*******78"
        ]
    );
    assert!(findings_record(&Document::default(), Some(&analysis)).is_some());
    assert!(findings_record(&Document::default(), None).is_none());
}

#[test]
fn the_text_holds_headings_and_blocks_where_the_record_says() {
    let record = document_record(&example().0);
    let at = |[start, end]: [u32; 2]| record.text.get(start as usize..end as usize).unwrap();
    for heading in &record.outline {
        assert_eq!(at(heading.text_span.unwrap()), heading.text);
    }
    let lines: Vec<&str> = record
        .blocks
        .iter()
        .filter_map(|block| block.text_span)
        .map(at)
        .collect();
    assert_eq!(lines.join("\n"), record.text);
    assert!(!record.text.contains("活动") && !record.text.contains("简介"));
}

fn kinds() -> impl Strategy<Value = BlockKind> {
    prop::sample::select(vec![
        BlockKind::Title,
        BlockKind::Summary,
        BlockKind::Heading,
        BlockKind::Paragraph,
        BlockKind::ListItem,
        BlockKind::Code,
        BlockKind::Table,
        BlockKind::Post,
    ])
}

/// A document whose blocks have these kinds and texts, blanks around each.
fn assembled(pieces: &[(BlockKind, String)]) -> Document {
    let mut document = Document::default();
    for (kind, text) in pieces {
        let trimmed = wenmai_text::trim_blank(text);
        if trimmed.is_empty() {
            continue;
        }
        let start = document.text.len() + text.find(trimmed).unwrap();
        document.text.push_str(text);
        document.text.push('\n');
        let [start, end] =
            [start, start + trimmed.len()].map(|offset| u32::try_from(offset).unwrap());
        document.blocks.push(Block {
            kind: *kind,
            span: Span::new(start, end),
            lines: None,
        });
    }
    document
}

proptest! {
    /// Every block, and every piece of one, is found where `text_span` says, but for line ends and indentation.
    #[test]
    fn text_spans_hold_the_text(
        pieces in prop::collection::vec((kinds(), "[ a文，\n\r\t1.|-]{0,20}"), 0..8),
        cuts in prop::collection::vec((0u32..60, 0u32..30), 8),
    ) {
        let document = assembled(&pieces);
        let article = article_text(&document);
        let solid = |text: &str| -> String { text.chars().filter(|&c| !wenmai_text::is_blank(c)).collect() };
        let at = |[start, end]: [u32; 2]| article.text.get(start as usize..end as usize);
        for block in &document.blocks {
            let Some(span) = article.text_span(block.span) else {
                prop_assert!(!block.kind.is_article_text());
                continue;
            };
            prop_assert!(block.kind.is_article_text());
            prop_assert_eq!(solid(at(span).unwrap()), solid(document.slice(block.span)));
        }
        for (start, len) in cuts {
            let span = Span::new(start, start + len);
            if let (Some(found), Some(source)) = (article.text_span(span), span.of(&document.text)) {
                let found = at(found);
                prop_assert!(found.is_some());
                // A piece that spans several blocks may hold a title between them, which the article leaves out.
                if document.blocks.iter().all(|block| block.kind.is_article_text()) {
                    prop_assert_eq!(solid(found.unwrap()), solid(source));
                }
            }
        }
        let solid_lines = article.text.lines().all(|line| line == line.trim_end());
        prop_assert!(solid_lines, "{:?}", article.text);
    }

    /// Spans that are no spans of the document are no reason to panic.
    #[test]
    fn any_span_is_answered(start in any::<u32>(), end in any::<u32>()) {
        let (mut document, _) = example();
        let span = Span::new(start, end);
        let _ = article_text(&document).text_span(span);
        document.blocks[3].span = span;
        document.outline[0].span = span;
        let _ = document_record(&document);
    }
}
