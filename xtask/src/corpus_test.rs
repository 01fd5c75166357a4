//! Corpus runs under everything that may happen to them: kills, interrupts, a full disk, a disk that cannot be read, bombs.

mod checks;
mod faults;
pub(crate) mod measured;

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use lexopt::{Arg, Parser, ValueExt};
use serde_json::Value;

use self::checks::{field, id, number, parts, same};
use self::measured::{Measured, measure};
use crate::workspace::{build_example, build_full_wenmai, root, succeed};

/// What is tested.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options {
    /// Pages of the corpus.
    pub(crate) pages: u64,
    /// Runs that are killed.
    pub(crate) kills: u32,
    /// Bytes of the one big shard.
    pub(crate) shard_bytes: u64,
    /// Bytes that the bomb expands to.
    pub(crate) bomb_bytes: u64,
    pub(crate) seed: u64,
}

impl Options {
    /// What CI runs: all that may happen, to fewer pages.
    pub(crate) fn small() -> Self {
        Self {
            pages: 15_000,
            kills: 8,
            ..Self::default()
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            pages: 50_000,
            kills: 20,
            shard_bytes: 150_000_000,
            bomb_bytes: 1_000_000_000,
            seed: 1,
        }
    }
}

/// `cargo xtask corpus-test`
pub(crate) fn corpus_test(mut arguments: Parser) -> Result<ExitCode> {
    let mut options = Options::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("pages") => options.pages = arguments.value()?.parse()?,
            Arg::Long("kills") => options.kills = arguments.value()?.parse()?,
            Arg::Long("seed") => options.seed = arguments.value()?.parse()?,
            Arg::Long("full") => {
                options.shard_bytes = 4_000_000_000;
                options.bomb_bytes = 10_000_000_000;
            }
            other => return Err(other.unexpected().into()),
        }
    }
    println!("{}", run(options)?);
    Ok(ExitCode::SUCCESS)
}

/// Runs everything; gives a line that sums it up.
pub(crate) fn run(options: Options) -> Result<String> {
    let test = Test::new(options)?;
    test.generate()?;
    let single = test.threads()?;
    test.formats()?;
    test.isolated()?;
    test.kills(single.elapsed)?;
    test.interrupt(single.elapsed)?;
    test.faults()?;
    let memory = test.memory()?;
    fs::remove_dir_all(&test.folder)?;
    Ok(format!(
        "corpus test: {} pages passed; {memory}",
        options.pages
    ))
}

struct Test {
    options: Options,
    folder: PathBuf,
    wenmai: PathBuf,
    generate: PathBuf,
    faults: Option<PathBuf>,
}

/// Parts of the runs, small enough for many of them.
const PART_SIZE: &str = "--part-size=8M";

/// Longer pages than the good ones are.
const MAX_PAGE_BYTES: &str = "--max-page-bytes=2000000";

impl Test {
    fn new(options: Options) -> Result<Self> {
        build_full_wenmai()?;
        let generate = build_example("wenmai-corpus", "generate")?;
        let folder = root().join("target/corpus-test");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        Ok(Self {
            options,
            wenmai: root().join("target/release/wenmai"),
            generate,
            faults: faults::build(&folder)?,
            folder,
        })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn generate(&self) -> Result<()> {
        let mut command = Command::new(&self.generate);
        let Options { pages, seed, .. } = self.options;
        succeed(
            command
                .arg(self.path("input"))
                .args([pages, seed].map(|n| n.to_string())),
        )?;
        // One shard is Parquet, made of another one.
        let (json, parquet) = (
            self.path("input/shard-00001.jsonl.zst"),
            self.path("parquet"),
        );
        let mut command = self.command(&["run", "--format=parquet", MAX_PAGE_BYTES]);
        code(command.arg("--out").arg(&parquet).arg(&json), &[3])?;
        fs::rename(
            parquet.join("part-00000.parquet"),
            self.path("input/shard-00001.parquet"),
        )?;
        fs::remove_file(json)?;
        Ok(())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.wenmai);
        command
            .arg("corpus")
            .args(arguments)
            .current_dir(&self.folder);
        command
    }

