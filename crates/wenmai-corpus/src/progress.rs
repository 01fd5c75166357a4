use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};

use wenmai_model::Ledger;

/// How far a run has come, for whoever watches it from another thread.
#[derive(Debug, Default)]
pub struct Progress {
    bytes: AtomicU64,
    total_bytes: AtomicU64,
    ledger: Mutex<Ledger>,
    parts: AtomicU64,
}

impl Progress {
    /// Bytes of the inputs that were read, as they lie on the disk.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Bytes of all inputs.
    pub fn total_bytes(&self) -> u64 {
        self.total_bytes.load(Ordering::Relaxed)
    }

    /// Number of parts that are whole.
    pub fn parts(&self) -> u64 {
        self.parts.load(Ordering::Relaxed)
    }

    /// Where the records went that are written so far, those of a part that is not whole included.
    pub fn ledger(&self) -> Ledger {
        self.ledger
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn begin(&self, total_bytes: u64, parts: u64, ledger: &Ledger) {
        self.total_bytes.store(total_bytes, Ordering::Relaxed);
        self.parts.store(parts, Ordering::Relaxed);
        self.add_written(ledger);
    }

    pub(crate) fn add_read(&self, bytes: u64) {
        self.bytes.store(bytes, Ordering::Relaxed);
    }

    pub(crate) fn add_written(&self, ledger: &Ledger) {
        *self.ledger.lock().unwrap_or_else(PoisonError::into_inner) += ledger;
    }

    pub(crate) fn add_part(&self) {
        self.parts.fetch_add(1, Ordering::Relaxed);
    }
}
