//! Input that is not written to be read.

use wenmai_analyze::{AnalyzeOptions, Analyzer, analyze};
use wenmai_model::{Block, BlockKind, Document, Section, Span};

use crate::{check_invariants, linear::check_linear};

/// One paragraph, whatever it holds.
fn paragraph(text: String) -> Document {
    let span = Span::new(0, u32::try_from(text.len()).unwrap());
    Document {
        blocks: vec![Block {
            kind: BlockKind::Paragraph,
            span,
            lines: None,
        }],
        sections: vec![Section {
            level: 0,
            parent: None,
            heading: None,
            first_block: 0,
            end_block: 1,
            role: None,
        }],
        text,
        ..Document::default()
    }
}

#[test]
fn long_runs_without_boundaries() {
    for unit in [
        "a",
        "开",
        "闭源",
        "1",
        "a-",
        "1-",
        "。",
        "(",
        "\u{e000}",
        "😀",
        "\u{202e}",
        "e\u{301}",
        "가",
        "あ",
        "ไทย",
        "a.b.",
        "C++",
        "'",
    ] {
        let n = 100_000 / unit.len();
        let document = paragraph(unit.repeat(n));
        let analysis = analyze(&document, &AnalyzeOptions::default());
        check_invariants(&document, &analysis);
        assert_eq!(
            analysis.totals.words == 0,
            !unit.contains(char::is_alphanumeric),
            "{unit}"
        );
    }
}

/// A megabyte takes about four times as long as a quarter of it, whatever it is made of.
#[test]
fn keywords_of_a_megabyte_take_linear_time() {
    let analyzer = Analyzer::new(AnalyzeOptions::default());
    // The dictionary is loaded by what comes first.
    analyzer.keywords(&paragraph("开源 words".into()));
    for unit in [
        "a",
        "开源大模型",
        "闭",
        "a.b'c:",
        "1,",
        "e\u{301}",
        "😀",
        "\u{202e}文脉\u{202c}",
        "\u{e000}\u{f8ff}",
        "\u{fffd}\u{d7ff}\u{e000}",
        "word ",
    ] {
        let pages = [250_000, 1_000_000].map(|len: usize| paragraph(unit.repeat(len / unit.len())));
        check_linear(unit, &pages, |page| {
            let analysis = analyzer.keywords(page);
            assert!(analysis.keywords.len() <= analyzer.options().keywords);
        });
    }
}

#[test]
fn text_without_words_has_no_keywords() {
    for text in [
        "",
        " \n\n ",
        "。,!?—",
        "1.2 和 2.2",
        "3,400 · 12%",
        "😀\u{e000}\u{202e}",
        "的了是",
    ] {
        let document = paragraph(text.into());
        let analysis = analyze(&document, &AnalyzeOptions::default());
        check_invariants(&document, &analysis);
        assert!(
            analysis.keywords.is_empty(),
            "{text}: {:?}",
            analysis.keywords
        );
        let shown = format!("{analysis:?}");
        assert!(
            !shown.contains("NaN") && !shown.contains("inf,"),
            "{text}: {shown}"
        );
    }
}

#[test]
fn spans_outside_the_text_are_passed_over() {
    let mut document = paragraph("开源大模型。".into());
    document.blocks[0].span = Span::new(4, 90_000);
    document.sections[0].end_block = 77;
    let analysis = analyze(&document, &AnalyzeOptions::default());
    assert_eq!(analysis.totals.words, 0);
    assert!(analysis.keywords.is_empty());
}

#[test]
fn deep_and_wide_trees_are_no_danger() {
    let mut document = paragraph("开源。".into());
    let empty = Section {
        level: 1,
        parent: None,
        heading: None,
        first_block: 1,
        end_block: 1,
        role: None,
    };
    document.sections.extend((0..3000).map(|depth| Section {
        parent: Some(depth),
        ..empty
    }));
    document.sections.extend((0..3000).map(|_| empty));
    let analysis = analyze(&document, &AnalyzeOptions::default());
    check_invariants(&document, &analysis);
    assert!((analysis.sections[0].share - 1.0).abs() < 1e-12);
}
