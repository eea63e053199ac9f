//! Measures how long a declaration takes to compile, and how large the binary becomes, compared with the same data
//! written by hand.
//!
//! ```sh
//! cargo bench -p registry-benches --bench compile
//! ```
//!
//! Generates crates, compiles them in rotation several times, and prints the medians and their ratios. Incremental
//! compilation is off, because it would reuse earlier results. To run only some of the parts `large`, `shapes`,
//! `locked`, `small`, `cold` and `size`, append their names after `--`.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

use registry_benches::Synthetic;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// One part of the comparison. Generates its crates in the given directory.
type Part = fn(&Path) -> Result<()>;

const ROUNDS: usize = 5;

fn main() -> Result<()> {
    // `cargo test --benches` and `cargo bench -- --test` request a quick trial, and no part is quick.
    if env::args().any(|argument| argument == "--test") {
        return Ok(());
    }
    let room = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile");
    fs::create_dir_all(&room)?;
    let room = room.canonicalize()?;
    let parts: [(&str, Part); 6] =
        [("large", large), ("shapes", shapes), ("locked", locked), ("small", small), ("cold", cold), ("size", size)];
    let selected: Vec<String> = env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    for (name, part) in parts {
        if selected.is_empty() || selected.iter().any(|selected| selected == name) {
            part(&room)?;
        }
    }
    Ok(())
}

/// Measures thousands of runtimes.
fn large(room: &Path) -> Result<()> {
    let mut crates = Vec::new();
    for size in [6000, 12000] {
        let synthetic = Synthetic::of(size);
        crates.push(Crate::new(room, &format!("declared-{size}"), REGISTRY, "lib.rs", &synthetic.declaration())?);
        crates.push(Crate::new(room, &format!("by-hand-{size}"), "", "lib.rs", &synthetic.by_hand())?);
    }
    let checks: Vec<Job> = crates.iter().map(|of| Job::check(of, &["check"])).collect();
    let release = Job::check(&crates[0], &["build", "--release"]);
    let times = medians(&checks.into_iter().chain([release]).collect::<Vec<_>>(), ROUNDS)?;
    let [declared, by_hand, declared_twice, by_hand_twice, release] = times[..] else { return Err("five jobs".into()) };
    println!("6,000 runtimes in 90 languages, one with 1,066");
    println!("  cargo check, declared           {declared:8.2?}  {:.2} of by hand", ratio(declared, by_hand));
    println!("  cargo check, by hand            {by_hand:8.2?}");
    println!("  cargo build --release, declared {release:8.2?}  {:.2} of the check", ratio(release, declared));
    println!("12,000 runtimes");
    println!(
        "  cargo check, declared           {declared_twice:8.2?}  {:.2} of 6,000",
        ratio(declared_twice, declared)
    );
    println!("  cargo check, by hand            {by_hand_twice:8.2?}  {:.2} of 6,000", ratio(by_hand_twice, by_hand));
    Ok(())
}

/// Measures many languages with one version each, and one language with many versions.
fn shapes(room: &Path) -> Result<()> {
    for (languages, versions) in [(5000, 1), (1, 10_000)] {
        let synthetic = Synthetic::uniform(languages, versions);
        let crates = [
            Crate::new(
                room,
                &format!("declared-{languages}x{versions}"),
                REGISTRY,
                "lib.rs",
                &synthetic.declaration(),
            )?,
            Crate::new(room, &format!("by-hand-{languages}x{versions}"), "", "lib.rs", &synthetic.by_hand())?,
        ];
        let jobs: Vec<Job> = crates.iter().map(|of| Job::check(of, &["check"])).collect();
        let times = medians(&jobs, ROUNDS)?;
        let [declared, by_hand] = times[..] else { return Err("two jobs".into()) };
        println!("{versions} versions in each of {languages} languages");
        println!("  cargo check, declared           {declared:8.2?}  {:.2} of by hand", ratio(declared, by_hand));
        println!("  cargo check, by hand            {by_hand:8.2?}");
    }
    Ok(())
}

