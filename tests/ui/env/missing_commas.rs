registry::runtimes! {
    go {
        versions: ["1.22"],
        image_tpl: "golang:{version}-alpine",
        file_ext: "go",
        interpreter: ["go", "run"],
        env: {
            "A": "a"
            "B": "b"; "C": "c",
            , "D": "d",,
        },
    }
}

fn main() {
    // Valid parts are still generated.
    let _ = Runtime::Go1_22.config();
}
