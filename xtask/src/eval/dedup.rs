//! Duplicates that are known, in runs that are made for it: how many are found, in what time and memory.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail, ensure};
use lexopt::{Arg, Parser, ValueExt};
use serde_json::Value;

use crate::corpus_test::measured::{Measured, measure};
use crate::workspace::{build_example, build_wenmai, root, succeed};

/// Numbers of documents that CI tries.
pub(crate) const SIZES: [u64; 2] = [10_000, 100_000];

/// One more, with `--full`.
const FULL_SIZE: u64 = 1_000_000;

/// The threshold of the command, as it is by default.
const THRESHOLD: &str = "0.8";

/// Memory that the command may take, in MiB.
const MEMORY_MIB: u64 = 1024;

/// The least recall of pairs with a resemblance of 0.9, and the least precision.
const FLOOR: f64 = 0.98;

/// The time for a document may grow so much from the fewest documents to the most: caches of the processor hold less of more.
const MAX_GROWTH: f64 = 2.0;

/// `cargo xtask eval dedup`
pub(super) fn eval(mut arguments: Parser) -> Result<ExitCode> {
    let (mut sizes, mut seed) = (Vec::from(SIZES), 1);
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("full") => sizes.push(FULL_SIZE),
            Arg::Long("seed") => seed = arguments.value()?.parse()?,
            other => return Err(other.unexpected().into()),
        }
    }
    println!("{}", run(&sizes, seed)?);
    Ok(ExitCode::SUCCESS)
}

/// Tries all sizes; gives a line that sums it up.
#[expect(clippy::cast_precision_loss, reason = "no more than a million")]
pub(crate) fn run(sizes: &[u64], seed: u64) -> Result<String> {
    build_wenmai()?;
    build_example("wenmai-corpus", "duplicates")?;
    let folder = root().join("target/dedup");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    println!("documents  lang  pairs    recall  reported  precision  µs a document  peak MB");
    let (mut times, mut peak_bytes, mut worst) = (Vec::new(), 0, 1.0_f64);
    for &documents in sizes {
        let trial = Trial {
            documents: documents.to_string(),
            seed: seed.to_string(),
        };
        let out = folder.join(documents.to_string());
        let measured = trial.search(&out, 2)?;
        let micros = measured.elapsed.as_secs_f64() * 1e6 / documents as f64;
        times.push(micros);
        peak_bytes = measured.peak_bytes.max(peak_bytes);
        let scores = trial.scores(&out)?;
        for (language, scores) in scores.as_object().into_iter().flatten() {
            let figure = |name: &str| scores[name].as_f64().unwrap_or(0.0);
            println!(
                "{documents:9}  {language:4}  {:7}  {:.4}  {:8}  {:9.4}  {micros:13.1}  {:7}",
                figure("alike"),
                figure("recall"),
                figure("reported"),
                figure("precision"),
                measured.peak_bytes >> 20,
            );
            worst = worst.min(figure("recall")).min(figure("precision"));
        }
        if Some(&documents) == sizes.first() {
            let other = folder.join("one");
            trial.search(&other, 1)?;
            // It has the checksums of all that was written.
            let manifest = |out: &Path| fs::read(out.join("manifest.jsonl"));
            ensure!(
                manifest(&out)? == manifest(&other)?,
                "one thread and two give other bytes"
            );
        }
        fs::remove_dir_all(&out)?;
    }
    let growth = match times.as_slice() {
        [first, .., last] => last / first,
        _ => 1.0,
    };
    let summary = format!(
        "duplicates: recall and precision of at least {worst:.4}, {} MB, {growth:.2} times the time for a document of the most",
        peak_bytes >> 20
    );
    if worst < FLOOR || peak_bytes > MEMORY_MIB << 20 || growth > MAX_GROWTH {
        bail!("{summary}");
    }
    Ok(summary)
}

/// A run that is made.
struct Trial {
    documents: String,
    seed: String,
}

impl Trial {
    fn example(&self, task: &str, out: &Path) -> Command {
        let mut command = Command::new(root().join("target/release/examples/duplicates"));
        command
            .arg(task)
            .arg(out)
            .args([&self.documents, &self.seed]);
        command
    }

    /// Makes the run, and looks for its duplicates.
    fn search(&self, out: &Path, jobs: u32) -> Result<Measured> {
        succeed(&mut self.example("write", out))?;
        let mut command = Command::new(root().join("target/release/wenmai"));
        command
            .args(["corpus", "dedup", "--threshold", THRESHOLD])
            .arg(format!("--memory={MEMORY_MIB}M"))
            .arg(format!("--jobs={jobs}"))
            .arg("--out")
            .arg(out);
        measure(&mut command, &[0])
    }

    /// Recall and precision by language.
    fn scores(&self, out: &Path) -> Result<Value> {
        let mut command = self.example("check", out);
        let output = command.arg(THRESHOLD).output()?;
        serde_json::from_slice(&output.stdout)
            .with_context(|| format!("no scores: {}", String::from_utf8_lossy(&output.stderr)))
    }
}
