//! `wenmai-peers PAGES.jsonl [TOOL…]`: how fast each tool reads the same pages, on one core, parsing included.
//!
//! Prints one line a tool: its name, MB of HTML a second, and how many pages it failed on. The tools take turns, several
//! rounds each, and the best round counts, so that they share what the machine does beside.

use std::fs;
use std::hint::black_box;
use std::panic::catch_unwind;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use wenmai_parse::{ParseOptions, parse_html};

/// Rounds of each tool.
const ROUNDS: usize = 5;

/// Takes a page and says whether anything came out.
type Tool = fn(&str) -> bool;

const TOOLS: [(&str, Tool); 4] = [
    ("wenmai", |html| {
        let document = parse_html(html, &ParseOptions::default());
        !black_box(document).text.is_empty()
    }),
    ("dom_smoothie", |html| {
        let article =
            dom_smoothie::Readability::new(html, None, None).and_then(|mut page| page.parse());
        black_box(article).is_ok()
    }),
    ("rs-trafilatura", |html| {
        black_box(rs_trafilatura::extract(html)).is_ok()
    }),
    ("fast_html2md", |html| {
        !black_box(html2md::rewrite_html(html, true)).is_empty()
    }),
];

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().context("say which file holds the pages")?;
    let wanted: Vec<String> = arguments.collect();
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    let pages = text
        .lines()
        .map(|line| {
            let record: serde_json::Value = serde_json::from_str(line)?;
            let html = record.get("html").and_then(serde_json::Value::as_str);
            Ok(html.context("a record has no html")?.to_owned())
        })
        .collect::<Result<Vec<String>>>()?;
    let bytes: usize = pages.iter().map(String::len).sum();
    let tools: Vec<(&str, Tool)> = TOOLS
        .into_iter()
        .filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|wanted| wanted == name))
        .collect();
    let mut best = vec![(Duration::MAX, 0); tools.len()];
    std::panic::set_hook(Box::new(|_| {}));
    for _ in 0..ROUNDS {
        for ((_, tool), best) in tools.iter().zip(&mut best) {
            let start = Instant::now();
            let failed = pages
                .iter()
                .filter(|page| !catch_unwind(|| tool(page)).unwrap_or(false));
            let failed = failed.count();
            let taken = start.elapsed();
            if taken < best.0 {
                *best = (taken, failed);
            }
        }
    }
    println!("{} pages, {:.1} MB", pages.len(), bytes as f64 / 1e6);
    for ((name, _), (taken, failed)) in tools.iter().zip(best) {
        let speed = bytes as f64 / 1e6 / taken.as_secs_f64();
        println!("{name:<16} {speed:>8.1} MB/s   {failed} without a result");
    }
    Ok(())
}
