//! Tables as terminal text, CSV and Markdown.

use proptest::prelude::*;
use wenmai_format::record::{
    findings_record, keywords_record, section_keywords_records, stats_record,
};
use wenmai_format::table::{Align, Cell, Column, Table};
use wenmai_format::{
    CsvOptions, fate_table, findings_table, keywords_table, outline_table, stats_table, write_csv,
    write_markdown_table, write_table,
};

use wenmai_model::{
    BrokenRule, DroppedRecord, Fate, FateRecord, KeywordVariant, RecordPlace, RuleBound,
    SCHEMA_VERSION,
};

use crate::support::{example, written};

/// The tables of all commands, by name.
fn tables() -> [(&'static str, Table); 5] {
    let (document, analysis) = example();
    let findings = findings_record(&document, Some(&analysis)).unwrap();
    [
        ("outline", outline_table(&document, &analysis)),
        ("stats", stats_table(&[stats_record(&document, &analysis)])),
        (
            "keywords",
            keywords_table(&[keywords_record(&document, &analysis)]),
        ),
        (
            "section_keywords",
            keywords_table(&section_keywords_records(&document, &analysis)),
        ),
        ("findings", findings_table(&[findings])),
    ]
}

#[test]
fn terminal() {
    for (name, table) in tables() {
        insta::assert_snapshot!(
            format!("terminal_{name}"),
            written(|w| write_table(&table, 80, w))
        );
    }
}

#[test]
fn csv() {
    for (name, table) in tables() {
        let options = CsvOptions::default();
        insta::assert_snapshot!(
            format!("csv_{name}"),
            written(|w| write_csv(&table, &options, w))
        );
    }
}

#[test]
fn markdown() {
    for (name, table) in tables() {
        insta::assert_snapshot!(
            format!("markdown_{name}"),
            written(|w| write_markdown_table(&table, w))
        );
    }
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for (_, table) in tables() {
        for width in [60, 80, 100, 240] {
            let shown = written(|w| write_table(&table, width, w));
            for line in shown.lines().filter(|line| !line.starts_with("(no room")) {
                assert!(wenmai_text::display_width(line) <= width, "{width}: {line}");
            }
        }
    }
}

#[test]
fn groups_have_captions() {
    let (document, analysis) = example();
    let mut second = stats_record(&document, &analysis);
    second.id = "*b*.txt".into();
    second.sections.truncate(1);
    let mut first = second.clone();
    first.id = "a.txt".into();
    let table = stats_table(&[first, second]);
    insta::assert_snapshot!(written(|w| write_table(&table, 60, w)), @"
    a.txt
    level  section  chars  words  sentences  tokens  share
    ───────────────────────────────────────────────────────
        1  引言        59     29          2      35    23%

    *b*.txt
    level  section  chars  words  sentences  tokens  share
    ───────────────────────────────────────────────────────
        1  引言        59     29          2      35    23%
    (no room for paragraphs, total_chars)
    ");
}

/// A table of one column.
fn one_column(texts: &[&str]) -> Table {
    Table {
        columns: vec![Column {
            name: "text",
            align: Align::Left,
            detail: false,
        }],
        rows: texts
            .iter()
            .map(|&text| vec![Cell::Text(text.into())])
            .collect(),
        grouped: false,
    }
}

#[test]
fn formulas_are_guarded_on_request() {
    let texts = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "a=1", ""];
    let table = one_column(&texts);
    let guarded = CsvOptions {
        guard_formulas: true,
        bom: true,
    };
    insta::assert_debug_snapshot!(written(|w| write_csv(&table, &guarded, w)), @r#""\u{feff}text\n'=1+1\n'+1\n'-1\n'@SUM(A1)\n'\t=1\n'＝1\na=1\n\"\"\n""#);
    let numbers = Table {
        rows: vec![vec![Cell::Score(-0.5)], vec![Cell::Share(0.25)]],
        ..table
    };
    assert_eq!(
        written(|w| write_csv(
            &numbers,
            &CsvOptions {
                bom: false,
                ..guarded
            },
            w
        )),
        "text\n-0.5000\n0.2500\n"
    );
}

#[test]
fn a_terminal_is_not_commanded_by_the_text_of_pages() {
    let shown = written(|w| write_table(&one_column(&["a\u{1b}[2J\u{202e}b\nc\u{9b}"]), 80, w));
    assert_eq!(
        shown,
        "text\n─────────────────────────────\na␛[2J[U+202E]b c[U+009B]\n"
            .replace("─────────────────────────────", &"─".repeat(25))
    );
}

#[test]
fn a_very_long_word_is_cut() {
    let word = "字".repeat(400_000);
    let shown = written(|w| write_table(&one_column(&[&word]), 80, w));
    assert!(shown.len() < 4_000, "{}", shown.len());
}

proptest! {
    /// CSV is read back by another reader as it was.
    #[test]
    fn csv_comes_back(cells in prop::collection::vec(any::<String>(), 1..12)) {
        let texts: Vec<&str> = cells.iter().map(String::as_str).collect();
        let written = written(|w| write_csv(&one_column(&texts), &CsvOptions::default(), w));
        let mut reader = csv::Reader::from_reader(written.as_bytes());
        let read: Vec<String> = reader.records().map(|record| record.unwrap()[0].to_owned()).collect();
        prop_assert_eq!(read, cells);
    }

    /// Any text at any width is written, and fits.
    #[test]
    fn any_text_fits(cells in prop::collection::vec(any::<String>(), 1..6), width in 0usize..120) {
        let texts: Vec<&str> = cells.iter().map(String::as_str).collect();
        let table = one_column(&texts);
        let shown = written(|w| write_table(&table, width, w));
        for line in shown.lines() {
            prop_assert!(wenmai_text::display_width(line) <= width.max(4), "{:?}", line);
        }
        written(|w| write_markdown_table(&table, w));
    }
}

#[test]
fn other_names_stand_beside_a_keyword() {
    let (document, mut analysis) = example();
    let span = analysis.keywords[0].spans[0];
    analysis.keywords[0].variants = [("自建库", 3, Some(span)), ("DB", 0, None)]
        .map(|(text, count, span)| KeywordVariant {
            text: text.into(),
            count,
            span,
        })
        .to_vec();
    let record = keywords_record(&document, &analysis);
    let places = record.keywords[0].variants.iter();
    let places: Vec<_> = places
        .map(|variant| (variant.span, variant.text_span))
        .collect();
    assert_eq!(
        places,
        [
            (record.keywords[0].span, record.keywords[0].text_span),
            (None, None)
        ]
    );
    let table = keywords_table(&[record]);
    let shown = written(|w| write_table(&table, 80, w));
    assert!(shown.contains("自建库 (3), DB (0)"), "{shown}");
    let csv = written(|w| write_csv(&table, &CsvOptions::default(), w));
    assert!(csv.contains(",\"自建库 (3), DB (0)\""), "{csv}");
}

/// The value of a broken rule never looks like its limit.
#[test]
fn values_are_told_from_limits() {
    let broken = [
        (0.00503, 0.005, "0.00503", "at most 0.005"),
        (0.300_000_01, 0.3, "0.30000001", "at most 0.3"),
        (0.812_345, 0.3, "0.8123", "at most 0.3"),
        (1_000.0, 50.0, "1000", "at most 50"),
        // No broken rule has this, but records from elsewhere may.
        (0.2, 0.2, "0.2", "at most 0.2"),
    ];
    for (value, limit, shown_value, shown_limit) in broken {
        let record = FateRecord {
            schema_version: SCHEMA_VERSION,
            id: "a".into(),
            url: None,
            fate: Fate::Dropped(DroppedRecord {
                schema_version: SCHEMA_VERSION,
                id: "a".into(),
                url: None,
                reason: "common.max".into(),
                broken: vec![BrokenRule {
                    rule: "common.max".into(),
                    value: Some(value),
                    bound: Some(RuleBound::AtMost),
                    limit: Some(limit),
                    found: None,
                }],
                input: "in.jsonl".into(),
                place: RecordPlace::default(),
            }),
            duplicate: None,
        };
        let shown = written(|w| write_table(&fate_table(&[record]), 100, w));
        let row = shown.lines().find(|line| line.contains("at most")).unwrap();
        let words: Vec<&str> = row.split_whitespace().collect();
        assert!(words.contains(&shown_value), "{shown}");
        assert!(row.trim_end().ends_with(shown_limit), "{shown}");
    }
}
