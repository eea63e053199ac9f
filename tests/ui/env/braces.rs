registry::runtimes! {
    go {
        versions: ["1.22"],
        image_tpl: "golang:{version}-alpine",
        file_ext: "go",
        interpreter: ["go", "run"],
        env: { "A": "{", "B": "}", "C": "{\"a\": 1}" },
    }
}

fn main() {}
