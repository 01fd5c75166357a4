//! Keywords of plain texts.

use std::hint::black_box;
use std::panic::catch_unwind;
use std::sync::LazyLock;

use anyhow::{Result, bail};
use jieba_rs::{Jieba, KeywordExtract, TfIdf};
use rayon::prelude::*;
use serde_json::{Value, json};
use wenmai_analyze::{AnalyzeOptions, Analyzer};
use wenmai_model::Document;
use wenmai_parse::{ParseOptions, parse_text};
use yake_rust::{Config, StopWords, get_n_best};

use crate::rounds::{Tool, race};

/// Keywords that are asked for.
const KEYWORDS: usize = 20;

static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);
static TF_IDF: LazyLock<TfIdf> = LazyLock::new(TfIdf::default);
static STOP_WORDS: LazyLock<StopWords> =
    LazyLock::new(|| StopWords::predefined("en").unwrap_or_default());

fn jieba(text: &str) -> Vec<String> {
    let found = TF_IDF.extract_keywords(&JIEBA, text, KEYWORDS, Vec::new());
    found.into_iter().map(|found| found.keyword).collect()
}

fn yake(text: &str) -> Vec<String> {
    let config = Config {
        ngrams: 3,
        ..Config::default()
    };
    let found = get_n_best(KEYWORDS, text, &STOP_WORDS, &config);
    found.into_iter().map(|found| found.raw).collect()
}

/// A text, and the document that Wenmai's analysis starts from.
struct Input {
    text: String,
    document: Document,
}

impl Input {
    fn new(record: &Value) -> Result<Self> {
        let text = crate::text(record, "text")?.to_owned();
        let document = parse_text(&text, &ParseOptions::default());
        Ok(Self { text, document })
    }
}

/// Prints how fast keywords are found, one text after the other; then by Wenmai on one and on two threads.
pub(crate) fn bench(records: &[Value], wanted: &[&str]) -> Result<()> {
    let inputs: Vec<Input> = records.iter().map(Input::new).collect::<Result<_>>()?;
    let bytes = inputs.iter().map(|input| input.text.len()).sum();
    let analyzer = || Analyzer::new(AnalyzeOptions::default());
    let own = analyzer();
    let tools: [Tool<Input>; 3] = [
        (
            "wenmai",
            Box::new(move |input| !black_box(own.keywords(&input.document)).keywords.is_empty()),
        ),
        (
            "jieba-rs",
            Box::new(|input| !black_box(jieba(&input.text)).is_empty()),
        ),
        (
            "yake-rust",
            Box::new(|input| !black_box(yake(&input.text)).is_empty()),
        ),
    ];
    race(&inputs, bytes, &tools, wanted);
    if !wanted.is_empty() && !wanted.contains(&"threads") {
        return Ok(());
    }
    // All texts are one input here: the pool hands them out.
    let in_pool = |threads| -> Result<Box<dyn Fn(&Vec<Input>) -> bool>> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()?;
        let analyzer = analyzer();
        let run = move |inputs: &Vec<Input>| {
            let found = || {
                let of = |input: &Input| analyzer.keywords(&input.document).keywords.len();
                // A task each: texts differ in length, and a thread that is done splits no task of another.
                inputs.par_iter().with_max_len(1).map(of).sum::<usize>()
            };
            black_box(pool.install(found)) > 0
        };
        Ok(Box::new(run))
    };
    let pools = [
        ("wenmai, 1 thread", in_pool(1)?),
        ("wenmai, 2 threads", in_pool(2)?),
    ];
    race(&[inputs], bytes, &pools, &[]);
    Ok(())
}

/// Writes the keywords that a tool finds to standard output.
pub(crate) fn predict(records: &[Value], tool: &str) -> Result<()> {
    let find = match tool {
        "jieba-rs" => jieba,
        "yake-rust" => yake,
        _ => bail!("{tool}: no such tool"),
    };
    std::panic::set_hook(Box::new(|_| {}));
    let lines: Vec<String> = records
        .par_iter()
        .map(|record| {
            let text = crate::text(record, "text")?;
            // A tool that gives up on a text finds nothing in it.
            let keywords = catch_unwind(|| find(text)).unwrap_or_default();
            let line = json!({"id": record.get("id"), "keywords": keywords});
            Ok(line.to_string())
        })
        .collect::<Result<_>>()?;
    println!("{}", lines.join("\n"));
    Ok(())
}
