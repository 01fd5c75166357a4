//! Worker processes: what kills one of them costs a page, not the run.

use std::fmt;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use wenmai_io::{ProfileErrorKind, parse_profile, profile_text};
use wenmai_model::Page;
use wenmai_parse::SiteProfiles;

use crate::error::CorpusError;
use crate::options::RunOptions;
use crate::outcome::{Death, Dropped, Outcome, PageProcessor};

/// Makes the command that starts a worker process.
pub type WorkerCommand = Box<dyn Fn() -> io::Result<Command> + Send>;

/// What a worker process is told before its first page: what stands in files, which may change while the run goes on, and
/// may be longer than a command line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Briefing {
    /// Text of the recipe.
    pub recipe: Option<String>,
    /// Texts of the site profiles, in TOML.
    pub profiles: Vec<String>,
    /// Host of the pages that do not say their address.
    pub host: Option<String>,
}

impl Briefing {
    /// What the workers of a run by `options` are told.
    pub fn of(options: &RunOptions) -> Self {
        let profiles = &options.parse.profiles;
        let recipe = options.recipe.as_ref();
        Self {
            recipe: recipe.map(|recipe| recipe.text().to_owned()),
            profiles: profiles.profiles().map(profile_text).collect(),
            host: profiles.assumed_host().map(str::to_owned),
        }
    }

    /// What is known of the hosts of the pages.
    ///
    /// # Errors
    ///
    /// When one of the texts is no profile.
    pub fn site_profiles(&self) -> Result<SiteProfiles, ProfileErrorKind> {
        let texts = self.profiles.iter();
        let profiles: Vec<_> = texts
            .map(|text| parse_profile(text))
            .collect::<Result<_, _>>()?;
        Ok(SiteProfiles::new(profiles).with_host(self.host.as_deref()))
    }

    /// Reads what [`write`](Self::write) has written: the first frame that a worker process gets.
    ///
    /// # Errors
    ///
    /// Those of the reader, and when what comes is something else.
    pub fn read(reader: &mut impl Read) -> io::Result<Self> {
        let pieces = read_frame(reader)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let Ok([json]) = <[Vec<u8>; 1]>::try_from(pieces) else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        Ok(serde_json::from_slice(&json)?)
    }

    /// Writes the frame: one piece of JSON.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn write(&self, writer: &mut impl Write) -> io::Result<()> {
        write_frame(writer, &[&serde_json::to_vec(self)?])
    }
}

/// Makes documents in another process, which reads a [`Briefing`] and then speaks the protocol of [`serve`].
///
/// A page that takes longer than the time limit, or that ends the process, is a dead letter, and another process takes its place.
pub struct Isolated {
    worker: Option<Worker>,
    command: WorkerCommand,
    briefing: Arc<Briefing>,
    time_limit: Duration,
}

impl fmt::Debug for Isolated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Isolated")
            .field("time_limit", &self.time_limit)
            .finish_non_exhaustive()
    }
}

impl Isolated {
    /// Starts a worker process by `command`; it and all that take its place are told `briefing`.
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
        })
    }
}

impl PageProcessor for Isolated {
    fn process(&mut self, page: &Page) -> Result<Outcome, CorpusError> {
        let mut worker = match self.worker.take() {
            Some(worker) => worker,
            None => Worker::start(&self.command).map_err(CorpusError::Worker)?,
        };
        worker.clock.start(self.time_limit);
        if let Err(error) = worker.make_ready(&self.briefing) {
            return match worker.why_not_ready(&error) {
                Unready::Failed(error) => Err(CorpusError::Worker(error)),
                Unready::Killed(status) => Ok(ended(status)),
            };
        }
        worker.clock.start(self.time_limit);
        let reply = worker.ask(page);
        let is_late = worker.clock.stop();
        Ok(match reply {
            Ok(outcome) => {
                // A reply that came in the same moment counts, but the process is killed.
                self.worker = Some(worker).filter(|_| !is_late);
                outcome
            }
            Err(_) if is_late => dead(
                "time",
                format!(
                    "the page took longer than {} s",
                    self.time_limit.as_secs_f64()
                ),
                Some("raise --time-limit"),
            ),
            Err(error) => match worker.end() {
                Some(status) => ended(status),
                None => dead(
                    "crash",
                    format!("the worker process does not answer: {error}"),
                    None,
                ),
            },
        })
    }
}

/// Why a worker process takes no pages.
enum Unready {
    /// It could not start: another try would not do it, either.
    Failed(io::Error),
    /// Somebody else ended it, as a system does that is short of memory.
    Killed(ExitStatus),
}

