use jiff::civil::date;
use proptest::prelude::*;
use wenmai_model::{
    Boilerplate, BoilerplateKind, CaptureBasis, CaptureInterval, Card, DateBasis, DateInterval,
    Document, MetadataField, MetadataSource, Provenance, Span,
};
use wenmai_parse::{ParseOptions, parse_markdown, parse_text};

use super::{LintOptions, StructureLint};

fn found(document: &Document) -> Vec<(String, String)> {
    let lint = StructureLint::new(&LintOptions::default()).unwrap();
    let findings = lint.findings(document);
    let text = |finding: &wenmai_model::Finding| {
        assert!(finding.fix.is_some());
        (finding.code.to_string(), finding.message.clone())
    };
    findings.iter().map(text).collect()
}

fn check(document: &Document, expected: &[(&str, &str)]) {
    let found = found(document);
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|(code, message)| (code.as_str(), message.as_str()))
        .collect();
    assert_eq!(found, expected);
}

/// A Markdown page of headings, each with a sentence below it.
fn markdown(headings: &[&str]) -> Document {
    let sections = headings
        .iter()
        .map(|heading| format!("{heading}\n\n这一节的正文，有一句完整的话在这里。\n\n"));
    let page = format!(
        "# 标题在此\n\n开头的一段话，说明这篇文章要讲什么。\n\n{}",
        sections.collect::<String>()
    );
    let document = parse_markdown(&page, &ParseOptions::default());
    assert_eq!(document.outline.len(), headings.len());
    document
}

#[test]
fn single_child() {
    let document = markdown(&[
        "## 1 水源",
        "### 1.1 找水",
        "## 2 火种",
        "### 2.1 生火",
        "### 2.2 灭火",
    ]);
    check(
        &document,
        &[(
            "single_child",
            "\"1.1 找水\" is the only subsection of \"1 水源\"",
        )],
    );
    // A remark without a number, and an excerpt that begins in the middle.
    check(&markdown(&["## 水源", "### 注意事项", "## 火种"]), &[]);
    check(&markdown(&["## 1 水源", "### 1.3 净水", "## 2 火种"]), &[]);
}

#[test]
fn orphan_section() {
    let document = markdown(&["### 准备", "## 水源", "### 找水", "## 火种"]);
    check(
        &document,
        &[(
            "orphan_section",
            "\"准备\" has a tag of level 3, and no heading above it; the first of a higher level, \"水源\", comes later",
        )],
    );
    check(&markdown(&["### 准备", "#### 工具", "### 水源"]), &[]);
}

#[test]
fn missing_number() {
    let document = markdown(&[
        "## 一、水源",
        "## 二、火种",
        "## 营地",
        "## 三、食物",
        "## 四、返程",
    ]);
    check(
        &document,
        &[(
            "missing_number",
            "\"营地\" has no number, and 4 headings beside it have one",
        )],
    );
    check(
        &markdown(&[
            "## 引言",
            "## 一、水源",
            "## 二、火种",
            "## 三、食物",
            "## 总结",
        ]),
        &[],
    );
    check(
        &markdown(&["## 一、水源", "## 营地", "## 火种", "## 二、食物"]),
        &[],
    );
}

#[test]
fn long_section() {
    let long = "山里的夜来得早，太阳一落，气温就跟着往下走。".repeat(160);
    let page = |text: &str| {
        format!("# 标题在此\n\n开头的一段话。\n\n## 营地\n\n{text}\n\n## 火种\n\n短短的一节。\n")
    };
    let document = parse_markdown(&page(&long), &ParseOptions::default());
    check(
        &document,
        &[("long_section", "the section \"营地\" has 3040 characters")],
    );
    check(
        &parse_markdown(
            &page(long.get(..long.len() / 2).unwrap()),
            &ParseOptions::default(),
        ),
        &[],
    );
    let words = "The night comes early in the hills and the air grows cold. ".repeat(170);
    let document = parse_markdown(&format!("# A night\n\n{words}\n"), &ParseOptions::default());
    check(
        &document,
        &[(
            "long_section",
            "the text, which has no headings, has 2040 words",
        )],
    );
    let code = format!("# A night\n\nShort.\n\n```\n{words}\n```\n");
    check(&parse_markdown(&code, &ParseOptions::default()), &[]);
}

#[test]
fn headings_only() {
    let document = parse_markdown(
        "# 标题在此\n\n## 水源\n\n## 火种\n",
        &ParseOptions::default(),
    );
    check(
        &document,
        &[("headings_only", "the page has 2 headings and no text")],
    );
    check(
        &parse_markdown(
            "# 标题在此\n\n## 水源\n\n## 火种\n\n生火。\n",
            &ParseOptions::default(),
        ),
        &[],
    );
}

