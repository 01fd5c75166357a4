//! English documents to compare decisions about quality by, and what the rules decide. The same documents every time.
//!
//! ```text
//! quality write      one JSON object a line: id, hash, text
//! quality judge      one JSON object a line: id, hash, and by set the rules that are broken, each with value and threshold
//! quality summary    what the documents are like
//! ```
//!
//! They are prose of several registers; for every rule, prose that is changed step by step until it breaks the rule: the last step
//! that keeps it, the first that breaks it, and one far beyond; texts that are no prose; and the English fixtures, as they are
//! and as extracted.
#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a tool of the tests, which may stop at the first surprise"
)]

mod edges;
mod fixtures;
mod messy;
mod prose;
mod random;

use std::collections::BTreeMap;
use std::hash::Hasher;
use std::io::{self, BufWriter, Write};

use serde_json::json;
use wenmai_analyze::quality::{Judgement, Rules, judge_text};

/// A document to be judged.
struct Sample {
    id: String,
    text: String,
}

/// The sets that datatrove has filters for.
const SETS: [&str; 4] = ["gopher-quality", "gopher-repetition", "c4", "fineweb"];

fn main() -> io::Result<()> {
    let task = std::env::args().nth(1).unwrap_or_default();
    let mut out = BufWriter::new(io::stdout().lock());
    let samples = samples();
    match task.as_str() {
        "write" => {
            for Sample { id, text } in &samples {
                writeln!(
                    out,
                    "{}",
                    json!({"id": id, "hash": hash(text), "text": text})
                )?;
            }
        }
        "judge" => {
            for sample in &samples {
                let sets: BTreeMap<&str, serde_json::Value> = SETS
                    .into_iter()
                    .map(|set| (set, broken(&judge(set, &sample.text))))
                    .collect();
                let hash = hash(&sample.text);
                writeln!(
                    out,
                    "{}",
                    json!({"id": sample.id, "hash": hash, "sets": sets})
                )?;
            }
        }
        "summary" => summary(&samples, &mut out)?,
        _ => panic!("quality write | judge | summary"),
    }
    out.flush()
}

fn samples() -> Vec<Sample> {
    let mut samples = prose::samples(500);
    samples.extend(edges::samples(14));
    samples.extend(messy::samples(260));
    samples.extend(fixtures::samples());
    samples
}

/// What one set says of a text.
fn judge(set: &str, text: &str) -> Judgement {
    let mut rules = Rules::default();
    rules.enable_set(set).unwrap();
    judge_text(text, Some("en"), &rules)
}

fn broken(judgement: &Judgement) -> serde_json::Value {
    let broken = judgement.broken.iter().map(
        |broken| json!({"rule": broken.rule.name, "value": broken.value, "limit": broken.limit}),
    );
    broken.collect()
}

/// FNV-1a, which tells whether the documents are those that were judged before.
fn hash(text: &str) -> String {
    struct Fnv(u64);
    impl Hasher for Fnv {
        fn finish(&self) -> u64 {
            self.0
        }
        fn write(&mut self, bytes: &[u8]) {
            for &byte in bytes {
                self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
    }
    let mut hasher = Fnv(0xcbf2_9ce4_8422_2325);
    hasher.write(text.as_bytes());
    format!("{:016x}", hasher.finish())
}

/// How many documents there are of each group, how long they are, and how many rules of a set they break.
fn summary(samples: &[Sample], out: &mut impl Write) -> io::Result<()> {
    let mut groups: BTreeMap<&str, Vec<&Sample>> = BTreeMap::new();
    for sample in samples {
        let group = sample.id.rsplit_once('/').map_or("", |(group, _)| group);
        groups.entry(group).or_default().push(sample);
    }
    for (group, samples) in groups {
        let chars: usize = samples
            .iter()
            .map(|sample| sample.text.chars().count())
            .sum();
        write!(
            out,
            "{group}: {} of {} characters;",
            samples.len(),
            chars / samples.len()
        )?;
        for set in SETS {
            let counts = samples
                .iter()
                .map(|sample| judge(set, &sample.text).broken.len());
            let counts: Vec<usize> = counts.collect();
            let with = |n: usize| counts.iter().filter(|&&count| count == n).count();
            let many = counts.iter().filter(|&&count| count > 1).count();
            write!(out, " {set} {} {} {many}", with(0), with(1))?;
        }
        writeln!(out)?;
    }
    Ok(())
}
