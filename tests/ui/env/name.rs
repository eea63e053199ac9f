registry::runtimes! {
    go {
        versions: ["1.22"],
        image_tpl: "golang:{version}-alpine",
        file_ext: "go",
        interpreter: ["go", "run"],
        env: { "": "a", "9A": "b", "MY VAR": "c", "A=B": "d", "..": "e", ".": "f", "größe": "g" },
    }
}

fn main() {
    // Valid parts are still generated.
    let _ = Runtime::Go1_22.config();
}
