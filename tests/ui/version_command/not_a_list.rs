registry::runtimes! {
    python {
        versions: ["1", "2"],
        image_tpl: "python:{version}",
        file_ext: "x",
        interpreter: ["python"],
        version_command: "python --version",
    }
    node {
        versions: ["1", "2"],
        image_tpl: "node:{version}",
        file_ext: "x",
        interpreter: ["node"],
        version_command: node --version,
    }
    ruby {
        versions: ["1", "2"],
        image_tpl: "ruby:{version}",
        file_ext: "x",
        interpreter: ["ruby"],
        version_command: "ruby --version && gem --version",
    }
    go {
        versions: ["1", "2"],
        image_tpl: "go:{version}",
        file_ext: "x",
        interpreter: ["go"],
        version_command: { "go": "version" },
    }
    lua {
        versions: ["1", "2"],
        image_tpl: "lua:{version}",
        file_ext: "x",
        interpreter: ["lua"],
        version_command: "lua {file}",
    }
    perl {
        versions: ["1", "2"],
        image_tpl: "perl:{version}",
        file_ext: "x",
        interpreter: ["perl"],
        version_command: "perl -v | head",
    }
}

fn main() {
    // Valid parts are still generated.
    let _ = Runtime::Python1.config();
}
