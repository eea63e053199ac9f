registry::runtimes! {
    go {
        versions: ["1.22"],
        image_tpl: "golang:{version}-alpine",
        file_ext: "go",
        interpreter: ["go", "run"],
        env: { "A": 1, "B": true, "C": /tmp/c, "D": b"d", "E": std::env::TMP, "F": "f".to_owned() },
    }
}

fn main() {
    // Valid parts are still generated.
    let _ = Runtime::Go1_22.config();
}
