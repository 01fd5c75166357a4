//! The table of `fixtures/rights`: prints what each code comes to in each case.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use wenmai_analyze::rights::{RightsOptions, RightsReader, SiteFiles};
use wenmai_model::{Finding, Page, PageKind, Rights, RightsCode, RightsEffect, Severity};
use wenmai_parse::{ParseOptions, parse};

const CASES: [&str; 6] = [
    "allow",
    "conditional",
    "deny",
    "absent",
    "contradictory",
    "malformed",
];

fn fixture(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/rights");
    fs::read_to_string(folder.join(name)).unwrap()
}

/// The page of a line, and the reader for its site.
fn read(line: &str) -> (Page, RightsReader) {
    let record: Value = serde_json::from_str(line).unwrap();
    let text = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
    let pairs = |name: &str| -> Vec<(String, String)> {
        let fields = record[name].as_object().into_iter().flatten();
        let pair =
            |(name, value): (&String, &Value)| (name.clone(), value.as_str().unwrap().to_owned());
        fields.map(pair).collect()
    };
    let mut site_files = SiteFiles::default();
    for (path, file) in pairs("site") {
        let url = format!("https://tea.example{path}");
        site_files.add(&url, file.as_bytes()).unwrap();
    }
    let page = Page {
        id: text("id"),
        url: Some(text("url")),
        headers: pairs("headers"),
        body: text("html").into_bytes(),
        kind: Some(PageKind::Html),
        ..Page::default()
    };
    let reader = RightsReader::new(&RightsOptions {
        site_files: Arc::new(site_files),
        ..RightsOptions::default()
    });
    (page, reader.unwrap())
}

/// What a code and a use come to, as the table has it.
fn outcome(rights: &Rights, findings: &[Finding], code: &str, usage: &str) -> [String; 3] {
    let of_code = || rights.statements.iter().filter(|s| s.code.as_str() == code);
    let strength = |effect| match effect {
        RightsEffect::Unclear => 0,
        RightsEffect::Allow => 1,
        RightsEffect::Conditional => 2,
        RightsEffect::Deny => 3,
    };
    let strongest = of_code().max_by_key(|s| strength(s.effect));
    let effect = match strongest {
        None => "-",
        Some(statement) if statement.parsed.is_none() => "malformed",
        Some(statement) => statement.effect.as_str(),
    };
    let severities = findings.iter().filter(|f| f.code == code);
    let finding = match severities.map(|f| f.severity).max_by_key(|s| *s as u8) {
        None => "-",
        Some(Severity::Info) => "info",
        Some(_) => "warning",
    };
    let decision = rights.decisions.iter().find(|d| d.usage.as_str() == usage);
    let decision = decision.map_or("-".to_owned(), |decision| {
        let mark = if decision.is_contradicted { "!" } else { "" };
        format!("{}{mark}", decision.effect.as_str())
    });
    [
        effect.to_owned(),
        finding.to_owned(),
        format!("{usage}={decision}"),
    ]
}

#[test]
fn each_code_comes_to_what_the_table_says() {
    let pages = fixture("pages.jsonl");
    let pages: BTreeMap<String, (Page, RightsReader)> = pages
        .lines()
        .map(read)
        .map(|(page, reader)| (page.id.clone(), (page, reader)))
        .collect();
    let mut table: BTreeMap<(String, String), (u32, u32)> = BTreeMap::new();
    let mut wrong = Vec::new();
    let expected = fixture("expected.tsv");
    let rows = expected.lines().filter(|line| !line.starts_with("# "));
    for row in rows {
        let fields: Vec<&str> = row.split('\t').collect();
        let [id, code, case, effect, finding, decision] = fields.as_slice() else {
            panic!("six fields: {row}");
        };
        let (page, reader) = &pages[*id];
        let document = parse(page, &ParseOptions::default());
        let (rights, findings) = reader.findings(&document);
        let rights = rights.unwrap_or_default();
        let usage = decision.split('=').next().unwrap();
        let found = outcome(&rights, &findings, code, usage);
        let cell = table.entry(((*code).to_owned(), (*case).to_owned()));
        let (right, all) = cell.or_default();
        *all += 1;
        if found == [*effect, *finding, *decision] {
            *right += 1;
        } else {
            wrong.push(format!(
                "{id}: {found:?} in the place of {:?}\n{rights:#?}",
                &fields[3..]
            ));
        }
        let conflict = findings.iter().any(|f| f.code == "rights_conflict");
        let is_contradicted = rights.decisions.iter().any(|d| d.is_contradicted);
        assert_eq!(conflict, is_contradicted, "{id}");
    }
    println!(
        "\n{:18}{}",
        "right of all",
        CASES.map(|case| format!("{case:>15}")).concat()
    );
    for code in RightsCode::ALL {
        let cells = CASES.map(|case| {
            let key = (code.as_str().to_owned(), case.to_owned());
            let cell = table.get(&key).map(|(right, all)| format!("{right}/{all}"));
            format!("{:>15}", cell.unwrap_or("-".to_owned()))
        });
        println!("{:18}{}", code.as_str(), cells.concat());
        for case in ["allow", "deny", "absent", "contradictory", "malformed"] {
            let key = (code.as_str().to_owned(), case.to_owned());
            assert!(table.contains_key(&key), "no page for {key:?}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn findings_read_like_this() {
    let pages = fixture("pages.jsonl");
    let mut lines = Vec::new();
    for line in pages.lines() {
        let (page, reader) = read(line);
        let document = parse(&page, &ParseOptions::default());
        let (_, findings) = reader.findings(&document);
        for finding in findings {
            let value = finding.value.unwrap_or_default();
            let span = finding
                .source_span
                .or(finding.span.map(|s| document.source_span(s)));
            let place = span.map_or("-".to_owned(), |span| {
                let source = std::str::from_utf8(&page.body).unwrap();
                source[span.start as usize..span.end as usize].to_owned()
            });
            let severity = finding.severity.as_str();
            lines.push(format!(
                "{}: {severity} {}: {}\n    value: {}\n    place: {}",
                page.id,
                finding.code,
                finding.message,
                value.trim_end(),
                place.trim_end(),
            ));
        }
    }
    insta::assert_snapshot!(lines.join("\n"));
}
