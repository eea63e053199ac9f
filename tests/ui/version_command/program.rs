registry::runtimes! {
    python {
        versions: ["1", "2"],
        image_tpl: "python:{version}",
        file_ext: "x",
        interpreter: ["python"],
        version_command: ["python --version"],
    }
    node {
        versions: ["1", "2"],
        image_tpl: "node:{version}",
        file_ext: "x",
        interpreter: ["node"],
        version_command: ["A=b", "node", "-v"],
    }
    ruby {
        versions: ["1", "2"],
        image_tpl: "ruby:{version}",
        file_ext: "x",
        interpreter: ["ruby"],
        version_command: ["$HOME/ruby", "-v"],
    }
    go {
        versions: ["1", "2"],
        image_tpl: "go:{version}",
        file_ext: "x",
        interpreter: ["go"],
        version_command: ["/usr/bin/", "version"],
    }
    lua {
        versions: ["1", "2"],
        image_tpl: "lua:{version}",
        file_ext: "x",
        interpreter: ["lua"],
        version_command: ["exec"],
    }
}

fn main() {
    // Valid parts are still generated.
    let _ = Runtime::Python1.config();
}
