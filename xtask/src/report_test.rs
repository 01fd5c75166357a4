use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use lexopt::{Arg, Parser};
use serde_json::{Value, json};

use crate::workspace::{build_wenmai, from_root, root, succeed, wenmai};

/// Names under which Chromium is installed.
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// Pictures of README: page, file, the element that the picture starts with, height in pixels.
const README: [(&str, &str, &str, u32); 2] = [
    ("index-zh", "report-index.png", "body", 1_150),
    ("seed-shape-zh", "report-page.png", "#outline", 1_150),
];
const README_BYTES: u64 = 300_000;

/// An article of usual length, of which no page may be larger than so many bytes; it is no part of the repository.
const SEED: &str = "../shared/seed/open-vs-closed-llm.txt";
const PAGE_BYTES: u64 = 60_000;

/// When the test may be left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Skip {
    #[default]
    Never,
    /// Where something is missing and this user can install nothing.
    IfNothingCanBeInstalled,
    /// Where browser, fonts or Node are missing and cannot be installed, whatever the reason.
    IfMissing,
}

/// How `cargo xtask report-test` behaves.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Options {
    pub(crate) skip: Skip,
    /// Take the pictures of README anew.
    pub(crate) takes_readme_pictures: bool,
}

/// `cargo xtask report-test`
pub(crate) fn report_test(mut arguments: Parser) -> Result<ExitCode> {
    let mut options = Options::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("skip-without-browser") => options.skip = Skip::IfMissing,
            Arg::Long("readme") => options.takes_readme_pictures = true,
            other => return Err(other.unexpected().into()),
        }
    }
    build_wenmai()?;
    println!("{}", run(options)?);
    Ok(ExitCode::SUCCESS)
}

/// Writes reports on the fixtures and opens them in a browser; gives a line that says how that went.
pub(crate) fn run(options: Options) -> Result<String> {
    let browser = match install() {
        Ok(browser) => browser,
        Err(error)
            if options.skip == Skip::IfMissing
                || options.skip == Skip::IfNothingCanBeInstalled && !can_install() =>
        {
            return Ok(format!("report-test: skipped: {error:#}"));
        }
        Err(error) => {
            return Err(error.context(
                "the report cannot be tested; --skip-without-browser passes without a test",
            ));
        }
    };
    let folder = root().join("target/report-test");
    write_reports(&folder)?;
    let pages = [
        ("index-zh", "zh/index.html", true),
        ("index-en", "en/index.html", true),
        ("seed-shape-zh", "zh/pages/zh-seed-shape.html", false),
        ("seed-shape-en", "en/pages/en-seed-shape.html", false),
        ("html-page", "en/pages/en-card-grid.html", false),
        ("hostile", "hostile/pages/hostile.html", false),
        ("explanation", "explanation.html", false),
    ]
    .map(|(name, file, script)| json!({"name": name, "file": folder.join(file), "script": script}));
    let images = root().join("crates/wenmai-format/images");
    let readme: Vec<Value> = README
        .iter()
        .filter(|_| options.takes_readme_pictures)
        .map(|(page, file, from, height)| {
            json!({"page": page, "file": images.join(file), "from": from, "height": height})
        })
        .collect();
    let plan = folder.join("plan.json");
    let content = json!({
        "chromium": browser,
        "shots": folder.join("shots"),
        "pages": pages,
        "readme": readme,
    });
    fs::write(&plan, content.to_string())?;
    let node = folder.join("node");
    succeed(
        Command::new("node")
            .arg(node.join("report-test.mjs"))
            .arg(&plan),
    )?;
    let mut sizes = vec![(
        "zh/pages/zh-seed-shape.html",
        folder.join("zh/pages/zh-seed-shape.html"),
    )];
    if let Some(page) = seed_page(&folder)? {
        sizes.push((SEED, page));
    }
    for (name, page) in sizes {
        let bytes = fs::metadata(&page)?.len();
        println!("{name}: {bytes} bytes");
        if bytes > PAGE_BYTES {
            bail!("the page of {name} has {bytes} bytes, more than {PAGE_BYTES}");
        }
    }
    let bytes: u64 = README
        .iter()
        .filter_map(|(_, file, ..)| Some(fs::metadata(images.join(file)).ok()?.len()))
        .sum();
    if bytes > README_BYTES {
        bail!("the pictures of README have {bytes} bytes, more than {README_BYTES}");
    }
    Ok(format!("report-test: {} pages pass", pages.len()))
}

