//! A worker process, from its start to its end.

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use wenmai_model::Page;

use super::clock::Clock;
use super::protocol::{READY, outcome_of, read_frame, write_page};
use super::{Briefing, WorkerCommand};
use crate::outcome::Outcome;
use crate::sync::lock;

/// So much is read of what a process says that does not become ready …
const MAX_SAID_BYTES: u64 = 16 << 10;
/// … and it is waited for no longer than this.
const SAID_WAIT: Duration = Duration::from_secs(1);

/// Starts a process that an interrupt at the terminal does not reach: the run has to end with the pages that it began.
trait SpawnApart {
    fn spawn_apart(&mut self) -> io::Result<Child>;
}

impl SpawnApart for Command {
    fn spawn_apart(&mut self) -> io::Result<Child> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(self, 0);
        #[cfg(windows)]
        std::os::windows::process::CommandExt::creation_flags(self, CREATE_NEW_PROCESS_GROUP);
        self.spawn()
    }
}

/// Flag of `CreateProcess`.
#[cfg(windows)]
const CREATE_NEW_PROCESS_GROUP: u32 = 0x200;

/// Why a worker process takes no pages.
pub(super) enum Unready {
    /// It could not start: another try would not do it, either.
    Failed(io::Error),
    /// Somebody else ended it, as a system does that is short of memory.
    Killed(ExitStatus),
}

/// A worker process.
#[derive(Debug)]
pub(super) struct Worker {
    child: Arc<Mutex<Child>>,
    /// What it says while it starts; `None` once it is ready.
    errors: Option<ChildStderr>,
    to: BufWriter<ChildStdin>,
    from: BufReader<ChildStdout>,
    pub(super) clock: Clock,
}

impl Worker {
    pub(super) fn start(command: &WorkerCommand) -> io::Result<Self> {
        let mut child = command()?
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn_apart()?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let Some((to, from)) = pipes else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let errors = child.stderr.take();
        let child = Arc::new(Mutex::new(child));
        let clock = Clock::new(Arc::clone(&child)).inspect_err(|_| {
            end(&child);
        })?;
        Ok(Self {
            clock,
            errors,
            child,
            to: BufWriter::with_capacity(1 << 16, to),
            from: BufReader::with_capacity(1 << 16, from),
        })
    }

    /// Tells it what comes before the first page, and waits until it has made of that what pages need, no longer than `limit`. Not
    /// when it starts: a process that does not read would keep the run waiting, and only who has a page waits by a clock.
    ///
    /// # Errors
    ///
    /// Why it takes no pages; it has ended then.
    pub(super) fn make_ready(
        &mut self,
        briefing: &Briefing,
        limit: Duration,
    ) -> Result<(), Unready> {
        if self.errors.is_none() {
            return Ok(());
        }
        self.clock.start(limit);
        let told = self.tell(briefing);
        if self.clock.stop() {
            self.end();
            let mut late = format!("it was not ready within {} s", limit.as_secs_f64());
            let said = self.errors.take().map_or_else(Vec::new, said);
            if let Some(line) = last_line(&String::from_utf8_lossy(&said)) {
                late = format!("{late}, and says: {line}");
            }
            return Err(Unready::Failed(io::Error::new(
                io::ErrorKind::TimedOut,
                late,
            )));
        }
        told.map_err(|error| self.why_not_ready(error))?;
        // Nobody reads what it says of pages: it must not wait for that.
        self.errors = None;
        Ok(())
    }

    fn tell(&mut self, briefing: &Briefing) -> io::Result<()> {
        briefing.write(&mut self.to)?;
        self.to.flush()?;
        let frame = read_frame(&mut self.from)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        if frame != [READY] {
            let babble = "it says something else than that it is ready";
            return Err(io::Error::new(io::ErrorKind::InvalidData, babble));
        }
        Ok(())
    }

    /// Why it did not become ready; ends it.
    fn why_not_ready(&mut self, error: io::Error) -> Unready {
        // Where its pipe is closed it is about to end; how tells who is to blame.
        let is_ending = error.kind() != io::ErrorKind::InvalidData;
        let status = is_ending.then(|| self.ended_soon()).flatten();
        if let Some(status) = status
            && is_killed(status)
        {
            return Unready::Killed(status);
        }
        self.end();
        let said = self.errors.take().map_or_else(Vec::new, said);
        let said = String::from_utf8_lossy(&said);
        Unready::Failed(match (last_line(&said), status) {
            (Some(line), _) => io::Error::other(format!("it ended before its first page: {line}")),
            (None, Some(status)) => {
                io::Error::other(format!("it ended before its first page with {status}"))
            }
            (None, None) => error,
        })
    }

    /// The status of a process that ends by itself within a second.
    fn ended_soon(&self) -> Option<ExitStatus> {
        const TRIES: u32 = 100;
        (0..TRIES).find_map(|_| {
            let status = lock(&self.child).try_wait().ok().flatten();
            if status.is_none() {
                thread::sleep(Duration::from_secs(1) / TRIES);
            }
            status
        })
    }

    /// What it replies to `page`.
    pub(super) fn ask(&mut self, page: &Page) -> io::Result<Outcome> {
        write_page(&mut self.to, page)?;
        self.to.flush()?;
        let reply = read_frame(&mut self.from)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        outcome_of(reply).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }

    /// Kills the process if it has not ended by itself; gives its status.
    pub(super) fn end(&self) -> Option<ExitStatus> {
        end(&self.child)
    }
}

/// Whether somebody else ended the process, as a system does that is short of memory, or a machine that is shut down. What ends by
/// another signal has aborted by itself, and would again.
#[cfg(unix)]
fn is_killed(status: ExitStatus) -> bool {
    const KILL: i32 = 9;
    const TERM: i32 = 15;
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    matches!(signal, Some(KILL | TERM))
}

#[cfg(not(unix))]
fn is_killed(status: ExitStatus) -> bool {
    status.code().is_none()
}

/// The last line of what a process said.
fn last_line(said: &str) -> Option<&str> {
    said.lines().map(str::trim).rfind(|line| !line.is_empty())
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.end();
    }
}

fn end(child: &Mutex<Child>) -> Option<ExitStatus> {
    let mut child = lock(child);
    let _ = child.kill();
    child.wait().ok()
}

/// What a process has said that has ended. It is all there, but its end may never come: a process that it has started itself may
/// hold the pipe open. So a thread of its own waits for that.
fn said(errors: ChildStderr) -> Vec<u8> {
    let (sender, pieces) = mpsc::channel();
    let read = move || {
        let mut errors = errors.take(MAX_SAID_BYTES);
        let mut piece = [0; 1 << 10];
        while let Ok(n @ 1..) = errors.read(&mut piece) {
            let piece = piece.get(..n).unwrap_or_default().to_vec();
            if sender.send(piece).is_err() {
                break;
            }
        }
    };
    // Without a thread, nobody says why.
    let _ = thread::Builder::new().spawn(read);
    let mut said = Vec::new();
    while let Ok(piece) = pieces.recv_timeout(SAID_WAIT) {
        said.extend(piece);
    }
    said
}
