//! Work on all threads whose results are taken in order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::error::CorpusError;
use crate::memory::{Held, Memory};

/// What `next` gives is worked on by `jobs` threads, and `take` gets the results in the order of `next`. Each thread takes, works
/// and hands on, so that there are no others.
///
/// `next` says how many bytes of `memory` the work on what it gives needs, result included; they are held until the result is
/// taken. The oldest work never waits for memory, so it goes on always.
///
/// # Errors
///
/// The first error; the other threads end after what they have.
pub(crate) fn in_order<W: Send, R: Send>(
    jobs: usize,
    memory: &Memory,
    next: impl FnMut() -> Result<Option<(W, usize)>, CorpusError> + Send,
    work: impl Fn(W) -> Result<R, CorpusError> + Sync,
    take: impl FnMut(R) -> Result<(), CorpusError> + Send,
) -> Result<(), CorpusError> {
    let source = Mutex::new((0_u64, next));
    let sink = Mutex::new(Sink {
        next: 0,
        waiting: BTreeMap::new(),
        take,
    });
    let is_over = AtomicBool::new(false);
    let first_error = Mutex::new(None);
    let run = || -> Result<(), CorpusError> {
        while !is_over.load(Ordering::Relaxed) {
            let mut guard = source.lock().unwrap_or_else(PoisonError::into_inner);
            let (sequence, next) = &mut *guard;
            let Some((item, bytes)) = next()? else { break };
            let (number, held) = (*sequence, memory.hold(bytes));
            *sequence += 1;
            drop(guard);
            let result = work(item)?;
            let mut sink = sink.lock().unwrap_or_else(PoisonError::into_inner);
            if is_over.load(Ordering::Relaxed) {
                break;
            }
            sink.add(number, (result, held))?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| {
                if let Err(error) = run() {
                    is_over.store(true, Ordering::Relaxed);
                    // What waits for a result that never comes would keep its memory from who waits for that.
                    let mut sink = sink.lock().unwrap_or_else(PoisonError::into_inner);
                    sink.waiting.clear();
                    drop(sink);
                    let mut first = first_error.lock().unwrap_or_else(PoisonError::into_inner);
                    first.get_or_insert(error);
                }
            });
        }
    });
    let first_error = first_error.into_inner();
    match first_error.unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

/// Takes results, those that come too early once it is their turn.
struct Sink<'a, R, T> {
    next: u64,
    waiting: BTreeMap<u64, (R, Held<'a>)>,
    take: T,
}

impl<'a, R, T: FnMut(R) -> Result<(), CorpusError>> Sink<'a, R, T> {
    fn add(&mut self, number: u64, result: (R, Held<'a>)) -> Result<(), CorpusError> {
        self.waiting.insert(number, result);
        while let Some((result, held)) = self.waiting.remove(&self.next) {
            self.next += 1;
            (self.take)(result)?;
            drop(held);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_and_within_the_memory() {
        for jobs in [1, 2, 7] {
            let (memory, mut next, mut taken) = (Memory::new(50), 0_u64, Vec::new());
            let source = || {
                next += 1;
                Ok((next <= 500).then_some((next, 1 + usize::try_from(next % 70).unwrap())))
            };
            let work = |number: u64| {
                if number.is_multiple_of(9) {
                    thread::yield_now();
                }
                Ok(number * 2)
            };
            let take = |number| {
                taken.push(number);
                Ok(())
            };
            in_order(jobs, &memory, source, work, take).unwrap();
            assert_eq!(
                taken,
                (1..=500).map(|number| number * 2).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn an_error_ends_the_work() {
        let failed = || CorpusError::TooManyDocuments { documents: 7 };
        let memory = Memory::new(5);
        let work = |number: u64| {
            if number == 7 {
                Err(failed())
            } else {
                Ok(number)
            }
        };
        let mut next = 0_u64;
        let source = || {
            next += 1;
            Ok(Some((next, 1)))
        };
        let mut last = 0;
        let take = |number| {
            last = number;
            Ok(())
        };
        assert!(in_order(3, &memory, source, work, take).is_err());
        assert!(last < 7, "{last}");
    }
}
