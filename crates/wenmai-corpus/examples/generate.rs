//! Writes a corpus to test runs with: shards of WARC, WET and JSONL with pages made of the fixtures, one in 200 of them hostile.
//! The same arguments give the same bytes.
//!
//! ```text
//! generate OUT PAGES SEED      shards below OUT, OUT/good.txt with the ids of the pages that give documents, and
//!                              OUT/requests.txt with the number of requests beside them
//! generate --big FILE BYTES    one JSONL file of so many bytes
//! generate --bomb FILE BYTES   one gzip file that expands to so many bytes
//! ```
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a tool of the tests, which may stop at the first surprise"
)]

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::write::GzEncoder;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["--big", file, bytes] => big(Path::new(file), bytes.parse().unwrap()),
        ["--bomb", file, bytes] => bomb(Path::new(file), bytes.parse().unwrap()),
        [out, pages, seed] => corpus(
            Path::new(out),
            pages.parse().unwrap(),
            seed.parse().unwrap(),
        ),
        _ => panic!("generate OUT PAGES SEED | --big FILE BYTES | --bomb FILE BYTES"),
    }
}

/// One page in so many is hostile.
const HOSTILE_EVERY: u64 = 200;

/// Pages of a shard.
const SHARD_PAGES: u64 = 5_000;

fn corpus(out: &Path, pages: u64, seed: u64) {
    let mut random = Random(seed);
    let maker = PageMaker::new();
    let mut good = Vec::new();
    fs::create_dir_all(out).unwrap();
    let (mut page, mut shard) = (0, 0);
    while page < pages {
        let end = (page + SHARD_PAGES).min(pages);
        let mut shard_writer = Shard::create(out, shard);
        for number in page..end {
            let id = format!("urn:page:{number}");
            if number % HOSTILE_EVERY == HOSTILE_EVERY / 2 {
                shard_writer.hostile(&id, number / HOSTILE_EVERY, &maker, &mut random);
            } else {
                shard_writer.page(&id, &maker, &mut random);
                good.push(id);
            }
        }
        shard_writer.finish();
        page = end;
        shard += 1;
    }
    let requests = good_requests(&good);
    fs::write(out.join("requests.txt"), format!("{requests}\n")).unwrap();
    good.sort_unstable();
    fs::write(out.join("good.txt"), good.join("\n") + "\n").unwrap();
}

/// How many requests stand beside the good pages: one for each page of a WARC shard.
fn good_requests(good: &[String]) -> usize {
    let number = |id: &String| {
        id.rsplit(':')
            .next()
            .and_then(|number| number.parse::<u64>().ok())
    };
    let format = |number: u64| number / SHARD_PAGES % FORMATS.len() as u64;
    let formats = good.iter().filter_map(number).map(format);
    formats.filter(|format| matches!(format, 0 | 4)).count()
}

/// A shard of one of five formats, by its number.
struct Shard {
    writer: Box<dyn Write>,
    format: u64,
}

const FORMATS: [&str; 5] = ["warc.gz", "jsonl.zst", "warc.wet.gz", "jsonl.gz", "warc"];

impl Shard {
    fn create(out: &Path, number: u64) -> Self {
        let format = number % FORMATS.len() as u64;
        let extension = FORMATS[usize::try_from(format).unwrap()];
        let file = File::create(out.join(format!("shard-{number:05}.{extension}"))).unwrap();
        let writer = BufWriter::new(file);
        let writer: Box<dyn Write> = match format {
            1 => Box::new(zstd::Encoder::new(writer, 1).unwrap().auto_finish()),
            3 => Box::new(GzEncoder::new(writer, flate2::Compression::fast())),
            _ => Box::new(writer),
        };
        Self { writer, format }
    }

