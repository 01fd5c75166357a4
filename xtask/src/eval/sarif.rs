//! Logs of `wenmai audit -f sarif` against the schema of SARIF 2.1.0.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, ensure};
use lexopt::Parser;
use serde_json::Value;

use super::stdout_of;
use crate::workspace::{build_wenmai, cargo, root, succeed, wenmai};

/// What validates; the schema comes with a crate.
const VALIDATOR: &str = "jsonschema==4.25.1";

/// Logs by their names: inputs with findings of all kinds, records in containers, more than one input, none with a finding.
const LOGS: [(&str, &[&str]); 4] = [
    (
        "pages",
        &["fixtures/pages", "fixtures/html", "fixtures/hostile"],
    ),
    ("records", &["fixtures/privacy"]),
    (
        "sarif-page",
        &["target/sarif/页 1#.html", "target/sarif/big5.html"],
    ),
    ("empty", &["target/sarif/clean.txt"]),
];

/// A page with findings, a name that has to be encoded, and lines and columns that bytes do not tell.
const PAGE: &str = "<!DOCTYPE html>\n<title>联系</title>\n<h1>联系</h1>\n<h2>一、总则 😀</h2>\n<p>有事请打 13812345678，\
    或写信到 li.ming@huizhi-tech.cn，白天都在，晚上请不要打。</p>\n<h2>三、联系</h2>\n<p>再说一次：13812345678，白天都在。</p>\n";

/// `cargo xtask eval sarif`
pub(super) fn eval(mut arguments: Parser) -> Result<ExitCode> {
    if let Some(argument) = arguments.next()? {
        return Err(argument.unexpected().into());
    }
    build_wenmai()?;
    println!("{}", run()?);
    Ok(ExitCode::SUCCESS)
}

/// Audits fixtures and validates the logs; gives a line that says how that went.
pub(crate) fn run() -> Result<String> {
    let (python, schema) = match install() {
        Ok(installed) => installed,
        Err(error) => return Ok(format!("sarif: skipped: {error:#}")),
    };
    let folder = root().join("target/sarif");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("页 1#.html"), PAGE)?;
    fs::write(
        folder.join("clean.txt"),
        "短文\n\n一、引言\n\n效果不错，值得一试。\n",
    )?;
    fs::write(
        folder.join("big5.html"),
        b"<meta charset=big5><p>\xa7A\xa6n\xa1A 13812345678 \xa1C</p>",
    )?;
    let mut validate = Command::new(python);
    validate
        .arg(root().join("xtask/sarif/validate.py"))
        .arg(schema);
    for (name, inputs) in LOGS {
        let log = folder.join(name).with_extension("sarif");
        let mut command = wenmai();
        command
            .current_dir(root())
            .args(["audit", "--quiet", "--format", "sarif"])
            .args(inputs)
            .stdout(File::create(&log)?);
        succeed(&mut command)?;
        validate.arg(log);
    }
    Ok(stdout_of(&mut validate)?.trim_end().to_owned())
}

/// The Python with the validator, and the schema; both are fetched when they are not there.
fn install() -> Result<(PathBuf, PathBuf)> {
    let folder = root().join("target/sarif-venv");
    let python = folder.join("bin/python");
    let installed = folder.join("installed");
    if fs::read_to_string(&installed).ok().as_deref() != Some(VALIDATOR) {
        succeed(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        let pip = [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ];
        succeed(Command::new(&python).args(pip).arg(VALIDATOR))
            .context("the validator cannot be installed")?;
        fs::write(&installed, VALIDATOR)?;
    }
    let manifest = root().join("xtask/sarif/Cargo.toml");
    let metadata = [
        "metadata",
        "--locked",
        "--format-version=1",
        "--manifest-path",
    ];
    let metadata = stdout_of(cargo().args(metadata).arg(manifest))
        .context("the crate that has the schema cannot be fetched")?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata.get("packages").and_then(Value::as_array);
    let text = |package: &Value, field: &str| Some(package.get(field)?.as_str()?.to_owned());
    let manifest = packages
        .into_iter()
        .flatten()
        .find(|package| text(package, "name").as_deref() == Some("serde-sarif"))
        .and_then(|package| text(package, "manifest_path"))
        .context("cargo does not name the crate that has the schema")?;
    let schema = PathBuf::from(manifest).with_file_name("src/schema.json");
    ensure!(schema.exists(), "there is no {}", schema.display());
    Ok((python, schema))
}
