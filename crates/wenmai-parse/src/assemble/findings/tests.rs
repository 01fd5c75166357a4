use std::fmt::Write as _;

use crate::{ParseOptions, parse_markdown, parse_text};
use wenmai_model::{CappedFindings, Document};

/// A page of headings, each with a line of text unless it ends with `-`.
fn page(headings: &[&str]) -> String {
    let mut page = "一篇文章的标题\n\n开头的一段话，说明这篇文章要讲什么。\n\n".to_owned();
    for heading in headings {
        match heading.strip_suffix(" -") {
            Some(heading) => writeln!(page, "{heading}\n"),
            None => writeln!(page, "{heading}\n\n这一节的正文，有一句完整的话在这里。\n"),
        }
        .unwrap();
    }
    page
}

fn found(document: &Document) -> Vec<(&str, &str, &str)> {
    document
        .findings
        .iter()
        .map(|finding| {
            assert!(finding.fix.is_some());
            let place = document.slice(finding.span.unwrap());
            (finding.code.as_ref(), place, finding.message.as_str())
        })
        .collect()
}

fn check(headings: &[&str], expected: &[(&str, &str, &str)]) {
    let document = parse_text(&page(headings), &ParseOptions::default());
    let outline: Vec<&str> = document.outline.iter().map(|h| h.text.as_str()).collect();
    let meant: Vec<&str> = headings.iter().map(|h| h.trim_end_matches(" -")).collect();
    assert_eq!(outline, meant);
    assert_eq!(found(&document), expected, "{headings:?}");
}

#[test]
fn numbers_in_order_are_no_findings() {
    check(&["一、甲", "二、乙", "三、丙"], &[]);
    check(&["1 甲 -", "1.1 子", "1.2 丑", "2 乙 -", "2.1 寅"], &[]);
    // An excerpt may begin anywhere, and sections may count anew.
    check(&["三、丙", "四、丁"], &[]);
    check(
        &[
            "第一章 甲 -",
            "一、子",
            "二、丑",
            "第二章 乙 -",
            "一、寅",
            "二、卯",
        ],
        &[],
    );
    check(&["1.1 子", "1.2 丑", "1.3 寅"], &[]);
}

#[test]
fn duplicate_number() {
    check(
        &["一、甲", "二、乙", "二、丙", "三、丁"],
        &[(
            "duplicate_number",
            "二、丙",
            "\"二、丙\" has the same number as \"二、乙\"",
        )],
    );
}

#[test]
fn skipped_number() {
    // Numbers of a collection.
    check(&["10. 甲", "53. 乙", "121. 丙"], &[]);
    check(
        &["一、甲", "二、乙", "四、丁", "五、戊"],
        &[(
            "skipped_number",
            "四、丁",
            "\"四、丁\" follows \"二、乙\": 1 number is skipped",
        )],
    );
}

#[test]
fn level_jump_of_numbers() {
    check(
        &["1 甲 -", "1.1 子", "2 乙 -", "2.1.1 丑", "2.1.2 寅"],
        &[(
            "level_jump",
            "2.1.1 丑",
            "\"2.1.1 丑\" stands below 2, and there is no heading 2.1 between them",
        )],
    );
}

#[test]
fn level_jump_of_tags() {
    let page = "# 标题\n\n## 甲\n\n正文在这里。\n\n#### 子\n\n正文在这里。\n\n## 乙\n\n### 丑\n\n正文在这里。\n";
    let document = parse_markdown(page, &ParseOptions::default());
    assert_eq!(
        found(&document),
        [(
            "level_jump",
            "子",
            "\"子\" has a tag of level 4 below \"甲\" of level 2"
        )]
    );
}

#[test]
fn orphan_heading() {
    // The page is chapter three of something larger.
    check(&["3.1 子 -", "3.1.1 甲", "3.1.2 乙", "3.2 丑"], &[]);
    check(
        &["1 甲 -", "1.1 子", "1.2 丑", "3.1 寅", "3.2 卯"],
        &[(
            "orphan_heading",
            "3.1 寅",
            "\"3.1 寅\" has no heading 3 above it",
        )],
    );
}

#[test]
fn empty_section() {
    check(
        &["一、甲", "二、乙 -", "三、丙"],
        &[(
            "empty_section",
            "二、乙",
            "the section \"二、乙\" has no text",
        )],
    );
}

#[test]
fn duplicate_heading() {
    check(
        &["一、概述", "二、方法", "三、概述"],
        &[(
            "duplicate_heading",
            "三、概述",
            "\"三、概述\" is the heading of two sections side by side, the first in line 5",
        )],
    );
    // Parallel sections have the same headings.
    check(&["一、开源 -", "1.1 优势", "二、闭源 -", "2.1 优势"], &[]);
}

#[test]
fn articles_not_headings() {
    let articles = |count: usize| {
        let articles =
            (1..=count).map(|n| format!("第{n}条 约定{n}\n\n双方按照约定履行各自的义务。\n\n"));
        format!(
            "房屋租赁合同\n\n甲方与乙方约定如下。\n\n{}",
            articles.collect::<String>()
        )
    };
    let document = parse_text(&articles(3), &ParseOptions::default());
    let expected = (
        "articles_not_headings",
        "第1条 约定1",
        "3 articles of a statute are no headings; --articles takes them",
    );
    assert_eq!(found(&document), [expected]);
    // Two are citations, and with the option they are headings.
    assert_eq!(
        found(&parse_text(&articles(2), &ParseOptions::default())),
        []
    );
    let options = ParseOptions {
        articles_as_headings: true,
        ..ParseOptions::default()
    };
    let document = parse_text(&articles(3), &options);
    assert_eq!((document.outline.len(), found(&document)), (3, vec![]));
}

#[test]
fn empty_page() {
    let expected = [("empty_page", "", "the page holds no text")];
    for page in ["", " \n\u{3000}\n"] {
        let options = ParseOptions::default();
        assert_eq!(found(&parse_text(page, &options)), expected);
        assert_eq!(found(&parse_markdown(page, &options)), expected);
    }
}

#[test]
fn findings_are_counted_and_not_all_listed() {
    let headings: Vec<String> = (1..=50)
        .map(|n| format!("## （{}）标题\n\n第 {n} 段正文在这里。\n\n", 2 * n))
        .collect();
    let headings = headings.concat();
    let document = parse_markdown(
        &format!("# 标题在此\n\n{headings}"),
        &ParseOptions::default(),
    );
    let skipped: Vec<_> = document
        .findings
        .iter()
        .filter(|finding| finding.code == "skipped_number")
        .collect();
    assert_eq!(skipped.len(), CappedFindings::MOST_PER_CODE);
    let last = skipped.last().unwrap().message.as_str();
    assert!(
        last.ends_with("; 28 more of this kind are not listed"),
        "{last}"
    );
    let first = skipped.first().unwrap().message.as_str();
    assert!(!first.contains("not listed"));
}
