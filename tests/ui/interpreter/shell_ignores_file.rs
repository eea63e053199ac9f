registry::runtimes! {
    name {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["sh", "-c", "python", "{file}"],
    }
    first {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["sh", "-c", "python $1", "{file}"],
    }
    all {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["bash", "-ec", "exec python \"$@\"", "{file}"],
    }
    appended {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["sh", "-c", "exec python \"$@\""],
    }
    second {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["sh", "-c", "exec python \"$1\"", "sh", "-u", "{file}"],
    }
    step {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["make", "&&", "sh", "-c", "python", "{file}"],
    }
}

fn main() {}
