//! The report in all of its formats.

use wenmai_format::report::{
    Lang, ReportOptions, document_summary, report_tables, write_explanation_page,
    write_report_index, write_report_markdown, write_report_page, write_report_summary,
};
use wenmai_format::{CsvOptions, write_csv, write_json};
use wenmai_model::{
    BlockKind, BoilerplateKind, Document, Explanation, LineClass, LineExplanation, Report, Severity,
};

use crate::support::{analysis, example, page, report, written};

/// A page with its style left out and an element a line.
fn readable(html: &str) -> String {
    let (before, style) = html.split_once("<style>").unwrap();
    let (_, after) = style.split_once("</style>").unwrap();
    format!("{before}{after}").replace("><", ">\n<")
}

fn index(report: &Report, lang: Option<Lang>) -> String {
    written(|w| write_report_index(report, &ReportOptions { lang }, w))
}

fn document_page(
    document: &Document,
    analysis: &wenmai_model::Analysis,
    lang: Option<Lang>,
) -> String {
    written(|w| write_report_page(document, analysis, &ReportOptions { lang }, w))
}

#[test]
fn index_in_english_and_chinese() {
    insta::assert_snapshot!("index_en", readable(&index(&report(), None)));
    insta::assert_snapshot!("index_zh", readable(&index(&report(), Some(Lang::Zh))));
}

#[test]
fn page_in_chinese_and_english() {
    let (document, analysis) = example();
    insta::assert_snapshot!(
        "page_zh",
        readable(&document_page(&document, &analysis, None))
    );
    insta::assert_snapshot!(
        "page_en",
        readable(&document_page(&document, &analysis, Some(Lang::En)))
    );
}

#[test]
fn markdown() {
    insta::assert_snapshot!(written(|w| write_report_markdown(&report(), w)));
}

