//! Corpus runs in reports.

use wenmai_format::report::{
    Lang, ReportOptions, report_tables, write_report_index, write_report_markdown,
    write_report_summary,
};
use wenmai_format::{CsvOptions, write_csv};
use wenmai_model::{
    DedupRecord, InputPosition, InputsRecord, Ledger, Report, RunRecord, RunStatus, SCHEMA_VERSION,
};

use crate::support::{report, written};

/// A run that dropped, failed and found duplicates.
fn status() -> RunStatus {
    let counts = |counts: &[(&str, u64)]| {
        let counts = counts.iter();
        counts.map(|&(name, n)| (name.to_owned(), n)).collect()
    };
    RunStatus {
        schema_version: SCHEMA_VERSION,
        run: RunRecord {
            schema_version: SCHEMA_VERSION,
            version: "0.1.0".into(),
            files: vec!["in".into()],
            inputs: InputsRecord::default(),
            counted: None,
            settings: [].into(),
        },
        is_finished: true,
        parts: 3,
        bytes: 1,
        ledger: Ledger {
            read: 2_000,
            written: 1_400,
            dropped: counts(&[("status", 100), ("gopher-quality.min-words", 450)]),
            dead: counts(&[("truncated", 50)]),
        },
        next: InputPosition::default(),
        dedup: Some(DedupRecord {
            settings: [].into(),
            parts: 3,
            documents: 1_400,
            kept: 1_100,
            exact: 220,
            near: 80,
            clusters: 60,
            files: Vec::new(),
        }),
        problems: Vec::new(),
    }
}

fn with(run: RunStatus) -> Report {
    Report {
        run: Some(run),
        ..report()
    }
}

/// The section of a run in the HTML.
fn section(report: &Report, lang: Lang) -> String {
    let options = ReportOptions { lang: Some(lang) };
    let html = written(|w| write_report_index(report, &options, w));
    let (_, section) = html.split_once("<section id=\"run\">").unwrap();
    section.split_once("</section>").unwrap().0.to_owned()
}

/// The section of a run in the Markdown.
fn markdown(report: &Report, lang: Lang) -> String {
    let options = ReportOptions { lang: Some(lang) };
    let text = written(|w| write_report_markdown(report, &options, w));
    let title = match lang {
        Lang::Zh => "\n## 语料运行\n",
        Lang::En => "\n## Corpus run\n",
    };
    let (_, section) = text.split_once(title).unwrap();
    section.split_once("\n## ").unwrap().0.to_owned()
}

#[test]
fn a_report_says_where_the_records_of_a_run_went() {
    let report = with(status());
    for (name, lang) in [("en", Lang::En), ("zh", Lang::Zh)] {
        let html = section(&report, lang).replace("><", ">\n<");
        insta::assert_snapshot!(format!("index_{name}"), html);
        insta::assert_snapshot!(format!("markdown_{name}"), markdown(&report, lang));
    }
    let shown = written(|w| write_report_summary(&report, 100, w));
    let line = "Corpus run: 2,000 read, 1,400 written, 550 left out, 50 failed; 300 duplicates";
    assert_eq!(shown.lines().filter(|shown| *shown == line).count(), 1);
}

#[test]
fn the_ledger_is_a_file_of_reports_with_a_run() {
    let (name, table) = report_tables(&with(status())).pop().unwrap();
    assert_eq!(name, "run.csv");
    let csv = written(|w| write_csv(&table, &CsvOptions::default(), w));
    assert_eq!(
        csv,
        "fate,reason,records,share\nwritten,,1400,0.7000\ndropped,gopher-quality.min-words,450,0.2250\n\
         dropped,status,100,0.0500\ndead,truncated,50,0.0250\nread,,2000,1.0000\n"
    );
    assert!(
        report_tables(&report())
            .iter()
            .all(|(name, _)| *name != "run.csv")
    );
}

#[test]
fn what_figures_of_a_run_do_not_cover_is_said() {
    let whole = with(status());
    let mut run = status();
    run.is_finished = false;
    run.parts = 4;
    run.problems = (0..60)
        .map(|n| format!("part-{n:05}.jsonl: has <1> byte instead of *2*"))
        .collect();
    let partial = with(run);
    for (lang, notes, omitted) in [
        (
            Lang::En,
            ["before the last retry", "not finished"],
            "20 more",
        ),
        (
            Lang::Zh,
            ["去重早于最近一次重试", "运行尚未完成"],
            "另有 20 项",
        ),
    ] {
        let (html, text) = (section(&partial, lang), markdown(&partial, lang));
        for said in notes.into_iter().chain([omitted, "part-00039"]) {
            assert!(html.contains(said), "{said}: {html}");
            assert!(text.contains(said), "{said}: {text}");
        }
        assert!(html.contains("has &lt;1&gt; byte") && !html.contains("part-00040"));
        assert!(text.contains("instead of \\*2\\*"), "{text}");
        for section in [section(&whole, lang), markdown(&whole, lang)] {
            assert!(!notes.iter().any(|note| section.contains(note)));
        }
    }
    let shown = written(|w| write_report_summary(&partial, 120, w));
    assert!(shown.contains("300 duplicates; 60 problems\n"), "{shown}");
}

/// A run that left nothing out has the table of its steps alone.
#[test]
fn nothing_left_out_is_no_table() {
    let mut run = status();
    run.ledger = Ledger {
        read: 5,
        written: 5,
        ..Ledger::default()
    };
    run.dedup = None;
    let report = with(run);
    for lang in [Lang::En, Lang::Zh] {
        assert_eq!(markdown(&report, lang).matches("---").count(), 2);
        assert_eq!(section(&report, lang).matches("<table").count(), 1);
    }
}
