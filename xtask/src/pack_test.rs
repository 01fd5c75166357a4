use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use lexopt::Parser;
use serde_json::{Map, Value};

use crate::workspace::{build_wenmai, from_root, line, root, succeed, wenmai};

/// What validates Croissant, in the version that the pack is tested with.
const MLCROISSANT: &str = "mlcroissant==1.1.1";

/// The virtual environment that has it.
const VENV: &str = "target/croissant-venv";

/// Pages of the crawl that is made of the fixtures.
const PAGES: usize = 400;

/// `cargo xtask pack-test`
pub(crate) fn pack_test(mut arguments: Parser) -> Result<ExitCode> {
    if let Some(argument) = arguments.next()? {
        return Err(argument.unexpected().into());
    }
    build_wenmai()?;
    println!("{}", run()?);
    Ok(ExitCode::SUCCESS)
}

/// Writes evidence packs on pages and on a corpus run, counts them again by a script that shares no code with the command, and has
/// Croissant validated by its reference implementation; gives a line that says how that went.
pub(crate) fn run() -> Result<String> {
    let folder = root().join("target/pack-test");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let crawl = folder.join("crawl.jsonl");
    fs::write(&crawl, crawl_of_fixtures()?)?;
    let about = from_root("xtask/pack-test/about.toml");
    let (pages, of_run, corpus) = (
        folder.join("pages"),
        folder.join("of-run"),
        folder.join("run"),
    );
    let step = |words: &[&str], paths: &[&Path]| -> Result<()> {
        let mut command = wenmai();
        succeed(command.args(words).arg("--quiet").args(paths))
    };
    let sample = ["audit", "--sample", "50", "--seed", "20250724"];
    step(
        &sample,
        &[
            "--about".as_ref(),
            &about,
            "--pack".as_ref(),
            &pages,
            &crawl,
        ],
    )?;
    step(&["corpus", "run"], &[&crawl, "--out".as_ref(), &corpus])?;
    step(
        &sample,
        &["--run".as_ref(), &corpus, "--pack".as_ref(), &of_run],
    )?;
    for pack in [&pages, &of_run] {
        step(&["audit"], &["--check".as_ref(), pack])?;
    }
    let (python, skipped) = match python() {
        Ok(python) => (python, String::new()),
        Err(error) => ("python3".into(), format!(" ({error:#})")),
    };
    let mut command = Command::new(python);
    command
        .arg(root().join("xtask/pack-test/check.py"))
        .args([&pages, &of_run])
        .stderr(std::process::Stdio::inherit());
    let output = command
        .output()
        .with_context(|| format!("cannot start `{}`", line(&command)))?;
    if !output.status.success() {
        bail!("`{}` ended with {}", line(&command), output.status);
    }
    let said = String::from_utf8_lossy(&output.stdout);
    Ok(format!("pack-test: {}{skipped}", said.trim()))
}

/// A Python that has mlcroissant, installed where it is missing.
fn python() -> Result<PathBuf> {
    let venv = root().join(VENV);
    let python = venv.join("bin/python");
    let has_it = || {
        let mut command = Command::new(&python);
        let output = command.args(["-c", "import mlcroissant"]).output();
        output.is_ok_and(|output| output.status.success())
    };
    if !has_it() {
        println!("installing {MLCROISSANT} into {VENV}");
        let install = || -> Result<()> {
            succeed(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
            let pip = [
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
            ];
            succeed(Command::new(&python).args(pip).arg(MLCROISSANT))
        };
        install().with_context(|| format!("{MLCROISSANT} cannot be installed"))?;
    }
    Ok(python)
}

/// The pages of the fixtures again and again, as if they had been crawled from three dozen sites; some have personal data.
fn crawl_of_fixtures() -> Result<String> {
    let mut files: Vec<PathBuf> = fs::read_dir(root().join("fixtures/pages"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    let suffixes = ["com", "co.uk", "com.cn", "github.io"];
    let mut lines = String::new();
    for (number, file) in files.iter().cycle().take(PAGES).enumerate() {
        let mut text = fs::read_to_string(file)?;
        if number.is_multiple_of(7) {
            text.push_str(
                "\n\n有事请打电话 13812345678，或写信到 li.ming@huizhi-tech.cn，白天都在。\n",
            );
        }
        // Sites differ in size.
        let site = number % 37 * (number % 5) / 4;
        let suffix = suffixes.get(site % suffixes.len()).unwrap_or(&"com");
        let mut record = Map::new();
        let mut put = |key: &str, value: String| record.insert(key.to_owned(), value.into());
        put("id", format!("page-{number}"));
        put("text", text);
        if !number.is_multiple_of(11) {
            put("url", format!("https://www.site-{site}.{suffix}/{number}"));
        }
        if number.is_multiple_of(2) {
            let (year, month, day) = (20 + number % 6, 1 + number % 12, 1 + number % 28);
            put(
                "captured_at",
                format!("20{year}-{month:02}-{day:02}T08:00:00Z"),
            );
        }
        lines.push_str(&Value::Object(record).to_string());
        lines.push('\n');
    }
    Ok(lines)
}
