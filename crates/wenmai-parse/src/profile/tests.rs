use proptest::prelude::*;
use wenmai_model::{BlockKind, BoilerplateKind, Document, Page, PageKind};

use super::*;
use crate::{ParseOptions, explain, parse};

const HOST: &str = "a.example";

fn rule(text: &str, position: RulePosition, elements: Option<&str>) -> BoilerplateRule {
    BoilerplateRule {
        text: text.to_owned(),
        kind: BoilerplateKind::Share,
        pages: 12,
        position,
        elements: elements.map(str::to_owned),
        ..BoilerplateRule::default()
    }
}

fn options(rules: Vec<BoilerplateRule>) -> ParseOptions {
    let profile = SiteProfile {
        host: HOST.to_owned(),
        pages: 12,
        boilerplate: rules,
        ..SiteProfile::default()
    };
    ParseOptions {
        profiles: SiteProfiles::new([profile]).with_host(Some(HOST)),
        ..ParseOptions::default()
    }
}

fn page(body: &str, kind: PageKind) -> Page {
    Page {
        body: body.into(),
        kind: Some(kind),
        ..Page::default()
    }
}

/// The texts of the regions that the rules made, which alone are of this kind.
fn taken(document: &Document) -> Vec<&str> {
    let regions = document.boilerplate.iter();
    regions
        .filter(|region| region.kind == BoilerplateKind::Share)
        .flat_map(|region| document.slice(region.span).lines())
        .filter(|line| !line.trim().is_empty())
        .collect()
}

const PARAGRAPH: &str = "老木匠在账本里写明了木料的含水率和纹理方向，旁人起初不太相信。";

#[test]
fn a_line_counts_in_its_elements_and_at_its_place() {
    let body = format!(
        "<main><h1>木工笔记</h1><p>试试看</p><p>{PARAGRAPH}</p><h2>试试看</h2><p>{PARAGRAPH}{PARAGRAPH}</p>\
         <ul><li>试试看</li><li>再说</li></ul><p class=end>试试看！</p></main>"
    );
    let check = |position, elements, expected: &[&str]| {
        let options = options(vec![rule("试试看", position, elements)]);
        let document = parse(&page(&body, PageKind::Html), &options);
        assert_eq!(taken(&document), expected, "{position:?} {elements:?}");
    };
    check(RulePosition::Anywhere, Some("main > p.end"), &["试试看！"]);
    check(RulePosition::Anywhere, Some("main > h2"), &["试试看"]);
    check(RulePosition::Before, None, &["试试看"]);
    check(RulePosition::After, None, &["试试看", "试试看！"]);
    check(RulePosition::After, Some("main > p"), &[]);
    check(RulePosition::Anywhere, Some("div > p"), &[]);
}

#[test]
fn a_repeated_line_is_no_heading_and_no_title() {
    let text = format!(
        "山坡上的读书会\n\n木工笔记\n\n{PARAGRAPH}\n\n一、开始\n\n{PARAGRAPH}\n\n二、加入我们\n\n{PARAGRAPH}\n\n三、结束\n\n{PARAGRAPH}\n"
    );
    let rules = vec![
        rule("山坡上的读书会", RulePosition::Before, None),
        rule("二、加入我们", RulePosition::Anywhere, None),
    ];
    for kind in [PageKind::Text, PageKind::Markdown] {
        let with = parse(&page(&text, kind), &options(rules.clone()));
        assert_eq!(with.metadata.title.as_deref(), Some("木工笔记"), "{kind:?}");
        let outline: Vec<&str> = with.outline.iter().map(|h| h.text.as_str()).collect();
        assert_eq!(outline, ["一、开始", "三、结束"], "{kind:?}");
        assert_eq!(taken(&with), ["山坡上的读书会", "二、加入我们"], "{kind:?}");
    }
    let without = parse(&page(&text, PageKind::Text), &ParseOptions::default());
    assert_eq!(without.metadata.title.as_deref(), Some("山坡上的读书会"));
    assert_eq!(without.outline.len(), 4);
}

#[test]
fn the_heading_of_the_site_is_not_that_of_the_page() {
    let body = format!(
        "<div class=top><h1>山坡图书馆</h1></div><div><h2>木工笔记</h2><p>{PARAGRAPH}</p><h2>木料</h2><p>{PARAGRAPH}</p></div>"
    );
    let rules = vec![rule(
        "山坡图书馆",
        RulePosition::Before,
        Some("div.top > h1"),
    )];
    let document = parse(&page(&body, PageKind::Html), &options(rules));
    assert_eq!(document.metadata.title, None);
    assert_eq!(taken(&document), ["山坡图书馆"]);
}

#[test]
fn what_says_more_than_its_words_stays() {
    let body = format!(
        "# 笔记\n\n{PARAGRAPH}\n\n```\nnpm install\n```\n\n| a | b |\n|---|---|\n| c | d |\n"
    );
    let rules = vec![
        rule("npm install", RulePosition::Anywhere, None),
        rule("| c | d |", RulePosition::Anywhere, None),
    ];
    let document = parse(&page(&body, PageKind::Markdown), &options(rules));
    assert_eq!(taken(&document), [""; 0]);
    // On a page without elements, a short rule for HTML pages counts at the ends alone.
    let rules = || vec![rule("优点", RulePosition::Anywhere, Some("nav > li"))];
    let body = format!("笔记\n\n{PARAGRAPH}\n\n优点\n\n{PARAGRAPH}\n");
    let document = parse(&page(&body, PageKind::Text), &options(rules()));
    assert_eq!(taken(&document), [""; 0]);
}