/// What a page comes to whose process ended.
fn ended(status: ExitStatus) -> Outcome {
    dead(
        "crash",
        format!("the worker process ended with {status}"),
        Some("raise --memory if the page is large; else please report this page"),
    )
}

fn dead(reason: &'static str, message: String, help: Option<&str>) -> Outcome {
    Outcome::Dead(Death {
        reason: reason.into(),
        message,
        help: help.map(str::to_owned),
    })
}

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

/// A worker process.
#[derive(Debug)]
struct Worker {
    child: Arc<Mutex<Child>>,
    /// What it says while it starts; `None` once it is ready.
    errors: Option<ChildStderr>,
    to: BufWriter<ChildStdin>,
    from: BufReader<ChildStdout>,
    clock: Clock,
}

impl Worker {
    fn start(command: &WorkerCommand) -> io::Result<Self> {
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
        Ok(Self {
            clock: Clock::new(Arc::clone(&child)),
            errors,
            child,
            to: BufWriter::with_capacity(1 << 16, to),
            from: BufReader::with_capacity(1 << 16, from),
        })
    }

    /// Tells it what comes before the first page, and waits until it has made of that what pages need. Not when it starts: a process
    /// that does not read would keep the run waiting, and only a page has a clock.
    fn make_ready(&mut self, briefing: &Briefing) -> io::Result<()> {
        if self.errors.is_none() {
            return Ok(());
        }
        briefing.write(&mut self.to)?;
        self.to.flush()?;
        let frame = read_frame(&mut self.from)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        if frame != [READY] {
            return Err(io::ErrorKind::InvalidData.into());
        }
        // Nobody reads what it says of pages: it must not wait for that.
        self.errors = None;
        Ok(())
    }

    /// Why it did not become ready; ends it.
    fn why_not_ready(&mut self, error: &io::Error) -> Unready {
        let is_late = self.clock.stop();
        let is_babble = error.kind() == io::ErrorKind::InvalidData;
        let status = if is_late || is_babble {
            self.end()
        } else {
            // Its pipe is closed, so it is about to end; how tells who is to blame.
            self.ended_soon().or_else(|| self.end())
        };
        if let Some(status) = status
            && !is_late
            && !is_babble
            && status.code().is_none()
        {
            return Unready::Killed(status);
        }
        let mut said = Vec::new();
        if let Some(errors) = self.errors.take() {
            // A child of its own may hold the other end open: then there is nothing more to wait for than this.
            let _ = errors.take(MAX_SAID_BYTES).read_to_end(&mut said);
        }
        let said = String::from_utf8_lossy(&said);
        let last = said.lines().rfind(|line| !line.trim().is_empty());
        Unready::Failed(io::Error::other(match (last, status) {
            _ if is_late => "it was not ready in time".to_owned(),
            (Some(line), _) => format!("it ended before its first page: {}", line.trim()),
            (None, Some(status)) => format!("it ended before its first page with {status}"),
            (None, None) => error.to_string(),
        }))
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

    fn ask(&mut self, page: &Page) -> io::Result<Outcome> {
        write_page(&mut self.to, page)?;
        self.to.flush()?;
        let reply = read_frame(&mut self.from)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        outcome_of(reply).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }

    /// Kills the process if it has not ended by itself; gives its status.
    fn end(&self) -> Option<ExitStatus> {
        let mut child = lock(&self.child);
        let _ = child.kill();
        child.wait().ok()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.end();
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        lock(&self.state.0).is_over = true;
        self.state.1.notify_all();
    }
}

/// Kills a process that takes too long for a page.
#[derive(Debug)]
struct Clock {
    state: Arc<(Mutex<ClockState>, Condvar)>,
}

#[derive(Debug, Default)]
struct ClockState {
    /// When the page that is processed has taken too long.
    deadline: Option<Instant>,
    /// Whether the process was killed.
    has_struck: bool,
    /// Whether the process is not needed any more.
    is_over: bool,
}

impl Clock {
    fn new(child: Arc<Mutex<Child>>) -> Self {
        let state = Arc::new((Mutex::new(ClockState::default()), Condvar::new()));
        let watched = Arc::clone(&state);
        thread::spawn(move || {
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
        });
        Self { state }
    }

    fn start(&self, limit: Duration) {
        // A limit beyond all time is none.
        lock(&self.state.0).deadline = Instant::now().checked_add(limit);
        self.state.1.notify_all();
    }

