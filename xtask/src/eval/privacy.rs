//! Personal data: labelled sentences, random numbers, and files that hold none.

use std::fs;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail, ensure};
use lexopt::{Arg, Parser, ValueExt};
use serde_json::Value;

use super::stdout_of;
use crate::workspace::{build_example, root};

/// The halves of the three sets in `fixtures/privacy`: rules are made with the first of each, and measured on both.
pub(crate) const HALVES: [&str; 6] = [
    "tuning",
    "held-out",
    "tuning-2",
    "held-out-2",
    "tuning-3",
    "held-out-3",
];

/// The precision and recall that are wanted of each kind. On the first halves they must be reached.
const WANTED: (f64, f64) = (0.98, 0.95);

/// A kind, its hits that are right, and those that are wrong.
type Floor = (&'static str, u64, u64);

/// What was measured on the second half of each set, once, when the rules were made: hits that are right and those that are
/// wrong. There may not be fewer of the first nor more of the second; no rule is made for what is missing, or the half would be one to tune on.
const HELD_OUT: [(&str, &[Floor]); 3] = [
    (
        "held-out",
        &[
            ("secret", 22, 0),
            ("resident_id", 23, 0),
            ("social_credit_code", 23, 0),
            ("iban", 23, 0),
            ("email", 21, 1),
            ("bank_card", 23, 0),
            ("messenger_id", 19, 0),
            ("travel_permit", 23, 0),
            ("passport", 23, 0),
            ("mobile_phone", 25, 0),
            ("landline_phone", 23, 0),
            ("us_ssn", 22, 0),
            ("licence_plate", 25, 0),
            ("ip_address", 21, 1),
            ("postal_address", 18, 3),
        ],
    ),
    (
        "held-out-2",
        &[
            ("secret", 12, 0),
            ("social_credit_code", 12, 0),
            ("email", 22, 0),
            ("bank_card", 13, 0),
            ("messenger_id", 38, 0),
            ("passport", 12, 0),
            ("mobile_phone", 15, 0),
            ("landline_phone", 11, 2),
            ("us_ssn", 13, 0),
            ("ip_address", 22, 1),
            ("postal_address", 40, 6),
        ],
    ),
    (
        "held-out-3",
        &[
            ("secret", 18, 1),
            ("resident_id", 22, 0),
            ("social_credit_code", 21, 0),
            ("iban", 22, 0),
            ("email", 29, 3),
            ("bank_card", 20, 0),
            ("messenger_id", 56, 1),
            ("travel_permit", 20, 0),
            ("passport", 27, 1),
            ("mobile_phone", 29, 0),
            ("landline_phone", 27, 1),
            ("us_ssn", 21, 1),
            ("licence_plate", 22, 0),
            ("ip_address", 28, 1),
            ("postal_address", 53, 7),
        ],
    ),
];

/// Random numbers that are tried, and how many of them may be taken for resident IDs, and for bank cards.
const RANDOM: (u64, u64, u64) = (1_000_000, 2, 1_000);

/// Folders of pages that hold no personal data, and one more page where it is there.
const CLEAN: [&str; 3] = ["fixtures/pages", "fixtures/html", "../shared/seed"];

/// `cargo xtask eval privacy`
pub(super) fn eval(mut arguments: Parser) -> Result<ExitCode> {
    let mut halves: Vec<&str> = HALVES.into();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("half") => {
                let half = arguments.value()?.string()?;
                halves.retain(|name| *name == half);
                ensure!(!halves.is_empty(), "--half: say one of {HALVES:?}");
            }
            other => return Err(other.unexpected().into()),
        }
    }
    println!("{}", run(&halves)?);
    Ok(ExitCode::SUCCESS)
}

