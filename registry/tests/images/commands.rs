//! `runtimes check` and `runtimes lock`, as processes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::content::{INDEX, digest, error, index, send, status};
use super::server::{Reply, Server};

/// A directory of its own, without a lock file.
fn directory() -> PathBuf {
    static DIRECTORIES: AtomicUsize = AtomicUsize::new(0);
    let name = format!("commands/{}", DIRECTORIES.fetch_add(1, Ordering::Relaxed));
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

/// Runs the program with a mirror instead of Docker Hub.
fn run(directory: &Path, server: &Server, arguments: &[&str]) -> Output {
    let mut command = program(directory);
    command.args(arguments).args(["--mirror", &server.address.to_string()]);
    command.output().unwrap()
}

fn program(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runtimes"));
    command.current_dir(directory).env("DOCKER_CONFIG", directory);
    for name in ["COLUMNS", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "REGISTRY_AUTH_FILE", "XDG_RUNTIME_DIR"] {
        command.env_remove(name);
    }
    command.env("XDG_CONFIG_HOME", directory);
    command
}

/// Returns the exit code, standard output and standard error.
fn text(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

/// A registry of every image, with an index that depends on the name. The index changes with the generation.
fn registry(generation: &Arc<AtomicUsize>, missing: &'static [&'static str]) -> Server {
    let generation = Arc::clone(generation);
    Server::start(move |request, _| {
        let Some((path, tag)) = request.path.split_once("/manifests/") else { return status(200) };
        let image = format!("{}:{tag}", path.trim_start_matches("/v2/library/"));
        if missing.contains(&&*image) {
            return error(404, "MANIFEST_UNKNOWN");
        }
        if tag.starts_with("sha256:") {
            // Content remains when its tag moves.
            let images = ["bash:5.1", "bash:5.2"].into_iter();
            let mut contents = images.flat_map(|image| [content(image, 0), content(image, 1)]);
            let found = contents.find(|content| digest(content) == tag);
            return found.map_or_else(|| error(404, "MANIFEST_UNKNOWN"), |content| send(INDEX, content));
        }
        send(INDEX, content(&image, generation.load(Ordering::Relaxed)))
    })
}

fn content(image: &str, generation: usize) -> Vec<u8> {
    let index = String::from_utf8(index(&["linux/amd64", "linux/arm64/v8"])).unwrap();
    let annotations = format!(r#","annotations":{{"image":"{image} {generation}"}}}}"#);
    index.strip_suffix('}').unwrap().chars().chain(annotations.chars()).collect::<String>().into()
}

fn locked(image: &str, repository: &str, generation: usize) -> String {
    format!("{image} {repository}@{} linux/amd64,linux/arm64/v8", digest(&content(image, generation)))
}

/// The only lines of `bash` and `ruby`.
const IMAGES: [(&str, &str); 2] = [("bash:5.1", "bash"), ("ruby:3.3-alpine", "ruby")];

#[test]
fn check_prints_a_table() {
    let (directory, server) = (directory(), registry(&Arc::default(), &["bash:5.1"]));
    let (code, stdout, stderr) = text(&run(&directory, &server, &["check", "bash"]));
    let table = "\
image     status       platforms
bash:5.2  exists       linux/amd64, linux/arm64/v8
bash:5.3  exists       linux/amd64, linux/arm64/v8
bash:5.1  no such tag
";
    assert_eq!((code, &*stdout), (1, table), "{stderr}");
    let expected = format!(
        "error: bash:5.1: no such tag: {}/library/bash has no tag `5.1`\nerror: 1 of 3 images cannot be pulled\n",
        server.address
    );
    assert_eq!(stderr, expected);
    let (code, _, stderr) = text(&run(&directory, &server, &["check", "bash@5.2", "--platform", "linux/arm64"]));
    assert_eq!((code, &*stderr), (0, "note: 1 image exists\n"));
    let (code, stdout, _) = text(&run(&directory, &server, &["check", "bash@5.2", "--platform", "linux/s390x"]));
    assert_eq!((code, stdout.contains("platform missing")), (1, true), "{stdout}");
    let (code, _, stderr) = text(&run(&directory, &server, &["check"]));
    assert_eq!((code, stderr.ends_with("error: 1 of 18 images cannot be pulled\n")), (1, true), "{stderr}");
}

#[test]
fn check_prints_json() {
    let (directory, server) = (directory(), registry(&Arc::default(), &["bash:5.1"]));
    let (code, stdout, _) = text(&run(&directory, &server, &["check", "bash@5.1", "bash@5.2", "--json"]));
    let json: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    let content = content("bash:5.2", 0);
    let exists = serde_json::json!({
        "image": "bash:5.2", "runtimes": ["bash@5.2"], "status": "exists", "problem": null,
        "digest": digest(&content), "media_type": INDEX, "platforms": ["linux/amd64", "linux/arm64/v8"],
        "size": content.len(), "lock": null,
    });
    assert_eq!((code, &json[0]), (1, &exists));
    assert_eq!((json[1]["status"].as_str(), json[1]["digest"].is_null()), (Some("no such tag"), true));
    let problem = format!("no such tag: {}/library/bash has no tag `5.1`", server.address);
    assert_eq!(json[1]["problem"], problem);
}

#[test]
fn check_reports_drift() {
    let (directory, generation) = (directory(), Arc::new(AtomicUsize::new(0)));
    let server = registry(&generation, &[]);
    let lines = format!("{}\n{}\n", locked("bash:5.1", "bash", 0), locked("bash:5.2", "bash", 1));
    fs::write(directory.join("runtimes.lock"), lines).unwrap();
    let (code, stdout, stderr) = text(&run(&directory, &server, &["check", "bash"]));
    let table = "\
image     status  lock     platforms
bash:5.1  exists  same     linux/amd64, linux/arm64/v8
bash:5.2  exists  changed  linux/amd64, linux/arm64/v8
bash:5.3  exists  missing  linux/amd64, linux/arm64/v8
";
    let lock = format!("runtimes lock --mirror {}", server.address);
    assert_eq!((code, &*stdout), (0, table));
    let expected = format!("warning: 2 of 3 images not as in runtimes.lock: run `{lock}`\nnote: 3 images exist\n");
    assert_eq!(stderr, expected);
    // What the file confirms is not downloaded.
    assert_eq!(server.count("GET", "/bash/manifests/5.1"), 0);
    fs::write(directory.join("runtimes.lock"), "<<<<<<< HEAD\n").unwrap();
    let (code, stdout, stderr) = text(&run(&directory, &server, &["check", "bash"]));
    let expected =
        "error: cannot use `runtimes.lock`: line 1: it is a marker of a merge conflict; write it again with ";
    assert_eq!((code, &*stdout, &*stderr), (1, "", &*format!("{expected}`{lock}`\n")));
    // A file that is named must exist.
    let (code, _, stderr) = text(&run(&directory, &server, &["check", "--file", "other.lock"]));
    assert_eq!((code, stderr.starts_with("error: cannot read `other.lock`: ")), (1, true), "{stderr}");
}

#[test]
fn lock_writes_sorted_lines_once() {
    let (directory, generation) = (directory(), Arc::new(AtomicUsize::new(0)));
    let (server, file) = (registry(&generation, &[]), directory.join("runtimes.lock"));
    let (code, stdout, stderr) = text(&run(&directory, &server, &["lock"]));
    assert_eq!((code, &*stderr), (0, "note: wrote runtimes.lock: 18 added, 0 changed, 0 no longer declared\n"));
    let written = fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = written.lines().collect();
    assert_eq!((lines.len(), lines[0]), (19, "# Written by `runtimes lock`."));
    assert!(lines[1..].is_sorted() && written.ends_with('\n'));
    for (image, repository) in IMAGES {
        assert!(lines.contains(&&*locked(image, repository, 0)), "{written}");
    }
    let added: Vec<String> = lines[1..].iter().map(|line| format!("+ {line}\n")).collect();
    assert_eq!(stdout, added.concat());
    // The same answers are the same bytes, which are not written again.
    let modified = fs::metadata(&file).unwrap().modified().unwrap();
    let (code, stdout, stderr) = text(&run(&directory, &server, &["lock"]));
    assert_eq!((code, &*stdout, &*stderr), (0, "", "note: runtimes.lock is up to date\n"));
    assert_eq!(fs::metadata(&file).unwrap().modified().unwrap(), modified);
    assert_eq!(files(&directory), ["runtimes.lock"]);
}

fn files(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn lock_writes_everything_or_nothing() {
    let (directory, file) = (directory(), "runtimes.lock");
    for (what, is_written) in [("nothing", false), ("# kept\n", true)] {
        if is_written {
            fs::write(directory.join(file), what).unwrap();
        }
        for reply in [
            || error(404, "MANIFEST_UNKNOWN"),
            || error(401, "UNAUTHORIZED"),
            || status(500),
            || send(INDEX, b"{}".to_vec()),
            || Reply::Stall,
            || Reply::Truncate(Vec::new(), vec![b' '; 100]),
        ] {
            let server = Server::start(move |request, _| match &*request.path {
                "/v2/library/bash/manifests/5.3" => reply(),
                path => match path.split_once("/manifests/") {
                    Some(_) => send(INDEX, index(&["linux/amd64"])),
                    None => status(200),
                },
            });
            let (code, stdout, stderr) = text(&run(&directory, &server, &["lock", "--timeout", "3"]));
            assert_eq!((code, &*stdout), (1, ""), "{stderr}");
            assert!(stderr.contains("error: bash:5.3: "), "{stderr}");
            assert!(stderr.ends_with("error: 1 of 18 images cannot be recorded: nothing was written\n"), "{stderr}");
            let expected: &[&str] = if is_written { &[file] } else { &[] };
            assert_eq!(files(&directory), expected);
            if is_written {
                assert_eq!(fs::read_to_string(directory.join(file)).unwrap(), what);
            }
        }
    }
}

#[test]
fn lock_check_fails_on_drift_and_writes_nothing() {
    let (directory, generation) = (directory(), Arc::new(AtomicUsize::new(0)));
    let (server, file) = (registry(&generation, &[]), directory.join("runtimes.lock"));
    let (code, _, stderr) = text(&run(&directory, &server, &["lock", "--check"]));
    let expected = format!(
        "error: runtimes.lock is out of date: 18 added, 0 changed, 0 no longer declared; \
         run `runtimes lock --mirror {}`\n",
        server.address
    );
    assert_eq!((code, &stderr, file.exists()), (1, &expected, false));
    assert_eq!(run(&directory, &server, &["lock"]).status.code(), Some(0));
    let before = server.requests().len();
    let (code, stdout, stderr) = text(&run(&directory, &server, &["lock", "--check"]));
    assert_eq!((code, &*stdout, &*stderr), (0, "", "note: runtimes.lock is up to date\n"));
    // A digest suffices, and Docker Hub does not count such requests.
    let requests = server.requests()[before..].to_vec();
    assert_eq!(requests.iter().filter(|request| request.method == "HEAD").count(), 18);
    assert!(requests.iter().all(|request| request.method == "HEAD" || request.path == "/v2/"));
    let written = fs::read_to_string(&file).unwrap();
    // One image was removed from the declaration, and all others were pushed again.
    fs::write(&file, format!("{written}{}\n", locked("perl:5", "perl", 0))).unwrap();
    generation.store(1, Ordering::Relaxed);
    let (code, stdout, stderr) = text(&run(&directory, &server, &["lock", "--check"]));
    assert_eq!(code, 1, "{stderr}");
    assert!(stderr.contains("0 added, 18 changed, 1 no longer declared"), "{stderr}");
    for (image, repository) in IMAGES {
        let lines = format!("- {}\n+ {}\n", locked(image, repository, 0), locked(image, repository, 1));
        assert!(stdout.contains(&lines), "{stdout}");
    }
    assert!(stdout.contains(&format!("\n- {}\n", locked("perl:5", "perl", 0))) && !stdout.contains("+ perl"));
    assert_eq!(fs::read_to_string(&file).unwrap(), format!("{written}{}\n", locked("perl:5", "perl", 0)));
}

#[test]
fn lock_update_keeps_other_lines() {
    let (directory, generation) = (directory(), Arc::new(AtomicUsize::new(0)));
    let (server, file) = (registry(&generation, &[]), directory.join("runtimes.lock"));
    assert_eq!(run(&directory, &server, &["lock"]).status.code(), Some(0));
    let mut text_before = fs::read_to_string(&file).unwrap();
    generation.store(1, Ordering::Relaxed);
    let before = server.requests().len();
    let (code, stdout, stderr) = text(&run(&directory, &server, &["lock", "--update", "bash@5.1", "ruby@3.3"]));
    assert_eq!((code, &*stderr), (0, "note: wrote runtimes.lock: 0 added, 2 changed, 0 no longer declared\n"));
    for (image, repository) in IMAGES {
        text_before = text_before.replace(&locked(image, repository, 0), &locked(image, repository, 1));
        assert!(stdout.contains(&format!("+ {}\n", locked(image, repository, 1))), "{stdout}");
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), text_before);
    assert_eq!(server.requests().len() - before, 3);
}

#[test]
fn lock_update_keeps_lines_of_images_it_cannot_reach() {
    let (directory, is_down) = (directory(), Arc::new(AtomicBool::new(false)));
    let (down, file) = (Arc::clone(&is_down), directory.join("runtimes.lock"));
    let server = Server::start(move |request, _| match request.path.split_once("/manifests/") {
        Some((path, _)) if path.ends_with("/bash") && down.load(Ordering::Relaxed) => status(503),
        Some((_, tag)) => send(INDEX, content(&format!("{tag}{}", down.load(Ordering::Relaxed)), 0)),
        None => status(200),
    });
    assert_eq!(run(&directory, &server, &["lock"]).status.code(), Some(0));
    is_down.store(true, Ordering::Relaxed);
    let bash: Vec<String> =
        fs::read_to_string(&file).unwrap().lines().filter(|line| line.starts_with("bash")).map(str::to_owned).collect();
    let arguments = ["lock", "--update", "bash", "ruby@3.3", "--timeout", "5"];
    let (code, stdout, stderr) = text(&run(&directory, &server, &arguments));
    assert_eq!((code, stdout.lines().count()), (0, 2), "{stderr}");
    let expected = format!("warning: kept the line of bash:5.1: unreachable: {} fails (503 Service", server.address);
    assert!(stderr.contains(&expected), "{stderr}");
    let after = fs::read_to_string(&file).unwrap();
    assert!(bash.iter().all(|line| after.contains(line)));
    // Without a line to keep, nothing is written.
    let without = after.replace(&format!("{}\n", bash[0]), "");
    fs::write(&file, &without).unwrap();
    let (code, _, stderr) = text(&run(&directory, &server, &arguments));
    assert_eq!((code, stderr.ends_with("nothing was written\n")), (1, true), "{stderr}");
    assert_eq!(fs::read_to_string(&file).unwrap(), without);
    let (code, _, stderr) = text(&run(&directory, &server, &["lock", "--update", "ruby@3.3"]));
    assert_eq!(
        (code, stderr.contains("warning: no line for 1 declared image: run `runtimes lock ")),
        (0, true),
        "{stderr}"
    );
}

#[test]
fn lock_check_compares_what_it_can() {
    let (directory, generation) = (directory(), Arc::new(AtomicUsize::new(0)));
    assert_eq!(run(&directory, &registry(&generation, &[]), &["lock"]).status.code(), Some(0));
    // One tag was removed, and all others were pushed again.
    generation.store(1, Ordering::Relaxed);
    let server = registry(&generation, &["bash:5.1"]);
    let (code, stdout, stderr) = text(&run(&directory, &server, &["lock", "--check"]));
    assert_eq!((code, stdout.lines().count()), (1, 2 * 17), "{stdout}");
    assert!(stderr.contains("error: bash:5.1: no such tag: "), "{stderr}");
    assert!(stderr.ends_with("error: 1 of 18 images cannot be checked\n"), "{stderr}");
}

#[test]
fn lock_prints_json() {
    let (directory, server) = (directory(), registry(&Arc::default(), &[]));
    fs::write(directory.join("x.lock"), format!("{}\n", locked("perl:5", "perl", 0))).unwrap();
    let (code, stdout, _) = text(&run(&directory, &server, &["lock", "--file", "x.lock", "--json"]));
    let json: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((code, json.as_array().unwrap().len()), (0, 19));
    let pinned = format!("bash@{}", digest(&content("bash:5.1", 0)));
    let bash = serde_json::json!({
        "image": "bash:5.1", "change": "added", "pinned": pinned, "platforms": ["linux/amd64", "linux/arm64/v8"],
        "before": null,
    });
    assert_eq!(json[0], bash);
    let perl = json.as_array().unwrap().iter().find(|line| line["image"] == "perl:5").unwrap();
    assert_eq!(perl["change"], "removed");
    assert_eq!(files(&directory), ["x.lock"]);
}

#[cfg(unix)]
#[test]
fn lock_keeps_permissions_and_links() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let (directory, server) = (directory(), registry(&Arc::default(), &[]));
    fs::create_dir(directory.join("real")).unwrap();
    let (real, link) = (directory.join("real/x"), directory.join("runtimes.lock"));
    fs::write(&real, "").unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real/x", &link).unwrap();
    assert_eq!(run(&directory, &server, &["lock"]).status.code(), Some(0));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(fs::read_to_string(&real).unwrap().lines().count(), 19);
    let (code, _, stderr) = text(&run(&directory, &server, &["lock", "--file", "none/x"]));
    assert_eq!((code, stderr.starts_with("error: cannot write `none/x`: ")), (1, true), "{stderr}");
}

#[test]
fn invalid_settings() {
    let directory = directory();
    for (arguments, expected) in [
        (&["check", "--platform", "arm64"][..], "error: platform `arm64` is not an operating system and an "),
        (&["check", "--mirror", "https://m"], "error: mirror `https://m` is not a host with an optional path: "),
        (&["lock", "--plain-http", "http://m"], "error: `http://m` is not a host, as in `registry.example:5000`\n"),
        (&["lock", "--check", "--update", "bash"], "error: the argument '--check' cannot be used with '--update "),
        (&["check", "--timeout", "x"], "error: invalid value 'x' for '--timeout <SECONDS>'"),
    ] {
        let (code, _, stderr) = text(&program(&directory).args(arguments).output().unwrap());
        assert_eq!((code, stderr.starts_with(expected)), (2, true), "{arguments:?}: {stderr}");
    }
    for arguments in [&["check", "perl"][..], &["lock", "--update", "perl"]] {
        assert_eq!(program(&directory).args(arguments).output().unwrap().status.code(), Some(3));
    }
}

#[cfg(unix)]
#[test]
fn credential_helpers() {
    use std::os::unix::fs::PermissionsExt;

    let directory = directory();
    let server = Server::start(|request, _| match request.headers.get("authorization").map(String::as_str) {
        Some("Basic dXNlcjpzM2NyZXQtcGFzcw==") => send(INDEX, index(&["linux/amd64"])),
        _ => Reply::Send(401, vec![("www-authenticate", "Basic realm=\"r\"".to_owned())], Vec::new()),
    });
    let helper = |name: &str, script: &str| {
        let path = directory.join(format!("docker-credential-{name}"));
        fs::write(&path, format!("#!/bin/sh\necho x >> {name}.log\nread host\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    };
    helper("good", r#"echo "{\"ServerURL\":\"$host\",\"Username\":\"user\",\"Secret\":\"s3cret-pass\"}""#);
    helper("empty", "echo 'credentials not found in native keychain'; exit 1");
    helper("bad", "echo s3cret-pass; echo s3cret-pass >&2; exit 1");
    helper("slow", "exec sleep 60");
    let path = format!("{}:{}", directory.display(), std::env::var("PATH").unwrap());
    let start = Instant::now();
    for (name, code, expected) in [
        ("good", 0, "note: 18 images exist\n"),
        ("empty", 1, ": log in with `docker login` or `podman login`\n"),
        ("bad", 1, ": the credential helper `docker-credential-bad` failed\n"),
        ("slow", 1, ": the credential helper did not answer within 2 seconds\n"),
        ("none", 1, ": the credential helper cannot be run: is it installed and in `PATH`?\n"),
    ] {
        for config in
            [format!(r#"{{"credsStore":"{name}"}}"#), format!(r#"{{"credHelpers":{{"{}":"{name}"}}}}"#, server.address)]
        {
            fs::write(directory.join("config.json"), config).unwrap();
            let mut command = program(&directory);
            let arguments = ["check", "--timeout", "4", "--mirror", &server.address.to_string()];
            let (found, stdout, stderr) = text(&command.args(arguments).env("PATH", &path).output().unwrap());
            assert_eq!((found, stderr.contains(expected)), (code, true), "{name}: {stderr}");
            assert!(!stderr.contains("s3cret") && !stdout.contains("s3cret"), "{stderr}");
        }
        // Each ran once for the registry, of which five repositories were asked for.
        if name != "none" {
            assert_eq!(fs::read_to_string(directory.join(format!("{name}.log"))).unwrap(), "x\nx\n", "{name}");
        }
    }
    assert!(start.elapsed() < Duration::from_secs(30));
}

#[test]
fn a_killed_lock_leaves_the_old_file() {
    let directory = directory();
    let file = directory.join("runtimes.lock");
    fs::write(&file, "# old\n").unwrap();
    let server = Server::start(|_, _| Reply::Stall);
    let mut command = program(&directory);
    let mut child = command.args(["lock", "--mirror", &server.address.to_string()]).spawn().unwrap();
    while server.requests().is_empty() {
        thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(
        (fs::read_to_string(&file).unwrap(), files(&directory)),
        ("# old\n".to_owned(), vec!["runtimes.lock".to_owned()])
    );
}
