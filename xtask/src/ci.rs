use std::io::{BufRead, BufReader};
use std::process::{Command, ExitCode, Stdio};
use std::sync::LazyLock;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use lexopt::Parser;

use crate::workspace::{build_alike, build_wenmai, cargo, from_root, line, root, succeed, wenmai};
use crate::{corpus_test, eval, eval::floors, fixtures, pack_test, python, report_test, schema};

/// `cargo xtask ci`: everything that CI runs, cheapest first.
pub(crate) fn ci(mut arguments: Parser) -> Result<ExitCode> {
    if let Some(argument) = arguments.next()? {
        return Err(argument.unexpected().into());
    }
    let _ = *START;
    build_alike();

    checks()?;
    step("tests");
    let mut results = test(&["--workspace"])?;
    let filters = ["--", "arrow", "parquet", "tokenizer"];
    results.extend(test(&[&FULL[..], &filters[..]].concat())?);
    step("benchmarks, each once");
    // As tests, which are compiled with what they depend on already: that they run is the question here, not how fast.
    let bench = ["test", "--quiet", "--workspace", "--bench", "*"];
    succeed(cargo().args(bench))?;
    step("documentation");
    let doc = ["doc", "--workspace", "--no-deps", "--quiet"];
    succeed(cargo().args(doc).env("RUSTDOCFLAGS", "--deny warnings"))?;
    step("schema");
    build_wenmai()?;
    schema::check(wenmai())?;
    step("report");
    let mut report = wenmai();
    succeed(
        report
            .args(["report", "--quiet", "--out"])
            .arg(from_root("target/report"))
            .arg(from_root("fixtures/pages")),
    )?;
    step("report in a browser");
    let in_browser = report_test::run(report_test::Options {
        skip: report_test::Skip::IfNothingCanBeInstalled,
        ..report_test::Options::default()
    })?;
    step("evidence packs");
    let packs = pack_test::run()?;
    step("corpus runs");
    let corpus = corpus_test::run(corpus_test::Options::small())?;
    step("duplicates");
    let duplicates = eval::dedup::run(&eval::dedup::SIZES, 1)?;
    step("quality");
    let quality = eval::quality::run()?;
    step("quality of Chinese");
    let chinese = eval::quality_chinese::all()?;
    step("site profiles");
    let profiles = eval::profile::run(1, None, false)?;
    step("personal data");
    let privacy = eval::privacy::run(&eval::privacy::HALVES)?;
    step("SARIF");
    let sarif = eval::sarif::run()?;
    step("rights");
    eval::rights()?;
    step("evaluation");
    eval::language()?;
    if eval::is_possible() {
        let scores = eval::structure(&eval::Options {
            variants: vec![floors::VARIANT.into()],
            ..eval::Options::default()
        })?;
        floors::check(&scores)?;
    }

    step("Python package");
    let python = python::run(&python::Options::small())?;

    step("test results");
    for result in results {
        println!("{result}");
    }
    // Here, too, since a test that was skipped must not be overlooked.
    println!("{in_browser}");
    println!("{packs}");
    println!("{corpus}");
    println!("{duplicates}");
    println!("{quality}");
    println!("{chinese}");
    println!("{profiles}");
    println!("{privacy}");
    println!("{sarif}");
    println!("{python}");
    println!("all done in {} s", START.elapsed().as_secs());
    Ok(ExitCode::SUCCESS)
}

/// What needs no compiled code.
fn checks() -> Result<()> {
    step("fixtures");
    fixtures::check()?;
    step("format");
    succeed(cargo().args(["fmt", "--all", "--check"]))?;
    step("clippy");
    // With everything, and with as little as there can be: what is there by default is compiled by the tests.
    for features in ["--all-features", "--no-default-features"] {
        let clippy = [
            "clippy",
            "--workspace",
            "--all-targets",
            "--quiet",
            features,
        ];
        succeed(cargo().args(clippy).args(["--", "--deny", "warnings"]))?;
    }
    // A workspace of their own, so that only those who fuzz need what cargo-fuzz needs.
    let fuzz = from_root("crates/wenmai-parse/fuzz/Cargo.toml");
    let check = ["check", "--quiet", "--locked", "--manifest-path"];
    let target = root().join("target");
    succeed(
        cargo()
            .args(check)
            .arg(fuzz)
            .env("CARGO_TARGET_DIR", target),
    )?;
    Ok(())
}

/// The crates that read and write Parquet, or count by tokenizers, where they are asked to.
const FULL: [&str; 12] = [
    "--package",
    "wenmai-io",
    "--package",
    "wenmai-corpus",
    "--package",
    "wenmai-analyze",
    "--package",
    "wenmai",
    "--package",
    "wenmai-cli",
    "--features",
    "wenmai-io/arrow,wenmai-corpus/parquet,wenmai-cli/full",
];

/// When the command was started.
static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Says what comes, and how long all took that came before.
fn step(name: &str) {
    println!("\n== {name} ({} s)", START.elapsed().as_secs());
}

/// Runs the tests of `packages` and gives the closing lines of each runner, which the output of other steps would bury.
fn test(packages: &[&str]) -> Result<Vec<String>> {
    let mut command: Command = cargo();
    command
        .args(["test", "--no-fail-fast"])
        .args(packages)
        // A changed snapshot is a failure here, never a new file.
        .env("INSTA_UPDATE", "no")
        .stdout(Stdio::piped());
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start `{}`", line(&command)))?;
    let mut results = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            let line = line?;
            println!("{line}");
            if line.starts_with("test result:") {
                results.push(line);
            }
        }
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{}` ended with {status}", line(&command));
    }
    Ok(results)
}
