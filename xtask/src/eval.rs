pub(crate) mod dedup;
pub(crate) mod floors;
pub(crate) mod html;
pub(crate) mod keywords;
mod kinds;
mod meta;
pub(crate) mod privacy;
pub(crate) mod profile;
pub(crate) mod quality;
pub(crate) mod quality_chinese;
pub(crate) mod sarif;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};
use lexopt::{Arg, Parser, ValueExt};
use serde_json::Value;

use crate::train::{folds, trainer};
use crate::workspace::{
    build_wenmai, cargo, forward, from_root, line, root, succeed, test_selection, wenmai,
};

/// Columns of the table: header, name in the scores.
const COLUMNS: [(&str, &str); 16] = [
    ("P", "P"),
    ("R", "R"),
    ("F1", "F1"),
    ("depth", "depth_acc"),
    ("parent", "parent_acc"),
    ("tree", "tree_sim"),
    ("boilF1", "boilF1"),
    ("block", "block_acc"),
    ("cardF1", "cardF1"),
    ("date", "card_date"),
    ("tags", "card_tags"),
    ("excerpt", "card_excerpt"),
    ("views", "card_views"),
    ("comments", "card_comments"),
    ("clean", "neg_clean"),
    ("ECE", "ece"),
];

/// The variant of HTML pages. Nothing is learned from it, so its figures are the same cross-validated or not.
const HTML_VARIANT: &str = "h";

/// How to evaluate.
#[derive(Debug)]
pub(crate) struct Options {
    /// The folder with gold data and scripts.
    pub(crate) data: PathBuf,
    /// Names of data files without extension.
    pub(crate) variants: Vec<String>,
    /// Whether to give the figures of each source too.
    pub(crate) by_source: bool,
    /// Whether to give the figures of code, lists and tables too.
    pub(crate) by_kind: bool,
    /// Whether each source is judged by a model that has not seen it.
    pub(crate) is_cross_validated: bool,
}

impl Default for Options {
    /// All variants of text pages: those that are learned from.
    fn default() -> Self {
        Self {
            data: root().join("../shared/bench/structure"),
            variants: ["a", "b", "c", "d"].map(String::from).into(),
            by_source: false,
            by_kind: false,
            is_cross_validated: false,
        }
    }
}

impl Options {
    /// Takes the folder that was named on the command line, which must be there: a mistyped name would look like a run
    /// without errors.
    pub(crate) fn state_data(&mut self, data: OsString) -> Result<()> {
        self.data = data.into();
        if !self.data.is_dir() {
            bail!(
                "--data: there is no folder {}; name the one that holds score.py and the *.jsonl.zst files",
                self.data.display()
            );
        }
        Ok(())
    }
}

/// The scores of one variant in one language.
#[derive(Debug)]
pub(crate) struct Scores {
    pub(crate) variant: String,
    pub(crate) lang: String,
    /// By their names in the output of the scorer.
    pub(crate) figures: Value,
}

