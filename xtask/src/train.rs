use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Result, bail};
use lexopt::{Arg, Parser};

use crate::{
    eval::{self, Options},
    workspace::{from_root, release, root, succeed},
};

/// `cargo xtask train structure`, `train html` or `train keywords`
pub(crate) fn train(mut arguments: Parser) -> Result<ExitCode> {
    match arguments.next()? {
        Some(Arg::Value(what)) if what == "structure" => {}
        Some(Arg::Value(what)) if what == "html" => return html(arguments),
        Some(Arg::Value(what)) if what == "keywords" => return keywords(arguments),
        _ => bail!("say `cargo xtask train structure`, `train html` or `train keywords`"),
    }
    let mut options = Options::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("data") => options.state_data(arguments.value()?)?,
            other => return Err(other.unexpected().into()),
        }
    }
    if !eval::has_data(&options) {
        return Ok(ExitCode::SUCCESS);
    }
    let mut pages = Vec::new();
    for variant in &options.variants {
        pages.extend(eval::split_by_language(&options, variant)?.into_values());
    }
    let mut command = trainer()?;
    command
        .arg("structure")
        .arg("--out")
        .arg(root().join("crates/wenmai-parse/data/structure.model"))
        .arg("--folds")
        .arg(folds())
        .args(pages);
    succeed(&mut command)?;
    Ok(ExitCode::SUCCESS)
}

/// `cargo xtask train html`
fn html(arguments: Parser) -> Result<ExitCode> {
    let Some(data) = eval::html::data(arguments)? else {
        return Ok(ExitCode::SUCCESS);
    };
    let mut command = trainer()?;
    command
        .arg("html")
        .arg("--out")
        .arg(root().join("crates/wenmai-parse/data/html.model"))
        .arg("--folds")
        .arg(eval::html::folds());
    for set in eval::html::LEARNED {
        command.arg(eval::html::unpack(&data, set)?);
    }
    command.args(eval::html::unpack_made(&data)?);
    succeed(&mut command)?;
    Ok(ExitCode::SUCCESS)
}

/// `cargo xtask train keywords`
fn keywords(arguments: Parser) -> Result<ExitCode> {
    let Some(options) = eval::keywords::options(arguments)? else {
        return Ok(ExitCode::SUCCESS);
    };
    let mut command = trainer()?;
    command
        .arg("keywords")
        .arg("--out")
        .arg(root().join("crates/wenmai-analyze/data/keywords.model"))
        .arg("--folds")
        .arg(eval::keywords::folds())
        .args(eval::keywords::unpack(&options.data)?);
    succeed(&mut command)?;
    Ok(ExitCode::SUCCESS)
}

/// The trainer.
pub(crate) fn trainer() -> Result<Command> {
    release("wenmai-train")
}

/// The folder of the models for cross-validation.
pub(crate) fn folds() -> PathBuf {
    from_root("target/train/structure")
}
