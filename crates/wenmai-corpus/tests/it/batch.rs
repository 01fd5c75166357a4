//! Tables in memory give what a run gives.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::Value;
use wenmai_corpus::{
    BatchProcessor, CorpusError, InProcess, PageBatches, PageProcessor, RunOptions,
};
use wenmai_io::arrow::{RecordBatch, ledger_of, name_lines, record_batch};
use wenmai_io::{ReadOptions, RecordFields};
use wenmai_model::Ledger;

use super::{Bench, recipe, run};

/// What became of the records of `options`, as one table.
fn rows(options: &RunOptions) -> Vec<RecordBatch> {
    let processor = BatchProcessor::new(options);
    let pages: Vec<RecordBatch> = PageBatches::new(&options.files, &options.read)
        .collect::<Result<_, _>>()
        .unwrap();
    let never = AtomicBool::new(false);
    processor.process(&pages, 0, &never).unwrap()
}

/// The rows as JSON, without nulls.
fn json(batches: &[RecordBatch]) -> Vec<Value> {
    let lines = batches.iter().flat_map(|batch| name_lines(batch).unwrap());
    let lines = lines.collect::<Vec<u8>>();
    let lines = lines.split(|byte| *byte == b'\n');
    let lines = lines.filter(|line| !line.is_empty());
    lines
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect()
}

/// Where the records of the rows went.
fn ledger(batches: &[RecordBatch]) -> Ledger {
    let mut ledger = Ledger::default();
    for batch in batches {
        ledger += &ledger_of(batch).unwrap();
    }
    ledger
}

/// A crawl with pages of all fates.
fn crawl(bench: &Bench) -> RunOptions {
    let pages = bench.pages_and_short("crawl.jsonl", 150, 7);
    let html = bench.write(
        "page.html",
        "<title>标题</title><h1>标题</h1><p>第一段话在这里，后面还有一些字。",
    );
    let binary = bench.write("picture.html", b"\x89PNG\r\n\x1a\n");
    // "标题" in GBK, which the header alone says.
    let page = b"<title>\xb1\xea\xcc\xe2</title><h1>\xb1\xea\xcc\xe2</h1><p>\xb1\xea\xcc\xe2 1234567890 1234567890";
    let http =
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=gbk\r\nX-Robots-Tag: noai\r\n\r\n";
    let block = [&http[..], &page[..]].concat();
    let head = format!(
        "WARC/1.0\r\nWARC-Type: request\r\nContent-Length: 0\r\n\r\n\r\n\r\n\
         WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\n\
         WARC-Date: 2024-09-18T00:00:00Z\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    let warc = [head.as_bytes(), &block, b"\r\n\r\n"].concat();
    let warc = bench.write("crawl.warc", warc);
    let absent = bench.path("absent.html");
    let inputs: [&Path; 5] = [&pages, &html, &binary, &warc, &absent];
    RunOptions {
        recipe: Some(recipe()),
        ..bench.options(&inputs, "out")
    }
}

#[test]
fn rows_are_the_documents_of_a_run_and_the_ledger_is_its_ledger() {
    let bench = Bench::new();
    let options = crawl(&bench);
    let end = run(options.clone()).unwrap();
    let files = bench.files("out").into_iter();
    let parts = files.filter(|(name, _)| name.starts_with("part-"));
    let lines: Vec<u8> = parts.flat_map(|(_, lines)| lines).collect();
    let documents = record_batch(&lines).unwrap();

    let all = rows(&options);
    assert_eq!(ledger(&all), end.ledger);
    assert!(end.ledger.written > 0 && end.ledger.n_dead() > 2 && end.ledger.dropped.len() > 2);

    let written: Vec<Value> = json(&all)
        .into_iter()
        .filter(|row| row["outcome"] == "written")
        .map(|mut row| {
            row.as_object_mut().unwrap().remove("outcome");
            row
        })
        .collect();
    assert_eq!(written, json(&[documents]));
}

#[test]
fn rows_do_not_depend_on_the_number_of_threads() {
    let bench = Bench::new();
    let options = crawl(&bench);
    let one = json(&rows(&options));
    let four = json(&rows(&RunOptions { jobs: 4, ..options }));
    assert_eq!(one, four);
}

#[test]
fn a_row_that_gives_no_document_says_which_and_why() {
    let bench = Bench::new();
    let rows = json(&rows(&crawl(&bench)));
    let of = |reason: &str| rows.iter().find(|row| row["reason"] == reason).unwrap();
    let (dead, dropped) = (of("broken_record"), of("binary"));
    assert_eq!(dead["outcome"], "dead");
    assert_eq!(dead["source"]["record"], 9);
    assert!(dead["message"].as_str().unwrap().contains("EOF"), "{dead}");
    assert!(dead["help"].as_str().unwrap().starts_with("mend this line"));
    assert_eq!(dropped["outcome"], "dropped");
    assert_eq!(dropped["id"], dropped["source"]["input"]);
    let stored = rows
        .iter()
        .find(|row| row["url"] == "https://a.example/")
        .unwrap();
    assert_eq!(stored["metadata"]["title"], "标题");
    assert_eq!(stored["source"]["captured_at"], "2024-09-18T00:00:00Z");
    let short = rows.iter().find(|row| row["broken"].is_array()).unwrap();
    assert_eq!(short["id"], "crawl.jsonl-0");
}

/// A table of somebody else, of two columns.
fn table(rows: &[(&str, &str)]) -> RecordBatch {
    let bench = Bench::new();
    let line = |(id, text): &(&str, &str)| format!("{{\"id\": \"{id}\", \"text\": \"{text}\"}}\n");
    let input = bench.write("table.jsonl", rows.iter().map(line).collect::<String>());
    let written = self::rows(&bench.options(&[&input], "out"));
    let written = written.first().unwrap();
    let columns = ["id", "text"].map(|name| written.schema().index_of(name).unwrap());
    written.project(&columns).unwrap()
}

#[test]
fn any_table_with_text_has_pages() {
    let table = table(&[
        ("a", "标题\\n\\n第一段话在这里。"),
        ("b", "第二篇\\n\\n第一段话在这里。"),
    ]);
    let process = |fields: RecordFields| {
        let read = ReadOptions {
            fields,
            ..ReadOptions::default()
        };
        let processor = BatchProcessor::new(&RunOptions {
            read,
            ..RunOptions::default()
        });
        let never = AtomicBool::new(false);
        processor.process(&[table.clone(), table.clone()], 4, &never)
    };
    let rows = json(&process(RecordFields::default()).unwrap());
    let ids: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["a", "b", "a", "b"]);
    assert_eq!(rows[0]["source"]["record"], 4);
    assert_eq!(rows[3]["source"]["record"], 7);
    assert!(rows.iter().all(|row| row["outcome"] == "written"));

    let absent = process(RecordFields {
        content: Some("body".into()),
        ..RecordFields::default()
    });
    let said = absent.unwrap_err().to_string();
    assert!(said.contains("no text in `body`"), "{said}");
}

