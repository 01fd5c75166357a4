use std::fs;
use std::sync::atomic::AtomicBool;

use serde_json::Value;
use wenmai_corpus::{
    CorpusError, InProcess, Outcome, PageProcessor, PartFormat, ProcessorFactory, status,
};
use wenmai_model::{DocumentRecord, Page};
use wenmai_parse::ParseOptions;

use crate::{Bench, run, run_with};

/// Ids of the documents that a run wrote, in order.
fn ids(bench: &Bench, out: &str) -> Vec<String> {
    let files = bench.files(out);
    let parts = files.iter().filter(|(name, _)| name.starts_with("part-"));
    let parts = parts.map(|(_, bytes)| String::from_utf8(bytes.clone()).unwrap());
    parts
        .flat_map(|lines| {
            let id = |line: &str| {
                let record: DocumentRecord = serde_json::from_str(line).unwrap();
                record.id
            };
            lines.lines().map(id).collect::<Vec<_>>()
        })
        .collect()
}

fn letters(bench: &Bench, out: &str) -> Vec<Value> {
    let lines = fs::read_to_string(bench.path(out).join("dead-letters.jsonl")).unwrap();
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn every_record_is_accounted_for() {
    let bench = Bench::new();
    let jsonl = bench.write(
        "a.jsonl",
        "{\"id\": \"good\", \"text\": \"标题\\n\\n一段话在这里。\"}\n\n{\"id\": \"broken\"\n{\"id\": \"bare\"}\n\
         {\"id\": \"blank\", \"text\": \" \\n\"}\n{\"id\": \"pdf\", \"text\": \"%PDF-1.7 …\"}\n",
    );
    let absent = bench.path("absent.txt");
    let page = bench.write("page.txt", "另一页\n\n又一段话。\n");
    let end = run(bench.options(&[&jsonl, &absent, &page], "out")).unwrap();
    assert!(end.ledger.is_balanced());
    assert_eq!(
        serde_json::to_value(&end.ledger).unwrap(),
        serde_json::json!({
            "read": 7, "written": 2,
            "dropped": {"binary": 1, "no_text": 1},
            "dead": {"broken_record": 1, "no_content": 1, "not_found": 1},
        })
    );
    assert_eq!(
        ids(&bench, "out"),
        ["good".to_owned(), page.to_string_lossy().into_owned()]
    );
    let letters = letters(&bench, "out");
    let said: Vec<_> = letters
        .iter()
        .map(|letter| {
            (
                letter["reason"].as_str().unwrap(),
                letter["place"]["record"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        said,
        [("broken_record", 1), ("no_content", 2), ("not_found", 0)]
    );
    // A small record is kept as it was.
    assert_eq!(letters[1]["bytes_b64"], "eyJpZCI6ICJiYXJlIn0=");
    let status = status(&bench.path("out"), true).unwrap();
    assert!(status.is_finished && status.problems.is_empty());
    assert_eq!(status.ledger, end.ledger);
}

#[test]
fn a_part_that_was_changed_is_seen_by_its_checksum() {
    let bench = Bench::new();
    let input = bench.pages("a.jsonl", 30);
    run(bench.options(&[&input], "out")).unwrap();
    let part = bench.path("out/part-00001.jsonl");
    let mut bytes = fs::read(&part).unwrap();
    bytes[40] ^= 1;
    fs::write(&part, bytes).unwrap();
    assert!(
        status(&bench.path("out"), false)
            .unwrap()
            .problems
            .is_empty()
    );
    let problems = status(&bench.path("out"), true).unwrap().problems;
    assert_eq!(
        problems,
        ["part-00001.jsonl: does not hold what was written"]
    );
    let nothing = status(&bench.path("nothing"), true);
    assert!(matches!(nothing, Err(CorpusError::NoRun { .. })));
}

/// Panics on one page.
struct Panics(InProcess);

impl PageProcessor for Panics {
    fn process(&mut self, page: &Page) -> Result<Outcome, CorpusError> {
        assert!(!page.id.ends_with("-17"), "17 is too many");
        self.0.process(page)
    }
}

#[test]
fn a_page_that_panics_is_a_dead_letter() {
    let bench = Bench::new();
    let input = bench.pages("a.jsonl", 30);
    let processor: Box<ProcessorFactory> = Box::new(|_| {
        Ok(Box::new(Panics(InProcess::new(
            ParseOptions::default(),
            None,
            PartFormat::Jsonl,
        ))))
    });
    let options = bench.options(&[&input], "out");
    let end = run_with(options, &*processor, &AtomicBool::new(false)).unwrap();
    assert_eq!((end.ledger.written, end.ledger.dead["panic"]), (26, 1));
    let letters = letters(&bench, "out");
    let letter = letters
        .iter()
        .find(|letter| letter["reason"] == "panic")
        .unwrap();
    assert_eq!(
        (&letter["id"], &letter["message"]),
        (&"a.jsonl-17".into(), &"17 is too many".into())
    );
}

#[test]
fn a_page_that_does_not_fit_into_the_memory_is_a_dead_letter() {
    let bench = Bench::new();
    let (lines, text) = (
        bench.write("lines.txt", "a\n".repeat(600_000)),
        "一段话。".repeat(100_000),
    );
    let text = bench.write("text.txt", text);
    let mut options = bench.options(&[&lines, &text], "out");
    options.memory = 200 << 20;
    let ledger = run(options).unwrap().ledger;
    assert_eq!((ledger.written, ledger.dead["memory"]), (1, 1));
}

#[test]
fn a_sample_leaves_out_the_rest_and_says_so() {
    let bench = Bench::new();
    let input = bench.pages("a.jsonl", 90);
    let sampled = |out: &str, sample: &str, seed| {
        let mut options = bench.options(&[&input], out);
        (options.sample, options.seed) = (sample.parse().ok(), seed);
        run(options).unwrap().ledger
    };
    let ledger = sampled("ten", "10", 1);
    assert_eq!(ledger.dropped["not_sampled"], 80);
    assert_eq!(ledger.written + ledger.n_dead(), 10);
    sampled("again", "10", 1);
    sampled("other", "10", 2);
    assert_eq!(bench.files("ten"), bench.files("again"));
    assert_ne!(ids(&bench, "ten"), ids(&bench, "other"));
    let ledger = sampled("all", "100%", 1);
    assert_eq!((ledger.written, ledger.n_dead()), (81, 9));
}

#[test]
fn markdown_has_one_file_a_document() {
    let bench = Bench::new();
    let a = bench.write("x/a.txt", "标题\n\n一段话在这里。\n");
    let b = bench.write("y/a.txt", "另一个标题\n\n又一段话。\n");
    let mut options = bench.options(&[&a, &b], "out");
    options.format = PartFormat::Markdown;
    run(options).unwrap();
    let files = bench.files("out");
    let names: Vec<_> = files
        .keys()
        .filter(|name| name.starts_with("part-"))
        .collect();
    assert_eq!(
        names,
        ["part-00000/0000000-a.md", "part-00000/0000001-a.md"]
    );
    let text = String::from_utf8_lossy(&files["part-00000/0000001-a.md"]);
    assert!(text.starts_with("# 另一个标题\n"), "{text}");
    assert!(
        status(&bench.path("out"), true)
            .unwrap()
            .problems
            .is_empty()
    );
}