/// Measures what reading a lock file adds.
fn locked(room: &Path) -> Result<()> {
    for (languages, versions) in [(100, 60), (1000, 6), (6000, 1)] {
        let synthetic = Synthetic::uniform(languages, versions);
        let declaration = synthetic.declaration();
        let locked = declaration.replacen('{', "{ lock: include_str!(\"runtimes.lock\"),", 1);
        let crates = [
            Crate::new(room, &format!("locked-{languages}"), REGISTRY, "lib.rs", &locked)?,
            Crate::new(room, &format!("unlocked-{languages}"), REGISTRY, "lib.rs", &declaration)?,
        ];
        fs::write(crates[0].directory.join("src/runtimes.lock"), synthetic.lock_file())?;
        let jobs: Vec<Job> = crates.iter().map(|of| Job::check(of, &["check"])).collect();
        let times = medians(&jobs, ROUNDS)?;
        let [locked, unlocked] = times[..] else { return Err("two jobs".into()) };
        println!("{versions} versions in each of {languages} languages");
        println!("  cargo check, locked             {locked:8.2?}  {:.2} of unlocked", ratio(locked, unlocked));
    }
    Ok(())
}

/// Measures the five built-in languages.
fn small(room: &Path) -> Result<()> {
    let synthetic = Synthetic::builtin();
    let crates = [
        Crate::new(room, "empty", REGISTRY, "lib.rs", "")?,
        Crate::new(room, "by-hand-18", REGISTRY, "lib.rs", &synthetic.by_hand())?,
        Crate::new(room, "by-hand-18-items", REGISTRY, "lib.rs", &(synthetic.by_hand() + &synthetic.by_hand_items()))?,
        Crate::new(room, "declared-18", REGISTRY, "lib.rs", &synthetic.declaration())?,
    ];
    let jobs: Vec<Job> = crates.iter().map(|of| Job::check(of, &["check"])).collect();
    let times = medians(&jobs, 5 * ROUNDS)?;
    let [empty, table, items, declared] = times[..] else { return Err("four jobs".into()) };
    println!("18 runtimes in 5 languages");
    println!("  cargo check, nothing                 {empty:8.2?}");
    for (name, time) in [("enums and table by hand", table), ("all items by hand", items), ("declared", declared)] {
        println!("  cargo check, {name:<24}{time:8.2?}  {:.1} ms more", milliseconds(time) - milliseconds(empty));
    }
    Ok(())
}

/// Measures the first build, including all dependencies.
fn cold(room: &Path) -> Result<()> {
    const SERDE: &str = "serde = { version = \"1\", features = [\"derive\"] }\n";
    let crates = [
        Crate::new(room, "with-registry", REGISTRY, "lib.rs", "")?,
        Crate::new(room, "with-serde", SERDE, "lib.rs", "")?,
        Crate::new(room, "with-both", &format!("{REGISTRY}{SERDE}"), "lib.rs", "")?,
    ];
    let jobs: Vec<Job> = crates.iter().map(|of| Job { cold: true, ..Job::check(of, &["check"]) }).collect();
    let times = medians(&jobs, ROUNDS)?;
    let [registry, serde, both] = times[..] else { return Err("three jobs".into()) };
    println!("first cargo check of a crate that depends on");
    println!("  serde with derive               {serde:8.2?}");
    println!("  registry                        {registry:8.2?}  {:.2} of serde with derive", ratio(registry, serde));
    println!("  both                            {both:8.2?}  {:.2} of serde with derive", ratio(both, serde));
    Ok(())
}

