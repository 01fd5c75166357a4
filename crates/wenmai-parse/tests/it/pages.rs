use std::{fmt::Write as _, path::Path};

use serde::Deserialize;
use wenmai_model::{Document, Metadata};

use crate::support::{check_invariants, fixtures, parse_file, render};

/// What the author of a fixture says that it holds.
#[derive(Deserialize)]
struct Note {
    expect: Expected,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    title: String,
    tags: Vec<String>,
    cards: usize,
    outline: Vec<String>,
}

fn expected(page: &Path) -> Expected {
    let note = std::fs::read_to_string(page.with_extension("note.toml")).unwrap();
    toml::from_str::<Note>(&note)
        .unwrap_or_else(|error| panic!("{}: {error}", page.display()))
        .expect
}

/// Pages that are not yet what their authors meant, each with what is missing, and the errors that this makes, as the test
/// words them. Any other error fails, and so does one that is gone: take it out.
const NOT_YET: &[(&str, &[&str])] = &[
    // Versions in brackets, which are no headings yet, so that the kinds of changes stand a level too high.
    (
        "en-changelog",
        &[
            "missing  1 [Unreleased]",
            "missing  2 Added",
            "missing  1 [2.1.0] - 2026-08-14",
            "missing  2 Added",
            "missing  2 Changed",
            "missing  2 Fixed",
            "missing  1 [2.0.0] - 2026-03-02",
            "missing  2 Changed",
            "missing  2 Removed",
            "missing  1 [1.4.2] - 2025-11-20",
            "missing  2 Fixed",
            "missing  1 [1.4.1] - 2025-10-09",
            "missing  2 Fixed",
            "too much 1 Added",
            "too much 1 Added",
            "too much 1 Changed",
            "too much 1 Fixed",
            "too much 1 Changed",
            "too much 1 Removed",
            "too much 1 Fixed",
            "too much 1 Fixed",
        ],
    ),
    // A question with two clauses among questions with one.
    (
        "zh-qa",
        &[
            "missing  1 孩子半路不想骑了，要不要坚持？",
            "missing  1 晚上住哪里，孩子睡不好怎么办？",
            "missing  1 骑完之后，怎样留下纪念？",
        ],
    ),
    // Headings that are code identifiers.
    (
        "en-unnumbered-sentence-case",
        &["missing  1 RefCell<T>", "missing  1 #[no_std]"],
    ),
    // Two headings (1) and (2) among list items that are numbered alike.
    (
        "zh-cn-numerals",
        &["missing  4 (1) 地面与排水", "missing  4 (2) 墙体与保温"],
    ),
    // Lines that hold a heading and, behind a gap, a line of the sidebar: nothing parts them yet.
    (
        "zh-print-sidebar",
        &[
            "missing  1 一、先看清楚",
            "missing  1 二、再定次序",
            "missing  1 三、动手",
            "missing  2 （一）断电",
            "missing  2 （二）穿管",
            "missing  1 四、花费",
            "too much 1 一、先看清楚                                       1 总开关为什么会跳",
            "too much 1 二、再定次序                                       2 铝线和铜线怎样接",
            "too much 1 三、动手                                           3 老房子要不要做接地",
            "too much 1 四、花费                                           2 阁楼的最后一盏灯",
        ],
    ),
];

#[test]
fn pages_are_what_their_authors_meant() {
    let mut wrong = String::new();
    let mut seen: Vec<String> = Vec::new();
    insta::glob!("../../../../fixtures/pages", "*.{txt,md}", |path| {
        let document = parse_file(path);
        let mut known: Vec<&str> = NOT_YET
            .iter()
            .filter(|(id, _)| *id == document.id)
            .flat_map(|(_, errors)| *errors)
            .copied()
            .collect();
        let mut complaints = String::new();
        for error in errors(&document, &expected(path)) {
            match known.iter().position(|known| *known == error) {
                Some(at) => drop(known.remove(at)),
                None => writeln!(complaints, "  {error}").unwrap(),
            }
        }
        for error in known {
            writeln!(complaints, "  take out of NOT_YET: {error}").unwrap();
        }
        if !complaints.is_empty() {
            write!(wrong, "{}\n{complaints}", document.id).unwrap();
        }
        seen.push(document.id);
    });
    for (id, errors) in NOT_YET {
        if errors.is_empty() || !seen.iter().any(|seen| seen == id) {
            writeln!(wrong, "{id}: take out of NOT_YET").unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What is not as expected, one line each.
fn errors(document: &Document, expected: &Expected) -> Vec<String> {
    let outline: Vec<String> = document
        .outline
        .iter()
        .map(|heading| format!("{} {}", heading.level, heading.text))
        .collect();
    let mut errors = differences(&expected.outline, &outline);
    let Metadata { title, tags, .. } = &document.metadata;
    if title.as_deref() != Some(expected.title.as_str()) || *tags != expected.tags {
        errors.push(format!("title {title:?} {tags:?}"));
    }
    let n_cards = document.cards.len();
    if n_cards != expected.cards {
        errors.push(format!("{n_cards} cards instead of {}", expected.cards));
    }
    errors
}

/// The lines that a longest common subsequence of both leaves over, in order.
#[expect(
    clippy::indexing_slicing,
    reason = "the indexes are those of the loops"
)]
fn differences(expected: &[String], found: &[String]) -> Vec<String> {
    // The length of the longest common subsequence of the rests from each pair of places on.
    let mut common = vec![vec![0_usize; found.len() + 1]; expected.len() + 1];
    for at in (0..expected.len()).rev() {
        for other in (0..found.len()).rev() {
            common[at][other] = if expected[at] == found[other] {
                common[at + 1][other + 1] + 1
            } else {
                common[at + 1][other].max(common[at][other + 1])
            };
        }
    }
    let (mut at, mut other) = (0, 0);
    let mut lines = Vec::new();
    while at < expected.len() || other < found.len() {
        if at < expected.len() && other < found.len() && expected[at] == found[other] {
            (at, other) = (at + 1, other + 1);
        } else if at < expected.len()
            && (other == found.len() || common[at + 1][other] >= common[at][other + 1])
        {
            lines.push(format!("missing  {}", expected[at]));
            at += 1;
        } else {
            lines.push(format!("too much {}", found[other]));
            other += 1;
        }
    }
    lines
}

#[test]
fn order_and_twins_count() {
    let lines = |text: &str| text.chars().map(String::from).collect::<Vec<_>>();
    let check = |expected, found| differences(&lines(expected), &lines(found)).join(", ");
    assert_eq!(check("abc", "abc"), "");
    assert_eq!(check("aba", "ab"), "missing  a");
    assert_eq!(check("ab", "abb"), "too much b");
    assert_eq!(check("ab", "ba"), "missing  a, too much a");
}

#[test]
fn pages() {
    insta::glob!("../../../../fixtures/pages", "*.{txt,md}", |path| {
        let document = parse_file(path);
        check_invariants(&document);
        insta::assert_snapshot!(render(&document));
    });
}

#[test]
fn hostile_pages() {
    insta::glob!("../../../../fixtures/hostile", "*.txt", |path| {
        let document = parse_file(path);
        check_invariants(&document);
        insta::assert_snapshot!(render(&document));
    });
}

#[test]
fn every_fixture_folder_is_there() {
    for folder in ["pages", "hostile"] {
        assert!(
            std::fs::read_dir(fixtures(folder)).unwrap().count() > 20,
            "{folder}"
        );
    }
}
