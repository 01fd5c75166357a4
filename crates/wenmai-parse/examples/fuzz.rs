//! A fuzzer that needs no other tools: changes the fixtures at random, again and again, and reads what comes out.
//!
//! `cargo xtask fuzz` starts it. What makes a target panic, or takes longer than any page may, is written to
//! `target/fuzz/TARGET-….bin` and said on the terminal; put it into `fixtures/hostile` once it is understood.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a tool for developers: reads files, asks the clock, and stops when it cannot"
)]

use std::panic::catch_unwind;
use std::path::Path;
use std::time::{Duration, Instant};
use std::{env, fs};

use wenmai_parse::inspect::{FUZZ_TARGETS, FuzzTarget};

/// Longest page that is made, in bytes.
const MAX_BYTES: usize = 64 << 10;

/// Longest time that a page of this size may take, on a busy machine.
const MAX_TIME: Duration = Duration::from_secs(5);

/// Pieces that readers of pages look at twice.
const PIECES: &[&str] = &[
    "<",
    ">",
    "</",
    "/>",
    "<!--",
    "-->",
    "&",
    "&amp;",
    "&#",
    ";",
    "\"",
    "'",
    "=",
    "\0",
    "\r\n",
    "\n\n",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<a href=x>",
    "</a>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<li>",
    "<ul>",
    "</ul>",
    "<div>",
    "</div>",
    "<script>",
    "</script>",
    "<style>",
    "<template>",
    "<svg>",
    "</svg>",
    "<math>",
    "<select>",
    "<option>",
    "<form>",
    "<pre>",
    "<br>",
    "<body>",
    "<head>",
    "<html>",
    "<title>",
    "<noscript>",
    "<textarea>",
    "<![CDATA[",
    "]]>",
    " hidden",
    " style='display:none'",
    "# ",
    "- ",
    "1. ",
    "> ",
    "```\n",
    "|",
    "**",
    "[a](b)",
    "![",
    "一、",
    "相关文章\n",
    "目录\n",
    "7月前\n",
    "【",
    "】",
    "\u{3000}",
    "\u{200b}",
    "\u{202e}",
    "\u{feff}",
    "中文",
    "，",
    "1.2.1 ",
    "arXiv:2408.00001",
    "\t",
    "    ",
];

/// A generator of numbers that gives the same ones for the same seed (xorshift64*).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `limit`, which is no 0.
    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or_default() % limit.max(1)
    }
}

fn main() {
    let (mut seconds, mut target, mut seed) = (60, None, 1);
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next().unwrap();
        match argument.as_str() {
            "--seconds" => seconds = value.parse().unwrap(),
            "--seed" => seed = value.parse::<u64>().unwrap(),
            "--target" => target = Some(value),
            _ => panic!("there is no option {argument}"),
        }
    }
    let pages = fixtures();
    let targets: Vec<_> = FUZZ_TARGETS
        .iter()
        .filter(|(name, _)| target.as_deref().is_none_or(|only| only == *name))
        .collect();
    let share = Duration::from_secs(seconds) / u32::try_from(targets.len().max(1)).unwrap();
    let mut n_found = 0;
    for (name, fuzz) in targets {
        n_found += run(name, *fuzz, &pages, share, &mut Random(seed.max(1)));
    }
    assert!(n_found == 0, "{n_found} pages failed");
}

/// The pages that are changed.
fn fixtures() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let mut paths = Vec::new();
    for folder in ["pages", "hostile", "html"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_some_and(|extension| extension != "toml")
            {
                paths.push(path);
            }
        }
    }
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// Runs one target for some time; gives how many pages failed.
fn run(
    name: &str,
    fuzz: FuzzTarget,
    pages: &[Vec<u8>],
    time: Duration,
    random: &mut Random,
) -> usize {
    let start = Instant::now();
    let (mut n_runs, mut n_found) = (0_u64, 0);
    while start.elapsed() < time {
        let page = mutated(pages, random);
        let began = Instant::now();
        let failed = catch_unwind(|| fuzz(&page)).is_err();
        if failed || began.elapsed() > MAX_TIME {
            n_found += 1;
            let folder = Path::new("target/fuzz");
            fs::create_dir_all(folder).unwrap();
            let path = folder.join(format!("{name}-{n_runs}.bin"));
            fs::write(&path, &page).unwrap();
            println!(
                "{name}: {} after {:?}: {}",
                if failed { "panic" } else { "slow" },
                began.elapsed(),
                path.display()
            );
        }
        n_runs += 1;
    }
    println!(
        "{name}: {n_runs} pages in {} s, {n_found} failed",
        time.as_secs()
    );
    n_found
}

/// A page made of the fixtures: pieces of one or two, cut, doubled, mixed with others.
fn mutated(pages: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut page = some(pages, random).to_vec();
    let piece = piece_of(&page, random);
    if random.below(4) == 0 {
        page = piece;
    }
    for _ in 0..=random.below(12) {
        let at = random.below(page.len() + 1);
        let change = match random.below(7) {
            0 => {
                let end = (at + random.below(64)).min(page.len());
                page.drain(at..end);
                continue;
            }
            1 => vec![u8::try_from(random.below(256)).unwrap_or_default()],
            2 => piece_of(&page, random),
            3 => piece_of(some(pages, random), random),
            4 => any_piece(random).repeat(1 + random.below(300)).into_bytes(),
            _ => (0..=random.below(6))
                .map(|_| any_piece(random))
                .collect::<String>()
                .into_bytes(),
        };
        page.splice(at..at, change);
    }
    page.truncate(MAX_BYTES);
    page
}

fn any_piece(random: &mut Random) -> &'static str {
    PIECES
        .get(random.below(PIECES.len()))
        .copied()
        .unwrap_or_default()
}

fn some<'p>(pages: &'p [Vec<u8>], random: &mut Random) -> &'p [u8] {
    pages
        .get(random.below(pages.len()))
        .map_or(&[], Vec::as_slice)
}

fn piece_of(page: &[u8], random: &mut Random) -> Vec<u8> {
    let start = random.below(page.len() + 1);
    let end = (start + random.below(2000)).min(page.len());
    page.get(start..end).unwrap_or_default().to_vec()
}
