//! Runs with a real engine.
//!
//! `RUNTIMES_TEST_ENGINE` names it: `docker` or `podman`. `RUNTIMES_TEST_MIRROR` names a mirror of Docker Hub, if images
//! should come from one. What a machine needs beyond that is for the engine's own configuration, such as
//! `CONTAINERS_CONF` for Podman.

use std::fmt::Write as _;
use std::fs;
use std::future::pending;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::time::sleep;

use super::super::client::{self, Client};
use super::super::{Engine, EngineError};
use crate::kubernetes::run::End;
use crate::kubernetes::{Execution, PullPolicy};
use crate::{Entry, REGISTRY, Runtime};

struct Real {
    client: Client,
    mirror: Option<String>,
    parent: TempDir,
}

impl Real {
    /// Returns the engine that the environment names.
    fn find() -> Option<Self> {
        let engine = match std::env::var("RUNTIMES_TEST_ENGINE").as_deref() {
            Ok("docker") => Engine::Docker,
            Ok("podman") => Engine::Podman,
            Ok(other) => panic!("RUNTIMES_TEST_ENGINE is `{other}`: set it to `docker` or `podman`"),
            Err(_) => {
                eprintln!("skipped: set RUNTIMES_TEST_ENGINE to `docker` or `podman` to run it");
                return None;
            }
        };
        let parent = TempDir::new().unwrap();
        let client = Client::with(engine, engine.program(), parent.path());
        Some(Self { client, mirror: std::env::var("RUNTIMES_TEST_MIRROR").ok(), parent })
    }

    fn execution(&self, runtime: impl Into<&'static Entry>, script: impl Into<Vec<u8>>) -> Execution {
        let execution = Execution::new(runtime, "test-1", script);
        match &self.mirror {
            Some(mirror) => execution.mirror(mirror),
            None => execution,
        }
    }

    fn python(&self, script: impl Into<Vec<u8>>) -> Execution {
        self.execution(Runtime::Python3_12, script)
    }

    /// Runs to the end, and checks that nothing is left.
    async fn run(&self, execution: Execution) -> (End, String) {
        let objects = execution.objects().unwrap();
        let start = Instant::now();
        let mut output = Vec::new();
        let end = self.client.run(&objects, &mut output, |_| {}, pending()).await.unwrap();
        let output = String::from_utf8_lossy(&output).into_owned();
        let image = objects.pod.spec.unwrap().containers[0].image.clone().unwrap();
        let shown: String = output.chars().take(200).collect();
        eprintln!("{image}: {end}, {:.1} s, {} bytes: {shown:?}", start.elapsed().as_secs_f32(), output.len());
        self.assert_nothing_is_left();
        (end, output)
    }

    async fn python_ends(&self, script: &str) -> (End, String) {
        self.run(self.python(script)).await
    }

    /// Only this test's containers: others may run at the same time.
    fn containers(&self) -> String {
        let directory = self.parent.path().display();
        let ps = ["ps", "--all", "--format={{.Names}}", "--filter=label=runtimes.directory"];
        let printed = Command::new(self.client.engine.program()).args(ps).output().unwrap();
        assert!(printed.status.success(), "{printed:?}");
        let mut found = String::new();
        for name in String::from_utf8(printed.stdout).unwrap().lines() {
            let inspect = ["container", "inspect", "--format={{json .Config.Labels}}", name];
            let printed = Command::new(self.client.engine.program()).args(inspect).output().unwrap();
            let labels = String::from_utf8_lossy(&printed.stdout).into_owned();
            if labels.contains(&format!("{directory}/")) {
                writeln!(found, "{name}").unwrap();
            }
        }
        found
    }

