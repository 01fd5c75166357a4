//! Links, emphasis, nested lists, tables, code, figures and formulas survive into Markdown, HTML and TEI.

use comrak::nodes::{AstNode, NodeList, NodeValue};
use comrak::{Arena, Options, parse_document};
use proptest::prelude::*;
use wenmai_format::{article_text, write_html, write_markdown, write_tei};
use wenmai_model::{
    BlockKind, BlockLayout, Document, Image, Mark, MarkKind, PageKind, Post, Span, TableCell,
    TableRow,
};

use crate::markdown::nasty;
use crate::support::{Builder, page, written};

/// The first place of `piece` in the text, from `from` on.
fn place(document: &Document, from: u32, piece: &str) -> Span {
    let at = document.text[from as usize..].find(piece).unwrap();
    let start = from + u32::try_from(at).unwrap();
    Span::new(start, start + u32::try_from(piece.len()).unwrap())
}

impl Builder {
    /// Marks the first place of `piece` in the last block.
    fn mark(mut self, kind: MarkKind, piece: &str, target: Option<&str>) -> Self {
        let from = self.document.blocks.last().unwrap().span.start;
        self.document.marks.push(Mark {
            kind,
            span: place(&self.document, from, piece),
            target: target.map(str::to_owned),
        });
        self
    }

    /// Says how the last block is set.
    fn layout(mut self, layout: BlockLayout) -> Self {
        let block = u32::try_from(self.document.blocks.len() - 1).unwrap();
        self.document.layouts.push(BlockLayout { block, ..layout });
        self
    }

    fn item(self, depth: u8, number: Option<u32>, text: &str) -> Self {
        self.block(BlockKind::ListItem, text).layout(BlockLayout {
            list_depth: depth,
            opens_item: true,
            number,
            ..BlockLayout::default()
        })
    }

    fn inside(self, depth: u8, kind: BlockKind, text: &str) -> Self {
        self.block(kind, text).layout(BlockLayout {
            list_depth: depth,
            ..BlockLayout::default()
        })
    }

    fn picture(mut self, src: &str, alt: &str) -> Self {
        let at = self.document.blocks.last().unwrap().span.end;
        self.document.images.push(Image {
            at,
            src: src.into(),
            alt: Some(alt.into()),
        });
        self
    }
}

fn sample() -> Document {
    let mut builder = page("rich")
        .heading(1, "", "Tea & <water>")
        .paragraph("Read the guide and the code x|y, not evil. E=mc^2 costs $5.\nNew line")
        .mark(
            MarkKind::Link,
            "the guide",
            Some("https://a.example/g?x=1&y=(2)"),
        )
        .mark(MarkKind::Strong, "guide", None)
        .mark(MarkKind::Code, "x|y", None)
        .mark(MarkKind::Link, "evil", Some("javascript:alert(1)"))
        .mark(MarkKind::Formula, "E=mc^2", None)
        .picture("https://a.example/cup.png", "A cup")
        .block(BlockKind::Caption, "The cup")
        .item(1, None, "one")
        .item(2, Some(3), "two")
        .inside(2, BlockKind::Paragraph, "more of two")
        .inside(2, BlockKind::Code, "let x;")
        .item(2, Some(4), "three")
        .item(1, None, "four")
        .block(BlockKind::Quote, "Said once.")
        .block(BlockKind::Quote, "Said on.")
        .layout(BlockLayout {
            continues: true,
            ..BlockLayout::default()
        })
        .block(BlockKind::Code, "fn main() {\n    ```;\n}")
        .layout(BlockLayout {
            language: Some("rust".into()),
            ..BlockLayout::default()
        })
        .block(BlockKind::Formula, "\\[ \\frac{a}{b} \\]")
        .block(BlockKind::Table, "Name\nPrice\nGreen|tea\n3\n4");
    let document = &mut builder.document;
    document.kind = PageKind::Html;
    document.url = Some("https://a.example/tea".into());
    document.metadata.authors = vec!["Ann \"A\" Lee".into()];
    document.metadata.published = Some("2024-03-18T08:00:00Z".into());
    let table = document.blocks.last().unwrap().span;
    let cell = |text: &str, is_header, columns, rows| TableCell {
        span: place(document, table.start, text),
        is_header,
        columns,
        rows,
    };
    let rows = vec![
        vec![cell("Name", true, 1, 1), cell("Price", true, 2, 1)],
        vec![
            cell("Green|tea", false, 1, 1),
            cell("3", false, 1, 1),
            cell("4", false, 1, 1),
        ],
    ];
    let rows = rows.into_iter().map(|cells| TableRow { cells }).collect();
    builder
        .layout(BlockLayout {
            rows,
            ..BlockLayout::default()
        })
        .build()
}

