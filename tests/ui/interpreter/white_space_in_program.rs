registry::runtimes! {
    python {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["go run"],
    }
    node {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["node --check", "{file}"],
    }
    lua {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["luac", "{file}", "&&", "lua -v"],
    }
    sh {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: [" "],
    }
}

fn main() {}
