registry::runtimes! {
    exec {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["exec", "python"],
    }
    export {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["export", "A=b"],
    }
    dot {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: [".", "/opt/env.sh"],
    }
    last {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["make", "{file}", "&&", "eval", "x"],
    }
}

fn main() {}
