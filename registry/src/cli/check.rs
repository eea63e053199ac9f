//! `runtimes check`, and what it shares with `runtimes lock`.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueHint};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::arguments::{RUNTIME, program, seconds};
use super::failure::Failure;
use super::lock_file::{self, FILE, LockFile, Locked, needs_line};
use super::output::{Progress, error, note, print_json, print_table, warning};
use super::runtimes::find_all;
use crate::counted::counted;
use crate::images::{Answer, Client};
use crate::{Entry, Registry};

/// How to ask registries.
#[derive(Args)]
pub(super) struct AskArguments {
    /// Registry mirror for Docker Hub images, such as mirror.example or mirror.example/hub
    #[arg(long, value_name = "HOST")]
    mirror: Option<String>,
    /// Platform that every image must have, such as linux/arm64 (repeatable)
    #[arg(long, value_name = "PLATFORM")]
    platform: Vec<String>,
    /// Host to ask over plain HTTP, as loopback addresses are (repeatable)
    #[arg(long, value_name = "HOST")]
    plain_http: Vec<String>,
    /// Time limit for all answers together
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "60")]
    timeout: Duration,
}

/// Ask registries whether every image exists
#[derive(Args)]
pub(super) struct CheckArguments {
    /// Runtimes, or languages with all their versions [default: all runtimes]
    #[arg(value_name = RUNTIME)]
    runtimes: Vec<String>,
    /// Require these exact versions
    #[arg(long)]
    exact: bool,
    #[command(flatten)]
    ask: AskArguments,
    /// Lock file to compare with [default: runtimes.lock, if it exists]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn check(arguments: &CheckArguments, registry: &'static Registry) -> Result<(), Failure> {
    let images = Images::new(&find_all(registry, &arguments.runtimes, arguments.exact)?);
    let file = arguments.file.as_deref().unwrap_or(Path::new(FILE));
    let lock_again = arguments.ask.lock_again(file);
    let text = lock_file::read(file)?;
    if text.is_none() && arguments.file.is_some() {
        return Err(Failure::Read(file.to_owned(), io::ErrorKind::NotFound.into()));
    }
    let lock = text.map(|text| lock_file::parse(file, &text, &lock_again)).transpose()?;
    let answers = ask(&arguments.ask, images.iter(), lock.as_ref())?;
    let mut checked: Vec<Checked> =
        answers.into_iter().map(|answer| Checked::new(answer, &images, lock.as_ref())).collect();
    // Failures are next to the summary, which is what a terminal shows last.
    checked.sort_by_key(|checked| checked.answer.result.is_err());
    if arguments.json {
        print_json(&checked)?;
    } else {
        print(&checked, lock.is_some())?;
    }
    let lost = lost(&arguments.ask, &checked, lock.as_ref())?;
    summarize(&checked, lost, file, &lock_again)
}

/// Reports the images whose tag is not what the lock file pins, and whose digest does not exist. Returns their number.
fn lost(arguments: &AskArguments, checked: &[Checked], lock: Option<&LockFile>) -> Result<usize, Failure> {
    let is_other = |checked: &&Checked| checked.lock != Some(State::Same);
    let pinned = checked.iter().filter(is_other).filter_map(|checked| {
        let image = checked.answer.image.as_str();
        Some((image, lock?.0.get(image)?.pinned.clone()))
    });
    let pinned: Vec<(&str, String)> = pinned.collect();
    if pinned.is_empty() {
        return Ok(0);
    }
    let answers = ask(arguments, pinned.iter().map(|(_, pinned)| pinned.as_str()), None)?;
    let mut lost = 0;
    for ((image, pinned), answer) in pinned.iter().zip(&answers) {
        if let Err(problem) = &answer.result {
            error(format_args!("{image}: pinned to {pinned}: {problem}"));
            lost += 1;
        }
    }
    Ok(lost)
}

/// The distinct images of runtimes, in the order in which they are declared, each with its runtimes.
pub(super) struct Images {
    order: Vec<&'static str>,
    runtimes: HashMap<&'static str, BTreeSet<String>>,
}

impl Images {
    pub(super) fn new(entries: &[&'static Entry]) -> Self {
        let (mut order, mut runtimes) = (Vec::new(), HashMap::<_, BTreeSet<String>>::new());
        for entry in entries {
            let image = entry.config.image;
            let same = runtimes.entry(image).or_default();
            if same.is_empty() {
                order.push(image);
            }
            same.insert(entry.to_string());
        }
        Self { order, runtimes }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &'static str> {
        self.order.iter().copied()
    }

    pub(super) fn contains(&self, image: &str) -> bool {
        self.runtimes.contains_key(image)
    }
}

/// Asks registries for images. What a lock file says about them must only be confirmed.
pub(super) fn ask(
    arguments: &AskArguments,
    images: impl Iterator<Item = impl Into<String>>,
    lock: Option<&LockFile>,
) -> Result<Vec<Answer>, Failure> {
    let progress = Progress::new();
    let mut client = Client::new().timeout(arguments.timeout).progress(move |done, all| {
        progress.show(format_args!("{done} of {all} images"));
    });
    client = arguments.mirror.iter().fold(client, Client::mirror);
    client = arguments.platform.iter().fold(client, Client::platform);
    client = arguments.plain_http.iter().fold(client, Client::plain_http);
    // Where platforms matter, only content is proof of them.
    let lock = lock.filter(|_| arguments.platform.is_empty());
    for (image, locked) in lock.iter().flat_map(|lock| &lock.0) {
        client = client.known(image, locked.digest(), locked.platforms.split(','));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::Images(format!("cannot start threads: {error}")))?;
    let answers = runtime.block_on(client.check(images));
    // A lookup of a name cannot be interrupted, and must not delay the end.
    runtime.shutdown_background();
    Ok(answers?)
}

/// An image that was asked for.
struct Checked {
    answer: Answer,
    runtimes: BTreeSet<String>,
    /// What the lock file says, if there is one and the image needs a line.
    lock: Option<State>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Same,
    Changed,
    Missing,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Missing => "missing",
        }
    }
}

