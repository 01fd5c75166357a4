//! Writes a finished run with known duplicates to test the search for them with, and judges what was found. Any document can be
//! made by its number alone, so that neither needs memory for all of them.
//!
//! ```text
//! duplicates write OUT DOCUMENTS SEED             a run in OUT; three of ten documents are edits of an earlier one
//! duplicates check OUT DOCUMENTS SEED THRESHOLD   recall and precision of OUT/duplicates.jsonl by language, as JSON
//! ```
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a tool of the tests, which may stop at the first surprise"
)]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use sha2::{Digest, Sha256};
use wenmai_model::{
    DuplicateRecord, EndRecord, InputPosition, InputsRecord, Ledger, ManifestRecord, PartRecord,
    RunRecord, SCHEMA_VERSION,
};
use wenmai_text::shingles::shingles;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["write", out, documents, seed] => write(
            Path::new(out),
            documents.parse().unwrap(),
            &Maker(seed.parse().unwrap()),
        ),
        ["check", out, documents, seed, threshold] => check(
            Path::new(out),
            documents.parse().unwrap(),
            &Maker(seed.parse().unwrap()),
            threshold.parse().unwrap(),
        ),
        _ => panic!("duplicates write OUT DOCUMENTS SEED | check OUT DOCUMENTS SEED THRESHOLD"),
    }
}

/// Bytes of a part.
const PART_BYTES: usize = 64 << 20;

fn write(out: &Path, documents: u64, maker: &Maker) {
    fs::create_dir_all(out).unwrap();
    let mut manifest = BufWriter::new(File::create(out.join("manifest.jsonl")).unwrap());
    let mut line = |record: &ManifestRecord| {
        serde_json::to_writer(&mut manifest, record).unwrap();
        manifest.write_all(b"\n").unwrap();
    };
    let settings = [("format", "jsonl"), ("compress", "none")];
    line(&ManifestRecord::Run(RunRecord {
        schema_version: SCHEMA_VERSION,
        version: env!("CARGO_PKG_VERSION").into(),
        files: Vec::new(),
        inputs: InputsRecord::default(),
        counted: None,
        settings: settings
            .map(|(flag, value)| (flag.to_owned(), value.to_owned()))
            .into(),
    }));
    let (mut parts, mut from, mut next) = (0, InputPosition::default(), 0);
    while next < documents {
        let first = next;
        let mut bytes = Vec::with_capacity(PART_BYTES + (1 << 16));
        while next < documents && bytes.len() < PART_BYTES {
            let record = serde_json::json!({"id": id(next), "text": maker.text(next)});
            serde_json::to_writer(&mut bytes, &record).unwrap();
            bytes.push(b'\n');
            next += 1;
        }
        let file = format!("part-{parts:05}.jsonl");
        fs::write(out.join(&file), &bytes).unwrap();
        let to = InputPosition {
            records: next,
            ..InputPosition::default()
        };
        line(&ManifestRecord::Part(PartRecord {
            part: parts,
            file: Some(file),
            bytes: bytes.len() as u64,
            sha256: wenmai_io::hex(&Sha256::digest(&bytes)),
            ledger: ledger(next - first),
            from,
            to: to.clone(),
            dead_letters_bytes: 0,
            dropped_bytes: 0,
        }));
        from = to;
        parts += 1;
    }
    let ledger = ledger(documents);
    line(&ManifestRecord::End(EndRecord { parts, ledger }));
    manifest.flush().unwrap();
}

fn ledger(documents: u64) -> Ledger {
    Ledger {
        read: documents,
        written: documents,
        ..Ledger::default()
    }
}

/// Pairs of one language.
#[derive(Debug, Default)]
struct Scores {
    /// Pairs of one family with a resemblance of at least 0.9, and those of them in one cluster.
    alike: u64,
    found: u64,
    /// Documents with a representative, and those that resemble it by at least the threshold.
    reported: u64,
    right: u64,
}

/// A resemblance that must be found.
const SURELY_ALIKE: f64 = 0.9;

fn check(out: &Path, documents: u64, maker: &Maker, threshold: f64) {
    let mut clusters: HashMap<u64, u64> = HashMap::new();
    let mut scores: BTreeMap<&str, Scores> = BTreeMap::new();
    let duplicates = File::open(out.join("duplicates.jsonl")).unwrap();
    for line in BufReader::new(duplicates).lines() {
        let record: DuplicateRecord = serde_json::from_str(&line.unwrap()).unwrap();
        let [own, other] = [&record.id, &record.representative].map(|id| number(id));
        clusters.insert(own, record.cluster);
        if own != other {
            let scores = scores.entry(maker.language(own)).or_default();
            scores.reported += 1;
            let resemblance = resemblance(&maker.shingles(own), &maker.shingles(other));
            scores.right += u64::from(resemblance >= threshold);
        }
    }
    let mut families: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    for number in 0..documents {
        if let Some(original) = maker.original(number) {
            let family = families.entry(original).or_insert_with(|| vec![original]);
            family.push(number);
        }
    }
    for family in families.values() {
        let sets: Vec<BTreeSet<u64>> = family.iter().map(|&n| maker.shingles(n)).collect();
        let scores = scores.entry(maker.language(family[0])).or_default();
        for a in 0..family.len() {
            for b in a + 1..family.len() {
                if resemblance(&sets[a], &sets[b]) >= SURELY_ALIKE {
                    scores.alike += 1;
                    let [a, b] = [a, b].map(|member| clusters.get(&family[member]));
                    scores.found += u64::from(a.is_some() && a == b);
                }
            }
        }
    }
    let scores = scores.into_iter().map(|(language, scores)| {
        let figures = serde_json::json!({
            "alike": scores.alike,
            "reported": scores.reported,
            "recall": scores.found as f64 / scores.alike as f64,
            "precision": scores.right as f64 / scores.reported as f64,
        });
        (language.to_owned(), figures)
    });
    println!("{}", serde_json::Value::Object(scores.collect()));
}

