//! Runs with a program that answers as Docker and Podman do. It is a shell script, whose containers are processes.

use std::fs;
use std::future::{pending, ready};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWrite, sink};
use tokio::time::{sleep, timeout};

use super::super::client::{Client, find};
use super::super::directory::Directory;
use super::super::{Engine, EngineError};
use crate::Runtime;
use crate::kubernetes::run::End;
use crate::kubernetes::{Execution, Objects, PullPolicy};

/// The state of the one container is in files next to the program: `container` exists while it does, `pid` is its
/// process, `state` is what `inspect` prints. The test writes `create` and `start`, which are shell scripts.
const PROGRAM: &str = r#"#!/bin/sh
export HERE="$PWD"
cd "$(dirname "$0")" || exit 99
[ "$1" = --log-level=error ] && shift
printf '%s\n' "$*" >>calls
state() { # running, OOM killed, exit code, started at
    echo "{\"Running\":$1,\"OOMKilled\":$2,\"ExitCode\":$3,\"Error\":\"\",\"StartedAt\":\"$4\"}" >state.new
    mv state.new state
}
end() { [ ! -e pid ] || kill -s "$1" "$(cat pid)" 2>/dev/null; }
case "$1 $2" in
version*) [ ! -e down ] || { echo 'Cannot connect to the daemon. Is it running?' >&2; exit 1; }; [ ! -e version ] || cat version;;
create*)
    sh ./create || exit 125
    touch container
    state false false 0 0001-01-01T00:00:00Z;;
"start --attach")
    [ ! -e broken ] || { echo 'Error: exec: "x": executable file not found in $PATH' >&2; exit 127; }
    state true false 0 2026-01-01T00:00:00Z
    sh ./start & echo $! >pid
    wait $!
    code=$?
    [ -e detached ] || state false "$(cat oom 2>/dev/null || echo false)" "$code" 2026-01-01T00:00:00Z
    exit "$code";;
"container inspect")
    [ -e container ] || { echo "Error: no such container $4" >&2; exit 1; }
    case "$3" in
    *State*) cat state;;
    *Labels*) cat directory;;
    *) echo id;;
    esac;;
"image inspect") [ -e image ];;
stop*) [ -e pid ] || exit 1; end TERM;;
rm*)
    [ ! -e stuck ] || { echo 'Error: device busy' >&2; exit 1; }
    end KILL
    rm -f container pid;;
ps*) [ ! -e container ] || echo 0123456789ab;;
*) echo "unknown command $*" >&2; exit 99;;
esac
"#;

struct Fake {
    // Not the directory of runs: that must be empty in the end.
    home: TempDir,
    parent: TempDir,
}

