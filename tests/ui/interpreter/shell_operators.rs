registry::runtimes! {
    l0 {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["cat", "{file}", "|", "out"],
    }
    l1 {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["cat", "{file}", "||", "out"],
    }
    l2 {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["cat", "{file}", ";", "out"],
    }
    l3 {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["cat", "{file}", "&", "out"],
    }
    l4 {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["cat", "{file}", "<", "out"],
    }
    l5 {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["cat", "{file}", ">", "out"],
    }
    l6 {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["cat", "{file}", ">>", "out"],
    }
    l7 {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["cat", "{file}", "2>", "out"],
    }
    l8 {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["cat", "{file}", "2>&1", "out"],
    }
    l9 {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["cat", "{file}", "&>", "out"],
    }
    l10 {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["cat", "{file}", "<<", "out"],
    }
}

fn main() {}
