//! What a run says while it runs.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use wenmai::corpus::Progress;
use wenmai::format::{ledger_progress, ledger_sentence};

use crate::console::Console;

/// How often the bar is drawn.
const INTERVAL: Duration = Duration::from_millis(250);

/// How often `-v` says a line where there is no bar.
const LINE_INTERVAL: Duration = Duration::from_secs(10);

/// Shows `progress` until `is_over`.
pub(crate) fn watch(console: &Console, progress: &Progress, is_over: &AtomicBool) {
    let bar = console.byte_progress();
    let start = Instant::now();
    let (mut first, mut next_line) = (None, start + LINE_INTERVAL);
    while !is_over.load(Ordering::Relaxed) {
        thread::park_timeout(INTERVAL);
        let ledger = progress.ledger();
        // What earlier starts have done does not count for the speed of this one.
        let (first_bytes, first_records) = *first.get_or_insert((progress.bytes(), ledger.read));
        bar.set_length(progress.total_bytes());
        bar.set_position(progress.bytes());
        let seconds = start.elapsed().as_secs_f64();
        let bytes = progress.bytes().saturating_sub(first_bytes);
        let records = ledger.read.saturating_sub(first_records);
        let speed = speed(records, bytes, seconds);
        bar.set_prefix(speed.clone());
        bar.set_message(ledger_progress(&ledger));
        if bar.is_hidden() && Instant::now() >= next_line {
            next_line += LINE_INTERVAL;
            if console.is_verbose() {
                console.note(&format!("{}, {speed}", ledger_sentence(&ledger)));
            }
        }
    }
    bar.finish_and_clear();
}

/// Shows how many bytes of `progress` are done, until `is_over`.
pub(crate) fn watch_bytes(console: &Console, progress: &Progress, is_over: &AtomicBool) {
    let bar = console.byte_progress();
    while !is_over.load(Ordering::Relaxed) {
        thread::park_timeout(INTERVAL);
        bar.set_length(progress.total_bytes());
        bar.set_position(progress.bytes());
    }
    bar.finish_and_clear();
}

#[expect(clippy::cast_precision_loss, reason = "a speed for a person")]
fn speed(records: u64, bytes: u64, seconds: f64) -> String {
    let (records, bytes) = (records as f64 / seconds, bytes as f64 / seconds / 1e6);
    format!("{records:.0} records/s  {bytes:.1} MB/s")
}