#[test]
fn summary_copied() {
    let page = |summary: &str| {
        let page = format!(
            "野外的一夜\n\n简介：{summary}\n\n一、水源\n\n先去找水，再搭帐篷。溪水要烧开才能喝。夜里听得见远处的狼叫。\n\n二、火种\n\n干松针最容易点着，要多拾一些。\n"
        );
        parse_text(&page, &ParseOptions::default())
    };
    check(
        &page("先去找水，再搭帐篷。溪水要烧开才能喝。干松针最容易点着，要多拾一些。"),
        &[(
            "summary_copied",
            "100 % of the summary are sentences of the text, word for word",
        )],
    );
    check(
        &page("先去找水，再搭帐篷。这篇文章讲了两个新手在山里过夜时最容易犯的错误。"),
        &[],
    );
    // Parsing says so already.
    let whole = page("先去找水，再搭帐篷。溪水要烧开才能喝。夜里听得见远处的狼叫。");
    assert_eq!(whole.findings[0].code, "summary_repeats_section");
    check(&whole, &[]);
}

fn card(title: &str, day: Option<i8>) -> Card {
    let published = day.map(|day| DateInterval {
        from: date(2024, 5, day),
        to: date(2024, 5, day),
        basis: DateBasis::Written,
    });
    Card {
        title: title.to_owned(),
        published,
        ..Card::default()
    }
}

#[test]
fn card_without_date() {
    let page = |cards: Vec<Card>| Document {
        cards,
        ..Document::default()
    };
    check(
        &page(vec![
            card("甲", Some(1)),
            card("乙", None),
            card("丙", Some(2)),
        ]),
        &[(
            "card_without_date",
            "the card \"乙\" has no date; 2 of 3 have one",
        )],
    );
    check(
        &page(vec![card("甲", None), card("乙", None)]),
        &[("card_without_date", "none of the 2 cards has a date")],
    );
    check(&page(vec![card("甲", Some(1))]), &[]);
}

/// A page with dates of its metadata, captured on 2024-06-01.
fn dated(published: &str, modified: &str) -> Document {
    let mut document = Document::default();
    document.metadata.title = Some("野外的一夜".to_owned());
    document.metadata.published = Some(published.to_owned());
    document.metadata.modified = Some(modified.to_owned()).filter(|modified| !modified.is_empty());
    let day = date(2024, 6, 1);
    document.capture = Some(CaptureInterval {
        from: day,
        to: day,
        basis: CaptureBasis::Given,
    });
    document
}

#[test]
fn dates_of_the_page() {
    check(
        &dated("2024-05-10", "2024-05-01"),
        &[(
            "modified_before_published",
            "the page was changed on 2024-05-01, before it was published on 2024-05-10",
        )],
    );
    check(&dated("2024-05-10", "2024-05-09"), &[]);
    check(
        &dated("2024-06-20", ""),
        &[(
            "date_in_future",
            "the page says that it was published on 2024-06-20, and was captured on 2024-06-01 at the latest",
        )],
    );
    check(&dated("2024-06-02", "2024-06-02"), &[]);
    check(&dated("no day", "2024-06-02"), &[]);
}

#[test]
fn card_date_conflict() {
    let with = |card: Card| Document {
        cards: vec![card],
        ..dated("2024-05-10", "")
    };
    check(
        &with(card("野外的一夜", Some(20))),
        &[(
            "card_date_conflict",
            "the page is of 2024-05-10, and a card of itself of 2024-05-20",
        )],
    );
    check(&with(card("野外的一夜", Some(11))), &[]);
    check(&with(card("野外的两夜", Some(20))), &[]);
}

/// A page with contents above its sections.
fn with_contents(contents: &[&str], headings: &[&str]) -> Document {
    let sections = headings
        .iter()
        .map(|heading| format!("{heading}\n\n这一节的正文，有一句完整的话在这里。\n\n"));
    let page = format!(
        "野外的一夜\n\n开头的一段话，说明这篇文章要讲什么。\n\n{}",
        sections.collect::<String>()
    );
    let mut document = parse_text(&page, &ParseOptions::default());
    assert_eq!(document.outline.len(), headings.len());
    let start = u32::try_from(document.text.len()).unwrap();
    document.text = format!("{}目录\n{}\n", document.text, contents.join("\n"));
    let span = Span::new(start, u32::try_from(document.text.len()).unwrap());
    document.boilerplate.push(Boilerplate {
        kind: BoilerplateKind::TableOfContents,
        span,
        lines: None,
    });
    document
}

const HEADINGS: [&str; 5] = [
    "一、寻找水源",
    "二、点燃火种",
    "三、搭建营地",
    "四、储存食物",
    "五、原路返程",
];

