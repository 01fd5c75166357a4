use wenmai_model::{Finding, FindingKind, Severity, Span};

use super::*;
use crate::{parse_markdown, parse_text};

fn options(set: impl FnOnce(&mut ParseOptions)) -> ParseOptions {
    let mut options = ParseOptions::default();
    set(&mut options);
    options
}

/// What is said of the cut of a document, and the text that was read.
fn said(document: &Document) -> (&str, &str, &str) {
    let finding = cut(document).unwrap();
    assert_eq!(finding.kind, FindingKind::Parse);
    assert_eq!(finding.severity, Severity::Error);
    let end = u32::try_from(document.text.len()).unwrap();
    assert_eq!(finding.span, Some(Span::new(end, end)));
    (&finding.code, &finding.message, &document.text)
}

#[test]
fn every_budget_has_its_finding() {
    let codes = [Budget::Bytes, Budget::Nodes, Budget::Lines, Budget::Steps].map(|budget| {
        let finding = Cut { at: 7, budget }.finding(20, &ParseOptions::default());
        assert!(finding.fix.unwrap().contains("--max-"));
        finding.code.into_owned()
    });
    assert_eq!(codes, Finding::CUTS);
}

#[test]
fn a_text_ends_before_the_line_that_is_too_many() {
    let text = "标题\n\n一、开始\r\n\n先读文档。\n";
    let lines = |max| parse_text(text, &options(|options| options.max_lines = max));
    assert_eq!(
        said(&lines(3)),
        (
            "too_many_lines",
            "the page has more than 3 lines; only the first 22 of 39 bytes were read",
            "标题\n\n一、开始\r\n"
        )
    );
    assert_eq!(said(&lines(0)).2, "");
    // The last line ends with the text.
    assert_eq!(cut(&lines(5)), None);
}

#[test]
fn a_text_ends_where_it_takes_too_much_work() {
    let text = "one\ntwo\nthree\n";
    let steps = |max| parse_text(text, &options(|options| options.max_steps = max));
    let whole = work(text.len(), 0, 3);
    assert_eq!(cut(&steps(whole)), None);
    let document = steps(whole - 1);
    assert_eq!(
        said(&document),
        (
            "too_much_work",
            "the page takes more than 781 steps of work; only the first 13 of 14 bytes were read",
            "one\ntwo\nthree"
        )
    );
    assert_eq!(said(&steps(work(4, 0, 1) + STEPS_PER_LINE)).2, "one\n");
    assert_eq!(said(&steps(0)).2, "");
    // The budget that is passed first counts.
    let both = options(|options| (options.max_lines, options.max_bytes) = (2, 5));
    assert_eq!(said(&parse_text(text, &both)).0, "text_truncated");
    let both = options(|options| (options.max_lines, options.max_bytes) = (1, 5));
    assert_eq!(said(&parse_text(text, &both)).0, "too_many_lines");
}

#[test]
fn markdown_ends_before_the_line_that_is_too_many() {
    let page = "# Title\n\n*One*.\n\nTwo.\n";
    let document = parse_markdown(page, &options(|options| options.max_lines = 4));
    let (code, message, text) = said(&document);
    assert_eq!(code, "too_many_lines");
    assert!(message.ends_with("only the first 17 of 22 bytes were read"));
    assert_eq!(text.trim_end(), "Title\n\nOne.");
}

#[cfg(feature = "html")]
mod html {
    use super::*;
    use crate::parse_html;

    #[test]
    fn a_page_ends_before_the_node_that_is_too_many() {
        // The root, the body, and two of each paragraph.
        let page = "<p>a</p><p>b</p><p>c</p>\n";
        let nodes = |max| parse_html(page, &options(|options| options.max_nodes = max));
        assert_eq!(
            said(&nodes(5)),
            (
                "too_many_nodes",
                "the page has more than 5 elements and texts; only the first 12 of 25 bytes were read",
                "a\nb"
            )
        );
        assert_eq!(cut(&nodes(8)), None);
        assert_eq!(said(&nodes(0)).2, "");
    }

    #[test]
    fn a_page_ends_where_it_takes_too_much_work() {
        let steps = |page: &str, max| parse_html(page, &options(|options| options.max_steps = max));
        let document = steps(&"<p>a".repeat(1000), 30_000);
        let (code, message, text) = said(&document);
        assert_eq!(code, "too_much_work");
        let n_blocks = text.matches('a').count();
        let spent = work(4 * n_blocks, 2 * n_blocks, n_blocks);
        assert!((29_000..30_500).contains(&spent), "{spent}: {message}");
        // Lines that breaks and listings force cost as blocks do.
        for (page, bytes) in [("a<br>".repeat(1000), 5), ("a\n".repeat(2000), 2)] {
            let document = steps(&format!("<pre>{page}</pre>b<p>c"), 300_000);
            let read = cut(&document).unwrap().message.clone();
            assert!(!document.text.contains('c'), "{bytes}: {read}");
        }
        // A page of one long text is cut in it.
        let document = steps(&"a".repeat(1000), 400);
        assert_eq!(said(&document).2.len(), 400);
    }

    #[test]
    fn what_is_nested_deeper_than_asked_is_read_and_said() {
        let page = "<div>".repeat(20) + "a";
        let depth = |max| parse_html(&page, &options(|options| options.max_depth = max));
        let document = depth(10);
        assert_eq!((document.text.as_str(), cut(&document)), ("a", None));
        assert_eq!(document.findings[0].code, "nesting_too_deep");
        assert!(document.findings[0].message.contains("more than 10 deep"));
        assert!(
            depth(30)
                .findings
                .iter()
                .all(|f| f.code != "nesting_too_deep")
        );
    }
}
