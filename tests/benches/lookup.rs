//! Measures lookups, compared with what a user would write instead.
//!
//! ```sh
//! cargo bench -p registry-benches --bench lookup
//! ```
//!
//! Every contestant looks up the same keys in the same order, which is random and too long for the branch predictor to
//! learn. Prints the time of each contestant and its ratio to nested `HashMap`s. If valgrind is installed, also prints
//! the number of instructions, which does not depend on other load on the machine.

use std::collections::HashMap;
use std::error::Error;
use std::hint::black_box;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{env, fs, io};

use criterion::{Criterion, Throughput};

type Key<'a> = (&'a str, &'a str);

const LOOKUPS: u16 = u16::MAX;
const CONTESTANTS: [&str; 5] = ["Runtime::find", "Registry::find", "match", "phf", "HashMap"];
const ERROR: &str = "the error alone";
const SITUATIONS: [&str; 5] = ["hit", "one key", "unknown language", "unknown version", "near miss"];
const SIZES: [&str; 3] = ["18", "1000", "6000"];

/// Defines a module with the contestants for a registry of one size.
macro_rules! contestants {
    ($name:ident) => {
        mod $name {
            #![allow(dead_code, missing_docs, unreachable_pub, clippy::all, clippy::pedantic)]
            include!(concat!(env!("OUT_DIR"), "/", stringify!($name), ".rs"));

            pub(crate) fn run(contestant: &str, keys: &[super::Key], run: &mut impl super::Run) {
                match contestant {
                    "Runtime::find" => run.run(keys, declared::Runtime::find),
                    "Registry::find" => {
                        let registry = super::black_box(&declared::REGISTRY);
                        run.run(keys, |language, version| registry.find(language, version));
                    }
                    "match" => run.run(keys, matched::find),
                    // A version alone is malformed, so parsing it only builds the error.
                    super::ERROR => run.run(keys, |_, version| version.parse::<declared::Runtime>()),
                    "phf" => run.run(keys, |language, version| hashed::MAP.get(language)?.get(version).copied()),
                    _ => {
                        let mut map: super::HashMap<&str, super::HashMap<&str, u16>> = super::HashMap::new();
                        for (position, (language, version)) in KEYS.iter().enumerate() {
                            map.entry(language).or_default().insert(version, position as u16);
                        }
                        run.run(keys, |language, version| map.get(language)?.get(version).copied());
                    }
                }
            }

            // Checks the results once, so that the timed code does not have to.
            pub(crate) fn check() {
                assert_eq!(declared::Runtime::ALL.len(), KEYS.len());
                for (position, (language, version)) in KEYS.iter().enumerate() {
                    let found = declared::Runtime::find(language, version).unwrap();
                    assert_eq!((found as usize, matched::find(language, version)), (position, Some(position as u16)));
                    assert_eq!(declared::REGISTRY.find(language, version).unwrap().version, *version);
                    assert_eq!(hashed::MAP[language][version], position as u16);
                }
            }
        }
    };
}

contestants!(builtin);
contestants!(thousand);
contestants!(thousands);

/// A way to run a contestant.
trait Run {
    fn run<T>(&mut self, keys: &[Key], find: impl Fn(&str, &str) -> T);
}

fn look_up<T>(keys: &[Key], find: impl Fn(&str, &str) -> T) {
    for (language, version) in keys {
        black_box(find(language, version));
    }
}

fn run(size: &str, contestant: &str, keys: &[Key], run: &mut impl Run) {
    match size {
        "18" => builtin::run(contestant, keys, run),
        "1000" => thousand::run(contestant, keys, run),
        _ => thousands::run(contestant, keys, run),
    }
}

fn declared(size: &str) -> &'static [Key<'static>] {
    match size {
        "18" => builtin::KEYS,
        "1000" => thousand::KEYS,
        _ => thousands::KEYS,
    }
}

/// The keys to look up in one situation, as owned strings, in a random but reproducible order.
struct Keys {
    texts: Vec<(String, String)>,
    order: Vec<usize>,
}

impl Keys {
    fn of(size: &str, situation: &str) -> Self {
        let declared = declared(size);
        let requested = |(language, version): &Key| match situation {
            "unknown language" => (format!("{}x", &language[..language.len() - 1]), (*version).to_owned()),
            "unknown version" => ((*language).to_owned(), "none".to_owned()),
            "near miss" => ((*language).to_owned(), format!("{version}.1.1")),
            _ => ((*language).to_owned(), (*version).to_owned()),
        };
        let texts: Vec<(String, String)> = declared.iter().map(requested).collect();
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let order = std::iter::repeat_with(|| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            if situation == "one key" { texts.len() / 2 } else { (state >> 32) as usize % texts.len() }
        });
        Self { order: order.take(LOOKUPS.into()).collect(), texts }
    }

    fn in_order(&self) -> Vec<Key<'_>> {
        self.order.iter().map(|n| (self.texts[*n].0.as_str(), self.texts[*n].1.as_str())).collect()
    }
}

/// Measures the time of a contestant.
struct Timed<'a> {
    criterion: &'a mut Criterion,
    group: String,
    contestant: &'static str,
}

impl Run for Timed<'_> {
    fn run<T>(&mut self, keys: &[Key], find: impl Fn(&str, &str) -> T) {
        let mut group = self.criterion.benchmark_group(&self.group);
        group.throughput(Throughput::Elements(LOOKUPS.into()));
        group.bench_function(self.contestant, |bencher| bencher.iter(|| look_up(keys, &find)));
        group.finish();
    }
}