#[test]
fn terminal() {
    let shown = written(|w| write_report_summary(&report(), 80, w));
    for line in shown.lines() {
        assert!(wenmai_text::display_width(line) <= 80, "{line}");
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn csv_files() {
    let files: Vec<String> = report_tables(&report())
        .iter()
        .map(|(name, table)| {
            format!(
                "== {name}\n{}",
                written(|w| write_csv(table, &CsvOptions::default(), w))
            )
        })
        .collect();
    insta::assert_snapshot!(files.concat());
}

#[test]
fn json_comes_back() {
    let report = report();
    let json = written(|w| write_json(&report, w));
    assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
}

/// Pages load nothing, run nothing, and link to nothing but themselves and the other pages of the report.
fn assert_self_contained(html: &str) {
    assert!(html.contains("default-src 'none'; style-src 'unsafe-inline'"));
    for forbidden in [
        "<script",
        "<img",
        "<link",
        "<iframe",
        "<base",
        " src=\"",
        "url(",
        "@import",
        "=\"javascript:",
        "\0",
        "\u{202e}",
    ] {
        assert!(!html.contains(forbidden), "{forbidden:?}");
    }
    for (at, _) in html.match_indices("href=\"") {
        let target = &html[at + 6..];
        assert!(
            ["#", "../index.html\"", "pages/"]
                .iter()
                .any(|start| target.starts_with(start)),
            "{}",
            target.get(..60).unwrap_or(target)
        );
    }
    for tag in [
        "html", "head", "title", "style", "body", "main", "table", "details",
    ] {
        let opened =
            html.matches(&format!("<{tag}>")).count() + html.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, html.matches(&format!("</{tag}>")).count(), "{tag}");
    }
}

#[test]
fn pages_are_self_contained() {
    let (document, analysis) = example();
    assert_self_contained(&document_page(&document, &analysis, None));
    assert_self_contained(&index(&report(), None));
}

#[test]
fn a_hostile_page_gives_a_harmless_report() {
    let attack =
        "\"'><script>alert(1)</script></title></style><img src=x onerror=alert(1)>\u{202e}\0";
    let word = "长".repeat(350_000);
    let mut document = page(attack)
        .title(attack, attack, attack)
        .heading(1, "", attack)
        .paragraph(attack)
        .paragraph(&word)
        .block(BlockKind::Code, attack)
        .boilerplate(BoilerplateKind::Other, attack)
        .card(attack, attack, attack, attack, attack)
        .finding(Severity::Error, "attack", attack, attack)
        .build();
    document.metadata.language = Some(attack.into());
    document.url = Some("javascript:alert(1)".into());
    let analysis = analysis(&document, &[attack, &word]);
    let html = document_page(&document, &analysis, Some(Lang::En));
    assert_self_contained(&html);
    assert!(html.len() < 120_000, "{}", html.len());
    let summary = document_summary(&document, &analysis, Some(format!("pages/{attack}.html")));
    let report = Report {
        documents: vec![summary],
        ..Report::default()
    };
    let html = index(&report, None);
    assert_self_contained(&html);
    assert!(html.len() < 60_000, "{}", html.len());
}

#[test]
fn every_document_of_a_small_corpus_is_named() {
    let html = index(&report(), None);
    for document in report().documents {
        assert!(html.contains(&document.id) && html.contains(document.title.as_deref().unwrap()));
    }
}

#[test]
fn the_index_of_a_large_corpus_stays_small_and_says_what_it_leaves_out() {
    let mut report = report();
    let document = report.documents[0].clone();
    report.documents = (0..20_000)
        .map(|number| {
            let mut document = document.clone();
            document.id = format!("{}/{number}.txt", "语料".repeat(20));
            document.title = Some(format!("{number} {}", "标题".repeat(60)));
            document.page = Some(format!("pages/{number}.html"));
            document
        })
        .collect();
    report.failures = vec![report.failures[0].clone(); 5_000];
    let html = index(&report, None);
    assert!(html.len() < 500_000, "{}", html.len());
    assert!(html.contains("more are not listed."));
    assert!(html.contains("0.txt") && !html.contains("/19999.txt"));
}

#[test]
fn a_page_of_the_size_of_an_article_stays_small() {
    let paragraph = "正文的一句话说明一件事,读者因此知道更多。".repeat(6);
    let mut builder = page("long.txt").title("活动", "一篇普通长度的文章", &paragraph);
    for chapter in 1..=3 {
        builder = builder.heading(1, &format!("{chapter} "), "一章的标题");
        for section in 1..=8 {
            builder = builder
                .heading(2, &format!("{chapter}.{section} "), "一节的标题")
                .paragraph(&paragraph);
        }
    }
    for _ in 0..10 {
        builder = builder.card(
            "另一篇文章的标题",
            "7月前",
            "存储 安全",
            &paragraph,
            "340 2",
        );
    }
    let document = builder.build();
    let words = [
        "正文", "一句", "说明", "一件", "读者", "因此", "知道", "更多",
    ];
    let html = document_page(&document, &analysis(&document, &words), None);
    // Somewhat longer than the page in `shared/seed`, whose own page may take 60 kB.
    assert!(
        document.text.len() > 13_600 && html.len() < 60_000,
        "{} {}",
        document.text.len(),
        html.len()
    );
}

#[test]
fn text_that_belongs_to_nothing_is_shown_as_such() {
    let mut document = page("gap").paragraph("一段。").build();
    document.text.push_str("无主之行\n");
    let html = document_page(&document, &analysis(&document, &[]), Some(Lang::En));
    assert!(html.contains("unassigned") && html.contains("无主之行"));
}

#[test]
fn an_empty_report_is_written() {
    let html = index(&Report::default(), None);
    assert!(html.contains("Nothing was found."));
    assert!(written(|w| write_report_summary(&Report::default(), 80, w)).contains("No findings."));
    assert_self_contained(&document_page(
        &Document::default(),
        &wenmai_model::Analysis::default(),
        None,
    ));
}

/// A line of each style, and one that is not sure.
fn explanation() -> Explanation {
    let document = page("pages/溪.txt")
        .title("记", "溪边", "水")
        .heading(1, "一、", "出门")
        .block(BlockKind::Code, "    if dry {")
        .boilerplate(BoilerplateKind::TableOfContents, "目录")
        .build();
    let line = |line, class, score, text: &str| LineExplanation {
        line: Some(line),
        class,
        score,
        reason: "no closing sign (+2.1)".into(),
        level: None,
        level_reason: None,
        text: text.into(),
    };
    let block = LineClass::Block;
    let lines = vec![
        line(0, block(BlockKind::Title), None, "【记】溪边"),
        LineExplanation {
            level: Some(1),
            level_reason: Some("first of its kind on the page".into()),
            ..line(4, block(BlockKind::Heading), Some(0.994), "一、出门")
        },
        line(6, block(BlockKind::Code), Some(0.61), "if dry {"),
        line(
            8,
            LineClass::Boilerplate(BoilerplateKind::TableOfContents),
            None,
            "目录",
        ),
        line(9, LineClass::Card, None, "a < b"),
    ];
    Explanation { document, lines }
}

#[test]
fn explanation_in_chinese_and_english() {
    for (name, lang) in [("explanation_zh", None), ("explanation_en", Some(Lang::En))] {
        let page = written(|w| write_explanation_page(&explanation(), &ReportOptions { lang }, w));
        assert_self_contained(&page);
        insta::assert_snapshot!(name, readable(&page));
    }
}

#[test]
fn a_hostile_line_gives_a_harmless_explanation() {
    let attack = "\"'><script>alert(1)</script></style><img src=x onerror=alert(1)>\u{202e}\0";
    let mut explanation = explanation();
    explanation.document.metadata.language = Some(attack.into());
    explanation.document.metadata.title = Some(attack.into());
    explanation.document.id = attack.into();
    for line in &mut explanation.lines {
        line.text = attack.repeat(1_000);
        line.reason = attack.into();
        line.level_reason = Some(attack.into());
    }
    let page = written(|w| write_explanation_page(&explanation, &ReportOptions::default(), w));
    assert_self_contained(&page);
    assert!(page.len() < 60_000, "{}", page.len());
}
