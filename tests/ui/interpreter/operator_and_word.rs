registry::runtimes! {
    step {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["rustc", "-o", "/tmp/a", "{file}", "&& /tmp/a"],
    }
    step_without_file {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["make", "&&/tmp/a"],
    }
    pipe {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["cat", "{file}", "| sort -u"],
    }
    sequence {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["cat", "; ls"],
    }
    or {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["cat", "{file}", "||true"],
    }
    background {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["server", "& wait"],
    }
    expansion {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["cat", "{file}", "| grep $X"],
    }
    program {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["&& x", "{file}"],
    }
}

fn main() {}