/// Runs a contestant the given number of times, for callgrind to count its instructions.
struct Counted(usize);

impl Run for Counted {
    fn run<T>(&mut self, keys: &[Key], find: impl Fn(&str, &str) -> T) {
        for _ in 0..self.0 {
            look_up(keys, &find);
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().collect();
    if let [_, flag, size, contestant, times] = arguments.as_slice()
        && flag == "--count"
    {
        run(size, contestant, &Keys::of(size, "hit").in_order(), &mut Counted(times.parse()?));
        return Ok(());
    }
    builtin::check();
    thousand::check();
    thousands::check();

    let results = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("lookup");
    let mut criterion = Criterion::default()
        .output_directory(&results)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(600))
        .sample_size(20)
        .configure_from_args();
    for size in SIZES {
        for situation in SITUATIONS {
            let keys = Keys::of(size, situation);
            for contestant in CONTESTANTS {
                let group = format!("{size} {situation}");
                run(size, contestant, &keys.in_order(), &mut Timed { criterion: &mut criterion, group, contestant });
            }
            if situation == "hit" {
                let (group, contestant) = (format!("{size} {situation}"), ERROR);
                run(size, contestant, &keys.in_order(), &mut Timed { criterion: &mut criterion, group, contestant });
            }
        }
    }
    criterion.final_summary();
    if arguments.iter().any(|argument| argument == "--test") {
        return Ok(());
    }

    let mut out = io::stdout().lock();
    writeln!(out, "\nnanoseconds per lookup, and the ratio to HashMap\n")?;
    heading(&mut out, &[&CONTESTANTS[..], &[ERROR, "dict"]].concat())?;
    for size in SIZES {
        for situation in SITUATIONS {
            let times = CONTESTANTS.map(|contestant| median(&results, &format!("{size} {situation}"), contestant));
            let Some(hash_map) = times[4] else { continue };
            let dict = if situation == "hit" { dict(&Keys::of(size, situation)) } else { None };
            let error = median(&results, &format!("{size} {situation}"), ERROR);
            row(&mut out, size, situation, times.into_iter().chain([error, dict]), hash_map)?;
        }
    }
    writeln!(out, "\ninstructions per hit, and the ratio to HashMap\n")?;
    heading(&mut out, &CONTESTANTS)?;
    for size in SIZES {
        let counts = CONTESTANTS.map(|contestant| instructions(size, contestant));
        let Some(hash_map) = counts[4] else {
            writeln!(out, "skipped: valgrind is not installed")?;
            break;
        };
        row(&mut out, size, "hit", counts.into_iter(), hash_map)?;
    }
    Ok(())
}

fn heading(out: &mut impl Write, names: &[&str]) -> io::Result<()> {
    write!(out, "{:>24}", "")?;
    names.iter().try_for_each(|name| write!(out, "{name:>18}"))?;
    writeln!(out)
}

fn row(
    out: &mut impl Write,
    size: &str,
    situation: &str,
    figures: impl Iterator<Item = Option<f64>>,
    whole: f64,
) -> io::Result<()> {
    write!(out, "{size:>6} {situation:<17}")?;
    for figure in figures {
        match figure {
            Some(figure) => write!(out, "{figure:>10.1} ({:.2})", figure / whole)?,
            None => write!(out, "{:>18}", "-")?,
        }
    }
    writeln!(out)
}

/// Returns the nanoseconds per lookup that criterion recorded.
fn median(results: &std::path::Path, group: &str, contestant: &str) -> Option<f64> {
    let file = results.join(group).join(contestant.replace("::", "__")).join("new").join("estimates.json");
    let estimates: serde_json::Value = serde_json::from_slice(&fs::read(file).ok()?).ok()?;
    Some(estimates["median"]["point_estimate"].as_f64()? / f64::from(LOOKUPS))
}

/// Measures the nanoseconds per lookup in nested Python dictionaries, if Python is installed.
fn dict(keys: &Keys) -> Option<f64> {
    const SCRIPT: &str = "
import json, sys, time
texts, order = json.load(sys.stdin)
table = {}
for position, (language, version) in enumerate(texts):
    table.setdefault(language, {})[version] = position
keys = [tuple(texts[n]) for n in order]
def look_up():
    start = time.perf_counter_ns()
    for language, version in keys:
        table[language][version]
    return time.perf_counter_ns() - start
print(sorted(look_up() for _ in range(20))[10] / len(keys))
";
    let mut python = Command::new("python3");
    let mut python = python.args(["-c", SCRIPT]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
    serde_json::to_writer(python.stdin.take()?, &(&keys.texts, &keys.order)).ok()?;
    String::from_utf8(python.wait_with_output().ok()?.stdout).ok()?.trim().parse().ok()
}

/// Counts the instructions per lookup as the difference of two runs under callgrind, if valgrind is installed.
fn instructions(size: &str, contestant: &str) -> Option<f64> {
    let count = |times: usize| {
        let valgrind = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(env::current_exe().ok()?)
            .args(["--count", size, contestant, &times.to_string()])
            .output()
            .ok()?;
        let report = String::from_utf8(valgrind.stderr).ok()?;
        let line = report.lines().find_map(|line| line.split_once("Collected : "))?;
        line.1.trim().parse::<f64>().ok()
    };
    Some((count(2)? - count(1)?) / f64::from(LOOKUPS))
}
