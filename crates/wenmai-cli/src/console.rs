use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use wenmai::io::with_causes;

use crate::exit::Stop;

/// What the command says to a person, all of it on standard error.
#[derive(Debug)]
pub(crate) struct Console {
    quiet: bool,
    verbose: bool,
}

impl Console {
    pub(crate) const fn new(quiet: bool, verbose: bool) -> Self {
        Self { quiet, verbose }
    }

    /// Whether each page is to be talked about.
    pub(crate) const fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// A progress bar, which only a terminal shows.
    pub(crate) fn progress(&self) -> ProgressBar {
        if self.quiet || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) =
            ProgressStyle::with_template("{spinner} {pos} pages, {per_sec}, {elapsed}")
        {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    }

    /// Whether only errors are said.
    pub(crate) const fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// A bar of bytes with a message below it, which only a terminal shows.
    pub(crate) fn byte_progress(&self) -> ProgressBar {
        if self.quiet || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(0);
        let template = "{wide_bar} {percent}%  {prefix}  {eta} left\n{wide_msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar
    }

    /// A sentence that `-q` suppresses.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            line(text);
        }
    }

    /// An error that does not end the run.
    #[expect(clippy::unused_self, reason = "errors are said at any level")]
    pub(crate) fn error(&self, what: &str, help: &str) {
        line(&format!("error: {what}; help: {help}"));
    }

    /// Why the run ends early; nothing when the reader of our output went away.
    pub(crate) fn stop(&self, stop: &Stop) {
        if !stop.is_broken_pipe() {
            self.error(&with_causes(stop), stop.help());
        }
    }
}

fn line(text: &str) {
    // Ids and paths come from outside: a control character must not reach the terminal.
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { '\u{FFFD}' } else { c })
        .collect();
    // When nobody listens on standard error there is nobody to tell.
    let _ = writeln!(io::stderr(), "{text}");
}
