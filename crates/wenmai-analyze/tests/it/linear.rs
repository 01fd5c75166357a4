//! Whether work grows with the input and not with its square.

use std::time::{Duration, Instant};

/// Rounds of measuring. Another process can take the core away in one of them, but quadratic work is slow in each.
const ROUNDS: usize = 5;

/// Runs `work` on two inputs, of which the second is four times as large. It may take four times as long; quadratic work would
/// take sixteen times. The bound lies between, and what takes some milliseconds is not told apart from noise.
pub(crate) fn check_linear<T>(name: &str, [few, many]: &[T; 2], work: impl Fn(&T)) {
    let floor = Duration::from_millis(200);
    let mut times = Vec::new();
    let is_linear = (0..ROUNDS).any(|_| {
        // A quarter that was slowed down would let anything pass.
        let quarter = taken(|| work(few)).min(taken(|| work(few)));
        let whole = taken(|| work(many));
        times.push((quarter, whole));
        whole < quarter * 8 + floor
    });
    assert!(is_linear, "{name}: a quarter and the whole take {times:?}");
}

fn taken(work: impl Fn()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}