    /// Stops the clock; whether the time was over.
    fn stop(&self) -> bool {
        let mut state = lock(&self.state.0);
        state.deadline = None;
        state.has_struck
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a worker process says once it can take pages.
const READY: &[u8] = b"ready";

/// So much is read of what a process says that does not become ready.
const MAX_SAID_BYTES: u64 = 16 << 10;

/// What a worker process does once it has its [`Briefing`] and all that it needs: says that it is ready, reads pages from `reader` until its
/// end, and writes what becomes of each to `writer`.
///
/// That it is ready is a frame of the word `ready`. A page is a frame of its record as JSON, without the body, and the body; a reply is a frame that begins with `written`,
/// `dropped` or `dead`. A frame is the number of its pieces, and the length of each before its bytes, all of them in 8 bytes,
/// little end first.
///
/// # Errors
///
/// When the pipes break, or what comes is no page.
pub fn serve(
    reader: &mut impl Read,
    writer: &mut impl Write,
    processor: &mut dyn PageProcessor,
) -> io::Result<()> {
    write_frame(writer, &[READY])?;
    writer.flush()?;
    while let Some(pieces) = read_frame(reader)? {
        let Ok([head, body]) = <[Vec<u8>; 2]>::try_from(pieces) else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        let mut page: Page = serde_json::from_slice(&head)?;
        page.body = body;
        match processor.process(&page).map_err(io::Error::other)? {
            Outcome::Written(bytes) => write_frame(writer, &[b"written", &bytes])?,
            Outcome::Dropped(Dropped { reason, broken }) => {
                let broken = serde_json::to_vec(&broken)?;
                write_frame(writer, &[b"dropped", reason.as_bytes(), &broken])?;
            }
            Outcome::Dead(death) => {
                let help = death.help.unwrap_or_default();
                let pieces =
                    [&death.reason, death.message.as_str(), help.as_str()].map(str::as_bytes);
                let [reason, message, help] = pieces;
                write_frame(writer, &[b"dead", reason, message, help])?;
            }
        }
        writer.flush()?;
    }
    Ok(())
}

/// Writes `page` as [`serve`] reads it.
///
/// # Errors
///
/// Those of the writer.
pub fn write_page(writer: &mut impl Write, page: &Page) -> io::Result<()> {
    write_frame(writer, &[&head(page)?, &page.body])
}

/// The record of `page` without its body.
fn head(page: &Page) -> io::Result<Vec<u8>> {
    let Page {
        id,
        url,
        captured_at,
        headers,
        body: _,
        kind,
        charset,
        is_charset_certain,
        keywords,
        input,
        record,
        sha256,
    } = page;
    let head = Page {
        id: id.clone(),
        url: url.clone(),
        captured_at: *captured_at,
        headers: headers.clone(),
        body: Vec::new(),
        kind: *kind,
        charset: charset.clone(),
        is_charset_certain: *is_charset_certain,
        keywords: keywords.clone(),
        input: input.clone(),
        record: *record,
        sha256: sha256.clone(),
    };
    Ok(serde_json::to_vec(&head)?)
}

fn outcome_of(pieces: Vec<Vec<u8>>) -> Option<Outcome> {
    let mut pieces = pieces.into_iter();
    let kind = pieces.next()?;
    let mut text = || String::from_utf8(pieces.next()?).ok();
    match kind.as_slice() {
        b"dropped" => Some(Outcome::Dropped(Dropped {
            reason: text()?.into(),
            broken: serde_json::from_str(&text()?).ok()?,
        })),
        b"dead" => Some(Outcome::Dead(Death {
            reason: text()?.into(),
            message: text()?,
            help: text().filter(|help| !help.is_empty()),
        })),
        b"written" => Some(Outcome::Written(pieces.next()?)),
        _ => None,
    }
}

fn write_frame(writer: &mut impl Write, pieces: &[&[u8]]) -> io::Result<()> {
    writer.write_all(&(pieces.len() as u64).to_le_bytes())?;
    for piece in pieces {
        writer.write_all(&(piece.len() as u64).to_le_bytes())?;
        writer.write_all(piece)?;
    }
    Ok(())
}

/// The pieces of the next frame; `None` at the end.
fn read_frame(reader: &mut impl Read) -> io::Result<Option<Vec<Vec<u8>>>> {
    let mut number = [0; 8];
    match reader.read_exact(&mut number) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let n_pieces = u64::from_le_bytes(number).min(MAX_PIECES);
    let mut pieces = Vec::new();
    for _ in 0..n_pieces {
        reader.read_exact(&mut number)?;
        let len = u64::from_le_bytes(number);
        let mut piece = Vec::new();
        let read = reader.take(len).read_to_end(&mut piece)?;
        if read as u64 != len {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        pieces.push(piece);
    }
    Ok(Some(pieces))
}

/// No frame has more pieces.
const MAX_PIECES: u64 = 4;
