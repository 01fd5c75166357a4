use proptest::prelude::*;
use wenmai_model::Page;
use wenmai_model::PageKind;
use wenmai_parse::{
    Hints, ParseOptions, UserMarker, cut, decode, parse, parse_markdown, parse_text, sniff,
};

use crate::support::check_invariants;

/// Lines of the kinds that pages are made of, so that random pages reach every branch of the grammars.
fn line() -> impl Strategy<Value = String> {
    let words = prop_oneof![
        Just("开源大模型".to_owned()),
        Just("在人工智能领域，大模型正逐步成为关键力量。".to_owned()),
        Just("The quick brown fox jumps over the lazy dog.".to_owned()),
        Just("Getting started".to_owned()),
        Just("引言".to_owned()),
        Just("let x = foo(1);".to_owned()),
        Just("a | b | c".to_owned()),
        "\\PC{0,12}",
        any::<String>(),
    ];
    let marker = prop_oneof![
        Just(String::new()),
        (0..40_u32).prop_map(|n| format!("{n}. ")),
        (0..9_u32, 0..9_u32).prop_map(|(a, b)| format!("{a}.{b} ")),
        Just("一、".to_owned()),
        Just("（二）".to_owned()),
        Just("第三章 ".to_owned()),
        Just("- ".to_owned()),
        Just("\u{3000}".to_owned()),
    ];
    let furniture = prop_oneof![
        Just("|".to_owned()),
        Just("7月前".to_owned()),
        Just("340 2".to_owned()),
        Just("63711".to_owned()),
        Just("存储 安全".to_owned()),
        Just("相关文章".to_owned()),
        Just("热门文章".to_owned()),
        Just("目录".to_owned()),
        Just("简介: 一句话。".to_owned()),
        Just("Related Posts".to_owned()),
        Just("5y ago · 8 min read".to_owned()),
        Just("作者 | 3年前 | 标签".to_owned()),
        Just("老周 · 3天前".to_owned()),
        Just("阅读 12 · 评论 3".to_owned()),
        Just("【9月更文挑战第18天】见 arXiv:2408.00001".to_owned()),
        Just("1".to_owned()),
        Just(String::new()),
        Just(String::new()),
        Just("\r".to_owned()),
    ];
    prop_oneof![3 => (marker, words).prop_map(|(marker, words)| marker + &words), 2 => furniture]
}

/// Pieces of Markdown, so that random pages reach every branch of its reader.
fn markdown() -> impl Strategy<Value = String> {
    let start = prop_oneof![
        Just(String::new()),
        (1..8_usize).prop_map(|marks| "#".repeat(marks) + " "),
        Just("\\### ".to_owned()),
        Just("- ".to_owned()),
        Just("  * ".to_owned()),
        (0..12_u32).prop_map(|n| format!("{n}. ")),
        (0..12_u32).prop_map(|n| format!("{n}\\. ")),
        Just("> ".to_owned()),
        Just("    ".to_owned()),
        Just("```\n".to_owned()),
        Just("$$\n".to_owned()),
        Just("<div>".to_owned()),
        Just("<h2>".to_owned()),
        Just("[^1]: ".to_owned()),
        Just("---\n".to_owned()),
    ];
    let inline = prop_oneof![
        Just("**标题**".to_owned()),
        Just("**“引”**后".to_owned()),
        Just("[文章](https://a.example/p/1)".to_owned()),
        Just("[甲](#a) [乙](/b)".to_owned()),
        Just("![图](a.png)".to_owned()),
        Just("[![图](a.png)题\n摘](/p)".to_owned()),
        Just("[#](#a)".to_owned()),
        Just("`a|b`".to_owned()),
        Just("| a | b |\n|---|---|\n| 1 ||".to_owned()),
        Just("&amp;&#10;&nbsp;".to_owned()),
        Just("<br>~x~ ~~y~~ $a$".to_owned()),
        Just("\n---".to_owned()),
        Just("\n===".to_owned()),
        Just("相关文章".to_owned()),
        Just("Title: a\nURL Source: b".to_owned()),
        "\\PC{0,12}",
        any::<String>(),
    ];
    let lines = prop::collection::vec((start, prop::collection::vec(inline, 0..4)), 0..30);
    lines.prop_map(|lines| {
        let line = |(start, inline): (String, Vec<String>)| start + &inline.join(" ") + "\n";
        lines.into_iter().map(line).collect()
    })
}

/// A line of a statute, or one that a marker of [`pattern`] opens.
fn article() -> impl Strategy<Value = String> {
    let opening = prop_oneof![
        "第[一二三十]{1,3}条",
        "第[0-9]{1,3}章",
        "[◇★] ?",
        "Scene [0-9]"
    ];
    (opening, "[　 ]?", "\\PC{0,40}[。：]?")
        .prop_map(|(opening, blank, text)| opening + &blank + &text)
}