#[test]
fn contents() {
    check(
        &with_contents(
            &["寻找水源", "点燃火种", "搭建营地", "储存食物", "原路返程"],
            &HEADINGS,
        ),
        &[],
    );
    check(&with_contents(&HEADINGS, &HEADINGS), &[]);
    check(
        &with_contents(&["寻找水源", "点燃火种", "储存食物", "原路返程"], &HEADINGS),
        &[(
            "contents_missing_heading",
            "the contents leave out \"三、搭建营地\"",
        )],
    );
    check(
        &with_contents(
            &[
                "寻找水源",
                "点燃火种",
                "辨认星空",
                "搭建营地",
                "储存食物",
                "原路返程",
            ],
            &HEADINGS,
        ),
        &[(
            "contents_extra_entry",
            "the contents list \"辨认星空\", and no heading says so",
        )],
    );
    check(
        &with_contents(
            &["寻找水源", "搭建营地", "点燃火种", "储存食物", "原路返程"],
            &HEADINGS,
        ),
        &[(
            "contents_order",
            "the contents list \"点燃火种\" behind \"搭建营地\"; on the page it comes first",
        )],
    );
    check(
        &with_contents(
            &[
                "寻找水源",
                "点燃火种",
                "如何搭建营地",
                "储存食物",
                "原路返程",
            ],
            &HEADINGS,
        ),
        &[(
            "contents_wording",
            "the contents say \"如何搭建营地\", the heading \"三、搭建营地\"",
        )],
    );
    // Contents of something else, and of a page that was cut off.
    check(
        &with_contents(
            &["寻找水源", "海上求生", "沙漠求生", "雪地求生", "丛林求生"],
            &HEADINGS,
        ),
        &[],
    );
    check(
        &with_contents(
            &["寻找水源", "点燃火种", "搭建营地", "辨认星空", "走出森林"],
            &HEADINGS[..3],
        ),
        &[],
    );
    check(
        &with_contents(
            &[
                "1. 寻找水源 ........ 3",
                "2. 点燃火种 ........ 5",
                "3. 搭建营地 ........ 7",
            ],
            &HEADINGS[..3],
        ),
        &[],
    );
}

#[test]
fn thresholds_can_be_replaced() {
    let options = LintOptions {
        thresholds: Some("long_section_characters\t5\n".to_owned()),
    };
    let lint = StructureLint::new(&options).unwrap();
    let codes: Vec<_> = lint
        .findings(&markdown(&["## 水源"]))
        .into_iter()
        .map(|finding| finding.code)
        .collect();
    assert_eq!(codes, ["long_section", "long_section"]);
    let wrong = LintOptions {
        thresholds: Some("# name\tvalue\nlong_sections\t5\n".to_owned()),
    };
    let error = StructureLint::new(&wrong).unwrap_err();
    assert_eq!(
        error.to_string(),
        "thresholds.tsv, line 2: expected the name of a threshold"
    );
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the clock tells whether time is linear"
)]
fn contents_in_other_words_take_linear_time() {
    use std::time::{Duration, Instant};
    // Most entries are headings of the page; the rest lies in one gap, where nothing is like anything.
    let time = |n: usize| -> Duration {
        let same: Vec<String> = (0..n).map(|at| format!("同名小节{at}")).collect();
        let other =
            |name: &str| -> Vec<String> { (0..n / 3).map(|at| format!("{name}{at}")).collect() };
        let (entries, headings) = (other("目次所列"), other("正文标题"));
        let lines = same
            .iter()
            .chain(&entries)
            .map(|line| format!("- {line}\n"));
        let contents: String = lines.collect();
        let sections = same
            .iter()
            .chain(&headings)
            .map(|line| format!("## {line}\n\n正文在这里。\n\n"));
        let page = format!(
            "# 题目\n\n## 目录\n\n{contents}\n{}",
            sections.collect::<String>()
        );
        let document = parse_markdown(&page, &ParseOptions::default());
        let lint = StructureLint::new(&LintOptions::default()).unwrap();
        let timed = || {
            let start = Instant::now();
            let found = lint.findings(&document);
            assert!(!found.is_empty());
            start.elapsed()
        };
        (0..3).map(|_| timed()).min().unwrap()
    };
    let (short, long) = (time(300), time(3_000));
    assert!(long < short * 40, "{short:?} {long:?}");
}

#[test]
fn many_of_a_kind_are_counted() {
    let cards = (0..100)
        .map(|n| card(&n.to_string(), (n % 2 == 0).then_some(1)))
        .collect();
    let found = found(&Document {
        cards,
        ..Document::default()
    });
    assert_eq!(found.len(), 20);
    assert!(
        found[19]
            .1
            .ends_with("; 30 more of this kind are not listed")
    );
}

proptest! {
    #[test]
    fn spans_lie_in_the_text(
        lines in prop::collection::vec("(#{0,4} )?(目录|[一二三]、.{0,6}|[0-9](\\.[0-9]){0,2} .{0,6}|.{0,30}|简介：.{0,20}|2024-05-0[0-9])", 0..24),
        regions in prop::collection::vec((0_u32..400, 0_u32..400), 0..3),
        is_markdown: bool,
    ) {
        let page = lines.join("\n\n");
        let options = ParseOptions::default();
        let mut document = if is_markdown { parse_markdown(&page, &options) } else { parse_text(&page, &options) };
        // Records of others may point anywhere.
        document.boilerplate.extend(regions.iter().map(|(a, b)| Boilerplate {
            kind: BoilerplateKind::TableOfContents, span: Span::new(*a, *b), lines: None,
        }));
        document.metadata.provenance.push(Provenance { field: MetadataField::Summary, source: MetadataSource::VisibleText, span: None });
        let lint = StructureLint::new(&LintOptions::default()).unwrap();
        for finding in lint.findings(&document) {
            if let Some(span) = finding.span {
                prop_assert!(span.of(&document.text).is_some(), "{finding:?}");
            }
        }
    }
}
