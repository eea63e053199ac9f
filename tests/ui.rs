//! Declarations that must fail to compile, with the errors the compiler prints, and unusual declarations that must
//! compile.
//!
//! Each directory under `ui` holds the cases of one subject. The cases in `pass` must compile, all others must not.
//!
//! After changing the wording of an error, run `TRYBUILD=overwrite cargo test -p registry-ui` and review the diff.

use std::fs;
use std::path::{Path, PathBuf};

/// Relative to the directory of this package, where Cargo runs its tests.
const CASES: &str = "ui";

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    for subject in subjects() {
        let sources = subject.join("*.rs");
        if subject.ends_with("pass") {
            cases.pass(sources);
        } else {
            cases.compile_fail(sources);
        }
    }
}

/// Returns the directory of each subject. Panics if a directory has no case, or if a file would never be compared.
fn subjects() -> Vec<PathBuf> {
    let subjects = entries(Path::new(CASES));
    for subject in &subjects {
        assert!(subject.is_dir(), "`{}` is outside any subject: move it to a subdirectory", subject.display());
        let files = entries(subject);
        assert!(files.iter().any(|file| is_case(file)), "`{}` contains no case", subject.display());
        for file in files {
            let case = if has_extension(&file, "stderr") { file.with_extension("rs") } else { file.clone() };
            assert!(is_case(&case), "`{}` is neither a case nor the errors of one", file.display());
        }
    }
    subjects
}

fn is_case(path: &Path) -> bool {
    path.is_file() && has_extension(path, "rs")
}

fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension().is_some_and(|extension| extension == wanted)
}

fn entries(directory: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}