/// Measures how many bytes each runtime adds to a release binary.
fn size(room: &Path) -> Result<()> {
    const PROGRAMS: [(&str, &str); 3] = [
        (
            "find, config",
            "Runtime::find(&a, &b).map(|runtime| runtime.config().command.concat() + runtime.config().image)",
        ),
        ("find, config, Display", "Runtime::find(&a, &b).map(|runtime| format!(\"{runtime} {:?}\", runtime.config()))"),
        ("REGISTRY.find", "REGISTRY.find(&a, &b).map(|entry| format!(\"{entry:?}\"))"),
    ];
    println!("bytes that each of 6,000 runtimes adds to a release binary");
    for (n, (name, expression)) in PROGRAMS.into_iter().enumerate() {
        let bytes = |runtimes: u16| -> Result<f64> {
            let source = format!(
                "{}fn main() {{ let mut words = std::env::args().skip(1); let (a, b) = (words.next().unwrap(), \
                 words.next().unwrap()); match {expression} {{ Ok(found) => println!(\"{{found}}\"), Err(error) => \
                 println!(\"{{error}}\") }} }}\n",
                Synthetic::of(runtimes.into()).declaration(),
            );
            let name = format!("size-{n}-{runtimes}");
            let program = Crate::new(room, &name, REGISTRY, "main.rs", &source)?;
            Job::check(&program, &["build", "--release"]).run()?;
            let size = fs::metadata(program.target.join("release").join(name))?.len();
            Ok(f64::from(u32::try_from(size)?))
        };
        let (few, many) = (bytes(100)?, bytes(6000)?);
        println!("  {name:<32}{:8.0}", (many - few) / 5900.0);
    }
    Ok(())
}

const REGISTRY: &str = concat!("registry = { path = '", env!("CARGO_MANIFEST_DIR"), "/../../registry' }\n");

/// A generated crate outside the workspace, with its own target directory.
struct Crate {
    directory: PathBuf,
    source: PathBuf,
    target: PathBuf,
}

impl Crate {
    fn new(room: &Path, name: &str, dependencies: &str, file: &str, source: &str) -> Result<Self> {
        let directory = room.join(name);
        fs::create_dir_all(directory.join("src"))?;
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\n[workspace]\n"
        );
        fs::write(directory.join("Cargo.toml"), manifest)?;
        fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock"), directory.join("Cargo.lock"))?;
        let target = directory.join("target");
        let this = Self { source: directory.join("src").join(file), directory, target };
        fs::write(&this.source, source)?;
        Ok(this)
    }
}

/// A Cargo command to run on a crate.
struct Job<'a> {
    of: &'a Crate,
    arguments: &'a [&'a str],
    /// Whether to start with an empty target directory, and therefore build all dependencies.
    cold: bool,
}

impl<'a> Job<'a> {
    fn check(of: &'a Crate, arguments: &'a [&'a str]) -> Self {
        Self { of, arguments, cold: false }
    }

    fn run(&self) -> Result<Duration> {
        if self.cold && self.of.target.exists() {
            fs::remove_dir_all(&self.of.target)?;
        }
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(self.arguments).args(["--offline", "--quiet"]).current_dir(&self.of.directory);
        cargo.env("CARGO_TARGET_DIR", &self.of.target).env("CARGO_INCREMENTAL", "0").stdout(Stdio::null());
        let start = Instant::now();
        let status = cargo.status()?;
        let time = start.elapsed();
        if status.success() {
            Ok(time)
        } else {
            Err(format!("cargo {} in {}", self.arguments[0], self.of.directory.display()).into())
        }
    }

    fn run_again(&self) -> Result<Duration> {
        fs::File::options().append(true).open(&self.of.source)?.set_modified(std::time::SystemTime::now())?;
        self.run()
    }
}

/// Runs the jobs in rotation and returns the median time of each.
fn medians(jobs: &[Job], rounds: usize) -> Result<Vec<Duration>> {
    jobs.iter().try_for_each(|job| job.run().map(drop))?;
    let mut times = vec![Vec::new(); jobs.len()];
    for _ in 0..rounds {
        for (job, times) in jobs.iter().zip(&mut times) {
            times.push(job.run_again()?);
        }
    }
    let median = |mut times: Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2]
    };
    Ok(times.into_iter().map(median).collect())
}

fn ratio(part: Duration, whole: Duration) -> f64 {
    part.as_secs_f64() / whole.as_secs_f64()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
