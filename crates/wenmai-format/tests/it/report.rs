//! The report in all of its formats.

use std::time::Instant;

use html5ever::tendril::TendrilSink;
use html5ever::tokenizer::TokenizerOpts;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::RcDom;
use wenmai_format::report::{
    Lang, ReportOptions, ReportPage, compare_reports, document_summary, report_tables,
    write_explanation_page, write_report_index, write_report_markdown, write_report_page,
    write_report_summary,
};
use wenmai_format::{CsvOptions, write_csv, write_json};
use wenmai_model::{
    BlockKind, BoilerplateKind, CorpusKeyword, Document, Explanation, LineClass, LineExplanation,
    Passage, Report, Rights, Severity, SimilarPassages, SimilarityKind,
};

use crate::support::{analysis, example, page, report, written};

/// A page with its style and script left out and an element a line.
pub(crate) fn readable(html: &str) -> String {
    let mut html = html.to_owned();
    for (start, end) in [("<style>", "</style>"), ("<script>", "</script>")] {
        if let Some((before, inner)) = html.split_once(start) {
            let (_, after) = inner.split_once(end).unwrap();
            html = format!("{before}{after}");
        }
    }
    html.replace("><", ">\n<")
}

pub(crate) fn index(report: &Report, lang: Option<Lang>) -> String {
    written(|w| write_report_index(report, &ReportOptions { lang }, w))
}

pub(crate) fn report_markdown(report: &Report, lang: Option<Lang>) -> String {
    written(|w| write_report_markdown(report, &ReportOptions { lang }, w))
}