    fn page(&mut self, id: &str, maker: &PageMaker, random: &mut Random) {
        match self.format {
            0 | 4 => {
                let body = maker.html(random);
                self.record("request", id, b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n");
                self.response(
                    id,
                    &format!("Content-Length: {}\r\n", body.len()),
                    body.as_bytes(),
                );
            }
            2 => self.record("conversion", id, maker.text(random).as_bytes()),
            _ => {
                let (field, body) = match random.below(2) {
                    0 => ("text", maker.text(random)),
                    _ => ("html", maker.html(random)),
                };
                let url = format!("https://a.example/{id}");
                self.line(&serde_json::json!({"id": id, "url": url, field: body}).to_string());
            }
        }
    }

    /// A page that gives no document, or is hard to read.
    fn hostile(&mut self, id: &str, kind: u64, maker: &PageMaker, random: &mut Random) {
        let long = || "a ".repeat(1_500_000);
        if matches!(self.format, 1 | 3) {
            let line = match kind % 6 {
                0 => format!("{{\"id\": \"{id}\", \"text\": "),
                1 => format!("{{\"id\": \"{id}\"}}"),
                2 => format!("{{\"id\": \"{id}\", \"text\": \"{}\"}}", long()),
                3 => format!("{{\"id\": \"{id}\", \"html_b64\": \"!\"}}"),
                4 => "[".repeat(100_000),
                _ => format!("{{\"id\": \"{id}\", \"text\": \"%PDF-1.7\"}}"),
            };
            return self.line(&line);
        }
        match kind % 6 {
            0 => {
                // The length is wrong by more than the next record.
                let body = maker.html(random);
                let head = head("response", id, body.len() + 90_000_000);
                self.member(&[head.as_bytes(), body.as_bytes(), b"\r\n\r\n"].concat());
            }
            1 => self.response(id, "Content-Encoding: gzip\r\n", b"this is no gzip"),
            2 => self.response(id, "", long().as_bytes()),
            3 => self.response(id, "", b"\x89PNG\r\n\x1a\n"),
            4 => {
                let mut bomb = GzEncoder::new(Vec::new(), flate2::Compression::best());
                bomb.write_all(&vec![b' '; 80_000_000]).unwrap();
                let bomb = bomb.finish().unwrap();
                self.response(id, "Content-Encoding: gzip\r\n", &bomb);
            }
            _ => self.member(b"WARC/1.0\r\nthis is no header\r\n\r\n"),
        }
    }

    fn line(&mut self, line: &str) {
        self.writer.write_all(line.as_bytes()).unwrap();
        self.writer.write_all(b"\n").unwrap();
    }

    fn response(&mut self, id: &str, headers: &str, body: &[u8]) {
        let head =
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{headers}\r\n");
        self.record("response", id, &[head.as_bytes(), body].concat());
    }

    fn record(&mut self, kind: &str, id: &str, block: &[u8]) {
        let id = if kind == "request" {
            format!("{id}:request")
        } else {
            id.to_owned()
        };
        let head = head(kind, &id, block.len());
        self.member(&[head.as_bytes(), block, b"\r\n\r\n"].concat());
    }

    /// A WARC record, which is a gzip member of its own where the shard is compressed.
    fn member(&mut self, bytes: &[u8]) {
        if self.format == 4 {
            return self.writer.write_all(bytes).unwrap();
        }
        let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        self.writer.write_all(&encoder.finish().unwrap()).unwrap();
    }

    fn finish(mut self) {
        self.writer.flush().unwrap();
    }
}

fn head(kind: &str, id: &str, length: usize) -> String {
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <{id}>\r\nWARC-Target-URI: https://a.example/{id}\r\n\
         WARC-Date: 2026-01-02T03:04:05Z\r\nContent-Length: {length}\r\n\r\n"
    )
}

/// Makes pages of the lines of the fixtures.
struct PageMaker {
    pages: Vec<Vec<String>>,
}

impl PageMaker {
    fn new() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/pages");
        let mut paths: Vec<PathBuf> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
            // Behind a title of ours, what a mail says at its top is a footer, and the rest goes with it.
            .filter(|path| !path.to_string_lossy().contains("newsletter"))
            .collect();
        paths.sort_unstable();
        let lines = |path: &PathBuf| {
            let text = fs::read_to_string(path).unwrap();
            text.lines()
                .filter(|line| !line.trim().is_empty())
                .map(str::to_owned)
                .collect()
        };
        Self {
            pages: paths
                .iter()
                .map(lines)
                .filter(|lines: &Vec<String>| lines.len() > 8)
                .collect(),
        }
    }

    /// Most lines of one page, with some of another.
    fn lines(&self, random: &mut Random) -> Vec<&str> {
        let page = &self.pages[random.below(self.pages.len())];
        let other = &self.pages[random.below(self.pages.len())];
        let mut lines: Vec<&str> = page
            .iter()
            .filter(|_| random.below(8) > 0)
            .map(String::as_str)
            .collect();
        let from = random.below(other.len());
        lines.extend(other.iter().skip(from).take(4).map(String::as_str));
        lines
    }

    fn text(&self, random: &mut Random) -> String {
        format!(
            "第 {} 页\n\n{}\n",
            random.below(1_000_000),
            self.lines(random).join("\n\n")
        )
    }

    fn html(&self, random: &mut Random) -> String {
        let mut page = format!(
            "<!DOCTYPE html><html><head><title>Page {0}</title></head><body><nav><a href=/>Home</a> <a href=/all>All</a></nav>\
             <main><article><h1>Page {0}</h1>\n",
            random.below(1_000_000)
        );
        for line in self.lines(random) {
            let line = line.replace('&', "&amp;").replace('<', "&lt;");
            let tag = if line.chars().count() < 24 { "h2" } else { "p" };
            for piece in ["<", tag, " class=\"text\">", &line, "</", tag, ">\n"] {
                page.push_str(piece);
            }
        }
        page.push_str("</article></main><footer>© a.example</footer></body></html>\n");
        page
    }
}

fn big(path: &Path, bytes: u64) {
    let (mut random, maker) = (Random(3), PageMaker::new());
    let mut writer = BufWriter::new(File::create(path).unwrap());
    let (mut written, mut number) = (0, 0);
    while written < bytes {
        let line = serde_json::json!({"id": number.to_string(), "html": maker.html(&mut random)})
            .to_string();
        writeln!(writer, "{line}").unwrap();
        written += line.len() as u64 + 1;
        number += 1;
    }
    writer.flush().unwrap();
}

fn bomb(path: &Path, bytes: u64) {
    let file = File::create(path).unwrap();
    let mut encoder = GzEncoder::new(file, flate2::Compression::best());
    io::copy(&mut io::Read::take(io::repeat(b' '), bytes), &mut encoder).unwrap();
    encoder.finish().unwrap();
}

/// `SplitMix64` (Steele, Lea and Flood, 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % limit as u64).unwrap()
    }
}
