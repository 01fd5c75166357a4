//! Whatever files and headers hold, nothing panics, and nothing takes long.

use std::sync::Arc;

use proptest::prelude::*;
use wenmai_analyze::rights::{RightsOptions, RightsReader, RightsTables, SiteFiles, read_anything};
use wenmai_model::{Document, Page, PageKind, RightsEffect, RightsUse, Signal, SignalSource};
use wenmai_parse::{ParseOptions, parse};

use crate::linear::check_linear;

fn reader(files: &[(&str, &[u8])]) -> RightsReader {
    let mut site_files = SiteFiles::default();
    for (url, bytes) in files {
        site_files.add(url, bytes).unwrap();
    }
    RightsReader::new(&RightsOptions {
        site_files: Arc::new(site_files),
        ..RightsOptions::default()
    })
    .unwrap()
}

/// Pieces that the readers know, and bytes that they do not.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        "User-agent: *",
        "User-agent: GPTBot",
        "Disallow: /",
        "Allow: /a*b$",
        "Content-Usage: /a train-ai=n",
        "License: x",
        "\n",
        "\r",
        "\u{feff}",
        ":",
        "#",
        "%",
        "%2",
        "%2F",
        "*",
        "$",
        "train-ai=n",
        ",",
        ";",
        "=",
        "(",
        ")",
        "\"",
        "\\",
        "?1",
        "[",
        "{",
        "\"location\":\"/\"",
        "\"tdm-reservation\":1",
        "}",
        "]",
        "<rsl>",
        "<content url=\"",
        "<license>",
        "<permits type=\"usage\">",
        "all",
        "</permits>",
        "<!--",
        "<![CDATA[",
        ">",
        "CC BY",
        "-NC",
        "署名",
        "4.0",
        "//creativecommons.org/licenses/by/",
        "noai",
        "é",
        "目",
    ]);
    let piece = prop_oneof![
        4 => known.prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_bytes_stop_the_readers(bytes in pieces()) {
        read_anything(&bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let reader = reader(&[("https://a.example/robots.txt", &bytes), ("https://a.example", &bytes)]);
        let names = ["x-robots-tag", "tdm-reservation", "tdm-policy", "content-usage", "license"];
        let mut page = Page {
            url: Some(format!("https://a.example/{text}")),
            headers: names.iter().map(|name| ((*name).to_owned(), text.clone())).collect(),
            kind: Some(PageKind::Html),
            ..Page::default()
        };
        page.headers.push(("Link".to_owned(), text.clone()));
        page.body = format!("<meta name=robots content=\"{text}\"><meta name=license content='{text}'><p>{text}</p>").into_bytes();
        let document = parse(&page, &ParseOptions::default());
        let (rights, findings) = reader.findings(&document);
        let rights = rights.unwrap_or_default();
        for decision in &rights.decisions {
            let by = &rights.statements[decision.by as usize];
            prop_assert_eq!(by.effect, decision.effect);
            prop_assert!(by.uses.contains(&decision.usage));
            prop_assert!(by.effect != RightsEffect::Unclear);
        }
        for finding in findings {
            prop_assert!(finding.span.is_none_or(|span| span.of(&document.text).is_some()));
        }
    }
}

#[test]
fn time_is_linear_in_files_and_texts() {
    let page = |path: &str| Document {
        url: Some(format!("https://a.example/{path}")),
        ..Document::default()
    };
    let rules = |n: usize| format!("User-agent: *\n{}", "Allow: /*a*a*a*a*b\n".repeat(n));
    let agents = |n: usize| format!("{}Disallow: /*a\n", "User-agent: GPTBot\n".repeat(n));
    let preferences = |n: usize| {
        let agents = "User-agent: *\n".repeat(n);
        format!("{agents}Allow: /\n{}", "Content-Usage:a\n".repeat(n))
    };
    for file in [&rules as &dyn Fn(usize) -> String, &agents, &preferences] {
        let files = [5_000, 20_000].map(file);
        check_linear("robots.txt", &files, |file| {
            let reader = reader(&[("https://a.example/robots.txt", file.as_bytes())]);
            assert!(reader.rights(&page(&"a".repeat(2_000))).is_some());
        });
    }
    let reader = reader(&[]);
    for piece in [
        "cc by-",
        "署名-",
        "creative commons ",
        "未经允许",
        "©",
        "creativecommons.org/licenses/by/",
        "转载请注明",
    ] {
        let texts = [50_000, 200_000].map(|len| Document {
            text: piece.repeat(len / piece.len()),
            ..Document::default()
        });
        check_linear(piece, &texts, |text| {
            reader.rights(text);
        });
    }
    for piece in [
        "train-ai=(((",
        "<content url=",
        "[[[[",
        "a;b=",
        "License: /\n",
        "<!--",
        "<rsl x",
        "%2",
    ] {
        let files = [50_000, 200_000].map(|len| piece.repeat(len / piece.len()));
        check_linear(piece, &files, |file| {
            read_anything(file.as_bytes());
        });
    }
}

#[test]
fn a_robots_txt_that_is_too_long_is_said() {
    let file = format!("User-agent: *\nAllow: /\n{}", "#\n".repeat(300_000));
    let reader = reader(&[("https://a.example/robots.txt", file.as_bytes())]);
    let document = Document {
        url: Some("https://a.example/".to_owned()),
        ..Document::default()
    };
    let (rights, findings) = reader.findings(&document);
    let value = "it is longer than 500 KiB, and the rest is not read";
    assert_eq!(rights.unwrap().statements[0].value, value);
    assert!(findings.iter().any(|f| f.value.as_deref() == Some(value)));
}

#[test]
fn statements_and_findings_are_bounded() {
    let signal = |source, name: &str, value: String| Signal {
        source,
        name: name.to_owned(),
        value,
        media_type: None,
        span: None,
    };
    let many = |piece: &dyn Fn(usize) -> String| (0..5_000).map(piece).collect::<String>();
    let robots = format!(
        "User-agent: *\nAllow: /\nContent-Signal: {}search=no\n{}{}",
        many(&|n| format!("a{n},")),
        many(&|n| format!("License: /{n}\n")),
        "Content-Signal: search=no\n".repeat(1_000)
    );
    let words = "ai-train ".repeat(900);
    let rsl = format!(
        "<rsl><content url='/'>{}",
        many(&|n| {
            let kind = "type='usage'";
            format!(
                "<license><permits {kind}>a{n} search {}</permits></license>",
                if n < 100 { &words } else { "" }
            )
        })
    );
    let reader = reader(&[
        ("https://a.example/robots.txt", robots.as_bytes()),
        ("https://a.example/l.xml", rsl.as_bytes()),
    ]);
    let document = Document {
        url: Some("https://a.example/".to_owned()),
        signals: vec![
            signal(SignalSource::Meta, "robots", "noai,".repeat(1_000)),
            signal(
                SignalSource::Header,
                "x-robots-tag",
                many(&|n| format!("a{n}: noai,")),
            ),
            signal(SignalSource::Link, "license", "/l.xml".to_owned()),
        ],
        ..Document::default()
    };
    let (rights, findings) = reader.findings(&document);
    let statements = rights.unwrap().statements;
    let n_of = |source| statements.iter().filter(|s| s.source == source).count();
    assert_eq!(n_of(SignalSource::Meta), 1);
    assert_eq!(n_of(SignalSource::Header), 64);
    assert_eq!(n_of(SignalSource::Link), 64);
    // One of them is the rule.
    assert_eq!(n_of(SignalSource::RobotsTxt), 65);
    let parsed = |n: usize| statements[n].parsed.as_deref();
    // What came first stays.
    let first = statements
        .iter()
        .position(|s| s.source == SignalSource::Header)
        .unwrap();
    assert_eq!(
        [parsed(first), parsed(first + 63)],
        [Some("a0: noai"), Some("a63: noai")]
    );
    assert!(
        statements
            .iter()
            .all(|s| s.parsed.as_ref().is_none_or(|p| p.len() <= 1_000))
    );
    assert!(findings.len() <= statements.len() + 7);
}

#[test]
fn a_page_that_mentions_the_public_domain_permits_no_training() {
    let address = "https://creativecommons.org/publicdomain/zero/1.0/";
    let permitted = |source, name: &str, text: &str| -> Vec<RightsUse> {
        let signal = Signal {
            source,
            name: name.to_owned(),
            value: address.to_owned(),
            media_type: None,
            span: None,
        };
        let document = Document {
            text: text.to_owned(),
            signals: if name.is_empty() {
                Vec::new()
            } else {
                vec![signal]
            },
            ..Document::default()
        };
        let decisions = reader(&[]).rights(&document).unwrap().decisions;
        decisions.iter().map(|decision| decision.usage).collect()
    };
    let all = [RightsUse::Tdm, RightsUse::AiTrain, RightsUse::Republish];
    let publishing = [RightsUse::Republish];
    assert_eq!(permitted(SignalSource::Anchor, "license", ""), all);
    assert_eq!(permitted(SignalSource::Link, "license", ""), all);
    assert_eq!(permitted(SignalSource::Anchor, "href", ""), publishing);
    assert_eq!(permitted(SignalSource::Text, "", "CC0 1.0"), publishing);
}

#[test]
fn tables_can_be_replaced_and_are_checked() {
    let with = |phrases: &str| {
        RightsReader::new(&RightsOptions {
            tables: RightsTables {
                phrases: Some(phrases.to_owned()),
                ..RightsTables::default()
            },
            ..RightsOptions::default()
        })
    };
    let reader = with("请勿复制\tdeny\trepublish\tours\n").unwrap();
    let document = |text: &str| Document {
        text: text.to_owned(),
        ..Document::default()
    };
    assert!(reader.rights(&document("未经允许不得转载")).is_none());
    let rights = reader.rights(&document("请勿复制")).unwrap();
    assert_eq!(rights.decisions[0].effect, RightsEffect::Deny);
    let error = with("请勿复制\tnever\trepublish\n").unwrap_err();
    assert_eq!(
        error.to_string(),
        "phrases.tsv, line 1: expected allow, conditional, deny or unclear"
    );
}

#[test]
fn results_do_not_depend_on_what_stands_around() {
    let signal = |source, name: &str, value: &str| Signal {
        source,
        name: name.to_owned(),
        value: value.to_owned(),
        media_type: None,
        span: None,
    };
    let mut document = Document {
        signals: vec![
            signal(SignalSource::Meta, "robots", "noai"),
            signal(SignalSource::Header, "content-usage", "train-ai=y"),
            signal(SignalSource::Header, "content-usage", "search=n"),
            signal(SignalSource::Meta, "tdm-reservation", "1"),
        ],
        ..Document::default()
    };
    let decided = |document: &Document| -> Vec<_> {
        let rights = reader(&[]).rights(document).unwrap();
        let decisions = rights.decisions.into_iter();
        decisions
            .map(|d| (d.usage, d.effect, d.is_contradicted))
            .collect()
    };
    let before = decided(&document);
    document.signals.reverse();
    assert_eq!(decided(&document), before);
}