pub(crate) fn document_page(
    document: &Document,
    analysis: &wenmai_model::Analysis,
    lang: Option<Lang>,
) -> String {
    let page = ReportPage {
        document,
        analysis,
        lines: &[],
    };
    written(|w| write_report_page(&page, &ReportOptions { lang }, w))
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

/// A keyword of the title alone is marked, and has no column of zeros.
#[test]
fn keywords_of_the_title_alone_are_told_apart() {
    let (document, mut analysis) = example();
    let page = document_page(&document, &analysis, None);
    let columns = |page: &str| page.matches("<th><span>").count();
    let before = columns(&page);
    let first = &mut analysis.keywords[0];
    (first.count, first.spans) = (0, Vec::new());
    let n_sections = analysis.matrix.sections.len();
    analysis.matrix.counts[..n_sections].fill(0);
    let page = document_page(&document, &analysis, None);
    assert!(page.contains("<span title=\"只在题目或摘要中出现\">题</span>"));
    assert_eq!(columns(&page), before - 1);
}

#[test]
fn what_a_page_says_twice_is_listed() {
    let (document, mut analysis) = example();
    let blocks = &document.blocks;
    let place = |section, block: usize| Passage {
        section,
        span: Some(blocks[block].span),
    };
    let summary = blocks.iter().position(|b| b.kind == BlockKind::Summary);
    analysis.similar.push(SimilarPassages {
        kind: SimilarityKind::CopiedSummary,
        a: place(None, summary.unwrap()),
        b: place(Some(1), 3),
        resemblance: 0.75,
        containment: 0.9,
    });
    let said = [
        (Lang::Zh, "重复的内容", "摘要取自正文", "75"),
        (Lang::En, "Said twice", "copied summary", "75"),
    ];
    let report = Report {
        documents: vec![document_summary(&document, &analysis, None)],
        ..Report::default()
    };
    for (lang, title, kind, percent) in said {
        let html = document_page(&document, &analysis, Some(lang));
        assert_self_contained(&html);
        let (_, section) = html.split_once("<section id=\"similar\">").unwrap();
        let (section, _) = section.split_once("</section>").unwrap();
        for part in [title, kind, percent, "引言"] {
            assert!(section.contains(part), "{part}: {section}");
        }
        // The heading and the lines of both places.
        assert_eq!(section.matches("href=\"#p").count(), 3, "{section}");
        let markdown = report_markdown(&report, Some(lang));
        let (_, section) = markdown.split_once(&format!("## {title}\n")).unwrap();
        let row = section.lines().find(|line| line.contains(kind)).unwrap();
        assert!(row.contains(percent) && row.contains("引言"), "{row}");
    }
}

/// A byte order mark tells spreadsheets that a file is UTF-8; what looks like a formula is none.
#[test]
fn csv_for_spreadsheets() {
    let mut report = report();
    report.documents[0].title = Some("=1+2".into());
    let options = CsvOptions {
        bom: true,
        guard_formulas: true,
    };
    for (name, table) in report_tables(&report) {
        let csv = written(|w| write_csv(&table, &options, w));
        assert!(csv.starts_with('\u{feff}'), "{name}");
        assert!(!csv.contains(",=1+2"), "{name}");
    }
}

#[test]
fn findings_are_told_in_chinese() {
    let (mut document, analysis) = example();
    document.findings[0].message = "the summary repeats \"引言\" word for word".into();
    document.findings[0].fix = Some("write a summary of its own, or count the text once".into());
    let html = document_page(&document, &analysis, None);
    assert!(html.contains("摘要与“引言”一节一字不差"));
    assert!(html.contains("建议：另写摘要，或只统计一次"));
}

#[test]
fn markdown() {
    insta::assert_snapshot!(report_markdown(&report(), None));
}

/// Each table of the report comes back from GitHub's Markdown with the cells that went in, whatever stands in them.
#[test]
fn markdown_loses_nothing() {
    use comrak::nodes::NodeValue;

    let attack = "a|b \\| **c** <b> [x](y) `|` ~~d~~ $e$ \n# f\n\n| g |";
    let mut report = report();
    report.comparison = Some(compare_reports(&Report::default(), &report));
    let keyness = report.reference.as_mut().unwrap();
    let document = &mut report.documents[0];
    let finding = &mut document.findings[0];
    document.rights = Some(Rights {
        licence: Some(attack.into()),
        ..Rights::default()
    });
    for text in [
        &mut report.corpus.keywords[0].text,
        &mut keyness.keywords[0].text,
        &mut report.failures[0].input,
        &mut document.id,
        document.title.as_mut().unwrap(),
        &mut finding.message,
        finding.value.as_mut().unwrap(),
    ] {
        *text = attack.into();
    }
    for lang in [Lang::En, Lang::Zh] {
        let markdown = report_markdown(&report, Some(lang));
        let arena = comrak::Arena::new();
        let mut options = comrak::Options::default();
        options.extension.table = true;
        options.extension.strikethrough = true;
        options.extension.tasklist = true;
        options.extension.autolink = true;
        let root = comrak::parse_document(&arena, &markdown, &options);
        let mut texts = Vec::new();
        let mut n_tables = 0;
        for node in root.children() {
            if matches!(node.data.borrow().value, NodeValue::Table(_)) {
                n_tables += 1;
                let widths: Vec<usize> =
                    node.children().map(|row| row.children().count()).collect();
                assert!(
                    widths.windows(2).all(|pair| pair[0] == pair[1]),
                    "{widths:?}"
                );
            }
            for leaf in node
                .descendants()
                .filter(|node| node.first_child().is_none())
            {
                match &leaf.data.borrow().value {
                    NodeValue::Text(text) => texts.push(text.to_string()),
                    NodeValue::TableCell | NodeValue::SoftBreak => {}
                    other => panic!("{other:?} in {markdown}"),
                }
            }
        }
        assert_eq!(n_tables, 13, "{markdown}");
        // Both keywords, title, message, value, licence and the failed input; the id as caption and in the table of documents.
        let shown = "a|b \\| **c** <b> [x](y) `|` ~~d~~ $e$";
        let whole = texts.concat().matches(shown).count();
        assert_eq!(whole, 9, "{markdown}");
    }
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

/// What a parser of browsers does not like.
fn parse_errors(html: &str) -> Vec<String> {
    let options = ParseOpts {
        tree_builder: TreeBuilderOpts {
            exact_errors: true,
            ..TreeBuilderOpts::default()
        },
        tokenizer: TokenizerOpts {
            exact_errors: true,
            ..TokenizerOpts::default()
        },
    };
    let dom = parse_document(RcDom::default(), options).one(html);
    dom.errors
        .borrow()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn the_parser_of_the_tests_finds_errors() {
    assert!(!parse_errors("<!DOCTYPE html><title>a</title><p></b>").is_empty());
}

/// Pages load nothing, run nothing, and link to nothing but themselves and the other pages of the report.
pub(crate) fn assert_self_contained(html: &str) {
    assert!(html.contains("default-src 'none'; style-src 'unsafe-inline'"));
    assert_eq!(parse_errors(html), Vec::<String>::new());
    // One script is ours, and the policy names it.
    let html = &match html.split_once("<script>(()=>{const box=") {
        Some((before, script)) => {
            assert!(html.contains("; script-src 'sha256-"));
            format!("{before}{}", script.split_once("</script>").unwrap().1)
        }
        None => html.to_owned(),
    };
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
    assert!(html.len() < 130_000, "{}", html.len());
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
    report.documents = (0..100_000)
        .map(|number| {
            let mut document = document.clone();
            document.id = format!("{}/{number}.txt", "语料".repeat(20));
            document.title = Some(format!("{number} {}", "标题".repeat(60)));
            document.page = Some(format!("pages/{number}.html"));
            document
        })
        .collect();
    report.failures = vec![report.failures[0].clone(); 5_000];
    let start = Instant::now();
    let html = index(&report, None);
    let seconds = start.elapsed().as_secs_f64();
    assert!(html.len() < 500_000, "{}", html.len());
    assert!(html.contains("more are not listed."));
    assert!(html.contains("0.txt") && !html.contains("/99999.txt"));
    // Two seconds are promised; an unoptimized build on a busy machine is several times slower.
    println!(
        "{} documents: {} bytes in {seconds:.2} s",
        report.documents.len(),
        html.len()
    );
    assert!(seconds < 10.0, "{seconds} s");
}

/// Signs that take up to six bytes each, in every list of the page.
#[test]
fn the_index_stays_small_whatever_stands_in_it() {
    let attack = "\"&<\u{202e}".repeat(100);
    let mut new = report();
    let (document, failure) = (new.documents[0].clone(), new.failures[0].clone());
    let keyword = new.corpus.keywords[0].clone();
    new.documents = (0..1_000)
        .map(|number| {
            let mut document = document.clone();
            document.id = format!("{number}{attack}");
            document.title = Some(attack.clone());
            document.page = Some(format!("pages/{number}.html"));
            for (at, finding) in document.findings.iter_mut().enumerate() {
                finding.code = format!("{attack}{}", (number + at) % 150);
                finding.message.clone_from(&attack);
                finding.value = Some(attack.clone());
            }
            for heading in &mut document.outline {
                heading.text.clone_from(&attack);
            }
            document
        })
        .collect();
    new.failures = vec![failure; 500];
    for failure in &mut new.failures {
        failure.input.clone_from(&attack);
        failure.reason.clone_from(&attack);
    }
    new.corpus.keywords = (0..100)
        .map(|number| CorpusKeyword {
            text: format!("{number}{}", "<\"".repeat(20)),
            ..keyword.clone()
        })
        .collect();
    let mut old = new.clone();
    old.corpus.keywords.reverse();
    for (number, document) in old.documents.iter_mut().enumerate() {
        if number % 2 == 0 {
            document.id.push_str("gone");
        }
        document.findings.pop();
        document.section_chars.fill(1);
    }
    for (old, new) in [(&old, &new), (&new, &old)] {
        let mut new = new.clone();
        new.comparison = Some(compare_reports(old, &new));
        let html = index(&new, None);
        assert_self_contained(&html);
        assert!(html.len() < 500_000, "{}", html.len());
        for id in ["findings", "changes", "documents", "failures"] {
            let (_, section) = html.split_once(&format!("<section id=\"{id}\"")).unwrap();
            let (section, _) = section.split_once("</section>").unwrap();
            assert!(section.contains("more are not listed."), "{id}");
        }
    }
}

/// Many short pieces, whose markup is longer than their text, and signs that take six bytes.
#[test]
fn pages_of_documents_stay_small_and_say_what_they_leave_out() {
    let mut builder = page("short");
    for number in 0..20_000 {
        builder.document.text.push_str("|\n");
        let start = number * 2;
        builder.document.blocks.push(wenmai_model::Block {
            kind: BlockKind::Paragraph,
            span: wenmai_model::Span::new(start, start + 1),
            lines: Some(wenmai_model::LineRange::new(number, number)),
        });
    }
    let short = builder.build();
    let long = page("long").paragraph("行").paragraph(&"\"".repeat(2_900));
    let long = (0..200).fold(long, |long, _| long.paragraph(&"\"".repeat(2_900)));
    for document in [short, long.build()] {
        let html = document_page(&document, &analysis(&document, &[]), Some(Lang::En));
        assert_self_contained(&html);
        assert!(html.len() < 500_000, "{} {}", document.id, html.len());
        assert!(html.contains("more are not listed."));
        let line = LineExplanation {
            line: Some(1),
            class: LineClass::Card,
            score: None,
            reason: "no closing sign".into(),
            level: None,
            level_reason: None,
            text: document.slice(document.blocks[1].span).into(),
        };
        let explanation = Explanation {
            document,
            lines: vec![line; 20_000],
        };
        let options = ReportOptions {
            lang: Some(Lang::En),
        };
        let html = written(|w| write_explanation_page(&explanation, &options, w));
        assert!(html.len() < 500_000, "{}", html.len());
        assert!(html.contains("more are not listed."));
    }
}

#[test]
fn what_changed_is_said() {
    let without_headings = |text: &str| {
        let document = page("plain.txt").paragraph(text).build();
        document_summary(&document, &analysis(&document, &[]), None)
    };
    let (mut old, mut new) = (report(), report());
    old.documents.push(without_headings("没有标题的一页。"));
    new.documents.push(without_headings("一页。"));
    let document = &mut new.documents[0];
    document.findings.remove(0);
    document.section_chars[1] = 7;
    document.outline.pop();
    document.section_chars.pop();
    new.documents[1].id = "en-new.txt".into();
    new.corpus.keywords.insert(
        0,
        CorpusKeyword {
            text: "新词".into(),
            score: 9.0,
            count: 1,
            documents: 1,
            keyness: None,
            trend: Vec::new(),
        },
    );
    let comparison = compare_reports(&old, &new);
    let shown = |findings: &[wenmai_model::FindingChange]| -> Vec<String> {
        findings
            .iter()
            .map(|finding| finding.code.clone())
            .collect()
    };
    assert_eq!(
        shown(&comparison.fixed_findings),
        [old.documents[0].findings[0].code.clone()]
    );
    assert_eq!(shown(&comparison.new_findings), Vec::<String>::new());
    assert_eq!(comparison.documents, 2);
    assert_eq!(comparison.new_documents, ["en-new.txt"]);
    assert_eq!(comparison.gone_documents, ["en-example.txt"]);
    let sections: Vec<_> = comparison
        .sections
        .iter()
        .map(|change| {
            let heading = change.path.last().map(String::as_str);
            (heading, change.before, change.after)
        })
        .collect();
    assert_eq!(sections.len(), 3, "{sections:?}");
    assert!(sections.iter().any(|&(.., after)| after == Some(7)));
    assert!(sections.iter().any(|&(.., after)| after.is_none()));
    // The text of a page without headings is a section, too.
    assert!(sections.contains(&(None, Some(8), Some(3))), "{sections:?}");
    let keywords: Vec<_> = comparison
        .keywords
        .iter()
        .map(|change| (change.text.as_str(), change.before, change.after))
        .collect();
    assert_eq!(
        keywords,
        [("数据库", Some(1), Some(2)), ("新词", None, Some(1))]
    );
    new.comparison = Some(comparison);
    let html = index(&new, Some(Lang::En));
    assert_self_contained(&html);
    let (_, after) = html.split_once("id=\"changes\"").unwrap();
    let (section, _) = after.split_once("</section>").unwrap();
    insta::assert_snapshot!("changes", readable(section));
    let markdown = report_markdown(&new, Some(Lang::Zh));
    let (_, after) = markdown.split_once("## 与上次相比").unwrap();
    let (changes, _) = after.split_once("\n## ").unwrap();
    insta::assert_snapshot!("changes_markdown", changes);
    let shown = written(|w| write_report_summary(&new, 80, w));
    let (_, changes) = shown.split_once("Since the last report:").unwrap();
    assert!(
        changes.contains("  findings   0 new, 1 gone\n"),
        "{changes}"
    );
    assert!(
        changes.contains("  documents  1 new, 1 gone\n"),
        "{changes}"
    );
    // A report of an older version does not know it, which is no change.
    old.documents[2].lead_chars = None;
    let unknown = compare_reports(&old, &new);
    assert!(
        unknown
            .sections
            .iter()
            .all(|change| !change.path.is_empty())
    );
    let none = compare_reports(&new, &new);
    assert!(none.sections.is_empty() && none.keywords.is_empty() && none.new_findings.is_empty());
}

#[test]
fn a_page_says_why() {
    let explanation = explanation();
    let analysis = analysis(&explanation.document, &[]);
    let page = ReportPage {
        document: &explanation.document,
        analysis: &analysis,
        lines: &explanation.lines,
    };
    let options = ReportOptions {
        lang: Some(Lang::En),
    };
    let html = written(|w| write_report_page(&page, &options, w));
    assert_self_contained(&html);
    // The weights are for the page of the explanation.
    assert!(html.contains("<td>no closing sign; first of its kind on the page</td>"));
    assert!(!html.contains("(+2.1)"));
}

/// Heat maps, icicles and marked words: text on every shade can be read, in light, dark and print.
#[test]
fn shades_leave_text_readable() {
    let style = include_str!("../../src/report/style.css");
    let variable = |scheme: &str, name: &str| -> String {
        let at = scheme.find(&format!("--{name}:")).unwrap() + name.len() + 3;
        scheme[at..].split([';', '}']).next().unwrap().to_owned()
    };
    let hex = |color: &str| -> [f64; 3] {
        let digits: Vec<char> = color.trim_start_matches('#').chars().collect();
        let width = digits.len() / 3;
        std::array::from_fn(|i| {
            let part: String = digits[i * width..(i + 1) * width].iter().collect();
            f64::from(u8::from_str_radix(&part.repeat(3 - width), 16).unwrap())
        })
    };
    // Relative luminance and contrast as WCAG 2 defines them.
    let luminance = |color: [f64; 3]| -> f64 {
        let linear = color.map(|c| c / 255.0).map(|c| {
            if c <= 0.040_45 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    };
    let schemes: Vec<&str> = style.split(":root{").skip(1).collect();
    assert_eq!(schemes.len(), 3);
    let alphas: Vec<f64> = style
        .split("rgba(var(--heat),")
        .skip(1)
        .map(|rest| rest.split(')').next().unwrap().parse().unwrap())
        .collect();
    assert!(alphas.len() >= 9, "{alphas:?}");
    for scheme in schemes {
        let heat: Vec<f64> = variable(scheme, "heat")
            .split(',')
            .map(|part| part.parse().unwrap())
            .collect();
        for ground in ["bg", "paper"] {
            let ground = hex(&variable(scheme, ground));
            for alpha in &alphas {
                let shade: [f64; 3] =
                    std::array::from_fn(|i| heat[i] * alpha + ground[i] * (1.0 - alpha));
                let (a, b) = (luminance(shade), luminance(hex(&variable(scheme, "fg"))));
                let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                assert!(contrast >= 4.5, "{alpha} {contrast:.2} {scheme:.40}");
            }
        }
    }
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