    /// A run of the whole corpus into the folder `out`.
    fn whole_run(&self, out: &str, more: &[&str]) -> Command {
        let mut command =
            self.command(&["run", "--quiet", PART_SIZE, MAX_PAGE_BYTES, "--out", out]);
        command.args(more).arg("input");
        command
    }

    /// One thread and two give the same bytes; every record is accounted for, every good page is written once.
    fn threads(&self) -> Result<Measured> {
        let single = measure(&mut self.whole_run("one", &["--jobs=1"]), &[3])?;
        let double = measure(&mut self.whole_run("two", &["--jobs=2"]), &[3])?;
        self.same_as_one("two")?;
        let status = self.status("one")?;
        println!(
            "{}: {}",
            field(&status, "ledger"),
            ratio("two threads take", double.elapsed, single.elapsed)
        );
        self.is_complete("one")?;
        Ok(single)
    }

    /// Compares a run with the first one; it is not needed any more then.
    fn same_as_one(&self, name: &str) -> Result<()> {
        same(&self.path("one"), &self.path(name))?;
        fs::remove_dir_all(self.path(name)).with_context(|| format!("cannot remove {name}"))
    }

    /// Checks the ledger of a finished run, and its documents against the pages that were made.
    fn is_complete(&self, out: &str) -> Result<()> {
        let status = self.status(out)?;
        ensure!(
            field(&status, "is_finished") == true,
            "{out} is not finished"
        );
        ensure!(
            field(&status, "problems") == &Value::Array(Vec::new()),
            "{}",
            field(&status, "problems")
        );
        let ledger = field(&status, "ledger");
        let sum = |fate: &str| -> u64 {
            let counts = ledger[fate].as_object();
            counts
                .into_iter()
                .flat_map(|counts| counts.values())
                .filter_map(Value::as_u64)
                .sum()
        };
        let (read, written) = (
            number(field(ledger, "read"))?,
            number(field(ledger, "written"))?,
        );
        ensure!(
            read == written + sum("dropped") + sum("dead"),
            "{ledger} does not balance"
        );
        // Requests hold no page, and each of them is counted.
        let requests: u64 = fs::read_to_string(self.path("input/requests.txt"))?
            .trim()
            .parse()?;
        let seen = number(field(field(ledger, "dropped"), "warc_request"))?;
        ensure!(
            seen == requests,
            "{seen} of {requests} requests were counted"
        );
        let letters = fs::read_to_string(self.path(out).join("dead-letters.jsonl"))?;
        ensure!(
            letters.lines().count() as u64 == sum("dead"),
            "dead letters are missing"
        );

        let mut expected: HashMap<String, u32> = fs::read_to_string(self.path("input/good.txt"))?
            .lines()
            .map(|id| (id.to_owned(), 0))
            .collect();
        let mut others = 0_u64;
        for part in parts(&self.path(out))? {
            for line in fs::read_to_string(part)?.lines() {
                let id = id(line)?;
                match expected.get_mut(&id) {
                    Some(count) => *count += 1,
                    None => others += 1,
                }
            }
        }
        let lost = expected.values().filter(|&&count| count == 0).count();
        let twice = expected.values().filter(|&&count| count > 1).count();
        ensure!(
            lost == 0 && twice == 0,
            "{lost} pages are lost, {twice} are there twice"
        );
        ensure!(
            expected.len() as u64 + others == written,
            "{written} were not written"
        );
        println!(
            "{} good pages are there once, {others} hostile ones gave documents too",
            expected.len()
        );
        Ok(())
    }

    fn status(&self, out: &str) -> Result<Value> {
        let output = self
            .command(&["status", "--format=json", "--verify", "--out", out])
            .output()?;
        serde_json::from_slice(&output.stdout).with_context(|| {
            format!(
                "no status of {out}: {}",
                String::from_utf8_lossy(&output.stderr)
            )
        })
    }

