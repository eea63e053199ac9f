registry::runtimes! {
    go {
        versions: ["1.22" { env: { "A": "a" } }],
        image_tpl: "golang:{version}-alpine",
        file_ext: "go",
        interpreter: ["go", "run"],
        env: {},
    }
}

fn main() {}
