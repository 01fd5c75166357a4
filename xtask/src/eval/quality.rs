//! Decisions about quality beside those of datatrove, on documents of which many lie at thresholds.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail, ensure};
use lexopt::Parser;
use serde_json::Value;

use super::quality_chinese;
use crate::workspace::{build_example, root};

/// What datatrove decided, by `xtask/quality/datatrove_reference.py`.
const REFERENCE: &str = "fixtures/quality/datatrove.tsv";

/// So many documents are compared, at least.
const LEAST_DOCUMENTS: u32 = 1_980;

/// The least share of documents on which a set agrees.
const FLOOR: f64 = 0.99;

/// `cargo xtask eval quality`
pub(super) fn eval(arguments: Parser) -> Result<ExitCode> {
    println!("{}\n", run()?);
    quality_chinese::eval(arguments)
}

/// Compares all decisions; gives a line that sums it up.
pub(crate) fn run() -> Result<String> {
    let reference = Reference::read()?;
    let mut comparisons: Vec<Comparison> = reference
        .sets
        .iter()
        .map(|set| Comparison::new(set))
        .collect();
    let example = build_example("wenmai-analyze", "quality")?;
    let output = Command::new(example).arg("judge").output()?;
    ensure!(
        output.status.success(),
        "no judgements: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let (mut documents, mut changed) = (0, Vec::new());
    for line in String::from_utf8(output.stdout)?.lines() {
        let judged: Value = serde_json::from_str(line)?;
        let id = field(&judged, "id").as_str().unwrap_or_default();
        let Some(theirs) = reference.of(id, field(&judged, "hash").as_str()) else {
            changed.push(id.to_owned());
            continue;
        };
        documents += 1;
        for (comparison, theirs) in comparisons.iter_mut().zip(theirs) {
            comparison.add(id, theirs, field(field(&judged, "sets"), &comparison.set));
        }
    }
    // The articles in pages change when pages are read better; all others are made alike each time.
    let made = changed.iter().find(|id| !id.starts_with("fixture/"));
    if let Some(id) = made {
        bail!(
            "{id} is not the document that datatrove has seen: run xtask/quality/datatrove_reference.py, which says how"
        );
    }
    if !changed.is_empty() {
        println!(
            "left out, since datatrove has seen other texts: {}",
            changed.join(", ")
        );
    }
    for comparison in &comparisons {
        comparison.print();
    }
    let agreements: Vec<f64> = comparisons.iter().map(Comparison::agreement).collect();
    let least = agreements.iter().copied().fold(1.0, f64::min);
    let summary = format!(
        "quality: {:.2} % of decisions or more as datatrove, {documents} documents, {} sets",
        100.0 * least,
        comparisons.len()
    );
    if least < FLOOR || documents < LEAST_DOCUMENTS {
        bail!("{summary}");
    }
    Ok(summary)
}

fn field<'a>(record: &'a Value, name: &str) -> &'a Value {
    record.get(name).unwrap_or(&Value::Null)
}

/// The recorded decisions.
struct Reference {
    sets: Vec<String>,
    /// By id: the hash of the text, and a decision for each set.
    decisions: BTreeMap<String, (String, Vec<String>)>,
}

impl Reference {
    fn read() -> Result<Self> {
        let path = root().join(REFERENCE);
        let text = fs::read_to_string(&path).with_context(|| format!("no {REFERENCE}"))?;
        let mut lines = text.lines().filter(|line| !line.starts_with('#'));
        let header = lines.next().unwrap_or_default();
        let sets = header.split('\t').skip(2).map(str::to_owned).collect();
        let decisions = lines.filter_map(|line| {
            let mut fields = line.split('\t').map(str::to_owned);
            Some((fields.next()?, (fields.next()?, fields.collect())))
        });
        Ok(Self {
            sets,
            decisions: decisions.collect(),
        })
    }

    /// The decisions about a document, where its text is the same.
    fn of(&self, id: &str, hash: Option<&str>) -> Option<&[String]> {
        let (recorded, decisions) = self.decisions.get(id)?;
        (Some(recorded.as_str()) == hash).then_some(decisions.as_slice())
    }
}

/// One set, by us and by them.
struct Comparison {
    set: String,
    documents: usize,
    kept_by_them: usize,
    kept_by_us: usize,
    /// Both keep it, or both drop it.
    agreed: usize,
    /// Both drop it, for the same rule.
    same_reason: usize,
    /// Documents by the rule that one of both names: at a threshold, kept by it, dropped by it.
    differences: BTreeMap<String, usize>,
    examples: Vec<String>,
}

impl Comparison {
    fn new(set: &str) -> Self {
        Self {
            set: set.to_owned(),
            documents: 0,
            kept_by_them: 0,
            kept_by_us: 0,
            agreed: 0,
            same_reason: 0,
            differences: BTreeMap::new(),
            examples: Vec::new(),
        }
    }

    fn add(&mut self, id: &str, theirs: &str, broken: &Value) {
        let first = broken.get(0);
        let ours = first.map_or("keep", |first| {
            field(first, "rule").as_str().unwrap_or_default()
        });
        self.documents += 1;
        self.kept_by_them += usize::from(theirs == "keep");
        self.kept_by_us += usize::from(ours == "keep");
        self.agreed += usize::from((theirs == "keep") == (ours == "keep"));
        if theirs == ours {
            self.same_reason += usize::from(ours != "keep");
            return;
        }
        let rule = if ours == "keep" { theirs } else { ours };
        *self.differences.entry(rule.to_owned()).or_default() += 1;
        let figure = first.map_or(String::new(), |first| {
            format!(" ({} for {})", field(first, "value"), field(first, "limit"))
        });
        self.examples
            .push(format!("{id}: {theirs} by datatrove, {ours}{figure} by us"));
    }

    #[expect(clippy::cast_precision_loss, reason = "some thousand documents")]
    fn agreement(&self) -> f64 {
        self.agreed as f64 / self.documents.max(1) as f64
    }

    fn print(&self) {
        println!(
            "{}: {} documents, {} kept by datatrove, {} by us, {:.2} % agree; {} of {} dropped by both for the same rule",
            self.set,
            self.documents,
            self.kept_by_them,
            self.kept_by_us,
            100.0 * self.agreement(),
            self.same_reason,
            self.dropped_by_both()
        );
        for (rule, n) in &self.differences {
            println!("  {n:3}  {rule}");
        }
        for example in &self.examples {
            println!("       {example}");
        }
    }

    /// Documents that agree, less those that both keep; of those that differ each is kept by one.
    fn dropped_by_both(&self) -> usize {
        let differ = self.documents - self.agreed;
        let kept_by_both = (self.kept_by_them + self.kept_by_us - differ) / 2;
        self.agreed - kept_by_both
    }
}
