registry::runtimes! {
    output {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["cat", "{file}", ">/tmp/out"],
    }
    errors {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["run", "2>/dev/null"],
    }
    both {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["run", "&> /tmp/log"],
    }
    input {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["run", "</dev/null"],
    }
}

fn main() {}