#[test]
fn explanations_say_on_how_many_pages_a_line_repeats() {
    let said = |kind, body: String| {
        let rules = vec![rule("扫码加入第 7 群", RulePosition::Anywhere, None)];
        let lines = explain(&page(&body, kind), &options(rules)).lines;
        let line = lines.into_iter().find(|line| line.text.starts_with("扫码"));
        line.unwrap().reason
    };
    let expected = "repeated on 12 of 12 pages of this host";
    for kind in [PageKind::Text, PageKind::Markdown] {
        let body = format!("笔记\n\n{PARAGRAPH}\n\n扫码加入第 12 群\n\n{PARAGRAPH}\n");
        assert_eq!(said(kind, body), expected);
    }
    let body = format!("<h1>笔记</h1><p>{PARAGRAPH}<p>扫码加入第12群<p>{PARAGRAPH}");
    assert_eq!(said(PageKind::Html, body), expected);
}

#[test]
fn long_lines_are_known_by_their_keys_and_other_hosts_by_nothing() {
    let long = PARAGRAPH.repeat(9);
    let key = format!("{:016x}", line_hash(&long));
    let long_rule = BoilerplateRule {
        key: Some(key),
        ..rule("老木匠…", RulePosition::Anywhere, None)
    };
    let body = format!("<h1>笔记</h1><p>{PARAGRAPH}</p><p>{long}</p>");
    let mut page = page(&body, PageKind::Html);
    let options = options(vec![long_rule]);
    assert_eq!(taken(&parse(&page, &options)), [long.as_str()]);
    page.url = Some("https://WWW.A.example/x".to_owned());
    assert_eq!(taken(&parse(&page, &options)).len(), 1);
    page.url = Some("https://b.example/x".to_owned());
    assert_eq!(taken(&parse(&page, &options)).len(), 0);
}

#[test]
fn hosts_of_profiles_and_of_pages_are_known_however_they_are_named() {
    let body = format!("笔记\n\n{PARAGRAPH}\n\n扫码加入\n");
    let page = page(&body, PageKind::Text);
    let names = ["a.example", "WWW.A.example.", "https://www.A.example./"];
    for (profiled, assumed) in names
        .iter()
        .flat_map(|name| names.map(|other| (name, other)))
    {
        let profile = SiteProfile {
            host: (*profiled).to_owned(),
            boilerplate: vec![rule("扫码加入", RulePosition::Anywhere, None)],
            ..SiteProfile::default()
        };
        let profiles = SiteProfiles::new([profile]).with_host(Some(assumed));
        assert_eq!(profiles.assumed_host(), Some("a.example"));
        let options = ParseOptions {
            profiles,
            ..ParseOptions::default()
        };
        let document = parse(&page, &options);
        assert_eq!(taken(&document), ["扫码加入"], "{profiled} {assumed}");
    }
}

#[test]
fn pictures_of_furniture_are_none_of_the_article() {
    let body = format!(
        "<main><h1>笔记</h1><p>{PARAGRAPH}</p><p><img src=a.png>扫码加入</p><p>{PARAGRAPH}<img src=b.png></p></main>"
    );
    let rules = vec![rule("扫码加入", RulePosition::Anywhere, None)];
    let document = parse(&page(&body, PageKind::Html), &options(rules));
    let images: Vec<_> = document
        .images
        .iter()
        .map(|image| image.src.as_str())
        .collect();
    assert_eq!(images, ["b.png"]);
}

/// Lines that rules may be about.
fn line() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "木工笔记",
        "一、开始",
        "1.2 木料",
        "相关文章",
        "|",
        "7月前",
        "存储 安全",
        "340 2",
        "目录",
        "简介: 一句话。",
        PARAGRAPH,
        "- 优点",
        "let x = foo(1);",
        "a | b | c",
        "© 2024",
        "»",
        "12",
        "The end of it.",
        "# 题",
        "> 引",
        "```",
        "",
    ])
}

proptest! {
    #[test]
    fn whatever_the_rules_nothing_is_lost(
        lines in prop::collection::vec(line(), 0..40),
        rules in prop::collection::vec((line(), 0..3_u8), 0..6),
        kind in prop::sample::select(vec![PageKind::Text, PageKind::Markdown, PageKind::Html]),
    ) {
        let body = match kind {
            PageKind::Html => format!("<p>{}</p>", lines.join("</p><p>")),
            _ => lines.join("\n"),
        };
        let position = |at| [RulePosition::Before, RulePosition::After, RulePosition::Anywhere][usize::from(at)];
        let rules = rules.into_iter().map(|(text, at)| rule(text, position(at), None));
        let document = parse(&page(&body, kind), &options(rules.collect()));
        let spans = document.blocks.iter().map(|block| (block.span, block.kind == BlockKind::Title));
        let regions = document.boilerplate.iter().map(|region| (region.span, false));
        let cards = document.cards.iter().map(|card| (card.span, false));
        let mut spans: Vec<_> = spans.chain(regions).chain(cards).map(|(span, _)| span).collect();
        spans.sort_by_key(|span| span.start);
        let mut at = 0;
        for span in spans {
            prop_assert!(span.start >= at, "two pieces share a place");
            let between = document.text.get(at as usize..span.start as usize).unwrap();
            prop_assert!(between.chars().all(wenmai_text::is_blank), "lost: {between:?}");
            at = span.end;
        }
        let rest = document.text.get(at as usize..).unwrap();
        prop_assert!(rest.chars().all(wenmai_text::is_blank), "lost: {rest:?}");
    }
}
