//! Measures the detector of personal data for `cargo xtask eval privacy`. Writes JSON.
//!
//! ```text
//! personal_data score FOLDER        hits and misses of each kind on the labelled sentences in FOLDER
//! personal_data random COUNT SEED   how many random numbers are taken for personal data
//! personal_data clean FILES…        what is found in files that should hold nothing
//! personal_data misses FOLDER       sentences in FOLDER that are not judged as they are labelled; none of those held out
//! personal_data list FILES…         what is found in files, with the text around it, by lines
//! personal_data speed FILES…        bytes, data that are found, and MB/s, by files
//! ```
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    reason = "a tool of the tests, which may stop at the first surprise"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use wenmai_analyze::privacy::{Detector, PersonalDataKind, PrivacyOptions};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let detector = Detector::new(&PrivacyOptions::default()).unwrap();
    let result = match arguments.as_slice() {
        ["score", folder] => score(&detector, Path::new(folder)),
        ["random", count, seed] => random(&detector, count.parse().unwrap(), seed.parse().unwrap()),
        ["clean", files @ ..] => clean(&detector, files),
        ["misses", folder] => return misses(&detector, Path::new(folder)),
        ["list", files @ ..] => return list(&detector, files),
        ["speed", files @ ..] => return speed(&detector, files),
        _ => panic!(
            "personal_data score|misses FOLDER | random COUNT SEED | clean|list|speed FILES…"
        ),
    };
    println!("{result}");
}

/// A value without the punctuation at its ends, which a span may or may not take in.
fn trimmed(value: &str) -> &str {
    let is_mark = |char: char| char.is_ascii_punctuation() || "（）“”·，。：、；".contains(char);
    let value = value.strip_prefix(is_mark).unwrap_or(value);
    value.strip_suffix(is_mark).unwrap_or(value)
}

/// Whether a hit from `start` to `end` and some place where `value` stands have at least four fifths of the characters of either.
fn is_found(text: &str, value: &str, (start, end): (usize, usize)) -> bool {
    let n_chars = |start: usize, end: usize| text[start..end.max(start)].chars().count();
    text.match_indices(value).any(|(at, _)| {
        let last = at + value.len();
        let common = 5 * n_chars(start.max(at), end.min(last).max(start.max(at)));
        common >= 4 * n_chars(start, end) && common >= 4 * n_chars(at, last)
    })
}

/// Counts by kind. A sentence that holds a datum is a hit if the kind and the span are right; every other hit of the kind, in
/// any sentence of its file, is a false one. `found` and `astray` are the same counts where the ends may differ a little.
fn score(detector: &Detector, folder: &Path) -> Value {
    let mut kinds = Vec::new();
    for kind in PersonalDataKind::ALL {
        let path = folder.join(kind.as_str()).with_extension("jsonl");
        // A set need not have all kinds.
        let Ok(sentences) = fs::read_to_string(path) else {
            continue;
        };
        let (mut positives, mut negatives) = (0, 0);
        let (mut right, mut wrong) = (0, 0);
        let (mut n_found, mut astray) = (0, 0);
        let mut others: BTreeMap<&str, usize> = BTreeMap::new();
        for line in sentences.lines() {
            let sentence: Value = serde_json::from_str(line).unwrap();
            let text = sentence["text"].as_str().unwrap();
            let value = sentence["value"].as_str();
            let found = detector.find(text);
            let mut hits = Vec::new();
            for datum in &found {
                if datum.kind == kind {
                    hits.push((datum.start, datum.end));
                } else {
                    *others.entry(datum.kind.as_str()).or_default() += 1;
                }
            }
            let is_right = |&(start, end): &(usize, usize)| {
                value.is_some_and(|value| trimmed(&text[start..end]) == trimmed(value))
            };
            let hit = hits.iter().position(is_right);
            let is_near =
                |&hit: &(usize, usize)| value.is_some_and(|value| is_found(text, value, hit));
            let near = hit.or_else(|| hits.iter().position(is_near));
            n_found += usize::from(near.is_some());
            astray += hits.len() - usize::from(near.is_some());
            if value.is_some() {
                positives += 1;
                right += usize::from(hit.is_some());
            } else {
                negatives += 1;
            }
            wrong += hits.len() - usize::from(hit.is_some());
        }
        kinds.push(json!({
            "kind": kind.as_str(),
            "positives": positives,
            "negatives": negatives,
            "right": right,
            "wrong": wrong,
            "found": n_found,
            "astray": astray,
            "others": others,
        }));
    }
    Value::Array(kinds)
}

