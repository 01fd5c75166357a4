//! Worker processes: what kills one of them costs a page, not the run.

mod briefing;
mod clock;
mod protocol;
mod worker;

use std::fmt;
use std::io;
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::time::Duration;

use wenmai_model::Page;

use crate::error::CorpusError;
use crate::outcome::{Outcome, PageProcessor};

pub use briefing::Briefing;
pub use protocol::{serve, write_page};
use worker::{Unready, Worker};

/// How long a page may take in a worker process where nobody says: one that takes longer hangs.
pub const DEFAULT_TIME_LIMIT: Duration = Duration::from_secs(30);

/// How long a worker process may take to start, however little time a page has: many start together, or in the place of another on a
/// busy machine, which is no page's fault.
const START_LIMIT: Duration = Duration::from_mins(1);

/// So many worker processes in a row may be killed before their first page. A system that is short of memory for a while kills one or
/// two; more than that, and it would kill them all.
const MAX_KILLED: u32 = 3;

/// Makes the command that starts a worker process.
pub type WorkerCommand = Box<dyn Fn() -> io::Result<Command> + Send>;

/// The program that a worker process runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkerProgram {
    /// The command once more.
    Command,
    /// An interpreter of Python, which imports the package.
    Python,
}

impl WorkerProgram {
    /// Addresses that a worker process of a run may take whose pages have `memory`; both in bytes.
    ///
    /// The run gives out the memory for pages, to all workers together; so a page has the same limit by any number of them.
    pub const fn address_space(self, memory: u64) -> u64 {
        // Code, stacks, and what the allocator sets aside; …
        let beside = match self {
            Self::Command => 512 << 20,
            // … the interpreter itself takes no more than the command does, 70 MB, but imports at its start whatever its environment
            // tells it to (`.pth` files, `sitecustomize`).
            Self::Python => 768 << 20,
        };
        memory.saturating_add(beside)
    }
}

/// Makes documents in another process, which reads a [`Briefing`] and then speaks the protocol of [`serve`].
///
/// A page that takes longer than the time limit, or that ends the process, is a dead letter, and another process takes its place.
/// A process that is killed before its first page costs none.
pub struct Isolated {
    worker: Option<Worker>,
    command: WorkerCommand,
    briefing: Arc<Briefing>,
    time_limit: Duration,
    start_limit: Duration,
}

impl fmt::Debug for Isolated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Isolated")
            .field("time_limit", &self.time_limit)
            .field("start_limit", &self.start_limit)
            .finish_non_exhaustive()
    }
}

impl Isolated {
    /// Starts a worker process by `command`; it and all that take its place are told `briefing`, and have `time_limit` for a page.
    ///
    /// # Errors
    ///
    /// When the process cannot be started.
    pub fn new(
        command: WorkerCommand,
        briefing: Arc<Briefing>,
        time_limit: Duration,
    ) -> Result<Self, CorpusError> {
        let worker = Worker::start(&command).map_err(CorpusError::Worker)?;
        Ok(Self {
            worker: Some(worker),
            command,
            briefing,
            time_limit,
            // Whoever gives a page so long has a slow machine.
            start_limit: START_LIMIT.max(time_limit),
        })
    }

    /// The same with another limit for the start of a process than a minute, or the time limit of a page where that is longer.
    #[must_use]
    pub fn started_within(self, start_limit: Duration) -> Self {
        Self {
            start_limit,
            ..self
        }
    }

    /// A process that takes a page.
    fn ready(&mut self) -> Result<Worker, CorpusError> {
        let mut killed = 0;
        loop {
            let mut worker = match self.worker.take() {
                Some(worker) => worker,
                None => Worker::start(&self.command).map_err(CorpusError::Worker)?,
            };
            match worker.make_ready(&self.briefing, self.start_limit) {
                Ok(()) => return Ok(worker),
                Err(Unready::Failed(error)) => return Err(CorpusError::Worker(error)),
                Err(Unready::Killed(status)) => {
                    killed += 1;
                    if killed == MAX_KILLED {
                        return Err(CorpusError::WorkersKilled { killed, status });
                    }
                }
            }
        }
    }
}

impl PageProcessor for Isolated {
    fn process(&mut self, page: &Page) -> Result<Outcome, CorpusError> {
        let mut worker = self.ready()?;
        worker.clock.start(self.time_limit);
        let reply = worker.ask(page);
        let is_late = worker.clock.stop();
        Ok(match reply {
            Ok(outcome) => {
                // A reply that came in the same moment counts, but the process is killed.
                self.worker = Some(worker).filter(|_| !is_late);
                outcome
            }
            Err(_) if is_late => Outcome::dead(
                "time",
                format!(
                    "the page took longer than {} s",
                    self.time_limit.as_secs_f64()
                ),
                Some("raise --time-limit"),
            ),
            Err(error) => match worker.end() {
                Some(status) => ended(status),
                None => Outcome::dead(
                    "crash",
                    format!("the worker process does not answer: {error}"),
                    None,
                ),
            },
        })
    }
}

/// What a page comes to whose process ended.
fn ended(status: ExitStatus) -> Outcome {
    Outcome::dead(
        "crash",
        format!("the worker process ended with {status}"),
        Some("raise --memory if the page is large; else please report this page"),
    )
}
