registry::runtimes! {
    python {
        versions: ["1", "2"],
        image_tpl: "python:{version}",
        file_ext: "x",
        interpreter: ["python"],
        version_command: ["python", "--version"],
        version_command: ["python", "-V"],
    }
    node {
        versions: ["1", "2"],
        image_tpl: "node:{version}",
        file_ext: "x",
        interpreter: ["node"],
        version_command: ["node", "-v"],
        version_cmd: ["node"],
    }
    ruby {
        versions: ["1", "2"],
        image_tpl: "ruby:{version}",
        file_ext: "x",
        interpreter: ["ruby"],
        version_command = ["ruby"],
    }
    go {
        versions: ["1", "2"],
        image_tpl: "go:{version}",
        file_ext: "x",
        interpreter: ["go"],
        version_command: ,
    }
}

fn main() {
    // Valid parts are still generated.
    let _ = Runtime::Python1.config();
}