impl Checked {
    fn new(answer: Answer, images: &Images, lock: Option<&LockFile>) -> Self {
        let runtimes = images.runtimes.get(&*answer.image).cloned().unwrap_or_default();
        let state = lock.filter(|_| needs_line(&answer.image)).and_then(|lock| {
            let image = answer.result.as_ref().ok()?;
            Some(match lock.0.get(&answer.image) {
                Some(locked) if *locked == Locked::new(&answer.image, image) => State::Same,
                Some(_) => State::Changed,
                None => State::Missing,
            })
        });
        Self { answer, runtimes, lock: state }
    }

    fn status(&self) -> &'static str {
        self.answer.result.as_ref().map_or_else(|problem| problem.kind().as_str(), |_| "exists")
    }
}

fn print(checked: &[Checked], has_lock: bool) -> Result<(), Failure> {
    let row = |checked: &Checked| {
        let platforms =
            checked.answer.result.as_ref().map_or_else(|_| String::new(), |image| image.platforms.join(", "));
        let lock = has_lock.then(|| checked.lock.map_or("", State::as_str).to_owned());
        let cells = [checked.answer.image.clone(), checked.status().to_owned()].into_iter();
        cells.chain(lock).chain([platforms]).collect()
    };
    let header: &[&str] =
        if has_lock { &["image", "status", "lock", "platforms"] } else { &["image", "status", "platforms"] };
    print_table(Some(header), checked.iter().map(row).collect())
}

fn summarize(checked: &[Checked], lost: usize, file: &Path, lock_again: &str) -> Result<(), Failure> {
    let drifted = checked.iter().filter(|checked| checked.lock.is_some_and(|state| state != State::Same)).count();
    let all = counted(checked.len(), "image");
    if drifted > 0 {
        warning(format_args!("{drifted} of {all} not as in {}: run `{lock_again}`", file.display()));
    }
    let failed = report(checked.iter().map(|checked| &checked.answer));
    if failed + lost == 0 {
        let are = if checked.len() == 1 { "exists" } else { "exist" };
        note(format_args!("{all} {are}"));
        return Ok(());
    }
    if failed == 0 {
        return Err(Failure::Images(format!("{} pinned to a digest that cannot be pulled", counted(lost, "image"))));
    }
    Err(Failure::Images(format!("{failed} of {all} cannot be pulled")))
}

impl AskArguments {
    /// Returns the command that writes this lock file, asking the same registries.
    pub(super) fn lock_again(&self, file: &Path) -> String {
        let mut command = format!("{} lock", program());
        let file = (file != Path::new(FILE)).then(|| format!(" --file {}", file.display()));
        command.extend(file);
        let flags =
            [("--mirror", self.mirror.as_slice()), ("--platform", &self.platform), ("--plain-http", &self.plain_http)];
        for (flag, values) in flags {
            command.extend(values.iter().map(|value| format!(" {flag} {value}")));
        }
        command
    }
}

/// Prints the problem of each image that has one. Returns their number.
pub(super) fn report<'a>(answers: impl Iterator<Item = &'a Answer>) -> usize {
    let mut failed = 0;
    for answer in answers {
        if let Err(problem) = &answer.result {
            error(format_args!("{}: {problem}", answer.image));
            failed += 1;
        }
    }
    failed
}

impl Serialize for Checked {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (image, problem) = (self.answer.result.as_ref().ok(), self.answer.result.as_ref().err());
        let mut fields = serializer.serialize_struct("Checked", 9)?;
        fields.serialize_field("image", &self.answer.image)?;
        fields.serialize_field("runtimes", &self.runtimes)?;
        fields.serialize_field("status", self.status())?;
        fields.serialize_field("problem", &problem.map(ToString::to_string))?;
        fields.serialize_field("digest", &image.map(|image| &image.digest))?;
        fields.serialize_field("media_type", &image.map(|image| &image.media_type))?;
        fields.serialize_field("platforms", &image.map(|image| &image.platforms))?;
        fields.serialize_field("size", &image.map(|image| image.size))?;
        fields.serialize_field("lock", &self.lock.map(State::as_str))?;
        fields.end()
    }
}