/// A pattern of a marker, right or wrong.
fn pattern() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("[◇★]".to_owned()),
        Just(r"Scene (\d)\s*".to_owned()),
        Just("第(.+)章".to_owned()),
        Just(".*".to_owned()),
        Just(".+".to_owned()),
        "[a◇(|)\\[\\]*+?.\\\\^$]{0,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_page_is_parsed_and_nothing_is_lost(lines in prop::collection::vec(line(), 0..60)) {
        let text = lines.join("\n");
        let document = parse_text(&text, &ParseOptions::default());
        prop_assert_eq!(&document.text, &text);
        check_invariants(&document);
    }

    #[test]
    fn nothing_is_lost_with_any_options(lines in prop::collection::vec(prop_oneof![line(), article()], 0..40), pattern in pattern(), level in prop::option::of(0..14_u8)) {
        let text = lines.join("\n");
        let mut options = ParseOptions::default();
        options.articles_as_headings = true;
        options.markers.extend(UserMarker::new("a", pattern, level));
        check_invariants(&parse_text(&text, &options));
        check_invariants(&parse_markdown(&text, &options));
    }

    #[test]
    fn any_markdown_is_parsed_and_no_visible_text_is_lost(page in prop_oneof![markdown(), any::<String>()]) {
        let document = parse_markdown(&page, &ParseOptions::default());
        check_invariants(&document);
        // Each place in the text has one in the source, in the same order.
        let mut end = 0;
        for block in &document.blocks {
            let place = document.source_span(block.span);
            prop_assert!(place.of(&page).is_some() && end <= place.start, "{:?} behind {}", place, end);
            end = place.start;
        }
        for line in document.blocks.iter().filter_map(|block| block.lines) {
            prop_assert!(line.first <= line.last && (line.last as usize) < page.split('\n').count());
        }
    }

    #[test]
    fn words_of_a_markdown_page_are_shown(words in prop::collection::vec("[a-z]{3,8}", 1..20), shape in prop::collection::vec(0..7_u8, 20)) {
        let mut page = String::new();
        for (word, shape) in words.iter().zip(&shape) {
            let line = match shape {
                0 => format!("## {word}\n\n"),
                1 => format!("**{word}**\n"),
                2 => format!("- [{word}](/x)\n"),
                3 => format!("> {word}\n\n"),
                4 => format!("```\n{word}\n```\n"),
                5 => format!("| {word} |\n|---|\n\n"),
                _ => format!("{word} *and* `more`\n"),
            };
            page.push_str(&line);
        }
        let document = parse_markdown(&page, &ParseOptions::default());
        let mut rest = document.text.as_str();
        for word in &words {
            let behind = rest.split_once(word.as_str());
            prop_assert!(behind.is_some(), "{} in {:?} of {:?}", word, document.text, page);
            rest = behind.map_or("", |(_, behind)| behind);
        }
    }

    #[test]
    fn any_bytes_are_parsed(body in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = sniff(&body);
        let decoded = decode(&body, &Hints::default());
        let document = parse(&Page { body: body.clone(), ..Page::default() }, &ParseOptions::default());
        if document.kind == PageKind::Text {
            prop_assert_eq!(&document.text, &decoded.text);
        }
        check_invariants(&document);
    }

    #[test]
    fn a_page_that_is_too_long_is_cut_with_a_finding(text in "\\PC{1,80}", max_bytes in 0..80_usize) {
        let mut options = ParseOptions::default();
        options.max_bytes = max_bytes;
        let document = parse_text(&text, &options);
        check_invariants(&document);
        let cut = document.text.len() < text.len();
        prop_assert!(document.text.len() <= max_bytes);
        prop_assert_eq!(cut, document.findings.iter().any(|finding| finding.code == "text_truncated"));
    }

    #[test]
    fn a_page_that_passes_a_budget_is_the_page_up_to_there(
        text in "([a-zé一、。#*<>p/ ]|\n){0,120}",
        (max_lines, max_nodes) in (0..12_usize, 0..20_usize),
        max_steps in 0..4000_u64,
    ) {
        let mut options = ParseOptions::default();
        (options.max_lines, options.max_nodes, options.max_steps) = (max_lines, max_nodes, max_steps);
        for kind in [PageKind::Text, PageKind::Markdown, PageKind::Html] {
            let page = Page { body: text.clone().into(), kind: Some(kind), ..Page::default() };
            let document = parse(&page, &options);
            check_invariants(&document);
            prop_assert_eq!(&document, &parse(&page, &options));
            let finding = cut(&document);
            let place = finding.map(|finding| document.source_span(finding.span.unwrap()));
            if document.kind == PageKind::Text {
                let end = place.map_or(text.len(), |place| place.start as usize);
                prop_assert_eq!(Some(document.text.as_str()), text.get(..end));
                prop_assert!(document.text.lines().count() <= max_lines);
            }
            if finding.is_none() {
                let whole = parse(&page, &ParseOptions::default());
                prop_assert_eq!(&document.text, &whole.text);
            }
        }
    }
}
