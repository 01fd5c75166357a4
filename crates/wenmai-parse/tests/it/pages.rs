use std::{fmt::Write as _, path::Path};

use serde::Deserialize;

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

/// Pages whose outline is not yet what their authors meant, each with what is missing. A page leaves this list as soon as
/// it comes out right: the test fails when one of them does.
const NOT_YET: [&str; 5] = [
    // A question with two clauses among questions with one.
    "zh-qa",
    // Headings that are code identifiers.
    "en-unnumbered-sentence-case",
    // Levels that only the contents tell, and a tag line under the title.
    "zh-wiki-mixed",
    // Two headings (1) and (2) among list items that are numbered alike.
    "zh-cn-numerals",
    // Lines that hold a heading and, behind a gap, a line of the sidebar: nothing parts them yet.
    "zh-print-sidebar",
];

#[test]
fn pages_are_what_their_authors_meant() {
    let mut wrong = String::new();
    let mut surprises = Vec::new();
    insta::glob!("../../../../fixtures/pages", "*.{txt,md}", |path| {
        let document = parse_file(path);
        let expected = expected(path);
        let outline: Vec<String> = document
            .outline
            .iter()
            .map(|heading| format!("{} {}", heading.level, heading.text))
            .collect();
        let mut errors = String::new();
        for line in expected
            .outline
            .iter()
            .filter(|line| !outline.contains(line))
        {
            writeln!(errors, "  missing  {line}").unwrap();
        }
        for line in outline
            .iter()
            .filter(|line| !expected.outline.contains(line))
        {
            writeln!(errors, "  too much {line}").unwrap();
        }
        if document.metadata.title.as_deref() != Some(expected.title.as_str())
            || document.metadata.tags != expected.tags
        {
            writeln!(
                errors,
                "  title {:?} {:?}",
                document.metadata.title, document.metadata.tags
            )
            .unwrap();
        }
        if document.cards.len() != expected.cards {
            writeln!(
                errors,
                "  {} cards instead of {}",
                document.cards.len(),
                expected.cards
            )
            .unwrap();
        }
        let known = NOT_YET.contains(&document.id.as_str());
        if errors.is_empty() && known {
            surprises.push(document.id.clone());
        } else if !errors.is_empty() && !known {
            write!(wrong, "{}\n{errors}", document.id).unwrap();
        }
    });
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(surprises.is_empty(), "take out of NOT_YET: {surprises:?}");
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
