use wenmai_model::{
    BlockKind, Document, LevelSource, MetadataField, MetadataSource, Page, PageKind,
};
use wenmai_parse::{ParseOptions, Sniffed, parse, parse_markdown, sniff};

use crate::support::check_invariants;

fn read(source: &str) -> Document {
    let document = parse_markdown(source, &ParseOptions::default());
    check_invariants(&document);
    document
}

/// The outline as `level text`, one a line; `\n\n正文。` stands behind each heading.
fn outline(headings: &[&str]) -> Vec<String> {
    let body: Vec<String> = headings
        .iter()
        .map(|heading| format!("{heading}\n\n这里是一段正文，用来说明这一节。\n\n"))
        .collect();
    let document = read(&format!("# 一篇文章的标题\n\n{}", body.concat()));
    document
        .outline
        .iter()
        .map(|heading| format!("{} {}", heading.level, heading.text))
        .collect()
}

#[test]
fn levels_are_corrected_where_tags_lie() {
    let cases: [(&[&str], &[&str]); 8] = [
        // Tags that nest are followed, skipped levels closed.
        (
            &["## 甲", "#### 乙", "### 丙", "## 丁"],
            &["1 甲", "2 乙", "2 丙", "1 丁"],
        ),
        // One number of # for all, and a numbering that nests.
        (
            &["## 一、甲", "## 1. 乙", "## 2. 丙", "## 二、丁", "## 1. 戊"],
            &["1 一、甲", "2 1. 乙", "2 2. 丙", "1 二、丁", "2 1. 戊"],
        ),
        // The numbering contradicts the tags.
        (
            &["### 1 甲", "# 1.1 乙", "#### 1.2 丙", "## 2 丁", "# 2.1 戊"],
            &["1 1 甲", "2 1.1 乙", "2 1.2 丙", "1 2 丁", "2 2.1 戊"],
        ),
        // One heading of a good outline has the wrong tag.
        (
            &[
                "## 一、甲",
                "### 1. 乙",
                "#### 2. 丙",
                "### 3. 丁",
                "## 二、戊",
                "## 三、己",
                "## 四、庚",
            ],
            &[
                "1 一、甲",
                "2 1. 乙",
                "2 2. 丙",
                "2 3. 丁",
                "1 二、戊",
                "1 三、己",
                "1 四、庚",
            ],
        ),
        // Sections that every article has stand beside the numbered ones.
        (
            &[
                "## 引言",
                "## 一、甲",
                "## （一）乙",
                "## （二）丙",
                "## 二、丁",
                "## 结语",
            ],
            &[
                "1 引言",
                "1 一、甲",
                "2 （一）乙",
                "2 （二）丙",
                "1 二、丁",
                "1 结语",
            ],
        ),
        // A plain line goes on with a series of headings.
        (
            &["## 一、甲", "二、乙", "## 三、丙"],
            &["1 一、甲", "1 二、乙", "1 三、丙"],
        ),
        // Escapes, and a forgotten blank.
        (
            &["## 1\\. 甲", "\\### 乙", "##丙"],
            &["1 1. 甲", "2 乙", "1 丙"],
        ),
        // Versions and years are no numbering.
        (
            &["## 3.5 版本", "## 2024 年的变化"],
            &["1 3.5 版本", "1 2024 年的变化"],
        ),
    ];
    for (headings, expected) in cases {
        assert_eq!(outline(headings), expected, "{headings:?}");
    }
}

#[test]
fn bold_lines_are_headings_as_a_run_or_not_at_all() {
    let cases: [(&[&str], &[&str]); 5] = [
        (
            &["**先说结论**", "**再说原因**"],
            &["1 先说结论", "1 再说原因"],
        ),
        (
            &["## 甲", "**乙**", "**丙**", "## 丁"],
            &["1 甲", "2 乙", "2 丙", "1 丁"],
        ),
        // Whole answers.
        (
            &[
                "## 问题甲",
                "**答案是可以的，但是要先登记。**",
                "## 问题乙",
                "**不可以。**",
            ],
            &["1 问题甲", "1 问题乙"],
        ),
        // Labels.
        (&["## 甲", "**注意：**", "**提示：**"], &["1 甲"]),
        // One emphasized line among headings.
        (&["## 甲", "**一句强调的话**", "## 乙"], &["1 甲", "1 乙"]),
    ];
    for (headings, expected) in cases {
        assert_eq!(outline(headings), expected, "{headings:?}");
    }
}

#[test]
fn what_only_looks_like_a_heading_is_none() {
    let cases = [
        "##",
        "## ![](icon.png)",
        "## 这一段话被转换程序当成了标题。它有两句话，而且很长很长，长到没有人会把它当成标题来读。",
        "这一行的下面是一条分隔线，它是一个完整的句子，不是一个标题，因为它以句号结尾。\n---",
        "```\n# 注释\n## 又一行注释\n```",
        "> ## 引文里的标题",
    ];
    for case in cases {
        assert_eq!(
            outline(&["## 甲", case, "## 乙"]),
            ["1 甲", "1 乙"],
            "{case}"
        );
    }
}