fn resemblance(a: &BTreeSet<u64>, b: &BTreeSet<u64>) -> f64 {
    let common = a.intersection(b).count();
    common as f64 / (a.len() + b.len() - common) as f64
}

fn id(number: u64) -> String {
    format!("urn:document:{number}")
}

fn number(id: &str) -> u64 {
    id.rsplit(':').next().unwrap().parse().unwrap()
}

/// Makes documents by their numbers.
struct Maker(u64);

/// One document in so many may be edited by others.
const ORIGINAL_EVERY: u64 = 10;

/// Characters and words that texts are made of.
const VOCABULARY: usize = 4_000;

/// Paragraphs that many documents begin with, for each language.
const STOCK: usize = 50;
const STOCK_UNITS: usize = 60;

impl Maker {
    fn random(&self, number: u64, purpose: u64) -> Random {
        let mut random = Random(self.0 ^ number.wrapping_mul(0xD134_2543_DE82_EF95));
        random.0 ^= random.next().wrapping_add(purpose);
        random
    }

    /// The document that this one is an edit of.
    fn original(&self, number: u64) -> Option<u64> {
        let is_edit = number % ORIGINAL_EVERY > 6;
        let earlier = usize::try_from(number / ORIGINAL_EVERY).unwrap() + 1;
        is_edit.then(|| self.random(number, 1).below(earlier) as u64 * ORIGINAL_EVERY)
    }

    fn language(&self, number: u64) -> &'static str {
        let first = self.original(number).unwrap_or(number);
        match first / ORIGINAL_EVERY % 2 {
            0 => "zh",
            _ => "en",
        }
    }

    fn shingles(&self, number: u64) -> BTreeSet<u64> {
        shingles(&self.text(number)).collect()
    }

    /// Characters or words of a document that is no edit: a stock paragraph, and 40 to 1,200 of its own.
    fn units(&self, number: u64) -> Vec<usize> {
        let mut random = self.random(number, 2);
        let stock = random.below(STOCK) as u64;
        let n_units = (40.0 * 30.0_f64.powf(random.share())) as usize;
        let mut stock = self.random(stock, 3);
        let mut units: Vec<usize> = (0..STOCK_UNITS).map(|_| stock.unit()).collect();
        units.extend((0..n_units).map(|_| random.unit()));
        units
    }

    /// A text; edits of it change 0.1 to 8 % of its characters or words, or none: then other marks stand between them.
    fn text(&self, number: u64) -> String {
        let Some(original) = self.original(number) else {
            return self.render(number, &self.units(number));
        };
        let units = self.units(original);
        let mut random = self.random(number, 4);
        if random.below(4) == 0 {
            return self.render(number, &units);
        }
        let rate = 0.001 * 80.0_f64.powf(random.share());
        let mut edited = Vec::with_capacity(units.len() + 16);
        for unit in units {
            if random.share() >= rate {
                edited.push(unit);
                continue;
            }
            match random.below(3) {
                0 => edited.push(random.unit()),
                1 => edited.extend([unit, random.unit()]),
                _ => {}
            }
        }
        self.render(number, &edited)
    }

    fn render(&self, number: u64, units: &[usize]) -> String {
        let mut random = self.random(number, 5);
        let is_chinese = self.language(number) == "zh";
        let mut text = String::with_capacity(units.len() * 6);
        for &unit in units {
            if is_chinese {
                text.push(char::from_u32(0x4e00 + unit as u32).unwrap());
            } else {
                word(unit, &mut text);
            }
            text.push_str(match (random.below(80), is_chinese) {
                (0, true) => "。\n",
                (0, false) => ".\n",
                (1..5, true) => "，",
                (1..5, false) => ", ",
                (_, true) => "",
                (_, false) => " ",
            });
        }
        text
    }
}

/// Adds a word of one to three syllables.
fn word(unit: usize, text: &mut String) {
    const CONSONANTS: [&str; 16] = [
        "b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr",
    ];
    const VOWELS: [&str; 5] = ["a", "e", "i", "o", "u"];
    let mut rest = unit;
    loop {
        text.push_str(CONSONANTS[rest % 16]);
        text.push_str(VOWELS[rest / 16 % 5]);
        rest /= 80;
        if rest == 0 {
            break;
        }
    }
}

/// `SplitMix64` (Steele, Lea and Flood, 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    /// Between 0 and 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A character or word; some are much more frequent than others.
    fn unit(&mut self) -> usize {
        let share = self.share();
        (share * share * VOCABULARY as f64) as usize
    }
}