/// `cargo xtask eval structure`, `eval html`, `eval meta`, `eval keywords`, `eval dedup`, `eval tokens` or `eval language`
pub(crate) fn eval(mut arguments: Parser) -> Result<ExitCode> {
    match arguments.next()? {
        Some(Arg::Value(what)) if what == "html" => return html::eval(arguments),
        Some(Arg::Value(what)) if what == "meta" => return meta::eval(arguments),
        Some(Arg::Value(what)) if what == "keywords" => return keywords::eval(arguments),
        Some(Arg::Value(what)) if what == "dedup" => return dedup::eval(arguments),
        Some(Arg::Value(what)) if what == "quality" => return quality::eval(arguments),
        Some(Arg::Value(what)) if what == "privacy" => return privacy::eval(arguments),
        Some(Arg::Value(what)) if what == "sarif" => return sarif::eval(arguments),
        Some(Arg::Value(what)) if what == "rights" => {
            if let Some(argument) = arguments.next()? {
                return Err(argument.unexpected().into());
            }
            return forward(&mut rights_test());
        }
        Some(Arg::Value(what)) if what == "profile" => return profile::eval(arguments),
        Some(Arg::Value(what)) if what == "tokens" || what == "language" => {
            if let Some(argument) = arguments.next()? {
                return Err(argument.unexpected().into());
            }
            return forward(&mut text_test(&what.to_string_lossy()));
        }
        Some(Arg::Value(what)) if what == "structure" => {}
        _ => bail!(
            "say `cargo xtask eval structure`, `eval html`, `eval meta`, `eval keywords`, `eval dedup`, `eval quality`, `eval privacy`, `eval rights`, `eval sarif`, `eval profile`, `eval tokens` or `eval language`"
        ),
    }
    let mut options = Options::default();
    options.variants.push(HTML_VARIANT.into());
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("data") => options.state_data(arguments.value()?)?,
            Arg::Long("variant") => {
                let variants = arguments.value()?.string()?;
                options.variants = variants.split(',').map(str::to_owned).collect();
            }
            Arg::Long("by-source") => options.by_source = true,
            Arg::Long("by-kind") => options.by_kind = true,
            Arg::Long("cross-validated") => options.is_cross_validated = true,
            other => return Err(other.unexpected().into()),
        }
    }
    if has_data(&options) {
        structure(&options)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The tests of text that compare `module` with what is known of the fixtures, for the figures that they print.
fn text_test(module: &str) -> Command {
    let mut command = cargo();
    command
        .args(["test", "--quiet", "--test", "it"])
        .args(test_selection("wenmai-text"))
        .arg(format!("{module}::"))
        // One after the other, so that each prints its table in one piece.
        .args(["--", "--nocapture", "--test-threads=1"]);
    command
}

/// The test that reads the pages of `fixtures/rights`, for the table that it prints.
fn rights_test() -> Command {
    let mut command = cargo();
    command.args(["test", "--quiet", "--test", "it"]);
    command.args(test_selection("wenmai-analyze"));
    command.args(["rights::cases", "--", "--nocapture"]);
    command
}

/// What each rights signal comes to on the pages of `fixtures/rights`.
pub(crate) fn rights() -> Result<()> {
    succeed(&mut rights_test())
}

/// How many of the texts in `fixtures/language` are told right.
pub(crate) fn language() -> Result<()> {
    succeed(&mut text_test("language"))
}

/// Whether there are gold data. The default folder may be missing, which is said.
pub(crate) fn has_data(options: &Options) -> bool {
    let is_there = options.data.is_dir();
    if !is_there {
        println!("skipped: there is no {}", options.data.display());
    }
    is_there
}

/// Whether the default data and what it needs is there; says what is missing.
pub(crate) fn is_possible() -> bool {
    if !has_data(&Options::default()) {
        return false;
    }
    for tool in ["zstd", "python3"] {
        let mut command = Command::new(tool);
        let output = command
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if !output.status().is_ok_and(|status| status.success()) {
            println!("skipped: there is no {tool}");
            return false;
        }
    }
    true
}

/// Prints one line of figures for each variant and language, and gives them.
pub(crate) fn structure(options: &Options) -> Result<Vec<Scores>> {
    build_wenmai()?;
    let mut rows = Vec::new();
    let mut kinds = Vec::new();
    let mut sources = Vec::new();
    for variant in &options.variants {
        for (lang, gold) in split_by_language(options, variant)? {
            let (predicted, error) = predict(options, variant, &gold)?;
            let scores = score(options, &gold, &predicted, &["--json"])?;
            let mut scores: Value = serde_json::from_str(&scores)
                .with_context(|| format!("no scores for {}", gold.display()))?;
            if let (Some(scores), Some(error)) = (scores.as_object_mut(), error) {
                scores.insert("ece".to_owned(), error.into());
            }
            rows.push(Scores {
                variant: variant.clone(),
                lang: lang.clone(),
                figures: scores,
            });
            if options.by_kind {
                let scores = kinds::by_kind(options, &gold, &predicted)?;
                kinds.push((variant.clone(), lang.clone(), scores));
            }
            if options.by_source {
                let by_source = score(options, &gold, &predicted, &["--by", "source"])?;
                sources.push(format!(
                    "\n{variant} {lang}: all, then each source\n{by_source}"
                ));
            }
        }
    }
    print_table(&rows);
    if options.by_kind {
        kinds::print_table(&kinds);
    }
    print!("{}", sources.concat());
    Ok(rows)
}

/// Unpacks the file of `variant` into one file a language.
pub(crate) fn split_by_language(
    options: &Options,
    variant: &str,
) -> Result<BTreeMap<String, PathBuf>> {
    let folder = from_root("target/eval");
    fs::create_dir_all(&folder)?;
    let packed = options.data.join(format!("{variant}.jsonl.zst"));
    let mut zstd = Command::new("zstd");
    zstd.arg("-dcq").arg(&packed);
    let jsonl = stdout_of(&mut zstd)?;
    let mut languages: BTreeMap<String, String> = BTreeMap::new();
    for line in jsonl.lines() {
        let record: Value = serde_json::from_str(line)
            .with_context(|| format!("{} is broken", packed.display()))?;
        let lang = record.get("lang").and_then(Value::as_str).unwrap_or("und");
        let lines = languages.entry(lang.to_owned()).or_default();
        lines.push_str(line);
        lines.push('\n');
    }
    languages
        .into_iter()
        .map(|(lang, lines)| {
            let path = folder.join(format!("{variant}-{lang}.jsonl"));
            fs::write(&path, lines).with_context(|| format!("cannot write {}", path.display()))?;
            Ok((lang, path))
        })
        .collect()
}

/// Parses the gold file's pages and turns the records into what the scorer reads. Gives the expected calibration error too,
/// where that is measured.
fn predict(options: &Options, variant: &str, gold: &Path) -> Result<(PathBuf, Option<f64>)> {
    let records = gold.with_extension("records.jsonl");
    let predicted = gold.with_extension("predicted.jsonl");
    let mut error = None;
    if options.is_cross_validated && variant != HTML_VARIANT {
        let mut command = trainer()?;
        command.arg("predict").arg("--folds").arg(folds());
        command.arg("--out").arg(&records).arg(gold);
        error = Some(stdout_of(&mut command)?.trim().parse()?);
    } else {
        let mut command = wenmai();
        command
            .args(["extract", "--quiet", "--format", "jsonl", "--kind", "jsonl"])
            .arg(gold)
            .stdout(File::create(&records)?);
        succeed(&mut command)?;
    }
    let mut convert = Command::new("python3");
    convert
        .arg(options.data.join("to_pred.py"))
        .stdin(File::open(&records)?)
        .stdout(File::create(&predicted)?);
    succeed(&mut convert)?;
    Ok((predicted, error))
}

fn score(options: &Options, gold: &Path, predicted: &Path, flags: &[&str]) -> Result<String> {
    let mut python = Command::new("python3");
    python
        .arg(options.data.join("score.py"))
        .args([gold, predicted])
        .args(flags);
    stdout_of(&mut python)
}

fn stdout_of(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start `{}`", line(command)))?;
    if !output.status.success() {
        bail!("`{}` ended with {}", line(command), output.status);
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn print_table(rows: &[Scores]) {
    let header = COLUMNS.iter().map(|(name, _)| (*name).to_owned());
    println!("variant lang docs {}", columns(header));
    for Scores {
        variant,
        lang,
        figures: scores,
    } in rows
    {
        let figures = COLUMNS.iter().map(|(_, name)| figure(scores.get(name)));
        let docs = scores
            .get("docs")
            .and_then(Value::as_u64)
            .unwrap_or_default();
        println!("{variant:<7} {lang:<4} {docs:>4} {}", columns(figures));
    }
}

fn columns(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.map(|cell| format!("{cell:>8}")).collect();
    cells.join(" ")
}

fn figure(score: Option<&Value>) -> String {
    match score {
        Some(Value::Number(number)) => format!("{:.3}", number.as_f64().unwrap_or_default()),
        // Documents without headings where none was found, of all such documents.
        Some(Value::Array(pair)) => {
            let pair: Vec<String> = pair.iter().map(Value::to_string).collect();
            pair.join("/")
        }
        _ => "-".into(),
    }
}
