registry::runtimes! {
    go {
        versions: ["1.22"],
        image_tpl: "golang:{version}-alpine",
        file_ext: "go",
        interpreter: ["go", "run"],
        env: { #[cfg(windows)] "A": "a", /** Documented. */ "B": "b" },
    }
}

fn main() {
    // Valid parts are still generated.
    let _ = Runtime::Go1_22.config();
}