#[test]
fn what_is_stopped_has_no_gaps() {
    let bench = Bench::new();
    let options = crawl(&bench);
    let pages: Vec<RecordBatch> = PageBatches::new(&options.files, &options.read)
        .collect::<Result<_, _>>()
        .unwrap();
    let stopped = BatchProcessor::new(&options)
        .process(&pages, 0, &AtomicBool::new(true))
        .unwrap();
    assert!(stopped.is_empty());
}

#[test]
fn rows_without_a_page_say_which_they_are() {
    let read = ReadOptions {
        max_page_bytes: 40,
        ..ReadOptions::default()
    };
    let options = RunOptions {
        read,
        ..RunOptions::default()
    };
    let processor = BatchProcessor::new(&options);
    let table = table(&[
        ("a", "标题\\n\\n第一段话在这里。"),
        (
            "b",
            "第二篇\\n\\n这一段话比别的那一段话要长得多，长得很多。",
        ),
    ]);
    let never = AtomicBool::new(false);
    let rows = json(&processor.process(&[table], 0, &never).unwrap());
    assert_eq!(rows[0]["outcome"], "written");
    assert_eq!(rows[1]["reason"], "too_long");
    assert_eq!(rows[1]["id"], "b");

    // Pages that were read know their limit where they are processed, too.
    let bench = Bench::new();
    let line = |id: &str, text: &str| format!("{{\"id\": \"{id}\", \"text\": \"{text}\"}}\n");
    let lines = [line("a", "短"), line("b", &"长".repeat(20))];
    let input = bench.write("a.jsonl", lines.concat());
    let files = [input.clone().into(), input.clone().into()];
    let pages = PageBatches::new(&files, &ReadOptions::default());
    let pages: Vec<RecordBatch> = pages.collect::<Result<_, _>>().unwrap();
    // Whatever came before these rows: they say where they were read, as in a run.
    let rows = json(&processor.process(&pages, 1_000, &never).unwrap());
    for row in [&rows[1], &rows[3]] {
        assert_eq!(
            (&row["reason"], &row["id"]),
            (&"too_long".into(), &"b".into())
        );
        assert_eq!(row["source"]["input"], input.to_str().unwrap());
        assert_eq!(row["source"]["record"], 1);
        assert_eq!(row["message"], "longer than the limit of 40 bytes");
    }
}

#[test]
fn what_processes_pages_is_made_when_there_is_work() {
    let n_made = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&n_made);
    let options = RunOptions {
        jobs: 8,
        ..RunOptions::default()
    };
    let in_process = InProcess::of(&options);
    let factory = move |_| -> Result<Box<dyn PageProcessor + Send>, CorpusError> {
        counter.fetch_add(1, Ordering::Relaxed);
        Ok(Box::new(in_process.clone()))
    };
    let processor = BatchProcessor::with(&options, Box::new(factory));
    let never = AtomicBool::new(false);
    let table = table(&[("a", "标题\\n\\n第一段话在这里。")]);
    for (rows, expected) in [(0, 0), (1, 1), (1, 1)] {
        let rows = [table.slice(0, rows)];
        processor.process(&rows, 0, &never).unwrap();
        assert_eq!(n_made.load(Ordering::Relaxed), expected);
    }
}

/// A file that is there, and that the operating system cannot read on.
#[cfg(target_os = "linux")]
#[test]
fn rows_before_an_input_that_cannot_be_read_are_not_lost() {
    let bench = Bench::new();
    let (before, after) = (
        bench.pages("before.jsonl", 5),
        bench.pages("after.jsonl", 3),
    );
    let files = [before.into(), "/proc/self/mem".into(), after.into()];
    let pages = || PageBatches::new(&files, &ReadOptions::default());
    let mut ended = pages();
    assert_eq!(ended.next().unwrap().unwrap().num_rows(), 5);
    let error = ended.next().unwrap().unwrap_err().to_string();
    assert!(error.contains("/proc/self/mem"), "{error}");
    assert!(ended.next().is_none());

    let skipped = pages().skip_read_errors();
    let skipped: Vec<RecordBatch> = skipped.collect::<Result<_, _>>().unwrap();
    let rows = json(&skipped);
    assert_eq!(rows.len(), 9);
    assert_eq!(
        (&rows[5]["outcome"], &rows[5]["reason"]),
        (&"dead".into(), &"unreadable".into())
    );
    assert_eq!(rows[5]["source"]["input"], "/proc/self/mem");
}
