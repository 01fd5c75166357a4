//! The threads of a run.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use wenmai_io::ReadOptions;

use crate::chunk::{Chunk, Packing};
use crate::error::CorpusError;
use crate::memory::Memory;
use crate::outcome::PageProcessor;
use crate::sink::Sink;

/// What gives chunks in their order.
pub(crate) trait ChunkSource {
    /// The next chunk; `None` at the end.
    ///
    /// # Errors
    ///
    /// When the operating system cannot read on in an input.
    fn next_chunk(&mut self) -> Result<Option<Chunk>, CorpusError>;
}

/// What the threads of a run share.
pub(crate) struct Pipeline<'a, S> {
    pub(crate) source: Mutex<S>,
    pub(crate) sink: Mutex<Sink<'a>>,
    /// Memory for records and documents that wait.
    pub(crate) queue: Memory,
    /// Memory for pages that are processed.
    pub(crate) pages: Memory,
    pub(crate) read: &'a ReadOptions,
    pub(crate) packing: Packing,
}

impl<'a, S: ChunkSource + Send> Pipeline<'a, S> {
    /// Runs until the source has nothing more; gives source and sink back.
    ///
    /// Each thread takes a chunk, processes it and writes it when it is its turn, so that `processors` threads are all there
    /// is: reading and writing have none of their own. Only the thread that has the oldest chunk is never kept waiting, so the
    /// run always moves.
    ///
    /// # Errors
    ///
    /// The first error of reading or writing; the other threads end after the chunk that they have.
    pub(crate) fn run(
        self,
        processors: Vec<Box<dyn PageProcessor + Send>>,
    ) -> Result<(S, Sink<'a>), CorpusError> {
        let first_error = Mutex::new(None);
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            for mut processor in processors {
                let (pipeline, first_error, is_over) = (&self, &first_error, &is_over);
                scope.spawn(move || {
                    let result = pipeline.work(processor.as_mut(), is_over);
                    if let Err(error) = result {
                        is_over.store(true, Ordering::Relaxed);
                        lock(first_error).get_or_insert(error);
                        // What it had will not be written, and nobody may wait for that.
                        pipeline.queue.change(0, usize::MAX);
                    }
                });
            }
        });
        let first_error = first_error
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(error) = first_error {
            return Err(error);
        }
        let source = self
            .source
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let sink = self
            .sink
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        Ok((source, sink))
    }

    /// What one thread does.
    fn work(
        &self,
        processor: &mut dyn PageProcessor,
        is_over: &AtomicBool,
    ) -> Result<(), CorpusError> {
        loop {
            let mut source = lock(&self.source);
            // Whoever waits here holds the source; those who have chunks do not need it to end them.
            self.queue.wait();
            if is_over.load(Ordering::Relaxed) {
                break;
            }
            let Some(chunk) = source.next_chunk()? else {
                break;
            };
            let read_bytes = chunk.bytes;
            self.queue.change(read_bytes, 0);
            drop(source);
            let finished = chunk
                .finish(self.read, self.packing, processor, &self.pages)
                .map_err(|error: io::Error| CorpusError::write("a frame in memory", error))?;
            self.queue.change(finished.len_bytes(), read_bytes);
            let freed = lock(&self.sink).take(finished)?;
            self.queue.change(0, freed);
        }
        Ok(())
    }
}

/// No value of ours is left half changed by a panic: pages are processed outside of the locks.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