#[test]
fn spans_lead_to_the_source() {
    let source = "---\ntitle: 标题 - 站名\nurl: https://a.example/x\n---\n# 标题\n\n## 1\\. *甲* 与 [乙](/b) &amp; 丙\n\n正文 `a|b`。\n";
    let document = read(source);
    let heading = &document.outline[0];
    assert_eq!(heading.text, "1. 甲 与 乙 & 丙");
    assert_eq!(
        (heading.tag_level, heading.level_source, heading.line),
        (Some(2), LevelSource::Tag, Some(6))
    );
    assert_eq!(
        document.source_span(heading.span).of(source),
        Some("1\\. *甲* 与 [乙](/b) &amp; 丙")
    );
    let text = document.blocks.last().unwrap();
    assert_eq!(document.slice(text.span), "正文 a|b。");
    assert_eq!(
        document.source_span(text.span).of(source),
        Some("正文 `a|b`。")
    );
    assert_eq!(document.metadata.title.as_deref(), Some("标题"));
    assert_eq!(document.url.as_deref(), Some("https://a.example/x"));
}

#[test]
fn a_title_that_only_the_scraper_gives_has_no_place() {
    let document = read(
        "Title: 甲\n\nURL Source: https://a.example\n\nMarkdown Content:\n## 乙\n\n正文。\n\n## 丙\n\n正文。\n",
    );
    assert_eq!(document.metadata.title.as_deref(), Some("甲"));
    let provenance = &document.metadata.provenance;
    let title = provenance
        .iter()
        .find(|p| p.field == MetadataField::Title)
        .unwrap();
    assert_eq!(
        (title.source, title.span),
        (MetadataSource::FrontMatter, None)
    );
    assert_eq!(document.outline.len(), 2);
}

#[test]
fn blocks_have_the_kinds_of_the_markup() {
    let source = "# 标题\n\n第一段\n第二行。\n\n- 一项\n  接着说\n- 又一项\n\n> 引文\n\n![图](a.png)\n\n$$\nx^2\n$$\n\n| a | |\n|---|---|\n| 1 | 2\\|3 |\n\n    code {\n    }\n\n<p>段落</p>\n";
    let document = read(source);
    let blocks: Vec<_> = document
        .blocks
        .iter()
        .skip(1)
        .map(|block| (block.kind, document.slice(block.span)))
        .collect();
    assert_eq!(
        blocks,
        [
            (BlockKind::Paragraph, "第一段\n第二行。"),
            (BlockKind::ListItem, "- 一项\n接着说"),
            (BlockKind::ListItem, "- 又一项"),
            (BlockKind::Quote, "引文"),
            (BlockKind::Image, "图"),
            (BlockKind::Formula, "$$\nx^2\n$$"),
            (BlockKind::Table, "| a | |\n| 1 | 2\\|3 |"),
            (BlockKind::Code, "code {\n}"),
            (BlockKind::Paragraph, "段落"),
        ]
    );
}

#[test]
fn articles_of_statutes_are_parted_from_their_text() {
    let source = "# 渡口管理条例\n\n## 第一章 总则\n\n**第一条** 为了渡口的安全，制定本条例。\n\n\
                  第二条　渡船不得超载，\n雾天不得开航。\n\n## 第二章 船只\n\n第三条 渡船每年检验一次。\n";
    let mut options = ParseOptions::default();
    options.articles_as_headings = true;
    let document = parse_markdown(source, &options);
    check_invariants(&document);
    let outline: Vec<_> = document
        .outline
        .iter()
        .map(|heading| (heading.level, heading.text.as_str()))
        .collect();
    assert_eq!(
        outline,
        [
            (1, "第一章 总则"),
            (2, "第一条"),
            (2, "第二条"),
            (1, "第二章 船只"),
            (2, "第三条"),
        ]
    );
    let texts: Vec<_> = document
        .blocks
        .iter()
        .filter(|block| block.kind == BlockKind::Paragraph)
        .map(|block| document.slice(block.span))
        .collect();
    assert_eq!(
        texts,
        [
            "为了渡口的安全，制定本条例。",
            "渡船不得超载，\n雾天不得开航。",
            "渡船每年检验一次。",
        ]
    );
    assert_eq!(read(source).outline.len(), 2);
}

#[test]
fn pages_of_no_stated_kind_are_told_by_their_bytes() {
    let markdown = "# 甲\n\n[乙](/b) [丙](https://a.example)\n\n## 丁\n\n[戊](#e)\n";
    let text = "# 甲\n\n这里的 a[0](x) 不是链接。\n";
    for (body, kind) in [(markdown, PageKind::Markdown), (text, PageKind::Text)] {
        assert_eq!(sniff(body.as_bytes()), Sniffed::Page(kind));
        let page = Page {
            body: body.into(),
            ..Page::default()
        };
        assert_eq!(parse(&page, &ParseOptions::default()).kind, kind);
    }
}
