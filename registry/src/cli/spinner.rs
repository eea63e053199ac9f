//! A line on standard error that shows what the program waits for.

use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use terminal_size::terminal_size_of;
use tokio::task::AbortHandle;

const FRAMES: [char; 4] = ['|', '/', '-', '\\'];
const INTERVAL: Duration = Duration::from_millis(120);

/// Shows a text and moves, if standard error is a terminal. Dropping it removes the line.
pub(super) struct Spinner {
    text: Arc<Mutex<Option<String>>>,
    task: Option<AbortHandle>,
}

impl Spinner {
    /// Starts without a text.
    pub(super) fn new() -> Self {
        let text = Arc::new(Mutex::new(None));
        let task = io::stderr().is_terminal().then(|| tokio::spawn(spin(Arc::clone(&text))).abort_handle());
        Self { text, task }
    }

    /// Changes the text. Without one, the line is removed at once, before anything else is printed.
    pub(super) fn show(&self, new: Option<String>) {
        if self.task.is_none() {
            return;
        }
        let mut text = self.text.lock().unwrap_or_else(PoisonError::into_inner);
        if text.is_some() && new.is_none() {
            print("");
        }
        *text = new;
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        self.show(None);
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

async fn spin(text: Arc<Mutex<Option<String>>>) {
    let mut interval = tokio::time::interval(INTERVAL);
    for frame in FRAMES.into_iter().cycle() {
        interval.tick().await;
        // The lock is held while the line is printed, so that nothing can come in between.
        let text = text.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = &*text {
            print(&format!("{frame} {text}"));
        }
    }
}

/// Replaces the line. Longer texts would wrap, and stay.
fn print(text: &str) {
    let width = terminal_size_of(io::stderr()).map_or(80, |(width, _)| usize::from(width.0));
    let text: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(width.saturating_sub(1)).collect();
    let mut out = io::stderr().lock();
    // The program works as well if nobody sees the line.
    let _ = write!(out, "\r\x1b[K{text}").and_then(|()| out.flush());
}
