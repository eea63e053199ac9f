registry::runtimes! {
    python {
        versions: ["2" { version_command: ["python2", "--version"] }],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {
    // Valid parts are still generated.
    let _ = Runtime::Python2.config();
}
