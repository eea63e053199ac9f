registry::runtimes! {
    python { versions: [3.11], image_tpl: "Python:{version}", file_ext: ".py", interpreter: ["a b"] }
}

fn main() {}
