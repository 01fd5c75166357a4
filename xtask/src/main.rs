//! The tasks of this workspace: each parses its flags and starts cargo, the command or a script.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "tasks read files and speak on the terminal"
)]

mod bench;
mod ci;
mod corpus_test;
mod eval;
mod fixtures;
mod fuzz;
mod pack_test;
mod python;
mod report;
mod report_test;
mod schema;
mod train;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};
use lexopt::{Arg, Parser};

const HELP: &str = "\
Usage: cargo xtask TASK

  report [FILES…] [--out DIR] [--lang zh|en] [--pages N] [--against FILES]
         [--compare FILE]
                     build the command, write a report on FILES (default
                     fixtures/pages) into DIR (default target/report)
  report-test [--readme] [--skip-without-browser]
                     open reports on the fixtures in a headless Chromium: no
                     message, no request, no overflow, keyboard, contrast,
                     scripts off; pictures go to target/report-test/shots.
                     Chromium, fonts and Node come from apt-get when they are
                     missing; readme: take the pictures of README anew;
                     skip-without-browser: pass where they cannot be installed
  corpus-test [--pages N] [--kills N] [--seed N] [--full]
                     corpus runs over a corpus made of the fixtures (default
                     50,000 pages, one in 200 hostile) that are killed,
                     interrupted, out of disk, unable to read: the ledger
                     balances, nothing is lost, the bytes are the same; memory
                     and threads; full: a shard of 4 GB, a bomb of 10 GB
  pack-test          evidence packs on a crawl made of the fixtures and on a
                     corpus run: counted again by a script, Croissant validated
                     by mlcroissant, which goes into target/croissant-venv where
                     it can be installed
  python [--engines all|none|ray,spark,daft,datatrove,data-juicer] [--pages N] [--no-skip]
         [PYTEST…]
                     build the wheel of the Python package, install it into a new
                     environment (target/python), check size, types and stubs,
                     and run its tests, and with engines from PyPI, where they
                     are named, their examples and their tests against the
                     command; skipped where there is no Python, no venv or nothing
                     to install from, unless no-skip; PYTEST: files of tests
  ci                 everything that CI runs, in its order
  bench [FILTER] [--save NAME] [--baseline NAME]
                     measure; save the result, or compare it with a saved one
  bench peers [--data DIR]
                     read 300 HTML pages of the gold data (default
                     ../shared/bench/html) with Wenmai and other extractors,
                     on one core; those in Python when target/peers-venv is a
                     virtual environment that has them
  fixtures check     pages and their notes belong together
  fuzz [--seconds N] [--target decode|html|text|markdown|warc|jsonl] [--seed N]
                     read pages made of the fixtures, and containers, by random
                     changes (default 60 s each); failures go to target/fuzz
  schema [--check]   write the JSON Schema of all records, or compare it with
                     what is there
  eval structure [--data DIR] [--variant a,b,c,d,h] [--by-source] [--by-kind]
                 [--cross-validated]
                     headings, blocks and cards against gold data (default
                     ../shared/bench/structure, skipped where that is
                     missing); needs zstd and python3;
                     by-kind: lines of code, of lists that have signs, and of
                     tables that have rows;
                     cross-validated: each source by a model that has not seen
                     it, of the last `train structure`, with the expected
                     calibration error (ECE) of the headings
  eval html [--data DIR]
                     content of HTML pages against gold data, each domain by a
                     model of the last `train html` that has not seen it
                     (default ../shared/bench/html)
  eval meta [--data DIR]
                     title, authors and date of HTML pages against gold data:
                     the share that is exact
  eval keywords [--data DIR] [--cross-validated]
                     F1 of the keywords of documents against gold data (default
                     ../shared/bench/keyphrase) by the formula and the built-in
                     ranker; cross-validated: by rankers of the last `train
                     keywords` too that have not seen the document, its site or
                     its set, and those of its style; needs zstd
  eval dedup [--full] [--seed N]
                     duplicates of made runs with 10,000 and 100,000 documents,
                     full: 1,000,000 (4 GB of disk): recall of pairs with a
                     resemblance of 0.9, precision, time and memory
  eval quality [--tuning]
                     decisions of the rules of quality beside those that datatrove
                     has made (fixtures/quality/datatrove.tsv), on documents of
                     which most lie at thresholds: 99 % of each set agree; then
                     the rules for Chinese against labelled texts, with the
                     English rules beside them; tuning: without the half that is
                     for measuring alone
  eval profile [--seed N] [--min-share P] [--lines]
                     site profiles, learned from 3 pages of each of 12 made
                     sites and tried on 20 others: furniture that is gone and
                     lines of articles that are lost, without and with them;
                     lines: list them
  eval privacy [--half tuning|held-out|tuning-2|held-out-2|tuning-3|held-out-3]
                     precision and recall of each kind of personal data on
                     fixtures/privacy, random numbers, and files that hold none
  eval sarif         logs of `wenmai audit -f sarif` against the schema of SARIF and
                     what GitHub wants beyond it; a validator and the schema
                     come from PyPI and crates.io when they are missing
  eval rights        what each rights signal comes to on the pages of
                     fixtures/rights, by code and case
  eval tokens        estimates of tokens beside the counts of o200k_base and
                     cl100k_base, on fixtures/pages
  eval language      languages and scripts told right on fixtures/language
  train keywords [--data DIR]
                     learn crates/wenmai-analyze/data/keywords*.model from gold
                     data, and the models for cross-validation; needs zstd
  train html [--data DIR]
                     learn crates/wenmai-parse/data/html.model from gold pages
  train structure [--data DIR]
                     learn crates/wenmai-parse/data/structure.model from gold
                     data, and the models for cross-validation into
                     target/train; needs zstd
";

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode> {
    let mut arguments = Parser::from_env();
    let task = match arguments.next()? {
        None | Some(Arg::Long("help") | Arg::Short('h')) => {
            print!("{HELP}");
            return Ok(ExitCode::SUCCESS);
        }
        Some(Arg::Value(task)) => task,
        Some(other) => return Err(other.unexpected().into()),
    };
    match task.to_str() {
        Some("report") => report::report(arguments),
        Some("report-test") => report_test::report_test(arguments),
        Some("pack-test") => pack_test::pack_test(arguments),
        Some("corpus-test") => corpus_test::corpus_test(arguments),
        Some("python") => python::python(arguments),
        Some("ci") => ci::ci(arguments),
        Some("bench") => bench::bench(arguments),
        Some("fixtures") => fixtures::fixtures(arguments),
        Some("fuzz") => fuzz::fuzz(arguments),
        Some("schema") => schema::schema(arguments),
        Some("eval") => eval::eval(arguments),
        Some("train") => train::train(arguments),
        _ => bail!(
            "there is no task {}; `cargo xtask` lists them",
            task.display()
        ),
    }
}
