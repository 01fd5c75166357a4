//! How fast tools are that do the same.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// Rounds of each tool.
const ROUNDS: usize = 5;

/// A tool with its name; it says whether anything came out.
pub(crate) type Tool<I> = (&'static str, Box<dyn Fn(&I) -> bool>);

/// Prints how fast each of the tools in `wanted` is (all, when none is named) on `inputs` of so many bytes.
pub(crate) fn race<I>(inputs: &[I], bytes: usize, tools: &[Tool<I>], wanted: &[&str]) {
    let tools: Vec<&Tool<I>> = tools
        .iter()
        .filter(|(name, _)| wanted.is_empty() || wanted.contains(name))
        .collect();
    let mut best = vec![(Duration::MAX, 0); tools.len()];
    std::panic::set_hook(Box::new(|_| {}));
    for _ in 0..ROUNDS {
        for ((_, tool), best) in tools.iter().zip(&mut best) {
            let start = Instant::now();
            let failed = inputs
                .iter()
                .filter(|input| !catch_unwind(AssertUnwindSafe(|| tool(input))).unwrap_or(false))
                .count();
            let taken = start.elapsed();
            if taken < best.0 {
                *best = (taken, failed);
            }
        }
    }
    println!("{} texts, {:.1} MB", inputs.len(), bytes as f64 / 1e6);
    for ((name, _), (taken, failed)) in tools.iter().zip(best) {
        let speed = bytes as f64 / 1e6 / taken.as_secs_f64();
        println!("{name:<16} {speed:>8.1} MB/s   {failed} without a result");
    }
}
