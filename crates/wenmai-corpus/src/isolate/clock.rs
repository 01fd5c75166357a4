//! The clock of a worker process.

use std::io;
use std::process::Child;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::sync::lock;

/// Kills a process that takes too long to start, or for a page.
#[derive(Debug)]
pub(super) struct Clock {
    state: Arc<(Mutex<ClockState>, Condvar)>,
}

#[derive(Debug, Default)]
struct ClockState {
    /// When what the process does has taken too long.
    deadline: Option<Instant>,
    /// Whether the process was killed.
    has_struck: bool,
    /// Whether the process is not needed any more.
    is_over: bool,
}

impl Clock {
    /// A clock that stands still.
    ///
    /// # Errors
    ///
    /// When the system has no thread for it.
    pub(super) fn new(child: Arc<Mutex<Child>>) -> io::Result<Self> {
        let state = Arc::new((Mutex::new(ClockState::default()), Condvar::new()));
        let watched = Arc::clone(&state);
        let watch = move || {
            let (state, changed) = &*watched;
            let mut state = lock(state);
            while !state.is_over {
                let left = state
                    .deadline
                    .map(|deadline| deadline.saturating_duration_since(Instant::now()));
                state = match left {
                    Some(Duration::ZERO) => {
                        state.deadline = None;
                        state.has_struck = true;
                        let _ = lock(&child).kill();
                        state
                    }
                    Some(left) => {
                        let waited = changed.wait_timeout(state, left);
                        waited.unwrap_or_else(PoisonError::into_inner).0
                    }
                    None => changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                };
            }
        };
        // `thread::spawn` panics where a system gives no more threads.
        thread::Builder::new().spawn(watch)?;
        Ok(Self { state })
    }

    /// Lets it run: it strikes after `limit`.
    pub(super) fn start(&self, limit: Duration) {
        // A limit beyond all time is none.
        lock(&self.state.0).deadline = Instant::now().checked_add(limit);
        self.state.1.notify_all();
    }

    /// Stops the clock; whether the time was over.
    pub(super) fn stop(&self) -> bool {
        let mut state = lock(&self.state.0);
        state.deadline = None;
        state.has_struck
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        lock(&self.state.0).is_over = true;
        self.state.1.notify_all();
    }
}
