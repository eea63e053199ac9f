registry::runtimes! {
    go {
        versions: ["1.22"],
        image_tpl: "golang:{version}-alpine",
        file_ext: "go",
        interpreter: ["go", "run"],
        env: { "A": "/opt/{version}", "B": "{file}", "C": "{versoin}", "D": "${HOME}/go", "E": "{{}}" },
    }
}

fn main() {}
