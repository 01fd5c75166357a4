//! Profiles of made sites: what extraction leaves of their furniture, and what it takes from their articles, without and with
//! a profile that was learned from three pages of each.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail, ensure};
use lexopt::{Arg, Parser, ValueExt};
use serde_json::Value;

use crate::workspace::{build_example, build_wenmai, root, succeed};

/// The least share of the furniture of a host that is to be gone with its profile.
const FLOOR: f64 = 0.95;

/// So many sites are made.
const LEAST_HOSTS: usize = 12;

/// `cargo xtask eval profile`
pub(super) fn eval(mut arguments: Parser) -> Result<ExitCode> {
    let (mut seed, mut share, mut shows_lines) = (1, None, false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("seed") => seed = arguments.value()?.parse()?,
            Arg::Long("min-share") => share = Some(arguments.value()?.parse()?),
            Arg::Long("lines") => shows_lines = true,
            other => return Err(other.unexpected().into()),
        }
    }
    println!("{}", run(seed, share, shows_lines)?);
    Ok(ExitCode::SUCCESS)
}

/// Learns and tries the profiles of all made sites; gives a line that sums it up. `share` is the least share of pages that a
/// line stands on, if not the default; `shows_lines` lists what is left and lost.
pub(crate) fn run(seed: u64, share: Option<u8>, shows_lines: bool) -> Result<String> {
    build_wenmai()?;
    let example = build_example("wenmai-corpus", "sites")?;
    let out = root().join("target/sites");
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    succeed(
        Command::new(&example)
            .arg("write")
            .arg(&out)
            .arg(seed.to_string()),
    )?;
    let profiles = out.join("profiles");
    let mut learn = wenmai(&["profile", "--quiet", "--out"]);
    learn.arg(&profiles).arg(out.join("learn.jsonl"));
    if let Some(share) = share {
        learn.arg(format!("--min-share={share}"));
    }
    let listed = File::create(out.join("learned.txt"))?;
    succeed(learn.stdout(listed))?;
    let files = ["without", "with"].map(|name| out.join(format!("{name}.jsonl")));
    let [without, with] = &files;
    extract(&out, without, None)?;
    extract(&out, with, Some(&profiles))?;
    let scores = scores(&example, &out, &files)?;
    if shows_lines {
        for line in scores
            .get("lines")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            println!("{line}");
        }
    }
    let (worst, lost) = table(&scores)?;
    let summary = format!(
        "profiles: at least {:.1} % of the furniture of each host gone, {lost} more lines of articles lost",
        worst * 100.0
    );
    if worst < FLOOR || lost > 0 {
        bail!("{summary}");
    }
    Ok(summary)
}

fn wenmai(arguments: &[&str]) -> Command {
    let mut command = Command::new(root().join("target/release/wenmai"));
    command.args(arguments);
    command
}

fn extract(out: &Path, to: &Path, profiles: Option<&Path>) -> Result<()> {
    let mut command = wenmai(&["extract", "--quiet", "--format=jsonl"]);
    if let Some(profiles) = profiles {
        command.arg("--profiles").arg(profiles);
    }
    command.arg(out.join("try.jsonl"));
    succeed(command.stdout(File::create(to)?))
}

fn scores(example: &Path, out: &Path, files: &[PathBuf]) -> Result<Value> {
    let output = Command::new(example)
        .arg("check")
        .arg(out)
        .args(files)
        .output()?;
    ensure!(
        output.status.success(),
        "no scores: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout)
        .with_context(|| format!("no scores: {}", String::from_utf8_lossy(&output.stderr)))
}

/// Prints the figures of each host; gives the least share of furniture that is gone with a profile, and how many more lines of
/// articles are lost than without.
#[expect(clippy::cast_precision_loss, reason = "some hundred lines")]
fn table(scores: &Value) -> Result<(f64, u64)> {
    println!("host               furniture  gone  with profile  article  lost  with profile");
    let (mut worst, mut more_lost) = (1.0_f64, 0);
    let hosts = scores.get("hosts").and_then(Value::as_object);
    let hosts = hosts.context("the scores have no hosts")?;
    ensure!(hosts.len() >= LEAST_HOSTS, "only {} hosts", hosts.len());
    for (host, figures) in hosts {
        let number = |path: &str| {
            let number = figures.pointer(path).and_then(Value::as_u64);
            number.with_context(|| format!("{host} has no {path}"))
        };
        let furniture = number("/furniture")?;
        ensure!(furniture > 0, "{host} has no furniture");
        let of = |file: usize, name: &str| number(&format!("/files/{file}/{name}"));
        let (left, lost) = (
            [of(0, "left")?, of(1, "left")?],
            [of(0, "lost")?, of(1, "lost")?],
        );
        let gone = left.map(|left| 1.0 - left as f64 / furniture as f64);
        println!(
            "{host:18} {furniture:9}  {:4.1}  {:12.1}  {:7}  {:4}  {:12}",
            gone[0] * 100.0,
            gone[1] * 100.0,
            number("/body")?,
            lost[0],
            lost[1],
        );
        worst = worst.min(gone[1]);
        more_lost += lost[1].saturating_sub(lost[0]);
    }
    Ok((worst, more_lost))
}
