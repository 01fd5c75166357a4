use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

/// Memory that a page takes while it is processed, per byte. Measured: 10 times a large page of usual markup, 20 times one whose
/// elements never end.
pub(crate) const PER_BYTE: u64 = 24;

/// The same, for each line and each tag beside its bytes. Measured: 8 MB of lines of one letter take 626 MB as text and 872 MB as
/// Markdown.
const PER_LINE: usize = 200;

/// Memory that the page takes while it is processed, in bytes, at most; more than most take.
pub(crate) fn need(body: &[u8]) -> usize {
    let per_byte = usize::try_from(PER_BYTE).unwrap_or(usize::MAX);
    let lines = memchr::memchr2_iter(b'\n', b'<', body).count();
    let of_bytes = body.len().saturating_mul(per_byte);
    of_bytes.saturating_add(lines.saturating_mul(PER_LINE))
}

/// Bytes of memory that threads take and give back.
#[derive(Debug)]
pub(crate) struct Memory {
    limit: usize,
    taken: Mutex<usize>,
    /// Whether nobody is to wait any more.
    is_open: AtomicBool,
    freed: Condvar,
}

impl Memory {
    pub(crate) fn new(limit: u64) -> Self {
        Self {
            limit: usize::try_from(limit).unwrap_or(usize::MAX).max(1),
            taken: Mutex::new(0),
            is_open: AtomicBool::new(true),
            freed: Condvar::new(),
        }
    }

    /// All that there is.
    pub(crate) const fn limit(&self) -> usize {
        self.limit
    }

    /// Waits until `bytes` are free, and takes them until the result is dropped. More than there is at all is had by who is alone.
    pub(crate) fn hold(&self, bytes: usize) -> Held<'_> {
        let bytes = bytes.min(self.limit);
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = self
            .freed
            .wait_while(taken, |taken| {
                self.is_open.load(Ordering::Relaxed) && taken.saturating_add(bytes) > self.limit
            })
            .unwrap_or_else(PoisonError::into_inner);
        *taken = taken.saturating_add(bytes);
        drop(taken);
        Held {
            memory: self,
            bytes,
        }
    }

    /// Waits until less than all is taken.
    pub(crate) fn wait(&self) {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.freed.wait_while(taken, |taken| {
            self.is_open.load(Ordering::Relaxed) && *taken >= self.limit
        });
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    /// Lets go whoever waits, now and later: the run is over.
    pub(crate) fn close(&self) {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        self.is_open.store(false, Ordering::Relaxed);
        drop(taken);
        self.freed.notify_all();
    }

    /// Takes `more` bytes and gives `less` back, without waiting.
    pub(crate) fn change(&self, more: usize, less: usize) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        *taken = taken.saturating_add(more).saturating_sub(less);
        drop(taken);
        self.freed.notify_all();
    }
}

/// Bytes that are given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Held<'a> {
    memory: &'a Memory,
    bytes: usize,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.memory.change(0, self.bytes);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;
    use std::thread;

    use super::*;

    #[test]
    fn never_more_than_the_limit_is_held() {
        let memory = Memory::new(100);
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for thread in 0..8 {
                let (memory, now, most) = (&memory, &now, &most);
                scope.spawn(move || {
                    for round in 0..200 {
                        let bytes = 10 + (thread * 7 + round * 3) % 60;
                        let held = memory.hold(bytes);
                        let sum = now.fetch_add(bytes, Ordering::SeqCst) + bytes;
                        most.fetch_max(sum, Ordering::SeqCst);
                        now.fetch_sub(bytes, Ordering::SeqCst);
                        drop(held);
                    }
                });
            }
        });
        let most = most.into_inner();
        assert!(most <= 100, "{most}");
    }

    #[test]
    fn nobody_waits_once_the_run_is_over() {
        let memory = Memory::new(100);
        memory.change(100, 0);
        thread::scope(|scope| {
            scope.spawn(|| memory.wait());
            scope.spawn(|| drop(memory.hold(50)));
            memory.close();
        });
        memory.wait();
    }

    #[test]
    fn who_needs_more_than_there_is_gets_all() {
        let memory = Memory::new(100);
        assert_eq!(memory.hold(1_000).bytes, 100);
        assert_eq!(*memory.taken.lock().unwrap(), 0);
        memory.change(99, 0);
        memory.wait();
        memory.change(1, 0);
        memory.change(0, 100);
        memory.wait();
    }
}