#[test]
fn as_markdown() {
    insta::assert_snapshot!(written(|w| write_markdown(&sample(), w)));
}

#[test]
fn as_html() {
    insta::assert_snapshot!(written(|w| write_html(&sample(), w)).replace('>', ">\n"));
}

#[test]
fn as_tei() {
    let tei = written(|w| write_tei(&sample(), w));
    let parsed = roxmltree::Document::parse(&tei).unwrap();
    let count = |name: &str| {
        let nodes = parsed.descendants();
        nodes.filter(|node| node.has_tag_name(name)).count()
    };
    let names = [
        "head", "list", "item", "table", "row", "cell", "quote", "figure", "graphic", "ref",
    ];
    let counts: Vec<_> = names.iter().map(|name| count(name)).collect();
    // One `ref` in the header, one in the text; the link that would run a script is none.
    assert_eq!(counts, [2, 2, 4, 1, 2, 5, 1, 1, 1, 2]);
    insta::assert_snapshot!(tei);
}

#[test]
fn rows_of_a_table_are_lines_of_the_text() {
    let document = sample();
    let article = article_text(&document);
    assert!(
        article.text.ends_with("\nName\tPrice\nGreen|tea\t3\t4"),
        "{}",
        article.text
    );
    let price = place(&document, 0, "Price");
    let [start, end] = article.text_span(price).unwrap();
    assert_eq!(&article.text[start as usize..end as usize], "Price");
}

#[test]
fn any_text_gives_well_formed_tei() {
    let mut document = page("x").paragraph("a\0b\u{1b}]]>&<\u{fffe}\"").build();
    document.metadata.title = Some("</title>\u{1}".into());
    document.metadata.language = Some("\" onload=\"".into());
    document.url = Some("https://a.example/\"<>".into());
    let tei = written(|w| write_tei(&document, w));
    roxmltree::Document::parse(&tei).unwrap();
    let empty = written(|w| write_tei(&Document::default(), w));
    roxmltree::Document::parse(&empty).unwrap();
}

/// What a reader of Markdown by GitHub's rules, with formulas, finds: a line for each block and piece.
fn seen(markdown: &str) -> Vec<String> {
    let arena = Arena::new();
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.math_dollars = true;
    let root = parse_document(&arena, markdown, &options);
    let mut seen = Vec::new();
    for node in root.descendants() {
        match &node.data.borrow().value {
            NodeValue::Heading(heading) => {
                seen.push(format!("h{} {}", heading.level, text_of(node)));
            }
            NodeValue::Item(NodeList { start, .. }) => {
                let depth = node
                    .ancestors()
                    .filter(|node| matches!(node.data.borrow().value, NodeValue::List(_)));
                let depth = depth.count();
                seen.push(format!(
                    "item {depth} {start} {}",
                    node.first_child().map(text_of).unwrap()
                ));
            }
            NodeValue::TableCell => seen.push(format!("cell {}", text_of(node))),
            NodeValue::CodeBlock(code) => seen.push(format!("code {} {}", code.info, code.literal)),
            NodeValue::Link(link) => seen.push(format!("link {} {}", link.url, text_of(node))),
            NodeValue::Image(image) => seen.push(format!("image {} {}", image.url, text_of(node))),
            NodeValue::Strong => seen.push(format!("strong {}", text_of(node))),
            NodeValue::Emph => seen.push(format!("emphasis {}", text_of(node))),
            NodeValue::Code(code) => seen.push(format!("inline {}", code.literal)),
            NodeValue::Math(math) => seen.push(format!("math {}", math.literal.trim())),
            NodeValue::BlockQuote => seen.push(format!("quote of {}", node.children().count())),
            _ => {}
        }
    }
    seen
}

/// All text inside of a node, but for its blocks after the first.
fn text_of<'a>(node: &'a AstNode<'a>) -> String {
    let pieces = node
        .descendants()
        .map(|node| match &node.data.borrow().value {
            NodeValue::Text(text) => text.to_string(),
            NodeValue::Code(code) => code.literal.clone(),
            NodeValue::Math(math) => math.literal.clone(),
            NodeValue::SoftBreak | NodeValue::LineBreak => " ".to_owned(),
            _ => String::new(),
        });
    pieces.collect()
}

#[test]
fn markdown_comes_back() {
    let markdown = written(|w| write_markdown(&sample(), w));
    let expected = [
        "h2 Tea & <water>",
        "link https://a.example/g?x=1&y=(2) the guide",
        "strong guide",
        "inline x|y",
        "math E=mc^2",
        "image https://a.example/cup.png A cup",
        "emphasis The cup",
        "item 1 1 one",
        "item 2 3 two",
        "code  let x;\n",
        "item 2 4 three",
        "item 1 1 four",
        "quote of 2",
        "code rust fn main() {\n    ```;\n}\n",
        "math \\frac{a}{b}",
        "cell Name",
        "cell Price",
        "cell ",
        "cell Green|tea",
        "cell 3",
        "cell 4",
    ];
    assert_eq!(seen(&markdown), expected, "{markdown}");
}