impl Fake {
    /// Creates an engine that runs a shell script, whatever it is asked to run.
    fn new(start: &str) -> Self {
        let fake = Self { home: TempDir::new().unwrap(), parent: TempDir::new().unwrap() };
        fake.write("create", "").write("start", start).write("program", PROGRAM);
        fs::set_permissions(fake.path("program"), fs::Permissions::from_mode(0o755)).unwrap();
        fake
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> &Self {
        fs::write(self.path(name), text).unwrap();
        self
    }

    fn client(&self, engine: Engine) -> Client {
        Client::with(engine, self.path("program"), self.parent.path())
    }

    fn calls(&self) -> String {
        fs::read_to_string(self.path("calls")).unwrap()
    }

    async fn run(&self, objects: &Objects) -> (Result<End, EngineError>, Vec<u8>) {
        let mut output = Vec::new();
        let end = self.client(Engine::Docker).run(objects, &mut output, |_| {}, pending()).await;
        (end, output)
    }

    fn assert_nothing_is_left(&self) {
        assert!(!self.path("container").exists(), "the container is left: {}", self.calls());
        assert_eq!(entries(self.parent.path()), Vec::<PathBuf>::new());
    }
}

fn entries(directory: &Path) -> Vec<PathBuf> {
    fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn execution() -> Execution {
    Execution::new(Runtime::Bash5_3, "run-1", "echo")
}

fn objects() -> Objects {
    execution().objects().unwrap()
}

async fn wait_for(path: &Path) {
    timeout(Duration::from_secs(20), async {
        while !path.exists() {
            sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .unwrap_or_else(|_| panic!("{} does not appear", path.display()));
}

#[tokio::test]
async fn exit_codes() {
    for code in [0, 1, 7, 125, 126, 127, 137, 139] {
        let fake = Fake::new(&format!("exit {code}"));
        assert_eq!(fake.run(&objects()).await.0.unwrap(), End::Exited(code));
        fake.assert_nothing_is_left();
    }
}

#[tokio::test]
async fn output_is_byte_for_byte_and_in_order() {
    let fake = Fake::new(r"printf 'a\000\377\r\n\033'; printf 'err' >&2; printf 'b'; printf '\376' >&2");
    let (end, output) = fake.run(&objects()).await;
    assert_eq!(end.unwrap(), End::Exited(0));
    assert_eq!(output, b"a\x00\xff\r\n\x1berrb\xfe");
}

#[tokio::test]
async fn output_is_live() {
    let fake = Fake::new("echo first; while [ ! -e seen ]; do sleep 0.05; done; echo second");
    let (mut reader, mut writer) = tokio::io::duplex(64);
    let (objects, client) = (objects(), fake.client(Engine::Podman));
    let run = client.run(&objects, &mut writer, |_| {}, pending());
    let read = async {
        let mut buffer = [0; 6];
        reader.read_exact(&mut buffer).await.unwrap();
        fake.write("seen", "");
        assert_eq!(&buffer, b"first\n");
    };
    assert_eq!(tokio::join!(run, read).0.unwrap(), End::Exited(0));
}

/// Counts what it receives.
struct Counter(u64);

impl AsyncWrite for Counter {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.0 += bytes.len() as u64;
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn huge_output_is_complete() {
    let fake = Fake::new("head -c 100000003 /dev/zero");
    let mut counter = Counter(0);
    let end = fake.client(Engine::Docker).run(&objects(), &mut counter, |_| {}, pending()).await;
    assert_eq!((end.unwrap(), counter.0), (End::Exited(0), 100_000_003));
}

#[tokio::test]
async fn a_slow_reader_slows_the_script() {
    let fake = Fake::new("head -c 1000000 /dev/zero; touch done");
    let (mut reader, mut writer) = tokio::io::duplex(1_000);
    let (objects, client) = (objects(), fake.client(Engine::Docker));
    let run = async {
        let end = client.run(&objects, &mut writer, |_| {}, pending()).await;
        drop(writer);
        end
    };
    let read = async {
        sleep(Duration::from_millis(700)).await;
        assert!(fake.path("pid").exists() && !fake.path("done").exists(), "the script does not wait");
        let mut all = Vec::new();
        reader.read_to_end(&mut all).await.unwrap();
        all.len()
    };
    let (end, len) = tokio::join!(run, read);
    assert_eq!((end.unwrap(), len), (End::Exited(0), 1_000_000));
}

#[tokio::test]
async fn files_are_private_and_executable() {
    let fake = Fake::new("sleep 0.3");
    let script = b"\x00\xff".to_vec();
    let execution = Execution::new(Runtime::Bash5_3, "run-1", script.clone()).file("text.txt", "text").stdin("in");
    let objects = execution.objects().unwrap();
    let check = async {
        wait_for(&fake.path("pid")).await;
        let [directory] = entries(fake.parent.path()).try_into().unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
        assert_eq!(mode(&directory), 0o700);
        let files = directory.join("files");
        assert_eq!(mode(&files), 0o755);
        for (name, content) in [("main.sh", script.as_slice()), ("text.txt", b"text"), (".stdin", b"in")] {
            assert_eq!(fs::read(files.join(name)).unwrap(), content);
            assert_eq!(mode(&files.join(name)), 0o555);
        }
        assert_eq!(entries(&files).len(), 3);
        assert!(fake.calls().contains(&format!("source={},", files.display())), "{}", fake.calls());
    };
    let (end, ()) = tokio::join!(fake.run(&objects), check);
    assert_eq!(end.0.unwrap(), End::Exited(0));
    fake.assert_nothing_is_left();
}

#[tokio::test]
async fn images_that_are_missing() {
    let never = execution().pull_policy(PullPolicy::Never).objects().unwrap();
    for (has_image, objects, reason) in [
        (false, objects(), "ErrImagePull"),
        (false, never, "ErrImageNeverPull"),
        (true, objects(), "CreateContainerError"),
    ] {
        let fake = Fake::new("");
        fake.write("create", "echo 'Trying to pull x'; echo 'Error: manifest unknown' >&2; exit 1");
        if has_image {
            fake.write("image", "");
        }
        let (end, output) = fake.run(&objects).await;
        let expected = End::NotStarted { reason: reason.to_owned(), message: "manifest unknown".to_owned() };
        assert_eq!(end.unwrap(), expected);
        assert_eq!(output, b"");
        fake.assert_nothing_is_left();
    }
}

#[tokio::test]
async fn a_command_that_is_missing_is_not_output() {
    let fake = Fake::new("");
    fake.write("broken", "");
    let (end, output) = fake.run(&objects()).await;
    let message = "exec: \"x\": executable file not found in $PATH".to_owned();
    assert_eq!(end.unwrap(), End::NotStarted { reason: "StartError".to_owned(), message });
    assert_eq!(output, b"");
    fake.assert_nothing_is_left();
}

#[tokio::test]
async fn progress() {
    let fake = Fake::new("echo");
    fake.write("create", "echo 'Trying to pull docker.io/library/bash:5.3...' >&2");
    let mut texts = Vec::new();
    let waiting = |text: &str| texts.push(text.to_owned());
    fake.client(Engine::Podman).run(&objects(), &mut sink(), waiting, pending()).await.unwrap();
    assert_eq!(texts, ["creating the container", "pulling bash:5.3", "starting the container", "running"]);
}

#[tokio::test]
async fn out_of_memory() {
    for (script, expected) in
        [("kill -KILL $$", End::OutOfMemory), ("exit 137", End::OutOfMemory), ("exit 0", End::Exited(0))]
    {
        let fake = Fake::new(script);
        fake.write("oom", "true");
        assert_eq!(fake.run(&objects()).await.0.unwrap(), expected, "{script}");
    }
}

#[tokio::test]
async fn out_of_memory_that_only_a_file_tells() {
    let fake = Fake::new("touch \"$HERE/oom\"; kill -KILL $$");
    assert_eq!(fake.run(&objects()).await.0.unwrap(), End::OutOfMemory);
    fake.assert_nothing_is_left();
}

const STUBBORN: &str = "trap 'echo bye; exit 0' TERM; echo hello; touch trapped; while :; do sleep 0.05; done";

#[tokio::test]
async fn timeouts() {
    let fake = Fake::new(STUBBORN);
    let start = Instant::now();
    let (end, output) = fake.run(&execution().timeout(Duration::from_secs(1)).objects().unwrap()).await;
    assert_eq!((end.unwrap(), output.as_slice()), (End::TimedOut, b"hello\nbye\n".as_slice()));
    assert!((1..4).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
    assert!(fake.calls().contains("stop -t 5 runtimes-run-1-"), "{}", fake.calls());
    fake.assert_nothing_is_left();
}

#[tokio::test]
async fn cancelling() {
    let fake = Fake::new(STUBBORN);
    let mut output = Vec::new();
    let trapped = fake.path("trapped");
    let end = fake.client(Engine::Docker).run(&objects(), &mut output, |_| {}, wait_for(&trapped)).await;
    assert_eq!((end.unwrap(), output.as_slice()), (End::Cancelled, b"hello\nbye\n".as_slice()));
    fake.assert_nothing_is_left();
}

#[tokio::test]
async fn cancelling_before_the_start() {
    let fake = Fake::new("");
    fake.write("create", "touch creating; exec sleep 60");
    let creating = fake.path("creating");
    let start = Instant::now();
    for cancel in [Box::pin(wait_for(&creating)) as Pin<Box<dyn Future<Output = ()>>>, Box::pin(ready(()))] {
        let end = fake.client(Engine::Docker).run(&objects(), &mut sink(), |_| {}, cancel).await;
        assert_eq!(end.unwrap(), End::Cancelled);
        fake.assert_nothing_is_left();
    }
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    assert!(!fake.calls().contains("start"), "{}", fake.calls());
}

#[tokio::test]
async fn dropping() {
    for (create, start, marker) in
        [("touch creating; exec sleep 60", "", "creating"), ("", "touch running; exec sleep 60", "running")]
    {
        let fake = Fake::new(start);
        fake.write("create", create);
        let marker = fake.path(marker);
        let (objects, client) = (objects(), fake.client(Engine::Podman));
        let mut sink = sink();
        tokio::select! {
            end = client.run(&objects, &mut sink, |_| {}, pending()) => panic!("{end:?}"),
            () = wait_for(&marker) => {}
        }
        assert!(fake.calls().contains("rm --force"), "{}", fake.calls());
        fake.assert_nothing_is_left();
    }
}

#[tokio::test]
async fn a_sink_that_fails() {
    let fake = Fake::new("while echo; do :; done");
    let (reader, mut writer) = tokio::io::duplex(64);
    drop(reader);
    let end = fake.client(Engine::Docker).run(&objects(), &mut writer, |_| {}, pending()).await;
    assert!(matches!(&end, Err(EngineError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe), "{end:?}");
    fake.assert_nothing_is_left();
}

#[tokio::test]
async fn runs_that_are_lost() {
    let lost = |reason: &str, message: &str| End::Lost { reason: reason.to_owned(), message: message.to_owned() };
    let fake = Fake::new("rm container");
    assert_eq!(fake.run(&objects()).await.0.unwrap(), lost("Deleted", "someone removed the container"));

    let fake = Fake::new("echo x");
    fake.write("detached", "");
    let expected = lost("Detached", "the engine stopped streaming before the script ended");
    assert_eq!(fake.run(&objects()).await.0.unwrap(), expected);
    fake.assert_nothing_is_left();
}

#[tokio::test]
async fn a_container_that_cannot_be_removed() {
    let fake = Fake::new("");
    fake.write("stuck", "");
    let error = fake.run(&objects()).await.0.unwrap_err().to_string();
    let expected = "`docker rm` failed: device busy: run `runtimes sweep` to remove runtimes-run-1-";
    assert!(error.starts_with(expected), "{error}");
}

#[tokio::test]
async fn engines_that_do_not_answer() {
    let directory = TempDir::new().unwrap();
    let absent = |engine| Client::with(engine, directory.path().join("absent"), directory.path());
    let error = absent(Engine::Docker).run(&objects(), &mut sink(), |_| {}, pending()).await.unwrap_err();
    let docker = "`docker` is not installed: see https://docs.docker.com/get-started/get-docker/";
    assert_eq!(error.to_string(), docker);
    assert_eq!(entries(directory.path()), Vec::<PathBuf>::new());

    let down = Fake::new("");
    down.write("down", "").write("create", "echo 'Cannot connect to the daemon. Is it running?' >&2; exit 1");
    let error = down.run(&objects()).await.0.unwrap_err().to_string();
    let unavailable = "`docker` does not answer: Cannot connect to the daemon. Is it running?; start Docker";
    assert_eq!(error, unavailable);

    let podman = Fake::new("");
    assert_eq!(find([down.client(Engine::Docker), podman.client(Engine::Podman)]).await.unwrap(), Engine::Podman);
    assert_eq!(find([podman.client(Engine::Docker), podman.client(Engine::Podman)]).await.unwrap(), Engine::Docker);
    podman.write("version", "Client: Podman Engine");
    assert_eq!(find([podman.client(Engine::Docker), podman.client(Engine::Podman)]).await.unwrap(), Engine::Podman);
    let error = find([absent(Engine::Docker), absent(Engine::Podman)]).await.unwrap_err().to_string();
    let none = format!(
        "no container engine answers: {docker}; `podman` is not installed: see https://podman.io/docs/installation"
    );
    assert_eq!(error, none);
}

#[tokio::test]
async fn sweeping() {
    let fake = Fake::new("");
    let client = fake.client(Engine::Podman);
    let create = |name: &str| Directory::create(fake.parent.path(), name, &objects().config_map, 0o555).unwrap();
    let path = |name: &str| fake.parent.path().join(name);

    // In use.
    let used = create("used");
    fake.write("container", "").write("directory", &format!("{}\n", used.path().display()));
    // Not ours.
    fs::create_dir(path("runtimes-empty")).unwrap();
    fs::create_dir(path("other")).unwrap();
    fs::write(path("other/lock"), "").unwrap();
    fs::write(path("runtimes-file"), "").unwrap();
    std::os::unix::fs::symlink(path("other"), path("runtimes-link")).unwrap();
    assert_eq!(client.sweep().await.unwrap(), 0);
    assert!(fake.path("container").exists() && used.path().exists());

    // Killed with a container, and without.
    let left = path("runtimes-left");
    fs::create_dir(&left).unwrap();
    fs::write(left.join("lock"), "").unwrap();
    fake.write("directory", &format!("{}\n", left.display()));
    let alone = path("runtimes-alone");
    fs::create_dir(&alone).unwrap();
    fs::write(alone.join("lock"), "").unwrap();
    assert_eq!(client.sweep().await.unwrap(), 2);
    assert!(!fake.path("container").exists() && !left.exists() && !alone.exists());

    // A container whose directory is gone, such as after a restart of the computer.
    fake.write("container", "").write("directory", "/nowhere/runtimes-gone\n");
    assert_eq!(client.sweep().await.unwrap(), 1);
    assert!(!fake.path("container").exists());

    assert_eq!(client.sweep().await.unwrap(), 0);
    for name in ["runtimes-empty", "other/lock", "runtimes-file", "runtimes-link"] {
        assert!(path(name).exists(), "{name}");
    }
    assert!(used.path().exists());
    used.remove().unwrap();
}
