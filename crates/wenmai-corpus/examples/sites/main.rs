//! Makes pages of several sites whose furniture is known, to learn profiles from and to try them on, and judges what extraction
//! leaves of it. Each site has its own design, and puts some of its furniture into the element of the article; articles share
//! headings, items of lists and code.
//!
//! ```text
//! sites write OUT SEED     OUT/learn.jsonl (3 pages a host), OUT/try.jsonl (20), OUT/truth.jsonl
//! sites check OUT FILE…    of each FILE, documents of OUT/try.jsonl, what is left and what is lost by host, as JSON
//! ```
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a tool of the tests, which may stop at the first surprise"
)]

mod designs;
mod page;
mod words;

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use serde_json::{Value, json};

use designs::DESIGNS;
use page::Maker;
use words::Random;

/// Pages of a host to learn from, and to try the profile on.
const LEARN: usize = 3;
const TRY: usize = 20;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["write", out, seed] => write(Path::new(out), seed.parse().unwrap()),
        ["check", out, files @ ..] if !files.is_empty() => check(Path::new(out), files),
        _ => panic!("sites write OUT SEED | check OUT FILE…"),
    }
}

fn write(out: &Path, seed: u64) {
    fs::create_dir_all(out).unwrap();
    let file = |name: &str| BufWriter::new(File::create(out.join(name)).unwrap());
    let (mut learn, mut test, mut truth) =
        (file("learn.jsonl"), file("try.jsonl"), file("truth.jsonl"));
    let line = |file: &mut BufWriter<File>, record: &Value| writeln!(file, "{record}").unwrap();
    for design in DESIGNS {
        for number in 0..LEARN + TRY {
            let mut random = Random::new(seed, &format!("{} {number}", design.host));
            let mut maker = Maker::new(design.form, design.is_chinese, number, &mut random);
            (design.write)(&mut maker);
            let page = maker.finish();
            let url = format!("https://{}/posts/{number}", design.host);
            let record = json!({"id": url, "url": url, design.form.field(): page.source});
            line(
                if number < LEARN {
                    &mut learn
                } else {
                    &mut test
                },
                &record,
            );
            let known = json!({"id": url, "host": design.host, "body": page.body, "furniture": page.furniture});
            line(&mut truth, &known);
        }
    }
}

fn records(path: &Path) -> impl Iterator<Item = Value> {
    let lines = BufReader::new(File::open(path).unwrap()).lines();
    lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap())
}

fn strings(value: &Value) -> Vec<&str> {
    let all = value.as_array().unwrap().iter();
    all.map(|text| text.as_str().unwrap()).collect()
}

/// How often each line stands in a text, the signs of list items left out.
fn count<'t>(lines: impl Iterator<Item = &'t str>) -> HashMap<&'t str, usize> {
    let mut counts = HashMap::new();
    for line in lines {
        *counts
            .entry(line.trim().trim_start_matches("- "))
            .or_insert(0) += 1;
    }
    counts
}

/// Lines of furniture and of articles of one host; of each file those left and those lost.
type Counts = (usize, usize, Vec<(usize, usize)>);

fn check(out: &Path, files: &[&str]) {
    let mut texts: HashMap<String, Vec<String>> = HashMap::new();
    for file in files {
        for record in records(Path::new(file)) {
            let id = record["id"].as_str().unwrap().to_owned();
            let text = record["text"].as_str().unwrap().to_owned();
            texts.entry(id).or_default().push(text);
        }
    }
    let mut hosts: BTreeMap<String, Counts> = BTreeMap::new();
    let mut shown = Vec::new();
    for known in records(&out.join("truth.jsonl")) {
        let id = known["id"].as_str().unwrap();
        let Some(texts) = texts.get(id) else {
            continue;
        };
        let (body, furniture) = (strings(&known["body"]), strings(&known["furniture"]));
        let host = hosts
            .entry(known["host"].as_str().unwrap().to_owned())
            .or_default();
        host.0 += furniture.len();
        host.1 += body.len();
        host.2.resize(files.len(), (0, 0));
        for (at, text) in texts.iter().enumerate() {
            let mut found = count(text.lines());
            // A line that the article has, too, is the article's first.
            for line in &body {
                if let Some(n) = found.get_mut(line).filter(|n| **n > 0) {
                    *n -= 1;
                } else {
                    host.2[at].1 += 1;
                    shown.push(json!({"file": at, "id": id, "lost": line}));
                }
            }
            for line in &furniture {
                if let Some(n) = found.get_mut(line).filter(|n| **n > 0) {
                    *n -= 1;
                    host.2[at].0 += 1;
                    shown.push(json!({"file": at, "id": id, "left": line}));
                }
            }
        }
    }
    let hosts: BTreeMap<_, _> = hosts
        .into_iter()
        .map(|(host, (furniture, body, files))| {
            let files: Vec<_> = files
                .iter()
                .map(|(left, lost)| json!({"left": left, "lost": lost}))
                .collect();
            (
                host,
                json!({"furniture": furniture, "body": body, "files": files}),
            )
        })
        .collect();
    println!("{}", json!({"hosts": hosts, "lines": shown}));
}