/// Prints what [`score`] counts as missed or wrong.
fn misses(detector: &Detector, folder: &Path) {
    assert!(
        !folder.to_string_lossy().contains("held-out"),
        "no rule is made with sentences that are held out"
    );
    for kind in PersonalDataKind::ALL {
        let path = folder.join(kind.as_str()).with_extension("jsonl");
        for line in fs::read_to_string(path).unwrap_or_default().lines() {
            let sentence: Value = serde_json::from_str(line).unwrap();
            let text = sentence["text"].as_str().unwrap();
            let value = sentence["value"].as_str();
            let found = detector.find(text);
            let mut hits = found.iter().filter(|datum| datum.kind == kind);
            let is_right = match value {
                Some(value) => {
                    let is_value = |hit: &str| trimmed(hit) == trimmed(value);
                    let hit = hits.next().map(|datum| &text[datum.start..datum.end]);
                    hit.is_some_and(is_value) && hits.next().is_none()
                }
                None => hits.next().is_none(),
            };
            if !is_right {
                let found: Vec<_> = found
                    .iter()
                    .map(|datum| (datum.kind.as_str(), &text[datum.start..datum.end]))
                    .collect();
                let (id, note) = (&sentence["id"], &sentence["note"]);
                println!("{id} {text:?}\n    wanted {value:?} found {found:?} {note}");
            }
        }
    }
}

/// Prints each datum: kind, confidence, and the text with 60 bytes on each side, the datum between `⟦` and `⟧`.
fn list(detector: &Detector, files: &[&str]) {
    for file in files {
        let text = String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned();
        for datum in detector.find(&text) {
            let first = text.ceil_char_boundary(datum.start.saturating_sub(60));
            let last = text.floor_char_boundary((datum.end + 60).min(text.len()));
            let shown = format!(
                "{}⟦{}⟧{}",
                &text[first..datum.start],
                &text[datum.start..datum.end],
                &text[datum.end..last]
            );
            let (kind, confidence) = (datum.kind.as_str(), datum.confidence);
            println!("{kind}\t{confidence}\t{file}\t{shown:?}");
        }
    }
}

/// Prints the best of three measurements.
#[expect(clippy::cast_precision_loss, reason = "bytes of files")]
fn speed(detector: &Detector, files: &[&str]) {
    for file in files {
        let text = String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned();
        let mut best = f64::INFINITY;
        let mut n_found = 0;
        for _ in 0..3 {
            let start = std::time::Instant::now();
            n_found = detector.find(&text).len();
            best = best.min(start.elapsed().as_secs_f64());
        }
        let rate = text.len() as f64 / best / 1e6;
        println!(
            "{rate:8.1} MB/s {:10} bytes {n_found:8} found {file}",
            text.len()
        );
    }
}

/// A generator of random numbers (`SplitMix64`).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn digits(&mut self, n: usize) -> String {
        (0..n)
            .map(|_| char::from(b'0' + (self.next() % 10) as u8))
            .collect()
    }
}

/// The digit that makes `digits` valid by Luhn.
fn luhn_digit(digits: &str) -> u32 {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, digit)| {
            let digit = u32::from(digit - b'0');
            if i % 2 == 0 {
                digit * 2 / 10 + digit * 2 % 10
            } else {
                digit
            }
        })
        .sum();
    (10 - sum % 10) % 10
}

/// Strings of 18 random digits taken for resident IDs, and 16 random digits with a card's prefix and a valid Luhn digit, next to a
/// word for something else or to none, taken for bank cards.
fn random(detector: &Detector, count: usize, seed: u64) -> Value {
    let mut random = Random(seed);
    let mut counts = [0_usize; 2];
    let kinds = [PersonalDataKind::ResidentId, PersonalDataKind::BankCard];
    let frames = ["订单", "No. ", "", "id=", "流水号：", "tracking number "];
    for n in 0..count {
        let card = format!("{}{}", ["4", "62", "51", "35"][n % 4], random.digits(14));
        let card = &card[..15];
        let card = format!("{}{card}{} ok", frames[n % frames.len()], luhn_digit(card));
        let texts = [random.digits(18), card];
        for ((text, kind), count) in texts.iter().zip(kinds).zip(&mut counts) {
            *count += usize::from(detector.find(text).iter().any(|datum| datum.kind == kind));
        }
    }
    json!({"resident_ids": counts[0], "bank_cards": counts[1], "of": count})
}

/// Findings in each file that has some.
fn clean(detector: &Detector, files: &[&str]) -> Value {
    let mut findings = Vec::new();
    for file in files {
        let bytes = fs::read(file).unwrap();
        for datum in detector.find(&String::from_utf8_lossy(&bytes)) {
            findings
                .push(json!({"file": file, "kind": datum.kind.as_str(), "masked": datum.masked}));
        }
    }
    json!({"files": files.len(), "findings": findings})
}
