registry::runtimes! {
    python {
        versions: ["1", "2"],
        image_tpl: "python:{version}",
        file_ext: "x",
        interpreter: ["python"],
        version_cmd: ["python", "--version"],
    }
    node {
        versions: ["1", "2"],
        image_tpl: "node:{version}",
        file_ext: "x",
        interpreter: ["node"],
        version-command: ["node", "--version"],
    }
    ruby {
        versions: ["1", "2"],
        image_tpl: "ruby:{version}",
        file_ext: "x",
        interpreter: ["ruby"],
        versionCommand: "ruby --version",
    }
    go {
        versions: ["1", "2"],
        image_tpl: "go:{version}",
        file_ext: "x",
        interpreter: ["go"],
        verify: ["go", "version"],
    }
    lua {
        versions: ["1", "2"],
        image_tpl: "lua:{version}",
        file_ext: "x",
        interpreter: ["lua"],
        version_commands: ["lua", "-v"],
    }
}

fn main() {
    // Valid parts are still generated.
    let _ = Runtime::Python1.config();
}
