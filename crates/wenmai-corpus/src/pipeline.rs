//! The threads of a run.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

use wenmai_io::ReadOptions;

use crate::chunk::{Chunk, Finished, Packing, Workplace};
use crate::error::CorpusError;
use crate::memory::Memory;
use crate::options::RunOptions;
use crate::outcome::PageProcessor;
use crate::run::ProcessorFactory;
use crate::sink::Sink;
use crate::sync::lock;

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
    source: Mutex<S>,
    sink: Mutex<Sink<'a>>,
    /// Told when another chunk has its turn.
    turn: Condvar,
    /// Memory for records and documents that wait.
    queue: Memory,
    /// Memory for pages that are processed.
    pages: Memory,
    read: &'a ReadOptions,
    packing: Packing,
    jobs: usize,
}

impl<'a, S: ChunkSource + Send> Pipeline<'a, S> {
    /// From `source` to `sink`, by the threads and the memory of `options`; `read` is how its pages are read.
    pub(crate) fn new(
        source: S,
        sink: Sink<'a>,
        options: &RunOptions,
        read: &'a ReadOptions,
    ) -> Self {
        Self {
            source: Mutex::new(source),
            sink: Mutex::new(sink),
            turn: Condvar::new(),
            queue: Memory::new(options.queue_memory()),
            pages: Memory::new(options.page_memory()),
            read,
            packing: Packing::of(options),
            jobs: options.jobs.max(1),
        }
    }

    /// Runs until the source has nothing more; gives source and sink back.
    ///
    /// Each thread takes a chunk, processes it and writes it when it is its turn, so that these threads are all there is: reading and writing have none of their own. Only the thread that has the oldest chunk is never kept waiting, so the
    /// run always moves.
    ///
    /// # Errors
    ///
    /// The first error of reading or writing; the other threads end after the chunk that they have.
    pub(crate) fn run(self, processor: &ProcessorFactory) -> Result<(S, Sink<'a>), CorpusError> {
        let processors: Vec<_> = (0..self.jobs).map(processor).collect::<Result<_, _>>()?;
        let first_error = Mutex::new(None);
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            for mut processor in processors {
                let (pipeline, first_error, is_over) = (&self, &first_error, &is_over);
                scope.spawn(move || {
                    // What a thread had will not be written when it fails, and nobody may wait for that.
                    let mut end = EndOfRun(Some((pipeline, is_over)));
                    match pipeline.work(processor.as_mut(), is_over) {
                        Ok(()) => end.0 = None,
                        Err(error) => {
                            lock(first_error).get_or_insert(error);
                        }
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
        let hand_on = |piece| self.write_in_turn(piece, is_over);
        let mut place = Workplace {
            read: self.read,
            packing: self.packing,
            memory: &self.pages,
            processor,
            hand_on: &hand_on,
        };
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
            let finished = chunk.finish(&mut place)?;
            self.queue.change(finished.len_bytes(), read_bytes);
            let freed = lock(&self.sink).take(finished)?;
            self.queue.change(0, freed);
            self.turn.notify_all();
        }
        Ok(())
    }

    /// Writes a piece of a chunk as soon as all chunks before it are written.
    fn write_in_turn(&self, piece: Finished, is_over: &AtomicBool) -> Result<(), CorpusError> {
        let sink = lock(&self.sink);
        let is_early = |sink: &mut Sink<'_>| {
            !is_over.load(Ordering::Relaxed) && !sink.is_turn_of(piece.sequence)
        };
        let mut sink = self
            .turn
            .wait_while(sink, is_early)
            .unwrap_or_else(PoisonError::into_inner);
        sink.write_piece(piece)
    }
}

/// Ends the run when it is dropped: a thread has failed.
struct EndOfRun<'p, 'a, S>(Option<(&'p Pipeline<'a, S>, &'p AtomicBool)>);

impl<S> Drop for EndOfRun<'_, '_, S> {
    fn drop(&mut self) {
        if let Some((pipeline, is_over)) = self.0 {
            // Whoever looks at it between this and the call below holds the sink.
            let sink = lock(&pipeline.sink);
            is_over.store(true, Ordering::Relaxed);
            drop(sink);
            pipeline.turn.notify_all();
            pipeline.queue.close();
            pipeline.pages.close();
        }
    }
}
