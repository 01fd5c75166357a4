//! What belongs to one process: threads, pipes and children of a process are none of its fork.

use std::mem;
use std::process;
use std::sync::{Arc, Mutex, PoisonError};

/// Something with threads or child processes, made when it is first needed, and anew in a process that was forked since.
#[derive(Debug)]
pub(crate) struct PerProcess<T>(Mutex<Option<(u32, Arc<T>)>>);

impl<T> Default for PerProcess<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T> PerProcess<T> {
    /// That of this process; `make` makes it.
    pub(crate) fn get<E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<Arc<T>, E> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let this = process::id();
        if let Some((owner, value)) = held.as_ref()
            && *owner == this
        {
            return Ok(Arc::clone(value));
        }
        let value = Arc::new(make()?);
        leave(held.replace((this, Arc::clone(&value))));
        Ok(value)
    }
}

impl<T> Drop for PerProcess<T> {
    fn drop(&mut self) {
        let held = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        leave(held.take());
    }
}

/// Drops what this process has made. What another one has made stays as it is: dropping it would end children that are at
/// work for that process, or wait for threads that are not here.
fn leave<T>(held: Option<(u32, T)>) {
    if let Some((owner, value)) = held
        && owner != process::id()
    {
        mem::forget(value);
    }
}