    /// Compressed parts and Parquet hold the same documents, whatever the number of threads.
    fn formats(&self) -> Result<()> {
        let mut plain_ids = Vec::new();
        for part in parts(&self.path("one"))? {
            for line in fs::read_to_string(part)?.lines() {
                plain_ids.push(id(line)?);
            }
        }
        for (name, flags) in [
            ("zstd", ["--format=jsonl", "--compress=zstd"]),
            ("parquet", ["--format=parquet", "--compress=zstd"]),
        ] {
            let [one, two] = ["one", "two"].map(|jobs| format!("{name}-{jobs}"));
            code(self.whole_run(&one, &["--jobs=1"]).args(flags), &[3])?;
            code(self.whole_run(&two, &["--jobs=2"]).args(flags), &[3])?;
            same(&self.path(&one), &self.path(&two))?;
            let (plain, other) = (self.status("one")?, self.status(&one)?);
            ensure!(
                field(&plain, "ledger") == field(&other, "ledger"),
                "{name} has another ledger"
            );
            // Read back, they hold the documents of the plain run.
            ensure!(
                self.read_back(&one)? == plain_ids,
                "{name} holds other documents"
            );
            fs::remove_dir_all(self.path(&one))?;
            fs::remove_dir_all(self.path(&two))?;
        }
        println!("zstd and Parquet: same ledger and documents, same bytes by one thread and two");
        Ok(())
    }

    /// Ids of the documents of a run, in order, as the command reads its parts.
    fn read_back(&self, out: &str) -> Result<Vec<String>> {
        let mut command = Command::new(&self.wenmai);
        command
            .args([
                "extract",
                "--quiet",
                "--format=jsonl",
                "--content-field=text",
            ])
            .args(parts(&self.path(out))?);
        let output = command.output()?;
        ensure!(
            output.status.success(),
            "the parts of {out} cannot be read: {}",
            output.status
        );
        let lines = String::from_utf8(output.stdout)?;
        lines.lines().map(id).collect()
    }

    /// Worker processes give the same bytes.
    fn isolated(&self) -> Result<()> {
        code(
            &mut self.whole_run("isolated", &["--isolate", "--time-limit=120"]),
            &[3],
        )?;
        self.same_as_one("isolated")?;
        println!("worker processes: same bytes");
        Ok(())
    }

    /// Runs that are killed at random moments.
    fn kills(&self, whole: Duration) -> Result<()> {
        let (mut killed, mut random) = (0, self.options.seed);
        while killed < self.options.kills {
            let mut child = self
                .whole_run("killed", &["--jobs=2"])
                .stderr(Stdio::null())
                .spawn()?;
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            // So long that the run would not end before the last kill by itself.
            let share = f64::from((random >> 33) as u32) / f64::from(1_u32 << 31);
            thread::sleep(whole.mul_f64(share / f64::from(self.options.kills) * 1.6));
            if child.try_wait()?.is_some() {
                break;
            }
            child.kill()?;
            child.wait()?;
            killed += 1;
        }
        let parts_before = parts(&self.path("killed")).map_or(0, |parts| parts.len());
        code(&mut self.whole_run("killed", &["--jobs=2"]), &[3])?;
        self.same_as_one("killed")?;
        println!("killed {killed} times, {parts_before} parts before the last start: same bytes");
        ensure!(
            killed >= self.options.kills / 2,
            "the run ended after {killed} kills"
        );
        Ok(())
    }

    /// A run that is interrupted ends with 130, and goes on.
    fn interrupt(&self, whole: Duration) -> Result<()> {
        let mut child = self
            .whole_run("interrupted", &[])
            .stderr(Stdio::null())
            .spawn()?;
        thread::sleep(whole / 5);
        succeed(Command::new("kill").args(["-INT", &child.id().to_string()]))?;
        let status = child.wait()?;
        ensure!(
            status.code() == Some(130),
            "an interrupted run ended with {status}"
        );
        ensure!(
            !parts(&self.path("interrupted"))?.is_empty(),
            "nothing was finished"
        );
        code(
            &mut self.command(&["resume", "--quiet", "--out", "interrupted"]),
            &[3],
        )?;
        self.same_as_one("interrupted")?;
        println!("interrupted and resumed: same bytes");
        Ok(())
    }

