//! `runtimes list`, and `runtimes languages --json --full`.

use serde_json::{Value, json};

use super::stdout;

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&stdout(arguments)).unwrap()
}

/// Returns the text forms of the runtimes that `--json` prints.
fn names(arguments: &[&str]) -> Vec<String> {
    let runtimes = json(&[&["list", "--json"], arguments].concat());
    let name =
        |runtime: &Value| format!("{}@{}", runtime["language"].as_str().unwrap(), runtime["version"].as_str().unwrap());
    runtimes.as_array().unwrap().iter().map(name).collect()
}

#[test]
fn a_runtime_per_line() {
    let table = "\
runtime   image               command                            state
go@1.20   golang:1.20-alpine  [\"go\", \"run\", \"/scripts/main.go\"]  deprecated: end of life 2024-02-06
go@1.21   golang:1.21-alpine  [\"go\", \"run\", \"/scripts/main.go\"]  deprecated: end of life 2024-08-13
go@1.22   golang:1.22-alpine  [\"go\", \"run\", \"/scripts/main.go\"]  default, deprecated: end of life 2025-02-11
bash@5.1  bash:5.1            [\"bash\", \"/scripts/main.sh\"]
bash@5.2  bash:5.2            [\"bash\", \"/scripts/main.sh\"]
bash@5.3  bash:5.3            [\"bash\", \"/scripts/main.sh\"]       default
";
    // In declared order, whichever order the arguments have. Aliases are names, too.
    assert_eq!(stdout(&["list", "--language", "sh", "--language=golang"]), table);
    assert_eq!(stdout(&["list"]).lines().count(), 1 + 18);
}

#[test]
fn filters() {
    assert_eq!(names(&[]).len(), 18);
    assert_eq!(
        names(&["--supported"]),
        ["python@3.11", "python@3.12", "node@22", "ruby@3.3", "bash@5.1", "bash@5.2", "bash@5.3"]
    );
    assert_eq!(names(&["--deprecated", "--language", "ruby"]), ["ruby@3.1", "ruby@3.2"]);
    // Nothing is a valid answer.
    assert_eq!(stdout(&["list", "--language", "go", "--supported"]), "runtime  image  command  state\n");
    assert_eq!(stdout(&["list", "--language", "go", "--supported", "--json"]), "[]\n");
}

#[test]
fn json_has_the_shape_of_the_api() {
    let go = json!({
        "language": "go", "version": "1.22", "aliases": ["golang"], "image": "golang:1.22-alpine", "pinned": null,
        "file_name": "main.go", "command": ["go", "run", "/scripts/main.go"], "default": true,
        "deprecation": "end of life 2025-02-11", "env": { "HOME": "/tmp", "GOCACHE": "/tmp/go-build" },
    });
    assert_eq!(json(&["list", "--language", "go", "--json"])[2], go);
}

#[test]
fn languages_in_full() {
    let languages = json(&["languages", "--json", "--full"]);
    let languages = languages.as_array().unwrap();
    let ids: Vec<&str> = languages.iter().map(|language| language["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["python", "node", "ruby", "go", "bash"]);
    let go = json!({
        "id": "go", "name": "Go", "versions": ["1.20", "1.21", "1.22"], "image_tpl": "golang:{version}-alpine",
        "file_ext": "go", "interpreter": ["go", "run"], "example": include_str!("../../src/scripts/go.go"),
        "aliases": ["golang"], "default": "1.22", "example_since": "1.21", "env": { "GOCACHE": "/tmp/go-build" },
        "version_command": ["go", "version"],
        "deprecations": {
            "1.20": "end of life 2024-02-06", "1.21": "end of life 2024-08-13", "1.22": "end of life 2025-02-11",
        },
    });
    assert_eq!(languages[3], go);
}
