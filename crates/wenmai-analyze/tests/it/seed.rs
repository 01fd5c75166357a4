//! The page that the project began with, when it is there.

use std::path::Path;

use crate::{check_invariants, read, texts};

#[expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test reads its fixture, and says so when it is not there"
)]
fn seed() -> Option<String> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seed/open-vs-closed-llm.txt");
    let text = std::fs::read_to_string(path).ok();
    if text.is_none() {
        eprintln!("skipped: the seed page is not there");
    }
    text
}

#[test]
fn keywords_are_of_the_article() {
    let Some(text) = seed() else { return };
    let (document, analysis) = read(&text);
    check_invariants(&document, &analysis);
    let all = texts(&analysis.keywords);
    let top = &all[..5];
    for word in ["开源", "闭源", "大模型"] {
        assert!(
            top.iter().any(|keyword| keyword.contains(word)),
            "{word} in {top:?}"
        );
    }
    for word in ["技术", "模型"] {
        assert!(
            all[..10].iter().any(|keyword| keyword.contains(word)),
            "{word} in {all:?}"
        );
    }
    let has_subject = |keyword: &str| {
        let subjects = ["开源", "闭源", "大模型", "技术", "数据"];
        subjects.iter().any(|subject| keyword.contains(subject))
    };
    let of_subject = all[..10].iter().filter(|keyword| has_subject(keyword));
    assert!(of_subject.count() >= 4, "{all:?}");
    for keyword in &all[..10] {
        let is_number = keyword
            .chars()
            .all(|c| c.is_ascii_digit() || !c.is_alphanumeric());
        assert!(
            !is_number && !keyword.starts_with(|c: char| c.is_ascii_digit()),
            "{keyword}"
        );
    }
    // Words that stand in the cards alone.
    for keyword in &all {
        for card_word in [
            "智能体",
            "鹏城",
            "微软",
            "AIGC",
            "ChatGPT",
            "AgentInstruct",
            "算力",
            "元宇宙",
            "安全 算法",
        ] {
            assert!(!keyword.contains(card_word), "{keyword}");
        }
    }
}

#[test]
fn contrast_aligns_the_parallel_sections() {
    let Some(text) = seed() else { return };
    let (document, analysis) = read(&text);
    let [table] = &analysis.contrasts[..] else {
        panic!("one table, not {}", analysis.contrasts.len())
    };
    let columns: Vec<_> = table
        .columns
        .iter()
        .map(|&column| document.section_path(column as usize).concat())
        .collect();
    assert_eq!(
        columns,
        [
            "一、开源大模型:共享的智慧源泉",
            "二、闭源大模型:专有技术的护城河"
        ]
    );
    let rows: Vec<_> = table.rows.iter().map(|row| row.label.as_str()).collect();
    assert_eq!(rows, ["定义与现状", "优势", "劣势"]);
    let numbers: Vec<_> = table
        .rows
        .iter()
        .flat_map(|row| row.cells.iter().flatten())
        .map(|cell| {
            let section = &document.sections[cell.section as usize];
            document.section_heading(section).unwrap().number.clone()
        })
        .collect();
    assert_eq!(numbers, [[1, 1], [2, 1], [1, 2], [2, 2], [1, 3], [2, 3]]);
    assert_eq!(table.distinctive[0][0].text, "开源");
    assert_eq!(table.distinctive[1][0].text, "闭源");
}

#[test]
fn totals() {
    let Some(text) = seed() else { return };
    let (_, analysis) = read(&text);
    assert_eq!(analysis.totals.paragraphs, 18);
    // Each paragraph has one sentence but those of 引言 and 1.1, 2.1, 3.1 and 结语.
    assert_eq!(analysis.totals.sentences, 18 + 2 + 1 + 1 + 1 + 2);
}