/// Two reports on all fixtures, the second compared with an older one on a part of them, a hostile page, an explanation.
fn write_reports(folder: &Path) -> Result<()> {
    let report = |out: &str, flags: &[OsString], files: &[PathBuf]| -> Result<()> {
        let mut command = wenmai();
        command
            .args(["report", "--quiet", "--out"])
            .arg(folder.join(out))
            .args(flags)
            .args(files);
        succeed(&mut command)
    };
    let words = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
    let pages = from_root("fixtures/pages");
    let all = [pages.clone(), from_root("fixtures/html")];
    report("zh", &words(&["--lang", "zh"]), &all)?;
    report("old", &words(&["--pages", "0"]), &[pages])?;
    let mut flags = words(&["--lang", "en", "--compare"]);
    flags.push(folder.join("old/report.json").into());
    flags.push("--against".into());
    flags.push(from_root("fixtures/hostile").into());
    report("en", &flags, &all)?;

    let hostile = folder.join("hostile.txt");
    fs::write(&hostile, hostile_page())?;
    report("hostile", &[], std::slice::from_ref(&hostile))?;
    let explanation = wenmai()
        .args(["explain", "--html"])
        .arg(&hostile)
        .output()
        .context("cannot start the command")?;
    fs::write(folder.join("explanation.html"), explanation.stdout)?;
    Ok(())
}

/// The page of the seed in a report of its own, where there is a seed.
fn seed_page(folder: &Path) -> Result<Option<PathBuf>> {
    let seed = root().join(SEED);
    if !seed.exists() {
        println!("{SEED} is not there: its page is not measured");
        return Ok(None);
    }
    let mut command = wenmai();
    let command = command.args(["report", "--quiet", "--out"]);
    succeed(command.arg(folder.join("seed")).arg(seed))?;
    Ok(Some(folder.join("seed/pages/open-vs-closed-llm.html")))
}

/// A page that attacks whoever shows it: markup, an address that runs, overrides of direction, a word of 1 MB.
fn hostile_page() -> String {
    let attack =
        "\"'><script>alert(1)</script></title></style><img src=x onerror=alert(1)>\u{202e}\u{1}";
    let sections = ["一、", "二、", "三、"].map(|number| {
        format!("{number}{attack}\n\n{attack}。javascript:alert(1) 是一个网址。\n\n")
    });
    [
        format!("【{attack}】{attack}\n\n简介：{attack}\n\n"),
        sections.concat(),
        "长".repeat(350_000),
        "x".repeat(10_000),
        format!("\n\n相关文章\n|\n7月前\n|\n{attack}\n{attack}\n340 2\n"),
    ]
    .concat()
}

/// Finds the browser, fonts for Chinese and the modules of the script; what is missing is installed where that is possible.
fn install() -> Result<PathBuf> {
    if let Err(error) = installed_browser() {
        apt_get(&error.to_string(), "chromium")?;
    }
    if !has_chinese_fonts() {
        apt_get("there is no font for Chinese", "fonts-noto-cjk")?;
    }
    if on_path("node").is_none() || on_path("npm").is_none() {
        apt_get("there is no Node", "nodejs npm")?;
    }
    let from = root().join("xtask/report-test");
    let node = root().join("target/report-test/node");
    fs::create_dir_all(&node)?;
    for file in ["package.json", "package-lock.json", "report-test.mjs"] {
        let new = fs::read(from.join(file))?;
        fs::write(node.join(file), new)?;
    }
    if !is_current(&node)? {
        succeed(
            Command::new("npm")
                .args(["ci", "--silent", "--no-audit", "--no-fund"])
                .current_dir(&node),
        )?;
        fs::copy(node.join("package-lock.json"), node.join("installed.json"))?;
    }
    installed_browser()
}

/// Whether the modules of the lock file are there already.
fn is_current(node: &Path) -> Result<bool> {
    let installed = node.join("installed.json");
    Ok(installed.exists() && fs::read(installed)? == fs::read(node.join("package-lock.json"))?)
}

fn installed_browser() -> Result<PathBuf> {
    if let Some(path) = env::var_os("CHROMIUM") {
        return Ok(path.into());
    }
    BROWSERS
        .iter()
        .find_map(|name| on_path(name))
        .context("there is no Chromium (the variable CHROMIUM may name one)")
}

fn has_chinese_fonts() -> bool {
    let fonts = Command::new("fc-list").arg(":lang=zh").output();
    fonts.is_ok_and(|fonts| !fonts.stdout.is_empty())
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// Whether there is apt-get and the right to use it.
fn can_install() -> bool {
    let user = Command::new("id").arg("--user").output();
    let is_root = user.is_ok_and(|user| user.stdout.trim_ascii() == b"0");
    is_root && on_path("apt-get").is_some()
}

/// Installs Debian packages, and says why.
fn apt_get(why: &str, packages: &str) -> Result<()> {
    println!("{why}: apt-get install {packages}");
    let install = || -> Result<()> {
        succeed(Command::new("apt-get").args(["update", "--quiet"]))?;
        succeed(
            Command::new("apt-get")
                .args(["install", "--yes", "--quiet", "--no-install-recommends"])
                .args(packages.split(' '))
                .env("DEBIAN_FRONTEND", "noninteractive"),
        )
    };
    install().with_context(|| format!("{why}, and {packages} cannot be installed"))
}
