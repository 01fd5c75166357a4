use std::fs;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// What a process took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured {
    pub(crate) elapsed: Duration,
    /// Most memory that it had, in bytes; 0 where the system does not say it.
    pub(crate) peak_bytes: u64,
}

/// Runs `command`, which must end with one of `codes`.
pub(crate) fn measure(command: &mut Command, codes: &[i32]) -> Result<Measured> {
    let start = Instant::now();
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start {command:?}"))?;
    let mut peak_bytes = 0;
    let status = loop {
        // The peak is kept by the system, so that only the last moments can be missed.
        peak_bytes = peak_of(child.id()).unwrap_or(0).max(peak_bytes);
        if let Some(status) = child.try_wait()? {
            break status;
        }
        thread::sleep(Duration::from_millis(5));
    };
    match status.code() {
        Some(code) if codes.contains(&code) => Ok(Measured {
            elapsed: start.elapsed(),
            peak_bytes,
        }),
        _ => bail!("{command:?} ended with {status}"),
    }
}

/// The peak of the resident memory of a process on Linux, in bytes.
fn peak_of(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