    /// A disk that is full, and one that cannot be read on, end a run in order.
    fn faults(&self) -> Result<()> {
        let Some(library) = &self.faults else {
            println!(
                "skipped: full disks and read errors, for there is no C compiler or no preloading"
            );
            return Ok(());
        };
        for (name, fault, expected) in [
            ("full-part", "write:part-00002:3000000", 5),
            ("full-letters", "write:dead-letters.jsonl:2000", 5),
            ("full-manifest", "write:manifest.jsonl:1500", 5),
            ("unreadable", "read:shard-00002:3000000", 3),
        ] {
            let faulty = |command: &mut Command| {
                command.env("LD_PRELOAD", library).env("FAULT", fault);
            };
            let mut command = self.whole_run(name, &[]);
            faulty(&mut command);
            let output = command.output()?;
            let said = String::from_utf8_lossy(&output.stderr);
            ensure!(
                output.status.code() == Some(expected) && said.contains("error: "),
                "{name} ended with {}: {said}",
                output.status
            );
            let status = self.status(name);
            ensure!(
                status.is_ok_and(|status| field(&status, "is_finished") == false),
                "{name} was not stopped"
            );
            code(&mut self.whole_run(name, &[]), &[3])?;
            self.same_as_one(name)?;
            println!("{name}: {}", said.trim_end());
        }
        Ok(())
    }

    /// Memory stays below what was asked for.
    fn memory(&self) -> Result<String> {
        let big = self.path("big.jsonl");
        let bytes = self.options.shard_bytes.to_string();
        succeed(
            Command::new(&self.generate)
                .arg("--big")
                .arg(&big)
                .arg(&bytes),
        )?;
        let of_jobs = |jobs: u32| {
            let (out, jobs) = (format!("big-{jobs}"), format!("--jobs={jobs}"));
            let mut command =
                self.command(&["run", "--quiet", "--memory=512M", &jobs, "--out", &out]);
            measure(command.arg(&big), &[0])
        };
        let (one, two) = (of_jobs(1)?, of_jobs(2)?);
        same(&self.path("big-1"), &self.path("big-2"))?;
        fs::remove_file(&big)?;
        fs::remove_dir_all(self.path("big-1"))?;
        fs::remove_dir_all(self.path("big-2"))?;

        let bomb = self.path("bomb.html.gz");
        let bytes = self.options.bomb_bytes.to_string();
        succeed(
            Command::new(&self.generate)
                .arg("--bomb")
                .arg(&bomb)
                .arg(&bytes),
        )?;
        let lines = self.path("bomb.jsonl.gz");
        fs::copy(&bomb, &lines)?;
        let mut command = self.command(&[
            "run",
            "--quiet",
            "--memory=512M",
            "--jobs=2",
            "--out",
            "bomb",
        ]);
        let bombs = measure(command.args([&bomb, &lines]), &[4])?;
        let most = one.peak_bytes.max(two.peak_bytes).max(bombs.peak_bytes);
        let summary = format!(
            "at most {} MB at --memory 512M (shard of {} MB: {} and {} MB by one and two threads; bombs of {} MB: {} MB); {}",
            most / 1_000_000,
            self.options.shard_bytes / 1_000_000,
            one.peak_bytes / 1_000_000,
            two.peak_bytes / 1_000_000,
            self.options.bomb_bytes / 1_000_000,
            bombs.peak_bytes / 1_000_000,
            ratio("two threads take", two.elapsed, one.elapsed),
        );
        ensure!(most <= 512 << 20, "too much memory: {summary}");
        Ok(summary)
    }
}

fn ratio(what: &str, part: Duration, whole: Duration) -> String {
    format!(
        "{what} {:.2} of the time of one ({:.1} s)",
        part.as_secs_f64() / whole.as_secs_f64(),
        whole.as_secs_f64()
    )
}

/// Runs `command`, which must end with one of `codes`.
fn code(command: &mut Command, codes: &[i32]) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start {command:?}"))?;
    match status.code() {
        Some(code) if codes.contains(&code) => Ok(()),
        _ => bail!("{command:?} ended with {status}"),
    }
}
