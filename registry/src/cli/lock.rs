//! `runtimes lock`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, ValueHint};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::arguments::RUNTIME;
use super::check::{AskArguments, Images, ask, report};
use super::failure::Failure;
use super::lock_file::{self, FILE, LockFile, Locked, line, needs_line};
use super::output::{note, print_json, warning, write_all};
use super::runtimes::find_all;
use crate::Registry;
use crate::counted::counted;
use crate::images::{Answer, ProblemKind};

/// Record the digest of every image in a lock file
#[derive(Args)]
pub(super) struct LockArguments {
    /// Lock file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, default_value = FILE)]
    file: PathBuf,
    /// Write nothing, and fail if an image is not as in the lock file
    #[arg(long, conflicts_with = "update")]
    check: bool,
    /// Ask only for these runtimes, or languages with all their versions, and keep the lines of other declared images
    #[arg(long, value_name = RUNTIME, num_args = 1..)]
    update: Vec<String>,
    #[command(flatten)]
    ask: AskArguments,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn lock(arguments: &LockArguments, registry: &'static Registry) -> Result<(), Failure> {
    let declared = Images::new(&find_all(registry, &[], false)?);
    let selected = Images::new(&find_all(registry, &arguments.update, false)?);
    let text = lock_file::read(&arguments.file)?;
    let lock_again = arguments.ask.lock_again(&arguments.file);
    let is_partial = !arguments.update.is_empty();
    let old = match &text {
        Some(text) => match lock_file::parse(&arguments.file, text, &lock_again) {
            Ok(lock) => lock,
            // A file that is written again from nothing may have been anything, such as a merge conflict.
            Err(_) if !is_partial && !arguments.check => LockFile::default(),
            Err(failure) => return Err(failure),
        },
        None => LockFile::default(),
    };
    let asked = selected.iter().filter(|image| needs_line(image));
    // Only content is proof of its platforms. For a comparison, the registry's word suffices.
    let known = arguments.check.then_some(&old);
    let answers = ask(&arguments.ask, asked, known)?;
    let mut new = LockFile::default();
    if is_partial {
        let is_declared = |image: &str| declared.contains(image) && needs_line(image);
        new.0.extend(old.0.clone().into_iter().filter(|(image, _)| is_declared(image)));
    }
    let failed = record(&answers, &mut new, is_partial);
    let all = counted(answers.len(), "image");
    match failed {
        0 => {}
        // What is known of the others is worth a comparison.
        _ if arguments.check => {
            let failed = answers.iter().filter(|answer| answer.result.is_err());
            new.0.extend(
                failed
                    .filter_map(|answer| old.0.get_key_value(&answer.image))
                    .map(|(image, locked)| (image.clone(), locked.clone())),
            );
        }
        _ => return Err(Failure::Images(format!("{failed} of {all} cannot be recorded: nothing was written"))),
    }
    let (changes, new_text) = (changes(&old, &new), new.to_string());
    // What is written must be readable when the declaration is compiled.
    lock_file::parse(&arguments.file, &new_text, &lock_again)?;
    let is_same = if arguments.check { changes.is_empty() } else { text.as_deref() == Some(&*new_text) };
    if !is_same && !arguments.check {
        lock_file::write(&arguments.file, &new_text)?;
    }
    print(&changes, &new, arguments.json)?;
    let missing = declared.iter().filter(|image| needs_line(image) && !new.0.contains_key(*image)).count();
    if missing > 0 {
        let images = counted(missing, "declared image");
        warning(format_args!("no line for {images}: run `{lock_again}`"));
    }
    if failed > 0 {
        return Err(Failure::Images(format!("{failed} of {all} cannot be checked")));
    }
    conclude(arguments, &changes, is_same, &lock_again)
}

/// Records answers, and reports the images without one, unless their lines can remain. Returns the number of failures.
fn record(answers: &[Answer], lock: &mut LockFile, is_partial: bool) -> usize {
    let can_remain = |answer: &Answer| {
        let is_unreachable = matches!(&answer.result, Err(problem) if problem.kind() == ProblemKind::Unreachable);
        is_partial && is_unreachable && lock.0.contains_key(&answer.image)
    };
    let (kept, decisive): (Vec<&Answer>, Vec<&Answer>) = answers.iter().partition(|answer| can_remain(answer));
    let failed = report(decisive.iter().copied());
    for answer in kept {
        if let Err(problem) = &answer.result {
            warning(format_args!("kept the line of {}: {problem}", answer.image));
        }
    }
    for answer in decisive {
        if let Ok(image) = &answer.result {
            lock.0.insert(answer.image.clone(), Locked::new(&answer.image, image));
        }
    }
    failed
}

/// A line that differs.
struct Change {
    image: String,
    old: Option<Locked>,
    new: Option<Locked>,
}

fn changes(old: &LockFile, new: &LockFile) -> Vec<Change> {
    let images: BTreeSet<&String> = old.0.keys().chain(new.0.keys()).collect();
    let change = |image: &String| {
        let (old, new) = (old.0.get(image).cloned(), new.0.get(image).cloned());
        (old != new).then(|| Change { image: image.clone(), old, new })
    };
    images.into_iter().filter_map(change).collect()
}

/// Prints changes as a diff, or all lines as JSON.
fn print(changes: &[Change], new: &LockFile, json: bool) -> Result<(), Failure> {
    if json {
        let unchanged = new.0.iter().filter(|(image, _)| changes.iter().all(|change| change.image != **image));
        let unchanged = unchanged.map(|(image, locked)| Change {
            image: image.clone(),
            old: Some(locked.clone()),
            new: Some(locked.clone()),
        });
        let mut lines: Vec<Change> = unchanged.collect();
        lines.extend(changes.iter().map(|change| {
            let Change { image, old, new } = change;
            Change { image: image.clone(), old: old.clone(), new: new.clone() }
        }));
        lines.sort_by(|left, right| left.image.cmp(&right.image));
        return print_json(&lines);
    }
    let mut text = String::new();
    for Change { image, old, new } in changes {
        for (sign, locked) in [("-", old), ("+", new)] {
            text.extend(locked.iter().map(|locked| format!("{sign} {}\n", line(image, locked))));
        }
    }
    write_all(text.as_bytes())
}

fn conclude(arguments: &LockArguments, changes: &[Change], is_same: bool, lock_again: &str) -> Result<(), Failure> {
    let file = arguments.file.display();
    if is_same {
        note(format_args!("{file} is up to date"));
        return Ok(());
    }
    let count = |is: fn(&Change) -> bool| changes.iter().filter(|change| is(change)).count();
    let added = count(|change| change.old.is_none());
    let removed = count(|change| change.new.is_none());
    let updated = changes.len() - added - removed;
    let counts = format!("{added} added, {updated} changed, {removed} no longer declared");
    if arguments.check {
        return Err(Failure::Images(format!("{file} is out of date: {counts}; run `{lock_again}`")));
    }
    note(format_args!("wrote {file}: {counts}"));
    Ok(())
}

impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let change = match (&self.old, &self.new) {
            (None, _) => "added",
            (_, None) => "removed",
            (old, new) if old == new => "same",
            _ => "changed",
        };
        // A line that is removed is shown as it was.
        let locked = self.new.as_ref().or(self.old.as_ref());
        let platforms = locked.map(|locked| locked.platforms.split(',').collect::<Vec<_>>());
        let mut fields = serializer.serialize_struct("Change", 5)?;
        fields.serialize_field("image", &self.image)?;
        fields.serialize_field("change", change)?;
        fields.serialize_field("pinned", &locked.map(|locked| &locked.pinned))?;
        fields.serialize_field("platforms", &platforms)?;
        fields.serialize_field("before", &self.old.as_ref().map(|locked| &locked.pinned))?;
        fields.end()
    }
}