    fn assert_nothing_is_left(&self) {
        assert_eq!(self.containers(), "");
        let directories: Vec<PathBuf> =
            fs::read_dir(self.parent.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(directories, Vec::<PathBuf>::new());
    }
}

/// Returns how many processes have this text in their arguments.
fn processes(text: &str) -> usize {
    let has = |entry: &fs::DirEntry| {
        fs::read(entry.path().join("cmdline")).is_ok_and(|line| String::from_utf8_lossy(&line).contains(text))
    };
    fs::read_dir("/proc").map_or(0, |entries| entries.flatten().filter(has).count())
}

macro_rules! real {
    () => {
        match Real::find() {
            Some(real) => real,
            None => return,
        }
    };
}

#[tokio::test]
async fn every_example() {
    let real = real!();
    let mut failed = String::new();
    let mut count = 0;
    for entry in REGISTRY.entries() {
        let Some(example) = entry.language.example.filter(|_| entry.example_runs()) else { continue };
        match real.run(real.execution(entry, example)).await {
            (End::Exited(0), output) if !output.is_empty() => count += 1,
            (end, output) => writeln!(failed, "{}: {end}: {output:?}", entry.image()).unwrap(),
        }
    }
    eprintln!("{count} examples ended with 0; others:\n{failed}");
    // A mirror may lack images.
    let missing = failed.lines().filter(|line| real.mirror.is_some() && line.contains("ErrImagePull")).count();
    assert_eq!(missing, failed.lines().count(), "{failed}");
    assert!(count > 0);
}

#[tokio::test]
async fn exit_codes_and_signals() {
    let real = real!();
    for code in [0, 1, 3, 125, 126, 127, 137, 255] {
        let (end, _) = real.python_ends(&format!("import sys; sys.exit({code})")).await;
        assert_eq!(end, End::Exited(code));
    }
    // As process 1, the script ignores signals whose action is the default. Its child does not.
    let script = "import os, subprocess, sys\nsys.exit(128 - subprocess.run(['sh', '-c', 'kill -SEGV $$']).returncode)";
    assert_eq!(real.python_ends(script).await.0, End::Exited(139));
}

#[tokio::test]
async fn both_streams_byte_for_byte() {
    let real = real!();
    let script = "import os\nos.write(1, bytes(range(256)))\nos.write(2, b'err\\r\\n')\nos.write(1, b'no newline')";
    let mut output = Vec::new();
    let objects = real.python(script).objects().unwrap();
    let end = real.client.run(&objects, &mut output, |_| {}, pending()).await.unwrap();
    assert_eq!(end, End::Exited(0));
    // Two streams: an engine may swap what was written to them at the same time.
    let expected: Vec<u8> = (0..=255).collect();
    let mut rest = output.clone();
    for part in [expected.as_slice(), b"err\r\n", b"no newline"] {
        let at = rest.windows(part.len()).position(|window| window == part);
        let at = at.unwrap_or_else(|| panic!("{part:?} is not in {output:?}"));
        rest.drain(at..at + part.len());
    }
    assert_eq!(rest, b"");
}

#[tokio::test]
async fn fifty_megabytes_are_complete() {
    let real = real!();
    let (end, output) = real.python_ends("for i in range(5_000_000): print(f'{i:09}')").await;
    assert_eq!((end, output.len()), (End::Exited(0), 50_000_000));
    assert!(output.lines().enumerate().all(|(index, line)| line.parse() == Ok(index)));
}

// What is printed in the last moment is most easily lost.
#[tokio::test]
async fn short_output_is_never_lost() {
    let real = real!();
    for _ in 0..20 {
        let (end, output) = real.run(real.execution(Runtime::Bash5_3, "printf x; exit 9")).await;
        assert_eq!((end, output.as_str()), (End::Exited(9), "x"));
    }
}

#[tokio::test]
async fn an_endless_loop_times_out() {
    let real = real!();
    let start = Instant::now();
    let script = "print('begun', flush=True)\nwhile True: pass";
    let (end, output) = real.run(real.python(script).timeout(Duration::from_secs(5))).await;
    assert_eq!((end, output.as_str()), (End::TimedOut, "begun\n"));
    // The loop ignores SIGTERM, so that the grace period follows.
    assert!((5..20).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
}

#[tokio::test]
async fn cancelling_and_dropping() {
    let real = real!();
    let script = "import signal, sys, time\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit('bye'))\ntime.sleep(60)";
    let objects = real.python(script).objects().unwrap();
    let mut output = Vec::new();
    let end = real.client.run(&objects, &mut output, |_| {}, sleep(Duration::from_secs(3))).await.unwrap();
    assert_eq!((end, String::from_utf8_lossy(&output).as_ref()), (End::Cancelled, "bye\n"));
    real.assert_nothing_is_left();

    // Also no process: an engine that is killed at the wrong moment forgets those that it has started.
    let mut objects = objects;
    objects.pod.metadata.name = Some("dropped".to_owned());
    for moment in (0..800).step_by(25).chain([1_000, 2_000]) {
        let mut sink = tokio::io::sink();
        tokio::select! {
            end = real.client.run(&objects, &mut sink, |_| {}, pending()) => panic!("{end:?}"),
            () = sleep(Duration::from_millis(moment)) => {}
        }
        real.assert_nothing_is_left();
        let start = Instant::now();
        while processes("runtimes-dropped-") > 0 {
            assert!(start.elapsed() < Duration::from_secs(10), "a process is left after {moment} ms");
            sleep(Duration::from_millis(50)).await;
        }
    }
}

#[tokio::test]
async fn readers_that_fail_or_stop_reading() {
    let real = real!();
    let objects = real.python("while True: print('x' * 1_000)").objects().unwrap();
    let (reader, mut writer) = tokio::io::duplex(64);
    drop(reader);
    let end = real.client.run(&objects, &mut writer, |_| {}, pending()).await;
    assert!(matches!(end, Err(EngineError::Output(_))), "{end:?}");
    real.assert_nothing_is_left();

    let (_reader, mut writer) = tokio::io::duplex(64);
    let start = Instant::now();
    let end = real.client.run(&objects, &mut writer, |_| {}, sleep(Duration::from_secs(3))).await;
    assert_eq!(end.unwrap(), End::Cancelled);
    assert!(start.elapsed() < Duration::from_secs(25), "{:?}", start.elapsed());
    real.assert_nothing_is_left();

    tokio::select! {
        end = real.client.run(&objects, &mut writer, |_| {}, pending()) => panic!("{end:?}"),
        () = sleep(Duration::from_secs(3)) => {}
    }
    real.assert_nothing_is_left();
}

#[tokio::test]
async fn memory_is_limited() {
    let real = real!();
    let hog = "data = []\nwhile True: data.append(bytearray(16 << 20))";
    assert_eq!(real.run(real.python(hog).memory_limit("64Mi")).await.0, End::OutOfMemory);
    // Only a child is killed: the script itself ends normally.
    let child =
        format!("import subprocess, sys\nsys.exit(subprocess.run([sys.executable, '-c', {hog:?}]).returncode != -9)");
    assert_eq!(real.run(real.python(child).memory_limit("64Mi")).await.0, End::Exited(0));
}

#[tokio::test]
async fn writable_space_is_limited_and_nothing_else_is_writable() {
    let real = real!();
    let script = r"
import errno, os
try:
    with open('/tmp/full', 'wb') as file:
        for _ in range(1_000): file.write(bytes(1 << 20))
except OSError as error:
    print(errno.errorcode[error.errno], os.path.getsize('/tmp/full') >> 20)
for directory in ['/', '/scripts', '/etc', '/run', '/var/tmp', '/dev', '/usr/bin']:
    try:
        open(directory + '/x', 'w')
        print(directory, 'is writable')
    except OSError: pass
print(os.getuid(), os.getgid(), os.getgroups(), os.getcwd(), os.environ['HOME'], oct(os.stat('/tmp').st_mode), os.uname().nodename)
print([line.split()[1] for line in open('/proc/self/status') if line.startswith(('CapEff', 'CapBnd', 'NoNewPrivs', 'Seccomp:'))])
print(os.listdir('/sys/class/net') if os.path.exists('/sys/class/net') else ['lo'])
";
    let (end, output) = real.run(real.python(script).writable_space("32Mi")).await;
    assert_eq!(end, End::Exited(0));
    let expected = "ENOSPC 32\n\
        65532 65532 [65532] /tmp /tmp 0o41777 test-1\n\
        ['0000000000000000', '0000000000000000', '1', '2']\n\
        ['lo']\n";
    // Docker sets no supplementary groups.
    assert_eq!(output.replace("65532 65532 [] ", "65532 65532 [65532] "), expected);
}

#[tokio::test]
async fn a_fork_bomb_is_bounded() {
    let real = real!();
    // Counts processes until one cannot be created.
    let script = r"
import os, time
count = 0
try:
    while count < 20_000:
        if os.fork() == 0:
            time.sleep(60)
        count += 1
except OSError as error:
    print(error.errno, count < 2_048, flush=True)
os._exit(5)
";
    let (end, output) = real.run(real.python(script).timeout(Duration::from_secs(60))).await;
    // EAGAIN.
    assert_eq!((end, output.as_str()), (End::Exited(5), "11 True\n"));
}

#[tokio::test]
async fn what_cannot_start() {
    let real = real!();
    let with = |change: fn(&mut k8s_openapi::api::core::v1::Container), policy: PullPolicy| {
        let mut objects = real.python("print()").pull_policy(policy).objects().unwrap();
        change(&mut objects.pod.spec.as_mut().unwrap().containers[0]);
        objects
    };
    let missing = with(
        |container| container.image = container.image.as_deref().map(|image| image.replace("3.12-slim", "0.0-none")),
        PullPolicy::IfNotPresent,
    );
    let never = with(
        |container| container.image = container.image.as_deref().map(|image| image.replace("3.12-slim", "0.0-none")),
        PullPolicy::Never,
    );
    let command =
        with(|container| container.command = Some(vec!["no-such-program".to_owned()]), PullPolicy::IfNotPresent);
    let directory = with(|container| container.command = Some(vec!["/scripts".to_owned()]), PullPolicy::IfNotPresent);
    for (objects, reason, part) in [
        (missing, "ErrImagePull", "0.0-none"),
        (never, "ErrImageNeverPull", "0.0-none"),
        (command, "StartError", "no-such-program"),
        (directory, "StartError", "permission denied"),
    ] {
        let mut output = Vec::new();
        let end = real.client.run(&objects, &mut output, |_| {}, pending()).await.unwrap();
        eprintln!("{end}");
        let End::NotStarted { reason: found, message } = end else { panic!("{end}") };
        assert_eq!(found, reason);
        assert!(message.to_lowercase().contains(part), "{message}");
        assert_eq!(output, b"");
        real.assert_nothing_is_left();
    }
}

#[tokio::test]
async fn a_script_of_a_mebibyte() {
    let real = real!();
    let mut script = b"import os\nprint(os.path.getsize(__file__))\n#".to_vec();
    script.resize(1024 * 1024, b'x');
    let (end, output) = real.run(real.python(script)).await;
    assert_eq!((end, output.as_str()), (End::Exited(0), "1048576\n"));
}

#[tokio::test]
async fn arguments_variables_files_and_input() {
    let real = real!();
    let script = r"
import os, sys
print(sys.argv[1:], os.environ['A'], open('/scripts/more.bin', 'rb').read(), sys.stdin.read())
";
    let execution = real
        .python(script)
        .args(["a b", "$HOME", "$$(HOME)", "", "--x", "'\"\\\n"])
        .env("A", "$$ $(B)\nline")
        .file("more.bin", b"\x00\xff".to_vec())
        .stdin("in\n");
    let (end, output) = real.run(execution).await;
    assert_eq!(end, End::Exited(0));
    let expected = "['a b', '$HOME', '$$(HOME)', '', '--x', '\\'\"\\\\\\n'] $$ $(B)\nline b'\\x00\\xff' in\n\n";
    assert_eq!(output, expected);
    // Without input, it is empty, and the script does not wait.
    assert_eq!(real.python_ends("import sys; print(repr(sys.stdin.read()))").await.1, "''\n");
}

#[tokio::test]
async fn sweeping_leaves_runs_in_progress_alone() {
    let real = real!();
    let objects = real.python("import time; time.sleep(4)").objects().unwrap();
    let sweep = async {
        sleep(Duration::from_secs(2)).await;
        assert_ne!(real.containers(), "");
        real.client.sweep().await
    };
    let mut sink = tokio::io::sink();
    let (end, swept) = tokio::join!(real.client.run(&objects, &mut sink, |_| {}, pending()), sweep);
    assert_eq!((end.unwrap(), swept.unwrap()), (End::Exited(0), 0));

    // As after the process was killed: the container is there, and nobody holds the lock.
    let directory = real.parent.path().join("runtimes-test-1-left");
    fs::create_dir(&directory).unwrap();
    fs::write(directory.join("lock"), "").unwrap();
    let plan = super::super::arguments::Plan::new(real.client.engine, &objects).unwrap();
    fs::create_dir(directory.join("files")).unwrap();
    let name = format!("runtimes-test-1-left-{}", std::process::id());
    let arguments = plan.create(&name, &directory, &directory.join("files")).unwrap();
    assert!(Command::new(real.client.engine.program()).args(arguments).status().unwrap().success());
    assert_eq!(real.containers(), format!("{name}\n"));
    assert_eq!(real.client.sweep().await.unwrap(), 1);
    real.assert_nothing_is_left();
}

#[tokio::test]
async fn the_engine_is_found() {
    let real = real!();
    let found: Result<Engine, EngineError> = client::find([real.client.clone()]).await;
    assert_eq!(found.unwrap(), real.client.engine);
}
