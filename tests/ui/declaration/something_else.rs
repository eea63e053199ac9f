registry::runtimes! {
    "text"
    42
    (python)
    ruby {
        versions: ["3.3"],
        image_tpl: "ruby:{version}",
        file_ext: "rb",
        interpreter: ["ruby"],
    }
}

fn main() {}
