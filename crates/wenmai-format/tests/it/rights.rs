//! What the report says about rights and personal data.

use wenmai_format::report::{Lang, document_summary, report_tables, write_report_summary};
use wenmai_format::{CsvOptions, write_csv, write_json};
use wenmai_model::{Report, RightsEffect};

use crate::report::{assert_self_contained, document_page, index, readable, report_markdown};
use crate::support::{report, rights_example, rights_report, written};

const PERSONAL_DATA: [&str; 2] = ["13812345678", "li.ming@huizhi-tech.cn"];

fn section(html: &str) -> String {
    let html = readable(html);
    let start = html.find("<section id=\"rights\"").unwrap();
    let (section, _) = html[start..].split_once("</section>").unwrap();
    section.to_owned()
}

#[test]
fn index_shows_uses_licences_and_personal_data() {
    insta::assert_snapshot!(
        "index_zh",
        section(&index(&rights_report(), Some(Lang::Zh)))
    );
    insta::assert_snapshot!(
        "index_en",
        section(&index(&rights_report(), Some(Lang::En)))
    );
}

#[test]
fn page_shows_statements_and_what_they_come_to() {
    let (document, analysis) = rights_example();
    let page = document_page(&document, &analysis, None);
    assert_self_contained(&page);
    insta::assert_snapshot!("page_zh", section(&page));
    let page = document_page(&document, &analysis, Some(Lang::En));
    insta::assert_snapshot!("page_en", section(&page));
    // The same finding of five places is one.
    assert!(page.contains("a mobile number stands here × 5"));
    assert_eq!(page.matches("a mobile number stands here").count(), 1);
}

#[test]
fn other_views() {
    let report = rights_report();
    let markdown = report_markdown(&report, Some(Lang::En));
    let (_, markdown) = markdown.split_once("## Rights and privacy").unwrap();
    let (markdown, _) = markdown.split_once("\n## ").unwrap();
    let tables: Vec<String> = report_tables(&report)
        .iter()
        .filter(|(name, _)| ["rights.csv", "privacy.csv", "documents.csv"].contains(name))
        .map(|(name, table)| {
            let csv = written(|w| write_csv(table, &CsvOptions::default(), w));
            format!("== {name}\n{csv}")
        })
        .collect();
    let terminal = written(|w| write_report_summary(&report, 80, w));
    for line in terminal.lines() {
        assert!(wenmai_text::display_width(line) <= 80, "{line}");
    }
    insta::assert_snapshot!(format!("{markdown}\n{}\n{terminal}", tables.concat()));
}

/// Title, heading, value of another finding, repeated paragraph and statement hold personal data.
#[test]
fn personal_data_is_masked_wherever_the_report_repeats_it() {
    let report = rights_report();
    let mut views = vec![
        written(|w| write_json(&report, w)),
        index(&report, None),
        report_markdown(&report, None),
        written(|w| write_report_summary(&report, 400, w)),
    ];
    let tables = report_tables(&report);
    let csv = tables.iter();
    views.extend(csv.map(|(_, table)| written(|w| write_csv(table, &CsvOptions::default(), w))));
    // The page of a document shows its text as it is, but what is said about it masks them.
    let (document, analysis) = rights_example();
    views.push(section(&document_page(&document, &analysis, None)));
    for view in views {
        for datum in PERSONAL_DATA {
            assert!(!view.contains(datum), "{view}");
        }
    }
    let summary = document_summary(&document, &analysis, None);
    assert_eq!(summary.title.as_deref(), Some("编辑部 13*******78 征稿"));
    assert_eq!(summary.outline[0].text, "一、电话 13*******78");
    assert!(summary.similar[0].text.contains("13*******78"));
}

#[test]
fn reports_without_rights_read_as_before() {
    let report = report();
    let json = written(|w| write_json(&report.documents[1], w));
    assert!(!json.contains("\"rights\"") && !json.contains("personal_data"));
    let back: Report = serde_json::from_str(&written(|w| write_json(&rights_report(), w))).unwrap();
    assert_eq!(back, rights_report());
}

/// Statements and personal data without end, in signs that take six bytes.
#[test]
fn pages_stay_small_whatever_is_said() {
    let attack = "\"&<\u{202e}".repeat(100);
    let (document, mut analysis) = rights_example();
    let rights = analysis.rights.as_mut().unwrap();
    rights.statements[1].value.clone_from(&attack);
    rights.licence = Some(attack.clone());
    let statement = rights.statements[1].clone();
    rights.statements.extend(vec![statement; 5_000]);
    analysis.findings = vec![analysis.findings[0].clone(); 5_000];
    for (at, finding) in analysis.findings.iter_mut().enumerate() {
        finding.message = format!("{} {attack}", at % 1_000);
    }
    let page = document_page(&document, &analysis, None);
    assert_self_contained(&page);
    assert!(page.len() < 150_000, "{}", page.len());

    let mut report = rights_report();
    let document = report.documents[2].clone();
    report.documents = (0..1_000)
        .map(|number| {
            let mut document = document.clone();
            document.title = Some(attack.clone());
            document.page = Some(format!("pages/{number}.html"));
            document.personal_data = [(format!("{attack}{}", number % 100), 1)].into();
            let rights = document.rights.as_mut().unwrap();
            rights.licence = Some(format!("{}{attack}", number % 100));
            rights.decisions[0].effect = RightsEffect::Allow;
            document
        })
        .collect();
    let index = index(&report, None);
    assert_self_contained(&index);
    assert!(index.len() < 500_000, "{}", index.len());
    assert!(section(&index).contains("not listed"));
}
