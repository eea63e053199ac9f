registry::runtimes! {
    python {
        versions: ["1", "2"],
        image_tpl: "python:{version}",
        file_ext: "x",
        interpreter: ["python"],
        version_command: ["python", "--version", "&&", "pip", "--version"],
    }
    node {
        versions: ["1", "2"],
        image_tpl: "node:{version}",
        file_ext: "x",
        interpreter: ["node"],
        version_command: ["node", "-v", "&& npm -v"],
    }
    ruby {
        versions: ["1", "2"],
        image_tpl: "ruby:{version}",
        file_ext: "x",
        interpreter: ["ruby"],
        version_command: ["ruby", "-v", "|", "head"],
    }
    go {
        versions: ["1", "2"],
        image_tpl: "go:{version}",
        file_ext: "x",
        interpreter: ["go"],
        version_command: ["java", "-version", "2>&1"],
    }
    lua {
        versions: ["1", "2"],
        image_tpl: "lua:{version}",
        file_ext: "x",
        interpreter: ["lua"],
        version_command: ["&&", "lua"],
    }
}

fn main() {
    // Valid parts are still generated.
    let _ = Runtime::Python1.config();
}
