//! Parallel sections.

use std::fmt::Write;

use wenmai_model::{ContrastTable, Document};

use crate::{check_invariants, read};

/// The table as text: columns with their terms, then rows with their sections.
fn render(document: &Document, table: &ContrastTable) -> String {
    let title = |section: u32| {
        document
            .section_path(section as usize)
            .pop()
            .unwrap_or_default()
            .to_owned()
    };
    let mut shown = String::new();
    for (&column, terms) in table.columns.iter().zip(&table.distinctive) {
        let terms: Vec<_> = terms
            .iter()
            .take(3)
            .map(|term| term.text.as_str())
            .collect();
        writeln!(shown, "{} | {}", title(column), terms.join(", ")).unwrap();
    }
    for row in &table.rows {
        let cells: Vec<_> = row
            .cells
            .iter()
            .map(|cell| cell.as_ref().map_or("-".into(), |cell| title(cell.section)))
            .collect();
        writeln!(shown, "[{}] {}", row.label, cells.join(" | ")).unwrap();
    }
    shown
}

#[test]
fn three_english_columns_matched_by_role_and_words() {
    let (document, analysis) = read(
        "Which queue to choose\n\n1 Kafka\n\n1.1 Strengths\n\nKafka keeps a durable log, and the durable log is fast.\n\n1.2 Weaknesses\n\nKafka needs many brokers.\n\n1.3 Cost of operation\n\nBrokers want disks.\n\n2 RabbitMQ\n\n2.1 Weaknesses\n\nRabbitMQ mirrors slowly.\n\n2.2 Strengths\n\nRabbitMQ has flexible routing; flexible routing is rare.\n\n2.3 The cost of operation\n\nErlang has to be learned.\n\n3 NATS\n\n3.1 Strengths\n\nNATS is one small binary.\n\n3.2 Weaknesses\n\nNATS forgets messages.\n",
    );
    check_invariants(&document, &analysis);
    assert_eq!(analysis.contrasts.len(), 1);
    insta::assert_snapshot!(render(&document, &analysis.contrasts[0]), @r"
    1 Kafka | Kafka, durable log, brokers
    2 RabbitMQ | RabbitMQ, flexible routing, Erlang
    3 NATS | NATS, messages
    [Strengths] 1.1 Strengths | 2.2 Strengths | 3.1 Strengths
    [Weaknesses] 1.2 Weaknesses | 2.1 Weaknesses | 3.2 Weaknesses
    [Cost of operation / The cost of operation] 1.3 Cost of operation | 2.3 The cost of operation | -
    ");
}

#[test]
fn pros_and_cons_without_subsections() {
    let (document, analysis) = read(
        "Working from home\n\n1. Pros\n\nQuiet rooms help. Quiet rooms are free of traffic.\n\n2. Cons\n\nLonely evenings hurt. Lonely evenings add up.\n\n3. Conclusion\n\nIt depends.\n",
    );
    check_invariants(&document, &analysis);
    assert_eq!(analysis.contrasts.len(), 1);
    insta::assert_snapshot!(render(&document, &analysis.contrasts[0]), @r"
    1. Pros | Quiet rooms, traffic
    2. Cons | Lonely evenings
    ");
}

#[cfg(feature = "zh")] // the terms are those that the full dictionary gives
#[test]
fn chinese_rows_by_role() {
    let (document, analysis) = read(
        "缓存怎么选\n\n一、本地缓存\n\n1.1 优点\n\n本地缓存没有网络开销。\n\n1.2 缺点\n\n进程内存有限。\n\n二、远程缓存\n\n2.1 优势\n\n远程缓存可以共享。\n\n2.2 劣势\n\n网络延迟较高。\n",
    );
    check_invariants(&document, &analysis);
    assert_eq!(analysis.contrasts.len(), 1);
    insta::assert_snapshot!(render(&document, &analysis.contrasts[0]), @r"
    一、本地缓存 | 本地缓存
    二、远程缓存 | 远程缓存, 共享
    [优点 / 优势] 1.1 优点 | 2.1 优势
    [缺点 / 劣势] 1.2 缺点 | 2.2 劣势
    ");
}

#[test]
fn different_sections_are_not_contrasted() {
    let (_, analysis) = read(
        "A manual\n\n1 Installing\n\n1.1 Linux\n\nUse the package.\n\n1.2 Windows\n\nRun the installer.\n\n2 Running\n\n2.1 Daemon mode\n\nStart it.\n\n2.2 Foreground\n\nStart it with a flag.\n",
    );
    assert!(analysis.contrasts.is_empty(), "{:?}", analysis.contrasts);
}

/// Pages of our own, one of each kind of contrast in each language.
#[cfg(feature = "zh")] // the terms are those that the full dictionary gives
#[test]
fn each_kind_of_contrast_in_both_languages() {
    insta::glob!("../contrast", "*.txt", |path| {
        #[expect(clippy::disallowed_methods, reason = "a test reads its fixture")]
        let text = std::fs::read_to_string(path).unwrap();
        let (document, analysis) = read(&text);
        check_invariants(&document, &analysis);
        let tables = analysis.contrasts.iter();
        let shown: Vec<String> = tables.map(|table| render(&document, table)).collect();
        insta::assert_snapshot!(shown.join("\n"));
    });
}

/// Chapters of two levels with 定义与现状, 优势 and 劣势 each, and the same in English.
#[test]
fn chapters_with_the_same_sections() {
    for page in ["zh-seed-shape", "en-seed-shape"] {
        let path = format!(
            "{}/../../fixtures/pages/{page}.txt",
            env!("CARGO_MANIFEST_DIR")
        );
        #[expect(clippy::disallowed_methods, reason = "a test reads its fixture")]
        let text = std::fs::read_to_string(path).unwrap();
        let (document, analysis) = read(&text);
        check_invariants(&document, &analysis);
        let [table] = &analysis.contrasts[..] else {
            panic!("{page}: one table, not {}", analysis.contrasts.len())
        };
        let shown = render(&document, table);
        let rows: Vec<_> = shown.lines().filter(|row| row.starts_with('[')).collect();
        insta::assert_snapshot!(page, rows.join("\n"));
    }
}
