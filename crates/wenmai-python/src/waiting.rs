//! Work that is done while Python runs, and signals that are answered meanwhile.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

/// So often somebody looks whether Ctrl-C was pressed.
const INTERVAL: Duration = Duration::from_millis(50);
/// Who was told to stop gets so much time for it.
const PATIENCE: Duration = Duration::from_secs(2);

/// A place for one value that another thread makes.
#[derive(Debug)]
pub(crate) struct Slot<T> {
    value: Mutex<Option<T>>,
    is_there: Condvar,
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self {
            value: Mutex::new(None),
            is_there: Condvar::new(),
        }
    }
}

impl<T: Send> Slot<T> {
    /// Puts the value there.
    pub(crate) fn put(&self, value: T) {
        *self.value.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
        self.is_there.notify_all();
    }

    /// Whether there is a value.
    pub(crate) fn is_filled(&self) -> bool {
        let value = self.value.lock().unwrap_or_else(PoisonError::into_inner);
        value.is_some()
    }

    /// Takes the value, if it comes within `time`.
    fn take_within(&self, time: Duration) -> Option<T> {
        let value = self.value.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self
            .is_there
            .wait_timeout_while(value, time, |value| value.is_none());
        waited.unwrap_or_else(PoisonError::into_inner).0.take()
    }

    /// Takes the value once it is there, while other threads of Python run.
    ///
    /// # Errors
    ///
    /// What a handler of a signal raises, such as `KeyboardInterrupt`, and what `meanwhile` raises.
    pub(crate) fn take(
        &self,
        py: Python<'_>,
        mut meanwhile: impl FnMut() -> PyResult<()>,
    ) -> PyResult<T> {
        loop {
            if let Some(value) = py.detach(|| self.take_within(INTERVAL)) {
                return Ok(value);
            }
            py.check_signals()?;
            meanwhile()?;
        }
    }
}

/// Does `work` on a thread of its own, while other threads of Python run. When Ctrl-C is pressed, or `meanwhile` raises
/// something, `stop` is set, and the work has a moment to come to its end.
///
/// # Errors
///
/// As [`Slot::take`].
pub(crate) fn interruptible<T: Send + 'static>(
    py: Python<'_>,
    stop: &Arc<AtomicBool>,
    work: impl FnOnce(&AtomicBool) -> T + Send + 'static,
    meanwhile: impl FnMut() -> PyResult<()>,
) -> PyResult<T> {
    let their_stop = Arc::clone(stop);
    let (slot, thread) = begin(move || work(&their_stop))?;
    match slot.take(py, meanwhile) {
        Ok(value) => of_thread(value),
        Err(error) => {
            stop.store(true, Ordering::Relaxed);
            py.detach(|| {
                let end = Instant::now() + PATIENCE;
                while !thread.is_finished() && Instant::now() < end {
                    thread::sleep(Duration::from_millis(10));
                }
            });
            Err(error)
        }
    }
}

/// Does `work` on a thread of its own, while other threads of Python run. When Ctrl-C is pressed, nobody waits for it any more.
///
/// # Errors
///
/// As [`Slot::take`].
pub(crate) fn apart<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce() -> T + Send + 'static,
) -> PyResult<T> {
    let (slot, _) = begin(work)?;
    slot.take(py, || Ok(())).and_then(of_thread)
}

/// Where the result of a thread will be, and the thread.
type Begun<T> = (Arc<Slot<thread::Result<T>>>, JoinHandle<()>);

/// The thread that does `work`, and where its result will be.
fn begin<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> PyResult<Begun<T>> {
    let slot = Arc::new(Slot::default());
    let theirs = Arc::clone(&slot);
    // Pages are guarded: a panic here is no page's fault.
    let guarded = move || catch_unwind(AssertUnwindSafe(work));
    let thread = thread::Builder::new()
        .name("wenmai".into())
        .spawn(move || theirs.put(guarded()))
        .map_err(|error| PyRuntimeError::new_err(format!("cannot start a thread: {error}")))?;
    Ok((slot, thread))
}

/// What a thread gives that may have panicked.
fn of_thread<T>(value: thread::Result<T>) -> PyResult<T> {
    value.map_err(|_| PyRuntimeError::new_err("a thread of wenmai panicked; please report this"))
}
