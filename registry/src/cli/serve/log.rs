//! The log on standard error.

use std::io::{self, Write};

use clap::ValueEnum;
use serde_json::json;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum LogFormat {
    /// One line of text per event
    Text,
    /// One JSON object per line
    Json,
}

pub(super) fn start(level: LevelFilter, format: LogFormat) {
    let log = tracing_subscriber::fmt().with_max_level(level).with_writer(io::stderr).with_target(false);
    // Fails if the calling program has already set up a logger, which then stays in use.
    let _ = match format {
        LogFormat::Text => log.with_ansi(false).try_init(),
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).try_init(),
    };
}

impl LogFormat {
    /// Prints a message that must appear at every log level, such as the address, which scripts read.
    pub(super) fn print(self, level: &str, message: &str) {
        let line = match self {
            Self::Text => message.to_owned(),
            Self::Json => json_line(level, message),
        };
        // If standard error is closed, the server still runs.
        let _ = writeln!(io::stderr(), "{line}");
    }
}

fn json_line(level: &str, message: &str) -> String {
    let mut timestamp = String::new();
    // Writing to memory does not fail.
    let _ = SystemTime.format_time(&mut Writer::new(&mut timestamp));
    // In the order of the other lines.
    format!(r#"{{"timestamp":{},"level":{},"message":{}}}"#, json!(timestamp), json!(level), json!(message))
}
