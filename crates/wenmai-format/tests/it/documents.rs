//! Formats of one document.

use wenmai_format::{
    OutlineStyle, explanation_records, explanation_table, write_html, write_json, write_jsonl,
    write_markdown, write_outline, write_table, write_text,
};
use wenmai_model::{
    BlockKind, Document, Explanation, Heading, LineClass, LineExplanation, PageKind,
};

use crate::support::{example, page, written};

#[test]
fn text() {
    insta::assert_snapshot!(written(|w| write_text(&example().0, w)));
}

#[test]
fn markdown() {
    insta::assert_snapshot!(written(|w| write_markdown(&example().0, w)));
}

#[test]
fn html() {
    insta::assert_snapshot!(written(|w| write_html(&example().0, w)));
}

#[test]
fn outline() {
    let (document, analysis) = example();
    let style = OutlineStyle::default();
    insta::assert_snapshot!(written(|w| write_outline(
        &document, &analysis, None, &style, w
    )));
}

/// A reason for each heading.
fn reasons(document: &Document) -> Vec<LineExplanation> {
    let explain = |heading: &Heading| LineExplanation {
        line: heading.line,
        class: LineClass::Block(BlockKind::Heading),
        score: Some(heading.confidence),
        reason: "alone between blank lines (+2.1), no closing sign (+0.8)".into(),
        level: Some(heading.level),
        level_reason: Some("first of a new series inside 一、\u{1b}".into()),
        text: heading.text.clone(),
    };
    document.outline.iter().map(explain).collect()
}

#[test]
fn explained_lines_as_records_and_table() {
    let document = example().0;
    let lines = reasons(&document);
    let explanation = Explanation { document, lines };
    let table = explanation_table(&explanation);
    insta::assert_snapshot!(written(|w| write_table(&table, 80, w)));
    let records = explanation_records(&explanation);
    assert_eq!(records.len(), explanation.document.outline.len());
    let record = serde_json::to_value(&records[0]).unwrap();
    assert_eq!(
        (&record["id"], &record["part"], &record["kind"]),
        (
            &explanation.document.id.as_str().into(),
            &"block".into(),
            &"heading".into()
        )
    );
}

#[test]
fn outline_with_reasons_and_color() {
    let (document, analysis) = example();
    let style = OutlineStyle {
        width: 48,
        color: true,
        ..OutlineStyle::default()
    };
    let lines = reasons(&document);
    let shown = written(|w| write_outline(&document, &analysis, Some(&lines), &style, w));
    insta::assert_snapshot!(shown.replace('\x1b', "␛"));
}

#[test]
fn no_line_of_an_outline_is_wider_than_the_terminal() {
    let (document, analysis) = example();
    for width in [34, 40, 48, 79, 80, 200] {
        let lines = reasons(&document);
        for lines in [None, Some(lines.as_slice())] {
            let style = OutlineStyle {
                width,
                color: false,
                ..OutlineStyle::default()
            };
            let shown = written(|w| write_outline(&document, &analysis, lines, &style, w));
            for line in shown.lines() {
                assert!(wenmai_text::display_width(line) <= width, "{width}: {line}");
            }
        }
    }
}

#[test]
fn a_note_is_one_line_where_nobody_looks() {
    let (document, analysis) = example();
    let lines = reasons(&document);
    let style = OutlineStyle {
        width: 34,
        wraps_notes: false,
        ..OutlineStyle::default()
    };
    let count = |lines: Option<&[LineExplanation]>| {
        let shown = written(|w| write_outline(&document, &analysis, lines, &style, w));
        shown.lines().count()
    };
    let n_headings = document.outline.len();
    assert_eq!(count(Some(&lines)), count(None) + n_headings);
}

#[test]
fn json_is_one_line_or_indented() {
    let line = written(|w| write_jsonl(&["一\n二"], w));
    assert_eq!(line, "[\"一\\n二\"]\n");
    assert_eq!(written(|w| write_json(&["一"], w)), "[\n  \"一\"\n]\n");
}

#[test]
fn an_empty_document_is_written_by_every_writer() {
    let document = Document::default();
    assert_eq!(written(|w| write_text(&document, w)), "");
    assert_eq!(written(|w| write_markdown(&document, w)), "");
    assert!(written(|w| write_html(&document, w)).contains("<article></article>"));
}

#[test]
fn the_text_of_markdown_pages_is_text() {
    let mut document = page("a.md")
        .paragraph("用 **kwargs** 与 [0](https://example.org)。")
        .paragraph("# 不是标题")
        .build();
    document.kind = PageKind::Markdown;
    insta::assert_snapshot!(written(|w| write_markdown(&document, w)), @r"
    用 \*\*kwargs\*\* 与 \[0](https://example.org)。

    \# 不是标题
    ");
}

#[test]
fn lists_that_follow_each_other_stay_apart() {
    let list = |text| (BlockKind::ListItem, text);
    let document = [
        list("1. a"),
        list("2. b"),
        list("1. c"),
        list("- d"),
        list("7、e"),
        list("① f"),
    ]
    .into_iter()
    .fold(page("lists"), |page, (kind, text)| page.block(kind, text))
    .build();
    insta::assert_snapshot!(written(|w| write_markdown(&document, w)), @r"
    1. a
    2. b

    1) c

    - d

    7. e

    - ① f
    ");
}

#[test]
fn hostile_text_is_harmless_in_html() {
    let document = page("<script>alert(1)</script>")
        .title(
            "\"><img src=x onerror=alert(1)>",
            "</title><script>alert(1)</script>",
            "' onload='alert(1)",
        )
        .heading(1, "", "<h1>\0\u{1b}[31m</h1>")
        .block(
            BlockKind::Code,
            "```\"><script>\n</code></pre><script>\n```",
        )
        .build();
    let html = written(|w| write_html(&document, w));
    for tag in ["<script", "<img", "\0", "\u{1b}"] {
        assert!(!html.contains(tag), "{tag:?} in {html}");
    }
    assert_eq!(html.matches("</title>").count(), 1);
}
