//! When pages were captured and the articles of their cards published.

use std::fmt::Write as _;

use proptest::prelude::*;
use wenmai_model::{Document, Finding, PageKind};
use wenmai_parse::{ParseOptions, parse_markdown, parse_text};

use crate::support::check_invariants;

/// A card as its fields: age, stamp or other opening of the excerpt.
type Fields<'f> = (&'f str, &'f str);

fn page(byline: &str, cards: &[Fields<'_>]) -> String {
    let mut page =
        format!("河堤上的公开课\n\n{byline}\n\n一、开课\n\n春天开课，秋天放假。\n\n相关文章\n");
    for (at, (age, excerpt)) in cards.iter().enumerate() {
        let age = if age.is_empty() {
            String::new()
        } else {
            format!("{age}\n|\n")
        };
        write!(
            page,
            "|\n{age}课程 河流\n第{at}堂课讲了什么\n{excerpt}讲水从哪里来。\n3{at}0 2\n"
        )
        .unwrap();
    }
    page
}

fn options(captured_at: Option<&str>) -> ParseOptions {
    let mut options = ParseOptions::default();
    options.captured_at = captured_at.map(|at| at.parse().unwrap());
    options
}

fn read(page: &str, captured_at: Option<&str>) -> Document {
    let document = parse_text(page, &options(captured_at));
    check_invariants(&document);
    document
}

/// `capture | published of each card`
fn dates(document: &Document) -> Vec<String> {
    let capture = document.capture.map_or("-".to_owned(), |days| {
        format!("{} {} {}", days.from, days.to, days.basis.as_str())
    });
    let published = document.cards.iter().map(|card| {
        card.published.map_or("-".to_owned(), |days| {
            format!("{} {} {}", days.from, days.to, days.basis.as_str())
        })
    });
    [capture].into_iter().chain(published).collect()
}

fn conflicts(document: &Document) -> Vec<&Finding> {
    let findings = document.findings.iter();
    findings
        .filter(|finding| finding.code == "date_conflict")
        .collect()
}

fn messages(document: &Document) -> Vec<&str> {
    conflicts(document)
        .iter()
        .map(|finding| finding.message.as_str())
        .collect()
}

const PAPER: &str = "【9月更文挑战第18天】论文见 https://arxiv.org/abs/2408.01234，";

#[test]
fn the_capture_is_solved_from_ages_and_dates() {
    let cards = [
        ("3月前", PAPER),
        ("2月前", "【10月更文挑战第30天】"),
        ("7月前", ""),
        ("半年前", "【2024-04-02】"),
        ("", PAPER),
        ("", "见 arXiv:2411.00001，"),
        ("", "【9月更文挑战第2天】"),
        ("2023-05-04", ""),
        ("8月9日", ""),
        ("", ""),
    ];
    let document = read(&page("", &cards), None);
    assert_eq!(
        dates(&document),
        [
            "2024-12-30 2025-01-18 solved",
            "2024-09-18 2024-09-18 stamp",
            "2024-10-30 2024-10-30 stamp",
            "2024-04-30 2024-06-18 age_solved",
            "2024-04-02 2024-04-02 written",
            "2024-09-18 2024-09-18 stamp_arxiv",
            "2024-11-01 2025-01-18 arxiv",
            "-",
            "2023-05-04 2023-05-04 written",
            "2024-08-09 2024-08-09 written",
            "-",
        ]
    );
    assert_eq!(messages(&document), Vec::<&str>::new());
}

#[test]
fn without_evidence_there_is_no_date() {
    // A day without year and an age bound the capture within each year, but no year is said.
    let cards = [
        ("3月前", "【9月更文挑战第18天】"),
        ("7月前", ""),
        ("昨天", ""),
    ];
    let document = read(&page("发布于 2021-03-04", &cards), None);
    assert_eq!(dates(&document), ["-", "-", "-", "-"]);
    assert_eq!(messages(&document), Vec::<&str>::new());
}

#[test]
fn the_given_capture_decides() {
    let cards = [
        ("3月前", "【9月更文挑战第18天】"),
        ("昨天", ""),
        ("半年前", ""),
        ("999999999年前", ""),
        ("7月前", "【9月更文挑战第18天】"),
    ];
    let document = read(&page("", &cards), Some("2024-12-20T23:59:59Z"));
    assert_eq!(
        dates(&document),
        [
            "2024-12-20 2024-12-20 given",
            "2024-09-18 2024-09-18 stamp",
            "2024-12-19 2024-12-19 age",
            "2023-12-20 2024-06-20 age",
            "-",
            "2024-04-20 2024-09-18 conflict",
        ]
    );
    assert_eq!(
        messages(&document),
        [
            "card line 38: 7月前 (line 39) does not fit 9月更文挑战第18天 (line 43), for the page was captured on 2024-12-20, \
             the time given"
        ]
    );
}

#[test]
fn each_conflict_names_both_sources() {
    let cards = [
        ("7月前", "【1月更文挑战第21天】"),
        ("3月前", "【2024-09-18】"),
        ("3月前", "【2024-09-14】"),
        ("2026-01-01", ""),
    ];
    let text = page("发布于 2026-03-04", &cards);
    let document = read(&text, None);
    assert_eq!(
        dates(&document),
        [
            "2024-12-18 2025-01-14 solved",
            "2024-01-21 2024-06-14 conflict",
            "2024-09-18 2024-09-18 written",
            "2024-09-14 2024-09-14 written",
            "2026-01-01 2026-01-01 written",
        ]
    );
    let captured = "for the page was captured between 2024-12-18 and 2025-01-14";
    assert_eq!(
        messages(&document),
        [
            format!(
                "card line 10: 7月前 (line 11) does not fit 1月更文挑战第21天 (line 15), {captured}: card line 17 says 3月前 \
                 (line 18) and 2024-09-18 (line 22)"
            ),
            format!(
                "card line 31: 2026-01-01 (line 32) is too late, {captured}: card line 24 says 3月前 (line 25) and \
                 2024-09-14 (line 29)"
            ),
            format!(
                "the page: 2026-03-04 (line 3) is too late, {captured}: card line 24 says 3月前 (line 25) and \
                 2024-09-14 (line 29)"
            ),
        ]
    );
    // Each stands where it says.
    for finding in conflicts(&document) {
        let span = finding.span.unwrap();
        assert_eq!(Some(document.slice(span)), finding.value.as_deref());
        let before = text.get(..span.start as usize).unwrap();
        // Sentences count lines from 1.
        let line = before.matches('\n').count() + 1;
        assert!(finding.message.contains(&format!("(line {line})")));
    }
}

#[test]
fn a_later_year_is_taken_when_more_speaks_for_it() {
    // The paper alone would say September 2017.
    let old_paper = "【9月更文挑战第18天】详解 arXiv:1706.03762，";
    let alone = read(&page("", &[("3月前", old_paper)]), None);
    assert_eq!(dates(&alone)[0], "2017-12-18 2018-01-18 solved");
    let both = read(&page("", &[("3月前", old_paper), ("3月前", PAPER)]), None);
    assert_eq!(
        dates(&both),
        [
            "2024-12-18 2025-01-18 solved",
            "2024-09-18 2024-09-18 stamp",
            "2024-09-18 2024-09-18 stamp"
        ]
    );
    // So does a later date of the page itself.
    let byline = read(&page("发布于 2024-11-05", &[("3月前", old_paper)]), None);
    assert_eq!(dates(&byline)[0], "2024-12-18 2025-01-18 solved");
}

#[test]
fn past_days_that_the_article_names_narrow_the_capture() {
    let with = |sentence: &str| {
        let page = page("", &[("3月前", PAPER)]).replace("秋天放假。", sentence);
        dates(&read(&page, None)).swap_remove(0)
    };
    assert_eq!(
        with("我们在2025年1月6日开了第一堂课。"),
        "2025-01-06 2025-01-18 solved"
    );
    assert_eq!(
        with("On Jan 6, 2025 we met again."),
        "2025-01-06 2025-01-18 solved"
    );
    for sentence in [
        "第一堂课将在2025年1月6日开始。",
        "2025年1月6日前报名。",
        "到2030年3月1日合同期满。",
        "我们在2023年1月6日开了第一堂课。",
    ] {
        assert_eq!(with(sentence), "2024-12-18 2025-01-18 solved", "{sentence}");
    }
}

#[test]
fn markdown_cards_are_dated_too() {
    let page = "# 河堤上的公开课\n\n春天开课。\n\n## 相关文章\n\n\
        - [第一堂课讲了什么](/p/1) 7月前\n- [第二堂课讲了什么](/p/2) 2024-05-06\n- [第三堂课讲了什么](/p/3) 2025-05-06\n";
    let document = parse_markdown(page, &options(Some("2024-12-20T00:00:00Z")));
    check_invariants(&document);
    assert_eq!(document.kind, PageKind::Markdown);
    assert_eq!(
        dates(&document),
        [
            "2024-12-20 2024-12-20 given",
            "2024-04-20 2024-05-20 age",
            "2024-05-06 2024-05-06 written",
            "2025-05-06 2025-05-06 written",
        ]
    );
    assert_eq!(
        messages(&document),
        [
            "card line 9: 2025-05-06 is too late, for the page was captured on 2024-12-20, the time given"
        ]
    );
}

proptest! {
    #[test]
    fn any_ages_and_dates_give_intervals_in_order(
        fields in prop::collection::vec((
            prop_oneof![
                ("[0-9]{1,9}", prop::sample::select(vec!["秒前", "小时前", "天前", "周前", "月前", "年前", " years ago"]))
                    .prop_map(|(count, unit)| count + unit),
                prop::sample::select(vec!["半年前", "几天前", "昨天", "last week", "去年", "2月29日", "2099-12-31", ""])
                    .prop_map(str::to_owned),
            ],
            prop_oneof![
                (0..14_u32, 0..33_u32).prop_map(|(month, day)| format!("【{month}月更文挑战第{day}天】")),
                (0..100_u32, 0..14_u32).prop_map(|(year, month)| format!("【2月更文挑战第29天】arXiv:{year:02}{month:02}.00001，")),
                (1899..2101_u32, 1..13_u32).prop_map(|(year, month)| format!("【{year}-{month}-29】")),
                Just(String::new()),
            ],
        ), 0..8),
        captured_at in prop::option::of(prop::sample::select(vec!["-009999-01-02T01:59:59Z", "1900-01-01T00:00:00Z", "2024-02-29T00:00:00Z", "9999-12-30T22:00:00Z"])),
    ) {
        let fields: Vec<Fields<'_>> = fields.iter().map(|(age, excerpt)| (age.as_str(), excerpt.as_str())).collect();
        let document = read(&page("发布于 2020-02-29", &fields), captured_at);
        prop_assert_eq!(document.cards.len(), fields.len());
        for finding in conflicts(&document) {
            let span = finding.span.unwrap();
            prop_assert_eq!(Some(document.slice(span)), finding.value.as_deref());
        }
    }
}

#[cfg(feature = "html")]
#[test]
fn the_day_that_is_shown_against_that_of_the_metadata() {
    let conflict = |byline: &str, published: &str| {
        let page = format!(
            "<title>河堤上的公开课</title><script type='application/ld+json'>{{\"@type\":\"Article\",\"headline\":\"河堤上的公开课\",\
             \"datePublished\":\"{published}\"}}</script><body><article><h1>河堤上的公开课</h1><p class=byline>{byline}</p>\
             <p>春天的风从河面上吹过来，岸边的柳树已经发芽，老人们坐在长椅上晒太阳，孩子们在草地上奔跑，谁也不急着回家。</p>\
             <p>课就在堤上开，谁路过都可以坐下来听一会儿，听完了还可以问，问完了大家一起走回村里去吃饭。</p></article>"
        );
        let document = wenmai_parse::parse_html(&page, &ParseOptions::default());
        let mut findings = document.findings.into_iter();
        let found = findings.find(|finding| finding.code == "published_conflict");
        found.map(|finding| (finding.message, finding.value.unwrap()))
    };
    let expected =
        "the page shows the date 2024-03-01, and JSON-LD says that it was published on 2023-03-01";
    assert_eq!(
        conflict("发布于 2024-03-01", "2023-03-01T08:00:00+08:00"),
        Some((expected.to_owned(), "2024-03-01".to_owned()))
    );
    assert_eq!(conflict("发布于 2024-03-01", "2024-02-29T20:00:00Z"), None);
    assert_eq!(conflict("发布于 3月1日", "2023-03-01"), None);
}
