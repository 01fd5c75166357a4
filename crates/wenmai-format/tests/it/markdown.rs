//! What is written as Markdown comes back from a CommonMark parser as it was.

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};
use proptest::prelude::*;
use wenmai_format::write_markdown;
use wenmai_model::BlockKind;

use crate::support::{page, written};

/// A block as a reader of the Markdown sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Seen {
    Heading(u8, String),
    Paragraph(String),
    Item(String),
    Quote(String),
    Code(String),
    Row(Vec<String>),
}

/// Parses Markdown by GitHub's rules; inline markup of any kind fails the test.
fn seen(markdown: &str) -> Vec<Seen> {
    let arena = Arena::new();
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    let root = parse_document(&arena, markdown, &options);
    let mut seen = Vec::new();
    for node in root.children() {
        match &node.data.borrow().value {
            NodeValue::Heading(heading) => seen.push(Seen::Heading(heading.level, text(node))),
            NodeValue::Paragraph => seen.push(Seen::Paragraph(text(node))),
            NodeValue::BlockQuote => seen.push(Seen::Quote(text(node.first_child().unwrap()))),
            NodeValue::CodeBlock(code) => seen.push(Seen::Code(code.literal.clone())),
            NodeValue::List(_) => {
                for item in node.children() {
                    assert!(
                        matches!(item.data.borrow().value, NodeValue::Item(_)),
                        "{markdown}"
                    );
                    seen.push(Seen::Item(item.first_child().map(text).unwrap_or_default()));
                }
            }
            NodeValue::Table(_) => {
                let rows = node
                    .children()
                    .map(|row| Seen::Row(row.children().map(text).collect()));
                seen.extend(rows);
            }
            other => panic!("{other:?} in {markdown:?}"),
        }
    }
    seen
}

/// The text of a block that holds nothing but text.
fn text<'a>(node: &'a AstNode<'a>) -> String {
    let pieces = node
        .children()
        .map(|child| match &child.data.borrow().value {
            NodeValue::Text(text) => text.to_string(),
            other => panic!("{other:?}"),
        });
    pieces.collect()
}

/// What is left of `text` in Markdown, which knows no control characters and no blanks at the ends.
fn plain(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| match c {
            '\t' | '\r' | '\u{c}' => ' ',
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect();
    plain.trim_matches(' ').to_owned()
}

pub(crate) fn nasty() -> impl Strategy<Value = String> {
    let tokens = [
        "*",
        "**",
        "_",
        "__",
        "`",
        "```",
        "~",
        "~~",
        "~~~",
        "<",
        ">",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "<?",
        "<a@b.c>",
        "<http://a.b>",
        "&",
        "&amp;",
        "&#35;",
        "&x;",
        "[",
        "]",
        "[x]",
        "[ ]",
        "](u)",
        "][",
        "![",
        "[^1]",
        "]: ",
        "(",
        ")",
        "http://a.b/c_d_e",
        "1.",
        "12)",
        "- ",
        "+ ",
        "* ",
        "# ",
        "#",
        "###### ",
        "> ",
        "=",
        "===",
        "---",
        "- - -",
        "***",
        "\\",
        "\\*",
        "$$",
        "|",
        ":--",
        "文",
        "，",
        "。",
        "a",
        "b",
        "1",
        " ",
        "  ",
        "\t",
        "\r",
        "\0",
        "\u{1b}",
        "\u{3000}",
        "\u{a0}",
        "!",
        "\"",
        "'",
        ":",
        ";",
        "é",
        "👩‍💻",
    ];
    prop::collection::vec(prop::sample::select(tokens.to_vec()), 1..10).prop_map(|tokens| {
        // A letter at one place makes sure that the block is not blank.
        let text = tokens.concat();
        if wenmai_text::trim_blank(&text).is_empty() {
            "x".to_owned()
        } else {
            text
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn text_comes_back_as_it_was(blocks in prop::collection::vec((0u8..6, nasty()), 1..6)) {
        let mut builder = page("nasty");
        let mut expected = Vec::new();
        for (kind, text) in &blocks {
            let trimmed = wenmai_text::trim_blank(text);
            let plain = plain(trimmed);
            match kind {
                0 => {
                    builder = builder.heading(3, "", trimmed);
                    expected.push(Seen::Heading(4, plain));
                }
                1 => {
                    builder = builder.heading(9, "", trimmed);
                    expected.push(Seen::Heading(6, plain));
                }
                2 => {
                    builder = builder.block(BlockKind::ListItem, &format!("- {trimmed}"));
                    expected.push(Seen::Item(plain));
                }
                3 => {
                    builder = builder.block(BlockKind::Quote, trimmed);
                    expected.push(Seen::Quote(plain));
                }
                4 => {
                    builder = builder.block(BlockKind::Code, &format!("x\n{trimmed}\nx"));
                    let code: String = trimmed
                        .trim_end()
                        .chars()
                        .map(|c| match c {
                            '\r' => ' ',
                            c if c.is_control() && c != '\t' => '\u{fffd}',
                            c => c,
                        })
                        .collect();
                    expected.push(Seen::Code(format!("x\n{code}\nx\n")));
                }
                _ => {
                    builder = builder.paragraph(trimmed);
                    expected.push(Seen::Paragraph(plain));
                }
            }
        }
        let markdown = written(|w| write_markdown(&builder.build(), w));
        prop_assert_eq!(seen(&markdown), expected, "{}", markdown);
    }

    #[test]
    fn cells_come_back_as_they_were(cells in prop::collection::vec(nasty(), 4)) {
        let cells: Vec<String> = cells.iter().map(|cell| plain(cell).replace(['\\', '|', '-'], "x")).collect();
        prop_assume!(cells.iter().all(|cell| cell.trim() == cell));
        let table = format!("{}|{}\n{}|{}", cells[0], cells[1], cells[2], cells[3]);
        prop_assume!(wenmai_text::trim_blank(&table) == table);
        let markdown = written(|w| write_markdown(&page("t").block(BlockKind::Table, &table).build(), w));
        let rows: Vec<Seen> = cells.chunks(2).map(|row| Seen::Row(row.to_vec())).collect();
        prop_assert_eq!(seen(&markdown), rows, "{}", markdown);
    }
}

#[test]
fn the_example_comes_back() {
    let markdown = written(|w| write_markdown(&crate::support::example().0, w));
    insta::assert_debug_snapshot!(seen(&markdown));
}