/// Measures all of it; gives a line that sums it up.
pub(crate) fn run(halves: &[&str]) -> Result<String> {
    let mut is_good = true;
    let mut below = Vec::new();
    for half in halves {
        let folder = root().join("fixtures/privacy").join(half);
        let scores = example(&["score", &folder.to_string_lossy()])?;
        println!(
            "{half:20} sentences with  without  right  wrong  precision  recall  found  astray  precision, found  recall, found  others"
        );
        let scores = scores.as_array().map(Vec::as_slice).unwrap_or_default();
        let floors = HELD_OUT.iter().find(|(name, _)| name == half);
        // A kind without sentences would have nothing to miss.
        let is_there = |name: &str| scores.iter().any(|kind| Scores::of(kind).kind == name);
        is_good &= !scores.is_empty();
        is_good &= floors.is_none_or(|(_, floors)| floors.iter().all(|(name, ..)| is_there(name)));
        for kind in scores {
            let scores = Scores::of(kind);
            scores.print(kind.get("others").unwrap_or(&Value::Null));
            let floor = floors
                .and_then(|(_, floors)| floors.iter().find(|(name, ..)| *name == scores.kind));
            is_good &= match (floors, floor) {
                (Some(_), Some(&(_, right, wrong))) => {
                    scores.right >= right && scores.wrong <= wrong
                }
                (Some(_), None) => false,
                (None, _) => scores.is_wanted(),
            };
            if !scores.is_wanted() {
                below.push(format!("{} ({half})", scores.kind));
            }
        }
    }
    let (count, most_ids, most_cards) = RANDOM;
    let random = example(&["random", &count.to_string(), "1"])?;
    let figure = |name: &str| random.get(name).and_then(Value::as_u64).unwrap_or(u64::MAX);
    let (ids, cards) = (figure("resident_ids"), figure("bank_cards"));
    let (files, findings) = clean()?;
    let below = if below.is_empty() {
        "no kind".to_owned()
    } else {
        below.join(", ")
    };
    let summary = format!(
        "personal data: {ids} of {count} random numbers taken for resident IDs, {cards} for bank cards; {findings} findings in {files} clean pages; below a precision of {} or a recall of {}: {below}",
        WANTED.0, WANTED.1
    );
    is_good &= ids <= most_ids && cards <= most_cards && files > 0 && findings == 0;
    if !is_good {
        bail!("{summary}; a figure is below its floor");
    }
    Ok(summary)
}

/// Counts of one kind.
struct Scores<'a> {
    kind: &'a str,
    positives: u64,
    negatives: u64,
    right: u64,
    wrong: u64,
    /// Data that a hit has four fifths of, and is four fifths of: those with other ends than the label, too.
    found: u64,
    /// Hits of which that is not so.
    astray: u64,
}

impl<'a> Scores<'a> {
    fn of(scores: &'a Value) -> Self {
        let count = |name: &str| scores.get(name).and_then(Value::as_u64).unwrap_or(0);
        Self {
            kind: scores.get("kind").and_then(Value::as_str).unwrap_or("-"),
            positives: count("positives"),
            negatives: count("negatives"),
            right: count("right"),
            wrong: count("wrong"),
            found: count("found"),
            astray: count("astray"),
        }
    }

    /// Precision and recall of so many hits that are right and wrong.
    #[expect(clippy::cast_precision_loss, reason = "tens")]
    fn precision_and_recall(&self, right: u64, wrong: u64) -> (f64, f64) {
        let share = |all: u64| right as f64 / all.max(1) as f64;
        (share(right + wrong), share(self.positives))
    }

    fn is_wanted(&self) -> bool {
        let (precision, recall) = self.precision_and_recall(self.right, self.wrong);
        precision >= WANTED.0 && recall >= WANTED.1
    }

    fn print(&self, others: &Value) {
        let (precision, recall) = self.precision_and_recall(self.right, self.wrong);
        let (near, near_recall) = self.precision_and_recall(self.found, self.astray);
        let Self {
            kind,
            positives,
            negatives,
            right,
            wrong,
            found,
            astray,
        } = self;
        println!(
            "{kind:20} {positives:14} {negatives:8} {right:6} {wrong:6} {precision:10.3} {recall:7.3} {found:6} {astray:7} {near:17.3} {near_recall:14.3}  {others}"
        );
    }
}

/// Numbers of clean pages and of findings in them; findings are printed.
fn clean() -> Result<(usize, usize)> {
    let mut files = Vec::new();
    for folder in CLEAN {
        let path = root().join(folder);
        if !path.is_dir() {
            println!("skipped: there is no {folder}");
            continue;
        }
        for entry in fs::read_dir(&path)? {
            let path = entry?.path();
            if path
                .extension()
                .is_some_and(|extension| extension != "toml")
            {
                files.push(path.to_string_lossy().into_owned());
            }
        }
    }
    files.sort();
    let mut arguments = vec!["clean"];
    arguments.extend(files.iter().map(String::as_str));
    let found = example(&arguments)?;
    let findings = found.get("findings").and_then(Value::as_array);
    let findings = findings.context("no list of findings")?;
    for finding in findings {
        println!("{finding}");
    }
    Ok((files.len(), findings.len()))
}

/// What the example of `wenmai-analyze` says.
fn example(arguments: &[&str]) -> Result<Value> {
    let mut command = Command::new(build_example("wenmai-analyze", "personal_data")?);
    command.current_dir(root()).args(arguments);
    serde_json::from_str(&stdout_of(&mut command)?).context("the example gave no JSON")
}