fn kinds() -> impl Strategy<Value = MarkKind> {
    prop::sample::select(vec![
        MarkKind::Link,
        MarkKind::Strong,
        MarkKind::Emphasis,
        MarkKind::Deletion,
        MarkKind::Superscript,
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Whatever is marked, and however marks cross: the text stays, links lead where they led, and XML is well formed.
    #[test]
    fn marked_text_comes_back(
        text in nasty(),
        marks in prop::collection::vec((kinds(), 0_usize..40, 1_usize..12), 1..5),
    ) {
        let text: String = text
            .chars()
            .map(|c| if c.is_control() || c.is_whitespace() { ' ' } else { c })
            .collect();
        let text = text.trim();
        prop_assume!(!text.is_empty());
        let mut document = page("x").paragraph(text).build();
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for (kind, start, len) in marks {
            let from = ends[start % ends.len()];
            let to = ends[(start % ends.len() + len).min(ends.len() - 1)];
            let span = Span::new(u32::try_from(from).unwrap(), u32::try_from(to).unwrap());
            let target = (kind == MarkKind::Link).then(|| "https://a.example/b_(c)*d*".to_owned());
            if !span.is_empty() {
                document.marks.push(Mark { kind, span, target });
            }
        }
        document.marks.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end)));
        let markdown = written(|w| write_markdown(&document, w));
        let arena = Arena::new();
        let mut options = Options::default();
        options.extension.strikethrough = true;
        options.extension.table = true;
        let root = parse_document(&arena, &markdown, &options);
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        prop_assert_eq!(squeezed(&text_of(root)), squeezed(text), "{}", markdown);
        for node in root.descendants() {
            if let NodeValue::Link(link) = &node.data.borrow().value {
                prop_assert_eq!(&link.url, "https://a.example/b_(c)*d*");
            }
        }
        let tei = written(|w| write_tei(&document, w));
        let parsed = roxmltree::Document::parse(&tei).unwrap();
        let paragraph = parsed.descendants().find(|node| node.has_tag_name("p")).unwrap();
        let inside: String = paragraph.descendants().filter(roxmltree::Node::is_text).filter_map(|node| node.text()).collect();
        prop_assert_eq!(inside, text);
    }
}

#[test]
fn posts_are_introduced_by_who_wrote_them_and_when() {
    let mut document = page("thread")
        .block(BlockKind::Post, "first *post*")
        .block(BlockKind::Post, "an answer")
        .block(BlockKind::Post, "nobody's")
        .document;
    let post = |at: u32, author: Option<&str>, time: Option<&str>, published: Option<&str>| Post {
        span: document.blocks[at as usize].span,
        author: author.map(str::to_owned),
        time: time.map(str::to_owned),
        published: published.map(str::to_owned),
        first_block: at,
        end_block: at + 1,
    };
    let posts = vec![
        post(0, Some("a_<b>_"), Some("3 hours ago"), None),
        post(1, None, None, Some("2024-05-06T21:15")),
        post(2, None, None, None),
    ];
    document.posts = posts;
    let markdown = written(|out| write_markdown(&document, out));
    let arena = Arena::new();
    let texts: Vec<String> = parse_document(&arena, &markdown, &Options::default())
        .children()
        .map(|block| {
            let texts = block.descendants().filter_map(|node| {
                let value = &node.data.borrow().value;
                value.text().map(ToString::to_string)
            });
            texts.collect()
        })
        .collect();
    assert_eq!(
        texts,
        [
            "a_<b>_ · 3 hours ago",
            "first *post*",
            "2024-05-06T21:15",
            "an answer",
            "nobody's",
        ]
    );
    let html = written(|out| write_html(&document, out));
    assert!(
        html.contains(
            "<p class=\"byline\"><cite>a_&lt;b&gt;_</cite> · <time>3 hours ago</time></p>"
        )
    );
    assert!(html.contains("<time datetime=\"2024-05-06T21:15\">2024-05-06T21:15</time>"));
    assert_eq!(html.matches("\"byline\"").count(), 2);
    let tei = written(|out| write_tei(&document, out));
    assert!(
        tei.contains("<p rend=\"byline\"><name>a_&lt;b&gt;_</name> <date>3 hours ago</date></p>")
    );
    assert!(tei.contains("<date when=\"2024-05-06\">2024-05-06T21:15</date>"));
}
